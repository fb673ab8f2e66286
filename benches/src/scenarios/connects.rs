//! Everybody comes at once.

use super::{Plan, QUIET, QUIET_WITHIN, Window};
use crate::Mishap;
use crate::result::Row;
use crate::swarm::Swarm;
use crate::targets::{Kind, Shape, Target};
use std::time::Duration;

/// All at the same moment.
const BURST: usize = 200;
/// Under way at a time, after that.
const AT_ONCE: usize = 200;

pub fn many_rooms(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    storm(plan, kind, Shape { rooms: plan.scaled(110), members: 20 }, row)
}

pub fn one_room(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    storm(plan, kind, Shape { rooms: 1, members: plan.scaled(1_000) + BURST }, row)
}

fn storm(plan: &Plan, kind: &Kind, shape: Shape, row: &mut Row) -> Result<(), Mishap> {
    let target = Target::start(kind, shape)?;
    let mut swarm = Swarm::new(&target, 0, plan.body_bytes)?;
    let burst = swarm.enter_some(BURST, BURST)?;
    row.set_times("burst", &burst.each_us);
    swarm.turn_until_quiet(QUIET, QUIET_WITHIN)?;
    let window = Window::open(&target, &mut swarm);
    let left = swarm.clients.len().saturating_sub(BURST) as f64;
    let entered = swarm.enter(AT_ONCE)?;
    let (cpu, _) = window.cpu(&target);
    let coming = entered.took.as_secs_f64();
    row.set("connects_per_s", left / coming);
    row.set("cpu_us_per_connect", cpu.total_us() / left);
    row.set_times("enter", &entered.each_us);
    // Who is here now is told to those who were here: that is part of what coming costs.
    swarm.turn_until_quiet(Duration::from_millis(500), QUIET_WITHIN)?;
    let (cpu, _) = window.cpu(&target);
    row.set("cpu_us_per_connect_until_quiet", cpu.total_us() / left);
    row.set("other_frames_per_connect", swarm.other_frames as f64 / swarm.clients.len() as f64);
    row.set_faults(swarm.ledger.verdict());
    Ok(())
}
