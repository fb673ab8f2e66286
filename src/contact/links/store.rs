use super::Place;
use super::rules::Known;
use crate::error::Result;
use crate::storage::{Tx, sql};
use alongside_protocol::http::{LinkFault, LinkPlace, LinkPlaceKind, LinkState};
use alongside_protocol::{LinkId, NamedRoom, RoomId, Timestamp};

/// Places of one link that are shown.
const PLACES: i64 = 20;

#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Row {
    pub id: LinkId,
    pub url: String,
    pub host: String,
    pub state: LinkState,
    pub fault: Option<LinkFault>,
    status: Option<i64>,
    failures: i64,
    failing_since: Option<Timestamp>,
    pub since: Timestamp,
    pub checked_at: Option<Timestamp>,
}

impl Row {
    pub(super) fn known(&self) -> Known {
        Known {
            state: self.state,
            failures: self.failures,
            failing_since: self.failing_since,
            since: self.since,
            fault: self.fault,
            status: self.status.and_then(|status| status.try_into().ok()),
        }
    }
}

macro_rules! rows {
    ($which:literal) => {
        concat!(
            "SELECT id, url, host, state, fault, status, failures, failing_since, since, checked_at FROM link WHERE ",
            $which
        )
    };
}

/// What a room says about itself.
#[derive(sqlx::FromRow)]
pub(super) struct TextRow {
    pub id: String,
    pub description: String,
    /// JSON.
    pub rules: String,
}

/// Of rooms that are found, in order of id. `REPLACE` finds a part on both engines.
pub(super) async fn room_texts(tx: &mut Tx, after: &str, limit: i64) -> Result<Vec<TextRow>> {
    sql!(
        tx,
        all TextRow,
        "SELECT r.id, r.description, g.rules FROM room r
         JOIN guidelines g ON g.room = r.id AND g.version = r.guidelines_version
         WHERE r.id > $1 AND r.kind <> 'direct' AND r.state <> 'closed'
             AND (REPLACE(r.description, '://', '') <> r.description OR REPLACE(g.rules, '://', '') <> g.rules)
         ORDER BY r.id LIMIT $2",
        after,
        limit
    )
}

pub(super) async fn all(tx: &mut Tx) -> Result<Vec<(String, LinkId)>> {
    sql!(tx, all(String, LinkId), "SELECT url, id FROM link")
}

/// The id under which it is known now: another node may have been first.
pub(super) async fn insert(
    tx: &mut Tx,
    id: LinkId,
    url: &str,
    host: &str,
    now: Timestamp,
    first: Timestamp,
) -> Result<LinkId> {
    sql!(
        tx,
        execute,
        "INSERT INTO link (id, url, host, state, failures, since, next_at) VALUES ($1, $2, $3, 'unchecked', 0, $4, $5)
         ON CONFLICT (url) DO NOTHING",
        id,
        url,
        host,
        now,
        first
    )?;
    Ok(sql!(tx, one(LinkId,), "SELECT id FROM link WHERE url = $1", url)?.0)
}

pub(super) async fn delete(tx: &mut Tx, id: LinkId) -> Result<()> {
    sql!(tx, execute, "DELETE FROM link_place WHERE link = $1", id)?;
    sql!(tx, execute, "DELETE FROM link WHERE id = $1", id)?;
    Ok(())
}

pub(super) async fn places(tx: &mut Tx, id: LinkId) -> Result<Vec<Place>> {
    sql!(tx, all(LinkPlaceKind, String), "SELECT kind, place FROM link_place WHERE link = $1", id)
}

#[derive(sqlx::FromRow)]
struct PlaceRow {
    kind: LinkPlaceKind,
    place: String,
    room: Option<RoomId>,
    name: Option<String>,
}

pub(super) async fn places_shown(tx: &mut Tx, id: LinkId) -> Result<Vec<LinkPlace>> {
    let rows = sql!(
        tx,
        all PlaceRow,
        "SELECT p.kind, p.place, r.id AS room, r.name FROM link_place p LEFT JOIN room r ON r.id = p.place
         WHERE p.link = $1 ORDER BY p.kind, p.place LIMIT $2",
        id,
        PLACES
    )?;
    let shown = |row: PlaceRow| {
        let room = row.room.zip(row.name).map(|(id, name)| NamedRoom { id, name });
        let key = room.is_none().then_some(row.place);
        LinkPlace { kind: row.kind, room, key }
    };
    Ok(rows.into_iter().map(shown).collect())
}

