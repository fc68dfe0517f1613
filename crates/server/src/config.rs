//! What may be set: by flags, else by the environment, else by these defaults.
use std::path::PathBuf;
use std::time::Duration;

#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The folder of the built phone app; without one, what was embedded at build time.
    pub phone: Option<PathBuf>,
    /// Cookies only over HTTPS; on wherever the server stands behind a TLS proxy.
    pub secure_cookies: bool,
    /// Believe `X-Forwarded-For` for rate limits; only behind a proxy that sets it.
    pub behind_proxy: bool,
    /// Officers and above without a second factor are sent to set it up.
    pub require_second_factor: bool,
    /// Longest that one request may take, its body included; a minute where nothing is said.
    pub request_timeout: Option<Duration>,
}
