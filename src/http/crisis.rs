//! Where help is: for anybody, signed in or not, and without the database.

use super::inputs::Params;
use super::reply::Json;
use crate::app::App;
use crate::crisis;
use alongside_protocol::Language;
use alongside_protocol::http::CrisisResources;
use axum::Router;
use axum::routing::get;
use serde::Deserialize;

pub fn routes() -> Router<App> {
    Router::new().route("/crisis", get(show))
}

#[derive(Deserialize)]
struct Place {
    /// Any text: what is no country of ours gets what holds everywhere, never a refusal.
    #[serde(default)]
    country: String,
    #[serde(default)]
    language: String,
}

async fn show(Params(place): Params<Place>) -> Json<CrisisResources> {
    let language = place.language.parse().unwrap_or(Language::English);
    Json(crisis::resources(&place.country, language))
}
