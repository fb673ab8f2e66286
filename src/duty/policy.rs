//! Every number of policy 1 and 2, typed and validated. Operators give a JSON file with those that they change; the rest are the
//! defaults below. `alongside simulate` shows what a change would do.

use chrono::TimeDelta;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How the rules over time are set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    pub duty: DutyPolicy,
    pub brake: BrakePolicy,
    pub standing: StandingPolicy,
}

/// A room's monitoring duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DutyPolicy {
    /// 2.3: silence until a public room's moderators are reminded.
    pub reminder: Span,
    /// 2.3: silence until they are warned.
    pub warning: Span,
    /// 2.4: from the warning until the room is overdue.
    pub action_window: Span,
    /// 2.4: the server closes overdue rooms by itself.
    pub close_when_overdue: bool,
    /// 2.5: silence until the first notice of closing.
    pub first_notice: Span,
    /// 2.5: silence until the last notice of closing.
    pub last_notice: Span,
    /// 2.5: silence until a room is closed, and until a one-to-one talk is dormant.
    pub closure: Span,
    /// 2.6: how much longer a closure waits, once, when its notice reached nobody who keeps the room.
    pub unreached: Span,
    /// 1.6: how long a room without moderator waits for a successor.
    pub succession: Span,
    /// 2.7: the longest leave with a relief.
    pub leave_with_relief: Span,
    /// 2.7: the longest leave without.
    pub leave_alone: Span,
    /// 2.7: leaves of one person from one room that are nearer to each other than this count as one, so that no bound is walked around.
    pub leaves_apart: Span,
    /// 2.8: how long members read a closed room.
    pub readable_after_closure: Span,
    /// 2.8: how long its team may open it again.
    pub reopening: Span,
    /// 2.8: a second closure within this needs staff.
    pub closures_apart: Span,
}

/// Whether somebody may keep rooms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StandingPolicy {
    /// 1.3: from a look at a certificate to the next.
    pub review: Span,
    /// 1.4: how long before the role would end its owner is reminded, longest first.
    pub reminders: Vec<Span>,
    /// 1.2: from a rejection until somebody may apply again.
    pub apply_again: Span,
    /// 1.7: how long a new version of the agreement may wait for a yes.
    pub agreement: Span,
    /// 1.1: how long the word of whoever runs the server stands for a certificate.
    pub attestation: Span,
    /// How long the files of a certificate are kept after it was decided about.
    pub evidence: Span,
    /// How long the files of a draft are kept that nobody changes.
    pub drafts: Span,
}

/// What keeps a mistake of ours from closing many rooms, or ending many roles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BrakePolicy {
    /// 2.6: a silence of the server longer than this moves deadlines by its length.
    pub outage: Span,
    /// A jump of the clock longer than this pauses what destroys.
    pub clock_jump: Span,
    /// How long time must run evenly before that goes on.
    pub settling: Span,
    /// Rooms that may be closed in one hour, however few there are; the same for roles that end.
    pub closures_an_hour: u32,
    /// Of all rooms, those that may be closed in one hour, in percent; the same for roles.
    pub closures_an_hour_percent: u32,
}

impl Default for DutyPolicy {
    fn default() -> Self {
        Self {
            reminder: Span::hours(24),
            warning: Span::hours(48),
            action_window: Span::hours(48),
            close_when_overdue: false,
            first_notice: Span::days(21),
            last_notice: Span::days(28),
            closure: Span::days(30),
            unreached: Span::hours(24),
            succession: Span::days(7),
            leave_with_relief: Span::days(30),
            leave_alone: Span::days(21),
            leaves_apart: Span::hours(48),
            readable_after_closure: Span::days(30),
            reopening: Span::days(30),
            closures_apart: Span::days(90),
        }
    }
}

