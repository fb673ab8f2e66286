//! What a trial has counted, and its closing line.

use std::fmt;
use std::time::Duration;

/// A server has to be ready again within this time.
pub const READY_WITHIN: Duration = Duration::from_millis(3_000);
/// More complaints than this are counted, not shown.
const COMPLAINTS_SHOWN: usize = 20;

#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub cycles: u32,
    pub acknowledged: usize,
    pub lost: usize,
    pub duplicated: usize,
    /// Holes, and whatever stands in another order than it must.
    pub gaps: usize,
    /// From each start of the server until it was ready.
    pub ready: Vec<Duration>,
    complaints: Vec<String>,
    unshown: usize,
}

impl Tally {
    pub fn of(cycles: u32) -> Self {
        Self { cycles, ..Self::default() }
    }
    /// Something went wrong that the numbers do not say, or do not say plainly enough.
    pub fn complain(&mut self, complaint: impl Into<String>) {
        if self.complaints.len() < COMPLAINTS_SHOWN {
            self.complaints.push(complaint.into());
        } else {
            self.unshown += 1;
        }
    }
    pub fn complaints(&self) -> impl Iterator<Item = String> {
        let more = (self.unshown > 0).then(|| format!("and {} more", self.unshown));
        self.complaints.iter().cloned().chain(more)
    }
    pub fn is_clean(&self) -> bool {
        self.lost + self.duplicated + self.gaps == 0 && self.complaints.is_empty() && self.ready_p99() <= READY_WITHIN
    }
    /// The time that 99 of 100 starts did not exceed.
    pub fn ready_p99(&self) -> Duration {
        let mut sorted = self.ready.clone();
        sorted.sort();
        let rank = (sorted.len() * 99).div_ceil(100);
        sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cycles, acknowledged, lost, duplicated, gaps, .. } = self;
        let ready = self.ready_p99().as_millis();
        write!(
            f,
            "cycles={cycles} acknowledged={acknowledged} lost={lost} duplicated={duplicated} gaps={gaps} ready_ms_p99={ready}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready(times: impl IntoIterator<Item = u64>) -> Tally {
        Tally { ready: times.into_iter().map(Duration::from_millis).collect(), ..Tally::default() }
    }

    #[test]
    fn the_closing_line_has_its_exact_shape() {
        let tally = Tally { cycles: 30, acknowledged: 812, ..ready([41]) };
        assert_eq!(tally.to_string(), "cycles=30 acknowledged=812 lost=0 duplicated=0 gaps=0 ready_ms_p99=41");
        assert!(tally.is_clean());
    }

    #[test]
    fn each_number_alone_makes_it_fail() {
        assert!(!Tally { lost: 1, ..Tally::default() }.is_clean());
        assert!(!Tally { duplicated: 1, ..Tally::default() }.is_clean());
        assert!(!Tally { gaps: 1, ..Tally::default() }.is_clean());
        assert!(ready([3_000]).is_clean() && !ready([3_001]).is_clean());
        let mut tally = Tally::default();
        tally.complain("something");
        assert!(!tally.is_clean());
    }

    #[test]
    fn one_slow_start_in_a_hundred_is_left_out_and_two_are_not() {
        assert_eq!(ready(1..=100).ready_p99(), Duration::from_millis(99));
        assert_eq!(ready((1..=99).chain([9_000])).ready_p99(), Duration::from_millis(99));
        assert_eq!(ready((1..=98).chain([9_000, 9_000])).ready_p99(), Duration::from_millis(9_000));
        assert_eq!(ready([7]).ready_p99(), Duration::from_millis(7));
    }
}
