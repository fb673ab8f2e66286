//! The golden frames: exact texts that every version must read and write alike. A test here that
//! fails means that the wire has changed, and with it every client that strangers have written.

use alongside_protocol::close::{self, Verdict};
use alongside_protocol::generate::golden::{self, Golden};
use alongside_protocol::generate::repository_root;
use alongside_protocol::{ClientFrame, Event, Refusal, RefusalCode, ServerFrame};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;

/// Reads a golden text and writes it again: every byte must come back.
fn comes_back<T: Serialize>(golden: &Golden, read: T) {
    let written = serde_json::to_string_pretty(&read).unwrap_or_else(|why| panic!("{}: {why}", golden.name));
    assert_eq!(format!("{written}\n"), golden.text, "{} comes back otherwise", golden.name);
}

fn each_comes_back<T: Serialize + DeserializeOwned>(folder: &str) {
    for golden in golden::folder(folder) {
        let read: T = serde_json::from_str(&golden.text).unwrap_or_else(|why| panic!("{}: {why}", golden.name));
        comes_back(&golden, read);
    }
}

#[test]
fn client_frames_come_back() {
    for golden in golden::folder("client") {
        let read = ClientFrame::parse(&golden.text).unwrap_or_else(|fault| panic!("{}: {fault:?}", golden.name));
        comes_back(&golden, read);
    }
}

#[test]
fn server_frames_come_back() {
    each_comes_back::<ServerFrame>("server");
}

#[test]
fn server_frames_are_encoded_as_they_are_written() {
    for golden in golden::folder("server") {
        let frame: ServerFrame =
            serde_json::from_str(&golden.text).unwrap_or_else(|why| panic!("{}: {why}", golden.name));
        let again: Value = serde_json::from_str(&frame.encode()).unwrap_or_default();
        assert_eq!(again, golden.value, "{}", golden.name);
        assert!(!frame.encode().contains('\n'), "one frame is one line, so that it fits a server-sent event");
    }
}

#[test]
fn events_and_refusals_come_back() {
    each_comes_back::<Event>("events");
    each_comes_back::<Refusal>("refusals");
}

#[test]
fn every_refusal_code_has_a_golden_file() {
    let have: BTreeSet<String> = golden::folder("refusals").iter().map(|golden| golden.kind().to_owned()).collect();
    let known: BTreeSet<String> = RefusalCode::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(have, known);
    for golden in golden::folder("refusals") {
        assert_eq!(golden.value["code"], golden.kind(), "{} says another code", golden.name);
        let after = golden.value["retry"] == "after";
        assert_eq!(
            golden.value["retry_after_ms"].is_u64(),
            after,
            "{}: a wait and its length go together",
            golden.name
        );
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Closed {
    code: u16,
    reason: String,
    verdict: Verdict,
}

#[test]
fn every_close_code_keeps_its_reason_and_verdict() {
    let text = std::fs::read_to_string(repository_root().join("protocol/golden/closes.json")).unwrap_or_default();
    let golden: Vec<Closed> = serde_json::from_str(&text).unwrap_or_default();
    let known: Vec<Closed> = close::DESCRIBED
        .iter()
        .map(|close| Closed { code: close.code, reason: close.reason.into(), verdict: close::verdict(close.code) })
        .collect();
    assert_eq!(golden, known);
    for close in close::DESCRIBED {
        assert_eq!(close::reason(close.code), Some(close.reason));
        assert!(close.reason.len() <= 123, "RFC 6455, section 5.5.1: a close frame holds 123 bytes of reason");
    }
}

#[test]
fn close_codes_mean_what_their_ranges_say() {
    for (code, verdict) in [
        (1000, Verdict::Stop),
        (1006, Verdict::BackOff),
        (1012, Verdict::BackOff),
        (1013, Verdict::BackOff),
        (3999, Verdict::BackOff),
        (4000, Verdict::Stop),
        (4099, Verdict::Stop),
        (4100, Verdict::BackOff),
        (4199, Verdict::BackOff),
        (4200, Verdict::AtOnce),
        (4299, Verdict::AtOnce),
        (4300, Verdict::BackOff),
    ] {
        assert_eq!(close::verdict(code), verdict, "{code}");
    }
}

/// The definitions of the schema that frames use, from the AsyncAPI document, which has no others.
fn schemas() -> serde_json::Map<String, Value> {
    let path = repository_root().join("protocol/generated/asyncapi.json");
    let document: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap_or_default()).unwrap_or_default();
    document["components"]["schemas"].as_object().cloned().unwrap_or_default()
}

/// Every field name, and every text that a field can hold of a fixed set, anywhere in some JSON.
#[derive(Default)]
struct Seen {
    fields: BTreeSet<String>,
    texts: BTreeSet<String>,
}

impl Seen {
    fn all() -> Self {
        let mut seen = Self::default();
        for folder in ["client", "server", "events", "refusals"] {
            golden::folder(folder).iter().for_each(|golden| seen.walk(&golden.value));
        }
        seen
    }
    fn walk(&mut self, value: &Value) {
        match value {
            Value::String(text) => {
                self.texts.insert(text.clone());
            }
            Value::Array(items) => items.iter().for_each(|item| self.walk(item)),
            Value::Object(object) => {
                self.fields.extend(object.keys().cloned());
                object.values().for_each(|item| self.walk(item));
            }
            _ => {}
        }
    }
}

/// Every field name and every fixed text that the schema knows.
fn known(schema: &Value, fields: &mut BTreeSet<String>, texts: &mut BTreeSet<String>) {
    match schema {
        Value::Array(items) => items.iter().for_each(|item| known(item, fields, texts)),
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                fields.extend(properties.keys().cloned());
            }
            let constant = object.get("const").into_iter();
            let listed = object.get("enum").and_then(Value::as_array).into_iter().flatten();
            texts.extend(constant.chain(listed).filter_map(Value::as_str).map(String::from));
            object.values().for_each(|item| known(item, fields, texts));
        }
        _ => {}
    }
}

