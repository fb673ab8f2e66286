//! What two nodes over one Postgres and one Redis promise beyond the bus between them.

use crate::harness::PATIENCE;
use crate::nodes_harness::House;
use alongside::accounts::roles::{self, By};
use alongside::announcement::{Announcement, Control};
use alongside_protocol::client::{Command, Hello, Resume, Send};
use alongside_protocol::http::{BusState, ServerState};
use alongside_protocol::{ClientMessageId, Refusal, RefusalCode, Retry, Role, ServerFrame};
use alongside_terminal::socket::{Received, Upgrade};
use alongside_terminal::{Draft, Socket};
use alongside_testkit::{Direction, Faults};
use futures_util::future::join_all;
use reqwest::Method;
use std::time::{Duration, Instant};
use tokio::time::timeout;
use uuid::Uuid;

const LOOK: Duration = Duration::from_millis(10);
/// A send is answered within this time, also while the database is away.
const ANSWERED_WITHIN: Duration = Duration::from_secs(3);
const CROWD: usize = 16;
/// Each way to a slow database.
const FAR: Duration = Duration::from_millis(4);
/// How long a node's word about who is there holds.
const LEASE_MS: i64 = 60_000;

async fn until<F: Future<Output = bool>>(what: &str, mut reached: impl FnMut() -> F) {
    let waiting = async {
        while !reached().await {
            tokio::time::sleep(LOOK).await;
        }
    };
    timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("{what} did not come in time"));
}

