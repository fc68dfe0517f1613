//! `tungnha serve`: serves until it is asked to stop, then finishes the requests that have begun.
mod ports;

use self::ports::Ports;
use super::settings::{LogFormat, Settings};
use crate::health::{self, Seat};
use crate::listen::ServedPort;
use crate::office::log::sign_ins;
use crate::supervisor::{self, ServiceState};
use crate::tls::{Certificates, Keeper, Trouble};
use crate::{AppState, Chance, Clock, account, classes, hourly, left_work, photo, recount, router};
use anyhow::Context;
use domain::CommuneId;
use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use store::Store;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Notify;
use tracing_subscriber::EnvFilter;
use words::Language;

pub fn run(settings: &Settings, lang: Language) -> anyhow::Result<ExitCode> {
    let alone = settings.place.alone(lang)?;
    let store = settings.place.open()?;
    alone.guard(&store)?;
    serve((settings, false), store, lang, |_| Ok(()))
}

/// Serves a store. `ready` is called with the address once it is bound.
pub fn serve(
    (settings, demonstration): (&Settings, bool),
    store: Store,
    lang: Language,
    ready: impl FnOnce(&str) -> anyhow::Result<()>,
) -> anyhow::Result<ExitCode> {
    log(settings)?;
    let told = |why: Trouble| anyhow::anyhow!(why.told(lang));
    let certificates = settings.certificates().map_err(told)?;
    let https = certificates.map(Certificates::open).transpose();
    let (tls, keeper) = https.map_err(told)?.unzip();
    // They are recounted once the port is open.
    let outdated = store.outdated()?;
    for commune in store.notice_roll_back(Clock::System.now())? {
        say(words::command::rolled_back(lang, commune));
    }
    store.make_proof_keys(|| Chance::System.bytes())?;
    for (login, communes) in account::doubles(&store)? {
        let communes: Vec<&str> = communes.iter().map(CommuneId::as_str).collect();
        let communes = communes.join(", ");
        say(words::command::account_login_doubled(lang, login, communes));
    }
    // This server may be able to read what an older one could not. Whatever cannot be tried stops
    // nothing.
    match store.try_waiting_again() {
        Ok(0) => {}
        Ok(left) => say(words::command::still_waiting(lang, left)),
        Err(why) => tracing::error!("waiting work was not tried again: {why}"),
    }
    let state = AppState::new(store, settings.config(), Clock::System, Chance::System);
    state.recounting.expect(outdated);
    state.store.compare_clock(state.clock.now())?;
    let schedule = settings.schedule();
    state.health.sit(Seat {
        data: settings.place.data.clone(),
        backups: schedule.as_ref().map(|it| it.folder.clone()),
        journal: state
            .store
            .journal_folder()
            .filter(|it| *it != settings.place.data),
        certificate: keeper.as_ref().and_then(Keeper::files),
        demonstration,
    });
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        // Installed before anyone can know of the process: without a handler, either signal would
        // end it.
        let (hangup, stop) = (signal(SignalKind::hangup())?, stop_asked()?);
        let ports = Ports::open(settings, lang).await?;
        let address = ports.address(keeper.as_ref())?;
        say(words::command::serving(lang, &address));
        if let Some(port) = ports.plain_port() {
            say(words::https::redirecting(lang, port));
        }
        if let Some(day) = keeper
            .as_ref()
            .and_then(|it| it.ended_before(state.clock.now()))
        {
            say(words::https::expired(lang, day));
        }
        ready(&address)?;
        supervisor::tell(ServiceState::Ready);
        let mut beside = tokio::task::JoinSet::new();
        let counting = state.clone();
        beside.spawn(async move {
            recount::run(counting.clone(), |commune| {
                say(words::command::recounted(lang, commune));
            })
            .await;
            // A backup is verified, which would fail with outdated figures.
            if let Some(schedule) = schedule {
                let health = counting.health.clone();
                schedule.run(counting.store, counting.clock, health).await;
            }
        });
        beside.spawn(health::follow(state.clone()));
        beside.spawn(supervisor::follow(state.clone()));
        let (store, clock, chance) = (&state.store, &state.clock, &state.chance);
        beside.spawn(photo::sweep(store.clone(), clock.clone()));
        beside.spawn(classes::sweep(store.clone(), clock.clone(), chance.clone()));
        beside.spawn(left_work::sweep(store.clone()));
        beside.spawn(hourly::work(store.clone(), clock.clone()));
        beside.spawn(sign_ins::follow(state.clone()));
        beside.spawn(reload(keeper, hangup));
        let mut door = ServedPort::new(router(state.clone()), tls);
        door.spared.extend(&state.config.trusted_proxies);
        let stop = async {
            stop.await;
            supervisor::tell(ServiceState::Stopping);
        };
        ports.serve(door, stop).await;
        beside.shutdown().await;
        say(words::command::stopped(lang));
        Ok(ExitCode::SUCCESS)
    })
}

/// Prints a line. A failure, such as a full disk behind the output, must not end the server.
fn say(line: impl Display) {
    let _unheard = writeln!(std::io::stdout(), "{line}");
}

fn log(settings: &Settings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.log).with_context(|| settings.log.clone())?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // Such errors would be printed on the error output itself, which panics if that is full.
        .log_internal_errors(false)
        .with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
    Ok(())
}

/// Reads the certificate again on SIGHUP. Without a certificate, SIGHUP does nothing.
async fn reload(keeper: Option<Keeper>, mut hangup: Signal) {
    let asked = Arc::new(Notify::new());
    let asks = async {
        while hangup.recv().await.is_some() {
            asked.notify_one();
        }
    };
    match keeper {
        Some(keeper) => tokio::join!(keeper.follow(asked.clone()), asks).1,
        None => asks.await,
    }
}

/// Resolves on Ctrl-C, or on SIGTERM from the service manager.
fn stop_asked() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
    })
}
