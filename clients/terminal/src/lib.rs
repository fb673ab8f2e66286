//! A Rust client for Alongside. It drives the terminal program, the integration tests, the torture
//! program and the load generator, so it hides nothing: what the server said is what you get.
//!
//! In reading order:
//! - [`options`]: where to connect, as whom, and how patient to be;
//! - [`connection`]: a [`Connection`] that resumes, resends and reconnects by itself;
//! - [`socket`]: a [`Socket`] that does nothing by itself, for trying bad behaviour;
//! - [`api`]: the HTTP side, an [`Api`];
//! - [`model`]: a [`RoomModel`], what a screen shows of a room;
//! - [`record`] and [`checker`]: everything that clients saw, and whether it keeps the promises.
//!
//! Below those stand [`wire`] (one text frame in, one typed frame out) and [`network`] (TCP that can
//! be made slow).

// Refusals travel as errors. They are rare and made once, so their size costs less than a box costs a reader.
#![allow(clippy::result_large_err)]

pub mod api;
pub mod checker;
pub mod connection;
pub mod model;
pub mod network;
pub mod options;
pub mod record;
#[cfg(test)]
mod sample;
pub mod socket;
pub mod wire;

pub use api::{Api, ApiError};
pub use connection::{Connection, Draft, Failure, Sending, Sent, State, Stop, Update, Updates};
pub use model::RoomModel;
pub use options::{Backoff, Options};
pub use record::{ClientRecorder, Recorder};
pub use socket::Socket;

/// Chooses the cryptography of TLS for this process. Harmless when called again.
pub fn install_crypto() {
    // The error says only that a provider stands already, which is what we want.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
