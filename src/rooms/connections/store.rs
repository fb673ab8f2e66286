use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::{
    AccountId, ConnectionRequest, ConnectionRequestId, Person, RequestState, RoomId, RoomState, Timestamp,
};

#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Row {
    pub id: ConnectionRequestId,
    pub from_account: AccountId,
    pub from_alias: String,
    pub to_account: AccountId,
    pub to_alias: String,
    pub greeting: String,
    pub state: RequestState,
    pub room: Option<RoomId>,
    pub created_at: Timestamp,
}

impl Row {
    pub fn shown(self) -> ConnectionRequest {
        ConnectionRequest {
            id: self.id,
            from: Person { id: self.from_account, alias: self.from_alias },
            to: Person { id: self.to_account, alias: self.to_alias },
            greeting: self.greeting,
            state: self.state,
            created_at: self.created_at,
            room: self.room,
        }
    }
}

/// The same for both directions.
pub(super) fn pair_key(one: AccountId, other: AccountId) -> String {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    format!("{first}:{second}")
}

pub(super) async fn insert(tx: &mut Tx, row: &Row) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO connection_request (id, from_account, to_account, greeting, state, open_key, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        row.id,
        row.from_account,
        row.to_account,
        &row.greeting,
        row.state,
        pair_key(row.from_account, row.to_account),
        row.created_at
    )?;
    Ok(())
}

/// Ends an open request. False when it is not open any more.
pub(super) async fn close(
    tx: &mut Tx,
    id: ConnectionRequestId,
    state: RequestState,
    room: Option<RoomId>,
    now: Timestamp,
) -> Result<bool> {
    let closed = sql!(
        tx,
        execute,
        "UPDATE connection_request SET state = $2, room = $3, open_key = id, answered_at = $4 WHERE id = $1 AND state = 'open'",
        id,
        state,
        room,
        now
    )?;
    Ok(closed == 1)
}

pub(super) async fn get(tx: &mut Tx, id: ConnectionRequestId) -> Result<Option<Row>> {
    sql!(
        tx,
        optional Row,
        "SELECT q.id, q.from_account, f.alias AS from_alias, q.to_account, t.alias AS to_alias, q.greeting, q.state, q.room, q.created_at
         FROM connection_request q JOIN account f ON f.id = q.from_account JOIN account t ON t.id = q.to_account
         WHERE q.id = $1",
        id
    )
}

pub(super) async fn open_between(tx: &mut Tx, one: AccountId, other: AccountId) -> Result<Option<Row>> {
    sql!(
        tx,
        optional Row,
        "SELECT q.id, q.from_account, f.alias AS from_alias, q.to_account, t.alias AS to_alias, q.greeting, q.state, q.room, q.created_at
         FROM connection_request q JOIN account f ON f.id = q.from_account JOIN account t ON t.id = q.to_account
         WHERE q.open_key = $1",
        pair_key(one, other)
    )
}

/// Open ones from somebody, and to somebody unless one of the two blocks the other; oldest first.
pub(super) async fn open_for(tx: &mut Tx, account: AccountId) -> Result<Vec<Row>> {
    sql!(
        tx,
        all Row,
        "SELECT q.id, q.from_account, f.alias AS from_alias, q.to_account, t.alias AS to_alias, q.greeting, q.state, q.room, q.created_at
         FROM connection_request q JOIN account f ON f.id = q.from_account JOIN account t ON t.id = q.to_account
         WHERE q.state = 'open' AND (q.from_account = $1 OR (q.to_account = $1 AND NOT EXISTS (
             SELECT 1 FROM hidden_person h WHERE h.kind = 'blocked' AND (
                 (h.account = q.to_account AND h.other = q.from_account) OR (h.account = q.from_account AND h.other = q.to_account)))))
         ORDER BY q.created_at, q.id",
        account
    )
}

pub(super) async fn open_from(tx: &mut Tx, account: AccountId) -> Result<i64> {
    let (count,) = sql!(
        tx,
        one(i64,),
        "SELECT COUNT(*) FROM connection_request WHERE from_account = $1 AND state = 'open'",
        account
    )?;
    Ok(count)
}

/// The newest of some instants, if there is one.
#[derive(sqlx::FromRow)]
struct Latest {
    at: Option<Timestamp>,
}

pub(super) async fn declined_at(tx: &mut Tx, from: AccountId, to: AccountId) -> Result<Option<Timestamp>> {
    let Latest { at } = sql!(
        tx,
        one Latest,
        "SELECT MAX(answered_at) AS at FROM connection_request WHERE from_account = $1 AND to_account = $2 AND state = 'declined'",
        from,
        to
    )?;
    Ok(at)
}

pub(in crate::rooms) async fn blocks(tx: &mut Tx, account: AccountId, other: AccountId) -> Result<bool> {
    let row = sql!(
        tx,
        optional(AccountId,),
        "SELECT other FROM hidden_person WHERE account = $1 AND other = $2 AND kind = 'blocked'",
        account,
        other
    )?;
    Ok(row.is_some())
}

/// The one room of a pair, and how it is.
pub(super) async fn room_of(tx: &mut Tx, one: AccountId, other: AccountId) -> Result<Option<(RoomId, RoomState)>> {
    sql!(tx, optional(RoomId, RoomState), "SELECT id, state FROM room WHERE pair_key = $1", pair_key(one, other))
}
