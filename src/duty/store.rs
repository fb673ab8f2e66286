use super::record::Told;
use super::rules::{Beat, Facts, Lapse, Outage, closed_unreached};
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::{
    AccountId, DutyStage, LeaveId, NamedRoom, Person, Rest, RestReason, RoomId, RoomKind, RoomState, Timestamp,
    http::{DutyStageDone, ReliefState},
};
use std::collections::{HashMap, HashSet};

#[derive(sqlx::FromRow)]
struct FactsRow {
    id: RoomId,
    name: String,
    kind: RoomKind,
    state: RoomState,
    opened_at: Timestamp,
    moderated_since: Option<Timestamp>,
    leave_ended_at: Option<Timestamp>,
    last_qualifying_post_at: Option<Timestamp>,
    rest_reason: Option<RestReason>,
    rest_since: Option<Timestamp>,
    rest_until: Option<Timestamp>,
    lapse: Option<Timestamp>,
    reached: Option<DutyStage>,
    warned_at: Option<Timestamp>,
    last_noticed_at: Option<Timestamp>,
    unreached_at: Option<Timestamp>,
    moderators: i64,
    away: i64,
    back_at: Option<Timestamp>,
}

/// One room as the rules see it.
pub(super) struct Known {
    pub room: NamedRoom,
    pub facts: Facts,
}

impl FactsRow {
    fn known(self) -> Known {
        let lapse = self.lapse.zip(self.reached).map(|(start, reached)| Lapse {
            start,
            reached,
            warned_at: self.warned_at,
            last_noticed_at: self.last_noticed_at,
            // A server that does not know this column leaves it as an earlier lapse had it.
            unreached_at: self.unreached_at.filter(|at| *at > start),
        });
        let rest = self.rest_reason.zip(self.rest_since);
        let facts = Facts {
            kind: self.kind,
            state: self.state,
            opened_at: self.opened_at,
            moderated_since: self.moderated_since,
            leave_ended_at: self.leave_ended_at,
            last_post_at: self.last_qualifying_post_at,
            moderators: self.moderators.try_into().unwrap_or(u32::MAX),
            away_until: self.back_at.filter(|_| self.away == self.moderators),
            rest: rest.map(|(reason, since)| Rest {
                reason,
                since,
                until: self.rest_until,
                unreached: closed_unreached(reason, lapse.as_ref()),
            }),
            lapse,
            unheard: false,
        };
        Known { room: NamedRoom { id: self.id, name: self.name }, facts }
    }
}

/// What the rules look at, of rooms in `$2 < id`, or of one room, or of those that `$2` moderates. A moderator in good
/// standing is a supporter whose account is not suspended (policy 1.1). Few rooms have somebody away: who is away is looked
/// for in those only.
macro_rules! facts {
    ($which:literal) => {
        concat!(
            "SELECT r.id, r.name, r.kind, r.state, COALESCE(r.opened_at, r.created_at) AS opened_at, r.moderated_since,
                 r.leave_ended_at, r.last_qualifying_post_at, r.rest_reason, r.rest_since, r.rest_until,
                 d.lapse, d.reached, d.warned_at, d.last_noticed_at, d.unreached_at,
                 (SELECT COUNT(*) FROM membership m
                  JOIN account a ON a.id = m.account AND a.suspended_at IS NULL
                  JOIN account_role s ON s.account = a.id AND s.role = 'supporter'
                  WHERE m.room = r.id AND m.role = 'moderator' AND m.left_at IS NULL) AS moderators,
                 CASE WHEN v.room IS NULL THEN 0 ELSE
                 (SELECT COUNT(*) FROM membership m
                  JOIN account a ON a.id = m.account AND a.suspended_at IS NULL
                  JOIN account_role s ON s.account = a.id AND s.role = 'supporter'
                  JOIN duty_leave l ON l.room = m.room AND l.account = m.account AND l.ended_at IS NULL
                      AND l.from_at <= $1 AND l.ends_at > $1
                  WHERE m.room = r.id AND m.role = 'moderator' AND m.left_at IS NULL) END AS away,
                 CASE WHEN v.room IS NULL THEN NULL ELSE
                 (SELECT MIN(l.ends_at) FROM duty_leave l
                  JOIN membership m ON m.room = l.room AND m.account = l.account
                      AND m.role = 'moderator' AND m.left_at IS NULL
                  JOIN account a ON a.id = m.account AND a.suspended_at IS NULL
                  JOIN account_role s ON s.account = a.id AND s.role = 'supporter'
                  WHERE l.room = r.id AND l.ended_at IS NULL AND l.from_at <= $1 AND l.ends_at > $1) END AS back_at
             FROM room r LEFT JOIN duty_lapse d ON d.room = r.id
             LEFT JOIN (SELECT DISTINCT l.room FROM duty_leave l
                 WHERE l.ended_at IS NULL AND l.from_at <= $1 AND l.ends_at > $1) AS v ON v.room = r.id
             WHERE r.kind <> 'direct' AND r.archived_at IS NULL AND ",
            $which
        )
    };
}

