//! The wire types of Alongside: the one source for the server, the terminal client, the load
//! generator and the tests. TypeScript, JSON Schema and AsyncAPI are generated from here.
//!
//! In reading order:
//! - [`ids`]: what identifies things (UUIDs, written as text);
//! - [`time`]: instants, UTC milliseconds, RFC 3339 on the wire;
//! - [`stream`]: the append-only logs, positions in them, and the events that they carry;
//! - [`model`]: rooms, messages, people, accounts as clients see them; [`notification`]: what an account is told; [`notification`]: what an account is told;
//! - [`client`]: frames that a client sends;
//! - [`parse`]: reading them, with a refusal for whatever cannot be read;
//! - [`server`]: frames that a server sends;
//! - [`refusal`]: stable codes for everything that is refused;
//! - [`close`]: WebSocket close codes and what a client does after each;
//! - [`http`]: request and response bodies of the HTTP API; [`standing`]: those about certificates and the agreement;
//! - [`limits`]: every bound that a client can run into, with its unit;
//! - [`generate`]: what is made from all of these: TypeScript, JSON Schema, AsyncAPI, tables.

// A refusal is a rare answer that is read at once; boxing it would only make it harder to build.
#![allow(clippy::result_large_err)]

mod body;
mod text_enum;

pub mod client;
pub mod close;
pub mod generate;
pub mod http;
pub mod ids;
pub mod limits;
pub mod model;
pub mod notification;
pub mod parse;
pub mod refusal;
pub mod server;
pub mod standing;
pub mod stream;
pub mod time;

pub use client::{ClientFrame, Command};
pub use ids::*;
pub use model::*;
pub use notification::*;
pub use parse::FrameFault;
pub use refusal::{Refusal, RefusalCode, Retry};
pub use server::{OkResult, ServerFrame};
pub use stream::{Event, EventKind, Position, Seq};
pub use time::{Date, Timestamp};

/// The WebSocket subprotocol: a client offers it, the server answers with it.
pub const SUBPROTOCOL: &str = "alongside.v1";
