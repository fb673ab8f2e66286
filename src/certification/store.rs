use super::Given;
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::standing::{
    Certificate, CertificateAct, CertificateActKind, CertificateState, EvidenceFormat, IssuerName,
};
use alongside_protocol::{AccountId, CertificateFileId, CertificateId, CertificateKind, Date, Person, Timestamp};

/// A certificate as the database has it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Row {
    pub id: CertificateId,
    pub account: AccountId,
    pub version: i64,
    pub kind: CertificateKind,
    pub issuer_key: Option<String>,
    pub issuer_name: String,
    pub number: String,
    pub issued_on: Option<Date>,
    pub expires_on: Option<Date>,
    pub state: CertificateState,
    pub created_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
    pub decided_at: Option<Timestamp>,
    pub reason: Option<String>,
    pub checked_on: Option<Date>,
    pub review_due_at: Option<Timestamp>,
    pub valid_until: Option<Timestamp>,
    pub renews: Option<CertificateId>,
    /// Who of the staff is on it.
    pub claimed_by: Option<AccountId>,
}

impl Row {
    /// As its owner and staff see it; files come from elsewhere.
    pub(super) fn shown(self, now: Timestamp) -> Certificate {
        let verified = self.state == CertificateState::Verified;
        Certificate {
            id: self.id,
            version: self.version,
            kind: self.kind,
            issuer: IssuerName { key: self.issuer_key, name: self.issuer_name },
            number: self.number,
            issued_on: self.issued_on,
            expires_on: self.expires_on,
            state: self.state,
            lapsed: verified && self.valid_until.is_some_and(|until| until <= now),
            created_at: self.created_at,
            submitted_at: self.submitted_at,
            decided_at: self.decided_at,
            reason: self.reason,
            checked_on: self.checked_on.filter(|_| verified),
            review_due_at: self.review_due_at.filter(|_| verified),
            valid_until: self.valid_until.filter(|_| verified),
            renews: self.renews,
            files: Vec::new(),
        }
    }

    pub(super) fn given(&self) -> Given {
        Given {
            kind: self.kind,
            issuer_key: self.issuer_key.clone(),
            issuer_name: self.issuer_name.clone(),
            number: self.number.clone(),
            issued_on: self.issued_on,
            expires_on: self.expires_on,
        }
    }
}

macro_rules! certificates {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.account, c.version, c.kind, c.issuer_key, c.issuer_name, c.number, c.issued_on, c.expires_on,
                 c.state, c.created_at, c.submitted_at, c.decided_at, c.reason, c.checked_on, c.review_due_at, c.valid_until,
                 c.renews, c.claimed_by
             FROM certificate c ",
            $rest
        )
    };
}

pub(super) async fn one(tx: &mut Tx, id: CertificateId) -> Result<Option<Row>> {
    sql!(tx, optional Row, certificates!("WHERE c.id = $1"), id)
}

/// Keeps others from changing a certificate until the transaction ends.
pub(super) async fn lock(tx: &mut Tx, id: CertificateId) -> Result<()> {
    sql!(tx, execute, "UPDATE certificate SET version = version WHERE id = $1", id)?;
    Ok(())
}

/// Newest first: ids grow with time.
pub(super) async fn of(tx: &mut Tx, account: AccountId) -> Result<Vec<Row>> {
    sql!(tx, all Row, certificates!("WHERE c.account = $1 ORDER BY c.id DESC"), account)
}

pub(super) async fn insert(tx: &mut Tx, row: &Row, now: Timestamp) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO certificate (id, account, version, kind, issuer_key, issuer_name, number, issued_on, expires_on, state,
             created_at, changed_at, renews)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        row.id,
        row.account,
        row.version,
        row.kind,
        &row.issuer_key,
        &row.issuer_name,
        &row.number,
        row.issued_on,
        row.expires_on,
        row.state,
        row.created_at,
        now,
        row.renews
    )?;
    Ok(())
}

/// Writes a certificate over the version before it. False when that is not the one that is there: somebody else was first.
pub(super) async fn replace(tx: &mut Tx, row: &Row, now: Timestamp) -> Result<bool> {
    let replaced = sql!(
        tx,
        execute,
        "UPDATE certificate SET version = $3, kind = $4, issuer_key = $5, issuer_name = $6, number = $7, issued_on = $8,
             expires_on = $9, state = $10, changed_at = $11, submitted_at = $12, decided_at = $13, reason = $14,
             checked_on = $15, review_due_at = $16, valid_until = $17, claimed_by = $18
         WHERE id = $1 AND version = $2",
        row.id,
        row.version - 1,
        row.version,
        row.kind,
        &row.issuer_key,
        &row.issuer_name,
        &row.number,
        row.issued_on,
        row.expires_on,
        row.state,
        now,
        row.submitted_at,
        row.decided_at,
        &row.reason,
        row.checked_on,
        row.review_due_at,
        row.valid_until,
        row.claimed_by
    )?;
    Ok(replaced == 1)
}

