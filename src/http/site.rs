//! Which site this is for a browser: its origin, and the cookies that fit it.

use crate::accounts::Token;
use crate::app::App;
use crate::config::Config;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use std::net::IpAddr;

/// The prefix makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis section 4.1.3.2).
const SECURE_COOKIE: &str = "__Host-alongside";
/// Where browsers refuse Secure.
const PLAIN_COOKIE: &str = "alongside_session";
/// As long as browsers keep any cookie, in seconds; when a session is over, the server decides.
const COOKIE_SECONDS: u32 = 400 * 24 * 60 * 60;

/// How a browser sees the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transport {
    Https,
    /// Plain, to this very machine: most browsers take Secure cookies there, Safari does not.
    Loopback,
    Plain,
}

/// The site that a request was sent to.
#[derive(Debug, PartialEq, Eq)]
pub struct Site {
    transport: Transport,
    /// `host` or `host:port`, in lower case, without the scheme's own port.
    authority: String,
    /// The scheme is known, not guessed from the request.
    configured: bool,
}

impl Site {
    pub fn of(app: &App, headers: &HeaderMap) -> Self {
        Self::from_config(&app.config, headers)
    }

    fn from_config(config: &Config, headers: &HeaderMap) -> Self {
        if let Some((scheme, authority)) = config.public_url.as_deref().and_then(origin_of) {
            return Self { transport: transport(scheme == "https", &authority), authority, configured: true };
        }
        let host = text(headers, header::HOST).unwrap_or_default();
        let https = config.trusted_proxy && text(headers, "x-forwarded-proto").is_some_and(|proto| proto == "https");
        let authority = plain_authority(host, if https { "https" } else { "http" });
        Self { transport: transport(https, &authority), authority, configured: false }
    }

    /// Whether a page of this origin is our own.
    pub fn is_own(&self, origin: &str) -> bool {
        let Some((scheme, authority)) = origin_of(origin) else { return false };
        // Without a configured address we cannot tell whether somebody put TLS in front; the host decides.
        let scheme_fits = !self.configured || (scheme == "https") == (self.transport == Transport::Https);
        scheme_fits && authority == self.authority
    }

    fn cookie_names(&self) -> &'static [&'static str] {
        match self.transport {
            Transport::Https => &[SECURE_COOKIE],
            Transport::Loopback => &[SECURE_COOKIE, PLAIN_COOKIE],
            Transport::Plain => &[PLAIN_COOKIE],
        }
    }

    /// The session's token in a request's cookies.
    pub fn token(&self, headers: &HeaderMap) -> Option<Token> {
        let cookies: Vec<(&str, &str)> = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .collect();
        let found = self.cookie_names().iter().find_map(|name| cookies.iter().find(|(known, _)| known == name));
        found.map(|(_, value)| Token::given(value))
    }

    /// Headers that keep a token in the browser.
    pub fn keep(&self, token: &Token) -> Vec<HeaderValue> {
        self.set(token.reveal(), COOKIE_SECONDS)
    }

    /// Headers that take the token out of the browser.
    pub fn forget(&self) -> Vec<HeaderValue> {
        self.set("", 0)
    }

    fn set(&self, value: &str, seconds: u32) -> Vec<HeaderValue> {
        let cookie = |name: &&str| {
            let secure = if *name == SECURE_COOKIE { "; Secure" } else { "" };
            let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
            // Tokens are URL-safe text, so this is always a header.
            let mut header = HeaderValue::try_from(text).ok()?;
            header.set_sensitive(true);
            Some(header)
        };
        self.cookie_names().iter().filter_map(cookie).collect()
    }
}

