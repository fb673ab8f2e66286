//! What will happen to rooms in the time to come if nobody does anything, for staff: the rules run forward over all that
//! is known now.

use super::board::{change, for_staff};
use super::leave;
use super::policy::Policy;
use super::reconcile::outages;
use super::rules::Step;
use super::rules::ahead::{Ahead, Away, Brake, Kept, ahead};
use super::rules::time::BRAKE_WINDOW;
use super::store::{self, Known, LeaveRow};
use crate::accounts::Caller;
use crate::clock::Clock;
use crate::error::Result;
use crate::storage::{self, Tx};
use alongside_protocol::http::{DutyAhead, DutyPreview, ReliefState};
use alongside_protocol::{AccountId, NamedRoom, Person, Refusal, RoomId, Timestamp};
use chrono::TimeDelta;
use std::collections::{HashMap, HashSet};

/// How far one may look ahead, in hours.
pub const HOURS: std::ops::RangeInclusive<i64> = 1..=336;
/// How far one looks without saying.
pub const USUAL_HOURS: i64 = 48;
/// Things to come that are listed.
const LISTED: usize = 500;
/// Rooms that are looked at.
const READ: i64 = 20_000;

/// What will happen in the next hours.
pub async fn preview(
    tx: &mut Tx,
    clock: &Clock,
    policy: &Policy,
    caller: &Caller,
    hours: Option<i64>,
) -> Result<DutyPreview> {
    for_staff(caller)?;
    let hours = hours.unwrap_or(USUAL_HOURS);
    if !HOURS.contains(&hours) {
        let sentence = format!("Look {} to {} hours ahead.", HOURS.start(), HOURS.end());
        return Err(Refusal::invalid("hours", sentence).into());
    }
    let now = storage::clock::now(tx, clock).await?;
    let until = now + TimeDelta::hours(hours);
    let outages = outages(tx, now).await?;
    let planned = store::leaves_before(tx, until).await?;
    let (names, rooms) = rooms(tx, now, &planned).await?;
    let brake = brake(tx, now).await?;
    let mut found = ahead(policy, rooms, &outages, brake, (now, until), LISTED + 1);
    let more = found.len() > LISTED;
    found.truncate(LISTED);
    Ok(DutyPreview {
        from: now,
        until,
        ahead: found.into_iter().map(|one| shown(one, &names)).collect(),
        more,
        leaves: planned.iter().filter(|row| changes(row, now, until)).map(leave::shown).collect(),
    })
}

async fn rooms(tx: &mut Tx, now: Timestamp, planned: &[LeaveRow]) -> Result<(Vec<NamedRoom>, Vec<Kept>)> {
    let known = store::page(tx, now, "", READ).await?;
    let mut keepers = store::keepers(tx).await?;
    let fit = store::reliefs_in_good_standing(tx).await?;
    let orphaned = store::leaves_without_keeper(tx).await?;
    let mut leaves: HashMap<RoomId, Vec<Away>> = HashMap::new();
    for row in planned {
        let until = if orphaned.contains(&row.id) { now } else { row.ends_at };
        leaves.entry(row.room).or_default().push(Away { until, ..away(row, &fit) });
    }
    Ok(known.into_iter().map(|known| kept(known, &mut keepers, &mut leaves)).unzip())
}

fn kept(
    known: Known,
    keepers: &mut HashMap<RoomId, Vec<Person>>,
    leaves: &mut HashMap<RoomId, Vec<Away>>,
) -> (NamedRoom, Kept) {
    let room = known.room.id;
    let moderators = keepers.remove(&room).unwrap_or_default().into_iter().map(|person| person.id).collect();
    let leaves = leaves.remove(&room).unwrap_or_default();
    (known.room, Kept { facts: known.facts, moderators, leaves })
}

fn away(row: &LeaveRow, fit: &HashSet<AccountId>) -> Away {
    let accepted = row.relief.filter(|_| row.relief_state == ReliefState::Accepted);
    Away {
        account: row.account,
        from: row.from_at,
        until: row.ends_at,
        relief: accepted.filter(|relief| row.relieving || fit.contains(relief)),
        relieving: row.relieving,
    }
}

async fn brake(tx: &mut Tx, now: Timestamp) -> Result<Brake> {
    let unsteady_until = store::beat(tx).await?.and_then(|beat| beat.unsteady_until);
    Ok(Brake { unsteady_until, closed: store::closures_since(tx, now - BRAKE_WINDOW).await? })
}

/// Begins or ends in that time.
fn changes(row: &LeaveRow, now: Timestamp, until: Timestamp) -> bool {
    [row.from_at, row.ends_at].into_iter().any(|at| now <= at && at <= until)
}

fn shown(one: Ahead, names: &[NamedRoom]) -> DutyAhead {
    DutyAhead {
        at: one.at,
        room: names[one.room].clone(),
        what: change(one.step),
        reason: match one.step {
            Step::Close(reason) | Step::Rest(reason, _) => Some(reason),
            _ => None,
        },
        held_since: one.held_since,
    }
}
