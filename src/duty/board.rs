//! The clocks as people see them (policy 2.9).

use super::leave;
use super::policy::{DutyPolicy, Policy};
use super::reconcile::{closures_left, outages};
use super::rules::left::left;
use super::rules::people::{Asker, may_reopen};
use super::rules::{Outages, Step, clock_start, overdue, upcoming};
use super::store::{self, Known};
use crate::accounts::Caller;
use crate::clock::Clock;
use crate::error::{Result, refuse};
use crate::rooms;
use crate::storage::{self, Tx};
use alongside_protocol::http::{DutyBoard, DutyChange, DutyLeft, DutyNext, DutyRoom, MyDuty, RoomDuty};
use alongside_protocol::{DutyStage, RefusalCode, Role, RoomId, RoomKind, RoomState, Timestamp};

/// Rooms on the board.
const LISTED: usize = 200;
/// Things that happened to one room.
const HISTORY: i64 = 50;
/// Rooms that are read for it.
const READ: i64 = 20_000;

/// The rooms that somebody moderates, least time left first, and their leaves.
pub async fn mine(tx: &mut Tx, clock: &Clock, policy: &Policy, caller: &Caller) -> Result<MyDuty> {
    let now = storage::clock::now(tx, clock).await?;
    let outages = outages(tx, now).await?;
    let mut rooms = Vec::new();
    for known in store::moderated_by(tx, now, caller.account).await? {
        let reopen_until = reopen_until(tx, &policy.duty, &known, caller, now).await?;
        rooms.push(RoomDuty { reopen_until, ..shown(&policy.duty, known, &outages, now) });
    }
    let mut rooms = sorted(rooms.into_iter());
    name_keepers(tx, &mut rooms).await?;
    Ok(MyDuty {
        rooms,
        leaves: leave::of(tx, caller.account).await?,
        leave_alone_days: policy.duty.leave_alone.delta().num_days(),
        leave_with_relief_days: policy.duty.leave_with_relief.delta().num_days(),
    })
}

/// Until when one of its moderators may open a closed room again.
async fn reopen_until(
    tx: &mut Tx,
    policy: &DutyPolicy,
    known: &Known,
    caller: &Caller,
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let Some(rest) = known.facts.rest.filter(|_| known.facts.state == RoomState::Closed) else { return Ok(None) };
    let before = store::closed_before(tx, known.room.id, rest.since).await?;
    let asker = Asker { moderator: caller.is(Role::Supporter), staff: false };
    let may = may_reopen(policy, Some(&rest), before, asker, now).is_ok();
    Ok(may.then(|| rest.since + policy.reopening.delta()))
}

/// All rooms, for staff.
pub async fn all(tx: &mut Tx, clock: &Clock, policy: &Policy, caller: &Caller) -> Result<DutyBoard> {
    for_staff(caller)?;
    let now = storage::clock::now(tx, clock).await?;
    let outages = outages(tx, now).await?;
    let known = store::page(tx, now, "", READ).await?;
    let mut rooms = sorted(known.into_iter().map(|known| shown(&policy.duty, known, &outages, now)));
    rooms.truncate(LISTED);
    name_keepers(tx, &mut rooms).await?;
    let beat = store::beat(tx).await?.filter(|beat| beat.unsteady(now));
    Ok(DutyBoard {
        rooms,
        unsteady_until: beat.and_then(|beat| beat.unsteady_until),
        closures_left: closures_left(tx, &policy.brake, now).await?,
    })
}

/// One room with what has happened to it, for staff.
pub async fn one(tx: &mut Tx, clock: &Clock, policy: &Policy, caller: &Caller, room: RoomId) -> Result<DutyRoom> {
    for_staff(caller)?;
    let now = storage::clock::now(tx, clock).await?;
    let outages = outages(tx, now).await?;
    let Some(known) = store::facts(tx, now, room).await? else { return Err(rooms::rules::not_found().into()) };
    let overdue = overdue(&known.facts);
    let mut duty = [shown(&policy.duty, known, &outages, now)];
    name_keepers(tx, &mut duty).await?;
    let [duty] = duty;
    let leaves = store::leaves_of_room(tx, room).await?.iter().map(leave::shown).collect();
    Ok(DutyRoom { duty, overdue, stages: store::stages_of(tx, room, HISTORY).await?, leaves })
}

pub(super) fn for_staff(caller: &Caller) -> Result<()> {
    if caller.is(Role::Staff) { Ok(()) } else { refuse(RefusalCode::Forbidden, "This is for staff.") }
}

async fn name_keepers(tx: &mut Tx, rooms: &mut [RoomDuty]) -> Result<()> {
    let ids: Vec<RoomId> = rooms.iter().map(|duty| duty.room.id).collect();
    let mut keepers = store::keepers_of(tx, &ids).await?;
    for duty in rooms {
        duty.keepers = keepers.remove(&duty.room.id).unwrap_or_default();
    }
    Ok(())
}

/// Those that wait for staff first (policy 2.4), then by the time left; those without a clock last.
fn sorted(rooms: impl Iterator<Item = RoomDuty>) -> Vec<RoomDuty> {
    let mut rooms: Vec<RoomDuty> = rooms.collect();
    rooms.sort_by_key(|duty| {
        let waits = duty.kind == RoomKind::Public && duty.state != RoomState::Closed;
        let overdue = waits && duty.reached.is_some_and(|stage| stage >= DutyStage::Overdue);
        let next = duty.next.as_ref().map(|next| next.at);
        (!overdue, next.is_none(), next, duty.room.id)
    });
    rooms
}

fn shown(policy: &DutyPolicy, known: Known, outages: &Outages, now: Timestamp) -> RoomDuty {
    let facts = known.facts;
    let start = clock_start(&facts);
    let next = upcoming(policy, &facts, outages, now);
    let lapse = facts.lapse.filter(|lapse| Some(lapse.start) == start);
    RoomDuty {
        room: known.room,
        kind: facts.kind,
        state: facts.state,
        rest: facts.rest,
        moderators: facts.moderators,
        keepers: Vec::new(),
        silent_since: start,
        unreached_at: lapse.and_then(|lapse| lapse.unreached_at),
        reached: lapse.map(|lapse| lapse.reached),
        next: next.map(|(at, step)| DutyNext { what: change(step), at }),
        left: left(policy, &facts, outages).map(|left| DutyLeft {
            from: left.from,
            until: left.until,
            told_at: left.told_at,
            closes_at: left.closes_at,
        }),
        reopen_until: None,
    }
}

pub(super) fn change(step: Step) -> DutyChange {
    match step {
        Step::Tell { stage, .. } => match stage {
            DutyStage::Reminder => DutyChange::Reminder,
            DutyStage::Warning => DutyChange::Warning,
            DutyStage::Overdue => DutyChange::Overdue,
            DutyStage::FirstNotice => DutyChange::FirstNotice,
            DutyStage::LastNotice => DutyChange::LastNotice,
            DutyStage::Closed => DutyChange::Close,
        },
        Step::Close(_) => DutyChange::Close,
        Step::Postpone(_) => DutyChange::PutOff,
        Step::Rest(..) => DutyChange::Rest,
        Step::Wake => DutyChange::Wake,
        Step::Archive => DutyChange::Archive,
    }
}
