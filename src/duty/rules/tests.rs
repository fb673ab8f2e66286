//! Every threshold at −1 ms, 0 and +1 ms.

use super::people::{Asker, Posts, ends_at, joined, looked_back, may_join, may_plan, may_reopen};
use super::time::{closures_left, hear};
use super::*;
use crate::duty::policy::{BrakePolicy, DutyPolicy, Span};
use alongside_protocol::{DutyStage as Stage, Rest, RestReason, RoomKind, RoomState, Timestamp};
use chrono::TimeDelta;

const START: Timestamp = Timestamp::from_millis(1_773_110_467_250);

fn room(kind: RoomKind) -> Facts {
    Facts {
        kind,
        state: RoomState::Open,
        opened_at: START - TimeDelta::days(100),
        moderated_since: Some(START - TimeDelta::days(100)),
        leave_ended_at: None,
        last_post_at: Some(START),
        moderators: 1,
        away_until: None,
        rest: None,
        lapse: None,
        unheard: false,
    }
}

fn lapse(reached: Stage, warned_at: Option<i64>, last_noticed_at: Option<i64>) -> Option<Lapse> {
    let hour = |hours: i64| START + TimeDelta::hours(hours);
    Some(Lapse {
        start: START,
        reached,
        warned_at: warned_at.map(hour),
        last_noticed_at: last_noticed_at.map(hour),
        unreached_at: None,
    })
}

/// Nothing a millisecond before `due`, and `step` from then on.
fn check(policy: &DutyPolicy, facts: &Facts, outages: &Outages, due: Timestamp, step: &str) {
    for (offset, expected) in [(-1, false), (0, true), (1, true)] {
        let now = due + TimeDelta::milliseconds(offset);
        let decided = decide(policy, facts, outages, now);
        assert_eq!(decided.is_some(), expected, "{step} at {offset} ms: {decided:?} for {facts:?}");
        if let Some(decided) = decided {
            assert!(word(decided).starts_with(step), "{} instead of {step}", word(decided));
        }
    }
    assert_eq!(upcoming(policy, facts, outages, START).map(|next| next.0), Some(due), "{step}");
}

fn word(step: Step) -> String {
    match step {
        Step::Tell { stage, .. } => stage.as_str().to_owned(),
        Step::Close(reason) => format!("close {reason}"),
        Step::Postpone(until) => format!("postpone to {until}"),
        Step::Rest(reason, _) => format!("rest {reason}"),
        Step::Wake => "wake".to_owned(),
        Step::Archive => "archive".to_owned(),
    }
}

#[test]
fn stages_of_a_silence_come_to_the_millisecond() {
    use Stage::*;
    let policy = DutyPolicy::default();
    let none = Outages::default();
    for (kind, before, hours, step) in [
        (RoomKind::Public, None, 24, "reminder"),
        (RoomKind::Public, lapse(Reminder, None, None), 48, "warning"),
        (RoomKind::Public, lapse(Warning, Some(48), None), 96, "overdue"),
        // A warning that came late gives its whole time all the same.
        (RoomKind::Public, lapse(Warning, Some(60), None), 108, "overdue"),
        (RoomKind::Public, lapse(Overdue, Some(48), None), 21 * 24, "first_notice"),
        (RoomKind::Public, lapse(FirstNotice, Some(48), None), 28 * 24, "last_notice"),
        (RoomKind::Public, lapse(LastNotice, Some(48), Some(28 * 24)), 30 * 24, "close unmonitored"),
        (RoomKind::Public, lapse(LastNotice, Some(48), Some(40 * 24)), 42 * 24, "close unmonitored"),
        (RoomKind::Group, None, 21 * 24, "first_notice"),
        (RoomKind::Group, lapse(FirstNotice, None, None), 28 * 24, "last_notice"),
        (RoomKind::Group, lapse(LastNotice, None, Some(28 * 24)), 30 * 24, "close unmonitored"),
    ] {
        let facts = Facts { lapse: before, ..room(kind) };
        check(&policy, &facts, &none, START + TimeDelta::hours(hours), step);
    }
}

