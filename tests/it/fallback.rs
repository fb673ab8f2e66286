//! Server-sent events and POST: the same frames, the same promises.

use crate::harness::{PATIENCE, World, message};
use alongside_protocol::client::{Command, Hello, Resume};
use alongside_protocol::{ClientFrame, EventKind, OkResult, RefusalCode, ServerFrame};
use reqwest::Method;

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

#[tokio::test]
async fn the_same_conversation_without_websockets() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let resume = vec![Resume { stream: kitchen.id.into(), position: None, quiet: false }];
    let hello = Hello { resume, ..Hello::default() };
    let response = kitchen.birch.api.request(Method::POST, "/events").json(&hello).send().await.expect("a stream");
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut stream = Stream { response, text: String::new() };
    stream.frame(|frame| matches!(frame, ServerFrame::Welcome(_)).then_some(())).await;

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
