//! The project's speed goals, and what this machine says to each.

use crate::result::{Report, median};
use crate::scenarios::{self, Scenario};
use crate::table::{aligned, number};
use crate::targets::{Deployment, JETSTREAM, Kind};

const ONE: &str = "alongside";
const FLOOR: &str = "floor, batched";
const SINGLE: &str = "floor, one write a frame";
const ON_POSTGRES: &str = "alongside + postgres";
const TWO_NODES: &str = "alongside × 2 + postgres + redis";
const UWS: &str = "uws";

/// Scenarios and the servers that each runs on.
pub fn runs(peers: bool, nodes: bool) -> Vec<(&'static Scenario, Vec<Kind>)> {
    let one = Kind::Alongside(Deployment { nodes: 1, ..Deployment::default() });
    let on_postgres = Kind::Alongside(Deployment { nodes: 1, postgres: true, ..Deployment::default() });
    let two = Kind::Alongside(Deployment { nodes: 2, postgres: true, redis: true, ..Deployment::default() });
    let (floor, single) = (Kind::Floor { batched: true }, Kind::Floor { batched: false });
    let uws = peers.then(|| Kind::Peer(UWS.into()));
    let jetstream = JETSTREAM.into_iter().filter(|_| peers).map(|name| Kind::Peer(name.into()));
    let lists: [(&str, Vec<Kind>); 10] = [
        ("large", vec![one.clone(), single.clone(), floor.clone()]),
        ("max-one", [vec![one.clone(), floor.clone()], if nodes { vec![on_postgres, two] } else { vec![] }].concat()),
        ("max-many", vec![one.clone(), floor.clone()]),
        ("small", vec![one.clone(), single]),
        ("connects", vec![one.clone(), floor.clone()]),
        ("reconnects", vec![one.clone()]),
        ("durable", [one.clone()].into_iter().chain(jetstream).collect()),
        ("idle", vec![one.clone(), floor]),
        ("big", vec![one.clone()]),
        ("duty", vec![one]),
    ];
    let with_uws = ["max-one", "connects"];
    lists
        .into_iter()
        .filter_map(|(name, mut kinds)| {
            if with_uws.contains(&name) {
                kinds.extend(uws.clone());
            }
            Some((scenarios::find(name)?, kinds))
        })
        .collect()
}

/// A goal: what is measured, in what relation, and what it should be.
struct Goal {
    number: &'static str,
    what: &'static str,
    value: Option<f64>,
    unit: &'static str,
    bound: Bound,
}

#[derive(Clone, Copy)]
enum Bound {
    AtMost(f64),
    AtLeast(f64),
}

impl Bound {
    fn is_kept(self, value: f64) -> bool {
        match self {
            Self::AtMost(most) => value <= most,
            Self::AtLeast(least) => value >= least,
        }
    }
    fn text(self, unit: &str) -> String {
        match self {
            Self::AtMost(most) => format!("≤ {}{unit}", number(most)),
            Self::AtLeast(least) => format!("≥ {}{unit}", number(least)),
        }
    }
}

/// The table.
pub fn text(report: &Report) -> String {
    let mut lines = vec![["", "measured", "goal", "verdict"].map(str::to_owned).to_vec()];
    for goal in goals(report) {
        let (measured, verdict) = match goal.value {
            None => ("–".to_owned(), "not measured"),
            Some(value) => {
                let verdict = if goal.bound.is_kept(value) { "reached" } else { "NOT reached" };
                (format!("{}{}", number(value), goal.unit), verdict)
            }
        };
        lines.push(vec![
            format!("{:4}{}", goal.number, goal.what),
            measured,
            goal.bound.text(goal.unit),
            verdict.to_owned(),
        ]);
    }
    let mut text =
        format!("{}\nMedians of the rounds; ratios are medians of each round's own ratio.\n\n", report.machine);
    text.push_str(&aligned(&lines));
    let faults: u64 =
        report.rows.iter().filter(|row| row.target.starts_with(ONE)).flat_map(|row| row.faults.values()).sum();
    text.push_str(&format!(
        "\nLost, duplicated, reordered, unacknowledged, refused or closed in all of it: {faults}\n"
    ));
    if let Some(durable) = report.median("durable", ONE, "at_256_acknowledged_per_s") {
        text.push_str(&format!("Durable acknowledgements a second at 256 senders: {}.\n", number(durable)));
    }
    if let Some(disk) = report.median("small", ONE, "fdatasync_p99_ms") {
        text.push_str(&format!(
            "The disk alone, a page and fdatasync at the pace of small: 99 % within {} ms.\n",
            number(disk)
        ));
    }
    text.push_str("S9's database work is seen only as CPU for each reconnect.\n");
    text
}

