//! Sends back what it gets, on the same sockets as people use. Conformance suites such as Autobahn's cases want an echo; only a
//! server started for them offers it.

use super::framing::{BINARY, TEXT};
use super::socket::{Message, Socket, put_frame};
use super::upgrade::Upgrade;
use crate::app::App;
use crate::http::reply::{Refused, Reply};
use alongside_protocol::{Refusal, RefusalCode};
use axum::extract::State;

/// The suites send messages of up to 16 MiB.
const LARGEST_BYTES: usize = 32 * 1024 * 1024;

pub async fn upgrade(State(app): State<App>, upgrade: Result<Upgrade, Refused>) -> Reply {
    if !app.config.echo {
        return Err(Refusal::new(RefusalCode::NoRoute, "There is nothing at this address.").into());
    }
    let (response, bare) = upgrade?.accept(None);
    app.links.spawn(async move {
        if let Some(bare) = bare.await {
            echo(Socket::new(bare, LARGEST_BYTES)).await;
        }
    });
    Ok(response)
}

async fn echo(mut socket: Socket) {
    loop {
        let (opcode, payload) = match socket.next().await {
            Ok(Message::Text(text)) => (TEXT, text.into_bytes()),
            Ok(Message::Binary(bytes)) => (BINARY, bytes),
            Ok(Message::Alive) => continue,
            Err(_) => return socket.end().await,
        };
        let mut frame = Vec::with_capacity(payload.len() + crate::wire::HEADER_BYTES);
        put_frame(&mut frame, opcode, &payload);
        if socket.send(&[frame.into()]).await.is_err() {
            return;
        }
    }
}
