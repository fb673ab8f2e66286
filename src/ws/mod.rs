//! The WebSocket endpoint and its HTTP fallback.
//!
//! - [`listener`]: accepts sockets, and watches whether their readers take anything;
//! - [`upgrade`]: from a request to a bare socket;
//! - [`framing`]: what clients' bytes amount to;
//! - [`socket`]: messages in and how it ends; [`outlet`]: what goes out;
//! - [`welcome`]: somebody comes and says hello;
//! - [`fallback`]: the same by server-sent events and POST;
//! - [`link`]: one connection's loop: one task owns it;
//! - [`session`]: what the connection follows and where it stands; [`reading`]: what to send next;
//! - [`echo`]: sends back what it gets, for conformance suites;
//! - [`commands`]: what a client may ask for.

mod commands;
mod echo;
mod fallback;
mod framing;
mod link;
mod listener;
mod outlet;
mod reading;
mod session;
mod socket;
mod upgrade;
mod welcome;

pub use listener::{Listening, Peer};

use crate::app::App;
use axum::Router;
use axum::routing::{any, post};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/ws", any(welcome::upgrade))
        .route("/echo", any(echo::upgrade))
        .route("/events", post(fallback::events))
        .route("/commands", post(fallback::command))
}