#[test]
fn an_overdue_room_is_closed_by_the_server_only_where_it_may() {
    let facts = Facts { lapse: lapse(Stage::Overdue, Some(48), None), ..room(RoomKind::Public) };
    let now = START + TimeDelta::hours(96);
    let closing = DutyPolicy { close_when_overdue: true, ..DutyPolicy::default() };
    assert_eq!(decide(&closing, &facts, &Outages::default(), now), Some(Step::Close(RestReason::Overdue)));
    assert_eq!(decide(&DutyPolicy::default(), &facts, &Outages::default(), now), None);
}

#[test]
fn a_closure_that_nobody_could_know_of_waits_a_day_once() {
    let policy = DutyPolicy::default();
    let none = Outages::default();
    let days = |days: i64| START + TimeDelta::days(days);
    let noticed = Facts { lapse: lapse(Stage::LastNotice, Some(48), Some(28 * 24)), ..room(RoomKind::Public) };
    check(&policy, &noticed, &none, days(30), "close unmonitored");
    let unheard = Facts { unheard: true, ..noticed };
    check(&policy, &unheard, &none, days(30), "postpone");
    let late = days(30) + TimeDelta::hours(5);
    assert_eq!(decide(&policy, &unheard, &none, late), Some(Step::Postpone(late + TimeDelta::days(1))));
    let postponed = unheard.after(&policy, Step::Postpone(late + TimeDelta::days(1)), late);
    assert_eq!(postponed.lapse.and_then(|lapse| lapse.unreached_at), Some(late));
    // It is closed a day later, also when still nobody can be reached.
    for unheard in [false, true] {
        check(&policy, &Facts { unheard, ..postponed }, &none, late + TimeDelta::days(1), "close unmonitored");
    }
    let outage = Outages::new(vec![Outage { began_at: late, ended_at: late + TimeDelta::hours(3) }]);
    check(&policy, &postponed, &outage, late + TimeDelta::hours(27), "close unmonitored");
    let closed = postponed.after(&policy, Step::Close(RestReason::Unmonitored), late + TimeDelta::days(1));
    assert_eq!(closed.lapse.and_then(|lapse| lapse.unreached_at), Some(late), "kept with the lapse");
    // A post begins a new silence, which knows nothing of it.
    let posted = Facts { last_post_at: Some(late), ..postponed };
    assert_eq!(posted.lapse_at(Stage::Reminder, late).and_then(|lapse| lapse.unreached_at), None);

    let closing = DutyPolicy { close_when_overdue: true, ..DutyPolicy::default() };
    let overdue = Facts { lapse: lapse(Stage::Overdue, Some(48), None), unheard: true, ..room(RoomKind::Public) };
    let now = START + TimeDelta::hours(96);
    assert_eq!(decide(&closing, &overdue, &none, now), Some(Step::Postpone(now + TimeDelta::days(1))));
    let postponed = overdue.after(&closing, Step::Postpone(now), now);
    check(&closing, &postponed, &none, now + TimeDelta::days(1), "close overdue");

    let alone = Facts { moderators: 0, unheard: true, ..noticed };
    let rest = Some(Rest { reason: RestReason::NeedsModerator, since: START, until: None, unreached: false });
    let alone = Facts { state: RoomState::ReadOnly, rest, ..alone };
    check(&policy, &alone, &none, days(7), "close no_successor");
}

#[test]
fn a_warning_says_when_the_room_will_be_closed() {
    let facts = Facts { lapse: lapse(Stage::Reminder, None, None), ..room(RoomKind::Public) };
    let late = START + TimeDelta::days(40);
    let hours = |hours: i64| START + TimeDelta::hours(hours);
    let none = Outages::default();
    for (close_when_overdue, now, closes_at) in [
        (false, hours(48), START + TimeDelta::days(30)),
        (true, hours(48), hours(96)),
        (false, late, late + TimeDelta::days(2)),
        (true, late, late + TimeDelta::days(2)),
    ] {
        let policy = DutyPolicy { close_when_overdue, ..DutyPolicy::default() };
        let write_by = Some(now + TimeDelta::hours(48));
        let told = decide(&policy, &facts, &none, now);
        assert_eq!(told, Some(Step::Tell { stage: Stage::Warning, closes_at, write_by }), "{close_when_overdue} {now}");
    }
    // A reminder says when the warning comes; what comes later has one instant.
    let policy = DutyPolicy::default();
    let write_by = |facts: &Facts, now| match decide(&policy, facts, &none, now) {
        Some(Step::Tell { write_by, .. }) => write_by,
        other => panic!("{other:?}"),
    };
    let quiet = room(RoomKind::Public);
    assert_eq!(write_by(&quiet, hours(24)), Some(hours(48)));
    assert_eq!(write_by(&quiet, hours(30)), Some(hours(48)), "told late");
    assert_eq!(write_by(&quiet, late), Some(late), "and so late that the warning comes with it");
    for reached in [Stage::Warning, Stage::Overdue, Stage::FirstNotice] {
        let facts = Facts { lapse: lapse(reached, Some(48), None), ..quiet };
        assert_eq!(write_by(&facts, late), None, "after {reached}");
    }
}

