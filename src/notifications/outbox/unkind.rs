//! Against a mail server that nobody here wrote (PyPI `aiosmtpd`), which drops connections at every step, says "later", is slow,
//! and hangs up after it has taken a mail. See `tests/peers/mails.py`.

use super::tests::{NOW, person, post, states};
use super::*;
use crate::clock::{Chance, Clock};
use crate::notifications::inbox::{self, News};
use crate::storage::testing::each_engine;
use alongside_protocol::NotificationKind;
use alongside_testkit::{Process, tools};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::process::Command;

const PATIENCE: Duration = Duration::from_secs(60);
/// What befalls one connection after the other. The first that goes well is used again, so the others come before it.
const FATES: [&str; 15] = [
    "hang up before the answer",
    "drop at connect",
    "drop at ehlo",
    "drop at mail",
    "drop at rcpt",
    "drop in the text",
    "drop at data",
    "later at mail",
    "later at rcpt",
    "hang up before the answer",
    "later at data",
    "later at ehlo",
    "drop at connect",
    "drop at data",
    "tarpit",
];
const HANG_UPS: usize = 2;
const MAILS: usize = 8;

/// It runs as long as the process lives.
fn start(fates: &[&str]) -> (Process, SocketAddr) {
    let root = tools::repository();
    let python = root.join(".venv/bin/python");
    assert!(python.exists(), "The peers' Python is missing. `make test` brings it; see tests/peers/README.md");
    let mut command = Command::new(python);
    command.arg(root.join("tests/peers/mails.py")).args(fates);
    let server = Process::start("aiosmtpd", command, libc::SIGKILL).expect("a mail server");
    let port = server.output().wait_for(PATIENCE, |line| line.strip_prefix("port ")?.parse().ok());
    let port: u16 = port.unwrap_or_else(|| panic!("it does not start:\n{}", server.output().text()));
    (server, SocketAddr::from(([127, 0, 0, 1], port)))
}

/// The mails that it has taken, once it has said so of that many.
fn taken(server: &Process, expected: usize) -> Vec<Value> {
    let mut mails = 0;
    let all = server.output().wait_for(PATIENCE, |line| {
        // Each look begins at the first line.
        mails = if line.starts_with("port ") { 0 } else { mails + usize::from(line.starts_with('{')) };
        (mails == expected).then_some(())
    });
    assert!(all.is_some(), "it has not taken {expected} mails:\n{}", server.output().text());
    let said = server.output().text();
    let lines = said.lines().map(str::trim).filter(|line| line.starts_with('{'));
    lines.map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

async fn told(db: &Db, kinds: &[NotificationKind]) {
    let chance = Chance::seeded(7);
    let mut tx = db.write().await.expect("a transaction");
    let heron = person(&mut tx, &chance, "Heron", Some("heron@example.org")).await;
    for (n, kind) in kinds.iter().enumerate() {
        let due_at = Some(NOW + TimeDelta::days(28));
        let news = News { kind: *kind, room: None, due_at, write_by: None, once: n.to_string() };
        inbox::tell(&mut tx, NOW, &chance, &[heron], &news).await.expect("told");
    }
    let _nobody_listens = tx.commit().await.expect("durable");
}

fn header<'a>(mail: &'a Value, name: &str) -> &'a str {
    mail["headers"][name].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_what_comes_twice_is_one_mail() {
    each_engine(async |db| {
        let (server, addr) = tokio::task::spawn_blocking(|| start(&FATES)).await.expect("no panic");
        let clock = Clock::test(NOW);
        let post = post(addr, &clock);
        told(&db, &[NotificationKind::DutyWarning; MAILS]).await;
        let mut turns = 0;
        while states(&db).await.iter().any(|(state, _)| state == "waiting") {
            turns += 1;
            assert!(turns < 60, "they wait for ever: {:?}", states(&db).await);
            send_waiting(&db, &post, || clock.now()).await.expect("a turn");
            clock.advance_millis(TimeDelta::hours(1).num_milliseconds());
        }
        assert!(states(&db).await.iter().all(|(state, _)| state == "sent"), "{:?}", states(&db).await);
        let taken = taken(&server, MAILS + HANG_UPS);
        let mut by_id: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for mail in &taken {
            by_id.entry(header(mail, "message-id")).or_default().push(mail["fate"].as_str().unwrap_or_default());
        }
        assert_eq!(by_id.len(), MAILS, "each arrived under its own id: {by_id:?}");
        let doubled: Vec<_> = by_id.values().filter(|fates| fates.len() > 1).collect();
        for fates in &doubled {
            let (last, before) = fates.split_last().expect("two or more");
            assert_ne!(*last, "hang up before the answer");
            assert!(
                before.iter().all(|fate| *fate == "hang up before the answer"),
                "doubled after an answer: {fates:?}"
            );
        }
        assert_eq!(taken.len() - MAILS, HANG_UPS, "{by_id:?}");
        assert!(!doubled.is_empty(), "{by_id:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_program_reads_what_we_write() {
    each_engine(async |db| {
        let (server, addr) = tokio::task::spawn_blocking(|| start(&[])).await.expect("no panic");
        let clock = Clock::test(NOW);
        let post = post(addr, &clock);
        told(&db, &[NotificationKind::DutyWarning, NotificationKind::ContactAnswered]).await;
        assert_eq!(send_waiting(&db, &post, || clock.now()).await.expect("sent"), 2);
        let taken = taken(&server, 2);
        let ids: BTreeSet<&str> = taken.iter().map(|mail| header(mail, "message-id")).collect();
        assert!(ids.len() == 2 && ids.iter().all(|id| id.ends_with("@example.org>")), "{ids:?}");
        for mail in &taken {
            assert_eq!(mail["type"], "multipart/alternative", "{mail}");
            assert_eq!(mail["defects"], serde_json::json!([]), "{mail}");
            assert_eq!(mail["to"], serde_json::json!(["heron@example.org"]), "{mail}");
            assert_eq!(header(mail, "date"), "Tue, 10 Mar 2026 02:41:07 +0000");
            assert_eq!(header(mail, "auto-submitted"), "auto-generated");
            let plain = mail["bodies"]["text/plain"].as_str().expect("plain text");
            let html = mail["bodies"]["text/html"].as_str().expect("HTML");
            assert!(plain.contains("https://talk.example.org/") && html.contains("href=\"https://talk.example.org/"));
            // What a reader of HTML reads is what a reader of plain text reads.
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            let (_, body) = html.split_once("<body").expect("a body");
            let stripped: String = body
                .split('<')
                .map(|part| part.split_once('>').map_or("", |(_, text)| text))
                .collect::<Vec<_>>()
                .join(" ");
            assert_eq!(words(&stripped), words(plain));
        }
        let warning =
            taken.iter().find(|mail| header(mail, "list-unsubscribe").is_empty()).expect("one has no way out");
        assert!(header(warning, "list-unsubscribe-post").is_empty());
        let answered = taken.iter().find(|mail| !header(mail, "list-unsubscribe").is_empty()).expect("the other has");
        assert_eq!(header(answered, "list-unsubscribe-post"), "List-Unsubscribe=One-Click");
        let stop = header(answered, "list-unsubscribe").trim_matches(['<', '>']);
        assert!(stop.starts_with("https://talk.example.org/api/v1/unsubscribe/"), "{stop}");
        assert!(answered["bodies"]["text/plain"].as_str().expect("text").contains(stop), "{answered}");
    })
    .await;
}
