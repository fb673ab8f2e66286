//! Frames that a server sends. One JSON object a text frame; `type` says which. A client skips
//! types that it does not know.

use crate::client::RequestId;
use crate::ids::*;
use crate::model::*;
use crate::refusal::Refusal;
use crate::stream::{Batch, Event, Position, Seq};
use crate::text_enum::text_enum;
use crate::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// A frame that a server sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The answer to hello.
    Welcome(Box<Welcome>),
    /// Events of one stream, in order.
    Events(Batch),
    /// A command was carried out.
    Ok {
        /// The `id` of the command; absent when it had none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        re: Option<RequestId>,
        #[serde(flatten)]
        result: OkResult,
    },
    /// A command was refused, or (without `re`) something about the connection.
    Error {
        /// The `id` of the command, where that could be read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "number")]
        re: Option<RequestId>,
        #[serde(flatten)]
        refusal: Refusal,
    },
    /// Start a stream anew from this snapshot.
    Resync(Box<Resync>),
    /// You no longer follow this stream, and why: you left, were removed, or the room closed to you. Drop its local copies.
    StreamEnded { stream: StreamId, refusal: Refusal },
    /// Who has a room open; sent when it changes, may be skipped under load.
    Presence {
        room: RoomId,
        /// People.
        #[ts(type = "number")]
        here: u32,
        /// Moderators among them.
        moderators: Vec<AccountId>,
    },
    /// Who is writing in a room; sent when it changes, may be skipped under load.
    Typing { room: RoomId, people: Vec<Person> },
    /// Answer with a pong. `heads` are the last events of your streams, from the database: when yours
    /// stays behind for 5 s, subscribe again.
    Ping {
        /// Grows with each ping of a connection.
        #[ts(type = "number")]
        ping: u64,
        /// Stream to last event: those of every stream that you follow.
        heads: BTreeMap<StreamId, Seq>,
    },
    /// This server stops. Connect again at a random moment within `spread_ms`; this socket works until then.
    Goaway {
        /// Milliseconds over which clients spread their coming back.
        #[ts(type = "number")]
        spread_ms: u64,
    },
    /// What a Rust client reads a newer server's frame as, to skip it. Never sent.
    #[serde(other, skip_serializing)]
    #[schemars(skip)]
    #[ts(skip)]
    Unknown,
}

text_enum! {
    /// What an acknowledged message survives.
    Acknowledgement {
        /// A crash of the server and a power cut of its one machine.
        Single = "single",
        /// The loss of one database machine too.
        Ha = "ha",
        /// Only a crash of the server: a power cut can take what was acknowledged. For trials.
        Unsafe = "unsafe",
    }
}

/// The state of the connection as it begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Welcome {
    /// You.
    pub account: Account,
    /// This session or token.
    pub session: SessionId,
    /// The server process that you are connected to.
    pub node: NodeId,
    /// Of all logs of this server. A position of another epoch gets a resync.
    pub epoch: Epoch,
    /// Now, by the server.
    pub server_time: Timestamp,
    /// For people; nothing depends on it.
    pub server_version: String,
    /// What `ok` to a send promises here.
    pub acknowledgement: Acknowledgement,
    /// The server works without its message bus; everything arrives, somewhat later.
    pub degraded: bool,
    /// Milliseconds between pings. Without any for twice as long, the connection is dead.
    #[ts(type = "number")]
    pub ping_interval_ms: u64,
    /// The bounds of this server that a client needs while it works.
    pub limits: WelcomeLimits,
    /// One for each stream of hello's `resume`, and one for your own account's.
    pub streams: Vec<StreamVerdict>,
}

/// Bounds of this server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct WelcomeLimits {
    /// Largest frame of a client, in bytes of UTF-8.
    #[ts(type = "number")]
    pub frame_bytes: usize,
    /// Longest message body, in Unicode scalar values.
    #[ts(type = "number")]
    pub body_characters: usize,
    /// Longest content note, in Unicode scalar values.
    #[ts(type = "number")]
    pub note_characters: usize,
    /// Commands that may be unanswered at once; past it the server reads no further.
    #[ts(type = "number")]
    pub commands_in_flight: usize,
    /// Streams that one connection may follow.
    #[ts(type = "number")]
    pub subscriptions: usize,
    /// Most messages of a page of history.
    #[ts(type = "number")]
    pub history_page: usize,
    /// Milliseconds that a head may stay ahead of you before you subscribe again.
    #[ts(type = "number")]
    pub behind_ms: u64,
    /// Least milliseconds between two typing frames for a room.
    #[ts(type = "number")]
    pub typing_interval_ms: u64,
}

