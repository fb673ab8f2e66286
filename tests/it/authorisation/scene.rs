//! Who is there, and what there is to ask for: a private group with everything that a path may name.

use crate::harness::{PASSWORD, Somebody, World};
use alongside::accounts::roles::{self, By};
use alongside::accounts::{self, Alias, NewAccount, Password, PasswordHash, sessions};
use alongside::contact::links;
use alongside_protocol::http::{ContactInbox, ContactReceipt, Leave, LinkList, Notifications};
use alongside_protocol::standing::Certificate;
use alongside_protocol::{NotificationKind, OkResult, Role, RoomId, RoomKind};
use alongside_terminal::Api;
use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

pub struct Scene {
    stranger: Somebody,
    elsewhere: Somebody,
    pub member: Somebody,
    keeper: Somebody,
    staff: Somebody,
    /// What paths and texts may name.
    names: Vec<(&'static str, String)>,
}

impl Scene {
    pub async fn new(world: &World, hash: &PasswordHash, at: usize) -> Self {
        let somebody = async |role: &str, roles: &[Role]| somebody(world, hash, &format!("{role} {at}"), roles).await;
        let stranger = somebody("Fern", &[]).await;
        let applicant = somebody("Ivy", &[]).await;
        let elsewhere = somebody("Clover", &[Role::Supporter]).await;
        let member = somebody("Birch", &[]).await;
        let keeper = somebody("Heron", &[Role::Supporter]).await;
        let staff = somebody("Weathervane", &[Role::Staff]).await;
        elsewhere.api.create_room(RoomKind::Group, "Another Room", "").await.expect("a room");
        let room = keeper.api.create_room(RoomKind::Group, "After the Diagnosis", "").await.expect("a room").info.id;
        keeper.api.invite(room, &format!("Birch {at}")).await.expect("invited");
        member.api.join(room).await.expect("joined");
        let asked = applicant.api.join(room).await.expect("asked to join").join_request.expect("a request");
        let talk = member.api.ask_to_talk(keeper.id, "Shall we talk?").await.expect("asked");
        let draft = certificate(&member).await;
        let handed_in = certificate(&member).await;
        let submit = format!("/me/certificates/{}/submit", handed_in.id);
        let submitted = member.api.request(Method::POST, &submit).send().await.expect("an answer");
        assert!(submitted.status().is_success(), "{submitted:?}");
        let (leave, notification) = leave(&keeper, room, &elsewhere, &format!("Clover {at}")).await;
        let session = member.api.sessions().await.expect("sessions").sessions[0].id;
        let said = member.connect(&[]).await.say(room, "a first line").await;
        let OkResult::Sent { message, .. } = said else { panic!("{said:?}") };
        let (receipt, key, contact, link) = written_to_staff(world, &staff).await;
        let stop = world.running().app.stop_key.token(member.id, NotificationKind::ContactAnswered);
        let names = vec![
            ("{receipt}", receipt),
            ("{key}", key),
            ("{contact}", contact),
            ("{link}", link),
            ("{stop}", stop),
            ("{version}", "1".into()),
            ("{room}", room.to_string()),
            ("{message}", message.to_string()),
            ("{new}", Uuid::new_v4().to_string()),
            ("{member}", member.id.to_string()),
            ("{stranger}", stranger.id.to_string()),
            ("{elsewhere}", elsewhere.id.to_string()),
            ("{weathervane}", format!("Weathervane {at}")),
            ("{stranger alias}", format!("Fern%20{at}")),
            ("{member's session}", session.to_string()),
            ("{keeper's token}", keeper.token.clone()),
            ("{asked to join}", asked.id.to_string()),
            ("{asked to talk}", talk.id.to_string()),
            ("{leave}", leave),
            ("{notification}", notification),
            ("{new issuer}", format!("a-board-{at}")),
            ("{issuer}", "us-gu".into()),
            ("{draft}", draft.id.to_string()),
            ("{draft's file}", draft.files[0].id.to_string()),
            ("{certificate}", handed_in.id.to_string()),
            ("{certificate's file}", handed_in.files[0].id.to_string()),
        ];
        Self { stranger, elsewhere, member, keeper, staff, names }
    }

