//! Text of other people, made harmless for a terminal, and lines broken where they end.

use unicode_width::UnicodeWidthChar;

/// Control characters could move the cursor, rename the window or worse, and direction marks could
/// make text read as something else. Both are shown as a replacement character; line ends stay.
pub fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' => c,
            '\t' => ' ',
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' => char::REPLACEMENT_CHARACTER,
            _ if c.is_control() => char::REPLACEMENT_CHARACTER,
            _ => c,
        })
        .collect()
}

/// The same on one line.
pub fn one_line(text: &str) -> String {
    harmless(text).split('\n').map(str::trim_end).collect::<Vec<_>>().join(" / ")
}

pub fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// Breaks text into lines of at most `columns`, at spaces where there are some.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    text.split('\n').flat_map(|line| wrap_line(line, columns.max(2))).collect()
}

fn wrap_line(line: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    // What stands in stays standing in, while there is room for it.
    let indent = line.len() - line.trim_start_matches(' ').len();
    let mut current = " ".repeat(if indent < columns / 2 { indent } else { 0 });
    for word in line.trim_start_matches(' ').split(' ') {
        let space = usize::from(!current.trim().is_empty());
        if width(&current) + space + width(word) <= columns {
            if space == 1 {
                current.push(' ');
            }
            current.push_str(word);
            continue;
        }
        if !current.trim().is_empty() {
            lines.push(std::mem::take(&mut current));
        }
        let mut pieces = cut(word, columns);
        current = pieces.pop().unwrap_or_default();
        lines.append(&mut pieces);
    }
    lines.push(current);
    lines
}

/// Cuts a word that is wider than a line.
fn cut(word: &str, columns: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for c in word.chars() {
        let w = c.width().unwrap_or(0);
        if used + w > columns {
            pieces.push(String::new());
            used = 0;
        }
        used += w;
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_comes_through() {
        let nasty = "a\u{1b}[2Jb\u{7}c\u{9b}31md\re\u{202e}f\u{0}g\u{2028}h\u{7f}";
        let shown = harmless(nasty);
        assert!(shown.chars().all(|c| !c.is_control() && c != '\u{202e}' && c != '\u{2028}'), "{shown:?}");
        assert!(shown.contains("[2J"), "the harmless rest stays readable");
        assert_eq!(one_line("one\ntwo\t3"), "one / two 3");
    }

    #[test]
    fn lines_fit_and_lose_nothing() {
        for text in
            ["a long day and a longer night", "Donaudampfschifffahrtsgesellschaft ja", "夜の台所 で話す", "", "a\n\nb"]
        {
            for columns in [2, 5, 9, 80] {
                let lines = wrap(text, columns);
                assert!(lines.iter().all(|line| width(line) <= columns), "{lines:?} in {columns}");
                let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
                assert_eq!(letters(&lines.concat()), letters(text));
            }
        }
        assert_eq!(wrap("a\n\nb", 10), ["a", "", "b"]);
        assert_eq!(wrap("  a long day", 8), ["  a long", "day"]);
        assert_eq!(wrap("a  b", 8), ["a  b"], "spaces within stay");
    }
}
