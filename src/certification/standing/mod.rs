//! Makes somebody's standing what it should be: the role, the rooms that they keep, and what they are told. The role in
//! `account_role` is there exactly while the standing is active, so that everything that asks for it need know nothing of
//! certificates.
//!
//! What ends a role takes the person's rooms with it, and they stay a member. The rooms are remembered: with the role they
//! come back, but for those that were closed meanwhile, that the person has left, or that they only stood in for (a
//! relief stands in again by itself). A revoked role forgets them.
//!
//! [`hold`] comes first in every use case here: it takes the rooms and then the account, in the order of all others.

pub(super) mod store;

use super::rules::{self, Measure, Should};
use crate::accounts::roles::{self, By};
use crate::clock::Chance;
use crate::duty::leave;
use crate::duty::policy::StandingPolicy;
use crate::error::Result;
use crate::log;
use crate::notifications::inbox::{self, News};
use crate::rooms::members;
use crate::storage::Tx;
use alongside_protocol::standing::{Standing, StandingState};
use alongside_protocol::{AccountId, NotificationKind, Role, Timestamp};
use std::collections::BTreeSet;
use store::Known;

/// Why a standing changes, when somebody did it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cause<'a> {
    pub by: Option<AccountId>,
    pub reason: Option<&'a str>,
}

/// Takes what a change of somebody's standing touches: the rooms that they keep or would get back, then their account.
pub(super) async fn hold(tx: &mut Tx, account: AccountId) -> Result<()> {
    let mut rooms: BTreeSet<_> = members::moderated_by(tx, account).await?.into_iter().collect();
    rooms.extend(store::lost(tx, account).await?.into_iter().map(|(room, _)| room));
    for room in rooms {
        log::lock(tx, room.into()).await?;
    }
    log::lock(tx, account.into()).await
}

/// What somebody's standing should be; `None` for somebody who never was a supporter.
pub(super) async fn looked_up(
    tx: &mut Tx,
    policy: &StandingPolicy,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<(Known, Should)>> {
    let known = store::facts(tx, account).await?;
    Ok(known.map(|known| {
        let should = rules::should(policy, &known.facts, now);
        (known, should)
    }))
}

/// As the person and staff see it.
pub(super) fn shown(looked_up: Option<&(Known, Should)>) -> Standing {
    let nothing = Standing {
        state: StandingState::None,
        since: None,
        until: None,
        basis: None,
        reason: None,
        agreement_due: None,
    };
    let Some((known, should)) = looked_up.filter(|(_, should)| should.state != StandingState::None) else {
        return nothing;
    };
    let kept = matches!(should.state, StandingState::Active | StandingState::Paused);
    Standing {
        state: should.state,
        since: Some(known.since),
        until: should.until,
        basis: should.basis,
        reason: known.measure_reason.clone().filter(|_| known.facts.measure.is_some()),
        agreement_due: should.agreement_due.filter(|due| kept && due.millis() > 0),
    }
}

/// Makes the standing what it should be, and answers it. Call [`hold`] first, and look at nothing from before.
pub(super) async fn settle(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    policy: &StandingPolicy,
    account: AccountId,
    cause: Cause<'_>,
) -> Result<StandingState> {
    let Some((known, should)) = looked_up(tx, policy, account, now).await? else { return Ok(StandingState::None) };
    let active = should.state == StandingState::Active;
    if should.state == known.facts.state && active == known.has_role {
        if should.certificate != known.certificate {
            store::set_certificate(tx, account, should.certificate).await?;
            if active {
                members::badge_changed(tx, now, cause.by, account).await?;
            }
        }
        return Ok(should.state);
    }
    let shown = should.certificate.filter(|_| active);
    if !store::change(tx, &known, should.state, shown, cause.by, cause.reason, now).await? {
        return Ok(should.state);
    }
    if active {
        roles::grant(tx, now, By::CommandLine, account, Role::Supporter).await?;
        give_back(tx, now, account).await?;
    } else {
        take(tx, now, cause.by, account, should.state).await?;
        roles::revoke(tx, now, By::CommandLine, account, Role::Supporter).await?;
    }
    tracing::info!(%account, from = %known.facts.state, to = %should.state, "standing");
    if let Some(kind) = told_of(&known, should.state) {
        let once = format!("standing:{}", known.changes + 1);
        let news = News { kind, room: None, due_at: should.until.filter(|_| active), write_by: None, once };
        inbox::tell(tx, now, chance, &[account], &news).await?;
    }
    Ok(should.state)
}

/// Until somebody had the role for the first time there is nothing that could be paused or come back: that their certificate
/// was verified is the news.
fn told_of(known: &Known, to: StandingState) -> Option<NotificationKind> {
    let from = known.facts.state;
    let had_none = from == StandingState::None || from == StandingState::Paused && known.changes == 1;
    match to {
        StandingState::Active | StandingState::Paused if had_none => None,
        StandingState::Active => Some(NotificationKind::RoleRestored),
        StandingState::Paused => Some(NotificationKind::RolePaused),
        StandingState::Lapsed => Some(NotificationKind::RoleLapsed),
        StandingState::Suspended => Some(NotificationKind::RoleSuspended),
        StandingState::Revoked => Some(NotificationKind::RoleRevoked),
        StandingState::None => None,
    }
}

async fn give_back(tx: &mut Tx, now: Timestamp, account: AccountId) -> Result<()> {
    for (room, lost_at) in store::lost(tx, account).await? {
        members::restore(tx, now, room, account, lost_at).await?;
    }
    store::forget_lost(tx, account).await
}

async fn take(
    tx: &mut Tx,
    now: Timestamp,
    by: Option<AccountId>,
    account: AccountId,
    state: StandingState,
) -> Result<()> {
    let stood_in = leave::pause_reliefs(tx, account).await?;
    let kept = members::dismiss_everywhere(tx, now, by, account).await?;
    if state == StandingState::Revoked {
        return store::forget_lost(tx, account).await;
    }
    for room in kept.into_iter().filter(|room| !stood_in.contains(room)) {
        store::insert_lost(tx, account, room, now).await?;
    }
    Ok(())
}

/// What staff decide about the role, or lift.
pub(super) async fn measure(
    tx: &mut Tx,
    now: Timestamp,
    account: AccountId,
    measure: Option<Measure>,
    cause: Cause<'_>,
) -> Result<()> {
    store::begin(tx, account, now).await?;
    store::set_measure(tx, account, measure, cause.reason, cause.by, now).await
}

/// Somebody's standing begins with their first certificate or attestation.
pub(super) async fn begin(tx: &mut Tx, now: Timestamp, account: AccountId) -> Result<()> {
    store::begin(tx, account, now).await
}

/// The word of whoever runs the server; false when it was given before.
pub(super) async fn attest(tx: &mut Tx, now: Timestamp, account: AccountId) -> Result<bool> {
    store::begin(tx, account, now).await?;
    store::attest(tx, account, now).await
}
