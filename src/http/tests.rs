//! Accounts as a browser and as a program meet them: a whole server in this process, asked over TCP.

use crate::clock::{Chance, Clock};
use crate::config::Config;
use crate::notifications::testing::one_mail;
use crate::serve::{self, Running};
use crate::storage::DbOptions;
use alongside_protocol::Timestamp;
use alongside_protocol::http::{BusState, DatabaseEngine, ErrorBody, ServerInfo, ServerState, Sessions, SignedIn};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;

const PASSWORD: &str = "lantern otter seven";
/// Longest time that anything here may take.
const PATIENCE: Duration = Duration::from_secs(20);

struct Place {
    running: Running,
    clock: Clock,
    client: reqwest::Client,
    _folder: TempDir,
}

/// A browser tab or a program: what it sends along.
#[derive(Clone, Default)]
struct As {
    cookie: Option<String>,
    bearer: Option<String>,
    origin: Option<String>,
    fetch_site: Option<&'static str>,
}

struct Answer {
    status: StatusCode,
    cookies: Vec<String>,
    retry_after: Option<String>,
    body: Value,
}

impl Answer {
    fn code(&self) -> (u16, String) {
        let refused: Option<ErrorBody> = serde_json::from_value(self.body.clone()).ok();
        (self.status.as_u16(), refused.map(|body| body.error.code.to_string()).unwrap_or_default())
    }

    fn read<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_value(self.body.clone()).expect("the described body")
    }

    /// As a browser sends its cookies back.
    fn cookie(&self) -> String {
        let pairs: Vec<_> = self.cookies.iter().filter_map(|cookie| cookie.split(';').next()).collect();
        pairs.join("; ")
    }
}

impl Place {
    async fn open(configure: impl FnOnce(&mut Config)) -> Self {
        // Another test may have been first.
        let _known = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut config = Config::embedded(SocketAddr::from(([127, 0, 0, 1], 0)), folder.path().into());
        config.limit_factor = 10;
        configure(&mut config);
        let clock = Clock::test(Timestamp::from_millis(1_773_110_467_250));
        let running =
            serve::start(config, clock.clone(), Chance::seeded(1), &DbOptions::default()).await.expect("started");
        Self { running, clock, client: reqwest::Client::new(), _folder: folder }
    }

    fn origin(&self) -> String {
        format!("http://{}", self.running.addr)
    }

    /// Our own page, in a browser with these cookies.
    fn page(&self, cookie: String) -> As {
        As { cookie: Some(cookie), origin: Some(self.origin()), ..As::default() }
    }

    async fn ask(&self, who: &As, method: Method, path: &str, body: Value) -> Answer {
        let mut request = self.client.request(method, format!("{}/api/v1{path}", self.origin())).timeout(PATIENCE);
        for (name, value) in [
            ("cookie", who.cookie.clone()),
            ("authorization", who.bearer.as_ref().map(|token| format!("Bearer {token}"))),
            ("origin", who.origin.clone()),
            ("sec-fetch-site", who.fetch_site.map(str::to_owned)),
        ] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        if !body.is_null() {
            request = request.json(&body);
        }
        let response = request.send().await.expect("an answer");
        let text = |name: &str| {
            response
                .headers()
                .get_all(name)
                .iter()
                .map(|value| value.to_str().expect("text").to_owned())
                .collect::<Vec<_>>()
        };
        Answer {
            status: response.status(),
            cookies: text("set-cookie"),
            retry_after: text("retry-after").pop(),
            body: response.json().await.unwrap_or(Value::Null),
        }
    }

    async fn get(&self, who: &As, path: &str) -> Answer {
        self.ask(who, Method::GET, path, Value::Null).await
    }

    async fn post(&self, who: &As, path: &str, body: Value) -> Answer {
        self.ask(who, Method::POST, path, body).await
    }

