//! `alongside-load SCENARIO…`: puts load on a server, measures what that costs, and counts what was lost.
//!
//! In reading order:
//! - [`scenarios`]: what is measured, a file for each;
//! - [`targets`]: what it is measured on: our server, the floor under it, programs of others;
//! - [`swarm`]: tens of thousands of clients on one thread;
//! - [`pace`]: who sends when;
//! - [`ledger`]: who sent what, who has heard it, how long it took;
//! - [`wire`]: frames and stamps;
//! - [`machine`]: CPU and memory, from the kernel;
//! - [`result`], [`table`]: what came of it, as a file and on the screen;
//! - [`html`]: as a page with charts;
//! - [`goals`], [`compare`]: what it says of our goals, and of a change.
//!
//! Time and memory on a shared machine are noisy; CPU for each delivery, ratios within one run and distributions are what to
//! look at.

mod compare;
mod goals;
mod html;
mod ledger;
mod machine;
mod pace;
mod result;
mod scenarios;
mod swarm;
mod table;
mod targets;
mod wire;

use clap::{Args, Parser, Subcommand};
use result::{Report, Row};
use scenarios::{Plan, Scenario};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use targets::{Deployment, Given, Kind};

/// Puts load on a server and counts what was lost.
#[derive(Debug, Parser)]
#[command(name = "alongside-load", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the scenarios
    List,
    /// Run scenarios, each on a server of its own
    Run(Box<Run>),
    /// Measure what our speed goals are about, and print them with what was measured beside them
    Goals(GoalsRun),
    /// Print the table of a result file
    Show {
        /// What `run` or `goals` wrote
        file: PathBuf,
    },
    /// Write a page with tables and charts of a result file
    Page {
        /// What `run` or `goals` wrote
        file: PathBuf,
        /// The page
        #[arg(long, default_value = "load.html")]
        out: PathBuf,
    },
    /// Say which differences of two result files are more than noise
    Compare {
        /// The result before
        before: PathBuf,
        /// The result after
        after: PathBuf,
    },
    /// Serve as the floor; started by `run`
    #[command(hide = true)]
    ServeFloor {
        #[arg(long)]
        batched: bool,
    },
}

#[derive(Debug, Args)]
struct Run {
    /// Which scenarios; `list` lists them
    #[arg(required = true)]
    scenarios: Vec<String>,
    /// On which servers, side by side: alongside, floor, floor-single, axum, uws, ws, socketio, nchan, nats,
    /// jetstream, jetstream-rooms
    #[arg(long, value_delimiter = ',', default_value = "alongside")]
    on: Vec<Kind>,
    /// Nodes of ours; more than one needs --postgres and --redis
    #[arg(long, default_value_t = 1)]
    nodes: usize,
    /// Ours on a private Postgres instead of SQLite
    #[arg(long)]
    postgres: bool,
    /// Ours with a private Redis between nodes
    #[arg(long)]
    redis: bool,
    /// A server that runs already, as ADDRESS:PORT
    #[arg(long, requires = "database_url")]
    url: Option<SocketAddr>,
    /// The database of that server, where people and rooms are made
    #[arg(long, hide_env_values = true, env = "ALONGSIDE_DATABASE_URL")]
    database_url: Option<String>,
    /// The process of that server, to read its CPU and memory
    #[arg(long)]
    pid: Option<u32>,
    #[command(flatten)]
    size: Size,
    /// Where to write the result
    #[arg(long, default_value = "load.json")]
    out: PathBuf,
    /// Add to the result that is there: rounds of two builds by turns are compared best
    #[arg(long)]
    append: bool,
}

#[derive(Debug, Args)]
struct GoalsRun {
    /// Also the second node, on Postgres and Redis
    #[arg(long)]
    nodes: bool,
    /// Also the programs of others that goals name; needs `scripts/bench peers`
    #[arg(long)]
    peers: bool,
    /// Only print the table of what this file has
    #[arg(long)]
    from: Option<PathBuf>,
    #[command(flatten)]
    size: Size,
    /// Where to write the result
    #[arg(long, default_value = "goals.json")]
    out: PathBuf,
}

#[derive(Debug, Args)]
struct Size {
    /// Rounds of each scenario on each server, one after the other
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Measured time of a round
    #[arg(long, default_value_t = 8.0)]
    seconds: f64,
    /// Length of a message's text
    #[arg(long, default_value_t = 200)]
    bytes: usize,
    /// Multiplies the number of clients
    #[arg(long, default_value_t = 1.0)]
    scale: f64,
}

impl Size {
    fn plan(&self) -> Plan {
        Plan {
            time: Duration::from_secs_f64(self.seconds.max(0.5)),
            warm_up: Duration::from_secs_f64((self.seconds / 4.0).clamp(0.5, 2.0)),
            body_bytes: self.bytes,
            scale: self.scale,
        }
    }
}

