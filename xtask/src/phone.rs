//! `cargo xtask phone`: builds the crate `phone` into a folder that any web server can serve under
//! `/app/`.

mod bundle;
mod compile;

use crate::{
    demo,
    output::{self, Together},
};
use anyhow::{Context, Result, bail};
use bundle::{Bundle, Part};
pub use compile::add_target;
use std::{fs, path::PathBuf, process::Command};

#[derive(Debug, clap::Args)]
pub struct Options {
    /// Build quickly but large, for development and tests.
    #[arg(long)]
    quick: bool,
}

/// What the app is built for.
#[derive(Clone, Copy, Debug)]
pub enum Use {
    /// Small, for downloading to phones.
    Shipping,
    /// Quick to build again after a change.
    Working,
    /// Quick to build once.
    Demonstration,
}

impl Use {
    fn profile(self) -> &'static str {
        match self {
            Use::Shipping => "phone",
            Use::Working => "quick",
            Use::Demonstration => demo::PROFILE,
        }
    }

    fn brotli_quality(self) -> u32 {
        match self {
            Use::Shipping => 11,
            Use::Working | Use::Demonstration => 5,
        }
    }
}

pub fn run(options: &Options) -> Result<PathBuf> {
    build(match options.quick {
        true => Use::Working,
        false => Use::Shipping,
    })
}

/// Builds everything and returns the folder.
///
/// The order matters: names carry hashes, so a file is added after the files that it names.
pub fn build(for_what: Use) -> Result<PathBuf> {
    add_target()?;
    let app = compile::compile(for_what.profile())?;

    eprintln!("· hash, expand and compress");
    let mut bundle = Bundle::new(for_what.brotli_quality());
    bundle.add(Part::Shell, "icon.svg", asset("icon.svg")?)?;
    for name in ["icon-192.png", "icon-512.png"] {
        bundle.add(Part::Pack, name, asset(name)?)?;
    }
    for part in app.parts {
        bundle.add(Part::Pack, &part.name, part.wasm)?;
    }
    bundle.add(Part::Pack, "lessons.json", lessons(for_what)?)?;
    bundle.add(Part::Pack, "later.css", asset("later.css")?)?;
    bundle.add(Part::Shell, "phone.css", stylesheet()?)?;
    bundle.add(Part::Shell, "phone.wasm", app.wasm)?;
    bundle.add_text(Part::Shell, "phone.js", &app.script)?;
    bundle.add_text(Part::Shell, "floor.js", &asset_text("floor.js")?)?;
    bundle.add_text(Part::Shell, "start.js", &asset_text("start.js")?)?;
    bundle.add_text(
        Part::Shell,
        "app.webmanifest",
        &asset_text("app.webmanifest")?,
    )?;
    bundle.add_text(Part::Shell, "index.html", &asset_text("index.html")?)?;

    let dist = output::target().join("phone-dist");
    bundle.write(&dist, &asset_text("service-worker.js")?)?;
    Ok(dist)
}

/// The shared design tokens and the phone's own rules in one file, which saves a request on a slow
/// line.
fn stylesheet() -> Result<Vec<u8>> {
    let tokens = output::workspace().join("crates/server/assets/tokens.css");
    let mut css = fs::read(&tokens).with_context(|| tokens.display().to_string())?;
    css.extend(asset("phone.css")?);
    Ok(css)
}

/// All teaching cards with their drawings in one file, which takes one request after the first
/// sync.
///
/// Another program writes it, so that `xtask` is not compiled again whenever a card changes.
fn lessons(for_what: Use) -> Result<Vec<u8>> {
    let folder = match for_what {
        Use::Demonstration => demo::compile()?,
        Use::Shipping | Use::Working => {
            output::compile(Together::Whole, "quick", &[("lessons", "lessons-json")])?
        }
    };
    let written = Command::new(folder.join("lessons-json"))
        .output()
        .context("lessons-json")?;
    if !written.status.success() {
        bail!("lessons-json: {}", written.status);
    }
    Ok(written.stdout)
}

fn asset(name: &str) -> Result<Vec<u8>> {
    let path = output::workspace().join("crates/phone/assets").join(name);
    fs::read(&path).with_context(|| path.display().to_string())
}

fn asset_text(name: &str) -> Result<String> {
    String::from_utf8(asset(name)?).with_context(|| format!("{name} is not UTF-8"))
}
