use super::Entry;
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::{Seq, StreamId};

pub(super) async fn insert_stream(tx: &mut Tx, stream: StreamId, kind: &str) -> Result<()> {
    sql!(tx, execute, "INSERT INTO stream (id, kind, head) VALUES ($1, $2, 0)", stream, kind)?;
    Ok(())
}

pub(super) async fn lock(tx: &mut Tx, streams: &[StreamId]) -> Result<()> {
    // SQLite's one writer holds everything already.
    if tx.locks_rows() && !streams.is_empty() {
        // In the order of ids, whoever locks: two who hold what the other wants would wait for ever.
        let text = "SELECT head FROM stream WHERE id IN (LIST) ORDER BY id FOR UPDATE";
        sql!(tx, execute, in streams, text)?;
    }
    Ok(())
}

/// Raises each head by its number of places, and answers with the heads that there are then.
pub(super) async fn raise_heads(tx: &mut Tx, taken: &[(StreamId, i64)]) -> Result<Vec<(StreamId, Seq)>> {
    if !tx.locks_rows() {
        // SQLite makes a table of its own for RETURNING and for FROM, which costs several times what the update does.
        let raise = "UPDATE stream SET head = head + #2 ROWS WHERE id = #1";
        sql!(tx, update taken => one [one.0, one.1], raise)?;
        let streams: Vec<StreamId> = taken.iter().map(|(stream, _)| *stream).collect();
        return heads(tx, &streams).await;
    }
    sql!(
        tx,
        all (StreamId, Seq),
        rows taken => one [one.0, one.1],
        "WITH taken (place, log, places) AS (VALUES ROWS)
         UPDATE stream SET head = head + taken.places FROM taken WHERE stream.id = taken.log RETURNING id, head"
    )
}

pub(super) async fn insert(tx: &mut Tx, entries: &[(StreamId, Entry)]) -> Result<()> {
    sql!(
        tx,
        insert entries => one [
            one.0, one.1.seq, &one.1.kind, one.1.message, &one.1.subject, one.1.actor, &one.1.data, one.1.at
        ],
        "INSERT INTO entry (stream, seq, kind, message, subject, actor, data, at) ROWS"
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
    sql!(
        tx,
        all (StreamId, Seq),
        rows streams => stream [*stream],
        // SQLite makes a table of a list for IN, and none for this. CROSS JOIN: it takes the tables in this order.
        "WITH asked (place, log) AS (VALUES ROWS)
         SELECT stream.id, stream.head FROM asked CROSS JOIN stream WHERE stream.id = asked.log"
    )
}

pub(super) async fn range(tx: &mut Tx, stream: StreamId, after: Seq, limit: i64) -> Result<Vec<Entry>> {
    sql!(
        tx,
        all Entry,
        "SELECT seq, kind, message, subject, actor, data, at FROM (
             SELECT * FROM (
                 SELECT seq, kind, message, subject, actor, data, at FROM entry
                 WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3) AS others
             UNION ALL SELECT * FROM (
                 SELECT seq, 'message_posted' AS kind, id AS message, NULL AS subject, author AS actor, NULL AS data, posted_at AS at
                 FROM message WHERE room = $1 AND seq > $2 ORDER BY seq LIMIT $3) AS messages) AS log
         ORDER BY seq LIMIT $3",
        stream,
        after,
        limit
    )
}
