//! Where to connect, as whom, and how patient to be.

use crate::network::Network;
use crate::record::ClientRecorder;
use alongside_protocol::StreamId;
use alongside_protocol::client::Resume;
use alongside_protocol::stream::Position;
use rand::Rng;
use std::time::Duration;

/// How a [`crate::Connection`] behaves. `Options::new(url)` has defaults that suit a person.
#[derive(Debug, Clone)]
pub struct Options {
    /// The server's address, like `http://127.0.0.1:8080`.
    pub url: String,
    /// A session's or API token, sent in hello. Without it, `cookie` has to say who you are.
    pub token: Option<String>,
    /// A whole Cookie header. `Origin` is then the server's own unless `origin` is set.
    pub cookie: Option<String>,
    pub origin: Option<String>,
    /// Name and version of the program, at most 64 characters.
    pub client: String,
    /// Streams to follow from the start, and where you are in each.
    pub follow: Vec<Resume>,
    pub backoff: Backoff,
    /// Longest time for connecting, shaking hands and being welcomed.
    pub welcome_within: Duration,
    /// A command without an answer for this long means that the connection is dead.
    pub answer_within: Duration,
    /// A refusal that asks to wait longer than this is final and handed to the application.
    pub wait_at_most: Duration,
    /// Sends to one room that may be under way at once. With 1, messages keep their order even when
    /// one is refused for a while; more is for load.
    pub sends_per_room: usize,
    /// Commands that may wait for an answer or a connection; more are turned away as `Failure::Full`.
    pub outbox: usize,
    /// Updates that wait for the application; when full, nothing more is read from the socket.
    pub updates: usize,
    /// Makes client ids and jitter repeatable.
    pub seed: Option<u64>,
    pub network: Network,
    pub recorder: Option<ClientRecorder>,
}

impl Options {
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            token: None,
            cookie: None,
            origin: None,
            client: concat!("alongside-terminal ", env!("CARGO_PKG_VERSION")).into(),
            follow: Vec::new(),
            backoff: Backoff::default(),
            welcome_within: Duration::from_secs(10),
            answer_within: Duration::from_secs(30),
            wait_at_most: Duration::from_secs(60),
            sends_per_room: 1,
            outbox: 1_000,
            updates: 1_024,
            seed: None,
            network: Network::default(),
            recorder: None,
        }
    }
    pub fn token(self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self }
    }
    pub fn cookie(self, cookie: impl Into<String>) -> Self {
        Self { cookie: Some(cookie.into()), ..self }
    }
    /// Follow a stream from the start: a room's or an account's id.
    pub fn follow(mut self, stream: impl Into<StreamId>, position: Option<Position>) -> Self {
        self.follow.push(Resume { stream: stream.into(), position, quiet: false });
        self
    }
    pub fn recorder(self, recorder: ClientRecorder) -> Self {
        Self { recorder: Some(recorder), ..self }
    }
    pub fn backoff(self, backoff: Backoff) -> Self {
        Self { backoff, ..self }
    }

    /// The WebSocket address that belongs to `url`.
    pub fn socket_url(&self) -> String {
        let base = self.url.trim_end_matches('/');
        let base = match base.split_once("://") {
            Some(("http", rest)) => format!("ws://{rest}"),
            Some(("https", rest)) => format!("wss://{rest}"),
            _ => base.to_owned(),
        };
        format!("{base}/api/v1/ws")
    }
}

/// Growing, jittered delays between attempts to connect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Backoff {
    /// The first retry comes at a random moment within this time; the window doubles with each failure.
    pub first: Duration,
    /// The window grows no further than this.
    pub longest: Duration,
    /// A connection that held for this long makes the window small again.
    pub steady: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_secs(1), longest: Duration::from_secs(30), steady: Duration::from_secs(5) }
    }
}

impl Backoff {
    /// For tests and fault trials: the same shape in milliseconds.
    pub fn quick() -> Self {
        Self {
            first: Duration::from_millis(20),
            longest: Duration::from_millis(400),
            steady: Duration::from_millis(500),
        }
    }

    /// A random moment in the window after `failures` failures in a row.
    pub fn delay(&self, failures: u32, rng: &mut impl Rng) -> Duration {
        let window = self.first.saturating_mul(1_u32 << failures.min(16)).min(self.longest);
        window.mul_f64(rng.random_range(0.0..1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn the_window_grows_to_its_bound_and_every_delay_is_jittered() {
        let backoff = Backoff::default();
        let mut rng = rand::rngs::StdRng::seed_from_u64(7);
        for failures in 0..40 {
            let window = backoff.first.saturating_mul(1 << failures.min(16)).min(backoff.longest);
            let delays: Vec<_> = (0..50).map(|_| backoff.delay(failures, &mut rng)).collect();
            assert!(delays.iter().all(|delay| *delay <= window), "within {window:?}");
            assert!(delays.iter().any(|delay| *delay > window / 2), "the window is used");
            assert!(delays.iter().any(|delay| *delay < window / 2), "from its beginning");
        }
    }

    #[test]
    fn the_socket_address_follows_the_scheme() {
        assert_eq!(Options::new("http://[::1]:80/").socket_url(), "ws://[::1]:80/api/v1/ws");
        assert_eq!(Options::new("https://a.example").socket_url(), "wss://a.example/api/v1/ws");
    }
}
