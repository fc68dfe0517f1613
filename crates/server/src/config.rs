//! The settings that request handlers need.
use crate::hops::Network;
use crate::public_address::PublicAddress;
use crate::source::SourceAddress;
use std::path::PathBuf;
use std::time::Duration;

/// How bulletins are read aloud.
#[derive(Clone, Debug)]
pub struct Speech {
    /// A command that reads a text from its input and writes a sound file to its output.
    pub command: String,
    pub syllables_a_minute: u32,
    /// Numbers are pronounced as in the south: lẻ, ngàn.
    pub southern: bool,
}

impl Default for Speech {
    fn default() -> Self {
        Self {
            command: crate::bulletin::speech::COMMAND.to_owned(),
            syllables_a_minute: crate::bulletin::script::SYLLABLES_A_MINUTE,
            southern: false,
        }
    }
}

impl Speech {
    pub fn region(&self) -> vietnamese::Region {
        if self.southern {
            vietnamese::Region::South
        } else {
            vietnamese::Region::North
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Folder of the built phone app; `None` uses the app embedded at build time.
    pub phone: Option<PathBuf>,
    /// Cookies are sent over HTTPS only. True if the server speaks HTTPS or is behind a TLS proxy.
    pub secure_cookies: bool,
    /// The beginning of every absolute link, feed and printed code.
    pub public_address: Option<PublicAddress>,
    /// Where the source of the running program is offered to its users.
    pub source: SourceAddress,
    /// Officers and higher roles without a second factor must set one up.
    pub require_second_factor: bool,
    /// Our own proxies, whose `X-Forwarded-For` header is believed.
    pub trusted_proxies: Vec<Network>,
    /// A token that lets clients on other machines read `/metrics`.
    pub metrics_token: Option<String>,
    pub speech: Speech,
    /// The longest time for one request, its body included; a minute if not set.
    pub request_timeout: Option<Duration>,
    /// The processor time that one address may use in a minute without signing in;
    /// [`BURNED_PER_MINUTE`](crate::share::BURNED_PER_MINUTE) if not set.
    pub burned_per_minute: Option<Duration>,
}
