//! Pages of a room's messages over HTTP, as the history frame.

use super::auth::Signed;
use super::reply::{Json, Reply};
use crate::app::App;
use crate::limits::Bucket;
use crate::messages::history;
use alongside_protocol::client::History;
use alongside_protocol::http::MessagePage;
use alongside_protocol::{MessageId, Refusal, RoomId, Seq};
use axum::Router;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::routing::get;
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new().route("/rooms/{id}/messages", get(page))
}

#[derive(Deserialize)]
struct Ask {
    before: Option<Seq>,
    after: Option<Seq>,
    around: Option<MessageId>,
    limit: Option<u32>,
}

async fn page(
    State(app): State<App>,
    Signed(caller): Signed,
    room: Result<Path<RoomId>, PathRejection>,
    ask: Result<Query<Ask>, QueryRejection>,
) -> Reply<Json<MessagePage>> {
    let Path(room) = room.map_err(|_| Refusal::invalid("id", "A room's id is a UUID."))?;
    let Query(ask) = ask.map_err(|why| Refusal::invalid("query", why.body_text()))?;
    app.limits.take(Bucket::Read, caller.account)?;
    let ask = History { room, before: ask.before, after: ask.after, around: ask.around, limit: ask.limit };
    let mut tx = app.db.read().await?;
    let page = history(&mut tx, caller.account, &ask).await?;
    Ok(Json(MessagePage {
        messages: page.messages,
        has_older: page.has_older,
        has_newer: page.has_newer,
        head: page.head,
    }))
}
