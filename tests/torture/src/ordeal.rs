//! What the trials share: a crowd under load, a blow, again and again, and the judgement at the end.

use crate::crowd::{Crowd, Hall};
use crate::tally::Tally;
use crate::{Mishap, Plan, judge};
use alongside_testkit::{Launch, Server};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::path::Path;
use std::time::{Duration, Instant};

/// Between two blows the crowd gets at least so many acknowledgements …
const ACKNOWLEDGED_BETWEEN: u64 = 20;
/// … within this time, or the server is called stuck.
const ALIVE_WITHIN: Duration = Duration::from_secs(30);
/// After that, a blow falls at a random moment within this time.
const STRIKE_WITHIN: Duration = Duration::from_millis(250);
/// Progress is told this often.
const TELL_EVERY: Duration = Duration::from_secs(2);

/// A server on embedded defaults in `data`, without rate limits that would stop the crowd.
pub fn launch(data: &Path) -> Launch {
    Launch::on(data).option("--limit-factor", "100000")
}

/// Lets `strike` fall `plan.cycles` times. It must leave the server ready, and say how long its start took.
pub async fn run(
    plan: Plan,
    mut server: Server,
    mut strike: impl AsyncFnMut(&mut Server, &mut StdRng) -> Result<Duration, Mishap>,
) -> Result<Tally, Mishap> {
    let mut rng = StdRng::seed_from_u64(plan.seed);
    let hall = Hall::open(&server).await?;
    let crowd = Crowd::gather(&hall, plan.seed);
    let mut tally = Tally::of(plan.cycles);
    let mut told = Instant::now();
    for cycle in 1..=plan.cycles {
        load(&crowd, &server, &mut rng).await?;
        let ready = strike(&mut server, &mut rng).await?;
        tally.ready.push(ready);
        if told.elapsed() > TELL_EVERY {
            told = Instant::now();
            println!(
                "  cycle {cycle} of {}: {} acknowledged, {} reconnects, ready after {} ms",
                plan.cycles,
                crowd.acknowledged(),
                crowd.reconnects(),
                ready.as_millis()
            );
        }
    }
    finish(&hall, crowd, &mut tally).await.map_err(|mishap| with_output(mishap, &server))?;
    Ok(tally)
}

/// The crowd gets something done once more and comes to rest; then it is judged.
pub async fn finish(hall: &Hall, crowd: Crowd, tally: &mut Tally) -> Result<(), Mishap> {
    crowd.progress(ACKNOWLEDGED_BETWEEN, ALIVE_WITHIN).await?;
    println!("  {} acknowledged; letting everything come to rest ...", crowd.acknowledged());
    let outcome = crowd.settle().await?;
    println!("  comparing what {} clients saw with what the server has ...", outcome.clients);
    judge::judge(hall, &outcome, tally).await
}

/// Waits until the crowd has got something done since the last blow, then for a random moment.
pub async fn load(crowd: &Crowd, server: &Server, rng: &mut StdRng) -> Result<(), Mishap> {
    some_load(crowd, rng).await.map_err(|mishap| with_output(mishap, server))
}
pub async fn some_load(crowd: &Crowd, rng: &mut StdRng) -> Result<(), Mishap> {
    crowd.progress(ACKNOWLEDGED_BETWEEN, ALIVE_WITHIN).await?;
    tokio::time::sleep(STRIKE_WITHIN.mul_f64(rng.random())).await;
    Ok(())
}

fn with_output(mishap: Mishap, server: &Server) -> Mishap {
    Mishap::Stuck(format!("{mishap}\nThe server's last words:\n{}", server.said()))
}
