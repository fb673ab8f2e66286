//! Judges what clients saw. It knows nothing of the server: only [`Record`]s go in.
//!
//! What it proves, for every room:
//! - one total order that all clients agree on ([`truth`]);
//! - no gaps: whatever a span covers was seen by whoever got the span, and every number in it by
//!   somebody ([`journey`]);
//! - no duplicates: a message stands at one place, a client id makes one message, a subscription
//!   delivers an event once;
//! - every acknowledged message is there, once, at the acknowledged place, with its text
//!   ([`promises`]), and whatever was sent after an acknowledgement stands behind it;
//! - a log never goes back;
//! - no text is shown to somebody who began to read after it was known to be deleted.
//!
//! An acknowledged message that nobody looked for is not called fine: it is `Unproven`.

mod journey;
mod promises;
mod truth;

use crate::record::Record;
use alongside_protocol::stream::Seq;
use alongside_protocol::{ClientMessageId, MessageId, RoomId, StreamId};
use std::collections::BTreeSet;
use std::fmt;

/// What the trial itself did, so that it is not held against the server.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Clients that do not get everything of a room, because somebody there is blocked.
    pub filtered: BTreeSet<(u32, RoomId)>,
    /// Backups were restored: logs may begin anew.
    pub restores: bool,
    /// Nobody means to say the same words twice, so that whoever's words stand there twice sent one message as two.
    pub unique_texts: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Violation {
    /// An acknowledged message is not where it must be.
    Lost { room: RoomId, client_id: ClientMessageId, message: MessageId, seq: Seq },
    /// Nobody looked at the place of an acknowledged message, so nothing is known of it.
    Unproven { room: RoomId, message: MessageId, seq: Seq },
    /// A message at two places, two messages of one client id, or an event delivered twice.
    Duplicated { client: u32, stream: StreamId, seq: Seq, what: &'static str },
    /// Clients disagree about what stands at a place, or something stands before what preceded it.
    Reordered { client: u32, stream: StreamId, seq: Seq, what: &'static str },
    /// Something is missing in what a client was told is complete.
    Gap { client: u32, stream: StreamId, seq: Seq, what: &'static str },
    /// A log was shorter than it had been.
    WentBack { client: u32, stream: StreamId, seq: Seq },
    /// Text of a deleted message was shown to somebody who began to read after the deletion.
    Resurrected { client: u32, message: MessageId, by: &'static str },
    /// An acknowledged message has another text than was sent.
    Altered { room: RoomId, message: MessageId },
    /// A message was refused for good, and stands in the room.
    Ghost { client_id: ClientMessageId, message: MessageId },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost { room, client_id, message, seq } => {
                write!(f, "lost: message {message} (client id {client_id}), acknowledged as {seq} of room {room}")
            }
            Self::Unproven { room, message, seq } => {
                write!(f, "unproven: nobody read room {room} at {seq}, where message {message} was acknowledged")
            }
            Self::Duplicated { client, stream, seq, what } => {
                write!(f, "duplicated: {what}, at {seq} of {stream}, seen by client {client}")
            }
            Self::Reordered { client, stream, seq, what } => {
                write!(f, "reordered: {what}, at {seq} of {stream}, seen by client {client}")
            }
            Self::Gap { client, stream, seq, what } => {
                write!(f, "gap: {what}, at {seq} of {stream}, for client {client}")
            }
            Self::WentBack { client, stream, seq } => {
                write!(f, "went back: {stream} to {seq}, seen by client {client}")
            }
            Self::Resurrected { client, message, by } => {
                write!(f, "resurrected: text of deleted message {message} in a {by}, shown to client {client}")
            }
            Self::Altered { room, message } => write!(f, "altered: the text of message {message} in room {room}"),
            Self::Ghost { client_id, message } => {
                write!(f, "ghost: message {message} is there, although its client id {client_id} was refused")
            }
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Messages that were acknowledged, each counted once.
    pub acknowledged: usize,
    /// Events that came to clients in batches.
    pub deliveries: usize,
    /// Times that a client saw a hole, which it then filled by asking again.
    pub holes_repaired: usize,
    /// In order, each once.
    pub violations: BTreeSet<Violation>,
}

impl Report {
    pub fn is_clean(&self) -> bool {
        self.violations.is_empty()
    }
    fn count(&self, which: impl Fn(&Violation) -> bool) -> usize {
        self.violations.iter().filter(|violation| which(violation)).count()
    }
    /// Acknowledged messages that are not there, or that nobody looked for.
    pub fn lost(&self) -> usize {
        self.count(|v| matches!(v, Violation::Lost { .. } | Violation::Unproven { .. } | Violation::WentBack { .. }))
    }
    pub fn duplicated(&self) -> usize {
        self.count(|v| matches!(v, Violation::Duplicated { .. } | Violation::Ghost { .. }))
    }
    pub fn reordered(&self) -> usize {
        self.count(|v| matches!(v, Violation::Reordered { .. }))
    }
    pub fn gaps(&self) -> usize {
        self.count(|v| matches!(v, Violation::Gap { .. }))
    }
    pub fn resurrected(&self) -> usize {
        self.count(|v| matches!(v, Violation::Resurrected { .. } | Violation::Altered { .. }))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "acknowledged={} delivered={} lost={} duplicated={} reordered={} gaps={} resurrected={} holes_repaired={}",
            self.acknowledged,
            self.deliveries,
            self.lost(),
            self.duplicated(),
            self.reordered(),
            self.gaps(),
            self.resurrected(),
            self.holes_repaired
        )
    }
}

/// Judges a whole run.
pub fn check(records: &[Record], rules: &Rules) -> Report {
    let mut report = Report::default();
    let truth = truth::gather(records, rules, &mut report);
    let looked = journey::follow(records, rules, &truth, &mut report);
    promises::kept(records, &truth, &looked, &mut report);
    report
}

#[cfg(test)]
mod tests;