/// A page of rooms, in order of id.
pub(super) async fn page(tx: &mut Tx, now: Timestamp, after: &str, limit: i64) -> Result<Vec<Known>> {
    let rows = sql!(tx, all FactsRow, facts!("r.id > $2 ORDER BY r.id LIMIT $3"), now, after, limit)?;
    Ok(rows.into_iter().map(FactsRow::known).collect())
}

/// `None` for a one-to-one or archived room too.
pub(super) async fn facts(tx: &mut Tx, now: Timestamp, room: RoomId) -> Result<Option<Known>> {
    Ok(sql!(tx, optional FactsRow, facts!("r.id = $2"), now, room)?.map(FactsRow::known))
}

/// Of the rooms that somebody moderates.
pub(super) async fn moderated_by(tx: &mut Tx, now: Timestamp, account: AccountId) -> Result<Vec<Known>> {
    let rows = sql!(
        tx,
        all FactsRow,
        facts!("r.id IN (SELECT k.room FROM membership k WHERE k.account = $2 AND k.role = 'moderator' AND k.left_at IS NULL)"),
        now,
        account
    )?;
    Ok(rows.into_iter().map(FactsRow::known).collect())
}

/// Writes a stage of a lapse. False when it is there: somebody else was first.
pub(super) async fn insert_stage(tx: &mut Tx, room: RoomId, lapse: &Lapse, now: Timestamp, told: Told) -> Result<bool> {
    let inserted = sql!(
        tx,
        execute,
        "INSERT INTO duty_stage (room, lapse, stage, at, closes_at, write_by) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (room, lapse, stage) DO NOTHING",
        room,
        lapse.start,
        lapse.reached,
        now,
        told.closes_at,
        told.write_by
    )?;
    if inserted == 0 {
        return Ok(false);
    }
    sql!(
        tx,
        execute,
        "INSERT INTO duty_lapse (room, lapse, reached, warned_at, last_noticed_at, unreached_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (room) DO UPDATE SET lapse = excluded.lapse, reached = excluded.reached, warned_at = excluded.warned_at,
             last_noticed_at = excluded.last_noticed_at, unreached_at = excluded.unreached_at",
        room,
        lapse.start,
        lapse.reached,
        lapse.warned_at,
        lapse.last_noticed_at,
        lapse.unreached_at
    )?;
    Ok(true)
}

/// A notice of this lapse reached nobody. False when somebody else noted it first.
pub(super) async fn set_unreached(
    tx: &mut Tx,
    room: RoomId,
    (lapse, noticed_at): (Timestamp, Timestamp),
    now: Timestamp,
) -> Result<bool> {
    let noted = sql!(
        tx,
        execute,
        "UPDATE duty_lapse SET unreached_at = $4
         WHERE room = $1 AND lapse = $2 AND (unreached_at IS NULL OR unreached_at <= $3)",
        room,
        lapse,
        noticed_at,
        now
    )?;
    Ok(noted == 1)
}

/// Closures for silence, of any room, in a time.
pub(super) async fn closures(tx: &mut Tx, after: Timestamp, until: Timestamp) -> Result<i64> {
    let (count,) = sql!(
        tx,
        one(i64,),
        "SELECT CAST(COUNT(*) AS BIGINT) FROM duty_stage WHERE stage = 'closed' AND at > $1 AND at <= $2",
        after,
        until
    )?;
    Ok(count)
}

