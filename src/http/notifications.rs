//! What somebody was told in the app.

use super::auth::Signed;
use super::inputs::{Id, Params};
use super::reply::{Json, Reply};
use crate::app::App;
use crate::limits::Bucket;
use crate::notifications::inbox;
use alongside_protocol::http::Notifications;
use alongside_protocol::{Notification, NotificationId};
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new().route("/me/notifications", get(list)).route("/me/notifications/{id}/read", post(read))
}

#[derive(Deserialize)]
struct Which {
    /// `next` of the page before.
    before: Option<NotificationId>,
}

async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(which): Params<Which>,
) -> Reply<Json<Notifications>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(inbox::list(&mut tx, caller.account, which.before).await?))
}

async fn read(State(app): State<App>, Signed(caller): Signed, Id(id): Id<NotificationId>) -> Reply<Json<Notification>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let notification = inbox::read(&mut tx, app.clock.now(), caller.account, id).await?;
    app.commit(tx).await?;
    Ok(Json(notification))
}