impl Default for WelcomeLimits {
    fn default() -> Self {
        use crate::limits::*;
        Self {
            frame_bytes: FRAME_BYTES,
            body_characters: BODY_CHARACTERS,
            note_characters: NOTE_CHARACTERS,
            commands_in_flight: COMMANDS_IN_FLIGHT,
            subscriptions: SUBSCRIPTIONS,
            history_page: HISTORY_PAGE,
            behind_ms: BEHIND_MS,
            typing_interval_ms: TYPING_INTERVAL_MS,
        }
    }
}

/// How following a stream begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum StreamVerdict {
    /// Events from your position to the head follow, then new ones.
    Replay { stream: StreamId, head: Seq },
    /// A resync frame with a snapshot follows, then new events.
    Resync { stream: StreamId, reason: ResyncReason },
    /// You cannot follow this stream.
    Refused { stream: StreamId, refusal: Refusal },
}

text_enum! {
    /// Why a stream begins anew instead of going on.
    ResyncReason {
        /// You named no position.
        New = "new",
        /// The server's logs began anew (a restored backup).
        EpochChanged = "epoch_changed",
        /// More than 2,000 events behind.
        TooFarBehind = "too_far_behind",
        /// Your position is ahead of the server.
        Ahead = "ahead",
        /// What you may see here has changed.
        AccessChanged = "access_changed",
    }
}

/// A stream as it is at one instant, to begin anew from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Resync {
    pub stream: StreamId,
    pub reason: ResyncReason,
    /// Where the snapshot stands: events after this follow.
    pub position: Position,
    /// Drop every local copy of this stream before taking the snapshot. Always true so far.
    pub purge: bool,
    pub snapshot: Snapshot,
}

/// The state of a stream at one instant, read in one transaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Snapshot {
    /// Of a room's stream.
    Room(RoomSnapshot),
    /// Of your account's stream.
    Account(AccountSnapshot),
}

/// A room and its newest messages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct RoomSnapshot {
    pub room: Room,
    /// The newest messages, oldest first.
    pub messages: Vec<Message>,
    /// There are older ones.
    pub has_older: bool,
}

/// All that your account's stream tells of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct AccountSnapshot {
    pub account: Account,
    /// Rooms that you are in.
    pub rooms: Vec<Room>,
    /// Open ones, to you and from you.
    pub connection_requests: Vec<ConnectionRequest>,
    /// Open ones: your own, invitations to you, and those to groups that you moderate.
    pub join_requests: Vec<JoinRequest>,
    pub people: HiddenPeople,
    /// Notifications that you have not read.
    #[ts(type = "number")]
    pub unread_notifications: i64,
}

/// What came of a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum OkResult {
    /// You follow the stream, or learn why not.
    Subscribed { stream: StreamVerdict },
    /// You follow it no longer.
    Unsubscribed,
    /// Stored. `duplicate` says that it was already, and this is the first result again.
    Sent {
        message: MessageId,
        /// Its place in the room's log.
        seq: Seq,
        /// When it was first stored.
        at: Timestamp,
        state: MessageState,
        /// It had been stored before, by the same client id.
        duplicate: bool,
    },
    /// An edit, deletion or reaction is stored, as event `seq` of the room. The same again is a success with the same `seq`
    /// or, where nothing had to change, with the room's head.
    Changed { message: MessageId, seq: Seq },
    /// A page of messages.
    History {
        /// Oldest first.
        messages: Vec<Message>,
        /// There are messages before the first of these.
        has_older: bool,
        /// There are messages after the last of these.
        has_newer: bool,
        /// The log's head when this was read; events up to it are in the messages.
        head: Seq,
    },
    /// The read mark stands here now.
    Read { read_up_to: Seq },
    /// Nothing more to say.
    Done,
}

impl ServerFrame {
    pub fn encode(&self) -> String {
        serde_json::to_string(self)
            .unwrap_or_else(|_| unreachable!("all that a server sends has text keys and serialises to JSON"))
    }
    pub fn events(stream: StreamId, epoch: Epoch, prev: Seq, to: Seq, events: Vec<Event>) -> Self {
        Self::Events(Batch { stream, epoch, prev, to, events })
    }
}
