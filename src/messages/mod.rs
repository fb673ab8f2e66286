//! Messages: posting, editing, deleting, reacting, and pages of history.
//!
//! Every use case runs in the caller's transaction and records what happened in the room's log. Rights are read inside
//! that same transaction, so that a room is open or a post is refused, never both.

mod history;
mod mentions;
mod post;
pub mod rules;
mod store;
#[cfg(test)]
pub(crate) mod tests;
mod view;

pub use history::{Page, history, newest};
pub use post::{Post, Posted, post, post_all};
pub use store::purge_revisions;
pub use view::{load, unquote};

use crate::error::{Error, Result, refuse};
use crate::log;
use crate::rooms;
use crate::storage::Tx;
use alongside_protocol::{
    AccountId, EventKind, Message, MessageId, MessageState, Reaction, RefusalCode, Seq, Timestamp,
};

/// What an edit, deletion or reaction came to: the event's place, or the room's head when nothing had to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    pub message: MessageId,
    pub seq: Seq,
}

/// Changes the text of one's own message. The earlier text is kept for a report (policy 4.2).
pub async fn edit(
    tx: &mut Tx,
    now: Timestamp,
    account: AccountId,
    id: MessageId,
    body: &str,
    note: Option<&str>,
) -> Result<Changed> {
    let body = rules::body(body)?;
    let note = rules::note(note)?;
    let room = own(tx, account, id).await?.room;
    log::lock(tx, room.into()).await?;
    let row = own(tx, account, id).await?;
    rooms::readable(tx, row.room, account).await?.check_write()?;
    if row.state != MessageState::Visible {
        return refuse(
            RefusalCode::Conflict,
            "This message is gone or waits for a moderator, so it cannot be changed.",
        );
    }
    if row.body == body && row.note == note {
        return unchanged(tx, &row).await;
    }
    let seq = log::next_seq(tx, row.room.into()).await?;
    store::keep_revision(tx, id, None).await?;
    store::set_text(tx, id, &body, note.as_deref(), now).await?;
    mentions::replace(tx, id, row.room, row.seq, account, &body).await?;
    let message = one(tx, id).await?;
    log::record_at(tx, row.room.into(), seq, Some(account), EventKind::MessageEdited { message }, now).await?;
    Ok(Changed { message: id, seq })
}

/// Takes back one's own message, for everybody at once. Its text is kept out of sight for [`rules::KEEP_DELETED`], so
/// that a late report can still seal it (policy 4.3). Allowed wherever one has written, whatever happened since.
pub async fn delete(tx: &mut Tx, now: Timestamp, account: AccountId, id: MessageId) -> Result<Changed> {
    let room = own(tx, account, id).await?.room;
    log::lock(tx, room.into()).await?;
    let row = own(tx, account, id).await?;
    if row.state == MessageState::Deleted {
        return unchanged(tx, &row).await;
    }
    if row.state == MessageState::Removed {
        return refuse(RefusalCode::Conflict, "A moderator has removed this message already.");
    }
    let seq = log::next_seq(tx, row.room.into()).await?;
    store::keep_revision(tx, id, Some(now + rules::KEEP_DELETED)).await?;
    store::blank(tx, id, MessageState::Deleted, now).await?;
    let message = one(tx, id).await?;
    log::record_at(tx, row.room.into(), seq, Some(account), EventKind::MessageDeleted { message }, now).await?;
    Ok(Changed { message: id, seq })
}

/// Adds one's reaction or takes it back.
pub async fn react(
    tx: &mut Tx,
    now: Timestamp,
    account: AccountId,
    id: MessageId,
    reaction: Reaction,
    on: bool,
) -> Result<Changed> {
    let Some(room) = store::row(tx, id).await?.map(|row| row.room) else { return refuse_missing() };
    log::lock(tx, room.into()).await?;
    let Some(row) = store::row(tx, id).await? else { return refuse_missing() };
    let access = rooms::access(tx, row.room, account).await?;
    let Some(access) = access.filter(|access| access.check_read().is_ok()) else { return refuse_missing() };
    access.check_write()?;
    if row.state != MessageState::Visible {
        return refuse(RefusalCode::Conflict, "This message is gone.");
    }
    if !store::set_reaction(tx, id, account, reaction, on, now).await? {
        return unchanged(tx, &row).await;
    }
    let reactions = store::reaction_counts(tx, &[id]).await?.into_iter().map(|(_, count)| count).collect();
    let kind = EventKind::ReactionChanged { message: id, reaction, on, reactions };
    let seq = log::record(tx, row.room.into(), Some(account), kind, now).await?;
    Ok(Changed { message: id, seq })
}

async fn own(tx: &mut Tx, account: AccountId, id: MessageId) -> Result<store::MessageRow> {
    let Some(row) = store::row(tx, id).await? else { return refuse_missing() };
    if row.author == account {
        return Ok(row);
    }
    match rooms::readable(tx, row.room, account).await {
        Ok(_) => refuse(RefusalCode::Forbidden, "Only its author can change a message."),
        Err(Error::Refused(_)) => refuse_missing(),
        Err(fault) => Err(fault),
    }
}

fn refuse_missing<T>() -> Result<T> {
    refuse(RefusalCode::NotFound, "There is no such message, or it is not open to you.")
}

async fn unchanged(tx: &mut Tx, row: &store::MessageRow) -> Result<Changed> {
    let head = log::head(tx, row.room.into()).await?.unwrap_or_default();
    Ok(Changed { message: row.id, seq: head })
}

async fn one(tx: &mut Tx, id: MessageId) -> Result<Message> {
    view::load(tx, &[id], None)
        .await?
        .pop()
        .ok_or_else(|| Error::fault(format!("message {id} vanished inside its transaction")))
}