/// A moment that may not be there.
type Maybe = (Option<Timestamp>,);

/// The last closure of a room by these rules before an instant.
pub(super) async fn closed_before(tx: &mut Tx, room: RoomId, before: Timestamp) -> Result<Option<Timestamp>> {
    let (at,) = sql!(
        tx,
        one Maybe,
        "SELECT MAX(at) FROM duty_stage WHERE room = $1 AND stage = 'closed' AND at < $2",
        room,
        before
    )?;
    Ok(at)
}

/// Each closure by these rules since an instant.
pub(super) async fn closures_since(tx: &mut Tx, after: Timestamp) -> Result<Vec<Timestamp>> {
    let rows = sql!(tx, all(Timestamp,), "SELECT at FROM duty_stage WHERE stage = 'closed' AND at > $1", after)?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

/// What happened in a room, newest first.
pub(super) async fn stages_of(tx: &mut Tx, room: RoomId, limit: i64) -> Result<Vec<DutyStageDone>> {
    let rows = sql!(
        tx,
        all(DutyStage, Timestamp, Timestamp, Option<Timestamp>, Option<Timestamp>),
        "SELECT stage, at, lapse, closes_at, write_by FROM duty_stage WHERE room = $1 ORDER BY at DESC, lapse DESC, stage LIMIT $2",
        room,
        limit
    )?;
    let mut done: Vec<DutyStageDone> = rows
        .into_iter()
        .map(|(stage, at, silent_since, closes_at, write_by)| DutyStageDone {
            stage,
            at,
            silent_since,
            closes_at,
            write_by,
        })
        .collect();
    // Catching up does several at one instant.
    done.sort_by_key(|one| std::cmp::Reverse((one.at, one.silent_since, one.stage)));
    Ok(done)
}

pub(super) async fn open_rooms(tx: &mut Tx) -> Result<i64> {
    let (count,) = sql!(
        tx,
        one(i64,),
        "SELECT CAST(COUNT(*) AS BIGINT) FROM room WHERE kind IN ('public', 'group') AND state IN ('open', 'read_only')"
    )?;
    Ok(count)
}

pub(super) async fn archive(tx: &mut Tx, room: RoomId, now: Timestamp) -> Result<()> {
    sql!(tx, execute, "UPDATE room SET archived_at = $2 WHERE id = $1", room, now)?;
    Ok(())
}

/// The clock begins anew: somebody found the room, or came back.
pub(super) async fn begin_anew(tx: &mut Tx, room: RoomId, reason: RestReason, now: Timestamp) -> Result<()> {
    let text = match reason {
        RestReason::Leave => "UPDATE room SET leave_ended_at = $2 WHERE id = $1",
        _ => "UPDATE room SET moderated_since = $2 WHERE id = $1",
    };
    sql!(tx, execute, text, room, now)?;
    Ok(())
}

// Time ----------------------------------------------------------------------------------------------

/// Keeps other nodes from looking at the same time.
pub(super) async fn lock_beat(tx: &mut Tx, now: Timestamp) -> Result<()> {
    sql!(tx, execute, "INSERT INTO duty_beat (one, at) VALUES (1, $1) ON CONFLICT (one) DO NOTHING", now)?;
    sql!(tx, execute, "UPDATE duty_beat SET at = at WHERE one = 1")?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct BeatRow {
    at: Timestamp,
    unsteady_until: Option<Timestamp>,
}

pub(super) async fn beat(tx: &mut Tx) -> Result<Option<Beat>> {
    let row = sql!(tx, optional BeatRow, "SELECT at, unsteady_until FROM duty_beat WHERE one = 1")?;
    Ok(row.map(|row| Beat { at: row.at, unsteady_until: row.unsteady_until }))
}

pub(super) async fn set_beat(tx: &mut Tx, beat: &Beat) -> Result<()> {
    sql!(tx, execute, "UPDATE duty_beat SET at = $1, unsteady_until = $2 WHERE one = 1", beat.at, beat.unsteady_until)?;
    Ok(())
}

pub(super) async fn insert_outage(tx: &mut Tx, outage: &Outage) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO duty_outage (began_at, ended_at) VALUES ($1, $2) ON CONFLICT (began_at) DO NOTHING",
        outage.began_at,
        outage.ended_at
    )?;
    Ok(())
}

