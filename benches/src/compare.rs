//! Holds two results against each other, and says what is noise.
//!
//! The rounds of both are samples. What is reported is the ratio of their medians with a 95 % interval, by the percentile
//! bootstrap (Efron 1979; for benchmarks Kalibera and Jones 2013, "Rigorous benchmarking in reasonable time"). A difference
//! counts when the interval leaves 1 out and the exact two-sided Mann–Whitney test (1947) gives p ≤ 0.05. Three rounds a side
//! can never give less than p = 0.1, so at least four are needed, and five are better.

use crate::result::{Report, median};
use crate::table::{aligned, number};

/// Resamples for an interval.
const RESAMPLES: usize = 4_000;
const SIGNIFICANT: f64 = 0.05;

/// Figures that are looked at; whether more is better.
const FIGURES: &[(&str, bool)] = &[
    ("cpu_us_per_delivery", false),
    ("user_us_per_delivery", false),
    ("system_us_per_delivery", false),
    ("cpu_us_per_message", false),
    ("switches_per_message", false),
    ("deliveries_per_s", true),
    ("delivery_p50_ms", false),
    ("delivery_p99_ms", false),
    ("acknowledgement_p50_ms", false),
    ("acknowledgement_p99_ms", false),
    ("connects_per_s", true),
    ("cpu_us_per_connect", false),
    ("burst_p99_ms", false),
    ("cpu_us_per_reconnect", false),
    ("all_heard_s", false),
    ("kib_per_connection", false),
    ("kib_per_connection_after_talk", false),
    ("carried_messages_per_s", true),
    ("at_001_acknowledged_per_s", true),
    ("at_016_acknowledged_per_s", true),
    ("at_064_acknowledged_per_s", true),
    ("at_256_acknowledged_per_s", true),
    ("at_256_cpu_us_per_message", false),
    ("start_ms", false),
    ("history_p99_ms", false),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Better,
    Worse,
    Noise,
    /// No number of equal rounds could show a difference.
    TooFew,
}

