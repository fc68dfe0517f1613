//! Measures a real server over HTTP and tells each figure beside its budget.
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
    /// The binary `tungnha`.
    #[arg(long)]
    server: PathBuf,
    /// On a private PostgreSQL server instead of SQLite.
    #[arg(long)]
    postgres: bool,
    /// A short look: smaller worlds, a few seconds each, once.
    #[arg(long)]
    quick: bool,
    /// Only this measurement: operations, first-sync, crowd, board, import, codes,
    /// growth, day.
    #[arg(long)]
    only: Option<String>,
    #[arg(long, default_value_t = 16)]
    communes: usize,
    /// Of the operations, only with this many phones: 1, 8 or 64.
    #[arg(long)]
    phones: Option<usize>,
    /// Of the operations, only in batches of this size: 1, 10 or 100.
    #[arg(long)]
    batch: Option<usize>,
    /// Seconds of each run under load.
    #[arg(long)]
    seconds: Option<u64>,
    /// Runs of which the middle is told.
    #[arg(long)]
    times: Option<usize>,
    /// Figures measured elsewhere, as JSON, told in the same table.
    #[arg(long)]
    with: Vec<PathBuf>,
    /// Write the figures as JSON too.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Measure nothing: make an area of so many households in this folder, print the enrolment
    /// code of its phone, and stop.
    #[arg(long, requires = "households")]
    area: Option<PathBuf>,
    #[arg(long)]
    households: Option<usize>,
    /// Measure nothing: kill the server under load so many times, and look what is left.
    #[arg(long)]
    kill: Option<usize>,
    /// Kill not the server but `tungnha restore`.
    #[arg(long, requires = "kill")]
    restore: bool,
    /// What decides when it is killed.
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

/// Prints as they come: a long run shows what it knows.
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
