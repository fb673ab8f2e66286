//! The configuration that `deploy/` gives to real hosts, between clients and nodes.

use alongside_protocol::client::{Hello, Resume};
use alongside_protocol::{Role, RoomId};
use alongside_terminal::{Api, Backoff, Connection, Draft, Options, State, Updates};
use alongside_testkit::{Nginx, Nodes, People, nodes};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(30);

struct House {
    nginx: Nginx,
    nodes: Nodes,
    token: String,
    room: RoomId,
}

async fn house(count: usize) -> House {
    let plan = nodes::Plan::of(count).careless().variable("ALONGSIDE_TRUSTED_PROXY", "true");
    let nodes = Nodes::start(plan.variable("ALONGSIDE_DRAIN_SPREAD_MS", "500")).await.expect("nodes");
    let addresses: Vec<_> = nodes.nodes.iter().map(|node| node.server.address()).collect();
    let nginx = Nginx::over(&addresses).expect("nginx");
    let door = People::of(nginx.url()).expect("a door");
    let heron = door.with_role(nodes.server(0), "Heron", Role::Supporter).await.expect("a supporter");
    let room = heron.open_room("Night Kitchen").await.expect("a room").info.id;
    House { nginx, nodes, token: heron.token, room }
}

impl House {
    async fn connect(&self) -> (Connection, Updates) {
        let options = Options::new(self.nginx.url()).token(&self.token).backoff(Backoff::quick());
        let connected = timeout(SOON, Connection::connect(options.follow(self.room, None))).await;
        connected.expect("in time").expect("welcomed")
    }
}

fn node_of(connection: &Connection) -> String {
    match connection.state() {
        State::Live(welcome) => welcome.node.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sockets_go_to_every_node_and_past_one_that_is_away() {
    let mut house = house(2).await;
    let mut connections = Vec::new();
    for _ in 0..4 {
        connections.push(house.connect().await);
    }
    let met: BTreeSet<_> = connections.iter().map(|(connection, _)| node_of(connection)).collect();
    assert_eq!(met.len(), 2, "nothing ties people to a node");
    house.nodes.nodes[1].server.kill();
    for _ in 0..4 {
        let (connection, _updates) = house.connect().await;
        let sent = connection.send(Draft::new(house.room, "past it")).await;
        assert!(sent.is_ok(), "{sent:?}\n{}", house.nginx.said());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_of_a_stopping_node_comes_back_at_another() {
    let mut house = house(2).await;
    let mut connections = Vec::new();
    for _ in 0..6 {
        connections.push(house.connect().await);
    }
    let status = tokio::task::block_in_place(|| house.nodes.nodes[0].server.terminate()).expect("it ends");
    assert!(status.success(), "{status}");
    let left = {
        let (fresh, _updates) = house.connect().await;
        node_of(&fresh)
    };
    for (connection, _) in &connections {
        let sent = timeout(SOON, connection.send(Draft::new(house.room, "still here"))).await.expect("in time");
        assert!(sent.is_ok(), "{sent:?}");
        assert_eq!(node_of(connection), left);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_stream_is_not_held_back() {
    let house = house(1).await;
    let (connection, _updates) = house.connect().await;
    let api = Api::new(house.nginx.url()).expect("a client").with_token(&house.token);
    let resume = vec![Resume { stream: house.room.into(), position: None, quiet: false }];
    let hello = Hello { resume, ..Hello::default() };
    let mut stream = api.request(reqwest::Method::POST, "/events").json(&hello).send().await.expect("a stream");
    let mut text = String::new();
    let mut read = async |wanted: &str| {
        while !text.contains(wanted) {
            let chunk = timeout(SOON, stream.chunk()).await.expect("in time").expect("a stream").expect("it goes on");
            text.push_str(&String::from_utf8_lossy(&chunk));
        }
    };
    read("\"welcome\"").await;
    connection.send(Draft::new(house.room, "by way of nginx")).await.expect("sent");
    read("by way of nginx").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_node_says_of_itself_stays_inside() {
    let house = house(1).await;
    let api = Api::new(house.nginx.url()).expect("a client");
    let answer = reqwest::get(format!("{}/metrics", house.nginx.url())).await.expect("an answer");
    assert_eq!(answer.status(), 404);
    assert!(api.server_info().await.is_ok());
}
