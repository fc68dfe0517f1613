//! Which machines between the server and a client are believed when they say who the client is.
use axum::http::HeaderMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

const FORWARDED_FOR: &str = "x-forwarded-for";
/// Proxies do not write longer lists than this.
const HOPS_LIMIT: usize = 32;

/// An address, or all addresses with the same first bits: `127.0.0.1`, `10.0.0.0/8`, `fd00::/8`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    /// This machine, in IPv4 and IPv6.
    pub const HERE: [Self; 2] = [
        Self {
            address: IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)),
            bits: 8,
        },
        Self {
            address: IpAddr::V6(Ipv6Addr::LOCALHOST),
            bits: 128,
        },
    ];

    pub fn contains(&self, other: IpAddr) -> bool {
        match (self.address, other.to_canonical()) {
            (IpAddr::V4(one), IpAddr::V4(other)) => {
                let differ = one.to_bits() ^ other.to_bits();
                differ.leading_zeros() >= self.bits
            }
            (IpAddr::V6(one), IpAddr::V6(other)) => {
                let differ = one.to_bits() ^ other.to_bits();
                differ.leading_zeros() >= self.bits
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "an address such as 127.0.0.1 or a network such as 10.0.0.0/8";
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| wrong)?;
        match bits <= most {
            true => Ok(Self { address, bits }),
            false => Err(wrong),
        }
    }
}

/// The client's address: the right-most address on the way here that is not one of our proxies.
/// Anything left of it may be forged.
pub fn client(direct: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let ours = |address: IpAddr| trusted.iter().any(|it| it.contains(address));
    let mut nearest = direct.to_canonical();
    let lists = headers.get_all(FORWARDED_FOR).into_iter().rev();
    let told = lists.flat_map(|it| it.to_str().unwrap_or_default().rsplit(','));
    for hop in told.take(HOPS_LIMIT) {
        if !ours(nearest) {
            break;
        }
        let Some(address) = address(hop.trim()) else {
            break;
        };
        nearest = address.to_canonical();
    }
    nearest
}

/// Whether the request claims to have come through another machine.
pub fn is_passed_on(headers: &HeaderMap) -> bool {
    let names = [FORWARDED_FOR, "forwarded", "via", "x-real-ip"];
    names.iter().any(|name| headers.contains_key(*name))
}

/// Reads an address; some proxies write the port too.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().ok().map(|it| it.ip());
    text.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn networks(texts: &[&str]) -> Vec<Network> {
        texts.iter().map(|it| it.parse().unwrap()).collect()
    }

    #[test]
    fn the_right_most_address_that_is_not_ours_is_the_client() {
        let ours = ["127.0.0.1", "10.0.0.0/8", "::1"];
        for (direct, told, client) in [
            ("127.0.0.1", &["203.0.113.9"][..], "203.0.113.9"),
            ("127.0.0.1", &["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
            ("127.0.0.1", &["203.0.113.9, 10.1.2.3"], "203.0.113.9"),
            ("127.0.0.1", &["203.0.113.9", "10.1.2.3"], "203.0.113.9"),
            ("::ffff:127.0.0.1", &["203.0.113.9:4711"], "203.0.113.9"),
            ("::1", &["[2001:db8::9]:4711"], "2001:db8::9"),
            // The client itself wrote the header.
            ("203.0.113.7", &["1.1.1.1"], "203.0.113.7"),
            ("127.0.0.2", &["1.1.1.1"], "127.0.0.2"),
            ("127.0.0.1", &["1.1.1.1, unknown"], "127.0.0.1"),
            ("127.0.0.1", &["203.0.113.9, unknown, 10.1.2.3"], "10.1.2.3"),
            ("127.0.0.1", &["10.9.9.9, 10.1.2.3"], "10.9.9.9"),
            ("127.0.0.1", &[], "127.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            for it in told {
                headers.append(FORWARDED_FOR, HeaderValue::from_static(it));
            }
            let found = super::client(direct.parse().unwrap(), &headers, &networks(&ours));
            assert_eq!(
                found,
                client.parse::<IpAddr>().unwrap(),
                "{direct} {told:?}"
            );
        }
    }

    #[test]
    fn networks_are_read_strictly() {
        let all = networks(&["0.0.0.0/0", "192.168.4.0/22", "fd00::/8"]);
        assert!(all[0].contains("203.0.113.9".parse().unwrap()));
        assert!(all[1].contains("192.168.7.255".parse().unwrap()));
        assert!(!all[1].contains("192.168.8.0".parse().unwrap()));
        assert!(all[2].contains("fd12::1".parse().unwrap()));
        assert!(!all[0].contains("fd12::1".parse().unwrap()));
        for wrong in [
            "",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0/8",
            "localhost",
            "::/129",
        ] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
