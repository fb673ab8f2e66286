//! Accounts, tokens and rooms for a running server, made over HTTP as any program would.

use crate::server::Launch;
use crate::{KitError, Result, Scratch};
use alongside_protocol::http::{CreateRoom, JoinRoom, MessagePage, SignIn, SignUp, SignedIn};
use alongside_protocol::{Account, Message, Role, Room, RoomId, RoomKind};
use reqwest::{Method, RequestBuilder};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// Hashing a password takes a while on a busy machine.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
const PASSWORD: &str = "kettle-lantern-ninepins";
/// The most that the server gives in one page.
const PAGE: usize = alongside_protocol::limits::HISTORY_PAGE;

/// A client for plain HTTP.
pub fn http_client(timeout: Duration) -> Result<reqwest::Client> {
    // An error says only that a provider stands already, which is what we want.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .timeout(timeout)
        .no_proxy()
        .build()
        .map_err(|error| KitError::failed("making an HTTP client", error.to_string()))
}

/// Somebody with an account, and a token to act as them.
#[derive(Debug, Clone)]
pub struct Participant {
    pub account: Account,
    pub token: String,
    pub password: String,
}

/// The server's door for people.
#[derive(Debug, Clone)]
pub struct People {
    url: String,
    http: reqwest::Client,
}

impl People {
    pub fn of(url: impl Into<String>) -> Result<Self> {
        Ok(Self { url: url.into(), http: http_client(ANSWER_WITHIN)? })
    }

    /// A new account by signing up, signed in for a token.
    pub async fn sign_up(&self, alias: &str) -> Result<Participant> {
        let body = SignUp {
            alias: alias.into(),
            password: PASSWORD.into(),
            email: None,
            language: None,
            device: Some("test".into()),
        };
        let _: SignedIn = self.answer(self.request(Method::POST, "/accounts", None).json(&body)).await?;
        self.sign_in(alias, PASSWORD).await
    }

    pub async fn sign_in(&self, alias: &str, password: &str) -> Result<Participant> {
        let body = SignIn { alias: alias.into(), password: password.into(), device: Some("test".into()), token: true };
        let signed_in: SignedIn = self.answer(self.request(Method::POST, "/sessions", None).json(&body)).await?;
        let token = signed_in.token.ok_or_else(|| KitError::failed("signing in", "The answer has no token."))?;
        Ok(Participant { account: signed_in.account, token, password: password.into() })
    }

    /// An account with a role, made by `alongside admin create` beside the running server.
    pub async fn with_role(&self, launch: &Launch, alias: &str, role: Role) -> Result<Participant> {
        let folder = Scratch::new("password")?;
        let file = folder.join("password");
        std::fs::write(&file, PASSWORD).map_err(KitError::io("writing a password file"))?;
        let arguments = ["--alias", alias, "--role", role.as_str(), "--password-file"].map(Into::into);
        let arguments = [arguments.as_slice(), &[file.into()]].concat();
        let launch = launch.clone();
        tokio::task::spawn_blocking(move || launch.subcommand(&["admin", "create"], &arguments))
            .await
            .map_err(|error| KitError::failed("alongside admin create", error.to_string()))??;
        self.sign_in(alias, PASSWORD).await
    }

    /// A public room, opened by a supporter or staff.
    pub async fn open_room(&self, by: &Participant, name: &str) -> Result<Room> {
        let body = CreateRoom {
            kind: RoomKind::Public,
            name: name.into(),
            description: "Opened by a test.".into(),
            topics: Vec::new(),
            language: None,
            rules: Vec::new(),
        };
        self.answer(self.request(Method::POST, "/rooms", Some(by)).json(&body)).await
    }

    pub async fn join(&self, who: &Participant, room: &Room) -> Result<Room> {
        let body = JoinRoom { guidelines_version: room.info.guidelines_version };
        let path = format!("/rooms/{}/join", room.info.id);
        self.answer(self.request(Method::POST, &path, Some(who)).json(&body)).await
    }

    /// All messages of a room as `who` sees them, oldest first.
    pub async fn history(&self, who: &Participant, room: RoomId) -> Result<Vec<Message>> {
        let mut messages: Vec<Message> = Vec::new();
        loop {
            let after = messages.last().map_or(0, |message| message.seq.0);
            let path = format!("/rooms/{room}/messages?after={after}&limit={PAGE}");
            let page: MessagePage = self.answer(self.request(Method::GET, &path, Some(who))).await?;
            let more = page.has_newer && !page.messages.is_empty();
            messages.extend(page.messages);
            if !more {
                return Ok(messages);
            }
        }
    }

    fn request(&self, method: Method, path: &str, who: Option<&Participant>) -> RequestBuilder {
        let request = self.http.request(method, format!("{}/api/v1{path}", self.url));
        match who {
            Some(who) => request.bearer_auth(&who.token),
            None => request,
        }
    }

    async fn answer<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T> {
        let failed = |what: &str, why: String| KitError::failed(what, why);
        let response = request.send().await.map_err(|error| failed("an HTTP request", format!("{error:?}")))?;
        let what = format!("{} ({})", response.url().path(), response.status());
        let fine = response.status().is_success();
        let body = response.text().await.map_err(|error| failed(&what, error.to_string()))?;
        match serde_json::from_str(&body) {
            Ok(answer) if fine => Ok(answer),
            Ok(_) => Err(failed(&what, body)),
            Err(error) => Err(failed(&what, format!("{error}\n{body}"))),
        }
    }
}
