//! The first download of a team's area, and a sync with nothing new.
use super::{Effort, milliseconds, percentile, runtime};
use crate::phone::Phone;
use crate::table::Figure;
use crate::world::{Past, Shape, World};
use std::time::Instant;

pub const AREA: Shape = Shape {
    communes: 1,
    teams: 1,
    phones: 1,
    households: 1_500,
    past: Past::MIDWAY,
};

pub fn measure(effort: &Effort) -> anyhow::Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let store = effort.server.open(folder.path())?;
    let world = World::make(&store, &AREA)?;
    drop(store);
    let server = effort.server.serve(folder.path())?;
    let (firsts, empties) = if effort.quick { (10, 200) } else { (60, 2_000) };
    let figures = runtime()?.block_on(async {
        let mut phone = Phone::new(world.seats[0].clone(), &server.address, 0);
        let mut size = (0, 0, 0);
        let mut waits = Vec::new();
        let processor = server.processor_s()?;
        for _ in 0..firsts {
            phone.forget();
            let begun = Instant::now();
            size = phone.catch_up().await?;
            waits.push(milliseconds(begun.elapsed()));
        }
        let processor_ms = (server.processor_s()? - processor) * 1e3 / f64::from(firsts);
        let (requests, bytes, records) = size;
        let (mut nothing, mut empty_bytes) = (Vec::new(), 0);
        for _ in 0..empties {
            let begun = Instant::now();
            let (_, answer) = phone.sync(Vec::new()).await?;
            nothing.push(milliseconds(begun.elapsed()));
            empty_bytes = answer.wire.len();
        }
        let name = "first sync of 1,500 households";
        anyhow::Ok(vec![
            Figure::new(format!("{name}: records"), records as f64, ""),
            Figure::new(
                format!("{name}: JSON before compression"),
                world.record_bytes as f64 / 1e3,
                "kB",
            ),
            Figure::new(format!("{name}: on the wire"), bytes as f64 / 1e3, "kB").at_most(400.0),
            Figure::new(format!("{name}: requests"), requests as f64, "").at_most(3.0),
            Figure::new(format!("{name}: server's processor"), processor_ms, "ms"),
            Figure::new(
                format!("{name}: all pages, p50"),
                percentile(&mut waits, 50),
                "ms",
            ),
            Figure::new(
                format!("{name}: all pages, p95"),
                percentile(&mut waits, 95),
                "ms",
            )
            .at_most(150.0),
            Figure::new(
                "sync with nothing new: body on the wire",
                empty_bytes as f64,
                "B",
            )
            .at_most(600.0),
            Figure::new(
                "sync with nothing new: p50",
                percentile(&mut nothing, 50),
                "ms",
            )
            .at_most(1.0),
            Figure::new(
                "sync with nothing new: p95",
                percentile(&mut nothing, 95),
                "ms",
            ),
        ])
    })?;
    server.stop()?;
    Ok(figures)
}
