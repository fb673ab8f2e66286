//! The bus, heard from a second node: over one Redis, with hints only, over a cluster, and when Redis dies.

use crate::harness::PATIENCE;
use alongside::announcement::{Announcement, Control};
use alongside::bus::{About, Bus, Key, RedisOptions, RoomPresence, Sink};
use alongside::clock::Chance;
use alongside::frames::Frame;
use alongside_protocol::{AccountId, Epoch, Event, EventKind, NodeId, RoomId, Seq, StreamId, Timestamp};
use alongside_testkit::{Process, Redis, Scratch, free_port, tools};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

const EPOCH: Epoch = Epoch(Uuid::from_u128(0xe));
const LOOK: Duration = Duration::from_millis(5);

/// Notes what it hears.
#[derive(Default)]
struct Ear {
    heard: Mutex<Vec<String>>,
    doubts: AtomicUsize,
    news: Notify,
}

impl Ear {
    fn note(&self, line: String) {
        self.heard.lock().expect("nobody panicked").push(line);
        self.news.notify_one();
    }
    async fn hears(&self, wanted: &str) {
        let search = async {
            while !self.heard.lock().expect("nobody panicked").iter().any(|line| line == wanted) {
                self.news.notified().await;
            }
        };
        if tokio::time::timeout(PATIENCE, search).await.is_err() {
            panic!("{wanted:?} was not heard, but {:?}", self.heard.lock().expect("nobody panicked"));
        }
    }
    fn all(&self) -> Vec<String> {
        self.heard.lock().expect("nobody panicked").clone()
    }
}

