//! Rounds: what is new in a room is written to its followers by one task that goes from one to the next, not by a task of
//! each. Waking a thousand tasks costs more than what they would write.
//!
//! A quiet room's news go at once. In a busy one a round waits until the last began [`APART`] ago, and what was said meanwhile
//! goes in one write. Whoever cannot be written to is told instead, and reads at their own speed (`ws/link.rs`).

use super::locked;
use super::stream::{Piece, Stream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Between the beginnings of two rounds of one room.
const APART: Duration = Duration::from_millis(10);
/// Followers that are served before other tasks get their turn.
const PLACES: usize = 16;

#[derive(Debug, Default)]
pub struct Rounds {
    /// There is something to bring.
    wanted: AtomicBool,
    /// Somebody is on their way, or about to be.
    going: AtomicBool,
    /// Somebody has set out, and has not come to the last follower yet.
    under_way: AtomicBool,
    last: Mutex<Option<Instant>>,
}

impl Rounds {
    /// Nothing was brought just now, or is being brought. A sender in a busy room hears of their own message with all others: who
    /// did so sooner would send again before the others have heard.
    pub fn is_calm(&self) -> bool {
        !self.under_way.load(Ordering::Acquire) && self.wait(Instant::now()).is_none()
    }

    /// When the next may begin, if that is not now.
    fn wait(&self, now: Instant) -> Option<Instant> {
        let next = (*locked(&self.last))? + APART;
        (next > now).then_some(next)
    }
}

/// Brings what is new to everybody who follows, soon.
pub fn bring(stream: &Arc<Stream>) {
    stream.rounds.wanted.store(true, Ordering::Release);
    if !stream.rounds.going.swap(true, Ordering::AcqRel) {
        tokio::spawn(go(Arc::clone(stream)));
    }
}

/// Goes round as long as something is wanted.
async fn go(stream: Arc<Stream>) {
    let rounds = &stream.rounds;
    loop {
        if let Some(next) = rounds.wait(Instant::now()) {
            sleep_until(next).await;
        }
        rounds.wanted.store(false, Ordering::Release);
        *locked(&rounds.last) = Some(Instant::now());
        rounds.under_way.store(true, Ordering::Release);
        let (mut at, mut piece) = (0, Piece::default());
        while stream.serve(at, PLACES, &mut piece) {
            at += PLACES;
            tokio::task::yield_now().await;
        }
        rounds.under_way.store(false, Ordering::Release);
        if piece.more || rounds.wanted.load(Ordering::Acquire) {
            continue;
        }
        // A swap: a store may become visible after the look that follows, and somebody who wants a round would still see us going.
        rounds.going.swap(false, Ordering::AcqRel);
        // Wanted just now, by somebody who saw us going?
        if !rounds.wanted.load(Ordering::Acquire) || rounds.going.swap(true, Ordering::AcqRel) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_room_waits_for_nothing_and_a_busy_one_a_little() {
        let began = Instant::now();
        let rounds = Rounds::default();
        assert_eq!(rounds.wait(began), None, "there was none before");
        *locked(&rounds.last) = Some(began);
        let ms = Duration::from_millis(1);
        for (now, expected) in [
            (began, Some(began + APART)),
            (began + APART - ms, Some(began + APART)),
            (began + APART, None),
            (began + APART + ms, None),
        ] {
            assert_eq!(rounds.wait(now), expected, "{:?} after the last", now - began);
        }
    }

    #[test]
    fn a_room_is_calm_when_nobody_is_on_their_way_in_it() {
        let now = Instant::now();
        for (last, under_way, expected) in [
            (None, false, true),
            (Some(now), false, false),
            (now.checked_sub(APART), false, true),
            (now.checked_sub(APART), true, false),
        ] {
            let rounds = Rounds { under_way: under_way.into(), last: Mutex::new(last), ..Rounds::default() };
            assert_eq!(rounds.is_calm(), expected, "{last:?}, {under_way}");
        }
    }
}
