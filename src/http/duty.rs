//! The duty clock: one's own rooms, leave and relief, opening again, and the staff's board.

use super::auth::Signed;
use super::inputs::{Id, Params};
use super::reply::{Json, Reply};
use super::rooms::committed;
use crate::app::App;
use crate::certification;
use crate::duty::{self, board, leave, preview};
use crate::limits::Bucket;
use alongside_protocol::http::{Answer, DutyBoard, DutyPreview, DutyRoom, Leave, MyDuty, PlanLeave};
use alongside_protocol::{LeaveId, Room, RoomId};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/me/duty", get(mine))
        .route("/duty/rooms", get(all))
        .route("/duty/rooms/{id}", get(one))
        .route("/duty/rooms/{id}/close", post(close))
        .route("/duty/preview", get(preview))
        .route("/rooms/{id}/duty", post(reopen))
        .route("/rooms/{id}/leaves", post(plan))
        .route("/leaves/{id}", put(change).delete(end))
        .route("/leaves/{id}/answer", post(answer))
}

async fn mine(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<MyDuty>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(board::mine(&mut tx, &app.clock, &app.config.policy, &caller).await?))
}

async fn all(State(app): State<App>, Signed(caller): Signed) -> Reply<Json<DutyBoard>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.scan().await?;
    Ok(Json(board::all(&mut tx, &app.clock, &app.config.policy, &caller).await?))
}

async fn one(State(app): State<App>, Signed(caller): Signed, Id(room): Id<RoomId>) -> Reply<Json<DutyRoom>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(board::one(&mut tx, &app.clock, &app.config.policy, &caller, room).await?))
}

async fn close(State(app): State<App>, Signed(caller): Signed, Id(room): Id<RoomId>) -> Reply<Json<DutyRoom>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let policy = &app.config.policy;
    let mut tx = app.db.write().await?;
    duty::close(&mut tx, &app.clock, &app.chance, policy, &caller, room).await?;
    let closed = board::one(&mut tx, &app.clock, policy, &caller, room).await?;
    app.commit(tx).await?;
    Ok(Json(closed))
}

#[derive(Deserialize)]
struct LookAhead {
    hours: Option<i64>,
}

async fn preview(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(ask): Params<LookAhead>,
) -> Reply<Json<DutyPreview>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.scan().await?;
    let policy = &app.config.policy;
    let window = preview::window(&mut tx, &app.clock, &caller, ask.hours).await?;
    let roles = certification::ahead::roles(&mut tx, &policy.standing, window).await?;
    Ok(Json(preview::preview(&mut tx, policy, window, roles).await?))
}

async fn reopen(State(app): State<App>, Signed(caller): Signed, Id(room): Id<RoomId>) -> Reply<Json<Room>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    duty::reopen(&mut tx, app.clock.now(), &app.config.policy, &caller, room).await?;
    committed(&app, tx, &caller, room).await
}

async fn plan(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(room): Id<RoomId>,
    Json(body): Json<PlanLeave>,
) -> Reply<Json<Leave>> {
    app.limits.take(Bucket::Create, caller.account)?;
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    let planned = leave::plan(&mut tx, now, &app.chance, &app.config.policy, &caller, room, &body).await?;
    app.commit(tx).await?;
    Ok(Json(planned))
}

async fn answer(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<LeaveId>,
    Json(body): Json<Answer>,
) -> Reply<Json<Leave>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    let answered = leave::answer(&mut tx, now, &app.chance, &app.config.policy, &caller, id, body.accept).await?;
    app.commit(tx).await?;
    Ok(Json(answered))
}

async fn change(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(id): Id<LeaveId>,
    Json(body): Json<PlanLeave>,
) -> Reply<Json<Leave>> {
    app.limits.take(Bucket::Create, caller.account)?;
    let mut tx = app.db.write().await?;
    let now = app.clock.now();
    let changed = leave::change(&mut tx, now, &app.chance, &app.config.policy, &caller, id, &body).await?;
    app.commit(tx).await?;
    Ok(Json(changed))
}

async fn end(State(app): State<App>, Signed(caller): Signed, Id(id): Id<LeaveId>) -> Reply<StatusCode> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    leave::end(&mut tx, app.clock.now(), &app.chance, &app.config.policy, &caller, id).await?;
    app.commit(tx).await?;
    Ok(StatusCode::NO_CONTENT)
}
