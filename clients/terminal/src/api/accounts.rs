//! Accounts, sessions, people, crisis resources.

use super::{Api, ApiError, accepted, escaped, query, read};
use alongside_protocol::http::*;
use alongside_protocol::standing::{AcceptAgreement, Profile, RecordCertificate};
use alongside_protocol::{Account, AccountId, ConnectionRequest, ConnectionRequestId, Person, SessionId};
use reqwest::Method;
use reqwest::header::SET_COOKIE;

/// Signed in. A program gets a token when it asks for one; otherwise the server sets a cookie.
#[derive(Debug, Clone, PartialEq)]
pub struct Admission {
    pub signed_in: SignedIn,
    /// For a Cookie header.
    pub cookie: Option<String>,
}

impl Api {
    pub async fn server_info(&self) -> Result<ServerInfo, ApiError> {
        self.get("/server").await
    }
    async fn admit(&self, path: &str, body: &impl serde::Serialize) -> Result<Admission, ApiError> {
        // A form of the server's own page has its Origin; a program says the same.
        let request = self.request(Method::POST, path).header("origin", self.server()).json(body);
        let response = accepted(request).await?;
        let pairs: Vec<_> = response
            .headers()
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok()?.split(';').next().map(str::to_owned))
            .collect();
        let cookie = (!pairs.is_empty()).then(|| pairs.join("; "));
        Ok(Admission { signed_in: read(response).await?, cookie })
    }
    /// Creates an account. The answer holds a cookie; use [`Api::sign_in`] for a token.
    pub async fn sign_up(&self, alias: &str, password: &str) -> Result<Admission, ApiError> {
        let (alias, password) = (alias.into(), password.into());
        self.admit("/accounts", &SignUp { alias, password, email: None, language: None, device: None }).await
    }
    /// Signs in and asks for the token.
    pub async fn sign_in(&self, alias: &str, password: &str, device: &str) -> Result<SignedIn, ApiError> {
        let (alias, password, device) = (alias.into(), password.into(), Some(device.into()));
        Ok(self.admit("/sessions", &SignIn { alias, password, device, token: true }).await?.signed_in)
    }
    /// Signs in with a cookie, as a browser does.
    pub async fn sign_in_with_cookie(&self, alias: &str, password: &str) -> Result<Admission, ApiError> {
        let (alias, password) = (alias.into(), password.into());
        self.admit("/sessions", &SignIn { alias, password, device: None, token: false }).await
    }
    pub async fn sign_in_demo(&self, key: &str) -> Result<Admission, ApiError> {
        self.admit("/demo/sessions", &DemoSignIn { key: key.into() }).await
    }
    /// Makes the first staff account, with the token of the link that the server printed.
    pub async fn setup(
        &self,
        token: &str,
        alias: &str,
        password: &str,
        supporter: bool,
    ) -> Result<Admission, ApiError> {
        let (token, alias, password) = (token.into(), alias.into(), password.into());
        self.admit("/setup", &Setup { token, alias, password, supporter, language: None }).await
    }
    /// Ends this session.
    pub async fn sign_out(&self) -> Result<(), ApiError> {
        accepted(self.request(Method::DELETE, "/me/sessions/current")).await.map(|_| ())
    }
    /// Ends one of your sessions.
    pub async fn end_session(&self, session: SessionId) -> Result<(), ApiError> {
        accepted(self.request(Method::DELETE, &format!("/me/sessions/{session}"))).await.map(|_| ())
    }
    /// Ends all of your other sessions.
    pub async fn end_other_sessions(&self) -> Result<(), ApiError> {
        accepted(self.request(Method::DELETE, "/me/sessions")).await.map(|_| ())
    }
    pub async fn sessions(&self) -> Result<Sessions, ApiError> {
        self.get("/me/sessions").await
    }
    pub async fn new_token(&self, name: &str, days: Option<u32>) -> Result<CreatedToken, ApiError> {
        self.call(Method::POST, "/me/tokens", &NewToken { name: name.into(), days }).await
    }
    pub async fn me(&self) -> Result<Account, ApiError> {
        self.get("/me").await
    }
    pub async fn change_password(&self, current: &str, new: &str) -> Result<(), ApiError> {
        let body = ChangePassword { current: current.into(), new: new.into() };
        self.tell(Method::POST, "/me/password", &body).await
    }
    pub async fn person(&self, alias: &str) -> Result<Person, ApiError> {
        self.get(&format!("/people/{}", escaped(alias))).await.map(|Profile { person, .. }| person)
    }
    pub async fn update_account(&self, account: AccountId, change: &UpdateAccount) -> Result<(), ApiError> {
        self.tell(Method::PATCH, &format!("/accounts/{account}"), change).await
    }
    /// Writes down a certificate that was seen; staff do, and it is verified by that.
    pub async fn record_certificate(&self, account: AccountId, seen: &RecordCertificate) -> Result<(), ApiError> {
        self.tell(Method::POST, &format!("/accounts/{account}/certificates"), seen).await
    }
    pub async fn accept_agreement(&self, version: i64) -> Result<(), ApiError> {
        self.tell(Method::POST, "/me/agreement", &AcceptAgreement { version }).await
    }
    /// Blocks somebody, or takes the block back.
    pub async fn block(&self, account: AccountId, on: bool) -> Result<People, ApiError> {
        let method = if on { Method::PUT } else { Method::DELETE };
        read(accepted(self.request(method, &format!("/me/blocked/{account}"))).await?).await
    }
    /// Mutes somebody for yourself, or takes it back.
    pub async fn mute(&self, account: AccountId, on: bool) -> Result<People, ApiError> {
        let method = if on { Method::PUT } else { Method::DELETE };
        read(accepted(self.request(method, &format!("/me/muted/{account}"))).await?).await
    }
    pub async fn ask_to_talk(&self, to: AccountId, greeting: &str) -> Result<ConnectionRequest, ApiError> {
        let body = NewConnectionRequest { to, greeting: greeting.into() };
        self.call(Method::POST, "/connection-requests", &body).await
    }
    pub async fn answer_talk(&self, request: ConnectionRequestId, accept: bool) -> Result<ConnectionRequest, ApiError> {
        self.call(Method::POST, &format!("/connection-requests/{request}/answer"), &Answer { accept }).await
    }
    /// Where help is; needs nobody signed in.
    pub async fn crisis(&self, country: Option<&str>) -> Result<CrisisResources, ApiError> {
        self.get(&format!("/crisis{}", query(&[("country", country.map(str::to_owned))]))).await
    }
}