#[test]
fn every_frame_kind_field_and_fixed_text_has_a_golden_file() {
    let (mut fields, mut texts) = Default::default();
    schemas().values().for_each(|schema| known(schema, &mut fields, &mut texts));
    assert!(fields.len() > 80 && texts.len() > 100, "the schema was not read");
    let seen = Seen::all();
    let missing: Vec<&String> = fields.difference(&seen.fields).chain(texts.difference(&seen.texts)).collect();
    assert!(missing.is_empty(), "no file under protocol/golden shows {missing:?}");
}

#[test]
fn every_frame_has_a_golden_file_of_its_own() {
    let mut wanted: BTreeSet<String> = schemas().keys().filter(|name| name.contains('.')).cloned().collect();
    assert_eq!(wanted.iter().filter(|name| name.starts_with("client.")).count(), ClientFrame::TYPES.len());
    for side in ["client", "server"] {
        for golden in golden::folder(side) {
            assert_eq!(golden.value["type"], golden.kind(), "{} has another type", golden.name);
            wanted.remove(&format!("{side}.{}", golden.kind()));
        }
    }
    assert!(wanted.is_empty(), "no golden file for {wanted:?}");
}

#[test]
fn every_event_kind_has_a_golden_file_of_its_own() {
    let schemas = schemas();
    let variants = schemas["Event"]["oneOf"].as_array().cloned().unwrap_or_default();
    let known: BTreeSet<String> = variants
        .iter()
        .filter_map(|variant| variant["properties"]["kind"]["const"].as_str().map(String::from))
        .collect();
    let have: BTreeSet<String> = golden::folder("events").iter().map(|golden| golden.kind().to_owned()).collect();
    assert_eq!(have, known);
}

#[test]
fn an_older_client_reads_what_a_newer_server_sends() {
    let frame = |text: &str| serde_json::from_str::<ServerFrame>(text).ok();
    assert_eq!(frame(r#"{"type":"weather","rain":true}"#), Some(ServerFrame::Unknown));
    let event = r#"{"seq":7,"at":"2026-03-10T02:41:07.250Z","kind":"lamp_lit","lamp":[1,{"on":true}]}"#;
    let read: Option<Event> = serde_json::from_str(event).ok();
    assert_eq!(read.map(|event| event.seq.0), Some(7));
    let refused = frame(r#"{"type":"error","re":9,"code":"new_reason","message":"No.","retry":"never","more":1}"#);
    match refused {
        Some(ServerFrame::Error { re: Some(9), refusal }) => assert_eq!(refusal.code, RefusalCode::Fault),
        other => panic!("{other:?}"),
    }
}
