//! Compares the heads of all followed logs with the database: on a timer, often while the bus is degraded, and whenever
//! something may have been missed. What the bus lost is found here at the latest.

use super::{Hub, locked, rounds};
use crate::bus::Bus;
use crate::error::{Error, Result, chain};
use crate::log;
use alongside_protocol::StreamId;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

/// Logs in one query.
const PAGE: usize = 1_000;
/// Between two looks, however much there is to doubt.
const APART: Duration = Duration::from_millis(100);
/// What raises doubts may have looks take this share of the time: 1 in so many. The timer's own looks come when they are due, since
/// people wait for what only they find.
const SHARE: u32 = 10;
/// After a look that failed.
const RETRY: Duration = Duration::from_millis(250);

/// Looks until told to stop.
pub async fn run(hub: Arc<Hub>, bus: Bus, stop: CancellationToken) {
    let mut next_at_latest = Instant::now() + bus.look_interval();
    let mut not_before = Instant::now();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = hub.doubt.notified() => {}
            () = sleep_until(next_at_latest) => {}
        }
        sleep_until(not_before).await;
        let began = Instant::now();
        let looked = hub.look().await;
        let took = began.elapsed();
        metrics::histogram!("alongside_look_seconds").record(took.as_secs_f64());
        not_before = Instant::now() + rest(took, bus.look_interval());
        next_at_latest = match looked {
            Ok(()) => Instant::now() + bus.look_interval(),
            Err(Error::Unavailable(source)) => {
                tracing::debug!(error = %chain(&*source), "the database is away; heads are compared when it is back");
                Instant::now() + RETRY
            }
            Err(error) => {
                tracing::warn!(error = %chain(&error), "heads could not be compared");
                Instant::now() + RETRY
            }
        };
    }
}

/// Between the end of a look and the beginning of the next, at least.
fn rest(took: Duration, interval: Duration) -> Duration {
    APART.max((took * SHARE).min(interval))
}

impl Hub {
    async fn look(&self) -> Result<()> {
        let streams: Vec<StreamId> = self.streams.iter().map(|entry| *entry.key()).collect();
        for page in streams.chunks(PAGE) {
            let mut tx = self.db.read().await?;
            let heads = log::heads(&mut tx, page).await?;
            drop(tx);
            for (id, head) in heads {
                if let Some(stream) = self.streams.get(&id).map(|entry| Arc::clone(&entry)) {
                    stream.looked(head, self.milliseconds());
                    let arrival = locked(&stream.tail).reached(head);
                    self.arrived(&stream, arrival);
                    // No round should ever leave anybody behind. If one does, this is where it ends.
                    if stream.has_forgotten() {
                        rounds::bring(&stream);
                    }
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_rest_longer_the_longer_they_take_but_never_miss_the_timer() {
        let ms = Duration::from_millis;
        for (took, interval, expected) in
            [(1, 500, 100), (10, 500, 100), (30, 500, 300), (250, 500, 500), (250, 4_000, 2_500)]
        {
            assert_eq!(rest(ms(took), ms(interval)), ms(expected), "{took} ms, every {interval} ms");
        }
    }
}
