//! The kit itself, tried on real programs.

use alongside_testkit::postgres::{Durability, sql};
use alongside_testkit::{Database, Direction, End, Faults, Postgres, Process, Proxy, Redis};
use std::io::{Read, Write};
use std::process::Command;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const SOON: Duration = Duration::from_secs(10);

#[test]
fn each_database_is_its_own_and_goes_with_its_value() {
    let (first, second) = (Database::fresh().expect("a database"), Database::fresh().expect("another"));
    sql(first.url(), "CREATE TABLE only_here (x BIGINT)").expect("a table");
    assert!(sql(second.url(), "SELECT * FROM only_here").is_err());
    let url = first.url().to_owned();
    drop(first);
    assert!(sql(&url, "SELECT 1").is_err());
    assert_eq!(sql(second.url(), "SELECT 1").expect("an answer").trim(), "1");
}

#[test]
fn a_crashed_postgres_comes_back_with_what_was_committed() {
    let mut postgres = Postgres::start(Durability::Full).expect("a cluster");
    let database = postgres.database().expect("a database");
    sql(database.url(), "CREATE TABLE kept AS SELECT 7 AS x").expect("a table");
    postgres.crash();
    assert!(sql(database.url(), "SELECT 1").is_err());
    postgres.restart().expect("the same cluster");
    assert_eq!(sql(database.url(), "SELECT x FROM kept").expect("an answer").trim(), "7");
}

#[test]
fn redis_answers_and_comes_back_empty_on_the_same_port() {
    let ask = |port: u16, words: &str| {
        let mut socket = std::net::TcpStream::connect(("127.0.0.1", port)).expect("redis listens");
        socket.write_all(format!("{words}\r\n").as_bytes()).expect("a request");
        let mut answer = [0; 64];
        let count = socket.read(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer[..count]).trim().to_owned()
    };
    let mut redis = Redis::start().expect("a redis");
    assert_eq!(ask(redis.port(), "SET here 1"), "+OK");
    redis.restart().expect("the same redis");
    assert_eq!(ask(redis.port(), "GET here"), "$-1");
}

#[test]
fn a_process_is_gone_with_its_value_whichever_thread_began_it() {
    let process = std::thread::spawn(|| {
        let mut command = Command::new("sh");
        command.args(["-c", "echo here; exec sleep 600"]);
        Process::start("sleep", command, libc::SIGKILL).expect("a process")
    });
    let mut process = process.join().expect("that thread");
    let here = process.output().wait_for(SOON, |line| (line == "here").then_some(()));
    assert!(here.is_some() && process.is_running(), "it outlives the thread that asked for it");
    let number = process.id();
    drop(process);
    assert!(!std::path::Path::new(&format!("/proc/{number}")).exists());
}

#[test]
fn a_frozen_process_stands_still() {
    let mut command = Command::new("sh");
    command.args(["-c", "while :; do echo tick; done"]);
    let process = Process::start("sh", command, libc::SIGKILL).expect("a process");
    assert!(process.output().wait_for(SOON, |_| Some(())).is_some());
    process.freeze().expect("it stands");
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.id())).expect("its state");
    assert!(stat.contains(") T "), "{stat}");
}

#[test]
fn output_that_ends_without_the_awaited_line_is_not_waited_for() {
    let process = Process::start("true", Command::new("true"), libc::SIGKILL).expect("a process");
    let began = Instant::now();
    assert!(process.output().wait_for(SOON, |_| Some(())).is_none());
    assert!(began.elapsed() < SOON);
}

/// A server that sends back what it gets and ends when the other side has.
async fn echo() -> std::net::SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("its address");
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = socket.split();
                // The proxy may reset it; then there is nobody to tell.
                let _ = tokio::io::copy(&mut from, &mut to).await;
                let _ = to.shutdown().await;
            });
        }
    });
    address
}

async fn through(proxy: &Proxy) -> TcpStream {
    TcpStream::connect(proxy.address()).await.expect("the proxy listens")
}

