//! Where a request came from, as a key for rate limits and nothing else. Addresses are never stored or logged
//! (policy 9.2): only a salted hash is kept, in memory, and the salt is new at each start.

use crate::app::App;
use crate::ws::Peer;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use std::convert::Infallible;
use std::hash::{BuildHasher, RandomState};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::LazyLock;

/// Keyed with the operating system's randomness.
static SALT: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// The part of an IPv6 address that one customer has all of.
const IPV6_NETWORK: u128 = !0 << 64;

pub struct Source(String);

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromRequestParts<App> for Source {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<Peer>>().map(|info| info.0.addr.ip());
        let forwarded = if app.config.trusted_proxy { forwarded(&parts.headers) } else { None };
        Ok(Self(key(forwarded.or(peer))))
    }
}

/// The last address is the one that our own proxy saw; those before it are the client's word.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

fn key(address: Option<IpAddr>) -> String {
    let network = address.map(|address| match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & IPV6_NETWORK)),
        v4 => v4,
    });
    format!("{:x}", SALT.hash_one(network))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn neighbours_share_a_key_only_where_they_are_one() {
        let of = |text: &str| key(Some(text.parse().expect("an address")));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert!(!of("192.0.2.1").contains("192"));
    }

    #[test]
    fn only_the_last_hop_is_believed() {
        for (values, found) in [
            (&["192.0.2.9"][..], Some("192.0.2.9")),
            (&["198.51.100.1, 192.0.2.9"], Some("192.0.2.9")),
            (&["198.51.100.1", "192.0.2.9"], Some("192.0.2.9")),
            (&["nonsense"], None),
            (&[], None),
        ] {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("x-forwarded-for", HeaderValue::from_static(value));
            }
            assert_eq!(forwarded(&headers), found.map(|text| text.parse().expect("an address")), "{values:?}");
        }
    }
}
