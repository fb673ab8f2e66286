//! The TypeScript face of the protocol: every type, and constants for limits, codes and verdicts.

use super::Visitor;
use super::layout::{Ts, comment, uncomment};
use super::schema::{self, Definitions, Side};
use crate::client::Command;
use crate::close;
use crate::limits::{self, Bound};
use crate::refusal::RefusalCode;
use crate::server::OkResult;
use crate::stream::EventKind;
use schemars::JsonSchema;
use serde_json::Value;
use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write;
use ts_rs::{Config, TS, TypeVisitor};

pub fn document() -> String {
    let mut types = Types::new();
    super::each_root(&mut types);
    format!(
        "// Generated from the Rust crate in protocol/. To change it, change the types there and run\n\
         //   {}\n\n\
         {}{}{}{}",
        super::COMMAND,
        constants(),
        refusal_codes(),
        close_codes(),
        types.declarations.into_values().collect::<String>(),
    )
}

/// Collects the declaration of each type once, by name: ts-rs promises no order of its own.
struct Types {
    config: Config,
    schemas: Definitions,
    seen: HashSet<TypeId>,
    declarations: BTreeMap<String, String>,
}

impl Types {
    fn new() -> Self {
        Self {
            // All numbers of the protocol stay below 2^53.
            config: Config::new().with_large_int("number"),
            schemas: schema::definitions("#/definitions/"),
            seen: HashSet::new(),
            declarations: BTreeMap::new(),
        }
    }
    fn declare<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() || !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        let name = T::ident(&self.config);
        let about = comment(&uncomment(&T::docs().unwrap_or_default()), 0);
        let text = format!("\n{about}export type {name} ={};\n", self.layout::<T>(&name));
        self.declarations.insert(name, text);
        T::visit_dependencies(self);
    }
    fn layout<T: TS + ?Sized>(&self, name: &str) -> String {
        let mut read = self.read::<T>();
        self.name_again(&mut read);
        let text = read.print(0, &|tag| self.about_variant(name, tag));
        if text.starts_with('\n') { text } else { format!(" {text}") }
    }
    fn read<T: TS + ?Sized>(&self) -> Ts {
        let inline = T::inline(&self.config);
        Ts::read(&inline).unwrap_or_else(|why| panic!("{why} in {inline}"))
    }
    /// ts-rs writes out what serde flattens: where that is one of our unions, its name reads better.
    fn name_again(&self, read: &mut Ts) {
        match read {
            Ts::Union(parts) => parts.iter_mut().for_each(|part| self.name_again(part)),
            Ts::Both(parts) => parts.iter_mut().for_each(|part| self.name_part(part)),
            Ts::Word(_) | Ts::Object(_) => {}
        }
    }
    fn name_part(&self, part: &mut Ts) {
        let known = [
            ("Command", self.read::<Command>()),
            ("EventKind", self.read::<EventKind>()),
            ("OkResult", self.read::<OkResult>()),
        ];
        if let Some((name, _)) = known.iter().find(|(_, union)| union == part) {
            *part = Ts::Word((*name).into());
        }
    }
    /// What a variant means: ts-rs drops the comments on variants, the schema keeps them.
    fn about_variant(&self, name: &str, tag: &str) -> Option<String> {
        let frames = |side: Side| self.schemas.get(&side.frame(tag));
        let variant = match name {
            "ClientFrame" | "Command" => frames(Side::Client),
            "ServerFrame" => frames(Side::Server),
            _ => self.schemas.get(name)?["oneOf"].as_array()?.iter().find(|variant| is_tagged(variant, tag)),
        };
        Some(variant?["description"].as_str()?.to_owned())
    }
}
impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.declare::<T>();
    }
}
impl Visitor for Types {
    fn visit<T: TS + JsonSchema + 'static>(&mut self) {
        self.declare::<T>();
    }
}

fn is_tagged(variant: &Value, tag: &str) -> bool {
    let fields = variant["properties"].as_object();
    variant["const"] == tag || fields.is_some_and(|fields| fields.values().any(|field| field["const"] == tag))
}

fn constants() -> String {
    let mut out = format!(
        "/** The WebSocket subprotocol: a client offers it, the server answers with it. */\n\
         export const SUBPROTOCOL = \"{}\";\n\n\
         /** Every bound that a client can run into; the units are in the names. */\n\
         export const LIMITS = {{\n",
        crate::SUBPROTOCOL
    );
    for limit in limits::ALL {
        let value = match limit.bound {
            Bound::One(value) => value.to_string(),
            Bound::Two(first, second) => format!("[{first}, {second}]"),
        };
        out += &comment(&limit.about.join(" "), 1);
        let _ = writeln!(out, "  {}: {value},", limit.name);
    }
    out + "} as const;\n"
}

fn refusal_codes() -> String {
    let mut out = String::from("\n/** Every code of a refusal, to walk through. */\nexport const REFUSAL_CODES = [\n");
    for code in RefusalCode::ALL {
        let _ = writeln!(out, "  \"{code}\",");
    }
    out + "] as const satisfies readonly RefusalCode[];\n"
}

fn close_codes() -> String {
    let mut out =
        String::from("\n/** Every code with which the server closes a socket. */\nexport const CLOSE_CODES = {\n");
    for known in close::DESCRIBED {
        out += &comment(&known.about.join(" "), 1);
        let verdict = close::verdict(known.code).word();
        let _ = writeln!(
            out,
            "  {}: {{ code: {}, reason: \"{}\", verdict: \"{verdict}\" }},",
            known.name, known.code, known.reason
        );
    }
    out += "} as const satisfies Record<string, { code: number; reason: string; verdict: Verdict }>;\n\n\
            /** Ranges of close codes with a verdict of their own: first, last, verdict. */\n\
            export const CLOSE_VERDICTS = [\n";
    for (first, last, verdict) in close::VERDICTS {
        let _ = writeln!(out, "  [{first}, {last}, \"{}\"],", verdict.word());
    }
    let otherwise = close::OTHERWISE.word();
    out + &format!(
        "] as const satisfies readonly (readonly [number, number, Verdict])[];\n\n\
         /** What a client does after a close with `code`; 1006, a lost connection, included. */\n\
         export function closeVerdict(code: number): Verdict {{\n\
         \x20 for (const [first, last, verdict] of CLOSE_VERDICTS) {{\n\
         \x20   if (code >= first && code <= last) return verdict;\n\
         \x20 }}\n\
         \x20 return \"{otherwise}\";\n\
         }}\n"
    )
}
