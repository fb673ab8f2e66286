//! Opening a closed room again by accepting its duty (policy 2.8).

use super::policy::Policy;
use super::rules::people::{Asker, may_reopen};
use super::store;
use crate::accounts::Caller;
use crate::error::{Result, refuse};
use crate::log;
use crate::rooms;
use crate::storage::Tx;
use alongside_protocol::{RefusalCode, RoomId, RoomKind, RoomState, Timestamp};

/// The room's team, or staff, open it again; its clock begins anew.
pub async fn reopen(tx: &mut Tx, now: Timestamp, policy: &Policy, caller: &Caller, room: RoomId) -> Result<()> {
    log::lock(tx, room.into()).await?;
    let (_, part) = rooms::known(tx, room, caller).await?;
    if part.kind == RoomKind::Direct || part.state != RoomState::Closed {
        return refuse(RefusalCode::Conflict, "This room is not closed.");
    }
    let rest = rooms::info(tx, room).await?.rest;
    let before = match rest {
        Some(rest) => store::closed_before(tx, room, rest.since).await?,
        None => None,
    };
    let asker = Asker { moderator: part.moderator, staff: part.staff };
    may_reopen(&policy.duty, rest.as_ref(), before, asker, now)?;
    rooms::change_state(tx, now, Some(caller.account), room, RoomState::Open, None).await
}
