use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::{AccountId, Person, Timestamp};

pub(super) async fn list(tx: &mut Tx, account: AccountId) -> Result<Vec<(String, Person)>> {
    let rows = sql!(
        tx,
        all(String, AccountId, String),
        "SELECT h.kind, a.id, a.alias FROM hidden_person h JOIN account a ON a.id = h.other
         WHERE h.account = $1 ORDER BY h.since, a.id",
        account
    )?;
    Ok(rows.into_iter().map(|(kind, id, alias)| (kind, Person { id, alias })).collect())
}

pub(super) async fn others(tx: &mut Tx, account: AccountId, kind: &str) -> Result<Vec<AccountId>> {
    let rows =
        sql!(tx, all(AccountId,), "SELECT other FROM hidden_person WHERE account = $1 AND kind = $2", account, kind)?;
    Ok(rows.into_iter().map(|(other,)| other).collect())
}

/// Whether it was not there before.
pub(super) async fn insert(
    tx: &mut Tx,
    now: Timestamp,
    account: AccountId,
    other: AccountId,
    kind: &str,
) -> Result<bool> {
    let added = sql!(
        tx,
        execute,
        "INSERT INTO hidden_person (account, other, kind, since) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        account,
        other,
        kind,
        now
    )?;
    Ok(added > 0)
}

/// Whether it was there.
pub(super) async fn delete(tx: &mut Tx, account: AccountId, other: AccountId, kind: &str) -> Result<bool> {
    let deleted = sql!(
        tx,
        execute,
        "DELETE FROM hidden_person WHERE account = $1 AND other = $2 AND kind = $3",
        account,
        other,
        kind
    )?;
    Ok(deleted > 0)
}
