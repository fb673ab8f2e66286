//! Does what [`rules::decide`] says. A pass takes no input, may run on any number of nodes at once and may end anywhere:
//! each step is a transaction that takes the room's log, looks again, and leaves what the next pass compares with.
//!
//! The time is the database's, read after the room is ours: a node that was stopped in between and wakes up decides by the
//! time that it is then.

use super::leave;
use super::policy::{BrakePolicy, Policy};
use super::record::{self, Told};
use super::rules::time::{self, BRAKE_WINDOW, hear};
use super::rules::{self, Look, Outages, Step};
use super::store::{self, Known};
use crate::announcement::Control;
use crate::clock::{Chance, Clock};
use crate::error::Result;
use crate::log;
use crate::notifications::inbox::{self, News};
use crate::rooms;
use crate::storage::{self, Db, Tx};
use alongside_protocol::{AccountId, NotificationKind, RestReason, RoomId, Timestamp};
use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Rooms that are looked at together.
const PAGE: i64 = 500;
/// Leaves that begin or end in one pass.
const LEAVES: i64 = 500;
/// Steps of one room in one pass; catching up takes several.
const STEPS: usize = 8;
/// Outages that ended longer ago move no deadline any more.
const OUTAGES_KEPT: TimeDelta = TimeDelta::days(400);
const OUTAGES_READ: i64 = 2_000;

/// Watches over the rooms on one node.
pub struct Keeper<'a> {
    pub db: &'a Db,
    pub clock: &'a Clock,
    pub chance: &'a Chance,
    pub policy: &'a Policy,
    pub memory: &'a Memory,
    pub commit: &'a Commit,
}

/// Makes a transaction durable and tells others.
pub type Commit = dyn Fn(Tx) -> BoxFuture<'static, Result<()>> + Send + Sync;

/// What a node remembers of its last look: the database's time, and its own steady one.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Option<(Timestamp, Instant)>>);

impl Memory {
    fn earlier(&self, clock: &Clock) -> Option<(Timestamp, TimeDelta)> {
        let (at, then) = (*self.0.lock().unwrap_or_else(PoisonError::into_inner))?;
        let elapsed = clock.steady()?.duration_since(then);
        Some((at, TimeDelta::from_std(elapsed).unwrap_or(TimeDelta::MAX)))
    }

    fn remember(&self, now: Timestamp, clock: &Clock) {
        let steady = clock.steady().map(|steady| (now, steady));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = steady;
    }
}

/// What a pass came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    pub steps: usize,
    /// Steps that destroy and wait: time is not to be trusted, or too many rooms would close at once.
    pub held: usize,
}

enum Outcome {
    Nothing,
    Stepped,
    Held,
}

