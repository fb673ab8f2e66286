//! Who is in a room: entering, leaving, and the roll.

mod moderators;
mod store;

pub use moderators::{
    appoint, badge_changed, dismiss, dismiss_everywhere, expect, expected, in_good_standing, is_supporter,
    moderated_by, restore, stand_down, stand_in,
};
pub(super) use store::accept as accept_guidelines;
pub use store::{badge, badges, moderators as moderators_of};

use super::rules::{self, Roll};
use super::{access, connections, requests, store as room_store};
use crate::accounts::{Caller, aliases};
use crate::announcement::Control;
use crate::error::{Result, refuse};
use crate::log;
use crate::storage::Tx;
use alongside_protocol::http::Member;
use alongside_protocol::{
    AccountId, EventKind, MembershipRole, Person, RefusalCode, RoomId, RoomKind, Timestamp, limits,
};

/// Somebody about to enter a room.
pub(super) struct Entrant<'a> {
    pub person: &'a Person,
    pub role: MembershipRole,
    /// The version of the guidelines that they have accepted; 0 for none.
    pub accepted: i64,
    /// Who let them in, or themselves.
    pub by: AccountId,
}

/// Makes somebody a member and tells the room and their devices. False when they are one already. Lock the room's log first.
pub(super) async fn enter(tx: &mut Tx, now: Timestamp, room: RoomId, entrant: Entrant<'_>) -> Result<bool> {
    let Entrant { person, role, accepted, by } = entrant;
    if !store::enter(tx, room, person.id, role, accepted, now).await? {
        return Ok(false);
    }
    let mut seq =
        log::record(tx, room.into(), Some(by), EventKind::MemberJoined { person: person.clone() }, now).await?;
    if role == MembershipRole::Moderator {
        room_store::mark_moderated(tx, room, now).await?;
        let badge = store::badge(tx, person.id).await?;
        let added = EventKind::ModeratorAdded { person: person.clone(), badge };
        seq = log::record(tx, room.into(), Some(by), added, now).await?;
    }
    // What was said before they came is history to them, not news.
    room_store::raise_read_up_to(tx, room, person.id, seq).await?;
    log::record(tx, person.id.into(), Some(by), EventKind::RoomJoined { room }, now).await?;
    access_changed(tx, room, person.id);
    Ok(true)
}

/// Ends a membership and tells the room and the person's devices. False when there was none. Lock the room's log first.
pub(super) async fn exit(
    tx: &mut Tx,
    now: Timestamp,
    room: RoomId,
    account: AccountId,
    moderated: bool,
) -> Result<bool> {
    if !store::leave(tx, room, account, now).await? {
        return Ok(false);
    }
    if moderated {
        log::record(tx, room.into(), Some(account), EventKind::ModeratorRemoved { account }, now).await?;
    }
    log::record(tx, room.into(), Some(account), EventKind::MemberLeft { account }, now).await?;
    log::record(tx, account.into(), Some(account), EventKind::RoomLeft { room }, now).await?;
    access_changed(tx, room, account);
    Ok(true)
}

fn access_changed(tx: &mut Tx, room: RoomId, account: AccountId) {
    tx.control(Control::AccessChanged { stream: room.into(), account });
}

/// Leaves a room, or takes back an open request to join it. A moderator stops moderating, even when they are the last: the
/// room then shows that nobody moderates it. A one-to-one room closes for both.
pub async fn leave(tx: &mut Tx, now: Timestamp, caller: &Caller, room: RoomId) -> Result<()> {
    log::lock(tx, room.into()).await?;
    let (access, part) = access::known(tx, room, caller).await?;
    if !part.member {
        return requests::take_back(tx, now, caller, room).await;
    }
    exit(tx, now, room, caller.account, access.is_moderator()).await?;
    if part.kind == RoomKind::Direct {
        connections::end(tx, now, caller, room).await?;
    }
    Ok(())
}

/// The roll: all (up to a bound) for moderators and staff, a few for members who are about to mention somebody.
/// `query` is the beginning of an alias, and matches look-alikes too; empty for any.
pub async fn list(tx: &mut Tx, caller: &Caller, room: RoomId, query: &str) -> Result<Vec<Member>> {
    let (_, part) = access::known(tx, room, caller).await?;
    let most = match rules::roll(&part)? {
        Roll::Everybody => limits::MEMBERS.0,
        Roll::Offered => limits::MEMBERS.1,
    };
    store::beginning(tx, room, &aliases::key_of(query), most).await
}

/// Somebody whom a use case is about, by id.
pub(super) async fn other(tx: &mut Tx, account: AccountId) -> Result<room_store::Other> {
    match room_store::other(tx, account).await? {
        Some(other) => Ok(other),
        None => refuse(RefusalCode::NotFound, "There is no such person."),
    }
}
