//! What handlers need to know of the settings.
use crate::hops::Network;
use crate::public_address::PublicAddress;
use std::path::PathBuf;
use std::time::Duration;

/// How bulletins are read out.
#[derive(Clone, Debug)]
pub struct Speech {
    /// Reads a text from its input and writes a sound file to its output.
    pub command: String,
    pub syllables_a_minute: u32,
    /// Numbers are said as in the south: lẻ, ngàn.
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
    /// The folder of the built phone app; without one, what was embedded at build time.
    pub phone: Option<PathBuf>,
    /// Cookies only over HTTPS; on wherever the server speaks it or stands behind a TLS proxy.
    pub secure_cookies: bool,
    /// What every absolute link, feed and printed code begins with.
    pub public_address: Option<PublicAddress>,
    /// Officers and above without a second factor are sent to set it up.
    pub require_second_factor: bool,
    /// Proxies of ours, which say truly in `X-Forwarded-For` who came to them.
    pub trusted_proxies: Vec<Network>,
    /// Whoever knows it may read `/metrics` from elsewhere.
    pub metrics_token: Option<String>,
    pub speech: Speech,
    /// Longest that one request may take, its body included; a minute where nothing is said.
    pub request_timeout: Option<Duration>,
    /// Processor time that one address may burn in a minute, where nobody signed in;
    /// [`BURNED_PER_MINUTE`](crate::share::BURNED_PER_MINUTE) where nothing is said.
    pub burned_per_minute: Option<Duration>,
}
