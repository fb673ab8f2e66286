use super::passwords::{Credentials, PasswordHash, Verified};
use super::{Alias, Email, Mailbox, NewAccount};
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::{Account, AccountId, Person, Role, Settings, Timestamp};

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: AccountId,
    alias: String,
    email: Option<String>,
    settings: String,
    created_at: Timestamp,
}

impl Row {
    fn into_account(self, roles: Vec<Role>) -> Result<Account> {
        let settings = serde_json::from_str(&self.settings)?;
        Ok(Account { id: self.id, alias: self.alias, roles, email: self.email, created_at: self.created_at, settings })
    }

    fn into_mailbox(self) -> Result<Option<Mailbox>> {
        let settings: Settings = serde_json::from_str(&self.settings)?;
        let Some(address) = self.email else { return Ok(None) };
        Ok(Some(Mailbox { account: self.id, address, language: settings.language, discreet: settings.discreet }))
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    now: Timestamp,
    id: AccountId,
    new: &NewAccount,
    settings: &Settings,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO account (id, alias, alias_key, password_hash, email, email_key, settings, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        new.alias.shown(),
        new.alias.key(),
        &new.password.0,
        new.email.as_ref().map(Email::address),
        new.email.as_ref().map(Email::key),
        serde_json::to_string(settings)?,
        now
    )?;
    Ok(())
}

/// A row for each role, at least one.
#[derive(sqlx::FromRow)]
struct WithRole {
    #[sqlx(flatten)]
    row: Row,
    role: Option<Role>,
}

pub(super) async fn load(tx: &mut Tx, account: AccountId) -> Result<Option<Account>> {
    let rows = sql!(
        tx,
        all WithRole,
        "SELECT a.id, a.alias, a.email, a.settings, a.created_at, r.role
         FROM account a LEFT JOIN account_role r ON r.account = a.id WHERE a.id = $1 ORDER BY r.role",
        account
    )?;
    let roles = rows.iter().filter_map(|one| one.role).collect();
    rows.into_iter().next().map(|one| one.row.into_account(roles)).transpose()
}

pub(super) async fn any(tx: &mut Tx) -> Result<bool> {
    Ok(sql!(tx, optional(String,), "SELECT id FROM account LIMIT 1")?.is_some())
}

pub(super) async fn person(tx: &mut Tx, id: AccountId) -> Result<Option<Person>> {
    let found = sql!(tx, optional(AccountId, String), "SELECT id, alias FROM account WHERE id = $1", id)?;
    Ok(found.map(|(id, alias)| Person { id, alias }))
}

pub(super) async fn persons(tx: &mut Tx, ids: &[AccountId]) -> Result<Vec<Person>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sql!(tx, all (AccountId, String), in ids, "SELECT id, alias FROM account WHERE id IN (LIST)")?;
    Ok(rows.into_iter().map(|(id, alias)| Person { id, alias }).collect())
}

pub(super) async fn person_by_key(tx: &mut Tx, key: &str) -> Result<Option<Person>> {
    let found = sql!(tx, optional(AccountId, String), "SELECT id, alias FROM account WHERE alias_key = $1", key)?;
    Ok(found.map(|(id, alias)| Person { id, alias }))
}

pub(super) async fn credentials(tx: &mut Tx, key: &str) -> Result<Option<Credentials>> {
    let found =
        sql!(tx, optional(AccountId, String), "SELECT id, password_hash FROM account WHERE alias_key = $1", key)?;
    Ok(found.map(|(account, hash)| Credentials { account, hash: PasswordHash(hash) }))
}

pub(super) async fn credentials_of(tx: &mut Tx, account: AccountId) -> Result<Option<Credentials>> {
    let found = sql!(tx, optional(AccountId, String), "SELECT id, password_hash FROM account WHERE id = $1", account)?;
    Ok(found.map(|(account, hash)| Credentials { account, hash: PasswordHash(hash) }))
}

/// Since when it is suspended.
type Held = (Option<Timestamp>,);

/// Keeps the account as it is until the transaction ends: no password change and no suspension can pass by, since both
/// write this row before they end sessions. Answers whether it is suspended; `None` when the password is another one.
pub(super) async fn hold(tx: &mut Tx, verified: &Verified) -> Result<Option<bool>> {
    let held = sql!(
        tx,
        optional Held,
        "UPDATE account SET password_hash = password_hash WHERE id = $1 AND password_hash = $2 RETURNING suspended_at",
        verified.account(),
        &verified.hash().0
    )?;
    Ok(held.map(|(suspended_at,)| suspended_at.is_some()))
}

/// Keeps two changes to what one account owns from overtaking each other.
pub(super) async fn lock(tx: &mut Tx, account: AccountId) -> Result<()> {
    sql!(tx, execute, "UPDATE account SET id = id WHERE id = $1", account)?;
    Ok(())
}

pub(super) async fn set_password(tx: &mut Tx, account: AccountId, hash: &PasswordHash) -> Result<()> {
    sql!(tx, execute, "UPDATE account SET password_hash = $2 WHERE id = $1", account, &hash.0)?;
    Ok(())
}

pub(super) async fn set_alias(tx: &mut Tx, account: AccountId, alias: &Alias) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE account SET alias = $2, alias_key = $3 WHERE id = $1",
        account,
        alias.shown(),
        alias.key()
    )?;
    Ok(())
}

