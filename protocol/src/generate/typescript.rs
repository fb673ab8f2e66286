//! The TypeScript face of the protocol: every type, and constants for limits, codes and verdicts.

use super::Visitor;
use crate::close;
use crate::limits::{self, Bound};
use crate::refusal::RefusalCode;
use schemars::JsonSchema;
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
    seen: HashSet<TypeId>,
    declarations: BTreeMap<String, String>,
}

impl Types {
    fn new() -> Self {
        // All numbers of the protocol stay below 2^53.
        Self { config: Config::new().with_large_int("number"), seen: HashSet::new(), declarations: BTreeMap::new() }
    }
    fn declare<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() || !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let text = format!("\n{docs}export {}\n", T::decl(&self.config));
        self.declarations.insert(T::ident(&self.config), text);
        T::visit_dependencies(self);
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

fn comment(indent: &str, lines: &[&str]) -> String {
    let text: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    format!("{indent}/** {} */\n", text.join(" "))
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
        out += &comment("  ", limit.about);
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
    let mut out = String::from("\n/** Every code with which the server closes a socket. */\nexport const CLOSE_CODES = {\n");
    for known in close::ALL {
        out += &comment("  ", known.about);
        let verdict = name_of(close::verdict(known.code));
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
        let _ = writeln!(out, "  [{first}, {last}, \"{}\"],", name_of(*verdict));
    }
    let otherwise = name_of(close::OTHERWISE);
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

fn name_of(verdict: close::Verdict) -> String {
    serde_json::to_value(verdict).ok().and_then(|value| value.as_str().map(String::from)).unwrap_or_default()
}
