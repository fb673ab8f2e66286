//! Whatever a client sends, the answer is a frame or a refusal with a stable code; nothing panics, and
//! the refusal names its command whenever the number could be read.

use alongside_protocol::client::MAX_SAFE_INTEGER;
use alongside_protocol::generate::golden;
use alongside_protocol::parse::body;
use alongside_protocol::{ClientFrame, RefusalCode, Retry};
use proptest::prelude::*;
use serde_json::{Value, json};

const ROOM: &str = "0195b001-7a00-7000-8000-000000000001";

/// What came of a text: the code, the field, and the number that it answers.
fn refusal(text: &str) -> (RefusalCode, Option<String>, Option<u64>) {
    match ClientFrame::parse(text) {
        Ok(frame) => panic!("{text:.200} was read as {frame:?}"),
        Err(fault) => {
            let said = fault.refusal;
            assert_eq!(said.retry, Retry::Never, "{text:.200}");
            assert!(said.message.ends_with('.') && said.message.len() < 260, "{}", said.message);
            assert!(!said.message.chars().any(char::is_control), "{}", said.message);
            (said.code, said.field, fault.re)
        }
    }
}

fn is_malformed(text: &str, re: Option<u64>) {
    assert_eq!(refusal(text), (RefusalCode::Malformed, None, re), "{text:.200}");
}

#[test]
fn what_is_no_json_object_is_malformed() {
    for text in [
        "",
        " ",
        "\n",
        "null",
        "true",
        "7",
        "\"hello\"",
        "[]",
        "[1,\"hello\"]",
        "[0,\"hello\"]",
        "[0,{\"type\":\"hello\"}]",
        "{",
        "}",
        "{]",
        "hello",
        "{\"type\":\"hello\"",
        "{type:\"hello\"}",
        "{'type':'hello'}",
        "{\"type\":\"hello\",}",
        "{\"type\":\"hello\"} {}",
        "{\"type\":\"hello\"}x",
        "\u{feff}{\"type\":\"hello\"}",
        "\0",
        "{\"type\":\"hello\"\0}",
        "NaN",
        "{\"type\":NaN}",
        "<html>",
        "{\"type\":\"hello\",\"x\":01}",
        "{\"type\":\"hello\",\"x\":.5}",
    ] {
        is_malformed(text, None);
    }
}

#[test]
fn a_number_that_was_read_before_the_text_broke_is_named() {
    is_malformed("{\"id\":7,\"type\":\"typing\",\"room\":\"", Some(7));
    is_malformed("{\"id\":7,\"type\":\"typing\"}}", Some(7));
    is_malformed("{\"type\":\"typing\",\"id\":7,", Some(7));
    is_malformed("{\"type\":\"typing\" \"id\":7}", None);
}

#[test]
fn a_type_must_be_there_be_text_and_be_known() {
    let no_type = (RefusalCode::Malformed, Some("type".to_owned()), Some(3));
    for text in [
        "{\"id\":3}",
        "{\"id\":3,\"type\":null}",
        "{\"id\":3,\"type\":7}",
        "{\"type\":[\"hello\"],\"id\":3}",
        "{\"type\":{\"type\":\"hello\"},\"id\":3}",
        "{\"id\":3,\"type\":\"\\ud800\"}",
        "{\"id\":3,\"Type\":\"hello\"}",
    ] {
        assert_eq!(refusal(text), no_type, "{text}");
    }
    for kind in ["", "Hello", "hello ", "hell", "welcome", "ok", "unknown", "\\u0000", "__proto__", "pong\\n"] {
        let text = format!("{{\"id\":3,\"type\":\"{kind}\"}}");
        assert_eq!(refusal(&text), (RefusalCode::UnknownFrame, Some("type".to_owned()), Some(3)), "{text}");
    }
}

#[test]
fn an_id_is_one_whole_number_below_2_to_the_53rd() {
    let accepted =
        |id: &str| ClientFrame::parse(&format!("{{\"id\":{id},\"type\":\"hello\"}}")).ok().map(|frame| frame.id);
    assert_eq!(accepted("0"), Some(Some(0)));
    assert_eq!(accepted("9007199254740991"), Some(Some(MAX_SAFE_INTEGER)));
    assert_eq!(accepted("null"), Some(None));
    let wrong = (RefusalCode::Invalid, Some("id".to_owned()), None);
    for id in [
        "9007199254740992",
        "18446744073709551615",
        "18446744073709551616",
        "123456789012345678901234567890",
        "-1",
        "-0.0",
        "1.5",
        "1.0",
        "1e2",
        "1e400",
        "\"7\"",
        "true",
        "[7]",
        "{\"id\":7}",
        "7,\"id\":7",
        "7,\"id\":8",
    ] {
        assert_eq!(refusal(&format!("{{\"id\":{id},\"type\":\"hello\"}}")), wrong, "{id}");
    }
}

