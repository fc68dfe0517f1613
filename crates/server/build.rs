//! Embeds the built phone app if the feature `embedded` is on. `TUNGNHA_PHONE_DIST` names its
//! folder.
#![expect(
    clippy::unwrap_used,
    reason = "a build that cannot go on stops and says where"
)]

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-env-changed=TUNGNHA_PHONE_DIST");
    let mut list = String::new();
    if env::var_os("CARGO_FEATURE_EMBEDDED").is_some() {
        let folder = env::var("TUNGNHA_PHONE_DIST").expect(
            "`cargo xtask dist` builds the phone app and names its folder in TUNGNHA_PHONE_DIST",
        );
        println!("cargo::rerun-if-changed={folder}");
        let folder = fs::canonicalize(folder).expect("TUNGNHA_PHONE_DIST names a folder");
        add(&folder, &folder, &mut list);
    }
    let out = Path::new(&env::var("OUT_DIR").unwrap()).join("embedded.rs");
    fs::write(out, format!("&[{list}]")).unwrap();
}

fn add(root: &Path, folder: &Path, list: &mut String) {
    let files = fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            add(root, &path, list);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap();
            writeln!(list, "({name:?}, include_bytes!({path:?})),").unwrap();
        }
    }
}
