//! Aliases (policy 9.1): what one may hold, and when two of them look alike. Pure.

use alongside_protocol::limits::ALIAS_CHARACTERS;
use alongside_protocol::{Refusal, RefusalCode};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_security::{MixedScript, skeleton};

/// An alias that may be used: as it is shown, and the key under which look-alikes collide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    shown: String,
    key: String,
}

/// More digits than this could be a phone number, whatever stands between them.
const DIGITS: usize = 6;
/// Marks on one letter; more only serve to spill over other lines.
const MARKS_IN_A_ROW: usize = 2;
/// Longer texts are cut before they are compared: no alias is that long.
const KEY_INPUT_CHARACTERS: usize = 4 * ALIAS_CHARACTERS.1;

/// Refused as a word of its own.
const STAFF_WORDS: &[&str] = &[
    "staff",
    "admin",
    "admins",
    "mod",
    "mods",
    "support",
    "supporter",
    "supporters",
    "oversight",
    "official",
    "system",
    "webmaster",
    "postmaster",
    "crisis",
    "hotline",
    "lifeline",
    "988",
    "911",
];
/// Refused wherever they stand: no ordinary name holds them.
const STAFF_ANYWHERE: &[&str] = &["alongside", "moderator", "administrator", "peersupport", "helpdesk"];
/// Refused at the beginning or the end of a word ("sysadmin"), but not inside ("badminton").
const STAFF_AT_EDGE: &[&str] = &["admin"];

/// Names of mail services and the last parts of addresses, as they stand in an address written without its signs.
const MAIL_SERVICES: &[&str] = &["gmail", "hotmail", "yahoo", "icloud", "protonmail"];
const DOMAIN_ENDS: &[&str] = &["com", "net", "org", "edu", "gov", "info", "io"];

impl Alias {
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let shown = tidy(text);
        let length = shown.chars().count();
        if !(ALIAS_CHARACTERS.0..=ALIAS_CHARACTERS.1).contains(&length) {
            let (least, most) = ALIAS_CHARACTERS;
            return Err(Refusal::invalid("alias", format!("An alias has {least} to {most} characters.")));
        }
        if looks_like_address(&shown) {
            return Err(refused("An alias cannot hold a mail or web address. It keeps you safe."));
        }
        if !holds_only_letters_and_signs(&shown) {
            return Err(Refusal::invalid(
                "alias",
                "An alias has letters, digits, spaces, and the signs ' - . and begins with a letter or digit.",
            ));
        }
        if shown.chars().filter(|c| c.is_numeric()).count() > DIGITS {
            return Err(refused("An alias cannot hold a phone number. It keeps you safe."));
        }
        if !letters(&shown).as_str().is_single_script() {
            return Err(refused(
                "Please write the alias in one alphabet, so that nobody can be mistaken for somebody else.",
            ));
        }
        if sounds_like_staff(&shown) {
            return Err(refused("This alias sounds like somebody who works here. Please choose another one."));
        }
        let key = key_of(&shown);
        Ok(Self { shown, key })
    }

    pub fn shown(&self) -> &str {
        &self.shown
    }

    pub fn key(&self) -> &str {
        &self.key
    }
}

/// The key of any text that somebody typed as an alias, for looking it up: compatibility forms, case, look-alike
/// letters and separators folded, so that "Quiet Birch", "quiet-birch" and a Cyrillic copy are the same.
pub fn key_of(text: &str) -> String {
    let letters: String = text.chars().take(KEY_INPUT_CHARACTERS).nfkc().filter(|c| !is_separator(*c)).collect();
    // Twice: what a look-alike stands for can have a case of its own ("0" is like "O").
    let alike: String = skeleton(&fold(&letters)).collect();
    let alike: String = skeleton(&fold(&alike)).collect();
    // In many fonts a capital I, a small l and the digit 1 are one stroke.
    fold(&alike).replace('l', "i")
}

fn refused(message: &str) -> Refusal {
    Refusal::new(RefusalCode::AliasRefused, message).field("alias")
}

/// As it will be shown: compatibility forms replaced, the apostrophe that phones type made plain, spaces single.
fn tidy(text: &str) -> String {
    let text: String =
        text.chars().take(KEY_INPUT_CHARACTERS).nfkc().map(|c| if c == '\u{2019}' { '\'' } else { c }).collect();
    text.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '\'' | '-' | '.' | '\u{2019}')
}

