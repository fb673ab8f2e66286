//! The shape of `community.json`; see `README.md` beside it.

use crate::error::{Error, Result};
use alongside_protocol::http::NewRule;
use alongside_protocol::{Language, Reaction, Role, RoomKind, RoomState};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
pub struct Community {
    pub people: Vec<Member>,
    pub personas: Vec<Persona>,
    pub rooms: Vec<Room>,
    pub direct: Vec<Direct>,
    pub connection_requests: Vec<Ask>,
    pub join_requests: Vec<AskToJoin>,
}

#[derive(Debug, Deserialize)]
pub struct Member {
    pub key: String,
    pub alias: String,
    pub roles: Vec<Role>,
    pub language: Language,
}

#[derive(Debug, Deserialize)]
pub struct Persona {
    pub key: String,
    pub about: Both,
}

/// A text in both languages.
#[derive(Debug, Deserialize)]
pub struct Both {
    en: String,
    es: String,
}

impl Both {
    pub fn of(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Spanish => &self.es,
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct Room {
    pub key: String,
    pub kind: RoomKind,
    pub state: RoomState,
    pub name: String,
    pub description: String,
    pub topics: Vec<String>,
    pub language: Language,
    pub opened_days_ago: i64,
    pub moderators: Vec<String>,
    pub members: Vec<String>,
    pub rules: Vec<NewRule>,
    pub messages: Vec<Message>,
    #[serde(default)]
    pub read_up_to: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
pub struct Direct {
    pub between: [String; 2],
    pub greeting: String,
    pub opened_days_ago: i64,
    pub messages: Vec<Message>,
    #[serde(default)]
    pub read_up_to: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
pub struct Message {
    pub key: Option<String>,
    pub by: String,
    pub ago_minutes: i64,
    pub body: String,
    pub note: Option<String>,
    pub reply_to: Option<String>,
    #[serde(default)]
    pub reactions: BTreeMap<Reaction, Vec<String>>,
    /// The text before its only edit.
    pub edited: Option<String>,
    #[serde(default)]
    pub deleted: bool,
}

#[derive(Debug, Deserialize)]
pub struct Ask {
    pub from: String,
    pub to: String,
    pub greeting: String,
    pub ago_minutes: i64,
}

#[derive(Debug, Deserialize)]
pub struct AskToJoin {
    pub room: String,
    pub by: String,
    pub ago_minutes: i64,
}

impl Community {
    pub fn read() -> Result<Self> {
        serde_json::from_str(include_str!("community.json")).map_err(Error::fault)
    }
}
