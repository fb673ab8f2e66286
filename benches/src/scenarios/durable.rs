//! How soon a message is stored for good, and how many a second.

use super::{Plan, Window, gathered, progress};
use crate::ledger::times;
use crate::pace::{Pace, Pacer, settle};
use crate::result::Row;
use crate::targets::{Kind, Shape};
use crate::{Mishap, machine};
use std::time::Duration;

const SENDERS: [usize; 4] = [1, 16, 64, 256];

/// Everybody is alone in a room, so that storing is what is measured and not telling.
pub fn run(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    let most = SENDERS[SENDERS.len() - 1];
    let (target, mut swarm) = gathered(plan, kind, Shape { rooms: most, members: 1 }, 1)?;
    let all = swarm.senders.clone();
    if let Some(folder) = &target.folder {
        let disk = machine::fdatasync(folder, Duration::ZERO).map_err(Mishap::io("trying the disk"))?;
        row.set("fdatasync_us", disk.p50_us);
    }
    for senders in SENDERS {
        swarm.senders = all[..senders].to_vec();
        swarm.ledger.acknowledgement_us = times();
        let mut pacer = Pacer::new(&mut swarm, Pace::UntilAcknowledged);
        pacer.go_on(&mut swarm, Duration::from_secs(1), |_, _| {})?;
        let mut one = Row::new("", "");
        let window = Window::open(&target, &mut swarm);
        pacer.go_on(&mut swarm, plan.time.div_f64(2.0), progress)?;
        window.close(&target, &mut swarm, &mut one);
        settle(&mut swarm)?;
        for figure in ["acknowledged_per_s", "acknowledgement_p50_ms", "acknowledgement_p99_ms", "cpu_us_per_message"] {
            if let Some(value) = one.figures.get(figure) {
                row.set(format!("at_{senders:03}_{figure}"), *value);
            }
        }
    }
    row.set_faults(swarm.ledger.verdict());
    Ok(())
}
