//! What handlers need to know of the settings.
use crate::hops::Network;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The folder of the built phone app; without one, what was embedded at build time.
    pub phone: Option<PathBuf>,
    /// Cookies only over HTTPS; on wherever the server speaks it or stands behind a TLS proxy.
    pub secure_cookies: bool,
    /// Officers and above without a second factor are sent to set it up.
    pub require_second_factor: bool,
    /// Proxies of ours, which say truly in `X-Forwarded-For` who came to them.
    pub trusted_proxies: Vec<Network>,
    /// Whoever knows it may read `/metrics` from elsewhere.
    pub metrics_token: Option<String>,
    /// Longest that one request may take, its body included; a minute where nothing is said.
    pub request_timeout: Option<Duration>,
}