impl Verdict {
    fn text(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "WORSE",
            Self::Noise => "noise",
            Self::TooFew => "too few rounds",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Of the medians, second to first.
    pub ratio: f64,
    pub low: f64,
    pub high: f64,
    pub p: f64,
    pub verdict: Verdict,
}

/// `None` when one of them has nothing, or nothing but zeros.
pub fn difference(before: &[f64], after: &[f64], more_is_better: bool) -> Option<Difference> {
    let (first, second) = (median(before)?, median(after)?);
    if first <= 0.0 || second <= 0.0 {
        return None;
    }
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut ratios: Vec<f64> = (0..RESAMPLES)
        .filter_map(|_| Some(dice.resample(after)? / dice.resample(before)?))
        .filter(|ratio| ratio.is_finite())
        .collect();
    ratios.sort_by(f64::total_cmp);
    let at = |quantile: f64| ratios.get((ratios.len() as f64 * quantile) as usize).copied();
    let (low, high) = (at(0.025)?, at(0.975)?);
    let p = mann_whitney(before, after);
    let ratio = second / first;
    let verdict = if least_p(before.len(), after.len()) > SIGNIFICANT {
        Verdict::TooFew
    } else if p > SIGNIFICANT || (low <= 1.0 && high >= 1.0) {
        Verdict::Noise
    } else if (ratio > 1.0) == more_is_better {
        Verdict::Better
    } else {
        Verdict::Worse
    };
    Some(Difference { ratio, low, high, p, verdict })
}

/// Every figure that both results have.
pub fn text(before: &Report, after: &Report) -> String {
    let title = ["scenario", "server", "figure", "before", "after", "ratio", "95 % interval", "p", "verdict"];
    let mut lines = vec![title.map(str::to_owned).to_vec()];
    for (scenario, target) in after.cells() {
        for (figure, more_is_better) in FIGURES {
            let (old, new) = (before.figures(&scenario, &target, figure), after.figures(&scenario, &target, figure));
            let Some(found) = difference(&old, &new, *more_is_better) else { continue };
            let of = |values: &[f64]| median(values).map(number).unwrap_or_default();
            lines.push(vec![
                scenario.clone(),
                target.clone(),
                (*figure).to_owned(),
                of(&old),
                of(&new),
                format!("{:.3}", found.ratio),
                format!("{:.3}…{:.3}", found.low, found.high),
                format!("{:.3}", found.p),
                found.verdict.text().to_owned(),
            ]);
        }
    }
    if lines.len() == 1 {
        return "The two results have nothing in common.".into();
    }
    let mut text = aligned(&lines);
    text.push_str(
        "\nA difference counts with p ≤ 0.05 (Mann–Whitney, exact) and an interval (bootstrap of medians) without 1.\n",
    );
    text
}

/// The exact two-sided p: how likely ranks are so far apart when both come from one distribution. Ties count half.
pub fn mann_whitney(first: &[f64], second: &[f64]) -> f64 {
    let wins = first.iter().flat_map(|a| second.iter().map(move |b| a.partial_cmp(b)));
    let u: f64 = wins
        .map(|order| match order {
            Some(std::cmp::Ordering::Greater) => 1.0,
            Some(std::cmp::Ordering::Equal) => 0.5,
            _ => 0.0,
        })
        .sum();
    let most = (first.len() * second.len()) as f64;
    // A half is rounded towards the middle: rather noise than a difference.
    let extreme = u.min(most - u).ceil() as usize;
    (2.0 * tail(first.len(), second.len(), extreme)).min(1.0)
}

fn least_p(first: usize, second: usize) -> f64 {
    2.0 * tail(first, second, 0)
}

/// The part of all orders of `m` and `n` values in which the first win at most `u` times.
fn tail(m: usize, n: usize, u: usize) -> f64 {
    // ways[i][k]: orders in which the first i of one side win k times in all (Mann and Whitney's recursion, by partitions).
    let mut ways = vec![vec![0.0; m * n + 1]; m + 1];
    ways[0][0] = 1.0;
    for wins in 0..=n {
        let before = ways.clone();
        for count in 1..=m {
            for (k, way) in ways[count].iter_mut().enumerate() {
                *way =
                    (0..=count).filter(|here| here * wins <= k).map(|here| before[count - here][k - here * wins]).sum();
            }
        }
    }
    let all: f64 = ways[m].iter().sum();
    ways[m].iter().take(u + 1).sum::<f64>() / all
}

/// Chance that is the same each time (xorshift64, Marsaglia 2003), so that a comparison says the same twice.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
    /// The median of as many values, drawn with putting back.
    fn resample(&mut self, values: &[f64]) -> Option<f64> {
        let drawn: Vec<f64> = values.iter().map(|_| values[self.below(values.len())]).collect();
        median(&drawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p_values_of_the_published_tables() {
        // Complete separation: 2 / C(m + n, m).
        for (m, n, expected) in [(3, 3, 0.1), (4, 4, 2.0 / 70.0), (5, 5, 2.0 / 252.0), (3, 5, 2.0 / 56.0)] {
            let p = least_p(m, n);
            assert!((p - expected).abs() < 1e-9, "{m} and {n}: {p}");
        }
        // Two sided, 5 and 5, U = 2: 0.0317 in Mann and Whitney's table (4 of 252 orders, twice).
        assert!((2.0 * tail(5, 5, 2) - 8.0 / 252.0).abs() < 1e-9);
    }

    #[test]
    fn a_fifth_more_is_seen_through_noise_of_a_few_percent() {
        let before = [10.0, 10.2, 9.9, 10.1, 10.3];
        let dearer = before.map(|value| value * 1.2);
        let found = difference(&before, &dearer, false).expect("both have values");
        assert_eq!(found.verdict, Verdict::Worse, "{found:?}");
        assert!((1.15..1.25).contains(&found.ratio));
        assert_eq!(difference(&dearer, &before, false).map(|found| found.verdict), Some(Verdict::Better));
        assert_eq!(difference(&before, &dearer, true).map(|found| found.verdict), Some(Verdict::Better));
    }

    #[test]
    fn noise_is_called_noise_and_three_rounds_too_few() {
        let one = [10.0, 11.0, 9.0, 10.5, 9.5];
        let other = [10.1, 10.9, 9.2, 10.4, 9.4];
        assert_eq!(difference(&one, &other, false).map(|found| found.verdict), Some(Verdict::Noise));
        assert_eq!(difference(&one[..3], &[20.0, 21.0, 22.0], false).map(|found| found.verdict), Some(Verdict::TooFew));
        assert_eq!(difference(&one, &[], false), None);
    }
}
