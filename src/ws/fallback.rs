//! For networks that break WebSockets: the same frames down a server-sent event stream
//! (WHATWG HTML, section 9.2), the same commands up by POST, one each. Commands do not depend on which node has the stream.

use super::commands;
use super::link::{self, Gone, Incoming, Transport};
use super::listener::Peer;
use super::session::Session;
use super::socket;
use crate::app::App;
use crate::http::auth::Signed;
use crate::http::reply::{self, Json, Reply};
use crate::limits::Bucket;
use alongside_protocol::client::Hello;
use alongside_protocol::{FrameFault, ServerFrame, close};
use axum::body::{Body, Bytes};
use axum::extract::rejection::StringRejection;
use axum::extract::ws::Utf8Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(2);
/// Turns that wait for the network; each is bounded by the session.
const TURNS: usize = 2;

/// Opens the stream. Everything that hello names is followed; another set means another stream.
pub async fn events(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    Signed(caller): Signed,
    Json(hello): Json<Hello>,
) -> Reply {
    socket::leaving(&app)?;
    app.limits.take(Bucket::Connect, caller.account)?;
    let session = Session::open(app.clone(), caller, &hello).await?;
    let (sender, receiver) = mpsc::channel::<Bytes>(TURNS);
    let links = app.links.clone();
    links.spawn(async move {
        link::run(app, session, Events { sender }, Arc::clone(&peer.progress)).await;
        // Nobody sees from here whether the response was taken to its end; the connection tells, since it ends with it.
        peer.progress.cut_after(GOODBYE).await;
    });
    let body = futures_util::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|turn| (Ok::<_, std::convert::Infallible>(turn), receiver))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/event-stream"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONNECTION, "close"),
        // Some proxies gather a response before they pass it on; this asks nginx not to.
        (header::HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    Ok((headers, Body::from_stream(body.boxed())).into_response())
}

/// One command; the answer is its `ok` or `error` frame. A refusal has the HTTP status of its code, too.
pub async fn command(
    State(app): State<App>,
    Signed(caller): Signed,
    body: Result<String, StringRejection>,
) -> Response {
    let read = match body {
        Ok(text) => link::read(&text),
        Err(rejection) => Err(FrameFault { re: None, refusal: reply::unreadable(rejection) }),
    };
    let (re, result) = match read {
        Err(fault) => (fault.re, Err(fault.refusal)),
        Ok(frame) => {
            let result = commands::execute(&app, &caller, frame.command).await;
            (frame.id, result.map_err(|error| error.into_refusal("command")))
        }
    };
    match result {
        Ok(result) => Json(ServerFrame::Ok { re, result }).into_response(),
        Err(refusal) => {
            let status = reply::status(refusal.code);
            (status, Json(ServerFrame::Error { re, refusal })).into_response()
        }
    }
}

struct Events {
    sender: mpsc::Sender<Bytes>,
}

impl Transport for Events {
    /// Nothing comes this way; it ends when the client does.
    async fn receive(&mut self) -> Option<Incoming> {
        self.sender.closed().await;
        None
    }

    async fn send(&mut self, frames: Vec<Utf8Bytes>) -> Result<(), Gone> {
        let mut turn = String::new();
        for frame in frames {
            turn.push_str("data: ");
            turn.push_str(frame.as_str());
            turn.push_str("\n\n");
        }
        self.sender.send(turn.into()).await.map_err(|_| Gone)
    }

    async fn close(self, code: u16) {
        let reason = close::ALL.iter().find(|(known, _)| *known == code).map_or("", |(_, reason)| *reason);
        let last = format!("event: close\ndata: {{\"code\":{code},\"reason\":\"{reason}\"}}\n\n");
        // Whoever takes nothing, or is gone, needs no goodbye.
        let _gone = tokio::time::timeout(GOODBYE, self.sender.send(last.into())).await;
    }

    fn answers_pings(&self) -> bool {
        false
    }
}
