//! A record of everything that clients saw and asked, in one order for all clients of a process: what
//! stands earlier had happened before what stands later was done. The [`crate::checker`] judges it.
//!
//! Texts are kept as fingerprints, so that millions of deliveries fit into memory.

use alongside_protocol::client::{Command, Resume};
use alongside_protocol::server::{OkResult, Resync, ResyncReason, Snapshot, StreamVerdict};
use alongside_protocol::stream::{Batch, Event, EventKind, Position, Seq};
use alongside_protocol::{
    AccountId, ClientMessageId, Epoch, Message, MessageId, MessageState, RefusalCode, RoomId, StreamId,
};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

/// A text's fingerprint: the same text has the same in one process.
pub type Fingerprint = u64;

pub fn fingerprint(text: &str) -> Fingerprint {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Which client: a number of the application's choice.
    pub client: u32,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A hello went out; reading on this socket begins after this instant.
    Hello {
        resume: Vec<Resume>,
    },
    /// The socket of that hello was welcomed and is the one that is read from now on.
    Welcomed,
    /// A subscribe went out.
    Subscribe {
        stream: StreamId,
        position: Option<Position>,
    },
    Replay {
        stream: StreamId,
        head: Seq,
    },
    Resyncing {
        stream: StreamId,
        reason: ResyncReason,
    },
    Batch {
        stream: StreamId,
        epoch: Epoch,
        prev: Seq,
        to: Seq,
        seen: Box<[Seen]>,
    },
    Snapshot {
        stream: StreamId,
        reason: ResyncReason,
        position: Position,
        has_older: bool,
        listed: Box<[Listed]>,
    },
    /// A page of history was asked for; `request` is its number within the client.
    PageAsked {
        request: u64,
        room: RoomId,
    },
    Page {
        request: u64,
        room: RoomId,
        head: Seq,
        has_older: bool,
        has_newer: bool,
        listed: Box<[Listed]>,
    },
    /// A message is on its way.
    Sending {
        room: RoomId,
        client_id: ClientMessageId,
        text: Fingerprint,
    },
    Acknowledged {
        room: RoomId,
        client_id: ClientMessageId,
        message: MessageId,
        seq: Seq,
        state: MessageState,
    },
    /// It has no acknowledgement and will get none.
    NotSent {
        client_id: ClientMessageId,
        code: Option<RefusalCode>,
        may_have_happened: bool,
    },
    Deleting {
        message: MessageId,
    },
    /// The deletion was acknowledged as event `seq`.
    DeletionAcknowledged {
        message: MessageId,
        seq: Seq,
    },
    /// The client has everything of the room up to `head`, a head that it was told after it had asked.
    Reached {
        room: RoomId,
        head: Seq,
    },
    /// The time is over within which the client must have everything of the room up to `head`.
    Due {
        room: RoomId,
        head: Seq,
    },
}

/// One event as a client saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    pub seq: Seq,
    pub kind: Kind,
    /// What the event is about: a message's, person's or room's id.
    pub subject: uuid::Uuid,
    pub listed: Option<Listed>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Posted,
    Edited,
    Deleted,
    Restored,
    Reaction,
    Other,
}

/// A message as a client saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub message: MessageId,
    pub author: AccountId,
    pub client_id: ClientMessageId,
    pub seq: Seq,
    pub state: MessageState,
    pub revision: i64,
    /// Absent when no text was shown.
    pub text: Option<Fingerprint>,
    /// The message that it answers, when some of that one's text was shown with it.
    pub quotes: Option<MessageId>,
}

impl From<&Message> for Listed {
    fn from(message: &Message) -> Self {
        Self {
            message: message.id,
            author: message.author.id,
            client_id: message.client_id,
            seq: message.seq,
            state: message.state,
            revision: message.revision,
            text: (!message.body.is_empty()).then(|| fingerprint(&message.body)),
            quotes: message.reply_to.as_ref().filter(|reply| reply.excerpt.is_some()).map(|reply| reply.id),
        }
    }
}

