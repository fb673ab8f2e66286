use super::*;
use crate::rooms::{self, access, connections};
use crate::storage::testing::each_engine;
use alongside_protocol::{ConnectionRequest, RequestState, limits};

async fn ask(world: &World, from: &Caller, to: &Caller) -> (ConnectionRequest, Told) {
    world.told(asking(world, from, to)).await
}

fn asking<'a>(
    world: &'a World,
    from: &'a Caller,
    to: &'a Caller,
) -> impl AsyncFn(&mut Tx) -> Result<ConnectionRequest> + 'a {
    async move |tx| connections::ask(tx, world.now(), &world.chance, from, to.account, " Hello. ").await
}

fn answering<'a>(
    world: &'a World,
    who: &'a Caller,
    request: &'a ConnectionRequest,
    yes: bool,
) -> impl AsyncFn(&mut Tx) -> Result<ConnectionRequest> + 'a {
    async move |tx| connections::answer(tx, world.now(), &world.chance, who, request.id, yes).await
}

async fn open_for(world: &World, who: &Caller) -> Vec<ConnectionRequest> {
    world.kept(async |tx| connections::open_for(tx, who.account).await).await
}

async fn connected(world: &World, one: &Caller, other: &Caller) -> RoomId {
    let (request, _) = ask(world, one, other).await;
    world.kept(answering(world, other, &request, true)).await.room.expect("a room")
}

#[tokio::test]
async fn a_yes_opens_the_one_room_of_the_pair() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let fern = world.person("Fern", NOBODY_SPECIAL).await;
        let (request, told) = ask(&world, &heron, &fern).await;
        assert_eq!((request.greeting.as_str(), request.state), ("Hello.", RequestState::Open));
        let changed = EventKind::ConnectionChanged { request: request.clone() };
        assert_eq!(told.to(heron.account), [&changed]);
        assert_eq!(told.to(fern.account), [&changed]);
        assert!(ask(&world, &heron, &fern).await.1.nothing(), "asking twice changes nothing");
        assert_eq!(open_for(&world, &fern).await, vec![request.clone()]);

        let (accepted, told) = world.told(answering(&world, &fern, &request, true)).await;
        let room = accepted.room.expect("a room");
        assert_eq!(accepted.state, RequestState::Accepted);
        for who in [&heron, &fern] {
            let kinds = told.to(who.account);
            assert!(kinds.contains(&&EventKind::RoomJoined { room }), "{}", who.alias);
            assert!(kinds.contains(&&EventKind::ConnectionChanged { request: accepted.clone() }), "{}", who.alias);
            world
                .kept(async |tx| access(tx, room, who.account).await)
                .await
                .expect("a room")
                .check_write()
                .expect("open");
        }
        assert!(world.told(answering(&world, &fern, &request, true)).await.1.nothing());
        assert_eq!(world.shown(room, &heron).await.peer, Some(fern.person()));
        assert_eq!(world.shown(room, &fern).await.peer, Some(heron.person()));
        assert_eq!(world.refused(asking(&world, &fern, &heron)).await, RefusalCode::Conflict);
        assert!(open_for(&world, &fern).await.is_empty() && open_for(&world, &heron).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn two_who_ask_each_other_have_both_said_yes() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let fern = world.person("Fern", NOBODY_SPECIAL).await;
        ask(&world, &heron, &fern).await;
        let (request, _) = ask(&world, &fern, &heron).await;
        assert_eq!((request.state, &request.from), (RequestState::Accepted, &heron.person()));
    })
    .await;
}

