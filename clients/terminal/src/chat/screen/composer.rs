//! The text that is being written.

use crossterm::event::KeyCode;

#[derive(Debug, Default)]
pub struct Composer {
    text: Vec<char>,
    /// Before which character the cursor stands.
    cursor: usize,
}

impl Composer {
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
    pub fn text(&self) -> String {
        self.text.iter().collect()
    }
    /// What stands before the cursor.
    pub fn before_cursor(&self) -> String {
        self.text[..self.cursor].iter().collect()
    }
    pub fn characters(&self) -> usize {
        self.text.len()
    }
    pub fn set(&mut self, text: impl AsRef<str>) {
        self.text = text.as_ref().chars().collect();
        self.cursor = self.text.len();
    }
    pub fn take(&mut self) -> String {
        self.cursor = 0;
        std::mem::take(&mut self.text).into_iter().collect()
    }
    /// Pasted text may hold anything: line ends stay, other control characters do not.
    pub fn insert(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace(['\r', '\t'], " ");
        for c in text.chars().filter(|c| *c == '\n' || !c.is_control()) {
            self.text.insert(self.cursor, c);
            self.cursor += 1;
        }
    }

    /// True when the text has changed.
    pub fn key(&mut self, code: KeyCode, control: bool) -> bool {
        match code {
            KeyCode::Char('a') if control => self.cursor = 0,
            KeyCode::Char('e') if control => self.cursor = self.text.len(),
            KeyCode::Char('u') if control => drop(self.text.drain(..std::mem::take(&mut self.cursor))),
            KeyCode::Char('w') if control => self.remove_word(),
            KeyCode::Char(_) if control => {}
            KeyCode::Char(c) => {
                self.insert(&c.to_string());
                return true;
            }
            KeyCode::Left => self.cursor = self.cursor.saturating_sub(1),
            KeyCode::Right => self.cursor = (self.cursor + 1).min(self.text.len()),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = self.text.len(),
            KeyCode::Backspace if self.cursor > 0 => {
                self.cursor -= 1;
                self.text.remove(self.cursor);
                return true;
            }
            KeyCode::Delete if self.cursor < self.text.len() => {
                self.text.remove(self.cursor);
                return true;
            }
            _ => {}
        }
        false
    }
    fn remove_word(&mut self) {
        let before = &self.text[..self.cursor];
        let words = before.iter().rposition(|c| !c.is_whitespace()).unwrap_or(0);
        let start = before[..words].iter().rposition(|c| c.is_whitespace()).map_or(0, |space| space + 1);
        self.text.drain(start..self.cursor);
        self.cursor = start;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_change_the_text_where_the_cursor_stands() {
        let mut composer = Composer::default();
        composer.insert("one three");
        for _ in 0..5 {
            composer.key(KeyCode::Left, false);
        }
        composer.insert("two ");
        assert_eq!((composer.text().as_str(), composer.before_cursor().as_str()), ("one two three", "one two "));
        composer.key(KeyCode::Char('w'), true);
        assert_eq!(composer.text(), "one three");
        assert!(composer.key(KeyCode::Delete, false) && composer.key(KeyCode::Backspace, false));
        assert_eq!(composer.text(), "onehree");
        composer.key(KeyCode::Char('u'), true);
        assert_eq!(composer.take(), "hree");
        assert!(composer.is_empty() && !composer.key(KeyCode::Backspace, false));
    }

    #[test]
    fn what_is_pasted_brings_no_control_characters() {
        let mut composer = Composer::default();
        composer.insert("a\u{1b}[2Jb\r\nc\td");
        assert_eq!(composer.text(), "a[2Jb\nc d");
    }
}
