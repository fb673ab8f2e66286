//! Leave, relief, and opening a closed room again (policy 2.7, 2.8).

use crate::duty::policy::DutyPolicy;
use alongside_protocol::{Refusal, RefusalCode, Rest, RestReason, Timestamp};

/// How far ahead leave may be planned.
pub const PLANNED_AHEAD_DAYS: i64 = 365;

/// Whether a leave may be planned as wanted. With a relief who is yet to answer, the longer one may be asked for; until
/// they accept it ends where leave without relief does: see [`ends_at`].
pub fn may_plan(
    policy: &DutyPolicy,
    from: Timestamp,
    until: Timestamp,
    relief: bool,
    now: Timestamp,
) -> Result<(), Refusal> {
    let longest = if relief { policy.leave_with_relief } else { policy.leave_alone };
    if until <= from.max(now) {
        return Err(Refusal::invalid("until", "Leave ends after it begins, and in the future."));
    }
    if from.since(now).num_days() > PLANNED_AHEAD_DAYS {
        return Err(Refusal::invalid("from", format!("Leave can be planned {PLANNED_AHEAD_DAYS} days ahead.")));
    }
    if until.since(from) > longest.delta() {
        let sentence = match relief {
            true => format!("Leave lasts at most {longest}. For longer, ask staff to find another moderator."),
            false => format!("Leave without a relief lasts at most {longest}. Name a relief for longer."),
        };
        return Err(Refusal::invalid("until", sentence));
    }
    Ok(())
}

/// The time away that a leave makes together with those that touch it, or nearly: one bound holds for all of it.
pub fn joined(
    policy: &DutyPolicy,
    mut from: Timestamp,
    mut until: Timestamp,
    mut others: Vec<(Timestamp, Timestamp)>,
) -> (Timestamp, Timestamp) {
    let apart = policy.leaves_apart.delta();
    let near = |(from, until): (Timestamp, Timestamp), (other_from, other_until): &(Timestamp, Timestamp)| {
        from < *other_until + apart && *other_from < until + apart
    };
    while let Some(at) = others.iter().position(|other| near((from, until), other)) {
        let (other_from, other_until) = others.swap_remove(at);
        (from, until) = (from.min(other_from), until.max(other_until));
    }
    (from, until)
}

/// When a leave ends as things are: without a relief who accepted, the shorter bound holds.
pub fn ends_at(policy: &DutyPolicy, from: Timestamp, until: Timestamp, relieved: bool) -> Timestamp {
    if relieved { until } else { until.min(from + policy.leave_alone.delta()) }
}

/// Who asks to open a closed room again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asker {
    /// Moderates it, and is in good standing.
    pub moderator: bool,
    pub staff: bool,
}

/// Policy 2.8: the same team within 30 days, unless it is the second closure within 90; else staff.
pub fn may_reopen(
    policy: &DutyPolicy,
    rest: Option<&Rest>,
    closed_before: Option<Timestamp>,
    asker: Asker,
    now: Timestamp,
) -> Result<(), Refusal> {
    if asker.staff {
        return Ok(());
    }
    let no = |sentence: &str| Err(Refusal::new(RefusalCode::Forbidden, sentence));
    if !asker.moderator {
        return no("Only the moderators of this room, or staff, open it again.");
    }
    let Some(rest) = rest.filter(|rest| matches!(rest.reason, RestReason::Unmonitored | RestReason::Overdue)) else {
        return no("This room was not closed for silence. Ask staff to open it again.");
    };
    if now.since(rest.since) > policy.reopening.delta() {
        return no("It was closed too long ago. Ask staff to open it again.");
    }
    if closed_before.is_some_and(|before| rest.since.since(before) <= policy.closures_apart.delta()) {
        return no("This room was closed for silence not long before. Ask staff to open it again.");
    }
    Ok(())
}
