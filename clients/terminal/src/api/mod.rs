//! The HTTP side, `/api/v1`. A method for each thing that programs do; [`Api::call`] does the rest.

mod accounts;
mod rooms;

pub use accounts::Admission;
pub use rooms::Pages;

use alongside_protocol::Refusal;
use alongside_protocol::http::ErrorBody;
use reqwest::header::{COOKIE, ORIGIN};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Longest time for one request.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a request has no result.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The server said no.
    #[error("{}", refusal.message)]
    Refused { status: StatusCode, refusal: Refusal },
    /// An answer that is not of this protocol, from a proxy perhaps.
    #[error("the server answered {status} with something unexpected")]
    Unexpected { status: StatusCode },
    /// No whole answer came. What was asked for may have happened.
    #[error("the server could not be reached: {0}")]
    Unreachable(String),
}

impl ApiError {
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused { refusal, .. } => Some(refusal),
            _ => None,
        }
    }
}

impl From<reqwest::Error> for ApiError {
    fn from(error: reqwest::Error) -> Self {
        // Without its address: a query may hold what somebody typed.
        let error = error.without_url();
        let mut why = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(inner) = source {
            why = inner.to_string();
            source = inner.source();
        }
        Self::Unreachable(why)
    }
}

/// A server, and who asks. Clones share their connections.
#[derive(Debug, Clone)]
pub struct Api {
    client: reqwest::Client,
    server: String,
    token: Option<String>,
    cookie: Option<String>,
}

impl Api {
    /// Nobody yet; `server` is like `http://127.0.0.1:8080`.
    pub fn new(server: impl Into<String>) -> Result<Self, ApiError> {
        crate::install_crypto();
        let client = reqwest::Client::builder().timeout(PATIENCE).build()?;
        Ok(Self { client, server: server.into().trim_end_matches('/').to_owned(), token: None, cookie: None })
    }
    /// The same server, asked with this token.
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), cookie: None, ..self.clone() }
    }
    /// The same server, asked with this Cookie header and the server's own Origin.
    pub fn with_cookie(&self, cookie: impl Into<String>) -> Self {
        Self { cookie: Some(cookie.into()), token: None, ..self.clone() }
    }
    pub fn server(&self) -> &str {
        &self.server
    }

    /// A request below `/api/v1` that says who asks; for what has no method here.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.client.request(method, format!("{}/api/v1{path}", self.server));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie).header(ORIGIN, &self.server);
        }
        request
    }
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ApiError> {
        read(accepted(self.request(Method::GET, path)).await?).await
    }
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        read(accepted(self.request(method, path).json(body)).await?).await
    }
    /// For what answers nothing.
    pub async fn tell(&self, method: Method, path: &str, body: &impl Serialize) -> Result<(), ApiError> {
        accepted(self.request(method, path).json(body)).await.map(|_| ())
    }
}

/// Sends a request and turns refusals into errors.
async fn accepted(request: RequestBuilder) -> Result<Response, ApiError> {
    let response = request.send().await?;
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let body = response.bytes().await?;
    Err(match serde_json::from_slice::<ErrorBody>(&body) {
        Ok(body) => ApiError::Refused { status, refusal: body.error },
        Err(_) => ApiError::Unexpected { status },
    })
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, ApiError> {
    let status = response.status();
    let body = response.bytes().await?;
    serde_json::from_slice(&body).map_err(|_| ApiError::Unexpected { status })
}

/// `value` as one part of a path or query.
fn escaped(value: &str) -> String {
    let keep = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    value.bytes().map(|byte| if keep(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// `?a=b&c=d` of what is there.
fn query(parts: &[(&str, Option<String>)]) -> String {
    let parts: Vec<_> =
        parts.iter().filter_map(|(name, value)| Some(format!("{name}={}", escaped(value.as_ref()?)))).collect();
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_hold_what_is_there_and_nothing_dangerous() {
        assert_eq!(query(&[("a", None)]), "");
        let parts = [("query", Some("caf\u{e9} & more?".into())), ("after", None), ("here", Some("true".into()))];
        assert_eq!(query(&parts), "?query=caf%C3%A9%20%26%20more%3F&here=true");
        assert_eq!(escaped("../a/b"), "..%2Fa%2Fb");
    }
}
