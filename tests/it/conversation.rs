//! Talking: what one says reaches the others, once, in one order, as it is now.

use crate::harness::{World, message};
use alongside::messages;
use alongside_protocol::client::{Command, History, Send};
use alongside_protocol::{EventKind, MessageState, OkResult, Reaction, RefusalCode, ServerFrame};

#[tokio::test]
async fn what_one_says_reaches_the_others_with_its_changes() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut heron = kitchen.heron.connect(&[(kitchen.id.into(), None)]).await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;

    let OkResult::Sent { message: first, seq, duplicate: false, .. } = birch.say(kitchen.id, "Anyone up? @Heron").await
    else {
        panic!("a send answers sent")
    };
    let batch = heron.batch(kitchen.id).await;
    assert_eq!((batch.prev.next(), batch.to), (seq, seq));
    let EventKind::MessagePosted { message: seen } = &batch.events[0].kind else { panic!("{batch:?}") };
    assert_eq!((seen.id, seen.body.as_str(), seen.by_moderator), (first, "Anyone up? @Heron", false));
    assert_eq!(seen.mentions.iter().map(|person| person.id).collect::<Vec<_>>(), [kitchen.heron.id]);

    // Each is heard before the next is done: whoever hears late hears of a text as it is then.
    let mut heard = Vec::new();
    let reply = Send { reply_to: Some(first), ..message(kitchen.id, "I am.") };
    let with_you = Command::React { message: first, reaction: Reaction::WithYou, on: true };
    let edit = Command::Edit { message: first, body: "Anyone awake?".into(), note: None };
    for (by_heron, command) in
        [(true, Command::Send(reply)), (true, with_you), (false, edit), (false, Command::Delete { message: first })]
    {
        let author = if by_heron { &mut heron } else { &mut birch };
        author.ask(command).await.expect("done");
        heard.extend(heron.batch(kitchen.id).await.events.into_iter().map(|event| event.kind));
    }
    let [
        EventKind::MessagePosted { message: reply },
        EventKind::ReactionChanged { reactions, on: true, .. },
        EventKind::MessageEdited { message: edited },
        EventKind::MessageDeleted { message: deleted },
    ] = heard.as_slice()
    else {
        panic!("{heard:?}")
    };
    assert!(reply.by_moderator);
    assert_eq!(reply.reply_to.as_ref().and_then(|to| to.excerpt.as_deref()), Some("Anyone up? @Heron"));
    assert_eq!(reactions[0].count, 1);
    assert_eq!((edited.body.as_str(), edited.revision), ("Anyone awake?", 2));
    assert_eq!((deleted.body.as_str(), deleted.state), ("", MessageState::Deleted));

    let ask = History { room: kitchen.id, before: None, after: None, around: None, limit: None };
    let Ok(OkResult::History { messages, .. }) = heron.ask(Command::History(ask)).await else { panic!("a page") };
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[1].reply_to.as_ref().map(|to| to.excerpt.clone()), Some(None), "a quotation goes too");
}

#[tokio::test]
async fn the_same_send_a_hundred_times_over_restarts_is_one_message() {
    let mut world = World::new().await;
    let kitchen = world.kitchen().await;
    let send = message(kitchen.id, "once");
    let mut answers = Vec::new();
    for _ in 0..5 {
        let mut birch = kitchen.birch.connect(&[]).await;
        for _ in 0..20 {
            answers.push(birch.ask(Command::Send(send.clone())).await.expect("sent"));
        }
        world.restart().await;
    }
    let places = answers.iter().map(|answer| match answer {
        OkResult::Sent { message, seq, at, .. } => (*message, *seq, *at),
        other => panic!("{other:?}"),
    });
    let mut places: Vec<_> = places.collect();
    places.dedup();
    assert_eq!(places.len(), 1, "one message, one place, one instant");
    let duplicates = answers.iter().filter(|answer| matches!(answer, OkResult::Sent { duplicate: true, .. })).count();
    assert_eq!(duplicates, 99);
    let page = kitchen.heron.api.messages(kitchen.id, Default::default()).await.expect("a page");
    assert_eq!(page.messages.len(), 1);

    let mut birch = kitchen.birch.connect(&[]).await;
    let refusal = birch.ask(Command::Send(Send { body: "twice".into(), ..send })).await.expect_err("another body");
    assert_eq!(refusal.code, RefusalCode::ClientIdReused);
}