impl Keeper<'_> {
    /// Looks at every room once.
    pub async fn pass(&self) -> Result<Done> {
        self.beat().await?;
        leave::reconcile(self, LEAVES).await?;
        let mut done = Done::default();
        let mut after = String::new();
        loop {
            let (now, outages, page) = self.page(&after).await?;
            for known in &page {
                if rules::decide(&self.policy.duty, &known.facts, &outages, now).is_some() {
                    self.room(known.room.id, &mut done).await?;
                }
            }
            match page.last() {
                Some(last) if page.len() == PAGE as usize => after = last.room.id.to_string(),
                _ => return Ok(done),
            }
        }
    }

    /// Notes that somebody watched, and what that says about time.
    pub async fn beat(&self) -> Result<()> {
        let mut tx = self.db.write().await?;
        let before = storage::clock::now(&mut tx, self.clock).await?;
        store::lock_beat(&mut tx, before).await?;
        let now = storage::clock::now(&mut tx, self.clock).await?;
        let look = Look { now, node: self.clock.now(), earlier: self.memory.earlier(self.clock) };
        let last = store::beat(&mut tx).await?;
        let heard = hear(&self.policy.brake, last, &look);
        store::set_beat(&mut tx, &heard.beat).await?;
        if let Some(outage) = &heard.outage {
            store::insert_outage(&mut tx, outage).await?;
            tracing::info!(from = %outage.began_at, to = %outage.ended_at, "nobody watched the rooms; deadlines move by that");
        }
        // A node whose clock is ahead writes marks that lie in the future of everybody else.
        if heard.went_back || look.node.since(now) > self.policy.brake.clock_jump.delta() {
            store::forget_the_future(&mut tx, now).await?;
        }
        if heard.beat.unsteady_until > last.and_then(|beat| beat.unsteady_until) {
            tracing::warn!(until = ?heard.beat.unsteady_until, "time ran unevenly; no room is closed before this");
        }
        (self.commit)(tx).await?;
        self.memory.remember(now, self.clock);
        Ok(())
    }

    async fn page(&self, after: &str) -> Result<(Timestamp, Outages, Vec<Known>)> {
        let mut tx = self.db.scan().await?;
        let now = storage::clock::now(&mut tx, self.clock).await?;
        let outages = outages(&mut tx, now).await?;
        Ok((now, outages, store::page(&mut tx, now, after, PAGE).await?))
    }

    /// Does what is due in one room.
    pub(super) async fn room(&self, room: RoomId, done: &mut Done) -> Result<()> {
        for _ in 0..STEPS {
            let mut tx = self.db.write().await?;
            match self.step(&mut tx, room).await? {
                Outcome::Nothing => return tx.rollback().await,
                Outcome::Stepped => {
                    (self.commit)(tx).await?;
                    done.steps += 1;
                }
                Outcome::Held => {
                    (self.commit)(tx).await?;
                    done.held += 1;
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Decides again, with the room ours, and does it.
    async fn step(&self, tx: &mut Tx, room: RoomId) -> Result<Outcome> {
        // Closures are counted under one lock, which comes before those of rooms.
        let before = self.decided(tx, room).await?;
        let destroys = before.is_some_and(|(_, step, _)| step.destroys());
        if destroys {
            let now = storage::clock::now(tx, self.clock).await?;
            store::lock_beat(tx, now).await?;
        }
        log::lock(tx, room.into()).await?;
        let Some((known, step, now)) = self.decided(tx, room).await? else { return Ok(Outcome::Nothing) };
        if step.destroys() && !destroys {
            return Ok(Outcome::Nothing);
        }
        if step.destroys() && self.held(tx, step, now).await? {
            return Ok(Outcome::Held);
        }
        self.perform(tx, &known, step, now).await
    }

    async fn decided(&self, tx: &mut Tx, room: RoomId) -> Result<Option<(Known, Step, Timestamp)>> {
        let now = storage::clock::now(tx, self.clock).await?;
        let Some(mut known) = store::facts(tx, now, room).await? else { return Ok(None) };
        let outages = outages(tx, now).await?;
        let step = rules::decide(&self.policy.duty, &known.facts, &outages, now);
        // Whether a notice reached anybody is asked only when something follows from it.
        if step.is_some_and(Step::follows_notice)
            && let Some(lapse) = known.facts.lapse
            && let Some((notice, _)) = lapse.notice()
        {
            known.facts.unheard = !inbox::reached(tx, room, &record::once(room, lapse.start, notice)).await?;
            let step = rules::decide(&self.policy.duty, &known.facts, &outages, now);
            return Ok(step.map(|step| (known, step, now)));
        }
        Ok(step.map(|step| (known, step, now)))
    }

    /// Whether what destroys has to wait. Staff are told when it is for the number of rooms.
    async fn held(&self, tx: &mut Tx, step: Step, now: Timestamp) -> Result<bool> {
        if unsteady(tx, now).await? {
            return Ok(true);
        }
        if step == Step::Archive || closures_left(tx, &self.policy.brake, now).await? > 0 {
            return Ok(false);
        }
        let hour = now.millis().div_euclid(BRAKE_WINDOW.num_milliseconds());
        let news = News {
            kind: NotificationKind::ClosuresHeld,
            room: None,
            due_at: Some(now + BRAKE_WINDOW),
            write_by: None,
            once: format!("closures_held:{hour}"),
        };
        let staff = store::staff(tx).await?;
        inbox::tell(tx, now, self.chance, &staff, &news).await?;
        Ok(true)
    }

    async fn perform(&self, tx: &mut Tx, known: &Known, step: Step, now: Timestamp) -> Result<Outcome> {
        let room = known.room.id;
        let after = known.facts.after(&self.policy.duty, step, now);
        match step {
            Step::Tell { closes_at, write_by, .. } => {
                let told = Told { closes_at: Some(closes_at), write_by };
                if !record::stage(tx, self.chance, self.policy, room, after.lapse, told, now).await? {
                    return Ok(Outcome::Nothing);
                }
            }
            Step::Close(_) => {
                if !record::stage(tx, self.chance, self.policy, room, after.lapse, Told::default(), now).await? {
                    return Ok(Outcome::Nothing);
                }
                rooms::change_state(tx, now, None, room, after.state, after.rest).await?;
            }
            Step::Postpone(until) => {
                let Some(lapse) = after.lapse else { return Ok(Outcome::Nothing) };
                let Some((_, noticed_at)) = lapse.notice() else { return Ok(Outcome::Nothing) };
                if !store::set_unreached(tx, room, (lapse.start, noticed_at), now).await? {
                    return Ok(Outcome::Nothing);
                }
                self.tell_staff(tx, room, NotificationKind::DutyUnreached, until, now).await?;
            }
            Step::Rest(reason, until) => {
                rooms::change_state(tx, now, None, room, after.state, after.rest).await?;
                if reason == RestReason::NeedsModerator {
                    self.tell_staff(tx, room, NotificationKind::RoomNeedsModerator, until, now).await?;
                }
            }
            Step::Wake => {
                let reason = known.facts.rest.map_or(RestReason::NeedsModerator, |rest| rest.reason);
                store::begin_anew(tx, room, reason, now).await?;
                rooms::change_state(tx, now, None, room, after.state, after.rest).await?;
            }
            Step::Archive => {
                store::archive(tx, room, now).await?;
                tx.control(Control::StreamChanged(room.into()));
            }
        }
        tracing::info!(%room, ?step, "duty");
        Ok(Outcome::Stepped)
    }

    async fn tell_staff(
        &self,
        tx: &mut Tx,
        room: RoomId,
        kind: NotificationKind,
        due_at: Timestamp,
        now: Timestamp,
    ) -> Result<()> {
        let once = format!("{kind}:{room}:{}", now.millis());
        let staff = store::staff(tx).await?;
        inbox::tell(
            tx,
            now,
            self.chance,
            &staff,
            &News { kind, room: Some(room), due_at: Some(due_at), write_by: None, once },
        )
        .await
    }
}

/// Whether time is not to be trusted now, so that nothing is done that destroys.
pub async fn unsteady(tx: &mut Tx, now: Timestamp) -> Result<bool> {
    Ok(store::beat(tx).await?.is_none_or(|beat| beat.unsteady(now)))
}

/// Keeps other nodes from counting what destroys at the same time. Comes before the locks of rooms and accounts.
pub async fn lock_brake(tx: &mut Tx, now: Timestamp) -> Result<()> {
    store::lock_beat(tx, now).await
}

/// As if somebody had watched until `now`.
#[cfg(test)]
pub(crate) async fn watched(tx: &mut Tx, now: Timestamp) -> Result<()> {
    store::lock_beat(tx, now).await?;
    store::set_beat(tx, &super::rules::Beat { at: now, unsteady_until: None }).await
}

/// Who runs the platform.
pub async fn staff(tx: &mut Tx) -> Result<Vec<AccountId>> {
    store::staff(tx).await
}

/// The outages that still move deadlines.
pub(super) async fn outages(tx: &mut Tx, now: Timestamp) -> Result<Outages> {
    Ok(Outages::new(store::outages(tx, now - OUTAGES_KEPT, OUTAGES_READ).await?))
}

/// How many rooms may still be closed in this hour.
pub(super) async fn closures_left(tx: &mut Tx, policy: &BrakePolicy, now: Timestamp) -> Result<i64> {
    let closed = store::closures(tx, now - BRAKE_WINDOW, now).await?;
    Ok(time::closures_left(policy, store::open_rooms(tx).await?, closed))
}
