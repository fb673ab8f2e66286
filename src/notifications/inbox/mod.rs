//! What an account was told in the app: kept in a list, and live over the account's own stream.

mod store;
#[cfg(test)]
mod tests;

use crate::clock::Chance;
use crate::error::{Result, refuse};
use crate::log;
use crate::notifications::outbox::mails;
use crate::notifications::{preferences, push};
use crate::storage::Tx;
use alongside_protocol::http::Notifications;
use alongside_protocol::{
    AccountId, EventKind, Notification, NotificationId, NotificationKind, RefusalCode, RoomId, Timestamp,
};

/// Notifications of one page.
pub const PAGE: i64 = 50;

/// Notifications that are marked as read in one go: each is an event of its own in the account's log.
const READ_AT_ONCE: i64 = 500;

/// Something to tell.
#[derive(Debug, Clone)]
pub struct News {
    pub kind: NotificationKind,
    pub room: Option<RoomId>,
    /// When what it announces will happen.
    pub due_at: Option<Timestamp>,
    /// Until when a message keeps a room's silence from going on to the next step.
    pub write_by: Option<Timestamp>,
    /// Names what is told: the same thing reaches one person once, however often somebody means to tell it.
    pub once: String,
}

/// Tells each of `accounts` once. Lock a room's log before this: accounts come after rooms, in order of id.
pub async fn tell(tx: &mut Tx, now: Timestamp, chance: &Chance, accounts: &[AccountId], news: &News) -> Result<()> {
    let mut accounts = accounts.to_vec();
    accounts.sort_unstable();
    accounts.dedup();
    for account in accounts {
        tell_one(tx, now, chance, account, news, None).await?;
    }
    Ok(())
}

/// Tells somebody of what they can find under a receipt.
pub async fn tell_of_receipt(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    account: AccountId,
    news: &News,
    receipt: &str,
) -> Result<()> {
    tell_one(tx, now, chance, account, news, Some(receipt)).await
}

async fn tell_one(
    tx: &mut Tx,
    now: Timestamp,
    chance: &Chance,
    account: AccountId,
    news: &News,
    receipt: Option<&str>,
) -> Result<()> {
    log::lock(tx, account.into()).await?;
    let id = chance.id(now);
    let ways = preferences::ways(tx, now, account, news.kind).await?;
    let row = store::New { id, account, news, receipt, hidden: !ways.in_app, now };
    if !store::insert(tx, &row).await? {
        return Ok(());
    }
    if ways.mail {
        mails::put(tx, account, id, ways.rings_at).await?;
    }
    if ways.push {
        push::put(tx, now, chance, account, id, ways.rings_at).await?;
    }
    if ways.in_app {
        record(tx, now, account, id).await?;
    }
    Ok(())
}

/// What became of telling those who keep a room of this, at the moment of asking (see [`super::reach`]).
pub async fn reached(tx: &mut Tx, room: RoomId, once: &str) -> Result<bool> {
    let told: Vec<_> = store::told_keepers(tx, room, once).await?.into_iter().map(|(_, told)| told).collect();
    Ok(super::reach::reached(&told))
}

/// Whom of those who keep a room this has reached by now.
pub async fn who_was_reached(tx: &mut Tx, room: RoomId, once: &str) -> Result<Vec<AccountId>> {
    let told = store::told_keepers(tx, room, once).await?;
    Ok(told.into_iter().filter(|(_, told)| told.arrived()).map(|(account, _)| account).collect())
}

async fn record(tx: &mut Tx, now: Timestamp, account: AccountId, id: NotificationId) -> Result<()> {
    if let Some(notification) = get(tx, id).await? {
        log::record(tx, account.into(), None, EventKind::NotificationChanged { notification }, now).await?;
    }
    Ok(())
}

pub async fn get(tx: &mut Tx, id: NotificationId) -> Result<Option<Notification>> {
    store::get(tx, id).await
}

/// How many an account has not read.
pub async fn unread(tx: &mut Tx, account: AccountId) -> Result<i64> {
    store::unread(tx, account).await
}

/// A page, newest first; those told before `before`.
pub async fn list(tx: &mut Tx, account: AccountId, before: Option<NotificationId>) -> Result<Notifications> {
    let mut notifications = store::list(tx, account, before, PAGE + 1).await?;
    let more = notifications.len() > PAGE as usize;
    notifications.truncate(PAGE as usize);
    let next = notifications.last().filter(|_| more).map(|last| last.id);
    Ok(Notifications { unread: unread(tx, account).await?, notifications, next })
}

/// Marks all of one's own as read up to one that was seen, the newest of them first, and answers the first page. What came after that one
/// stays as it is.
pub async fn read_all(
    tx: &mut Tx,
    now: Timestamp,
    account: AccountId,
    up_to: Option<NotificationId>,
) -> Result<Notifications> {
    log::lock(tx, account.into()).await?;
    for id in store::mark_all_read(tx, account, up_to, (now, READ_AT_ONCE)).await? {
        record(tx, now, account, id).await?;
    }
    list(tx, account, None).await
}

/// Marks one's own as read; again is no change.
pub async fn read(tx: &mut Tx, now: Timestamp, account: AccountId, id: NotificationId) -> Result<Notification> {
    log::lock(tx, account.into()).await?;
    if store::mark_read(tx, account, id, now).await? {
        record(tx, now, account, id).await?;
    }
    match store::own(tx, account, id).await? {
        true => get(tx, id).await?.map_or_else(|| refuse(RefusalCode::NotFound, GONE), Ok),
        false => refuse(RefusalCode::NotFound, GONE),
    }
}

const GONE: &str = "There is no such notification.";