#[tokio::test]
async fn many_senders_make_one_order_without_holes() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut reader = kitchen.heron.connect(&[(kitchen.id.into(), None)]).await;
    let mut senders = Vec::new();
    for somebody in [&kitchen.birch, &kitchen.tide, &kitchen.heron] {
        let mut talker = somebody.connect(&[]).await;
        let room = kitchen.id;
        senders.push(tokio::spawn(async move {
            for n in 1..=100u64 {
                talker.socket.command(Some(n), Command::Send(message(room, &format!("{n}")))).await.expect("out");
            }
            let mut places = Vec::new();
            for n in 1..=100 {
                match talker.answer(n).await {
                    Ok(OkResult::Sent { seq, .. }) => places.push(seq),
                    other => panic!("{other:?}"),
                }
            }
            places
        }));
    }
    let mut acknowledged = Vec::new();
    for sender in senders {
        let places = sender.await.expect("no panic");
        assert!(places.is_sorted(), "one sender's messages keep their order");
        acknowledged.extend(places);
    }
    acknowledged.sort();
    let mut seen = Vec::new();
    let mut cursor = None;
    while seen.len() < 300 {
        let batch = reader.batch(kitchen.id).await;
        assert!(cursor.is_none_or(|cursor| cursor == batch.prev), "{cursor:?} then {batch:?}");
        cursor = Some(batch.to);
        seen.extend(batch.events.iter().map(|event| event.seq));
    }
    assert_eq!(seen, acknowledged, "every acknowledged message, once, in order");
}

#[tokio::test]
async fn who_is_here_and_who_writes() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let mut heron = kitchen.heron.connect(&[(kitchen.id.into(), None)]).await;
    let heron_id = kitchen.heron.id;
    birch
        .frame(|frame| match frame {
            ServerFrame::Presence { here: 2, moderators, .. } if *moderators == [heron_id] => Some(()),
            _ => None,
        })
        .await;
    heron.ask(Command::Typing { room: kitchen.id }).await.expect("typing");
    birch
        .frame(|frame| match frame {
            ServerFrame::Typing { people, .. } if people.iter().any(|person| person.alias == "Heron") => Some(()),
            _ => None,
        })
        .await;
    drop(heron);
    birch.frame(|frame| matches!(frame, ServerFrame::Presence { here: 1, .. }).then_some(())).await;
}

#[tokio::test]
async fn whoever_is_blocked_is_left_out_and_nothing_is_missing() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let mut tide = kitchen.tide.connect(&[(kitchen.id.into(), None)]).await;
    kitchen.birch.api.block(kitchen.tide.id, true).await.expect("blocked");
    birch.batch(kitchen.birch.id).await;
    tide.say(kitchen.id, "not for Birch").await;
    let mut heron = kitchen.heron.connect(&[]).await;
    heron.say(kitchen.id, "for everybody").await;
    let mut covered = None;
    let mut bodies = Vec::new();
    while bodies.is_empty() {
        let batch = birch.batch(kitchen.id).await;
        assert!(covered.is_none_or(|covered| covered == batch.prev));
        covered = Some(batch.to);
        bodies.extend(batch.events.into_iter().filter_map(|event| match event.kind {
            EventKind::MessagePosted { message } => Some(message.body),
            _ => None,
        }));
    }
    assert_eq!(bodies, ["for everybody"]);
    let page = kitchen.birch.api.messages(kitchen.id, Default::default()).await.expect("a page");
    assert_eq!(page.messages.len(), 1);
}

#[tokio::test]
async fn somebody_who_writes_on_and_on_counts_once_in_three_seconds() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut heron = kitchen.heron.connect(&[(kitchen.id.into(), None)]).await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let writers = |frame: &ServerFrame| match frame {
        ServerFrame::Typing { people, .. } => Some(people.len()),
        _ => None,
    };
    let typing = Command::Typing { room: kitchen.id };
    birch.ask(typing.clone()).await.expect("told");
    assert_eq!(heron.frame(writers).await, 1);
    world.clock.advance_millis(2_999);
    birch.ask(typing.clone()).await.expect("taken, and not counted");
    world.clock.advance_millis(2_100);
    assert_eq!(heron.frame(writers).await, 0, "5 s after the first, and not after the second");
    birch.ask(typing).await.expect("told");
    assert_eq!(heron.frame(writers).await, 1);
}

#[tokio::test]
async fn what_was_stored_and_told_to_nobody_is_told_when_it_is_sent_again() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut heron = kitchen.heron.connect(&[(kitchen.id.into(), None)]).await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let send = message(kitchen.id, "stored by a node that died");
    let app = &world.running().app;
    let (now, mut tx) = (app.clock.now(), app.db.write().await.expect("a transaction"));
    messages::post(&mut tx, now, kitchen.birch.id, app.chance.id(now), &send).await.expect("posted");
    let _lost = tx.commit().await.expect("committed");
    let again = birch.ask(Command::Send(send)).await.expect("the first result");
    assert!(matches!(again, OkResult::Sent { duplicate: true, .. }), "{again:?}");
    for who in [&mut heron, &mut birch] {
        let batch = who.batch(kitchen.id).await;
        assert!(format!("{batch:?}").contains("stored by a node that died"), "{batch:?}");
    }
}
