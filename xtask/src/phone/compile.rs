//! Compiles the phone app to WebAssembly, cuts off the parts that load later and makes its
//! JavaScript.

use crate::output;
use anyhow::{Context, Result, anyhow, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use walrus::ModuleConfig;
use wasm_bindgen_cli_support::Bindgen;

const TARGET: &str = "wasm32-unknown-unknown";

/// The compiled app: its main module, the script that connects it to the page, and the parts that
/// are fetched later.
#[derive(Debug)]
pub struct Program {
    pub wasm: Vec<u8>,
    /// Refers to the parts as `{{part.wasm}}`.
    pub script: String,
    pub parts: Vec<Part>,
}

#[derive(Debug)]
pub struct Part {
    pub name: String,
    pub wasm: Vec<u8>,
}

/// Adds the WebAssembly target if the toolchain lacks it; without rustup, the error says what to
/// do.
pub fn add_target() -> Result<()> {
    let sysroot = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", TARGET])
        .output();
    if let Ok(found) = sysroot {
        let folder = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        if !folder.is_empty() && Path::new(&folder).is_dir() {
            return Ok(());
        }
    }
    output::run(
        "rustup target add wasm32-unknown-unknown",
        Command::new("rustup").args(["target", "add", TARGET]).current_dir(output::workspace()),
    )
    .context("the phone app needs Rust's WebAssembly target; install rustup, or this target with your Rust")
}

/// Compiles the crate `phone`.
pub fn compile(profile: &str) -> Result<Program> {
    output::run(
        &format!("compile the phone app ({profile})"),
        output::cargo(&["rustc", "--package", "phone", "--bin", "phone"]).args([
            "--target",
            TARGET,
            "--profile",
            profile,
            // wasm-split needs the relocations to see which functions use which.
            "--",
            "-Clink-arg=--emit-relocs",
        ]),
    )?;
    let folder = output::target().join(TARGET).join(profile);
    let cut = cut(&folder.join("phone.wasm"), &folder.join("phone-parts"))?;
    let mut made = Bindgen::new()
        .input_path(&cut.main)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // The parts use the main module's table of functions.
        .keep_lld_exports(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .with_context(|| format!("wasm-bindgen on {}", cut.main.display()))?;
    let brings_scripts = made.snippets().values().any(|scripts| !scripts.is_empty());
    if brings_scripts || !made.local_modules().is_empty() {
        bail!("the phone app brings JavaScript files of its own, which the bundle does not carry");
    }
    Ok(Program {
        wasm: made.wasm_mut().emit_wasm(),
        script: with_loader(made.js(), &cut.loader)?,
        parts: cut.parts,
    })
}

/// The result of cutting: the main module for wasm-bindgen, the other parts, and the script that
/// loads them.
struct Cut {
    main: PathBuf,
    loader: String,
    parts: Vec<Part>,
}

const LOADER: &str = "./parts.js";
const GLUE: &str = "./phone.js";

fn cut(compiled: &Path, folder: &Path) -> Result<Cut> {
    let wasm = fs::read(compiled).with_context(|| compiled.display().to_string())?;
    let main = folder.join("main.wasm");
    let mut options = wasm_split_cli_support::Options::new(&wasm);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = LOADER;
    options.main_module = GLUE;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|problem| anyhow!("cutting {} apart: {problem:?}", compiled.display()))?;
    let mut loader = fs::read_to_string(folder.join(LOADER))?;
    let mut parts = Vec::new();
    for path in split.split_modules {
        let name = path.file_name().context("a part without a name")?;
        let name = name.to_string_lossy().into_owned();
        loader = loader.replace(&format!("./{name}"), &format!("./{{{{{name}}}}}"));
        let wasm = small(&fs::read(&path)?).with_context(|| name.clone())?;
        parts.push(Part { name, wasm });
    }
    parts.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Cut {
        main,
        loader,
        parts,
    })
}

/// Makes a module smaller by writing it again without names, with numbers as short as possible.
fn small(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut config = ModuleConfig::new();
    config
        .generate_name_section(false)
        .generate_producers_section(false);
    Ok(config.parse(wasm)?.emit_wasm())
}

/// Puts glue and loader into one script. As two files they would import each other, and a name that
/// carries a hash cannot refer in a circle.
fn with_loader(glue: &str, loader: &str) -> Result<String> {
    let own = format!("import {{ initSync }} from \"{GLUE}\";\n");
    let loader = loader.strip_prefix(&own).context("the loader's import")?;
    let exported = loader.lines().filter_map(|line| {
        let line = line.strip_prefix("export const ")?;
        line.split_whitespace().next()
    });
    let names = exported.collect::<Vec<_>>().join(", ");
    let loader = loader.replace("export const ", "const ");
    let mut script = format!("{loader}\n");
    let import = format!(" from \"{LOADER}\"");
    for line in glue.lines() {
        // The glue imports the loader once for each part.
        match line.strip_prefix("import * as ") {
            Some(line) => {
                let (name, _) = line.split_once(&import).context("the glue's import")?;
                script.push_str(&format!("const {name} = {{ {names} }};\n"));
            }
            None => {
                script.push_str(line);
                script.push('\n');
            }
        }
    }
    Ok(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loader_and_glue_become_one_script() {
        let loader = "import { initSync } from \"./phone.js\";\nexport const load_a = 1;\nexport const load_b = 2;\n";
        let glue = "import * as import1 from \"./parts.js\"\nimport * as import2 from \"./parts.js\"\n\nrun(import1, import2);";
        let script = with_loader(glue, loader).unwrap();
        assert_eq!(
            script,
            "const load_a = 1;\nconst load_b = 2;\n\n\
             const import1 = { load_a, load_b };\nconst import2 = { load_a, load_b };\n\n\
             run(import1, import2);\n"
        );
    }

    #[test]
    fn another_script_in_the_glue_is_an_error() {
        let loader = "import { initSync } from \"./phone.js\";\n";
        assert!(with_loader("import * as x from \"./other.js\"\n", loader).is_err());
    }
}
