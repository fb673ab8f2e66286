//! Passwords: which may be chosen, and the one place that hashes them (argon2id, RFC 9106).

use super::aliases;
use crate::clock::Chance;
use crate::error::{Error, Result};
use alongside_protocol::limits::PASSWORD_CHARACTERS;
use alongside_protocol::{AccountId, Refusal, RefusalCode};
use argon2::Argon2;
use argon2::password_hash::{self, PasswordHasher as _, PasswordVerifier as _};
use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// Hashes under way at once; each takes a core and 19 MiB for a while.
const HASHES_AT_ONCE: usize = 2;
/// Hashes that may wait for their turn; past it one is asked to come back.
const HASHES_WAITING: usize = 32;
/// When to come back, in milliseconds: about as long as the whole queue takes.
const COME_BACK_MS: u64 = 2_000;
/// RFC 9106 section 3.1 recommends 16 bytes of salt.
const SALT_BYTES: usize = 16;

static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// A password as somebody typed it, normalised so that every keyboard gives the same bytes. Never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// One that is to be used from now on, by somebody with this alias.
    pub fn chosen(text: &str, alias: &str) -> Result<Self, Refusal> {
        let password = Self::given(text);
        let (least, most) = PASSWORD_CHARACTERS;
        if !(least..=most).contains(&password.0.chars().count()) {
            return Err(Refusal::invalid("password", format!("A password has {least} to {most} characters.")));
        }
        let folded = password.0.to_lowercase();
        let is_alias = aliases::key_of(&folded) == aliases::key_of(alias);
        let is_one_character = folded.chars().all(|c| folded.starts_with(c));
        if is_alias || is_one_character || COMMON.contains(folded.as_str()) {
            return Err(Refusal::new(
                RefusalCode::PasswordCommon,
                "This password is among the first that strangers try. Please choose another one, such as four unrelated words.",
            )
            .field("password"));
        }
        Ok(password)
    }

    /// One that was typed to sign in.
    pub fn given(text: &str) -> Self {
        Self(text.nfkc().collect())
    }
}

/// In the PHC string format, as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub(crate) String);

/// What is stored for an alias.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub(super) account: AccountId,
    pub(super) hash: PasswordHash,
}

/// Somebody has just given the password of this account. Only [`Hasher::verify`] makes one.
#[derive(Debug, Clone)]
pub struct Verified {
    account: AccountId,
    hash: PasswordHash,
}

impl Verified {
    pub fn account(&self) -> AccountId {
        self.account
    }

    #[cfg(test)]
    pub(super) fn for_test(credentials: Credentials) -> Self {
        Self { account: credentials.account, hash: credentials.hash }
    }

    /// The hash that the password fitted: what acts on this must find it unchanged.
    pub(super) fn hash(&self) -> &PasswordHash {
        &self.hash
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}
impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// Hashes passwords, two at once, beside the async threads. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Hasher {
    /// A place in the queue, held from the request to the end of its hash.
    places: Arc<Semaphore>,
    /// The right to work.
    turns: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

impl Hasher {
    pub fn new() -> Self {
        Self {
            places: Arc::new(Semaphore::new(HASHES_AT_ONCE + HASHES_WAITING)),
            turns: Arc::new(Semaphore::new(HASHES_AT_ONCE)),
        }
    }

    /// Hashes a chosen password under a new salt.
    pub async fn hash(&self, password: Password, chance: &Chance) -> Result<PasswordHash> {
        let mut salt = [0; SALT_BYTES];
        chance.fill(&mut salt);
        let hash = self.work(move || Argon2::default().hash_password_with_salt(password.0.as_bytes(), &salt)).await?;
        Ok(PasswordHash(hash.map_err(fault)?.to_string()))
    }

    /// Checks a typed password. Without credentials (an alias that nobody has) it works just as long before it says
    /// the same words.
    pub async fn verify(&self, password: Password, credentials: Option<Credentials>) -> Result<Verified> {
        let fits = self.work(move || check(&password, credentials)).await??;
        fits.ok_or_else(|| {
            Refusal::new(RefusalCode::WrongCredentials, "The alias or the password is not right. Please try again.")
                .into()
        })
    }

