//! Joining: at once in a public room or with an invitation, by asking in a group; and accepting newer guidelines.

use super::members::{self, Entrant};
use super::{access, requests, rules, store};
use crate::accounts::Caller;
use crate::clock::Chance;
use crate::error::Result;
use crate::log;
use crate::storage::Tx;
use alongside_protocol::{EventKind, MembershipRole, RoomId, RoomKind, RoomState, Timestamp};

/// Joins a room, or asks to, by somebody who has read `version` of its guidelines. For a member it accepts that version.
pub async fn join(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    caller: &Caller,
    room: RoomId,
    version: i64,
) -> Result<()> {
    log::lock(tx, room.into()).await?;
    let (access, part) = access::known(tx, room, caller).await?;
    if part.kind == RoomKind::Direct {
        return Ok(());
    }
    rules::accepts_in_force(access.guidelines_version, version)?;
    if part.member {
        return accept(tx, now, caller, room, version).await;
    }
    if part.state == RoomState::Closed {
        return Err(rules::closed().into());
    }
    match part.kind {
        RoomKind::Group => requests::ask(tx, now, chance, caller, room, version).await,
        _ => {
            store::insert_acceptance(tx, room, caller.account, version, now).await?;
            let person = caller.person();
            let entrant =
                Entrant { person: &person, role: MembershipRole::Member, accepted: version, by: caller.account };
            members::enter(tx, now, room, entrant).await.map(drop)
        }
    }
}

async fn accept(tx: &mut Tx, now: Timestamp, caller: &Caller, room: RoomId, version: i64) -> Result<()> {
    store::insert_acceptance(tx, room, caller.account, version, now).await?;
    if members::accept_guidelines(tx, room, caller.account, version).await? {
        // The person's other devices stop asking for it.
        log::record(tx, caller.account.into(), Some(caller.account), EventKind::RoomJoined { room }, now).await?;
    }
    Ok(())
}
