//! Rights are checked at every action and again on live connections (protocol P9).

use crate::harness::{World, message};
use alongside::accounts::people::{self, Hiding};
use alongside::accounts::roles::{self, By};
use alongside::announcement::{Announcement, Control};
use alongside_protocol::client::{Command, Send};
use alongside_protocol::http::UpdateRoom;
use alongside_protocol::server::{ResyncReason, Snapshot};
use alongside_protocol::{EventKind, OkResult, RefusalCode, RoomKind, RoomState, ServerFrame, close};
use std::time::{Duration, Instant};

/// A change of rights reaches an open socket within this time.
const REACHES: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_session_that_was_ended_elsewhere_ends_its_socket() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let since = Instant::now();
    kitchen.birch.api.sign_out().await.expect("signed out");
    assert_eq!(birch.close_code().await, close::SESSION_ENDED);
    assert!(since.elapsed() < REACHES + Duration::from_secs(1), "it took {:?}", since.elapsed());
}

#[tokio::test]
async fn a_suspended_account_loses_its_socket_and_cannot_come_back() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let app = &world.running().app;
    let mut tx = app.db.write().await.expect("a transaction");
    roles::suspend(&mut tx, app.clock.now(), By::CommandLine, kitchen.birch.id).await.expect("suspended");
    app.commit(tx).await.expect("committed");
    assert_eq!(birch.close_code().await, close::SUSPENDED, "the suspension is the reason, not that the session ended");
    let mut again = kitchen.birch.raw().await;
    again.hello(&kitchen.birch.token).await.expect("hello goes out");
    let refused = again.receive_until(Duration::from_secs(5), |frame| match frame {
        ServerFrame::Error { refusal, .. } => Some(refusal.code),
        _ => None,
    });
    assert_eq!(refused.await.expect("an answer"), RefusalCode::Suspended);
}

#[tokio::test]
async fn a_session_that_runs_out_ends_its_socket_unless_it_was_renewed() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let bot = kitchen.birch.api.new_token("bot", Some(1)).await.expect("a token of a day");
    let mut ends = kitchen.birch.connect(&[]).await;
    let renewed = ends.ask(Command::Renew { token: bot.token.clone() }).await;
    renewed.expect("the other token carries this socket from here on");
    let since = Instant::now();
    world.clock.advance_millis(24 * 60 * 60 * 1_000);
    assert_eq!(ends.close_code().await, close::SESSION_ENDED);
    assert!(since.elapsed() < REACHES + Duration::from_secs(1), "it took {:?}", since.elapsed());
    birch.say(kitchen.id, "this one lasts longer").await;
}

#[tokio::test]
async fn nobody_whom_one_blocks_is_quoted_to_one() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    kitchen.birch.api.block(kitchen.tide.id, true).await.expect("blocked");
    kitchen.heron.api.block(kitchen.tide.id, true).await.expect("blocked");
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let mut heron = kitchen.heron.connect(&[(kitchen.id.into(), None)]).await;
    let mut tide = kitchen.tide.connect(&[(kitchen.id.into(), None)]).await;
    let OkResult::Sent { message: words, .. } = tide.say(kitchen.id, "hard words").await else { panic!("sent") };
    let other = world.person("Slow Train").await;
    other.api.join(kitchen.id).await.expect("joined");
    let mut other = other.connect(&[]).await;
    let answer = Send { reply_to: Some(words), ..message(kitchen.id, "not so") };
    other.ask(Command::Send(answer)).await.expect("sent");
    for (who, expected) in [(&mut birch, None), (&mut heron, Some("hard words")), (&mut tide, Some("hard words"))] {
        let quoted = who.frame(|frame| match frame {
            ServerFrame::Events(batch) => batch.events.iter().find_map(|event| match &event.kind {
                EventKind::MessagePosted { message } if message.body == "not so" => message.reply_to.clone(),
                _ => None,
            }),
            _ => None,
        });
        let quoted = quoted.await;
        assert_eq!((quoted.id, quoted.excerpt.as_deref()), (words, expected));
    }
    for (who, expected) in [(&kitchen.birch, None), (&kitchen.heron, Some("hard words"))] {
        let page = who.api.messages(kitchen.id, Default::default()).await.expect("a page");
        let last = page.messages.last().and_then(|message| message.reply_to.clone()).expect("a reply");
        assert_eq!(last.excerpt.as_deref(), expected, "in a page of history");
    }
}

