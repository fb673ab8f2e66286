//! E-mail addresses: a light check. Whether one works is found out by writing to it. Pure.

use alongside_protocol::Refusal;
use unicode_normalization::UnicodeNormalization;

/// Longest address, in bytes (RFC 5321 section 4.5.3.1.3, less the angle brackets).
const ADDRESS_BYTES: usize = 254;

/// An address as it was typed, which mail goes to, and its folded key, which it is found by.
#[derive(Clone, PartialEq, Eq)]
pub struct Email {
    address: String,
    key: String,
}

impl Email {
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let address = text.trim();
        let (local, domain) = address.rsplit_once('@').unwrap_or_default();
        let plain =
            !address.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'));
        let dotted = domain.split('.').count() > 1 && domain.split('.').all(|label| !label.is_empty());
        if !plain || !dotted || local.is_empty() || local.contains('@') || address.len() > ADDRESS_BYTES {
            return Err(Refusal::invalid("email", "This does not look like a mail address."));
        }
        Ok(Self { key: key_of(address), address: address.to_owned() })
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn key(&self) -> &str {
        &self.key
    }
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email(…)")
    }
}

/// Only for finding: mail always goes to the stored address, never to one that folds to the same key.
pub fn key_of(text: &str) -> String {
    text.trim().chars().take(ADDRESS_BYTES).nfkc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_an_address() {
        for (text, good) in [
            ("heron@example.org", true),
            (" heron@example.org ", true),
            ("heron+rooms@mail.example.org", true),
            ("пример@пример.рф", true),
            ("heron", false),
            ("heron@", false),
            ("@example.org", false),
            ("heron@example", false),
            ("heron@example..org", false),
            ("heron@@example.org", false),
            ("heron birch@example.org", false),
            ("heron@example.org,birch@example.org", false),
            ("Heron <heron@example.org>", false),
            ("heron@example.org\r\nBcc: birch@example.org", false),
        ] {
            assert_eq!(Email::parse(text).is_ok(), good, "{text:?}");
        }
        assert!(Email::parse(&format!("{}@example.org", "h".repeat(255))).is_err());
    }

    #[test]
    fn typed_as_it_was_and_found_by_its_key() {
        let email = Email::parse("Heron@Example.ORG").expect("an address");
        assert_eq!((email.address(), email.key()), ("Heron@Example.ORG", "heron@example.org"));
        assert_eq!(format!("{email:?}"), "Email(…)");
    }
}
