use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::{AccountId, Timestamp};

/// Whose link it is; a setup link is nobody's.
type Link = (Option<AccountId>,);

pub(super) async fn insert(
    tx: &mut Tx,
    token_hash: &str,
    purpose: &str,
    account: Option<AccountId>,
    expires_at: Timestamp,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO one_time_link (token_hash, purpose, account, expires_at) VALUES ($1, $2, $3, $4)",
        token_hash,
        purpose,
        account,
        expires_at
    )?;
    Ok(())
}

pub(super) async fn forget_expired(tx: &mut Tx, now: Timestamp) -> Result<()> {
    sql!(tx, execute, "DELETE FROM one_time_link WHERE expires_at <= $1", now)?;
    Ok(())
}

pub(super) async fn look(tx: &mut Tx, now: Timestamp, purpose: &str, token_hash: &str) -> Result<Option<Link>> {
    sql!(
        tx,
        optional Link,
        "SELECT account FROM one_time_link WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3",
        token_hash,
        purpose,
        now
    )
}

pub(super) async fn spend(tx: &mut Tx, now: Timestamp, purpose: &str, token_hash: &str) -> Result<Option<Link>> {
    sql!(
        tx,
        optional Link,
        "UPDATE one_time_link SET used_at = $3
         WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 RETURNING account",
        token_hash,
        purpose,
        now
    )
}

pub(super) async fn spend_all(tx: &mut Tx, now: Timestamp, purpose: &str) -> Result<Vec<String>> {
    let rows = sql!(
        tx,
        all(String,),
        "UPDATE one_time_link SET used_at = $2 WHERE purpose = $1 AND used_at IS NULL AND expires_at > $2 RETURNING token_hash",
        purpose,
        now
    )?;
    Ok(rows.into_iter().map(|(hash,)| hash).collect())
}

pub(super) async fn withdraw(tx: &mut Tx, now: Timestamp, purpose: &str, account: AccountId) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE one_time_link SET used_at = $3 WHERE account = $1 AND purpose = $2 AND used_at IS NULL",
        account,
        purpose,
        now
    )?;
    Ok(())
}
