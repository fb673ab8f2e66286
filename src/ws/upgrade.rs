//! The handshake of RFC 6455 section 4.2: from an HTTP request to the bare socket under it.

use super::listener::Watched;
use crate::http::reply::Refused;
use alongside_protocol::{Refusal, RefusalCode};
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use hyper_util::server::conn::auto::upgrade::downcast;
use ring::digest;
use tokio::net::TcpStream;

/// Section 1.3.
const KEY_SUFFIX: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
/// A key is 16 bytes in base64.
const KEY_BYTES: usize = 16;

/// A request for a WebSocket; anything else is refused.
pub struct Upgrade {
    on: OnUpgrade,
    accept: HeaderValue,
    offered: Vec<HeaderValue>,
}

/// The socket, and what came on it after the request's head.
pub struct Bare {
    pub stream: TcpStream,
    pub early: Bytes,
}

impl<S: Sync> FromRequestParts<S> for Upgrade {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        let Some(accept) = accepted(&parts.method, &parts.headers) else { return Err(no_upgrade().into()) };
        let on = parts.extensions.remove::<OnUpgrade>().ok_or_else(no_upgrade)?;
        let offered = parts.headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter().cloned().collect();
        Ok(Self { on, accept, offered })
    }
}

fn no_upgrade() -> Refusal {
    Refusal::new(
        RefusalCode::Malformed,
        "This address speaks WebSocket (RFC 6455): send a GET that asks for the upgrade.",
    )
}

impl Upgrade {
    /// The answer, with this subprotocol if it is offered, and what is there once the client has it.
    pub fn accept(
        self,
        protocol: Option<&'static str>,
    ) -> (Response, impl Future<Output = Option<Bare>> + Send + use<>) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, self.accept);
        if let Some(protocol) = protocol.filter(|protocol| self.offered.iter().any(|list| has(list, protocol))) {
            headers.insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(protocol));
        }
        (response, bare(self.on))
    }
}

async fn bare(on: OnUpgrade) -> Option<Bare> {
    let upgraded = on.await.inspect_err(|error| tracing::debug!(%error, "a client left in the handshake")).ok()?;
    match downcast::<TokioIo<Watched>>(upgraded) {
        Ok(parts) => Some(Bare { stream: parts.io.into_inner().into_stream(), early: parts.read_buf }),
        Err(_) => {
            tracing::error!("a WebSocket is on something that is no TCP stream of ours");
            None
        }
    }
}

/// What to answer the request's key with, if it is a proper request.
fn accepted(method: &Method, headers: &HeaderMap) -> Option<HeaderValue> {
    let any = |name: HeaderName, token: &str| headers.get_all(name).iter().any(|list| has(list, token));
    let version = headers.get(header::SEC_WEBSOCKET_VERSION)?;
    let key = headers.get(header::SEC_WEBSOCKET_KEY)?;
    let proper = *method == Method::GET
        && any(header::CONNECTION, "upgrade")
        && any(header::UPGRADE, "websocket")
        && version.as_bytes() == b"13"
        && STANDARD.decode(key.as_bytes()).is_ok_and(|key| key.len() == KEY_BYTES);
    if !proper {
        return None;
    }
    let mut hash = digest::Context::new(&digest::SHA1_FOR_LEGACY_USE_ONLY);
    hash.update(key.as_bytes());
    hash.update(KEY_SUFFIX.as_bytes());
    HeaderValue::from_str(&STANDARD.encode(hash.finish())).ok()
}

/// Whether a list in a header has a word.
fn has(list: &HeaderValue, word: &str) -> bool {
    list.to_str().is_ok_and(|list| list.split(',').any(|each| each.trim().eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_that_are_proper() {
        let proper = [
            ("connection", "keep-alive, Upgrade"),
            ("upgrade", "WebSocket"),
            ("sec-websocket-version", "13"),
            ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        let answer = |method: Method, headers: &[(&'static str, &'static str)]| {
            let pairs =
                headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            accepted(&method, &pairs.collect())
        };
        // The example of section 1.3.
        assert_eq!(answer(Method::GET, &proper).expect("proper"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assert!(answer(Method::POST, &proper).is_none());
        for (at, other) in
            [(0, "close"), (1, "h2c"), (2, "8"), (3, "c2hvcnQ="), (3, "no base64, and long enough to be")]
        {
            let mut changed = proper;
            changed[at].1 = other;
            assert!(answer(Method::GET, &changed).is_none(), "{changed:?}");
            let without: Vec<_> = proper.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, pair)| *pair).collect();
            assert!(answer(Method::GET, &without).is_none(), "{without:?}");
        }
    }
}
