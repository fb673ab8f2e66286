//! What goes from node to node.
//!
//! `version (1 byte) · tag (32) · length of the header (4, big endian) · header (JSON) · frame text`. The tag is
//! HMAC-SHA-256 (RFC 2104) over everything after it, with a key that lives in the database: whoever can write to Redis but
//! does not have the database is not believed. A message that is not whole or not ours is worth a look at the database,
//! nothing more. Messages that come again do no harm: events have places, presence is numbered, the rest only makes
//! somebody look.

use crate::announcement::Control;
use crate::clock::Chance;
use crate::frames::Frame;
use crate::wire::Text;
use alongside_protocol::{AccountId, MessageId, NodeId, Seq, StreamId};
use ring::hmac;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

const VERSION: u8 = 1;
const TAG_BYTES: usize = 32;
const PREFIX_BYTES: usize = 1 + TAG_BYTES + 4;
/// A header longer than this is not ours.
const HEADER_BYTES: usize = 256 * 1024;

/// Shared by the nodes of one installation; kept in the database.
#[derive(Clone)]
pub struct Key {
    text: String,
    key: hmac::Key,
}

impl Key {
    pub fn new(chance: &Chance) -> Self {
        Self::of(chance.token())
    }

    fn of(text: String) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, text.as_bytes()), text }
    }
}

impl FromStr for Key {
    type Err = std::convert::Infallible;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::of(text.to_owned()))
    }
}

/// Only for storing it.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Who sent it, the how manieth of theirs it is, and what it says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub node: NodeId,
    pub number: u64,
    pub message: Message,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// Events of one log. The text is what clients get; without it this is a hint that they are there.
    Events(Events),
    Control(Control),
    Writing {
        stream: StreamId,
        account: AccountId,
        alias: String,
    },
    /// Who is in some rooms on the sending node.
    Presence {
        rooms: Vec<RoomPresence>,
    },
    /// A node has just come: tell it who is where.
    WhoIsHere,
    /// How far the logs reach that the sender wrote to lately. It also comes back to the sender, which proves that
    /// the way there and back works.
    Beacon {
        partition: usize,
        heads: Vec<(StreamId, Seq)>,
        /// In one of the partitions.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        about: Option<About>,
    },
    Goodbye,
    /// From a newer version of the server.
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Events {
    pub stream: StreamId,
    pub prev: Seq,
    pub to: Seq,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actors: Vec<AccountId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tells: Vec<MessageId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outdates: Vec<MessageId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<AccountId>,
}

/// What a node says of itself, for the people who run the installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub version: String,
    pub connections: u32,
}

/// Who has a room open on one node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomPresence {
    pub room: StreamId,
    pub here: u32,
    /// All of them, while they are few: somebody on two nodes is one person. Empty when they are many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<AccountId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moderators: Vec<AccountId>,
}

impl RoomPresence {
    pub fn nobody(room: StreamId) -> Self {
        Self { room, here: 0, people: Vec::new(), moderators: Vec::new() }
    }
}

impl Events {
    pub fn of(stream: StreamId, frame: &Frame) -> Self {
        Self {
            stream,
            prev: frame.prev,
            to: frame.to,
            actors: frame.actors.clone(),
            tells: frame.tells.clone(),
            outdates: frame.outdates.clone(),
            authors: frame.authors.clone(),
        }
    }

    pub fn into_frame(self, text: Text) -> Arc<Frame> {
        let Self { stream: _, prev, to, actors, tells, outdates, authors } = self;
        Arc::new(Frame { prev, to, text, actors, tells, outdates, authors })
    }
}

/// The bytes for Redis.
pub fn seal(key: &Key, header: &Header, text: &str) -> Vec<u8> {
    // Plain structs with text keys always serialise.
    let header = serde_json::to_vec(header).unwrap_or_default();
    let mut sealed = Vec::with_capacity(PREFIX_BYTES + header.len() + text.len());
    sealed.push(VERSION);
    sealed.extend_from_slice(&[0; TAG_BYTES]);
    sealed.extend_from_slice(&(header.len() as u32).to_be_bytes());
    sealed.extend_from_slice(&header);
    sealed.extend_from_slice(text.as_bytes());
    let tag = hmac::sign(&key.key, &sealed[1 + TAG_BYTES..]);
    sealed[1..=TAG_BYTES].copy_from_slice(tag.as_ref());
    sealed
}

/// Reads what [`seal`] wrote; `None` for anything else.
pub fn open(key: &Key, sealed: &[u8]) -> Option<(Header, Text)> {
    if sealed.len() < PREFIX_BYTES || sealed[0] != VERSION {
        return None;
    }
    hmac::verify(&key.key, &sealed[1 + TAG_BYTES..], &sealed[1..=TAG_BYTES]).ok()?;
    let length = u32::from_be_bytes(sealed[1 + TAG_BYTES..PREFIX_BYTES].try_into().ok()?) as usize;
    if length > HEADER_BYTES || sealed.len() < PREFIX_BYTES + length {
        return None;
    }
    let header = serde_json::from_slice(&sealed[PREFIX_BYTES..PREFIX_BYTES + length]).ok()?;
    let text = std::str::from_utf8(&sealed[PREFIX_BYTES + length..]).ok()?;
    Some((header, Text::new(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn header() -> Header {
        let events = Events {
            stream: StreamId(Uuid::from_u128(1)),
            prev: Seq(4),
            to: Seq(6),
            actors: vec![AccountId(Uuid::from_u128(2))],
            tells: vec![],
            outdates: vec![],
            authors: vec![],
        };
        Header { node: NodeId(Uuid::from_u128(3)), number: 7, message: Message::Events(events) }
    }

    #[test]
    fn what_was_sealed_is_read_again() {
        let key = Key::of("a".into());
        let (read, text) = open(&key, &seal(&key, &header(), "grüße")).expect("it is whole");
        assert_eq!((read, text.as_str()), (header(), "grüße"));
    }

    #[test]
    fn nodes_of_an_older_and_of_a_newer_version_are_understood() {
        let read = |text: &str| serde_json::from_str::<Message>(text).expect("understood");
        let (heads, about) = (vec![], Some(About { version: "9".into(), connections: 1 }));
        for (text, message) in [
            (
                r#"{"kind":"beacon","partition":0,"heads":[]}"#,
                Message::Beacon { partition: 0, heads: heads.clone(), about: None },
            ),
            (
                r#"{"kind":"beacon","partition":0,"heads":[],"about":{"version":"9","connections":1,"mood":"calm"},"more":1}"#,
                Message::Beacon { partition: 0, heads, about },
            ),
            (r#"{"kind":"something_new","what":1}"#, Message::Unknown),
        ] {
            assert_eq!(read(text), message, "{text}");
        }
    }

    #[test]
    fn anything_else_is_not_believed() {
        let key = Key::of("a".into());
        let sealed = seal(&key, &header(), "text");
        assert!(open(&Key::of("b".into()), &sealed).is_none(), "another key");
        for cut in 0..sealed.len() {
            assert!(open(&key, &sealed[..cut]).is_none(), "cut to {cut} bytes");
        }
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(open(&key, &changed).is_none(), "byte {at} changed");
        }
    }
}
