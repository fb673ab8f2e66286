//! Rooms as they are shown: put together for any number of rooms by a fixed number of queries.

mod store;

use super::{Moment, requests, rules};
use crate::error::Result;
use crate::log;
use crate::storage::Tx;
use alongside_protocol::{AccountId, JoinRequest, Room, RoomId, RoomInfo, RoomKind, StreamId};
use std::collections::HashMap;

/// One room as everybody sees it.
pub async fn info(tx: &mut Tx, room: RoomId) -> Result<RoomInfo> {
    let info = infos(tx, &[room]).await?.pop();
    Ok(info.ok_or_else(rules::not_found)?)
}

/// Rooms as everybody sees them, in the order of `rooms`; those that do not exist are left out.
pub async fn infos(tx: &mut Tx, rooms: &[RoomId]) -> Result<Vec<RoomInfo>> {
    if rooms.is_empty() {
        return Ok(Vec::new());
    }
    let mut topics = grouped(store::topics(tx, rooms).await?);
    let mut infos = store::infos(tx, rooms).await?;
    for info in &mut infos {
        info.topics = topics.remove(&info.id).unwrap_or_default();
    }
    let places: HashMap<RoomId, usize> = rooms.iter().enumerate().map(|(place, room)| (*room, place)).collect();
    infos.sort_by_key(|info| places.get(&info.id).copied());
    Ok(infos)
}

/// One room for one reader. Whether they may know of it is the caller's to check.
pub async fn room(tx: &mut Tx, room: RoomId, viewer: AccountId, moment: &Moment<'_>) -> Result<Room> {
    let shown = rooms(tx, &[room], viewer, moment).await?.pop();
    Ok(shown.ok_or_else(rules::not_found)?)
}

/// The rooms that somebody is in, with what is new in each; those with the newest message first. `asked` are the open
/// requests that concern them.
pub async fn mine(tx: &mut Tx, account: AccountId, moment: &Moment<'_>, asked: &[JoinRequest]) -> Result<Vec<Room>> {
    let mine = store::rooms_of(tx, account).await?;
    shown(tx, &mine, account, moment, asked).await
}

/// Rooms for one reader, in the order of `ids`; those that do not exist are left out.
pub async fn rooms(tx: &mut Tx, ids: &[RoomId], viewer: AccountId, moment: &Moment<'_>) -> Result<Vec<Room>> {
    let asked = requests::open_of(tx, viewer).await?;
    shown(tx, ids, viewer, moment, &asked).await
}

async fn shown(
    tx: &mut Tx,
    ids: &[RoomId],
    viewer: AccountId,
    moment: &Moment<'_>,
    asked: &[JoinRequest],
) -> Result<Vec<Room>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let infos = infos(tx, ids).await?;
    let streams: Vec<StreamId> = ids.iter().map(|id| (*id).into()).collect();
    let heads: HashMap<_, _> = log::heads(tx, &streams).await?.into_iter().collect();
    let mut keepers = grouped(store::keepers(tx, ids).await?);
    let mut memberships: HashMap<_, _> = store::memberships(tx, viewer, ids).await?.into_iter().collect();
    let direct: Vec<RoomId> = infos.iter().filter(|info| info.kind == RoomKind::Direct).map(|info| info.id).collect();
    let has_peers = !direct.is_empty();
    let peers = if has_peers { store::peers(tx, viewer, ids).await? } else { Vec::new() };
    let mut peers: HashMap<_, _> = peers.into_iter().collect();
    let last_messages = if has_peers { store::last_messages(tx, &direct).await? } else { Vec::new() };
    let last_messages: HashMap<_, _> = last_messages.into_iter().collect();
    let own = asked.iter().filter(|request| request.person.id == viewer);
    let asked: HashMap<_, _> = own.map(|request| (request.room, request)).collect();
    let shown = infos.into_iter().map(|info| {
        let id = info.id;
        let you = memberships.remove(&id);
        let (here, moderators_here) = moment.presence.present(id);
        let mut moderators = keepers.remove(&id).unwrap_or_default();
        for keeper in &mut moderators {
            keeper.here = moderators_here.contains(&keeper.person.id);
        }
        // How lively a group is stays inside; that somebody is there to let people in does not.
        let inside = you.is_some() || info.kind == RoomKind::Public;
        let dormant_since = last_messages.get(&id).and_then(|(opened_at, last_at)| {
            rules::dormant_since(info.state, *opened_at, *last_at, moment.dormancy, moment.now)
        });
        Room {
            moderators,
            dormant_since,
            here: if inside { here } else { 0 },
            head: heads.get(&id.into()).copied().filter(|_| inside).unwrap_or_default(),
            peer: peers.remove(&id),
            you,
            join_request: asked.get(&id).copied().cloned(),
            info,
        }
    });
    Ok(shown.collect())
}

fn grouped<T>(rows: Vec<(RoomId, T)>) -> HashMap<RoomId, Vec<T>> {
    let mut groups: HashMap<RoomId, Vec<T>> = HashMap::new();
    for (room, item) in rows {
        groups.entry(room).or_default().push(item);
    }
    groups
}
