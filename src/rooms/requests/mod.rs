//! Requests to join a private group, and invitations into one: the same record, answered by a moderator or, when a
//! moderator invited, by the person.

mod store;

use super::members::{self, Entrant};
use super::{access, connections, rules, store as room_store};
use crate::accounts::{self, Caller};
use crate::clock::Chance;
use crate::error::{Error, Result, refuse};
use crate::log;
use crate::storage::Tx;
use alongside_protocol::{
    AccountId, EventKind, JoinRequest, JoinRequestId, MembershipRole, Person, Refusal, RefusalCode, RequestState,
    RoomId, RoomState, Timestamp,
};
use store::Row;

/// What a request shows now.
pub async fn get(tx: &mut Tx, id: JoinRequestId) -> Result<Option<JoinRequest>> {
    Ok(store::get(tx, id).await?.map(Row::shown))
}

/// Open ones: a person's own, invitations to them, and those to groups that they moderate.
pub async fn open_for(tx: &mut Tx, account: AccountId) -> Result<Vec<JoinRequest>> {
    let mut rows = store::open_of(tx, account).await?;
    rows.extend(store::open_to_moderator(tx, account).await?);
    Ok(rows.into_iter().map(Row::shown).collect())
}

/// A person's own open requests and invitations.
pub(super) async fn open_of(tx: &mut Tx, account: AccountId) -> Result<Vec<JoinRequest>> {
    Ok(store::open_of(tx, account).await?.into_iter().map(Row::shown).collect())
}

/// Somebody who has read the guidelines would like to join: lets them in when they are invited, else asks the moderators.
/// The room's log is locked and the version is the one in force.
pub(super) async fn ask(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    caller: &Caller,
    room: RoomId,
    version: i64,
) -> Result<()> {
    match store::open_one(tx, room, caller.account).await? {
        Some(row) if row.invited_by.is_some() => admit(tx, now, caller.account, row, version).await,
        // Asking twice changes nothing.
        Some(_) => Ok(()),
        None => {
            rules::may_ask_again(store::declined_at(tx, room, caller.account).await?, now)?;
            let row = Row {
                id: chance.id(now),
                room,
                account: caller.account,
                alias: caller.alias.clone(),
                invited_by: None,
                inviter_alias: None,
                state: RequestState::Open,
                guidelines_accepted: Some(version),
                created_at: now,
            };
            store::insert(tx, &row).await?;
            room_store::insert_acceptance(tx, room, caller.account, version, now).await?;
            tell(tx, now, caller.account, row.shown()).await
        }
    }
}

/// A moderator of a group invites somebody. Who asked already is let in at once.
pub async fn invite(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    caller: &Caller,
    room: RoomId,
    alias: &str,
) -> Result<JoinRequest> {
    log::lock(tx, room.into()).await?;
    let (_, part) = access::known(tx, room, caller).await?;
    rules::may_let_in(&part)?;
    let Some(person) = accounts::person_by_alias(tx, alias).await? else {
        return Err(Refusal::new(RefusalCode::NotFound, "There is nobody with this alias.").field("alias").into());
    };
    let account = person.id;
    if access::access(tx, room, account).await?.is_some_and(|theirs| theirs.role.is_some()) {
        return refuse(RefusalCode::Conflict, format!("{} is in this group already.", person.alias));
    }
    match store::open_one(tx, room, account).await? {
        Some(row) if row.invited_by.is_some() => Ok(row.shown()),
        Some(row) => {
            let (id, version) = (row.id, row.guidelines_accepted.unwrap_or_default());
            admit(tx, now, caller.account, row, version).await?;
            answered(tx, id).await
        }
        None => {
            rules::may_ask_again(store::invitation_declined_at(tx, room, account).await?, now)?;
            let row = Row {
                id: chance.id(now),
                room,
                account,
                alias: person.alias,
                invited_by: Some(caller.account),
                inviter_alias: Some(caller.alias.clone()),
                state: RequestState::Open,
                guidelines_accepted: None,
                created_at: now,
            };
            store::insert(tx, &row).await?;
            let request = row.shown();
            tell(tx, now, caller.account, request.clone()).await?;
            Ok(request)
        }
    }
}

