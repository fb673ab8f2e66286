//! One text frame in, one typed frame out. A newer server may use words that this program does not
//! know: frames and events of unknown kinds come out as `Unknown`, and a refusal with an unknown code
//! keeps its sentence and its advice.

use alongside_protocol::client::{Command, RequestId};
use alongside_protocol::refusal::RefusalCode;
use alongside_protocol::server::ServerFrame;
use alongside_protocol::stream::Batch;
use serde::Serialize;
use serde_json::Value;

/// The text is not a frame of this protocol.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the server sent a frame that could not be read: {0}")]
pub struct Unreadable(pub String);

const EVENTS: &str = r#"{"type":"events","#;

pub fn decode(text: &str) -> Result<Box<ServerFrame>, Unreadable> {
    // Most frames are these, and reading them by their tag would copy every event once.
    if text.starts_with(EVENTS)
        && let Ok(batch) = serde_json::from_str::<Batch>(text)
    {
        return Ok(Box::new(ServerFrame::Events(batch)));
    }
    match serde_json::from_str(text) {
        Ok(frame) => Ok(Box::new(frame)),
        Err(first) => decode_newer(text).map(Box::new).ok_or_else(|| Unreadable(first.to_string())),
    }
}

pub fn encode(id: Option<RequestId>, command: &Command) -> String {
    /// `ClientFrame` without owning the command, which may have to be sent again.
    #[derive(Serialize)]
    struct Borrowed<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<RequestId>,
        #[serde(flatten)]
        command: &'a Command,
    }
    serde_json::to_string(&Borrowed { id, command })
        .unwrap_or_else(|_| unreachable!("wire types have text keys and serialise to JSON"))
}

/// An error frame whose code is newer than this program: the code becomes `fault`.
fn decode_newer(text: &str) -> Option<ServerFrame> {
    let mut frame: Value = serde_json::from_str(text).ok()?;
    let is_error = frame.get("type").and_then(Value::as_str) == Some("error");
    let known = frame.get("code").and_then(Value::as_str)?.parse::<RefusalCode>().is_ok();
    if !is_error || known {
        return None;
    }
    frame["code"] = Value::from(RefusalCode::Fault.as_str());
    serde_json::from_value(frame).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alongside_protocol::refusal::Retry;
    use alongside_protocol::stream::{EventKind, Seq};

    #[test]
    fn an_event_of_an_unknown_kind_does_not_hide_its_neighbours() {
        let text = r#"{"type":"events","stream":"00000000-0000-0000-0000-000000000001",
            "epoch":"00000000-0000-0000-0000-000000000002","prev":1,"to":3,"events":[
            {"seq":2,"at":"2026-03-10T02:41:07.250Z","kind":"candle_lit","colour":"blue"},
            {"seq":3,"at":"2026-03-10T02:41:07.250Z","kind":"member_left","account":"00000000-0000-0000-0000-000000000003"}]}"#;
        let Ok(frame) = decode(text) else { panic!("not read") };
        let ServerFrame::Events(batch) = *frame else { panic!("not events") };
        assert_eq!((batch.prev, batch.to), (Seq(1), Seq(3)));
        let kinds: Vec<_> = batch.events.iter().map(|event| (event.seq, event.kind == EventKind::Unknown)).collect();
        assert_eq!(kinds, [(Seq(2), true), (Seq(3), false)]);
    }

    #[test]
    fn the_quick_way_and_the_usual_way_read_the_same() {
        let frame = ServerFrame::Events(crate::sample::posts(3, 6));
        let text = frame.encode();
        assert!(text.starts_with(EVENTS), "{text}");
        assert_eq!(decode(&text).as_deref(), Ok(&frame));
        assert_eq!(serde_json::from_str::<ServerFrame>(&text).ok(), Some(frame));
    }

    #[test]
    fn an_unknown_refusal_keeps_its_advice() {
        let text = r#"{"type":"error","re":4,"code":"full_moon","message":"Wait a little.","retry":"after","retry_after_ms":50}"#;
        let Ok(frame) = decode(text) else { panic!("not read") };
        let ServerFrame::Error { re: Some(4), refusal } = *frame else { panic!("not an error") };
        assert_eq!((refusal.retry, refusal.retry_after_ms), (Retry::After, Some(50)));
    }

    #[test]
    fn unknown_types_are_skipped_and_broken_frames_are_told() {
        assert_eq!(decode(r#"{"type":"weather","wind":4}"#).as_deref(), Ok(&ServerFrame::Unknown));
        assert!(decode(r#"{"type":"goaway"}"#).is_err());
        assert!(decode("{}").is_err());
        assert!(decode("no").is_err());
    }
}