/// A word to other staff: it makes no version, so that it is in nobody's way.
pub(super) async fn set_claimed(tx: &mut Tx, id: CertificateId, by: Option<AccountId>) -> Result<()> {
    sql!(tx, execute, "UPDATE certificate SET claimed_by = $2 WHERE id = $1", id, by)?;
    Ok(())
}

/// Takes the next version for something that changes nothing of the certificate itself. False when somebody else was first.
pub(super) async fn replace_version(tx: &mut Tx, row: &Row) -> Result<bool> {
    let text = "UPDATE certificate SET version = $3 WHERE id = $1 AND version = $2";
    Ok(sql!(tx, execute, text, row.id, row.version - 1, row.version)? == 1)
}

pub(super) async fn insert_act(tx: &mut Tx, row: &Row, act: &Act<'_>, now: Timestamp) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO certificate_act (certificate, version, what, at, by_account, reason, self_reviewed)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        row.id,
        row.version,
        act.what,
        now,
        act.by,
        act.reason,
        act.self_reviewed
    )?;
    Ok(())
}

/// What is written down about a certificate that changed.
pub(super) struct Act<'a> {
    pub what: CertificateActKind,
    /// Absent when the server or its command line did it.
    pub by: Option<AccountId>,
    pub reason: Option<&'a str>,
    pub self_reviewed: bool,
}

#[derive(sqlx::FromRow)]
struct ActRow {
    what: CertificateActKind,
    at: Timestamp,
    by_account: Option<AccountId>,
    alias: Option<String>,
    reason: Option<String>,
    self_reviewed: bool,
}

/// Oldest first.
pub(super) async fn acts(tx: &mut Tx, id: CertificateId) -> Result<Vec<CertificateAct>> {
    let rows = sql!(
        tx,
        all ActRow,
        "SELECT h.what, h.at, h.by_account, a.alias, h.reason, h.self_reviewed FROM certificate_act h
         LEFT JOIN account a ON a.id = h.by_account WHERE h.certificate = $1 ORDER BY h.version",
        id
    )?;
    let act = |row: ActRow| CertificateAct {
        what: row.what,
        at: row.at,
        by: row.by_account.zip(row.alias).map(|(id, alias)| Person { id, alias }),
        reason: row.reason,
        self_reviewed: row.self_reviewed,
    };
    Ok(rows.into_iter().map(act).collect())
}

/// A moment that may not be there.
type Maybe = (Option<Timestamp>,);

/// When somebody's last application was rejected, unless a certificate of theirs was verified since.
pub(super) async fn rejected_at(tx: &mut Tx, account: AccountId) -> Result<Option<Timestamp>> {
    let text = "SELECT MAX(r.decided_at) FROM certificate r WHERE r.account = $1 AND r.state = 'rejected'
         AND NOT EXISTS (SELECT 1 FROM certificate v
             WHERE v.account = r.account AND v.state = 'verified' AND v.decided_at > r.decided_at)";
    let (at,) = sql!(tx, one Maybe, text, account)?;
    Ok(at)
}

/// Those that were handed in, longest waiting first.
pub(super) async fn applications(tx: &mut Tx, limit: i64) -> Result<Vec<Row>> {
    sql!(tx, all Row, certificates!("WHERE c.state = 'in_review' ORDER BY c.submitted_at, c.id LIMIT $1"), limit)
}

