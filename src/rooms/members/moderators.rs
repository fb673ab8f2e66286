//! Who moderates a room.

use super::{Entrant, access_changed, enter, other, store};
use crate::accounts::Caller;
use crate::error::Result;
use crate::log;
use crate::rooms::store::{self as room_store, Other};
use crate::rooms::{access, requests, rules};
use crate::storage::Tx;
use alongside_protocol::{AccountId, EventKind, MembershipRole, Person, RoomId, Timestamp};

/// Staff assign a room to a supporter, who becomes a member if they were not; they read and accept the guidelines before
/// they write, like anybody.
pub async fn appoint(tx: &mut Tx, now: Timestamp, caller: &Caller, room: RoomId, account: AccountId) -> Result<()> {
    log::lock(tx, room.into()).await?;
    let (_, part) = access::known(tx, room, caller).await?;
    let other = other(tx, account).await?;
    rules::may_appoint(&part, other.in_good_standing())?;
    begin(tx, now, Some(caller.account), room, other).await.map(drop)
}

/// Somebody begins to moderate; false when they do already. `by` is absent when the server did it.
async fn begin(tx: &mut Tx, now: Timestamp, by: Option<AccountId>, room: RoomId, other: Other) -> Result<bool> {
    let account = other.id;
    let person = Person { id: account, alias: other.alias };
    let entrant = Entrant { person: &person, role: MembershipRole::Moderator, accepted: 0, by: by.unwrap_or(account) };
    if !enter(tx, now, room, entrant).await? {
        if !store::set_role(tx, room, account, MembershipRole::Moderator).await? {
            return Ok(false);
        }
        room_store::mark_moderated(tx, room, now).await?;
        let badge = store::badge(tx, account).await?;
        log::record(tx, room.into(), by, EventKind::ModeratorAdded { person, badge }, now).await?;
        tell_devices(tx, now, by, room, account).await?;
    }
    requests::hand_over(tx, now, by.unwrap_or(account), room, account).await?;
    Ok(true)
}

/// Staff end it for anybody, a moderator for themselves. The person stays a member.
pub async fn dismiss(tx: &mut Tx, now: Timestamp, caller: &Caller, room: RoomId, account: AccountId) -> Result<()> {
    log::lock(tx, room.into()).await?;
    let (_, part) = access::known(tx, room, caller).await?;
    rules::may_dismiss(&part, account == caller.account)?;
    stop(tx, now, Some(caller.account), room, account).await
}

/// Somebody who is no longer a supporter moderates nothing (policy 1.1). For whoever takes the role away;
/// `by` is absent when the command line or the server did. Answers which rooms it was.
pub async fn dismiss_everywhere(
    tx: &mut Tx,
    now: Timestamp,
    by: Option<AccountId>,
    account: AccountId,
) -> Result<Vec<RoomId>> {
    let rooms = store::moderated_by(tx, account).await?;
    for room in &rooms {
        log::lock(tx, (*room).into()).await?;
    }
    for room in &rooms {
        stop(tx, now, by, *room, account).await?;
    }
    Ok(rooms)
}

/// What others are shown of somebody's certificate is another than before, while their role goes on: the rooms that they keep are
/// told. Lock the rooms' logs first.
pub async fn badge_changed(tx: &mut Tx, now: Timestamp, by: Option<AccountId>, account: AccountId) -> Result<()> {
    let badge = store::badge(tx, account).await?;
    for room in store::moderated_by(tx, account).await? {
        let changed = EventKind::BadgeChanged { account, badge: badge.clone() };
        log::record(tx, room.into(), by, changed, now).await?;
    }
    Ok(())
}

/// Rooms that somebody moderates, in good standing or not, in order of id.
pub async fn moderated_by(tx: &mut Tx, account: AccountId) -> Result<Vec<RoomId>> {
    store::moderated_by(tx, account).await
}

/// Gives somebody back a room that they kept until `lost_at`: not one that was closed since, nor one that they have left.
/// Lock the room's log first.
pub async fn restore(
    tx: &mut Tx,
    now: Timestamp,
    room: RoomId,
    account: AccountId,
    lost_at: Timestamp,
) -> Result<bool> {
    let other = other(tx, account).await?;
    if !other.in_good_standing() || !store::may_return(tx, room, account, lost_at).await? {
        return Ok(false);
    }
    begin(tx, now, None, room, other).await
}

/// Whether somebody may moderate: a peer supporter whose account is not suspended.
pub async fn in_good_standing(tx: &mut Tx, account: AccountId) -> Result<bool> {
    Ok(other(tx, account).await?.in_good_standing())
}

/// Whether somebody has the role of a supporter, suspended or not.
pub async fn is_supporter(tx: &mut Tx, account: AccountId) -> Result<bool> {
    Ok(other(tx, account).await?.supporter)
}

/// A relief begins to moderate a room while others are away (policy 2.7). False when they may not, or do already. Lock the
/// room's log first.
pub async fn stand_in(tx: &mut Tx, now: Timestamp, room: RoomId, account: AccountId) -> Result<bool> {
    let other = other(tx, account).await?;
    if !other.in_good_standing() {
        return Ok(false);
    }
    begin(tx, now, None, room, other).await
}

/// A relief moderates no longer; they stay a member. Lock the room's log first.
pub async fn stand_down(tx: &mut Tx, now: Timestamp, room: RoomId, account: AccountId) -> Result<()> {
    stop(tx, now, None, room, account).await
}

/// A moderator says when they will next be here (policy 2.9).
pub async fn expect(tx: &mut Tx, now: Timestamp, caller: &Caller, room: RoomId, at: Option<Timestamp>) -> Result<()> {
    log::lock(tx, room.into()).await?;
    let (_, part) = access::known(tx, room, caller).await?;
    rules::may_expect(&part, at, now)?;
    expected(tx, now, room, caller.account, at).await
}

/// Notes when somebody will next be in a room and tells it, if that is news. Lock the room's log first.
pub async fn expected(
    tx: &mut Tx,
    now: Timestamp,
    room: RoomId,
    account: AccountId,
    at: Option<Timestamp>,
) -> Result<()> {
    if store::set_expected(tx, room, account, at).await? {
        log::record(tx, room.into(), Some(account), EventKind::ModeratorExpected { account, expected_at: at }, now)
            .await?;
    }
    Ok(())
}

async fn stop(tx: &mut Tx, now: Timestamp, by: Option<AccountId>, room: RoomId, account: AccountId) -> Result<()> {
    if store::set_role(tx, room, account, MembershipRole::Member).await? {
        log::record(tx, room.into(), by, EventKind::ModeratorRemoved { account }, now).await?;
        tell_devices(tx, now, by, room, account).await?;
    }
    Ok(())
}

/// Being in the room now means something else: the person's devices look again.
async fn tell_devices(
    tx: &mut Tx,
    now: Timestamp,
    by: Option<AccountId>,
    room: RoomId,
    account: AccountId,
) -> Result<()> {
    log::record(tx, account.into(), by, EventKind::RoomJoined { room }, now).await?;
    access_changed(tx, room, account);
    Ok(())
}
