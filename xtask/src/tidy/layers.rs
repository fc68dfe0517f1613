//! Checks that dependencies point one way, and that pure crates reach no database, HTTP or clock.

use crate::output;
use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// For each crate, the other crates of the project that it may use.
const ALLOWED: &[(&str, &[&str])] = &[
    ("vietnamese", &[]),
    ("vietqr", &[]),
    ("words", &[]),
    ("domain", &["vietnamese", "words"]),
    ("lessons", &["domain", "vietnamese"]),
    ("sync", &["domain"]),
    ("private-postgres", &[]),
    ("store", &["domain", "sync"]),
    ("import", &["domain", "vietnamese", "words"]),
    ("reports", &["domain", "vietnamese", "words"]),
    (
        "server",
        &[
            "domain",
            "import",
            "lessons",
            "reports",
            "store",
            "sync",
            "vietnamese",
            "vietqr",
            "words",
        ],
    ),
    (
        "phone",
        &["domain", "lessons", "sync", "vietnamese", "vietqr", "words"],
    ),
    (
        "simulation",
        &["domain", "private-postgres", "store", "sync"],
    ),
    (
        "bench",
        &["domain", "private-postgres", "store", "sync", "vietqr"],
    ),
    ("xtask", &[]),
];

const PURE: &[&str] = &["vietnamese", "vietqr", "words", "domain", "lessons", "sync"];

/// Packages that a pure crate may not depend on, directly or through others.
const IMPURE: &[&str] = &[
    "axum",
    "chrono",
    "getrandom",
    "hyper",
    "jiff",
    "js-sys",
    "rand",
    "rusqlite",
    "time",
    "tokio",
    "web-sys",
];

pub fn problems() -> Result<Vec<String>> {
    let used = dependencies()?;
    let mut problems = Vec::new();
    for (name, allowed) in ALLOWED {
        let Some(direct) = used.get(*name) else {
            continue;
        };
        for other in ALLOWED.iter().map(|(other, _)| *other) {
            if direct.contains(other) && !allowed.contains(&other) {
                problems.push(format!("crates/{name} may not depend on {other}"));
            }
        }
    }
    for name in PURE {
        for impure in reached(&used, name)
            .iter()
            .filter(|it| IMPURE.contains(&it.as_str()))
        {
            problems.push(format!("crates/{name} is pure and may not reach {impure}"));
        }
    }
    Ok(problems)
}

fn reached(used: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut next = vec![from.to_owned()];
    while let Some(name) = next.pop() {
        for other in used.get(&name).into_iter().flatten() {
            if seen.insert(other.clone()) {
                next.push(other.clone());
            }
        }
    }
    seen
}

/// Dependencies by package name, without those for tests and builds, as resolved for the browser.
fn dependencies() -> Result<BTreeMap<String, BTreeSet<String>>> {
    let arguments = [
        "metadata",
        "--format-version",
        "1",
        "--filter-platform",
        "wasm32-unknown-unknown",
    ];
    let out = output::cargo(&arguments)
        .output()
        .context("cargo metadata")?;
    let metadata: Value = serde_json::from_slice(&out.stdout).context("cargo metadata")?;
    let packages = metadata["packages"].as_array().context("packages")?;
    let names: BTreeMap<&str, &str> = packages
        .iter()
        .filter_map(|it| Some((it["id"].as_str()?, it["name"].as_str()?)))
        .collect();
    let mut used = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array().context("nodes")? {
        let name = node["id"]
            .as_str()
            .and_then(|id| names.get(id))
            .context("name")?;
        let ordinary = node["deps"].as_array().into_iter().flatten().filter(|dep| {
            dep["dep_kinds"]
                .as_array()
                .into_iter()
                .flatten()
                .any(|kind| kind["kind"].is_null())
        });
        let ordinary = ordinary.filter_map(|dep| names.get(dep["pkg"].as_str()?));
        used.insert(
            (*name).to_owned(),
            ordinary.map(|name| (*name).to_owned()).collect(),
        );
    }
    Ok(used)
}