#[test]
fn fields_of_the_wrong_shape_are_malformed_and_named_by_their_command() {
    let send = |field: &str, value: Value| {
        let mut frame = json!({"id": 4, "type": "send", "room": ROOM, "client_id": ROOM, "body": "Hello."});
        frame[field] = value;
        frame.to_string()
    };
    assert!(ClientFrame::parse(&send("more", json!({"ignored": [1, 2]}))).is_ok(), "unknown fields mean nothing");
    for (field, value) in [
        ("room", json!(null)),
        ("room", json!(7)),
        ("room", json!("Night Kitchen")),
        ("room", json!("")),
        ("room", json!([ROOM])),
        ("client_id", json!("7")),
        ("client_id", json!({})),
        ("body", json!(7)),
        ("body", json!(null)),
        ("body", json!(["Hello."])),
        ("note", json!(7)),
        ("reply_to", json!("")),
        ("reply_to", json!(true)),
    ] {
        is_malformed(&send(field, value), Some(4));
    }
    for rest in [
        "\"type\":\"send\"",
        "\"type\":\"send\",\"send\":{}",
        "\"type\":\"react\",\"message\":\"ROOM\",\"reaction\":\"laugh\",\"on\":true",
        "\"type\":\"react\",\"message\":\"ROOM\",\"reaction\":\"with_you\",\"on\":\"true\"",
        "\"type\":\"react\",\"message\":\"ROOM\",\"reaction\":2,\"on\":true",
        "\"type\":\"hello\",\"resume\":{}",
        "\"type\":\"hello\",\"capabilities\":[7]",
        "\"type\":\"hello\",\"token\":{\"a\":1}",
        "\"type\":\"pong\"",
        "\"type\":\"pong\",\"ping\":-1",
        "\"type\":\"pong\",\"ping\":1.5",
        "\"type\":\"history\",\"room\":\"ROOM\",\"limit\":-1",
        "\"type\":\"history\",\"room\":\"ROOM\",\"limit\":4294967296",
        "\"type\":\"read\",\"room\":\"ROOM\",\"up_to\":-1",
        "\"type\":\"read\",\"room\":\"ROOM\",\"up_to\":9007199254740992",
        "\"type\":\"read\",\"room\":\"ROOM\",\"up_to\":1e3",
        "\"type\":\"read\",\"room\":\"ROOM\",\"up_to\":18446744073709551616",
        "\"type\":\"subscribe\",\"room\":\"ROOM\",\"position\":5",
        "\"type\":\"subscribe\",\"room\":\"ROOM\",\"position\":{\"epoch\":\"ROOM\",\"seq\":-5}",
        "\"type\":\"subscribe\",\"room\":\"ROOM\",\"position\":{\"seq\":5}",
    ] {
        is_malformed(&format!("{{\"id\":4,{}}}", rest.replace("ROOM", ROOM)), Some(4));
    }
}

#[test]
fn duplicate_keys_are_malformed() {
    is_malformed("{\"id\":4,\"type\":\"renew\",\"token\":\"a\",\"token\":\"b\"}", Some(4));
    is_malformed("{\"id\":4,\"type\":\"hello\",\"type\":\"hello\"}", Some(4));
    is_malformed("{\"id\":4,\"type\":\"renew\",\"token\":\"a\",\"\\u0074oken\":\"b\"}", Some(4));
}

#[test]
fn text_that_cannot_be_stored_is_malformed() {
    let renew = |token: &str| format!("{{\"id\":4,\"type\":\"renew\",\"token\":\"{token}\"}}");
    for token in [
        "\\ud800",
        "\\udc00",
        "\\ud83c",
        "\\ud83cx",
        "\\ud83c\\u0041",
        "\\udf12\\ud83c",
        "a\\u0000b",
        "\\\\\\u0000",
        "\0",
        "\u{1}",
        "\n",
        "\\x",
        "\\u12",
        "\\u12g4",
    ] {
        is_malformed(&renew(token), Some(4));
    }
    for token in ["\\\\u0000", "\\u0001", "\\ud83c\\udf12", "\u{fffe}", "\u{7f}", "\u{202e}", "\\/"] {
        assert!(ClientFrame::parse(&renew(token)).is_ok(), "{token} is for the rules of the field to judge");
    }
    // Where an id or a key has it, it is refused too.
    is_malformed("{\"id\":4,\"type\":\"hello\",\"a\\u0000\":1}", Some(4));
    is_malformed("{\"id\":4,\"type\":\"hello\",\"\\ud800\":1}", Some(4));
}

