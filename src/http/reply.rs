//! Answers: one table from refusal codes to HTTP statuses, and JSON bodies that refuse in our words.

use crate::error::Error;
use alongside_protocol::http::ErrorBody;
use alongside_protocol::{Refusal, RefusalCode, parse};
use axum::extract::rejection::StringRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub type Reply<T = Response> = Result<T, Refused>;

/// An error on its way out of a handler.
#[derive(Debug)]
pub struct Refused(pub Error);

impl<E: Into<Error>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        refusal(self.0.into_refusal("http"))
    }
}

/// The response of a refusal.
pub fn refusal(refusal: Refusal) -> Response {
    let wait = refusal.retry_after_ms;
    let mut response = (status(refusal.code), axum::Json(ErrorBody { error: refusal })).into_response();
    if let Some(ms) = wait {
        // Retry-After is in whole seconds (RFC 9110 section 10.2.3).
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(ms.div_ceil(1_000)));
    }
    response
}

pub fn status(code: RefusalCode) -> StatusCode {
    use RefusalCode::*;
    match code {
        Malformed | Invalid | UnknownFrame | BodyTooLong | BodyEmpty | AliasRefused | PasswordCommon | FileRefused => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        TooBig => StatusCode::PAYLOAD_TOO_LARGE,
        NoRoute | NotFound => StatusCode::NOT_FOUND,
        Unauthenticated | WrongCredentials => StatusCode::UNAUTHORIZED,
        Forbidden | ForeignOrigin | Suspended | NotMember | ReadOnly | RoomClosed | Blocked | Muted
        | ConflictOfInterest => StatusCode::FORBIDDEN,
        LinkSpent => StatusCode::GONE,
        AliasTaken | Conflict | ClientIdReused | GuidelinesChanged | CertificateNeeded | ApplyLater => {
            StatusCode::CONFLICT
        }
        RateLimited | LimitReached => StatusCode::TOO_MANY_REQUESTS,
        Degraded | GoingAway => StatusCode::SERVICE_UNAVAILABLE,
        Fault => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A JSON body in, whose faults are refusals with a stable code; JSON out.
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Refused;
    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        if !is_json(&request) {
            let message = "Send JSON, and say so: content-type: application/json.";
            return Err(Refusal::new(RefusalCode::Malformed, message).into());
        }
        let text = String::from_request(request, state).await.map_err(unreadable)?;
        Ok(Self(parse::body(&text)?))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// `application/json`, with whatever follows. Forms of other sites cannot say that without asking first.
fn is_json(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

pub fn unreadable(rejection: StringRejection) -> Refusal {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Refusal::new(RefusalCode::TooBig, "This request is too large.");
    }
    Refusal::new(RefusalCode::Malformed, "This request could not be read: it must be whole, and UTF-8.")
}
