//! Rows that other slices write, for tests of this one.

use crate::accounts::aliases;
use crate::error::Result;
use crate::log;
use crate::storage::{Tx, sql};
use alongside_protocol::{AccountId, MessageId, MessageState, Role, RoomId, Seq, Settings, Timestamp};

pub async fn insert_account(tx: &mut Tx, now: Timestamp, id: AccountId, alias: &str, roles: &[Role]) -> Result<()> {
    log::create(tx, id.into(), log::StreamKind::Account).await?;
    sql!(
        tx,
        execute,
        "INSERT INTO account (id, alias, alias_key, password_hash, settings, created_at) VALUES ($1, $2, $3, '', $4, $5)",
        id,
        alias,
        aliases::key_of(alias),
        serde_json::to_string(&Settings::default())?,
        now
    )?;
    for role in roles {
        sql!(tx, execute, "INSERT INTO account_role (account, role, granted_at) VALUES ($1, $2, $3)", id, *role, now)?;
    }
    Ok(())
}

pub async fn suspend(tx: &mut Tx, now: Timestamp, id: AccountId) -> Result<()> {
    sql!(tx, execute, "UPDATE account SET suspended_at = $2 WHERE id = $1", id, now).map(drop)
}

/// A message as it lies there, without what posting it would do.
pub async fn insert_message(
    tx: &mut Tx,
    now: Timestamp,
    id: MessageId,
    room: RoomId,
    author: AccountId,
    state: MessageState,
) -> Result<Seq> {
    let seq = log::next_seq(tx, room.into()).await?;
    sql!(
        tx,
        execute,
        "INSERT INTO message (id, room, author, by_moderator, client_id, fingerprint, state, body, revision, posted_at, seq)
         VALUES ($1, $2, $3, $4, $1, '', $5, 'text', $6, $7, $8)",
        id,
        room,
        author,
        false,
        state,
        1_i64,
        now,
        seq
    )?;
    Ok(seq)
}

pub async fn mention(tx: &mut Tx, id: MessageId, account: AccountId, room: RoomId, seq: Seq) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO message_mention (message, account, room, seq) VALUES ($1, $2, $3, $4)",
        id,
        account,
        room,
        seq
    )
    .map(drop)
}

/// Versions of a room's guidelines that somebody is on record for having accepted.
pub async fn acceptances(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<Vec<i64>> {
    let rows = sql!(
        tx,
        all(i64,),
        "SELECT version FROM guidelines_acceptance WHERE room = $1 AND account = $2 ORDER BY version",
        room,
        account
    )?;
    Ok(rows.into_iter().map(|(version,)| version).collect())
}
