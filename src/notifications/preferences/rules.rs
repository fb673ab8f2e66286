//! What somebody's choices come to, and when their quiet hours end. Pure.

use crate::notifications::kinds;
use alongside_protocol::http::{Channel, KindChoice, KindPreference, QuietHours};
use alongside_protocol::{NotificationKind, Refusal, Timestamp};
use chrono::{DateTime, Days, LocalResult, NaiveDateTime, NaiveTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// One choice that differs from how a kind comes.
pub type Choice = (NotificationKind, Channel, bool);

/// Whether a channel is on for a kind.
pub fn is_on(choices: &[Choice], kind: NotificationKind, channel: Channel) -> bool {
    let manner = kinds::of(kind);
    if manner.is_fixed(channel) {
        return true;
    }
    let chosen = choices.iter().find(|(of, by, _)| *of == kind && *by == channel);
    chosen.map_or(manner.starts(channel), |(.., wanted)| *wanted)
}

/// One kind as its reader sees it.
pub fn shown(choices: &[Choice], kind: NotificationKind) -> KindPreference {
    let on = |channel| is_on(choices, kind, channel);
    KindPreference {
        kind,
        in_app: on(Channel::InApp),
        mail: on(Channel::Mail),
        push: on(Channel::Push),
        always: Channel::ALL.iter().copied().filter(|channel| kinds::of(kind).is_fixed(*channel)).collect(),
        urgent: kinds::of(kind).urgent,
    }
}

/// What of a request has to be kept: each kind once, and only what differs.
pub fn kept(wanted: &[KindChoice]) -> Result<Vec<Choice>, Refusal> {
    let mut kept = Vec::new();
    for (at, choice) in wanted.iter().enumerate() {
        if wanted[..at].iter().any(|earlier| earlier.kind == choice.kind) {
            return Err(Refusal::invalid("kinds", format!("{} stands there twice.", choice.kind)));
        }
        let channels = [(Channel::InApp, choice.in_app), (Channel::Mail, choice.mail), (Channel::Push, choice.push)];
        for (channel, wanted) in channels {
            let manner = kinds::of(choice.kind);
            let Some(wanted) = wanted else { continue };
            if manner.is_fixed(channel) && !wanted {
                let message = "This is always told here and by mail: a room or a role would be lost by missing it.";
                return Err(Refusal::invalid("kinds", message));
            }
            if wanted != manner.starts(channel) {
                kept.push((choice.kind, channel, wanted));
            }
        }
    }
    Ok(kept)
}

/// Quiet hours as they are kept: minutes of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    pub zone: Tz,
    pub from: NaiveTime,
    pub until: NaiveTime,
}

impl Quiet {
    pub fn parse(hours: &QuietHours) -> Result<Self, Refusal> {
        let zone = hours.zone.parse().map_err(|_| {
            Refusal::invalid("zone", "This is no time zone that we know. Write it like America/Chicago.")
        })?;
        let time = |field: &str, text: &str| {
            let strict = text.len() == 5;
            let time = NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| strict);
            time.ok_or_else(|| Refusal::invalid(field, "Write a time of day like 22:00."))
        };
        let (from, until) = (time("from", &hours.from)?, time("until", &hours.until)?);
        if from == until {
            return Err(Refusal::invalid("until", "Quiet hours need a beginning and another end."));
        }
        Ok(Self { zone, from, until })
    }

    pub fn of_minutes(zone: &str, from: i64, until: i64) -> Option<Self> {
        let time = |minutes: i64| {
            let seconds = u32::try_from(minutes.checked_mul(60)?).ok()?;
            NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0)
        };
        Some(Self { zone: zone.parse().ok()?, from: time(from)?, until: time(until)? })
    }

    /// `(from, until)` in minutes of the day.
    pub fn minutes(&self) -> (i64, i64) {
        let minutes = |time: NaiveTime| i64::from(time.num_seconds_from_midnight() / 60);
        (minutes(self.from), minutes(self.until))
    }

    pub fn shown(&self) -> QuietHours {
        let text = |time: NaiveTime| time.format("%H:%M").to_string();
        QuietHours { zone: self.zone.name().into(), from: text(self.from), until: text(self.until) }
    }

    /// When what wants to ring at `now` may: at once, or when the quiet hours end that `now` lies in.
    pub fn rings_at(&self, now: Timestamp) -> Timestamp {
        let here = now.datetime().with_timezone(&self.zone);
        let (day, time) = (here.date_naive(), here.time());
        let over_midnight = self.until < self.from;
        let quiet =
            if over_midnight { time >= self.from || time < self.until } else { time >= self.from && time < self.until };
        if !quiet {
            return now;
        }
        let tomorrow = over_midnight && time >= self.from;
        let day = if tomorrow { day.checked_add_days(Days::new(1)).unwrap_or(day) } else { day };
        // In the hour that a clock repeats, the end may lie before now by the clock that reads the same.
        Timestamp::from(instant(self.zone, day.and_time(self.until))).max(now)
    }
}

