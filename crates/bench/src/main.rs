//! Measures a real server over HTTP and prints each figure beside its budget.
mod dice;
mod http;
mod kill;
mod measure;
mod phone;
mod server;
mod table;
mod world;

use anyhow::Context;
use clap::Parser;
use measure::Effort;
use private_postgres::PrivatePostgres;
use server::Binary;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use table::Figure;

#[derive(Debug, Parser)]
#[command(about = "Measure a real server over HTTP")]
struct Options {
    /// Path of the binary `tungnha`.
    #[arg(long)]
    server: PathBuf,
    /// Use a private PostgreSQL server instead of SQLite.
    #[arg(long)]
    postgres: bool,
    /// A short run: smaller worlds, a few seconds each, once.
    #[arg(long)]
    quick: bool,
    /// Run only this measurement: operations, first-sync, crowd, board, import, codes, sizes,
    /// growth, day.
    #[arg(long)]
    only: Option<String>,
    #[arg(long, default_value_t = 16)]
    communes: usize,
    /// Measure operations with this many phones only: 1, 8 or 64.
    #[arg(long)]
    phones: Option<usize>,
    /// Measure operations in batches of this size only: 1, 10 or 100.
    #[arg(long)]
    batch: Option<usize>,
    /// Seconds of each run under load.
    #[arg(long)]
    seconds: Option<u64>,
    /// How often each run is repeated; the median is reported.
    #[arg(long)]
    times: Option<usize>,
    /// JSON files of figures measured elsewhere, printed in the same table.
    #[arg(long)]
    with: Vec<PathBuf>,
    /// Write the figures to this file as JSON too.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Measure nothing: make an area of `--households` in this folder, print the enrolment code of
    /// its phone, and stop.
    #[arg(long, requires = "households")]
    area: Option<PathBuf>,
    #[arg(long)]
    households: Option<usize>,
    /// Measure nothing: kill the server under load this many times, and check what is left.
    #[arg(long)]
    kill: Option<usize>,
    /// Kill `tungnha restore` instead of the server.
    #[arg(long, requires = "kill")]
    restore: bool,
    /// Decides when it is killed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    if let (Some(folder), Some(households)) = (&options.area, options.households) {
        println!("{}", make_area(folder, households)?);
        return Ok(());
    }
    let server = Binary {
        path: options.server.clone(),
        postgres: match options.postgres {
            true => Some(Arc::new(PrivatePostgres::start_durable()?)),
            false => None,
        },
    };
    if let Some(times) = options.kill {
        let told = match options.restore {
            true => kill::restore::run(&server, times, options.seed)?,
            false => kill::run(&server, times, options.seed)?,
        };
        println!("{told}");
        return Ok(());
    }
    let effort = Effort {
        server,
        communes: options.communes.clamp(1, 1_000),
        phones: options.phones,
        batch: options.batch,
        seconds: options
            .seconds
            .unwrap_or(if options.quick { 3 } else { 60 }),
        times: options.times.unwrap_or(if options.quick { 1 } else { 3 }),
        quick: options.quick,
    };
    let mut figures = Vec::new();
    for (name, measure) in measure::ALL {
        if options.only.as_deref().is_none_or(|only| only == *name) {
            eprintln!("· measure {name}");
            tell(&mut figures, measure(&effort).context(*name)?);
        }
    }
    for file in &options.with {
        let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
        tell(&mut figures, serde_json::from_str(&text)?);
    }
    if let Some(file) = &options.json {
        std::fs::write(file, serde_json::to_string_pretty(&figures)?)?;
    }
    Ok(())
}

/// Prints figures as they are measured, so that a long run shows its results early.
fn tell(all: &mut Vec<Figure>, figures: Vec<Figure>) {
    for figure in &figures {
        println!("{}", figure.line());
    }
    all.extend(figures);
}

fn make_area(folder: &Path, households: usize) -> anyhow::Result<String> {
    let shape = world::Shape {
        households,
        ..measure::AREA
    };
    let store = Store::open(folder)?;
    let world = world::World::make(&store, &shape)?;
    world::enrolment_code(&store, &world.seats[0])
}

fn rate(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64().max(1e-9)
}