#[tokio::test]
async fn leaving_closes_it_for_both_and_a_new_yes_opens_the_same_room() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let fern = world.person("Fern", NOBODY_SPECIAL).await;
        let room = connected(&world, &heron, &fern).await;
        let ((), told) = world.told(async |tx| rooms::leave(tx, world.now(), &heron, room).await).await;
        let kinds = told.to(room);
        let [EventKind::MemberLeft { .. }, EventKind::RoomUpdated { room: info }] = kinds[..] else {
            panic!("{kinds:?}")
        };
        assert_eq!(info.state, RoomState::Closed);
        let theirs = world.kept(async |tx| access(tx, room, fern.account).await).await.expect("a room");
        assert!(theirs.check_read().is_ok(), "who stays can still read");
        assert_eq!(theirs.check_write().expect_err("closed").code(), RefusalCode::RoomClosed);
        let gone = world.kept(async |tx| access(tx, room, heron.account).await).await.expect("a room");
        assert_eq!(gone.check_read().expect_err("left").code(), RefusalCode::NotFound);
        assert_eq!(world.shown(room, &fern).await.peer, Some(heron.person()));

        assert_eq!(connected(&world, &fern, &heron).await, room);
        for who in [&heron, &fern] {
            let access = world.kept(async |tx| access(tx, room, who.account).await).await.expect("a room");
            assert!(access.check_write().is_ok(), "{}", who.alias);
        }
        // Both may leave, one after the other.
        for who in [&heron, &fern] {
            world.kept(async |tx| rooms::leave(tx, world.now(), who, room).await).await;
        }
        assert_eq!(connected(&world, &heron, &fern).await, room);
    })
    .await;
}

#[tokio::test]
async fn nobody_learns_here_that_they_are_blocked() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let fern = world.person("Fern", NOBODY_SPECIAL).await;
        let moss = world.person("Moss", NOBODY_SPECIAL).await;
        world.block(&fern, &heron).await;

        let (to_blocker, told) = ask(&world, &heron, &fern).await;
        let (to_other, told_otherwise) = ask(&world, &heron, &moss).await;
        assert!(told.to(fern.account).is_empty(), "nothing reaches who blocks");
        assert_eq!(told_otherwise.to(moss.account).len(), 1);
        assert_eq!(told.to(heron.account).len(), told_otherwise.to(heron.account).len());
        assert_eq!((to_blocker.state, to_blocker.room), (to_other.state, to_other.room));
        assert_eq!(open_for(&world, &heron).await.len(), 2, "who is blocked sees both alike");
        assert!(open_for(&world, &fern).await.is_empty());
        assert_eq!(
            world.refused(asking(&world, &fern, &heron)).await,
            RefusalCode::Blocked,
            "one's own block is no secret"
        );
        // Taking it back is not told either.
        let withdraw = async |tx: &mut Tx| connections::withdraw(tx, world.now(), &heron, to_blocker.id).await;
        assert!(world.told(withdraw).await.1.to(fern.account).is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_block_after_asking_takes_the_request_with_it() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let fern = world.person("Fern", NOBODY_SPECIAL).await;
        let (request, _) = ask(&world, &heron, &fern).await;
        world.block(&heron, &fern).await;
        // As if Heron had taken it back.
        assert!(open_for(&world, &fern).await.is_empty());
        assert_eq!(world.refused(answering(&world, &fern, &request, true)).await, RefusalCode::Conflict);
        // Fern may ask in turn, and Heron hears nothing.
        let (anew, told) = ask(&world, &fern, &heron).await;
        assert_eq!((anew.state, &anew.from), (RequestState::Open, &fern.person()));
        assert!(told.to(heron.account).iter().all(|kind| match kind {
            EventKind::ConnectionChanged { request } => request.id != anew.id,
            _ => true,
        }));
    })
    .await;
}

#[tokio::test]
async fn asking_is_bounded() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        assert_eq!(world.refused(asking(&world, &heron, &heron)).await, RefusalCode::Invalid);
        let greeting = "x".repeat(limits::GREETING_CHARACTERS + 1);
        let fern = world.person("Fern", NOBODY_SPECIAL).await;
        let wordy =
            async |tx: &mut Tx| connections::ask(tx, world.now(), &world.chance, &heron, fern.account, &greeting).await;
        assert_eq!(world.refused(wordy).await, RefusalCode::Invalid);
        let nobody = async |tx: &mut Tx| {
            connections::ask(tx, world.now(), &world.chance, &heron, world.chance.id(world.now()), "").await
        };
        assert_eq!(world.refused(nobody).await, RefusalCode::NotFound);

        let (first, _) = ask(&world, &heron, &fern).await;
        for n in 1..limits::CONNECTION_REQUESTS {
            let other = world.person(&format!("Moss {n}"), NOBODY_SPECIAL).await;
            ask(&world, &heron, &other).await;
        }
        let one_more = world.person("Willow", NOBODY_SPECIAL).await;
        assert_eq!(world.refused(asking(&world, &heron, &one_more)).await, RefusalCode::LimitReached);
        world.kept(async |tx| connections::withdraw(tx, world.now(), &heron, first.id).await).await;
        ask(&world, &heron, &one_more).await;
    })
    .await;
}

