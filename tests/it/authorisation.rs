//! Who may do what: one table of every HTTP route and one of every frame, walked with every role against a real server. A
//! route or frame that stands in no table fails here, too.
//!
//! The room is a private group, whose rights differ the most. Columns, in the order in which they ask: `nobody` is not
//! signed in · `stranger` has an account · `elsewhere` keeps another room · `member` · `keeper` moderates the room ·
//! `staff` runs the platform and is no member · `absent` is the member, about things that do not exist.

use crate::harness::{PASSWORD, Somebody, World};
use alongside::accounts::roles::{self, By};
use alongside::accounts::{self, Alias, NewAccount, Password, PasswordHash, sessions};
use alongside::contact::links;
use alongside_protocol::http::{ContactInbox, ContactReceipt, ErrorBody, Leave, LinkList, Notifications};
use alongside_protocol::standing::Certificate;
use alongside_protocol::{ClientFrame, NotificationKind, OkResult, Role, RoomId, RoomKind, ServerFrame};
use alongside_terminal::Api;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use uuid::Uuid;

const COLUMNS: [&str; 7] = ["nobody", "stranger", "elsewhere", "member", "keeper", "staff", "absent"];

/// A method with a path, or the type of a frame; what is sent; for each column (one word: for all) `ok`, or the code of the refusal.
struct Row(&'static str, &'static str, &'static str);

const ROUTES: &[Row] = &[
    Row("GET /server", "", "ok"),
    Row("GET /server/state", "", "unauthenticated forbidden forbidden forbidden forbidden ok forbidden"),
    Row("GET /crisis?country=US", "", "ok"),
    Row("POST /demo/sessions", r#"{"key":"heron"}"#, "not_found"),
    Row("POST /setup", r#"{"token":"t","alias":"Wren","password":"kettle-lantern-ninepins"}"#, "link_spent"),
    Row("POST /password-resets", r#"{"email":"a@example.org"}"#, "forbidden"),
    Row("POST /password-resets/complete", r#"{"token":"t","password":"kettle-lantern-ninepins"}"#, "link_spent"),
    Row("POST /accounts", r#"{"alias":"Staff","password":"kettle-lantern-ninepins"}"#, "alias_refused"),
    Row("POST /sessions", r#"{"alias":"Nobody Here","password":"wrong"}"#, "wrong_credentials"),
    Row("GET /accounts", "", "unauthenticated forbidden forbidden forbidden forbidden ok forbidden"),
    Row(
        "PATCH /accounts/{stranger}",
        r#"{"suspended":true}"#,
        "unauthenticated forbidden forbidden forbidden forbidden ok forbidden",
    ),
    Row("GET /people/{stranger alias}", "", "unauthenticated ok ok ok ok ok not_found"),
    Row("GET /me", "", "unauthenticated ok ok ok ok ok ok"),
    Row("PATCH /me", r#"{"about":"x"}"#, "unauthenticated ok ok ok ok ok ok"),
    Row(
        "POST /me/password",
        r#"{"current":"wrong","new":"kettle-lantern-ninepins"}"#,
        "unauthenticated wrong_credentials wrong_credentials wrong_credentials wrong_credentials wrong_credentials wrong_credentials",
    ),
    Row("GET /me/sessions", "", "unauthenticated ok ok ok ok ok ok"),
    Row("POST /me/tokens", r#"{"name":"bot","days":1}"#, "unauthenticated ok ok ok ok ok ok"),
    Row(
        "DELETE /me/sessions/{member's session}",
        "",
        "unauthenticated not_found not_found ok not_found not_found unauthenticated",
    ),
    Row("DELETE /me/sessions", "", "unauthenticated ok ok ok ok ok ok"),
    Row("DELETE /me/sessions/current", "", "unauthenticated ok ok ok ok ok unauthenticated"),
    Row("GET /me/people", "", "unauthenticated ok ok ok ok ok ok"),
    Row("PUT /me/blocked/{elsewhere}", "", "unauthenticated ok invalid ok ok ok not_found"),
    Row("DELETE /me/blocked/{elsewhere}", "", "unauthenticated ok ok ok ok ok ok"),
    Row("PUT /me/muted/{elsewhere}", "", "unauthenticated ok invalid ok ok ok not_found"),
    Row("DELETE /me/muted/{elsewhere}", "", "unauthenticated ok ok ok ok ok ok"),
    Row("GET /guideline-templates?language=es", "", "unauthenticated ok ok ok ok ok ok"),
    Row("GET /rooms", "", "unauthenticated ok ok ok ok ok ok"),
    Row(
        "POST /rooms",
        r#"{"kind":"group","name":"A New Room","description":""}"#,
        "unauthenticated forbidden ok forbidden ok ok forbidden",
    ),
    Row("GET /rooms/{room}", "", "unauthenticated ok ok ok ok ok not_found"),
    Row(
        "PATCH /rooms/{room}",
        r#"{"description":"Changed."}"#,
        "unauthenticated forbidden forbidden forbidden ok ok not_found",
    ),
    Row(
        "PATCH /rooms/{room}",
        r#"{"state":"closed"}"#,
        "unauthenticated forbidden forbidden forbidden forbidden ok not_found",
    ),
    Row("GET /rooms/{room}/guidelines", "", "unauthenticated ok ok ok ok ok not_found"),
    Row("POST /rooms/{room}/join", r#"{"guidelines_version":1}"#, "unauthenticated ok ok ok ok ok not_found"),
    Row("POST /rooms/{room}/leave", "", "unauthenticated ok ok ok ok ok not_found"),
    Row("GET /rooms/{room}/members", "", "unauthenticated not_member not_member ok ok ok not_found"),
    Row(
        "PUT /rooms/{room}/moderators/{elsewhere}",
        "",
        "unauthenticated forbidden forbidden forbidden forbidden ok not_found",
    ),
    Row(
        "DELETE /rooms/{room}/moderators/{elsewhere}",
        "",
        "unauthenticated forbidden ok forbidden forbidden ok not_found",
    ),
    Row(
        "POST /rooms/{room}/invitations",
        r#"{"alias":"{weathervane}"}"#,
        "unauthenticated forbidden forbidden forbidden ok forbidden not_found",
    ),
    Row("GET /rooms/{room}/messages", "", "unauthenticated not_found not_found ok ok not_found not_found"),
    Row(
        "POST /join-requests/{asked to join}/answer",
        r#"{"accept":true}"#,
        "unauthenticated not_found not_found not_found ok not_found not_found",
    ),
    Row(
        "POST /connection-requests",
        r#"{"to":"{elsewhere}","greeting":"Hello."}"#,
        "unauthenticated ok invalid ok ok ok not_found",
    ),
    Row(
        "DELETE /connection-requests/{asked to talk}",
        "",
        "unauthenticated not_found not_found ok forbidden not_found not_found",
    ),
    Row(
        "POST /connection-requests/{asked to talk}/answer",
        r#"{"accept":true}"#,
        "unauthenticated not_found not_found forbidden ok not_found not_found",
    ),
    Row("GET /me/duty", "", "unauthenticated ok ok ok ok ok ok"),
    Row("GET /duty/rooms", "", "unauthenticated forbidden forbidden forbidden forbidden ok forbidden"),
    Row("GET /duty/rooms/{room}", "", "unauthenticated forbidden forbidden forbidden forbidden ok forbidden"),
    Row(
        "POST /duty/rooms/{room}/close",
        "",
        "unauthenticated forbidden forbidden forbidden forbidden conflict forbidden",
    ),
    Row("GET /duty/preview?hours=48", "", "unauthenticated forbidden forbidden forbidden forbidden ok forbidden"),
    Row("POST /rooms/{room}/duty", "", "unauthenticated conflict conflict conflict conflict conflict not_found"),
    Row(
        "POST /rooms/{room}/leaves",
        r#"{"from":"2026-03-20T00:00:00Z","until":"2026-03-22T00:00:00Z"}"#,
        "unauthenticated forbidden forbidden forbidden ok forbidden not_found",
    ),
    Row(
        "PUT /rooms/{room}/expected",
        r#"{"at":null}"#,
        "unauthenticated forbidden forbidden forbidden ok forbidden not_found",
    ),
    Row(
        "PUT /leaves/{leave}",
        r#"{"until":"2026-03-09T02:41:00Z"}"#,
        "unauthenticated not_found not_found not_found invalid not_found not_found",
    ),
    Row("DELETE /leaves/{leave}", "", "unauthenticated not_found ok not_found ok not_found not_found"),
    Row(
        "POST /leaves/{leave}/answer",
        r#"{"accept":true}"#,
        "unauthenticated not_found ok not_found not_found not_found not_found",
    ),
    Row("GET /me/certification", "", "unauthenticated ok ok ok ok ok ok"),
    Row("POST /me/certificates", r#"{"issuer":"us-or"}"#, "unauthenticated ok ok ok ok ok limit_reached"),
    Row(
        "PATCH /me/certificates/{draft}",
        r#"{"number":"2"}"#,
        "unauthenticated not_found not_found ok not_found not_found not_found",
    ),
    Row(
        "POST /me/certificates/{draft}/files?name=a.pdf",
        r#"{"no":"file"}"#,
        "unauthenticated not_found not_found file_refused not_found not_found not_found",
    ),
    Row(
        "DELETE /me/certificates/{draft}/files/{draft's file}",
        "",
        "unauthenticated not_found not_found ok not_found not_found not_found",
    ),
    Row(
        "POST /me/certificates/{draft}/submit",
        "",
        "unauthenticated not_found not_found ok not_found not_found not_found",
    ),
    Row(
        "POST /me/certificates/{draft}/withdraw",
        "",
        "unauthenticated not_found not_found ok not_found not_found not_found",
    ),
    Row("GET /certification/queue", "", "unauthenticated forbidden forbidden forbidden forbidden ok forbidden"),
    Row("GET /certificates/{draft}", "", "unauthenticated forbidden forbidden forbidden forbidden not_found forbidden"),
    Row("GET /certificates/{certificate}", "", "unauthenticated forbidden forbidden forbidden forbidden ok forbidden"),
    Row(
        "GET /certificates/{certificate}/files/{certificate's file}",
        "",
        "unauthenticated not_found not_found ok not_found ok not_found",
    ),
    Row(
        "GET /certificates/{draft}/files/{draft's file}",
        "",
        "unauthenticated not_found not_found ok not_found not_found not_found",
    ),
    Row(
        "PUT /certificates/{certificate}/claim",
        "",
        "unauthenticated forbidden forbidden forbidden forbidden ok forbidden",
    ),
    Row(
        "DELETE /certificates/{certificate}/claim",
        "",
        "unauthenticated forbidden forbidden forbidden forbidden ok forbidden",
    ),
    Row(
        "POST /certificates/{certificate}/decide",
        r#"{"version":99,"decision":"verify"}"#,
        "unauthenticated forbidden forbidden forbidden forbidden conflict forbidden",
    ),
    Row(
        "POST /certificates/{certificate}/check",
        r#"{"version":99}"#,
        "unauthenticated forbidden forbidden forbidden forbidden conflict forbidden",
    ),
    Row(
        "POST /accounts/{stranger}/certificates",
        r#"{"kind":"state","issuer":"us-or","number":"1","issued_on":"2025-01-01","expires_on":"2027-01-01"}"#,
        "unauthenticated forbidden forbidden forbidden forbidden ok forbidden",
    ),
    Row(
        "GET /accounts/{stranger}/certification",
        "",
        "unauthenticated forbidden forbidden forbidden forbidden ok forbidden",
    ),
    Row(
        "POST /accounts/{stranger}/standing",
        r#"{"change":"suspend","reason":"Until we have talked."}"#,
        "unauthenticated forbidden forbidden forbidden forbidden conflict forbidden",
    ),
    Row(
        "PATCH /accounts/{stranger}",
        r#"{"roles":["supporter"]}"#,
        "unauthenticated forbidden forbidden forbidden forbidden certificate_needed forbidden",
    ),
    Row("GET /issuers", "", "unauthenticated ok ok ok ok ok ok"),
    Row(
        "PUT /issuers/{new issuer}",
        r#"{"kind":"national","name":"A Board"}"#,
        "unauthenticated forbidden forbidden forbidden forbidden ok forbidden",
    ),
    Row("DELETE /issuers/{issuer}", "", "unauthenticated forbidden forbidden forbidden forbidden ok forbidden"),
    Row("GET /agreement", "", "unauthenticated ok ok ok ok ok ok"),
    Row("GET /agreement/versions", "", "unauthenticated ok ok ok ok ok ok"),
    Row("GET /agreement/versions/{version}", "", "unauthenticated ok ok ok ok ok invalid"),
    Row("POST /me/agreement", r#"{"version":1}"#, "unauthenticated ok ok ok ok ok ok"),
    Row(
        "POST /agreement",
        r#"{"after":1,"texts":[]}"#,
        "unauthenticated forbidden forbidden forbidden forbidden invalid forbidden",
    ),
    Row("GET /me/notifications", "", "unauthenticated ok ok ok ok ok ok"),
    Row(
        "POST /me/notifications/{notification}/read",
        "",
        "unauthenticated not_found ok not_found not_found not_found not_found",
    ),
    Row("POST /me/notifications/read", "{}", "unauthenticated ok ok ok ok ok ok"),
    Row("GET /me/notification-preferences", "", "unauthenticated ok ok ok ok ok ok"),
    Row("PUT /me/notification-preferences", r#"{"kinds":[]}"#, "unauthenticated ok ok ok ok ok ok"),
    Row("GET /push/key", "", "unauthenticated forbidden forbidden forbidden forbidden forbidden forbidden"),
    Row("GET /me/push-subscriptions", "", "unauthenticated ok ok ok ok ok ok"),
    Row(
        "POST /me/push-subscriptions",
        r#"{"endpoint":"https://push.example.net/a","keys":{"p256dh":"","auth":""}}"#,
        "unauthenticated forbidden forbidden forbidden forbidden forbidden forbidden",
    ),
    Row(
        "DELETE /me/push-subscriptions/{new}",
        "",
        "unauthenticated not_found not_found not_found not_found not_found not_found",
    ),
    // A mail program has no cookie; what it may do stands in the address.
    Row("POST /unsubscribe/{stop}", "", "ok ok ok ok ok ok link_spent"),
    Row("GET /unsubscribe/{stop}", "", "ok"),
    Row("POST /contact", r#"{"kind":"question","text":"Hello."}"#, "ok"),
    Row("POST /contact/{receipt}", r#"{"key":"{key}"}"#, "ok ok ok ok ok ok not_found"),
    Row("GET /me/contact", "", "unauthenticated ok ok ok ok ok ok"),
    Row("GET /contact/messages", "", "unauthenticated forbidden forbidden forbidden forbidden ok forbidden"),
    Row("GET /contact/messages/{contact}", "", "unauthenticated forbidden forbidden forbidden forbidden ok forbidden"),
    Row(
        "PUT /contact/messages/{contact}/claim",
        "",
        "unauthenticated forbidden forbidden forbidden forbidden ok forbidden",
    ),
    Row(
        "DELETE /contact/messages/{contact}/claim",
        "",
        "unauthenticated forbidden forbidden forbidden forbidden ok forbidden",
    ),
    Row(
        "POST /contact/messages/{contact}/answer",
        r#"{"text":"Hello."}"#,
        "unauthenticated forbidden forbidden forbidden forbidden ok forbidden",
    ),
    Row(
        "POST /contact/messages/{contact}/close",
        "",
        "unauthenticated forbidden forbidden forbidden forbidden ok forbidden",
    ),
    Row(
        "POST /contact/messages/{contact}/reopen",
        "",
        "unauthenticated forbidden forbidden forbidden forbidden ok forbidden",
    ),
    Row("GET /links", "", "unauthenticated forbidden forbidden forbidden forbidden ok forbidden"),
    Row("POST /links/report", r#"{"url":"https://chat.988lifeline.org/"}"#, "ok"),
    Row("POST /links/{link}/check", "", "unauthenticated forbidden forbidden forbidden forbidden ok forbidden"),
    Row("GET /ws", "", "malformed"),
    Row("GET /echo", "", "no_route"),
    Row("POST /test-clock", r#"{"ms":1}"#, "no_route"),
    Row("POST /commands", r#"{"type":"typing","room":"{room}"}"#, "unauthenticated 404 404 ok ok 404 404"),
    Row("POST /events", r#"{}"#, "unauthenticated ok ok ok ok ok ok"),
];

/// A frame of somebody who has not said hello is not read.
const FRAMES: &[Row] = &[
    Row("hello", "", "unauthenticated conflict conflict conflict conflict conflict conflict"),
    Row("subscribe", r#""room":"{room}""#, "malformed not_found not_found ok ok not_found not_found"),
    Row("unsubscribe", r#""room":"{room}""#, "malformed ok ok ok ok ok ok"),
    Row(
        "send",
        r#""room":"{room}","client_id":"{new}","body":"hello""#,
        "malformed not_found not_found ok ok not_found not_found",
    ),
    Row(
        "edit",
        r#""message":"{message}","body":"changed""#,
        "malformed not_found not_found ok forbidden not_found not_found",
    ),
    Row(
        "react",
        r#""message":"{message}","reaction":"with_you","on":true"#,
        "malformed not_found not_found ok ok not_found not_found",
    ),
    Row("history", r#""room":"{room}""#, "malformed not_found not_found ok ok not_found not_found"),
    Row("read", r#""room":"{room}","up_to":1"#, "malformed not_member not_member ok ok not_member not_member"),
    Row("typing", r#""room":"{room}""#, "malformed not_found not_found ok ok not_found not_found"),
    Row(
        "renew",
        r#""token":"{keeper's token}""#,
        "malformed forbidden forbidden forbidden ok forbidden unauthenticated",
    ),
    Row("pong", r#""ping":1"#, "malformed silence silence silence silence silence silence"),
    Row("delete", r#""message":"{message}""#, "malformed not_found not_found ok forbidden not_found not_found"),
];

struct Scene {
    stranger: Somebody,
    elsewhere: Somebody,
    member: Somebody,
    keeper: Somebody,
    staff: Somebody,
    /// What paths and texts may name.
    names: Vec<(&'static str, String)>,
}

impl Scene {
    async fn new(world: &World, hash: &PasswordHash, at: usize) -> Self {
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

    fn who(&self, column: &str) -> Option<&Somebody> {
        match column {
            "stranger" => Some(&self.stranger),
            "elsewhere" => Some(&self.elsewhere),
            "member" | "absent" => Some(&self.member),
            "keeper" => Some(&self.keeper),
            "staff" => Some(&self.staff),
            _ => None,
        }
    }

    fn filled(&self, text: &str, absent: bool) -> String {
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

async fn hash(world: &World) -> PasswordHash {
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

async fn ask(world: &World, scene: &Scene, column: &str, Row(route, body, _): &Row) -> String {
    let (method, path) = route.split_once(' ').expect("a method and a path");
    let nobody = Api::new(world.url()).expect("a client");
    let api = scene.who(column).map_or(&nobody, |who| &who.api);
    let method: Method = method.parse().expect("a method");
    let mut request = api.request(method, &scene.filled(path, column == "absent"));
    if !body.is_empty() {
        let body: Value = serde_json::from_str(&scene.filled(body, column == "absent")).expect("JSON");
        request = request.json(&body);
    }
    let response = request.send().await.expect("an answer");
    let status = response.status();
    if status.is_success() {
        return "ok".into();
    }
    match response.json::<ErrorBody>().await {
        Ok(body) => body.error.code.to_string(),
        Err(_) => status.as_u16().to_string(),
    }
}

async fn command(world: &World, scene: &Scene, column: &str, Row(kind, fields, _): &Row) -> String {
    let fields = scene.filled(fields, column == "absent");
    let comma = if fields.is_empty() { "" } else { "," };
    let text = format!(r#"{{"type":"{kind}","id":1{comma}{fields}}}"#);
    let mut talker = match scene.who(column) {
        Some(who) => who.connect(&[]).await,
        None => world.nobody().await,
    };
    talker.socket.text(text).await.expect("it goes out");
    // Some frames have no answer: what comes after them has.
    if *kind == "pong" && column != "nobody" {
        talker
            .socket
            .text(r#"{"type":"unsubscribe","id":2,"room":"01890000-0000-7000-8000-000000000000"}"#)
            .await
            .expect("it goes out");
    }
    talker
        .frame(|frame| match frame {
            ServerFrame::Ok { re: Some(1), .. } => Some("ok".into()),
            ServerFrame::Ok { re: Some(2), .. } => Some("silence".into()),
            ServerFrame::Error { refusal, .. } => Some(refusal.code.to_string()),
            _ => None,
        })
        .await
}

/// Walks a table and says where the server differs from it.
async fn walk(rows: &[Row], ask: impl AsyncFn(&World, &Scene, &str, &Row) -> String) {
    let world = World::new().await;
    let hash = hash(&world).await;
    let mut differences = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let scene = Scene::new(&world, &hash, at).await;
        let mut found = Vec::new();
        for column in COLUMNS {
            found.push(ask(&world, &scene, column, row).await);
        }
        let mut expected: Vec<_> = row.2.split_whitespace().collect();
        if let [all] = expected[..] {
            expected = vec![all; COLUMNS.len()];
        }
        if found != expected {
            differences.push(format!("{} {}\n   is: {}\n  not: {}", row.0, row.1, found.join(" "), row.2));
        }
    }
    assert!(differences.is_empty(), "columns: {}\n{}\n", COLUMNS.join(" "), differences.join("\n"));
}

#[tokio::test]
async fn every_route_answers_every_role_as_the_table_says() {
    walk(ROUTES, ask).await;
}

#[tokio::test]
async fn every_frame_answers_every_role_as_the_table_says() {
    walk(FRAMES, command).await;
}

/// `METHOD /path/{}` for each method of each `.route(…)` in a source file.
fn routes_in(source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for call in source.split(".route(").skip(1) {
        let Some((path, rest)) = call.trim_start().strip_prefix('"').and_then(|call| call.split_once('"')) else {
            continue;
        };
        let mut depth = 1;
        let methods: String = rest
            .chars()
            .take_while(|c| {
                depth += i32::from(*c == '(') - i32::from(*c == ')');
                depth > 0
            })
            .collect();
        for (name, method) in [
            ("get(", "GET"),
            ("post(", "POST"),
            ("put(", "PUT"),
            ("patch(", "PATCH"),
            ("delete(", "DELETE"),
            ("any(", "GET"),
        ] {
            let begins = |(at, _): (usize, &str)| !methods[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            if methods.match_indices(name).any(begins) {
                found.insert(format!("{method} {}", shape(path)));
            }
        }
    }
    found
}

/// A path without the names of its parts and without its question.
fn shape(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let parts = path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn every_route_stands_in_the_table() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = ["http", "ws"].into_iter().flat_map(|folder| fs::read_dir(src.join(folder)).expect("a folder"));
    let served: BTreeSet<String> = files
        .map(|file| fs::read_to_string(file.expect("a file").path()).expect("text"))
        .flat_map(|source| routes_in(&source))
        // Outside of /api/v1, for machines (the last on an address of its own); they tell nothing of anybody.
        .filter(|route| !["GET /healthz", "GET /readyz", "GET /metrics"].contains(&route.as_str()))
        .collect();
    assert!(served.len() > 40, "{served:?}");
    let known: BTreeSet<String> = ROUTES
        .iter()
        .map(|Row(route, ..)| route.split_once(' ').expect("a method and a path"))
        .map(|(method, path)| format!("{method} {}", shape(path)))
        .collect();
    let missing: Vec<_> = served.difference(&known).collect();
    let gone: Vec<_> = known.difference(&served).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not in the table: {missing:?}; in it and not served: {gone:?}");
}

#[test]
fn every_frame_stands_in_the_table() {
    let known: BTreeSet<&str> = FRAMES.iter().map(|Row(kind, ..)| *kind).collect();
    assert_eq!(known, ClientFrame::TYPES.iter().copied().collect());
}

#[test]
fn routes_are_found_as_they_are_written() {
    let source = r#"Router::new()
        .route("/rooms", get(list).post(create))
        .route(
            "/rooms/{id}/moderators/{account}",
            put(appoint).delete(dismiss),
        )
        .route("/ws", any(socket::upgrade))
        .merge(other())"#;
    let found: Vec<_> = routes_in(source).into_iter().collect();
    assert_eq!(
        found,
        ["DELETE /rooms/{}/moderators/{}", "GET /rooms", "GET /ws", "POST /rooms", "PUT /rooms/{}/moderators/{}"]
    );
    assert_eq!(shape("/people/{stranger alias}?x={y}"), "/people/{}");
}
