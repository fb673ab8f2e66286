use super::NewSession;
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::http::{Session, SessionKind};
use alongside_protocol::{AccountId, Role, SessionId, Timestamp};

/// One row for each role, at least one.
#[derive(sqlx::FromRow)]
pub(super) struct CallerRow {
    pub(super) id: SessionId,
    pub(super) account: AccountId,
    pub(super) kind: SessionKind,
    pub(super) last_seen_at: Timestamp,
    pub(super) expires_at: Timestamp,
    pub(super) ended_at: Option<Timestamp>,
    pub(super) alias: String,
    pub(super) suspended_at: Option<Timestamp>,
    pub(super) role: Option<Role>,
}

#[derive(sqlx::FromRow)]
pub(super) struct SessionRow {
    pub(super) id: SessionId,
    pub(super) kind: SessionKind,
    device: String,
    created_at: Timestamp,
    pub(super) last_seen_at: Timestamp,
    expires_at: Timestamp,
}

impl SessionRow {
    pub(super) fn shown(self, current: SessionId) -> Session {
        Session {
            current: self.id == current,
            id: self.id,
            kind: self.kind,
            device: self.device,
            created_at: self.created_at,
            last_seen_at: self.last_seen_at,
            expires_at: self.expires_at,
        }
    }
}

pub(super) async fn by_token(tx: &mut Tx, token_hash: &str) -> Result<Vec<CallerRow>> {
    sql!(
        tx,
        all CallerRow,
        "SELECT s.id, s.account, s.kind, s.last_seen_at, s.expires_at, s.ended_at, a.alias, a.suspended_at, r.role
         FROM session s JOIN account a ON a.id = s.account LEFT JOIN account_role r ON r.account = s.account
         WHERE s.token_hash = $1 ORDER BY r.role",
        token_hash
    )
}

pub(super) async fn by_id(tx: &mut Tx, session: SessionId) -> Result<Vec<CallerRow>> {
    sql!(
        tx,
        all CallerRow,
        "SELECT s.id, s.account, s.kind, s.last_seen_at, s.expires_at, s.ended_at, a.alias, a.suspended_at, r.role
         FROM session s JOIN account a ON a.id = s.account LEFT JOIN account_role r ON r.account = s.account
         WHERE s.id = $1 ORDER BY r.role",
        session
    )
}

pub(super) async fn insert(
    tx: &mut Tx,
    now: Timestamp,
    new: &NewSession,
    kind: SessionKind,
    device: &str,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO session (id, account, kind, token_hash, device, created_at, last_seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
        new.id,
        new.account,
        kind,
        new.token.hash(),
        device,
        now,
        new.expires_at
    )?;
    Ok(())
}

pub(super) async fn renew(
    tx: &mut Tx,
    now: Timestamp,
    session: SessionId,
    seen_before: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE session SET last_seen_at = $2, expires_at = $4
         WHERE id = $1 AND kind = 'device' AND ended_at IS NULL AND expires_at > $2 AND last_seen_at <= $3",
        session,
        now,
        seen_before,
        expires_at
    )?;
    Ok(())
}

pub(super) async fn list(tx: &mut Tx, now: Timestamp, account: AccountId) -> Result<Vec<SessionRow>> {
    sql!(
        tx,
        all SessionRow,
        "SELECT id, kind, device, created_at, last_seen_at, expires_at FROM session
         WHERE account = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY last_seen_at DESC, id DESC",
        account,
        now
    )
}

pub(super) async fn end(tx: &mut Tx, now: Timestamp, account: AccountId, session: SessionId) -> Result<bool> {
    let ended = sql!(
        tx,
        execute,
        "UPDATE session SET ended_at = $3 WHERE id = $1 AND account = $2 AND ended_at IS NULL AND expires_at > $3",
        session,
        account,
        now
    )?;
    Ok(ended > 0)
}

/// Nothing refers to a session that is over.
pub(super) async fn forget_over(tx: &mut Tx, now: Timestamp, account: AccountId) -> Result<()> {
    sql!(
        tx,
        execute,
        "DELETE FROM session WHERE account = $1 AND (ended_at IS NOT NULL OR expires_at <= $2)",
        account,
        now
    )?;
    Ok(())
}
