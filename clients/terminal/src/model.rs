//! What a screen shows of a room: an ordered list of messages, made from snapshots, events and pages
//! of history. Nothing but data goes in; removed text goes out for good, quotations of it too.

use alongside_protocol::server::{RoomSnapshot, Snapshot};
use alongside_protocol::stream::{Batch, Event, EventKind, Seq};
use alongside_protocol::{AccountId, Message, MessageId, MessageState, Room, RoomId};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::connection::{Page, Update};

/// A room as a client shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct RoomModel {
    pub id: RoomId,
    /// Who reads: then your own reactions follow events, too.
    pub reader: Option<AccountId>,
    /// Absent until the first snapshot.
    pub room: Option<Room>,
    /// By their place in the log.
    messages: BTreeMap<Seq, Message>,
    places: HashMap<MessageId, Seq>,
    /// Up to which event each message is known; an older copy does not overwrite it.
    known_to: HashMap<MessageId, Seq>,
    /// Changes of messages that are not loaded, for a page that was read before the change.
    aside: HashMap<MessageId, Message>,
    /// Places of the messages that answer a message.
    answered_at: HashMap<MessageId, BTreeSet<Seq>>,
    /// There are messages before the first one here.
    pub has_older: bool,
}

/// What changed, for a program that prints lines instead of redrawing.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Everything: it begins anew.
    Restarted,
    /// You may not see it any more; nothing is kept.
    Ended,
    Posted(MessageId),
    Edited(MessageId),
    /// Its text is gone; the state says why.
    Gone(MessageId),
    Restored(MessageId),
    Reactions(MessageId),
    Room,
}

