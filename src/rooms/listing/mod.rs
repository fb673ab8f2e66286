//! The list of rooms that anybody signed in can find: public rooms and, by name, groups.

mod cursor;
mod store;

use super::{Moment, text, view};
use crate::error::Result;
use crate::storage::Tx;
use alongside_protocol::http::RoomList;
use alongside_protocol::{AccountId, Language, RoomId, limits};
use cursor::Place;

/// Words of a search that count; all must be there.
const WORDS: usize = 4;
/// Rooms that are looked at for one page, those with the newest messages first. Who is there is known to the hub and
/// not to the database, so they are put in order here.
const CANDIDATES: i64 = 5_000;
/// Topics offered for narrowing the list.
const COMMON_TOPICS: i64 = 12;

/// What somebody looks for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    pub query: String,
    pub topic: Option<String>,
    /// Only rooms with a moderator there now.
    pub here: bool,
    pub language: Option<Language>,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// One page: rooms with a moderator there first, then by newest message. Somebody who turns pages while people come and go
/// may meet a room twice or, when its moderator left meanwhile, find it further down.
pub async fn list(tx: &mut Tx, viewer: AccountId, search: &Search, moment: &Moment<'_>) -> Result<RoomList> {
    let after = search.after.as_deref().map(Place::parse).transpose()?;
    let topic = text::fold(search.topic.as_deref().unwrap_or_default());
    let candidates = store::candidates(tx, &words(&search.query), &topic, search.language, CANDIDATES).await?;
    let mut places: Vec<Place> = candidates
        .into_iter()
        .map(|room| Place {
            kept: !moment.presence.present(room.id).1.is_empty(),
            active_at: room.active_at,
            id: room.id,
        })
        .filter(|place| (place.kept || !search.here) && after.is_none_or(|after| after < *place))
        .collect();
    places.sort_unstable();
    let more = places.len() > limits::ROOM_PAGE;
    places.truncate(limits::ROOM_PAGE);
    let ids: Vec<RoomId> = places.iter().map(|place| place.id).collect();
    Ok(RoomList {
        rooms: view::rooms(tx, &ids, viewer, moment).await?,
        topics: store::common_topics(tx, COMMON_TOPICS).await?,
        next: places.last().filter(|_| more).map(Place::to_string),
    })
}

fn words(query: &str) -> [String; WORDS] {
    let folded = text::fold(query);
    let mut words = folded.split(' ').map(str::to_owned);
    std::array::from_fn(|_| words.next().unwrap_or_default())
}
