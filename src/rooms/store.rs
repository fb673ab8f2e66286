use super::access::Access;
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::{AccountId, GuidelineRule, Language, Rest, Role, RoomId, RoomKind, RoomState, Seq, Timestamp};
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
struct AccessRow {
    in_room: RoomId,
    of_account: AccountId,
    #[sqlx(flatten)]
    access: Access,
}

pub(super) async fn access(tx: &mut Tx, asked: &[(RoomId, AccountId)]) -> Result<HashMap<(RoomId, AccountId), Access>> {
    let rows = sql!(
        tx,
        all AccessRow,
        rows asked => one [one.0, one.1],
        // CROSS JOIN: SQLite takes the tables in this order.
        "WITH asked (place, room, account) AS (VALUES ROWS)
         SELECT asked.room AS in_room, asked.account AS of_account,
             r.kind, r.state, r.slow_ms, r.guidelines_version, m.role, m.guidelines_accepted, m.read_up_to, m.last_post_at,
             (r.kind = 'direct' AND EXISTS (
                 SELECT 1 FROM hidden_person h
                 JOIN membership a ON a.room = r.id AND a.account = h.account
                 JOIN membership b ON b.room = r.id AND b.account = h.other
                 WHERE h.kind = 'blocked')) AS blocked
         FROM asked CROSS JOIN room r
         LEFT JOIN membership m ON m.room = r.id AND m.account = asked.account AND m.left_at IS NULL AND r.archived_at IS NULL
         WHERE r.id = asked.room"
    )?;
    Ok(rows.into_iter().map(|row| ((row.in_room, row.of_account), row.access)).collect())
}

/// A room about to be stored.
pub(super) struct NewRoom<'a> {
    pub id: RoomId,
    pub kind: RoomKind,
    pub name: &'a str,
    pub description: &'a str,
    pub search_key: &'a str,
    pub language: Language,
    pub pair_key: Option<&'a str>,
    pub created_by: AccountId,
}

pub(super) async fn insert(tx: &mut Tx, room: &NewRoom<'_>, now: Timestamp) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO room (id, kind, state, name, search_key, description, language, guidelines_version, slow_ms, pair_key,
             created_by, created_at)
         VALUES ($1, $2, 'open', $3, $4, $5, $6, 1, 0, $7, $8, $9)",
        room.id,
        room.kind,
        room.name,
        room.search_key,
        room.description,
        room.language,
        room.pair_key,
        room.created_by,
        now
    )?;
    Ok(())
}

pub(super) async fn describe(tx: &mut Tx, room: RoomId, name: &str, description: &str, search_key: &str) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE room SET name = $2, description = $3, search_key = $4 WHERE id = $1",
        room,
        name,
        description,
        search_key
    )?;
    Ok(())
}

/// A room that was closed and is not any more was opened again `now`.
pub(super) async fn set_state(
    tx: &mut Tx,
    room: RoomId,
    state: RoomState,
    rest: Option<Rest>,
    now: Timestamp,
) -> Result<()> {
    if state != RoomState::Closed {
        sql!(
            tx,
            execute,
            "UPDATE room SET opened_at = $2, archived_at = NULL WHERE id = $1 AND state = 'closed'",
            room,
            now
        )?;
    }
    sql!(
        tx,
        execute,
        "UPDATE room SET state = $2, rest_reason = $3, rest_since = $4, rest_until = $5 WHERE id = $1",
        room,
        state,
        rest.map(|rest| rest.reason),
        rest.map(|rest| rest.since),
        rest.and_then(|rest| rest.until)
    )?;
    Ok(())
}

/// The room's duty clock can begin: it has its first moderator (policy 2.2).
pub(super) async fn mark_moderated(tx: &mut Tx, room: RoomId, now: Timestamp) -> Result<()> {
    sql!(tx, execute, "UPDATE room SET moderated_since = $2 WHERE id = $1 AND moderated_since IS NULL", room, now)?;
    Ok(())
}

