//! The one room of two people: opened when both want it, closed when one leaves, opened again by a new yes.

use super::store;
use crate::accounts::Caller;
use crate::clock::Chance;
use crate::error::Result;
use crate::log::{self, StreamKind};
use crate::rooms::members::{self, Entrant};
use crate::rooms::{describe, store as room_store};
use crate::storage::Tx;
use alongside_protocol::{AccountId, Language, MembershipRole, Person, RoomId, RoomKind, RoomState, Timestamp};

/// Nobody else decides about these two until this transaction ends.
pub(super) async fn lock_pair(tx: &mut Tx, one: AccountId, other: AccountId) -> Result<()> {
    if let Some((room, _)) = store::room_of(tx, one, other).await? {
        log::lock(tx, room.into()).await?;
    }
    log::lock(tx, one.min(other).into()).await?;
    log::lock(tx, one.max(other).into()).await
}

pub(super) async fn is_open(tx: &mut Tx, one: AccountId, other: AccountId) -> Result<bool> {
    Ok(store::room_of(tx, one, other).await?.is_some_and(|(_, state)| state != RoomState::Closed))
}

/// Makes the room of a pair, or opens it again, with both in it.
pub(super) async fn open(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    caller: &Caller,
    one: &Person,
    other: &Person,
) -> Result<RoomId> {
    let room = match store::room_of(tx, one.id, other.id).await? {
        Some((room, _)) => room,
        None => create(tx, now, chance, caller, one.id, other.id).await?,
    };
    let mut pair = [one, other];
    pair.sort_unstable_by_key(|person| person.id);
    for person in pair {
        let entrant = Entrant { person, role: MembershipRole::Member, accepted: 0, by: caller.account };
        members::enter(tx, now, room, entrant).await?;
    }
    describe::change_state(tx, now, Some(caller.account), room, RoomState::Open, None).await?;
    Ok(room)
}

async fn create(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    caller: &Caller,
    one: AccountId,
    other: AccountId,
) -> Result<RoomId> {
    let id: RoomId = chance.id(now);
    log::create(tx, id.into(), StreamKind::Room).await?;
    let room = room_store::NewRoom {
        id,
        kind: RoomKind::Direct,
        name: "",
        description: "",
        search_key: "",
        language: Language::English,
        pair_key: Some(&store::pair_key(one, other)),
        created_by: caller.account,
    };
    room_store::insert(tx, &room, now).await?;
    room_store::insert_guidelines(tx, id, 1, &[], caller.account, now).await?;
    Ok(id)
}

/// One of the two left: both can still read, nobody writes until they agree anew.
pub(in crate::rooms) async fn end(tx: &mut Tx, now: Timestamp, caller: &Caller, room: RoomId) -> Result<()> {
    describe::change_state(tx, now, Some(caller.account), room, RoomState::Closed, None).await
}
