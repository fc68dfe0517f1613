//! The address of a request as it counts for limits: one address, or the network of one line.
use crate::{AppState, hops};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Bits of an IPv6 address that identify one line. The line's owner can choose the other 64 freely.
const LINE_BITS: u32 = 64;
/// Bits that identify one subscriber, who may have 65,536 lines.
const SITE_BITS: u32 = 48;
/// How much more all lines of a subscriber together may do than one line.
pub const SITE_TIMES: u32 = 8;

/// The address that a request came from, for limits only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Address(pub IpAddr);

/// A network that is counted together, and how much more it may do than one line.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Counted {
    network: IpAddr,
    bits: u32,
    pub times: u32,
}

impl Address {
    /// What to count: for IPv4 the address itself, for IPv6 its line and its site, because one
    /// owner has very many addresses.
    pub fn counted(self) -> impl Iterator<Item = Counted> {
        let network = |bits: u32, times: u32| Counted {
            network: first_bits(self.0, bits),
            bits,
            times,
        };
        let site = matches!(self.0.to_canonical(), IpAddr::V6(_));
        let site = site.then(|| network(SITE_BITS, SITE_TIMES));
        [network(LINE_BITS, 1)].into_iter().chain(site)
    }

    /// The line, as its first address.
    pub fn line(self) -> IpAddr {
        first_bits(self.0, LINE_BITS)
    }
}

fn first_bits(address: IpAddr, bits: u32) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(it) => IpAddr::V4(it),
        IpAddr::V6(it) => {
            let mask = u128::MAX << (u128::BITS - bits);
            IpAddr::V6(Ipv6Addr::from_bits(it.to_bits() & mask))
        }
    }
}

impl FromRequestParts<AppState> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self::of(parts, state))
    }
}

impl Address {
    pub(crate) fn of(parts: &Parts, state: &AppState) -> Self {
        let direct = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip());
        let direct = direct.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let trusted = &state.config.trusted_proxies;
        Self(hops::client(direct, &parts.headers, trusted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(address: &str) -> Vec<Counted> {
        Address(address.parse().unwrap()).counted().collect()
    }

    #[test]
    fn an_ipv6_line_counts_as_one_however_many_addresses_it_uses() {
        assert_eq!(counted("203.0.113.9").len(), 1);
        assert_eq!(counted("::ffff:203.0.113.9"), counted("203.0.113.9"));
        assert_ne!(counted("203.0.113.9"), counted("203.0.113.8"));
        assert_eq!(counted("2001:db8:1:2::9"), counted("2001:db8:1:2:ffff::8"));
        let (here, beside) = (counted("2001:db8:1:2::9"), counted("2001:db8:1:3::9"));
        assert_ne!(here[0], beside[0]);
        assert_eq!(here[1], beside[1], "the same /48");
        assert_ne!(here[1], counted("2001:db8:2:2::9")[1]);
    }
}
