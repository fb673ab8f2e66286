use crate::certification::rules::standing::{Held, Reminded};
use crate::certification::rules::{Facts, Measure};
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::standing::{StandingChange, StandingState};
use alongside_protocol::{AccountId, CertificateId, Person, RoomId, Timestamp};
use chrono::TimeDelta;

#[derive(sqlx::FromRow)]
struct FactsRow {
    account: AccountId,
    state: StandingState,
    since: Timestamp,
    changes: i64,
    certificate: Option<CertificateId>,
    attested_at: Option<Timestamp>,
    measure: Option<String>,
    measure_reason: Option<String>,
    reminded_for: Option<Timestamp>,
    reminded: Option<i64>,
    agreement_reminded_for: Option<Timestamp>,
    agreement_reminded: Option<i64>,
    best: Option<CertificateId>,
    decided_at: Option<Timestamp>,
    valid_until: Option<Timestamp>,
    agreed: Option<i64>,
    unaccepted_since: Option<Timestamp>,
    has_role: bool,
}

/// One person as the rules see them, and what was done about them.
#[derive(Debug, Clone)]
pub(in crate::certification) struct Known {
    pub account: AccountId,
    pub facts: Facts,
    pub since: Timestamp,
    pub changes: i64,
    /// The certificate that others are shown.
    pub certificate: Option<CertificateId>,
    pub measure_reason: Option<String>,
    /// They can act as a supporter now.
    pub has_role: bool,
    pub reminded: Reminded,
}

impl FactsRow {
    fn known(self) -> Known {
        let held = self.best.zip(self.decided_at).zip(self.valid_until);
        let told = |of: Option<Timestamp>, before: Option<i64>| of.zip(before.map(TimeDelta::milliseconds));
        Known {
            account: self.account,
            since: self.since,
            changes: self.changes,
            certificate: self.certificate,
            measure_reason: self.measure_reason,
            has_role: self.has_role,
            reminded: Reminded {
                certificate: told(self.reminded_for, self.reminded),
                agreement: told(self.agreement_reminded_for, self.agreement_reminded),
            },
            facts: Facts {
                held: held.map(|((certificate, decided_at), valid_until)| Held {
                    certificate,
                    decided_at,
                    valid_until,
                }),
                attested_at: self.attested_at,
                measure: self.measure.map(|measure| match measure.as_str() {
                    "suspended" => Measure::Suspended,
                    _ => Measure::Revoked,
                }),
                agreed: self.agreed.is_some(),
                unaccepted_since: self.unaccepted_since,
                state: self.state,
            },
        }
    }
}

macro_rules! facts {
    ($which:literal) => {
        concat!(
            "SELECT s.account, s.state, s.since, s.changes, s.certificate, s.attested_at, s.measure, s.measure_reason,
                 s.reminded_for, s.reminded, s.agreement_reminded_for, s.agreement_reminded,
                 c.id AS best, c.decided_at, c.valid_until,
                 (SELECT MAX(g.version) FROM agreement_acceptance g WHERE g.account = s.account) AS agreed,
                 (SELECT MIN(v.published_at) FROM agreement v
                  WHERE v.version > (SELECT MAX(h.version) FROM agreement_acceptance h WHERE h.account = s.account))
                     AS unaccepted_since,
                 EXISTS (SELECT 1 FROM account_role r WHERE r.account = s.account AND r.role = 'supporter') AS has_role
             FROM supporter s
             LEFT JOIN certificate c ON c.id = (
                 SELECT x.id FROM certificate x WHERE x.account = s.account AND x.state = 'verified'
                 ORDER BY x.valid_until DESC, x.id LIMIT 1)
             WHERE ",
            $which
        )
    };
}

/// A page of all who are or were supporters, in order of id.
pub(in crate::certification) async fn page(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<Known>> {
    let rows = sql!(tx, all FactsRow, facts!("s.account > $1 ORDER BY s.account LIMIT $2"), after, limit)?;
    Ok(rows.into_iter().map(FactsRow::known).collect())
}

/// `None` for somebody who never was one.
pub(in crate::certification) async fn facts(tx: &mut Tx, account: AccountId) -> Result<Option<Known>> {
    Ok(sql!(tx, optional FactsRow, facts!("s.account = $1"), account)?.map(FactsRow::known))
}

/// Begins somebody's standing, if it has not begun.
pub(super) async fn begin(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO supporter (account, state, since, changes) VALUES ($1, 'none', $2, 0) ON CONFLICT (account) DO NOTHING",
        account,
        now
    )?;
    Ok(())
}

