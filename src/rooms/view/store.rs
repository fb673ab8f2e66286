use crate::error::Result;
use crate::rooms::rules;
use crate::storage::{Tx, sql};
use alongside_protocol::limits::UNREAD_COUNTED;
use alongside_protocol::{
    AccountId, Badge, CertificateKind, Date, Keeper, Language, Membership, MembershipRole, Person, Rest, RestReason,
    RoomId, RoomInfo, RoomKind, RoomState, Seq, Timestamp,
};

#[derive(sqlx::FromRow)]
struct InfoRow {
    id: RoomId,
    kind: RoomKind,
    state: RoomState,
    name: String,
    description: String,
    language: Language,
    guidelines_version: i64,
    slow_ms: i64,
    created_at: Timestamp,
    rest_reason: Option<RestReason>,
    rest_since: Option<Timestamp>,
    rest_until: Option<Timestamp>,
    warned_at: Option<Timestamp>,
    last_noticed_at: Option<Timestamp>,
    unreached_at: Option<Timestamp>,
}

impl InfoRow {
    fn rest(&self) -> Option<Rest> {
        let reason = self.rest_reason?;
        let unreached = rules::closed_unheard(reason, self.last_noticed_at.or(self.warned_at), self.unreached_at);
        Some(Rest { reason, since: self.rest_since?, until: self.rest_until, unreached })
    }
}

/// Without topics.
pub(super) async fn infos(tx: &mut Tx, rooms: &[RoomId]) -> Result<Vec<RoomInfo>> {
    let rows = sql!(
        tx,
        all InfoRow,
        in rooms,
        "SELECT r.id, r.kind, r.state, r.name, r.description, r.language, r.guidelines_version, r.slow_ms, r.created_at,
             r.rest_reason, r.rest_since, r.rest_until, d.warned_at, d.last_noticed_at, d.unreached_at
         FROM room r LEFT JOIN duty_lapse d ON d.room = r.id AND r.state = 'closed' WHERE r.id IN (LIST)"
    )?;
    let info = |row: InfoRow| RoomInfo {
        rest: row.rest(),
        id: row.id,
        kind: row.kind,
        state: row.state,
        name: row.name,
        description: row.description,
        topics: Vec::new(),
        language: row.language,
        guidelines_version: row.guidelines_version,
        slow_ms: row.slow_ms,
        created_at: row.created_at,
    };
    Ok(rows.into_iter().map(info).collect())
}

/// In each room's own order.
pub(super) async fn topics(tx: &mut Tx, rooms: &[RoomId]) -> Result<Vec<(RoomId, String)>> {
    sql!(
        tx,
        all (RoomId, String),
        in rooms,
        "SELECT room, topic FROM room_topic WHERE room IN (LIST) ORDER BY room, position"
    )
}

#[derive(sqlx::FromRow)]
struct KeeperRow {
    room: RoomId,
    id: AccountId,
    alias: String,
    last_post_at: Option<Timestamp>,
    next_expected_at: Option<Timestamp>,
    kind: Option<CertificateKind>,
    issuer_name: Option<String>,
    expires_on: Option<Date>,
    checked_on: Option<Date>,
}

impl KeeperRow {
    fn badge(&self) -> Option<Badge> {
        Some(Badge {
            kind: self.kind?,
            issuer: self.issuer_name.clone()?,
            valid_through: self.expires_on?,
            checked_on: self.checked_on?,
        })
    }
}

/// Moderators in good standing (policy 1.1) with what their standing rests on, longest first; `here` is not known here.
pub(super) async fn keepers(tx: &mut Tx, rooms: &[RoomId]) -> Result<Vec<(RoomId, Keeper)>> {
    let rows = sql!(
        tx,
        all KeeperRow,
        in rooms,
        "SELECT m.room, a.id, a.alias, m.last_post_at, m.next_expected_at,
             c.kind, c.issuer_name, c.expires_on, c.checked_on FROM membership m
         JOIN account a ON a.id = m.account AND a.suspended_at IS NULL
         JOIN account_role s ON s.account = a.id AND s.role = 'supporter'
         LEFT JOIN supporter q ON q.account = a.id
         LEFT JOIN certificate c ON c.id = q.certificate
         WHERE m.role = 'moderator' AND m.left_at IS NULL AND m.room IN (LIST)
         ORDER BY m.joined_at, a.id"
    )?;
    let keeper = |row: KeeperRow| {
        let badge = row.badge();
        let person = Person { id: row.id, alias: row.alias };
        let KeeperRow { last_post_at, next_expected_at, .. } = row;
        (row.room, Keeper { person, here: false, last_post_at, next_expected_at, badge })
    };
    Ok(rows.into_iter().map(keeper).collect())
}

