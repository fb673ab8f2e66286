//! A server of which every word is said by the test: it accepts sockets, and the test reads what came
//! and sends what it likes. All waits are bounded.

use alongside_protocol::client::{ClientFrame, Command, Hello, RequestId};
use alongside_protocol::server::{Acknowledgement, StreamVerdict, Welcome, WelcomeLimits};
use alongside_protocol::stream::{Batch, Event, EventKind, Position, Seq};
use alongside_protocol::*;
use alongside_terminal::{Backoff, Connection, Options, Update, Updates};
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{WebSocketStream, accept_hdr_async};
use uuid::Uuid;

pub const ROOM: RoomId = RoomId(Uuid::from_u128(0xA));
pub const ME: AccountId = AccountId(Uuid::from_u128(0x4E));
pub const EPOCH: Epoch = Epoch(Uuid::from_u128(0xE));
const AT: Timestamp = Timestamp::from_millis(1_773_110_467_250);
/// Long for a machine that does many things, short for a person who waits for a failure.
const PATIENCE: Duration = Duration::from_secs(20);

pub async fn soon<T>(what: impl Future<Output = T>) -> T {
    timeout(PATIENCE, what).await.expect("it should have happened by now")
}

pub struct Fake {
    listener: TcpListener,
    pub url: String,
    /// What the welcome says; tests make these short.
    pub limits: WelcomeLimits,
    pub ping_interval_ms: u64,
}

impl Fake {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        Self { listener, url, limits: WelcomeLimits::default(), ping_interval_ms: 25_000 }
    }
    pub fn options(&self) -> Options {
        Options { seed: Some(11), ..Options::new(&self.url).token("token").backoff(Backoff::quick()) }
    }
    /// Options that follow the room from a position.
    pub fn following(&self, seq: i64) -> Options {
        self.options().follow(ROOM, Some(position(seq))).follow(ME, Some(position(0)))
    }
    pub async fn tcp(&self) -> TcpStream {
        soon(self.listener.accept()).await.expect("a connection").0
    }
    /// The next connection, however long it takes.
    pub async fn accept_tcp(&self) -> TcpStream {
        self.listener.accept().await.expect("a connection").0
    }
    pub async fn accept(&self) -> Peer {
        self.upgrade(self.tcp().await).await
    }
    pub async fn upgrade(&self, tcp: TcpStream) -> Peer {
        // The error is tungstenite's own type; its size is not ours to choose.
        #[allow(clippy::result_large_err)]
        let answer = |request: &Request, mut response: Response| -> Result<Response, ErrorResponse> {
            assert_eq!(request.uri().path(), "/api/v1/ws", "no token in the address");
            assert_eq!(request.headers()["sec-websocket-protocol"], SUBPROTOCOL);
            response.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(SUBPROTOCOL));
            Ok(response)
        };
        let socket = soon(accept_hdr_async(tcp, answer)).await.expect("an upgrade");
        Peer { socket, limits: self.limits.clone(), ping_interval_ms: self.ping_interval_ms }
    }
    /// Accepts, reads hello, and welcomes with a replay of everything asked for up to `head`.
    pub async fn admit(&self, head: i64) -> (Peer, Hello) {
        let mut peer = self.accept().await;
        let hello = peer.hello().await;
        let verdicts = hello.resume.iter().map(|resume| replay(resume.stream, head)).collect();
        peer.welcome(verdicts).await;
        (peer, hello)
    }
    /// Answers the next request with a plain HTTP status.
    pub async fn turn_away(&self, answer: &str) {
        let mut tcp = self.tcp().await;
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(soon(tcp.read_u8()).await.expect("a request"));
        }
        tcp.write_all(answer.as_bytes()).await.expect("an open socket");
        tcp.shutdown().await.expect("an open socket");
    }
}

pub struct Peer {
    socket: WebSocketStream<TcpStream>,
    limits: WelcomeLimits,
    ping_interval_ms: u64,
}

