//! People: accounts, sessions, roles, passwords, settings, whom they hide.
//!
//! In reading order:
//! - [`aliases`], [`emails`], [`passwords`]: what may be typed; the hasher;
//! - this file: accounts, signing up and in;
//! - [`sessions`]: devices and API tokens; [`authenticate`] turns a token into a [`Caller`];
//! - [`profile`]: one's own alias, address and settings;
//! - [`resets`]: changing a password, also by a mailed link;
//! - [`roles`]: what staff grant, revoke and suspend;
//! - [`setup`]: the first staff account;
//! - [`people`]: whom one blocks and mutes.
//!
//! Hashing a password takes long, so it happens between transactions: [`credentials`] reads, the [`Hasher`] gives a
//! [`Verified`], and the use case that takes it makes sure that the hash is still the same.

pub mod aliases;
pub mod emails;
mod links;
pub mod passwords;
pub mod people;
pub mod profile;
pub mod resets;
pub mod roles;
pub mod sessions;
pub mod setup;
mod store;
#[cfg(test)]
mod tests;

pub use aliases::Alias;
pub use emails::Email;
pub use passwords::{Credentials, Hasher, Password, PasswordHash, Verified};
pub use sessions::{NewSession, Token, authenticate};

use crate::clock::Chance;
use crate::error::{Result, refuse};
use crate::log::{self, StreamKind};
use crate::storage::Tx;
use alongside_protocol::http::SessionKind;
use alongside_protocol::{
    Account, AccountId, EventKind, Language, Person, Refusal, RefusalCode, Role, SessionId, Settings, Timestamp,
};

/// Somebody who is signed in, as the database has it in this transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    pub account: AccountId,
    pub alias: String,
    pub roles: Vec<Role>,
    pub session: SessionId,
    pub kind: SessionKind,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
}

impl Caller {
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    pub fn person(&self) -> Person {
        Person { id: self.account, alias: self.alias.clone() }
    }
}

/// An account that is about to be made.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub alias: Alias,
    pub password: PasswordHash,
    pub email: Option<Email>,
    pub language: Option<Language>,
}

/// Where mail to an account goes, and how it is to be worded.
#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox {
    pub account: AccountId,
    pub address: String,
    pub language: Language,
    /// Neutral wording (policy 9.4).
    pub discreet: bool,
}

/// Without the address, which stays out of logs.
impl std::fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailbox").field("account", &self.account).finish_non_exhaustive()
    }
}

/// Makes an account and its log.
pub async fn create(tx: &mut Tx, now: Timestamp, chance: &Chance, new: NewAccount) -> Result<AccountId> {
    let id: AccountId = chance.id(now);
    let settings = Settings { language: new.language.unwrap_or(Language::English), ..Settings::default() };
    store::insert(tx, now, id, &new, &settings).await.map_err(alias_taken)?;
    log::create(tx, id.into(), StreamKind::Account).await?;
    Ok(id)
}

/// What is needed to check a password, or nothing for an alias that nobody has. Give both to the [`Hasher`].
pub async fn credentials(tx: &mut Tx, alias: &str) -> Result<Option<Credentials>> {
    store::credentials(tx, &aliases::key_of(alias)).await
}

/// The same for somebody who is signed in.
pub async fn credentials_of(tx: &mut Tx, account: AccountId) -> Result<Option<Credentials>> {
    store::credentials_of(tx, account).await
}

/// Opens a session for somebody whose password was just verified.
pub async fn sign_in(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    verified: &Verified,
    device: Option<&str>,
) -> Result<NewSession> {
    match store::hold(tx, verified).await? {
        // Changed since it was verified.
        None => {
            refuse(RefusalCode::WrongCredentials, "The password was just changed. Please sign in with the new one.")
        }
        Some(true) => {
            refuse(RefusalCode::Suspended, "This account is suspended. You can write to the people who run this place.")
        }
        Some(false) => sessions::open_device(tx, now, chance, verified.account(), device).await,
    }
}

/// An account as its owner sees it.
pub async fn load(tx: &mut Tx, account: AccountId) -> Result<Account> {
    store::load(tx, account).await?.ok_or_else(no_such_person)
}

/// Where mail to an account goes; `None` for one without address.
pub async fn mailbox(tx: &mut Tx, account: AccountId) -> Result<Option<Mailbox>> {
    store::mailbox(tx, account).await
}

/// Somebody as others see them.
pub async fn person(tx: &mut Tx, id: AccountId) -> Result<Option<Person>> {
    store::person(tx, id).await
}

/// Whether there is anybody at all.
pub async fn any(tx: &mut Tx) -> Result<bool> {
    store::any(tx).await
}

/// Several people as others see them, in no order; ids that nobody has are left out.
pub async fn persons(tx: &mut Tx, ids: &[AccountId]) -> Result<Vec<Person>> {
    store::persons(tx, ids).await
}

/// Whoever has this alias, or one that looks like it.
pub async fn person_by_alias(tx: &mut Tx, alias: &str) -> Result<Option<Person>> {
    store::person_by_key(tx, &aliases::key_of(alias)).await
}

/// Tells the account's own devices what it is now.
async fn record_update(tx: &mut Tx, now: Timestamp, actor: Option<AccountId>, account: AccountId) -> Result<Account> {
    let loaded = load(tx, account).await?;
    log::record(tx, account.into(), actor, EventKind::AccountUpdated { account: loaded.clone() }, now).await?;
    Ok(loaded)
}

fn alias_taken(error: crate::error::Error) -> crate::error::Error {
    if crate::storage::is_taken(&error) {
        return Refusal::new(RefusalCode::AliasTaken, "Somebody has this alias, or one that looks like it.")
            .field("alias")
            .into();
    }
    error
}

fn no_such_person() -> crate::error::Error {
    Refusal::new(RefusalCode::NotFound, "There is nobody by this name.").into()
}
