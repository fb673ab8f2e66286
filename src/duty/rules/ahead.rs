//! The rules run forward: what will happen to rooms, and when, if nobody does anything. It is the same [`decide`] and
//! [`Facts::after`] that the reconciler acts by, on copies of the facts; people go and come back as their leaves say, and
//! lose their role when it ends.

use super::stages::{Facts, Step, decide, upcoming};
use super::time::{BRAKE_WINDOW, Outages, closures_left};
use crate::duty::policy::Policy;
use alongside_protocol::standing::StandingState;
use alongside_protocol::{AccountId, DutyStage, RoomState, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// Time away that was planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    pub account: AccountId,
    pub from: Timestamp,
    pub until: Timestamp,
    /// Somebody in good standing who has accepted to stand in.
    pub relief: Option<AccountId>,
    /// They moderate the room because of this leave.
    pub relieving: bool,
}

/// A room and those who keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub facts: Facts,
    /// Its moderators in good standing.
    pub moderators: BTreeSet<AccountId>,
    pub leaves: Vec<Away>,
    /// Whom a notice of this silence has reached by now. One that is yet to come is taken to reach everybody: nobody can know.
    pub heard: BTreeMap<DutyStage, BTreeSet<AccountId>>,
}

/// Somebody's role will end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleEnd {
    pub account: AccountId,
    pub at: Timestamp,
    /// What their standing becomes.
    pub state: StandingState,
    pub held_since: Option<Timestamp>,
}

/// What may hold back what destroys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brake {
    pub unsteady_until: Option<Timestamp>,
    /// Closures of the last hour.
    pub closed: Vec<Timestamp>,
    /// Roles that ended in the last hour by these rules.
    pub ended: Vec<Timestamp>,
    /// People who have the role.
    pub supporters: i64,
}

/// Something that will happen to a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead {
    pub at: Timestamp,
    /// Which of the rooms that were given.
    pub room: usize,
    pub step: Step,
    /// It would have happened then, but for the brake.
    pub held_since: Option<Timestamp>,
}

/// All that is looked at.
#[derive(Debug, Clone, Default)]
pub struct Now {
    pub rooms: Vec<Kept>,
    /// In the order in which the people are looked at.
    pub roles: Vec<RoleEnd>,
    pub outages: Outages,
    pub brake: Brake,
}

/// What will happen from `now` to `until`, in the order in which a look does it: by time, roles first, then as the rooms were
/// given. At most `most` of each; whoever gets as many knows that there is more.
pub fn ahead(
    policy: &Policy,
    known: Now,
    (now, until): (Timestamp, Timestamp),
    most: usize,
) -> (Vec<Ahead>, Vec<RoleEnd>) {
    let mut run = Run::new(policy, known, now);
    let (mut found, mut ended) = (Vec::new(), Vec::new());
    while let Some(at) = run.next().filter(|at| *at <= until) {
        match run.ends.pop_first() {
            Some((due, role)) if due == at => ended.extend(run.end_role(role, at)),
            later => {
                run.ends.extend(later);
                let Some((_, room)) = run.looks.pop_first() else { break };
                found.extend(run.look(room, at));
            }
        }
        if found.len() == most || ended.len() == most {
            break;
        }
    }
    (found, ended)
}

struct Run<'a> {
    policy: &'a Policy,
    outages: Outages,
    rooms: Vec<Kept>,
    roles: Vec<RoleEnd>,
    brake: Brake,
    /// When to look at which room.
    looks: BTreeSet<(Timestamp, usize)>,
    /// When which role ends.
    ends: BTreeSet<(Timestamp, usize)>,
    held_since: Vec<Option<Timestamp>>,
}

impl<'a> Run<'a> {
    fn new(policy: &'a Policy, known: Now, now: Timestamp) -> Self {
        let Now { rooms, roles, outages, brake } = known;
        let looks = (0..rooms.len()).map(|room| (now, room)).collect();
        let ends = roles.iter().enumerate().map(|(role, end)| (end.at.max(now), role)).collect();
        let held_since = vec![None; rooms.len()];
        Self { policy, outages, rooms, roles, brake, looks, ends, held_since }
    }

    fn next(&self) -> Option<Timestamp> {
        let look = self.looks.first().map(|(at, _)| *at);
        let end = self.ends.first().map(|(at, _)| *at);
        [look, end].into_iter().flatten().min()
    }

    fn look(&mut self, room: usize, at: Timestamp) -> Option<Ahead> {
        let kept = &mut self.rooms[room];
        kept.people_at(at);
        let mut step = decide(&self.policy.duty, &kept.facts, &self.outages, at);
        if step.is_some_and(Step::follows_notice) {
            kept.facts.unheard = !kept.is_heard();
            step = decide(&self.policy.duty, &kept.facts, &self.outages, at);
        }
        let Some(step) = step else {
            self.looks.extend(self.next_look(room, at).map(|next| (next, room)));
            return None;
        };
        if step.destroys()
            && let Some(free) = self.held_until(step, at)
        {
            self.held_since[room].get_or_insert(at);
            self.looks.insert((free, room));
            return None;
        }
        self.done(room, step, at);
        Some(Ahead { at, room, step, held_since: self.held_since[room].take() })
    }

