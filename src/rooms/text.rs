//! Texts that people write about rooms: trimmed, bounded, and without characters that cannot be seen. Pure.

use alongside_protocol::Refusal;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One line of `least` to `most` Unicode scalar values.
pub fn line(field: &str, text: &str, least: usize, most: usize) -> Result<String, Refusal> {
    bounded(field, text, least, most, unseen)
}

/// As [`line`], but may have line breaks.
pub fn paragraph(field: &str, text: &str, least: usize, most: usize) -> Result<String, Refusal> {
    bounded(field, &text.replace("\r\n", "\n"), least, most, |c| c != '\n' && unseen(c))
}

fn bounded(field: &str, text: &str, least: usize, most: usize, refused: fn(char) -> bool) -> Result<String, Refusal> {
    let text = text.trim();
    if text.contains(refused) {
        return Err(Refusal::invalid(field, "This text holds characters that cannot be shown. Please type it anew."));
    }
    let length = text.chars().count();
    if length < least {
        let sentence = match least {
            1 => "Please write something here.".to_owned(),
            _ => format!("Please write at least {least} characters."),
        };
        return Err(Refusal::invalid(field, sentence));
    }
    if length > most {
        return Err(Refusal::invalid(field, format!("This is {length} characters long; {most} fit.")));
    }
    Ok(text.to_owned())
}

/// Control characters, and those that turn the direction of the text around them (UAX #9, explicit formatting):
/// they make a text look like another.
fn unseen(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// How texts are compared in a search: without accents, capitals and doubled spaces.
pub fn fold(text: &str) -> String {
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A LIKE pattern for texts that hold `part`, whatever `part` holds. For `LIKE … ESCAPE '\'`.
pub fn holding(part: &str) -> String {
    format!("%{}%", escaped(part))
}

/// A LIKE pattern for texts that begin with `part`. For `LIKE … ESCAPE '\'`.
pub fn beginning(part: &str) -> String {
    format!("{}%", escaped(part))
}

fn escaped(part: &str) -> String {
    part.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_trimmed_and_bounded() {
        for (text, expected) in [
            ("  Kitchen ", Some("Kitchen")),
            ("ab", Some("ab")),
            ("a", None),
            ("   ", None),
            ("abcdefgh", Some("abcdefgh")),
            ("abcdefghi", None),
            // Eight scalar values, sixteen bytes.
            ("éééééééé", Some("éééééééé")),
            ("two\nlines", None),
            ("nul\0", None),
            ("bell\u{7}s", None),
            ("turn\u{202E}", None),
        ] {
            assert_eq!(line("name", text, 2, 8).ok().as_deref(), expected, "{text:?}");
        }
        assert_eq!(line("name", "", 2, 8).unwrap_err().field.as_deref(), Some("name"));
        // A tab at the end is only space around the text.
        assert_eq!(line("name", "tab\t", 2, 8).ok().as_deref(), Some("tab"));
    }

    #[test]
    fn paragraphs_may_have_line_breaks() {
        assert_eq!(paragraph("description", " one\r\ntwo ", 0, 10).ok().as_deref(), Some("one\ntwo"));
        assert_eq!(paragraph("description", "", 0, 10).ok().as_deref(), Some(""));
        assert!(paragraph("description", "one\ttwo", 0, 10).is_err());
        assert!(paragraph("description", "lone\rreturn", 0, 20).is_err());
    }

    #[test]
    fn folding_forgets_accents_capitals_and_spaces() {
        for (text, folded) in
            [("Línea  de NOCHE", "linea de noche"), ("ＡＢＣ", "abc"), ("\n a \n b ", "a b"), ("ﬁne", "fine")]
        {
            assert_eq!(fold(text), folded);
        }
    }

    #[test]
    fn patterns_match_only_what_was_typed() {
        assert_eq!(holding("100%_\\"), "%100\\%\\_\\\\%");
        assert_eq!(beginning("a_b"), "a\\_b%");
    }
}
