use super::Slip;
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::{AccountId, NotificationId, NotificationKind, RoomId, Timestamp};

/// Tables of one form: a key, state, attempts, next_at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Mail,
    Push,
    ContactMail,
}

impl Table {
    pub const ALL: &'static [Self] = &[Self::Mail, Self::Push, Self::ContactMail];

    pub fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Push => "push",
            Self::ContactMail => "contact_mail",
        }
    }
}

/// Longest waiting first.
pub(super) async fn due(tx: &mut Tx, table: Table, now: Timestamp, limit: i64) -> Result<Vec<Slip>> {
    let text = match table {
        Table::Mail => {
            "SELECT notification AS key, attempts, next_at FROM mail_outbox
             WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at LIMIT $2"
        }
        Table::Push => {
            "SELECT id AS key, attempts, next_at FROM push_outbox
             WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at LIMIT $2"
        }
        Table::ContactMail => {
            "SELECT answer AS key, attempts, next_at FROM contact_mail
             WHERE state = 'waiting' AND next_at <= $1 ORDER BY next_at LIMIT $2"
        }
    };
    sql!(tx, all Slip, text, now, limit)
}

/// False when another node took it first.
pub(super) async fn lease(tx: &mut Tx, table: Table, slip: &Slip, until: Timestamp) -> Result<bool> {
    let text = match table {
        Table::Mail => {
            "UPDATE mail_outbox SET attempts = attempts + 1, next_at = $3
             WHERE notification = $1 AND state = 'waiting' AND next_at = $2"
        }
        Table::Push => {
            "UPDATE push_outbox SET attempts = attempts + 1, next_at = $3
             WHERE id = $1 AND state = 'waiting' AND next_at = $2"
        }
        Table::ContactMail => {
            "UPDATE contact_mail SET attempts = attempts + 1, next_at = $3
             WHERE answer = $1 AND state = 'waiting' AND next_at = $2"
        }
    };
    Ok(sql!(tx, execute, text, &slip.key, slip.next_at, until)? == 1)
}

/// What came of a try. False when the lease ran out and somebody else tries now.
pub(super) async fn settle(
    tx: &mut Tx,
    table: Table,
    slip: &Slip,
    leased_until: Timestamp,
    state: &str,
    next_at: Timestamp,
) -> Result<bool> {
    let text = match table {
        Table::Mail => {
            "UPDATE mail_outbox SET state = $3, next_at = $4
             WHERE notification = $1 AND state = 'waiting' AND next_at = $2"
        }
        Table::Push => {
            "UPDATE push_outbox SET state = $3, next_at = $4 WHERE id = $1 AND state = 'waiting' AND next_at = $2"
        }
        Table::ContactMail => {
            "UPDATE contact_mail SET state = $3, next_at = $4 WHERE answer = $1 AND state = 'waiting' AND next_at = $2"
        }
    };
    Ok(sql!(tx, execute, text, &slip.key, leased_until, state, next_at)? == 1)
}

/// Nobody needs it any more.
pub(super) async fn forget(tx: &mut Tx, table: Table, slip: &Slip) -> Result<()> {
    let text = match table {
        Table::Mail => "DELETE FROM mail_outbox WHERE notification = $1",
        Table::Push => "DELETE FROM push_outbox WHERE id = $1",
        Table::ContactMail => "DELETE FROM contact_mail WHERE answer = $1",
    };
    sql!(tx, execute, text, &slip.key)?;
    Ok(())
}

pub(super) async fn count(tx: &mut Tx, table: Table, state: &str) -> Result<i64> {
    let text = match table {
        Table::Mail => "SELECT CAST(COUNT(*) AS BIGINT) FROM mail_outbox WHERE state = $1",
        Table::Push => "SELECT CAST(COUNT(*) AS BIGINT) FROM push_outbox WHERE state = $1",
        Table::ContactMail => "SELECT CAST(COUNT(*) AS BIGINT) FROM contact_mail WHERE state = $1",
    };
    Ok(sql!(tx, one(i64,), text, state)?.0)
}

/// Nothing for an account without address.
pub(super) async fn insert_mail(tx: &mut Tx, account: AccountId, id: NotificationId, at: Timestamp) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO mail_outbox (notification, state, attempts, next_at)
         SELECT $1, 'waiting', 0, $2 FROM account WHERE id = $3 AND email IS NOT NULL",
        id,
        at,
        account
    )?;
    Ok(())
}

/// A notification that is about to go out.
pub(crate) struct Told {
    pub account: AccountId,
    pub kind: NotificationKind,
    pub room: Option<RoomId>,
    pub name: Option<String>,
    pub receipt: Option<String>,
    pub due_at: Option<Timestamp>,
    pub write_by: Option<Timestamp>,
    pub at: Timestamp,
    pub read_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct ToldRow {
    account: AccountId,
    kind: String,
    room: Option<RoomId>,
    name: Option<String>,
    receipt: Option<String>,
    due_at: Option<Timestamp>,
    write_by: Option<Timestamp>,
    at: Timestamp,
    read_at: Option<Timestamp>,
}

/// `None` for a kind that this version does not know.
pub(crate) async fn told(tx: &mut Tx, notification: &str) -> Result<Option<Told>> {
    let row = sql!(
        tx,
        optional ToldRow,
        "SELECT n.account, n.kind, n.room, r.name, n.receipt, n.due_at, n.write_by, n.at, n.read_at
         FROM notification n LEFT JOIN room r ON r.id = n.room WHERE n.id = $1",
        notification
    )?;
    let Some(row) = row else { return Ok(None) };
    let ToldRow { account, kind, room, name, receipt, due_at, write_by, at, read_at } = row;
    let Ok(kind) = kind.parse() else { return Ok(None) };
    Ok(Some(Told { account, kind, room, name, receipt, due_at, write_by, at, read_at }))
}

#[cfg(test)]
pub(super) async fn states(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    sql!(tx, all(String, i64), "SELECT state, attempts FROM mail_outbox ORDER BY notification")
}

#[cfg(test)]
pub(super) async fn set_sent(tx: &mut Tx, id: NotificationId) -> Result<()> {
    sql!(tx, execute, "UPDATE mail_outbox SET state = 'sent' WHERE notification = $1", id)?;
    Ok(())
}