#[test]
fn a_warning_that_reached_nobody_moves_what_follows_by_a_day_once() {
    let policy = DutyPolicy::default();
    let none = Outages::default();
    let hours = |hours: i64| START + TimeDelta::hours(hours);
    let warned = Facts { lapse: lapse(Stage::Warning, Some(48), None), ..room(RoomKind::Public) };
    check(&policy, &warned, &none, hours(96), "overdue");
    let unheard = Facts { unheard: true, ..warned };
    check(&policy, &unheard, &none, hours(96), "postpone");
    let postponed = unheard.after(&policy, Step::Postpone(hours(120)), hours(96));
    for unheard in [false, true] {
        check(&policy, &Facts { unheard, ..postponed }, &none, hours(120), "overdue");
    }
    let outage = Outages::new(vec![Outage { began_at: hours(100), ended_at: hours(103) }]);
    check(&policy, &postponed, &outage, hours(123), "overdue");
    // The last notice is another one, and has a day of its own.
    let told = |facts: Facts, stage, at| {
        let step = Step::Tell { stage, closes_at: at, write_by: None };
        Facts { unheard: true, ..facts.after(&policy, step, at) }
    };
    let overdue = told(postponed, Stage::Overdue, hours(120));
    check(&policy, &overdue, &none, hours(21 * 24), "first_notice");
    let noticed = told(told(overdue, Stage::FirstNotice, hours(21 * 24)), Stage::LastNotice, hours(28 * 24));
    check(&policy, &noticed, &none, hours(30 * 24), "postpone");
    let again = noticed.after(&policy, Step::Postpone(hours(31 * 24)), hours(30 * 24));
    check(&policy, &Facts { unheard: true, ..again }, &none, hours(31 * 24), "close unmonitored");

    // Where the server closes overdue rooms, the day was given before.
    let closing = DutyPolicy { close_when_overdue: true, ..DutyPolicy::default() };
    let overdue = told(postponed, Stage::Overdue, hours(120));
    assert_eq!(decide(&closing, &overdue, &none, hours(120)), Some(Step::Close(RestReason::Overdue)));
}

#[test]
fn the_clock_starts_at_the_latest_of_its_beginnings() {
    let at = |ms: i64| Some(Timestamp::from_millis(ms));
    for (opened, moderated, leave, post, start) in [
        (1, at(2), None, None, at(2)),
        (3, at(2), None, None, at(3)),
        (1, at(2), at(5), at(4), at(5)),
        (1, at(2), at(4), at(6), at(6)),
        // Nobody ever kept it, so there is nobody who could fail to.
        (1, None, None, at(6), None),
    ] {
        let facts = Facts {
            opened_at: Timestamp::from_millis(opened),
            moderated_since: moderated,
            leave_ended_at: leave,
            last_post_at: post,
            ..room(RoomKind::Public)
        };
        assert_eq!(clock_start(&facts), start, "{opened} {moderated:?} {leave:?} {post:?}");
        assert_eq!(clock_start(&Facts { kind: RoomKind::Direct, ..facts }), None, "two people owe nobody a post");
    }
}