/// Why something could not be measured.
#[derive(Debug, thiserror::Error)]
pub enum Mishap {
    #[error(transparent)]
    Kit(#[from] alongside_testkit::KitError),
    #[error("{what}: {source}")]
    Io { what: String, source: std::io::Error },
    #[error("{0}")]
    Stuck(String),
    #[error("{0}")]
    Needs(String),
}

impl Mishap {
    fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    alongside_testkit::process::many_files();
    match act(arguments.command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(mishap) => {
            eprintln!("\nalongside-load: {mishap}");
            ExitCode::from(2)
        }
    }
}

/// Whether nothing was lost.
fn act(command: Command) -> Result<bool, Mishap> {
    match command {
        Command::List => {
            for scenario in scenarios::ALL {
                println!("{:14} {}", scenario.name, scenario.about);
            }
            Ok(true)
        }
        Command::ServeFloor { batched } => targets::floor::serve(batched).map(|()| true),
        Command::Run(run) => {
            let kinds = run.kinds()?;
            let chosen: Vec<_> = run.chosen()?.into_iter().map(|scenario| (scenario, kinds.clone())).collect();
            if run.url.is_none() {
                use_the_server_beside_us()?;
            }
            let start = if run.append && run.out.exists() { Report::read(&run.out)? } else { Report::new() };
            let report = measure(start, &chosen, &run.size, &run.out)?;
            println!("{}", table::text(&report));
            println!("The whole result is in {}.", run.out.display());
            Ok(!has_faults(&report))
        }
        Command::Goals(GoalsRun { from: Some(file), .. }) => {
            println!("{}", goals::text(&Report::read(&file)?));
            Ok(true)
        }
        Command::Goals(run) => {
            use_the_server_beside_us()?;
            let report = measure(Report::new(), &goals::runs(run.peers, run.nodes), &run.size, &run.out)?;
            println!("{}\n\n{}", table::text(&report), goals::text(&report));
            Ok(!has_faults(&report))
        }
        Command::Show { file } => {
            println!("{}", table::text(&Report::read(&file)?));
            Ok(true)
        }
        Command::Page { file, out } => {
            let page = html::page(&Report::read(&file)?);
            std::fs::write(&out, page).map_err(Mishap::io(format!("writing {}", out.display())))?;
            println!("The page is {}.", out.display());
            Ok(true)
        }
        Command::Compare { before, after } => {
            println!("{}", compare::text(&Report::read(&before)?, &Report::read(&after)?));
            Ok(true)
        }
    }
}

impl Run {
    fn chosen(&self) -> Result<Vec<&'static Scenario>, Mishap> {
        let find = |name: &String| {
            let lost =
                || Mishap::Needs(format!("There is no scenario called {name}. `alongside-load list` lists them."));
            scenarios::find(name).ok_or_else(lost)
        };
        self.scenarios.iter().map(find).collect()
    }

    fn kinds(&self) -> Result<Vec<Kind>, Mishap> {
        if self.nodes > 1 && !(self.postgres && self.redis) {
            return Err(Mishap::Needs("More than one node needs --postgres and --redis.".into()));
        }
        let given = self.url.zip(self.database_url.clone());
        let given = given.map(|(address, database_url)| Given { address, database_url, pid: self.pid });
        let ours = Deployment { nodes: self.nodes, postgres: self.postgres, redis: self.redis, past: 0, given };
        let kind = |kind: &Kind| match kind {
            Kind::Alongside(_) => Kind::Alongside(ours.clone()),
            other => other.clone(),
        };
        Ok(self.on.iter().map(kind).collect())
    }
}

/// Rounds go round: each server has its turn in each, so that a slow minute of the machine hits all alike.
fn measure(mut report: Report, chosen: &[(&Scenario, Vec<Kind>)], size: &Size, out: &Path) -> Result<Report, Mishap> {
    let plan = size.plan();
    for (scenario, kinds) in chosen {
        for kind in kinds.iter().filter(|kind| !scenario.who.includes(kind)) {
            eprintln!("{} is not measured on {}", scenario.name, kind.name());
        }
        for round in 1..=size.rounds {
            for kind in kinds.iter().filter(|kind| scenario.who.includes(kind)) {
                eprintln!("{} on {}, round {round} of {}", scenario.name, kind.name(), size.rounds);
                let mut row = Row::new(scenario.name, &kind.name());
                row.round = round;
                row.set("load_before", machine::load());
                (scenario.run)(&plan, kind, &mut row)?;
                eprint!("\r{:80}\r", "");
                report.rows.push(row);
                // What was measured stays, whatever comes next.
                report.write(out)?;
            }
        }
    }
    Ok(report)
}

fn has_faults(report: &Report) -> bool {
    report.rows.iter().any(|row| row.faults.values().any(|count| *count > 0))
}

/// The test kit would build a server for debugging; the one beside this program is the one to measure.
fn use_the_server_beside_us() -> Result<(), Mishap> {
    use alongside_testkit::server::VARIABLE;
    if std::env::var_os(VARIABLE).is_some() {
        return Ok(());
    }
    let own = std::env::current_exe().map_err(Mishap::io("finding this program"))?;
    let server = own.with_file_name("alongside");
    if !server.is_file() {
        return Err(Mishap::Needs(
            "The server is missing. Build it with: cargo build --release --bin alongside".into(),
        ));
    }
    // SAFETY: no other thread runs yet.
    unsafe { std::env::set_var(VARIABLE, server) };
    Ok(())
}
