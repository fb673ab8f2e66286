//! A room falls silent while people are connected. The policy's numbers are minutes here, so that the test's clock does
//! not leap over what the server would take for an outage; the reconciler's timer is the real one.

use crate::harness::{Kitchen, PATIENCE, World, message};
use alongside::duty::Policy;
use alongside::duty::policy::Span;
use alongside_protocol::client::Command;
use alongside_protocol::{EventKind, NotificationKind, RefusalCode, RestReason, RoomState};
use chrono::TimeDelta;
use reqwest::Method;

fn minutes() -> Policy {
    let mut policy = Policy::default();
    let duty = &mut policy.duty;
    duty.reminder = Span::minutes(5);
    duty.warning = Span::minutes(10);
    duty.action_window = Span::minutes(5);
    duty.close_when_overdue = true;
    policy
}

#[tokio::test]
async fn moderators_are_told_live_and_a_closed_room_takes_no_more() {
    let world = World::with_policy(minutes()).await;
    let Kitchen { id, heron, birch, .. } = world.kitchen().await;
    let mut moderator = heron.connect(&[(heron.id.into(), None)]).await;
    let mut member = birch.connect(&[(id.into(), None)]).await;
    member.say(id, "Is anybody here?").await;
    for (kind, wait) in
        [(NotificationKind::DutyReminder, 5), (NotificationKind::DutyWarning, 5), (NotificationKind::RoomClosed, 5)]
    {
        world.clock.advance_millis(TimeDelta::minutes(wait).num_milliseconds());
        let told = async {
            loop {
                let batch = moderator.batch(heron.id).await;
                let news = batch.events.into_iter().find_map(|event| match event.kind {
                    // Of rooms, and new; that a certificate is needed is told beside it.
                    EventKind::NotificationChanged { notification }
                        if notification.room.is_some() && notification.read_at.is_none() =>
                    {
                        Some(notification)
                    }
                    _ => None,
                });
                if let Some(news) = news {
                    return news;
                }
            }
        };
        let told = tokio::time::timeout(PATIENCE, told).await.expect("told in time");
        assert_eq!((told.kind, told.room.map(|room| room.id)), (kind, Some(id)));
        let read = format!("/me/notifications/{}/read", told.id);
        heron.api.request(Method::POST, &read).send().await.expect("an answer").error_for_status().expect("read");
    }
    let closed = async {
        loop {
            for event in member.batch(id).await.events {
                if let EventKind::RoomUpdated { room } = event.kind {
                    return room;
                }
            }
        }
    };
    let room = tokio::time::timeout(PATIENCE, closed).await.expect("told in time");
    assert_eq!((room.state, room.rest.map(|rest| rest.reason)), (RoomState::Closed, Some(RestReason::Overdue)));
    let refused = member.ask(Command::Send(message(id, "Still here"))).await.expect_err("refused");
    assert_eq!(refused.code, RefusalCode::RoomClosed);
    world.stop().await;
}
