//! Documents made from the wire types. `cargo run -p alongside-protocol --bin generate` writes them;
//! a test compares them with what is in the repository, so they cannot go stale unseen.

#[cfg(test)]
mod agreement;
mod asyncapi;
pub mod golden;
mod layout;
mod reference;
mod schema;
mod typescript;

use schemars::JsonSchema;
use std::path::{Path, PathBuf};
use ts_rs::TS;

/// A generated file.
pub struct File {
    /// From the root of the repository.
    pub path: &'static str,
    pub text: String,
}

/// The command that brings every generated file up to date.
pub const COMMAND: &str = "cargo run -p alongside-protocol --bin generate";

/// All generated files, made anew.
pub fn files() -> Vec<File> {
    vec![
        File { path: "clients/connection/src/generated/protocol.ts", text: typescript::document() },
        File { path: "protocol/generated/schema.json", text: schema::document() },
        File { path: "protocol/generated/asyncapi.json", text: asyncapi::document() },
        File { path: "protocol/generated/reference.md", text: reference::document() },
    ]
}

fn pretty(document: &serde_json::Value) -> String {
    format!("{document:#}\n")
}

/// Where the repository was when this was built.
pub fn repository_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Is shown wire types one by one.
pub(crate) trait Visitor {
    fn visit<T: TS + JsonSchema + 'static>(&mut self);
}

/// Shows the types from which all others are reached: both kinds of frame, then the HTTP bodies.
fn each_root(visitor: &mut impl Visitor) {
    visitor.visit::<crate::ClientFrame>();
    visitor.visit::<crate::Command>();
    visitor.visit::<crate::ServerFrame>();
    visitor.visit::<crate::OkResult>();
    visitor.visit::<crate::EventKind>();
    crate::http::each_body(visitor);
    crate::http::server::each_body(visitor);
    crate::http::accounts::each_body(visitor);
    crate::http::rooms::each_body(visitor);
    crate::http::duty::each_body(visitor);
    crate::http::crisis::each_body(visitor);
    crate::http::contact::each_body(visitor);
    crate::http::notices::each_body(visitor);
    crate::standing::each_body(visitor);
    crate::standing::certificates::each_body(visitor);
    crate::standing::issuers::each_body(visitor);
    crate::standing::agreements::each_body(visitor);
    visitor.visit::<crate::model::Guidelines>();
    visitor.visit::<crate::close::Verdict>();
}
