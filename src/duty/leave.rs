//! Time away from a room, and whoever stands in (policy 2.7). A relief who accepted moderates the room for that time, so
//! that their posts count and nothing else needs to know of leave.

use super::policy::Policy;
use super::reconcile::Keeper;
use super::rules::people;
use super::store::{self, LeaveRow};
use crate::accounts::{self, Caller};
use crate::clock::Chance;
use crate::error::{Error, Result, refuse};
use crate::log;
use crate::notifications::inbox::{self, News};
use crate::rooms::{self, members};
use crate::storage::{self, Tx};
use alongside_protocol::http::{Leave, PlanLeave, ReliefState};
use alongside_protocol::{
    AccountId, LeaveId, NamedRoom, NotificationKind, Person, Refusal, RefusalCode, RoomId, RoomState, Timestamp,
};

/// Leaves of one person in one room that are planned or under way.
const LEAVES_AHEAD: usize = 5;

/// A moderator plans to be away.
pub async fn plan(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    policy: &Policy,
    caller: &Caller,
    room: RoomId,
    wanted: &PlanLeave,
) -> Result<Leave> {
    log::lock(tx, room.into()).await?;
    let (_, part) = rooms::known(tx, room, caller).await?;
    if !part.moderator || part.state == RoomState::Closed {
        return refuse(RefusalCode::Forbidden, "Only a moderator of an open room plans leave from it.");
    }
    let from = wanted.from.unwrap_or(now).max(now);
    let relief = match wanted.relief.as_deref().map(str::trim).filter(|alias| !alias.is_empty()) {
        Some(alias) => Some(find_relief(tx, caller, room, alias).await?),
        None => None,
    };
    // By itself, so that it ends after it begins, and together with those that it is one with.
    people::may_plan(&policy.duty, from, wanted.until, relief.is_some(), now)?;
    let others = store::leaves_in(tx, room, caller.account).await?;
    let time = (from, wanted.until);
    let whole = whole(tx, now, policy, (room, caller.account), time, relief.is_none()).await?;
    people::may_join(&policy.duty, whole, relief.is_some())?;
    if others.len() >= LEAVES_AHEAD {
        return refuse(
            RefusalCode::LimitReached,
            "There are five leaves planned for this room. End one of them first.",
        );
    }
    if others.iter().any(|other| other.from_at < wanted.until && from < other.until_at) {
        return Err(Refusal::invalid("from", "You have planned leave in this time already.").into());
    }
    let ends_at = ends_at(tx, now, policy, (room, caller.account), time, false).await?;
    if ends_at <= now {
        let sentence = "Without a relief you have been away as long as may be, so this begins when they have said yes. Let it begin later.";
        return Err(Refusal::invalid("from", sentence).into());
    }
    let row = LeaveRow {
        id: chance.id(now),
        room,
        name: rooms::info(tx, room).await?.name,
        account: caller.account,
        alias: caller.alias.clone(),
        from_at: from,
        until_at: wanted.until,
        ends_at,
        relief: relief.as_ref().map(|person| person.id),
        relief_alias: relief.as_ref().map(|person| person.alias.clone()),
        relief_state: if relief.is_some() { ReliefState::Asked } else { ReliefState::None },
        relieving: false,
    };
    store::insert_leave(tx, &row, now).await?;
    if let Some(person) = relief {
        tell(tx, now, chance, person.id, &row, NotificationKind::ReliefAsked).await?;
    }
    Ok(shown(&row))
}

/// The time away that a leave makes with others of the same person, whether it is among them or yet to be. Those that a
/// relief said yes to count for the longer bound only: the room was kept meanwhile.
async fn whole(
    tx: &mut Tx,
    now: Timestamp,
    policy: &Policy,
    (room, account): (RoomId, AccountId),
    time: people::Time,
    alone: bool,
) -> Result<people::Time> {
    let since = people::looked_back(&policy.duty, time.0);
    let others = store::times_away(tx, room, account, since).await?;
    let others = others.into_iter().filter(|(_, _, relief)| !alone || *relief != ReliefState::Accepted);
    let others = others.map(|(from, until, _)| (from, until)).collect();
    let last = store::facts(tx, now, room).await?.and_then(|known| known.facts.last_post_at);
    Ok(people::joined(&policy.duty, time, others, &people::Posts { last, now }))
}

