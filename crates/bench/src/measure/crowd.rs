//! A thousand phones that all download their area for the first time at once.
use super::{Effort, percentile, runtime};
use crate::phone::{Phone, Synced};
use crate::table::Figure;
use crate::world::{Past, Seat, Shape, World};
use std::time::{Duration, Instant};

/// Fewer than the sixty members that a team may have.
const PHONES_OF_A_TEAM: usize = 50;
/// Longest time that any of them may take, in seconds.
const WITHIN_S: f64 = 60.0;
/// How often the server may turn a phone away before the measurement fails.
const TRIES: usize = 100;

pub fn measure(effort: &Effort) -> anyhow::Result<Vec<Figure>> {
    let (communes, households) = if effort.quick { (4, 300) } else { (20, 1_500) };
    let shape = Shape {
        communes,
        teams: 1,
        phones: PHONES_OF_A_TEAM,
        households,
        past: Past::MIDWAY,
    };
    let phones = communes * PHONES_OF_A_TEAM;
    let folder = tempfile::tempdir()?;
    let store = effort.server.open(folder.path())?;
    let world = World::make(&store, &shape)?;
    drop(store);
    let server = effort.server.serve(folder.path())?;
    let begun = Instant::now();
    let mut waits = runtime()?.block_on(async {
        let tasks: Vec<_> = world
            .seats
            .into_iter()
            .map(|seat| tokio::spawn(download(seat, server.address.clone())))
            .collect();
        let mut waits = Vec::new();
        for task in tasks {
            waits.push(task.await??);
        }
        anyhow::Ok(waits)
    })?;
    let all_s = begun.elapsed().as_secs_f64();
    let turned_away: usize = waits.iter().map(|(_, later)| later).sum();
    let mut waits: Vec<f64> = waits.drain(..).map(|(wait, _)| wait).collect();
    let (_, most_mb) = server.memory_mb()?;
    let name = format!("{phones} first syncs at once");
    let figures = vec![
        Figure::new(
            format!("{name}: the slowest"),
            percentile(&mut waits, 100),
            "s",
        )
        .at_most(WITHIN_S),
        Figure::new(format!("{name}: p50"), percentile(&mut waits, 50), "s"),
        Figure::new(format!("{name}: all"), all_s, "s"),
        Figure::new(
            format!("{name}: asked to come again (503)"),
            turned_away as f64,
            "times",
        ),
        Figure::new(format!("{name}: server's memory at most"), most_mb, "MB").at_most(256.0),
    ];
    server.stop()?;
    Ok(figures)
}

/// Downloads the area; gives the seconds it took and how often the server answered 503.
async fn download(seat: Seat, address: String) -> anyhow::Result<(f64, usize)> {
    let begun = Instant::now();
    let mut phone = Phone::new(seat, &address, 0);
    let mut later = 0;
    loop {
        match phone.try_sync(Vec::new()).await? {
            Synced::Done(told, _) if told.more => {}
            Synced::Done(..) => return Ok((begun.elapsed().as_secs_f64(), later)),
            Synced::Later(seconds) => {
                later += 1;
                anyhow::ensure!(later < TRIES, "turned away {later} times");
                tokio::time::sleep(Duration::from_secs(seconds)).await;
            }
        }
    }
}
