//! The board of one commune after a hundred thousand and after a million visits.
use super::{Effort, milliseconds, percentile, runtime};
use crate::http::Connection;
use crate::server::{OFFICER, PASSWORD, Server};
use crate::table::Figure;
use crate::world::{self, Filler, Past, Seat, Shape, Story, World, visited};
use anyhow::{Context, ensure};
use domain::{Day, Millis};
use hyper::StatusCode;
use std::time::Instant;
use store::Store;

/// As in a large commune.
const VILLAGES: usize = 10;
const WEEKS: i32 = 16;
pub const BOARD: (&str, &str) = (OFFICER, "/van-phong/bang");

pub fn measure(effort: &Effort) -> anyhow::Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let commune = world::commune(0);
    effort
        .server
        .add_account(folder.path(), commune.as_str(), OFFICER)?;
    let households = if effort.quick { 100 } else { 800 };
    let shape = Shape {
        communes: 1,
        teams: VILLAGES,
        phones: 1,
        households,
        past: Past::MIDWAY,
    };
    let store = effort.server.open(folder.path())?;
    let world = World::make(&store, &shape)?;
    drop(store);
    let steps: &[usize] = if effort.quick {
        &[20_000]
    } else {
        &[100_000, 1_000_000]
    };
    let mut visits = 0;
    let mut figures = Vec::new();
    for step in steps {
        let store = effort.server.open(folder.path())?;
        let begun = Instant::now();
        visit(&store, &world.seats, step - visits)?;
        let filled = crate::rate(step - visits, begun.elapsed());
        let size = size_mb(&store)?;
        drop(store);
        visits = *step;
        let server = effort.server.serve(folder.path())?;
        let mut waits = runtime()?.block_on(ask(&server, BOARD, 50))?;
        let name = format!("board after {visits} visits");
        figures.extend([
            Figure::new(format!("{name}: visits appended in process"), filled, "/s"),
            Figure::new(format!("{name}: database"), size, "MB"),
            Figure::new(format!("{name}: p50"), percentile(&mut waits, 50), "ms").at_most(20.0),
            Figure::new(format!("{name}: p95"), percentile(&mut waits, 95), "ms"),
        ]);
        server.stop()?;
    }
    Ok(figures)
}

/// Appends visits spread over doors and weeks in the order of time, so that each week ends as it
/// would in use.
pub fn visit(store: &Store, seats: &[Seat], count: usize) -> anyhow::Result<()> {
    let doors: usize = seats.iter().map(|seat| seat.doors.len()).sum();
    let weeks = usize::try_from(WEEKS)?;
    let rounds = count.div_ceil(doors * weeks);
    let begin = world::now().day().plus(-7 * WEEKS);
    let mut filler = Filler::new(store);
    let mut left = count;
    for week in 0..WEEKS {
        let day: Day = begin.plus(7 * week);
        for seat in seats {
            for door in seat.doors.iter() {
                let at = Millis(day.start().0 + 9 * 60 * Millis::MINUTE);
                let seed = u64::try_from(left)? ^ at.0.cast_unsigned();
                let mut story = Story::new(&seat.commune, &seat.account, at).seeded(seed);
                for round in 0..rounds.min(left) {
                    story.add(visited(door, round % door.residents.len()));
                }
                left -= rounds.min(left);
                filler.append(story.told())?;
            }
        }
    }
    filler.done()?;
    ensure!(left == 0, "{left} visits were not made");
    Ok(())
}

/// Signs in and opens a page `times` times; gives the milliseconds of each.
pub async fn ask(
    server: &Server,
    (who, path): (&str, &str),
    times: usize,
) -> anyhow::Result<Vec<f64>> {
    let mut connection = Connection::new(&server.address);
    let form = format!("name={who}&password={PASSWORD}");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let answer = connection.post("/vao", &headers, form.into()).await?;
    let cookie = answer.header("set-cookie").context("no session")?;
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let mut waits = Vec::new();
    for _ in 0..times {
        let begun = Instant::now();
        let answer = connection.get(path, &cookie).await?;
        waits.push(milliseconds(begun.elapsed()));
        ensure!(answer.status == StatusCode::OK, "{path}: {}", answer.status);
    }
    Ok(waits)
}

/// The size of the database on disk in MB, on either engine.
pub fn size_mb(store: &Store) -> anyhow::Result<f64> {
    let bytes = store.read(|rows| rows.size_bytes())?;
    Ok(bytes as f64 / 1e6)
}
