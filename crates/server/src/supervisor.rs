//! Tells systemd that the port is open and that the server answers, so that systemd restarts a
//! server that hangs.
use crate::AppState;
use crate::health::{probe, stuck};
use std::time::Duration;

/// How many signs of life are sent within the time limit, so that a late one does no harm.
const SIGNS_IN_TIME: u32 = 3;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ServiceState {
    /// The port is open.
    Ready,
    Alive,
    Stopping,
}

/// Does nothing if the server was not started by systemd.
pub fn tell(told: ServiceState) {
    let state = match told {
        ServiceState::Ready => sd_notify::NotifyState::Ready,
        ServiceState::Alive => sd_notify::NotifyState::Watchdog,
        ServiceState::Stopping => sd_notify::NotifyState::Stopping,
    };
    if let Err(why) = sd_notify::notify(&[state]) {
        tracing::warn!(%why, ?told, "the supervisor was not told");
    }
}

/// Sends signs of life while writer and readers answer, if systemd asks for them.
pub async fn follow(state: AppState) {
    let Some(within) = sd_notify::watchdog_enabled() else {
        return;
    };
    let mut every = tokio::time::interval(pace(within));
    loop {
        every.tick().await;
        if answers(&state).await {
            tell(ServiceState::Alive);
        }
    }
}

/// Whether writer and readers answer. Trouble that a restart does not cure, such as a full disk, does
/// not count.
pub async fn answers(state: &AppState) -> bool {
    probe::ask(state).await;
    let stuck = stuck(&state.health);
    if let Some(sign) = stuck {
        tracing::error!(code = sign.code(), "the supervisor is told nothing");
    }
    stuck.is_none()
}

fn pace(within: Duration) -> Duration {
    (within / SIGNS_IN_TIME).max(Duration::from_millis(1))
}