fn holds_only_letters_and_signs(shown: &str) -> bool {
    let mut marks = 0;
    shown.chars().enumerate().all(|(place, c)| {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        let first = place == 0;
        // Marks for symbols, such as a ring around a letter.
        let symbol_mark = ('\u{20d0}'..='\u{20ff}').contains(&c);
        // Letters that nobody sees have no skeleton.
        let visible = skeleton(c.encode_utf8(&mut [0; 4])).next().is_some();
        let letter = c.is_alphanumeric() && visible && !(first && is_combining_mark(c));
        letter || (!first && is_separator(c)) || (!first && marks > 0 && marks <= MARKS_IN_A_ROW && !symbol_mark)
    })
}

fn letters(shown: &str) -> String {
    shown.chars().filter(|c| !is_separator(*c)).collect()
}

/// Case folding through upper case, which unites more than lower case alone (ß and ss, final sigma).
fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfkc().collect()
}

fn looks_like_address(shown: &str) -> bool {
    let folded = fold(shown);
    let domain = folded.rsplit_once('.').is_some_and(|(before, end)| {
        before.ends_with(char::is_alphanumeric) && DOMAIN_ENDS.contains(&end.trim_end_matches(char::is_numeric))
    });
    let spoken = folded.contains(" at ") && folded.contains(" dot ");
    domain || spoken || folded.contains(['@', '/', ':']) || MAIL_SERVICES.iter().any(|service| folded.contains(service))
}

fn sounds_like_staff(shown: &str) -> bool {
    let joined = letters(shown);
    let whole = squash(&joined);
    if STAFF_ANYWHERE.iter().any(|word| whole.contains(&squash(word))) {
        return true;
    }
    let mut words = words(shown);
    words.push(joined);
    words.iter().any(|word| {
        let word = squash(word);
        STAFF_WORDS.iter().any(|staff| word == squash(staff))
            || STAFF_AT_EDGE
                .iter()
                .map(|staff| squash(staff))
                .any(|staff| word.starts_with(&staff) || word.ends_with(&staff))
    })
}

/// Parts that a reader would see as words: between separators, also without digits around, and at changes of case
/// or between letters and digits.
fn words(shown: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in shown.split(is_separator) {
        words.push(part.to_owned());
        words.push(part.trim_matches(char::is_numeric).to_owned());
        let mut word = String::new();
        let mut before: Option<char> = None;
        for c in part.chars() {
            let turn =
                before.is_some_and(|b| (b.is_lowercase() && c.is_uppercase()) || b.is_numeric() != c.is_numeric());
            if turn {
                words.push(std::mem::take(&mut word));
            }
            word.push(c);
            before = Some(c);
        }
        words.push(word);
    }
    // Spread over separators: "s t a f f", "9-8-8".
    let joined = letters(shown);
    words.push(joined.trim_matches(char::is_numeric).to_owned());
    words.push(joined.trim_start_matches(|c: char| !c.is_numeric()).to_owned());
    words.retain(|word| !word.is_empty());
    words
}

