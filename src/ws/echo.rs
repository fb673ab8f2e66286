//! Sends back what it gets, on the same WebSocket stack as people use. Conformance suites such as Autobahn's cases want an
//! echo; only a server started for them offers it.

use super::socket::{Upgrading, no_upgrade};
use crate::app::App;
use crate::http::reply::Reply;
use alongside_protocol::{Refusal, RefusalCode};
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket};
use futures_util::StreamExt;

/// The suites send messages of up to 16 MiB.
const LARGEST_BYTES: usize = 32 * 1024 * 1024;

pub async fn upgrade(State(app): State<App>, upgrade: Upgrading) -> Reply {
    if !app.config.echo {
        return Err(Refusal::new(RefusalCode::NoRoute, "There is nothing at this address.").into());
    }
    let upgrade = upgrade.map_err(no_upgrade)?;
    Ok(upgrade.max_message_size(LARGEST_BYTES).max_frame_size(LARGEST_BYTES).on_upgrade(echo))
}

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.next().await {
        let sent = match message {
            Message::Text(_) | Message::Binary(_) => socket.send(message).await,
            // Answered by the stack itself; after a close, reading on finishes the handshake.
            Message::Ping(_) | Message::Pong(_) | Message::Close(_) => Ok(()),
        };
        if sent.is_err() {
            break;
        }
    }
}
