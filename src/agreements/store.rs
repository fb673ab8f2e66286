use super::Version;
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::{AccountId, Timestamp};

#[derive(sqlx::FromRow)]
struct Row {
    version: i64,
    texts: String,
    sha256: String,
    published_at: Timestamp,
}

impl Row {
    fn version(self) -> Result<Version> {
        let Self { version, texts, sha256, published_at } = self;
        Ok(Version { version, texts: serde_json::from_str(&texts)?, sha256, published_at })
    }
}

pub(super) async fn newest(tx: &mut Tx) -> Result<Option<Version>> {
    let row = sql!(
        tx,
        optional Row,
        "SELECT version, texts, sha256, published_at FROM agreement ORDER BY version DESC LIMIT 1"
    )?;
    row.map(Row::version).transpose()
}

pub(super) async fn newest_number(tx: &mut Tx) -> Result<Option<i64>> {
    let row = sql!(tx, optional(i64,), "SELECT version FROM agreement ORDER BY version DESC LIMIT 1")?;
    Ok(row.map(|(version,)| version))
}

pub(super) async fn version(tx: &mut Tx, version: i64) -> Result<Option<Version>> {
    let row = sql!(
        tx,
        optional Row,
        "SELECT version, texts, sha256, published_at FROM agreement WHERE version = $1",
        version
    )?;
    row.map(Row::version).transpose()
}

/// False when there is such a version already.
pub(super) async fn insert(
    tx: &mut Tx,
    version: i64,
    texts: &str,
    sha256: &str,
    now: Timestamp,
    by: Option<AccountId>,
) -> Result<bool> {
    let inserted = sql!(
        tx,
        execute,
        "INSERT INTO agreement (version, texts, sha256, published_at, published_by) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (version) DO NOTHING",
        version,
        texts,
        sha256,
        now,
        by
    )?;
    Ok(inserted == 1)
}

/// The last version that somebody accepted.
pub(super) async fn accepted(tx: &mut Tx, account: AccountId) -> Result<Option<(i64, Timestamp)>> {
    sql!(
        tx,
        optional(i64, Timestamp),
        "SELECT version, at FROM agreement_acceptance WHERE account = $1 ORDER BY version DESC LIMIT 1",
        account
    )
}

/// Again is no change: when somebody first accepted a version stays.
pub(super) async fn insert_acceptance(
    tx: &mut Tx,
    account: AccountId,
    version: i64,
    sha256: &str,
    now: Timestamp,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO agreement_acceptance (account, version, sha256, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account, version) DO NOTHING",
        account,
        version,
        sha256,
        now
    )?;
    Ok(())
}
