use super::*;
use crate::rooms::{self, access, mark_read};
use crate::storage::testing::each_engine;
use alongside_protocol::MembershipRole;
use alongside_protocol::http::NewRule;

#[tokio::test]
async fn joining_accepts_the_version_in_force_and_is_told() {
    each_engine(async |db| {
        let (world, keeper, heron, room) = World::with_heron(db, RoomKind::Public, "Night room").await;
        world.post(room, &keeper).await;

        for version in [0, 2, -1] {
            let code = world
                .refused(async |tx| rooms::join(tx, world.now(), &world.chance, &heron, room, version).await)
                .await;
            assert_eq!(code, RefusalCode::GuidelinesChanged, "version {version}");
        }
        let ((), told) =
            world.told(async |tx| rooms::join(tx, world.now(), &world.chance, &heron, room, 1).await).await;
        assert_eq!(told.to(room), [&EventKind::MemberJoined { person: heron.person() }]);
        assert_eq!(told.to(heron.account), [&EventKind::RoomJoined { room }]);
        assert_eq!(told.controls(), [Control::AccessChanged { stream: room.into(), account: heron.account }]);

        let you = world.shown(room, &heron).await.you.expect("a member");
        assert_eq!((you.role, you.guidelines_accepted, you.unread), (MembershipRole::Member, 1, 0));
        assert_eq!(world.kept(async |tx| store::acceptances(tx, room, heron.account).await).await, [1]);
        // The same again tells nobody.
        let ((), told) =
            world.told(async |tx| rooms::join(tx, world.now(), &world.chance, &heron, room, 1).await).await;
        assert!(told.nothing());
    })
    .await;
}

#[tokio::test]
async fn a_newer_version_is_accepted_by_joining_again() {
    each_engine(async |db| {
        let (world, keeper, heron, room) = World::with_heron(db, RoomKind::Public, "Night room").await;
        world.join(&heron, room).await;

        let rules = Some(vec![NewRule { short: "Speak softly.".into(), text: String::new() }]);
        let wanted = UpdateRoom { rules, ..no_change() };
        world.kept(async |tx| rooms::update(tx, world.now(), &keeper, room, &wanted).await).await;
        let may_write = async |who: &Caller| {
            world.kept(async |tx| access(tx, room, who.account).await).await.expect("a room").check_write().is_ok()
        };
        assert!(!may_write(&heron).await, "the rules are new to a member");
        assert!(may_write(&keeper).await, "who wrote them has accepted them");

        let code = world.refused(async |tx| rooms::join(tx, world.now(), &world.chance, &heron, room, 1).await).await;
        assert_eq!(code, RefusalCode::GuidelinesChanged);
        let ((), told) =
            world.told(async |tx| rooms::join(tx, world.now(), &world.chance, &heron, room, 2).await).await;
        assert!(told.to(room).is_empty());
        assert_eq!(told.to(heron.account), [&EventKind::RoomJoined { room }]);
        assert!(may_write(&heron).await);
        assert_eq!(world.kept(async |tx| store::acceptances(tx, room, heron.account).await).await, [1, 2]);
    })
    .await;
}

#[tokio::test]
async fn leaving_is_told_and_can_be_undone() {
    each_engine(async |db| {
        let (world, keeper, heron, room) = World::with_heron(db, RoomKind::Public, "Night room").await;
        world.join(&heron, room).await;

        let ((), told) = world.told(async |tx| rooms::leave(tx, world.now(), &heron, room).await).await;
        assert_eq!(told.to(room), [&EventKind::MemberLeft { account: heron.account }]);
        assert_eq!(told.to(heron.account), [&EventKind::RoomLeft { room }]);
        assert_eq!(told.controls(), [Control::AccessChanged { stream: room.into(), account: heron.account }]);
        assert!(world.shown(room, &heron).await.you.is_none());
        let ((), told) = world.told(async |tx| rooms::leave(tx, world.now(), &heron, room).await).await;
        assert!(told.nothing(), "nobody leaves twice");

        // What was said meanwhile is history to somebody who comes back.
        world.post(room, &keeper).await;
        world.join(&heron, room).await;
        assert_eq!(world.shown(room, &heron).await.you.expect("a member").unread, 0);
    })
    .await;
}

#[tokio::test]
async fn the_last_moderator_may_leave_and_the_room_shows_it() {
    each_engine(async |db| {
        let (world, keeper, heron, room) = World::with_heron(db, RoomKind::Public, "Night room").await;
        let ((), told) = world.told(async |tx| rooms::leave(tx, world.now(), &keeper, room).await).await;
        assert_eq!(
            told.to(room),
            [
                &EventKind::ModeratorRemoved { account: keeper.account },
                &EventKind::MemberLeft { account: keeper.account }
            ]
        );
        assert!(world.shown(room, &heron).await.moderators.is_empty());
        // Coming back does not bring the part back.
        world.join(&keeper, room).await;
        assert_eq!(world.shown(room, &keeper).await.you.expect("a member").role, MembershipRole::Member);
    })
    .await;
}

#[tokio::test]
async fn a_place_moves_forward_only_and_not_past_the_end() {
    each_engine(async |db| {
        let (world, keeper, heron, room) = World::with_heron(db, RoomKind::Public, "Night room").await;
        world.join(&heron, room).await;
        let first = world.post(room, &keeper).await;
        let last = world.post(room, &keeper).await;

        let mark =
            async |up_to| world.told(async |tx| mark_read(tx, world.now(), room, heron.account, up_to).await).await;
        let (at, told) = mark(first).await;
        assert_eq!(at, first);
        assert_eq!(told.to(heron.account), [&EventKind::ReadMarkerMoved { room, read_up_to: first }]);
        assert!(told.to(room).is_empty(), "nobody else learns how far somebody read");
        for (asked, expected, moves) in
            [(first, first, false), (Seq(0), first, false), (Seq(i64::MAX), last, true), (Seq(1), last, false)]
        {
            let (at, told) = mark(asked).await;
            assert_eq!((at, !told.nothing()), (expected, moves), "{asked}");
        }
        let stranger = world.person("Fern", NOBODY_SPECIAL).await;
        let code = world.refused(async |tx| mark_read(tx, world.now(), room, stranger.account, last).await).await;
        assert_eq!(code, RefusalCode::NotMember);
    })
    .await;
}

#[tokio::test]
async fn closed_rooms_take_nobody_in_and_resting_ones_do() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slate", STAFF).await;
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let room = world.room(&keeper, RoomKind::Public, "Night room").await;
        world.set_state(&staff, room, RoomState::Closed).await;
        let join = async |who: &Caller| {
            world.refused(async |tx| rooms::join(tx, world.now(), &world.chance, who, room, 1).await).await
        };
        assert_eq!(join(&heron).await, RefusalCode::NotFound, "a closed room is not known outside");
        assert_eq!(join(&staff).await, RefusalCode::RoomClosed);
        world.set_state(&staff, room, RoomState::ReadOnly).await;
        world.join(&heron, room).await;
    })
    .await;
}
