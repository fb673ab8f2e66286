//! Whom somebody blocks and mutes. A block is about rights as well: it ends one-to-one talk.

mod store;

use crate::announcement::Control;
use crate::error::Result;
use crate::log;
use crate::storage::Tx;
use alongside_protocol::limits::BLOCKED_PEOPLE;
use alongside_protocol::{AccountId, EventKind, HiddenPeople, Refusal, RefusalCode, Timestamp};

/// How somebody is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hiding {
    /// Left out before anything is sent.
    Blocked,
    /// Sent, and folded by the client.
    Muted,
}

impl Hiding {
    fn as_str(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Muted => "muted",
        }
    }
}

/// Everybody that this person hides, those hidden first at the top.
pub async fn hidden(tx: &mut Tx, account: AccountId) -> Result<HiddenPeople> {
    let mut people = HiddenPeople::default();
    for (kind, person) in store::list(tx, account).await? {
        if kind == Hiding::Blocked.as_str() { people.blocked.push(person) } else { people.muted.push(person) }
    }
    Ok(people)
}

/// The ids of those that this person blocks.
pub async fn blocked(tx: &mut Tx, account: AccountId) -> Result<Vec<AccountId>> {
    store::others(tx, account, Hiding::Blocked.as_str()).await
}

/// Hides somebody; hiding them again changes nothing.
pub async fn hide(
    tx: &mut Tx,
    now: Timestamp,
    account: AccountId,
    other: AccountId,
    how: Hiding,
) -> Result<HiddenPeople> {
    if account == other {
        return Err(Refusal::invalid("account", "That is you.").into());
    }
    if super::person(tx, other).await?.is_none() {
        return Err(super::no_such_person());
    }
    super::store::lock(tx, account).await?;
    if store::insert(tx, now, account, other, how.as_str()).await? {
        if store::others(tx, account, how.as_str()).await?.len() > BLOCKED_PEOPLE {
            return Err(Refusal::new(RefusalCode::LimitReached, "Your list is full. Take somebody off it first.")
                .bucket("blocked_people", 0)
                .into());
        }
        changed(tx, now, account, how).await?;
    }
    hidden(tx, account).await
}

/// Fills a list without an event for each, so that a test reaches its end in a short time.
#[cfg(test)]
pub(super) async fn hide_quietly(
    tx: &mut Tx,
    now: Timestamp,
    account: AccountId,
    other: AccountId,
    how: Hiding,
) -> Result<()> {
    store::insert(tx, now, account, other, how.as_str()).await.map(drop)
}

/// Shows somebody again.
pub async fn show(
    tx: &mut Tx,
    now: Timestamp,
    account: AccountId,
    other: AccountId,
    how: Hiding,
) -> Result<HiddenPeople> {
    if store::delete(tx, account, other, how.as_str()).await? {
        changed(tx, now, account, how).await?;
    }
    hidden(tx, account).await
}

async fn changed(tx: &mut Tx, now: Timestamp, account: AccountId, how: Hiding) -> Result<()> {
    let people = hidden(tx, account).await?;
    log::record(tx, account.into(), Some(account), EventKind::PeopleChanged { people }, now).await?;
    if how == Hiding::Blocked {
        tx.control(Control::BlocksChanged(account));
    }
    Ok(())
}
