//! One-time links: only the hash of a link's token is stored, and a link works once.

mod store;

use super::Token;
use crate::clock::Chance;
use crate::error::{Error, Result};
use crate::storage::Tx;
use alongside_protocol::{AccountId, Refusal, RefusalCode, Timestamp};
use chrono::TimeDelta;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Setup,
    PasswordReset,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::PasswordReset => "password_reset",
        }
    }
}

/// Makes a link that works once until `lifetime` is over.
pub(super) async fn create(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    purpose: Purpose,
    account: Option<AccountId>,
    lifetime: TimeDelta,
) -> Result<Token> {
    store::forget_expired(tx, now).await?;
    let token = Token::new(chance);
    store::insert(tx, &token.hash(), purpose.as_str(), account, now + lifetime).await?;
    Ok(token)
}

/// Whose link this is, if it would still work.
pub(super) async fn look(tx: &mut Tx, now: Timestamp, purpose: Purpose, token: &Token) -> Result<Option<AccountId>> {
    let found = store::look(tx, now, purpose.as_str(), &token.hash()).await?;
    found.map(|(account,)| account).ok_or_else(spent)
}

/// Uses a link up, once.
pub(super) async fn spend(tx: &mut Tx, now: Timestamp, purpose: Purpose, token: &Token) -> Result<Option<AccountId>> {
    let found = store::spend(tx, now, purpose.as_str(), &token.hash()).await?;
    found.map(|(account,)| account).ok_or_else(spent)
}

/// Uses up every open setup link, so that two of them cannot both make the first staff account.
pub(super) async fn spend_setup(tx: &mut Tx, now: Timestamp, token: &Token) -> Result<()> {
    let spent_now = store::spend_all(tx, now, Purpose::Setup.as_str()).await?;
    if spent_now.contains(&token.hash()) { Ok(()) } else { Err(spent()) }
}

/// Makes every open reset link of an account useless.
pub(super) async fn withdraw_resets(tx: &mut Tx, now: Timestamp, account: AccountId) -> Result<()> {
    store::withdraw(tx, now, Purpose::PasswordReset.as_str(), account).await
}

pub(super) fn spent() -> Error {
    Refusal::new(RefusalCode::LinkSpent, "This link was used already or is too old. You can ask for a new one.").into()
}