pub(super) async fn insert_place(tx: &mut Tx, id: LinkId, kind: LinkPlaceKind, place: &str) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO link_place (link, kind, place) VALUES ($1, $2, $3) ON CONFLICT (link, kind, place) DO NOTHING",
        id,
        kind,
        place
    )?;
    Ok(())
}

pub(super) async fn delete_place(tx: &mut Tx, id: LinkId, kind: LinkPlaceKind, place: &str) -> Result<()> {
    sql!(tx, execute, "DELETE FROM link_place WHERE link = $1 AND kind = $2 AND place = $3", id, kind, place)?;
    Ok(())
}

/// False while another node has it.
pub(super) async fn take_turn(tx: &mut Tx, now: Timestamp, until: Timestamp) -> Result<bool> {
    Ok(sql!(tx, execute, "UPDATE link_turn SET until_at = $2 WHERE one = 1 AND until_at <= $1", now, until)? == 1)
}

pub(super) async fn end_turn(tx: &mut Tx, until: Timestamp, now: Timestamp) -> Result<()> {
    sql!(tx, execute, "UPDATE link_turn SET until_at = $2 WHERE one = 1 AND until_at = $1", until, now)?;
    Ok(())
}

pub(super) async fn due(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<Row>> {
    sql!(tx, all Row, rows!("next_at <= $1 ORDER BY next_at, id LIMIT $2"), now, limit)
}

/// False when it is gone.
pub(super) async fn note(tx: &mut Tx, id: LinkId, known: &Known, now: Timestamp, next_at: Timestamp) -> Result<bool> {
    let noted = sql!(
        tx,
        execute,
        "UPDATE link SET state = $2, fault = $3, status = $4, failures = $5, failing_since = $6, since = $7,
             checked_at = $8, next_at = $9 WHERE id = $1",
        id,
        known.state,
        known.fault,
        known.status.map(i64::from),
        known.failures,
        known.failing_since,
        known.since,
        now,
        next_at
    )?;
    Ok(noted == 1)
}

pub(super) async fn hasten(tx: &mut Tx, id: LinkId, now: Timestamp) -> Result<()> {
    sql!(tx, execute, "UPDATE link SET next_at = $2 WHERE id = $1 AND next_at > $2", id, now)?;
    Ok(())
}

pub(super) async fn newly_broken(tx: &mut Tx, since: Timestamp) -> Result<Vec<(LinkId, Timestamp)>> {
    sql!(
        tx,
        all(LinkId, Timestamp),
        "SELECT id, since FROM link WHERE state = 'broken' AND since > $1 ORDER BY id",
        since
    )
}

pub(super) async fn by_url(tx: &mut Tx, url: &str) -> Result<Option<Row>> {
    sql!(tx, optional Row, rows!("url = $1"), url)
}

pub(super) async fn load(tx: &mut Tx, id: LinkId) -> Result<Option<Row>> {
    sql!(tx, optional Row, rows!("id = $1"), id)
}

/// Broken ones first, then those in doubt; the longest broken first.
pub(super) async fn list(tx: &mut Tx, state: Option<LinkState>, limit: i64) -> Result<Vec<Row>> {
    let state = state.map(LinkState::as_str).unwrap_or_default();
    sql!(
        tx,
        all Row,
        rows!(
            "($1 = '' OR state = $1)
             ORDER BY CASE state WHEN 'broken' THEN 0 WHEN 'doubtful' THEN 1 WHEN 'refused' THEN 2 WHEN 'unchecked' THEN 3
                 ELSE 4 END, since, id LIMIT $2"
        ),
        state,
        limit
    )
}

pub(super) async fn count(tx: &mut Tx, state: LinkState) -> Result<i64> {
    Ok(sql!(tx, one(i64,), "SELECT CAST(COUNT(*) AS BIGINT) FROM link WHERE state = $1", state)?.0)
}