impl RoomModel {
    pub fn new(id: RoomId) -> Self {
        Self {
            id,
            reader: None,
            room: None,
            messages: BTreeMap::new(),
            places: HashMap::new(),
            known_to: HashMap::new(),
            aside: HashMap::new(),
            answered_at: HashMap::new(),
            has_older: true,
        }
    }
    pub fn of_reader(id: RoomId, reader: AccountId) -> Self {
        Self { reader: Some(reader), ..Self::new(id) }
    }
    /// The same room and reader, and nothing else.
    fn emptied(&self) -> Self {
        Self { reader: self.reader, ..Self::new(self.id) }
    }
    /// Oldest first.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.values()
    }
    pub fn message(&self, id: MessageId) -> Option<&Message> {
        self.messages.get(self.places.get(&id)?)
    }
    pub fn oldest(&self) -> Option<Seq> {
        self.messages.keys().next().copied()
    }
    pub fn newest(&self) -> Option<Seq> {
        self.messages.keys().next_back().copied()
    }

    /// Applies what belongs to this room.
    pub fn apply(&mut self, update: &Update) -> Vec<Change> {
        match update {
            Update::Batch(batch) if batch.stream == self.id.into() => self.batch(batch),
            Update::Resync(resync) if resync.stream == self.id.into() => match &resync.snapshot {
                Snapshot::Room(snapshot) => {
                    self.restart(snapshot, resync.position.seq);
                    vec![Change::Restarted]
                }
                Snapshot::Account(_) => Vec::new(),
            },
            Update::Ended { stream, .. } if *stream == self.id.into() => {
                *self = self.emptied();
                vec![Change::Ended]
            }
            _ => Vec::new(),
        }
    }
    pub fn batch(&mut self, batch: &Batch) -> Vec<Change> {
        batch.events.iter().filter_map(|event| self.event(event)).collect()
    }
    /// Drops every copy and begins from the snapshot, which stands at `position`.
    pub fn restart(&mut self, snapshot: &RoomSnapshot, position: Seq) {
        *self = Self { has_older: snapshot.has_older, room: Some(snapshot.room.clone()), ..self.emptied() };
        for message in &snapshot.messages {
            self.put(message.clone(), position);
        }
    }
    /// Adds a page of history.
    pub fn page(&mut self, page: &Page) {
        let first = page.messages.first().map(|message| message.seq);
        if self.oldest().is_none_or(|oldest| first.is_none_or(|first| first <= oldest)) {
            self.has_older = page.has_older;
        }
        for message in &page.messages {
            self.put(message.clone(), page.head);
        }
    }

    fn event(&mut self, event: &Event) -> Option<Change> {
        match &event.kind {
            EventKind::MessagePosted { message } => {
                let known = self.places.contains_key(&message.id);
                self.put(message.clone(), event.seq);
                (!known).then_some(Change::Posted(message.id))
            }
            EventKind::MessageEdited { message } => self.change(message, event.seq, Change::Edited),
            EventKind::MessageDeleted { message } => self.change(message, event.seq, Change::Gone),
            EventKind::MessageRestored { message } => self.change(message, event.seq, Change::Restored),
            EventKind::ReactionChanged { message, reaction, on, reactions } => {
                let place = self.places.get(message)?;
                let changed = self.messages.get_mut(place)?;
                changed.reactions.clone_from(reactions);
                if self.reader.is_some() && event.actor == self.reader {
                    changed.mine.retain(|mine| mine != reaction);
                    changed.mine.extend(on.then_some(*reaction));
                }
                Some(Change::Reactions(*message))
            }
            EventKind::RoomUpdated { room } => {
                self.room.as_mut()?.info = room.clone();
                Some(Change::Room)
            }
            _ => None,
        }
    }
    fn change(&mut self, message: &Message, seq: Seq, change: impl FnOnce(MessageId) -> Change) -> Option<Change> {
        if self.places.contains_key(&message.id) {
            self.put(message.clone(), seq);
            return Some(change(message.id));
        }
        self.known_to.insert(message.id, seq);
        self.aside.insert(message.id, message.clone());
        self.refresh_quotations(message);
        None
    }

    /// Takes a message as it was at event `known_to`, unless a later copy is here.
    fn put(&mut self, message: Message, known_to: Seq) {
        let mut message = match self.known_to.get(&message.id) {
            Some(later) if *later > known_to => match self.aside.remove(&message.id) {
                Some(later) => later,
                None => return,
            },
            _ => {
                self.known_to.insert(message.id, known_to);
                message
            }
        };
        self.places.insert(message.id, message.seq);
        if let Some(known) = self.messages.get(&message.seq).filter(|_| message.mine.is_empty()) {
            // Events are the same for everybody and say nothing of your own reactions.
            message.mine.clone_from(&known.mine);
        }
        self.refresh_quotations(&message);
        self.refresh_quote_in(&mut message);
        self.messages.insert(message.seq, message);
    }
    /// Answers to `message` quote it as it is now.
    fn refresh_quotations(&mut self, message: &Message) {
        let Some(places) = self.answered_at.get(&message.id) else { return };
        let excerpt = has_text(message).then(|| excerpt(&message.body));
        for place in places {
            if let Some(reply) = self.messages.get_mut(place).and_then(|answer| answer.reply_to.as_mut()) {
                reply.excerpt.clone_from(&excerpt);
            }
        }
    }
    /// What `message` quotes is shown as it is now, where that is known.
    fn refresh_quote_in(&mut self, message: &mut Message) {
        let Some(reply) = &mut message.reply_to else { return };
        self.answered_at.entry(reply.id).or_default().insert(message.seq);
        let place = self.places.get(&reply.id);
        if let Some(quoted) = place.and_then(|place| self.messages.get(place)).or(self.aside.get(&reply.id)) {
            reply.excerpt = has_text(quoted).then(|| excerpt(&quoted.body));
        }
    }
}

/// Its text may be shown.
pub fn has_text(message: &Message) -> bool {
    matches!(message.state, MessageState::Visible | MessageState::Held)
}

/// The beginning of a text, as the server cuts it for quotations.
pub fn excerpt(body: &str) -> String {
    body.chars().take(EXCERPT_CHARACTERS).collect()
}

/// Longest quotation, in Unicode scalar values.
const EXCERPT_CHARACTERS: usize = 120;

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