impl From<&Event> for Seen {
    fn from(event: &Event) -> Self {
        let of = |kind, message: &Message| (kind, message.id.0, Some(Listed::from(message)));
        let (kind, subject, listed) = match &event.kind {
            EventKind::MessagePosted { message } => of(Kind::Posted, message),
            EventKind::MessageEdited { message } => of(Kind::Edited, message),
            EventKind::MessageDeleted { message } => of(Kind::Deleted, message),
            EventKind::MessageRestored { message } => of(Kind::Restored, message),
            EventKind::ReactionChanged { message, .. } => (Kind::Reaction, message.0, None),
            EventKind::MemberJoined { person } | EventKind::ModeratorAdded { person, .. } => {
                (Kind::Other, person.id.0, None)
            }
            EventKind::MemberLeft { account }
            | EventKind::ModeratorRemoved { account }
            | EventKind::BadgeChanged { account, .. }
            | EventKind::ModeratorExpected { account, .. } => (Kind::Other, account.0, None),
            EventKind::RoomUpdated { room } => (Kind::Other, room.id.0, None),
            EventKind::RoomJoined { room } | EventKind::RoomLeft { room } | EventKind::ReadMarkerMoved { room, .. } => {
                (Kind::Other, room.0, None)
            }
            EventKind::ConnectionChanged { request } => (Kind::Other, request.id.0, None),
            EventKind::JoinRequestChanged { request } => (Kind::Other, request.id.0, None),
            EventKind::AccountUpdated { account } => (Kind::Other, account.id.0, None),
            EventKind::PeopleChanged { .. } | EventKind::NotificationChanged { .. } | EventKind::Unknown => {
                (Kind::Other, uuid::Uuid::nil(), None)
            }
        };
        Self { seq: event.seq, kind, subject, listed }
    }
}

/// Shared by all clients of a run.
#[derive(Debug, Clone, Default)]
pub struct Recorder(Arc<Mutex<Vec<Record>>>);

impl Recorder {
    pub fn new() -> Self {
        Self::default()
    }
    pub fn client(&self, client: u32) -> ClientRecorder {
        ClientRecorder { recorder: self.clone(), client }
    }
    /// Everything so far, in order.
    pub fn records(&self) -> Vec<Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
    fn push(&self, record: Record) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(record);
    }
}

/// One client's pen. A [`crate::Connection`] with a recorder in its options writes by itself.
#[derive(Debug, Clone)]
pub struct ClientRecorder {
    recorder: Recorder,
    client: u32,
}

impl ClientRecorder {
    pub fn write(&self, what: What) {
        self.recorder.push(Record { client: self.client, what });
    }
    pub fn batch(&self, batch: &Batch) {
        self.write(What::Batch {
            stream: batch.stream,
            epoch: batch.epoch,
            prev: batch.prev,
            to: batch.to,
            seen: batch.events.iter().map(Seen::from).collect(),
        });
    }
    pub fn resync(&self, resync: &Resync) {
        let (has_older, listed) = match &resync.snapshot {
            Snapshot::Room(room) => (room.has_older, listed(&room.messages)),
            Snapshot::Account(_) => (false, Box::default()),
        };
        let (stream, reason, position) = (resync.stream, resync.reason, resync.position);
        self.write(What::Snapshot { stream, reason, position, has_older, listed });
    }
    pub fn verdict(&self, verdict: &StreamVerdict) {
        match verdict {
            StreamVerdict::Replay { stream, head } => self.write(What::Replay { stream: *stream, head: *head }),
            StreamVerdict::Resync { stream, reason } => {
                self.write(What::Resyncing { stream: *stream, reason: *reason })
            }
            StreamVerdict::Refused { .. } => {}
        }
    }
    /// A command was taken over from the application.
    pub fn asked(&self, request: u64, command: &Command) {
        match command {
            Command::Send(send) => {
                self.write(What::Sending { room: send.room, client_id: send.client_id, text: fingerprint(&send.body) })
            }
            Command::Delete { message } => self.write(What::Deleting { message: *message }),
            Command::History(history) => self.write(What::PageAsked { request, room: history.room }),
            _ => {}
        }
    }
    /// It was answered.
    pub fn answered(&self, request: u64, command: &Command, result: &OkResult) {
        match (command, result) {
            (Command::Send(send), OkResult::Sent { message, seq, state, .. }) => self.write(What::Acknowledged {
                room: send.room,
                client_id: send.client_id,
                message: *message,
                seq: *seq,
                state: *state,
            }),
            (Command::Delete { .. }, OkResult::Changed { message, seq }) => {
                self.write(What::DeletionAcknowledged { message: *message, seq: *seq });
            }
            (Command::History(history), OkResult::History { messages, has_older, has_newer, head }) => {
                self.page(request, history.room, messages, (*has_older, *has_newer), *head);
            }
            _ => {}
        }
    }
    /// A page of history; also for pages that came by HTTP (write [`What::PageAsked`] before asking).
    pub fn page(&self, request: u64, room: RoomId, messages: &[Message], more: (bool, bool), head: Seq) {
        let (has_older, has_newer) = more;
        self.write(What::Page { request, room, head, has_older, has_newer, listed: listed(messages) });
    }
}

fn listed(messages: &[Message]) -> Box<[Listed]> {
    messages.iter().map(Listed::from).collect()
}
