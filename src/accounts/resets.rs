//! A new password: by somebody who knows the old one, or by a link that was mailed.

use super::links::{self, Purpose};
use super::{Caller, Mailbox, PasswordHash, Token, Verified, emails, no_such_person, person, sessions, store};
use crate::clock::Chance;
use crate::error::{Result, refuse};
use crate::storage::Tx;
use alongside_protocol::{Person, RefusalCode, Timestamp};
use chrono::TimeDelta;

/// How long a mailed link works.
pub const LINK_LIFETIME: TimeDelta = TimeDelta::minutes(30);
/// Accounts of one address that get a mail for one request.
const MAILS_FOR_ONE_REQUEST: i64 = 5;

/// A link to be mailed.
#[derive(Debug, Clone)]
pub struct ResetLink {
    pub to: Mailbox,
    pub token: Token,
}

/// Makes a link for each account that gave this address: none, one or several. Who asked must not learn how many, so
/// this runs after they were answered.
pub async fn request(tx: &mut Tx, now: Timestamp, chance: &Chance, email: &str) -> Result<Vec<ResetLink>> {
    let mut reset_links = Vec::new();
    for to in store::mailboxes(tx, &emails::key_of(email), MAILS_FOR_ONE_REQUEST).await? {
        let token = links::create(tx, now, chance, Purpose::PasswordReset, Some(to.account), LINK_LIFETIME).await?;
        reset_links.push(ResetLink { to, token });
    }
    Ok(reset_links)
}

/// Whose password this link would change; refused when it would not work any more.
pub async fn look(tx: &mut Tx, now: Timestamp, token: &Token) -> Result<Person> {
    match links::look(tx, now, Purpose::PasswordReset, token).await? {
        Some(account) => person(tx, account).await?.ok_or_else(no_such_person),
        None => Err(links::spent()),
    }
}

/// Sets the new password and signs every device and token out. Answers where to tell of it.
pub async fn complete(tx: &mut Tx, now: Timestamp, token: &Token, hash: &PasswordHash) -> Result<Option<Mailbox>> {
    let Some(account) = links::spend(tx, now, Purpose::PasswordReset, token).await? else {
        return Err(links::spent());
    };
    // First the account's row, then its sessions: see `store::hold`.
    store::set_password(tx, account, hash).await?;
    sessions::end_all(tx, now, account, None).await?;
    links::withdraw_resets(tx, now, account).await?;
    store::mailbox(tx, account).await
}

/// Sets a new password by somebody who has just given the old one, and signs all other devices and tokens out.
pub async fn change(
    tx: &mut Tx,
    now: Timestamp,
    caller: &Caller,
    verified: &Verified,
    hash: &PasswordHash,
) -> Result<Option<Mailbox>> {
    if verified.account() != caller.account || store::hold(tx, verified).await?.is_none() {
        return refuse(RefusalCode::WrongCredentials, "The password was just changed on another device.");
    }
    store::set_password(tx, caller.account, hash).await?;
    sessions::end_all(tx, now, caller.account, Some(caller.session)).await?;
    links::withdraw_resets(tx, now, caller.account).await?;
    store::mailbox(tx, caller.account).await
}
