//! Bringing all clients in, so many at a time.

use super::{Phase, Swarm};
use crate::Mishap;
use crate::ledger::{Times, times};
use std::time::{Duration, Instant};

/// All of them together.
const PATIENCE: Duration = Duration::from_secs(120);
/// Turns are no longer than this while we wait for answers, in microseconds.
const TURN_US: u64 = 20_000;

/// How it went.
pub struct Entered {
    pub took: Duration,
    /// From the dialling to the followed room, each.
    pub each_us: Times,
}

impl Swarm {
    /// Brings in all who are away, at most `at_once` under way.
    pub fn enter(&mut self, at_once: usize) -> Result<Entered, Mishap> {
        self.enter_some(usize::MAX, at_once)
    }

    /// Begins to bring one in; it comes while others do what they do.
    pub fn begin_to_enter(&mut self, index: usize) -> Result<(), Mishap> {
        self.dial(index)
    }

    /// Brings in the first `most` of those who are away.
    pub fn enter_some(&mut self, most: usize, at_once: usize) -> Result<Entered, Mishap> {
        let away = (0..self.clients.len()).filter(|at| self.clients[*at].phase == Phase::Away);
        let waiting: Vec<usize> = away.take(most).collect();
        let (began, mut each_us) = (Instant::now(), times());
        let mut left = waiting.as_slice();
        let mut under_way: Vec<usize> = Vec::with_capacity(at_once);
        while !left.is_empty() || !under_way.is_empty() {
            let now = left.len().min(at_once - under_way.len());
            let (next, rest) = left.split_at(now);
            for index in next {
                self.dial(*index)?;
            }
            under_way.extend_from_slice(next);
            left = rest;
            self.turn(self.now_us() + TURN_US)?;
            under_way.retain(|index| {
                let client = &self.clients[*index];
                if client.phase == Phase::Live {
                    each_us.saturating_record(client.live_us - client.dialled_us);
                }
                !matches!(client.phase, Phase::Live | Phase::Away)
            });
            if began.elapsed() > PATIENCE {
                return Err(self.nobody_comes_in(under_way.len() + left.len()));
            }
        }
        let away = waiting.iter().filter(|index| self.clients[**index].phase != Phase::Live).count();
        if away > 0 {
            return Err(self.nobody_comes_in(away));
        }
        Ok(Entered { took: began.elapsed(), each_us })
    }

    fn nobody_comes_in(&self, away: usize) -> Mishap {
        let why = self.refusals.first().map_or("It did not say why.", String::as_str);
        Mishap::Stuck(format!("{away} of {} clients did not come in. {why}", self.clients.len()))
    }
}
