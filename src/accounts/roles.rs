//! What staff decide about an account: its roles, and whether it is suspended.

use super::{Caller, aliases, no_such_person, record_update, sessions, store};
use crate::announcement::Control;
use crate::error::{Result, refuse};
use crate::storage::Tx;
use alongside_protocol::http::AccountRow;
use alongside_protocol::{AccountId, Person, RefusalCode, Role, Timestamp};

/// Accounts in one list.
const LISTED: i64 = 100;

/// On whose word something is done.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    /// Must be staff.
    Caller(&'a Caller),
    /// Whoever can run commands on the server's machine.
    CommandLine,
}

impl By<'_> {
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::Caller(caller) => Some(caller.account),
            Self::CommandLine => None,
        }
    }

    /// Whether they may change accounts at all.
    pub fn check(self) -> Result<()> {
        match self {
            Self::Caller(caller) if !caller.is(Role::Staff) => refuse(RefusalCode::Forbidden, "This is for staff."),
            _ => Ok(()),
        }
    }
}

pub async fn grant(tx: &mut Tx, now: Timestamp, by: By<'_>, account: AccountId, role: Role) -> Result<()> {
    by.check()?;
    exists(tx, account).await?;
    if store::insert_role(tx, now, account, role, by.account()).await? {
        changed(tx, now, by, account).await?;
    }
    Ok(())
}

pub async fn revoke(tx: &mut Tx, now: Timestamp, by: By<'_>, account: AccountId, role: Role) -> Result<()> {
    by.check()?;
    exists(tx, account).await?;
    if role == Role::Staff {
        keep_one(tx, by, account).await?;
    }
    if store::delete_role(tx, account, role).await? {
        changed(tx, now, by, account).await?;
    }
    Ok(())
}

/// Gives an account exactly these roles.
pub async fn set(tx: &mut Tx, now: Timestamp, by: By<'_>, account: AccountId, roles: &[Role]) -> Result<()> {
    for role in Role::ALL {
        if roles.contains(role) {
            grant(tx, now, by, account, *role).await?;
        } else {
            revoke(tx, now, by, account, *role).await?;
        }
    }
    Ok(())
}

/// Signs an account out everywhere and keeps it out.
pub async fn suspend(tx: &mut Tx, now: Timestamp, by: By<'_>, account: AccountId) -> Result<()> {
    by.check()?;
    exists(tx, account).await?;
    if by.account() == Some(account) {
        return refuse(RefusalCode::Conflict, "You cannot suspend your own account.");
    }
    keep_one(tx, by, account).await?;
    // First the account's row, then its sessions: see `store::hold`.
    if store::set_suspended(tx, account, Some(now)).await? {
        sessions::end_all(tx, now, account, None).await?;
        tx.control(Control::AccountChanged(account));
    }
    Ok(())
}

pub async fn unsuspend(tx: &mut Tx, by: By<'_>, account: AccountId) -> Result<()> {
    by.check()?;
    exists(tx, account).await?;
    if store::set_suspended(tx, account, None).await? {
        tx.control(Control::AccountChanged(account));
    }
    Ok(())
}

/// Accounts whose alias holds `query`, newest first.
pub async fn list(tx: &mut Tx, by: By<'_>, query: &str) -> Result<Vec<AccountRow>> {
    by.check()?;
    let rows = store::list(tx, &aliases::key_of(query), LISTED).await?;
    let ids: Vec<AccountId> = rows.iter().map(|row| row.id).collect();
    let roles = store::roles_of(tx, &ids).await?;
    Ok(rows.into_iter().map(|row| shown(row, &roles)).collect())
}

/// One account as staff see it.
pub async fn row(tx: &mut Tx, by: By<'_>, account: AccountId) -> Result<AccountRow> {
    by.check()?;
    let roles = store::roles_of(tx, &[account]).await?;
    store::listed(tx, account).await?.map(|row| shown(row, &roles)).ok_or_else(no_such_person)
}

fn shown(row: store::ListedRow, roles: &[(AccountId, Role)]) -> AccountRow {
    AccountRow {
        roles: roles.iter().filter(|(account, _)| *account == row.id).map(|(_, role)| *role).collect(),
        person: Person { id: row.id, alias: row.alias },
        suspended: row.suspended_at.is_some(),
        created_at: row.created_at,
    }
}

/// Whether nobody else of the staff can sign in, so that nobody else could decide.
pub async fn is_only_staff(tx: &mut Tx, account: AccountId) -> Result<bool> {
    Ok(store::other_staff(tx, account).await? == 0)
}

async fn exists(tx: &mut Tx, account: AccountId) -> Result<()> {
    super::person(tx, account).await?.map(drop).ok_or_else(no_such_person)
}

/// Somebody must be able to undo this. The command line always can.
async fn keep_one(tx: &mut Tx, by: By<'_>, account: AccountId) -> Result<()> {
    if matches!(by, By::CommandLine) || !store::roles(tx, account).await?.contains(&Role::Staff) {
        return Ok(());
    }
    store::lock_staff(tx).await?;
    match store::other_staff(tx, account).await? {
        0 => refuse(RefusalCode::Conflict, "This is the last staff account. Make somebody else staff first."),
        _ => Ok(()),
    }
}

async fn changed(tx: &mut Tx, now: Timestamp, by: By<'_>, account: AccountId) -> Result<()> {
    record_update(tx, now, by.account(), account).await?;
    tx.control(Control::AccountChanged(account));
    Ok(())
}
