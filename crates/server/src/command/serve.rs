//! `tungnha serve`: until someone asks it to stop, then finish what was begun.
use super::place::Place;
use crate::backups::Schedule;
use crate::listen::{self, Patience};
use crate::{AppState, Chance, Clock, Config, router};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;
use store::Store;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use words::Language;

#[derive(Debug, clap::Args)]
pub struct Options {
    #[command(flatten)]
    pub place: Place,
    /// Port to listen on; 0 takes any that is free.
    #[arg(long, default_value_t = 8080, env = "TUNGNHA_PORT")]
    pub port: u16,
    /// Address to listen on; behind a proxy on another machine, 0.0.0.0.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), env = "TUNGNHA_ADDRESS")]
    pub address: IpAddr,
    /// Folder of the built phone app, where it is not inside this binary.
    #[arg(long, env = "TUNGNHA_PHONE")]
    pub phone: Option<PathBuf>,
    /// Behind a proxy that ends TLS: cookies over HTTPS only, addresses from X-Forwarded-For.
    #[arg(long, env = "TUNGNHA_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// Folder for backups that the server makes by itself, best on another disk.
    #[arg(long, env = "TUNGNHA_BACKUPS")]
    pub backups: Option<PathBuf>,
    /// Of the last so many days a backup is kept.
    #[arg(long, default_value_t = 7, env = "TUNGNHA_BACKUPS_DAILY")]
    pub backups_daily: usize,
    /// And one of each of the last so many weeks.
    #[arg(long, default_value_t = 8, env = "TUNGNHA_BACKUPS_WEEKLY")]
    pub backups_weekly: usize,
}

impl Options {
    fn schedule(&self) -> Option<Schedule> {
        self.backups.clone().map(|folder| Schedule {
            folder,
            daily: self.backups_daily,
            weekly: self.backups_weekly,
        })
    }
}

pub fn run(options: &Options, lang: Language) -> anyhow::Result<ExitCode> {
    let _alone = options.place.alone(lang)?;
    let store = options.place.open()?;
    serve(options, store, lang, |_| Ok(()))
}

/// Serves a store; `ready` is told the address once it is bound.
pub fn serve(
    options: &Options,
    store: Store,
    lang: Language,
    ready: impl FnOnce(&str) -> anyhow::Result<()>,
) -> anyhow::Result<ExitCode> {
    let filter = EnvFilter::try_from_env("TUNGNHA_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let config = Config {
        phone: options.phone.clone(),
        secure_cookies: options.behind_proxy,
        behind_proxy: options.behind_proxy,
        request_timeout: None,
    };
    let state = AppState::new(store, config, Clock::System, Chance::System);
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((options.address, options.port)).await?;
        let address = format!("http://{}", listener.local_addr()?);
        println!("{}", words::command::serving(lang, &address));
        ready(&address)?;
        let backups = options.schedule().map(|it| {
            let clock = state.clock.clone();
            tokio::spawn(it.run(state.store.clone(), clock))
        });
        listen::serve(listener, router(state), Patience::default(), stop_asked()).await;
        if let Some(backups) = backups {
            backups.abort();
        }
        println!("{}", words::command::stopped(lang));
        Ok(ExitCode::SUCCESS)
    })
}

/// Ctrl-C, or SIGTERM from whatever runs the service.
async fn stop_asked() {
    let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    let Ok(mut terminate) = terminate else {
        let _asked = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
