//! Rooms: finding, opening, changing, joining, leaving, and their guidelines.

use super::auth::Signed;
use super::inputs::{Id, Params};
use super::reply::{Json, Reply};
use crate::accounts::Caller;
use crate::app::App;
use crate::limits::Bucket;
use crate::rooms::{self, listing, listing::Search, view};
use crate::storage::Tx;
use alongside_protocol::http::{CreateRoom, JoinRoom, RoomList, UpdateRoom};
use alongside_protocol::{Guidelines, Language, Room, RoomId};
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/rooms", get(list).post(create))
        .route("/rooms/{id}", get(show).patch(update))
        .route("/rooms/{id}/join", post(join))
        .route("/rooms/{id}/leave", post(leave))
        .route("/rooms/{id}/guidelines", get(guidelines))
}

#[derive(Deserialize)]
struct Find {
    #[serde(default)]
    query: String,
    topic: Option<String>,
    #[serde(default)]
    here: bool,
    language: Option<Language>,
    after: Option<String>,
}

async fn list(State(app): State<App>, Signed(caller): Signed, Params(find): Params<Find>) -> Reply<Json<RoomList>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let Find { query, topic, here, language, after } = find;
    let search = Search { query, topic, here, language, after };
    let mut tx = app.db.scan().await?;
    Ok(Json(listing::list(&mut tx, caller.account, &search, &app.moment()).await?))
}

async fn create(State(app): State<App>, Signed(caller): Signed, Json(body): Json<CreateRoom>) -> Reply<Json<Room>> {
    app.limits.take(Bucket::Create, caller.account)?;
    let mut tx = app.db.write().await?;
    let room = rooms::create(&mut tx, app.clock.now(), &app.chance, &caller, &body).await?;
    committed(&app, tx, &caller, room).await
}

async fn show(State(app): State<App>, Signed(caller): Signed, Id(room): Id<RoomId>) -> Reply<Json<Room>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    rooms::known(&mut tx, room, &caller).await?;
    Ok(Json(view::room(&mut tx, room, caller.account, &app.moment()).await?))
}

async fn update(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(room): Id<RoomId>,
    Json(body): Json<UpdateRoom>,
) -> Reply<Json<Room>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    rooms::update(&mut tx, app.clock.now(), &caller, room, &body).await?;
    committed(&app, tx, &caller, room).await
}

async fn join(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(room): Id<RoomId>,
    Json(body): Json<JoinRoom>,
) -> Reply<Json<Room>> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    rooms::join(&mut tx, app.clock.now(), &app.chance, &caller, room, body.guidelines_version).await?;
    committed(&app, tx, &caller, room).await
}

async fn leave(State(app): State<App>, Signed(caller): Signed, Id(room): Id<RoomId>) -> Reply<StatusCode> {
    app.limits.take(Bucket::Change, caller.account)?;
    let mut tx = app.db.write().await?;
    rooms::leave(&mut tx, app.clock.now(), &caller, room).await?;
    app.commit(tx).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Which {
    /// The one in force when absent.
    version: Option<i64>,
    /// The room's own when absent.
    language: Option<Language>,
}

async fn guidelines(
    State(app): State<App>,
    Signed(caller): Signed,
    Id(room): Id<RoomId>,
    Params(which): Params<Which>,
) -> Reply<Json<Guidelines>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let mut tx = app.db.read().await?;
    rooms::known(&mut tx, room, &caller).await?;
    let language = match which.language {
        Some(language) => language,
        None => rooms::info(&mut tx, room).await?.language,
    };
    Ok(Json(rooms::guidelines(&mut tx, room, which.version, language).await?))
}

/// Makes a change to a room durable and answers with the room as it is then.
pub(super) async fn committed(app: &App, mut tx: Tx, caller: &Caller, room: RoomId) -> Reply<Json<Room>> {
    let shown = view::room(&mut tx, room, caller.account, &app.moment()).await?;
    app.commit(tx).await?;
    Ok(Json(shown))
}