#[test]
fn a_post_ends_the_lapse_and_begins_the_next() {
    let policy = DutyPolicy::default();
    let posted = START + TimeDelta::hours(50);
    let facts =
        Facts { lapse: lapse(Stage::Warning, Some(48), None), last_post_at: Some(posted), ..room(RoomKind::Public) };
    check(&policy, &facts, &Outages::default(), posted + TimeDelta::hours(24), "reminder");
}

#[test]
fn catching_up_takes_one_stage_after_the_other_and_warns_before_it_closes() {
    let policy = DutyPolicy::default();
    let late = START + TimeDelta::days(400);
    let mut facts = room(RoomKind::Public);
    let mut said = Vec::new();
    let mut now = late;
    for _ in 0..20 {
        let Some(step) = decide(&policy, &facts, &Outages::default(), now) else {
            now = upcoming(&policy, &facts, &Outages::default(), now).expect("something comes").0;
            continue;
        };
        said.push((word(step), now.since(late).num_hours()));
        let Step::Tell { stage, .. } = step else { break };
        let before = facts.lapse.unwrap_or(Lapse {
            start: START,
            reached: stage,
            warned_at: None,
            last_noticed_at: None,
            unreached_at: None,
        });
        facts.lapse = Some(Lapse {
            reached: stage,
            warned_at: if stage == Stage::Warning { Some(now) } else { before.warned_at },
            last_noticed_at: if stage == Stage::LastNotice { Some(now) } else { before.last_noticed_at },
            ..before
        });
    }
    let expected = [
        ("reminder", 0),
        ("warning", 0),
        ("overdue", 48),
        ("first_notice", 48),
        ("last_notice", 48),
        ("close unmonitored", 96),
    ];
    assert_eq!(said, expected.map(|(word, hours)| (word.to_owned(), hours)));
}

#[test]
fn outages_move_what_was_running() {
    let policy = DutyPolicy::default();
    let hour = |hours: i64| START + TimeDelta::hours(hours);
    let outage = |from, to| Outage { began_at: hour(from), ended_at: hour(to) };
    for (known, due) in [
        (vec![], 24),
        (vec![outage(10, 15)], 29),
        (vec![outage(10, 15), outage(20, 21)], 30),
        // Of one that began before the silence, only what fell into it.
        (vec![outage(-10, 4)], 28),
        (vec![outage(-10, -4)], 24),
    ] {
        check(&policy, &room(RoomKind::Public), &Outages::new(known), hour(due), "reminder");
    }
    let warned = Facts { lapse: lapse(Stage::Warning, Some(48), None), ..room(RoomKind::Public) };
    let known = Outages::new(vec![outage(10, 20), outage(50, 60)]);
    check(&policy, &warned, &known, hour(106), "overdue");
}

#[test]
fn a_room_without_moderator_rests_at_once_and_waits_a_week() {
    let policy = DutyPolicy::default();
    let none = Outages::default();
    let alone = Facts { moderators: 0, ..room(RoomKind::Group) };
    let until = START + TimeDelta::days(7);
    assert_eq!(decide(&policy, &alone, &none, START), Some(Step::Rest(RestReason::NeedsModerator, until)));
    let rest = Some(Rest { reason: RestReason::NeedsModerator, since: START, until: Some(until), unreached: false });
    let resting = Facts { state: RoomState::ReadOnly, rest, ..alone };
    check(&policy, &resting, &none, until, "close no_successor");
    let known = Outages::new(vec![Outage { began_at: START, ended_at: START + TimeDelta::days(3) }]);
    check(&policy, &resting, &known, until + TimeDelta::days(3), "close no_successor");
    let found = Facts { moderators: 1, moderated_since: Some(START + TimeDelta::days(1)), ..resting };
    assert_eq!(decide(&policy, &found, &none, START + TimeDelta::days(1)), Some(Step::Wake));
    let never_kept = Facts { moderated_since: None, ..alone };
    assert_eq!(decide(&policy, &never_kept, &none, START + TimeDelta::days(99)), None);
}