pub(super) async fn set_email(tx: &mut Tx, account: AccountId, email: Option<&Email>) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE account SET email = $2, email_key = $3 WHERE id = $1",
        account,
        email.map(Email::address),
        email.map(Email::key)
    )?;
    Ok(())
}

pub(super) async fn set_settings(tx: &mut Tx, account: AccountId, settings: &Settings) -> Result<()> {
    let text = serde_json::to_string(settings)?;
    sql!(tx, execute, "UPDATE account SET settings = $2 WHERE id = $1", account, text)?;
    Ok(())
}

/// Whether it was the other way before.
pub(super) async fn set_suspended(tx: &mut Tx, account: AccountId, since: Option<Timestamp>) -> Result<bool> {
    let text = match since {
        Some(_) => "UPDATE account SET suspended_at = $2 WHERE id = $1 AND suspended_at IS NULL",
        None => "UPDATE account SET suspended_at = $2 WHERE id = $1 AND suspended_at IS NOT NULL",
    };
    Ok(sql!(tx, execute, text, account, since)? > 0)
}

pub(super) async fn mailbox(tx: &mut Tx, account: AccountId) -> Result<Option<Mailbox>> {
    let row =
        sql!(tx, optional Row, "SELECT id, alias, email, settings, created_at FROM account WHERE id = $1", account)?;
    row.map_or(Ok(None), Row::into_mailbox)
}

/// Accounts that gave this address, longest here first.
pub(super) async fn mailboxes(tx: &mut Tx, email_key: &str, limit: i64) -> Result<Vec<Mailbox>> {
    let rows = sql!(
        tx,
        all Row,
        "SELECT id, alias, email, settings, created_at FROM account
         WHERE email_key = $1 AND suspended_at IS NULL ORDER BY created_at, id LIMIT $2",
        email_key,
        limit
    )?;
    rows.into_iter().filter_map(|row| row.into_mailbox().transpose()).collect()
}

// Roles

pub(super) async fn roles(tx: &mut Tx, account: AccountId) -> Result<Vec<Role>> {
    let rows = sql!(tx, all(Role,), "SELECT role FROM account_role WHERE account = $1 ORDER BY role", account)?;
    Ok(rows.into_iter().map(|(role,)| role).collect())
}

/// Whether it was not there before.
pub(super) async fn insert_role(
    tx: &mut Tx,
    now: Timestamp,
    account: AccountId,
    role: Role,
    by: Option<AccountId>,
) -> Result<bool> {
    let added = sql!(
        tx,
        execute,
        "INSERT INTO account_role (account, role, granted_by, granted_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        account,
        role,
        by,
        now
    )?;
    Ok(added > 0)
}

/// Whether it was there.
pub(super) async fn delete_role(tx: &mut Tx, account: AccountId, role: Role) -> Result<bool> {
    Ok(sql!(tx, execute, "DELETE FROM account_role WHERE account = $1 AND role = $2", account, role)? > 0)
}

/// Keeps two people from taking the last two staff roles at the same time.
pub(super) async fn lock_staff(tx: &mut Tx) -> Result<()> {
    sql!(tx, execute, "UPDATE account_role SET role = role WHERE role = 'staff'")?;
    Ok(())
}

/// Staff who can sign in, without this account.
pub(super) async fn other_staff(tx: &mut Tx, account: AccountId) -> Result<i64> {
    let (others,) = sql!(
        tx,
        one(i64,),
        "SELECT COUNT(*) FROM account_role r JOIN account a ON a.id = r.account
         WHERE r.role = 'staff' AND a.suspended_at IS NULL AND a.id <> $1",
        account
    )?;
    Ok(others)
}

pub(super) async fn has_staff(tx: &mut Tx) -> Result<bool> {
    Ok(sql!(tx, optional(AccountId,), "SELECT account FROM account_role WHERE role = 'staff' LIMIT 1")?.is_some())
}

#[derive(sqlx::FromRow)]
pub(super) struct ListedRow {
    pub(super) id: AccountId,
    pub(super) alias: String,
    pub(super) suspended_at: Option<Timestamp>,
    pub(super) created_at: Timestamp,
}

/// Newest first. `REPLACE` finds a part of the key on both engines, with no letter being a wildcard.
pub(super) async fn list(tx: &mut Tx, key_part: &str, limit: i64) -> Result<Vec<ListedRow>> {
    sql!(
        tx,
        all ListedRow,
        "SELECT id, alias, suspended_at, created_at FROM account
         WHERE $1 = '' OR REPLACE(alias_key, $1, '') <> alias_key ORDER BY created_at DESC, id DESC LIMIT $2",
        key_part,
        limit
    )
}

pub(super) async fn listed(tx: &mut Tx, account: AccountId) -> Result<Option<ListedRow>> {
    sql!(tx, optional ListedRow, "SELECT id, alias, suspended_at, created_at FROM account WHERE id = $1", account)
}

pub(super) async fn roles_of(tx: &mut Tx, accounts: &[AccountId]) -> Result<Vec<(AccountId, Role)>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    sql!(
        tx,
        all (AccountId, Role),
        in accounts,
        "SELECT account, role FROM account_role WHERE account IN (LIST) ORDER BY account, role"
    )
}
