//! Requests that the server itself makes to places that somebody else chose: links that it looks at, and push services of
//! browsers. A place in a private network is not reached, whatever name or redirect leads there: names are resolved here,
//! the addresses checked ([`addresses`]), and only those connected to. Redirects are not followed; whoever does checks anew.
//!
//! Proxies of the environment are not used: what they would reach cannot be checked.

pub mod addresses;
#[cfg(test)]
pub(crate) mod testing;

use crate::error::{Error, Result};
use addresses::{is_public, port_is_fit};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Client, Method, redirect};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

pub use reqwest::{Url, header};

/// How long a connection may take, and a whole request with the head of its answer.
const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(20);
/// Connections that nobody uses are closed after this time.
const IDLE: Duration = Duration::from_secs(30);
/// Longest wait that another server may ask for, in seconds.
const LONGEST_WAIT_S: u64 = 24 * 3_600;

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    NoHost,
    NoConnection,
    Certificate,
    Slow,
    /// Not looked at: the address is private, or is none for HTTP.
    Private,
    NoAnswer,
}

/// The head of an answer. Bodies are not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Where it redirects to.
    pub location: Option<Url>,
    /// How long to wait before the next request, where it says so in seconds.
    pub retry_after: Option<Duration>,
}

/// Makes such requests. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Egress {
    client: Client,
    allow_private: bool,
}

impl Egress {
    /// `allow_private` is for trials, and for whoever runs push services or linked pages in their own network.
    pub fn new(agent: &str, allow_private: bool) -> Result<Self> {
        Self::within(agent, allow_private, WHOLE)
    }

    fn within(agent: &str, allow_private: bool, whole: Duration) -> Result<Self> {
        // Another part of the process, or a test, may have been first.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(agent)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Arc::new(Resolver { allow_private }))
            .connect_timeout(CONNECT)
            .timeout(whole)
            .pool_idle_timeout(IDLE)
            .build()
            .map_err(Error::fault)?;
        Ok(Self { client, allow_private })
    }

    /// Whether a place may be talked to as far as its text tells: what a name leads to is found out when it is.
    pub fn is_fit(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let plain = url.username().is_empty() && url.password().is_none() && !host.is_empty();
        if self.allow_private {
            return plain && matches!(url.scheme(), "https" | "http");
        }
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        let public = address.map_or(true, is_public);
        plain && public && url.scheme() == "https" && url.port_or_known_default().is_some_and(port_is_fit)
    }

    pub async fn send(
        &self,
        method: Method,
        url: &Url,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> std::result::Result<Answer, Fault> {
        if !self.is_fit(url) {
            return Err(Fault::Private);
        }
        let request = self.client.request(method, url.clone()).headers(headers);
        let request = if body.is_empty() { request } else { request.body(body) };
        let response = request.send().await.map_err(|error| fault_of(&error))?;
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let wait = text(RETRY_AFTER).and_then(|text| text.trim().parse::<u64>().ok());
        Ok(Answer {
            status: response.status().as_u16(),
            location: text(LOCATION).and_then(|location| url.join(location).ok()),
            retry_after: wait.map(|seconds| Duration::from_secs(seconds.min(LONGEST_WAIT_S))),
        })
    }
}

/// Says which of the addresses of a name may be connected to.
struct Resolver {
    allow_private: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("the name leads into a private network")]
struct Private;

#[derive(Debug, thiserror::Error)]
#[error("there is no such host")]
struct NoHost;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| NoHost)?.collect();
            let fit: Vec<SocketAddr> =
                found.iter().copied().filter(|addr| allow_private || is_public(addr.ip())).collect();
            match (found.is_empty(), fit.is_empty()) {
                (true, _) => Err(NoHost.into()),
                (_, true) => Err(Private.into()),
                _ => Ok(Box::new(fit.into_iter()) as Addrs),
            }
        })
    }
}

fn fault_of(error: &reqwest::Error) -> Fault {
    if causes(error).any(|cause| cause.is::<Private>()) {
        Fault::Private
    } else if causes(error).any(|cause| cause.is::<NoHost>()) {
        Fault::NoHost
    } else if error.is_timeout() {
        Fault::Slow
    } else if causes(error).any(is_about_certificates) {
        Fault::Certificate
    } else if error.is_connect() {
        Fault::NoConnection
    } else {
        Fault::NoAnswer
    }
}

fn is_about_certificates(cause: &(dyn std::error::Error + 'static)) -> bool {
    let inner = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    let tls = cause.downcast_ref::<rustls::Error>().or_else(|| inner.and_then(|inner| inner.downcast_ref()));
    matches!(tls, Some(rustls::Error::InvalidCertificate(_)))
}

fn causes<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn std::error::Error + 'static)> {
    let first: &(dyn std::error::Error + 'static) = error;
    std::iter::successors(Some(first), |cause| cause.source())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_talked_to_is_seen_in_the_address_where_it_can_be() {
        let (careful, open) = (Egress::new("test", false).expect("a client"), Egress::new("test", true).expect("one"));
        for (url, fit, in_trials) in [
            ("https://example.org/a", true, true),
            ("https://example.org:8443/", true, true),
            ("http://example.org/", false, true),
            ("https://example.org:22/", false, true),
            ("https://127.0.0.1/", false, true),
            ("https://0x7f.1/", false, true),
            ("https://2130706433/", false, true),
            ("https://[::1]/", false, true),
            ("https://[::ffff:10.0.0.1]/", false, true),
            ("https://8.8.8.8/", true, true),
            ("https://me:secret@example.org/", false, false),
            ("ftp://example.org/", false, false),
        ] {
            let url: Url = url.parse().expect("an address");
            assert_eq!((careful.is_fit(&url), open.is_fit(&url)), (fit, in_trials), "{url}");
        }
    }

    #[tokio::test]
    async fn whoever_never_answers_is_slow() {
        let site = testing::Site::open(|_| testing::Reply::Silence).await;
        let egress = Egress::within("test", true, Duration::from_millis(200)).expect("a client");
        let url: Url = site.url("/").parse().expect("an address");
        assert_eq!(egress.send(Method::GET, &url, HeaderMap::new(), Vec::new()).await, Err(Fault::Slow));
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_followed() {
        let egress = Egress::new("test", false).expect("a client");
        for url in ["https://localhost:8443/", "https://127.0.0.1/"] {
            let url: Url = url.parse().expect("an address");
            let sent = egress.send(Method::GET, &url, HeaderMap::new(), Vec::new()).await;
            assert_eq!(sent, Err(Fault::Private), "{url}");
        }
    }
}
