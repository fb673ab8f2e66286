//! Push messages as browsers open them: RFC 8291 (keys) over RFC 8188 (`aes128gcm`), one record each.

use crate::error::{Error, Result};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use ring::rand::SystemRandom;

/// An uncompressed P-256 point, and the secret that a browser shares with us, in bytes.
pub const POINT_BYTES: usize = 65;
pub const AUTH_BYTES: usize = 16;
const SALT_BYTES: usize = 16;
/// What one record may hold, in bytes; push services take at most 4096 (RFC 8030 section 7.2).
const RECORD_BYTES: u32 = 4_096;
/// Ends the last record (RFC 8188 section 2).
const LAST: u8 = 2;

/// With what messages to one browser are sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Browser<'a> {
    pub public: &'a [u8],
    pub auth: &'a [u8],
}

/// Seals a message with a key of its own. Keys of curves come from the operating system, in tests too: ring takes them from
/// nowhere else.
pub fn seal(browser: Browser<'_>, salt: [u8; SALT_BYTES], message: &[u8]) -> Result<Vec<u8>> {
    let random = SystemRandom::new();
    let own = EphemeralPrivateKey::generate(&ECDH_P256, &random).map_err(broken)?;
    let public = own.compute_public_key().map_err(broken)?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, browser.public);
    let sealed = agree_ephemeral(own, &theirs, |shared| seal_with(shared, public.as_ref(), browser, salt, message));
    sealed.map_err(broken)?
}

/// Whether a browser's public key is one: a point on the curve.
pub fn is_point(public: &[u8]) -> bool {
    let try_it = || {
        let own = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).ok()?;
        agree_ephemeral(own, &UnparsedPublicKey::new(&ECDH_P256, public), |_| ()).ok()
    };
    public.len() == POINT_BYTES && try_it().is_some()
}

/// All but the agreement on a secret, which is `shared`; `public` is our half of it.
fn seal_with(
    shared: &[u8],
    public: &[u8],
    browser: Browser<'_>,
    salt: [u8; SALT_BYTES],
    message: &[u8],
) -> Result<Vec<u8>> {
    let (key, nonce) = keys(shared, public, browser, salt)?;
    let mut body = Vec::with_capacity(SALT_BYTES + 5 + POINT_BYTES + message.len() + 17);
    body.extend_from_slice(&salt);
    body.extend_from_slice(&RECORD_BYTES.to_be_bytes());
    body.push(u8::try_from(public.len()).map_err(Error::fault)?);
    body.extend_from_slice(public);
    let mut record = message.to_vec();
    record.push(LAST);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).map_err(broken)?);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record).map_err(broken)?;
    body.append(&mut record);
    Ok(body)
}

/// The content encryption key and nonce (RFC 8291 section 3.4).
fn keys(shared: &[u8], public: &[u8], browser: Browser<'_>, salt: [u8; SALT_BYTES]) -> Result<([u8; 16], [u8; 12])> {
    let of_both = Salt::new(HKDF_SHA256, browser.auth).extract(shared);
    let mut input = [0; 32];
    expand(&of_both, &[b"WebPush: info\0", browser.public, public], &mut input)?;
    let of_message = Salt::new(HKDF_SHA256, &salt).extract(&input);
    let (mut key, mut nonce) = ([0; 16], [0; 12]);
    expand(&of_message, &[b"Content-Encoding: aes128gcm\0"], &mut key)?;
    expand(&of_message, &[b"Content-Encoding: nonce\0"], &mut nonce)?;
    Ok((key, nonce))
}

fn expand(from: &ring::hkdf::Prk, info: &[&[u8]], into: &mut [u8]) -> Result<()> {
    from.expand(info, Length(into.len())).and_then(|okm| okm.fill(into)).map_err(broken)
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

fn broken(_: ring::error::Unspecified) -> Error {
    Error::fault("a push message cannot be sealed for this browser")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as B64;

    fn bytes(text: &str) -> Vec<u8> {
        B64.decode(text).expect("base64url")
    }

    /// RFC 8291, Appendix A: everything that follows from the shared secret.
    #[test]
    fn the_example_of_the_rfc_comes_out_byte_for_byte() {
        let public = bytes("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
        let theirs = bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
        let auth = bytes("BTBZMqHH6r4Tts7J_aSIgg");
        let shared = bytes("kyrL1jIIOHEzg3sM2ZWRHDRB62YACZhhSlknJ672kSs");
        let salt: [u8; 16] = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().expect("16 bytes");
        let browser = Browser { public: &theirs, auth: &auth };
        let (key, nonce) = keys(&shared, &public, browser, salt).expect("keys");
        assert_eq!(B64.encode(key), "oIhVW04MRdy2XN9CiKLxTg");
        assert_eq!(B64.encode(nonce), "4h_95klXJ5E_qnoN");
        let sealed = seal_with(&shared, &public, browser, salt, b"When I grow up, I want to be a watermelon");
        assert_eq!(
            B64.encode(sealed.expect("sealed")),
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8w\
             EqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
        );
        assert!(is_point(&theirs) && is_point(&public));
        for wrong in [&theirs[..64], &[4; POINT_BYTES][..], &[]] {
            assert!(!is_point(wrong), "{wrong:?}");
        }
    }

    /// A browser: it has a key pair, and opens one message.
    pub(crate) struct Opener {
        private: EphemeralPrivateKey,
        pub public: Vec<u8>,
        pub auth: [u8; AUTH_BYTES],
    }

    impl Opener {
        pub fn new() -> Self {
            let private = EphemeralPrivateKey::generate(&ECDH_P256, &SystemRandom::new()).expect("a key");
            let public = private.compute_public_key().expect("its other half").as_ref().to_vec();
            Self { private, public, auth: *b"sixteen bytes .." }
        }

        pub fn open(self, body: &[u8]) -> Vec<u8> {
            let Self { private, public, auth } = self;
            let salt: [u8; SALT_BYTES] = body[..16].try_into().expect("a salt");
            assert_eq!(body[16..21], [0, 0, 16, 0, 65], "the record's length, and that of the key");
            let (own, record) = body[21..].split_at(POINT_BYTES);
            let browser = Browser { public: &public, auth: &auth };
            let opened = agree_ephemeral(private, &UnparsedPublicKey::new(&ECDH_P256, own), |shared| {
                let (key, nonce) = keys(shared, own, browser, salt).expect("keys");
                let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key).expect("a key"));
                let mut record = record.to_vec();
                let nonce = Nonce::assume_unique_for_key(nonce);
                key.open_in_place(nonce, Aad::empty(), &mut record).expect("it opens").to_vec()
            });
            let opened = opened.expect("agreed");
            let (last, message) = opened.split_last().expect("not empty");
            assert_eq!(*last, LAST);
            message.to_vec()
        }
    }

    #[test]
    fn a_browser_opens_what_was_sealed_for_it() {
        let browser = Opener::new();
        let to = Browser { public: &browser.public, auth: &browser.auth };
        let sealed = seal(to, [7; 16], b"something").expect("sealed");
        assert_eq!(browser.open(&sealed), b"something");
    }
}
