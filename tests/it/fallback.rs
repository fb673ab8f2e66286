//! Server-sent events and POST: the same frames, the same promises.

use crate::harness::{HOURS_MS, Kitchen, PATIENCE, World, message};
use alongside_protocol::client::{Command, Hello, Resume};
use alongside_protocol::{ClientFrame, EventKind, OkResult, RefusalCode, ServerFrame};
use reqwest::Method;
use std::sync::atomic::Ordering;
use tokio::io::AsyncWriteExt;

struct Stream {
    response: reqwest::Response,
    text: String,
}

impl Stream {
    async fn frame<T>(&mut self, mut wanted: impl FnMut(&ServerFrame) -> Option<T>) -> T {
        let search = async {
            loop {
                while let Some((one, rest)) = self.text.split_once("\n\n") {
                    let data = one.strip_prefix("data: ").expect("an event is one data line").to_owned();
                    self.text = rest.to_owned();
                    let frame: ServerFrame = serde_json::from_str(&data).expect("a frame");
                    if let Some(found) = wanted(&frame) {
                        return found;
                    }
                }
                let chunk = self.response.chunk().await.expect("the stream").expect("it goes on");
                self.text.push_str(std::str::from_utf8(&chunk).expect("turns are whole"));
            }
        };
        tokio::time::timeout(PATIENCE, search).await.expect("in time")
    }
}

/// Birch, welcomed, with the kitchen open.
async fn open(kitchen: &Kitchen) -> Stream {
    let resume = vec![Resume { stream: kitchen.id.into(), position: None, quiet: false }];
    let hello = Hello { resume, ..Hello::default() };
    let response = kitchen.birch.api.request(Method::POST, "/events").json(&hello).send().await.expect("a stream");
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = Stream { response, text: String::new() };
    stream.frame(|frame| matches!(frame, ServerFrame::Welcome(_)).then_some(())).await;
    stream
}

/// Who is among the last hears everything until their turn comes, and others are still answered.
#[tokio::test]
async fn a_stream_goes_on_until_its_turn_to_end() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut stream = open(&kitchen).await;
    let app = world.running().app.clone();
    app.close_spread_ms.store(HOURS_MS, Ordering::Relaxed);
    app.stopping.cancel();
    app.closing.cancel();
    for text in ["one", "two", "three", "four", "five", "six"] {
        let command = Command::Send(message(kitchen.id, text));
        let frame = serde_json::to_string(&ClientFrame { id: Some(1), command }).expect("json");
        let answer = kitchen.tide.api.request(Method::POST, "/commands").body(frame).send().await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        let said = |frame: &ServerFrame| {
            let ServerFrame::Events(batch) = frame else { return None };
            let is_it = |kind: &EventKind| matches!(kind, EventKind::MessagePosted { message } if message.body == text);
            batch.events.iter().any(|event| is_it(&event.kind)).then_some(())
        };
        stream.frame(said).await;
    }
    drop(stream);
    world.stop().await;
}

#[tokio::test]
async fn the_same_conversation_without_websockets() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut stream = open(&kitchen).await;

    let command = |id, command| ClientFrame { id: Some(id), command };
    let send = message(kitchen.id, "by post");
    for duplicate in [false, true] {
        let frame = command(5, Command::Send(send.clone()));
        let answer =
            kitchen.tide.api.request(Method::POST, "/commands").body(serde_json::to_string(&frame).expect("json"));
        let answer: ServerFrame = answer.send().await.expect("an answer").json().await.expect("a frame");
        match answer {
            ServerFrame::Ok { re: Some(5), result: OkResult::Sent { duplicate: said, .. } } => {
                assert_eq!(said, duplicate)
            }
            other => panic!("{other:?}"),
        }
    }
    let body = stream
        .frame(|frame| match frame {
            ServerFrame::Events(batch) => batch.events.iter().find_map(|event| match &event.kind {
                EventKind::MessagePosted { message } => Some(message.body.clone()),
                _ => None,
            }),
            _ => None,
        })
        .await;
    assert_eq!(body, "by post");

    for (text, code) in [
        ("{".to_owned(), RefusalCode::Malformed),
        (
            serde_json::to_string(&command(1, Command::Unsubscribe { room: kitchen.id })).expect("json"),
            RefusalCode::UnknownFrame,
        ),
    ] {
        let answer = kitchen.tide.api.request(Method::POST, "/commands").body(text).send().await.expect("an answer");
        assert!(answer.status().is_client_error());
        let ServerFrame::Error { refusal, .. } = answer.json().await.expect("a frame") else { panic!("an error") };
        assert_eq!(refusal.code, code);
    }
}

/// Whether this process still holds the server's side of a connection: the inode of its socket, among our descriptors.
fn is_held(server: u16, client: u16) -> bool {
    let table = std::fs::read_to_string("/proc/self/net/tcp").expect("Linux tells");
    let ends = (format!(":{server:04X}"), format!(":{client:04X}"));
    let inode = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).find_map(|parts| {
        let ours = parts.len() > 9 && parts[1].ends_with(&ends.0) && parts[2].ends_with(&ends.1);
        ours.then(|| format!("socket:[{}]", parts[9]))
    });
    let files = std::fs::read_dir("/proc/self/fd").expect("our descriptors");
    let links: Vec<_> = files.filter_map(|file| std::fs::read_link(file.ok()?.path()).ok()).collect();
    inode.is_some_and(|inode| links.iter().any(|link| link.to_string_lossy() == inode))
}

#[tokio::test]
async fn whoever_takes_nothing_keeps_no_descriptor_when_their_stream_ends() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let addr = world.running().addr;
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4_096).expect("a small buffer");
    let mut stopped = socket.connect(addr).await.expect("connected");
    let hello = serde_json::to_string(&Hello {
        resume: vec![Resume { stream: kitchen.id.into(), position: None, quiet: false }],
        ..Hello::default()
    });
    let hello = hello.expect("a hello");
    let head = format!(
        "POST /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        kitchen.tide.token,
        hello.len()
    );
    stopped.write_all(format!("{head}{hello}").as_bytes()).await.expect("asked");
    let mut heron = kitchen.heron.connect(&[]).await;
    for n in 0..250 {
        heron.say(kitchen.id, &format!("{n} {}", "x".repeat(3_500))).await;
    }
    let client = stopped.local_addr().expect("connected").port();
    assert!(is_held(addr.port(), client), "it is open, and more waits than its buffers take");
    kitchen.tide.api.sign_out().await.expect("signed out");
    let ended = async {
        while is_held(addr.port(), client) {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, ended).await.expect("the end of the link ends the connection");
    drop(stopped);
}
