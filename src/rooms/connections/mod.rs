//! Talking one to one: somebody asks, the other answers, and the two get the one room of their pair.
//!
//! Nobody can find out here that they are blocked. A request to somebody who blocks its sender is stored like any other
//! and stays open; the other person is not told of it and does not see it.

mod direct;
mod store;

pub(super) use direct::end;
pub(super) use store::blocks;

use super::{members, rules, text};
use crate::accounts::Caller;
use crate::clock::Chance;
use crate::error::{Error, Result, refuse};
use crate::log;
use crate::storage::Tx;
use alongside_protocol::{
    AccountId, ConnectionRequest, ConnectionRequestId, EventKind, Refusal, RefusalCode, RequestState, Timestamp, limits,
};
use store::Row;

/// What a request shows now.
pub async fn get(tx: &mut Tx, id: ConnectionRequestId) -> Result<Option<ConnectionRequest>> {
    Ok(store::get(tx, id).await?.map(Row::shown))
}

/// Open ones to and from a person.
pub async fn open_for(tx: &mut Tx, account: AccountId) -> Result<Vec<ConnectionRequest>> {
    Ok(store::open_for(tx, account).await?.into_iter().map(Row::shown).collect())
}

/// Asks somebody to talk one to one. Whoever was asked by them already says yes with it.
pub async fn ask(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    caller: &Caller,
    to: AccountId,
    greeting: &str,
) -> Result<ConnectionRequest> {
    let greeting = text::paragraph("greeting", greeting, 0, limits::GREETING_CHARACTERS)?;
    if to == caller.account {
        return Err(Refusal::invalid("to", "This is you.").into());
    }
    let other = members::other(tx, to).await?;
    direct::lock_pair(tx, caller.account, to).await?;
    if store::blocks(tx, caller.account, to).await? {
        return refuse(RefusalCode::Blocked, "You block this person. Take that back first.");
    }
    if direct::is_open(tx, caller.account, to).await? {
        return refuse(RefusalCode::Conflict, "You two have a conversation already.");
    }
    if let Some(row) = store::open_between(tx, caller.account, to).await? {
        if row.from_account == caller.account {
            // Asking twice changes nothing.
            return Ok(row.shown());
        }
        if !store::blocks(tx, to, caller.account).await? {
            return accept(tx, now, chance, caller, row).await;
        }
        // Whoever blocks somebody no longer wants to talk with them.
        decide(tx, now, row, RequestState::Withdrawn).await?;
    }
    rules::may_ask_again(store::declined_at(tx, caller.account, to).await?, now)?;
    if store::open_from(tx, caller.account).await? >= limits::CONNECTION_REQUESTS as i64 {
        let sentence = "You have asked many people already. Wait for an answer, or take a request back.";
        return Err(Refusal::new(RefusalCode::LimitReached, sentence).bucket("connection_requests", 0).into());
    }
    let row = Row {
        id: chance.id(now),
        from_account: caller.account,
        from_alias: caller.alias.clone(),
        to_account: to,
        to_alias: other.alias,
        greeting,
        state: RequestState::Open,
        room: None,
        created_at: now,
    };
    store::insert(tx, &row).await?;
    let request = row.shown();
    tell(tx, now, caller.account, &request).await?;
    Ok(request)
}

/// The person who was asked says yes or no.
pub async fn answer(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    caller: &Caller,
    id: ConnectionRequestId,
    yes: bool,
) -> Result<ConnectionRequest> {
    let row = locked(tx, id).await?;
    if row.from_account == caller.account {
        return refuse(RefusalCode::Forbidden, "The other person answers this.");
    }
    if row.to_account != caller.account {
        return Err(not_found());
    }
    let wanted = if yes { RequestState::Accepted } else { RequestState::Declined };
    match row.state {
        RequestState::Open => {}
        state if state == wanted => return Ok(row.shown()),
        RequestState::Withdrawn => return Err(taken_back()),
        _ => return refuse(RefusalCode::Conflict, "You have answered this already."),
    }
    if !yes {
        return decide(tx, now, row, RequestState::Declined).await;
    }
    if store::blocks(tx, caller.account, row.from_account).await? {
        return refuse(RefusalCode::Blocked, "You block this person. Take that back first.");
    }
    if store::blocks(tx, row.from_account, caller.account).await? {
        return Err(taken_back());
    }
    accept(tx, now, chance, caller, row).await
}

/// The person who asked takes it back.
pub async fn withdraw(tx: &mut Tx, now: Timestamp, caller: &Caller, id: ConnectionRequestId) -> Result<()> {
    let row = locked(tx, id).await?;
    if row.to_account == caller.account {
        return refuse(RefusalCode::Forbidden, "This is not yours to take back; you can answer it.");
    }
    if row.from_account != caller.account {
        return Err(not_found());
    }
    match row.state {
        RequestState::Open => decide(tx, now, row, RequestState::Withdrawn).await.map(drop),
        RequestState::Withdrawn => Ok(()),
        _ => refuse(RefusalCode::Conflict, "This has been answered already."),
    }
}

async fn accept(tx: &mut Tx, now: Timestamp, chance: &Chance, caller: &Caller, row: Row) -> Result<ConnectionRequest> {
    let shown = row.clone().shown();
    let room = direct::open(tx, now, chance, caller, &shown.from, &shown.to).await?;
    close(tx, now, Row { state: RequestState::Accepted, room: Some(room), ..row }, caller.account).await
}

async fn decide(tx: &mut Tx, now: Timestamp, row: Row, state: RequestState) -> Result<ConnectionRequest> {
    let by = if state == RequestState::Withdrawn { row.from_account } else { row.to_account };
    close(tx, now, Row { state, ..row }, by).await
}

async fn close(tx: &mut Tx, now: Timestamp, row: Row, by: AccountId) -> Result<ConnectionRequest> {
    if !store::close(tx, row.id, row.state, row.room, now).await? {
        return refuse(RefusalCode::Conflict, "This has been answered in the meantime.");
    }
    let request = row.shown();
    tell(tx, now, by, &request).await?;
    Ok(request)
}

/// Tells both, in order of id; but never the one who was asked while one of the two blocks the other.
async fn tell(tx: &mut Tx, now: Timestamp, by: AccountId, request: &ConnectionRequest) -> Result<()> {
    let (from, to) = (request.from.id, request.to.id);
    let unseen = by != to && (store::blocks(tx, to, from).await? || store::blocks(tx, from, to).await?);
    let mut concerned = if unseen { vec![from] } else { vec![from, to] };
    concerned.sort_unstable();
    for account in concerned {
        log::record(tx, account.into(), Some(by), EventKind::ConnectionChanged { request: request.clone() }, now)
            .await?;
    }
    Ok(())
}

/// A request, read again once nobody else can change it.
async fn locked(tx: &mut Tx, id: ConnectionRequestId) -> Result<Row> {
    let row = store::get(tx, id).await?.ok_or_else(not_found)?;
    direct::lock_pair(tx, row.from_account, row.to_account).await?;
    store::get(tx, id).await?.ok_or_else(not_found)
}

fn not_found() -> Error {
    Refusal::new(RefusalCode::NotFound, "There is no such request.").into()
}

fn taken_back() -> Error {
    Refusal::new(RefusalCode::Conflict, "This request was taken back.").into()
}