/// Supporters by a role that nobody wrote a standing for: of older databases, and of other ways to grant it.
pub(in crate::certification) async fn unknown_supporters(tx: &mut Tx, limit: i64) -> Result<Vec<AccountId>> {
    let rows = sql!(
        tx,
        all(AccountId,),
        "SELECT r.account FROM account_role r WHERE r.role = 'supporter'
             AND NOT EXISTS (SELECT 1 FROM supporter s WHERE s.account = r.account)
         ORDER BY r.account LIMIT $1",
        limit
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

/// The word of whoever runs the server. False when they gave it before: it is given once.
pub(super) async fn attest(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<bool> {
    let text = "UPDATE supporter SET attested_at = $2 WHERE account = $1 AND attested_at IS NULL";
    Ok(sql!(tx, execute, text, account, now)? == 1)
}

pub(super) async fn set_measure(
    tx: &mut Tx,
    account: AccountId,
    measure: Option<Measure>,
    reason: Option<&str>,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<()> {
    let measure = measure.map(|measure| match measure {
        Measure::Suspended => "suspended",
        Measure::Revoked => "revoked",
    });
    sql!(
        tx,
        execute,
        "UPDATE supporter SET measure = $2, measure_reason = $3, measure_by = $4, measure_at = $5 WHERE account = $1",
        account,
        measure,
        reason,
        by,
        now
    )?;
    Ok(())
}

/// Writes the next change of a standing. False when somebody else wrote it: each number is taken once.
pub(super) async fn change(
    tx: &mut Tx,
    known: &Known,
    state: StandingState,
    certificate: Option<CertificateId>,
    by: Option<AccountId>,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE supporter SET state = $3, since = $4, changes = changes + 1, certificate = $5
         WHERE account = $1 AND changes = $2",
        known.account,
        known.changes,
        state,
        now,
        certificate
    )?;
    if changed == 0 {
        return Ok(false);
    }
    sql!(
        tx,
        execute,
        "INSERT INTO standing_change (account, change, state, at, by_account, reason) VALUES ($1, $2, $3, $4, $5, $6)",
        known.account,
        known.changes + 1,
        state,
        now,
        by,
        reason
    )?;
    Ok(true)
}

/// What others are shown, when the standing itself stays.
pub(super) async fn set_certificate(tx: &mut Tx, account: AccountId, certificate: Option<CertificateId>) -> Result<()> {
    sql!(tx, execute, "UPDATE supporter SET certificate = $2 WHERE account = $1", account, certificate)?;
    Ok(())
}

/// Notes a reminder before the role ends. False when this one, or a later one, was given.
pub(in crate::certification) async fn mark_reminded(
    tx: &mut Tx,
    account: AccountId,
    of: Timestamp,
    before: i64,
) -> Result<bool> {
    let marked = sql!(
        tx,
        execute,
        "UPDATE supporter SET reminded_for = $2, reminded = $3
         WHERE account = $1 AND (reminded_for IS NULL OR reminded_for <> $2 OR reminded > $3)",
        account,
        of,
        before
    )?;
    Ok(marked == 1)
}

/// The same for the agreement.
pub(in crate::certification) async fn mark_agreement_reminded(
    tx: &mut Tx,
    account: AccountId,
    of: Timestamp,
    before: i64,
) -> Result<bool> {
    let marked = sql!(
        tx,
        execute,
        "UPDATE supporter SET agreement_reminded_for = $2, agreement_reminded = $3
         WHERE account = $1
             AND (agreement_reminded_for IS NULL OR agreement_reminded_for <> $2 OR agreement_reminded > $3)",
        account,
        of,
        before
    )?;
    Ok(marked == 1)
}

/// Roles that ended by the rules after `$1` and by `$2`. Whoever was paused before had none to lose.
macro_rules! ended {
    ($what:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM standing_change c
             JOIN standing_change b ON b.account = c.account AND b.change = c.change - 1 AND b.state = 'active'
             WHERE c.at > $1 AND c.at <= $2 AND c.by_account IS NULL AND c.state IN ('lapsed', 'paused')"
        )
    };
}

/// How many there were: these count for the brake.
pub(in crate::certification) async fn ended(tx: &mut Tx, after: Timestamp, until: Timestamp) -> Result<i64> {
    let (count,) = sql!(tx, one(i64,), ended!("CAST(COUNT(*) AS BIGINT)"), after, until)?;
    Ok(count)
}

/// When each of those was.
pub(in crate::certification) async fn ended_since(
    tx: &mut Tx,
    after: Timestamp,
    now: Timestamp,
) -> Result<Vec<Timestamp>> {
    let rows = sql!(tx, all(Timestamp,), ended!("c.at"), after, now)?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

pub(in crate::certification) async fn active(tx: &mut Tx) -> Result<i64> {
    let text = "SELECT CAST(COUNT(*) AS BIGINT) FROM supporter WHERE state = 'active'";
    Ok(sql!(tx, one(i64,), text)?.0)
}

#[derive(sqlx::FromRow)]
struct ChangeRow {
    state: StandingState,
    at: Timestamp,
    by_account: Option<AccountId>,
    alias: Option<String>,
    reason: Option<String>,
}

/// Newest first.
pub(in crate::certification) async fn history(
    tx: &mut Tx,
    account: AccountId,
    limit: i64,
) -> Result<Vec<StandingChange>> {
    let rows = sql!(
        tx,
        all ChangeRow,
        "SELECT c.state, c.at, c.by_account, a.alias, c.reason FROM standing_change c
         LEFT JOIN account a ON a.id = c.by_account WHERE c.account = $1 ORDER BY c.change DESC LIMIT $2",
        account,
        limit
    )?;
    let change = |row: ChangeRow| StandingChange {
        state: row.state,
        at: row.at,
        by: row.by_account.zip(row.alias).map(|(id, alias)| Person { id, alias }),
        reason: row.reason,
    };
    Ok(rows.into_iter().map(change).collect())
}

// Places --------------------------------------------------------------------------------------------

pub(super) async fn insert_lost(tx: &mut Tx, account: AccountId, room: RoomId, now: Timestamp) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO lost_place (account, room, lost_at) VALUES ($1, $2, $3)
         ON CONFLICT (account, room) DO UPDATE SET lost_at = excluded.lost_at",
        account,
        room,
        now
    )?;
    Ok(())
}

/// In order of room, as their logs are to be taken.
pub(super) async fn lost(tx: &mut Tx, account: AccountId) -> Result<Vec<(RoomId, Timestamp)>> {
    sql!(tx, all(RoomId, Timestamp), "SELECT room, lost_at FROM lost_place WHERE account = $1 ORDER BY room", account)
}

pub(super) async fn forget_lost(tx: &mut Tx, account: AccountId) -> Result<()> {
    sql!(tx, execute, "DELETE FROM lost_place WHERE account = $1", account)?;
    Ok(())
}
