//! The address of a PostgreSQL database, a `postgres://` URL, and how to connect to it.
use crate::StoreError;
use crate::rows::Rows;
use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Where Debian keeps the certificates that the system trusts; PostgreSQL's programs need the path.
const SYSTEM_ROOTS: &str = "/etc/ssl/certs/ca-certificates.crt";

/// The address of a database. It prints without the password.
#[derive(Clone)]
pub(crate) struct Address {
    config: Config,
}

impl Address {
    /// Reads the URL. Connections to other machines use TLS with a verified certificate, unless it
    /// says `sslmode=disable`.
    pub fn parse(url: &str) -> Rows<Self> {
        let mut config: Config = url
            .parse()
            .map_err(|_| StoreError::Unreachable("the address is not a postgres:// URL".into()))?;
        if config.get_ssl_mode() == SslMode::Prefer {
            let here = config.get_hosts().iter().all(is_here);
            config.ssl_mode(if here {
                SslMode::Disable
            } else {
                SslMode::Require
            });
        }
        config.application_name("tungnha");
        Ok(Self { config })
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Identifies the database without revealing secrets.
    pub fn identity(&self) -> String {
        let (hosts, ports) = (self.config.get_hosts(), self.config.get_ports());
        format!("{hosts:?} {ports:?} {}", self.name())
    }

    /// The name of the database on its server.
    pub fn name(&self) -> &str {
        let config = &self.config;
        config
            .get_dbname()
            .or(config.get_user())
            .unwrap_or("tungnha")
    }

    /// TLS that trusts what the system trusts, or the file that `SSL_CERT_FILE` names.
    pub fn tls(&self) -> Rows<MakeRustlsConnect> {
        let mut roots = RootCertStore::empty();
        if self.config.get_ssl_mode() != SslMode::Disable {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| StoreError::Unreachable(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(MakeRustlsConnect::new(config))
    }

    /// The address as environment variables for PostgreSQL's programs. A command line could be read
    /// by others.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let config = &self.config;
        let mut all = Vec::new();
        if let Some(host) = config.get_hosts().first() {
            let host = match host {
                Host::Tcp(name) => name.clone(),
                Host::Unix(folder) => folder.display().to_string(),
            };
            all.push(("PGHOST", host));
        }
        if let Some(port) = config.get_ports().first() {
            all.push(("PGPORT", port.to_string()));
        }
        if let Some(user) = config.get_user() {
            all.push(("PGUSER", user.to_owned()));
        }
        if let Some(password) = config.get_password() {
            all.push(("PGPASSWORD", String::from_utf8_lossy(password).into_owned()));
        }
        all.push(("PGDATABASE", self.name().to_owned()));
        match config.get_ssl_mode() {
            SslMode::Disable => all.push(("PGSSLMODE", "disable".to_owned())),
            _ => {
                let roots = std::env::var("SSL_CERT_FILE").unwrap_or_else(|_| SYSTEM_ROOTS.into());
                all.push(("PGSSLMODE", "verify-full".to_owned()));
                all.push(("PGSSLROOTCERT", roots));
            }
        }
        all
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "postgres {:?} {}", self.config.get_hosts(), self.name())
    }
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> SslMode {
        Address::parse(url).unwrap().config.get_ssl_mode()
    }

    #[test]
    fn connections_to_another_machine_use_tls() {
        assert_eq!(mode("postgres://a@db.example/x"), SslMode::Require);
        assert_eq!(mode("postgres://a@127.0.0.1:1/x"), SslMode::Disable);
        assert_eq!(mode("postgres://a@localhost/x"), SslMode::Disable);
        assert_eq!(mode("postgres://a@%2Frun%2Fpg/x"), SslMode::Disable);
        assert_eq!(
            mode("postgres://a@db.example/x?sslmode=disable"),
            SslMode::Disable
        );
    }

    #[test]
    fn a_password_is_never_printed() {
        let address = Address::parse("postgres://a:bi-mat@db.example/x").unwrap();
        assert!(!format!("{address:?}").contains("bi-mat"));
        assert!(Address::parse("bi-mat:x").is_err_and(|it| !it.to_string().contains("bi-mat")));
        let given = address.environment();
        assert!(given.contains(&("PGPASSWORD", "bi-mat".to_owned())));
        assert!(given.contains(&("PGSSLMODE", "verify-full".to_owned())));
    }
}
