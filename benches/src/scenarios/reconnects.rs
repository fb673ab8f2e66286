//! The network goes away for everybody and comes back.

use super::{Plan, Window, gathered};
use crate::Mishap;
use crate::pace::{Pace, Pacer, settle};
use crate::result::Row;
use crate::targets::{Kind, Shape};
use std::time::{Duration, Instant};

const ROOMS: usize = 50;
/// One in each room stays and goes on talking.
const MEMBERS: usize = 101;
/// Dialling at a time: the listen queue holds as many.
const AT_ONCE: usize = 4_000;
const TALK: Duration = Duration::from_secs(2);
const RATE: f64 = 2.0;

pub fn run(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    let shape = Shape { rooms: plan.scaled(ROOMS), members: MEMBERS };
    let (target, mut swarm) = gathered(plan, kind, shape, 1)?;
    let mut pacer = Pacer::new(&mut swarm, Pace::Rate(RATE));
    pacer.go_on(&mut swarm, TALK, |_, _| {})?;
    settle(&mut swarm)?;
    let leaving: Vec<usize> = (0..swarm.clients.len()).filter(|at| swarm.clients[*at].sender.is_none()).collect();
    for index in &leaving {
        swarm.hang_up(*index);
    }
    let mut pacer = Pacer::new(&mut swarm, Pace::Rate(RATE));
    pacer.go_on(&mut swarm, TALK, |_, _| {})?;
    let window = Window::open(&target, &mut swarm);
    swarm.ledger.measuring = false;
    let began = Instant::now();
    let entered = swarm.enter(AT_ONCE)?;
    row.set("all_back_s", began.elapsed().as_secs_f64());
    let heard_all = settle(&mut swarm)?;
    row.set("all_heard_s", began.elapsed().as_secs_f64());
    row.set("heard_all", f64::from(u8::from(heard_all)));
    let (cpu, all) = window.cpu(&target);
    let back = leaving.len() as f64;
    row.set("clients", back);
    row.set("cpu_us_per_reconnect", cpu.total_us() / back);
    row.set("cpu_all_us_per_reconnect", all.total_us() / back);
    row.set_times("enter", &entered.each_us);
    row.set_faults(swarm.ledger.verdict());
    Ok(())
}
