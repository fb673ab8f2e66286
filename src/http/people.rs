//! Whom one blocks and mutes.

use super::auth::Signed;
use super::inputs::Id;
use super::reply::{Json, Reply};
use crate::accounts::Caller;
use crate::accounts::people::{self, Hiding};
use crate::app::App;
use crate::limits::Bucket;
use alongside_protocol::AccountId;
use alongside_protocol::http::People;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, put};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/me/people", get(list))
        .route("/me/blocked/{account}", put(block).delete(unblock))
        .route("/me/muted/{account}", put(mute).delete(unmute))
}

async fn list(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<People>> {
    let mut tx = app.db.read().await?;
    Ok(Json(People { people: people::hidden(&mut tx, caller.account).await? }))
}

async fn block(State(app): State<App>, Signed(caller): Signed, Id(other): Id<AccountId>) -> Reply<Json<People>> {
    hide(&app, &caller, other, Hiding::Blocked).await
}

async fn mute(State(app): State<App>, Signed(caller): Signed, Id(other): Id<AccountId>) -> Reply<Json<People>> {
    hide(&app, &caller, other, Hiding::Muted).await
}

async fn unblock(State(app): State<App>, Signed(caller): Signed, Id(other): Id<AccountId>) -> Reply<Json<People>> {
    show(&app, &caller, other, Hiding::Blocked).await
}

async fn unmute(State(app): State<App>, Signed(caller): Signed, Id(other): Id<AccountId>) -> Reply<Json<People>> {
    show(&app, &caller, other, Hiding::Muted).await
}

async fn hide(app: &App, caller: &Caller, other: AccountId, how: Hiding) -> Reply<Json<People>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let people = people::hide(&mut tx, app.clock.now(), caller.account, other, how).await?;
    app.commit(tx).await?;
    Ok(Json(People { people }))
}

async fn show(app: &App, caller: &Caller, other: AccountId, how: Hiding) -> Reply<Json<People>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let people = people::show(&mut tx, app.clock.now(), caller.account, other, how).await?;
    app.commit(tx).await?;
    Ok(Json(People { people }))
}
