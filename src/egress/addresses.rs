//! Which addresses the server may talk to when somebody else chose where: those that anybody on the internet can reach. Pure.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Ports below this are for services that are not HTTP, but for the two that are.
const FREE_PORTS: u16 = 1024;

/// Whether a port may be one where HTTP is spoken.
pub fn port_is_fit(port: u16) -> bool {
    matches!(port, 80 | 443) || port >= FREE_PORTS
}

/// Whether an address is a public one (IANA's special-purpose registries, RFC 6890).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let special = match v4.octets() {
        // This host, loopback; private, carrier-grade NAT (RFC 6598); link-local.
        [0 | 10 | 127, ..] | [100, 64..=127, ..] | [169, 254, ..] | [172, 16..=31, ..] | [192, 168, ..] => true,
        // Protocol assignments, old 6to4 relays, benchmarks, documentation.
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        // Multicast, reserved, broadcast.
        [224..=255, ..] => true,
        _ => false,
    };
    !special
}

fn is_public_v6(v6: Ipv6Addr) -> bool {
    if let Some(v4) = v6.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    let [a, b, c, ..] = v6.segments();
    let embedded = |at: usize| {
        let octets = v6.octets();
        Ipv4Addr::new(octets[at], octets[at + 1], octets[at + 2], octets[at + 3])
    };
    match (a, b) {
        // NAT64 (RFC 6052) and 6to4 carry an address within.
        (0x0064, 0xff9b) => v6.segments()[2..6] == [0; 4] && is_public_v4(embedded(12)),
        (0x2002, _) => is_public_v4(embedded(2)),
        // Teredo and the other protocol assignments (2001::/23), documentation.
        (0x2001, 0..=0x01ff) | (0x2001, 0x0db8) => false,
        (0x3fff, 0..=0x0fff) => false,
        // All else that is given out to anybody.
        _ => a & 0xe000 == 0x2000 && (a, b, c) != (0, 0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_talked_to() {
        for (address, public) in [
            ("8.8.8.8", true),
            ("1.1.1.1", true),
            ("172.15.255.255", true),
            ("172.32.0.0", true),
            ("100.63.255.255", true),
            ("100.128.0.0", true),
            ("223.255.255.255", true),
            ("0.0.0.0", false),
            ("10.0.0.1", false),
            ("100.64.0.1", false),
            ("127.0.0.1", false),
            ("127.255.255.254", false),
            ("169.254.169.254", false),
            ("172.16.0.1", false),
            ("172.31.255.255", false),
            ("192.0.0.8", false),
            ("192.0.2.1", false),
            ("192.168.1.1", false),
            ("198.19.0.1", false),
            ("198.51.100.7", false),
            ("203.0.113.7", false),
            ("224.0.0.1", false),
            ("240.0.0.1", false),
            ("255.255.255.255", false),
            ("2606:4700::1111", true),
            ("2a00:1450:4001:81c::200e", true),
            ("::", false),
            ("::1", false),
            ("::127.0.0.1", false),
            ("::ffff:8.8.8.8", true),
            ("::ffff:127.0.0.1", false),
            ("::ffff:169.254.169.254", false),
            ("64:ff9b::8.8.8.8", true),
            ("64:ff9b::10.0.0.1", false),
            ("64:ff9b:1::1", false),
            ("2001::1", false),
            ("2001:db8::1", false),
            ("2001:200::1", true),
            ("2002:0808:0808::1", true),
            ("2002:7f00:0001::1", false),
            ("3fff::1", false),
            ("fc00::1", false),
            ("fd12:3456::1", false),
            ("fe80::1", false),
            ("fec0::1", false),
            ("ff02::1", false),
        ] {
            assert_eq!(is_public(address.parse().expect("an address")), public, "{address}");
        }
    }

    #[test]
    fn ports_of_other_services_are_left_alone() {
        for (port, fit) in
            [(80, true), (443, true), (8080, true), (1024, true), (22, false), (25, false), (1023, false)]
        {
            assert_eq!(port_is_fit(port), fit, "{port}");
        }
    }
}
