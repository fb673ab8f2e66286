//! The duty reconciler's look at very many rooms in which nothing is due.

use super::Plan;
use crate::Mishap;
use crate::ledger::times;
use crate::machine;
use crate::result::Row;
use crate::targets::{Kind, rooms};
use alongside::duty::reconcile::Memory;
use alongside::error::{Error, chain};

const ROOMS: usize = 100_000;
const LOOKS: usize = 5;

/// In this process, on a database of its own: nobody is connected, and all that is measured is the look.
pub fn run(plan: &Plan, kind: &Kind, row: &mut Row) -> Result<(), Mishap> {
    if !matches!(kind, Kind::Alongside(how) if how.nodes == 1 && !how.postgres) {
        return Err(Mishap::Needs("The rooms are written on one node's SQLite only.".into()));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Mishap::io("starting a runtime"))?;
    let looks = runtime.block_on(looks(plan.scaled(ROOMS), row));
    looks.map_err(|error| Mishap::Stuck(format!("the rooms could not be looked at: {}", chain(&error))))
}

async fn looks(count: usize, row: &mut Row) -> Result<(), Error> {
    let folder = tempfile::tempdir().map_err(Error::fault)?;
    let db = rooms::write(&format!("sqlite://{}", folder.path().join("rooms.db").display()), count as i64).await?;
    let memory = Memory::default();
    let mut each_us = times();
    let cpu = machine::own_cpu();
    for _ in 0..LOOKS {
        let (done, took) = rooms::look(&db, &memory).await?;
        if done.steps + done.held > 0 {
            return Err(Error::fault("something was due in a room where nothing should be"));
        }
        each_us.saturating_record(took.as_micros() as u64);
    }
    let cpu = machine::own_cpu() - cpu;
    row.set("rooms", count as f64);
    row.set_times("look", &each_us);
    row.set("cpu_us_per_room", cpu.total_us() / (count * LOOKS) as f64);
    db.close().await;
    Ok(())
}
