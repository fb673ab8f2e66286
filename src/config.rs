//! Configuration: command line and `ALONGSIDE_*` variables, checked once at the start.

use crate::duty::Policy;
use crate::notifications::MailOptions;
use crate::storage::guarantee::Wanted;
use std::net::SocketAddr;
use std::path::PathBuf;

/// What a running server needs to know. Built from arguments in `main.rs`, or by a test.
#[derive(Debug, Clone)]
pub struct Config {
    pub listen: SocketAddr,
    /// Where the embedded database and the keys live.
    pub data: PathBuf,
    /// `sqlite://PATH` or `postgres://…`.
    pub database_url: String,
    pub postgres_connections: u32,
    pub acknowledgement: Wanted,
    /// Start although acknowledged messages could be lost in a power cut, and say so in every welcome.
    pub allow_unsafe_acknowledgement: bool,
    /// Where Prometheus finds metrics, on an address of their own: they are nobody else's business.
    pub metrics_listen: Option<SocketAddr>,
    /// `redis://…`: this is one node of many. Needs Postgres.
    pub redis_url: Option<String>,
    /// Only hints without text go over Redis, for one that others can read.
    pub redis_hints_only: bool,
    /// The address people use, without a trailing slash: `https://talk.example.org`. Cookies, Origin checks and
    /// links in mails follow from it. Absent: taken from each request's Host, for a first try on one machine.
    pub public_url: Option<String>,
    /// One reverse proxy of ours stands in front, and what it says in X-Forwarded-For and X-Forwarded-Proto is true.
    pub trusted_proxy: bool,
    /// Anybody may create an account.
    pub sign_up: bool,
    /// Offers the demo's accounts on the welcome page.
    pub demo: bool,
    /// `smtp://user:password@host:port` or `smtps://…`; absent: no mail, and the pages say so.
    pub smtp_url: Option<String>,
    pub mail_from: Option<String>,
    /// Browsers that subscribe get push messages; needs a public address.
    pub push: bool,
    /// The server looks by itself at the links in its texts; needs a public address, by which it says who looks.
    pub link_checks: bool,
    /// What it asks outside may be in a private network, and without TLS: for trials, and for push services of one's own.
    pub private_egress: bool,
    /// Offers `/api/v1/echo`, which sends back what it gets: for WebSocket conformance suites, which want an echo.
    pub echo: bool,
    /// Offers `/api/v1/test-clock`, which moves the time of this server: for tests of the rules over time.
    pub test_clock: bool,
    /// Multiplies every rate limit; for load trials.
    pub limit_factor: u32,
    /// When stopping, clients are asked to come back spread over this time, in milliseconds.
    pub drain_spread_ms: u64,
    /// The name shown on pages and in mails.
    pub name: String,
    /// The numbers of the rules over time.
    pub policy: Policy,
    pub planted: Planted,
}

/// Faults that tests plant, to prove that the checker of histories finds them. Nothing else sets them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Planted {
    /// Tell of a send before it is durable.
    pub publish_before_commit: bool,
    /// Never compare heads with the database.
    pub no_look: bool,
    /// Tell other nodes of nothing, as one that dies between commit and publishing.
    pub tell_nobody: bool,
}

impl Config {
    /// What sending mail needs of this.
    pub fn mail(&self) -> MailOptions {
        MailOptions {
            smtp_url: self.smtp_url.clone(),
            from: self.mail_from.clone(),
            public_url: self.public_url.clone(),
            name: self.name.clone(),
        }
    }

    /// Whom a push service can write to; absent where none is used.
    pub fn push_contact(&self) -> Option<&str> {
        self.public_url.as_deref().filter(|_| self.push)
    }

    pub fn checks_links(&self) -> bool {
        self.link_checks && self.public_url.is_some()
    }

    /// Who asks, in words that whoever is asked finds in their logs.
    pub fn agent(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        match &self.public_url {
            Some(url) => format!("Alongside/{version} (+{url})"),
            None => format!("Alongside/{version}"),
        }
    }

    /// Embedded defaults in a folder.
    pub fn embedded(listen: SocketAddr, data: PathBuf) -> Self {
        Self {
            listen,
            database_url: format!("sqlite://{}", data.join("alongside.db").display()),
            data,
            postgres_connections: 10,
            acknowledgement: Wanted::Auto,
            allow_unsafe_acknowledgement: false,
            metrics_listen: None,
            redis_url: None,
            redis_hints_only: false,
            public_url: None,
            trusted_proxy: false,
            echo: false,
            test_clock: false,
            sign_up: true,
            demo: false,
            smtp_url: None,
            mail_from: None,
            push: true,
            link_checks: true,
            private_egress: false,
            limit_factor: 1,
            drain_spread_ms: 2_000,
            name: "Alongside".into(),
            planted: Planted::default(),
            policy: Policy::default(),
        }
    }
}
