//! Runs the simulation: `--seeds N --from N` for a range, `--seed X` to replay one, `--break RULE`
//! to break a rule on purpose, `--database postgres` for the other engine.
use simulation::{Broken, Home, run_in};
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let place = arguments.iter().position(|it| it == name)?;
        arguments.get(place + 1).cloned()
    };
    let number = |name: &str| value(name).and_then(|text| text.parse::<u64>().ok());
    let broken = match value("--break") {
        Some(rule) => match Broken::parse(&rule) {
            Some(broken) => Some(broken),
            None => {
                eprintln!("--break: {}", Broken::ALL.map(Broken::name).join(", "));
                return ExitCode::FAILURE;
            }
        },
        None => None,
    };
    let postgres = value("--database").is_some_and(|it| it == "postgres");
    let replay = number("--seed");
    let from = replay.or_else(|| number("--from")).unwrap_or(0);
    let count = if replay.is_some() {
        1
    } else {
        number("--seeds").unwrap_or(2_000)
    };
    let began = Instant::now();
    let mut failed = 0;
    for seed in from..from + count {
        let (home, other) = match postgres {
            true => (Home::postgres(seed), " --database postgres"),
            false => (Home::of(seed), ""),
        };
        if let Err(what) = run_in(home, seed, broken, replay.is_some()) {
            failed += 1;
            println!("{what}replay: cargo xtask sim --seed {seed}{other}");
            if failed >= 5 {
                break;
            }
        }
    }
    println!(
        "simulation: {count} seeds from {from}, {failed} failing, {:.1} s",
        began.elapsed().as_secs_f32()
    );
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
