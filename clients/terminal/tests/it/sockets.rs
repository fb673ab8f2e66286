//! The raw socket does what is asked, however bad.

use crate::fake::*;
use alongside_protocol::ServerFrame;
use alongside_terminal::network::Network;
use alongside_terminal::socket::{Received, Upgrade};
use alongside_terminal::{Options, Socket};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;

async fn pair() -> (Socket, Peer) {
    let fake = Fake::start().await;
    let upgrade = Upgrade::to(&fake.url);
    let (socket, peer) = tokio::join!(Socket::connect(&upgrade), fake.accept());
    (socket.expect("connected"), peer)
}

#[tokio::test]
async fn text_of_any_kind_arrives_as_it_is() {
    let (mut socket, mut peer) = pair().await;
    socket.text("no json").await.expect("sent");
    assert_eq!(peer.frame().await.map(|frame| frame.into_data().to_vec()), Some(b"no json".to_vec()));
    socket.binary(vec![1, 2]).await.expect("sent");
    assert!(peer.frame().await.is_some_and(|frame| frame.is_binary()));
    socket.fragments(&[b"{\"type\":", b"\"pong\"", b",\"ping\":1}"]).await.expect("sent");
    assert_eq!(peer.frame().await.map(|frame| frame.to_string()), Some("{\"type\":\"pong\",\"ping\":1}".into()));
    peer.say(ServerFrame::Goaway { spread_ms: 1 }).await;
    let goaway = socket.receive_within(Duration::from_secs(5)).await;
    assert_eq!(goaway, Some(Received::Frame(Box::new(ServerFrame::Goaway { spread_ms: 1 }))));
    socket.fragments(&[&[0xC3, 0x28]]).await.expect("sent");
    assert!(peer.frame().await.is_none(), "text that is not UTF-8 is an error for a sound server");
}

#[tokio::test]
async fn a_half_closed_socket_still_reads() {
    let (mut socket, mut peer) = pair().await;
    socket.half_close().await.expect("closed");
    peer.say(ServerFrame::Goaway { spread_ms: 1 }).await;
    assert!(matches!(soon(socket.receive()).await, Received::Frame(_)));
    assert!(peer.frame().await.is_none());
}

#[tokio::test]
async fn a_reset_says_nothing() {
    let fake = Fake::start().await;
    let upgrade = Upgrade::to(&fake.url);
    let (socket, peer) = tokio::join!(Socket::connect(&upgrade), fake.accept());
    socket.expect("connected").reset().expect("reset");
    let mut peer = peer;
    assert!(peer.frame().await.is_none());
}

#[tokio::test]
async fn a_slow_reader_reads_slowly_and_everything() {
    const BYTES: usize = 3_000;
    let fake = Fake::start().await;
    let (_, port) = fake.url.rsplit_once(':').expect("a port");
    let network = Network { receive_buffer_bytes: Some(4_096), bytes_per_second: Some(10_000) };
    let port = port.parse().expect("a number");
    let (wire, mut tcp) = tokio::join!(network.connect("127.0.0.1", port), fake.tcp());
    let begun = Instant::now();
    tcp.write_all(&[7; BYTES]).await.expect("sent");
    drop(tcp);
    let mut all = Vec::new();
    soon(wire.expect("connected").read_to_end(&mut all)).await.expect("read");
    assert_eq!(all, [7; BYTES]);
    assert!(begun.elapsed() >= Duration::from_millis(250), "in {:?}", begun.elapsed());
}

#[tokio::test]
async fn a_cookie_comes_with_the_origin_of_the_server() {
    let fake = Fake::start().await;
    let connecting = alongside_terminal::Connection::start(Options::new(&fake.url).cookie("session=1"));
    let mut tcp = fake.tcp().await;
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(soon(tcp.read_u8()).await.expect("a request"));
    }
    let request = String::from_utf8_lossy(&request).to_lowercase();
    assert!(request.contains("cookie: session=1\r\n"), "{request}");
    assert!(request.contains(&format!("origin: {}\r\n", fake.url)), "{request}");
    drop(connecting);
}
