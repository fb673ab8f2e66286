use crate::accounts::Caller;
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::http::{PushKeys, PushSubscription};
use alongside_protocol::{AccountId, NotificationId, PushSubscriptionId, SessionId, Timestamp};

#[derive(sqlx::FromRow)]
struct Row {
    id: PushSubscriptionId,
    session: SessionId,
    device: String,
    created_at: Timestamp,
}

/// Where a message goes, and with what it is sealed.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct BrowserRow {
    notification: String,
    pub endpoint: String,
    pub p256dh: String,
    pub auth: String,
}

pub(super) async fn list(
    tx: &mut Tx,
    now: Timestamp,
    account: AccountId,
    current: SessionId,
) -> Result<Vec<PushSubscription>> {
    let rows = sql!(
        tx,
        all Row,
        "SELECT p.id, p.session, s.device, p.created_at FROM push_subscription p
         JOIN session s ON s.id = p.session AND s.kind = 'device' AND s.ended_at IS NULL AND s.expires_at > $2
         WHERE p.account = $1 ORDER BY p.id",
        account,
        now
    )?;
    let shown = |row: Row| PushSubscription {
        id: row.id,
        device: row.device,
        created_at: row.created_at,
        current: row.session == current,
    };
    Ok(rows.into_iter().map(shown).collect())
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: PushSubscriptionId,
    caller: &Caller,
    endpoint: &str,
    keys: &PushKeys,
    now: Timestamp,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO push_subscription (id, session, account, endpoint, p256dh, auth, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        id,
        caller.session,
        caller.account,
        endpoint,
        &keys.p256dh,
        &keys.auth,
        now
    )?;
    Ok(())
}

pub(super) async fn forget_browser(tx: &mut Tx, session: SessionId, endpoint: &str) -> Result<()> {
    sql!(tx, execute, "DELETE FROM push_subscription WHERE session = $1 OR endpoint = $2", session, endpoint)?;
    Ok(())
}

pub(super) async fn delete_own(tx: &mut Tx, account: AccountId, id: PushSubscriptionId) -> Result<bool> {
    Ok(sql!(tx, execute, "DELETE FROM push_subscription WHERE id = $1 AND account = $2", id, account)? == 1)
}

pub(super) async fn delete_over(tx: &mut Tx, now: Timestamp) -> Result<()> {
    sql!(
        tx,
        execute,
        "DELETE FROM push_subscription WHERE NOT EXISTS (SELECT s.id FROM session s
             WHERE s.id = push_subscription.session AND s.ended_at IS NULL AND s.expires_at > $1)",
        now
    )?;
    Ok(())
}

/// Those whose session stands.
pub(super) async fn browsers(tx: &mut Tx, now: Timestamp, account: AccountId) -> Result<Vec<PushSubscriptionId>> {
    let rows = sql!(
        tx,
        all(PushSubscriptionId,),
        "SELECT p.id FROM push_subscription p
         JOIN session s ON s.id = p.session AND s.kind = 'device' AND s.ended_at IS NULL AND s.expires_at > $2
         WHERE p.account = $1 ORDER BY p.id",
        account,
        now
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn put(
    tx: &mut Tx,
    key: &str,
    notification: NotificationId,
    subscription: PushSubscriptionId,
    at: Timestamp,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO push_outbox (id, notification, subscription, state, attempts, next_at)
         VALUES ($1, $2, $3, 'waiting', 0, $4) ON CONFLICT (notification, subscription) DO NOTHING",
        key,
        notification,
        subscription,
        at
    )?;
    Ok(())
}

/// The notification of a piece and its browser, as long as the browser's session stands and its owner is not suspended.
pub(super) async fn waiting(tx: &mut Tx, now: Timestamp, key: &str) -> Result<Option<(String, BrowserRow)>> {
    let row = sql!(
        tx,
        optional BrowserRow,
        "SELECT o.notification, p.endpoint, p.p256dh, p.auth FROM push_outbox o
         JOIN push_subscription p ON p.id = o.subscription
         JOIN session s ON s.id = p.session AND s.kind = 'device' AND s.ended_at IS NULL AND s.expires_at > $2
         JOIN account a ON a.id = p.account AND a.suspended_at IS NULL
         WHERE o.id = $1",
        key,
        now
    )?;
    Ok(row.map(|row| (row.notification.clone(), row)))
}

/// The browser of a piece.
pub(super) async fn delete_gone(tx: &mut Tx, key: &str) -> Result<()> {
    sql!(
        tx,
        execute,
        "DELETE FROM push_subscription WHERE id IN (SELECT o.subscription FROM push_outbox o WHERE o.id = $1)",
        key
    )?;
    Ok(())
}

#[cfg(test)]
pub(super) async fn states(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    sql!(tx, all(String, i64), "SELECT state, attempts FROM push_outbox ORDER BY id")
}

#[cfg(test)]
pub(super) async fn all(tx: &mut Tx) -> Result<Vec<String>> {
    let rows = sql!(tx, all(String,), "SELECT endpoint FROM push_subscription ORDER BY endpoint")?;
    Ok(rows.into_iter().map(|(endpoint,)| endpoint).collect())
}

#[cfg(test)]
pub(super) async fn clear(tx: &mut Tx) -> Result<()> {
    for text in ["DELETE FROM push_outbox", "DELETE FROM push_subscription"] {
        sql!(tx, execute, text)?;
    }
    Ok(())
}
