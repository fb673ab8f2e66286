//! What stands on which line of the screen.

use super::Screen;
use crate::chat::say::{self, Tone};
use crate::chat::text::{one_line, width, wrap};
use alongside_protocol::limits::BODY_CHARACTERS;
use alongside_protocol::{Message, Seq};
use alongside_terminal::model::has_text;

/// The composer counts from this many characters on.
const COUNT_FROM: usize = 3_800;
/// Lines of the composer that are shown.
const COMPOSER_LINES: usize = 5;
/// How far the text of a message stands in.
const INDENT: usize = 6;
const HELP: &str = "/help-now";

/// One line of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub tone: Tone,
    /// This many characters at the beginning are bold.
    pub bold: usize,
    pub text: String,
}

/// A whole screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub title: String,
    /// From the second line on.
    pub rows: Vec<Row>,
    pub status: Row,
    pub status_line: usize,
    /// Below the status.
    pub composer: Vec<String>,
    /// Column and line of the cursor, within the screen.
    pub cursor: (usize, usize),
}

impl Screen {
    pub fn draw(&self) -> Picture {
        let (columns, lines) = self.size;
        let (mut composer, (column, line)) = self.composer_lines(columns);
        let skipped = composer.len().saturating_sub(COMPOSER_LINES.min(lines.saturating_sub(3)).max(1));
        let skipped = skipped.min(line);
        composer.drain(..skipped);
        composer.truncate(COMPOSER_LINES);
        let room = lines.saturating_sub(2 + composer.len());
        let rows = self.window(room);
        let status_line = 1 + room;
        let cursor = (column, status_line + 1 + line - skipped);
        let (title, status) = (self.title(columns), self.status(columns));
        Picture { title, rows, status, status_line, composer, cursor }
    }

    /// The part of the transcript that fits, filled up from above.
    fn window(&self, room: usize) -> Vec<Row> {
        let transcript = self.transcript();
        let end = transcript.len().saturating_sub(self.scrolled).max(room.min(transcript.len()));
        let start = end.saturating_sub(room);
        transcript[start..end].to_vec()
    }

    /// The whole room as lines: messages, with notices after the message that was the newest then,
    /// and at the end what is on its way.
    pub fn transcript(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut notices = self.notices.iter().peekable();
        let columns = self.size.0;
        let oldest = self.talk.room.as_ref().and_then(|room| room.oldest()).unwrap_or(Seq(i64::MAX));
        while let Some(notice) = notices.next_if(|notice| notice.after < oldest) {
            plain(&mut rows, notice.line.tone, &notice.line.text, columns);
        }
        for message in self.talk.room.iter().flat_map(|room| room.messages()) {
            self.message(&mut rows, message, columns);
            while let Some(notice) = notices.next_if(|notice| notice.after <= message.seq) {
                plain(&mut rows, notice.line.tone, &notice.line.text, columns);
            }
        }
        for notice in notices {
            plain(&mut rows, notice.line.tone, &notice.line.text, columns);
        }
        for outgoing in &self.talk.outgoing {
            plain(&mut rows, Tone::Quiet, &self.talk.outgoing_line(outgoing), columns);
        }
        rows
    }

    fn message(&self, rows: &mut Vec<Row>, message: &Message, columns: usize) {
        let fold = self.talk.folds.of(message);
        let own = message.author.id == self.talk.me.id;
        let tone = match (own, has_text(message) && fold.is_none()) {
            (_, false) => Tone::Quiet,
            (true, true) => Tone::Own,
            (false, true) => Tone::Talk,
        };
        let head = format!("{} {}", say::clock(message.posted_at), say::head(message));
        let about = message.note.as_ref().filter(|_| fold.is_none() && has_text(message));
        let about = about.map_or(String::new(), |note| format!(" (about: {})", one_line(note)));
        for (place, line) in wrap(&format!("{head}{about}"), columns).into_iter().enumerate() {
            let bold = if place == 0 { head.chars().count() } else { 0 };
            rows.push(Row { tone, bold, text: line });
        }
        let mut indented = |tone, text: &str| {
            for line in wrap(text, columns.saturating_sub(INDENT)) {
                rows.push(Row { tone, bold: 0, text: format!("{}{line}", " ".repeat(INDENT)) });
            }
        };
        indented(tone, &say::body(message, fold.as_ref()));
        if fold.is_none() {
            say::below(message, self.talk.quoted(message).as_ref()).iter().for_each(|line| indented(Tone::Quiet, line));
        }
    }

