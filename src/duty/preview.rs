//! What will happen to rooms, and to the roles of those who keep them, in the time to come if nobody does anything, for staff: the
//! rules run forward over all that is known now.

use super::board::{change, for_staff};
use super::leave;
use super::policy::Policy;
use super::reconcile::outages;
use super::record;
use super::rules::ahead::{Ahead, Away, Brake, Kept, Now, RoleEnd, ahead};
use super::rules::time::BRAKE_WINDOW;
use super::rules::{Facts, Outages, Step, upcoming};
use super::store::{self, Known, LeaveRow};
use crate::accounts::{self, Caller};
use crate::clock::Clock;
use crate::error::Result;
use crate::notifications::inbox;
use crate::storage::{self, Tx};
use alongside_protocol::http::{DutyAhead, DutyPreview, ReliefState, RoleAhead};
use alongside_protocol::{AccountId, NamedRoom, Person, Refusal, RoomId, Timestamp};
use chrono::TimeDelta;
use std::collections::{BTreeMap, HashMap, HashSet};

/// How far one may look ahead, in hours.
pub const HOURS: std::ops::RangeInclusive<i64> = 1..=336;
/// How far one looks without saying.
pub const USUAL_HOURS: i64 = 48;
/// Things to come that are listed.
const LISTED: usize = 500;
/// Rooms that are looked at.
const READ: i64 = 20_000;

/// The time that a preview is of.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    pub now: Timestamp,
    pub until: Timestamp,
}

/// What the slice that gives roles knows of their ends in that time: duty itself knows nothing of certificates.
#[derive(Debug, Clone, Default)]
pub struct Roles {
    pub ends: Vec<RoleEnd>,
    /// Those that ended in the last hour by the rules.
    pub ended: Vec<Timestamp>,
    pub supporters: i64,
}

/// From now on, so many hours. For staff.
pub async fn window(tx: &mut Tx, clock: &Clock, caller: &Caller, hours: Option<i64>) -> Result<Window> {
    for_staff(caller)?;
    let hours = hours.unwrap_or(USUAL_HOURS);
    if !HOURS.contains(&hours) {
        let sentence = format!("Look {} to {} hours ahead.", HOURS.start(), HOURS.end());
        return Err(Refusal::invalid("hours", sentence).into());
    }
    let now = storage::clock::now(tx, clock).await?;
    Ok(Window { now, until: now + TimeDelta::hours(hours) })
}

/// What will happen in that time.
pub async fn preview(tx: &mut Tx, policy: &Policy, window: Window, roles: Roles) -> Result<DutyPreview> {
    let Window { now, until } = window;
    let outages = outages(tx, now).await?;
    let planned = store::leaves_before(tx, until).await?;
    let (names, mut rooms) = rooms(tx, now, &planned).await?;
    who_heard(tx, policy, window, &outages, (&names, &mut rooms)).await?;
    let brake = brake(tx, now, &roles).await?;
    let known = Now { rooms, roles: roles.ends, outages, brake };
    let (mut found, mut ended) = ahead(policy, known, (now, until), LISTED + 1);
    let more = found.len() > LISTED || ended.len() > LISTED;
    found.truncate(LISTED);
    ended.truncate(LISTED);
    Ok(DutyPreview {
        from: now,
        until,
        ahead: found.into_iter().map(|one| shown(one, &names)).collect(),
        roles: named(tx, ended).await?,
        more,
        leaves: planned.iter().filter(|row| changes(row, now, until)).map(leave::shown).collect(),
    })
}

async fn named(tx: &mut Tx, ended: Vec<RoleEnd>) -> Result<Vec<RoleAhead>> {
    let accounts: Vec<AccountId> = ended.iter().map(|end| end.account).collect();
    let people: HashMap<AccountId, Person> =
        accounts::persons(tx, &accounts).await?.into_iter().map(|person| (person.id, person)).collect();
    let role = |end: RoleEnd| {
        let RoleEnd { at, account, state, held_since } = end;
        people.get(&account).cloned().map(|person| RoleAhead { at, person, state, held_since })
    };
    Ok(ended.into_iter().filter_map(role).collect())
}

async fn rooms(tx: &mut Tx, now: Timestamp, planned: &[LeaveRow]) -> Result<(Vec<NamedRoom>, Vec<Kept>)> {
    let known = store::page(tx, now, "", READ).await?;
    let mut keepers = store::keepers(tx).await?;
    let fit = store::reliefs_in_good_standing(tx).await?;
    let orphaned = store::leaves_without_keeper(tx).await?;
    let mut leaves: HashMap<RoomId, Vec<Away>> = HashMap::new();
    for row in planned {
        let until = if orphaned.contains(&row.id) && !row.relieving { now } else { row.ends_at };
        leaves.entry(row.room).or_default().push(Away { until, ..away(row, &fit) });
    }
    Ok(known.into_iter().map(|known| kept(known, &mut keepers, &mut leaves)).unzip())
}

/// Looks up whom notices have reached, of the rooms in which something follows from one in that time.
async fn who_heard(
    tx: &mut Tx,
    policy: &Policy,
    window: Window,
    outages: &Outages,
    (names, rooms): (&[NamedRoom], &mut [Kept]),
) -> Result<()> {
    for (room, kept) in names.iter().zip(rooms) {
        let unheard = Facts { unheard: true, ..kept.facts };
        let next = upcoming(&policy.duty, &unheard, outages, window.now);
        let follows = next.is_some_and(|(due, step)| due <= window.until && matches!(step, Step::Postpone(_)));
        if let Some(lapse) = kept.facts.lapse.filter(|_| follows)
            && let Some((notice, _)) = lapse.notice()
        {
            let heard = inbox::who_was_reached(tx, room.id, &record::once(room.id, lapse.start, notice)).await?;
            kept.heard.insert(notice, heard.into_iter().collect());
        }
    }
    Ok(())
}

fn kept(
    known: Known,
    keepers: &mut HashMap<RoomId, Vec<Person>>,
    leaves: &mut HashMap<RoomId, Vec<Away>>,
) -> (NamedRoom, Kept) {
    let room = known.room.id;
    let moderators = keepers.remove(&room).unwrap_or_default().into_iter().map(|person| person.id).collect();
    let leaves = leaves.remove(&room).unwrap_or_default();
    (known.room, Kept { facts: known.facts, moderators, leaves, heard: BTreeMap::new() })
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

async fn brake(tx: &mut Tx, now: Timestamp, roles: &Roles) -> Result<Brake> {
    let unsteady_until = store::beat(tx).await?.and_then(|beat| beat.unsteady_until);
    let closed = store::closures_since(tx, now - BRAKE_WINDOW).await?;
    Ok(Brake { unsteady_until, closed, ended: roles.ended.clone(), supporters: roles.supporters })
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
