//! kill −9 under load.

use crate::ordeal::{self, launch};
use crate::tally::Tally;
use crate::{Mishap, Plan};
use alongside_testkit::{Scratch, Server};
use rand::Rng;
use rand::rngs::StdRng;
use std::time::Duration;

/// One start in so many is killed as well, before it is ready.
const STUMBLE_ONE_IN: u32 = 6;
/// Such a start lives at most this long.
const STUMBLE_WITHIN: Duration = Duration::from_millis(150);

pub async fn run(plan: Plan) -> Result<Tally, Mishap> {
    let folder = Scratch::new("kill")?;
    let server = launch(folder.path()).start().await?;
    ordeal::run(plan, server, strike).await
}

async fn strike(server: &mut Server, rng: &mut StdRng) -> Result<Duration, Mishap> {
    server.kill();
    while rng.random_ratio(1, STUMBLE_ONE_IN) {
        server.stumble(STUMBLE_WITHIN.mul_f64(rng.random())).await?;
    }
    Ok(server.restart().await?)
}