#[test]
fn while_all_are_away_the_room_rests_and_its_clock_stands() {
    let policy = DutyPolicy::default();
    let none = Outages::default();
    let back = START + TimeDelta::days(20);
    let away = Facts { away_until: Some(back), ..room(RoomKind::Public) };
    assert_eq!(decide(&policy, &away, &none, START), Some(Step::Rest(RestReason::Leave, back)));
    let rest = Some(Rest { reason: RestReason::Leave, since: START, until: Some(back), unreached: false });
    let resting = Facts { state: RoomState::ReadOnly, rest, ..away };
    assert_eq!(upcoming(&policy, &resting, &none, START), None, "nothing is due during leave");
    let longer = Facts { away_until: Some(back + TimeDelta::days(1)), ..resting };
    assert!(matches!(decide(&policy, &longer, &none, START), Some(Step::Rest(RestReason::Leave, _))));
    let over = Facts { away_until: None, ..resting };
    assert_eq!(decide(&policy, &over, &none, back), Some(Step::Wake));
    let awake = Facts { leave_ended_at: Some(back), ..room(RoomKind::Public) };
    check(&policy, &awake, &none, back + TimeDelta::days(1), "reminder");
}

#[test]
fn a_closed_room_is_archived_after_thirty_days_and_nothing_else() {
    let policy = DutyPolicy::default();
    let rest = Some(Rest { reason: RestReason::Unmonitored, since: START, until: None, unreached: false });
    let closed = Facts { state: RoomState::Closed, rest, ..room(RoomKind::Public) };
    check(&policy, &closed, &Outages::default(), START + TimeDelta::days(30), "archive");
    let by_hand_long_ago = Facts { rest: None, ..closed };
    assert_eq!(upcoming(&policy, &by_hand_long_ago, &Outages::default(), START), None);
}

#[test]
fn what_the_beats_say_about_time() {
    let policy = BrakePolicy::default();
    let minutes = TimeDelta::minutes;
    // (since the last beat, the same by a clock that cannot be set, the node's clock ahead): (outage, went back, unsteady)
    for (gap, elapsed, ahead, expected) in [
        (1, Some(1), 0, (false, false, false)),
        (15, Some(15), 0, (false, false, false)),
        (16, None, 0, (true, false, true)),
        (60 * 24 * 40, Some(60 * 24 * 40), 0, (true, false, true)),
        (10, Some(0), 0, (false, false, false)),
        (11, Some(0), 0, (false, false, true)),
        (60 * 24 * 40, Some(1), 0, (true, false, true)),
        (-10, Some(0), 0, (false, false, false)),
        (-11, None, 0, (false, true, true)),
        (-11, Some(0), 0, (false, true, true)),
        (1, Some(1), 10, (false, false, false)),
        (1, Some(1), 11, (false, false, true)),
        (1, Some(1), -11, (false, false, true)),
    ] {
        let now = START + minutes(gap);
        let last = Some(Beat { at: START, unsteady_until: None });
        let earlier = elapsed.map(|elapsed| (START, minutes(elapsed)));
        let heard = hear(&policy, last, &Look { now, node: now + minutes(ahead), earlier });
        let told = (heard.outage.is_some(), heard.went_back, heard.beat.unsteady(now));
        assert_eq!(told, expected, "{gap} {elapsed:?} {ahead}");
        assert_eq!(heard.beat.at, now);
        if let Some(outage) = heard.outage {
            assert_eq!(outage, Outage { began_at: START, ended_at: now });
        }
    }
}

#[test]
fn outages_and_jumps_begin_a_millisecond_after_their_bound() {
    let policy = BrakePolicy::default();
    let last = Some(Beat { at: START, unsteady_until: None });
    for (offset, outage) in [(-1, false), (0, false), (1, true)] {
        let now = START + policy.outage.delta() + TimeDelta::milliseconds(offset);
        let heard = hear(&policy, last, &Look { now, node: now, earlier: None });
        assert_eq!(heard.outage.is_some(), outage, "{offset} ms");
    }
    for (offset, unsteady) in [(-1, false), (0, false), (1, true)] {
        let now = START + policy.clock_jump.delta() + TimeDelta::milliseconds(offset);
        let heard = hear(&policy, last, &Look { now, node: now, earlier: Some((START, TimeDelta::zero())) });
        assert_eq!(heard.beat.unsteady(now), unsteady, "{offset} ms");
    }
}

