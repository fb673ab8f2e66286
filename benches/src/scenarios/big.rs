//! A room with a long past: starting on its database, and opening it anywhere.

use super::{Plan, Window};
use crate::Mishap;
use crate::ledger::times;
use crate::machine;
use crate::result::Row;
use crate::swarm::Swarm;
use crate::targets::{Kind, Shape, Target};
use std::time::Duration;

const MESSAGES: usize = 1_000_000;
const PAGES: u64 = 500;
/// Numbers of commands that are not sends: past what the ledger counts.
const IDS: u64 = 1 << 40;
const PATIENCE: Duration = Duration::from_secs(10);
/// Time for what a start does in the background.
const REST: Duration = Duration::from_secs(2);

pub fn run(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    let Kind::Alongside(how) = kind else { return Err(Mishap::Needs("Only our server has a past.".into())) };
    let messages = plan.scaled(MESSAGES);
    let mut how = how.clone();
    how.past = messages;
    let target = Target::start(&Kind::Alongside(how), Shape { rooms: 1, members: 10 })?;
    let mut swarm = Swarm::new(&target, 0, plan.body_bytes)?;
    swarm.turn_for(REST)?;
    row.set("messages", messages as f64);
    row.set("database_mib", target.stored_bytes() as f64 / 1024.0 / 1024.0);
    row.set("start_ms", target.started_in.as_secs_f64() * 1e3);
    row.set("pss_mib_idle", target.watched.iter().map(|watched| machine::pss_kib(watched.pid)).sum::<f64>() / 1024.0);
    let entered = swarm.enter(1)?;
    row.set_times("enter", &entered.each_us);
    let window = Window::open(&target, &mut swarm);
    let mut each_us = times();
    let room = swarm.clients[0].seat.room_id.clone();
    for page in 0..PAGES {
        // A step that has no divisor in common with the length goes everywhere.
        let before = 1 + (page * 7_368_787) % messages as u64;
        let ask = format!(r#"{{"id":{},"type":"history","room":"{room}","before":{before}}}"#, IDS + page);
        let (asked, answers) = (swarm.now_us(), swarm.other_answers);
        swarm.write_text(page as usize % swarm.clients.len(), ask.as_bytes());
        while swarm.other_answers == answers {
            let now = swarm.now_us();
            if now - asked > PATIENCE.as_micros() as u64 {
                return Err(Mishap::Stuck(format!("no page before {before} within {PATIENCE:?}")));
            }
            swarm.turn(now + 5_000)?;
        }
        each_us.saturating_record(swarm.now_us() - asked);
    }
    row.set_times("history", &each_us);
    row.set("cpu_us_per_page", window.cpu(&target).0.total_us() / PAGES as f64);
    row.set_faults(swarm.ledger.verdict());
    Ok(())
}
