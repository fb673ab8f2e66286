//! The database's own clock: the one that all nodes share.

use super::{Tx, sql};
use crate::clock::Clock;
use crate::error::Result;
use alongside_protocol::Timestamp;

const SQLITE: &str = "SELECT CAST(unixepoch('now', 'subsec') * 1000 AS BIGINT)";
/// The clock itself: `now()` would stand still for the length of the transaction.
const POSTGRES: &str = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

/// What time it is by the database, or by a test's clock where there is one.
pub async fn now(tx: &mut Tx, clock: &Clock) -> Result<Timestamp> {
    if matches!(clock, Clock::Test(_)) {
        return Ok(clock.now());
    }
    let text = if tx.locks_rows() { POSTGRES } else { SQLITE };
    let (ms,) = sql!(tx, one(i64,), text)?;
    Ok(Timestamp::from_millis(ms))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::testing::each_engine;

    #[tokio::test]
    async fn the_database_knows_the_time_and_a_test_decides_it() {
        each_engine(async |db| {
            let mut tx = db.read().await.expect("a transaction");
            let before = Clock::System.now();
            let told = now(&mut tx, &Clock::System).await.expect("an instant");
            let apart = told.since(before).num_milliseconds();
            assert!((-1_000..60_000).contains(&apart), "{apart} ms apart on one machine");
            let clock = Clock::test(Timestamp::from_millis(5));
            assert_eq!(now(&mut tx, &clock).await.expect("an instant"), Timestamp::from_millis(5));
        })
        .await;
    }
}
