use crate::duty::rules::REPEATS_LOOKED_AT;
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::{
    AccountId, ClientMessageId, Message, MessageId, MessageState, Person, Reaction, ReactionCount, RoomId, Seq,
    Timestamp,
};
use std::collections::HashMap;

#[derive(Debug, sqlx::FromRow)]
pub(super) struct MessageRow {
    pub id: MessageId,
    pub room: RoomId,
    pub author: AccountId,
    pub state: MessageState,
    pub body: String,
    pub note: Option<String>,
    pub seq: Seq,
}

pub(super) async fn row(tx: &mut Tx, id: MessageId) -> Result<Option<MessageRow>> {
    sql!(tx, optional MessageRow, "SELECT id, room, author, state, body, note, seq FROM message WHERE id = $1", id)
}

/// What was stored first under a client id.
#[derive(Debug, Clone)]
pub(super) struct FirstResult {
    pub id: MessageId,
    pub fingerprint: String,
    pub seq: Seq,
    pub posted_at: Timestamp,
}

/// Somebody who sends, and what they stored before under the same client id.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct SenderRow {
    pub author: AccountId,
    pub client_id: ClientMessageId,
    pub alias: String,
    id: Option<MessageId>,
    fingerprint: Option<String>,
    seq: Option<Seq>,
    posted_at: Option<Timestamp>,
}

impl SenderRow {
    pub fn first(&self) -> Option<FirstResult> {
        Some(FirstResult {
            id: self.id?,
            fingerprint: self.fingerprint.clone()?,
            seq: self.seq?,
            posted_at: self.posted_at?,
        })
    }
}

pub(super) async fn senders(tx: &mut Tx, asked: &[(AccountId, ClientMessageId)]) -> Result<Vec<SenderRow>> {
    sql!(
        tx,
        all SenderRow,
        rows asked => one [one.0, one.1],
        // CROSS JOIN: SQLite takes the tables in this order.
        "WITH asked (place, author, client_id) AS (VALUES ROWS)
         SELECT asked.author, asked.client_id, a.alias, m.id, m.fingerprint, m.seq, m.posted_at
         FROM asked CROSS JOIN account a
         LEFT JOIN message m ON m.author = asked.author AND m.client_id = asked.client_id
         WHERE a.id = asked.author"
    )
}

/// A message that others answer.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct AnsweredRow {
    pub id: MessageId,
    pub room: RoomId,
    pub author: AccountId,
    pub alias: String,
    pub state: MessageState,
    pub body: String,
    pub note: Option<String>,
}

pub(super) async fn answered(tx: &mut Tx, ids: &[MessageId]) -> Result<Vec<AnsweredRow>> {
    sql!(
        tx,
        all AnsweredRow,
        in ids,
        "SELECT m.id, m.room, m.author, a.alias, m.state, SUBSTR(m.body, 1, 400) AS body, m.note
         FROM message m JOIN account a ON a.id = m.author WHERE m.id IN (LIST)"
    )
}

/// A message about to be stored, as it will be shown.
#[derive(Debug)]
pub(super) struct NewMessage {
    pub message: Message,
    pub fingerprint: String,
}

/// How many were stored: not those whose (author, client id) is there already.
pub(super) async fn insert(tx: &mut Tx, new: &[NewMessage]) -> Result<u64> {
    sql!(
        tx,
        insert new => one [
            one.message.id, one.message.room, one.message.author.id, one.message.by_moderator, one.message.client_id,
            &one.fingerprint, one.message.state, &one.message.body, &one.message.note,
            one.message.reply_to.as_ref().map(|reply| reply.id), one.message.revision, one.message.posted_at,
            one.message.seq
        ],
        "INSERT INTO message (id, room, author, by_moderator, client_id, fingerprint, state, body, note, reply_to, revision,
             posted_at, seq) ROWS
         ON CONFLICT (author, client_id) DO NOTHING"
    )
}

pub(super) async fn set_text(tx: &mut Tx, id: MessageId, body: &str, note: Option<&str>, now: Timestamp) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE message SET body = $1, note = $2, revision = revision + 1, edited_at = $3 WHERE id = $4",
        body,
        note,
        now,
        id
    )?;
    Ok(())
}

/// Copies the text as it stands to the revisions. With `purge_at`, all revisions are kept until then and no longer.
pub(super) async fn keep_revision(tx: &mut Tx, id: MessageId, purge_at: Option<Timestamp>) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO message_revision (message, revision, body, note, written_at, purge_at)
         SELECT id, revision, body, note, COALESCE(edited_at, posted_at), NULL FROM message WHERE id = $1",
        id
    )?;
    if purge_at.is_some() {
        sql!(tx, execute, "UPDATE message_revision SET purge_at = $1 WHERE message = $2", purge_at, id)?;
    }
    Ok(())
}

