//! What slows down as the log grows from nothing to ten million visits.
use super::{Effort, board, milliseconds, operations, percentile, runtime};
use crate::phone::Phone;
use crate::server::{OFFICER, Server};
use crate::table::Figure;
use crate::world::{self, Past, Shape, World};
use anyhow::ensure;
use std::path::Path;
use std::time::Instant;

const STEPS: [usize; 4] = [0, 100_000, 1_000_000, 10_000_000];
const QUICK_STEPS: [usize; 2] = [0, 20_000];
/// The share of the rate with an empty log that must be left at each step.
const KEPT_RATE: f64 = 0.8;
const PHONES: usize = 64;
const BATCH: usize = 10;

pub fn measure(effort: &Effort) -> anyhow::Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let commune = world::commune(0);
    effort
        .server
        .add_account(folder.path(), commune.as_str(), OFFICER)?;
    let shape = Shape {
        communes: effort.communes,
        teams: PHONES.div_ceil(effort.communes),
        phones: 1,
        households: if effort.quick { 30 } else { 1_000 },
        // All households have consented, so phones may record skills at any door.
        past: Past {
            opened_percent: 100,
            ..Past::MIDWAY
        },
    };
    let store = effort.server.open(folder.path())?;
    let world = World::make(&store, &shape)?;
    drop(store);
    let steps: &[usize] = if effort.quick { &QUICK_STEPS } else { &STEPS };
    let (mut visits, mut empty_rate) = (0, None);
    let mut figures = Vec::new();
    for step in steps {
        let name = format!("after {step} visits");
        let store = effort.server.open(folder.path())?;
        let begun = Instant::now();
        board::visit(&store, &world.seats, step - visits)?;
        if *step > 0 {
            let filled = crate::rate(step - visits, begun.elapsed());
            figures.push(Figure::new(
                format!("{name}: appended in process"),
                filled,
                "/s",
            ));
        }
        drop(store);
        visits = *step;
        let server = effort.server.serve(folder.path())?;
        let rate = rate(effort, &server, &world, &shape)?;
        let least = KEPT_RATE * *empty_rate.get_or_insert(rate.value);
        figures.push(Figure {
            what: format!("{name}: durable operations, {PHONES} phones"),
            ..rate.at_least(least)
        });
        figures.extend(pages(&server, &world, &name)?);
        server.stop()?;
        let size = board::size_mb(&effort.server.open(folder.path())?)?;
        figures.push(Figure::new(format!("{name}: database"), size, "MB"));
        // Shown at once, because the next step takes minutes.
        let told = figures.iter().filter(|it| it.what.starts_with(&name));
        told.for_each(|it| eprintln!("  {}", it.line()));
    }
    figures.push(verify(effort, folder.path())?);
    Ok(figures)
}

fn rate(effort: &Effort, server: &Server, world: &World, shape: &Shape) -> anyhow::Result<Figure> {
    let figures = runtime()?.block_on(async {
        let phones = operations::ready(&world.seats, shape.teams, server).await?;
        let (_, figures) = operations::run(phones, BATCH, effort.duration(), server).await?;
        anyhow::Ok(figures)
    })?;
    let rate = figures.into_iter().next();
    rate.ok_or_else(|| anyhow::anyhow!("a run measures its rate"))
}

/// Times one commune's board, first sync and empty sync while all the others have their data too.
fn pages(server: &Server, world: &World, name: &str) -> anyhow::Result<[Figure; 3]> {
    runtime()?.block_on(async {
        let mut boards = board::ask(server, board::BOARD, 50).await?;
        let mut phone = Phone::new(world.seats[0].clone(), &server.address, 0);
        let (mut firsts, mut empties) = (Vec::new(), Vec::new());
        for _ in 0..10 {
            phone.forget();
            let begun = Instant::now();
            phone.catch_up().await?;
            firsts.push(milliseconds(begun.elapsed()));
        }
        for _ in 0..200 {
            let begun = Instant::now();
            phone.sync(Vec::new()).await?;
            empties.push(milliseconds(begun.elapsed()));
        }
        let figure = |what: &str, values: &mut Vec<f64>| {
            Figure::new(format!("{name}: {what}"), percentile(values, 50), "ms")
        };
        Ok([
            figure("a commune's board, p50", &mut boards).at_most(20.0),
            figure("first sync of an area, p50", &mut firsts).at_most(150.0),
            figure("sync with nothing new, p50", &mut empties).at_most(1.0),
        ])
    })
}

/// Counts everything again from the log and compares.
fn verify(effort: &Effort, folder: &Path) -> anyhow::Result<Figure> {
    let store = effort.server.open(folder)?;
    let begun = Instant::now();
    let found = store.verify_all()?;
    ensure!(found.is_empty(), "verify: {:?}", found.first());
    let took = begun.elapsed().as_secs_f64();
    Ok(Figure::new("at last: verified, nothing differs", took, "s"))
}
