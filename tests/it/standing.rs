//! A certificate ends while its owner is connected, and a new one comes: over real sockets, with the reconciler's own timer.
//! The test's clock stands a moment before the end, so that it does not leap over what the server would take for an outage.

use crate::harness::{PASSWORD, PATIENCE, START, Somebody, Talker, World};
use alongside_protocol::http::UpdateAccount;
use alongside_protocol::standing::{
    AcceptAgreement, Certificate, CertificateReview, CheckCertificate, EvidenceFormat, MyCertification,
    RecordCertificate, StandingState, StandingStep,
};
use alongside_protocol::{
    AccountId, CertificateKind, Date, EventKind, NotificationKind, RefusalCode, Role, RoomId, RoomKind, StreamId,
    Timestamp,
};
use alongside_terminal::Api;
use chrono::TimeDelta;
use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

async fn ask<T: DeserializeOwned>(who: &Somebody, method: Method, path: &str, body: &impl Serialize) -> T {
    let answer = who.api.request(method, path).json(body).send().await.expect("an answer");
    let status = answer.status();
    let text = answer.text().await.expect("a body");
    serde_json::from_str(&text).unwrap_or_else(|why| panic!("{path}: {status} {text}: {why}"))
}

fn seen(expires_on: Timestamp) -> RecordCertificate {
    RecordCertificate {
        kind: CertificateKind::National,
        issuer: None,
        issuer_name: Some("A board without a zone".into()),
        number: "12".into(),
        issued_on: Date((START - TimeDelta::days(200)).datetime().date_naive()),
        expires_on: Date(expires_on.datetime().date_naive()),
        note: None,
    }
}

/// The first event of a stream that `wanted` finds something in.
async fn event<T>(talker: &mut Talker, stream: impl Into<StreamId>, wanted: impl Fn(EventKind) -> Option<T>) -> T {
    let stream = stream.into();
    let search = async {
        loop {
            let batch = talker.batch(stream).await;
            if let Some(found) = batch.events.into_iter().find_map(|event| wanted(event.kind)) {
                return found;
            }
        }
    };
    tokio::time::timeout(PATIENCE, search).await.expect("told in time")
}

/// What an account's own stream tells next of its roles, and of news that are about them.
async fn own_news(talker: &mut Talker, account: AccountId) -> (Vec<Role>, NotificationKind) {
    let (mut roles, mut news) = (None, None);
    let search = async {
        loop {
            for event in talker.batch(account).await.events {
                match event.kind {
                    EventKind::AccountUpdated { account } => roles = Some(account.roles),
                    EventKind::NotificationChanged { notification }
                        if matches!(
                            notification.kind,
                            NotificationKind::RoleLapsed | NotificationKind::RoleRestored
                        ) =>
                    {
                        news = Some(notification.kind);
                    }
                    _ => {}
                }
            }
            if let (Some(roles), Some(news)) = (&roles, news) {
                return (Vec::clone(roles), news);
            }
        }
    };
    tokio::time::timeout(PATIENCE, search).await.expect("told in time")
}

async fn badge(who: &Somebody, room: RoomId) -> Option<String> {
    let room = who.api.room(room).await.expect("a room");
    room.moderators.first().and_then(|keeper| keeper.badge.as_ref()).map(|badge| badge.issuer.clone())
}

