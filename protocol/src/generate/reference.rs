//! The tables of the reference: every frame, field, type, code and limit, from the schema.

use super::schema::{self, Definitions, Side};
use crate::close;
use crate::limits::{self, Bound};
use serde_json::Value;
use std::fmt::Write;

pub fn document() -> String {
    let all = schema::definitions("#/definitions/");
    let mut out = format!(
        "# Reference of the Alongside protocol\n\n\
         Generated from the types in `protocol/src` by `{}`.\n\
         What the frames promise, and in what order they come, is in [README.md](../README.md); the same shapes for\n\
         machines are in [schema.json](schema.json) and [asyncapi.json](asyncapi.json).\n\n\
         `?` after a field: it may be absent, and is never null. Times are RFC 3339 in UTC with milliseconds. Ids are UUIDs\n\
         (RFC 9562) in lower case. Whole numbers are below 2^53. Fields, frames, kinds and codes that you do not know\n\
         may appear: skip them.\n",
        super::COMMAND
    );
    for side in Side::BOTH {
        out += &format!("\n## Frames of the {}\n", side.word());
        if side == Side::Client {
            out += "\nEvery frame may carry `id`, a whole number of yours below 2^53: its answer names it as `re`.\n";
        }
        for kind in schema::frame_kinds(&all, side) {
            out += &variant(&all, &format!("`{kind}`"), "type", all.get(&side.frame(&kind)));
        }
    }
    out += &union(&all, "Results in `ok`", "OkResult", "result");
    out += &union(&all, "Verdicts on a stream", "StreamVerdict", "verdict");
    out += &union(&all, "Kinds of event", "EventKind", "kind");
    out += &objects(&all);
    out += &words(&all);
    out += &close_codes();
    out + &limits()
}

/// A union's variants, each with its fields.
fn union(all: &Definitions, title: &str, name: &str, tag: &str) -> String {
    let mut out = format!("\n## {title}\n");
    for choice in all.get(name).and_then(|union| union["oneOf"].as_array()).into_iter().flatten() {
        let kind = schema::tag(choice, tag).unwrap_or_default();
        out += &variant(all, &format!("`{kind}`"), tag, Some(choice));
    }
    out
}

fn variant(all: &Definitions, title: &str, tag: &str, schema: Option<&Value>) -> String {
    let Some(schema) = schema else { return String::new() };
    let mut out = format!("\n### {title}\n");
    if let Some(about) = schema["description"].as_str() {
        let _ = writeln!(out, "\n{about}");
    }
    let rows = fields(all, schema, tag);
    if !rows.is_empty() {
        out += "\n| Field | Type | Meaning |\n|---|---|---|\n";
        out += &rows;
    }
    if schema["oneOf"].is_array() {
        out += "\nand the fields of one of the results below.\n";
    }
    out
}

/// A row for each field but the tag; those of a type that is flattened in come with it.
fn fields(all: &Definitions, schema: &Value, tag: &str) -> String {
    let included = schema["allOf"].as_array().into_iter().flatten().filter_map(|part| named(all, part));
    let included: String = included.map(|(_, schema)| fields(all, schema, tag)).collect();
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut out = String::new();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let told_once = tag == "type" && name == "id";
        if name == tag || told_once {
            continue;
        }
        let mark = if required.contains(&name.as_str()) { "" } else { "?" };
        let _ = writeln!(out, "| `{name}`{mark} | {} | {} |", kind(all, field), about(all, field));
    }
    out + &included
}

/// The definition that a schema refers to, and its name.
fn named<'a>(all: &'a Definitions, schema: &Value) -> Option<(&'a String, &'a Value)> {
    let reference = schema["$ref"].as_str().or_else(|| schema["allOf"][0]["$ref"].as_str())?;
    all.get_key_value(reference.rsplit('/').next()?)
}