    async fn work<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| too_busy())?;
        let turn = self.turns.clone().acquire_owned().await.map_err(Error::fault)?;
        // Both go along: a request that was given up does not make room before its hash is done.
        tokio::task::spawn_blocking(move || {
            let _held = (place, turn);
            job()
        })
        .await
        .map_err(Error::fault)
    }
}

fn check(password: &Password, credentials: Option<Credentials>) -> Result<Option<Verified>> {
    let Some(Credentials { account, hash }) = credentials else {
        let spent = Argon2::default().hash_password_with_salt(password.0.as_bytes(), &[0; SALT_BYTES]);
        std::hint::black_box(spent).map_err(fault)?;
        return Ok(None);
    };
    match Argon2::default().verify_password(password.0.as_bytes(), hash.0.as_str()) {
        Ok(()) => Ok(Some(Verified { account, hash })),
        Err(password_hash::Error::PasswordInvalid) => Ok(None),
        Err(other) => Err(fault(other)),
    }
}

fn fault(source: password_hash::Error) -> Error {
    Error::fault(source.to_string())
}

fn too_busy() -> Error {
    Refusal::new(RefusalCode::Degraded, "Many people are signing in right now. Please try again in a few seconds.")
        .after(COME_BACK_MS)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_passwords_may_be_chosen() {
        use RefusalCode::{Invalid, PasswordCommon};
        let long = "heron birch ".repeat(22);
        let cases: [(&str, Option<RefusalCode>); 11] = [
            ("lantern otter seven", None),
            ("ein-gutes-Wort", None),
            ("пароль из слов", None),
            ("1234567", Some(Invalid)),
            ("", Some(Invalid)),
            (&long, Some(Invalid)),
            ("password", Some(PasswordCommon)),
            ("PassWord", Some(PasswordCommon)),
            ("ｐａｓｓｗｏｒｄ", Some(PasswordCommon)),
            ("zzzzzzzzzzzz", Some(PasswordCommon)),
            ("quiet-birch", Some(PasswordCommon)),
        ];
        for (text, refused) in cases {
            assert_eq!(Password::chosen(text, "Quiet Birch").err().map(|refusal| refusal.code), refused, "{text:?}");
        }
    }

    #[tokio::test]
    async fn the_right_password_fits_and_no_other() {
        let hasher = Hasher::new();
        let chance = Chance::seeded(1);
        let account = chance.id(alongside_protocol::Timestamp::from_millis(0));
        let hash = hasher.hash(Password::given("lantern otter sev\u{65}\u{301}n"), &chance).await.expect("a hash");
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "the parameters that OWASP names");
        let credentials = Some(Credentials { account, hash });
        let same = hasher.verify(Password::given("lantern otter sev\u{e9}n"), credentials.clone()).await;
        assert_eq!(same.expect("another keyboard's bytes fit").account(), account);
        for (text, credentials) in [("lantern otter", credentials), ("lantern otter sevén", None)] {
            let refused = hasher.verify(Password::given(text), credentials).await.expect_err("does not fit");
            assert_eq!(refused.code(), RefusalCode::WrongCredentials);
        }
    }

    #[tokio::test]
    async fn a_full_queue_asks_to_come_back() {
        let hasher = Hasher::new();
        let _all =
            hasher.places.clone().acquire_many_owned((HASHES_AT_ONCE + HASHES_WAITING) as u32).await.expect("free");
        let refused = hasher.hash(Password::given("lantern otter"), &Chance::seeded(1)).await.expect_err("full");
        let refusal = refused.into_refusal("test");
        assert_eq!((refusal.code, refusal.retry_after_ms), (RefusalCode::Degraded, Some(COME_BACK_MS)));
    }

    #[test]
    fn nothing_secret_is_shown_by_debug() {
        let shown = format!("{:?} {:?}", Password::given("lantern otter"), PasswordHash("$argon2id$abc".into()));
        assert_eq!(shown, "Password(…) PasswordHash(…)");
    }
}