/// Those that are valid and have to be looked at again (policy 1.3), longest waiting first.
pub(super) async fn checks(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<Row>> {
    sql!(
        tx,
        all Row,
        certificates!(
            "WHERE c.state = 'verified' AND c.review_due_at <= $1 AND c.valid_until > $1
             ORDER BY c.review_due_at, c.id LIMIT $2"
        ),
        now,
        limit
    )
}

/// How many wait: (handed in, to be looked at again).
pub(super) async fn waiting(tx: &mut Tx, now: Timestamp) -> Result<(i64, i64)> {
    sql!(
        tx,
        one(i64, i64),
        "SELECT CAST(COUNT(CASE WHEN state = 'in_review' THEN 1 END) AS BIGINT),
             CAST(COUNT(CASE WHEN state = 'verified' AND review_due_at <= $1 AND valid_until > $1 THEN 1 END) AS BIGINT)
         FROM certificate WHERE state IN ('in_review', 'verified')",
        now
    )
}

/// Checks that staff have not been told of.
pub(super) async fn untold_checks(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<(CertificateId, Timestamp)>> {
    sql!(
        tx,
        all(CertificateId, Timestamp),
        "SELECT id, review_due_at FROM certificate
         WHERE state = 'verified' AND review_due_at <= $1 AND valid_until > $1
             AND (check_told_for IS NULL OR check_told_for <> review_due_at)
         ORDER BY review_due_at, id LIMIT $2",
        now,
        limit
    )
}

/// False when staff were told, or the check was done.
pub(super) async fn mark_check_told(tx: &mut Tx, id: CertificateId, due: Timestamp) -> Result<bool> {
    let marked = sql!(
        tx,
        execute,
        "UPDATE certificate SET check_told_for = $2
         WHERE id = $1 AND review_due_at = $2 AND (check_told_for IS NULL OR check_told_for <> $2)",
        id,
        due
    )?;
    Ok(marked == 1)
}

// Files ---------------------------------------------------------------------------------------------

#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct FileRow {
    pub id: CertificateFileId,
    pub certificate: CertificateId,
    pub name: String,
    pub format: EvidenceFormat,
    pub bytes: i64,
    pub added_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
}

/// Of several certificates, in the order in which they were added.
pub(super) async fn files(tx: &mut Tx, certificates: &[CertificateId]) -> Result<Vec<FileRow>> {
    if certificates.is_empty() {
        return Ok(Vec::new());
    }
    sql!(
        tx,
        all FileRow,
        in certificates,
        "SELECT id, certificate, name, format, bytes, added_at, deleted_at FROM certificate_file
         WHERE certificate IN (LIST) ORDER BY id"
    )
}

pub(super) async fn insert_file(tx: &mut Tx, file: &FileRow, sha256: &str, content: &[u8]) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO certificate_file (id, certificate, name, format, bytes, sha256, added_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        file.id,
        file.certificate,
        &file.name,
        file.format,
        file.bytes,
        sha256,
        file.added_at
    )?;
    sql!(tx, execute, "INSERT INTO certificate_file_content (file, content) VALUES ($1, $2)", file.id, content)?;
    Ok(())
}

type Content = (Vec<u8>,);

/// The content, as long as it is kept.
pub(super) async fn content(tx: &mut Tx, file: CertificateFileId) -> Result<Option<Vec<u8>>> {
    let row = sql!(tx, optional Content, "SELECT content FROM certificate_file_content WHERE file = $1", file)?;
    Ok(row.map(|(content,)| content))
}

/// The file that nobody has seen but its owner goes without a trace.
pub(super) async fn remove_file(tx: &mut Tx, file: CertificateFileId) -> Result<()> {
    sql!(tx, execute, "DELETE FROM certificate_file_content WHERE file = $1", file)?;
    sql!(tx, execute, "DELETE FROM certificate_file WHERE id = $1", file)?;
    Ok(())
}

/// Certificates whose files have served: decided about before `decided`, or left as drafts since `changed`.
pub(super) async fn served(
    tx: &mut Tx,
    decided: Timestamp,
    changed: Timestamp,
    limit: i64,
) -> Result<Vec<CertificateId>> {
    let rows = sql!(
        tx,
        all(CertificateId,),
        "SELECT c.id FROM certificate c
         WHERE (c.state IN ('verified', 'rejected') AND c.decided_at <= $1
                OR c.state = 'withdrawn' AND c.changed_at <= $1
                OR c.state IN ('draft', 'revision_needed') AND c.changed_at <= $2)
             AND EXISTS (SELECT 1 FROM certificate_file f WHERE f.certificate = c.id AND f.deleted_at IS NULL)
         ORDER BY c.id LIMIT $3",
        decided,
        changed,
        limit
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Deletes the contents; that there were files, and their hashes, stays.
pub(super) async fn forget_contents(tx: &mut Tx, certificate: CertificateId, now: Timestamp) -> Result<u64> {
    sql!(
        tx,
        execute,
        "DELETE FROM certificate_file_content
         WHERE file IN (SELECT id FROM certificate_file WHERE certificate = $1)",
        certificate
    )?;
    sql!(
        tx,
        execute,
        "UPDATE certificate_file SET deleted_at = $2 WHERE certificate = $1 AND deleted_at IS NULL",
        certificate,
        now
    )
}