/// When a leave ends, with or without somebody who stands in.
async fn ends_at(
    tx: &mut Tx,
    now: Timestamp,
    policy: &Policy,
    whose: (RoomId, AccountId),
    time: people::Time,
    relieved: bool,
) -> Result<Timestamp> {
    let (whole_from, _) = whole(tx, now, policy, whose, time, true).await?;
    Ok(people::ends_at(&policy.duty, time, whole_from, relieved))
}

/// A peer supporter in good standing who does not keep the room already.
async fn find_relief(tx: &mut Tx, caller: &Caller, room: RoomId, alias: &str) -> Result<Person> {
    let no = |sentence: &str| Error::from(Refusal::invalid("relief", sentence));
    let person = accounts::person_by_alias(tx, alias).await?.ok_or_else(|| no("There is nobody by this name."))?;
    if person.id == caller.account || members::moderators_of(tx, room).await?.contains(&person.id) {
        return Err(no("This person keeps the room already, so there is nothing to ask."));
    }
    if !members::in_good_standing(tx, person.id).await? {
        return Err(no("Only a peer supporter in good standing can stand in."));
    }
    Ok(person)
}

/// The relief says yes or no.
pub async fn answer(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    policy: &Policy,
    caller: &Caller,
    id: LeaveId,
    accept: bool,
) -> Result<Leave> {
    let leave = held(tx, id).await?;
    if leave.relief != Some(caller.account) {
        return Err(no_such_leave());
    }
    if leave.relief_state != ReliefState::Asked || leave.ends_at <= now {
        return refuse(RefusalCode::Conflict, "This was answered, or is over.");
    }
    if accept && !members::in_good_standing(tx, caller.account).await? {
        return refuse(RefusalCode::Forbidden, "Only a peer supporter in good standing can stand in.");
    }
    let (state, kind) = match accept {
        true => (ReliefState::Accepted, NotificationKind::ReliefAccepted),
        false => (ReliefState::Declined, NotificationKind::ReliefDeclined),
    };
    let ends_at = ends_at(tx, now, policy, (leave.room, leave.account), leave.time(), accept).await?;
    store::set_relief(tx, id, state, ends_at).await?;
    tell(tx, now, chance, leave.account, &leave, kind).await?;
    store::leave(tx, id).await?.as_ref().map(shown).ok_or_else(no_such_leave)
}

/// Whoever is away comes back early, or will not go; a relief who accepted steps back.
pub async fn end(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    policy: &Policy,
    caller: &Caller,
    id: LeaveId,
) -> Result<()> {
    let leave = held(tx, id).await?;
    if leave.account == caller.account {
        return finish(tx, now, &leave).await;
    }
    if leave.relief != Some(caller.account) || leave.relief_state == ReliefState::Declined {
        return Err(no_such_leave());
    }
    // Both are told something; accounts are taken in order of id.
    log::lock(tx, leave.account.min(caller.account).into()).await?;
    log::lock(tx, leave.account.max(caller.account).into()).await?;
    if leave.relieving {
        members::stand_down(tx, now, leave.room, caller.account).await?;
    }
    let ends_at = ends_at(tx, now, policy, (leave.room, leave.account), leave.time(), false).await?;
    store::set_relief(tx, id, ReliefState::Declined, ends_at).await?;
    tell(tx, now, chance, leave.account, &leave, NotificationKind::ReliefDeclined).await
}

/// Whoever is to be away plans it anew. Both or nothing: a leave that may not be so leaves the old one as it is.
pub async fn change(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    policy: &Policy,
    caller: &Caller,
    id: LeaveId,
    wanted: &PlanLeave,
) -> Result<Leave> {
    let leave = held(tx, id).await?;
    if leave.account != caller.account {
        return Err(no_such_leave());
    }
    finish(tx, now, &leave).await?;
    plan(tx, now, chance, policy, caller, leave.room, wanted).await
}

