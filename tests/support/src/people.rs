//! Accounts, tokens and rooms for a running server, made over HTTP as any program would.

use crate::server::Server;
use crate::{KitError, Result, Scratch};
use alongside_protocol::{Account, Message, Role, Room, RoomId, RoomKind};
use alongside_terminal::api::Pages;
use alongside_terminal::{Api, ApiError};
use std::ffi::OsString;

/// Everybody's, in tests.
pub const PASSWORD: &str = "kettle-lantern-ninepins";
/// The most that the server gives in one page.
const PAGE: u32 = alongside_protocol::limits::HISTORY_PAGE as u32;

/// As many aliases as a trial needs, which nobody can mistake for each other.
pub fn alias(number: u32) -> String {
    const SYLLABLES: [&str; 8] = ["ba", "de", "fi", "go", "ku", "ma", "ne", "po"];
    let syllables = (0..5).map(|place| SYLLABLES[(number >> (3 * place)) as usize % SYLLABLES.len()]);
    format!("Guest {}", syllables.collect::<String>())
}

/// Somebody with an account, and a token to act as them.
#[derive(Debug, Clone)]
pub struct Participant {
    pub account: Account,
    pub token: String,
    /// The server, asked as this person.
    pub api: Api,
}

/// Makes people for one server.
#[derive(Debug, Clone)]
pub struct People {
    api: Api,
}

impl People {
    /// `url` is like `http://127.0.0.1:8080`.
    pub fn of(url: impl Into<String>) -> Result<Self> {
        Ok(Self { api: Api::new(url).map_err(failed("making an HTTP client"))? })
    }

    /// A new account by signing up.
    pub async fn sign_up(&self, alias: &str) -> Result<Participant> {
        self.api.sign_up(alias, PASSWORD).await.map_err(failed("signing up"))?;
        self.sign_in(alias, PASSWORD).await
    }
    pub async fn sign_in(&self, alias: &str, password: &str) -> Result<Participant> {
        let signed_in = self.api.sign_in(alias, password, "test").await.map_err(failed("signing in"))?;
        let token = signed_in.token.ok_or_else(|| KitError::failed("signing in", "The answer has no token."))?;
        Ok(Participant { account: signed_in.account, api: self.api.with_token(&token), token })
    }
    /// An account with a role, made by `alongside admin create` beside the running server.
    pub async fn with_role(&self, server: &Server, alias: &str, role: Role) -> Result<Participant> {
        let folder = Scratch::new("password")?;
        let file = folder.join("password");
        std::fs::write(&file, PASSWORD).map_err(KitError::io("writing a password file"))?;
        let mut arguments: Vec<OsString> = ["--alias", alias, "--role", role.as_str()].map(OsString::from).to_vec();
        arguments.extend(["--password-file".into(), file.into_os_string()]);
        let launch = server.launch().clone();
        tokio::task::spawn_blocking(move || launch.subcommand(&["admin", "create"], &arguments))
            .await
            .map_err(|error| KitError::failed("alongside admin create", error.to_string()))??;
        self.sign_in(alias, PASSWORD).await
    }
}

impl Participant {
    /// Opens a public room; supporters and staff may.
    pub async fn open_room(&self, name: &str) -> Result<Room> {
        let opened = self.api.create_room(RoomKind::Public, name, "Opened by a test.").await;
        opened.map_err(failed("opening a room"))
    }
    pub async fn join(&self, room: RoomId) -> Result<Room> {
        self.api.join(room).await.map_err(failed("joining a room"))
    }
    /// All messages of a room as this person sees them, oldest first.
    pub async fn history(&self, room: RoomId) -> Result<Vec<Message>> {
        let mut messages: Vec<Message> = Vec::new();
        loop {
            let after = Some(messages.last().map(|message| message.seq).unwrap_or_default());
            let pages = Pages { after, limit: Some(PAGE), ..Pages::default() };
            let page = self.api.messages(room, pages).await.map_err(failed("reading a room's history"))?;
            let more = page.has_newer && !page.messages.is_empty();
            messages.extend(page.messages);
            if !more {
                return Ok(messages);
            }
        }
    }
}

fn failed(what: &'static str) -> impl FnOnce(ApiError) -> KitError {
    move |error| KitError::failed(what, format!("{error} ({error:?})"))
}
