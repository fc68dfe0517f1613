//! `tungnha serve`: until someone asks it to stop, then finish what was begun.
use super::settings::{LogFormat, Settings};
use crate::listen::{self, Patience};
use crate::{AppState, Chance, Clock, classes, photo, router};
use anyhow::Context;
use std::process::ExitCode;
use store::Store;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;
use words::Language;

pub fn run(settings: &Settings, lang: Language) -> anyhow::Result<ExitCode> {
    let _alone = settings.place.alone(lang)?;
    let store = settings.place.open()?;
    serve(settings, store, lang, |_| Ok(()))
}

/// Serves a store; `ready` is told the address once it is bound.
pub fn serve(
    settings: &Settings,
    store: Store,
    lang: Language,
    ready: impl FnOnce(&str) -> anyhow::Result<()>,
) -> anyhow::Result<ExitCode> {
    log(settings)?;
    for commune in store.recount_outdated()? {
        println!("{}", words::command::recounted(lang, commune));
    }
    let state = AppState::new(store, settings.config(), Clock::System, Chance::System);
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((settings.address, settings.port)).await?;
        let address = format!("http://{}", listener.local_addr()?);
        println!("{}", words::command::serving(lang, &address));
        ready(&address)?;
        let backups = settings.schedule().map(|it| {
            let clock = state.clock.clone();
            tokio::spawn(it.run(state.store.clone(), clock))
        });
        let (store, clock, chance) = (&state.store, &state.clock, &state.chance);
        let sweeps = [
            tokio::spawn(photo::sweep(store.clone(), clock.clone())),
            tokio::spawn(classes::sweep(store.clone(), clock.clone(), chance.clone())),
        ];
        listen::serve(listener, router(state), Patience::default(), stop_asked()).await;
        sweeps.iter().for_each(|it| it.abort());
        if let Some(backups) = backups {
            backups.abort();
        }
        println!("{}", words::command::stopped(lang));
        Ok(ExitCode::SUCCESS)
    })
}

fn log(settings: &Settings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.log).with_context(|| settings.log.clone())?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
    Ok(())
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
