//! The HTTP API under `/api/v1` and the web app's files. One file a resource; each has `routes()`.
//!
//! To add a route: write its handler in the resource's file (extract `Signed` for somebody signed in, `Json<T>` for a body
//! of `alongside_protocol::http`), add it to that file's `routes()`, and say in `tests/it/authorisation/rows.rs` who may.

pub mod accounts;
pub mod agreement;
pub mod assets;
pub mod auth;
pub mod certification;
pub mod connections;
pub mod contact;
pub mod crisis;
pub mod duty;
pub mod guidelines;
pub mod health;
pub mod inputs;
pub mod me;
pub mod members;
pub mod messages;
pub mod metrics;
pub mod notifications;
pub mod people;
pub mod reply;
pub mod requests;
pub mod resets;
pub mod rooms;
pub mod server;
pub mod sessions;
pub mod setup;
pub mod site;
pub mod source;
pub mod test_clock;
#[cfg(test)]
mod tests;

use crate::app::App;
use crate::ws;
use alongside_protocol::{Refusal, RefusalCode};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::set_header::SetResponseHeaderLayer;

/// Largest request body, in bytes. Uploads have a limit of their own.
const BODY_BYTES: usize = 64 * 1024;
/// Answers shorter than this are not worth compressing, in bytes.
const COMPRESS_ABOVE: u64 = 1_024;
/// Nothing from elsewhere, nothing inline, in nobody's frame (policy 9.2).
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
     object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Everything that the server answers.
pub fn router(app: App) -> Router {
    let fixed = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    Router::new()
        .nest("/api/v1", api())
        .merge(health::routes())
        .fallback(assets::serve)
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(
            CompressionLayer::new()
                .compress_when(SizeAbove::new(COMPRESS_ABOVE).and(NotForContentType::const_new("text/event-stream"))),
        )
        .layer(fixed(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .layer(fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(fixed(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"))
        .layer(CatchPanicLayer::custom(panicked))
        .with_state(app)
}

fn api() -> Router<App> {
    Router::new()
        .merge(ws::routes())
        .merge(server::routes())
        .merge(sessions::routes())
        .merge(accounts::routes())
        .merge(me::routes())
        .merge(people::routes())
        .merge(resets::routes())
        .merge(setup::routes())
        .merge(rooms::routes())
        .merge(members::routes())
        .merge(requests::routes())
        .merge(connections::routes())
        .merge(messages::routes())
        .merge(guidelines::routes())
        .merge(crisis::routes())
        .merge(duty::routes())
        .merge(certification::routes())
        .merge(agreement::routes())
        .merge(notifications::routes())
        .merge(contact::routes())
        .merge(test_clock::routes())
        .fallback(no_route)
        .method_not_allowed_fallback(no_route)
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
}

async fn no_route() -> Response {
    reply::refusal(Refusal::new(RefusalCode::NoRoute, "There is nothing at this address."))
}

/// A panic is a fault like any other: noted here, told with an id, and the server goes on.
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let what = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    let error = crate::error::Error::fault(format!("panic: {}", what.unwrap_or("no message")));
    reply::refusal(error.into_refusal("http"))
}
