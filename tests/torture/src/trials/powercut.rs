//! The power goes under load. kill −9 alone proves nothing about flushing: the kernel keeps what a dead
//! program wrote. Here the disk is taken as it is at that instant, without what the kernel still held.
//!
//! Before that come controls: the same with weaker settings, which must lose some. A trial that cannot
//! see a loss is not believed.

use crate::crowd::{Crowd, Hall};
use crate::disk::{self, Disk};
use crate::ordeal::{self, launch, load};
use crate::tally::Tally;
use crate::{Mishap, Plan, judge};
use alongside_protocol::RoomId;
use alongside_terminal::{Recorder, Sent};
use alongside_testkit::Server;
use rand::SeedableRng;
use rand::rngs::StdRng;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Settings that must lose something.
const WEAKER: [&str; 2] = ["off", "normal"];
/// Power cuts in which a weaker setting has to show its weakness.
const CONTROL_CYCLES: u32 = 4;
const CONTROL_MEBIBYTES: u64 = 96;
/// Room for a fresh server, and for what each cycle adds.
const BASE_MEBIBYTES: u64 = 96;
const CYCLES_PER_MEBIBYTE: u64 = 2;

pub fn prepare() -> Result<(), Mishap> {
    disk::hide_mounts()
}

pub async fn run(plan: Plan) -> Result<Tally, Mishap> {
    let mut believed = Vec::new();
    for setting in WEAKER {
        believed.push((setting, loses_some(plan, setting).await?));
    }
    let mut disk = Disk::new(BASE_MEBIBYTES + u64::from(plan.cycles) / CYCLES_PER_MEBIBYTE)?;
    let server = launch(&disk.data()).start().await?;
    let mut tally = ordeal::run(plan, server, async |server, _| strike(&mut disk, server).await).await?;
    for (setting, lost) in believed {
        if !lost {
            tally.complain(format!(
                "not believed: synchronous={setting} lost nothing in {CONTROL_CYCLES} power cuts, so this trial cannot see a loss"
            ));
        }
    }
    Ok(tally)
}

async fn strike(disk: &mut Disk, server: &mut Server) -> Result<Duration, Mishap> {
    server.freeze()?;
    let wreck = disk.cut()?;
    server.kill();
    disk.replace(wreck)?;
    Ok(server.restart().await?)
}

/// Whether a weaker setting loses acknowledged messages. Each cycle is a server of its own.
async fn loses_some(plan: Plan, setting: &str) -> Result<bool, Mishap> {
    let mut rng = StdRng::seed_from_u64(plan.seed);
    for cycle in 1..=CONTROL_CYCLES {
        let mut disk = Disk::new(CONTROL_MEBIBYTES)?;
        let mut server = launch(&disk.data())
            .option("--sqlite-synchronous", setting)
            .argument("--allow-unsafe-acknowledgement")
            .start()
            .await?;
        let hall = Hall::open(&server).await?;
        // The accounts and rooms shall survive, so that only what is said after this can be lost.
        disk.flush()?;
        let crowd = Crowd::gather(&hall, plan.seed.wrapping_add(u64::from(cycle)));
        load(&crowd, &server, &mut rng).await?;
        server.freeze()?;
        let wreck = disk.cut()?;
        server.kill();
        let acknowledged = crowd.scatter().await;
        disk.replace(wreck)?;
        let lost = missing(&mut server, &hall, &acknowledged).await;
        println!(
            "  control, synchronous={setting}, power cut {cycle}: {lost} of {} acknowledged messages lost",
            acknowledged.len()
        );
        if lost > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How many of the acknowledged messages are not there. What cannot be asked for any more is lost:
/// the accounts, or the whole database.
async fn missing(server: &mut Server, hall: &Hall, acknowledged: &[(RoomId, Sent)]) -> usize {
    if server.restart().await.is_err() {
        return acknowledged.len();
    }
    let mut rooms = BTreeMap::new();
    let reader = Recorder::new().client(0);
    for room in &hall.rooms {
        match judge::history(&hall.people[0], *room, &reader, 0).await {
            Ok(messages) => rooms.insert(*room, messages),
            Err(_) => return acknowledged.len(),
        };
    }
    judge::compare(&rooms, acknowledged, &BTreeSet::new()).lost.len()
}