impl Default for BrakePolicy {
    fn default() -> Self {
        Self {
            outage: Span::minutes(15),
            clock_jump: Span::minutes(10),
            settling: Span::minutes(30),
            closures_an_hour: 3,
            closures_an_hour_percent: 2,
        }
    }
}

impl Default for StandingPolicy {
    fn default() -> Self {
        Self {
            review: Span::days(365),
            reminders: [60, 30, 14, 7, 1].map(Span::days).to_vec(),
            apply_again: Span::days(60),
            agreement: Span::days(14),
            attestation: Span::days(14),
            evidence: Span::days(30),
            drafts: Span::days(90),
        }
    }
}

/// A length of time, written `90m`, `48h` or `30d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(i64);

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Reminders before a role ends.
const REMINDERS: usize = 12;
/// Nothing in a policy lasts longer.
const LONGEST: Span = Span::days(3_650);

impl Span {
    pub const fn minutes(n: i64) -> Self {
        Self(n * MINUTE_MS)
    }
    pub const fn hours(n: i64) -> Self {
        Self(n * HOUR_MS)
    }
    pub const fn days(n: i64) -> Self {
        Self(n * DAY_MS)
    }
    pub const fn millis(self) -> i64 {
        self.0
    }
    pub const fn delta(self) -> TimeDelta {
        TimeDelta::milliseconds(self.0)
    }
}

impl std::fmt::Display for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            ms if ms % DAY_MS == 0 => write!(f, "{}d", ms / DAY_MS),
            ms if ms % HOUR_MS == 0 => write!(f, "{}h", ms / HOUR_MS),
            ms => write!(f, "{}m", ms / MINUTE_MS),
        }
    }
}

