//! Rooms: public, private groups, one-to-one; members, requests, guidelines.

mod access;
pub mod rules;
mod store;

pub use access::{Access, access, readable};

use alongside_protocol::{AccountId, RoomId};

/// Who has a room open right now; the hub knows.
pub trait Presence: Sync {
    /// How many people, and which of them moderate the room.
    fn present(&self, room: RoomId) -> (u32, Vec<AccountId>);
}
