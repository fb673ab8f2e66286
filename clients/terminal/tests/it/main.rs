//! The connection against a server of which the test says every word.

mod coming_back;
mod fake;
mod giving_up;
mod program;
mod sending;
mod sockets;
mod streams;
