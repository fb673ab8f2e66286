//! Putting a picture on the terminal, and giving the terminal back as it was.

use super::rows::{Picture, Row};
use crate::chat::say::Tone;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Attribute, Color, Print, ResetColor, SetAttribute, SetForegroundColor};
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode, size,
};
use crossterm::{execute, queue};
use std::io::{self, Stdout, Write};

/// Holds the terminal in its other mode; dropping it gives it back, also after a panic.
pub struct Terminal {
    out: Stdout,
    last: Option<Picture>,
}

impl Terminal {
    pub fn take() -> io::Result<Self> {
        enable_raw_mode()?;
        let mut terminal = Self { out: io::stdout(), last: None };
        execute!(terminal.out, EnterAlternateScreen, EnableBracketedPaste)?;
        Ok(terminal)
    }
    pub fn size(&self) -> io::Result<(usize, usize)> {
        size().map(|(columns, lines)| (columns.into(), lines.into()))
    }

    pub fn draw(&mut self, picture: &Picture) -> io::Result<()> {
        if self.last.as_ref() == Some(picture) {
            return Ok(());
        }
        let out = &mut self.out;
        queue!(out, BeginSynchronizedUpdate, Hide, MoveTo(0, 0), Clear(ClearType::All))?;
        queue!(out, SetAttribute(Attribute::Reverse), Print(&picture.title), SetAttribute(Attribute::Reset))?;
        for (line, row) in (1..).zip(&picture.rows) {
            queue!(out, MoveTo(0, line))?;
            print_row(out, row)?;
        }
        queue!(out, MoveTo(0, place(picture.status_line)))?;
        print_row(out, &picture.status)?;
        for (line, text) in (picture.status_line + 1..).zip(&picture.composer) {
            queue!(out, MoveTo(0, place(line)), Print(text))?;
        }
        let (column, line) = picture.cursor;
        queue!(out, MoveTo(place(column), place(line)), Show, EndSynchronizedUpdate)?;
        self.last = Some(picture.clone());
        out.flush()
    }
}

fn place(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

fn print_row(out: &mut Stdout, row: &Row) -> io::Result<()> {
    let colour = match row.tone {
        Tone::Talk => None,
        Tone::Own => Some(Color::Cyan),
        Tone::Quiet => Some(Color::DarkGrey),
        Tone::Warn => Some(Color::Yellow),
        Tone::Care => Some(Color::Magenta),
    };
    if let Some(colour) = colour {
        queue!(out, SetForegroundColor(colour))?;
    }
    let cut = row.text.char_indices().nth(row.bold).map_or(row.text.len(), |(place, _)| place);
    let (bold, rest) = row.text.split_at(cut);
    if !bold.is_empty() {
        queue!(out, SetAttribute(Attribute::Bold), Print(bold), SetAttribute(Attribute::NormalIntensity))?;
    }
    queue!(out, Print(rest), ResetColor)
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Nothing better can be done when the terminal itself is gone.
        let _ = execute!(self.out, Clear(ClearType::All), DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}
