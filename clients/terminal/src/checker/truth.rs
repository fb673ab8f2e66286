//! What stands where, by what all clients saw together. Two who disagree are a violation.

use super::{Report, Rules, Violation};
use crate::record::{Kind, Listed, Record, Seen, What};
use alongside_protocol::stream::Seq;
use alongside_protocol::{AccountId, ClientMessageId, Epoch, MessageId, MessageState, StreamId};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

#[derive(Debug, Default)]
pub struct Truth {
    /// Every log in each of its lives: what stands at a number.
    pub logs: HashMap<(StreamId, Epoch), BTreeMap<Seq, (Kind, Uuid)>>,
    /// The place of every message.
    pub places: HashMap<MessageId, (StreamId, Seq)>,
    /// Messages by place: what snapshots and pages must list.
    pub messages: HashMap<StreamId, BTreeMap<Seq, MessageId>>,
    pub by_client_id: HashMap<ClientMessageId, MessageId>,
    /// The record after which everybody could know that a message is deleted.
    pub gone_at: HashMap<MessageId, usize>,
    /// Messages that some may not see: held ones.
    pub held: HashSet<MessageId>,
    /// Texts of first revisions.
    pub texts: HashMap<MessageId, u64>,
    authors: HashMap<(AccountId, ClientMessageId), MessageId>,
    /// Who saw whose message first.
    by: HashMap<MessageId, (u32, AccountId)>,
    restored: HashSet<MessageId>,
}

pub fn gather(records: &[Record], rules: &Rules, report: &mut Report) -> Truth {
    let mut truth = Truth::default();
    for (index, Record { client, what }) in records.iter().enumerate() {
        match what {
            What::Batch { stream, epoch, seen, .. } => {
                report.deliveries += seen.len();
                for event in seen {
                    truth.event(*client, *stream, *epoch, event, index, report);
                }
            }
            What::Snapshot { stream, listed, .. } => truth.list(*client, *stream, listed, report),
            What::Page { room, listed, .. } => truth.list(*client, (*room).into(), listed, report),
            What::DeletionAcknowledged { message, .. } => truth.gone(*message, index),
            _ => {}
        }
    }
    for message in &truth.restored {
        truth.gone_at.remove(message);
    }
    if rules.unique_texts {
        truth.said_once(report);
    }
    truth
}

impl Truth {
    fn event(&mut self, client: u32, stream: StreamId, epoch: Epoch, event: &Seen, index: usize, report: &mut Report) {
        let what = (event.kind, event.subject);
        let there = *self.logs.entry((stream, epoch)).or_default().entry(event.seq).or_insert(what);
        if there != what {
            let what = "two clients saw different events";
            report.violations.insert(Violation::Reordered { client, stream, seq: event.seq, what });
        }
        match (event.kind, &event.listed) {
            (Kind::Posted, Some(listed)) if listed.seq != event.seq => {
                let what = "a message was posted at another place than it names";
                report.violations.insert(Violation::Reordered { client, stream, seq: event.seq, what });
            }
            (Kind::Deleted, Some(listed)) => self.gone(listed.message, index),
            (Kind::Restored, Some(listed)) => drop(self.restored.insert(listed.message)),
            _ => {}
        }
        self.list(client, stream, event.listed.as_slice(), report);
    }

    /// No words of one person stand in two messages.
    fn said_once(&self, report: &mut Report) {
        let mut said: BTreeMap<(AccountId, u64), MessageId> = BTreeMap::new();
        let what = "words of one person stand there twice";
        for ((stream, seq), message) in self.places.iter().map(|(message, place)| (*place, message)) {
            let (Some(text), Some((client, author))) = (self.texts.get(message), self.by.get(message)) else {
                continue;
            };
            if said.insert((*author, *text), *message).is_some() {
                report.violations.insert(Violation::Duplicated { client: *client, stream, seq, what });
            }
        }
    }

    fn gone(&mut self, message: MessageId, index: usize) {
        self.gone_at.entry(message).or_insert(index);
    }

    fn list(&mut self, client: u32, stream: StreamId, listed: &[Listed], report: &mut Report) {
        for message in listed {
            let seq = message.seq;
            self.by.entry(message.message).or_insert((client, message.author));
            let mut duplicated = |what| {
                report.violations.insert(Violation::Duplicated { client, stream, seq, what });
            };
            if *self.places.entry(message.message).or_insert((stream, seq)) != (stream, seq) {
                duplicated("a message stands at two places");
            }
            if *self.messages.entry(stream).or_default().entry(seq).or_insert(message.message) != message.message {
                duplicated("two messages stand at one place");
            }
            let key = (message.author, message.client_id);
            if *self.authors.entry(key).or_insert(message.message) != message.message {
                duplicated("one client id made two messages");
            }
            self.by_client_id.entry(message.client_id).or_insert(message.message);
            if message.state == MessageState::Held {
                self.held.insert(message.message);
            }
            if let (1, Some(text)) = (message.revision, message.text) {
                self.texts.entry(message.message).or_insert(text);
            }
        }
    }
}
