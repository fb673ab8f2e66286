//! Some read slowly; the others should not notice, and those who are slow should lose nothing.

use super::{Plan, Window, gathered, progress};
use crate::pace::{Pace, Pacer, settle};
use crate::result::Row;
use crate::swarm::Swarm;
use crate::targets::{Kind, Shape};
use crate::{Mishap, machine};
use std::time::Duration;

const MEMBERS: usize = 200;
const SLOW: usize = 20;
const RATE: f64 = 50.0;
/// How often a slow reader reads, and how much.
const SIP: Duration = Duration::from_millis(100);
const SIP_BYTES: usize = 200;

pub fn run(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    let (target, mut swarm) = gathered(plan, kind, Shape { rooms: 1, members: MEMBERS }, 50)?;
    let memory = || target.watched.iter().map(|watched| machine::pss_kib(watched.pid)).sum::<f64>() / 1024.0;
    let before = memory();
    // The last ones; those who talk are the first.
    let slow = MEMBERS - SLOW..MEMBERS;
    for index in slow.clone() {
        swarm.slow_down(index).map_err(Mishap::io("making a reader slow"))?;
    }
    let mut pacer = Pacer::new(&mut swarm, Pace::Rate(RATE));
    sip_on(&mut pacer, &mut swarm, slow.clone(), plan.warm_up)?;
    let window = Window::open(&target, &mut swarm);
    sip_on(&mut pacer, &mut swarm, slow.clone(), plan.time)?;
    progress(&swarm, plan.time);
    row.set("pss_mib_grown", memory() - before);
    window.close(&target, &mut swarm, row);
    for index in slow {
        swarm.clients[index].slow = false;
        swarm.read(index, usize::MAX);
    }
    row.set("caught_up", f64::from(u8::from(settle(&mut swarm)?)));
    row.set_faults(swarm.ledger.verdict());
    Ok(())
}

fn sip_on(pacer: &mut Pacer, swarm: &mut Swarm, slow: std::ops::Range<usize>, time: Duration) -> Result<(), Mishap> {
    let sips = (time.as_millis() / SIP.as_millis()).max(1);
    for _ in 0..sips {
        pacer.go_on(swarm, SIP, |_, _| {})?;
        for index in slow.clone() {
            swarm.read(index, SIP_BYTES);
        }
    }
    Ok(())
}
