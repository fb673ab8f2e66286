use super::*;
use crate::rooms::{self, guidelines};
use crate::storage::testing::each_engine;
use alongside_protocol::http::NewRule;
use alongside_protocol::{Language, MembershipRole};

fn rule(short: &str) -> NewRule {
    NewRule { short: short.into(), text: "What it means.".into() }
}

#[tokio::test]
async fn a_new_room_is_kept_by_the_supporter_who_opens_it() {
    each_engine(async |db| {
        let world = World::new(db);
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let wanted = CreateRoom {
            description: "  For nights\r\nwithout sleep. ".into(),
            topics: vec!["Sleep".into(), "sleep ".into(), "Nights".into()],
            language: Some(Language::Spanish),
            rules: vec![rule("Company first.")],
            ..new_room(RoomKind::Public, " Night room ")
        };
        let (room, told) =
            world.told(async |tx| rooms::create(tx, world.now(), &world.chance, &keeper, &wanted).await).await;
        assert_eq!(
            told.to(room),
            [
                &EventKind::MemberJoined { person: keeper.person() },
                &EventKind::ModeratorAdded { person: keeper.person(), badge: None }
            ]
        );
        assert_eq!(told.to(keeper.account), [&EventKind::RoomJoined { room }]);

        let shown = world.shown(room, &keeper).await;
        assert_eq!(shown.info.name, "Night room");
        assert_eq!(shown.info.description, "For nights\nwithout sleep.");
        assert_eq!(shown.info.topics, ["Sleep", "Nights"]);
        assert_eq!((shown.info.language, shown.info.state), (Language::Spanish, RoomState::Open));
        assert_eq!((shown.info.guidelines_version, shown.head), (1, Seq(2)));
        assert_eq!(shown.moderators.len(), 1);
        let you = shown.you.expect("a member");
        assert_eq!((you.role, you.guidelines_accepted), (MembershipRole::Moderator, 1));
    })
    .await;
}

#[tokio::test]
async fn staff_open_rooms_without_moderating_them() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slate", STAFF).await;
        let room = world.room(&staff, RoomKind::Public, "Night room").await;
        let shown = world.shown(room, &staff).await;
        assert!(shown.moderators.is_empty() && shown.you.is_none());
    })
    .await;
}

#[tokio::test]
async fn what_does_not_fit_is_named() {
    each_engine(async |db| {
        let world = World::new(db);
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let good = new_room(RoomKind::Public, "Night room");
        let wrong = [
            ("kind", CreateRoom { kind: RoomKind::Direct, ..good.clone() }),
            ("name", CreateRoom { name: "x".into(), ..good.clone() }),
            ("name", CreateRoom { name: "é".repeat(61), ..good.clone() }),
            ("name", CreateRoom { name: "two\nlines".into(), ..good.clone() }),
            ("description", CreateRoom { description: "x".repeat(401), ..good.clone() }),
            ("description", CreateRoom { description: "nul\0".into(), ..good.clone() }),
            ("topics", CreateRoom { topics: vec!["x".repeat(31)], ..good.clone() }),
            ("rules", CreateRoom { rules: vec![rule("")], ..good.clone() }),
        ];
        for (field, wanted) in wrong {
            let mut tx = world.db.write().await.expect("a transaction");
            let refused = rooms::create(&mut tx, world.now(), &world.chance, &keeper, &wanted).await;
            let Err(crate::error::Error::Refused(refusal)) = refused else { panic!("accepted a wrong {field}") };
            assert_eq!((refusal.code, refusal.field.as_deref()), (RefusalCode::Invalid, Some(field)));
        }
        // The longest that fits.
        world.room(&keeper, RoomKind::Public, &"é".repeat(60)).await;
    })
    .await;
}

#[tokio::test]
async fn changes_are_told_once_and_no_change_is_not_told() {
    each_engine(async |db| {
        let world = World::new(db);
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let room = world.room(&keeper, RoomKind::Public, "Night room").await;
        let update = async |wanted: UpdateRoom| {
            world.told(async |tx| rooms::update(tx, world.now(), &keeper, room, &wanted).await).await.1
        };
        let renamed = UpdateRoom { name: Some("Day room".into()), topics: Some(vec!["Sun".into()]), ..no_change() };
        let told = update(renamed.clone()).await;
        let events = told.to(room);
        let [EventKind::RoomUpdated { room: info }] = events[..] else { panic!("{events:?}") };
        assert_eq!((info.name.as_str(), &info.topics[..]), ("Day room", &["Sun".to_owned()][..]));
        assert!(told.controls().is_empty(), "rights are as they were");
        assert!(update(renamed).await.nothing());
        assert!(update(no_change()).await.nothing());

        let told = update(UpdateRoom { state: Some(RoomState::ReadOnly), ..no_change() }).await;
        assert_eq!(told.to(room).len(), 1);
        assert_eq!(told.controls(), [Control::StreamChanged(room.into())]);
        assert!(update(UpdateRoom { state: Some(RoomState::ReadOnly), ..no_change() }).await.nothing());
    })
    .await;
}

#[tokio::test]
async fn guidelines_are_the_floor_and_the_rooms_own_rules_by_version() {
    each_engine(async |db| {
        let world = World::new(db);
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let room = world.room(&keeper, RoomKind::Public, "Night room").await;
        let replace = async |rules: Vec<NewRule>| {
            let wanted = UpdateRoom { rules: Some(rules), ..no_change() };
            world.told(async |tx| rooms::update(tx, world.now(), &keeper, room, &wanted).await).await.1
        };
        assert_eq!(replace(vec![rule("One."), rule("Two.")]).await.to(room).len(), 1);
        assert!(replace(vec![rule("One."), rule("Two.")]).await.nothing(), "the same rules are no new version");
        replace(vec![rule("Two.")]).await;

        let own = async |version: Option<i64>| -> Result<(i64, Vec<String>)> {
            let mut tx = world.db.read().await?;
            let all = guidelines(&mut tx, room, version, Language::English).await?;
            let floor = crate::guidelines::floor(Language::English);
            assert_eq!(all.rules[..floor.len()], floor[..], "the floor comes first and whole");
            Ok((all.version, all.rules[floor.len()..].iter().map(|rule| rule.key.clone()).collect()))
        };
        assert_eq!(own(None).await.expect("in force"), (3, vec!["own_2".to_owned()]));
        assert_eq!(own(Some(2)).await.expect("earlier").1, ["own_1", "own_2"]);
        assert_eq!(own(Some(1)).await.expect("first"), (1, vec![]));
        assert_eq!(own(Some(4)).await.expect_err("not yet").code(), RefusalCode::NotFound);
        assert_eq!(world.kept(async |tx| store::acceptances(tx, room, keeper.account).await).await, [1, 2, 3]);
    })
    .await;
}
