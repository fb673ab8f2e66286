//! With a screen: the room above, the composer below, redrawn as a whole whenever something happens.
//!
//! - [`composer`]: the text that is being written;
//! - [`rows`]: what stands on which line;
//! - [`terminal`]: putting it there, and giving the terminal back as it was.

mod composer;
mod rows;
mod terminal;
#[cfg(test)]
mod tests;

use super::talk::{Back, Out, Talk};
use alongside_protocol::Seq;
use alongside_terminal::{State, Updates};
use composer::Composer;
use crossterm::event::{Event, EventStream, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use futures_util::StreamExt;
use std::collections::VecDeque;
use std::io;
use std::time::Duration;
use terminal::Terminal;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// Escape this often within this time leaves at once.
const ESCAPES: usize = 3;
const ESCAPES_WITHIN: Duration = Duration::from_millis(1_500);
/// Notices that are kept; older ones go.
const NOTICES: usize = 200;
/// What has come meanwhile is taken in one go before drawing.
const AT_ONCE: usize = 500;

pub struct Screen {
    pub talk: Talk,
    pub composer: Composer,
    pub notices: VecDeque<Out>,
    /// Lines above the end; 0 follows new messages.
    pub scrolled: usize,
    /// The newest message when scrolling began.
    pub seen_to: Seq,
    pub size: (usize, usize),
    escapes: VecDeque<Instant>,
    asked_older: bool,
}

pub async fn run(talk: Talk, mut updates: Updates, mut reports: mpsc::Receiver<(bool, Back)>) -> io::Result<bool> {
    let mut terminal = Terminal::take()?;
    let mut keys = EventStream::new();
    let mut tick = interval(Duration::from_secs(1));
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut screen = Screen::new(talk, terminal.size()?);
    let mut connected = true;
    while !screen.talk.ended {
        screen.collect();
        terminal.draw(&screen.draw())?;
        tokio::select! {
            key = keys.next() => match key {
                Some(event) => screen.event(event?),
                None => break,
            },
            update = updates.next(), if connected => {
                let mut next = update;
                connected = next.is_some();
                for _ in 0..AT_ONCE {
                    let Some(update) = next.take() else { break };
                    screen.keeping_place(|talk| talk.news(update));
                    next = updates.try_next();
                }
                if let Some(update) = next {
                    screen.keeping_place(|talk| talk.news(update));
                }
            }
            Some(report) = reports.recv() => screen.report(report),
            _ = tick.tick() => {}
        }
    }
    Ok(screen.talk.unanswered() == 0)
}

impl Screen {
    fn new(talk: Talk, size: (usize, usize)) -> Self {
        Self {
            talk,
            composer: Composer::default(),
            notices: VecDeque::new(),
            scrolled: 0,
            seen_to: Seq(0),
            size,
            escapes: VecDeque::new(),
            asked_older: false,
        }
    }

    /// Takes over what was said, and text that came back unsent.
    fn collect(&mut self) {
        self.notices.extend(self.talk.lines.drain(..).filter(|said| said.notice));
        while self.notices.len() > NOTICES {
            self.notices.pop_front();
        }
        if self.composer.is_empty()
            && let Some(text) = self.talk.returned.take()
        {
            self.composer.set(text);
        }
    }

    /// The list does not move under somebody who reads further up.
    fn keeping_place(&mut self, happen: impl FnOnce(&mut Talk)) {
        let before = (self.scrolled > 0).then(|| self.transcript().len());
        happen(&mut self.talk);
        if let Some(before) = before {
            self.scrolled += self.transcript().len().saturating_sub(before);
        }
    }
    fn report(&mut self, report: (bool, Back)) {
        if matches!(report.1, Back::Older(_)) {
            // It grows at the top; the distance from the end stays.
            self.asked_older = false;
            self.talk.back(report);
        } else {
            self.keeping_place(|talk| talk.back(report));
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => self.key(key),
            Event::Paste(text) => self.composer.insert(&text),
            Event::Resize(columns, lines) => self.size = (columns.into(), lines.into()),
            _ => {}
        }
    }
    fn key(&mut self, key: KeyEvent) {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            KeyCode::Esc => self.escape(),
            KeyCode::Char('c') if control => self.talk.ended = true,
            KeyCode::Char('d') if control && self.composer.is_empty() => self.talk.ended = true,
            KeyCode::Char('l') if control => {}
            KeyCode::Enter if alt => self.composer.insert("\n"),
            KeyCode::Char('j') if control => self.composer.insert("\n"),
            KeyCode::Enter => self.enter(),
            KeyCode::PageUp => self.scroll_up(),
            KeyCode::PageDown => self.scrolled = self.scrolled.saturating_sub(self.page()),
            KeyCode::Up if self.composer.is_empty() => self.edit_last(),
            _ => {
                if self.composer.key(key.code, control) && !self.composer.text().starts_with('/') {
                    self.talk.writing();
                }
            }
        }
    }
    fn enter(&mut self) {
        let text = self.composer.take();
        if !text.trim().is_empty() {
            self.scrolled = 0;
            self.talk.line(&text);
        }
    }
    fn edit_last(&mut self) {
        if let Some(text) = self.talk.my_last().map(|last| format!("/edit {} {}", last.seq, last.body)) {
            self.composer.set(text);
        }
    }
    fn escape(&mut self) {
        let now = Instant::now();
        self.escapes.push_back(now);
        self.escapes.retain(|at| now - *at <= ESCAPES_WITHIN);
        self.scrolled = 0;
        if self.escapes.len() >= ESCAPES {
            self.talk.ended = true;
        }
    }

    fn page(&self) -> usize {
        self.size.1.saturating_sub(6).max(1)
    }
    fn scroll_up(&mut self) {
        if self.scrolled == 0 {
            self.seen_to = self.talk.room.as_ref().and_then(|room| room.newest()).unwrap_or_default();
        }
        let most = self.transcript().len().saturating_sub(self.page());
        self.scrolled = (self.scrolled + self.page()).min(most);
        let has_older = self.talk.room.as_ref().is_some_and(|room| room.has_older);
        if self.scrolled == most && has_older && !self.asked_older {
            self.asked_older = true;
            self.talk.line("/older");
        }
    }
    pub fn is_live(&self) -> bool {
        matches!(self.talk.state, State::Live(_))
    }
}