/// Takes text, reactions and mentions away; the row stays, with its place and its client id.
pub(super) async fn blank(tx: &mut Tx, id: MessageId, state: MessageState, now: Timestamp) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE message SET body = '', note = NULL, state = $1, deleted_at = $2 WHERE id = $3",
        state,
        now,
        id
    )?;
    sql!(tx, execute, "DELETE FROM reaction WHERE message = $1", id)?;
    clear_mentions(tx, id).await
}

/// Deletes kept texts whose time has come; how many.
pub async fn purge_revisions(tx: &mut Tx, now: Timestamp) -> Result<u64> {
    sql!(tx, execute, "DELETE FROM message_revision WHERE purge_at <= $1", now)
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct ViewRow {
    pub id: MessageId,
    pub room: RoomId,
    pub author: AccountId,
    pub author_alias: String,
    pub by_moderator: bool,
    pub client_id: ClientMessageId,
    pub state: MessageState,
    pub body: String,
    pub note: Option<String>,
    pub revision: i64,
    pub posted_at: Timestamp,
    pub edited_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
    pub seq: Seq,
    pub reply_to: Option<MessageId>,
    pub reply_author: Option<AccountId>,
    pub reply_alias: Option<String>,
    pub reply_state: Option<MessageState>,
    pub reply_body: Option<String>,
    pub reply_note: Option<String>,
}

pub(super) async fn rows(tx: &mut Tx, ids: &[MessageId]) -> Result<Vec<ViewRow>> {
    sql!(
        tx,
        all ViewRow,
        in ids,
        "SELECT m.id, m.room, m.author, a.alias AS author_alias, m.by_moderator, m.client_id, m.state, m.body, m.note,
             m.revision, m.posted_at, m.edited_at, m.deleted_at, m.seq, m.reply_to, p.author AS reply_author,
             pa.alias AS reply_alias, p.state AS reply_state, SUBSTR(p.body, 1, 400) AS reply_body, p.note AS reply_note
         FROM message m
         JOIN account a ON a.id = m.author
         LEFT JOIN message p ON p.id = m.reply_to
         LEFT JOIN account pa ON pa.id = p.author
         WHERE m.id IN (LIST)"
    )
}

pub(super) async fn ids_before(
    tx: &mut Tx,
    room: RoomId,
    viewer: AccountId,
    sees_all: bool,
    before: Seq,
    limit: i64,
) -> Result<Vec<MessageId>> {
    let rows = sql!(
        tx,
        all (MessageId,),
        "SELECT m.id FROM message m WHERE m.room = $1 AND m.seq < $2
           AND ($3 OR NOT EXISTS (SELECT 1 FROM hidden_person h WHERE h.account = $4 AND h.other = m.author AND h.kind = 'blocked'))
         ORDER BY m.seq DESC LIMIT $5",
        room,
        before,
        sees_all,
        viewer,
        limit
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn ids_after(
    tx: &mut Tx,
    room: RoomId,
    viewer: AccountId,
    sees_all: bool,
    after: Seq,
    limit: i64,
) -> Result<Vec<MessageId>> {
    let rows = sql!(
        tx,
        all (MessageId,),
        "SELECT m.id FROM message m WHERE m.room = $1 AND m.seq > $2
           AND ($3 OR NOT EXISTS (SELECT 1 FROM hidden_person h WHERE h.account = $4 AND h.other = m.author AND h.kind = 'blocked'))
         ORDER BY m.seq LIMIT $5",
        room,
        after,
        sees_all,
        viewer,
        limit
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn reaction_counts(tx: &mut Tx, ids: &[MessageId]) -> Result<Vec<(MessageId, ReactionCount)>> {
    let rows = sql!(
        tx,
        all (MessageId, Reaction, i64),
        in ids,
        "SELECT message, reaction, CAST(COUNT(*) AS BIGINT) FROM reaction WHERE message IN (LIST)
         GROUP BY message, reaction ORDER BY MIN(at), reaction"
    )?;
    Ok(rows
        .into_iter()
        .map(|(id, reaction, count)| (id, ReactionCount { reaction, count: u32::try_from(count).unwrap_or(u32::MAX) }))
        .collect())
}

pub(super) async fn reactions_of(
    tx: &mut Tx,
    ids: &[MessageId],
    account: AccountId,
) -> Result<Vec<(MessageId, Reaction)>> {
    sql!(
        tx,
        all (MessageId, Reaction),
        in ids,
        "SELECT message, reaction FROM reaction WHERE account = $1 AND message IN (LIST) ORDER BY at, reaction",
        account
    )
}

/// Whether anything changed.
pub(super) async fn set_reaction(
    tx: &mut Tx,
    id: MessageId,
    account: AccountId,
    reaction: Reaction,
    on: bool,
    now: Timestamp,
) -> Result<bool> {
    let rows = if on {
        sql!(
            tx,
            execute,
            "INSERT INTO reaction (message, account, reaction, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            id,
            account,
            reaction,
            now
        )?
    } else {
        sql!(
            tx,
            execute,
            "DELETE FROM reaction WHERE message = $1 AND account = $2 AND reaction = $3",
            id,
            account,
            reaction
        )?
    };
    Ok(rows == 1)
}

pub(super) async fn mentions(tx: &mut Tx, ids: &[MessageId]) -> Result<Vec<(MessageId, Person)>> {
    let rows = sql!(
        tx,
        all (MessageId, AccountId, String),
        in ids,
        "SELECT n.message, n.account, a.alias FROM message_mention n JOIN account a ON a.id = n.account
         WHERE n.message IN (LIST) ORDER BY a.alias"
    )?;
    Ok(rows.into_iter().map(|(message, id, alias)| (message, Person { id, alias })).collect())
}

pub(super) async fn clear_mentions(tx: &mut Tx, id: MessageId) -> Result<()> {
    sql!(tx, execute, "DELETE FROM message_mention WHERE message = $1", id)?;
    Ok(())
}

/// Somebody named in a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mention {
    pub message: MessageId,
    pub account: AccountId,
    pub room: RoomId,
    pub seq: Seq,
}

pub(super) async fn insert_mentions(tx: &mut Tx, named: &[Mention]) -> Result<()> {
    sql!(
        tx,
        insert named => one [one.message, one.account, one.room, one.seq],
        "INSERT INTO message_mention (message, account, room, seq) ROWS"
    )?;
    Ok(())
}

/// Members of rooms by their aliases, as far as there are any.
pub(super) async fn members_by_alias_key(
    tx: &mut Tx,
    asked: &[(RoomId, String)],
) -> Result<Vec<(RoomId, String, AccountId)>> {
    sql!(
        tx,
        all (RoomId, String, AccountId),
        rows asked => one [one.0, &one.1],
        "WITH asked (place, room, alias_key) AS (VALUES ROWS)
         SELECT DISTINCT m.room, a.alias_key, a.id FROM asked
         JOIN account a ON a.alias_key = asked.alias_key
         JOIN membership m ON m.account = a.id AND m.room = asked.room AND m.left_at IS NULL"
    )
}

type Author = (RoomId, AccountId);

/// A moderator's last posts before a place in a room, newest first: [`REPEATS_LOOKED_AT`] of those that they wrote as one.
pub(super) async fn last_bodies(
    tx: &mut Tx,
    before: &[(RoomId, AccountId, Seq)],
) -> Result<HashMap<Author, Vec<String>>> {
    const { assert!(REPEATS_LOOKED_AT == 3, "the text below has a line for each") };
    let rows = sql!(
        tx,
        all (RoomId, AccountId, Option<String>, Option<String>, Option<String>),
        rows before => one [one.0, one.1, one.2],
        "WITH asked (place, room, author, before) AS (VALUES ROWS)
         SELECT asked.room, asked.author,
             (SELECT m.body FROM message m WHERE m.room = asked.room AND m.author = asked.author AND m.seq < asked.before AND m.by_moderator
              ORDER BY m.seq DESC LIMIT 1),
             (SELECT m.body FROM message m WHERE m.room = asked.room AND m.author = asked.author AND m.seq < asked.before AND m.by_moderator
              ORDER BY m.seq DESC LIMIT 1 OFFSET 1),
             (SELECT m.body FROM message m WHERE m.room = asked.room AND m.author = asked.author AND m.seq < asked.before AND m.by_moderator
              ORDER BY m.seq DESC LIMIT 1 OFFSET 2)
         FROM asked"
    )?;
    let row =
        |(room, author, last, second, third)| ((room, author), [last, second, third].into_iter().flatten().collect());
    Ok(rows.into_iter().map(row).collect())
}

pub(super) async fn mark_member_posts(tx: &mut Tx, authors: &[Author], now: Timestamp) -> Result<()> {
    let mark = "UPDATE membership SET last_post_at = #3 ROWS WHERE room = #1 AND account = #2";
    sql!(tx, update authors => one [one.0, one.1, now], mark)?;
    Ok(())
}

pub(super) async fn mark_qualifying_posts(tx: &mut Tx, rooms: &[RoomId], now: Timestamp) -> Result<()> {
    if rooms.is_empty() {
        return Ok(());
    }
    sql!(tx, execute, in rooms, "UPDATE room SET last_qualifying_post_at = $1 WHERE id IN (LIST)", now)?;
    Ok(())
}

#[cfg(test)]
pub(super) async fn last_qualifying_post_at(tx: &mut Tx, room: RoomId) -> Result<Option<Timestamp>> {
    #[derive(sqlx::FromRow)]
    struct Mark {
        last_qualifying_post_at: Option<Timestamp>,
    }
    let mark = sql!(tx, one Mark, "SELECT last_qualifying_post_at FROM room WHERE id = $1", room)?;
    Ok(mark.last_qualifying_post_at)
}
