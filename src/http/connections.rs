//! Requests to talk one to one.

use super::auth::Signed;
use super::inputs::Id;
use super::reply::{Json, Reply};
use crate::app::App;
use crate::limits::Bucket;
use crate::rooms::connections;
use alongside_protocol::http::{Answer, NewConnectionRequest};
use alongside_protocol::{ConnectionRequest, ConnectionRequestId};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{delete, post};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/connection-requests", post(ask))
        .route("/connection-requests/{id}", delete(withdraw))
        .route("/connection-requests/{id}/answer", post(answer))
}

async fn ask(
    State(app): State<App>,
    Signed(caller): Signed,
    Json(body): Json<NewConnectionRequest>,
) -> Reply<Json<ConnectionRequest>> {
    app.limits.take(Bucket::Create, caller.account)?;
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    let request = connections::ask(&mut tx, now, &app.chance, &caller, body.to, &body.greeting).await?;
    app.commit(tx).await?;
    Ok(Json(request))
}

async fn answer(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<ConnectionRequestId>,
    Json(body): Json<Answer>,
) -> Reply<Json<ConnectionRequest>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    let request = connections::answer(&mut tx, now, &app.chance, &caller, id, body.accept).await?;
    app.commit(tx).await?;
    Ok(Json(request))
}

async fn withdraw(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<ConnectionRequestId>,
) -> Reply<StatusCode> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    connections::withdraw(&mut tx, app.clock.now(), &caller, id).await?;
    app.commit(tx).await?;
    Ok(StatusCode::NO_CONTENT)
}
