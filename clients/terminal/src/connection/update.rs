//! What the application is told.

use alongside_protocol::refusal::Refusal;
use alongside_protocol::server::{Resync, StreamVerdict, Welcome};
use alongside_protocol::stream::{Batch, Seq};
use alongside_protocol::{AccountId, ClientMessageId, MessageId, MessageState, Person, RoomId, StreamId, Timestamp};
use std::sync::Arc;
use std::time::Duration;

/// Where the connection stands.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Dialling; `failures` attempts in a row went wrong before this one.
    Connecting { failures: u32 },
    /// Welcomed.
    Live(Arc<Welcome>),
    /// Not connected; the next attempt comes after `retry_in`.
    Waiting { why: String, retry_in: Duration },
    /// Over: coming back by itself would not help.
    Stopped(Stop),
}

impl State {
    pub fn is_live(&self) -> bool {
        matches!(self, Self::Live(_))
    }
}

/// Why a connection ended for good.
#[derive(Debug, Clone, PartialEq)]
pub struct Stop {
    /// The close code, when the server sent one.
    pub code: Option<u16>,
    /// The refusal that came with it, when there was one.
    pub refusal: Option<Refusal>,
    pub why: String,
}

impl Stop {
    pub(crate) fn by_application() -> Self {
        Self { code: None, refusal: None, why: "closed by this program".into() }
    }
}

/// One thing that happened, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    State(State),
    /// Events to apply. `prev` is where this client was; nothing is missing and nothing repeats.
    Batch(Batch),
    /// Begin this stream anew: drop what you have of it, then take the snapshot.
    Resync(Box<Resync>),
    /// This stream is no longer followed: you left, were removed, or it closed to you. Drop what you
    /// have of it.
    Ended {
        stream: StreamId,
        refusal: Refusal,
    },
    /// How following a stream began, or that it cannot be followed.
    Verdict(StreamVerdict),
    /// True: on this connection everything up to the stream's head was received. False: catching up
    /// or offline.
    Current {
        stream: StreamId,
        current: bool,
    },
    Presence {
        room: RoomId,
        here: u32,
        moderators: Vec<AccountId>,
    },
    Typing {
        room: RoomId,
        people: Vec<Person>,
    },
    /// A message was refused for now and goes by itself after `retry_in`.
    Delayed {
        client_id: ClientMessageId,
        refusal: Refusal,
        retry_in: Duration,
    },
    /// The server refused something that was no command of ours.
    Refused(Refusal),
}

/// A stored message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    pub client_id: ClientMessageId,
    pub message: MessageId,
    pub seq: Seq,
    pub at: Timestamp,
    pub state: MessageState,
    pub duplicate: bool,
}

/// Why a command has no result.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Failure {
    /// The server said no. `may_have_happened`: an earlier attempt went out on a connection that
    /// broke before its answer, so the refusal may be about a repetition of something done.
    #[error("{}", refusal.message)]
    Refused { refusal: Refusal, may_have_happened: bool },
    /// The connection ended for good before an answer came. It may have been carried out or not.
    #[error("there was no answer: {0}")]
    Unanswered(String),
    /// The connection ended for good before this was ever sent. It was not carried out.
    #[error("it was not sent: {0}")]
    NotSent(String),
    /// Too many commands wait already; it was not sent.
    #[error("too much is waiting to be sent")]
    Full,
    /// The answer was of another kind than the command asks for.
    #[error("the server gave an answer that does not belong to a {0}")]
    Unexpected(&'static str),
}

impl Failure {
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused { refusal, .. } => Some(refusal),
            _ => None,
        }
    }
    /// Whether the server may have carried the command out all the same.
    pub fn may_have_happened(&self) -> bool {
        match self {
            Self::Refused { may_have_happened, .. } => *may_have_happened,
            Self::Unanswered(_) | Self::Unexpected(_) => true,
            Self::NotSent(_) | Self::Full => false,
        }
    }
}
