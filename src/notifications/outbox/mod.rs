//! Mails that must not be lost. A row is written in the transaction that tells somebody in the app; [`send_waiting`] takes
//! what is due, on any node, and tries again until the mail server has taken it or has said no for good.
//!
//! A mail goes out twice only when a node died, or lost its connection, between the mail server's yes and ours; it then
//! has the same Message-ID.

pub(super) mod store;
#[cfg(test)]
mod tests;

use super::delivery::Outcome;
use super::texts::mail_of;
use super::{About, Letter, Post};
use crate::accounts;
use crate::error::Result;
use crate::storage::{Db, Tx};
use alongside_protocol::{AccountId, NotificationId, Timestamp};
use chrono::TimeDelta;

/// Mails that one turn takes.
const BATCH: i64 = 20;
/// While a node tries a mail, others leave it alone; longer than the mail server may take.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// Until the second try; each further one waits twice as long.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(6);
/// After so many tries, which take about two days, the mail is given up. It stands in the app all the same.
const TRIES: i64 = 16;

/// Mails a notification, if the account has an address.
pub(super) async fn put(tx: &mut Tx, now: Timestamp, account: AccountId, id: NotificationId) -> Result<()> {
    store::insert(tx, account, id, now).await
}

/// Until a mail is tried again that could not be sent `tries` times.
fn wait(tries: i64) -> TimeDelta {
    let doublings = u32::try_from(tries.clamp(1, 16) - 1).unwrap_or_default();
    (FIRST_WAIT * 2_i32.pow(doublings)).min(LONGEST_WAIT)
}

/// Sends what is due and answers how many were sent. `now` is asked for anew after each try.
pub async fn send_waiting(db: &Db, post: &Post, now: impl Fn() -> Timestamp) -> Result<usize> {
    if !post.works() {
        return Ok(0);
    }
    let mut tx = db.read().await?;
    let due = store::due(&mut tx, now(), BATCH).await?;
    drop(tx);
    let mut sent = 0;
    for waiting in due {
        let mut tx = db.write().await?;
        let leased_until = now() + LEASE;
        if !store::lease(&mut tx, &waiting, leased_until).await? {
            continue;
        }
        let letter = letter(&mut tx, post, &waiting).await?;
        let _nothing_announced = tx.commit().await?;
        let outcome = match &letter {
            Some(letter) => post.carry(letter, waiting.notification.0).await,
            // The address was taken away meanwhile, or a newer server mails more kinds.
            None => Outcome::Refused,
        };
        let tries = waiting.attempts + 1;
        let (state, next_at) = match outcome {
            Outcome::Sent => ("sent", now()),
            Outcome::Refused => ("failed", now()),
            Outcome::Later if tries >= TRIES => ("failed", now()),
            Outcome::Later => ("waiting", now() + wait(tries)),
        };
        if state == "failed" {
            tracing::warn!(notification = %waiting.notification, tries, "a mail was given up; it stands in the app");
        }
        sent += usize::from(state == "sent");
        let mut tx = db.write().await?;
        store::settle(&mut tx, &waiting, leased_until, state, next_at).await?;
        let _nothing_announced = tx.commit().await?;
    }
    Ok(sent)
}

async fn letter(tx: &mut Tx, post: &Post, waiting: &store::Waiting) -> Result<Option<Letter>> {
    let Some(name) = mail_of(waiting.kind) else { return Ok(None) };
    let Some(to) = accounts::mailbox(tx, waiting.account).await? else { return Ok(None) };
    let path = waiting.room.map_or_else(|| "/".to_owned(), |room| format!("/rooms/{room}"));
    let about = About::Notification {
        name,
        room: waiting.name.clone().unwrap_or_default(),
        due_at: waiting.due_at.unwrap_or(waiting.at),
        link: post.link(&path),
    };
    Ok(Some(Letter { to, about }))
}
