//! The ways in which the kit breaks Postgres, Redis and what lies between, each tried on the real thing.

use alongside_protocol::Role;
use alongside_testkit::postgres::{Durability, sql};
use alongside_testkit::resp::{Published, Reply};
use alongside_testkit::{Balancer, Direction, End, Faults, Nodes, People, Postgres, Proxy, Redis, nodes};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn what_is_published_is_heard_byte_by_byte() {
    let redis = Redis::start().expect("a redis");
    let mut listener = redis.talk().await.expect("a connection").listen().await.expect("it listens");
    let mut speaker = redis.talk().await.expect("another");
    let payload = [0, 255, b'\r', b'\n', b'$'];
    assert_eq!(speaker.publish(b"here", &payload).await.expect("published"), 1);
    let heard = listener.hear(SHORT).await.expect("heard");
    assert_eq!(heard, [Published { channel: b"here".to_vec(), payload: payload.to_vec() }]);
    assert!(speaker.ask(&[b"NO-SUCH-WORD"]).await.is_err());
    assert_eq!(speaker.ask(&[b"SET", b"a", b"1"]).await.expect("set"), Reply::Simple("OK".into()));
    assert_eq!(speaker.ask(&[b"FLUSHALL"]).await.expect("emptied"), Reply::Simple("OK".into()));
    assert_eq!(speaker.ask(&[b"GET", b"a"]).await.expect("an answer"), Reply::Nothing);
}

#[tokio::test]
async fn a_frozen_redis_answers_when_it_goes_on() {
    let mut redis = Redis::start().expect("a redis");
    let mut talk = redis.talk().await.expect("a connection");
    redis.freeze().expect("it stands");
    assert!(timeout(SHORT, talk.ask(&[b"PING"])).await.is_err(), "nobody answers");
    redis.thaw();
    assert_eq!(talk.ask(&[b"PING"]).await.expect("the first answer"), Reply::Simple("PONG".into()));
}

#[test]
fn a_killed_postgres_comes_back_with_what_was_committed() {
    let mut postgres = Postgres::start(Durability::Full).expect("a cluster");
    let database = postgres.database().expect("a database");
    sql(database.url(), "CREATE TABLE kept AS SELECT 7 AS x").expect("a table");
    postgres.kill().expect("all of it is gone");
    assert!(sql(database.url(), "SELECT 1").is_err());
    postgres.restart().expect("the same cluster");
    assert_eq!(sql(database.url(), "SELECT x FROM kept").expect("an answer").trim(), "7");
}

#[test]
fn a_frozen_postgres_answers_when_it_goes_on() {
    let mut postgres = Postgres::start(Durability::None).expect("a cluster");
    let database = postgres.database().expect("a database");
    let url = database.url().to_owned();
    postgres.freeze().expect("it stands");
    let asked = std::thread::spawn(move || sql(&url, "SELECT 1"));
    std::thread::sleep(SHORT);
    assert!(!asked.is_finished(), "nobody answers");
    postgres.thaw();
    assert_eq!(asked.join().expect("that thread").expect("an answer").trim(), "1");
}

/// A server that says its name and then sends back what it gets.
async fn named(name: &'static str) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("its address");
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = socket.split();
                // The client may be gone; then there is nobody to tell.
                let _ = to.write_all(name.as_bytes()).await;
                let _ = tokio::io::copy(&mut from, &mut to).await;
            });
        }
    });
    address
}

async fn read(socket: &mut TcpStream, count: usize) -> String {
    let mut came = vec![0; count];
    timeout(SOON, socket.read_exact(&mut came)).await.expect("in time").expect("bytes");
    String::from_utf8(came).expect("text")
}

#[tokio::test]
async fn what_is_swallowed_is_gone_and_what_follows_comes() {
    let proxy = Proxy::to(named("a").await).await.expect("a proxy");
    let mut socket = TcpStream::connect(proxy.address()).await.expect("it listens");
    assert_eq!(read(&mut socket, 1).await, "a");
    proxy.set(Direction::ToClient, Faults { swallowed: true, ..Faults::default() });
    socket.write_all(b"lost").await.expect("taken");
    let mut byte = [0];
    assert!(timeout(SHORT, socket.read(&mut byte)).await.is_err(), "nothing comes");
    assert_eq!(proxy.swallowed(), 4);
    proxy.heal();
    socket.write_all(b"kept").await.expect("taken");
    assert_eq!(read(&mut socket, 4).await, "kept");
}

#[tokio::test]
async fn a_connection_ends_before_the_word_that_it_shall_end_at() {
    let proxy = Proxy::to(named("a").await).await.expect("a proxy");
    proxy.set(Direction::ToClient, Faults { end_at: Some((b"COMMIT", End::Reset)), ..Faults::default() });
    let mut socket = TcpStream::connect(proxy.address()).await.expect("it listens");
    socket.write_all(b"hello").await.expect("taken");
    assert_eq!(read(&mut socket, 6).await, "ahello");
    socket.write_all(b"a COMMIT b").await.expect("taken");
    let mut rest = Vec::new();
    let ended = timeout(SOON, socket.read_to_end(&mut rest)).await.expect("in time");
    assert!(ended.is_err() && rest.is_empty(), "{ended:?} {rest:?}");
    assert_eq!(proxy.ended_at(), 1);
}

#[tokio::test]
async fn connections_take_turns_go_where_they_are_told_and_never_to_who_is_out_or_away() {
    let away = {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        listener.local_addr().expect("its address")
    };
    let balancer = Balancer::over([named("a").await, named("b").await, away]).await.expect("a balancer");
    let address = balancer.url().trim_start_matches("http://").to_owned();
    let whom = async || {
        let mut socket = TcpStream::connect(&address).await.expect("it listens");
        read(&mut socket, 1).await
    };
    let mut met = [whom().await, whom().await, whom().await];
    met.sort();
    assert!(met.contains(&"a".to_owned()) && met.contains(&"b".to_owned()), "{met:?}");
    balancer.hop([1, 1, 0]);
    assert_eq!([whom().await, whom().await, whom().await], ["b", "b", "a"]);
    balancer.set_in(0, false);
    assert_eq!([whom().await, whom().await, whom().await], ["b", "b", "b"]);
    balancer.set_in(0, true);
    balancer.set_in(1, false);
    assert_eq!([whom().await, whom().await], ["a", "a"]);
    assert_eq!(balancer.arrivals().len(), 11);
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_share_what_they_know_and_come_back_after_a_kill() {
    let mut nodes = Nodes::start(nodes::Plan::of(2).careless()).await.expect("two nodes");
    let here = People::of(nodes.server(0).url()).expect("a door");
    let heron = here.with_role(nodes.server(0), "Heron", Role::Supporter).await.expect("a supporter");
    let room = heron.open_room("Night Kitchen").await.expect("a room").info.id;
    let there = People::of(nodes.server(1).url()).expect("another door");
    let birch = there.sign_up("Quiet Birch").await.expect("somebody there");
    birch.join(room).await.expect("the room is known there");
    nodes.nodes[1].server.kill();
    nodes.nodes[1].server.restart().await.expect("it comes back");
    assert_eq!(birch.history(room).await.expect("a history").len(), 0);
    let (ended, _) = nodes.roll(0).await.expect("a gentle end");
    assert!(ended < SOON);
}
