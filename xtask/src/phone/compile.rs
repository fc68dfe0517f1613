//! Compiles a binary of the crate `phone` to WebAssembly and makes its JavaScript glue, in process.

use crate::output;
use anyhow::{Context, Result, bail};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// A compiled program: what runs and what connects it to the page.
#[derive(Debug)]
pub struct Program {
    pub wasm: Vec<u8>,
    pub script: Vec<u8>,
}

/// Adds the WebAssembly target where rustup does not have it yet; says what to do where there is no rustup.
pub fn add_target() -> Result<()> {
    let sysroot = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output();
    if let Ok(found) = sysroot {
        let folder = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        if !folder.is_empty() && std::path::Path::new(&folder).is_dir() {
            return Ok(());
        }
    }
    output::run(
        "rustup target add wasm32-unknown-unknown",
        Command::new("rustup").args(["target", "add", TARGET]).current_dir(output::workspace()),
    )
    .context("the phone app needs Rust's WebAssembly target; install rustup, or this target with your Rust")
}

/// Compiles the binary `name` of the crate `phone`.
pub fn compile(name: &str, profile: &str) -> Result<Program> {
    output::run(
        &format!("compile {name} for the browser ({profile})"),
        output::cargo(&["build", "--package", "phone", "--bin", name]).args([
            "--target",
            TARGET,
            "--profile",
            profile,
        ]),
    )?;
    let compiled = output::target()
        .join(TARGET)
        .join(profile)
        .join(format!("{name}.wasm"));
    let mut made = Bindgen::new()
        .input_path(&compiled)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("wasm-bindgen on {}", compiled.display()))?;
    let brings_scripts = made.snippets().values().any(|scripts| !scripts.is_empty());
    if brings_scripts || !made.local_modules().is_empty() {
        bail!("{name} brings JavaScript files of its own, which the bundle does not carry");
    }
    let script = made.js().as_bytes().to_vec();
    Ok(Program {
        wasm: made.wasm_mut().emit_wasm(),
        script,
    })
}
