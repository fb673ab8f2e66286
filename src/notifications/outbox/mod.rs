//! What must not be lost on its way out. A row is written in the transaction that tells somebody; [`turn`] takes what is
//! due, on any node, and tries again until the other side has taken it or has said no for good.
//!
//! Something goes out twice only when a node died, or lost its connection, between the other side's yes and ours; a mail then
//! has the same Message-ID, and a push message the same topic.
//!
//! Three things go out this way: mails of notifications ([`mails`]), push messages (`push`), and answers of staff to an
//! address (`contact::mails`). Each says what is due and carries one piece; waiting, leasing and giving up are the same.

pub mod mails;
pub(crate) mod store;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod unkind;

pub use mails::send_waiting;
pub use store::Table;

use crate::error::Result;
use crate::storage::{Db, Tx};
use alongside_protocol::Timestamp;
use chrono::TimeDelta;
use std::time::Duration;

/// Pieces that one turn takes.
pub(crate) const BATCH: i64 = 20;
/// While a node tries a piece, others leave it alone.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// How long one try may take, well within the lease: a server that answers a byte at a time would never end.
const TRY_SECONDS: u32 = 150;
/// Until the second try; each further one waits twice as long.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(6);
/// After so many tries, which take about two days, it is given up.
const TRIES: i64 = 16;

/// What became of one try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Sent,
    /// It will never be taken.
    Refused,
    /// Nothing will ever be taken there again.
    Gone,
    /// It may be taken another time, or nobody knows whether it was. Not before this, if the other side said so.
    Later(Option<TimeDelta>),
}

impl Outcome {
    pub(crate) const LATER: Self = Self::Later(None);
}

/// A piece that is due.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Slip {
    /// Its key in its table.
    pub key: String,
    pub attempts: i64,
    pub next_at: Timestamp,
}

/// What is to be done with a piece whose time has come.
pub(crate) enum Written<L> {
    Send(L),
    /// It cannot be sent any more: there is no address, or no browser.
    Impossible,
    /// It need not be: its reader turned it off, or has read it meanwhile.
    Needless,
}

/// Knows the pieces of one table.
pub(crate) trait Carrier: Sync {
    type Letter: Send;
    fn table(&self) -> Table;
    /// What a piece says, read when its time has come.
    fn write(&self, tx: &mut Tx, slip: &Slip) -> impl Future<Output = Result<Written<Self::Letter>>> + Send;
    /// One try.
    fn carry(&self, letter: Self::Letter, slip: &Slip) -> impl Future<Output = Outcome> + Send;
    /// What else follows from an outcome, in the transaction that notes it.
    fn settled(&self, tx: &mut Tx, slip: &Slip, outcome: Outcome) -> impl Future<Output = Result<()>> + Send {
        let _ = (tx, slip, outcome);
        std::future::ready(Ok(()))
    }
}

/// Until something is tried again that could not be sent `tries` times.
fn wait(tries: i64) -> TimeDelta {
    let doublings = u32::try_from(tries.clamp(1, 16) - 1).unwrap_or_default();
    (FIRST_WAIT * 2_i32.pow(doublings)).min(LONGEST_WAIT)
}

/// Sends what is due and answers how much was sent. `now` is asked for anew after each try.
pub(crate) async fn turn(db: &Db, carrier: &impl Carrier, now: impl Fn() -> Timestamp + Sync) -> Result<usize> {
    let mut sent = 0;
    loop {
        let mut tx = db.read().await?;
        let due = store::due(&mut tx, carrier.table(), now(), BATCH).await?;
        drop(tx);
        let full = due.len() == BATCH as usize;
        for slip in due {
            sent += usize::from(one(db, carrier, &slip, &now).await? == Some(Outcome::Sent));
        }
        if !full {
            return Ok(sent);
        }
    }
}

/// `None` when there was nothing to try.
async fn one<C: Carrier>(
    db: &Db,
    carrier: &C,
    slip: &Slip,
    now: &(impl Fn() -> Timestamp + Sync),
) -> Result<Option<Outcome>> {
    let table = carrier.table();
    let mut tx = db.write().await?;
    let leased_until = now() + LEASE;
    if !store::lease(&mut tx, table, slip, leased_until).await? {
        return Ok(None);
    }
    let written = carrier.write(&mut tx, slip).await?;
    if matches!(written, Written::Needless) {
        store::forget(&mut tx, table, slip).await?;
    }
    let _nothing_announced = tx.commit().await?;
    let outcome = match written {
        Written::Needless => return Ok(None),
        Written::Impossible => Outcome::Refused,
        // Stood still for so long that somebody else may be trying now: this try is theirs.
        Written::Send(_) if now() + TimeDelta::seconds(TRY_SECONDS.into()) > leased_until => return Ok(None),
        Written::Send(letter) => {
            let patience = Duration::from_secs(TRY_SECONDS.into());
            tokio::time::timeout(patience, carrier.carry(letter, slip)).await.unwrap_or(Outcome::LATER)
        }
    };
    let tries = slip.attempts + 1;
    let (state, next_at) = match outcome {
        Outcome::Sent => ("sent", now()),
        Outcome::Refused | Outcome::Gone => ("failed", now()),
        Outcome::Later(_) if tries >= TRIES => ("failed", now()),
        Outcome::Later(asked) => ("waiting", now() + asked.map_or(wait(tries), |asked| asked.max(wait(tries)))),
    };
    let what = table.name();
    metrics::counter!("alongside_outbox_tries_total", "outbox" => what, "outcome" => state).increment(1);
    if state == "failed" {
        tracing::warn!(key = %slip.key, what, tries, "given up: it could not be sent");
    }
    let mut tx = db.write().await?;
    if store::settle(&mut tx, table, slip, leased_until, state, next_at).await? {
        carrier.settled(&mut tx, slip, outcome).await?;
    }
    let _nothing_announced = tx.commit().await?;
    Ok(Some(outcome))
}

/// How many pieces wait, and how many were given up, for the metrics.
pub async fn measure(db: &Db) -> Result<()> {
    let mut tx = db.read().await?;
    for table in Table::ALL {
        for state in ["waiting", "failed"] {
            let count = store::count(&mut tx, *table, state).await?;
            metrics::gauge!("alongside_outbox", "outbox" => table.name(), "state" => state).set(count as f64);
        }
    }
    Ok(())
}
