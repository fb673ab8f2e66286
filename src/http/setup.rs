//! The first staff account, with the link that was printed at the start.

use super::auth::OwnPage;
use super::certification::with;
use super::reply::{Json, Reply};
use super::sessions::{Hand, welcome};
use super::source::Source;
use crate::accounts::{Alias, NewAccount, Password, Token, sessions, setup};
use crate::app::App;
use crate::certification::role;
use crate::limits::Bucket;
use alongside_protocol::http::Setup;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;

pub fn routes() -> Router<App> {
    Router::new().route("/setup", post(complete))
}

async fn complete(
    State(app): State<App>,
    _: OwnPage,
    source: Source,
    headers: HeaderMap,
    Json(body): Json<Setup>,
) -> Reply {
    app.limits.take(Bucket::SignInAddress, source)?;
    let token = Token::given(&body.token);
    setup::look(&mut app.db.read().await?, app.clock.now(), &token).await?;
    let alias = Alias::parse(&body.alias)?;
    let password = Password::chosen(&body.password, alias.shown())?;
    let password = app.hasher.hash(password, &app.chance).await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let new = NewAccount { alias, password, email: None, language: body.language };
    let account = setup::complete(&mut tx, now, &app.chance, &token, new, body.supporter).await?;
    if body.supporter {
        // Whoever prints the link gives their word; a certificate has to follow.
        role::attest(&mut tx, now, with(&app), account).await?;
    }
    let opened = sessions::open_device(&mut tx, now, &app.chance, account, None).await?;
    welcome(&app, tx, &headers, &opened, Hand::Cookie).await
}
