use super::*;
use crate::rooms::view;
use crate::storage::testing::each_engine;
use alongside_protocol::limits::UNREAD_COUNTED;

#[tokio::test]
async fn unread_counts_what_others_wrote_and_one_sees() {
    each_engine(async |db| {
        let world = World::new(db);
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let rude = world.person("Nettle", NOBODY_SPECIAL).await;
        let room = world.room(&keeper, RoomKind::Public, "Night room").await;
        for who in [&heron, &rude] {
            world.join(who, room).await;
        }
        world.post(room, &keeper).await;
        world.post_in_state(room, &keeper, MessageState::Visible, &[&heron]).await;
        for gone in [MessageState::Deleted, MessageState::Removed, MessageState::Held, MessageState::Hidden] {
            world.post_in_state(room, &keeper, gone, &[&heron]).await;
        }
        world.post(room, &heron).await;
        world.post_in_state(room, &rude, MessageState::Visible, &[&heron, &keeper]).await;

        let counts = async |who: &Caller| {
            let you = world.shown(room, who).await.you.expect("a member");
            (you.unread, you.mentions)
        };
        assert_eq!(counts(&heron).await, (3, 2));
        assert_eq!(counts(&keeper).await, (2, 1));
        world.block(&heron, &rude).await;
        assert_eq!(counts(&heron).await, (2, 1), "who is blocked does not count");
        world.block(&keeper, &rude).await;
        assert_eq!(counts(&keeper).await, (2, 1), "except where one moderates");

        let head = world.shown(room, &heron).await.head;
        world.kept(async |tx| crate::rooms::mark_read(tx, world.now(), room, heron.account, head).await).await;
        assert_eq!(counts(&heron).await, (0, 0));
    })
    .await;
}

#[tokio::test]
async fn unread_is_not_counted_for_ever() {
    each_engine(async |db| {
        let (world, keeper, heron, room) = World::with_heron(db, RoomKind::Public, "Night room").await;
        world.join(&heron, room).await;
        for _ in 0..=UNREAD_COUNTED {
            world.post(room, &keeper).await;
        }
        let you = world.shown(room, &heron).await.you.expect("a member");
        assert_eq!(you.unread, UNREAD_COUNTED as i64);
    })
    .await;
}

#[tokio::test]
async fn ones_own_rooms_are_those_one_is_in_liveliest_first() {
    each_engine(async |db| {
        let world = World::new(db);
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let mut rooms = Vec::new();
        for name in ["First", "Second", "Third", "Not mine", "Left"] {
            world.clock.advance_millis(1);
            let room = world.room(&keeper, RoomKind::Public, name).await;
            if name != "Not mine" {
                world.join(&heron, room).await;
            }
            rooms.push(room);
        }
        world.kept(async |tx| crate::rooms::leave(tx, world.now(), &heron, rooms[4]).await).await;
        world.clock.advance_millis(1);
        world.post(rooms[0], &keeper).await;
        world.is_here(rooms[0], 2, &[&keeper]);

        let mut tx = world.db.read().await.expect("a transaction");
        let mine = view::mine(&mut tx, heron.account, &world.moment(), &[]).await.expect("rooms");
        let names: Vec<_> = mine.iter().map(|room| room.info.name.as_str()).collect();
        assert_eq!(names, ["First", "Third", "Second"]);
        assert_eq!((mine[0].here, mine[0].moderators[0].here), (2, true));
        assert_eq!(mine[0].you.as_ref().map(|you| you.unread), Some(1));
        assert!(mine.iter().all(|room| room.head > Seq(0)));
        let nobody = world.chance.id(world.now());
        assert!(view::mine(&mut tx, nobody, &world.moment(), &[]).await.expect("rooms").is_empty());
    })
    .await;
}

#[tokio::test]
async fn infos_keep_the_order_and_leave_out_what_is_not_there() {
    each_engine(async |db| {
        let world = World::new(db);
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let one = world.room(&keeper, RoomKind::Public, "One").await;
        let two = world.room(&keeper, RoomKind::Public, "Two").await;
        let nowhere = world.chance.id(world.now());
        let mut tx = world.db.read().await.expect("a transaction");
        let infos = view::infos(&mut tx, &[two, nowhere, one]).await.expect("infos");
        assert_eq!(infos.iter().map(|info| info.id).collect::<Vec<_>>(), [two, one]);
        assert!(view::infos(&mut tx, &[]).await.expect("none").is_empty());
        assert_eq!(view::info(&mut tx, nowhere).await.expect_err("none").code(), RefusalCode::NotFound);
    })
    .await;
}

#[tokio::test]
async fn a_moderator_who_lost_their_standing_is_not_shown_as_one() {
    each_engine(async |db| {
        let world = World::new(db);
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let room = world.room(&keeper, RoomKind::Public, "Night room").await;
        assert_eq!(world.shown(room, &keeper).await.moderators.len(), 1);
        world.kept(async |tx| store::suspend(tx, world.now(), keeper.account).await).await;
        assert!(world.shown(room, &keeper).await.moderators.is_empty());
    })
    .await;
}
