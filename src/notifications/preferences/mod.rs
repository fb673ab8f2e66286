//! How people want to be told: by kind and channel, and in which hours.

pub mod rules;
mod store;

use super::kinds;
use crate::accounts::Caller;
use crate::error::Result;
use crate::storage::Tx;
use alongside_protocol::http::{ChangeNotificationPreferences, Channel, NotificationPreferences};
use alongside_protocol::{AccountId, NotificationKind, Timestamp};
use rules::{Choice, Quiet, is_on, kept, shown};

/// What a server can do beside telling in the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Able {
    pub mail: bool,
    pub push: bool,
}

/// How one kind goes to one account now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ways {
    pub in_app: bool,
    pub mail: bool,
    pub push: bool,
    /// When mail and push may go.
    pub rings_at: Timestamp,
}

pub async fn ways(tx: &mut Tx, now: Timestamp, account: AccountId, kind: NotificationKind) -> Result<Ways> {
    let choices = store::choices(tx, account).await?;
    let on = |channel| is_on(&choices, kind, channel);
    let rings_at = if kinds::of(kind).urgent { now } else { rings_at(tx, now, account).await? };
    Ok(Ways { in_app: on(Channel::InApp), mail: on(Channel::Mail), push: on(Channel::Push), rings_at })
}

async fn rings_at(tx: &mut Tx, now: Timestamp, account: AccountId) -> Result<Timestamp> {
    Ok(store::quiet(tx, account).await?.map_or(now, |quiet| quiet.rings_at(now)))
}

/// All of them, as their owner sees them.
pub async fn load(tx: &mut Tx, account: AccountId, able: Able) -> Result<NotificationPreferences> {
    let choices = store::choices(tx, account).await?;
    let mailed = able.mail && crate::accounts::mailbox(tx, account).await?.is_some();
    Ok(NotificationPreferences {
        kinds: NotificationKind::ALL.iter().map(|kind| shown(&choices, *kind)).collect(),
        quiet: store::quiet(tx, account).await?.map(|quiet| quiet.shown()),
        mail: mailed,
        push: able.push,
    })
}

/// Replaces all of them. What waits to be sent looks at them again when its time comes.
pub async fn change(tx: &mut Tx, caller: &Caller, wanted: &ChangeNotificationPreferences) -> Result<()> {
    let choices: Vec<Choice> = kept(&wanted.kinds)?;
    let quiet = wanted.quiet.as_ref().map(Quiet::parse).transpose()?;
    store::replace(tx, caller.account, &choices).await?;
    store::set_quiet(tx, caller.account, quiet.as_ref()).await
}

/// Turns off the mails of one kind: the link in such a mail was pressed. What cannot be turned off stays.
pub async fn stop_mail(tx: &mut Tx, account: AccountId, kind: NotificationKind) -> Result<()> {
    if kinds::of(kind).is_fixed(Channel::Mail) {
        return Ok(());
    }
    store::set(tx, account, kind, Channel::Mail, false).await
}