#[tokio::test]
async fn a_block_that_nobody_was_told_of_is_found_by_the_next_look() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let first = birch.frame(resynced).await;
    assert_eq!(first, ResyncReason::New);
    let app = &world.running().app;
    let mut tx = app.db.write().await.expect("a transaction");
    let now = app.clock.now();
    people::hide(&mut tx, now, kitchen.birch.id, kitchen.tide.id, Hiding::Blocked).await.expect("hidden");
    let _lost_on_the_way = tx.commit().await.expect("committed");
    // What every connection does by itself from time to time.
    app.bus.announce(vec![Announcement::Control(Control::AccountChanged(kitchen.birch.id))]);
    assert_eq!(birch.frame(resynced).await, ResyncReason::AccessChanged);
    let mut tide = kitchen.tide.connect(&[]).await;
    tide.say(kitchen.id, "not for Birch").await;
    let batch = birch.batch(kitchen.id).await;
    assert!(batch.events.is_empty(), "{batch:?}");

    fn resynced(frame: &ServerFrame) -> Option<ResyncReason> {
        match frame {
            ServerFrame::Resync(resync) if matches!(resync.snapshot, Snapshot::Room(_)) => Some(resync.reason),
            _ => None,
        }
    }
}

#[tokio::test]
async fn a_closed_room_refuses_posts_and_ends_the_looking_in_of_strangers() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let staff = world.with_role("Weathervane", alongside_protocol::Role::Staff).await;
    let stranger = world.person("Slow Train").await;
    let mut looking = stranger.connect(&[(kitchen.id.into(), None)]).await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let close = UpdateRoom { name: None, description: None, topics: None, rules: None, state: Some(RoomState::Closed) };
    staff.api.update_room(kitchen.id, &close).await.expect("closed");
    looking
        .frame(|frame| match frame {
            ServerFrame::StreamEnded { stream, .. } if *stream == kitchen.id.into() => Some(()),
            _ => None,
        })
        .await;
    let batch = birch.batch(kitchen.id).await;
    assert!(format!("{batch:?}").contains("Closed"), "{batch:?}");
    let refusal = birch.ask(Command::Send(message(kitchen.id, "too late"))).await.expect_err("closed");
    assert_eq!(refusal.code, RefusalCode::RoomClosed);
    assert!(birch.ask(Command::Subscribe { room: kitchen.id, position: None, quiet: false }).await.is_ok());
}

#[tokio::test]
async fn leaving_on_one_device_ends_the_room_on_the_other() {
    let world = World::new().await;
    let heron = world.supporter("Heron").await;
    let birch = world.person("Quiet Birch").await;
    let group = heron.api.create_room(RoomKind::Group, "After the Diagnosis", "").await.expect("a group").info.id;
    heron.api.invite(group, "Quiet Birch").await.expect("invited");
    birch.api.join(group).await.expect("joined");
    let mut phone = birch.connect(&[(group.into(), None)]).await;
    birch.api.leave(group).await.expect("left");
    phone
        .frame(|frame| match frame {
            ServerFrame::StreamEnded { stream, refusal } if *stream == group.into() => Some(refusal.code),
            _ => None,
        })
        .await;
    let mut said = heron.connect(&[]).await;
    said.say(group, "only for members").await;
    let refusal = phone
        .ask(Command::History(alongside_protocol::client::History {
            room: group,
            before: None,
            after: None,
            around: None,
            limit: None,
        }))
        .await
        .expect_err("not a member");
    assert_eq!(refusal.code, RefusalCode::NotFound);
}

#[tokio::test]
async fn only_authors_change_their_messages() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[]).await;
    let alongside_protocol::OkResult::Sent { message: id, .. } = birch.say(kitchen.id, "mine").await else {
        panic!("sent")
    };
    let stranger = world.person("Slow Train").await;
    let mut stranger = stranger.connect(&[]).await;
    let mut heron = kitchen.heron.connect(&[]).await;
    for (who, expected) in [(&mut heron, RefusalCode::Forbidden), (&mut stranger, RefusalCode::Forbidden)] {
        let edit = Command::Edit { message: id, body: "not mine".into(), note: None };
        assert_eq!(who.ask(edit).await.expect_err("not the author").code, expected);
        assert_eq!(who.ask(Command::Delete { message: id }).await.expect_err("not the author").code, expected);
    }
    let refusal = stranger.ask(Command::Send(message(kitchen.id, "hello"))).await.expect_err("not a member");
    assert_eq!(refusal.code, RefusalCode::NotMember);
}

#[tokio::test]
async fn whoever_is_no_longer_a_supporter_moderates_nothing() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let staff = world.with_role("Weathervane", alongside_protocol::Role::Staff).await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let change = alongside_protocol::http::UpdateAccount { roles: Some(vec![]), suspended: None };
    staff.api.update_account(kitchen.heron.id, &change).await.expect("the role is taken");
    let batch = birch.batch(kitchen.id).await;
    assert!(format!("{batch:?}").contains("ModeratorRemoved"), "{batch:?}");
    let room = kitchen.birch.api.room(kitchen.id).await.expect("a room");
    assert!(room.moderators.is_empty());
    let mut heron = kitchen.heron.connect(&[]).await;
    heron.say(kitchen.id, "as one among others").await;
    let page = kitchen.birch.api.messages(kitchen.id, Default::default()).await.expect("a page");
    assert!(!page.messages.last().expect("a message").by_moderator);
}
