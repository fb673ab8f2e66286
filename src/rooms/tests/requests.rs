use super::*;
use crate::rooms::{self, members, requests};
use crate::storage::testing::each_engine;
use alongside_protocol::{JoinRequest, RequestState, limits};

async fn join(world: &World, who: &Caller, room: RoomId) -> Told {
    world.told(async |tx| rooms::join(tx, world.now(), &world.chance, who, room, 1).await).await.1
}

async fn invite(world: &World, by: &Caller, room: RoomId, alias: &str) -> (JoinRequest, Told) {
    world.told(async |tx| requests::invite(tx, world.now(), &world.chance, by, room, alias).await).await
}

async fn open_for(world: &World, who: &Caller) -> Vec<JoinRequest> {
    world.kept(async |tx| requests::open_for(tx, who.account).await).await
}

#[tokio::test]
async fn a_moderator_answers_who_asks_to_join() {
    each_engine(async |db| {
        let (world, keeper, heron, room) = World::with_heron(db, RoomKind::Group, "Small circle").await;

        let told = join(&world, &heron, room).await;
        assert!(told.to(room).is_empty(), "a request is between the person and the moderators");
        let request = open_for(&world, &keeper).await.pop().expect("the moderator sees it");
        assert_eq!(open_for(&world, &heron).await, vec![request.clone()]);
        assert_eq!(world.shown(room, &heron).await.join_request, Some(request.clone()));
        let changed = EventKind::JoinRequestChanged { request: request.clone() };
        assert_eq!(told.to(keeper.account), [&changed]);
        assert_eq!(told.to(heron.account), [&changed]);
        assert!(join(&world, &heron, room).await.nothing(), "asking twice changes nothing");

        let answer = async |tx: &mut Tx| requests::answer(tx, world.now(), &keeper, request.id, true, None).await;
        let (answered, told) = world.told(answer).await;
        assert_eq!(answered.state, RequestState::Accepted);
        assert_eq!(told.to(room), [&EventKind::MemberJoined { person: heron.person() }]);
        assert_eq!(
            told.to(heron.account),
            [&EventKind::JoinRequestChanged { request: answered }, &EventKind::RoomJoined { room }]
        );
        assert_eq!(world.shown(room, &heron).await.you.expect("a member").guidelines_accepted, 1);
        assert!(open_for(&world, &keeper).await.is_empty() && open_for(&world, &heron).await.is_empty());
        // The same answer of another moderator says the same; the other answer comes too late.
        assert!(world.told(answer).await.1.nothing());
        let no = async |tx: &mut Tx| requests::answer(tx, world.now(), &keeper, request.id, false, None).await;
        assert_eq!(world.refused(no).await, RefusalCode::Conflict);
    })
    .await;
}

#[tokio::test]
async fn after_a_no_one_asks_again_a_week_later() {
    each_engine(async |db| {
        let (world, keeper, heron, room) = World::with_heron(db, RoomKind::Group, "Small circle").await;
        join(&world, &heron, room).await;
        let id = open_for(&world, &keeper).await[0].id;
        world.kept(async |tx| requests::answer(tx, world.now(), &keeper, id, false, None).await).await;
        let ask = async |tx: &mut Tx| rooms::join(tx, world.now(), &world.chance, &heron, room, 1).await;
        world.clock.advance_millis(limits::ASK_AGAIN_MS - 1);
        assert_eq!(world.refused(ask).await, RefusalCode::LimitReached);
        world.clock.advance_millis(1);
        world.kept(ask).await;
    })
    .await;
}