pub(super) async fn outages(tx: &mut Tx, ended_after: Timestamp, limit: i64) -> Result<Vec<Outage>> {
    let rows = sql!(
        tx,
        all(Timestamp, Timestamp),
        "SELECT began_at, ended_at FROM duty_outage WHERE ended_at > $1 ORDER BY ended_at DESC LIMIT $2",
        ended_after,
        limit
    )?;
    Ok(rows.into_iter().map(|(began_at, ended_at)| Outage { began_at, ended_at }).collect())
}

/// The clock was ahead and is not any more: what was noted for later than now happened by now.
pub(super) async fn forget_the_future(tx: &mut Tx, now: Timestamp) -> Result<()> {
    for text in [
        "DELETE FROM duty_outage WHERE began_at >= $1",
        "UPDATE duty_outage SET ended_at = $1 WHERE ended_at > $1",
        "UPDATE room SET last_qualifying_post_at = $1 WHERE last_qualifying_post_at > $1",
        "UPDATE room SET opened_at = $1 WHERE COALESCE(opened_at, created_at) > $1",
        "UPDATE room SET moderated_since = $1 WHERE moderated_since > $1",
        "UPDATE room SET leave_ended_at = $1 WHERE leave_ended_at > $1",
        "UPDATE room SET rest_since = $1 WHERE rest_since > $1",
        "UPDATE duty_lapse SET warned_at = $1 WHERE warned_at > $1",
        "UPDATE duty_lapse SET last_noticed_at = $1 WHERE last_noticed_at > $1",
        "UPDATE supporter SET attested_at = $1 WHERE attested_at > $1",
        "UPDATE supporter SET since = $1 WHERE since > $1",
        "UPDATE supporter SET reminded_for = NULL, reminded = NULL WHERE reminded_for - reminded > $1",
        "UPDATE supporter SET agreement_reminded_for = NULL, agreement_reminded = NULL
         WHERE agreement_reminded_for - agreement_reminded > $1",
        "UPDATE certificate SET decided_at = $1 WHERE decided_at > $1",
        "UPDATE agreement SET published_at = $1 WHERE published_at > $1",
        "UPDATE duty_lapse SET unreached_at = $1 WHERE unreached_at > $1",
    ] {
        sql!(tx, execute, text, now)?;
    }
    Ok(())
}

// People --------------------------------------------------------------------------------------------

