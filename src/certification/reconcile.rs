//! Keeps standings by the clock. A pass takes no input, may run on any number of nodes at once and may end anywhere: each step
//! is a transaction that looks again and takes a number or a mark that is there once.
//!
//! It stands under the same brake as the rooms (`crate::duty`): while time is not to be trusted, or when too many roles would
//! end in one hour, those wait and staff are told. What gives a role back never waits.

use super::rules::standing::{Due, reminders};
use super::rules::{self, Measure, Should};
use super::standing::store::{self, Known};
use super::standing::{self, Cause};
use super::store as certificates;
use crate::agreements;
use crate::duty::reconcile::{Keeper, lock_brake, staff, unsteady};
use crate::duty::rules::time::{BRAKE_WINDOW, closures_left};
use crate::error::Result;
use crate::log;
use crate::notifications::inbox::{self, News};
use crate::storage::{self, Tx};
use alongside_protocol::standing::StandingState;
use alongside_protocol::{AccountId, NotificationKind, Timestamp};

/// People that are looked at together.
const PAGE: i64 = 500;
/// Attestations and due checks that one pass begins with.
const AT_ONCE: i64 = 200;

/// What a pass came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    pub steps: usize,
    /// Roles that should end and wait.
    pub held: usize,
    /// When the next role ends by itself, as things are.
    pub next: Option<Timestamp>,
}

/// Looks at everybody once.
pub async fn pass(keeper: &Keeper<'_>) -> Result<Done> {
    keeper.beat().await?;
    begin(keeper).await?;
    let mut done = Done::default();
    let mut after = String::new();
    loop {
        let mut tx = keeper.db.scan().await?;
        let now = storage::clock::now(&mut tx, keeper.clock).await?;
        let page = store::page(&mut tx, &after, PAGE).await?;
        drop(tx);
        for known in &page {
            let should = rules::should(&keeper.policy.standing, &known.facts, now);
            if differs(known, &should) {
                step(keeper, known.account, &mut done).await?;
            }
            if !reminders(&keeper.policy.standing, &should, &known.reminded, now).is_empty() {
                done.steps += usize::from(remind(keeper, known.account).await?);
            }
            let next = should.changes_at().filter(|at| now < *at);
            done.next = [done.next, next].into_iter().flatten().min();
        }
        match page.last() {
            Some(last) if page.len() == PAGE as usize => after = last.account.to_string(),
            _ => break,
        }
    }
    checks(keeper).await?;
    Ok(done)
}

fn differs(known: &Known, should: &Should) -> bool {
    rules::standing::differs(&known.facts, known.has_role, known.certificate, should)
}

/// The agreement is written down, and supporters of before there were standings have the word of whoever runs the server.
async fn begin(keeper: &Keeper<'_>) -> Result<()> {
    let mut tx = keeper.db.read().await?;
    let written = agreements::is_written(&mut tx).await?;
    let unknown = store::unknown_supporters(&mut tx, AT_ONCE).await?;
    drop(tx);
    if !written {
        let mut tx = keeper.db.write().await?;
        let now = storage::clock::now(&mut tx, keeper.clock).await?;
        agreements::ensure(&mut tx, now).await?;
        (keeper.commit)(tx).await?;
    }
    for account in unknown {
        let mut tx = keeper.db.write().await?;
        standing::hold(&mut tx, account).await?;
        let now = storage::clock::now(&mut tx, keeper.clock).await?;
        standing::attest(&mut tx, now, account).await?;
        settle(keeper, &mut tx, account, now).await?;
        (keeper.commit)(tx).await?;
    }
    Ok(())
}

async fn settle(keeper: &Keeper<'_>, tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<StandingState> {
    standing::settle(tx, now, keeper.chance, &keeper.policy.standing, account, Cause::default()).await
}