async fn state(house: &House, node: usize) -> ServerState {
    let answer = house.api(node).request(Method::GET, "/server/state").send().await.expect("an answer");
    answer.json().await.expect("a state")
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_see_all_nodes_and_the_bus_on_each_of_them() {
    let mut house = House::of(|_| {}).await;
    let app = &house.nodes[0].running.app;
    let mut tx = app.db.write().await.expect("a transaction");
    let me = house.api(0).me().await.expect("an account").id;
    roles::grant(&mut tx, app.clock.now(), By::CommandLine, me, Role::Staff).await.expect("granted");
    app.commit(tx).await.expect("committed");
    let _client = house.client(1).await;
    for (node, connections) in [(0, [0, 1]), (1, [1, 0])] {
        until("both nodes", async || {
            let told = state(&house, node).await;
            let whole = told.nodes.iter().all(|known| known.heard_ms_ago.is_some_and(|ago| ago < 2_000));
            let counts: Vec<_> = told.nodes.iter().map(|known| known.connections).collect();
            whole && counts == connections && told.bus == BusState::Works && told.nodes[0].node == told.node
        })
        .await;
    }
    house.redis.kill();
    until("degraded", async || state(&house, 0).await.bus == BusState::Degraded).await;
    let told = state(&house, 0).await;
    assert_eq!(told.nodes.len(), 2, "they were there a moment ago: {told:?}");
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_hints_only_everything_arrives_all_the_same() {
    let house = House::of(|config| config.redis_hints_only = true).await;
    let (writer, reader) = (house.client(0).await, house.client(1).await);
    for number in 0..20 {
        let (from, to) = if number % 2 == 0 { (&writer, &reader) } else { (&reader, &writer) };
        let sent = from.send(Draft::new(house.room, format!("line {number}"))).await.expect("sent");
        timeout(PATIENCE, to.wait_until(house.room, sent.seq)).await.expect("in time").expect("it comes");
    }
    let report = house.judge().await;
    assert!(report.is_clean() && report.acknowledged == 20, "{report}: {:?}", report.violations);
    house.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_a_node_that_died_are_gone_after_a_minute() {
    let house = House::of(|_| {}).await;
    let (here, _there) = (house.client(0).await, house.client(1).await);
    let counted = async || house.api(0).room(house.room).await.expect("a room").here;
    until("the same person on two nodes", async || counted().await == 1).await;
    here.close().await;
    until("their place on the other node", async || counted().await == 1).await;
    // Neither goodbye nor another word, as after kill -9.
    house.nodes[1].running.app.closing.cancel();
    let clock = &house.nodes[0].running.app.clock;
    clock.advance_millis(LEASE_MS - 1);
    tokio::time::sleep(alongside::hub::PRESENCE_INTERVAL * 2).await;
    assert_eq!(counted().await, 1, "not before");
    clock.advance_millis(1);
    until("an empty room", async || counted().await == 0).await;
    house.stop().await;
}

/// A socket that says hello, follows the room, and is told everything that there was.
async fn socket(house: &House) -> Socket {
    let mut socket = Socket::connect(&Upgrade::to(&house.url(0))).await.expect("a socket");
    let resume = vec![Resume { stream: house.room.into(), position: None, quiet: false }];
    let hello = Hello { token: Some(house.token.clone()), resume, ..Hello::default() };
    socket.command(Some(0), Command::Hello(hello)).await.expect("hello goes out");
    let snapshot = |frame: &ServerFrame| {
        matches!(frame, ServerFrame::Resync(resync) if resync.stream == house.room.into()).then_some(())
    };
    socket.receive_until(PATIENCE, snapshot).await.expect("the room as it is");
    socket
}

async fn refusal(socket: &mut Socket) -> Refusal {
    let search = async {
        loop {
            match socket.receive().await {
                Received::Frame(frame) => match *frame {
                    ServerFrame::Error { re: Some(1), refusal } => return refusal,
                    ServerFrame::Ok { re: Some(1), .. } => panic!("it was stored"),
                    _ => {}
                },
                other => panic!("{other:?} instead of a refusal"),
            }
        }
    };
    timeout(PATIENCE, search).await.expect("an answer")
}

/// The connection has just begun to look at the database when that falls into a black hole.
#[tokio::test(flavor = "multi_thread")]
async fn a_send_is_refused_in_time_though_the_connection_waits_for_the_database() {
    let house = House::of(|_| {}).await;
    let mut socket = socket(&house).await;
    let app = &house.nodes[0].running.app;
    let stalled = Faults { stalled: true, ..Faults::default() };
    house.nodes[0].to_postgres.set(Direction::ToServer, stalled);
    let account = house.api(1).me().await.expect("an account").id;
    app.bus.announce(vec![Announcement::Control(Control::AccountChanged(account))]);
    tokio::time::sleep(Duration::from_millis(100)).await;
    let began = Instant::now();
    let client_id = ClientMessageId(Uuid::from_u128(9));
    let message = Send { room: house.room, client_id, body: "hello".into(), note: None, reply_to: None };
    socket.command(Some(1), Command::Send(message)).await.expect("it goes out");
    let refusal = refusal(&mut socket).await;
    let took = began.elapsed();
    assert_eq!((refusal.code, refusal.retry), (RefusalCode::Degraded, Retry::After));
    assert!(took < ANSWERED_WITHIN, "the answer took {} ms", took.as_millis());
    house.nodes[0].to_postgres.heal();
    house.stop().await;
}

/// A crowd that comes in at once, over one connection that reads from a database some milliseconds away: each waits for their
/// turn, and nobody is turned away half way.
#[tokio::test(flavor = "multi_thread")]
async fn everybody_of_a_crowd_is_welcomed_though_the_database_is_slow() {
    let house = House::of(|config| config.postgres_connections = 2).await;
    let mut crowd = Vec::new();
    for _ in 0..CROWD {
        crowd.push(Socket::connect(&Upgrade::to(&house.url(0))).await.expect("a socket"));
    }
    for direction in [Direction::ToServer, Direction::ToClient] {
        house.nodes[0].to_postgres.set(direction, Faults { latency: FAR, ..Faults::default() });
    }
    let began = Instant::now();
    let coming = crowd.into_iter().map(|mut socket| async {
        socket.hello(&house.token).await.expect("hello goes out");
        let welcome = |frame: &ServerFrame| matches!(frame, ServerFrame::Welcome(_)).then_some(());
        socket.receive_until(PATIENCE, welcome).await.map(|()| socket)
    });
    let welcomed = join_all(coming).await;
    println!("{CROWD} were welcomed within {} ms", began.elapsed().as_millis());
    let turned_away: Vec<_> = welcomed.iter().filter_map(|welcomed| welcomed.as_ref().err()).collect();
    assert!(turned_away.is_empty(), "{} of {CROWD}: {turned_away:?}", turned_away.len());
    house.nodes[0].to_postgres.heal();
    drop(welcomed);
    house.stop().await;
}
