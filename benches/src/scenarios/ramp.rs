//! More and more, until it is too much.

use super::{Plan, gathered, progress};
use crate::Mishap;
use crate::ledger::times;
use crate::pace::{Pace, Pacer, settle};
use crate::result::Row;
use crate::targets::{Kind, Shape};
use std::time::Duration;

const FIRST: f64 = 25.0;
const STEP: Duration = Duration::from_secs(4);
const TOO_LATE_MS: f64 = 1_000.0;
const STEPS: usize = 12;

pub fn run(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    let (_target, mut swarm) = gathered(plan, kind, Shape { rooms: 1, members: plan.scaled(1_000) }, 64)?;
    let mut rate = FIRST;
    let mut carried = 0.0;
    for _ in 0..STEPS {
        swarm.ledger.delivery_us = times();
        swarm.ledger.measuring = true;
        Pacer::new(&mut swarm, Pace::Rate(rate)).go_on(&mut swarm, STEP, progress)?;
        let in_time = settle(&mut swarm)?;
        swarm.ledger.measuring = false;
        let p99 = swarm.ledger.delivery_us.value_at_quantile(0.99) as f64 / 1e3;
        row.set(format!("at_{rate:05.0}_per_s_p99_ms"), p99);
        if !in_time || p99 > TOO_LATE_MS {
            break;
        }
        carried = rate;
        rate *= 2.0;
    }
    row.set("carried_messages_per_s", carried);
    row.set_faults(swarm.ledger.verdict());
    Ok(())
}
