use super::*;
use crate::rooms;
use crate::rooms::listing::{self, Search};
use crate::storage::testing::each_engine;
use alongside_protocol::http::RoomList;
use alongside_protocol::{Language, limits};

async fn found(world: &World, who: &Caller, search: Search) -> RoomList {
    let mut tx = world.db.read().await.expect("a transaction");
    listing::list(&mut tx, who.account, &search, &world.moment()).await.expect("a list")
}

async fn names(world: &World, who: &Caller, search: Search) -> Vec<String> {
    found(world, who, search).await.rooms.into_iter().map(|room| room.info.name).collect()
}

fn searching(query: &str) -> Search {
    Search { query: query.into(), ..Search::default() }
}

#[tokio::test]
async fn rooms_are_found_by_what_they_say() {
    each_engine(async |db| {
        let world = World::new(db);
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let describe = async |name: &str, description: &str, topics: &[&str], language| {
            let wanted = CreateRoom {
                description: description.into(),
                topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
                language: Some(language),
                ..new_room(RoomKind::Public, name)
            };
            world.clock.advance_millis(1);
            world.kept(async |tx| rooms::create(tx, world.now(), &world.chance, &keeper, &wanted).await).await
        };
        describe("Sala de noche", "Para la línea 100%", &["Sueño"], Language::Spanish).await;
        describe("Night room", "When sleep stays away", &["Sleep", "Nights"], Language::English).await;
        let day = describe("Day_room", "Talk over tea", &["Grief", "sleep"], Language::English).await;

        for (query, expected) in [
            ("", &["Day_room", "Night room", "Sala de noche"][..]),
            ("NIGHT", &["Night room"]),
            ("sleep room", &["Day_room", "Night room"]),
            ("linea", &["Sala de noche"]),
            ("sueno noche", &["Sala de noche"]),
            ("tea night", &[]),
            // Signs mean themselves.
            ("%", &["Sala de noche"]),
            ("_", &["Day_room"]),
            ("\\", &[]),
            ("' OR 1=1 --", &[]),
        ] {
            assert_eq!(names(&world, &heron, searching(query)).await, expected, "{query:?}");
        }
        let topic = |topic: &str| Search { topic: Some(topic.into()), ..Search::default() };
        assert_eq!(names(&world, &heron, topic("SLEEP")).await, ["Day_room", "Night room"]);
        assert!(names(&world, &heron, topic("slee")).await.is_empty());
        let spanish = Search { language: Some(Language::Spanish), ..Search::default() };
        assert_eq!(names(&world, &heron, spanish).await, ["Sala de noche"]);
        assert_eq!(found(&world, &heron, Search::default()).await.topics[0].to_lowercase(), "sleep", "commonest first");

        let renamed = UpdateRoom { name: Some("Garden".into()), ..no_change() };
        world.kept(async |tx| rooms::update(tx, world.now(), &keeper, day, &renamed).await).await;
        assert_eq!(names(&world, &heron, searching("garden")).await, ["Garden"]);
        assert!(names(&world, &heron, searching("day_room")).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn only_what_may_be_known_is_listed() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slate", STAFF).await;
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let group = world.room(&keeper, RoomKind::Group, "Small circle").await;
        let closed = world.room(&keeper, RoomKind::Public, "Closed room").await;
        world.set_state(&staff, closed, RoomState::Closed).await;
        let request = world
            .kept(async |tx| rooms::connections::ask(tx, world.now(), &world.chance, &heron, keeper.account, "").await)
            .await;
        world
            .kept(async |tx| {
                rooms::connections::answer(tx, world.now(), &world.chance, &keeper, request.id, true).await
            })
            .await;
        world.is_here(group, 5, &[&keeper]);
        let listed = found(&world, &heron, Search::default()).await.rooms;
        let [room] = &listed[..] else { panic!("{listed:?}") };
        assert_eq!(room.info.name, "Small circle");
        assert_eq!((room.here, room.head), (0, Seq(0)), "how lively a group is stays inside");
        assert!(room.moderators[0].here, "that somebody lets people in does not");
        assert_eq!(found(&world, &keeper, Search::default()).await.rooms[0].here, 5);
    })
    .await;
}

#[tokio::test]
async fn kept_rooms_come_first_then_lively_ones_page_by_page() {
    each_engine(async |db| {
        let world = World::new(db);
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let mut rooms = Vec::new();
        for n in 0..limits::ROOM_PAGE + 2 {
            world.clock.advance_millis(1);
            rooms.push(world.room(&keeper, RoomKind::Public, &format!("Room {n:02}")).await);
        }
        world.clock.advance_millis(1);
        world.post(rooms[3], &keeper).await;
        world.is_here(rooms[0], 1, &[&keeper]);
        world.is_here(rooms[5], 7, &[]);

        let first = found(&world, &heron, Search::default()).await;
        let named = |list: &RoomList| list.rooms.iter().map(|room| room.info.name.clone()).collect::<Vec<_>>();
        assert_eq!(named(&first)[..3], ["Room 00", "Room 03", "Room 31"]);
        assert_eq!(first.rooms.len(), limits::ROOM_PAGE);
        let second = found(&world, &heron, Search { after: first.next.clone(), ..Search::default() }).await;
        assert_eq!(named(&second), ["Room 02", "Room 01"]);
        assert_eq!(second.next, None);
        let here = Search { here: true, ..Search::default() };
        assert_eq!(names(&world, &heron, here).await, ["Room 00"]);

        let mut tx = world.db.read().await.expect("a transaction");
        let search = Search { after: Some("nowhere".into()), ..Search::default() };
        let refused = listing::list(&mut tx, heron.account, &search, &world.moment()).await;
        assert_eq!(refused.expect_err("not a place").code(), RefusalCode::Invalid);
    })
    .await;
}