impl Peer {
    /// The next WebSocket message; `None` when the client broke off.
    pub async fn frame(&mut self) -> Option<Frame> {
        soon(self.socket.next()).await.and_then(Result::ok)
    }
    pub async fn command(&mut self) -> (RequestId, Command) {
        let frame = self.maybe_command().await.expect("a command");
        (frame.id.expect("a number"), frame.command)
    }
    pub async fn maybe_command(&mut self) -> Option<ClientFrame> {
        match self.frame().await? {
            Frame::Text(text) => Some(ClientFrame::parse(text.as_str()).expect("a sound frame")),
            _ => None,
        }
    }
    pub async fn hello(&mut self) -> Hello {
        match self.maybe_command().await.expect("a hello").command {
            Command::Hello(hello) => hello,
            other => panic!("the first frame was {other:?}"),
        }
    }
    pub async fn a_send(&mut self) -> (RequestId, alongside_protocol::client::Send) {
        match self.command().await {
            (id, Command::Send(send)) => (id, send),
            other => panic!("expected a message, got {other:?}"),
        }
    }
    /// Tolerates that the client has gone, as a server does.
    pub async fn say(&mut self, frame: ServerFrame) {
        let _ = soon(self.socket.send(Frame::text(frame.encode()))).await;
    }
    pub async fn welcome(&mut self, streams: Vec<StreamVerdict>) {
        let welcome = Welcome {
            account: Account {
                id: ME,
                alias: "Heron".into(),
                roles: Vec::new(),
                email: None,
                created_at: AT,
                settings: Settings::default(),
            },
            session: SessionId(Uuid::from_u128(0x5E)),
            node: NodeId(Uuid::from_u128(0x40)),
            epoch: EPOCH,
            server_time: AT,
            server_version: "0".into(),
            acknowledgement: Acknowledgement::Single,
            degraded: false,
            ping_interval_ms: self.ping_interval_ms,
            limits: self.limits.clone(),
            streams,
        };
        self.say(ServerFrame::Welcome(Box::new(welcome))).await;
    }
    pub async fn posts(&mut self, prev: i64, to: i64) {
        let events = (prev + 1..=to).map(posted).collect();
        self.say(ServerFrame::events(ROOM.into(), EPOCH, Seq(prev), Seq(to), events)).await;
    }
    pub async fn sent(&mut self, re: RequestId, seq: i64, duplicate: bool) {
        let (message, seq) = (message_id(seq), Seq(seq));
        let result = OkResult::Sent { message, seq, at: AT, state: MessageState::Visible, duplicate };
        self.say(ServerFrame::Ok { re: Some(re), result }).await;
    }
    pub async fn refuse(&mut self, re: RequestId, refusal: Refusal) {
        self.say(ServerFrame::Error { re: Some(re), refusal }).await;
    }
    pub async fn close(mut self, code: u16) {
        let reason = close::reason(code).unwrap_or("closed").into();
        // The client may be gone first.
        let _ = soon(self.socket.close(Some(CloseFrame { code: code.into(), reason }))).await;
        while self.frame().await.is_some() {}
    }
}

pub fn position(seq: i64) -> Position {
    Position { epoch: EPOCH, seq: Seq(seq) }
}
pub fn replay(stream: impl Into<StreamId>, head: i64) -> StreamVerdict {
    let stream = stream.into();
    StreamVerdict::Replay { stream, head: Seq(if stream == ME.into() { 0 } else { head }) }
}
pub fn message_id(seq: i64) -> MessageId {
    MessageId(Uuid::from_u128(0x4D00 + seq as u128))
}
pub fn message(seq: i64) -> Message {
    Message {
        id: message_id(seq),
        room: ROOM,
        author: Person { id: ME, alias: "Heron".into() },
        by_moderator: false,
        client_id: ClientMessageId(Uuid::from_u128(seq as u128)),
        state: MessageState::Visible,
        body: format!("words {seq}"),
        note: None,
        reply_to: None,
        mentions: Vec::new(),
        revision: 1,
        reactions: Vec::new(),
        mine: Vec::new(),
        posted_at: AT,
        edited_at: None,
        deleted_at: None,
        seq: Seq(seq),
    }
}
pub fn posted(seq: i64) -> Event {
    Event { seq: Seq(seq), at: AT, actor: Some(ME), kind: EventKind::MessagePosted { message: message(seq) } }
}

/// Reads updates until one is as wanted.
pub async fn until<T>(updates: &mut Updates, mut wanted: impl FnMut(&Update) -> Option<T>) -> T {
    soon(async {
        loop {
            let update = updates.next().await.expect("the connection ended first");
            if let Some(found) = wanted(&update) {
                return found;
            }
        }
    })
    .await
}
/// The spans of the next batches, until one ends at `to`.
pub async fn spans(updates: &mut Updates, to: i64) -> Vec<(i64, i64, Vec<i64>)> {
    let mut spans = Vec::new();
    until(updates, |update| {
        let Update::Batch(Batch { prev, to: end, events, .. }) = update else { return None };
        spans.push((prev.0, end.0, events.iter().map(|event| event.seq.0).collect()));
        (end.0 >= to).then_some(())
    })
    .await;
    spans
}
pub async fn start(options: Options) -> (Connection, Updates) {
    Connection::start(options)
}
