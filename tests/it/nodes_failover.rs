//! A primary is lost with its data, and a standby that lacks its last commit takes over. An acknowledgement that waits for the
//! standby is kept; one that does not is found out.

use crate::harness::{PATIENCE, START};
use crate::nodes_harness::somebody_in_a_room;
use alongside::clock::{Chance, Clock};
use alongside::config::Config;
use alongside::serve;
use alongside::storage::DbOptions;
use alongside_terminal::api::Pages;
use alongside_terminal::checker::{self, Report, Rules, Violation};
use alongside_terminal::record::What;
use alongside_terminal::{Api, Backoff, Connection, Draft, Options, Recorder};
use alongside_testkit::postgres::Durability;
use alongside_testkit::{Database, Postgres, Proxy};
use std::time::Duration;
use tokio::time::timeout;

const STANDBY: &str = "bela";
/// The number of the client that reads the history by HTTP.
const READER: u32 = 1_000;
/// Long enough for an acknowledgement that waits for nobody.
const TOO_SOON: Duration = Duration::from_secs(1);

/// A primary that commits with its standby, and a database on it.
fn pair() -> (Postgres, Postgres, Database) {
    let primary = Postgres::start(Durability::Full).expect("a primary");
    // Before the primary waits for it, so that the standby will wait for nobody.
    let standby = primary.standby(STANDBY).expect("a standby");
    primary.acknowledge_with_one_of(&[STANDBY]).expect("set");
    let database = primary.database().expect("a database");
    (primary, standby, database)
}

/// What clients saw of a failover that loses what only the primary has, with this for `synchronous_commit`; and whether the
/// last message was acknowledged before it.
async fn a_failover(synchronous_commit: &str) -> (Report, bool) {
    let (mut primary, standby, database) = tokio::task::spawn_blocking(pair).await.expect("no panic");
    let way = Proxy::to(primary.address()).await.expect("a proxy");
    let data = tempfile::tempdir().expect("a temporary folder");
    let config = Config {
        database_url: format!("{}?options[synchronous_commit]={synchronous_commit}", database.url_by(way.address())),
        limit_factor: 100_000,
        drain_spread_ms: 50,
        ..Config::embedded(([127, 0, 0, 1], 0).into(), data.path().to_owned())
    };
    let running = serve::start(config, Clock::test(START), Chance::seeded(7), &DbOptions::default()).await;
    let running = running.expect("a node");
    let (room, token) = somebody_in_a_room(&running).await;
    let (url, recorder) = (format!("http://{}", running.addr), Recorder::new());
    let options = Options::new(&url).token(&token).backoff(Backoff::quick()).recorder(recorder.client(0));
    let (writer, mut updates) = Connection::start(options.follow(room, None));
    tokio::spawn(async move { while updates.next().await.is_some() {} });
    timeout(PATIENCE, writer.send(Draft::new(room, "one"))).await.expect("in time").expect("sent");

    tokio::task::block_in_place(|| standby.unfollow()).expect("the way between them is cut");
    let mut sending = writer.post(Draft::new(room, "two")).await;
    let at_once = timeout(TOO_SOON, &mut sending).await.is_ok();
    tokio::task::block_in_place(|| primary.kill()).expect("killed");
    tokio::task::block_in_place(|| standby.promote()).expect("promoted");
    way.lead_to(standby.address());
    if !at_once {
        timeout(PATIENCE, sending).await.expect("in time").expect("tried again until it was stored");
    }
    timeout(PATIENCE, writer.send(Draft::new(room, "three"))).await.expect("in time").expect("sent");

    let (api, pen) = (Api::new(&url).expect("a client").with_token(&token), recorder.client(READER));
    pen.write(What::PageAsked { request: 0, room });
    let page = api.messages(room, Pages { limit: Some(100), ..Pages::default() }).await.expect("a page");
    pen.page(0, room, &page.messages, (page.has_older, page.has_newer), page.head);
    let report = checker::check(&recorder.records(), &Rules { unique_texts: true, ..Rules::default() });
    running.stop().await.expect("it stops");
    tokio::task::block_in_place(|| drop((database, primary, standby)));
    (report, at_once)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_acknowledged_with_one_disk_alone_is_found_missing() {
    let (report, at_once) = a_failover("on").await;
    assert!(!at_once, "it waits for the standby");
    assert!(report.is_clean() && report.acknowledged == 3, "{report}: {:?}", report.violations);
    let (report, at_once) = a_failover("local").await;
    assert!(at_once, "it waits for nobody");
    // Another message stands in its place by now.
    let missed =
        |found: &Violation| matches!(found, Violation::Gap { client: READER, what: "a page misses a message", .. });
    assert!(report.violations.iter().any(missed), "{report}: {:?}", report.violations);
}
