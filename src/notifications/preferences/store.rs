use super::rules::{Choice, Quiet};
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::http::Channel;
use alongside_protocol::{AccountId, NotificationKind};

/// Kinds that this version does not know are left out.
pub(super) async fn choices(tx: &mut Tx, account: AccountId) -> Result<Vec<Choice>> {
    let rows = sql!(
        tx,
        all(String, Channel, bool),
        "SELECT kind, channel, wanted FROM notification_choice WHERE account = $1",
        account
    )?;
    Ok(rows.into_iter().filter_map(|(kind, channel, wanted)| Some((kind.parse().ok()?, channel, wanted))).collect())
}

pub(super) async fn replace(tx: &mut Tx, account: AccountId, choices: &[Choice]) -> Result<()> {
    sql!(tx, execute, "DELETE FROM notification_choice WHERE account = $1", account)?;
    for (kind, channel, wanted) in choices {
        set(tx, account, *kind, *channel, *wanted).await?;
    }
    Ok(())
}

pub(super) async fn set(
    tx: &mut Tx,
    account: AccountId,
    kind: NotificationKind,
    channel: Channel,
    wanted: bool,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO notification_choice (account, kind, channel, wanted) VALUES ($1, $2, $3, $4)
         ON CONFLICT (account, kind, channel) DO UPDATE SET wanted = excluded.wanted",
        account,
        kind,
        channel,
        wanted
    )?;
    Ok(())
}

pub(super) async fn quiet(tx: &mut Tx, account: AccountId) -> Result<Option<Quiet>> {
    let row = sql!(
        tx,
        optional(String, i64, i64),
        "SELECT zone, from_minute, until_minute FROM quiet_hours WHERE account = $1",
        account
    )?;
    Ok(row.and_then(|(zone, from, until)| Quiet::of_minutes(&zone, from, until)))
}

pub(super) async fn set_quiet(tx: &mut Tx, account: AccountId, quiet: Option<&Quiet>) -> Result<()> {
    sql!(tx, execute, "DELETE FROM quiet_hours WHERE account = $1", account)?;
    let Some(quiet) = quiet else { return Ok(()) };
    let (from, until) = quiet.minutes();
    sql!(
        tx,
        execute,
        "INSERT INTO quiet_hours (account, zone, from_minute, until_minute) VALUES ($1, $2, $3, $4)",
        account,
        quiet.zone.name(),
        from,
        until
    )?;
    Ok(())
}