/// A header's text.
pub fn text(headers: &HeaderMap, name: impl header::AsHeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn transport(https: bool, authority: &str) -> Transport {
    if https {
        return Transport::Https;
    }
    let host = authority.parse::<Uri>().ok().and_then(|uri| uri.host().map(str::to_owned)).unwrap_or_default();
    let ip = host.trim_matches(['[', ']']).parse::<IpAddr>();
    let loopback = ip.is_ok_and(|ip| ip.is_loopback()) || host == "localhost" || host.ends_with(".localhost");
    if loopback { Transport::Loopback } else { Transport::Plain }
}

/// Scheme and authority of an http(s) address.
fn origin_of(url: &str) -> Option<(&'static str, String)> {
    let (scheme, rest) = url.split_once("://")?;
    let scheme = match scheme {
        "https" => "https",
        "http" => "http",
        _ => return None,
    };
    let authority = rest.split(['/', '?', '#']).next().filter(|authority| !authority.is_empty())?;
    Some((scheme, plain_authority(authority, scheme)))
}

fn plain_authority(authority: &str, scheme: &str) -> String {
    let own_port = if scheme == "https" { ":443" } else { ":80" };
    let lower = authority.to_ascii_lowercase();
    lower.strip_suffix(own_port).unwrap_or(&lower).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Transport::{Https, Loopback, Plain};
    use std::net::SocketAddr;

    fn site(public_url: Option<&str>, trusted_proxy: bool, headers: &[(&'static str, &'static str)]) -> Site {
        let mut config = Config::embedded(SocketAddr::from(([127, 0, 0, 1], 0)), "data".into());
        config.public_url = public_url.map(str::to_owned);
        config.trusted_proxy = trusted_proxy;
        Site::from_config(&config, &map(headers))
    }

    fn map(headers: &[(&'static str, &'static str)]) -> HeaderMap {
        headers
            .iter()
            .map(|(name, value)| ((*name).parse().expect("a name"), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn how_a_browser_sees_the_connection() {
        for (public_url, trusted_proxy, headers, transport, authority) in [
            (Some("https://talk.example.org"), false, &[("host", "10.0.0.1:8080")][..], Https, "talk.example.org"),
            (Some("https://Talk.Example.org:443/x"), false, &[], Https, "talk.example.org"),
            (Some("http://localhost:8080"), false, &[], Loopback, "localhost:8080"),
            (Some("http://talk.example.org"), false, &[], Plain, "talk.example.org"),
            (None, false, &[("host", "localhost:8080")], Loopback, "localhost:8080"),
            (None, false, &[("host", "demo.localhost")], Loopback, "demo.localhost"),
            (None, false, &[("host", "127.0.0.1:8080")], Loopback, "127.0.0.1:8080"),
            (None, false, &[("host", "[::1]:8080")], Loopback, "[::1]:8080"),
            (None, false, &[("host", "192.168.1.5:8080")], Plain, "192.168.1.5:8080"),
            (None, false, &[("host", "localhost.example.org")], Plain, "localhost.example.org"),
            (None, false, &[("host", "talk.example.org"), ("x-forwarded-proto", "https")], Plain, "talk.example.org"),
            (None, true, &[("host", "talk.example.org"), ("x-forwarded-proto", "https")], Https, "talk.example.org"),
        ] {
            let found = site(public_url, trusted_proxy, headers);
            assert_eq!(
                (found.transport, found.authority.as_str()),
                (transport, authority),
                "{public_url:?} {headers:?}"
            );
        }
    }

    #[test]
    fn which_origin_is_our_own() {
        for (public_url, host, origin, own) in [
            (Some("https://talk.example.org"), "talk.example.org", "https://talk.example.org", true),
            (Some("https://talk.example.org"), "talk.example.org", "https://talk.example.org:443", true),
            (Some("https://talk.example.org"), "talk.example.org", "http://talk.example.org", false),
            (Some("https://talk.example.org"), "evil.example", "https://evil.example", false),
            (Some("https://talk.example.org"), "talk.example.org", "https://talk.example.org.evil.example", false),
            (Some("https://talk.example.org"), "talk.example.org", "https://evil.example/talk.example.org", false),
            (Some("https://talk.example.org"), "talk.example.org", "null", false),
            (Some("https://talk.example.org"), "talk.example.org", "", false),
            (None, "127.0.0.1:8080", "http://127.0.0.1:8080", true),
            (None, "127.0.0.1:8080", "http://127.0.0.1:8081", false),
            (None, "127.0.0.1:8080", "http://localhost:8080", false),
            (None, "talk.example.org", "https://talk.example.org", true),
            (None, "talk.example.org", "ftp://talk.example.org", false),
        ] {
            let mut config = Config::embedded(SocketAddr::from(([127, 0, 0, 1], 0)), "data".into());
            config.public_url = public_url.map(str::to_owned);
            let found = Site::from_config(&config, &map(&[("host", host)]));
            assert_eq!(found.is_own(origin), own, "{public_url:?} {host} {origin}");
        }
    }

    #[test]
    fn a_cookie_is_read_only_where_it_would_be_set() {
        let both = map(&[("cookie", "other=1; alongside_session=plain; __Host-alongside=secure")]);
        let plain = map(&[("cookie", "alongside_session=plain")]);
        for (url, from_both, from_plain) in [
            ("https://talk.example.org", Some("secure"), None),
            ("http://localhost:8080", Some("secure"), Some("plain")),
            ("http://talk.example.org", Some("plain"), Some("plain")),
        ] {
            let site = site(Some(url), false, &[]);
            assert_eq!(site.token(&both).as_ref().map(Token::reveal), from_both, "{url}");
            assert_eq!(site.token(&plain).as_ref().map(Token::reveal), from_plain, "{url}");
        }
    }

    #[test]
    fn cookies_are_as_strict_as_the_site_allows() {
        let kept = |url| -> Vec<String> {
            let cookies = site(Some(url), false, &[]).keep(&Token::given("t"));
            cookies.iter().map(|cookie| cookie.to_str().expect("text").to_owned()).collect()
        };
        let secure = "__Host-alongside=t; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000; Secure";
        let plain = "alongside_session=t; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000";
        assert_eq!(kept("https://talk.example.org"), [secure]);
        assert_eq!(kept("http://localhost:8080"), [secure, plain]);
        assert_eq!(kept("http://talk.example.org"), [plain]);
    }
}
