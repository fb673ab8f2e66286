//! Several people at the same instant: nobody waits for ever, and nothing happens twice.

use super::*;
use crate::rooms::{self, connections, members};
use crate::storage::testing::each_engine;
use alongside_protocol::RequestState;
use futures_util::future::join_all;
use futures_util::{StreamExt, stream};

const PEOPLE: usize = 8;
/// As many as the pool has connections: who waits for one of them on a busy machine may be turned away.
const AT_ONCE: usize = 10;

async fn crowd(world: &World) -> Vec<Caller> {
    let mut people = Vec::new();
    for n in 0..PEOPLE {
        people.push(world.person(&format!("Fern {n}"), NOBODY_SPECIAL).await);
    }
    people
}

#[tokio::test]
async fn many_join_and_leave_one_room() {
    each_engine(async |db| {
        let world = World::new(db);
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let people = crowd(&world).await;
        let room = world.room(&keeper, RoomKind::Public, "Night room").await;
        // Everybody twice at once, as two devices would.
        let told = join_all(people.iter().chain(&people).map(async |who| {
            world.told(async |tx| rooms::join(tx, world.now(), &world.chance, who, room, 1).await).await.1
        }))
        .await;
        assert_eq!(told.iter().filter(|told| !told.nothing()).count(), PEOPLE, "each joins once");
        let head = world.shown(room, &keeper).await.head;
        assert_eq!(head, Seq(2 + PEOPLE as i64), "the opener's two events and one for each");
        join_all(people.iter().chain(&people).map(async |who| {
            world.kept(async |tx| rooms::leave(tx, world.now(), who, room).await).await;
        }))
        .await;
        let left = world.kept(async |tx| members::list(tx, &keeper, room, "").await).await;
        assert_eq!(left.len(), 1);
        assert_eq!(world.shown(room, &keeper).await.head, Seq(2 + 2 * PEOPLE as i64));
    })
    .await;
}

#[tokio::test]
async fn everybody_asks_everybody_to_talk() {
    each_engine(async |db| {
        let world = World::new(db);
        let people = crowd(&world).await;
        let pairs = people.iter().flat_map(|from| people.iter().map(move |to| (from, to)));
        let asking = pairs.filter(|(from, to)| from.account != to.account).map(async |(from, to)| {
            let ask = async |tx: &mut Tx| connections::ask(tx, world.now(), &world.chance, from, to.account, "").await;
            world.kept(ask).await
        });
        let asked: Vec<_> = stream::iter(asking).buffer_unordered(AT_ONCE).collect().await;
        // Whoever came second said yes with it.
        let accepted = asked.iter().filter(|request| request.state == RequestState::Accepted);
        let rooms: std::collections::BTreeSet<_> = accepted.filter_map(|request| request.room).collect();
        assert_eq!(rooms.len(), PEOPLE * (PEOPLE - 1) / 2, "one room for each pair");
        for who in &people {
            let mine = world.kept(async |tx| rooms::view::mine(tx, who.account, &world.moment(), &[]).await).await;
            assert_eq!(mine.len(), PEOPLE - 1);
            assert!(mine.iter().all(|room| room.peer.is_some()));
        }
    })
    .await;
}
