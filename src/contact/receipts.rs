//! Receipts and their keys: what somebody writes down or reads aloud, and types in again. Pure, but for chance.

use crate::clock::Chance;
use sha2::{Digest, Sha256};

/// Crockford's base 32: no I, L, O, U.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Letters of a receipt (40 bits) and of a key (60 bits). The key alone keeps strangers out, together with the limit on tries.
pub const RECEIPT_LETTERS: usize = 8;
pub const KEY_LETTERS: usize = 12;
const GROUP: usize = 4;

/// A new text of `letters`, without dashes.
pub fn new(chance: &Chance, letters: usize) -> String {
    let mut bytes = vec![0; letters];
    chance.fill(&mut bytes);
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// In groups of four.
pub fn shown(plain: &str) -> String {
    let letters: Vec<char> = plain.chars().collect();
    letters.chunks(GROUP).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// As somebody types it: in any case, with spaces and dashes or without, with letters that look like others. Nothing when it is none.
pub fn parse(text: &str, letters: usize) -> Option<String> {
    let typed = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2013}' | '.'));
    let plain: String = typed.take(letters + 1).map(looks_like).collect();
    let known = plain.bytes().all(|letter| LETTERS.contains(&letter));
    (plain.len() == letters && known).then_some(plain)
}

fn looks_like(letter: char) -> char {
    match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        'U' => 'V',
        other => other,
    }
}

/// What is stored of a key.
pub fn hash(key: &str) -> String {
    hex::encode(Sha256::digest(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_aloud_is_found_again() {
        let chance = Chance::seeded(7);
        for _ in 0..100 {
            let receipt = new(&chance, RECEIPT_LETTERS);
            let written = shown(&receipt);
            assert_eq!(written.len(), 9, "{written}");
            for typed in [written.clone(), written.to_lowercase(), written.replace('-', " "), format!(" {receipt}\n")] {
                assert_eq!(parse(&typed, RECEIPT_LETTERS).as_deref(), Some(receipt.as_str()), "{typed:?}");
            }
        }
        assert_eq!(shown("9WTN4RB8E3HC"), "9WTN-4RB8-E3HC");
        assert_eq!(parse("oOiI-lLuU", 8).as_deref(), Some("001111VV"));
        for wrong in ["", "K7Q4", "K7Q4-M2XDX", "K7Q4-M2X!", "K7Q4-M2X\u{e9}", &"A".repeat(10_000)] {
            assert_eq!(parse(wrong, RECEIPT_LETTERS), None, "{wrong:?}");
        }
    }
}
