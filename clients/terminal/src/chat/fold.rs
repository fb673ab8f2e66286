//! Which messages are folded for this reader, and why.

use super::text::one_line;
use alongside_protocol::{AccountId, HiddenPeople, Message, MessageId, Settings};
use alongside_terminal::model::has_text;
use std::collections::HashSet;
use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fold {
    /// Its author says what it is about.
    Note(String),
    /// It holds a word that you muted.
    Word,
    /// You muted its author.
    Person,
}

impl fmt::Display for Fold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Note(note) => write!(f, "folded, it is about: {}", one_line(note)),
            Self::Word => f.write_str("folded, it holds a word that you muted"),
            Self::Person => f.write_str("folded, you muted this person"),
        }
    }
}

/// What this reader chose.
#[derive(Debug, Default)]
pub struct Folds {
    me: Option<AccountId>,
    words: Vec<String>,
    people: HashSet<AccountId>,
    opened: HashSet<MessageId>,
}

impl Folds {
    pub fn of_reader(me: AccountId) -> Self {
        Self { me: Some(me), ..Self::default() }
    }
    pub fn settings(&mut self, settings: &Settings) {
        self.words = settings.muted_words.iter().map(|word| word.to_lowercase()).collect();
    }
    pub fn people(&mut self, people: &HiddenPeople) {
        self.people = people.muted.iter().map(|person| person.id).collect();
    }
    pub fn open(&mut self, message: MessageId) {
        self.opened.insert(message);
    }
    pub fn of(&self, message: &Message) -> Option<Fold> {
        if !has_text(message) || self.me == Some(message.author.id) || self.opened.contains(&message.id) {
            return None;
        }
        if self.people.contains(&message.author.id) {
            return Some(Fold::Person);
        }
        let text = message.body.to_lowercase();
        if self.words.iter().any(|word| text.contains(word)) {
            return Some(Fold::Word);
        }
        message.note.clone().map(Fold::Note)
    }
}
