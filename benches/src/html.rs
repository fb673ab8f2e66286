//! A result as one page: tables, and a chart for each figure that matters. Nothing in it comes from elsewhere.

use crate::goals;
use crate::result::{Report, median};
use crate::scenarios;
use crate::table::{self, number, span};
use std::fmt::Write as _;

/// Figures that have a chart, and its title.
const CHARTS: &[(&str, &str)] = &[
    ("cpu_us_per_delivery", "CPU for each delivery, µs"),
    ("delivery_p50_ms", "Delivery, median, ms"),
    ("delivery_p99_ms", "Delivery, 99th percentile, ms"),
    ("deliveries_per_s", "Deliveries a second"),
    ("connects_per_s", "Connects a second"),
    ("cpu_us_per_connect", "CPU for each connect, µs"),
    ("kib_per_connection", "Memory for each connection, KiB"),
    ("kib_per_connection_after_talk", "The same after talk, KiB"),
    ("carried_messages_per_s", "Messages a second carried within a second"),
    ("at_001_acknowledged_per_s", "Durable a second, 1 sender"),
    ("at_016_acknowledged_per_s", "Durable a second, 16 senders"),
    ("at_064_acknowledged_per_s", "Durable a second, 64 senders"),
    ("at_256_acknowledged_per_s", "Durable a second, 256 senders"),
];

/// Measures of a chart, in pixels.
const NAME: f64 = 190.0;
const BAR: f64 = 320.0;
const LINE: f64 = 22.0;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1d2528;\
background:#fbfaf7}h2{margin-top:2.5rem}table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.85rem}\
td,th{padding:.25rem .6rem;text-align:right;border-bottom:1px solid #d9d6cd}td:first-child,th:first-child{text-align:left}\
.wide{overflow-x:auto}.charts{display:flex;flex-wrap:wrap;gap:1rem 2rem}figure{margin:0}figcaption{font-size:.85rem}\
svg text{font:12px system-ui,sans-serif;fill:#1d2528}pre{overflow-x:auto;font-size:.85rem}";

pub fn page(report: &Report) -> String {
    let mut page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Load</title><style>{STYLE}</style><h1>Load</h1><p>{}. {} A bar is the median of the rounds, a dot is a round.</p>\n",
        escaped(&report.machine),
        escaped(table::EXPLAINED)
    );
    let _ = writeln!(page, "<h2>Goals</h2><pre>{}</pre>", escaped(&goals::text(report)));
    for scenario in report.scenarios() {
        let about = scenarios::find(&scenario).map_or("", |scenario| scenario.about);
        let _ = writeln!(page, "<h2>{}</h2><p>{}</p>", escaped(&scenario), escaped(about));
        page.push_str(&html_table(&table::grid(report, &scenario)));
        page.push_str("<div class=\"charts\">");
        for (figure, title) in CHARTS {
            page.push_str(&chart(report, &scenario, figure, title));
        }
        page.push_str("</div>\n");
    }
    page
}

fn html_table(lines: &[Vec<String>]) -> String {
    let mut text = "<div class=\"wide\"><table>".to_owned();
    for (row, line) in lines.iter().enumerate() {
        let kind = if row == 0 { "th" } else { "td" };
        text.push_str("<tr>");
        for cell in line {
            let _ = write!(text, "<{kind}>{}</{kind}>", escaped(cell.trim()));
        }
        text.push_str("</tr>");
    }
    text + "</table></div>\n"
}

/// A bar for each server, from zero; empty when nobody has the figure.
fn chart(report: &Report, scenario: &str, figure: &str, title: &str) -> String {
    let bars: Vec<(String, Vec<f64>)> = report
        .cells()
        .into_iter()
        .filter(|(of, _)| of == scenario)
        .map(|(_, target)| (target.clone(), report.figures(scenario, &target, figure)))
        .filter(|(_, values)| !values.is_empty())
        .collect();
    let most = bars.iter().map(|(_, values)| span(values).1).fold(0.0, f64::max);
    if bars.is_empty() || most <= 0.0 {
        return String::new();
    }
    let (width, height) = (NAME + BAR + 80.0, bars.len() as f64 * LINE + 6.0);
    let title = escaped(title);
    let mut text = format!(
        "<figure><figcaption>{title}</figcaption><svg role=\"img\" aria-label=\"{title}\" width=\"{width}\" height=\"{height}\">"
    );
    for (row, (target, values)) in bars.iter().enumerate() {
        let y = row as f64 * LINE + 4.0;
        let middle = median(values).unwrap_or_default();
        let (end, colour) =
            (NAME + BAR * middle / most, if target.starts_with("alongside") { "#2f6f73" } else { "#b9b39f" });
        let _ = write!(
            text,
            "<text x=\"0\" y=\"{:.0}\">{}</text><rect x=\"{NAME}\" y=\"{y:.0}\" width=\"{:.1}\" height=\"14\" fill=\"{colour}\"/>",
            y + 11.0,
            escaped(target),
            end - NAME
        );
        for value in values {
            let x = NAME + BAR * value / most;
            let _ = write!(text, "<circle cx=\"{x:.1}\" cy=\"{:.0}\" r=\"3\" fill=\"#1d2528\"/>", y + 7.0);
        }
        let _ = write!(text, "<text x=\"{:.1}\" y=\"{:.0}\">{}</text>", NAME + BAR + 8.0, y + 11.0, number(middle));
    }
    text + "</svg></figure>"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::Row;

    #[test]
    fn a_page_shows_every_server_and_escapes_its_name() {
        let mut report = Report::new();
        for target in ["alongside", "a <b> & c"] {
            let mut row = Row::new("large", target);
            row.set("cpu_us_per_delivery", 9.0);
            report.rows.push(row);
        }
        let page = page(&report);
        assert!(page.contains("a &lt;b&gt; &amp; c") && !page.contains("<b>"));
        assert_eq!(page.matches("<rect").count(), 2);
    }
}