/// Coarser than a key: digits that stand for letters are read as letters too.
fn squash(text: &str) -> String {
    key_of(text)
        .chars()
        .map(|c| match c {
            '3' => 'e',
            '4' => 'a',
            '5' => 's',
            '7' => 't',
            '8' => 'b',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_alias_may_hold() {
        use RefusalCode::{AliasRefused, Invalid};
        for (text, refused) in [
            ("Heron", None),
            ("Quiet Birch", None),
            ("  Quiet   Birch ", None),
            ("Jo", None),
            ("J.R. Heron", None),
            ("O'Neill", None),
            ("O\u{2019}Neill", None),
            ("Anne-Marie", None),
            ("Zoë", None),
            ("Nguyễn", None),
            ("Ольха", None),
            ("สมชาย", None),
            ("ひなた 日向", None),
            ("Heron 1988", None),
            ("Birch 123456", None),
            ("Badminton", None),
            ("Modest", None),
            ("Staffordshire", None),
            ("Supportive Sam", None),
            ("Dr.No", None),
            ("abcdefghijklmnopqrstuvwx", None),
            // Length
            ("", Some(Invalid)),
            ("J", Some(Invalid)),
            ("   J   ", Some(Invalid)),
            ("abcdefghijklmnopqrstuvwxy", Some(Invalid)),
            // Signs
            ("-Heron", Some(Invalid)),
            ("\u{301}Heron", Some(Invalid)),
            ("He\u{301}\u{302}\u{303}\u{304}ron", Some(Invalid)),
            ("Heron!", Some(Invalid)),
            ("Heron_1", Some(Invalid)),
            ("He\u{200b}ron", Some(Invalid)),
            ("He\u{202e}ron", Some(Invalid)),
            ("He\nron", Some(Invalid)),
            ("He\0ron", Some(Invalid)),
            ("Heron\u{3164}", Some(Invalid)),
            ("Heron 🪶", Some(Invalid)),
            // Addresses
            ("heron@example.org", Some(AliasRefused)),
            ("heron＠example", Some(AliasRefused)),
            ("heron.example.com", Some(AliasRefused)),
            ("heron at mail dot com", Some(AliasRefused)),
            ("heron gmail", Some(AliasRefused)),
            ("https://heron", Some(AliasRefused)),
            // Phone numbers
            ("5551234567", Some(AliasRefused)),
            ("555-12-34", Some(AliasRefused)),
            ("5 5 5 1 2 3 4", Some(AliasRefused)),
            ("Heron 555.1234", Some(AliasRefused)),
            ("５５５１２３４", Some(AliasRefused)),
            ("٥٥٥١٢٣٤", Some(AliasRefused)),
            // Staff
            ("Staff", Some(AliasRefused)),
            ("STAFF", Some(AliasRefused)),
            ("s t a f f", Some(AliasRefused)),
            ("S.t.a.f.f 2", Some(AliasRefused)),
            ("Admin", Some(AliasRefused)),
            ("Adm1n", Some(AliasRefused)),
            ("admin123", Some(AliasRefused)),
            ("sysadmin", Some(AliasRefused)),
            ("SiteAdmin", Some(AliasRefused)),
            ("Site-Admin", Some(AliasRefused)),
            ("M0derator", Some(AliasRefused)),
            ("The Moderators", Some(AliasRefused)),
            ("Mod Heron", Some(AliasRefused)),
            ("Аdmin", Some(AliasRefused)),
            ("ａｄｍｉｎ", Some(AliasRefused)),
            ("Support", Some(AliasRefused)),
            ("Support Team", Some(AliasRefused)),
            ("5upport", Some(AliasRefused)),
            ("Alongside", Some(AliasRefused)),
            ("Along side", Some(AliasRefused)),
            ("A1ongside Team", Some(AliasRefused)),
            ("988", Some(AliasRefused)),
            ("9-8-8", Some(AliasRefused)),
            ("988 Line", Some(AliasRefused)),
            ("988line", Some(AliasRefused)),
            ("Crisis Line", Some(AliasRefused)),
            // Mixed alphabets
            ("Herоn", Some(AliasRefused)),
        ] {
            assert_eq!(Alias::parse(text).err().map(|refusal| refusal.code), refused, "{text:?}");
        }
    }

    #[test]
    fn look_alikes_share_a_key() {
        for (one, other) in [
            ("Quiet Birch", "quiet birch"),
            ("Quiet Birch", "QUIET-BIRCH"),
            ("Quiet Birch", "Quiet.Birch"),
            ("Quiet Birch", "QuietBirch"),
            ("O'Neill", "ONeill"),
            ("O\u{2019}Neill", "O'Neill"),
            ("Iris", "lris"),
            ("Iris", "1ris"),
            ("Olive", "0live"),
            ("Heron", "Herοn"),
            ("Heron", "Ｈｅｒｏｎ"),
            ("mара", "mapa"),
            ("Weiß", "WEISS"),
            ("Zoe\u{308}", "Zoë"),
            ("modern", "rnodern"),
        ] {
            assert_eq!(key_of(one), key_of(other), "{one:?} {other:?}");
        }
        for (one, other) in [("Heron", "Herons"), ("Heron 1", "Heron 2"), ("Zoe", "Zoë"), ("Ольха", "Осина")]
        {
            assert_ne!(key_of(one), key_of(other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn an_alias_is_shown_tidied() {
        for (text, shown) in
            [("  Quiet   Birch ", "Quiet Birch"), ("O\u{2019}Neill", "O'Neill"), ("Ｈｅｒｏｎ", "Heron")]
        {
            assert_eq!(Alias::parse(text).map(|alias| alias.shown().to_owned()), Ok(shown.to_owned()), "{text:?}");
        }
    }
}
