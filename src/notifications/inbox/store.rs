use super::News;
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::{AccountId, NamedRoom, Notification, NotificationId, NotificationKind, RoomId, Timestamp};

#[derive(sqlx::FromRow)]
struct Row {
    id: NotificationId,
    kind: NotificationKind,
    room: Option<RoomId>,
    name: Option<String>,
    due_at: Option<Timestamp>,
    at: Timestamp,
    read_at: Option<Timestamp>,
}

impl Row {
    fn shown(self) -> Notification {
        let room = self.room.zip(self.name).map(|(id, name)| NamedRoom { id, name });
        Notification {
            id: self.id,
            kind: self.kind,
            room,
            due_at: self.due_at,
            receipt: None,
            at: self.at,
            read_at: self.read_at,
        }
    }
}

/// False when the account was told already.
pub(super) async fn insert(
    tx: &mut Tx,
    id: NotificationId,
    account: AccountId,
    news: &News,
    now: Timestamp,
) -> Result<bool> {
    let inserted = sql!(
        tx,
        execute,
        "INSERT INTO notification (id, account, kind, room, due_at, once_key, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (account, once_key) DO NOTHING",
        id,
        account,
        news.kind,
        news.room,
        news.due_at,
        &news.once,
        now
    )?;
    Ok(inserted == 1)
}

pub(super) async fn get(tx: &mut Tx, id: NotificationId) -> Result<Option<Notification>> {
    let row = sql!(
        tx,
        optional Row,
        "SELECT n.id, n.kind, n.room, r.name, n.due_at, n.at, n.read_at FROM notification n
         LEFT JOIN room r ON r.id = n.room WHERE n.id = $1",
        id
    )?;
    Ok(row.map(Row::shown))
}

pub(super) async fn unread(tx: &mut Tx, account: AccountId) -> Result<i64> {
    let (count,) = sql!(
        tx,
        one(i64,),
        "SELECT CAST(COUNT(*) AS BIGINT) FROM notification WHERE account = $1 AND read_at IS NULL",
        account
    )?;
    Ok(count)
}

/// Newest first: ids grow with time.
pub(super) async fn list(
    tx: &mut Tx,
    account: AccountId,
    before: Option<NotificationId>,
    limit: i64,
) -> Result<Vec<Notification>> {
    let rows = sql!(
        tx,
        all Row,
        "SELECT n.id, n.kind, n.room, r.name, n.due_at, n.at, n.read_at FROM notification n
         LEFT JOIN room r ON r.id = n.room
         WHERE n.account = $1 AND ($2 = '' OR n.id < $2) ORDER BY n.id DESC LIMIT $3",
        account,
        before.map(|id| id.to_string()).unwrap_or_default(),
        limit
    )?;
    Ok(rows.into_iter().map(Row::shown).collect())
}

/// Whether it was unread.
pub(super) async fn mark_read(tx: &mut Tx, account: AccountId, id: NotificationId, now: Timestamp) -> Result<bool> {
    let marked = sql!(
        tx,
        execute,
        "UPDATE notification SET read_at = $3 WHERE id = $1 AND account = $2 AND read_at IS NULL",
        id,
        account,
        now
    )?;
    Ok(marked == 1)
}

pub(super) async fn own(tx: &mut Tx, account: AccountId, id: NotificationId) -> Result<bool> {
    Ok(sql!(tx, optional(String,), "SELECT id FROM notification WHERE id = $1 AND account = $2", id, account)?
        .is_some())
}
