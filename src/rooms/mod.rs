//! Rooms: public, private groups, one-to-one; members, requests, guidelines.
//!
//! Where things are: `rules` says who may do what and `text` what may be written (both pure); `access` reads what somebody
//! is in a room; `describe` opens and changes rooms, `join`, `members` and `requests` fill them, `connections` brings two
//! people together; `listing` finds rooms and `view` shows them.
//!
//! Every use case that changes who is in a room takes the room's log first (`log::lock`) and looks at what it decides on
//! after that.

mod access;
pub mod connections;
mod describe;
mod guidelines;
mod join;
pub mod listing;
pub mod members;
mod reading;
pub mod requests;
pub mod rules;
mod store;
#[cfg(test)]
mod tests;
pub mod text;
pub mod view;

pub use access::{Access, access, access_all, known, readable};
pub use describe::{change_state, create, update};
pub use guidelines::guidelines;
pub use join::join;
pub use members::leave;
pub use reading::mark_read;
pub use view::info;

use alongside_protocol::{AccountId, RoomId, Timestamp};
use chrono::TimeDelta;

/// Who has a room open right now; the hub knows.
pub trait Presence: Sync {
    /// How many people, and which of them moderate the room.
    fn present(&self, room: RoomId) -> (u32, Vec<AccountId>);
}

/// What showing rooms needs beside the database.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    pub now: Timestamp,
    /// How long two people are silent until their talk is dormant (policy 2.5).
    pub dormancy: TimeDelta,
    pub presence: &'a dyn Presence,
}
