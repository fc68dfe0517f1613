//! `cargo xtask dist`: the optimised binary with the phone app inside.

use crate::{output, phone};
use anyhow::Result;
use std::path::PathBuf;

/// Builds the phone app for size, then the server with it inside.
pub fn build() -> Result<PathBuf> {
    let phone = phone::build(phone::Use::Shipping)?;
    let arguments = [
        "build",
        "--package",
        "server",
        "--bin",
        "tungnha",
        "--release",
        "--features",
        "embedded,pdf",
    ];
    let mut command = output::cargo(&arguments);
    output::run(
        "compile the server with the phone app inside",
        command.env("TUNGNHA_PHONE_DIST", phone),
    )?;
    Ok(output::target().join("release").join("tungnha"))
}
