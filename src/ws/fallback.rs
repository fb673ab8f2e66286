//! For networks that break WebSockets: the same frames down a server-sent event stream
//! (WHATWG HTML, section 9.2), the same commands up by POST, one each. Commands do not depend on which node has the stream.

use super::commands;
use super::link::{self, Gone, Incoming, Link, Transport};
use super::listener::{Peer, Progress};
use super::session::Session;
use super::socket::reason;
use super::welcome;
use crate::app::App;
use crate::http::auth::Signed;
use crate::http::reply::{self, Json, Reply};
use crate::hub;
use crate::limits::Bucket;
use crate::wire::Text;
use alongside_protocol::client::Hello;
use alongside_protocol::{FrameFault, ServerFrame};
use axum::body::{Body, Bytes};
use axum::extract::rejection::StringRejection;
use axum::extract::{ConnectInfo, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt as _, StreamExt as _};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::PollSender;

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
    welcome::leaving(&app)?;
    app.limits.take(Bucket::Connect, caller.account)?;
    let turn = app.turn().await?;
    let session = Session::open(app.clone(), caller, &hello).await?;
    drop(turn);
    let (sender, receiver) = mpsc::channel::<Bytes>(TURNS);
    let links = app.links.clone();
    links.spawn(async move {
        let closed = sender.clone();
        let events = Events {
            sender: PollSender::new(sender),
            unsent: Bytes::new(),
            closed: async move { closed.closed().await }.boxed(),
            progress: Arc::clone(&peer.progress),
        };
        Box::new(Link::new(app, session, events)).run().await;
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
    sender: PollSender<Bytes>,
    /// What waits for its place among the turns.
    unsent: Bytes,
    closed: BoxFuture<'static, ()>,
    progress: Arc<Progress>,
}

impl Transport for Events {
    /// Nothing comes this way; it ends when the client does.
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Option<Incoming>> {
        self.closed.poll_unpin(cx).map(|()| None)
    }

    fn put(&mut self, frames: &[Text]) {
        let mut turn = std::mem::take(&mut self.unsent).into();
        for frame in frames {
            event(&mut turn, frame);
        }
        self.unsent = turn.into();
    }

    fn is_flushed(&self) -> bool {
        self.unsent.is_empty()
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Gone>> {
        if !self.unsent.is_empty() {
            ready!(self.sender.poll_reserve(cx)).map_err(|_| Gone)?;
            self.sender.send_item(std::mem::take(&mut self.unsent)).map_err(|_| Gone)?;
        }
        Poll::Ready(Ok(()))
    }

    async fn close(mut self, code: Option<u16>) {
        let Some(code) = code else { return };
        let last = format!("event: close\ndata: {{\"code\":{code},\"reason\":\"{}\"}}\n\n", reason(code));
        self.unsent = [std::mem::take(&mut self.unsent), last.into()].concat().into();
        // Whoever takes nothing, or is gone, needs no goodbye.
        let goodbye = std::future::poll_fn(|cx| self.poll_flush(cx));
        let _gone = tokio::time::timeout(GOODBYE, goodbye).await;
    }

    fn answers_pings(&self) -> bool {
        false
    }

    fn taken(&self) -> u64 {
        self.progress.taken()
    }

    fn queued(&self) -> u64 {
        self.progress.queued()
    }

    fn outlet(&self) -> Option<Arc<dyn hub::Outlet>> {
        None
    }
}

fn event(turn: &mut Vec<u8>, frame: &Text) {
    turn.extend_from_slice(b"data: ");
    turn.extend_from_slice(frame.as_str().as_bytes());
    turn.extend_from_slice(b"\n\n");
}
