use crate::error::Result;
use crate::rooms::text;
use crate::storage::{Tx, sql};
use alongside_protocol::{
    AccountId, Badge, CertificateKind, Date, MembershipRole, Person, RoomId, Timestamp, http::Member,
};

/// Makes somebody a member, again if they had left. False when they are one already.
pub(super) async fn enter(
    tx: &mut Tx,
    room: RoomId,
    account: AccountId,
    role: MembershipRole,
    accepted: i64,
    now: Timestamp,
) -> Result<bool> {
    let entered = sql!(
        tx,
        execute,
        "INSERT INTO membership (room, account, role, joined_at, guidelines_accepted, read_up_to)
         VALUES ($1, $2, $3, $4, $5, 0)
         ON CONFLICT (room, account) DO UPDATE SET role = excluded.role, joined_at = excluded.joined_at, left_at = NULL,
             guidelines_accepted = CASE WHEN excluded.guidelines_accepted > membership.guidelines_accepted
                 THEN excluded.guidelines_accepted ELSE membership.guidelines_accepted END
         WHERE membership.left_at IS NOT NULL",
        room,
        account,
        role,
        now,
        accepted
    )?;
    Ok(entered == 1)
}

pub(super) async fn leave(tx: &mut Tx, room: RoomId, account: AccountId, now: Timestamp) -> Result<bool> {
    let left = sql!(
        tx,
        execute,
        "UPDATE membership SET left_at = $3, role = 'member', next_expected_at = NULL WHERE room = $1 AND account = $2 AND left_at IS NULL",
        room,
        account,
        now
    )?;
    Ok(left == 1)
}

pub(super) async fn set_role(tx: &mut Tx, room: RoomId, account: AccountId, role: MembershipRole) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE membership SET role = $3, next_expected_at = NULL WHERE room = $1 AND account = $2 AND left_at IS NULL AND role <> $3",
        room,
        account,
        role
    )?;
    Ok(changed == 1)
}

/// Whether it is another than before. Only who moderates the room is expected in it.
pub(super) async fn set_expected(tx: &mut Tx, room: RoomId, account: AccountId, at: Option<Timestamp>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE membership SET next_expected_at = $3
         WHERE room = $1 AND account = $2 AND left_at IS NULL AND role = 'moderator'
             AND COALESCE(next_expected_at, -1) <> COALESCE($3, -1)",
        room,
        account,
        at
    )?;
    Ok(changed == 1)
}

pub(in crate::rooms) async fn accept(tx: &mut Tx, room: RoomId, account: AccountId, version: i64) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE membership SET guidelines_accepted = $3
         WHERE room = $1 AND account = $2 AND left_at IS NULL AND guidelines_accepted < $3",
        room,
        account,
        version
    )?;
    Ok(changed == 1)
}

/// In order of id, as their logs are to be taken.
/// Everybody who moderates a room, in good standing or not.
pub async fn moderators(tx: &mut Tx, room: RoomId) -> Result<Vec<AccountId>> {
    let rows = sql!(
        tx,
        all(AccountId,),
        "SELECT account FROM membership WHERE room = $1 AND role = 'moderator' AND left_at IS NULL ORDER BY account",
        room
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

/// Rooms that somebody moderates, in order of id.
pub(super) async fn moderated_by(tx: &mut Tx, account: AccountId) -> Result<Vec<RoomId>> {
    let rows = sql!(
        tx,
        all(RoomId,),
        "SELECT room FROM membership WHERE account = $1 AND role = 'moderator' AND left_at IS NULL ORDER BY room",
        account
    )?;
    Ok(rows.into_iter().map(|(room,)| room).collect())
}

/// Whether somebody is still in a room that is open, and was not closed since they lost it.
pub(super) async fn may_return(tx: &mut Tx, room: RoomId, account: AccountId, lost_at: Timestamp) -> Result<bool> {
    let found = sql!(
        tx,
        optional(RoomId,),
        "SELECT r.id FROM room r JOIN membership m ON m.room = r.id AND m.account = $2 AND m.left_at IS NULL
         WHERE r.id = $1 AND r.state <> 'closed' AND COALESCE(r.opened_at, r.created_at) <= $3",
        room,
        account,
        lost_at
    )?;
    Ok(found.is_some())
}

#[derive(sqlx::FromRow)]
struct BadgeRow {
    account: AccountId,
    kind: CertificateKind,
    issuer_name: String,
    expires_on: Date,
    checked_on: Date,
}

/// Of those who are peer supporters in good standing by a certificate.
pub async fn badges(tx: &mut Tx, accounts: &[AccountId]) -> Result<Vec<(AccountId, Badge)>> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sql!(
        tx,
        all BadgeRow,
        in accounts,
        "SELECT s.account, c.kind, c.issuer_name, c.expires_on, c.checked_on FROM supporter s
         JOIN account_role r ON r.account = s.account AND r.role = 'supporter'
         JOIN account a ON a.id = s.account AND a.suspended_at IS NULL
         JOIN certificate c ON c.id = s.certificate WHERE s.account IN (LIST)"
    )?;
    let badge = |row: BadgeRow| {
        let BadgeRow { account, kind, issuer_name, expires_on, checked_on } = row;
        (account, Badge { kind, issuer: issuer_name, valid_through: expires_on, checked_on })
    };
    Ok(rows.into_iter().map(badge).collect())
}

pub async fn badge(tx: &mut Tx, account: AccountId) -> Result<Option<Badge>> {
    Ok(badges(tx, &[account]).await?.pop().map(|(_, badge)| badge))
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    id: AccountId,
    alias: String,
    role: MembershipRole,
    joined_at: Timestamp,
}

/// Members whose alias key begins with `alias_key`: moderators first, then who wrote last.
pub(super) async fn beginning(tx: &mut Tx, room: RoomId, alias_key: &str, most: usize) -> Result<Vec<Member>> {
    let rows = sql!(
        tx,
        all MemberRow,
        r"SELECT a.id, a.alias, m.role, m.joined_at FROM membership m JOIN account a ON a.id = m.account
          WHERE m.room = $1 AND m.left_at IS NULL AND a.suspended_at IS NULL AND a.alias_key LIKE $2 ESCAPE '\'
          ORDER BY CASE m.role WHEN 'moderator' THEN 0 ELSE 1 END, m.last_post_at DESC NULLS LAST, a.alias_key LIMIT $3",
        room,
        text::beginning(alias_key),
        most as i64
    )?;
    let member = |row: MemberRow| Member {
        person: Person { id: row.id, alias: row.alias },
        role: row.role,
        joined_at: row.joined_at,
    };
    Ok(rows.into_iter().map(member).collect())
}