pub(super) async fn staff(tx: &mut Tx) -> Result<Vec<AccountId>> {
    let rows = sql!(
        tx,
        all(AccountId,),
        "SELECT r.account FROM account_role r JOIN account a ON a.id = r.account AND a.suspended_at IS NULL
         WHERE r.role = 'staff' ORDER BY r.account"
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

#[derive(sqlx::FromRow)]
struct KeeperRow {
    room: RoomId,
    account: AccountId,
    alias: String,
}

/// Who moderates rooms in good standing: of all of them, or of `$1` and the list. In order of alias.
macro_rules! keepers {
    ($which:literal) => {
        concat!(
            "SELECT m.room, m.account, a.alias FROM membership m
             JOIN account a ON a.id = m.account AND a.suspended_at IS NULL
             JOIN account_role s ON s.account = a.id AND s.role = 'supporter'
             JOIN room r ON r.id = m.room AND r.kind <> 'direct' AND r.archived_at IS NULL
             WHERE m.role = 'moderator' AND m.left_at IS NULL",
            $which,
            " ORDER BY a.alias_key, m.room"
        )
    };
}

/// By room; those without any are left out.
pub(super) async fn keepers(tx: &mut Tx) -> Result<HashMap<RoomId, Vec<Person>>> {
    Ok(by_room(sql!(tx, all KeeperRow, keepers!(""))?))
}

pub(super) async fn keepers_of(tx: &mut Tx, rooms: &[RoomId]) -> Result<HashMap<RoomId, Vec<Person>>> {
    if rooms.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(by_room(sql!(tx, all KeeperRow, in rooms, keepers!(" AND m.room IN (LIST)"))?))
}

fn by_room(rows: Vec<KeeperRow>) -> HashMap<RoomId, Vec<Person>> {
    let mut keepers: HashMap<RoomId, Vec<Person>> = HashMap::new();
    for row in rows {
        keepers.entry(row.room).or_default().push(Person { id: row.account, alias: row.alias });
    }
    keepers
}

// Leave ---------------------------------------------------------------------------------------------

#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct LeaveRow {
    pub id: LeaveId,
    pub room: RoomId,
    pub name: String,
    pub account: AccountId,
    pub alias: String,
    pub from_at: Timestamp,
    pub until_at: Timestamp,
    pub ends_at: Timestamp,
    pub relief: Option<AccountId>,
    pub relief_alias: Option<String>,
    pub relief_state: ReliefState,
    pub relieving: bool,
}

impl LeaveRow {
    /// As it was planned.
    pub(super) fn time(&self) -> (Timestamp, Timestamp) {
        (self.from_at, self.until_at)
    }

    pub(super) fn relief(&self) -> Option<Person> {
        self.relief.zip(self.relief_alias.clone()).map(|(id, alias)| Person { id, alias })
    }
}

macro_rules! leaves {
    ($which:literal) => {
        concat!(
            "SELECT l.id, l.room, r.name, l.account, a.alias, l.from_at, l.until_at, l.ends_at, l.relief,
                 b.alias AS relief_alias, l.relief_state, l.relieving
             FROM duty_leave l JOIN room r ON r.id = l.room JOIN account a ON a.id = l.account
             LEFT JOIN account b ON b.id = l.relief WHERE l.ended_at IS NULL AND ",
            $which
        )
    };
}

pub(super) async fn insert_leave(tx: &mut Tx, leave: &LeaveRow, now: Timestamp) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO duty_leave (id, room, account, from_at, until_at, ends_at, relief, relief_state, relieving, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        leave.id,
        leave.room,
        leave.account,
        leave.from_at,
        leave.until_at,
        leave.ends_at,
        leave.relief,
        leave.relief_state,
        leave.relieving,
        now
    )?;
    Ok(())
}

/// One that has not ended.
pub(super) async fn leave(tx: &mut Tx, id: LeaveId) -> Result<Option<LeaveRow>> {
    sql!(tx, optional LeaveRow, leaves!("l.id = $1"), id)
}

/// Somebody's own, and those with them as relief who has not said no.
pub(super) async fn leaves_of(tx: &mut Tx, account: AccountId) -> Result<Vec<LeaveRow>> {
    sql!(
        tx,
        all LeaveRow,
        leaves!("(l.account = $1 OR l.relief = $1 AND l.relief_state <> 'declined') ORDER BY l.from_at, l.id"),
        account
    )
}

/// Somebody's own of one room.
pub(super) async fn leaves_in(tx: &mut Tx, room: RoomId, account: AccountId) -> Result<Vec<LeaveRow>> {
    sql!(tx, all LeaveRow, leaves!("l.room = $1 AND l.account = $2 ORDER BY l.from_at"), room, account)
}

/// When somebody is away from a room, as planned, or was since an instant, and whether a relief has said yes to it: a leave
/// that was ended early was as long as it lasted.
pub(super) async fn times_away(
    tx: &mut Tx,
    room: RoomId,
    account: AccountId,
    since: Timestamp,
) -> Result<Vec<(Timestamp, Timestamp, ReliefState)>> {
    sql!(
        tx,
        all(Timestamp, Timestamp, ReliefState),
        "SELECT from_at, COALESCE(ended_at, until_at), relief_state FROM duty_leave
         WHERE room = $1 AND account = $2
             AND (ended_at IS NULL OR ended_at > $3 AND ended_at > from_at AND ends_at > from_at) ORDER BY from_at",
        room,
        account,
        since
    )
}

