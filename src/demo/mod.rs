//! A small community to look at, written with the same use cases that people use, so that nothing in it is possible only
//! here. Its text is in `community.json`, its shape in `README.md`.

mod community;
mod seed;

pub use community::Community;
pub use seed::seed;

use crate::accounts;
use crate::error::{Error, Result, refuse};
use crate::storage::{Tx, meta};
use alongside_protocol::http::DemoPersona;
use alongside_protocol::{AccountId, Language, RefusalCode};
use std::collections::BTreeMap;

/// Under which the database keeps who plays the personas.
const PERSONAS: &str = "demo_personas";

/// The accounts that are offered with one press; none unless this database was seeded with the demo.
pub async fn personas(tx: &mut Tx, language: Language) -> Result<Vec<DemoPersona>> {
    let known = accounts_by_key(tx).await?;
    let mut personas = Vec::new();
    for persona in &Community::read()?.personas {
        let Some(id) = known.get(&persona.key) else { continue };
        let Some(person) = accounts::person(tx, *id).await? else { continue };
        let about = persona.about.of(language).to_owned();
        personas.push(DemoPersona { key: persona.key.clone(), alias: person.alias, about });
    }
    Ok(personas)
}

/// The account of a persona.
pub async fn persona(tx: &mut Tx, key: &str) -> Result<AccountId> {
    match accounts_by_key(tx).await?.remove(key) {
        Some(account) => Ok(account),
        None => refuse(RefusalCode::NotFound, "There is no such demo account here."),
    }
}

async fn accounts_by_key(tx: &mut Tx) -> Result<BTreeMap<String, AccountId>> {
    match meta::get(tx, PERSONAS).await? {
        None => Ok(BTreeMap::new()),
        Some(text) => serde_json::from_str(&text).map_err(Error::fault),
    }
}
