use super::News;
use crate::error::Result;
use crate::notifications::reach::Told;
use crate::storage::{Tx, sql};
use alongside_protocol::{AccountId, NamedRoom, Notification, NotificationId, NotificationKind, RoomId, Timestamp};

#[derive(sqlx::FromRow)]
struct Row {
    id: NotificationId,
    kind: NotificationKind,
    room: Option<RoomId>,
    name: Option<String>,
    due_at: Option<Timestamp>,
    write_by: Option<Timestamp>,
    receipt: Option<String>,
    at: Timestamp,
    read_at: Option<Timestamp>,
}

impl Row {
    fn shown(self) -> Notification {
        let room = self.room.zip(self.name.clone()).map(|(id, name)| NamedRoom { id, name });
        let Self { id, kind, due_at, write_by, receipt, at, read_at, .. } = self;
        Notification { id, kind, room, due_at, write_by, receipt, at, read_at }
    }
}

/// A notification to be stored.
pub(super) struct New<'a> {
    pub id: NotificationId,
    pub account: AccountId,
    pub news: &'a News,
    pub receipt: Option<&'a str>,
    pub hidden: bool,
    pub now: Timestamp,
}

/// False when the account was told already.
pub(super) async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<bool> {
    let inserted = sql!(
        tx,
        execute,
        "INSERT INTO notification (id, account, kind, room, due_at, write_by, once_key, receipt, hidden, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (account, once_key) DO NOTHING",
        new.id,
        new.account,
        new.news.kind,
        new.news.room,
        new.news.due_at,
        new.news.write_by,
        &new.news.once,
        new.receipt,
        new.hidden,
        new.now
    )?;
    Ok(inserted == 1)
}

#[derive(sqlx::FromRow)]
struct ToldRow {
    account: AccountId,
    mailed: i64,
    pushed: i64,
    read_at: Option<Timestamp>,
    seen: i64,
}

/// What became of telling the room's moderators in good standing. Whoever was not told at all is not among them.
pub(super) async fn told_keepers(tx: &mut Tx, room: RoomId, once: &str) -> Result<Vec<(AccountId, Told)>> {
    let rows = sql!(
        tx,
        all ToldRow,
        "SELECT n.account, n.read_at,
             (SELECT CAST(COUNT(*) AS BIGINT) FROM mail_outbox o WHERE o.notification = n.id AND o.state = 'sent') AS mailed,
             (SELECT CAST(COUNT(*) AS BIGINT) FROM push_outbox p WHERE p.notification = n.id AND p.state = 'sent') AS pushed,
             (SELECT CAST(COUNT(*) AS BIGINT) FROM session s
              WHERE s.account = n.account AND s.kind = 'device' AND s.last_seen_at >= n.at) AS seen
         FROM notification n
         JOIN membership m ON m.account = n.account AND m.room = $1 AND m.role = 'moderator' AND m.left_at IS NULL
         JOIN account a ON a.id = n.account AND a.suspended_at IS NULL
         JOIN account_role r ON r.account = a.id AND r.role = 'supporter'
         WHERE n.once_key = $2",
        room,
        once
    )?;
    let told = |row: ToldRow| {
        let told = Told {
            mailed: row.mailed > 0,
            pushed: row.pushed > 0,
            read: row.read_at.is_some(),
            was_there: row.seen > 0,
        };
        (row.account, told)
    };
    Ok(rows.into_iter().map(told).collect())
}

pub(super) async fn get(tx: &mut Tx, id: NotificationId) -> Result<Option<Notification>> {
    let row = sql!(
        tx,
        optional Row,
        "SELECT n.id, n.kind, n.room, r.name, n.due_at, n.write_by, n.receipt, n.at, n.read_at FROM notification n
         LEFT JOIN room r ON r.id = n.room WHERE n.id = $1",
        id
    )?;
    Ok(row.map(Row::shown))
}

pub(super) async fn unread(tx: &mut Tx, account: AccountId) -> Result<i64> {
    let (count,) = sql!(
        tx,
        one(i64,),
        "SELECT CAST(COUNT(*) AS BIGINT) FROM notification WHERE account = $1 AND read_at IS NULL AND hidden = FALSE",
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
        "SELECT n.id, n.kind, n.room, r.name, n.due_at, n.write_by, n.receipt, n.at, n.read_at FROM notification n
         LEFT JOIN room r ON r.id = n.room
         WHERE n.account = $1 AND n.hidden = FALSE AND ($2 = '' OR n.id < $2) ORDER BY n.id DESC LIMIT $3",
        account,
        before.map(|id| id.to_string()).unwrap_or_default(),
        limit
    )?;
    Ok(rows.into_iter().map(Row::shown).collect())
}

/// The newest of those that somebody has not read, up to one of them, in the order in which they were told.
pub(super) async fn mark_all_read(
    tx: &mut Tx,
    account: AccountId,
    up_to: Option<NotificationId>,
    (now, most): (Timestamp, i64),
) -> Result<Vec<NotificationId>> {
    let rows = sql!(
        tx,
        all(NotificationId,),
        "UPDATE notification SET read_at = $4 WHERE id IN (
             SELECT n.id FROM notification n WHERE n.account = $1 AND n.read_at IS NULL AND n.hidden = FALSE
                 AND ($2 = '' OR n.id <= $2) ORDER BY n.id DESC LIMIT $3) RETURNING id",
        account,
        up_to.map(|id| id.to_string()).unwrap_or_default(),
        most,
        now
    )?;
    let mut ids: Vec<NotificationId> = rows.into_iter().map(|(id,)| id).collect();
    ids.sort_unstable();
    Ok(ids)
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