    /// Signs up in a browser.
    async fn sign_up(&self, alias: &str) -> As {
        let answer = self.post(&As::default(), "/accounts", json!({"alias": alias, "password": PASSWORD})).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
        self.page(answer.cookie())
    }

    /// Signs in as a program.
    async fn sign_in(&self, alias: &str, password: &str) -> Answer {
        self.post(&As::default(), "/sessions", json!({"alias": alias, "password": password, "token": true})).await
    }

    async fn close(self) {
        self.running.stop().await.expect("stopped");
    }
}

#[tokio::test]
async fn a_browser_signs_up_and_only_our_own_pages_act_for_it() {
    let place = Place::open(|_| {}).await;
    let signed_up = place
        .post(&As::default(), "/accounts", json!({"alias": "Quiet Birch", "password": PASSWORD, "language": "es"}))
        .await;
    assert_eq!(signed_up.status, StatusCode::CREATED);
    assert_eq!(signed_up.body["account"]["settings"]["language"], "es");
    assert!(signed_up.body.get("token").is_none(), "a browser's token stays in its cookie");
    assert_eq!(signed_up.cookies.len(), 2, "{:?}", signed_up.cookies);
    assert!(
        signed_up.cookies.iter().all(|cookie| cookie.contains("HttpOnly; SameSite=Lax")),
        "{:?}",
        signed_up.cookies
    );
    let cookie = signed_up.cookie();

    let me = As { cookie: Some(cookie.clone()), ..As::default() };
    assert_eq!(place.get(&me, "/me").await.body["alias"], "Quiet Birch");
    let own = place.origin();
    for (origin, fetch_site, status) in [
        (None, None, 403),
        (Some("https://evil.example"), None, 403),
        (Some("null"), None, 403),
        (Some("https://evil.example"), Some("same-origin"), 403),
        (None, Some("cross-site"), 403),
        (None, Some("same-site"), 403),
        (None, Some("same-origin"), 200),
        (Some(own.as_str()), None, 200),
    ] {
        let who = As { origin: origin.map(str::to_owned), fetch_site, ..me.clone() };
        let answer = place.ask(&who, Method::PATCH, "/me", json!({"email": "birch@example.org"})).await;
        assert_eq!(answer.status.as_u16(), status, "{origin:?} {fetch_site:?}");
        assert!(status == 200 || answer.code().1 == "foreign_origin", "{}", answer.body);
    }
    // Nor does a foreign page sign a visitor in or up.
    let foreign = As { origin: Some("https://evil.example".into()), ..As::default() };
    for (path, body) in [
        ("/accounts", json!({"alias": "Wren", "password": PASSWORD})),
        ("/sessions", json!({"alias": "Quiet Birch", "password": PASSWORD})),
        ("/setup", json!({"token": "t", "alias": "Wren", "password": PASSWORD})),
        ("/password-resets", json!({"email": "birch@example.org"})),
        ("/password-resets/complete", json!({"token": "t", "password": PASSWORD})),
        ("/demo/sessions", json!({"key": "k"})),
    ] {
        assert_eq!(place.post(&foreign, path, body).await.code(), (403, "foreign_origin".into()), "{path}");
    }

    let out = place.ask(&place.page(cookie), Method::DELETE, "/me/sessions/current", Value::Null).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert!(out.cookies.iter().all(|cookie| cookie.contains("Max-Age=0")), "{:?}", out.cookies);
    assert_eq!(place.get(&me, "/me").await.code(), (401, "unauthenticated".into()));
    place.close().await;
}

