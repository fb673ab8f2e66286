//! A result as a table.

use crate::result::{Report, median};
use std::fmt::Write as _;

/// What is shown of each scenario, if it is there: the figure, its heading.
const COLUMNS: &[(&str, &str)] = &[
    ("cpu_us_per_delivery", "CPU µs/delivery"),
    ("system_us_per_delivery", "of it kernel"),
    ("cpu_all_us_per_delivery", "with stores"),
    ("switches_per_message", "switches/message"),
    ("messages_per_s", "messages/s"),
    ("deliveries_per_s", "deliveries/s"),
    ("delivery_p50_ms", "p50 ms"),
    ("delivery_p99_ms", "p99 ms"),
    ("acknowledgement_p50_ms", "ack p50"),
    ("acknowledgement_p99_ms", "ack p99"),
    ("carried_messages_per_s", "carried/s"),
    ("connects_per_s", "connects/s"),
    ("burst_p99_ms", "burst p99 ms"),
    ("enter_p99_ms", "enter p99 ms"),
    ("cpu_us_per_connect", "CPU µs/connect"),
    ("cpu_us_per_connect_until_quiet", "until quiet"),
    ("all_back_s", "all back s"),
    ("all_heard_s", "all heard s"),
    ("cpu_us_per_reconnect", "CPU µs/reconnect"),
    ("kib_per_connection", "KiB/connection"),
    ("kib_per_connection_after_talk", "after talk"),
    ("pss_mib_grown", "MiB grown"),
    ("caught_up", "caught up"),
    ("other_commands", "other commands"),
    ("came_back", "came back"),
    ("database_mib", "database MiB"),
    ("start_ms", "start ms"),
    ("pss_mib_idle", "idle MiB"),
    ("history_p50_ms", "page p50 ms"),
    ("history_p99_ms", "page p99 ms"),
    ("cpu_us_per_page", "CPU µs/page"),
    ("fdatasync_us", "fdatasync µs"),
    ("fdatasync_p99_ms", "fdatasync p99 ms"),
    ("at_001_acknowledgement_p50_ms", "1: p50 ms"),
    ("at_001_acknowledged_per_s", "1: /s"),
    ("at_016_acknowledged_per_s", "16: /s"),
    ("at_064_acknowledged_per_s", "64: /s"),
    ("at_256_acknowledged_per_s", "256: /s"),
    ("cores_server-1", "server cores"),
    ("cores_generator", "generator cores"),
];

/// Medians of all rounds, with how far the rounds lie apart where they do by more than a tenth.
pub fn text(report: &Report) -> String {
    let mut text = format!("{}\n{EXPLAINED}\n", report.machine);
    for scenario in report.scenarios() {
        text.push('\n');
        text.push_str(&aligned(&grid(report, &scenario)));
    }
    text
}

/// What stands under every table.
pub const EXPLAINED: &str = "Medians of the rounds; (…) is the span from the least to the most, where it is wide.";

/// One scenario: a heading, then a line for each server.
pub fn grid(report: &Report, scenario: &str) -> Vec<Vec<String>> {
    let cells = report.cells();
    let targets: Vec<&String> = cells.iter().filter(|(of, _)| of == scenario).map(|(_, target)| target).collect();
    let is_there = |figure: &str| targets.iter().any(|target| report.median(scenario, target, figure).is_some());
    let columns: Vec<_> = COLUMNS.iter().filter(|(figure, _)| is_there(figure)).collect();
    let mut heading = vec![scenario.to_owned()];
    heading.extend(columns.iter().map(|(_, title)| (*title).to_owned()));
    heading.push("faults".into());
    let mut lines = vec![heading];
    for target in targets {
        let mut line = vec![format!("  {target}")];
        line.extend(columns.iter().map(|(figure, _)| cell(&report.figures(scenario, target, figure))));
        line.push(faults(report, scenario, target));
        lines.push(line);
    }
    lines
}

fn cell(values: &[f64]) -> String {
    let Some(middle) = median(values) else { return "–".into() };
    let (least, most) = span(values);
    if values.len() > 1 && most - least > 0.1 * middle.abs() {
        format!("{} ({}…{})", number(middle), number(least), number(most))
    } else {
        number(middle)
    }
}

pub fn span(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(*value), most.max(*value)))
}

/// Three digits that matter.
pub fn number(value: f64) -> String {
    match value.abs() {
        large if large >= 100.0 => format!("{value:.0}"),
        middle if middle >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

fn faults(report: &Report, scenario: &str, target: &str) -> String {
    let faults = report.faults(scenario, target);
    let there: Vec<String> =
        faults.iter().filter(|(_, count)| **count > 0).map(|(name, count)| format!("{count} {name}")).collect();
    if there.is_empty() { "none".into() } else { there.join(", ") }
}

/// Columns as wide as their widest cell; the first to the left, the others to the right.
pub fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for line in lines {
        for (column, cell) in line.iter().enumerate() {
            // Writing into a string cannot fail.
            let _ = match column {
                0 => write!(text, "{cell:<width$}", width = widths[0]),
                _ => write!(text, "   {cell:>width$}", width = widths[column]),
            };
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::Row;

    #[test]
    fn a_wide_span_is_shown_and_a_narrow_one_is_not() {
        assert_eq!(cell(&[9.0, 9.1, 9.2]), "9.10");
        assert_eq!(cell(&[9.0, 9.1, 19.0]), "9.10 (9.00…19.0)");
        assert_eq!(cell(&[]), "–");
    }

    #[test]
    fn faults_are_named() {
        let mut report = Report::new();
        let mut row = Row::new("large", "alongside");
        row.set("messages_per_s", 50.0);
        row.faults.insert("lost".into(), 3);
        report.rows.push(row);
        assert!(text(&report).contains("3 lost"), "{}", text(&report));
    }
}
