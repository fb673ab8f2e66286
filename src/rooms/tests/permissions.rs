//! Every part that somebody can have in a room, held against every use case.

use super::*;
use crate::rooms::{self, listing, members, requests, view};
use crate::storage::testing::each_engine;
use alongside_protocol::http::UpdateRoom;

/// One room of each kind with the same people around it.
struct Cast {
    outsider: Caller,
    member: Caller,
    moderator: Caller,
    /// Moderates the room, and is no supporter any more.
    lapsed: Caller,
    /// A supporter who has nothing to do with the room.
    supporter: Caller,
    staff: Caller,
    room: RoomId,
}

impl Cast {
    async fn gather(world: &World, kind: RoomKind) -> Self {
        let named = |part: &str| format!("{part} {}", if kind == RoomKind::Public { "Fern" } else { "Moss" });
        let cast = Self {
            outsider: world.person(&named("Heron"), NOBODY_SPECIAL).await,
            member: world.person(&named("Willow"), NOBODY_SPECIAL).await,
            supporter: world.person(&named("Alder"), SUPPORTER).await,
            staff: world.person(&named("Slate"), STAFF).await,
            lapsed: world.person(&named("Elm"), SUPPORTER).await,
            room: RoomId(uuid::Uuid::nil()),
            moderator: world.person(&named("Birch"), SUPPORTER).await,
        };
        let room = world.room(&cast.moderator, kind, "A room").await;
        world.kept(async |tx| members::appoint(tx, world.now(), &cast.staff, room, cast.lapsed.account).await).await;
        world.join(&cast.member, room).await;
        for request in world.kept(async |tx| requests::open_for(tx, cast.moderator.account).await).await {
            world
                .kept(async |tx| requests::answer(tx, world.now(), &cast.moderator, request.id, true, None).await)
                .await;
        }
        let lapsed = Caller { roles: vec![], ..cast.lapsed };
        Self { room, lapsed, ..cast }
    }