/// `topics` are pairs of a topic and its folded form.
pub(super) async fn replace_topics(tx: &mut Tx, room: RoomId, topics: &[(String, String)]) -> Result<()> {
    sql!(tx, execute, "DELETE FROM room_topic WHERE room = $1", room)?;
    for (position, (topic, key)) in (0_i64..).zip(topics) {
        sql!(
            tx,
            execute,
            "INSERT INTO room_topic (room, position, topic, topic_key) VALUES ($1, $2, $3, $4)",
            room,
            position,
            topic,
            key
        )?;
    }
    Ok(())
}

pub(super) async fn insert_guidelines(
    tx: &mut Tx,
    room: RoomId,
    version: i64,
    rules: &[GuidelineRule],
    by: AccountId,
    now: Timestamp,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO guidelines (room, version, rules, created_by, created_at) VALUES ($1, $2, $3, $4, $5)",
        room,
        version,
        serde_json::to_string(rules)?,
        by,
        now
    )?;
    sql!(tx, execute, "UPDATE room SET guidelines_version = $2 WHERE id = $1", room, version)?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(super) struct GuidelinesRow {
    pub version: i64,
    pub rules: String,
    pub created_at: Timestamp,
}

/// All versions, newest first.
pub(super) async fn guidelines(tx: &mut Tx, room: RoomId) -> Result<Vec<GuidelinesRow>> {
    sql!(
        tx,
        all GuidelinesRow,
        "SELECT version, rules, created_at FROM guidelines WHERE room = $1 ORDER BY version DESC",
        room
    )
}

pub(super) async fn guidelines_version(tx: &mut Tx, room: RoomId, version: i64) -> Result<Option<GuidelinesRow>> {
    sql!(
        tx,
        optional GuidelinesRow,
        "SELECT version, rules, created_at FROM guidelines WHERE room = $1 AND version = $2",
        room,
        version
    )
}

pub(super) async fn guidelines_in_force(tx: &mut Tx, room: RoomId) -> Result<Option<GuidelinesRow>> {
    sql!(
        tx,
        optional GuidelinesRow,
        "SELECT g.version, g.rules, g.created_at FROM guidelines g
         JOIN room r ON r.id = g.room AND r.guidelines_version = g.version WHERE g.room = $1",
        room
    )
}

pub(super) async fn insert_acceptance(
    tx: &mut Tx,
    room: RoomId,
    account: AccountId,
    version: i64,
    now: Timestamp,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO guidelines_acceptance (room, account, version, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (room, account, version) DO NOTHING",
        room,
        account,
        version,
        now
    )?;
    Ok(())
}

/// Somebody whom an act is about.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Other {
    pub id: AccountId,
    pub alias: String,
    pub supporter: bool,
    pub suspended_at: Option<Timestamp>,
}

impl Other {
    /// May moderate: a peer supporter whose account is not suspended (policy 1.1).
    pub fn in_good_standing(&self) -> bool {
        self.supporter && self.suspended_at.is_none()
    }
}

pub(super) async fn other(tx: &mut Tx, account: AccountId) -> Result<Option<Other>> {
    sql!(
        tx,
        optional Other,
        "SELECT a.id, a.alias, a.suspended_at,
             EXISTS (SELECT 1 FROM account_role r WHERE r.account = a.id AND r.role = $2) AS supporter
         FROM account a WHERE a.id = $1",
        account,
        Role::Supporter
    )
}

pub(super) async fn read_up_to(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<Option<Seq>> {
    let row = sql!(
        tx,
        optional(Seq,),
        "SELECT read_up_to FROM membership WHERE room = $1 AND account = $2 AND left_at IS NULL",
        room,
        account
    )?;
    Ok(row.map(|(seq,)| seq))
}

/// Whether it moved: it never goes back.
pub(super) async fn raise_read_up_to(tx: &mut Tx, room: RoomId, account: AccountId, to: Seq) -> Result<bool> {
    let raised = sql!(
        tx,
        execute,
        "UPDATE membership SET read_up_to = $3 WHERE room = $1 AND account = $2 AND left_at IS NULL AND read_up_to < $3",
        room,
        account,
        to
    )?;
    Ok(raised == 1)
}
