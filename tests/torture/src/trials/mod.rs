//! The trials. A new one has a file here and a line in [`TRIALS`].

mod duty;
mod failover;
mod kill;
mod nodes;
mod postgres;
mod powercut;
mod redis;
mod rights;
mod rolling;
mod versions;

use crate::tally::Tally;
use crate::{Mishap, Plan};
use futures_util::future::{FutureExt, LocalBoxFuture};

pub struct Trial {
    pub name: &'static str,
    /// One sentence.
    pub about: &'static str,
    /// Runs first, while the process has a single thread.
    pub prepare: fn() -> Result<(), Mishap>,
    pub run: fn(Plan) -> LocalBoxFuture<'static, Result<Tally, Mishap>>,
}

const TRIALS: &[Trial] = &[
    Trial {
        name: "kill",
        about: "The server is killed (kill -9) at a random moment under load and started again on the same data.",
        prepare: || Ok(()),
        run: |plan| kill::run(plan).boxed_local(),
    },
    Trial {
        name: "powercut",
        about: "The disk loses its power under load: what was not flushed is gone. Weaker settings must lose some. Needs root.",
        prepare: powercut::prepare,
        run: |plan| powercut::run(plan).boxed_local(),
    },
    Trial {
        name: "nodes",
        about: "Three nodes behind a balancer: kill -9, rolling restarts, one message a hundred times, a hopping reader.",
        prepare: || Ok(()),
        run: |plan| nodes::run(plan).boxed_local(),
    },
    Trial {
        name: "postgres",
        about: "Three nodes: Postgres dies, hangs, falls into a black hole and loses its answers to commits.",
        prepare: || Ok(()),
        run: |plan| postgres::run(plan).boxed_local(),
    },
    Trial {
        name: "failover",
        about: "Three nodes, a primary and two synchronous standbys: the primary dies with its data, a standby takes over.",
        prepare: || Ok(()),
        run: |plan| failover::run(plan).boxed_local(),
    },
    Trial {
        name: "redis",
        about: "Three nodes: Redis goes away, hangs, forgets, drops its listeners, loses a last word and tells lies.",
        prepare: || Ok(()),
        run: |plan| redis::run(plan).boxed_local(),
    },
    Trial {
        name: "rights",
        about: "Three nodes: roles, accounts, sessions and rooms end on one; open sockets on another obey in time.",
        prepare: || Ok(()),
        run: |plan| rights::run(plan).boxed_local(),
    },
    Trial {
        name: "duty",
        about: "Three nodes keep the same rooms and roles while time is moved and one is stopped: each stage, lapse and notice once.",
        prepare: || Ok(()),
        run: |plan| duty::run(plan).boxed_local(),
    },
    Trial {
        name: "rolling",
        about: "Three nodes are restarted one by one under 2,000 connected clients (CLIENTS=n). A cycle takes three minutes.",
        prepare: || Ok(()),
        run: |plan| rolling::run(plan).boxed_local(),
    },
    Trial {
        name: "versions",
        about: "Three nodes of this version and of an older one (ALONGSIDE_OLDER_BIN=path) replace each other under load.",
        prepare: || Ok(()),
        run: |plan| versions::run(plan).boxed_local(),
    },
];

pub fn find(name: &str) -> Option<&'static Trial> {
    TRIALS.iter().find(|trial| trial.name == name)
}

pub fn list() {
    println!("make torture WHAT=… CYCLES=N, where WHAT is one of");
    for trial in TRIALS {
        println!("  {:<10}{}", trial.name, trial.about);
    }
    println!("The last line says what was lost: cycles=N acknowledged=N lost=0 duplicated=0 gaps=0 …");
}
