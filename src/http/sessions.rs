//! Signing in and out; devices and API tokens.

use super::auth::{OwnPage, Signed};
use super::inputs::Id;
use super::reply::{Json, Reply};
use super::site::Site;
use super::source::Source;
use crate::accounts::{self, NewSession, Password, aliases, sessions};
use crate::app::App;
use crate::limits::Bucket;
use crate::storage::Tx;
use alongside_protocol::SessionId;
use alongside_protocol::http::{CreatedToken, NewToken, Sessions, SignIn, SignedIn};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{delete, get, post};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/sessions", post(sign_in))
        .route("/me/sessions", get(list).delete(end_others))
        .route("/me/sessions/current", delete(sign_out))
        .route("/me/sessions/{id}", delete(end))
        .route("/me/tokens", post(create_token))
}

async fn sign_in(
    State(app): State<App>,
    _: OwnPage,
    source: Source,
    headers: HeaderMap,
    Json(body): Json<SignIn>,
) -> Reply {
    app.limits.take(Bucket::SignInAddress, source)?;
    app.limits.take(Bucket::SignInAlias, aliases::key_of(&body.alias))?;
    let credentials = accounts::credentials(&mut app.db.read().await?, &body.alias).await?;
    let verified = app.hasher.verify(Password::given(&body.password), credentials).await?;
    let mut tx = app.db.write().await?;
    let opened = accounts::sign_in(&mut tx, app.clock.now(), &app.chance, &verified, body.device.as_deref()).await?;
    welcome(&app, tx, &headers, &opened, if body.token { Hand::Token } else { Hand::Cookie }).await
}

/// How somebody gets the token of a new session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    Cookie,
    Token,
}

/// Makes a new session durable and hands it over.
pub async fn welcome(app: &App, mut tx: Tx, headers: &HeaderMap, opened: &NewSession, hand: Hand) -> Reply {
    let account = accounts::load(&mut tx, opened.account).await?;
    app.commit(tx).await?;
    let (cookies, token) = match hand {
        Hand::Cookie => (Site::of(app, headers).keep(&opened.token), None),
        Hand::Token => (Vec::new(), Some(opened.token.reveal().to_owned())),
    };
    let body = SignedIn { account, session: opened.id, expires_at: opened.expires_at, token };
    let cookies = AppendHeaders(cookies.into_iter().map(|cookie| (header::SET_COOKIE, cookie)));
    Ok((StatusCode::CREATED, cookies, Json(body)).into_response())
}

async fn list(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<Sessions>> {
    let mut tx = app.db.read().await?;
    Ok(Json(Sessions { sessions: sessions::list(&mut tx, app.clock.now(), &caller).await? }))
}

async fn end(State(app): State<App>, Signed(caller): Signed, Id(session): Id<SessionId>) -> Reply<StatusCode> {
    let mut tx = app.db.write().await?;
    sessions::end(&mut tx, app.clock.now(), caller.account, session).await?;
    app.commit(tx).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_others(State(app): State<App>, Signed(caller): Signed) -> Reply<StatusCode> {
    let mut tx = app.db.write().await?;
    sessions::end_all(&mut tx, app.clock.now(), caller.account, Some(caller.session)).await?;
    app.commit(tx).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sign_out(State(app): State<App>, Signed(caller): Signed, headers: HeaderMap) -> Reply {
    let mut tx = app.db.write().await?;
    sessions::end(&mut tx, app.clock.now(), caller.account, caller.session).await?;
    app.commit(tx).await?;
    Ok(forget(&app, &headers))
}

/// Nothing, and no cookie any more.
pub fn forget(app: &App, headers: &HeaderMap) -> Response {
    let cookies = Site::of(app, headers).forget().into_iter().map(|cookie| (header::SET_COOKIE, cookie));
    (StatusCode::NO_CONTENT, AppendHeaders(cookies)).into_response()
}

async fn create_token(State(app): State<App>, Signed(caller): Signed, Json(body): Json<NewToken>) -> Reply {
    app.limits.take(Bucket::Create, caller.account)?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let opened = sessions::create_token(&mut tx, now, &app.chance, &caller, &body.name, body.days).await?;
    let session = sessions::shown(&mut tx, now, &caller, opened.id).await?;
    app.commit(tx).await?;
    let created = CreatedToken { session, token: opened.token.reveal().to_owned() };
    Ok((StatusCode::CREATED, Json(created)).into_response())
}
