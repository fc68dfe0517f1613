//! Durable operations per second: phones send batch after batch and wait for each receipt.
use super::{Effort, runtime};
use crate::phone::Phone;
use crate::server::Server;
use crate::table::{Figure, median};
use crate::world::{Past, Seat, Shape, World, skills};
use anyhow::Context;
use hdrhistogram::Histogram;
use std::time::{Duration, Instant};

/// Those with a budget come first, while the households still have their starting size.
const PHONES: [usize; 3] = [64, 8, 1];
const BATCHES: [usize; 3] = [10, 1, 100];
/// Households in the area of each phone.
const HOUSEHOLDS: usize = 100;
const QUICK_HOUSEHOLDS: usize = 30;

pub fn measure(effort: &Effort) -> anyhow::Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let most = PHONES[0];
    let shape = Shape {
        communes: effort.communes,
        teams: most.div_ceil(effort.communes),
        phones: 1,
        households: if effort.quick {
            QUICK_HOUSEHOLDS
        } else {
            HOUSEHOLDS
        },
        past: Past::FULL,
    };
    let store = effort.server.open(folder.path())?;
    let world = World::make(&store, &shape)?;
    drop(store);
    let filled = crate::rate(world.entries, world.took);
    eprintln!(
        "  {} households of {} bytes in {} communes, made of {} entries at {filled:.0}/s",
        world.households,
        world.household_bytes(),
        shape.communes,
        world.entries
    );
    let server = effort.server.serve(folder.path())?;
    let (idle_mb, _) = server.memory_mb()?;
    let mut figures = vec![
        Figure::new(
            "filling in process, 500 entries a piece",
            filled,
            "entries/s",
        ),
        Figure::new(
            "household before, JSON",
            world.household_bytes() as f64,
            "B",
        ),
    ];
    let runtime = runtime()?;
    let mut phones = runtime.block_on(ready(&world.seats, shape.teams, &server))?;
    for count in PHONES.into_iter().filter(|it| wanted(effort.phones, *it)) {
        for batch in BATCHES.into_iter().filter(|it| wanted(effort.batch, *it)) {
            let mut runs = Vec::new();
            for _ in 0..effort.times {
                let some = phones.drain(..count).collect();
                let (back, figures) =
                    runtime.block_on(run(some, batch, effort.duration(), &server))?;
                phones.extend(back);
                runs.push(figures);
            }
            figures.extend(median(runs));
        }
    }
    let (_, busy_mb) = server.memory_mb()?;
    figures.push(Figure::new("server's memory before any request", idle_mb, "MB").at_most(64.0));
    figures
        .push(Figure::new("server's memory at most under this load", busy_mb, "MB").at_most(256.0));
    drop((phones, runtime));
    server.stop()?;
    Ok(figures)
}

fn wanted(only: Option<usize>, it: usize) -> bool {
    only.is_none_or(|only| only == it)
}

/// Makes phones that have downloaded their area. They are ordered by turns of the communes, so that
/// the first eight are not all of one commune.
pub async fn ready(seats: &[Seat], teams: usize, server: &Server) -> anyhow::Result<Vec<Phone>> {
    let mut phones = Vec::new();
    for turn in 0..teams {
        for seat in seats.iter().skip(turn).step_by(teams) {
            let mut phone = Phone::new(seat.clone(), &server.address, phones.len());
            phone.catch_up().await?;
            phones.push(phone);
        }
    }
    Ok(phones)
}

/// Lets all phones send batches for the duration. Gives them back with the figures, the rate first.
pub async fn run(
    phones: Vec<Phone>,
    batch: usize,
    duration: Duration,
    server: &Server,
) -> anyhow::Result<(Vec<Phone>, Vec<Figure>)> {
    let count = phones.len();
    let (processor, begun) = (server.processor_s()?, Instant::now());
    let end = begun + duration;
    let tasks: Vec<_> = phones
        .into_iter()
        .map(|phone| tokio::spawn(send_until(phone, batch, end)))
        .collect();
    let mut waits = Histogram::<u64>::new(3)?;
    let mut back = Vec::new();
    for task in tasks {
        let (phone, own) = task.await??;
        waits.add(own)?;
        back.push(phone);
    }
    let operations = waits.len() * batch as u64;
    let took = begun.elapsed();
    let name = format!("{count:>2} phones, batches of {batch:>3}");
    let rate = operations as f64 / took.as_secs_f64();
    let ms = |quantile| waits.value_at_quantile(quantile) as f64 / 1_000.0;
    let processor = (server.processor_s()? - processor) * 1e6 / operations.max(1) as f64;
    let mut figures = vec![
        Figure::new(format!("{name}: durable operations"), rate, "/s"),
        Figure::new(format!("{name}: p50"), ms(0.5), "ms"),
        Figure::new(format!("{name}: p99"), ms(0.99), "ms"),
        Figure::new(format!("{name}: server's processor"), processor, "µs/op"),
    ];
    if let Some((least, most_ms)) = budget(count, batch, server.on_postgres) {
        figures[0] = figures[0].clone().at_least(least);
        figures[2] = figures[2].clone().at_most(most_ms);
    }
    Ok((back, figures))
}

fn budget(phones: usize, batch: usize, on_postgres: bool) -> Option<(f64, f64)> {
    match (phones, batch) {
        (64, 1) => Some((3_000.0, 100.0)),
        (64, 10) if on_postgres => Some((6_000.0, 250.0)),
        (64, 10) => Some((10_000.0, 250.0)),
        _ => None,
    }
}

async fn send_until(
    mut phone: Phone,
    batch: usize,
    end: Instant,
) -> anyhow::Result<(Phone, Histogram<u64>)> {
    let skills = skills();
    let mut waits = Histogram::<u64>::new(3)?;
    while Instant::now() < end {
        let entries = phone.batch(batch, &skills);
        let begun = Instant::now();
        phone.sync(entries).await.context("a batch")?;
        waits.record(u64::try_from(begun.elapsed().as_micros())?)?;
    }
    Ok((phone, waits))
}
