//! Turns `content/skills.toml` into constants, so that the phone carries no TOML parser.
use serde::Deserialize;
use std::{env, error::Error, fmt::Write, fs, path::Path};

#[derive(Deserialize)]
struct File {
    topic: Vec<Topic>,
}

#[derive(Deserialize)]
struct Topic {
    id: String,
    number: u8,
    name: String,
    mic5: String,
    skill: Vec<Skill>,
}

#[derive(Deserialize)]
struct Skill {
    id: String,
    name: String,
    observe: String,
    who: String,
    #[serde(default)]
    core: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let source = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../content/skills.toml");
    println!("cargo::rerun-if-changed={}", source.display());
    let file: File = toml::from_str(&fs::read_to_string(&source)?)?;
    let mut code = String::from("pub(crate) static TOPICS: &[StaticTopic] = &[\n");
    for topic in &file.topic {
        writeln!(
            code,
            "StaticTopic {{ id: {:?}, number: {}, name: {:?}, group: {:?}, skills: &[",
            topic.id, topic.number, topic.name, topic.mic5
        )?;
        for skill in &topic.skill {
            let business = match skill.who.as_str() {
                "dan" => false,
                "hkd" => true,
                other => {
                    return Err(format!(
                        "skill {}: who = {other:?} is neither dan nor hkd",
                        skill.id
                    )
                    .into());
                }
            };
            writeln!(
                code,
                "StaticSkill {{ id: {:?}, name: {:?}, observe: {:?}, business: {business}, core: {} }},",
                skill.id, skill.name, skill.observe, skill.core
            )?;
        }
        code.push_str("] },\n");
    }
    code.push_str("];\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("topics.rs"), code)?;
    Ok(())
}
