//! Promises, tried from outside over real sockets against a whole server in this process, with a clock that the test moves.
//! One binary: each link takes long.

mod authorisation;
mod bad_input;
mod bus;
mod conversation;
mod drain;
mod duty;
mod fallback;
mod harness;
mod nodes;
mod nodes_failover;
mod nodes_harness;
mod nodes_planted;
mod resume;
mod rights;
mod slow_readers;
mod sockets;
mod standing;