#[test]
fn time_is_trusted_again_when_it_ran_evenly_for_a_while() {
    let policy = BrakePolicy::default();
    let until = START + policy.settling.delta();
    let last = Some(Beat { at: until - TimeDelta::minutes(1), unsteady_until: Some(until) });
    for (offset, unsteady) in [(-1, true), (0, false), (1, false)] {
        let now = until + TimeDelta::milliseconds(offset);
        let heard = hear(&policy, last, &Look { now, node: now, earlier: None });
        assert_eq!(heard.beat.unsteady(now), unsteady, "{offset} ms");
    }
    assert_eq!(hear(&policy, None, &Look { now: START, node: START, earlier: None }).beat.unsteady_until, None);
}

#[test]
fn an_hour_closes_three_rooms_or_two_in_a_hundred() {
    let policy = BrakePolicy::default();
    for (rooms, closed, left) in [(1, 0, 3), (149, 0, 3), (199, 1, 2), (200, 0, 4), (1_000, 19, 1), (1_000, 25, 0)] {
        assert_eq!(closures_left(&policy, rooms, closed), left, "{rooms} {closed}");
    }
}

#[test]
fn leave_is_as_long_as_its_relief_allows() {
    let policy = DutyPolicy::default();
    for (relief, days) in [(false, 21), (true, 30)] {
        for (offset, allowed) in [(-1, true), (0, true), (1, false)] {
            let until = START + TimeDelta::days(days) + TimeDelta::milliseconds(offset);
            assert_eq!(may_plan(&policy, START, until, relief, START).is_ok(), allowed, "{relief} {offset} ms");
        }
    }
    assert_eq!(may_plan(&policy, START, START, false, START).unwrap_err().field.as_deref(), Some("until"));
    let far = START + TimeDelta::days(400);
    assert_eq!(
        may_plan(&policy, far, far + TimeDelta::days(1), false, START).unwrap_err().field.as_deref(),
        Some("from")
    );
    let day = |n| START + TimeDelta::days(n);
    for (whole_from, relieved, ends) in
        [(0, true, 30), (0, false, 21), (-5, false, 16), (-21, false, 0), (-40, false, 0)]
    {
        assert_eq!(ends_at(&policy, (START, day(30)), day(whole_from), relieved), day(ends), "{whole_from} {relieved}");
    }
}

#[test]
fn who_opens_a_closed_room_again() {
    let policy = DutyPolicy::default();
    let moderator = Asker { moderator: true, staff: false };
    let staff = Asker { moderator: false, staff: true };
    let nobody = Asker { moderator: false, staff: false };
    let rest = |reason| Rest { reason, since: START, until: None, unreached: false };
    let days = |days: i64| START + TimeDelta::days(days);
    let ms = TimeDelta::milliseconds(1);
    use RestReason::*;
    for (asker, reason, before, now, allowed) in [
        (moderator, Unmonitored, None, days(30) - ms, true),
        (moderator, Unmonitored, None, days(30), true),
        (moderator, Unmonitored, None, days(30) + ms, false),
        (moderator, Overdue, None, days(1), true),
        (moderator, Staff, None, days(1), false),
        (moderator, NoSuccessor, None, days(1), false),
        (moderator, Unmonitored, Some(days(-90) - ms), days(1), true),
        (moderator, Unmonitored, Some(days(-90)), days(1), false),
        (staff, Unmonitored, Some(days(-1)), days(99), true),
        (nobody, Unmonitored, None, days(1), false),
    ] {
        let told = may_reopen(&policy, Some(&rest(reason)), before, asker, now);
        assert_eq!(told.is_ok(), allowed, "{asker:?} {reason} {before:?} {now}");
    }
}

#[test]
fn a_policy_s_numbers_are_what_decides() {
    let policy = DutyPolicy { reminder: Span::hours(5), ..DutyPolicy::default() };
    check(&policy, &room(RoomKind::Public), &Outages::default(), START + TimeDelta::hours(5), "reminder");
}

#[test]
fn a_closed_room_that_never_had_a_moderator_is_archived_too() {
    let rest = Some(Rest { reason: RestReason::Staff, since: START, until: None, unreached: false });
    let facts =
        Facts { state: RoomState::Closed, rest, moderated_since: None, moderators: 0, ..room(RoomKind::Public) };
    check(&DutyPolicy::default(), &facts, &Outages::default(), START + TimeDelta::days(30), "archive");
}