impl Sink for Ear {
    fn follows(&self, _: StreamId) -> bool {
        true
    }
    fn frames(&self, stream: StreamId, frames: Vec<Arc<Frame>>) {
        for frame in frames {
            assert!(frame.text.as_str().contains(r#""events""#), "{:?}", frame.text);
            self.note(format!("{} {}-{}", stream.0.as_u128(), frame.prev.0, frame.to.0));
        }
    }
    fn heard(&self, stream: StreamId, to: Seq) {
        self.note(format!("{} reaches {}", stream.0.as_u128(), to.0));
    }
    fn control(&self, control: Control) {
        self.note(format!("{control:?}"));
    }
    fn writing(&self, stream: StreamId, _: AccountId, alias: &str) {
        self.note(format!("{} {alias} writes", stream.0.as_u128()));
    }
    fn elsewhere(&self, _: NodeId, presence: RoomPresence) {
        self.note(format!("{} has {}", presence.room.0.as_u128(), presence.here));
    }
    fn gone(&self, node: NodeId) {
        self.note(format!("{} is gone", node.0.as_u128()));
    }
    fn here(&self) -> Vec<RoomPresence> {
        Vec::new()
    }
    fn about(&self) -> About {
        About { version: "1.2.3".into(), connections: 42 }
    }
    fn doubt(&self) {
        self.doubts.fetch_add(1, Ordering::SeqCst);
    }
}

struct Node {
    bus: Bus,
    ear: Arc<Ear>,
    stop: CancellationToken,
}

impl Node {
    async fn start(url: &str, number: u128, hints_only: bool) -> Self {
        Self::with_key(url, number, hints_only, "shared").await
    }
    async fn with_key(url: &str, number: u128, hints_only: bool, key: &str) -> Self {
        let ear = Arc::new(Ear::default());
        let stop = CancellationToken::new();
        let key: Key = key.parse().expect("any text is a key");
        let options =
            RedisOptions { url: url.to_owned(), hints_only, node: NodeId(Uuid::from_u128(number)), key, mute: false };
        let node =
            Self { bus: Bus::among_nodes(options, EPOCH, ear.clone(), &TaskTracker::new(), stop.clone()), ear, stop };
        node.becomes(false).await;
        node
    }
    async fn becomes(&self, degraded: bool) {
        let changed = async {
            while self.bus.degraded() != degraded {
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::time::timeout(PATIENCE, changed).await.expect("the bus notices in time");
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn event(stream: u128, seq: i64) -> Announcement {
    let kind = EventKind::RoomJoined { room: RoomId(Uuid::from_u128(9)) };
    let event = Event { seq: Seq(seq), at: Timestamp::from_millis(0), actor: None, kind };
    Announcement::Event { stream: StreamId(Uuid::from_u128(stream)), event }
}

/// Nodes that a node has heard lately, with how many connections they have.
fn known(node: &Node) -> Vec<(u128, u32)> {
    node.bus.nodes().into_iter().map(|known| (known.node.0.as_u128(), known.about.connections)).collect()
}

async fn knows(node: &Node, wanted: &[(u128, u32)]) {
    let knowing = async {
        while known(node) != wanted {
            tokio::time::sleep(LOOK).await;
        }
    };
    if tokio::time::timeout(PATIENCE, knowing).await.is_err() {
        panic!("{:?} instead of {wanted:?}", known(node));
    }
}

#[tokio::test]
async fn nodes_know_each_other_by_their_beacons_until_they_say_goodbye() {
    let redis = Redis::start().expect("a Redis");
    let (a, b) = (Node::start(&redis.url(), 1, true).await, Node::start(&redis.url(), 2, true).await);
    for node in [&a, &b] {
        knows(node, &[(1, 42), (2, 42)]).await;
    }
    b.bus.leave().await;
    b.stop.cancel();
    knows(&a, &[(1, 42)]).await;
}

/// What is published on one node is heard on the other, and nothing of it a second time on the first.
async fn two_nodes_hear_each_other(url: &str, hints_only: bool) {
    let (a, b) = (Node::start(url, 1, hints_only).await, Node::start(url, 2, hints_only).await);
    let control = Control::AccountChanged(AccountId(Uuid::from_u128(5)));
    for stream in 1..=20 {
        a.bus.announce(vec![event(stream, 7), event(stream, 8)]);
    }
    a.bus.announce(vec![Announcement::Control(control)]);
    a.bus.writing(StreamId(Uuid::from_u128(3)), AccountId(Uuid::from_u128(5)), "Heron");
    let room = StreamId(Uuid::from_u128(4));
    a.bus.presence(&[RoomPresence { room, here: 2, people: vec![], moderators: vec![] }]);
    for stream in 1..=20 {
        let wanted = if hints_only { format!("{stream} reaches 8") } else { format!("{stream} 6-8") };
        b.ear.hears(&wanted).await;
        // The beacon tells of them too, in case the message had been lost.
        b.ear.hears(&format!("{stream} reaches 8")).await;
    }
    b.ear.hears(&format!("{control:?}")).await;
    b.ear.hears("3 Heron writes").await;
    b.ear.hears("4 has 2").await;
    let texts = b.ear.all().iter().filter(|line| line.ends_with("6-8")).count();
    assert_eq!(texts, if hints_only { 0 } else { 20 }, "texts that left the node");
    let own = a.ear.all();
    assert_eq!(own.iter().filter(|line| line.ends_with("6-8")).count(), 20, "once each: {own:?}");
    a.bus.leave().await;
    b.ear.hears("1 is gone").await;
}

#[tokio::test]
async fn over_one_redis() {
    let redis = Redis::start().expect("a Redis");
    two_nodes_hear_each_other(&redis.url(), false).await;
}

#[tokio::test]
async fn with_hints_only_no_text_leaves_the_node() {
    let redis = Redis::start().expect("a Redis");
    two_nodes_hear_each_other(&redis.url(), true).await;
}

#[tokio::test]
async fn over_a_cluster_with_sharded_channels() {
    let cluster = Cluster::start();
    two_nodes_hear_each_other(&cluster.url, false).await;
}

#[tokio::test]
async fn whoever_has_another_key_is_not_believed() {
    let redis = Redis::start().expect("a Redis");
    let a = Node::start(&redis.url(), 1, false).await;
    let stranger = Node::with_key(&redis.url(), 2, false, "guessed").await;
    let before = a.ear.doubts.load(Ordering::SeqCst);
    stranger.bus.announce(vec![event(1, 7)]);
    let noticed = async {
        while a.ear.doubts.load(Ordering::SeqCst) == before {
            tokio::time::sleep(LOOK).await;
        }
    };
    tokio::time::timeout(PATIENCE, noticed).await.expect("it makes us look at the database");
    assert_eq!(a.ear.all(), Vec::<String>::new());
}

#[tokio::test]
async fn when_redis_dies_the_bus_says_so_and_comes_back() {
    let mut redis = Redis::start().expect("a Redis");
    let (a, b) = (Node::start(&redis.url(), 1, false).await, Node::start(&redis.url(), 2, false).await);
    for life in 0..3 {
        redis.kill();
        a.becomes(true).await;
        b.becomes(true).await;
        let doubts = b.ear.doubts.load(Ordering::SeqCst);
        a.bus.announce(vec![event(1, life * 10 + 1)]);
        redis.restart().expect("it starts again");
        a.becomes(false).await;
        b.becomes(false).await;
        assert!(b.ear.doubts.load(Ordering::SeqCst) > doubts, "what was missed is looked for");
        // The beacon tells of what could not be published meanwhile.
        b.ear.hears(&format!("1 reaches {}", life * 10 + 1)).await;
        a.bus.announce(vec![event(1, life * 10 + 2)]);
        b.ear.hears(&format!("1 {}-{}", life * 10 + 1, life * 10 + 2)).await;
    }
}

#[tokio::test]
async fn a_redis_that_hangs_is_noticed_by_the_beacon_that_does_not_come_back() {
    let redis = Redis::start().expect("a Redis");
    let a = Node::start(&redis.url(), 1, false).await;
    redis.process().signal(libc::SIGSTOP);
    a.becomes(true).await;
    redis.process().signal(libc::SIGCONT);
    a.becomes(false).await;
}

#[test]
fn keys_are_kept_as_text() {
    let key = Key::new(&Chance::seeded(1));
    assert_eq!(key.to_string().parse::<Key>().expect("any text is a key").to_string(), key.to_string());
}

/// Three masters without replicas.
struct Cluster {
    url: String,
    _nodes: Vec<Process>,
    _folders: Vec<Scratch>,
}

impl Cluster {
    fn start() -> Self {
        let server = tools::program("redis-server", "redis-server").expect("redis-server");
        let (mut nodes, mut folders, mut ports) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..3 {
            let (folder, port) = (Scratch::new("redis-cluster").expect("a folder"), free_port().expect("a port"));
            let mut command = Command::new(&server);
            command.args([
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--cluster-enabled",
                "yes",
                "--port",
                &port.to_string(),
            ]);
            command.args(["--cluster-port", &free_port().expect("a port").to_string()]).arg("--dir").arg(folder.path());
            let node = Process::start("redis-server", command, libc::SIGKILL).expect("a node");
            let ready = |line: &str| line.contains("Ready to accept connections").then_some(());
            node.output().wait_for(PATIENCE, ready).expect("it starts");
            nodes.push(node);
            folders.push(folder);
            ports.push(format!("127.0.0.1:{port}"));
        }
        let mut join = Command::new(tools::program("redis-cli", "redis-tools").expect("redis-cli"));
        join.args(["--cluster", "create"]).args(&ports).args(["--cluster-replicas", "0", "--cluster-yes"]);
        let joined = join.output().expect("redis-cli runs");
        assert!(joined.status.success(), "{}", String::from_utf8_lossy(&joined.stdout));
        Self {
            url: ports.iter().map(|port| format!("redis://{port}/")).collect::<Vec<_>>().join(","),
            _nodes: nodes,
            _folders: folders,
        }
    }
}
