//! Who is in a room and who moderates it.

use super::auth::Signed;
use super::inputs::{Id, Params};
use super::reply::{Json, Reply};
use super::rooms::committed;
use crate::app::App;
use crate::limits::Bucket;
use crate::rooms::{members, requests};
use alongside_protocol::http::{Expect, Invite, Members};
use alongside_protocol::{AccountId, JoinRequest, Room, RoomId};
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post, put};
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/rooms/{id}/members", get(list))
        .route("/rooms/{id}/moderators/{account}", put(appoint).delete(dismiss))
        .route("/rooms/{id}/expected", put(expect))
        .route("/rooms/{id}/invitations", post(invite))
}

#[derive(Deserialize)]
struct Find {
    #[serde(default)]
    query: String,
}

async fn list(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(room): Id<RoomId>,
    Params(find): Params<Find>,
) -> Reply<Json<Members>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    Ok(Json(Members { members: members::list(&mut tx, &caller, room, &find.query).await? }))
}

async fn appoint(
    State(app): State<App>,
    Signed(caller): Signed,
    Id((room, account)): Id<(RoomId, AccountId)>,
) -> Reply<Json<Room>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    members::appoint(&mut tx, app.clock.now(), &caller, room, account).await?;
    committed(&app, tx, &caller, room).await
}

async fn dismiss(
    State(app): State<App>,
    Signed(caller): Signed,
    Id((room, account)): Id<(RoomId, AccountId)>,
) -> Reply<Json<Room>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    members::dismiss(&mut tx, app.clock.now(), &caller, room, account).await?;
    committed(&app, tx, &caller, room).await
}

async fn expect(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(room): Id<RoomId>,
    Json(body): Json<Expect>,
) -> Reply<Json<Room>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    members::expect(&mut tx, app.clock.now(), &caller, room, body.at).await?;
    committed(&app, tx, &caller, room).await
}

async fn invite(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(room): Id<RoomId>,
    Json(body): Json<Invite>,
) -> Reply<Json<JoinRequest>> {
    app.limits.take(Bucket::Create, caller.account)?;
    let mut tx = app.db.write().await?;
    let request = requests::invite(&mut tx, app.clock.now(), &app.chance, &caller, room, &body.alias).await?;
    app.commit(tx).await?;
    Ok(Json(request))
}
