//! Against both engines and a mail server that is not always kind.

use super::*;
use crate::accounts::{self, Alias, Email, NewAccount, PasswordHash};
use crate::clock::{Chance, Clock};
use crate::notifications::inbox::{self, News};
use crate::notifications::testing::{one_mail, say};
use crate::notifications::{MailOptions, Post, StopKey};
use crate::storage::testing::each_engine;
use alongside_protocol::{AccountId, NotificationKind};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub(super) const NOW: Timestamp = Timestamp::from_millis(1_773_110_467_250);
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) fn post(addr: SocketAddr, clock: &Clock) -> Post {
    let options = MailOptions {
        smtp_url: Some(format!("smtp://{addr}")),
        from: Some("Alongside <rooms@example.org>".into()),
        public_url: Some("https://talk.example.org".into()),
        name: "Alongside".into(),
    };
    let (chance, tasks) = (Chance::seeded(1), TaskTracker::new());
    Post::start(&options, StopKey::new(&chance), clock, &chance, &tasks, &CancellationToken::new()).expect("started")
}

pub(super) async fn person(tx: &mut Tx, chance: &Chance, alias: &str, email: Option<&str>) -> AccountId {
    let new = NewAccount {
        alias: Alias::parse(alias).expect("a good alias"),
        password: PasswordHash(String::new()),
        email: email.map(|text| Email::parse(text).expect("an address")),
        language: None,
    };
    accounts::create(tx, NOW, chance, new).await.expect("an account")
}

async fn warned(db: &Db) -> AccountId {
    let chance = Chance::seeded(7);
    let mut tx = db.write().await.expect("a transaction");
    let heron = person(&mut tx, &chance, "Heron", Some("heron@example.org")).await;
    let birch = person(&mut tx, &chance, "Quiet Birch", None).await;
    for (kind, once) in [(NotificationKind::DutyReminder, "a"), (NotificationKind::DutyWarning, "b")] {
        let news =
            News { kind, room: None, due_at: Some(NOW + TimeDelta::days(28)), write_by: None, once: once.into() };
        inbox::tell(&mut tx, NOW, &chance, &[heron, birch], &news).await.expect("told");
    }
    let _nobody_listens = tx.commit().await.expect("durable");
    heron
}

pub(super) async fn states(db: &Db) -> Vec<(String, i64)> {
    let mut tx = db.read().await.expect("a transaction");
    store::states(&mut tx).await.expect("rows")
}

fn message_id(mail: &str) -> &str {
    mail.lines().find(|line| line.starts_with("Message-ID:")).expect("an id")
}

#[tokio::test]
async fn a_warning_is_mailed_once_and_again_after_a_no_that_passes() {
    each_engine(async |db| {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let clock = Clock::test(NOW);
        let post = post(listener.local_addr().expect("bound"), &clock);
        warned(&db).await;
        assert_eq!(states(&db).await, [("waiting".to_owned(), 0)], "only the warning, only who has an address");

        let send = || send_waiting(&db, &post, || clock.now());
        let (busy, sent) = tokio::join!(tokio::time::timeout(PATIENCE, say(&listener, "451 come back")), send());
        let first = busy.expect("in time");
        assert_eq!(sent.expect("tried"), 0);
        assert_eq!(states(&db).await, [("waiting".to_owned(), 1)]);
        assert_eq!(send().await.expect("nothing due"), 0);
        clock.advance_millis(FIRST_WAIT.num_milliseconds() - 1);
        assert_eq!(send().await.expect("nothing due"), 0);
        clock.advance_millis(1);
        let (mail, sent) = tokio::join!(tokio::time::timeout(PATIENCE, one_mail(&listener)), send());
        let mail = mail.expect("in time");
        assert_eq!(sent.expect("sent"), 1);
        assert_eq!(states(&db).await, [("sent".to_owned(), 2)]);
        assert_eq!(message_id(&first), message_id(&mail), "one mail, whatever became of the first try");
        assert!(mail.contains("RCPT TO:<heron@example.org>") && mail.contains("7 April 2026"), "{mail}");
    })
    .await;
}

#[tokio::test]
async fn a_no_for_good_ends_it_and_two_nodes_send_one() {
    each_engine(async |db| {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let clock = Clock::test(NOW);
        let post = post(listener.local_addr().expect("bound"), &clock);
        warned(&db).await;
        let send = || send_waiting(&db, &post, || clock.now());
        let server = tokio::time::timeout(PATIENCE, say(&listener, "550 nobody here"));
        let (server, one, other) = tokio::join!(server, send(), send());
        server.expect("in time");
        assert_eq!(one.expect("tried") + other.expect("tried"), 0);
        assert_eq!(states(&db).await, [("failed".to_owned(), 1)]);
    })
    .await;
}

/// A node that is stopped between its lease and its try, and goes on when another one has long sent the mail.
#[tokio::test]
async fn who_stood_still_past_the_lease_sends_nothing() {
    each_engine(async |db| {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let clock = Clock::test(NOW);
        let post = post(listener.local_addr().expect("bound"), &clock);
        warned(&db).await;
        let asked = AtomicUsize::new(0);
        let later = NOW + LEASE + TimeDelta::milliseconds(1);
        // It sees what is due and takes its lease; when it asks for the time again, it has stood still.
        let stopped = || if asked.fetch_add(1, Ordering::Relaxed) < 2 { NOW } else { later };
        assert_eq!(send_waiting(&db, &post, stopped).await.expect("no fault"), 0);
        assert!(asked.load(Ordering::Relaxed) > 2, "it had its lease");
        let (mail, sent) =
            tokio::join!(tokio::time::timeout(PATIENCE, one_mail(&listener)), send_waiting(&db, &post, || later));
        assert!(mail.expect("in time").contains("RCPT TO:<heron@example.org>"));
        assert_eq!(sent.expect("sent"), 1);
    })
    .await;
}

#[test]
fn waits_grow_and_end() {
    for (tries, minutes) in [(1, 1), (2, 2), (5, 16), (9, 256), (10, 360), (16, 360), (99, 360)] {
        assert_eq!(wait(tries), TimeDelta::minutes(minutes), "{tries}");
    }
}
