//! What a connection costs that does nothing.

use super::{ENTER_AT_ONCE, Plan, QUIET, QUIET_WITHIN};
use crate::pace::{Pace, Pacer, settle};
use crate::result::Row;
use crate::swarm::Swarm;
use crate::targets::{Kind, Shape, Target};
use crate::{Mishap, machine};
use std::time::Duration;

const MEMBERS: usize = 20;
const ROOMS: usize = 500;
/// Memory is given back a while after it was last used.
const REST: Duration = Duration::from_secs(5);
const TALK: Duration = Duration::from_secs(5);

pub fn run(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    let shape = Shape { rooms: plan.scaled(ROOMS), members: MEMBERS };
    let target = Target::start(kind, shape)?;
    let memory = || -> f64 {
        target.watched.iter().filter(|watched| watched.serves).map(|watched| machine::pss_kib(watched.pid)).sum()
    };
    let mut swarm = Swarm::new(&target, 4, plan.body_bytes)?;
    let empty = memory();
    swarm.enter(ENTER_AT_ONCE)?;
    swarm.turn_until_quiet(QUIET, QUIET_WITHIN)?;
    swarm.turn_for(REST)?;
    let connections = swarm.clients.len() as f64;
    row.set("connections", connections);
    row.set("pss_mib_empty", empty / 1024.0);
    row.set("kib_per_connection", (memory() - empty) / connections);
    let mut pacer = Pacer::new(&mut swarm, Pace::Rate(1.0));
    pacer.go_on(&mut swarm, TALK, super::progress)?;
    settle(&mut swarm)?;
    swarm.turn_for(REST)?;
    row.set("kib_per_connection_after_talk", (memory() - empty) / connections);
    row.set_faults(swarm.ledger.verdict());
    Ok(())
}