/// Sends `bytes` and reads until the other side ends; what came, and whether it ended in peace.
async fn converse(mut socket: TcpStream, bytes: &[u8]) -> (Vec<u8>, bool) {
    let mut came = Vec::new();
    let talk = async {
        socket.write_all(bytes).await?;
        socket.shutdown().await?;
        socket.read_to_end(&mut came).await
    };
    let peaceful = tokio::time::timeout(SOON, talk).await.expect("an end").is_ok();
    (came, peaceful)
}

#[tokio::test]
async fn without_faults_everything_passes() {
    let proxy = Proxy::to(echo().await).await.expect("a proxy");
    let sent = vec![7; 300_000];
    assert_eq!(converse(through(&proxy).await, &sent).await, (sent, true));
    assert_eq!((proxy.accepted(), proxy.passed(Direction::ToServer)), (1, 300_000));
}

#[tokio::test]
async fn a_cut_comes_after_exactly_so_many_bytes() {
    let proxy = Proxy::to(echo().await).await.expect("a proxy");
    proxy.set(Direction::ToClient, Faults { end: Some((1_000, End::Close)), ..Faults::default() });
    let (came, _) = converse(through(&proxy).await, &[1; 5_000]).await;
    assert_eq!(came.len(), 1_000);
    proxy.set(Direction::ToClient, Faults { end: Some((1_000, End::Reset)), ..Faults::default() });
    let (came, peaceful) = converse(through(&proxy).await, &[1; 5_000]).await;
    assert!(came.len() <= 1_000 && !peaceful, "{} bytes, then a reset", came.len());
}

#[tokio::test]
async fn a_half_closed_direction_leaves_the_other_open() {
    let proxy = Proxy::to(echo().await).await.expect("a proxy");
    proxy.set(Direction::ToServer, Faults { end: Some((10, End::Half)), ..Faults::default() });
    let mut socket = through(&proxy).await;
    socket.write_all(&[3; 100]).await.expect("all of it is taken");
    let mut came = Vec::new();
    socket.read_to_end(&mut came).await.expect("the echo's end");
    assert_eq!(came, [3; 10]);
}

#[tokio::test]
async fn latency_and_bandwidth_take_their_time() {
    let proxy = Proxy::to(echo().await).await.expect("a proxy");
    let latency = Duration::from_millis(120);
    proxy.set(Direction::ToServer, Faults { latency, ..Faults::default() });
    let began = Instant::now();
    converse(through(&proxy).await, b"hello").await;
    assert!(began.elapsed() >= latency);

    proxy.set(Direction::ToServer, Faults { bytes_per_second: Some(10_000), ..Faults::default() });
    let began = Instant::now();
    let (came, _) = converse(through(&proxy).await, &[1; 5_000]).await;
    assert_eq!(came.len(), 5_000);
    assert!(began.elapsed() >= Duration::from_millis(400), "half a second's worth");
}

#[tokio::test]
async fn a_stall_holds_everything_until_it_is_over_and_a_reset_ends_it() {
    let proxy = Proxy::to(echo().await).await.expect("a proxy");
    proxy.set(Direction::ToClient, Faults { stalled: true, ..Faults::default() });
    let mut socket = through(&proxy).await;
    socket.write_all(b"hello").await.expect("taken");
    let mut came = [0; 5];
    let early = tokio::time::timeout(Duration::from_millis(150), socket.read_exact(&mut came)).await;
    assert!(early.is_err(), "nothing comes while stalled");
    proxy.heal();
    tokio::time::timeout(SOON, socket.read_exact(&mut came)).await.expect("in time").expect("the echo");
    assert_eq!(&came, b"hello");
    proxy.reset_all();
    let ended = tokio::time::timeout(SOON, socket.read(&mut came)).await.expect("in time");
    assert!(ended.is_err(), "a reset, not an end: {ended:?}");
    proxy.refuse(true);
    let mut refused = through(&proxy).await;
    let ended = tokio::time::timeout(SOON, refused.read(&mut came)).await.expect("in time");
    assert!(matches!(ended, Ok(0) | Err(_)), "{ended:?}");
}
