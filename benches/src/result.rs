//! What a run measured, as it is written to a file and read back.

use crate::ledger::{Faults, Times};
use crate::{Mishap, machine};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// A result file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The processor and its cores.
    pub machine: String,
    /// Seconds since 1970.
    pub began: u64,
    pub rows: Vec<Row>,
}

/// One round of one scenario on one server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub scenario: String,
    pub target: String,
    pub round: u32,
    /// Figures by name; the unit is in the name.
    pub figures: BTreeMap<String, f64>,
    pub faults: BTreeMap<String, u64>,
}

impl Report {
    pub fn new() -> Self {
        let began = std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
        Self { machine: machine::name(), began, rows: Vec::new() }
    }

    pub fn read(path: &Path) -> Result<Self, Mishap> {
        let text = std::fs::read_to_string(path).map_err(Mishap::io(format!("reading {}", path.display())))?;
        serde_json::from_str(&text)
            .map_err(|error| Mishap::Stuck(format!("{} is no result file: {error}", path.display())))
    }

    pub fn write(&self, path: &Path) -> Result<(), Mishap> {
        let text = serde_json::to_string_pretty(self).map_err(|error| Mishap::Stuck(error.to_string()))?;
        std::fs::write(path, text).map_err(Mishap::io(format!("writing {}", path.display())))
    }

    /// The figures of all rounds of a scenario on a server.
    pub fn figures(&self, scenario: &str, target: &str, figure: &str) -> Vec<f64> {
        let rows = self.rows.iter().filter(|row| row.scenario == scenario && row.target == target);
        rows.filter_map(|row| row.figures.get(figure).copied()).collect()
    }

    pub fn median(&self, scenario: &str, target: &str, figure: &str) -> Option<f64> {
        median(&self.figures(scenario, target, figure))
    }

    /// (scenario, server) in the order in which they first ran.
    pub fn cells(&self) -> Vec<(String, String)> {
        let mut cells = Vec::new();
        for row in &self.rows {
            let cell = (row.scenario.clone(), row.target.clone());
            if !cells.contains(&cell) {
                cells.push(cell);
            }
        }
        cells
    }

    /// In the order in which they first ran.
    pub fn scenarios(&self) -> Vec<String> {
        let mut names = Vec::new();
        for (scenario, _) in self.cells() {
            if !names.contains(&scenario) {
                names.push(scenario);
            }
        }
        names
    }

    pub fn faults(&self, scenario: &str, target: &str) -> BTreeMap<String, u64> {
        let mut sum = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.scenario == scenario && row.target == target) {
            for (name, count) in &row.faults {
                *sum.entry(name.clone()).or_default() += count;
            }
        }
        sum
    }
}

/// The middle one, or the mean of the two in the middle.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(sorted[middle]),
        _ => Some((sorted[middle - 1] + sorted[middle]) / 2.0),
    }
}

impl Row {
    pub fn new(scenario: &str, target: &str) -> Self {
        let (figures, faults) = (BTreeMap::new(), BTreeMap::new());
        Self { scenario: scenario.into(), target: target.into(), round: 0, figures, faults }
    }
    pub fn set(&mut self, figure: impl Into<String>, value: f64) {
        self.figures.insert(figure.into(), value);
    }
    pub fn set_faults(&mut self, faults: Faults) {
        self.faults = faults.fields().into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    }
    /// Percentiles in milliseconds as `NAME_p50_ms` and so on.
    pub fn set_times(&mut self, name: &str, times: &Times) {
        if times.is_empty() {
            return;
        }
        for (suffix, quantile) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p999", 0.999), ("max", 1.0)] {
            self.set(format!("{name}_{suffix}_ms"), times.value_at_quantile(quantile) as f64 / 1e3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        for (values, expected) in
            [(&[][..], None), (&[3.0][..], Some(3.0)), (&[3.0, 1.0][..], Some(2.0)), (&[9.0, 1.0, 2.0][..], Some(2.0))]
        {
            assert_eq!(median(values), expected, "{values:?}");
        }
    }

    #[test]
    fn a_report_reads_back_as_it_was_written() {
        let mut report = Report::new();
        let mut row = Row::new("large", "alongside");
        row.set("cpu_us_per_delivery", 9.25);
        row.set_faults(Faults { lost: 2, ..Faults::default() });
        report.rows = vec![row.clone(), row];
        let text = serde_json::to_string(&report).expect("it is plain data");
        let back: Report = serde_json::from_str(&text).expect("as written");
        assert_eq!(back, report);
        assert_eq!(back.median("large", "alongside", "cpu_us_per_delivery"), Some(9.25));
        assert_eq!(back.faults("large", "alongside")["lost"], 4);
        assert_eq!(back.cells().len(), 1);
    }
}
