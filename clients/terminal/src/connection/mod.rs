//! A connection that keeps its promises to the application: it comes back by itself, goes on where it
//! was, sends again what was not answered, and says honestly what it knows.
//!
//! One task ([`actor`]) owns all state; [`Connection`] is a handle to it and may be cloned. What
//! happens arrives at [`Updates`]. **Read them**, or drop them to say that you do not want them: while
//! the channel is full nothing more is read from the socket, acknowledgements included.
//!
//! - [`streams`]: where we are in every log, and which batch may be applied (pure);
//! - [`outbox`]: commands until they are answered for good (pure);
//! - [`dial`]: from nothing to a welcomed socket;
//! - [`link`]: a welcomed socket, polled without ever blocking;
//! - [`update`]: what the application is told.

mod actor;
mod dial;
mod duties;
mod handle;
mod link;
mod outbox;
mod streams;
mod update;

pub use handle::{Connection, Draft, Page, Sending, Updates};
pub use update::{Failure, Sent, State, Stop, Update};
