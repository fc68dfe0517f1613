//! `tungnha serve`: until someone asks it to stop, then finish what was begun.
use super::place::Place;
use crate::{AppState, Chance, Clock, Config, router};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use store::Store;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use words::Language;

/// How long requests under way may still take once asked to stop.
const FAREWELL: Duration = Duration::from_secs(15);

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
    };
    let state = AppState::new(store, config, Clock::System, Chance::System);
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((options.address, options.port)).await?;
        let address = format!("http://{}", listener.local_addr()?);
        println!("{}", words::command::serving(lang, &address));
        ready(&address)?;
        let app = router(state).into_make_service_with_connect_info::<SocketAddr>();
        let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
        let signal = async move {
            stop_asked().await;
            let _nobody_waits = stopping.send(());
        };
        let served = axum::serve(listener, app).with_graceful_shutdown(signal);
        tokio::select! {
            ended = served.into_future() => ended?,
            () = async { let _asked = stopped.await; tokio::time::sleep(FAREWELL).await } => {}
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
