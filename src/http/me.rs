//! One's own account.

use super::auth::Signed;
use super::reply::{Json, Reply};
use crate::accounts::{self, Password, profile, resets};
use crate::app::App;
use crate::error::Error;
use crate::limits::Bucket;
use crate::notifications::{About, Letter};
use alongside_protocol::http::{ChangePassword, UpdateMe};
use alongside_protocol::{Account, Refusal, RefusalCode};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};

pub fn routes() -> Router<App> {
    Router::new().route("/me", get(show).patch(update)).route("/me/password", post(change_password))
}

async fn show(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<Account>> {
    let mut tx = app.db.read().await?;
    Ok(Json(accounts::load(&mut tx, caller.account).await?))
}

async fn update(State(app): State<App>, Signed(caller): Signed, Json(body): Json<UpdateMe>) -> Reply<Json<Account>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let account = profile::update(&mut tx, app.clock.now(), &caller, body).await?;
    app.commit(tx).await?;
    Ok(Json(account))
}

async fn change_password(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(body): Json<ChangePassword>,
) -> Reply<StatusCode> {
    // Guessing the old password is signing in by another door.
    app.limits.take(Bucket::SignInAlias, accounts::aliases::key_of(&caller.alias))?;
    let chosen = Password::chosen(&body.new, &caller.alias).map_err(|refusal| refusal.field("new"))?;
    let credentials = accounts::credentials_of(&mut app.db.read().await?, caller.account).await?;
    let verified = app.hasher.verify(Password::given(&body.current), credentials).await.map_err(about_current)?;
    let hash = app.hasher.hash(chosen, &app.chance).await?;
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    let told = resets::change(&mut tx, now, &caller, &verified, &hash).await?;
    app.commit(tx).await?;
    if let Some(to) = told {
        let about = About::PasswordChanged { link: app.post.link("/forgot"), at: now };
        app.post.send(Letter { to, about });
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Who they are is known; it is the one field that is wrong.
fn about_current(error: Error) -> Error {
    match error.code() {
        RefusalCode::WrongCredentials => {
            Refusal::new(RefusalCode::WrongCredentials, "This is not your current password.").field("current").into()
        }
        _ => error,
    }
}
