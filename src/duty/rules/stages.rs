//! What should happen to a room next: [`decide`] compares what is with what should be, one step at a time.

use super::time::Outages;
use crate::duty::policy::DutyPolicy;
use crate::rooms;
use alongside_protocol::{DutyStage as Stage, Rest, RestReason, RoomKind, RoomState, Timestamp};
use chrono::TimeDelta;

/// Policy 2.3 to 2.5: private groups have the notices and the closure only.
fn stages(kind: RoomKind) -> impl Iterator<Item = Stage> {
    Stage::ALL.iter().copied().filter(move |stage| kind == RoomKind::Public || *stage >= Stage::FirstNotice)
}

/// The silence that is going on: it is named by the moment from which its clock runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lapse {
    pub start: Timestamp,
    /// The last stage that happened.
    pub reached: Stage,
    pub warned_at: Option<Timestamp>,
    pub last_noticed_at: Option<Timestamp>,
    /// When it was found that a warning, or the last notice, had reached nobody.
    pub unreached_at: Option<Timestamp>,
}

impl Lapse {
    /// The notice that the next step follows from, with when it came; nothing where none has to reach anybody.
    pub fn notice(&self) -> Option<(Stage, Timestamp)> {
        match self.reached {
            Stage::Warning | Stage::Overdue => self.warned_at.map(|at| (Stage::Warning, at)),
            Stage::LastNotice => self.last_noticed_at.map(|at| (Stage::LastNotice, at)),
            Stage::Reminder | Stage::FirstNotice | Stage::Closed => None,
        }
    }
}

/// Whether a room was closed for a silence whose last notice reached nobody.
pub fn closed_unreached(reason: RestReason, lapse: Option<&Lapse>) -> bool {
    let noticed_at = lapse.and_then(|lapse| lapse.last_noticed_at.or(lapse.warned_at));
    rooms::rules::closed_unheard(reason, noticed_at, lapse.and_then(|lapse| lapse.unreached_at))
}

/// All that the rules look at in one room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    pub kind: RoomKind,
    pub state: RoomState,
    /// Opened, or opened again after a closure.
    pub opened_at: Timestamp,
    /// When it got a moderator while it had none.
    pub moderated_since: Option<Timestamp>,
    pub leave_ended_at: Option<Timestamp>,
    /// The last qualifying post (2.1).
    pub last_post_at: Option<Timestamp>,
    /// Moderators in good standing.
    pub moderators: u32,
    /// All of those are on leave, and this is when the first comes back.
    pub away_until: Option<Timestamp>,
    pub rest: Option<Rest>,
    /// Of an earlier lapse when its start is not [`clock_start`]'s.
    pub lapse: Option<Lapse>,
    /// The notice that the next step follows from reached none of those who keep the room. Looked at only when one is due.
    pub unheard: bool,
}

/// What should be done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A reminder, warning, or notice; `closes_at` is when the room will be closed if nobody posts, and a post before `write_by`
    /// keeps it from going on to the warning, or to being overdue.
    Tell {
        stage: Stage,
        closes_at: Timestamp,
        write_by: Option<Timestamp>,
    },
    Close(RestReason),
    /// It would be overdue or closed, but nobody could know: staff are told, and that waits until then.
    Postpone(Timestamp),
    /// Read-only, for a reason that passes.
    Rest(RestReason, Timestamp),
    /// The reason has passed.
    Wake,
    /// Members no longer read the closed room.
    Archive,
}

impl Step {
    /// Cannot be taken back by those whom it concerns, so it waits while time is not to be trusted.
    pub fn destroys(self) -> bool {
        matches!(self, Self::Close(_) | Self::Archive)
    }

    /// Comes only after a notice that reached somebody, or a time in which staff could reach them (policy 2.6).
    pub fn follows_notice(self) -> bool {
        match self {
            Self::Tell { stage, .. } => stage == Stage::Overdue,
            Self::Close(reason) => reason != RestReason::NoSuccessor,
            _ => false,
        }
    }
}

impl Facts {
    /// The lapse as it is once `stage` has happened.
    pub fn lapse_at(&self, stage: Stage, now: Timestamp) -> Option<Lapse> {
        let start = clock_start(self)?;
        let before = self.lapse.filter(|lapse| lapse.start == start);
        let at = |this: Stage, earlier: Option<Timestamp>| if stage == this { Some(now) } else { earlier };
        Some(Lapse {
            start,
            reached: stage,
            warned_at: at(Stage::Warning, before.and_then(|lapse| lapse.warned_at)),
            last_noticed_at: at(Stage::LastNotice, before.and_then(|lapse| lapse.last_noticed_at)),
            unreached_at: before.and_then(|lapse| lapse.unreached_at),
        })
    }