#[tokio::test]
async fn a_lapse_reaches_everybody_who_is_connected_and_so_does_its_end() {
    let world = World::new().await;
    let staff = world.with_role("Weathervane", Role::Staff).await;
    let (heron, birch) = (world.person("Heron").await, world.person("Quiet Birch").await);
    // Its last day is the one before; without a zone it ends at noon by UTC.
    let ends = START + TimeDelta::hours(12);
    let record = format!("/accounts/{}/certificates", heron.id);
    let verified: CertificateReview = ask(&staff, Method::POST, &record, &seen(START - TimeDelta::days(1))).await;
    assert_eq!(verified.certificate.valid_until, Some(ends));
    assert_eq!(verified.standing.state, StandingState::Paused);
    let mine: MyCertification = ask(&heron, Method::POST, "/me/agreement", &AcceptAgreement { version: 1 }).await;
    assert_eq!((mine.standing.state, mine.standing.until), (StandingState::Active, Some(ends)));

    let room = heron.api.create_room(RoomKind::Public, "Night Kitchen", "").await.expect("a room").info.id;
    birch.api.join(room).await.expect("joined");
    assert_eq!(badge(&birch, room).await.as_deref(), Some("A board without a zone"));
    let mut keeper = heron.connect(&[(heron.id.into(), None), (room.into(), None)]).await;
    let mut member = birch.connect(&[(room.into(), None)]).await;
    // In steps that no server would take for an outage, each seen by the reconciler's own timer or ours.
    let almost = ends - TimeDelta::milliseconds(1);
    while world.clock.now() < almost {
        let left = almost.since(world.clock.now()).min(TimeDelta::minutes(9));
        world.clock.advance_millis(left.num_milliseconds());
        world.look().await;
    }
    assert_eq!(badge(&birch, room).await.as_deref(), Some("A board without a zone"), "to the last millisecond");

    world.clock.advance_millis(1);
    let gone = |kind| match kind {
        EventKind::ModeratorRemoved { account } => Some(account),
        _ => None,
    };
    assert_eq!(event(&mut member, room, gone).await, heron.id, "everybody in the room is told");
    let (left, told) = own_news(&mut keeper, heron.id).await;
    assert_eq!((left, told), (vec![], NotificationKind::RoleLapsed), "and the person's own devices");
    assert_eq!(badge(&birch, room).await, None);
    // The room rests, and nobody keeps it: what a moderator could do is refused, on the open socket too.
    let rests = |kind| match kind {
        EventKind::RoomUpdated { room } => room.rest.map(|rest| rest.reason),
        _ => None,
    };
    assert_eq!(event(&mut member, room, rests).await, alongside_protocol::RestReason::NeedsModerator);
    let said = alongside_protocol::client::Command::Send(crate::harness::message(room, "as a moderator"));
    assert_eq!(keeper.ask(said).await.expect_err("refused").code, RefusalCode::ReadOnly);
    assert!(heron.api.create_room(RoomKind::Public, "Another", "").await.is_err(), "only supporters open rooms");
    let mine: MyCertification = ask(&heron, Method::GET, "/me/certification", &json!({})).await;
    assert_eq!((mine.standing.state, mine.next), (StandingState::Lapsed, StandingStep::Renew));

    let renewed: CertificateReview = ask(&staff, Method::POST, &record, &seen(START + TimeDelta::days(300))).await;
    let back = |kind| match kind {
        EventKind::ModeratorAdded { person, badge } => Some((person.id, badge.map(|badge| badge.issuer))),
        _ => None,
    };
    assert_eq!(event(&mut member, room, back).await, (heron.id, Some("A board without a zone".into())));
    assert_eq!(own_news(&mut keeper, heron.id).await.0, [Role::Supporter]);
    assert_eq!(badge(&birch, room).await.as_deref(), Some("A board without a zone"));
    world.look().await;
    keeper.say(room, "I am here again.").await;

    // Staff look at it again, and it was prolonged: the role goes on, and everybody sees the new day.
    let prolonged = seen(START + TimeDelta::days(400)).expires_on;
    let looked = CheckCertificate { version: renewed.certificate.version, expires_on: Some(prolonged), note: None };
    let check = format!("/certificates/{}/check", renewed.certificate.id);
    let _: CertificateReview = ask(&staff, Method::POST, &check, &looked).await;
    let other_badge = |kind| match kind {
        EventKind::BadgeChanged { account, badge } => Some((account, badge.map(|badge| badge.valid_through))),
        _ => None,
    };
    assert_eq!(event(&mut member, room, other_badge).await, (heron.id, Some(prolonged)));
    world.stop().await;
}

