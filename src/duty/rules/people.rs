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

/// From when until when.
pub type Time = (Timestamp, Timestamp);

/// What is known of the posts between leaves.
#[derive(Debug, Clone, Copy)]
pub struct Posts {
    /// Of anybody who keeps the room.
    pub last: Option<Timestamp>,
    pub now: Timestamp,
}

impl Posts {
    /// Nobody has posted since then. Of what is yet to come nobody knows: a leave is looked at again when it begins.
    fn none_since(&self, then: Timestamp) -> bool {
        then <= self.now && self.last.is_none_or(|at| at < then)
    }
}

/// Whether two leaves of one person from one room, in this order, are one: they are near to each other, or nobody who keeps
/// the room has posted since the first ended. A gap as long as a room may be silent stands for itself: it is closed in it.
fn are_one(policy: &DutyPolicy, first: Time, second: Time, posts: &Posts) -> bool {
    let gap = second.0.since(first.1);
    gap < policy.leaves_apart.delta() || posts.none_since(first.1) && gap < policy.closure.delta()
}

/// The time away that a leave makes together with those that are one with it: one bound holds for all of it.
pub fn joined(policy: &DutyPolicy, leave: Time, mut others: Vec<Time>, posts: &Posts) -> Time {
    let (mut from, mut until) = leave;
    let one = |a: Time, b: Time| if a <= b { are_one(policy, a, b, posts) } else { are_one(policy, b, a, posts) };
    while let Some(at) = others.iter().position(|other| one((from, until), *other)) {
        let (other_from, other_until) = others.swap_remove(at);
        (from, until) = (from.min(other_from), until.max(other_until));
    }
    (from, until)
}

/// Since when a leave that ended may still be one with another that begins at `from`, within the longest bound.
pub fn looked_back(policy: &DutyPolicy, from: Timestamp) -> Timestamp {
    from - policy.leave_with_relief.delta() - policy.closure.max(policy.leaves_apart).delta()
}

/// Whether a leave may be planned beside others: `whole` is what it makes with them.
pub fn may_join(policy: &DutyPolicy, whole: Time, relief: bool) -> Result<(), Refusal> {
    let longest = if relief { policy.leave_with_relief } else { policy.leave_alone };
    if whole.1.since(whole.0) <= longest.delta() {
        return Ok(());
    }
    let way = if relief { "Or ask staff to find another moderator." } else { "Or name a relief." };
    let sentence = format!(
        "Leaves with no post by a moderator between them, or less than {apart} apart, count as one, and this would make it \
         longer than {longest}. Post in the room between them, and let the later one begin {apart} after the other has ended. \
         {way}",
        apart = policy.leaves_apart
    );
    Err(Refusal::invalid("until", sentence))
}

/// When a leave ends as things are: without a relief who accepted, the shorter bound holds for all that it is one with.
pub fn ends_at(policy: &DutyPolicy, (from, until): Time, whole_from: Timestamp, relieved: bool) -> Timestamp {
    if relieved { until } else { until.min(whole_from + policy.leave_alone.delta()).max(from) }
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
