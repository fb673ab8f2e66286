//! Small pieces of a conversation, for the unit tests of this crate.

use alongside_protocol::server::RoomSnapshot;
use alongside_protocol::stream::{Batch, Event, EventKind, Position, Seq};
use alongside_protocol::*;
use uuid::Uuid;

pub const ROOM: RoomId = RoomId(Uuid::from_u128(0xA));
pub const EPOCH: Epoch = Epoch(Uuid::from_u128(0xE));
pub const AT: Timestamp = Timestamp::from_millis(1_773_110_467_250);

pub fn position(seq: i64) -> Position {
    Position { epoch: EPOCH, seq: Seq(seq) }
}
pub fn message_id(number: u128) -> MessageId {
    MessageId(Uuid::from_u128(0x4D00 + number))
}
pub fn client_id(number: u128) -> ClientMessageId {
    ClientMessageId(Uuid::from_u128(0xC100 + number))
}
pub fn heron() -> Person {
    Person { id: AccountId(Uuid::from_u128(0x4E)), alias: "Heron".into() }
}

/// Message `number`, posted as event `number`.
pub fn message(number: i64) -> Message {
    let id = number as u128;
    Message {
        id: message_id(id),
        room: ROOM,
        author: heron(),
        by_moderator: false,
        client_id: client_id(id),
        state: MessageState::Visible,
        body: format!("words {number}"),
        note: None,
        reply_to: None,
        mentions: Vec::new(),
        revision: 1,
        reactions: Vec::new(),
        mine: Vec::new(),
        posted_at: AT,
        edited_at: None,
        deleted_at: None,
        seq: Seq(number),
    }
}
pub fn answer(number: i64, to: i64) -> Message {
    let excerpt = Some(message(to).body);
    Message { reply_to: Some(ReplyTo { id: message_id(to as u128), author: heron(), excerpt }), ..message(number) }
}
pub fn deleted(number: i64) -> Message {
    Message { state: MessageState::Deleted, body: String::new(), deleted_at: Some(AT), ..message(number) }
}
pub fn event(seq: i64, kind: EventKind) -> Event {
    Event { seq: Seq(seq), at: AT, actor: None, kind }
}
pub fn posted(number: i64) -> Event {
    event(number, EventKind::MessagePosted { message: message(number) })
}
pub fn batch(prev: i64, to: i64, events: Vec<Event>) -> Batch {
    Batch { stream: ROOM.into(), epoch: EPOCH, prev: Seq(prev), to: Seq(to), events }
}
/// Posts of everything after `prev` up to and including `to`.
pub fn posts(prev: i64, to: i64) -> Batch {
    batch(prev, to, (prev + 1..=to).map(posted).collect())
}
pub fn room() -> Room {
    Room {
        info: RoomInfo {
            id: ROOM,
            kind: RoomKind::Public,
            state: RoomState::Open,
            name: "Night Kitchen".into(),
            description: "For hours that are long.".into(),
            topics: Vec::new(),
            language: Language::English,
            guidelines_version: 1,
            slow_ms: 0,
            created_at: AT,
            rest: None,
        },
        moderators: Vec::new(),
        here: 1,
        head: Seq(0),
        peer: None,
        dormant_since: None,
        you: None,
        join_request: None,
    }
}
pub fn snapshot(messages: Vec<Message>, has_older: bool) -> RoomSnapshot {
    RoomSnapshot { room: room(), messages, has_older }
}
