//! The stored form of an event: which kind, and what it refers to.

use alongside_protocol::{AccountId, Event, EventKind, MessageId, Reaction, Seq, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Entry {
    pub seq: Seq,
    pub kind: String,
    pub message: Option<MessageId>,
    /// The account, room or request that it is about.
    pub subject: Option<String>,
    pub actor: Option<AccountId>,
    /// What no reference holds, as JSON. Never text that a person wrote.
    pub data: Option<String>,
    pub at: Timestamp,
}

/// The data of a `reaction_changed`.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReactionData {
    pub reaction: Reaction,
    pub on: bool,
}

/// The data of a `read_marker_moved`.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadData {
    pub read_up_to: Seq,
}

/// The data of a `moderator_expected`.
#[derive(Debug, Serialize, Deserialize)]
pub struct ExpectedData {
    pub expected_at: Option<Timestamp>,
}

impl Entry {
    /// `None` for a new message, whose own row is its entry.
    pub(super) fn of(event: &Event) -> Option<Self> {
        let Event { seq, at, actor, kind } = event;
        let (seq, at, actor) = (*seq, *at, *actor);
        let bare =
            |kind: &str| Self { seq, kind: kind.to_owned(), message: None, subject: None, actor, data: None, at };
        let on = |kind: &str, message: MessageId| Self { message: Some(message), ..bare(kind) };
        let about = |kind: &str, subject: Uuid| Self { subject: Some(subject.to_string()), ..bare(kind) };
        Some(match kind {
            EventKind::MessagePosted { .. } => return None,
            EventKind::MessageEdited { message } => on("message_edited", message.id),
            EventKind::MessageDeleted { message } => on("message_deleted", message.id),
            EventKind::MessageRestored { message } => on("message_restored", message.id),
            EventKind::ReactionChanged { message, reaction, on: set, .. } => {
                Self { data: json(&ReactionData { reaction: *reaction, on: *set }), ..on("reaction_changed", *message) }
            }
            EventKind::MemberJoined { person } => about("member_joined", person.id.0),
            EventKind::MemberLeft { account } => about("member_left", account.0),
            EventKind::ModeratorAdded { person, .. } => about("moderator_added", person.id.0),
            EventKind::ModeratorRemoved { account } => about("moderator_removed", account.0),
            EventKind::BadgeChanged { account, .. } => about("badge_changed", account.0),
            EventKind::ModeratorExpected { account, expected_at } => Self {
                data: json(&ExpectedData { expected_at: *expected_at }),
                ..about("moderator_expected", account.0)
            },
            EventKind::RoomUpdated { .. } => bare("room_updated"),
            EventKind::RoomJoined { room } => about("room_joined", room.0),
            EventKind::RoomLeft { room } => about("room_left", room.0),
            EventKind::ReadMarkerMoved { room, read_up_to } => {
                Self { data: json(&ReadData { read_up_to: *read_up_to }), ..about("read_marker_moved", room.0) }
            }
            EventKind::ConnectionChanged { request } => about("connection_changed", request.id.0),
            EventKind::JoinRequestChanged { request } => about("join_request_changed", request.id.0),
            EventKind::AccountUpdated { .. } => bare("account_updated"),
            EventKind::PeopleChanged { .. } => bare("people_changed"),
            EventKind::NotificationChanged { notification } => about("notification_changed", notification.id.0),
            // Only a reader of a newer server's log makes this; nothing records it.
            EventKind::Unknown => bare("unknown"),
        })
    }
}

fn json<T: Serialize>(value: &T) -> Option<String> {
    // Plain structs with text keys always serialise.
    serde_json::to_string(value).ok()
}