#[tokio::test]
async fn a_file_is_kept_as_what_it_is_and_only_ever_downloaded() {
    let world = World::new().await;
    let wren = world.person("Wren").await;
    let begun: Certificate = ask(&wren, Method::POST, "/me/certificates", &json!({})).await;
    let upload = async |body: Vec<u8>| {
        let path = format!("/me/certificates/{}/files?name=card.html", begun.id);
        wren.api.request(Method::POST, &path).header("content-type", "text/html").body(body).send().await
    };
    let added = upload(b"%PDF-1.7\n%%EOF".to_vec()).await.expect("an answer");
    let added: Certificate = added.json().await.expect("a certificate");
    assert_eq!((added.files[0].name.as_str(), added.files[0].format), ("card.pdf", EvidenceFormat::Pdf));
    let path = format!("/certificates/{}/files/{}", begun.id, added.files[0].id);
    let file = wren.api.request(Method::GET, &path).send().await.expect("an answer");
    let header = |name: &str| file.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert!(header("content-disposition").starts_with("attachment; filename=\"card.pdf\""));
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!((header("x-content-type-options"), header("cache-control")), ("nosniff", "no-store"));
    assert_eq!(header("content-type"), "application/pdf");
    let page = upload(b"<html>".to_vec()).await.expect("an answer");
    assert_eq!(page.status(), 422);
    let swollen = upload(vec![b'%'; 8 * 1024 * 1024 + 1]).await.expect("an answer");
    assert_eq!(swollen.status(), 413);
    let bigger_than_others =
        upload([b"%PDF-1.7\n".to_vec(), vec![b' '; 2 * 1024 * 1024], b"%%EOF".to_vec()].concat()).await;
    assert_eq!(bigger_than_others.expect("an answer").status(), 200);
}

#[tokio::test]
async fn staff_cannot_make_a_supporter_of_somebody_without_certificate() {
    let world = World::new().await;
    let staff = world.with_role("Weathervane", Role::Staff).await;
    let birch = world.person("Quiet Birch").await;
    let change = UpdateAccount { roles: Some(vec![Role::Supporter]), suspended: None };
    let answer = staff.api.request(Method::PATCH, &format!("/accounts/{}", birch.id)).json(&change).send().await;
    assert_eq!(answer.expect("an answer").status(), 409);
}

/// Whether a notice reached somebody follows from when their devices were last seen (policy 2.6). One that stays connected and says
/// nothing counts, without a request.
#[tokio::test]
async fn a_device_that_stays_connected_is_seen_without_a_word() {
    let world = World::new().await;
    let staff = world.with_role("Weathervane", Role::Staff).await;
    let heron = world.person("Heron").await;
    let elsewhere = Api::new(world.url()).expect("a client");
    let other = elsewhere.sign_in("Heron", PASSWORD, "other").await.expect("signed in").token.expect("a token");
    let _connected = heron.connect(&[]).await;
    let until = START + TimeDelta::minutes(61);
    while world.clock.now() < until {
        world.clock.advance_millis(
            TimeDelta::minutes(9).num_milliseconds().min(until.since(world.clock.now()).num_milliseconds()),
        );
        world.look().await;
    }
    // Connections look at their session by themselves every 30 s, and at once when they are told that something about it changed.
    let change = UpdateAccount { roles: Some(vec![Role::Staff]), suspended: None };
    let path = format!("/accounts/{}", heron.id);
    staff
        .api
        .request(Method::PATCH, &path)
        .json(&change)
        .send()
        .await
        .expect("an answer")
        .error_for_status()
        .expect("done");
    let other = elsewhere.with_token(other);
    let seen = async {
        loop {
            let sessions = other.sessions().await.expect("sessions").sessions;
            let connected = sessions.iter().find(|session| session.device == "test").expect("it is there");
            if connected.last_seen_at >= until {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, seen).await.expect("seen in time");
    world.stop().await;
}
