use super::*;
use crate::rooms::{self, members};
use crate::storage::testing::each_engine;
use alongside_protocol::{MembershipRole, limits};

#[tokio::test]
async fn staff_assign_rooms_to_supporters_in_good_standing_only() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slate", STAFF).await;
        let fern = world.person("Fern", SUPPORTER).await;
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let away = world.person("Away", SUPPORTER).await;
        world.kept(async |tx| store::suspend(tx, world.now(), away.account).await).await;
        let room = world.room(&staff, RoomKind::Public, "Night room").await;

        for who in [&heron, &away, &staff] {
            let appointed = async |tx: &mut Tx| members::appoint(tx, world.now(), &staff, room, who.account).await;
            assert_eq!(world.refused(appointed).await, RefusalCode::Forbidden, "{}", who.alias);
        }
        let appoint =
            async || world.told(async |tx| members::appoint(tx, world.now(), &staff, room, fern.account).await).await.1;
        let told = appoint().await;
        assert_eq!(
            told.to(room),
            [
                &EventKind::MemberJoined { person: fern.person() },
                &EventKind::ModeratorAdded { person: fern.person(), badge: None }
            ]
        );
        assert_eq!(told.to(fern.account), [&EventKind::RoomJoined { room }]);
        assert!(appoint().await.nothing());
        let shown = world.shown(room, &fern).await;
        let you = shown.you.expect("a member");
        assert_eq!((you.role, you.guidelines_accepted), (MembershipRole::Moderator, 0), "nobody accepts for them");
        assert!(world.kept(async |tx| store::acceptances(tx, room, fern.account).await).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_member_becomes_a_moderator_and_steps_down() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slate", STAFF).await;
        let fern = world.person("Fern", SUPPORTER).await;
        let room = world.room(&staff, RoomKind::Public, "Night room").await;
        world.join(&fern, room).await;
        let ((), told) =
            world.told(async |tx| members::appoint(tx, world.now(), &staff, room, fern.account).await).await;
        assert_eq!(told.to(room), [&EventKind::ModeratorAdded { person: fern.person(), badge: None }]);
        let changed = [Control::AccessChanged { stream: room.into(), account: fern.account }];
        assert_eq!(told.controls(), changed);

        let dismiss =
            async || world.told(async |tx| members::dismiss(tx, world.now(), &fern, room, fern.account).await).await.1;
        let told = dismiss().await;
        assert_eq!(told.to(room), [&EventKind::ModeratorRemoved { account: fern.account }]);
        assert_eq!(told.controls(), changed);
        assert!(dismiss().await.nothing());
        assert_eq!(world.shown(room, &fern).await.you.expect("still a member").role, MembershipRole::Member);
    })
    .await;
}

#[tokio::test]
async fn who_is_no_supporter_any_more_moderates_nothing() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slate", STAFF).await;
        let fern = world.person("Fern", SUPPORTER).await;
        let rooms = [
            world.room(&fern, RoomKind::Public, "Night room").await,
            world.room(&fern, RoomKind::Group, "Small circle").await,
        ];
        let (_, told) = world
            .told(async |tx| members::dismiss_everywhere(tx, world.now(), Some(staff.account), fern.account).await)
            .await;
        for room in rooms {
            assert_eq!(told.to(room), [&EventKind::ModeratorRemoved { account: fern.account }]);
            assert!(world.shown(room, &fern).await.moderators.is_empty());
        }
    })
    .await;
}

#[tokio::test]
async fn the_roll_is_whole_for_moderators_and_staff_and_short_for_members() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slate", STAFF).await;
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let room = world.room(&keeper, RoomKind::Public, "Night room").await;
        let mut people = Vec::new();
        for letter in 'a'..='j' {
            let person = world.person(&format!("Fern{letter}"), NOBODY_SPECIAL).await;
            world.join(&person, room).await;
            people.push(person);
        }
        let list = async |who: &Caller, query: &str| {
            let listed = world.kept(async |tx| members::list(tx, who, room, query).await).await;
            listed.into_iter().map(|member| member.person.alias).collect::<Vec<_>>()
        };
        assert_eq!(list(&keeper, "").await.len(), 11);
        assert_eq!(list(&staff, "").await.len(), 11);
        assert_eq!(list(&people[0], "fern").await.len(), limits::MEMBERS.1);
        assert_eq!(list(&people[0], "FERN-C").await, ["Fernc"]);
        assert_eq!(list(&people[0], "qui").await, ["Quiet Birch"]);
        assert_eq!(list(&people[0], "").await[0], "Quiet Birch", "moderators come first");
        for wild in ["%", "_", "\\", "fern%c", "f_rn"] {
            assert!(list(&people[0], wild).await.is_empty(), "{wild:?}");
        }
        world.kept(async |tx| rooms::leave(tx, world.now(), &people[2], room).await).await;
        assert!(list(&keeper, "fernc").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_moderator_says_when_they_will_next_be_here() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slate", STAFF).await;
        let fern = world.person("Fern", SUPPORTER).await;
        let room = world.room(&fern, RoomKind::Public, "Night room").await;
        let at = Some(world.now() + chrono::TimeDelta::hours(14));
        let expect = async |at| world.told(async |tx| members::expect(tx, world.now(), &fern, room, at).await).await.1;
        assert_eq!(
            expect(at).await.to(room),
            [&EventKind::ModeratorExpected { account: fern.account, expected_at: at }]
        );
        assert!(expect(at).await.nothing(), "the same is no news");
        assert_eq!(world.shown(room, &fern).await.moderators[0].next_expected_at, at);
        let for_another = async |tx: &mut Tx| members::expect(tx, world.now(), &staff, room, at).await;
        assert_eq!(world.refused(for_another).await, RefusalCode::Forbidden);

        assert_eq!(
            expect(None).await.to(room),
            [&EventKind::ModeratorExpected { account: fern.account, expected_at: None }]
        );
        expect(at).await;
        world.kept(async |tx| members::dismiss(tx, world.now(), &fern, room, fern.account).await).await;
        world.kept(async |tx| members::appoint(tx, world.now(), &staff, room, fern.account).await).await;
        assert_eq!(world.shown(room, &fern).await.moderators[0].next_expected_at, None, "who stops is not expected");
    })
    .await;
}