    /// Name, who keeps it, how it stands; the way to help is never cut off.
    fn title(&self, columns: usize) -> String {
        let name = match self.talk.room.as_ref().map(|room| room.room.as_ref()) {
            Some(Some(room)) => say::room_name(room),
            Some(None) => "Opening the room".into(),
            None => "No room is open".into(),
        };
        let presence = self.talk.presence.map(|(here, moderator)| say::presence(moderator, here));
        let standing = match (&self.talk.room, self.is_live(), self.talk.current) {
            (_, false, _) => Some("offline"),
            (None, true, _) => None,
            (Some(_), true, true) => Some("up to date"),
            (Some(_), true, false) => Some("catching up"),
        };
        let parts = [Some(name), presence, standing.map(str::to_owned)];
        let left = parts.into_iter().flatten().collect::<Vec<_>>().join(" | ");
        let space = columns.saturating_sub(width(HELP) + 2);
        let left = fit(&left, space);
        let gap = " ".repeat(columns.saturating_sub(width(&left) + width(HELP)));
        format!("{left}{gap}{HELP}")
    }

    fn status(&self, columns: usize) -> Row {
        let newer = self.talk.room.iter().flat_map(|room| room.messages().rev());
        let newer = newer.take_while(|message| message.seq > self.seen_to).count();
        let characters = self.composer.characters();
        let (tone, text) = if characters > COUNT_FROM {
            let tone = if characters > BODY_CHARACTERS { Tone::Warn } else { Tone::Quiet };
            (tone, format!("{characters} of {BODY_CHARACTERS} characters"))
        } else if self.talk.has_question() {
            (Tone::Quiet, "Write yes or no.".into())
        } else if !self.is_live() {
            (Tone::Warn, say::state(&self.talk.state))
        } else if self.scrolled > 0 && newer > 0 {
            (Tone::Quiet, format!("{newer} new below. Escape goes there"))
        } else if self.scrolled > 0 {
            (Tone::Quiet, "Earlier messages. Escape goes to the newest".into())
        } else {
            (Tone::Quiet, writing(&self.talk.typing))
        };
        Row { tone, bold: 0, text: fit(&text, columns) }
    }

    /// Lines of the composer, and the cursor's column and line in them.
    fn composer_lines(&self, columns: usize) -> (Vec<String>, (usize, usize)) {
        let usable = columns.saturating_sub(3).max(1);
        let lines = hard_wrap(&self.composer.text(), usable);
        let before = hard_wrap(&self.composer.before_cursor(), usable);
        let line = before.len() - 1;
        let column = 2 + before.last().map_or(0, |text| width(text));
        let shown = lines.iter().enumerate();
        let shown = shown.map(|(place, text)| format!("{}{text}", if place == 0 { "> " } else { "  " }));
        (shown.collect(), (column, line))
    }
}

fn writing(people: &[String]) -> String {
    match people {
        [] => String::new(),
        [one] => format!("{one} is writing"),
        [one, two] => format!("{one} and {two} are writing"),
        _ => format!("{} people are writing", people.len()),
    }
}

fn plain(rows: &mut Vec<Row>, tone: Tone, text: &str, columns: usize) {
    rows.extend(wrap(text, columns).into_iter().map(|text| Row { tone, bold: 0, text }));
}

/// Cut to a width, with a sign that it was.
fn fit(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut cut = String::new();
    for c in text.chars() {
        if width(&cut) + width(&c.to_string()) + 1 > columns {
            break;
        }
        cut.push(c);
    }
    if columns == 0 { cut } else { cut + "…" }
}

/// Breaks at the width and nowhere else, so that the cursor stands where one types.
fn hard_wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for c in text.chars() {
        let full = lines.last().is_some_and(|line| width(line) + width(&c.to_string()) > columns);
        if c == '\n' || full {
            lines.push(String::new());
        }
        if c != '\n'
            && let Some(line) = lines.last_mut()
        {
            line.push(c);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_text_is_cut_with_a_sign_and_wide_letters_count_double() {
        assert_eq!(fit("Night Kitchen", 20), "Night Kitchen");
        assert_eq!(fit("Night Kitchen", 6), "Night…");
        assert_eq!(fit("夜の台所", 5), "夜の…");
        assert_eq!(fit("Night", 0), "");
    }

    #[test]
    fn the_composer_breaks_at_the_width() {
        assert_eq!(hard_wrap("", 4), [""]);
        assert_eq!(hard_wrap("abcdef\ng", 4), ["abcd", "ef", "g"]);
        assert_eq!(hard_wrap("ab\n", 4), ["ab", ""]);
    }

    #[test]
    fn writing_names_two_and_counts_more() {
        let names = |count: usize| (0..count).map(|n| format!("P{n}")).collect::<Vec<_>>();
        assert_eq!(writing(&names(0)), "");
        assert_eq!(writing(&names(2)), "P0 and P1 are writing");
        assert_eq!(writing(&names(5)), "5 people are writing");
    }
}