/// Lets reliefs begin and leaves end, and says when people are back.
pub(super) async fn reconcile(keeper: &Keeper<'_>, most: i64) -> Result<()> {
    let mut tx = keeper.db.read().await?;
    let now = storage::clock::now(&mut tx, keeper.clock).await?;
    let due = store::leaves_to_change(&mut tx, now, most).await?;
    drop(tx);
    for (id, room) in due {
        let mut tx = keeper.db.write().await?;
        log::lock(&mut tx, room.into()).await?;
        let now = storage::clock::now(&mut tx, keeper.clock).await?;
        let Some(mut leave) = store::leave(&mut tx, id).await? else { continue };
        // Whoever keeps the room no more is not away from it.
        let keeps = members::moderators_of(&mut tx, leave.room).await?.contains(&leave.account);
        if leave.from_at <= now && keeps {
            look_again(&mut tx, now, keeper, &mut leave).await?;
        }
        if leave.ends_at <= now || !keeps {
            finish(&mut tx, now, &leave).await?;
        } else if leave.from_at <= now {
            members::expected(&mut tx, now, leave.room, leave.account, Some(leave.ends_at)).await?;
            if let Some(relief) = leave.relief.filter(|_| !leave.relieving) {
                begin(&mut tx, now, &leave, relief).await?;
            }
        }
        (keeper.commit)(tx).await?;
    }
    Ok(())
}

/// When a leave begins it is known who posted since the one before, and who said yes. Whoever gets less of it than they
/// planned is told.
async fn look_again(tx: &mut Tx, now: Timestamp, keeper: &Keeper<'_>, leave: &mut LeaveRow) -> Result<()> {
    if leave.relief_state == ReliefState::Accepted {
        return Ok(());
    }
    let whose = (leave.room, leave.account);
    let ends_at = ends_at(tx, now, keeper.policy, whose, leave.time(), false).await?.min(leave.ends_at);
    let cut = ends_at < leave.ends_at || ends_at <= leave.from_at;
    if cut {
        store::set_relief(tx, leave.id, leave.relief_state, ends_at).await?;
        leave.ends_at = ends_at;
        tell(tx, now, keeper.chance, leave.account, leave, NotificationKind::ReliefDeclined).await?;
    }
    Ok(())
}

async fn begin(tx: &mut Tx, now: Timestamp, leave: &LeaveRow, relief: AccountId) -> Result<()> {
    let closed = rooms::info(tx, leave.room).await?.state == RoomState::Closed;
    if leave.relief_state == ReliefState::Accepted && !closed && members::stand_in(tx, now, leave.room, relief).await? {
        store::set_relieving(tx, leave.id).await?;
    }
    Ok(())
}

async fn finish(tx: &mut Tx, now: Timestamp, leave: &LeaveRow) -> Result<()> {
    if let Some(relief) = leave.relief.filter(|_| leave.relieving) {
        members::stand_down(tx, now, leave.room, relief).await?;
    }
    if leave.from_at <= now {
        members::expected(tx, now, leave.room, leave.account, None).await?;
    }
    store::end_leave(tx, leave.id, now).await
}

/// A relief lost their role: the places that they have only as relief. When the role is back while the leave goes on, they
/// stand in again.
pub async fn pause_reliefs(tx: &mut Tx, account: AccountId) -> Result<Vec<RoomId>> {
    store::pause_reliefs(tx, account).await
}

/// One's own leaves, and those that one is the relief of.
pub async fn of(tx: &mut Tx, account: AccountId) -> Result<Vec<Leave>> {
    Ok(store::leaves_of(tx, account).await?.iter().map(shown).collect())
}

/// The leave, with its room ours.
async fn held(tx: &mut Tx, id: LeaveId) -> Result<LeaveRow> {
    let room = store::leave(tx, id).await?.ok_or_else(no_such_leave)?.room;
    log::lock(tx, room.into()).await?;
    store::leave(tx, id).await?.ok_or_else(no_such_leave)
}

fn no_such_leave() -> Error {
    Refusal::new(RefusalCode::NotFound, "There is no such leave.").into()
}

async fn tell(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    to: AccountId,
    leave: &LeaveRow,
    kind: NotificationKind,
) -> Result<()> {
    let once = format!("{kind}:{}", leave.id);
    inbox::tell(
        tx,
        now,
        chance,
        &[to],
        &News { kind, room: Some(leave.room), due_at: Some(leave.from_at), write_by: None, once },
    )
    .await
}

pub(super) fn shown(row: &LeaveRow) -> Leave {
    Leave {
        id: row.id,
        room: NamedRoom { id: row.room, name: row.name.clone() },
        person: Person { id: row.account, alias: row.alias.clone() },
        from: row.from_at,
        until: row.ends_at,
        wanted_until: row.until_at,
        relief: row.relief(),
        relief_state: row.relief_state,
    }
}
