//! The AsyncAPI 3 document: one channel, the WebSocket, with every frame of both sides and its golden
//! frames as examples. It describes the server: what it receives and what it sends.

use super::golden;
use super::schema::{self, Definitions, Side};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const AT: &str = "#/components/schemas/";

pub fn document() -> String {
    let all = schema::definitions(AT);
    let document = json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Alongside",
            "version": crate::SUBPROTOCOL,
            "description": "The live connection of Alongside, a server for online peer support. JSON text frames over \
                            one WebSocket with the subprotocol `alongside.v1`. protocol/README.md says what each \
                            frame promises.",
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {"example": {
            "host": "alongside.example",
            "protocol": "wss",
            "description": "Any Alongside server. Cookie sessions need the server's own Origin; programs put a token in hello.",
        }},
        "channels": {"connection": {
            "address": "/api/v1/ws",
            "title": "The live connection",
            "description": "The first frame is a hello, within 10 s.",
            "messages": channel_messages(&all),
            "bindings": {"ws": {
                "method": "GET",
                "headers": {
                    "type": "object",
                    "properties": {"Sec-WebSocket-Protocol": {"type": "string", "const": crate::SUBPROTOCOL}},
                },
                "bindingVersion": "0.1.0",
            }},
        }},
        "operations": operations(&all),
        "components": {"messages": messages(&all), "schemas": reachable(&all)},
    });
    super::pretty(&document)
}

/// Every frame: its side, its kind, and its name.
fn frames(all: &Definitions) -> Vec<(Side, String, String)> {
    let of = |side: Side| {
        schema::frame_kinds(all, side).into_iter().map(move |kind| {
            let name = side.frame(&kind);
            (side, kind, name)
        })
    };
    Side::BOTH.into_iter().flat_map(of).collect()
}

fn channel_messages(all: &Definitions) -> Value {
    let each = frames(all).into_iter().map(|(_, _, name)| {
        let reference = json!({"$ref": format!("#/components/messages/{name}")});
        (name, reference)
    });
    Value::Object(each.collect())
}

fn operations(all: &Definitions) -> Value {
    let each = frames(all).into_iter().map(|(side, kind, name)| {
        let mut operation = json!({
            "action": match side { Side::Client => "receive", Side::Server => "send" },
            "channel": {"$ref": "#/channels/connection"},
            "title": format!("{} {kind}", side.word()),
            "messages": [channel_message(&name)],
        });
        if side == Side::Client {
            operation["reply"] = json!({
                "channel": {"$ref": "#/channels/connection"},
                "messages": answers(&kind).iter().map(|kind| channel_message(&Side::Server.frame(kind))).collect::<Vec<_>>(),
            });
        }
        (name, operation)
    });
    Value::Object(each.collect())
}

/// What may answer a frame of the client.
fn answers(kind: &str) -> &'static [&'static str] {
    match kind {
        "hello" => &["welcome", "error"],
        "pong" => &["error"],
        _ => &["ok", "error"],
    }
}

fn channel_message(name: &str) -> Value {
    json!({"$ref": format!("#/channels/connection/messages/{name}")})
}

fn messages(all: &Definitions) -> Value {
    let each = frames(all).into_iter().map(|(side, kind, name)| {
        let about = all.get(&name).map(|frame| frame["description"].clone()).unwrap_or_default();
        let mut message = json!({
            "name": name,
            "title": format!("{} {kind}", side.word()),
            "summary": about,
            "payload": {"$ref": format!("{AT}{name}")},
            "examples": examples(side, &kind),
        });
        if message["summary"].is_null() {
            message.as_object_mut().map(|message| message.remove("summary"));
        }
        (name, message)
    });
    Value::Object(each.collect())
}

fn examples(side: Side, kind: &str) -> Vec<Value> {
    golden::folder(side.word())
        .into_iter()
        .filter(|golden| golden.kind() == kind)
        .map(|golden| json!({"name": golden.name, "payload": golden.value}))
        .collect()
}

/// The schemas that frames use, and no others.
fn reachable(all: &Definitions) -> Value {
    let mut found = BTreeSet::new();
    for (_, _, name) in frames(all) {
        follow(all, &name, &mut found);
    }
    let chosen = all.iter().filter(|(name, _)| found.contains(*name));
    Value::Object(chosen.map(|(name, schema)| (name.clone(), schema.clone())).collect::<Map<_, _>>())
}

fn follow(all: &Definitions, name: &str, found: &mut BTreeSet<String>) {
    if found.insert(name.to_owned()) {
        all.get(name).into_iter().flat_map(references).for_each(|next| follow(all, &next, found));
    }
}

fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(object) => {
            let own =
                object.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix(AT)).map(String::from);
            own.into_iter().chain(object.values().flat_map(references)).collect()
        }
        _ => Vec::new(),
    }
}
