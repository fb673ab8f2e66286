//! How far somebody has read a room: private to their own devices.

use super::store;
use crate::error::{Result, refuse};
use crate::log;
use crate::storage::Tx;
use alongside_protocol::{AccountId, EventKind, RefusalCode, RoomId, Seq, Timestamp};

/// Moves the marker forward, never back and not past the room's last event; answers where it is now. The person's devices
/// hear of it only when it moved.
pub async fn mark_read(tx: &mut Tx, now: Timestamp, room: RoomId, account: AccountId, up_to: Seq) -> Result<Seq> {
    let Some(before) = store::read_up_to(tx, room, account).await? else {
        return refuse(RefusalCode::NotMember, "Only members keep a place in a room.");
    };
    let head = log::head(tx, room.into()).await?.unwrap_or_default();
    let read_up_to = up_to.min(head);
    if !store::raise_read_up_to(tx, room, account, read_up_to).await? {
        return Ok(store::read_up_to(tx, room, account).await?.unwrap_or(before));
    }
    log::record(tx, account.into(), Some(account), EventKind::ReadMarkerMoved { room, read_up_to }, now).await?;
    Ok(read_up_to)
}
