//! The WebSocket itself: upgrade, hello, frames.

use super::link::{self, Gone, Incoming, Transport};
use super::listener::Peer;
use super::session::Session;
use crate::accounts::{self, Caller, Token};
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::{auth, reply};
use crate::limits::Bucket;
use alongside_protocol::client::Hello;
use alongside_protocol::limits::{FRAME_BYTES, HELLO_MS};
use alongside_protocol::{Command, Refusal, RefusalCode, SUBPROTOCOL, ServerFrame, close};
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::Response;
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;

/// tungstenite allocates its read buffer at once: 2 KiB instead of 128 KiB is most of a connection's memory.
const READ_BUFFER_BYTES: usize = 2 * 1024;
/// Frames of a turn leave together, up to about this much.
const WRITE_BUFFER_BYTES: usize = 16 * 1024;
/// A frame over the protocol's limit is refused and the connection goes on; over this it ends.
const LARGEST_READ_BYTES: usize = 4 * FRAME_BYTES;
/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(2);

pub async fn upgrade(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    headers: HeaderMap,
    upgrade: Upgrading,
) -> reply::Reply {
    leaving(&app)?;
    let upgrade = upgrade.map_err(no_upgrade)?;
    let cookie_caller = match auth::from_headers(&app, &headers).await {
        Ok(caller) => caller,
        // A cookie that has run out is no better than none: hello may bring a token.
        Err(Error::Refused(_)) => None,
        Err(fault) => return Err(fault.into()),
    };
    if cookie_caller.is_some() {
        auth::check_origin(&app, &headers)?;
    }
    let response: Response = upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_message_size(LARGEST_READ_BYTES)
        .max_frame_size(LARGEST_READ_BYTES)
        .on_upgrade(move |socket| {
            let links = app.links.clone();
            links.track_future(serve(app, peer, socket, cookie_caller))
        });
    Ok(response)
}

/// A request that may be none for a WebSocket.
pub type Upgrading = Result<WebSocketUpgrade, WebSocketUpgradeRejection>;

pub fn no_upgrade(_: WebSocketUpgradeRejection) -> Refusal {
    Refusal::new(
        RefusalCode::Malformed,
        "This address speaks WebSocket (RFC 6455): send a GET that asks for the upgrade.",
    )
}

/// While the server stops, newcomers are sent on: a proxy tries another node, a client comes back a little later.
pub fn leaving(app: &App) -> Result<()> {
    if !app.stopping.is_cancelled() {
        return Ok(());
    }
    let refusal = Refusal::new(RefusalCode::GoingAway, "This server is about to restart. Connect again in a moment.");
    Err(refusal.after(app.config.drain_spread_ms).into())
}

async fn serve(app: App, peer: Peer, socket: WebSocket, cookie_caller: Option<Caller>) {
    let mut socket = Socket(socket);
    let hello = match tokio::time::timeout(Duration::from_millis(HELLO_MS), hello(&mut socket)).await {
        Err(_) => return socket.close(close::HELLO_TIMEOUT).await,
        Ok(Err(Some(code))) => return socket.close(code).await,
        Ok(Err(None)) => return,
        Ok(Ok(_)) if app.stopping.is_cancelled() => return socket.close(close::RESTART).await,
        Ok(Ok(hello)) => hello,
    };
    match welcome(&app, &hello, cookie_caller).await {
        Ok(session) => link::run(app, session, socket, peer.progress).await,
        Err(error) => {
            let code = close_code(&error);
            let refusal = error.into_refusal("hello");
            let frame = ServerFrame::Error { re: hello.id, refusal }.encode().into();
            if socket.send(vec![frame]).await.is_ok() {
                socket.close(code).await;
            }
        }
    }
}

struct Greeting {
    id: Option<u64>,
    hello: Hello,
}

