//! The WebSocket endpoint and its HTTP fallback.
//!
//! - [`listener`]: accepts sockets, and watches whether their readers take anything;
//! - [`socket`]: the upgrade; frames in and out;
//! - [`fallback`]: the same by server-sent events and POST;
//! - [`link`]: one connection's loop: one task owns it;
//! - [`session`]: what the connection follows and where it stands; what to send next;
//! - [`echo`]: sends back what it gets, for conformance suites;
//! - [`commands`]: what a client may ask for.

mod commands;
mod echo;
mod fallback;
mod link;
mod listener;
mod session;
mod socket;

pub use listener::{Listening, Peer};

use crate::app::App;
use axum::Router;
use axum::routing::{any, post};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/ws", any(socket::upgrade))
        .route("/echo", any(echo::upgrade))
        .route("/events", post(fallback::events))
        .route("/commands", post(fallback::command))
}