#[tokio::test]
async fn a_no_stands_for_a_week() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let fern = world.person("Fern", NOBODY_SPECIAL).await;
        let (request, _) = ask(&world, &heron, &fern).await;
        let (declined, told) = world.told(answering(&world, &fern, &request, false)).await;
        assert_eq!(declined.state, RequestState::Declined);
        assert_eq!(told.to(heron.account), [&EventKind::ConnectionChanged { request: declined }]);
        assert_eq!(world.refused(answering(&world, &fern, &request, true)).await, RefusalCode::Conflict);
        world.clock.advance_millis(limits::ASK_AGAIN_MS - 1);
        assert_eq!(world.refused(asking(&world, &heron, &fern)).await, RefusalCode::LimitReached);
        // Whoever said no may ask at any time.
        let (turned, _) = ask(&world, &fern, &heron).await;
        world.kept(async |tx| connections::withdraw(tx, world.now(), &fern, turned.id).await).await;
        world.clock.advance_millis(1);
        ask(&world, &heron, &fern).await;
    })
    .await;
}

#[tokio::test]
async fn each_side_does_its_own_part() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let fern = world.person("Fern", NOBODY_SPECIAL).await;
        let staff = world.person("Slate", STAFF).await;
        let (request, _) = ask(&world, &heron, &fern).await;
        assert_eq!(world.refused(answering(&world, &heron, &request, true)).await, RefusalCode::Forbidden);
        assert_eq!(world.refused(answering(&world, &staff, &request, true)).await, RefusalCode::NotFound);
        let withdraw = async |who: &Caller| {
            world.refused(async |tx| connections::withdraw(tx, world.now(), who, request.id).await).await
        };
        assert_eq!(withdraw(&fern).await, RefusalCode::Forbidden);
        assert_eq!(withdraw(&staff).await, RefusalCode::NotFound);
        world.kept(answering(&world, &fern, &request, true)).await;
        assert_eq!(withdraw(&heron).await, RefusalCode::Conflict);
    })
    .await;
}

/// Policy 2.5: nobody closes it, and nobody is told.
#[tokio::test]
async fn a_talk_without_a_word_is_dormant_until_the_next_one() {
    each_engine(async |db| {
        let world = World::new(db);
        let heron = world.person("Heron", NOBODY_SPECIAL).await;
        let fern = world.person("Fern", NOBODY_SPECIAL).await;
        let room = connected(&world, &heron, &fern).await;
        let opened_at = world.now();
        let since = async || world.shown(room, &fern).await.dormant_since;
        world.clock.advance_millis(DORMANCY.num_milliseconds() - 1);
        assert_eq!(since().await, None);
        world.clock.advance_millis(1);
        assert_eq!(since().await, Some(opened_at + DORMANCY));
        let moment = world.moment();
        let mine = world.kept(async |tx| rooms::view::mine(tx, heron.account, &moment, &[]).await).await;
        assert_eq!(mine[0].dormant_since, Some(opened_at + DORMANCY), "the other one sees it too, in the list");

        world.post(room, &heron).await;
        let posted_at = world.now();
        assert_eq!(since().await, None, "a word wakes it");
        world.clock.advance_millis(DORMANCY.num_milliseconds());
        assert_eq!(since().await, Some(posted_at + DORMANCY));
        world.kept(async |tx| rooms::leave(tx, world.now(), &heron, room).await).await;
        assert_eq!(since().await, None, "it is closed, which says more");
        connected(&world, &fern, &heron).await;
        assert_eq!(since().await, None, "both have just said yes to it");
    })
    .await;
}