#[tokio::test]
async fn a_program_needs_no_origin_and_nobody_learns_who_exists() {
    let place = Place::open(|_| {}).await;
    place.sign_up("Heron").await;
    let signed_in: SignedIn = place.sign_in("heron", PASSWORD).await.read();
    let program = As { bearer: signed_in.token, ..As::default() };
    let renamed = place.ask(&program, Method::PATCH, "/me", json!({"alias": "Heron 2"})).await;
    assert_eq!(renamed.body["alias"], "Heron 2");
    let wrong = place.sign_in("Heron 2", "lantern otter eight").await;
    let unknown = place.sign_in("Nobody", PASSWORD).await;
    assert_eq!(wrong.code(), (401, "wrong_credentials".into()));
    assert_eq!((wrong.status, &wrong.body), (unknown.status, &unknown.body));
    for bearer in ["", "x", "Bearer"] {
        let nobody = As { bearer: Some(bearer.into()), ..As::default() };
        assert_eq!(place.get(&nobody, "/me").await.code(), (401, "unauthenticated".into()), "{bearer:?}");
    }
    place.close().await;
}

#[tokio::test]
async fn bad_input_gets_a_code_and_its_field() {
    let place = Place::open(|_| {}).await;
    let heron = place.sign_up("Heron").await;
    for (path, body, code, field) in [
        ("/accounts", json!({"alias": "Staff", "password": PASSWORD}), "alias_refused", Some("alias")),
        ("/accounts", json!({"alias": "H", "password": PASSWORD}), "invalid", Some("alias")),
        ("/accounts", json!({"alias": "HERON", "password": PASSWORD}), "alias_taken", Some("alias")),
        ("/accounts", json!({"alias": "Wren", "password": "password"}), "password_common", Some("password")),
        ("/accounts", json!({"alias": "Wren", "password": "short"}), "invalid", Some("password")),
        ("/accounts", json!({"alias": "Wren", "password": PASSWORD, "email": "wren"}), "invalid", Some("email")),
        (
            "/accounts",
            json!({"alias": "Wren", "password": PASSWORD, "device": "d".repeat(65)}),
            "invalid",
            Some("device"),
        ),
        ("/accounts", json!({"alias": "Wren"}), "malformed", None),
        ("/accounts", json!([]), "malformed", None),
        ("/accounts", json!(["Wren", PASSWORD]), "malformed", None),
        ("/sessions", json!({"alias": "W\0ren", "password": PASSWORD}), "malformed", None),
        ("/setup", json!({"token": "t", "alias": "Wren", "password": PASSWORD}), "link_spent", None),
        ("/password-resets/complete", json!({"token": "t", "password": PASSWORD}), "link_spent", None),
        ("/password-resets", json!({"email": "heron@example.org"}), "forbidden", None),
        ("/demo/sessions", json!({"key": "k"}), "not_found", None),
        ("/me/password", json!({"current": "no", "new": "lantern otter nine"}), "wrong_credentials", Some("current")),
        ("/me/password", json!({"current": PASSWORD, "new": "password"}), "password_common", Some("new")),
        ("/me/tokens", json!({"name": "bot", "days": 366}), "invalid", Some("days")),
    ] {
        let answer = place.post(&heron, path, body.clone()).await;
        let refusal = answer.read::<ErrorBody>().error;
        assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), (code, field), "{path} {body}");
    }
    let anybody = place.ask(&As::default(), Method::DELETE, "/me/sessions", Value::Null).await;
    assert_eq!(anybody.code(), (401, "unauthenticated".into()));
    for (method, path, code) in [
        (Method::PUT, "/me/blocked/me", (422, "invalid")),
        (Method::PUT, "/me/muted/01890000-0000-7000-8000-000000000000", (404, "not_found")),
        (Method::DELETE, "/me/sessions/01890000-0000-7000-8000-000000000000", (404, "not_found")),
        (Method::GET, "/people/Nobody", (404, "not_found")),
        (Method::GET, "/accounts", (403, "forbidden")),
    ] {
        assert_eq!(place.ask(&heron, method, path, Value::Null).await.code(), (code.0, code.1.to_owned()), "{path}");
    }
    place.close().await;
}

