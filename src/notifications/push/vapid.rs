//! Who sends a push message (RFC 8292): a key pair of this installation, made at the first start, and short-lived words that
//! it signs for each push service.

use crate::egress::Url;
use crate::error::{Error, Result};
use alongside_protocol::Timestamp;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;

/// How long a push service may take them for ours; the RFC allows a day.
const LIFETIME: TimeDelta = TimeDelta::hours(12);

/// The private key, as PKCS #8.
#[derive(Clone)]
pub struct VapidKey(Vec<u8>);

impl VapidKey {
    pub fn new() -> Result<Self> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        Ok(Self(made.map_err(|_| Error::fault("no key could be made"))?.as_ref().to_vec()))
    }

    fn pair(&self) -> Result<EcdsaKeyPair> {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &self.0, &SystemRandom::new())
            .map_err(|why| Error::fault(format!("the key for push messages cannot be read: {why}")))
    }

    /// The public half: `applicationServerKey` of a page.
    pub fn public(&self) -> Result<String> {
        Ok(URL_SAFE_NO_PAD.encode(self.pair()?.public_key()))
    }

    /// The `Authorization` of a request to a push service. `contact` is whom its people can write to.
    pub fn authorization(&self, endpoint: &Url, contact: &str, now: Timestamp) -> Result<String> {
        let expires = (now + LIFETIME).millis() / 1_000;
        let claims = json!({ "aud": endpoint.origin().ascii_serialization(), "exp": expires, "sub": contact });
        let head = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
        let words = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let pair = self.pair()?;
        let signature = pair.sign(&SystemRandom::new(), words.as_bytes()).map_err(|_| Error::fault("cannot sign"))?;
        let public = URL_SAFE_NO_PAD.encode(pair.public_key());
        Ok(format!("vapid t={words}.{}, k={public}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// Only for storing it.
impl std::fmt::Display for VapidKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(&self.0))
    }
}
impl std::str::FromStr for VapidKey {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let key = Self(URL_SAFE_NO_PAD.decode(text).map_err(Error::fault)?);
        key.pair()?;
        Ok(key)
    }
}
impl std::fmt::Debug for VapidKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VapidKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    #[test]
    fn a_push_service_can_tell_that_it_is_us() {
        let key = VapidKey::new().expect("a key");
        let key: VapidKey = key.to_string().parse().expect("as it was stored");
        let endpoint: Url = "https://push.example.net:8443/send/abc?x=1".parse().expect("an address");
        let now = Timestamp::from_millis(1_773_110_467_250);
        let header = key.authorization(&endpoint, "https://talk.example.org", now).expect("words");
        let (token, public) = header.strip_prefix("vapid t=").and_then(|rest| rest.split_once(", k=")).expect("two");
        assert_eq!(public, key.public().expect("a key"));
        let (words, signature) = token.rsplit_once('.').expect("three parts");
        let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, decoded(public));
        public.verify(words.as_bytes(), &decoded(signature)).expect("signed by us");
        let (head, claims) = words.split_once('.').expect("two parts");
        assert_eq!(decoded(head), br#"{"typ":"JWT","alg":"ES256"}"#);
        let claims: serde_json::Value = serde_json::from_slice(&decoded(claims)).expect("JSON");
        let expected = json!({
            "aud": "https://push.example.net:8443", "exp": 1_773_110_467 + 12 * 3_600, "sub": "https://talk.example.org"
        });
        assert_eq!(claims, expected);
        assert!(!format!("{key:?}").contains(&key.to_string()));
    }
}
