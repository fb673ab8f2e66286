//! Logs as clients see them: events with what they show now, and snapshots.
//!
//! The log holds references. Here they are joined with the slices that own what they refer to, in one transaction, so that
//! an old event never brings back what was removed, and an edited message shows its latest revision.

mod render;

use crate::accounts;
use crate::error::{Error, Result};
use crate::log;
use crate::messages;
use crate::notifications::inbox;
use crate::rooms;
use crate::storage::Tx;
use alongside_protocol::server::{AccountSnapshot, RoomSnapshot};
use alongside_protocol::{AccountId, Event, Room, RoomId, Seq, StreamId};

/// A read of a log.
#[derive(Debug, Clone, PartialEq)]
pub struct Events {
    pub events: Vec<Event>,
    /// The read covers everything up to here.
    pub to: Seq,
}

/// Up to `limit` events after `after`. Entries that refer to something that is gone are covered, and left out.
pub async fn events(tx: &mut Tx, stream: StreamId, after: Seq, limit: i64) -> Result<Events> {
    let entries = log::range(tx, stream, after, limit).await?;
    let to = entries.last().map_or(after, |entry| entry.seq);
    Ok(Events { events: render::render(tx, stream, entries).await?, to })
}

/// Who looks at a room, and whether also at the words of those whom they block.
pub struct Viewer {
    pub account: AccountId,
    pub sees_all: bool,
}

/// A room as this viewer sees it, with its newest messages. The caller has checked that they may. `shown` is the room, if it was
/// read for them in this transaction.
pub async fn room_snapshot(
    tx: &mut Tx,
    room: RoomId,
    viewer: Viewer,
    shown: Option<Room>,
    moment: &rooms::Moment<'_>,
) -> Result<(Seq, RoomSnapshot)> {
    let page = messages::newest(tx, room, viewer.account, viewer.sees_all).await?;
    let room = match shown {
        Some(room) => room,
        None => rooms::view::room(tx, room, viewer.account, moment).await?,
    };
    Ok((page.head, RoomSnapshot { room, messages: page.messages, has_older: page.has_older }))
}

/// Somebody's own account.
pub async fn account_snapshot(
    tx: &mut Tx,
    account: AccountId,
    moment: &rooms::Moment<'_>,
) -> Result<(Seq, AccountSnapshot)> {
    let head = log::head(tx, account.into()).await?.ok_or_else(|| Error::fault("an account without a log"))?;
    let join_requests = rooms::requests::open_for(tx, account).await?;
    let snapshot = AccountSnapshot {
        account: accounts::load(tx, account).await?,
        rooms: rooms::view::mine(tx, account, moment, &join_requests).await?,
        connection_requests: rooms::connections::open_for(tx, account).await?,
        join_requests,
        people: accounts::people::hidden(tx, account).await?,
        unread_notifications: inbox::unread(tx, account).await?,
    };
    Ok((head, snapshot))
}