fn kind(all: &Definitions, field: &Value) -> String {
    if let Some((name, _)) = named(all, field) {
        return name.clone();
    }
    match field["type"].as_str() {
        Some("array") => format!("list of {}", kind(all, &field["items"])),
        Some("object") => format!("map to {}", kind(all, &field["additionalProperties"])),
        Some("integer") => "whole number".into(),
        Some("string") => "text".into(),
        Some("boolean") => "true or false".into(),
        _ => "one of the below".into(),
    }
}

/// What a field says of itself, else what its type does.
fn about(all: &Definitions, field: &Value) -> String {
    let own = field["description"].as_str();
    let of_type = || named(all, field).and_then(|(_, schema)| schema["description"].as_str());
    let of_items = || named(all, &field["items"]).and_then(|(_, schema)| schema["description"].as_str());
    own.or_else(of_type).or_else(of_items).unwrap_or_default().replace('|', "\\|")
}

fn objects(all: &Definitions) -> String {
    let mut out = String::from("\n## Objects\n\nThose inside frames, and the bodies of HTTP requests and answers.\n");
    for (name, schema) in all {
        let is_object = schema["properties"].is_object() && !name.contains('.') && name != "Event";
        if is_object || name == "Snapshot" {
            out += &variant(all, name, "", Some(schema)).replace("and the fields of one of the results below.", "");
        }
        if name == "Snapshot" {
            out += "\n`of` is `room`, with the fields of RoomSnapshot, or `account`, with those of AccountSnapshot.\n";
        }
    }
    out
}

/// Ids, numbers and texts with a name, and the enumerations.
fn words(all: &Definitions) -> String {
    let mut plain = String::from("\n## Plain values\n\n| Type | Written as | Meaning |\n|---|---|---|\n");
    let mut lists = String::from("\n## Fixed words\n");
    for (name, schema) in all {
        let about = schema["description"].as_str().unwrap_or_default();
        let choices = schema["oneOf"].as_array().filter(|choices| choices.iter().all(|one| one["type"] == "string"));
        if let Some(choices) = choices {
            let _ = write!(lists, "\n### {name}\n\n{about}\n\n| Word | Meaning |\n|---|---|\n");
            choices.iter().for_each(|choice| lists += &word(choice));
        } else if matches!(schema["type"].as_str(), Some("string" | "integer")) {
            let written = match schema["format"].as_str() {
                Some("uuid") => "UUID",
                Some("date-time") => "RFC 3339",
                Some("date") => "RFC 3339, the date alone",
                _ => "whole number",
            };
            let _ = writeln!(plain, "| {name} | {written} | {about} |");
        }
    }
    plain + &lists
}

fn word(choice: &Value) -> String {
    let about = choice["description"].as_str().unwrap_or_default();
    let listed = choice["enum"].as_array().into_iter().flatten();
    let each = listed.chain(choice.get("const")).filter_map(Value::as_str);
    each.map(|word| format!("| `{word}` | {about} |\n")).collect()
}

fn close_codes() -> String {
    let mut out = String::from(
        "\n## Close codes\n\nThe range is the verdict, so a code that you do not know has one too.\n\n\
         | Code | Reason | Verdict | Meaning |\n|---|---|---|---|\n",
    );
    for known in close::DESCRIBED {
        let verdict = close::verdict(known.code).word();
        let about = known.about.join(" ");
        let _ = writeln!(out, "| {} | `{}` | {verdict} | {} |", known.code, known.reason, about.trim());
    }
    out
}

fn limits() -> String {
    let mut out = String::from("\n## Limits\n\n| Name | Value | Meaning |\n|---|---|---|\n");
    for limit in limits::ALL {
        let value = match limit.bound {
            Bound::One(value) => value.to_string(),
            Bound::Two(first, second) => format!("{first}, {second}"),
        };
        let _ = writeln!(out, "| `{}` | {value} | {} |", limit.name, limit.about.join(" ").trim());
    }
    out
}
