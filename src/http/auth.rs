//! Who is asking. A handler takes `Signed(caller)`; what the caller may do is decided by the use case.
//!
//! A browser sends its cookie along with every request, also with those that another site made it send. So what
//! changes anything and comes with a cookie must come from our own pages: see [`check_origin`].

use super::reply::Refused;
use super::site::{Site, text};
use crate::accounts::{self, Caller, Token, sessions};
use crate::app::App;
use crate::error::{Result, chain};
use alongside_protocol::{Refusal, RefusalCode};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

/// Somebody who is signed in.
pub struct Signed(pub Caller);

impl FromRequestParts<App> for Signed {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let Some(caller) = from_headers(app, &parts.headers).await? else {
            return Err(Refusal::new(RefusalCode::Unauthenticated, "Please sign in first.").into());
        };
        if !parts.method.is_safe() {
            check_origin(app, &parts.headers)?;
        }
        Ok(Self(caller))
    }
}

/// A request of somebody who need not be signed in, yet whose answer may set a cookie: not from a foreign page.
pub struct OwnPage;

impl FromRequestParts<App> for OwnPage {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        match sender(app, &parts.headers) {
            Sender::Foreign => Err(foreign().into()),
            Sender::OwnPage | Sender::Unknown => Ok(Self),
        }
    }
}

/// Somebody who need not be signed in, and whoever they are if they are: not from a foreign page. Whoever is signed out or
/// suspended is nobody here.
pub struct Anybody(pub Option<Caller>);

impl FromRequestParts<App> for Anybody {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let OwnPage = OwnPage::from_request_parts(parts, app).await?;
        match from_headers(app, &parts.headers).await {
            Ok(caller) => {
                if caller.is_some() && !parts.method.is_safe() {
                    check_origin(app, &parts.headers)?;
                }
                Ok(Self(caller))
            }
            Err(error) if matches!(error.code(), RefusalCode::Unauthenticated | RefusalCode::Suspended) => {
                Ok(Self(None))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Who sends these headers: `None` when they name nobody; refused when they name somebody who is signed out.
pub async fn from_headers(app: &App, headers: &HeaderMap) -> Result<Option<Caller>> {
    let Some(token) = bearer(headers).or_else(|| Site::of(app, headers).token(headers)) else { return Ok(None) };
    let now = app.clock.now();
    let mut tx = app.db.read().await?;
    let caller = accounts::authenticate(&mut tx, now, &token).await?;
    if caller.renewal_due(now) {
        // Beside the request, which must not wait for it nor fail with it.
        app.tasks.spawn(renew(app.clone(), caller.clone()));
    }
    Ok(Some(caller))
}

/// Refuses unless a request comes from our own pages, or from a program that gives its token itself.
pub fn check_origin(app: &App, headers: &HeaderMap) -> Result<()> {
    if bearer(headers).is_some() || sender(app, headers) == Sender::OwnPage { Ok(()) } else { Err(foreign().into()) }
}

#[derive(Debug, PartialEq, Eq)]
enum Sender {
    OwnPage,
    Foreign,
    /// Not a browser, or one so old that it does not say.
    Unknown,
}

fn sender(app: &App, headers: &HeaderMap) -> Sender {
    match (text(headers, header::ORIGIN), text(headers, "sec-fetch-site")) {
        (Some(origin), _) if Site::of(app, headers).is_own(origin) => Sender::OwnPage,
        (Some(_), _) => Sender::Foreign,
        (None, Some("same-origin")) => Sender::OwnPage,
        // Typed into the address bar.
        (None, Some("none") | None) => Sender::Unknown,
        (None, Some(_)) => Sender::Foreign,
    }
}

fn foreign() -> Refusal {
    Refusal::new(
        RefusalCode::ForeignOrigin,
        "This request came from another site. If this is your server, check its public address.",
    )
}

fn bearer(headers: &HeaderMap) -> Option<Token> {
    let (scheme, token) = text(headers, header::AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Token::given(token.trim()))
}

pub async fn renew(app: App, caller: Caller) {
    let renewed = async {
        let mut tx = app.db.write().await?;
        sessions::renew(&mut tx, app.clock.now(), caller.session).await?;
        app.commit(tx).await
    };
    if let Err(error) = renewed.await {
        tracing::warn!(session = %caller.session, error = %chain(&error), "a session could not be renewed yet");
    }
}