#[derive(sqlx::FromRow)]
struct MembershipRow {
    room: RoomId,
    role: MembershipRole,
    joined_at: Timestamp,
    guidelines_accepted: i64,
    read_up_to: Seq,
    unread: i64,
    mentions: i64,
}

/// What somebody is in each of the rooms. Messages of people whom they block count only where they moderate, since only
/// there they see them.
pub(super) async fn memberships(
    tx: &mut Tx,
    account: AccountId,
    rooms: &[RoomId],
) -> Result<Vec<(RoomId, Membership)>> {
    let rows = sql!(
        tx,
        all MembershipRow,
        in rooms,
        "SELECT m.room, m.role, m.joined_at, m.guidelines_accepted, m.read_up_to,
             (SELECT COUNT(*) FROM (SELECT 1 FROM message x
              WHERE x.room = m.room AND x.seq > m.read_up_to AND x.state = 'visible' AND x.author <> m.account
                  AND (m.role = 'moderator' OR NOT EXISTS (SELECT 1 FROM hidden_person h
                      WHERE h.account = m.account AND h.other = x.author AND h.kind = 'blocked'))
              LIMIT $2) AS counted) AS unread,
             (SELECT COUNT(*) FROM (SELECT 1 FROM message_mention n JOIN message x ON x.id = n.message
              WHERE n.account = m.account AND n.room = m.room AND n.seq > m.read_up_to
                  AND x.state = 'visible' AND x.author <> m.account
                  AND (m.role = 'moderator' OR NOT EXISTS (SELECT 1 FROM hidden_person h
                      WHERE h.account = m.account AND h.other = x.author AND h.kind = 'blocked'))
              LIMIT $2) AS counted) AS mentions
         FROM membership m WHERE m.account = $1 AND m.left_at IS NULL AND m.room IN (LIST)",
        account,
        UNREAD_COUNTED as i64
    )?;
    let membership = |row: MembershipRow| {
        let membership = Membership {
            role: row.role,
            joined_at: row.joined_at,
            guidelines_accepted: row.guidelines_accepted,
            read_up_to: row.read_up_to,
            unread: row.unread,
            mentions: row.mentions,
        };
        (row.room, membership)
    };
    Ok(rows.into_iter().map(membership).collect())
}

/// The other person of each one-to-one room, also when they have left.
pub(super) async fn peers(tx: &mut Tx, account: AccountId, rooms: &[RoomId]) -> Result<Vec<(RoomId, Person)>> {
    let rows = sql!(
        tx,
        all (RoomId, AccountId, String),
        in rooms,
        "SELECT m.room, a.id, a.alias FROM membership m JOIN account a ON a.id = m.account
         JOIN room r ON r.id = m.room AND r.kind = 'direct'
         WHERE m.account <> $1 AND m.room IN (LIST)",
        account
    )?;
    Ok(rows.into_iter().map(|(room, id, alias)| (room, Person { id, alias })).collect())
}

/// Rooms that somebody is in, those with the newest message first.
pub(super) async fn rooms_of(tx: &mut Tx, account: AccountId) -> Result<Vec<RoomId>> {
    let rows = sql!(
        tx,
        all (RoomId,),
        "SELECT m.room FROM membership m JOIN room r ON r.id = m.room AND r.archived_at IS NULL
         WHERE m.account = $1 AND m.left_at IS NULL
         ORDER BY COALESCE((SELECT x.posted_at FROM message x WHERE x.room = r.id ORDER BY x.seq DESC LIMIT 1), r.created_at) DESC, r.id",
        account
    )?;
    Ok(rows.into_iter().map(|(room,)| room).collect())
}

/// Of one-to-one rooms, when each was opened and the newest message was written.
pub(super) async fn last_messages(
    tx: &mut Tx,
    rooms: &[RoomId],
) -> Result<Vec<(RoomId, (Timestamp, Option<Timestamp>))>> {
    let rows = sql!(
        tx,
        all(RoomId, Timestamp, Option<Timestamp>),
        in rooms,
        "SELECT r.id, COALESCE(r.opened_at, r.created_at),
             (SELECT m.posted_at FROM message m WHERE m.room = r.id ORDER BY m.seq DESC LIMIT 1)
         FROM room r WHERE r.id IN (LIST)"
    )?;
    Ok(rows.into_iter().map(|(room, opened_at, last_at)| (room, (opened_at, last_at))).collect())
}
