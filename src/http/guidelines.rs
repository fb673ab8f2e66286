//! What the guidelines of a new room begin with. A room's own are in `rooms.rs`.

use super::auth::Signed;
use super::inputs::Params;
use super::reply::{Json, Reply};
use crate::app::App;
use crate::guidelines;
use crate::limits::Bucket;
use alongside_protocol::Language;
use alongside_protocol::http::GuidelineLibrary;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new().route("/guideline-templates", get(library))
}

#[derive(Deserialize)]
struct In {
    /// English when absent.
    language: Option<Language>,
}

async fn library(
    State(app): State<App>,
    Signed(caller): Signed,
    Params(wanted): Params<In>,
) -> Reply<Json<GuidelineLibrary>> {
    app.limits.take(Bucket::Read, caller.account)?;
    let language = wanted.language.unwrap_or(Language::English);
    Ok(Json(GuidelineLibrary { floor: guidelines::floor(language), templates: guidelines::templates(language) }))
}
