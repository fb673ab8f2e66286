use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::{AccountId, JoinRequest, JoinRequestId, Person, RequestState, RoomId, Timestamp};

/// A request as it is stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Row {
    pub id: JoinRequestId,
    pub room: RoomId,
    pub account: AccountId,
    pub alias: String,
    pub invited_by: Option<AccountId>,
    pub inviter_alias: Option<String>,
    pub state: RequestState,
    /// The version that the person had read; absent until they say so.
    pub guidelines_accepted: Option<i64>,
    pub created_at: Timestamp,
}

impl Row {
    pub fn shown(self) -> JoinRequest {
        let inviter = self.invited_by.zip(self.inviter_alias);
        JoinRequest {
            id: self.id,
            room: self.room,
            person: Person { id: self.account, alias: self.alias },
            invited_by: inviter.map(|(id, alias)| Person { id, alias }),
            state: self.state,
            created_at: self.created_at,
        }
    }
}

/// While a request is open nobody can make another for the same room and person.
fn open_key(room: RoomId, account: AccountId) -> String {
    format!("{room}:{account}")
}

pub(super) async fn insert(tx: &mut Tx, row: &Row) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO join_request (id, room, account, invited_by, state, open_key, guidelines_accepted, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        row.id,
        row.room,
        row.account,
        row.invited_by,
        row.state,
        open_key(row.room, row.account),
        row.guidelines_accepted,
        row.created_at
    )?;
    Ok(())
}

/// Ends an open request. False when somebody else did first.
pub(super) async fn close(
    tx: &mut Tx,
    id: JoinRequestId,
    state: RequestState,
    by: AccountId,
    now: Timestamp,
) -> Result<bool> {
    let closed = sql!(
        tx,
        execute,
        "UPDATE join_request SET state = $2, open_key = id, answered_by = $3, answered_at = $4 WHERE id = $1 AND state = 'open'",
        id,
        state,
        by,
        now
    )?;
    Ok(closed == 1)
}

pub(super) async fn get(tx: &mut Tx, id: JoinRequestId) -> Result<Option<Row>> {
    sql!(
        tx,
        optional Row,
        "SELECT q.id, q.room, q.account, a.alias, q.invited_by, i.alias AS inviter_alias, q.state, q.guidelines_accepted, q.created_at
         FROM join_request q JOIN account a ON a.id = q.account LEFT JOIN account i ON i.id = q.invited_by
         WHERE q.id = $1",
        id
    )
}

pub(super) async fn open_one(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<Option<Row>> {
    sql!(
        tx,
        optional Row,
        "SELECT q.id, q.room, q.account, a.alias, q.invited_by, i.alias AS inviter_alias, q.state, q.guidelines_accepted, q.created_at
         FROM join_request q JOIN account a ON a.id = q.account LEFT JOIN account i ON i.id = q.invited_by
         WHERE q.open_key = $1",
        open_key(room, account)
    )
}

/// Somebody's own open requests and invitations, oldest first; without invitations by people whom they block.
pub(super) async fn open_of(tx: &mut Tx, account: AccountId) -> Result<Vec<Row>> {
    sql!(
        tx,
        all Row,
        "SELECT q.id, q.room, q.account, a.alias, q.invited_by, i.alias AS inviter_alias, q.state, q.guidelines_accepted, q.created_at
         FROM join_request q JOIN account a ON a.id = q.account LEFT JOIN account i ON i.id = q.invited_by
         WHERE q.account = $1 AND q.state = 'open'
             AND NOT EXISTS (SELECT 1 FROM hidden_person h WHERE h.account = q.account AND h.other = q.invited_by AND h.kind = 'blocked')
         ORDER BY q.created_at, q.id",
        account
    )
}

/// Open requests to groups that somebody moderates, oldest first.
pub(super) async fn open_to_moderator(tx: &mut Tx, account: AccountId) -> Result<Vec<Row>> {
    sql!(
        tx,
        all Row,
        "SELECT q.id, q.room, q.account, a.alias, q.invited_by, i.alias AS inviter_alias, q.state, q.guidelines_accepted, q.created_at
         FROM membership m JOIN join_request q ON q.room = m.room AND q.state = 'open'
         JOIN account a ON a.id = q.account LEFT JOIN account i ON i.id = q.invited_by
         WHERE m.account = $1 AND m.role = 'moderator' AND m.left_at IS NULL AND q.account <> $1
         ORDER BY q.created_at, q.id",
        account
    )
}

/// The newest of some instants, if there is one.
#[derive(sqlx::FromRow)]
struct Latest {
    at: Option<Timestamp>,
}

/// When a moderator last said no to somebody's own request.
pub(super) async fn declined_at(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<Option<Timestamp>> {
    let Latest { at } = sql!(
        tx,
        one Latest,
        "SELECT MAX(answered_at) AS at FROM join_request WHERE room = $1 AND account = $2 AND state = 'declined' AND invited_by IS NULL",
        room,
        account
    )?;
    Ok(at)
}

/// When somebody last said no to an invitation.
pub(super) async fn invitation_declined_at(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<Option<Timestamp>> {
    let Latest { at } = sql!(
        tx,
        one Latest,
        "SELECT MAX(answered_at) AS at FROM join_request WHERE room = $1 AND account = $2 AND state = 'declined' AND invited_by IS NOT NULL",
        room,
        account
    )?;
    Ok(at)
}
