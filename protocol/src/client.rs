//! Frames that a client sends. One JSON object a text frame: `type` says which, `id` is the client's
//! number for it and comes back as `re` in the answer.

use crate::ids::*;
use crate::model::Reaction;
use crate::stream::{Position, Seq};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A client's number for a command, below 2^53. Need not be unique, but answers name it.
pub type RequestId = u64;

/// Largest number that every JSON reader keeps exact (RFC 8259 section 6).
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// A frame that a client sends.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema, TS)]
pub struct ClientFrame {
    /// Your number for this command: its answer names it as `re`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub id: Option<RequestId>,
    #[serde(flatten)]
    pub command: Command,
}

/// What a client asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// The first frame, within 10 s.
    Hello(Hello),
    /// Follow a room. Answered with `ok` and a verdict, then events or a resync. The same again replaces
    /// the first: from the position that it names. Your own account's id resumes your account's log.
    Subscribe {
        room: RoomId,
        /// Where you are; absent for a first look.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        position: Option<Position>,
        /// Follow it without having it open: for unread counts. You are not counted as present.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(as = "Option<bool>", optional)]
        quiet: bool,
    },
    /// Follow a room no longer.
    Unsubscribe { room: RoomId },
    /// Post a message. `ok` comes after it is stored for good.
    Send(Send),
    /// Change your own message. Who read the old text sees that it was edited.
    Edit {
        message: MessageId,
        /// 1 to 4,000 characters; replaces the old text.
        body: String,
        /// Replaces the old note; absent takes it away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        note: Option<String>,
    },
    /// Take your own message back. Its text goes from every device.
    Delete { message: MessageId },
    /// Add a reaction or take it back.
    React {
        message: MessageId,
        reaction: Reaction,
        /// `true` adds it, `false` takes it back. Setting what is set already is a success.
        on: bool,
    },
    /// Older or newer messages of a room.
    History(History),
    /// You have read this room up to here. Only your own devices learn of it.
    Read {
        room: RoomId,
        /// The last place that you have read. The mark never goes back.
        up_to: Seq,
    },
    /// You are writing. At most once in 3 s.
    Typing { room: RoomId },
    /// Another token for this connection, before the old one ends.
    Renew {
        /// Of the same account.
        token: String,
    },
    /// The answer to a ping, with its number.
    Pong {
        /// The ping that it answers.
        #[ts(type = "number")]
        ping: u64,
    },
}

/// Who you are and where you were.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Hello {
    /// A session's or API token; absent when the cookie says who you are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub token: Option<String>,
    /// Name and version of the program, at most 64 characters; for the server's figures only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub client: Option<String>,
    /// Abilities of the client. None is defined yet; unknown ones are ignored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub capabilities: Vec<String>,
    /// Streams to follow from the start: rooms, and your own account's to resume it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<Resume>>", optional)]
    pub resume: Vec<Resume>,
}

/// A stream to follow from the start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Resume {
    pub stream: StreamId,
    /// Where you are; absent for a first look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub position: Option<Position>,
    /// Follow it without having it open: for unread counts. You are not counted as present.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(as = "Option<bool>", optional)]
    pub quiet: bool,
}

/// A message to post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Send {
    pub room: RoomId,
    /// A new UUID for each message; the same again for each retry of it.
    pub client_id: ClientMessageId,
    /// 1 to 4,000 characters.
    pub body: String,
    /// What it is about, at most 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub note: Option<String>,
    /// The message that this answers, of the same room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reply_to: Option<MessageId>,
}

/// A page of messages, oldest first, by at most one of `before`, `after`, `around`; none means the newest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct History {
    pub room: RoomId,
    /// Messages before this place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub before: Option<Seq>,
    /// Messages after this place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub after: Option<Seq>,
    /// Messages before and after this one, and it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub around: Option<MessageId>,
    /// 1 to 100; 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub limit: Option<u32>,
}
