//! One message to many.

use super::{Plan, Window, gathered, progress};
use crate::pace::{Pace, Pacer, settle};
use crate::result::Row;
use crate::targets::{Kind, Shape};
use crate::{Mishap, machine};
use alongside_testkit::Scratch;
use std::time::Duration;

pub fn large(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    let shape = Shape { rooms: 1, members: plan.scaled(1_000) };
    talk(plan, kind, shape, 50, Pace::Rate(50.0), row)
}

pub fn max_one(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    let shape = Shape { rooms: 1, members: plan.scaled(1_000) };
    talk(plan, kind, shape, 64, Pace::UntilHeard, row)
}

pub fn max_many(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    let shape = Shape { rooms: plan.scaled(100), members: 20 };
    talk(plan, kind, shape, 8, Pace::UntilHeard, row)
}

/// Its senders do not wait for the others: the server is asked for more than it can bring, and owes it all.
pub fn ahead(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    let shape = Shape { rooms: 1, members: plan.scaled(1_000) };
    talk(plan, kind, shape, 64, Pace::UntilAcknowledged, row)
}

pub fn small(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    let shape = Shape { rooms: plan.scaled(50), members: 10 };
    talk(plan, kind, shape, 5, Pace::Rate(2.0), row)?;
    // What of our times is the disk's, at the same pace.
    let folder = Scratch::new("disk")?;
    let pause = Duration::from_secs_f64(1.0 / (2.0 * shape.rooms as f64));
    let disk = machine::fdatasync(folder.path(), pause).map_err(Mishap::io("trying the disk"))?;
    row.set("fdatasync_p99_ms", disk.p99_us / 1e3);
    Ok(())
}

/// Everybody comes in, talks for a while, and what was said is looked for everywhere.
fn talk(plan: &Plan, kind: &Kind, shape: Shape, senders: usize, pace: Pace, row: &mut Row) -> Result<(), Mishap> {
    let (target, mut swarm) = gathered(plan, kind, shape, senders)?;
    let mut pacer = Pacer::new(&mut swarm, pace);
    pacer.go_on(&mut swarm, plan.warm_up, |_, _| {})?;
    let window = Window::open(&target, &mut swarm);
    pacer.go_on(&mut swarm, plan.time, progress)?;
    window.close(&target, &mut swarm, row);
    settle(&mut swarm)?;
    row.set_faults(swarm.ledger.verdict());
    Ok(())
}
