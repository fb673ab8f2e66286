//! Logs. Every room and every account has an append-only log with a contiguous sequence number,
//! assigned inside the database transaction that stores the event. A position outlives sockets,
//! nodes and devices.

use crate::client::MAX_SAFE_INTEGER;
use crate::ids::*;
use crate::model::*;
use crate::notification::Notification;
use crate::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

/// A place in a log. The first event has 1; 0 is the empty log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema, TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct Seq(pub i64);

impl<'de> Deserialize<'de> for Seq {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u64::deserialize(deserializer)? {
            seq if seq <= MAX_SAFE_INTEGER => Ok(Self(seq as i64)),
            _ => Err(serde::de::Error::custom("a place in a log is below 2^53")),
        }
    }
}

impl Seq {
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}
impl std::fmt::Display for Seq {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// How far somebody has read a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
pub struct Position {
    pub epoch: Epoch,
    /// The last event that you have.
    pub seq: Seq,
}

/// One entry of a log as it is sent. Bodies are joined when it is read: an old event about a message
/// shows the message as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Event {
    /// Its place in the log.
    pub seq: Seq,
    /// When it was stored.
    pub at: Timestamp,
    /// Who caused it; absent when the server did by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub actor: Option<AccountId>,
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened. A client skips kinds that it does not know; the span of the batch still covers them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    // In a room's log
    /// A message was posted.
    MessagePosted { message: Message },
    /// Its author changed it.
    MessageEdited { message: Message },
    /// It is gone: by its author (`deleted`) or a moderator (`removed`, `hidden`). Drop every copy of its text,
    /// also in replies that quote it.
    MessageDeleted { message: Message },
    /// It is back after having been hidden or removed.
    MessageRestored { message: Message },
    /// The actor added a reaction or took it back; `reactions` are the counts as they are now.
    ReactionChanged {
        message: MessageId,
        reaction: Reaction,
        /// Added, or taken back.
        on: bool,
        reactions: Vec<ReactionCount>,
    },
    /// Somebody is a member of the room now.
    MemberJoined { person: Person },
    /// Somebody is no longer a member.
    MemberLeft { account: AccountId },
    /// Somebody moderates the room now.
    ModeratorAdded {
        person: Person,
        /// Absent while only the word of whoever runs the server stands for them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        badge: Option<Badge>,
    },
    /// Somebody moderates the room no longer, but may still be a member.
    ModeratorRemoved { account: AccountId },
    /// Somebody who moderates the room has another certificate now, or staff looked at it again; absent when there is none to show.
    BadgeChanged {
        account: AccountId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        badge: Option<Badge>,
    },
    /// When a moderator will next be here; absent when nobody can say any more.
    ModeratorExpected {
        account: AccountId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        expected_at: Option<Timestamp>,
    },
    /// Name, description, topics, state, speed or guidelines changed.
    RoomUpdated { room: RoomInfo },
    // In an account's log
    /// You are in a room now.
    RoomJoined { room: RoomId },
    /// You are no longer in a room.
    RoomLeft { room: RoomId },
    /// One of your devices has read a room up to here.
    ReadMarkerMoved {
        room: RoomId,
        /// Only ever grows.
        read_up_to: Seq,
    },
    /// Somebody would like to talk one to one with you, or answered you.
    ConnectionChanged { request: ConnectionRequest },
    /// A request to join a group that you moderate is new or decided.
    JoinRequestChanged { request: JoinRequest },
    /// Your account, roles or settings changed.
    AccountUpdated { account: Account },
    /// The people that you block or mute changed.
    PeopleChanged { people: HiddenPeople },
    /// You were told something, or read it on one of your devices.
    NotificationChanged { notification: Notification },
    /// What a Rust client reads a newer server's kind as, to skip it. Never sent.
    #[serde(other, skip_serializing)]
    #[schemars(skip)]
    #[ts(skip)]
    Unknown,
}

/// A run of events of one log. It covers everything after `prev` up to and including `to`: numbers in
/// between that have no event here were left out for you on purpose, and nothing is missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Batch {
    pub stream: StreamId,
    pub epoch: Epoch,
    /// The place before the span: yours, if nothing is missing.
    pub prev: Seq,
    /// The last place of the span: yours from now on.
    pub to: Seq,
    /// By growing `seq`; may be empty.
    pub events: Vec<Event>,
}

#[cfg(feature = "sqlx")]
mod sql {
    use super::Seq;
    use sqlx::error::BoxDynError;

    impl<DB: sqlx::Database> sqlx::Type<DB> for Seq
    where
        i64: sqlx::Type<DB>,
    {
        fn type_info() -> DB::TypeInfo {
            <i64 as sqlx::Type<DB>>::type_info()
        }
        fn compatible(ty: &DB::TypeInfo) -> bool {
            <i64 as sqlx::Type<DB>>::compatible(ty)
        }
    }
    impl<'q, DB: sqlx::Database> sqlx::Encode<'q, DB> for Seq
    where
        i64: sqlx::Encode<'q, DB>,
    {
        fn encode_by_ref(&self, buffer: &mut DB::ArgumentBuffer) -> Result<sqlx::encode::IsNull, BoxDynError> {
            <i64 as sqlx::Encode<'q, DB>>::encode(self.0, buffer)
        }
    }
    impl<'r, DB: sqlx::Database> sqlx::Decode<'r, DB> for Seq
    where
        i64: sqlx::Decode<'r, DB>,
    {
        fn decode(value: DB::ValueRef<'r>) -> Result<Self, BoxDynError> {
            Ok(Self(<i64 as sqlx::Decode<'r, DB>>::decode(value)?))
        }
    }
}
