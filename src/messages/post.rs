//! Posting: the path that everything else waits for.

use super::{mentions, rules, store, view};
use crate::duty;
use crate::error::{Error, Result, refuse};
use crate::log;
use crate::rooms;
use crate::storage::Tx;
use alongside_protocol::client::Send;
use alongside_protocol::{AccountId, EventKind, MessageId, MessageState, Refusal, RefusalCode, Seq, Timestamp};

/// The answer to a send; the same again for an exact retry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    pub message: MessageId,
    pub seq: Seq,
    pub at: Timestamp,
    pub state: MessageState,
    pub duplicate: bool,
}

/// Stores a message under `id`, once for each (author, client id): an exact retry gets the first result, the same client
/// id with anything else is refused.
pub async fn post(tx: &mut Tx, now: Timestamp, author: AccountId, id: MessageId, send: &Send) -> Result<Posted> {
    let body = rules::body(&send.body)?;
    let note = rules::note(send.note.as_deref())?;
    log::lock(tx, send.room.into()).await?;
    let fingerprint = rules::fingerprint(send.room, &body, note.as_deref(), send.reply_to);
    if let Some(first) = store::by_client_id(tx, author, send.client_id).await? {
        return first_result(first, &fingerprint, send);
    }
    let access = rooms::readable(tx, send.room, author).await?;
    access.check_write()?;
    if let Some(wait) = rules::slow_mode_wait(access.slow_ms, access.last_post_at, now) {
        return Err(slow(wait));
    }
    if let Some(target) = send.reply_to
        && store::row(tx, target).await?.is_none_or(|row| row.room != send.room)
    {
        return refuse(RefusalCode::NotFound, "The message that this answers is not in this room.");
    }
    let seq = log::next_seq(tx, send.room.into()).await?;
    let new = store::NewMessage {
        id,
        room: send.room,
        author,
        by_moderator: access.is_moderator(),
        client_id: send.client_id,
        fingerprint: &fingerprint,
        body: &body,
        note: note.as_deref(),
        reply_to: send.reply_to,
        at: now,
        seq,
    };
    if !store::insert(tx, &new).await? {
        // Another node stored it, for another room, between our look and our insert. The place that we took must not
        // stay empty, so this transaction ends here; the lane tries again alone and finds the first result.
        return Err(Error::fault("the same client id was stored elsewhere meanwhile"));
    }
    mentions::replace(tx, id, send.room, seq, author, &body).await?;
    mark_post(tx, now, &access, &new).await?;
    let message = view::load(tx, &[id], None).await?.pop().ok_or_else(|| Error::fault("a new message vanished"))?;
    log::record_at(tx, send.room.into(), seq, Some(author), EventKind::MessagePosted { message }, now).await?;
    Ok(Posted { message: id, seq, at: now, state: MessageState::Visible, duplicate: false })
}

fn first_result(first: store::FirstResult, fingerprint: &str, send: &Send) -> Result<Posted> {
    if first.fingerprint != fingerprint {
        return Err(rules::id_reused(send.client_id).into());
    }
    Ok(Posted { message: first.id, seq: first.seq, at: first.posted_at, state: MessageState::Visible, duplicate: true })
}

fn slow(wait: u64) -> Error {
    Refusal::new(RefusalCode::RateLimited, "This room is in slow mode. Your text is kept; send it when the time is up.")
        .bucket("slow_mode", 0)
        .after(wait)
        .into()
}

/// The last-post marks, in the post's own transaction: a closure follows from them.
async fn mark_post(tx: &mut Tx, now: Timestamp, access: &rooms::Access, new: &store::NewMessage<'_>) -> Result<()> {
    store::mark_member_post(tx, new.room, new.author, now).await?;
    if !access.is_moderator() {
        return Ok(());
    }
    let last = store::last_bodies(tx, new.room, new.author, new.seq, duty::rules::REPEATS_LOOKED_AT).await?;
    if duty::rules::qualifies(new.body, &last) {
        store::mark_qualifying_post(tx, new.room, now).await?;
    }
    Ok(())
}