    pub fn who(&self, column: &str) -> Option<&Somebody> {
        match column {
            "stranger" => Some(&self.stranger),
            "elsewhere" => Some(&self.elsewhere),
            "member" | "absent" => Some(&self.member),
            "keeper" => Some(&self.keeper),
            "staff" => Some(&self.staff),
            _ => None,
        }
    }

    pub fn filled(&self, text: &str, absent: bool) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, value)| {
            text.replace(name, if absent { "01890000-0000-7000-8000-000000000000" } else { value })
        })
    }
}

/// A leave that somebody is asked to stand in for, and what told them so.
async fn leave(keeper: &Somebody, room: RoomId, relief: &Somebody, alias: &str) -> (String, String) {
    let plan = json!({ "from": "2026-03-12T00:00:00Z", "until": "2026-03-14T00:00:00Z", "relief": alias });
    let planned = keeper.api.request(Method::POST, &format!("/rooms/{room}/leaves")).json(&plan).send().await;
    let leave: Leave = planned.expect("an answer").json().await.expect("a leave");
    let told = relief.api.request(Method::GET, "/me/notifications").send().await.expect("an answer");
    let told: Notifications = told.json().await.expect("notifications");
    (leave.id.to_string(), told.notifications[0].id.to_string())
}

/// A draft that could be handed in.
async fn certificate(owner: &Somebody) -> Certificate {
    let details = json!({ "issuer": "us-or", "number": "1", "issued_on": "2025-01-01", "expires_on": "2027-01-01" });
    let begun = owner.api.request(Method::POST, "/me/certificates").json(&details).send().await;
    let begun: Certificate = begun.expect("an answer").json().await.expect("a certificate");
    let path = format!("/me/certificates/{}/files?name=scan.pdf", begun.id);
    let added = owner.api.request(Method::POST, &path).body("%PDF-1.7\n%%EOF").send().await;
    added.expect("an answer").json().await.expect("a certificate")
}

/// A message to staff, by receipt, key and id, and a link in our texts.
async fn written_to_staff(world: &World, staff: &Somebody) -> (String, String, String, String) {
    let app = &world.running().app;
    let mut tx = app.db.write().await.expect("a transaction");
    links::gather(&mut tx, app.clock.now(), &app.chance, false).await.expect("gathered");
    app.commit(tx).await.expect("committed");
    let text = json!({ "kind": "comment", "text": "Thank you." });
    let nobody = Api::new(world.url()).expect("a client");
    let sent = nobody.request(Method::POST, "/contact").json(&text).send().await.expect("an answer");
    let sent: ContactReceipt = sent.json().await.expect("a receipt");
    let inbox = staff.api.request(Method::GET, "/contact/messages").send().await.expect("an answer");
    let inbox: ContactInbox = inbox.json().await.expect("an inbox");
    let listed = staff.api.request(Method::GET, "/links").send().await.expect("an answer");
    let listed: LinkList = listed.json().await.expect("links");
    let message = inbox.messages.last().expect("it is there").id.to_string();
    (sent.receipt, sent.key, message, listed.links[0].id.to_string())
}

pub async fn hash(world: &World) -> PasswordHash {
    let app = &world.running().app;
    let password = Password::chosen(PASSWORD, "nobody").expect("a good one");
    app.hasher.hash(password, &app.chance).await.expect("hashed")
}

/// An account as signing up makes it, without the time that a password takes.
async fn somebody(world: &World, hash: &PasswordHash, alias: &str, roles: &[Role]) -> Somebody {
    let app = &world.running().app;
    let now = app.clock.now();
    let mut tx = app.db.write().await.expect("a transaction");
    let alias = Alias::parse(alias).expect("a good alias");
    let new = NewAccount { alias, password: hash.clone(), email: None, language: None };
    let id = accounts::create(&mut tx, now, &app.chance, new).await.expect("created");
    for role in roles {
        roles::grant(&mut tx, now, By::CommandLine, id, *role).await.expect("granted");
    }
    let opened = sessions::open_device(&mut tx, now, &app.chance, id, None).await.expect("signed in");
    app.commit(tx).await.expect("committed");
    world.known(id, opened.token.reveal())
}
