//! From nothing to a welcomed socket, or to a reason and what to do about it.

use super::link::Link;
use crate::options::Options;
use crate::socket::{Tungstenite, Upgrade};
use crate::wire;
use alongside_protocol::Refusal;
use alongside_protocol::client::{Command, Hello, Resume};
use alongside_protocol::close::{self, Verdict};
use alongside_protocol::http::ErrorBody;
use alongside_protocol::server::{ServerFrame, Welcome};
use futures_util::future::BoxFuture;
use futures_util::{FutureExt, SinkExt, StreamExt};
use std::io::ErrorKind;
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::http::Response;
use tokio_tungstenite::tungstenite::{Error, Message};

pub struct Dialled {
    pub link: Link,
    pub welcome: Box<Welcome>,
    pub asked: Vec<Resume>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub verdict: Verdict,
    pub code: Option<u16>,
    pub refusal: Option<Refusal>,
    pub why: String,
    /// The server named a time.
    pub retry_after: Option<Duration>,
}

impl Fault {
    pub fn new(verdict: Verdict, why: impl Into<String>) -> Self {
        Self { verdict, code: None, refusal: None, why: why.into(), retry_after: None }
    }
    /// The server closed. Without a code the connection broke.
    pub fn closed(frame: Option<(u16, String)>, refusal: Option<Refusal>) -> Self {
        match frame {
            Some((code, reason)) => Self {
                code: Some(code),
                refusal,
                ..Self::new(close::verdict(code), format!("the server closed the connection: {reason} ({code})"))
            },
            None => Self { refusal, ..Self::new(Verdict::BackOff, "the connection broke") },
        }
    }
    fn from_error(error: Error) -> Self {
        match error {
            Error::Http(response) => Self::from_response(&response),
            Error::Url(_) | Error::HttpFormat(_) => Self::new(Verdict::Stop, format!("the address is wrong: {error}")),
            other => Self::new(Verdict::BackOff, in_words(&other)),
        }
    }
    /// The server answered the upgrade with something else. What a program sends wrongly it will send
    /// wrongly again; the rest passes.
    fn from_response(response: &Response<Option<Vec<u8>>>) -> Self {
        let status = response.status();
        let passes = !status.is_client_error() || matches!(status.as_u16(), 408 | 425 | 429);
        let refusal = response
            .body()
            .as_ref()
            .and_then(|body| serde_json::from_slice::<ErrorBody>(body).ok())
            .map(|body| body.error);
        let seconds = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        let by_refusal = refusal.as_ref().and_then(|refusal| refusal.retry_after_ms).map(Duration::from_millis);
        Self {
            refusal,
            retry_after: by_refusal.or(seconds.map(Duration::from_secs)),
            ..Self::new(
                if passes { Verdict::BackOff } else { Verdict::Stop },
                format!("the server answered {status} instead of opening a socket"),
            )
        }
    }
}

/// What people read when a connection cannot be made or breaks.
pub fn in_words(error: &Error) -> String {
    match error {
        Error::Io(why) if why.kind() == ErrorKind::ConnectionRefused => "the server does not answer".into(),
        Error::Io(why) if why.kind() == ErrorKind::NotFound => "the server's name is not known".into(),
        Error::Io(_) | Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => "the connection broke".into(),
        other => other.to_string(),
    }
}

/// The whole way, bounded by `options.welcome_within`.
pub fn dial(options: &Options, asked: Vec<Resume>) -> BoxFuture<'static, Result<Dialled, Fault>> {
    let upgrade = Upgrade::from_options(options);
    let hello = Hello {
        token: options.token.clone(),
        client: Some(options.client.clone()),
        capabilities: Vec::new(),
        resume: asked.clone(),
    };
    let patience = options.welcome_within;
    let way = async move {
        let mut stream = upgrade.open().await.map_err(Fault::from_error)?;
        let hello = wire::encode(None, &Command::Hello(hello));
        stream.send(Message::text(hello)).await.map_err(Fault::from_error)?;
        let welcome = welcome(&mut stream).await?;
        Ok(Dialled { link: Link::new(stream), welcome, asked })
    };
    timeout(patience, way)
        .map(|result| result.unwrap_or_else(|_| Err(Fault::new(Verdict::BackOff, "the server did not answer in time"))))
        .boxed()
}

/// Reads up to the welcome. A refusal may come before the close that follows from it.
async fn welcome(stream: &mut Tungstenite) -> Result<Box<Welcome>, Fault> {
    let mut refusal = None;
    loop {
        match stream.next().await {
            Some(Ok(Message::Text(text))) => match wire::decode(text.as_str()) {
                Ok(frame) => match *frame {
                    ServerFrame::Welcome(welcome) => return Ok(welcome),
                    ServerFrame::Error { refusal: why, .. } => refusal = Some(why),
                    _ => {}
                },
                Err(why) => return Err(Fault::new(Verdict::BackOff, why.to_string())),
            },
            Some(Ok(Message::Close(frame))) => {
                return Err(Fault::closed(frame.map(|frame| (frame.code.into(), frame.reason.to_string())), refusal));
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(Fault { refusal, ..Fault::from_error(error) }),
            None => return Err(Fault::closed(None, refusal)),
        }
    }
}