/// The first frame must be a hello; anything else is told so, and the connection ends.
async fn hello(socket: &mut Socket) -> Result<Greeting, Option<u16>> {
    loop {
        let refusal = match socket.receive().await {
            None => return Err(None),
            Some(Incoming::Alive) => continue,
            Some(Incoming::Broken(code)) => return Err(Some(code)),
            Some(Incoming::Frame(text)) => match link::read(&text) {
                Ok(frame) => match frame.command {
                    Command::Hello(hello) => return Ok(Greeting { id: frame.id, hello }),
                    _ => (frame.id, Refusal::new(RefusalCode::Malformed, "The first frame must be a hello.")),
                },
                Err(fault) => (fault.re, fault.refusal),
            },
        };
        let frame = ServerFrame::Error { re: refusal.0, refusal: refusal.1 }.encode().into();
        return match socket.send(vec![frame]).await {
            Ok(()) => Err(Some(close::BAD_HELLO)),
            Err(Gone) => Err(None),
        };
    }
}

/// Who it is, by hello's token or else by the cookie, and what they follow.
async fn welcome(app: &App, greeting: &Greeting, cookie_caller: Option<Caller>) -> Result<Session> {
    let caller = match &greeting.hello.token {
        Some(token) => {
            let mut tx = app.db.read().await?;
            accounts::authenticate(&mut tx, app.clock.now(), &Token::given(token)).await?
        }
        None => cookie_caller
            .ok_or_else(|| Refusal::new(RefusalCode::Unauthenticated, "Sign in first, or send a token in hello."))?,
    };
    app.limits.take(Bucket::Connect, caller.account)?;
    Session::open(app.clone(), caller, &greeting.hello).await
}

fn close_code(error: &Error) -> u16 {
    match error.code() {
        RefusalCode::Suspended => close::SUSPENDED,
        RefusalCode::Unauthenticated => close::UNAUTHENTICATED,
        RefusalCode::RateLimited => close::TOO_MANY,
        RefusalCode::Degraded => close::TRY_LATER,
        RefusalCode::Fault => close::FAULT,
        _ => close::BAD_HELLO,
    }
}

struct Socket(WebSocket);

impl Transport for Socket {
    async fn receive(&mut self) -> Option<Incoming> {
        Some(match self.0.next().await? {
            Ok(Message::Text(text)) => Incoming::Frame(text),
            Ok(Message::Binary(_)) => Incoming::Broken(close::UNSUPPORTED),
            Ok(Message::Ping(_) | Message::Pong(_)) => Incoming::Alive,
            Ok(Message::Close(_)) => {
                // Keep reading until the end, so that the close handshake is finished cleanly.
                while let Some(Ok(_)) = self.0.next().await {}
                return None;
            }
            Err(error) => Incoming::Broken(framing_fault(&error)),
        })
    }

    async fn send(&mut self, frames: Vec<Utf8Bytes>) -> Result<(), Gone> {
        for frame in frames {
            self.0.feed(Message::Text(frame)).await.map_err(|_| Gone)?;
        }
        self.0.flush().await.map_err(|_| Gone)
    }

    async fn close(mut self, code: u16) {
        let reason = close::ALL.iter().find(|(known, _)| *known == code).map_or("", |(_, reason)| *reason);
        let goodbye = async {
            if self.0.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await.is_ok() {
                while let Some(Ok(_)) = self.0.next().await {}
            }
        };
        // Whoever does not answer a goodbye is let go of.
        let _answered = tokio::time::timeout(GOODBYE, goodbye).await;
    }

    fn answers_pings(&self) -> bool {
        true
    }
}

/// The code of a fault in the framing (RFC 6455 section 7.4.1), by what tungstenite found.
fn framing_fault(error: &axum::Error) -> u16 {
    use std::error::Error as _;
    use tokio_tungstenite::tungstenite::Error as Fault;
    match error.source().and_then(|source| source.downcast_ref::<Fault>()) {
        Some(Fault::Capacity(_)) => close::TOO_BIG,
        Some(Fault::Utf8(_)) => close::INVALID_TEXT,
        _ => close::PROTOCOL_ERROR,
    }
}
