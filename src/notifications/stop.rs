//! Addresses in mails that turn off mails of one kind, for whoever got the mail and without signing in (RFC 8058). Nothing is
//! stored for them: the address names account and kind, and is sealed with a key that only the database has.

use crate::clock::Chance;
use alongside_protocol::{AccountId, NotificationKind};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;

/// Bytes of the key.
const KEY_BYTES: usize = 32;

#[derive(Clone)]
pub struct StopKey([u8; KEY_BYTES]);

impl StopKey {
    pub fn new(chance: &Chance) -> Self {
        let mut key = [0; KEY_BYTES];
        chance.fill(&mut key);
        Self(key)
    }

    fn key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &self.0)
    }

    pub fn token(&self, account: AccountId, kind: NotificationKind) -> String {
        let names = format!("{account}.{kind}");
        let seal = hmac::sign(&self.key(), names.as_bytes());
        format!("{names}.{}", URL_SAFE_NO_PAD.encode(seal))
    }

    /// What a token names, if it is one of ours.
    pub fn open(&self, token: &str) -> Option<(AccountId, NotificationKind)> {
        let (names, seal) = token.rsplit_once('.')?;
        let seal = URL_SAFE_NO_PAD.decode(seal).ok()?;
        hmac::verify(&self.key(), names.as_bytes(), &seal).ok()?;
        let (account, kind) = names.split_once('.')?;
        Some((account.parse().ok()?, kind.parse().ok()?))
    }
}

/// Only for storing it.
impl std::fmt::Display for StopKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}
impl std::str::FromStr for StopKey {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = hex::decode(text).map_err(drop)?;
        Ok(Self(bytes.try_into().map_err(drop)?))
    }
}
impl std::fmt::Debug for StopKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StopKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn only_our_own_addresses_are_opened() {
        let chance = Chance::seeded(1);
        let (key, other) = (StopKey::new(&chance), StopKey::new(&chance));
        let (account, kind) = (AccountId(Uuid::from_u128(7)), NotificationKind::ContactAnswered);
        let token = key.token(account, kind);
        assert_eq!(key.open(&token), Some((account, kind)));
        assert_eq!(key.to_string().parse::<StopKey>().expect("itself").open(&token), Some((account, kind)));
        assert_eq!(other.open(&token), None);
        let for_another = token.replacen('7', "8", 1);
        for forged in [for_another.as_str(), &token[..token.len() - 2], "", "a.b.c", "."] {
            assert_eq!(key.open(forged), None, "{forged}");
        }
        assert!(token.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)), "{token}");
    }
}
