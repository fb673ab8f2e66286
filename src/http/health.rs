//! Whether the process lives, and whether it should get traffic.

use crate::app::App;
use crate::storage::meta;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

pub fn routes() -> Router<App> {
    Router::new().route("/healthz", get(alive)).route("/readyz", get(ready))
}

async fn alive() -> &'static str {
    "ok\n"
}

/// 503 once the server begins to stop, or while the database does not answer.
async fn ready(State(app): State<App>) -> (StatusCode, Json<Value>) {
    let stopping = app.stopping.is_cancelled();
    let database = match app.db.read().await {
        Ok(mut tx) => meta::get(&mut tx, "epoch").await.is_ok(),
        Err(_) => false,
    };
    let status = if stopping || !database { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    (
        status,
        Json(
            json!({ "ready": status.is_success(), "stopping": stopping, "database": database, "degraded": app.bus.degraded() }),
        ),
    )
}
