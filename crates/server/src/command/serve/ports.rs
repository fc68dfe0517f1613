//! The ports of `tungnha serve`: its own, and one for plain HTTP that redirects to it.
use crate::command::settings::Settings;
use crate::command::settings::https::HTTPS_PORT;
use crate::listen::{self, ServedPort};
use crate::tls::{Keeper, Trouble, redirect};
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use tokio::net::TcpListener;
use tokio::sync::watch;
use words::Language;

/// Connections to the redirecting port. Clients leave at once.
const REDIRECTS_LIMIT: usize = 256;

pub struct Ports {
    main: TcpListener,
    plain: Option<TcpListener>,
}

impl Ports {
    /// # Errors
    /// When a port is taken, or this user may not open it.
    pub async fn open(settings: &Settings, lang: Language) -> anyhow::Result<Self> {
        let (address, port) = (settings.address().0, settings.port().0);
        let main = listen(address, port, lang).await?;
        let plain = match settings.http_port().0 {
            Some(port) => Some(listen(address, port, lang).await?),
            None => None,
        };
        Ok(Self { main, plain })
    }

    /// The address as someone would type it, with a name from the certificate.
    pub fn address(&self, keeper: Option<&Keeper>) -> io::Result<String> {
        let bound = self.main.local_addr()?;
        let name = match keeper {
            None => return Ok(format!("http://{bound}")),
            Some(Keeper::Acme(order, _)) => order.names.first().cloned(),
            Some(Keeper::Files(current)) => {
                current.facts().and_then(|it| it.names.first().cloned())
            }
        };
        Ok(match (name, bound.port()) {
            (None, _) => format!("https://{bound}"),
            (Some(name), HTTPS_PORT) => format!("https://{name}"),
            (Some(name), port) => format!("https://{name}:{port}"),
        })
    }

    pub fn plain_port(&self) -> Option<u16> {
        let address = self.plain.as_ref()?.local_addr().ok()?;
        Some(address.port())
    }

    /// Serves until `stop`. Then both ports finish the requests that have begun.
    pub async fn serve(self, door: ServedPort, stop: impl Future<Output = ()>) {
        let port = self.main.local_addr().map_or(HTTPS_PORT, |it| it.port());
        let (open, closing) = watch::channel(());
        let closed = |mut it: watch::Receiver<()>| async move {
            let _closed = it.changed().await;
        };
        let stop = async move {
            stop.await;
            drop(open);
        };
        let main = listen::serve(self.main, door, closed(closing.clone()));
        let plain = async {
            if let Some(plain) = self.plain {
                let mut door = ServedPort::new(redirect::app(port), None);
                door.places = REDIRECTS_LIMIT;
                listen::serve(plain, door, closed(closing)).await;
            }
        };
        tokio::join!(stop, main, plain);
    }
}

/// Listens; on IPv4 if the machine has no IPv6 addresses.
async fn listen(address: IpAddr, port: u16, lang: Language) -> anyhow::Result<TcpListener> {
    let why = match TcpListener::bind((address, port)).await {
        Ok(listener) => return Ok(listener),
        Err(why) => why,
    };
    match why.kind() {
        ErrorKind::AddrInUse => anyhow::bail!(Trouble::PortTaken(port).told(lang)),
        ErrorKind::PermissionDenied => anyhow::bail!(Trouble::PortForbidden(port).told(lang)),
        _ if address == Ipv6Addr::UNSPECIFIED => {
            Ok(TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).await?)
        }
        _ => Err(why.into()),
    }
}