/// Makes one standing what it should be.
async fn step(keeper: &Keeper<'_>, account: AccountId, done: &mut Done) -> Result<()> {
    let mut tx = keeper.db.write().await?;
    let now = storage::clock::now(&mut tx, keeper.clock).await?;
    lock_brake(&mut tx, now).await?;
    let policy = &keeper.policy.standing;
    // What ends a role is counted under one lock, which comes before those of rooms and accounts.
    let ends = standing::looked_up(&mut tx, policy, account, now).await?.is_some_and(|(known, should)| {
        (known.facts.state == StandingState::Active || known.has_role) && should.state != StandingState::Active
    });
    if ends && held(keeper, &mut tx, now).await? {
        (keeper.commit)(tx).await?;
        done.held += 1;
        return Ok(());
    }
    standing::hold(&mut tx, account).await?;
    let now = storage::clock::now(&mut tx, keeper.clock).await?;
    let Some((known, should)) = standing::looked_up(&mut tx, policy, account, now).await? else { return Ok(()) };
    // The next turn looks at the brake for it.
    if !ends && known.has_role && should.state != StandingState::Active {
        return Ok(());
    }
    // Somebody took the role by another way, such as an older server: that is a decision too.
    if known.facts.state == StandingState::Active && !known.has_role && should.state == StandingState::Active {
        standing::measure(&mut tx, now, account, Some(Measure::Revoked), Cause::default()).await?;
    }
    settle(keeper, &mut tx, account, now).await?;
    (keeper.commit)(tx).await?;
    done.steps += 1;
    Ok(())
}

/// Whether a role that should end has to wait. Staff are told when it is for the number of them.
async fn held(keeper: &Keeper<'_>, tx: &mut Tx, now: Timestamp) -> Result<bool> {
    if unsteady(tx, now).await? {
        return Ok(true);
    }
    let ended = store::ended(tx, now - BRAKE_WINDOW, now).await?;
    if closures_left(&keeper.policy.brake, store::active(tx).await?, ended) > 0 {
        return Ok(false);
    }
    let hour = now.millis().div_euclid(BRAKE_WINDOW.num_milliseconds());
    let once = format!("lapses_held:{hour}");
    let news =
        News { kind: NotificationKind::LapsesHeld, room: None, due_at: Some(now + BRAKE_WINDOW), write_by: None, once };
    let staff = staff(tx).await?;
    inbox::tell(tx, now, keeper.chance, &staff, &news).await?;
    Ok(true)
}

/// Tells somebody what they have to do, once for each mark.
async fn remind(keeper: &Keeper<'_>, account: AccountId) -> Result<bool> {
    let mut tx = keeper.db.write().await?;
    log::lock(&mut tx, account.into()).await?;
    let now = storage::clock::now(&mut tx, keeper.clock).await?;
    let policy = &keeper.policy.standing;
    let Some((known, should)) = standing::looked_up(&mut tx, policy, account, now).await? else { return Ok(false) };
    let mut told = false;
    for Due { kind, of, before } in reminders(policy, &should, &known.reminded, now) {
        let marked = match kind {
            NotificationKind::AgreementDue => store::mark_agreement_reminded(&mut tx, account, of, before).await?,
            _ => store::mark_reminded(&mut tx, account, of, before).await?,
        };
        if marked {
            let once = format!("{kind}:{}:{before}", of.millis());
            let news = News { kind, room: None, due_at: Some(of), write_by: None, once };
            inbox::tell(&mut tx, now, keeper.chance, &[account], &news).await?;
            told = true;
        }
    }
    (keeper.commit)(tx).await?;
    Ok(told)
}

/// Tells staff of certificates that have to be looked at again (policy 1.3).
async fn checks(keeper: &Keeper<'_>) -> Result<()> {
    let mut tx = keeper.db.read().await?;
    let now = storage::clock::now(&mut tx, keeper.clock).await?;
    let due = certificates::untold_checks(&mut tx, now, AT_ONCE).await?;
    drop(tx);
    for (certificate, due_at) in due {
        let mut tx = keeper.db.write().await?;
        if !certificates::mark_check_told(&mut tx, certificate, due_at).await? {
            continue;
        }
        let once = format!("certificate_check:{certificate}:{}", due_at.millis());
        let kind = NotificationKind::CertificateCheckDue;
        let staff = staff(&mut tx).await?;
        inbox::tell(
            &mut tx,
            now,
            keeper.chance,
            &staff,
            &News { kind, room: None, due_at: Some(due_at), write_by: None, once },
        )
        .await?;
        (keeper.commit)(tx).await?;
    }
    Ok(())
}
