//! JSON Schema (draft 07, as AsyncAPI wants it) of every wire type, and of each frame by itself.

use super::Visitor;
use crate::client::MAX_SAFE_INTEGER;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};
use ts_rs::TS;

pub type Definitions = Map<String, Value>;

/// Who sends a frame. Both sides have a frame `typing`, so frames are named `client.typing`, `server.typing`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Client,
    Server,
}

impl Side {
    pub const BOTH: [Side; 2] = [Side::Client, Side::Server];
    pub fn word(self) -> &'static str {
        match self {
            Side::Client => "client",
            Side::Server => "server",
        }
    }
    pub fn union(self) -> &'static str {
        match self {
            Side::Client => "ClientFrame",
            Side::Server => "ServerFrame",
        }
    }
    pub fn frame(self, kind: &str) -> String {
        format!("{}.{kind}", self.word())
    }
}

/// The schema file: `definitions` holds all types; the document itself allows any frame.
pub fn document() -> String {
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Alongside protocol, version 1",
        "description": "Any frame of either side. Every type is under definitions, those of the HTTP bodies too. \
                        Fields that may be absent are never null. Unknown fields are allowed and mean nothing.",
        "oneOf": Side::BOTH.map(|side| json!({"$ref": format!("#/definitions/{}", side.union())})),
        "definitions": definitions("#/definitions/"),
    });
    super::pretty(&schema)
}

/// Every type by name, with references that begin with `at`.
pub fn definitions(at: &str) -> Definitions {
    let path = at.trim_start_matches('#').trim_end_matches('/').to_owned();
    let settings = SchemaSettings::draft07().for_serialize().with(|s| s.definitions_path = path.into());
    let mut roots = Roots(settings.into_generator());
    super::each_root(&mut roots);
    let mut all = roots.0.take_definitions(true);
    all.values_mut().for_each(tidy);
    for side in Side::BOTH {
        split(&mut all, side, at);
    }
    all
}

struct Roots(SchemaGenerator);

impl Visitor for Roots {
    fn visit<T: TS + JsonSchema + 'static>(&mut self) {
        let _: Schema = self.0.subschema_for::<T>();
    }
}

/// Says what the wire really holds: no nulls for what is absent, and no numbers that a reader could round.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(tidy),
        Value::Object(object) => {
            drop_null(object);
            bound_integer(object);
            if let Some(Value::String(text)) = object.get_mut("description") {
                *text = text.replace('\n', " ");
            }
            object.values_mut().for_each(tidy);
        }
        _ => {}
    }
}

fn drop_null(object: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(choices)) = object.get_mut("anyOf") {
        choices.retain(|choice| choice["type"] != "null");
        if choices.len() == 1 {
            let only = object.remove("anyOf").unwrap_or_default();
            object.insert("allOf".into(), only);
        }
    }
}

fn bound_integer(object: &mut Map<String, Value>) {
    let largest = match object.get("format").and_then(Value::as_str) {
        Some("uint16") => u64::from(u16::MAX),
        Some("uint32") => u64::from(u32::MAX),
        Some("uint" | "uint64" | "int64") => MAX_SAFE_INTEGER,
        _ => return,
    };
    object.remove("format");
    object.insert("minimum".into(), json!(0));
    object.insert("maximum".into(), json!(largest));
}

/// Gives each frame of a side a definition of its own and makes the union refer to them.
fn split(all: &mut Definitions, side: Side, at: &str) {
    let Some(Value::Object(mut union)) = all.remove(side.union()) else { return };
    let shared = union.remove("properties").unwrap_or_else(|| json!({}));
    let Some(Value::Array(variants)) = union.remove("oneOf") else { return };
    let mut references = Vec::new();
    for mut variant in variants {
        let Some(kind) = tag(&variant, "type").map(String::from) else { continue };
        if let (Value::Object(own), Value::Object(shared)) = (&mut variant["properties"], &shared) {
            own.extend(shared.clone());
        }
        let name = side.frame(&kind);
        references.push(json!({"$ref": format!("{at}{name}")}));
        all.insert(name, variant);
    }
    let description =
        union.remove("description").unwrap_or_else(|| json!(format!("Any frame of the {}.", side.word())));
    all.insert(side.union().into(), json!({"description": description, "oneOf": references}));
}

/// The fixed text of a tag field: `tag(schema, "type")` of a send frame is `send`.
pub fn tag<'a>(schema: &'a Value, field: &str) -> Option<&'a str> {
    schema["properties"][field]["const"].as_str()
}

/// The kinds of a side's frames, in the order of the source.
pub fn frame_kinds(all: &Definitions, side: Side) -> Vec<String> {
    let prefix = format!("{}.", side.word());
    let references = all.get(side.union()).and_then(|union| union["oneOf"].as_array());
    references
        .into_iter()
        .flatten()
        .filter_map(|choice| choice["$ref"].as_str()?.rsplit_once(&prefix).map(|(_, kind)| kind.to_owned()))
        .collect()
}
