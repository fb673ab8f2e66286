//! The time that a room's moderators have, as people see it (policy 2.9).

use super::stages::{Facts, Lapse, clock_start, due};
use super::time::Outages;
use crate::duty::policy::DutyPolicy;
use alongside_protocol::{DutyStage as Stage, RestReason, RoomKind, RoomState, Timestamp};

/// It runs from `from` to `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    pub from: Timestamp,
    /// In the past when the room is overdue.
    pub until: Timestamp,
    /// The first word that comes within it.
    pub told_at: Option<Timestamp>,
    /// The earliest closing if nobody posts.
    pub closes_at: Timestamp,
}

/// `None` while no clock runs: closed, on leave, without moderator, or before the room had one.
pub fn left(policy: &DutyPolicy, facts: &Facts, outages: &Outages) -> Option<Left> {
    let rests = facts.rest.is_some_and(|rest| matches!(rest.reason, RestReason::Leave | RestReason::NeedsModerator));
    if facts.state == RoomState::Closed || facts.moderators == 0 || facts.away_until.is_some() || rests {
        return None;
    }
    let start = clock_start(facts)?;
    let lapse = facts.lapse.filter(|lapse| lapse.start == start);
    let at = |stage: Stage| due(policy, stage, start, lapse.as_ref(), outages);
    let closes_at = closing(policy, facts.kind, lapse.as_ref(), &at);
    let reached = lapse.map(|lapse| lapse.reached);
    let (from, until, told_at) = match (facts.kind, reached) {
        (_, Some(Stage::FirstNotice | Stage::LastNotice | Stage::Closed)) => (at(Stage::FirstNotice), closes_at, None),
        (RoomKind::Public, Some(Stage::Warning | Stage::Overdue)) => {
            let warned_at = lapse.and_then(|lapse| lapse.warned_at).unwrap_or_else(|| at(Stage::Warning));
            (warned_at, at(Stage::Overdue), None)
        }
        (RoomKind::Public, _) => (start, at(Stage::Warning), Some(at(Stage::Reminder))),
        // Nobody warns a private group: its time runs until it is closed.
        _ => (start, closes_at, Some(at(Stage::FirstNotice))),
    };
    Some(Left { from, until, told_at, closes_at })
}

fn closing(policy: &DutyPolicy, kind: RoomKind, lapse: Option<&Lapse>, at: &impl Fn(Stage) -> Timestamp) -> Timestamp {
    if kind != RoomKind::Public || !policy.close_when_overdue {
        return at(Stage::Closed);
    }
    match lapse.map(|lapse| lapse.reached) {
        None | Some(Stage::Reminder) => at(Stage::Warning) + policy.action_window.delta(),
        Some(_) => at(Stage::Overdue),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::Rest;
    use chrono::TimeDelta;

    const START: Timestamp = Timestamp::from_millis(1_773_110_467_250);

    fn room(kind: RoomKind, reached: Option<Stage>) -> Facts {
        let hours = |hours: i64| START + TimeDelta::hours(hours);
        let after = |stage: Stage, at: i64| reached.filter(|reached| *reached >= stage).map(|_| hours(at));
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
            lapse: reached.map(|reached| Lapse {
                start: START,
                reached,
                warned_at: after(Stage::Warning, 50),
                last_noticed_at: after(Stage::LastNotice, 29 * 24),
                unreached_at: None,
            }),
            unheard: false,
        }
    }

    /// Hours of silence at which the clock's time begins and ends, a word is told in it, and the room is closed.
    fn check(policy: &DutyPolicy, facts: &Facts, expected: Option<(i64, i64, Option<i64>, i64)>) {
        let hours = |at: Timestamp| at.since(START).num_hours();
        let found = left(policy, facts, &Outages::default());
        let found =
            found.map(|left| (hours(left.from), hours(left.until), left.told_at.map(hours), hours(left.closes_at)));
        assert_eq!(found, expected, "{facts:?}");
    }

    #[test]
    fn a_public_room_has_two_days_then_the_action_window_then_the_days_until_it_is_closed() {
        let policy = DutyPolicy::default();
        for (reached, expected) in [
            (None, (0, 48, Some(24), 720)),
            (Some(Stage::Reminder), (0, 48, Some(24), 720)),
            // The warning came two hours late, and gives its whole time all the same.
            (Some(Stage::Warning), (50, 98, None, 720)),
            (Some(Stage::Overdue), (50, 98, None, 720)),
            (Some(Stage::FirstNotice), (21 * 24, 720, None, 720)),
            (Some(Stage::LastNotice), (21 * 24, 31 * 24, None, 31 * 24)),
        ] {
            check(&policy, &room(RoomKind::Public, reached), Some(expected));
        }
    }

    #[test]
    fn a_group_has_until_it_is_closed_and_is_told_on_the_way() {
        let policy = DutyPolicy::default();
        check(&policy, &room(RoomKind::Group, None), Some((0, 720, Some(21 * 24), 720)));
        check(&policy, &room(RoomKind::Group, Some(Stage::FirstNotice)), Some((21 * 24, 720, None, 720)));
    }

    #[test]
    fn a_closure_that_was_put_off_is_shown_with_its_later_time() {
        let noticed = room(RoomKind::Group, Some(Stage::LastNotice));
        let unreached_at = Some(START + TimeDelta::days(31));
        let lapse = noticed.lapse.map(|lapse| Lapse { unreached_at, ..lapse });
        let expected = Some((21 * 24, 32 * 24, None, 32 * 24));
        check(&DutyPolicy::default(), &Facts { lapse, ..noticed }, expected);
    }

    #[test]
    fn where_the_server_closes_overdue_rooms_the_window_is_what_is_left() {
        let policy = DutyPolicy { close_when_overdue: true, ..DutyPolicy::default() };
        check(&policy, &room(RoomKind::Public, None), Some((0, 48, Some(24), 96)));
        check(&policy, &room(RoomKind::Public, Some(Stage::Warning)), Some((50, 98, None, 98)));
        check(&policy, &room(RoomKind::Group, None), Some((0, 720, Some(21 * 24), 720)));
    }

    #[test]
    fn no_clock_runs_while_nobody_could_post() {
        let policy = DutyPolicy::default();
        let open = room(RoomKind::Public, None);
        let resting = |reason| Some(Rest { reason, since: START, until: None, unreached: false });
        for facts in [
            Facts { state: RoomState::Closed, rest: resting(RestReason::Unmonitored), ..open },
            Facts { moderators: 0, ..open },
            Facts { away_until: Some(START + TimeDelta::days(3)), ..open },
            Facts { rest: resting(RestReason::Leave), state: RoomState::ReadOnly, ..open },
            Facts { rest: resting(RestReason::NeedsModerator), state: RoomState::ReadOnly, ..open },
            Facts { moderated_since: None, ..open },
            Facts { kind: RoomKind::Direct, ..open },
        ] {
            check(&policy, &facts, None);
        }
        // One whom their moderators let rest still has its clock: only leave stops it.
        check(&policy, &Facts { state: RoomState::ReadOnly, ..open }, Some((0, 48, Some(24), 720)));
    }
}
