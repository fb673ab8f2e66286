//! The golden frames under `protocol/golden`: exact texts that every version must read and write alike.
//! A file's name begins with its frame's type, kind or code; what follows a `-` tells cases apart.

use serde_json::Value;
use std::fs;

pub struct Golden {
    pub name: String,
    pub text: String,
    pub value: Value,
}

impl Golden {
    pub fn kind(&self) -> &str {
        self.name.split('-').next().unwrap_or(&self.name)
    }
}

/// The frames of a folder, by name.
///
/// # Panics
/// Where a file is missing or no JSON: there is nothing to generate from then.
pub fn folder(name: &str) -> Vec<Golden> {
    let folder = super::repository_root().join("protocol/golden").join(name);
    let entries = fs::read_dir(&folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    let mut all: Vec<Golden> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?.strip_suffix(".json")?.to_owned();
            let text = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            let value = serde_json::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            Some(Golden { name, text, value })
        })
        .collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}
