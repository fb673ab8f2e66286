use super::Version;
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::standing::{AgreementVersion, AgreementVersionStaff};
use alongside_protocol::{AccountId, Person, Timestamp};

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

#[derive(sqlx::FromRow)]
struct HeadRow {
    version: i64,
    published_at: Timestamp,
    sha256: String,
    accepted_at: Option<Timestamp>,
}

/// Newest first, with when somebody accepted each.
pub(super) async fn versions(tx: &mut Tx, account: AccountId) -> Result<Vec<AgreementVersion>> {
    let rows = sql!(
        tx,
        all HeadRow,
        "SELECT v.version, v.published_at, v.sha256, a.at AS accepted_at FROM agreement v
         LEFT JOIN agreement_acceptance a ON a.version = v.version AND a.account = $1 ORDER BY v.version DESC",
        account
    )?;
    let head = |row: HeadRow| {
        let HeadRow { version, published_at, sha256, accepted_at } = row;
        AgreementVersion { version, published_at, sha256, accepted_at, staff: None }
    };
    Ok(rows.into_iter().map(head).collect())
}

#[derive(sqlx::FromRow)]
struct StaffRow {
    by_account: Option<AccountId>,
    alias: Option<String>,
    accepted: i64,
    last_accepted_at: Option<Timestamp>,
    waiting: i64,
}

/// What staff see of a version. Those who still have to accept it are counted for the one in force alone.
pub(super) async fn for_staff(tx: &mut Tx, version: i64, in_force: bool) -> Result<AgreementVersionStaff> {
    let row = sql!(
        tx,
        one StaffRow,
        "SELECT (SELECT v.published_by FROM agreement v WHERE v.version = $1) AS by_account,
             (SELECT p.alias FROM agreement v JOIN account p ON p.id = v.published_by WHERE v.version = $1) AS alias,
             (SELECT CAST(COUNT(*) AS BIGINT) FROM agreement_acceptance a WHERE a.version = $1) AS accepted,
             (SELECT MAX(a.at) FROM agreement_acceptance a WHERE a.version = $1) AS last_accepted_at,
             (SELECT CAST(COUNT(*) AS BIGINT) FROM supporter s WHERE s.state IN ('active', 'paused')
                  AND NOT EXISTS (SELECT 1 FROM agreement_acceptance a
                      WHERE a.account = s.account AND a.version = $1)) AS waiting",
        version
    )?;
    Ok(AgreementVersionStaff {
        published_by: row.by_account.zip(row.alias).map(|(id, alias)| Person { id, alias }),
        accepted: row.accepted,
        last_accepted_at: row.last_accepted_at,
        waiting: if in_force { row.waiting } else { 0 },
    })
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