fn posts(last: Option<Timestamp>, now: Timestamp) -> Posts {
    Posts { last, now }
}

#[test]
fn leaves_that_touch_or_nearly_are_one() {
    let at = |day: i64| START + TimeDelta::days(day);
    let span = |(from, until): (i64, i64)| (at(from), at(until));
    for (wanted, others, expected) in [
        ((5, 6), vec![], (5, 6)),
        ((5, 6), vec![(1, 3), (8, 9)], (5, 6)),
        ((5, 6), vec![(1, 4), (7, 9)], (1, 9)),
        ((5, 6), vec![(1, 5)], (1, 6)),
        ((5, 6), vec![(6, 9)], (5, 9)),
        ((5, 6), vec![(9, 12), (1, 3), (6, 9), (3, 5)], (1, 12)),
    ] {
        let others = others.into_iter().map(span).collect();
        let whole = joined(&DutyPolicy::default(), span(wanted), others, &posts(Some(at(99)), at(99)));
        assert_eq!(whole, span(expected), "{wanted:?}");
    }
    for (offset, whole) in [(-1, at(1)), (0, at(5)), (1, at(5))] {
        let from = at(5) + TimeDelta::milliseconds(offset);
        let found = joined(&DutyPolicy::default(), (from, at(6)), vec![(at(1), at(3))], &posts(Some(at(99)), at(99)));
        assert_eq!(found.0, if whole == at(1) { whole } else { from }, "{offset} ms");
    }
}

/// The first leave is over on day 3; the gap after it is shorter than a room may be silent, or as long.
#[test]
fn leaves_with_no_post_between_them_are_one() {
    let policy = DutyPolicy::default();
    let at = |day: i64| START + TimeDelta::days(day);
    let ms = TimeDelta::milliseconds;
    let (short, long) = (at(8), at(3) + policy.closure.delta());
    for (from, last_post, one) in [
        (short, None, true),
        (short, Some(at(3) - ms(1)), true),
        (short, Some(at(3)), false),
        (short, Some(at(3) + ms(1)), false),
        (long - ms(1), None, true),
        (long, None, false),
        (long + ms(1), None, false),
    ] {
        let leave = (from, from + TimeDelta::days(1));
        let posts = posts(last_post, at(3));
        let whole = joined(&policy, leave, vec![(at(1), at(3))], &posts);
        assert_eq!(whole.0, if one { at(1) } else { from }, "{from} {last_post:?}");
        let before = joined(&policy, (at(1), at(3)), vec![leave], &posts);
        assert_eq!(before, whole.min((at(1), if one { whole.1 } else { at(3) })), "the other was planned first");
    }
    let chain = (0..10).map(|n| (at(2 * n), at(2 * n) + TimeDelta::hours(1))).collect();
    let since = posts(None, at(19));
    assert_eq!(joined(&policy, (at(20), at(21)), chain, &since), (at(0), at(21)), "one after the other");
    for (offset, one) in [(-1, false), (0, true), (1, true)] {
        let posts = posts(None, at(3) + ms(offset));
        let whole = joined(&policy, (short, at(9)), vec![(at(1), at(3))], &posts);
        assert_eq!(whole.0, if one { at(1) } else { short }, "the first has {offset} ms behind it");
    }
}

#[test]
fn leaves_that_are_one_have_one_bound() {
    let policy = DutyPolicy::default();
    for (relief, days, way) in [(false, 21, "name a relief"), (true, 30, "ask staff")] {
        for (offset, allowed) in [(-1, true), (0, true), (1, false)] {
            let until = START + TimeDelta::days(days) + TimeDelta::milliseconds(offset);
            let told = may_join(&policy, (START, until), relief);
            assert_eq!(told.is_ok(), allowed, "{relief} {offset} ms");
            let says = told.err().is_none_or(|no| no.message.contains("Post in the room") && no.message.contains(way));
            assert!(says, "what to do");
        }
    }
    let earliest = START - TimeDelta::days(60);
    assert_eq!(looked_back(&policy, START), earliest);
}
