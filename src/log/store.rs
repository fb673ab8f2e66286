use super::Entry;
use crate::error::{Error, Result};
use crate::storage::{Tx, sql};
use alongside_protocol::{Seq, StreamId};

pub(super) async fn insert_stream(tx: &mut Tx, stream: StreamId, kind: &str) -> Result<()> {
    sql!(tx, execute, "INSERT INTO stream (id, kind, head) VALUES ($1, $2, 0)", stream, kind)?;
    Ok(())
}

pub(super) async fn lock(tx: &mut Tx, stream: StreamId) -> Result<()> {
    // SQLite's one writer holds everything already.
    if tx.locks_rows() {
        sql!(tx, execute, "SELECT head FROM stream WHERE id = $1 FOR UPDATE", stream)?;
    }
    Ok(())
}

pub(super) async fn raise_head(tx: &mut Tx, stream: StreamId) -> Result<Seq> {
    let raised = sql!(tx, optional(Seq,), "UPDATE stream SET head = head + 1 WHERE id = $1 RETURNING head", stream)?;
    raised.map(|(seq,)| seq).ok_or_else(|| Error::fault(format!("stream {stream} does not exist")))
}

pub(super) async fn insert_event(tx: &mut Tx, stream: StreamId, entry: &Entry) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO event (stream, seq, kind, message, subject, actor, data, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        stream,
        entry.seq,
        &entry.kind,
        entry.message,
        &entry.subject,
        entry.actor,
        &entry.data,
        entry.at
    )?;
    Ok(())
}

pub(super) async fn head(tx: &mut Tx, stream: StreamId) -> Result<Option<Seq>> {
    Ok(sql!(tx, optional(Seq,), "SELECT head FROM stream WHERE id = $1", stream)?.map(|(seq,)| seq))
}

pub(super) async fn heads(tx: &mut Tx, streams: &[StreamId]) -> Result<Vec<(StreamId, Seq)>> {
    if streams.is_empty() {
        return Ok(Vec::new());
    }
    sql!(tx, all (StreamId, Seq), in streams, "SELECT id, head FROM stream WHERE id IN (LIST)")
}

pub(super) async fn range(tx: &mut Tx, stream: StreamId, after: Seq, limit: i64) -> Result<Vec<Entry>> {
    sql!(
        tx,
        all Entry,
        "SELECT seq, kind, message, subject, actor, data, at FROM event WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        stream,
        after,
        limit
    )
}