    /// The room once a step was done; `reconcile` writes just this.
    pub fn after(&self, policy: &DutyPolicy, step: Step, now: Timestamp) -> Self {
        let reason = self.rest.map(|rest| rest.reason);
        match step {
            Step::Tell { stage, .. } => Self { lapse: self.lapse_at(stage, now), ..*self },
            Step::Close(reason) => {
                let until = Some(now + policy.readable_after_closure.delta());
                let lapse = self.lapse_at(Stage::Closed, now);
                let unreached = closed_unreached(reason, lapse.as_ref());
                let rest = Some(Rest { reason, since: now, until, unreached });
                Self { state: RoomState::Closed, rest, lapse, ..*self }
            }
            Step::Postpone(_) => {
                let lapse = self.lapse.map(|lapse| Lapse { unreached_at: Some(now), ..lapse });
                Self { lapse, unheard: false, ..*self }
            }
            Step::Rest(reason, until) => {
                let since = self.rest.filter(|rest| rest.reason == reason).map_or(now, |rest| rest.since);
                let rest = Some(Rest { reason, since, until: Some(until), unreached: false });
                Self { state: RoomState::ReadOnly, rest, ..*self }
            }
            // It opens, also when somebody had set it to rest themselves before: nobody wants a room forgotten at rest.
            Step::Wake => {
                let awake = Self { state: RoomState::Open, rest: None, ..*self };
                match reason {
                    Some(RestReason::Leave) => Self { leave_ended_at: Some(now), ..awake },
                    _ => Self { moderated_since: Some(now), ..awake },
                }
            }
            // Nobody looks at it any more.
            Step::Archive => *self,
        }
    }

    /// The same room when the clock, which had been ahead, went back to `now`.
    pub fn at_most(&self, now: Timestamp) -> Self {
        let at_most = |at: Option<Timestamp>| at.map(|at| at.min(now));
        Self {
            opened_at: self.opened_at.min(now),
            moderated_since: at_most(self.moderated_since),
            leave_ended_at: at_most(self.leave_ended_at),
            last_post_at: at_most(self.last_post_at),
            rest: self.rest.map(|rest| Rest { since: rest.since.min(now), ..rest }),
            lapse: self.lapse.map(|lapse| Lapse {
                warned_at: at_most(lapse.warned_at),
                last_noticed_at: at_most(lapse.last_noticed_at),
                unreached_at: at_most(lapse.unreached_at),
                ..lapse
            }),
            ..*self
        }
    }
}

/// Policy 2.2: from when silence counts. `None` before the room had a moderator, and for one-to-one talk.
pub fn clock_start(facts: &Facts) -> Option<Timestamp> {
    let moderated_since = facts.moderated_since.filter(|_| facts.kind != RoomKind::Direct)?;
    let moments = [Some(facts.opened_at), facts.leave_ended_at, facts.last_post_at];
    moments.into_iter().flatten().chain([moderated_since]).max()
}

/// Policy 2.4: the warning was not acted on, so staff may close the room.
pub fn overdue(facts: &Facts) -> bool {
    let lapse = facts.lapse.filter(|lapse| Some(lapse.start) == clock_start(facts));
    let open = facts.kind == RoomKind::Public && facts.state != RoomState::Closed;
    open && lapse.is_some_and(|lapse| lapse.reached >= Stage::Overdue)
}

/// The next step, if it is due at `now`.
pub fn decide(policy: &DutyPolicy, facts: &Facts, outages: &Outages, now: Timestamp) -> Option<Step> {
    match upcoming(policy, facts, outages, now)? {
        (due, step) if due <= now => Some(step),
        _ => None,
    }
}

/// The next step and when it is due, if nothing else happens.
pub fn upcoming(policy: &DutyPolicy, facts: &Facts, outages: &Outages, now: Timestamp) -> Option<(Timestamp, Step)> {
    if facts.state == RoomState::Closed {
        return archive(policy, facts, outages);
    }
    let start = clock_start(facts)?;
    let reason = facts.rest.map(|rest| rest.reason);
    if facts.moderators == 0 {
        return Some(match facts.rest.filter(|rest| rest.reason == RestReason::NeedsModerator) {
            None => (now, Step::Rest(RestReason::NeedsModerator, now + policy.succession.delta())),
            Some(rest) => (outages.due(rest.since, policy.succession.delta()), Step::Close(RestReason::NoSuccessor)),
        });
    }
    if reason == Some(RestReason::NeedsModerator) {
        return Some((now, Step::Wake));
    }
    match (facts.away_until, facts.rest.filter(|rest| rest.reason == RestReason::Leave)) {
        (Some(until), Some(rest)) if rest.until == Some(until) => None,
        (Some(until), _) => Some((now, Step::Rest(RestReason::Leave, until))),
        (None, Some(_)) => Some((now, Step::Wake)),
        (None, None) => Some(silence(policy, facts, outages, start, now)),
    }
}

