//! Turns `content/skills.toml` and `content/marketplaces.toml` into constants, so that the phone
//! carries no TOML parser.
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

#[derive(Deserialize)]
struct Shops {
    marketplace: Vec<Marketplace>,
    paper: Vec<Paper>,
    product_fields: ProductFields,
}

#[derive(Deserialize)]
struct Marketplace {
    id: String,
    name: String,
    url: String,
    hosts: Vec<String>,
    status: String,
    in_seed: bool,
}

#[derive(Deserialize)]
struct Paper {
    id: String,
    name: String,
}

#[derive(Deserialize)]
struct ProductFields {
    columns: Vec<Column>,
}

#[derive(Deserialize)]
struct Column {
    id: String,
    name: String,
    #[serde(rename = "type")]
    holds: String,
    min: Option<usize>,
    max: Option<usize>,
    #[serde(default)]
    required: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    write("topics.rs", &topics(&read("skills.toml")?)?)?;
    write("shops.rs", &shops(&read("marketplaces.toml")?)?)
}

fn read(name: &str) -> Result<String, Box<dyn Error>> {
    let content = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../content");
    let source = content.join(name);
    println!("cargo::rerun-if-changed={}", source.display());
    Ok(fs::read_to_string(&source)?)
}

fn write(name: &str, code: &str) -> Result<(), Box<dyn Error>> {
    Ok(fs::write(
        Path::new(&env::var("OUT_DIR")?).join(name),
        code,
    )?)
}

fn shops(source: &str) -> Result<String, Box<dyn Error>> {
    let shops: Shops = toml::from_str(source)?;
    let mut code = String::from("pub(crate) static MARKETPLACES: &[StaticMarketplace] = &[\n");
    for it in &shops.marketplace {
        writeln!(
            code,
            "StaticMarketplace {{ id: {:?}, name: {:?}, url: {:?}, hosts: &{:?}, first: {}, verified: {} }},",
            it.id,
            it.name,
            it.url,
            it.hosts,
            it.in_seed,
            it.status != "chua-xac-minh"
        )?;
    }
    code.push_str("];\n\n/// Papers to have ready for a shop: ticked, never photographed.\npub static PAPERS: &[Paper] = &[\n");
    for it in &shops.paper {
        writeln!(code, "Paper {{ id: {:?}, name: {:?} }},", it.id, it.name)?;
    }
    code.push_str("];\n\n/// The sheet of a product, in the order of exports.\npub static COLUMNS: &[Column] = &[\n");
    for it in &shops.product_fields.columns {
        let holds = match it.holds.as_str() {
            "text" => "Text",
            "vnd" => "Dong",
            "int" => "Number",
            "image" => "Photo",
            other => return Err(format!("column {}: unknown type {other:?}", it.id).into()),
        };
        writeln!(
            code,
            "Column {{ id: {:?}, name: {:?}, holds: Holds::{holds}, min: {}, max: {:?}, required: {} }},",
            it.id,
            it.name,
            it.min.unwrap_or(0),
            it.max,
            it.required
        )?;
    }
    code.push_str("];\n");
    Ok(code)
}

fn topics(source: &str) -> Result<String, Box<dyn Error>> {
    let file: File = toml::from_str(source)?;
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
    Ok(code)
}
