//! A province's working day of eight hours in ten minutes: members sync now and then, each on a
//! connection of their own, with what they did at the doors since.
use super::{Effort, board, milliseconds, percentile, runtime};
use crate::dice::Dice;
use crate::phone::{Phone, Synced};
use crate::server::{OFFICER, PROVINCE};
use crate::table::Figure;
use crate::world::{self, Past, Seat, Shape, World, skills};
use anyhow::{Context, ensure};
use hdrhistogram::Histogram;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// Syncs of a member in a day. After the first, each brings one batch: three visits and seven
/// observations.
const SYNCS: usize = 4;
const BATCH: usize = 10;
const SUMS: (&str, &str) = (PROVINCE, "/van-phong/tinh");
/// Connections that the measurement uses at once.
const AT_ONCE: usize = 1_000;
const MEMBERS_OF_A_TEAM: usize = 7;
/// How often the server may turn a phone away before the measurement fails.
const TRIES: usize = 50;

pub fn measure(effort: &Effort) -> anyhow::Result<Vec<Figure>> {
    let (communes, teams, households, seconds) = if effort.quick {
        (4, 2, 30, 10)
    } else {
        (300, 19, 180, 600)
    };
    let shape = Shape {
        communes,
        teams,
        phones: MEMBERS_OF_A_TEAM,
        households,
        past: Past::LISTED,
    };
    let folder = tempfile::tempdir()?;
    let commune = world::commune(0);
    for role in [OFFICER, PROVINCE] {
        effort
            .server
            .add_account(folder.path(), commune.as_str(), role)?;
    }
    let store = effort.server.open(folder.path())?;
    let world = World::make(&store, &shape)?;
    drop(store);
    let (members, doors) = (world.seats.len(), world.households);
    eprintln!("  {members} members, {doors} households, {communes} communes");
    let server = effort.server.serve(folder.path())?;
    let day = Duration::from_secs(seconds);
    let (processor, begun) = (server.processor_s()?, Instant::now());
    let told = runtime()?.block_on(spend(world.seats, server.address.clone(), day))?;
    let took = begun.elapsed().as_secs_f64();
    let busy = (server.processor_s()? - processor) / took;
    let (_, most_mb) = server.memory_mb()?;
    let mut boards = runtime()?.block_on(board::ask(&server, board::BOARD, 50))?;
    let mut sums = runtime()?.block_on(board::ask(&server, SUMS, 20))?;
    let ms = |quantile| told.waits.value_at_quantile(quantile) as f64 / 1_000.0;
    let syncs = told.waits.len();
    let name = format!("a day of {members} members in {seconds} s");
    let figures = vec![
        Figure::new(format!("{name}: syncs"), syncs as f64, ""),
        Figure::new(
            format!("{name}: operations"),
            told.operations as f64 / took,
            "/s",
        ),
        Figure::new(format!("{name}: p50"), ms(0.5), "ms"),
        Figure::new(format!("{name}: p99"), ms(0.99), "ms"),
        Figure::new(format!("{name}: the slowest"), ms(1.0), "ms"),
        Figure::new(
            format!("{name}: asked to come again (503)"),
            told.later as f64,
            "times",
        ),
        Figure::new(format!("{name}: of two processors"), 50.0 * busy, "%"),
        Figure::new(format!("{name}: server's memory at most"), most_mb, "MB").at_most(256.0),
        Figure::new(
            format!("{name}: a commune's board after it, p50"),
            percentile(&mut boards, 50),
            "ms",
        )
        .at_most(20.0),
        Figure::new(
            format!("the province's page over {communes} communes, {doors} households, p50"),
            percentile(&mut sums, 50),
            "ms",
        )
        .at_most(100.0),
    ];
    server.stop()?;
    Ok(figures)
}

/// The waiting times of all members in microseconds, their operations, and how often they got a
/// 503.
struct DayCounts {
    waits: Histogram<u64>,
    operations: usize,
    later: usize,
}

async fn spend(seats: Vec<Seat>, address: String, day: Duration) -> anyhow::Result<DayCounts> {
    let (sockets, skills) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(skills()));
    let begin = tokio::time::Instant::now();
    let tasks: Vec<_> = seats
        .into_iter()
        .enumerate()
        .map(|(number, seat)| {
            let (address, sockets, skills) = (address.clone(), sockets.clone(), skills.clone());
            tokio::spawn(async move {
                let mut phone = Phone::new(seat, &address, number);
                let mut dice = Dice::new(number as u64 + 17);
                let mut waits = Vec::with_capacity(SYNCS);
                let mut later = 0;
                let part = day / u32::try_from(SYNCS)?;
                for turn in 0..SYNCS {
                    let within = part.mul_f64(dice.below(1_000) as f64 / 1_000.0);
                    tokio::time::sleep_until(begin + part * u32::try_from(turn)? + within).await;
                    let _socket = sockets.acquire().await?;
                    // The first sync of the day only fetches the area, because a phone must know a
                    // door to visit it.
                    let entries = match turn {
                        0 => Vec::new(),
                        _ => phone.batch(BATCH, &skills),
                    };
                    let begun = Instant::now();
                    later += send(&mut phone, entries).await?;
                    waits.push(milliseconds(begun.elapsed()));
                    phone.hang_up();
                }
                anyhow::Ok((waits, later))
            })
        })
        .collect();
    let mut told = DayCounts {
        waits: Histogram::new(3)?,
        operations: 0,
        later: 0,
    };
    for task in tasks {
        let (waits, later) = task.await?.context("a member's day")?;
        told.operations += BATCH * (SYNCS - 1);
        told.later += later;
        for wait in waits {
            told.waits.record((wait * 1_000.0) as u64)?;
        }
    }
    Ok(told)
}

/// Syncs until all is sent and fetched; gives how often the server answered 503.
async fn send(phone: &mut Phone, mut entries: Vec<domain::Entry>) -> anyhow::Result<usize> {
    let mut later = 0;
    loop {
        match phone.try_sync(entries.clone()).await? {
            Synced::Done(told, _) if told.more => entries.clear(),
            Synced::Done(..) => return Ok(later),
            Synced::Later(seconds) => {
                later += 1;
                ensure!(later < TRIES, "turned away {later} times");
                tokio::time::sleep(Duration::from_secs(seconds)).await;
            }
        }
    }
}