    fn done(&mut self, room: usize, step: Step, at: Timestamp) {
        let kept = &mut self.rooms[room];
        kept.facts = Facts { unheard: false, ..kept.facts.after(&self.policy.duty, step, at) };
        if let Step::Tell { stage, .. } = step {
            kept.heard.insert(stage, kept.moderators.clone());
        }
        if matches!(step, Step::Close(_)) {
            self.brake.closed.push(at);
        }
        // Nobody looks at an archived room again.
        if step != Step::Archive {
            self.looks.insert((at, room));
        }
    }

    /// What is due next in a room, or somebody going or coming back.
    fn next_look(&self, room: usize, at: Timestamp) -> Option<Timestamp> {
        let kept = &self.rooms[room];
        let due = upcoming(&self.policy.duty, &kept.facts, &self.outages, at).map(|(due, _)| due);
        let people = kept.leaves.iter().flat_map(|leave| [leave.from, leave.until]).filter(|moment| *moment > at);
        due.into_iter().chain(people).min()
    }

    /// When what destroys may be tried again; `None` when nothing holds it back.
    fn held_until(&self, step: Step, at: Timestamp) -> Option<Timestamp> {
        let open = self.rooms.iter().filter(|kept| kept.facts.state != RoomState::Closed).count();
        let free = self.free_at(&self.brake.closed, open as i64, at)?;
        let unsteady = self.brake.unsteady_until.is_some_and(|until| at < until);
        (step != Step::Archive || unsteady).then_some(free)
    }

    /// When one more may be done to `all` of a kind of which `done` were done; `None` when that is now.
    fn free_at(&self, done: &[Timestamp], all: i64, at: Timestamp) -> Option<Timestamp> {
        if let Some(until) = self.brake.unsteady_until.filter(|until| at < *until) {
            return Some(until);
        }
        let counted: Vec<Timestamp> = done.iter().copied().filter(|done| *done + BRAKE_WINDOW > at).collect();
        let left = closures_left(&self.policy.brake, all, counted.len() as i64);
        (left == 0).then(|| counted.iter().min().map_or(at, |oldest| *oldest) + BRAKE_WINDOW)
    }

    /// Somebody keeps no room any more, as a relief neither.
    fn end_role(&mut self, role: usize, at: Timestamp) -> Option<RoleEnd> {
        if let Some(free) = self.free_at(&self.brake.ended, self.brake.supporters, at) {
            self.roles[role].held_since.get_or_insert(at);
            self.ends.insert((free, role));
            return None;
        }
        self.brake.ended.push(at);
        self.brake.supporters -= 1;
        let ended = RoleEnd { at, ..self.roles[role].clone() };
        for (room, kept) in self.rooms.iter_mut().enumerate() {
            if kept.lose(ended.account, at) {
                self.looks.insert((at, room));
            }
        }
        Some(ended)
    }
}

impl Kept {
    /// Lets leaves end and reliefs begin, and sees who is away.
    fn people_at(&mut self, at: Timestamp) {
        let (over, mut leaves): (Vec<Away>, Vec<Away>) = self.leaves.iter().partition(|leave| leave.until <= at);
        for leave in over.iter().filter(|leave| leave.relieving) {
            self.moderators.remove(&leave.relief.unwrap_or(leave.account));
        }
        for leave in leaves.iter_mut().filter(|leave| leave.from <= at && !leave.relieving) {
            let relief = leave.relief.filter(|_| self.facts.state != RoomState::Closed);
            leave.relieving = relief.is_some_and(|relief| self.moderators.insert(relief));
        }
        let under_way = |leave: &&Away| leave.from <= at && self.moderators.contains(&leave.account);
        let away: Vec<&Away> = leaves.iter().filter(under_way).collect();
        let gone: BTreeSet<AccountId> = away.iter().map(|leave| leave.account).collect();
        let back = away.iter().map(|leave| leave.until).min();
        self.facts.away_until = back.filter(|_| gone.len() == self.moderators.len());
        self.facts.moderators = self.moderators.len().try_into().unwrap_or(u32::MAX);
        self.leaves = leaves;
    }

    /// Whether the notice that the next step follows from reached somebody who keeps the room now.
    fn is_heard(&self) -> bool {
        let notice = self.facts.lapse.and_then(|lapse| lapse.notice());
        let heard = notice.and_then(|(stage, _)| self.heard.get(&stage));
        heard.is_some_and(|heard| !heard.is_disjoint(&self.moderators))
    }

    /// Somebody's role has ended: they keep the room no more, and stand in for nobody. Their own leave is over, unless somebody
    /// stands in for them, who goes on. False when the room has nothing to do with them.
    fn lose(&mut self, account: AccountId, at: Timestamp) -> bool {
        let mut touched = self.moderators.remove(&account);
        for leave in &mut self.leaves {
            if leave.relief == Some(account) {
                (leave.relief, leave.relieving, touched) = (None, false, true);
            }
            if leave.account == account && !leave.relieving {
                (leave.until, touched) = (leave.until.min(at), true);
            }
        }
        touched
    }
}
