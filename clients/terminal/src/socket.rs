//! A socket that sends and receives single frames and helps with nothing: no hello, no pong, no
//! retry. For trying what badly behaved clients do.

use crate::network::{Network, Wire};
use crate::options::Options;
use crate::wire;
use alongside_protocol::SUBPROTOCOL;
use alongside_protocol::client::{Command, Hello, RequestId};
use alongside_protocol::server::ServerFrame;
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::{ClientRequestBuilder, IntoClientRequest};
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue, Uri};
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{self, Bytes, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async_tls_with_config};

pub type Tungstenite = WebSocketStream<MaybeTlsStream<Wire>>;

/// tungstenite allocates this for every socket at once; its own 128 KiB are too much for thousands.
const READ_BUFFER_BYTES: usize = 4 * 1024;
/// Commands of one turn leave together.
const WRITE_BUFFER_BYTES: usize = 16 * 1024;

/// Largest message taken from a server: many times a snapshot of the longest texts.
const MESSAGE_BYTES: usize = 16 * 1024 * 1024;

#[derive(Debug)]
pub struct Socket {
    stream: Tungstenite,
}

/// What came next.
#[derive(Debug, Clone, PartialEq)]
pub enum Received {
    Frame(Box<ServerFrame>),
    /// Text that is not a frame of this protocol.
    Text(String),
    /// The server closed, with its code and reason.
    Closed(Option<(u16, String)>),
    /// The connection broke without a closing handshake.
    Broken(String),
}

/// What to say in the request that opens a socket.
#[derive(Debug, Clone, Default)]
pub struct Upgrade {
    pub url: String,
    pub headers: Vec<(String, String)>,
    /// Normally `alongside.v1`.
    pub subprotocol: Option<String>,
    pub network: Network,
}

impl Upgrade {
    /// An ordinary request to a server at `url` (`http://…`).
    pub fn to(url: &str) -> Self {
        Self::from_options(&Options::new(url))
    }
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
    pub(crate) fn from_options(options: &Options) -> Self {
        let mut headers = Vec::new();
        if let Some(cookie) = &options.cookie {
            headers.push(("cookie".to_owned(), cookie.clone()));
        }
        let own = || options.cookie.is_some().then(|| options.url.trim_end_matches('/').to_owned());
        if let Some(origin) = options.origin.clone().or_else(own) {
            headers.push(("origin".to_owned(), origin));
        }
        Self {
            url: options.socket_url(),
            headers,
            subprotocol: Some(SUBPROTOCOL.into()),
            network: options.network.clone(),
        }
    }

    fn request(&self) -> Result<Request, tungstenite::Error> {
        let mut builder = ClientRequestBuilder::new(self.url.parse::<Uri>()?);
        if let Some(subprotocol) = &self.subprotocol {
            builder = builder.with_sub_protocol(subprotocol);
        }
        let mut request = builder.into_client_request()?;
        for (name, value) in &self.headers {
            request.headers_mut().append(name.parse::<HeaderName>()?, HeaderValue::from_str(value)?);
        }
        Ok(request)
    }

    pub(crate) async fn open(&self) -> Result<Tungstenite, tungstenite::Error> {
        let request = self.request()?;
        let uri = request.uri();
        let host = uri.host().ok_or(tungstenite::error::UrlError::NoHostName)?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("wss") { 443 } else { 80 });
        let wire = self.network.connect(&host, port).await?;
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER_BYTES)
            .write_buffer_size(WRITE_BUFFER_BYTES)
            .max_frame_size(Some(MESSAGE_BYTES))
            .max_message_size(Some(MESSAGE_BYTES));
        let (stream, _) = client_async_tls_with_config(request, wire, Some(config), None).await?;
        Ok(stream)
    }
}

impl Socket {
    pub async fn connect(upgrade: &Upgrade) -> Result<Self, tungstenite::Error> {
        crate::install_crypto();
        Ok(Self { stream: upgrade.open().await? })
    }

