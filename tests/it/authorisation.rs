//! Who may do what: one table of every HTTP route and one of every frame, walked with every role against a real server. A
//! route or frame that stands in no table fails here, too.
//!
//! The room is a private group, whose rights differ the most. Columns, in the order in which they ask: `nobody` is not
//! signed in · `stranger` has an account · `elsewhere` keeps another room · `member` · `keeper` moderates the room ·
//! `staff` runs the platform and is no member · `absent` is the member, about things that do not exist.

mod rows;
mod scene;

use crate::harness::World;
use alongside_protocol::http::ErrorBody;
use alongside_protocol::{ClientFrame, ServerFrame};
use alongside_terminal::Api;
use reqwest::Method;
use rows::{FRAMES, ROUTES, Row};
use scene::{Scene, hash};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const COLUMNS: [&str; 7] = ["nobody", "stranger", "elsewhere", "member", "keeper", "staff", "absent"];

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