    /// In the order of the table's columns.
    fn parts(&self) -> [(&'static str, &Caller); 6] {
        [
            ("outsider", &self.outsider),
            ("member", &self.member),
            ("moderator", &self.moderator),
            ("supporter", &self.supporter),
            ("staff", &self.staff),
            ("lapsed moderator", &self.lapsed),
        ]
    }
}

#[derive(Debug, Clone, Copy)]
enum Act {
    See,
    Read,
    Write,
    List,
    Create,
    Describe,
    Rest,
    Close,
    Invite,
    Appoint,
    DismissOther,
    SeeRoll,
}

async fn attempt(world: &World, cast: &Cast, who: &Caller, act: Act) -> Option<RefusalCode> {
    let (room, now) = (cast.room, world.now());
    let mut tx = world.db.write().await.expect("a transaction");
    let tx = &mut tx;
    let update = |wanted| UpdateRoom { name: None, description: None, topics: None, rules: None, state: wanted };
    let done: Result<()> = match act {
        Act::See => {
            async {
                rooms::known(tx, room, who).await?;
                view::room(tx, room, who.account, &world.moment()).await.map(drop)
            }
            .await
        }
        Act::Read => rooms::readable(tx, room, who.account).await.map(drop),
        Act::Write => match rooms::access(tx, room, who.account).await {
            Ok(Some(access)) => access.check_write(),
            other => panic!("{other:?}"),
        },
        Act::List => listing::list(tx, who.account, &listing::Search::default(), &world.moment()).await.map(drop),
        Act::Create => {
            let wanted = new_room(RoomKind::Public, "Another");
            rooms::create(tx, now, &world.chance, who, &wanted).await.map(drop)
        }
        Act::Describe => {
            let wanted = UpdateRoom { name: Some("New name".into()), ..update(None) };
            rooms::update(tx, now, who, room, &wanted).await
        }
        Act::Rest => rooms::update(tx, now, who, room, &update(Some(RoomState::ReadOnly))).await,
        Act::Close => rooms::update(tx, now, who, room, &update(Some(RoomState::Closed))).await,
        Act::Invite => requests::invite(tx, now, &world.chance, who, room, &cast.supporter.alias).await.map(drop),
        Act::Appoint => members::appoint(tx, now, who, room, cast.supporter.account).await,
        Act::DismissOther => {
            let other = if who.account == cast.moderator.account { &cast.member } else { &cast.moderator };
            members::dismiss(tx, now, who, room, other.account).await
        }
        Act::SeeRoll => members::list(tx, who, room, "").await.map(drop),
    };
    done.err().map(|error| error.code())
}

/// A row: an act, and how it ends for each part.
type Row = (Act, [Option<RefusalCode>; 6]);

async fn check(kind: RoomKind, state: RoomState, table: &[Row]) {
    each_engine(async |db| {
        let world = World::new(db);
        let cast = Cast::gather(&world, kind).await;
        world.set_state(&cast.staff, cast.room, state).await;
        for (act, expected) in table {
            for ((part, who), expected) in cast.parts().into_iter().zip(expected) {
                let refused = attempt(&world, &cast, who, *act).await;
                assert_eq!(refused, *expected, "{part} {act:?} in a {state} {kind} room");
            }
        }
    })
    .await;
}

const FORBIDDEN: Option<RefusalCode> = Some(RefusalCode::Forbidden);
const NOT_FOUND: Option<RefusalCode> = Some(RefusalCode::NotFound);
const NOT_MEMBER: Option<RefusalCode> = Some(RefusalCode::NotMember);
const READ_ONLY: Option<RefusalCode> = Some(RefusalCode::ReadOnly);
const UNREAD: Option<RefusalCode> = Some(RefusalCode::GuidelinesChanged);
const CLOSED: Option<RefusalCode> = Some(RefusalCode::RoomClosed);

#[tokio::test]
async fn in_a_public_room() {
    let table: &[Row] = &[
        // outsider, member, moderator, supporter, staff, lapsed moderator
        (Act::See, [None, None, None, None, None, None]),
        (Act::Read, [None, None, None, None, None, None]),
        (Act::Write, [NOT_MEMBER, None, None, NOT_MEMBER, NOT_MEMBER, UNREAD]),
        (Act::List, [None, None, None, None, None, None]),
        (Act::Create, [FORBIDDEN, FORBIDDEN, None, None, None, FORBIDDEN]),
        (Act::Describe, [FORBIDDEN, FORBIDDEN, None, FORBIDDEN, None, FORBIDDEN]),
        (Act::Rest, [FORBIDDEN, FORBIDDEN, None, FORBIDDEN, None, FORBIDDEN]),
        (Act::Close, [FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, None, FORBIDDEN]),
        (Act::Invite, [FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN]),
        (Act::Appoint, [FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, None, FORBIDDEN]),
        (Act::DismissOther, [FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, None, FORBIDDEN]),
        (Act::SeeRoll, [NOT_MEMBER, None, None, NOT_MEMBER, None, None]),
    ];
    check(RoomKind::Public, RoomState::Open, table).await;
}

#[tokio::test]
async fn in_a_group() {
    let table: &[Row] = &[
        (Act::See, [None, None, None, None, None, None]),
        (Act::Read, [NOT_FOUND, None, None, NOT_FOUND, NOT_FOUND, None]),
        (Act::Write, [NOT_FOUND, None, None, NOT_FOUND, NOT_FOUND, UNREAD]),
        (Act::Describe, [FORBIDDEN, FORBIDDEN, None, FORBIDDEN, None, FORBIDDEN]),
        (Act::Rest, [FORBIDDEN, FORBIDDEN, None, FORBIDDEN, None, FORBIDDEN]),
        (Act::Close, [FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, None, FORBIDDEN]),
        (Act::Invite, [FORBIDDEN, FORBIDDEN, None, FORBIDDEN, FORBIDDEN, FORBIDDEN]),
        (Act::Appoint, [FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, None, FORBIDDEN]),
        (Act::DismissOther, [FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, None, FORBIDDEN]),
        (Act::SeeRoll, [NOT_MEMBER, None, None, NOT_MEMBER, None, None]),
    ];
    check(RoomKind::Group, RoomState::Open, table).await;
}

#[tokio::test]
async fn in_a_resting_public_room() {
    let table: &[Row] = &[
        (Act::Read, [None, None, None, None, None, None]),
        (Act::Write, [NOT_MEMBER, READ_ONLY, READ_ONLY, NOT_MEMBER, NOT_MEMBER, READ_ONLY]),
        (Act::Describe, [FORBIDDEN, FORBIDDEN, None, FORBIDDEN, None, FORBIDDEN]),
    ];
    check(RoomKind::Public, RoomState::ReadOnly, table).await;
}

#[tokio::test]
async fn in_a_closed_group() {
    let table: &[Row] = &[
        (Act::See, [NOT_FOUND, None, None, NOT_FOUND, None, None]),
        (Act::Read, [NOT_FOUND, None, None, NOT_FOUND, NOT_FOUND, None]),
        (Act::Write, [NOT_FOUND, CLOSED, CLOSED, NOT_FOUND, NOT_FOUND, CLOSED]),
        (Act::Rest, [NOT_FOUND, FORBIDDEN, FORBIDDEN, NOT_FOUND, None, FORBIDDEN]),
        (Act::Invite, [NOT_FOUND, FORBIDDEN, CLOSED, NOT_FOUND, FORBIDDEN, FORBIDDEN]),
        (Act::SeeRoll, [NOT_FOUND, None, None, NOT_FOUND, None, None]),
    ];
    check(RoomKind::Group, RoomState::Closed, table).await;
}

#[tokio::test]
async fn in_a_conversation_of_two() {
    each_engine(async |db| {
        let world = World::new(db);
        let one = world.person("Heron", NOBODY_SPECIAL).await;
        let other = world.person("Fern", SUPPORTER).await;
        let staff = world.person("Slate", STAFF).await;
        let request = world
            .kept(async |tx| rooms::connections::ask(tx, world.now(), &world.chance, &one, other.account, "").await)
            .await;
        let room = world
            .kept(async |tx| rooms::connections::answer(tx, world.now(), &world.chance, &other, request.id, true).await)
            .await
            .room
            .expect("a room");
        // Two people's own: staff do not even know of it, and neither of the two keeps it.
        let close = UpdateRoom { state: Some(RoomState::Closed), ..no_change() };
        for (who, update, appoint, roll) in [
            (&one, FORBIDDEN, FORBIDDEN, None),
            (&other, FORBIDDEN, FORBIDDEN, None),
            (&staff, NOT_FOUND, NOT_FOUND, NOT_FOUND),
        ] {
            let mut tx = world.db.write().await.expect("a transaction");
            let code = |result: Result<()>| result.err().map(|error| error.code());
            let now = world.now();
            assert_eq!(code(rooms::update(&mut tx, now, who, room, &close).await), update, "{}", who.alias);
            let appointed = members::appoint(&mut tx, now, who, room, other.account).await;
            assert_eq!(code(appointed), appoint, "{}", who.alias);
            assert_eq!(code(members::list(&mut tx, who, room, "").await.map(drop)), roll, "{}", who.alias);
        }
    })
    .await;
}