fn goals(report: &Report) -> Vec<Goal> {
    use Bound::{AtLeast, AtMost};
    let cpu = |scenario, below, most, number, what| Goal {
        number,
        what,
        value: paired(report, scenario, "cpu_us_per_delivery", ONE, below),
        unit: " ×",
        bound: AtMost(most),
    };
    let late = |scenario, number, what| Goal {
        number,
        what,
        value: paired(report, scenario, "delivery_p99_ms", ONE, SINGLE),
        unit: " ×",
        bound: AtMost(1.25),
    };
    let plain = |scenario, figure, number, what, unit, bound| Goal {
        number,
        what,
        value: report.median(scenario, ONE, figure),
        unit,
        bound,
    };
    let fdatasyncs = per_round(report, "durable", |row| {
        Some(row.get("at_001_acknowledgement_p50_ms")? * 1e3 / row.get("fdatasync_us")?)
    });
    // The faster of the two. One that loses or refuses would be easy to beat.
    let is_theirs = |row: &&crate::result::Row| row.scenario == "durable" && JETSTREAM.contains(&row.target.as_str());
    let sound = report.rows.iter().filter(is_theirs).flat_map(|row| row.faults.values()).all(|count| *count == 0);
    let to_one = |theirs: &str| paired(report, "durable", "at_256_acknowledged_per_s", ONE, theirs);
    let to_jetstream = JETSTREAM.into_iter().filter_map(to_one).min_by(f64::total_cmp).filter(|_| sound);
    let nodes = paired(report, "max-one", "cpu_bus_us_per_delivery", TWO_NODES, ON_POSTGRES);
    vec![
        cpu("max-one", FLOOR, 1.5, "S1", "max-one: CPU a delivery to the batched floor's"),
        cpu("max-one", UWS, 0.5, "", "max-one: CPU a delivery to uWebSockets.js's"),
        cpu("large", SINGLE, 1.15, "S2", "large: CPU a delivery to the one-write floor's"),
        cpu("max-many", FLOOR, 1.5, "S3", "max-many: CPU a delivery to the batched floor's"),
        plain("idle", "kib_per_connection", "S4", "memory of an idle joined connection", " KiB", AtMost(6.0)),
        plain("idle", "kib_per_connection_after_talk", "", "the same after talk", " KiB", AtMost(6.0)),
        Goal {
            number: "S5",
            what: "connects with sign-in and join a second to uWebSockets.js's",
            value: paired(report, "connects", "connects_per_s", ONE, UWS),
            unit: " ×",
            bound: AtLeast(0.7),
        },
        Goal {
            number: "",
            what: "99th percentile of a burst of 200 to the floor's",
            value: paired(report, "connects", "burst_p99_ms", ONE, FLOOR),
            unit: " ×",
            bound: AtMost(2.0),
        },
        Goal {
            number: "S6",
            what: "durable acknowledgements at 256 senders to NATS JetStream's",
            value: to_jetstream,
            unit: " ×",
            bound: AtLeast(1.5),
        },
        Goal {
            number: "",
            what: "one sender's median in fdatasyncs of this disk",
            value: fdatasyncs,
            unit: "",
            bound: AtMost(3.0),
        },
        Goal {
            number: "S7",
            what: "max-one: two nodes and Redis to one node, both on Postgres",
            value: nodes,
            unit: " ×",
            bound: AtMost(1.3),
        },
        late("large", "S8", "large: 99th percentile to the one-write floor's"),
        late("small", "", "small: 99th percentile to the one-write floor's"),
        plain("reconnects", "all_heard_s", "S9", "5,000 come back and have heard what they missed", " s", AtMost(10.0)),
        plain("duty", "look_p50_ms", "S10", "the duty reconciler's look at 100,000 rooms", " ms", AtMost(1_000.0)),
        plain("big", "history_p99_ms", "", "a page anywhere in a room of 1,000,000 messages", " ms", AtMost(20.0)),
        plain("big", "enter_p50_ms", "", "a first look into it by a member who never read it", " ms", AtMost(20.0)),
        plain("big", "start_ms", "S11", "start to ready on that database", " ms", AtMost(300.0)),
        plain("big", "pss_mib_idle", "", "memory then", " MiB", AtMost(40.0)),
    ]
}

/// The median of the rounds' own ratios: both ran one after the other, so that a slow minute cancels out.
fn paired(report: &Report, scenario: &str, figure: &str, of: &str, to: &str) -> Option<f64> {
    let (of, to) = (report.figures(scenario, of, figure), report.figures(scenario, to, figure));
    median(&of.iter().zip(&to).map(|(of, to)| of / to).collect::<Vec<_>>())
}

fn per_round(
    report: &Report,
    scenario: &str,
    value: impl Fn(&std::collections::BTreeMap<String, f64>) -> Option<f64>,
) -> Option<f64> {
    let rows = report.rows.iter().filter(|row| row.scenario == scenario && row.target == ONE);
    median(&rows.filter_map(|row| value(&row.figures)).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::result::Row;

    fn report(ours: f64, floor: f64) -> Report {
        let mut report = Report::new();
        for (target, value) in [(ONE, ours), (FLOOR, floor)] {
            let mut row = Row::new("max-one", target);
            row.set("cpu_us_per_delivery", value);
            report.rows.push(row);
        }
        report
    }

    #[test]
    fn a_goal_is_reached_missed_or_not_measured() {
        let verdict = |report: &Report| {
            let text = text(report);
            text.lines().find(|line| line.starts_with("S1 ")).map(str::to_owned).unwrap_or_default()
        };
        assert!(verdict(&report(0.45, 0.3)).ends_with(" reached"), "{}", text(&report(0.45, 0.3)));
        assert!(verdict(&report(0.46, 0.3)).ends_with("NOT reached"));
        assert!(verdict(&Report::new()).ends_with("not measured"));
    }

    #[test]
    fn a_jetstream_that_loses_is_not_beaten() {
        for (lost, expected) in [(0, " reached"), (1, "not measured")] {
            let mut report = Report::new();
            for (target, a_second, lost) in [(ONE, 300.0, 0), (JETSTREAM[0], 100.0, lost), (JETSTREAM[1], 200.0, 0)] {
                let mut row = Row::new("durable", target);
                row.set("at_256_acknowledged_per_s", a_second);
                row.faults.insert("lost".into(), lost);
                report.rows.push(row);
            }
            let text = text(&report);
            let line = text.lines().find(|line| line.starts_with("S6 ")).unwrap_or_default();
            assert!(line.ends_with(expected), "{lost} lost: {line}");
            assert!(lost > 0 || line.contains("1.50 ×"), "the faster of the two counts: {line}");
        }
    }

    #[test]
    fn every_run_names_a_scenario_that_is_there() {
        assert_eq!(runs(true, true).len(), 10);
    }
}