/// Answers a request: a moderator, or the person who was invited. To accept an invitation is to join, so the person says
/// which version of the guidelines they have read (policy 3.2).
pub async fn answer(
    tx: &mut Tx,
    now: Timestamp,
    caller: &Caller,
    id: JoinRequestId,
    accept: bool,
    read_version: Option<i64>,
) -> Result<JoinRequest> {
    let unlocked = found(tx, id).await?;
    log::lock(tx, unlocked.room.into()).await?;
    let row = found(tx, id).await?;
    // A group that is closed is no longer known to those outside; the invited person still answers.
    let Some(access) = access::access(tx, row.room, caller.account).await? else { return Err(not_found()) };
    let moderates = access::moderates(&access, caller);
    let version = if row.invited_by.is_some() && row.account == caller.account {
        if accept {
            open_still(access.state)?;
            rules::accepts_in_force(access.guidelines_version, read_version.unwrap_or_default())?;
        }
        access.guidelines_version
    } else if row.invited_by.is_none() && moderates {
        if accept {
            open_still(access.state)?;
        }
        row.guidelines_accepted.unwrap_or_default()
    } else if row.account == caller.account || moderates {
        return refuse(RefusalCode::Forbidden, "The other side answers this.");
    } else {
        return Err(not_found());
    };
    let wanted = if accept { RequestState::Accepted } else { RequestState::Declined };
    if row.state != RequestState::Open {
        // The same answer again, or that of another moderator with the same mind.
        return if row.state == wanted { Ok(row.shown()) } else { Err(answered_already()) };
    }
    if accept {
        admit(tx, now, caller.account, row, version).await?;
    } else {
        decide(tx, now, caller.account, row, wanted).await?;
    }
    answered(tx, id).await
}

/// Tells a new moderator of a room what waits there for an answer.
pub(super) async fn hand_over(
    tx: &mut Tx,
    now: Timestamp,
    by: AccountId,
    room: RoomId,
    moderator: AccountId,
) -> Result<()> {
    let waiting = store::open_to_moderator(tx, moderator).await?;
    for request in waiting.into_iter().filter(|row| row.room == room).map(Row::shown) {
        log::record(tx, moderator.into(), Some(by), EventKind::JoinRequestChanged { request }, now).await?;
    }
    Ok(())
}

/// Takes back somebody's own open request, if there is one.
pub(super) async fn take_back(tx: &mut Tx, now: Timestamp, caller: &Caller, room: RoomId) -> Result<()> {
    match store::open_one(tx, room, caller.account).await? {
        Some(row) if row.invited_by.is_none() => decide(tx, now, caller.account, row, RequestState::Withdrawn).await,
        _ => Ok(()),
    }
}

/// Accepts an open request and makes the person a member.
async fn admit(tx: &mut Tx, now: Timestamp, by: AccountId, row: Row, version: i64) -> Result<()> {
    let person = Person { id: row.account, alias: row.alias.clone() };
    let room = row.room;
    decide(tx, now, by, row, RequestState::Accepted).await?;
    room_store::insert_acceptance(tx, room, person.id, version, now).await?;
    let entrant = Entrant { person: &person, role: MembershipRole::Member, accepted: version, by };
    members::enter(tx, now, room, entrant).await?;
    Ok(())
}

async fn decide(tx: &mut Tx, now: Timestamp, by: AccountId, row: Row, state: RequestState) -> Result<()> {
    if !store::close(tx, row.id, state, by, now).await? {
        return Err(answered_already());
    }
    tell(tx, now, by, Row { state, ..row }.shown()).await
}

/// Tells everybody whom a request concerns: the person and the group's moderators. Not a person who blocks the one who
/// invites them: their invitation stays open, and neither side learns more.
async fn tell(tx: &mut Tx, now: Timestamp, by: AccountId, request: JoinRequest) -> Result<()> {
    let mut concerned = members::moderators_of(tx, request.room).await?;
    let person = request.person.id;
    let unwanted = match &request.invited_by {
        Some(inviter) if by != person => connections::blocks(tx, person, inviter.id).await?,
        _ => false,
    };
    if !unwanted && !concerned.contains(&person) {
        concerned.push(person);
    }
    concerned.sort_unstable();
    for account in concerned {
        log::record(tx, account.into(), Some(by), EventKind::JoinRequestChanged { request: request.clone() }, now)
            .await?;
    }
    Ok(())
}

async fn found(tx: &mut Tx, id: JoinRequestId) -> Result<Row> {
    store::get(tx, id).await?.ok_or_else(not_found)
}

async fn answered(tx: &mut Tx, id: JoinRequestId) -> Result<JoinRequest> {
    Ok(found(tx, id).await?.shown())
}

fn open_still(state: RoomState) -> Result<()> {
    if state == RoomState::Closed { Err(rules::closed().into()) } else { Ok(()) }
}

fn not_found() -> Error {
    Refusal::new(RefusalCode::NotFound, "There is no such request.").into()
}

fn answered_already() -> Error {
    Refusal::new(RefusalCode::Conflict, "This has been answered in the meantime.").into()
}
