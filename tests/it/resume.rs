//! Coming back: from any position, after any time, the client ends equal to the database, and what was removed never returns.

use crate::harness::{Kitchen, Talker, World};
use alongside_protocol::client::Command;
use alongside_protocol::limits::REPLAY_EVENTS;
use alongside_protocol::server::{ResyncReason, StreamVerdict};
use alongside_protocol::{Epoch, Message, MessageState, OkResult, Position, Seq, ServerFrame};
use alongside_terminal::{RoomModel, Update};
use uuid::Uuid;

/// Opens the room with whatever the model knows, and follows until it stands at the room's head.
async fn catch_up(kitchen: &Kitchen, model: &mut RoomModel, position: Option<Position>) -> (Talker, Position) {
    let mut talker = kitchen.birch.connect(&[(kitchen.id.into(), position)]).await;
    let head = kitchen.heron.api.messages(kitchen.id, Default::default()).await.expect("a page").head;
    let mut position = position;
    while position.is_none_or(|position| position.seq < head) {
        position = Some(
            talker
                .frame(|frame| match frame {
                    ServerFrame::Resync(resync) if resync.stream == kitchen.id.into() => {
                        model.apply(&Update::Resync(resync.clone()));
                        Some(resync.position)
                    }
                    ServerFrame::Events(batch) if batch.stream == kitchen.id.into() => {
                        model.apply(&Update::Batch(batch.clone()));
                        Some(Position { epoch: batch.epoch, seq: batch.to })
                    }
                    _ => None,
                })
                .await,
        );
    }
    (talker, position.expect("a position"))
}

fn told(messages: &[Message]) -> Vec<(Seq, String, String, Option<String>)> {
    messages
        .iter()
        .map(|message| {
            let visible = message.state == MessageState::Visible;
            let quoted = message.reply_to.as_ref().and_then(|reply| reply.excerpt.clone()).filter(|_| visible);
            (message.seq, message.state.to_string(), message.body.clone(), quoted)
        })
        .collect()
}

async fn away_and_back(away: &[usize], days: i64) {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut heron = kitchen.heron.connect(&[]).await;
    let mut ids = Vec::new();
    for n in 0..20 {
        let reply_to = ids.last().copied().filter(|_| n % 3 == 2);
        let send = alongside_protocol::client::Send {
            reply_to,
            ..crate::harness::message(kitchen.id, &format!("secret number {n}"))
        };
        let OkResult::Sent { message, .. } = heron.ask(Command::Send(send)).await.expect("sent") else {
            panic!("sent")
        };
        ids.push(message);
    }
    let mut model = RoomModel::new(kitchen.id);
    let (talker, position) = catch_up(&kitchen, &mut model, None).await;
    drop(talker);
    assert_eq!(model.messages().count(), 20);

    for n in away {
        heron.say(kitchen.id, &format!("meanwhile {n}")).await;
    }
    for id in ids.iter().step_by(4) {
        heron.ask(Command::Delete { message: *id }).await.expect("deleted");
    }
    heron.ask(Command::Edit { message: ids[1], body: "changed".into(), note: None }).await.expect("edited");
    world.clock.advance_millis(days * 86_400_000);

    let (_talker, _) = catch_up(&kitchen, &mut model, Some(position)).await;
    let page = kitchen.heron.api.messages(kitchen.id, Default::default()).await.expect("a page").messages;
    let shown: Vec<Message> = model.messages().cloned().collect();
    let same = shown.len().min(page.len());
    assert_eq!(told(&shown[shown.len() - same..]), told(&page[page.len() - same..]));
    let text = serde_json::to_string(&shown).expect("json");
    for n in (0..20).step_by(4) {
        assert!(!text.contains(&format!("secret number {n}\"")), "number {n} was removed and is back");
    }
}

#[tokio::test]
async fn after_a_minute() {
    away_and_back(&[1, 2, 3], 0).await;
}

#[tokio::test]
async fn after_three_days() {
    away_and_back(&[1, 2, 3, 4, 5], 3).await;
}

#[tokio::test]
async fn past_the_horizon_one_starts_anew() {
    let many: Vec<usize> = (0..REPLAY_EVENTS as usize).collect();
    away_and_back(&many, 20).await;
}

#[tokio::test]
async fn positions_that_cannot_be_resumed_are_answered_with_a_snapshot_and_why() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let epoch = world.running().app.epoch;
    let mut head = kitchen.heron.api.messages(kitchen.id, Default::default()).await.expect("a page").head;
    for (epoch_named, ahead, reason) in [
        (None, 0, ResyncReason::New),
        (Some(Epoch(Uuid::from_u128(7))), 0, ResyncReason::EpochChanged),
        (Some(epoch), 1, ResyncReason::Ahead),
    ] {
        let position = epoch_named.map(|epoch| Position { epoch, seq: Seq(head.0 + ahead) });
        let mut birch = kitchen.birch.connect(&[]).await;
        let subscribe = Command::Subscribe { room: kitchen.id, position, quiet: false };
        let Ok(OkResult::Subscribed { stream: StreamVerdict::Resync { reason: said, .. } }) =
            birch.ask(subscribe).await
        else {
            panic!("a resync for {position:?}")
        };
        assert_eq!(said, reason);
        let at = birch
            .frame(|frame| match frame {
                ServerFrame::Resync(resync) if resync.stream == kitchen.id.into() => Some(resync.position),
                _ => None,
            })
            .await;
        assert_eq!(at, Position { epoch, seq: head });
        let mut heron = kitchen.heron.connect(&[]).await;
        heron.say(kitchen.id, "after the snapshot").await;
        let batch = birch.batch(kitchen.id).await;
        assert_eq!(batch.prev, head, "what follows joins on to the snapshot");
        head = batch.to;
    }
}

#[tokio::test]
async fn unread_counts_and_marks_are_private_and_follow_all_devices() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut heron = kitchen.heron.connect(&[]).await;
    for body in ["one", "two @Quiet Birch", "three"] {
        heron.say(kitchen.id, body).await;
    }
    let you = kitchen.birch.api.room(kitchen.id).await.expect("a room").you.expect("a member");
    assert_eq!((you.unread, you.mentions), (3, 1));
    let mut phone = kitchen.birch.connect(&[]).await;
    let mut laptop = kitchen.birch.connect(&[]).await;
    let head = kitchen.birch.api.messages(kitchen.id, Default::default()).await.expect("a page").head;
    phone.ask(Command::Read { room: kitchen.id, up_to: head }).await.expect("read");
    let batch = laptop.batch(kitchen.birch.id).await;
    assert!(format!("{batch:?}").contains("ReadMarkerMoved"), "{batch:?}");
    let you = kitchen.birch.api.room(kitchen.id).await.expect("a room").you.expect("a member");
    assert_eq!((you.unread, you.mentions), (0, 0));
    let back = phone.ask(Command::Read { room: kitchen.id, up_to: Seq(1) }).await.expect("read");
    assert_eq!(back, OkResult::Read { read_up_to: head }, "a marker never goes back");
}