#[tokio::test]
async fn the_printed_link_makes_staff_who_then_decide() {
    let place = Place::open(|config| config.sign_up = false).await;
    let info: ServerInfo = place.get(&As::default(), "/server").await.read();
    assert_eq!((info.setup_needed, info.sign_up, info.mail, info.demo.len()), (true, false, false, 0));
    let link = place.running.setup_path.clone().expect("a link");
    let token = link.strip_prefix("/setup#token=").expect("in the fragment");
    let setup = json!({"token": token, "alias": "Alder", "password": PASSWORD, "supporter": true});
    let made = place.post(&As::default(), "/setup", setup.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert_eq!(made.body["account"]["roles"], json!(["staff", "supporter"]));
    assert_eq!(place.post(&As::default(), "/setup", setup).await.code(), (410, "link_spent".into()));
    let info: ServerInfo = place.get(&As::default(), "/server").await.read();
    assert!(!info.setup_needed);
    let sign_up = place.post(&As::default(), "/accounts", json!({"alias": "Wren", "password": PASSWORD})).await;
    assert_eq!(sign_up.code(), (403, "forbidden".into()));

    let staff = place.page(made.cookie());
    let state: ServerState = place.get(&staff, "/server/state").await.read();
    assert_eq!((state.bus, state.database), (BusState::Alone, DatabaseEngine::Sqlite));
    assert_eq!((state.nodes.len(), state.nodes[0].node, state.nodes[0].heard_ms_ago), (1, state.node, None));
    let listed = place.get(&staff, "/accounts?query=ald").await;
    assert_eq!(listed.body["accounts"][0]["person"]["alias"], "Alder");
    let path = format!("/accounts/{}", made.body["account"]["id"].as_str().expect("an id"));
    for change in [json!({"suspended": true}), json!({"roles": []})] {
        assert_eq!(place.ask(&staff, Method::PATCH, &path, change).await.code(), (409, "conflict".into()));
    }
    let changed = place.ask(&staff, Method::PATCH, &path, json!({"roles": ["staff", "oversight"]})).await;
    assert_eq!(changed.body["roles"], json!(["oversight", "staff"]));
    place.close().await;
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let place = Place::open(|_| {}).await;
    let browser = place.sign_up("Heron").await;
    let other: SignedIn = place.sign_in("Heron", PASSWORD).await.read();
    let other = As { bearer: other.token, ..As::default() };
    let token = place.post(&browser, "/me/tokens", json!({"name": "bot"})).await;
    assert_eq!(token.status, StatusCode::CREATED);
    let listed: Sessions = place.get(&browser, "/me/sessions").await.read();
    assert_eq!(listed.sessions.len(), 3);
    let changed = place.post(&browser, "/me/password", json!({"current": PASSWORD, "new": "lantern otter nine"})).await;
    assert_eq!(changed.status, StatusCode::NO_CONTENT, "{}", changed.body);
    assert_eq!(place.get(&browser, "/me").await.status, StatusCode::OK);
    assert_eq!(place.get(&other, "/me").await.code(), (401, "unauthenticated".into()));
    assert_eq!(place.sign_in("Heron", PASSWORD).await.code(), (401, "wrong_credentials".into()));
    assert_eq!(place.sign_in("Heron", "lantern otter nine").await.status, StatusCode::CREATED);
    place.close().await;
}

#[tokio::test]
async fn a_mailed_link_sets_a_new_password() {
    let smtp = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let addr = smtp.local_addr().expect("bound");
    let place = Place::open(|config| {
        config.smtp_url = Some(format!("smtp://{addr}"));
        config.mail_from = Some("rooms@example.org".into());
        config.public_url = Some("http://localhost:8080".into());
    })
    .await;
    let sign_up = json!({"alias": "Heron", "password": PASSWORD, "email": "Heron@example.org"});
    let signed_up = place.post(&As::default(), "/accounts", sign_up).await;
    assert_eq!(signed_up.status, StatusCode::CREATED);
    for email in ["nobody@example.org", "heron@EXAMPLE.org"] {
        let asked = place.post(&As::default(), "/password-resets", json!({"email": email})).await;
        assert_eq!((asked.status, asked.body), (StatusCode::ACCEPTED, Value::Null), "{email}");
    }
    let mail = tokio::time::timeout(PATIENCE, one_mail(&smtp)).await.expect("a mail");
    assert!(mail.contains("RCPT TO:<Heron@example.org>"), "{mail}");
    let (_, rest) = mail.split_once("http://localhost:8080/reset#token=").expect("a link in the mail");
    let token = rest.lines().next().expect("a token").trim();
    let complete = json!({"token": token, "password": "lantern otter nine"});
    let completed = place.post(&As::default(), "/password-resets/complete", complete.clone()).await;
    assert_eq!((completed.status, &completed.body["alias"]), (StatusCode::OK, &json!("Heron")));
    let notice = tokio::time::timeout(PATIENCE, one_mail(&smtp)).await.expect("a notice");
    assert!(notice.contains("http://localhost:8080/forgot"), "{notice}");
    let again = place.post(&As::default(), "/password-resets/complete", complete).await;
    assert_eq!(again.code(), (410, "link_spent".into()));
    assert_eq!(place.sign_in("Heron", "lantern otter nine").await.status, StatusCode::CREATED);
    let old = As { cookie: Some(signed_up.cookie()), ..As::default() };
    assert_eq!(place.get(&old, "/me").await.code(), (401, "unauthenticated".into()));
    place.close().await;
}

#[tokio::test]
async fn too_many_attempts_wait() {
    let place = Place::open(|config| config.limit_factor = 1).await;
    place.sign_up("Heron").await;
    let refused = loop {
        let answer = place.sign_in("HERON", "lantern otter eight").await;
        if answer.status != StatusCode::UNAUTHORIZED {
            break answer;
        }
    };
    assert_eq!(refused.code(), (429, "rate_limited".into()));
    assert_eq!(refused.body["error"]["bucket"], "sign_in_alias");
    assert!(refused.retry_after.is_some_and(|seconds| seconds.parse::<u64>().is_ok_and(|seconds| seconds > 0)));
    place.close().await;
}

#[tokio::test]
async fn a_device_that_is_seen_stays_signed_in() {
    let place = Place::open(|_| {}).await;
    let browser = place.sign_up("Heron").await;
    let before: Sessions = place.get(&browser, "/me/sessions").await.read();
    place.clock.advance_millis(60 * 60 * 1_000);
    let renewed = async {
        loop {
            let now: Sessions = place.get(&browser, "/me/sessions").await.read();
            if now.sessions[0].expires_at > before.sessions[0].expires_at {
                break now;
            }
        }
    };
    let after = tokio::time::timeout(PATIENCE, renewed).await.expect("renewed");
    assert_eq!(after.sessions[0].last_seen_at, place.clock.now());
    place.close().await;
}

#[tokio::test]
async fn blocking_and_muting_are_ones_own() {
    let place = Place::open(|_| {}).await;
    let heron = place.sign_up("Heron").await;
    place.sign_up("Wren").await;
    let wren = place.get(&heron, "/people/wren").await;
    let id = wren.body["id"].as_str().expect("an id").to_owned();
    let blocked = place.ask(&heron, Method::PUT, &format!("/me/blocked/{id}"), Value::Null).await;
    let person = json!({"id": id, "alias": wren.body["alias"]});
    assert_eq!(blocked.body, json!({"people": {"blocked": [person], "muted": []}}));
    let muted = place.ask(&heron, Method::PUT, &format!("/me/muted/{id}"), Value::Null).await;
    assert_eq!(muted.body, place.get(&heron, "/me/people").await.body);
    for path in [format!("/me/blocked/{id}"), format!("/me/muted/{id}")] {
        place.ask(&heron, Method::DELETE, &path, Value::Null).await;
    }
    assert_eq!(place.get(&heron, "/me/people").await.body, json!({"people": {"blocked": [], "muted": []}}));
    place.close().await;
}