impl std::str::FromStr for Span {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no length of time; write 90m, 48h or 30d");
        let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
        let number: u32 = number.parse().map_err(|_| wrong())?;
        let span = match unit {
            "m" => Self::minutes(number.into()),
            "h" => Self::hours(number.into()),
            "d" => Self::days(number.into()),
            _ => return Err(wrong()),
        };
        if span > LONGEST { Err(format!("{text} is longer than {LONGEST}")) } else { Ok(span) }
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Policy {
    /// Reads a policy file and refuses one that makes no sense, in words for whoever wrote it.
    pub fn parse(json: &str) -> Result<Self, String> {
        let policy: Self = serde_json::from_str(json).map_err(|error| format!("the policy cannot be read: {error}"))?;
        policy.check()?;
        Ok(policy)
    }

    /// The order that the stages of a lapse rely on, and that nobody is closed out without time to act.
    pub fn check(&self) -> Result<(), String> {
        let DutyPolicy { reminder, warning, action_window, first_notice, last_notice, closure, .. } = self.duty;
        let overdue = Span(warning.0 + action_window.0);
        let order = [
            ("duty.reminder", reminder),
            ("duty.warning", warning),
            ("duty.warning + duty.action_window", overdue),
            ("duty.first_notice", first_notice),
            ("duty.last_notice", last_notice),
            ("duty.closure", closure),
        ];
        for pair in order.windows(2) {
            if let [(earlier, a), (later, b)] = pair
                && a >= b
            {
                return Err(format!("{later} ({b}) must come after {earlier} ({a})"));
            }
        }
        self.check_reminders()?;
        self.check_least()
    }

    fn check_reminders(&self) -> Result<(), String> {
        let reminders = &self.standing.reminders;
        if reminders.is_empty() || reminders.len() > REMINDERS {
            return Err(format!("standing.reminders has 1 to {REMINDERS} of them"));
        }
        match reminders.windows(2).any(|pair| pair.first() <= pair.last()) {
            true => Err("standing.reminders stand longest first, each once".into()),
            false => Ok(()),
        }
    }

    fn check_least(&self) -> Result<(), String> {
        let DutyPolicy { last_notice, closure, .. } = self.duty;
        let a_day = Span::days(1);
        for (name, span, least) in [
            ("duty.reminder", self.duty.reminder, Span::hours(1)),
            ("duty.action_window", self.duty.action_window, a_day),
            ("the time between duty.last_notice and duty.closure", Span(closure.0 - last_notice.0), a_day),
            ("duty.unreached", self.duty.unreached, Span::hours(1)),
            ("duty.succession", self.duty.succession, a_day),
            ("duty.leave_alone", self.duty.leave_alone, a_day),
            ("duty.leaves_apart", self.duty.leaves_apart, Span::hours(1)),
            ("duty.leave_with_relief", self.duty.leave_with_relief, self.duty.leave_alone),
            ("duty.readable_after_closure", self.duty.readable_after_closure, a_day),
            ("duty.reopening", self.duty.reopening, a_day),
            ("duty.closures_apart", self.duty.closures_apart, a_day),
            ("standing.review", self.standing.review, a_day),
            ("standing.agreement", self.standing.agreement, a_day),
            ("standing.attestation", self.standing.attestation, a_day),
            ("standing.evidence", self.standing.evidence, a_day),
            ("standing.drafts", self.standing.drafts, a_day),
            (
                "the last of standing.reminders",
                self.standing.reminders.last().copied().unwrap_or(a_day),
                Span::hours(1),
            ),
            ("brake.outage", self.brake.outage, Span::minutes(5)),
            ("brake.clock_jump", self.brake.clock_jump, Span::minutes(1)),
            ("brake.settling", self.brake.settling, Span::minutes(5)),
        ] {
            if span < least {
                return Err(format!("{name} must be at least {least}, not {span}"));
            }
        }
        match (self.brake.closures_an_hour, self.brake.closures_an_hour_percent) {
            (0, _) => Err("brake.closures_an_hour must be at least 1".into()),
            (_, 101..) => Err("brake.closures_an_hour_percent is at most 100".into()),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_hold_together_and_are_the_policy_s_numbers() {
        let policy = Policy::parse("{}").expect("the defaults");
        let text = serde_json::to_string(&policy.duty).expect("plain fields");
        for part in [
            r#""reminder":"1d""#,
            r#""warning":"2d""#,
            r#""action_window":"2d""#,
            r#""first_notice":"21d""#,
            r#""last_notice":"28d""#,
            r#""closure":"30d""#,
            r#""leave_alone":"21d""#,
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(Policy::parse(&serde_json::to_string(&policy).expect("plain")).expect("itself"), policy);
    }

    #[test]
    fn a_policy_that_makes_no_sense_is_refused_in_words() {
        for (json, word) in [
            (r#"{"duty": {"warning": "24h"}}"#, "duty.warning (1d) must come after duty.reminder (1d)"),
            (r#"{"duty": {"closure": "28d"}}"#, "must come after duty.last_notice"),
            (r#"{"duty": {"last_notice": "719h"}}"#, "between duty.last_notice and duty.closure"),
            (r#"{"duty": {"action_window": "5h"}}"#, "duty.action_window must be at least 1d"),
            (r#"{"duty": {"warnings": "24h"}}"#, "unknown field"),
            (r#"{"duty": {"warning": "2 days"}}"#, "no length of time"),
            (r#"{"duty": {"warning": ""}}"#, "no length of time"),
            (r#"{"duty": {"closure": "4000d"}}"#, "longer than"),
            (r#"{"brake": {"closures_an_hour": 0}}"#, "at least 1"),
            (r#"{"standing": {"reminders": ["7d", "7d"]}}"#, "longest first"),
            (r#"{"standing": {"reminders": []}}"#, "1 to 12"),
            (r#"{"standing": {"agreement": "1h"}}"#, "standing.agreement must be at least 1d"),
        ] {
            let told = Policy::parse(json).expect_err(json);
            assert!(told.contains(word), "{json}: {told}");
        }
        assert_eq!(Policy::parse(r#"{"duty": {"warning": "36h"}}"#).expect("fine").duty.warning, Span::hours(36));
    }
}
