//! `alongside-torture WHAT --cycles N --seed S`: long trials that break a real server under load and
//! count what was lost.
//!
//! In reading order:
//! - [`trials`]: the list of trials, and a file for each;
//! - [`ordeal`]: what all of them share: a crowd under load, a blow, again, and the judgement;
//! - [`crowd`]: the clients;
//! - [`judge`]: what they saw and what the server has, held against what was acknowledged;
//! - [`tally`]: the closing line;
//! - [`field`]: three nodes and a crowd spread over them;
//! - [`probe`] and [`watcher`]: clients that help with nothing, for single sends and for what a socket is told;
//! - [`disk`]: a disk that can lose its power.
//!
//! To add a trial: write `trials/NAME.rs`, and list it in `trials/mod.rs`.

mod crowd;
mod disk;
mod field;
mod judge;
mod ordeal;
mod probe;
mod tally;
mod trials;
mod watcher;

use clap::Parser;
use std::process::ExitCode;

/// Breaks a server under load and counts what was lost. Without WHAT: lists the trials.
#[derive(Debug, Parser)]
#[command(name = "alongside-torture", version)]
struct Arguments {
    /// Which trial.
    what: Option<String>,
    /// How often to strike.
    #[arg(long, default_value_t = 30)]
    cycles: u32,
    /// Makes the crowd's choices and the moments of the blows repeatable. Absent: another each time.
    #[arg(long)]
    seed: Option<u64>,
    /// Connected clients, where a trial has many.
    #[arg(long, env = "CLIENTS", default_value_t = 2_000)]
    clients: u32,
}

/// How a trial shall run.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub cycles: u32,
    pub seed: u64,
    pub clients: u32,
}

/// Why a trial could not come to a judgement.
#[derive(Debug, thiserror::Error)]
pub enum Mishap {
    #[error(transparent)]
    Kit(#[from] alongside_testkit::KitError),
    #[error("{0}")]
    Stuck(String),
    #[error("{0}")]
    Needs(String),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let Some(what) = arguments.what else {
        trials::list();
        return ExitCode::SUCCESS;
    };
    let Some(trial) = trials::find(&what) else {
        eprintln!("There is no trial called `{what}`.\n");
        trials::list();
        return ExitCode::from(2);
    };
    let seed = arguments.seed.unwrap_or_else(rand::random);
    let plan = Plan { cycles: arguments.cycles.max(1), seed, clients: arguments.clients };
    match run(trial, plan) {
        Ok(code) => code,
        Err(mishap) => {
            eprintln!("The trial could not be finished: {mishap}");
            ExitCode::FAILURE
        }
    }
}

fn run(trial: &trials::Trial, plan: Plan) -> Result<ExitCode, Mishap> {
    (trial.prepare)()?;
    println!("{}: {}", trial.name, trial.about);
    println!("{} cycles with seed {} ...", plan.cycles, plan.seed);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Mishap::Stuck(format!("no runtime could be started: {error}")))?;
    let tally = runtime.block_on((trial.run)(plan))?;
    for complaint in tally.complaints() {
        println!("! {complaint}");
    }
    println!("{tally}");
    Ok(if tally.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
