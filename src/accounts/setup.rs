//! The first staff account: made with a one-time link that only whoever started the server sees.

use super::links::{self, Purpose};
use super::{NewAccount, Token, create, roles, store};
use crate::clock::Chance;
use crate::error::Result;
use crate::storage::Tx;
use alongside_protocol::{AccountId, Role, Timestamp};
use chrono::TimeDelta;

/// How long a printed link works; each start of the server prints a new one.
pub const LINK_LIFETIME: TimeDelta = TimeDelta::hours(24);

/// A fresh link while there is no staff. Links of other nodes stay good until one of them is used.
pub async fn ensure(tx: &mut Tx, now: Timestamp, chance: &Chance) -> Result<Option<Token>> {
    if !needed(tx).await? {
        return Ok(None);
    }
    links::create(tx, now, chance, Purpose::Setup, None, LINK_LIFETIME).await.map(Some)
}

/// No staff account exists yet.
pub async fn needed(tx: &mut Tx) -> Result<bool> {
    Ok(!store::has_staff(tx).await?)
}

/// Refuses unless this link would make the first staff account.
pub async fn look(tx: &mut Tx, now: Timestamp, token: &Token) -> Result<()> {
    links::look(tx, now, Purpose::Setup, token).await?;
    if needed(tx).await? { Ok(()) } else { Err(links::spent()) }
}

/// Makes the first staff account, once.
pub async fn complete(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    token: &Token,
    new: NewAccount,
    supporter: bool,
) -> Result<AccountId> {
    links::spend_setup(tx, now, token).await?;
    if !needed(tx).await? {
        return Err(links::spent());
    }
    let account = create(tx, now, chance, new).await?;
    roles::grant(tx, now, roles::By::CommandLine, account, Role::Staff).await?;
    if supporter {
        roles::grant(tx, now, roles::By::CommandLine, account, Role::Supporter).await?;
    }
    Ok(account)
}
