//! Moves the time of a server that was started for tests (`--test-clock`). Time then passes in short steps with a look at
//! everything that runs by itself after each, as if somebody had waited: one jump would rightly stop what closes rooms.

use super::reply::{Json, Reply};
use crate::app::App;
use crate::clock::Clock;
use crate::error::Result;
use crate::jobs;
use alongside_protocol::{Refusal, RefusalCode, Timestamp};
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Shorter than what the brake takes for a jump of the clock or an outage (policy 2.6).
const STEP_MS: i64 = 14 * 60_000;
/// How often a look is tried, and the pause in between.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(250);
/// In one request.
const LONGEST_MS: i64 = 40 * 86_400_000;

pub fn routes() -> Router<App> {
    Router::new().route("/test-clock", post(advance))
}

#[derive(Deserialize)]
struct Advance {
    ms: i64,
}

#[derive(Serialize)]
struct Now {
    now: Timestamp,
}

/// A look that fails is taken again, as the jobs do: another one may hold the database.
async fn look(app: &App) -> Result<()> {
    let mut tries = 0;
    while let Err(error) = jobs::look(app).await {
        tries += 1;
        if tries == TRIES {
            return Err(error);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
}

async fn advance(State(app): State<App>, Json(wanted): Json<Advance>) -> Reply<Json<Now>> {
    if !app.config.test_clock || !matches!(app.clock, Clock::Test(_)) {
        return Err(Refusal::new(RefusalCode::NoRoute, "There is nothing at this address.").into());
    }
    if !(0..=LONGEST_MS).contains(&wanted.ms) {
        return Err(Refusal::invalid("ms", format!("Time goes forward, by at most {LONGEST_MS} ms.")).into());
    }
    let mut left = wanted.ms;
    while left > 0 {
        let step = left.min(STEP_MS);
        app.clock.advance_millis(step);
        look(&app).await?;
        left -= step;
    }
    Ok(Json(Now { now: app.clock.now() }))
}
