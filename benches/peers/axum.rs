//! The chat that axum's own examples write: a broadcast channel for each room, a task for each member. Whoever falls behind
//! the channel loses messages.

use axum::Router;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

/// Messages that a room keeps for the slowest.
const CHANNEL: usize = 256;

type Rooms = Arc<Mutex<HashMap<String, broadcast::Sender<Utf8Bytes>>>>;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = Router::new().route("/room/{room}", any(upgrade)).with_state(Rooms::default());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on {}", listener.local_addr()?);
    axum::serve(listener, app).await
}

async fn upgrade(State(rooms): State<Rooms>, Path(room): Path<String>, upgrade: WebSocketUpgrade) -> Response {
    let channel = {
        let mut rooms = rooms.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        rooms.entry(room).or_insert_with(|| broadcast::channel(CHANNEL).0).clone()
    };
    upgrade.on_upgrade(|socket| talk(socket, channel))
}

async fn talk(mut socket: WebSocket, channel: broadcast::Sender<Utf8Bytes>) {
    let mut heard = channel.subscribe();
    loop {
        tokio::select! {
            said = socket.recv() => match said {
                Some(Ok(Message::Text(text))) => {
                    // Nobody else may be there.
                    let _ = channel.send(text);
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
            text = heard.recv() => match text {
                Ok(text) => {
                    if socket.send(Message::Text(text)).await.is_err() {
                        return;
                    }
                }
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            },
        }
    }
}