/// A wall time as an instant: one that a clock skips is the next that there is, a doubled one the first.
fn instant(zone: Tz, wall: NaiveDateTime) -> DateTime<Utc> {
    let mut wall = wall;
    loop {
        match zone.from_local_datetime(&wall) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => return at.with_timezone(&Utc),
            LocalResult::None => wall += chrono::TimeDelta::minutes(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use NotificationKind::*;

    fn at(text: &str) -> Timestamp {
        DateTime::parse_from_rfc3339(text).expect("an instant").with_timezone(&Utc).into()
    }

    fn quiet(zone: &str, from: &str, until: &str) -> Quiet {
        Quiet::parse(&QuietHours { zone: zone.into(), from: from.into(), until: until.into() }).expect("good hours")
    }

    fn check(hours: Quiet, table: &[(&str, &str)]) {
        for (now, rings) in table {
            assert_eq!(hours.rings_at(at(now)).to_string(), at(rings).to_string(), "{hours:?} at {now}");
        }
    }

    #[test]
    fn quiet_hours_hold_back_until_their_end() {
        let night = quiet("America/Chicago", "22:00", "07:00");
        check(
            night,
            &[
                // Ten in the evening in Chicago in January is four in the morning, UTC.
                ("2026-01-10T03:59:59.999Z", "2026-01-10T03:59:59.999Z"),
                ("2026-01-10T04:00:00.000Z", "2026-01-10T13:00:00.000Z"),
                ("2026-01-10T04:00:00.001Z", "2026-01-10T13:00:00.000Z"),
                // Past midnight there.
                ("2026-01-10T08:30:00.000Z", "2026-01-10T13:00:00.000Z"),
                ("2026-01-10T12:59:59.999Z", "2026-01-10T13:00:00.000Z"),
                ("2026-01-10T13:00:00.000Z", "2026-01-10T13:00:00.000Z"),
                // Summer time.
                ("2026-07-10T04:00:00.000Z", "2026-07-10T12:00:00.000Z"),
                // The night in which clocks go forward, and that in which they go back.
                ("2026-03-08T05:00:00.000Z", "2026-03-08T12:00:00.000Z"),
                ("2026-11-01T04:00:00.000Z", "2026-11-01T13:00:00.000Z"),
            ],
        );
        check(
            quiet("Asia/Kathmandu", "13:00", "15:30"),
            &[
                ("2026-02-28T07:14:59.999Z", "2026-02-28T07:14:59.999Z"),
                ("2026-02-28T07:15:00.000Z", "2026-02-28T09:45:00.000Z"),
                ("2026-02-28T09:45:00.000Z", "2026-02-28T09:45:00.000Z"),
            ],
        );
    }

    #[test]
    fn hours_that_a_clock_skips_or_repeats_end_all_the_same() {
        // 02:30 does not exist in New York on 8 March 2026: the end is 03:00.
        check(quiet("America/New_York", "22:00", "02:30"), &[("2026-03-08T06:00:00.000Z", "2026-03-08T07:00:00.000Z")]);
        // 01:30 is there twice on 1 November: the first time ends the quiet; in the second hour nothing is held into the past.
        check(
            quiet("America/New_York", "22:00", "01:30"),
            &[
                ("2026-11-01T05:00:00.000Z", "2026-11-01T05:30:00.000Z"),
                ("2026-11-01T06:10:00.000Z", "2026-11-01T06:10:00.000Z"),
            ],
        );
        check(
            quiet("Australia/Lord_Howe", "21:00", "06:00"),
            &[("2026-04-04T14:00:00.000Z", "2026-04-04T19:30:00.000Z")],
        );
    }

    #[test]
    fn hours_are_read_strictly_and_come_back() {
        for (zone, from, until, field) in [
            ("Mars/Olympus", "22:00", "07:00", "zone"),
            ("UTC", "22:00", "22:00", "until"),
            ("UTC", "24:00", "07:00", "from"),
            ("UTC", "9:00", "17:00", "from"),
            ("UTC", "22:00", "seven", "until"),
        ] {
            let hours = QuietHours { zone: zone.into(), from: from.into(), until: until.into() };
            let refused = Quiet::parse(&hours).expect_err("refused");
            assert_eq!(refused.field.as_deref(), Some(field), "{hours:?}");
        }
        let hours = quiet("America/Chicago", "22:15", "07:00");
        let (from, until) = hours.minutes();
        assert_eq!((from, until), (22 * 60 + 15, 7 * 60));
        assert_eq!(Quiet::of_minutes("America/Chicago", from, until), Some(hours));
        assert_eq!(Quiet::parse(&hours.shown()), Ok(hours));
        assert_eq!(Quiet::of_minutes("America/Chicago", -1, 99_999), None);
    }

    #[test]
    fn only_what_differs_is_kept_and_what_is_fixed_stays() {
        let choice = |kind, in_app, mail, push| KindChoice { kind, in_app, mail, push };
        let kept_of = |wanted: &[KindChoice]| kept(wanted).map_err(|refusal| refusal.field.unwrap_or_default());
        assert_eq!(kept_of(&[choice(DutyReminder, Some(true), Some(false), Some(true))]), Ok(vec![]));
        let wanted = [choice(DutyReminder, None, Some(true), None), choice(DutyWarning, Some(true), None, Some(false))];
        let choices = kept_of(&wanted).expect("kept");
        assert_eq!(choices, [(DutyReminder, Channel::Mail, true), (DutyWarning, Channel::Push, false)]);
        assert!(is_on(&choices, DutyReminder, Channel::Mail) && !is_on(&choices, DutyWarning, Channel::Push));
        assert!(is_on(&[(DutyWarning, Channel::Mail, false)], DutyWarning, Channel::Mail), "also from an older table");
        for wanted in [
            vec![choice(DutyWarning, None, Some(false), None)],
            vec![choice(RoomClosed, Some(false), None, None)],
            vec![choice(DutyReminder, None, None, None), choice(DutyReminder, None, None, None)],
        ] {
            assert_eq!(kept_of(&wanted), Err("kinds".to_owned()), "{wanted:?}");
        }
        let shown = shown(&choices, DutyWarning);
        assert_eq!((shown.mail, shown.push, shown.always.len(), shown.urgent), (true, false, 2, true));
    }
}
