use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::{AccountId, NotificationId, NotificationKind, RoomId, Timestamp};

/// A mail that is due, with what it says.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Waiting {
    pub notification: NotificationId,
    pub account: AccountId,
    pub kind: NotificationKind,
    pub room: Option<RoomId>,
    pub name: Option<String>,
    pub due_at: Option<Timestamp>,
    pub at: Timestamp,
    pub attempts: i64,
    pub next_at: Timestamp,
}

/// Nothing for an account without address.
pub(super) async fn insert(tx: &mut Tx, account: AccountId, id: NotificationId, now: Timestamp) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO mail_outbox (notification, state, attempts, next_at)
         SELECT $1, 'waiting', 0, $2 FROM account WHERE id = $3 AND email IS NOT NULL",
        id,
        now,
        account
    )?;
    Ok(())
}

/// Longest waiting first.
pub(super) async fn due(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<Waiting>> {
    sql!(
        tx,
        all Waiting,
        "SELECT o.notification, n.account, n.kind, n.room, r.name, n.due_at, n.at, o.attempts, o.next_at
         FROM mail_outbox o JOIN notification n ON n.id = o.notification LEFT JOIN room r ON r.id = n.room
         WHERE o.state = 'waiting' AND o.next_at <= $1 ORDER BY o.next_at LIMIT $2",
        now,
        limit
    )
}

/// False when another node took it first.
pub(super) async fn lease(tx: &mut Tx, waiting: &Waiting, until: Timestamp) -> Result<bool> {
    let leased = sql!(
        tx,
        execute,
        "UPDATE mail_outbox SET attempts = attempts + 1, next_at = $3
         WHERE notification = $1 AND state = 'waiting' AND next_at = $2",
        waiting.notification,
        waiting.next_at,
        until
    )?;
    Ok(leased == 1)
}

/// What came of a try. Nothing when the lease ran out and somebody else tries now.
pub(super) async fn settle(
    tx: &mut Tx,
    waiting: &Waiting,
    leased_until: Timestamp,
    state: &str,
    next_at: Timestamp,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE mail_outbox SET state = $3, next_at = $4 WHERE notification = $1 AND state = 'waiting' AND next_at = $2",
        waiting.notification,
        leased_until,
        state,
        next_at
    )?;
    Ok(())
}

#[cfg(test)]
pub(super) async fn states(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    sql!(tx, all(String, i64), "SELECT state, attempts FROM mail_outbox ORDER BY notification")
}
