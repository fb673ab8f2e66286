//! A room's monitoring duty (policy 2): the clock of each room, its reminders, warnings and closures, leave and relief.
//!
//! - [`policy`]: every number, with its default;
//! - [`rules`]: what should happen when, pure;
//! - [`reconcile`]: does it: compares what is with what should be, in pages of rooms;
//! - [`leave`]: planning time away, and standing in;
//! - [`reopen`]: accepting the duty again after a closure;
//! - [`close`]: staff close what is overdue;
//! - [`board`]: the clocks as moderators and staff see them;
//! - [`preview`]: what will happen if nobody does anything.
//!
//! The mark that the clock runs from is written by [`crate::messages`] in the post's own transaction. Both the post and
//! every step here take the room's log first, so that a room is open or a post is refused, never both.

pub mod board;
mod close;
pub mod leave;
pub mod policy;
pub mod preview;
pub mod reconcile;
mod record;
mod reopen;
pub mod rules;
mod store;
#[cfg(test)]
mod tests;

pub use close::close;
pub use policy::Policy;
pub use reopen::reopen;