#[test]
fn deep_nesting_is_malformed_and_costs_no_stack() {
    let deep = |open: &str, close: &str, times: usize| {
        format!("{{\"id\":4,\"type\":\"hello\",\"resume\":{}1{}}}", open.repeat(times), close.repeat(times))
    };
    for times in [130, 8_000, 2_000_000] {
        is_malformed(&deep("[", "]", times), Some(4));
        is_malformed(&deep("{\"a\":", "}", times), Some(4));
        is_malformed(&deep("[", "", times), Some(4));
    }
    let text = format!("{{\"type\":{}\"hello\"{},\"id\":4}}", "[".repeat(8_000), "]".repeat(8_000));
    assert_eq!(refusal(&text), (RefusalCode::Malformed, Some("type".to_owned()), Some(4)));
    let text = format!("{{\"type\":\"hello\",\"id\":{}4{}}}", "[".repeat(8_000), "]".repeat(8_000));
    assert_eq!(refusal(&text), (RefusalCode::Invalid, Some("id".to_owned()), None));
}

#[test]
fn a_body_is_an_object_without_nul() {
    let code = |text: &str| body::<alongside_protocol::client::Hello>(text).map(|_| ()).map_err(|refusal| refusal.code);
    assert_eq!(code(" \n{\"token\":\"t\"}"), Ok(()));
    assert_eq!(code("{\"type\":\"hello\"}"), Ok(()));
    for text in ["", "[]", "[\"t\"]", "null", "\"t\"", "{\"token\":7}", "{\"token\":\"\\u0000\"}", "{\"token\":\"t\"},"]
    {
        assert_eq!(code(text), Err(RefusalCode::Malformed), "{text}");
    }
}

/// Any JSON, of some depth.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(Value::from(ROOM)),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map("[a-z_]{1,8}|.{0,4}", inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// The text of some golden client frame.
fn golden_text() -> impl Strategy<Value = String> {
    let all: Vec<String> = golden::folder("client").into_iter().map(|golden| golden.text).collect();
    prop::sample::select(all)
}

fn is_a_frame_or_a_code(text: &str) {
    match ClientFrame::parse(text) {
        Ok(frame) => {
            let written = serde_json::to_string(&frame).expect("a frame that was read can be written");
            assert_eq!(ClientFrame::parse(&written), Ok(frame), "{text}");
        }
        Err(fault) => assert!(matches!(
            fault.refusal.code,
            RefusalCode::Malformed | RefusalCode::UnknownFrame | RefusalCode::Invalid
        )),
    }
}

proptest! {
    #[test]
    fn any_text_gets_an_answer(text in ".{0,200}") {
        is_a_frame_or_a_code(&text);
    }

    #[test]
    fn any_json_gets_an_answer(value in any_json()) {
        is_a_frame_or_a_code(&value.to_string());
    }

    #[test]
    fn any_value_in_any_field_gets_an_answer_that_names_its_command(
        golden in prop::sample::select(golden::folder("client").into_iter().map(|golden| golden.value).collect::<Vec<_>>()),
        which in any::<prop::sample::Index>(),
        value in any_json(),
    ) {
        let mut frame = golden;
        frame["id"] = json!(77);
        let fields: Vec<String> = frame.as_object().into_iter().flat_map(|fields| fields.keys().cloned()).collect();
        let field = which.get(&fields).clone();
        frame[&field] = value;
        let text = frame.to_string();
        is_a_frame_or_a_code(&text);
        if field != "id" {
            let named = match ClientFrame::parse(&text) {
                Ok(frame) => frame.id,
                Err(fault) => fault.re,
            };
            prop_assert_eq!(named, Some(77), "{}", text);
        }
    }

    #[test]
    fn a_frame_with_a_byte_changed_gets_an_answer(text in golden_text(), at in any::<prop::sample::Index>(), with in any::<u8>()) {
        let mut bytes = text.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = with;
        is_a_frame_or_a_code(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_frame_cut_short_gets_an_answer(text in golden_text(), at in any::<prop::sample::Index>()) {
        let upto = at.index(text.len());
        is_a_frame_or_a_code(&String::from_utf8_lossy(&text.as_bytes()[..upto]));
    }
}
