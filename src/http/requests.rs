//! Requests to join a group, and invitations: answering them. They are made by joining and by inviting.

use super::auth::Signed;
use super::inputs::Id;
use super::reply::{Json, Reply};
use crate::app::App;
use crate::limits::Bucket;
use crate::rooms::requests;
use alongside_protocol::http::JoinAnswer;
use alongside_protocol::{JoinRequest, JoinRequestId};
use axum::Router;
use axum::extract::State;
use axum::routing::post;

pub fn routes() -> Router<App> {
    Router::new().route("/join-requests/{id}/answer", post(answer))
}

async fn answer(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<JoinRequestId>,
    Json(body): Json<JoinAnswer>,
) -> Reply<Json<JoinRequest>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    let request = requests::answer(&mut tx, now, &caller, id, body.accept, body.guidelines_version).await?;
    app.commit(tx).await?;
    Ok(Json(request))
}
