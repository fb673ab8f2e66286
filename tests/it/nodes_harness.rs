//! Two nodes in this process over a Postgres and a Redis of their own, each with a proxy to Postgres, and a record of
//! what clients see.

use crate::harness::{PASSWORD, PATIENCE, START};
use alongside::accounts::roles::{self, By};
use alongside::clock::{Chance, Clock};
use alongside::config::{Config, Planted};
use alongside::serve::{self, Running};
use alongside::storage::DbOptions;
use alongside_protocol::{Role, RoomId, RoomKind};
use alongside_terminal::api::Pages;
use alongside_terminal::checker::{self, Report, Rules};
use alongside_terminal::record::What;
use alongside_terminal::{Api, Backoff, Connection, Options, Recorder};
use alongside_testkit::{Database, Proxy, Redis};
use tempfile::TempDir;
use tokio::time::timeout;

/// Everything that chance decides follows from this.
const SEED: u64 = 7;
/// The number of the client that reads the history by HTTP.
const READER: u32 = 1_000;

pub struct Node {
    pub running: Running,
    pub to_postgres: Proxy,
    _data: TempDir,
}

pub struct House {
    pub nodes: Vec<Node>,
    pub redis: Redis,
    pub room: RoomId,
    pub recorder: Recorder,
    /// One person; their clients are on both nodes.
    pub token: String,
    _database: Database,
}

impl House {
    /// Both nodes have the same fault, or none.
    pub async fn with(planted: Planted) -> Self {
        Self::of(|config| config.planted = planted).await
    }

    /// Both nodes have these settings.
    pub async fn of(change: impl Fn(&mut Config)) -> Self {
        let database = Database::fresh().expect("a database");
        let redis = Redis::start().expect("a redis");
        let mut nodes = Vec::new();
        for number in 0..2 {
            nodes.push(node(&database, &redis, &change, number).await);
        }
        let (room, token) = somebody_in_a_room(&nodes[0].running).await;
        Self { nodes, redis, room, recorder: Recorder::new(), token, _database: database }
    }

    pub fn api(&self, node: usize) -> Api {
        Api::new(self.url(node)).expect("a client").with_token(&self.token)
    }

    pub fn url(&self, node: usize) -> String {
        format!("http://{}", self.nodes[node].running.addr)
    }

    /// A client that follows the room; its number in the record is the node's.
    pub async fn client(&self, node: usize) -> Connection {
        let mut options = Options::new(self.url(node)).token(&self.token).backoff(Backoff::quick());
        options.seed = Some(SEED + node as u64);
        let options = options.recorder(self.recorder.client(node as u32)).follow(self.room, None);
        let (connection, mut updates) =
            timeout(PATIENCE, Connection::connect(options)).await.expect("in time").expect("welcomed");
        tokio::spawn(async move { while updates.next().await.is_some() {} });
        timeout(PATIENCE, connection.wait_until_current(self.room)).await.expect("in time").expect("current");
        connection
    }

    /// What the room has by HTTP goes into the record too; then all of it is judged.
    pub async fn judge(&self) -> Report {
        let api = self.api(1);
        let pen = self.recorder.client(READER);
        pen.write(What::PageAsked { request: 0, room: self.room });
        let page = api.messages(self.room, Pages { limit: Some(100), ..Pages::default() }).await.expect("a page");
        pen.page(0, self.room, &page.messages, (page.has_older, page.has_newer), page.head);
        checker::check(&self.recorder.records(), &Rules { unique_texts: true, ..Rules::default() })
    }

    pub async fn stop(self) {
        for node in self.nodes {
            node.running.stop().await.expect("it stops");
        }
    }
}

async fn node(database: &Database, redis: &Redis, change: &impl Fn(&mut Config), number: u64) -> Node {
    let data = tempfile::tempdir().expect("a temporary folder");
    let to_postgres = Proxy::to(database.address().expect("an address")).await.expect("a proxy");
    let mut config = Config {
        database_url: database.url_by(to_postgres.address()),
        redis_url: Some(redis.url()),
        allow_unsafe_acknowledgement: true,
        limit_factor: 100_000,
        drain_spread_ms: 50,
        ..Config::embedded(([127, 0, 0, 1], 0).into(), data.path().to_owned())
    };
    change(&mut config);
    let (clock, chance) = (Clock::test(START), Chance::seeded(SEED + number));
    let options = DbOptions { postgres_connections: config.postgres_connections, ..DbOptions::default() };
    let running = serve::start(config, clock, chance, &options).await.expect("a node");
    Node { running, to_postgres, _data: data }
}

pub async fn somebody_in_a_room(running: &Running) -> (RoomId, String) {
    let api = Api::new(format!("http://{}", running.addr)).expect("a client");
    api.sign_up("Heron", PASSWORD).await.expect("signing up");
    let signed_in = api.sign_in("Heron", PASSWORD, "test").await.expect("signing in");
    let app = &running.app;
    let mut tx = app.db.write().await.expect("a transaction");
    let now = app.clock.now();
    roles::grant(&mut tx, now, By::CommandLine, signed_in.account.id, Role::Supporter).await.expect("granted");
    app.commit(tx).await.expect("committed");
    let token = signed_in.token.expect("a token was asked for");
    let room = api.with_token(&token).create_room(RoomKind::Public, "Night Kitchen", "For a test.").await;
    (room.expect("a room").info.id, token)
}