#[tokio::test]
async fn a_request_can_be_taken_back_by_leaving() {
    each_engine(async |db| {
        let (world, keeper, heron, room) = World::with_heron(db, RoomKind::Group, "Small circle").await;
        join(&world, &heron, room).await;
        let id = open_for(&world, &keeper).await[0].id;
        world.kept(async |tx| rooms::leave(tx, world.now(), &heron, room).await).await;
        assert!(open_for(&world, &keeper).await.is_empty());
        let request = world.kept(async |tx| requests::get(tx, id).await).await.expect("kept");
        assert_eq!(request.state, RequestState::Withdrawn);
        // One's own change of mind is no reason to wait.
        join(&world, &heron, room).await;
        assert_eq!(open_for(&world, &keeper).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn an_invited_person_joins_by_reading_the_guidelines() {
    each_engine(async |db| {
        let world = World::new(db);
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let room = world.room(&keeper, RoomKind::Group, "Small circle").await;
        for (alias, by_joining) in [("Heron", true), ("Fern", false)] {
            let person = world.person(alias, NOBODY_SPECIAL).await;
            // However it is typed.
            let (request, told) = invite(&world, &keeper, room, &alias.to_uppercase()).await;
            assert_eq!(request.invited_by, Some(keeper.person()));
            let changed = EventKind::JoinRequestChanged { request: request.clone() };
            assert_eq!(told.to(person.account), [&changed]);
            assert_eq!(open_for(&world, &person).await, vec![request.clone()]);
            assert!(invite(&world, &keeper, room, alias).await.1.nothing(), "inviting twice changes nothing");
            if by_joining {
                join(&world, &person, room).await;
            } else {
                let id = request.id;
                for unread in [None, Some(0), Some(2)] {
                    let answer = async |tx: &mut Tx| requests::answer(tx, world.now(), &person, id, true, unread).await;
                    assert_eq!(world.refused(answer).await, RefusalCode::GuidelinesChanged);
                }
                world.kept(async |tx| requests::answer(tx, world.now(), &person, id, true, Some(1)).await).await;
            }
        }
        assert_eq!(world.kept(async |tx| members::list(tx, &keeper, room, "").await).await.len(), 3);
        let again = async |tx: &mut Tx| requests::invite(tx, world.now(), &world.chance, &keeper, room, "Heron").await;
        assert_eq!(world.refused(again).await, RefusalCode::Conflict);
        let nobody =
            async |tx: &mut Tx| requests::invite(tx, world.now(), &world.chance, &keeper, room, "Nobody here").await;
        assert_eq!(world.refused(nobody).await, RefusalCode::NotFound);
    })
    .await;
}

#[tokio::test]
async fn an_invitation_and_a_request_that_meet_are_a_yes() {
    each_engine(async |db| {
        let (world, keeper, heron, room) = World::with_heron(db, RoomKind::Group, "Small circle").await;
        join(&world, &heron, room).await;
        let (request, _) = invite(&world, &keeper, room, "Heron").await;
        assert_eq!(request.state, RequestState::Accepted);
        assert!(world.shown(room, &heron).await.you.is_some());
    })
    .await;
}

#[tokio::test]
async fn an_invitation_by_somebody_who_is_blocked_is_not_seen() {
    each_engine(async |db| {
        let (world, keeper, heron, room) = World::with_heron(db, RoomKind::Group, "Small circle").await;
        world.block(&heron, &keeper).await;
        let (request, told) = invite(&world, &keeper, room, "Heron").await;
        assert_eq!(request.state, RequestState::Open, "the moderator is told what anybody would be told");
        assert!(told.to(heron.account).is_empty());
        assert!(open_for(&world, &heron).await.is_empty());
        assert!(world.shown(room, &heron).await.join_request.is_none());
    })
    .await;
}

#[tokio::test]
async fn each_side_answers_only_what_it_was_asked() {
    each_engine(async |db| {
        let world = World::new(db);
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let fern = world.person("Fern", NOBODY_SPECIAL).await;
        let stranger = world.person("Moss", SUPPORTER).await;
        let room = world.room(&keeper, RoomKind::Group, "Small circle").await;
        join(&world, &heron, room).await;
        let asked = open_for(&world, &heron).await[0].id;
        let invited = invite(&world, &keeper, room, "Fern").await.0.id;
        for (who, id, code) in [
            (&heron, asked, RefusalCode::Forbidden),
            (&keeper, invited, RefusalCode::Forbidden),
            (&stranger, asked, RefusalCode::NotFound),
            (&stranger, invited, RefusalCode::NotFound),
            (&heron, invited, RefusalCode::NotFound),
            (&fern, asked, RefusalCode::NotFound),
        ] {
            let answer = async |tx: &mut Tx| requests::answer(tx, world.now(), who, id, true, Some(1)).await;
            assert_eq!(world.refused(answer).await, code, "{}", who.alias);
        }
        let unknown = async |tx: &mut Tx| {
            requests::answer(tx, world.now(), &keeper, world.chance.id(world.now()), true, None).await
        };
        assert_eq!(world.refused(unknown).await, RefusalCode::NotFound);
    })
    .await;
}

#[tokio::test]
async fn a_new_moderator_is_told_what_waits() {
    each_engine(async |db| {
        let world = World::new(db);
        let staff = world.person("Slate", STAFF).await;
        let keeper = world.person("Quiet Birch", SUPPORTER).await;
        let fern = world.person("Fern", SUPPORTER).await;
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let room = world.room(&keeper, RoomKind::Group, "Small circle").await;
        join(&world, &heron, room).await;
        let request = open_for(&world, &heron).await.pop().expect("an open one");
        let ((), told) =
            world.told(async |tx| members::appoint(tx, world.now(), &staff, room, fern.account).await).await;
        assert_eq!(
            told.to(fern.account),
            [&EventKind::RoomJoined { room }, &EventKind::JoinRequestChanged { request: request.clone() }]
        );
        assert_eq!(open_for(&world, &fern).await, [request]);
    })
    .await;
}