/// Only what was closed by these rules or by staff is archived; it carries its reason.
fn archive(policy: &DutyPolicy, facts: &Facts, outages: &Outages) -> Option<(Timestamp, Step)> {
    let rest = facts.rest?;
    Some((outages.due(rest.since, policy.readable_after_closure.delta()), Step::Archive))
}

fn silence(
    policy: &DutyPolicy,
    facts: &Facts,
    outages: &Outages,
    start: Timestamp,
    now: Timestamp,
) -> (Timestamp, Step) {
    let lapse = facts.lapse.filter(|lapse| lapse.start == start);
    let overdue = lapse.is_some_and(|lapse| lapse.reached == Stage::Overdue);
    let waits_until = put_off(policy, lapse.as_ref(), outages);
    let (due, step) = if policy.close_when_overdue && overdue {
        (waits_until.map_or(now, |until| until.max(now)), Step::Close(RestReason::Overdue))
    } else {
        let to_come = |stage: &Stage| lapse.is_none_or(|lapse| *stage > lapse.reached);
        let stage = stages(facts.kind).find(to_come).unwrap_or(Stage::Closed);
        let due = due(policy, stage, start, lapse.as_ref(), outages);
        (due, told(policy, stage, start, outages, due.max(now)))
    };
    // What follows from a notice that reached nobody waits longer, once.
    match waits_until {
        None if facts.unheard && step.follows_notice() => {
            (due, Step::Postpone(due.max(now) + policy.unreached.delta()))
        }
        _ => (due, step),
    }
}

/// A stage that comes at `at`.
fn told(policy: &DutyPolicy, stage: Stage, start: Timestamp, outages: &Outages, at: Timestamp) -> Step {
    let write_by = match stage {
        Stage::Closed => return Step::Close(RestReason::Unmonitored),
        Stage::Reminder => Some(outages.due(start, policy.warning.delta()).max(at)),
        Stage::Warning => Some(at + policy.action_window.delta()),
        Stage::Overdue | Stage::FirstNotice | Stage::LastNotice => None,
    };
    Step::Tell { stage, closes_at: closes_at(policy, stage, start, outages, at), write_by }
}

/// Until when that waits which follows from a notice that reached nobody.
pub(super) fn put_off(policy: &DutyPolicy, lapse: Option<&Lapse>, outages: &Outages) -> Option<Timestamp> {
    let (_, noticed_at) = lapse?.notice()?;
    let found_at = lapse?.unreached_at.filter(|at| noticed_at < *at)?;
    Some(outages.due(found_at, policy.unreached.delta()))
}

/// A stage that came late pushes on what it announces: nobody has less time to act than the policy gives.
pub(super) fn due(
    policy: &DutyPolicy,
    stage: Stage,
    start: Timestamp,
    lapse: Option<&Lapse>,
    outages: &Outages,
) -> Timestamp {
    let silent_for = |span: TimeDelta| outages.due(start, span);
    match stage {
        Stage::Reminder => silent_for(policy.reminder.delta()),
        Stage::Warning => silent_for(policy.warning.delta()),
        Stage::Overdue => {
            let warned_at = lapse.and_then(|lapse| lapse.warned_at).unwrap_or(start + policy.warning.delta());
            let due = outages.due(warned_at, policy.action_window.delta());
            let of_warning = lapse.filter(|lapse| lapse.reached <= Stage::Overdue);
            put_off(policy, of_warning, outages).map_or(due, |until| due.max(until))
        }
        Stage::FirstNotice => silent_for(policy.first_notice.delta()),
        Stage::LastNotice => silent_for(policy.last_notice.delta()),
        Stage::Closed => {
            let between = policy.closure.delta() - policy.last_notice.delta();
            let after_notice = lapse.and_then(|lapse| lapse.last_noticed_at).map(|at| outages.due(at, between));
            let of_notice = lapse.filter(|lapse| lapse.reached == Stage::LastNotice);
            let put_off = put_off(policy, of_notice, outages);
            [after_notice, put_off].into_iter().flatten().fold(silent_for(policy.closure.delta()), Timestamp::max)
        }
    }
}

/// The earliest closing that somebody who is told of `stage` at `at` has to reckon with.
fn closes_at(policy: &DutyPolicy, stage: Stage, start: Timestamp, outages: &Outages, at: Timestamp) -> Timestamp {
    let silent = outages.due(start, policy.closure.delta());
    let last_words = at + (policy.closure.delta() - policy.last_notice.delta());
    match stage {
        Stage::Reminder | Stage::Warning | Stage::Overdue if policy.close_when_overdue => {
            let warned = if stage == Stage::Reminder { outages.due(start, policy.warning.delta()).max(at) } else { at };
            if stage == Stage::Overdue { at } else { warned + policy.action_window.delta() }
        }
        _ => silent.max(last_words),
    }
}
