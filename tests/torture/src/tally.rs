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
    /// Acknowledgements that said: stored before.
    pub found_again: usize,
    /// From each start of the server until it was ready.
    pub ready: Vec<Duration>,
    /// Figures of this trial alone, in the order of the closing line.
    figures: Vec<(&'static str, u128)>,
    complaints: Vec<String>,
    unshown: usize,
}

impl Tally {
    pub fn of(cycles: u32) -> Self {
        Self { cycles, ..Self::default() }
    }
    pub fn figure(&mut self, name: &'static str, value: impl Into<u128>) {
        self.figures.push((name, value.into()));
    }
    /// A figure that makes the trial fail when it is larger than `bound`.
    pub fn at_most(&mut self, name: &'static str, value: impl Into<u128>, bound: impl Into<u128>) {
        let (value, bound) = (value.into(), bound.into());
        self.figure(name, value);
        if value > bound {
            self.complain(format!("{name} is {value}, more than {bound}"));
        }
    }
    /// A figure that makes the trial fail when it is smaller than `bound`: what was to be tried was not.
    pub fn at_least(&mut self, name: &'static str, value: impl Into<u128>, bound: impl Into<u128>) {
        let (value, bound) = (value.into(), bound.into());
        self.figure(name, value);
        if value < bound {
            self.complain(format!("not believed: {name} is {value}, less than {bound}"));
        }
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
        write!(f, "cycles={cycles} acknowledged={acknowledged} lost={lost} duplicated={duplicated} gaps={gaps}")?;
        if !self.ready.is_empty() {
            write!(f, " ready_ms_p99={}", self.ready_p99().as_millis())?;
        }
        self.figures.iter().try_for_each(|(name, value)| write!(f, " {name}={value}"))
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
        let mut tally = Tally { cycles: 2, ..Tally::default() };
        tally.at_most("reconnects", 0_u32, 0_u32);
        tally.figure("outages", 3_u32);
        assert_eq!(tally.to_string(), "cycles=2 acknowledged=0 lost=0 duplicated=0 gaps=0 reconnects=0 outages=3");
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
        let tallied = |set: fn(&mut Tally)| {
            let mut tally = Tally::default();
            set(&mut tally);
            tally.is_clean()
        };
        assert!(
            tallied(|tally| tally.at_most("ms", 5_u32, 5_u32)) && !tallied(|tally| tally.at_most("ms", 6_u32, 5_u32))
        );
        assert!(
            tallied(|tally| tally.at_least("n", 5_u32, 5_u32)) && !tallied(|tally| tally.at_least("n", 4_u32, 5_u32))
        );
    }

    #[test]
    fn one_slow_start_in_a_hundred_is_left_out_and_two_are_not() {
        assert_eq!(ready(1..=100).ready_p99(), Duration::from_millis(99));
        assert_eq!(ready((1..=99).chain([9_000])).ready_p99(), Duration::from_millis(99));
        assert_eq!(ready((1..=98).chain([9_000, 9_000])).ready_p99(), Duration::from_millis(9_000));
        assert_eq!(ready([7]).ready_p99(), Duration::from_millis(7));
    }
}