    /// Sends hello with this token and nothing to resume.
    pub async fn hello(&mut self, token: &str) -> Result<(), tungstenite::Error> {
        self.command(None, Command::Hello(Hello { token: Some(token.into()), ..Hello::default() })).await
    }
    pub async fn command(&mut self, id: Option<RequestId>, command: Command) -> Result<(), tungstenite::Error> {
        self.text(wire::encode(id, &command)).await
    }
    /// Any text, also what is no JSON.
    pub async fn text(&mut self, text: impl Into<String>) -> Result<(), tungstenite::Error> {
        self.stream.send(Message::text(text.into())).await
    }
    pub async fn binary(&mut self, bytes: impl Into<Bytes>) -> Result<(), tungstenite::Error> {
        self.stream.send(Message::binary(bytes)).await
    }
    /// A text message of any bytes, also what is not UTF-8, in several WebSocket frames.
    pub async fn fragments(&mut self, parts: &[&[u8]]) -> Result<(), tungstenite::Error> {
        for (index, part) in parts.iter().enumerate() {
            let kind = if index == 0 { Data::Text } else { Data::Continue };
            self.fragment(kind, part, index + 1 == parts.len()).await?;
        }
        Ok(())
    }
    /// One WebSocket frame of a message, for leaving messages unfinished.
    pub async fn fragment(&mut self, kind: Data, part: &[u8], last: bool) -> Result<(), tungstenite::Error> {
        let frame = Frame::message(Bytes::copy_from_slice(part), OpCode::Data(kind), last);
        self.stream.send(Message::Frame(frame)).await
    }
    /// Bytes below WebSocket, for breaking its framing.
    pub async fn bytes(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let stream = self.stream.get_mut();
        stream.write_all(bytes).await?;
        stream.flush().await
    }
    pub async fn ping(&mut self, payload: &[u8]) -> Result<(), tungstenite::Error> {
        self.stream.send(Message::Ping(Bytes::copy_from_slice(payload))).await
    }
    pub async fn close(&mut self, code: u16, reason: &str) -> Result<(), tungstenite::Error> {
        let frame = CloseFrame { code: code.into(), reason: reason.to_owned().into() };
        self.stream.send(Message::Close(Some(frame))).await
    }
    /// Sends no more but still reads: TCP's FIN without a WebSocket close.
    pub async fn half_close(&mut self) -> std::io::Result<()> {
        self.stream.get_mut().shutdown().await
    }
    /// Ends the connection as a crash would: with a reset, nothing said.
    pub fn reset(self) -> std::io::Result<()> {
        if let MaybeTlsStream::Plain(wire) = self.stream.get_ref() {
            wire.tcp().set_zero_linger()?;
            // A half that still waited in the kernel is discarded by the reset.
        }
        Ok(())
    }
    /// From now on reads no faster than this.
    pub fn read_slowly(&mut self, bytes_per_second: Option<u32>) {
        if let MaybeTlsStream::Plain(wire) = self.stream.get_mut() {
            wire.throttle(bytes_per_second);
        }
    }

    /// The next frame; WebSocket's own pings and pongs are passed over.
    pub async fn receive(&mut self) -> Received {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => return received(text.as_str()),
                Some(Ok(Message::Close(frame))) => {
                    return Received::Closed(frame.map(|frame| (frame.code.into(), frame.reason.to_string())));
                }
                Some(Ok(_)) => {}
                Some(Err(error)) => return Received::Broken(error.to_string()),
                None => return Received::Closed(None),
            }
        }
    }
    /// The next frame, or `None` when nothing came in time.
    pub async fn receive_within(&mut self, patience: Duration) -> Option<Received> {
        timeout(patience, self.receive()).await.ok()
    }
    /// Reads on until `wanted` finds something, a close, or the end of patience.
    pub async fn receive_until<T>(
        &mut self,
        patience: Duration,
        mut wanted: impl FnMut(&ServerFrame) -> Option<T>,
    ) -> Result<T, Option<Received>> {
        let search = async {
            loop {
                match self.receive().await {
                    Received::Frame(frame) => {
                        if let Some(found) = wanted(&frame) {
                            return Ok(found);
                        }
                    }
                    Received::Text(_) => {}
                    ended => return Err(Some(ended)),
                }
            }
        };
        timeout(patience, search).await.unwrap_or(Err(None))
    }
}

fn received(text: &str) -> Received {
    match wire::decode(text) {
        Ok(frame) => Received::Frame(frame),
        Err(_) => Received::Text(text.to_owned()),
    }
}
