//! Logs: append and range read. Every room and every account has one (see `alongside_protocol::stream`).
//!
//! To make something part of a log: build its `EventKind`, call [`record`] in the transaction that makes it true.
//! [`record`] stores the reference (never text), raises the head, and announces the event with what it shows now. A new message
//! needs no reference: its own row says where in the log it stands.
//! When the log is read again later, `streams` joins what each reference shows *then*.

mod entry;
mod store;

pub use entry::{Entry, ExpectedData, ReactionData, ReadData};

use crate::announcement::Announcement;
use crate::error::{Error, Result};
use crate::storage::Tx;
use alongside_protocol::{AccountId, Event, EventKind, Seq, StreamId, Timestamp};
use std::collections::HashMap;

/// What a stream is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamKind {
    Room,
    Account,
}

impl StreamKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Room => "room",
            Self::Account => "account",
        }
    }
}

/// Starts the log of a new room or account.
pub async fn create(tx: &mut Tx, stream: StreamId, kind: StreamKind) -> Result<()> {
    store::insert_stream(tx, stream, kind.as_str()).await
}

/// Holds a log until the transaction ends, without taking a place: whatever is read after this about the room or account
/// cannot be changed by others before this transaction is through, as long as they record their change in the log.
pub async fn lock(tx: &mut Tx, stream: StreamId) -> Result<()> {
    lock_all(tx, &[stream]).await
}

/// Holds several logs, in the one order in which everybody holds them.
pub async fn lock_all(tx: &mut Tx, streams: &[StreamId]) -> Result<()> {
    store::lock(tx, streams).await
}

/// Takes the next place in a log. The row stays locked until the transaction ends, so that places of one log
/// are given out one after the other and n + 1 is never visible before n.
pub async fn next_seq(tx: &mut Tx, stream: StreamId) -> Result<Seq> {
    let first = take_places(tx, &[(stream, 1)]).await?;
    first.get(&stream).copied().ok_or_else(|| missing(stream))
}

/// As [`next_seq`], for so many places of each log; the first of them. Each log may be named once.
pub async fn take_places(tx: &mut Tx, taken: &[(StreamId, i64)]) -> Result<HashMap<StreamId, Seq>> {
    let heads: HashMap<StreamId, Seq> = store::raise_heads(tx, taken).await?.into_iter().collect();
    let first = |(stream, places): &(StreamId, i64)| {
        let head = heads.get(stream).ok_or_else(|| missing(*stream))?;
        Ok((*stream, Seq(head.0 - places + 1)))
    };
    taken.iter().map(first).collect()
}

fn missing(stream: StreamId) -> Error {
    Error::fault(format!("stream {stream} does not exist"))
}

/// Stores an event and announces it.
pub async fn record(
    tx: &mut Tx,
    stream: StreamId,
    actor: Option<AccountId>,
    kind: EventKind,
    now: Timestamp,
) -> Result<Seq> {
    let seq = next_seq(tx, stream).await?;
    record_at(tx, stream, seq, actor, kind, now).await?;
    Ok(seq)
}

/// As [`record`], at a place that [`next_seq`] gave in this transaction. Of a new message only the announcement is made: its row,
/// with this place, is the caller's to store.
pub async fn record_at(
    tx: &mut Tx,
    stream: StreamId,
    seq: Seq,
    actor: Option<AccountId>,
    kind: EventKind,
    now: Timestamp,
) -> Result<()> {
    record_all(tx, vec![(stream, Event { seq, at: now, actor, kind })]).await
}

/// Stores and announces events at places that were taken in this transaction.
pub async fn record_all(tx: &mut Tx, events: Vec<(StreamId, Event)>) -> Result<()> {
    let entries: Vec<_> = events.iter().filter_map(|(stream, event)| Some((*stream, Entry::of(event)?))).collect();
    store::insert(tx, &entries).await?;
    for (stream, event) in events {
        tx.announce(Announcement::Event { stream, event });
    }
    Ok(())
}

/// The last event's place, or `None` for a log that does not exist.
pub async fn head(tx: &mut Tx, stream: StreamId) -> Result<Option<Seq>> {
    store::head(tx, stream).await
}

/// The heads of several logs.
pub async fn heads(tx: &mut Tx, streams: &[StreamId]) -> Result<Vec<(StreamId, Seq)>> {
    store::heads(tx, streams).await
}

/// Up to `limit` entries after `after`, oldest first.
pub async fn range(tx: &mut Tx, stream: StreamId, after: Seq, limit: i64) -> Result<Vec<Entry>> {
    store::range(tx, stream, after, limit).await
}