/// Leaves whose relief should begin or end, that are over, or whose end is not what people expect.
pub(super) async fn leaves_to_change(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<(LeaveId, RoomId)>> {
    sql!(
        tx,
        all(LeaveId, RoomId),
        "SELECT l.id, l.room FROM duty_leave l WHERE l.ended_at IS NULL
             AND (l.ends_at <= $1 OR l.relief_state = 'accepted' AND l.relieving = FALSE AND l.from_at <= $1
                 OR l.from_at <= $1 AND EXISTS (SELECT 1 FROM membership m WHERE m.room = l.room AND m.account = l.account
                     AND m.left_at IS NULL AND m.role = 'moderator' AND COALESCE(m.next_expected_at, -1) <> l.ends_at))
         ORDER BY l.id LIMIT $2",
        now,
        limit
    )
}

/// Every leave of a room that has not ended, of those that begin before an instant.
pub(super) async fn leaves_before(tx: &mut Tx, until: Timestamp) -> Result<Vec<LeaveRow>> {
    sql!(tx, all LeaveRow, leaves!("l.from_at <= $1 AND r.archived_at IS NULL ORDER BY l.from_at, l.id"), until)
}

/// Of one room, those that have not ended.
pub(super) async fn leaves_of_room(tx: &mut Tx, room: RoomId) -> Result<Vec<LeaveRow>> {
    sql!(tx, all LeaveRow, leaves!("l.room = $1 ORDER BY l.from_at, l.id"), room)
}

/// Leaves of people who keep their room no more; they end with the next look.
pub(super) async fn leaves_without_keeper(tx: &mut Tx) -> Result<HashSet<LeaveId>> {
    let rows = sql!(
        tx,
        all(LeaveId,),
        "SELECT l.id FROM duty_leave l WHERE l.ended_at IS NULL AND NOT EXISTS (
             SELECT 1 FROM membership m WHERE m.room = l.room AND m.account = l.account
                 AND m.role = 'moderator' AND m.left_at IS NULL)"
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Of those who have accepted to stand in, the ones that may.
pub(super) async fn reliefs_in_good_standing(tx: &mut Tx) -> Result<HashSet<AccountId>> {
    let rows = sql!(
        tx,
        all(AccountId,),
        "SELECT DISTINCT l.relief FROM duty_leave l
         JOIN account a ON a.id = l.relief AND a.suspended_at IS NULL
         JOIN account_role s ON s.account = a.id AND s.role = 'supporter'
         WHERE l.ended_at IS NULL AND l.relief_state = 'accepted'"
    )?;
    Ok(rows.into_iter().map(|(account,)| account).collect())
}

pub(super) async fn set_relief(tx: &mut Tx, id: LeaveId, state: ReliefState, ends_at: Timestamp) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE duty_leave SET relief_state = $2, ends_at = $3, relieving = (relieving AND $2 <> 'declined') WHERE id = $1",
        id,
        state,
        ends_at
    )?;
    Ok(())
}

pub(super) async fn set_relieving(tx: &mut Tx, id: LeaveId) -> Result<()> {
    sql!(tx, execute, "UPDATE duty_leave SET relieving = TRUE WHERE id = $1", id)?;
    Ok(())
}

pub(super) async fn pause_reliefs(tx: &mut Tx, relief: AccountId) -> Result<Vec<RoomId>> {
    let rows = sql!(
        tx,
        all(RoomId,),
        "UPDATE duty_leave SET relieving = FALSE WHERE relief = $1 AND relieving = TRUE AND ended_at IS NULL RETURNING room",
        relief
    )?;
    Ok(rows.into_iter().map(|(room,)| room).collect())
}

pub(super) async fn end_leave(tx: &mut Tx, id: LeaveId, now: Timestamp) -> Result<()> {
    sql!(tx, execute, "UPDATE duty_leave SET ended_at = $2 WHERE id = $1", id, now)?;
    Ok(())
}

#[cfg(test)]
pub(super) async fn all_stages(tx: &mut Tx) -> Result<Vec<(RoomId, Timestamp, DutyStage)>> {
    sql!(tx, all(RoomId, Timestamp, DutyStage), "SELECT room, lapse, stage FROM duty_stage ORDER BY at, lapse")
}

#[cfg(test)]
pub(super) async fn all_notices(tx: &mut Tx) -> Result<i64> {
    Ok(sql!(tx, one(i64,), "SELECT CAST(COUNT(*) AS BIGINT) FROM notification")?.0)
}
