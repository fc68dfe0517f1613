//! Turns each message in `ftl/{vi,en}/<area>.ftl` into a typed function; a message that lacks one
//! language fails the build.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a build that cannot go on stops and says where"
)]

use fluent_syntax::{
    ast::{
        Entry, Expression, InlineExpression, Message, Pattern, PatternElement, Resource, VariantKey,
    },
    parser,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write,
    fs,
    path::Path,
};

type Messages = BTreeMap<String, Message<String>>;

fn main() {
    println!("cargo::rerun-if-changed=ftl");
    let mut code = String::new();
    let areas = areas("vi");
    assert_eq!(
        areas,
        self::areas("en"),
        "both languages have the same files"
    );
    for area in areas {
        let (vietnamese, english) = (read("vi", &area), read("en", &area));
        let ids = |messages: &Messages| messages.keys().cloned().collect::<Vec<_>>();
        assert_eq!(
            ids(&vietnamese),
            ids(&english),
            "{area}.ftl: both languages say the same messages"
        );
        let functions: String = vietnamese
            .iter()
            .map(|(id, message)| function(&area, id, pattern(message), pattern(&english[id])))
            .collect();
        writeln!(
            code,
            "/// The words of `{area}.ftl`.\npub mod {area} {{\nuse super::Language;"
        )
        .unwrap();
        if functions.contains("impl Display") {
            code.push_str("use std::fmt::{Display, Write as _};\n");
        }
        code.push_str(&functions);
        code.push_str(&by_id(&vietnamese));
        code.push_str("}\n");
    }
    fs::write(
        Path::new(&env::var("OUT_DIR").unwrap()).join("words.rs"),
        code,
    )
    .unwrap();
}

fn areas(language: &str) -> Vec<String> {
    let files = fs::read_dir(format!("ftl/{language}"))
        .unwrap()
        .map(|file| file.unwrap().path());
    let mut areas: Vec<String> = files
        .filter(|path| path.extension().is_some_and(|ending| ending == "ftl"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    areas.sort();
    areas
}

fn read(language: &str, area: &str) -> Messages {
    let path = format!("ftl/{language}/{area}.ftl");
    let text = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{path}: {why}"));
    let resource: Resource<String> =
        parser::parse(text).unwrap_or_else(|(_, problems)| panic!("{path}: {problems:?}"));
    let mut messages = Messages::new();
    for entry in resource.body {
        if let Entry::Message(message) = entry {
            let id = message.id.name.clone();
            assert!(
                messages.insert(id.clone(), message).is_none(),
                "{path}: {id} twice"
            );
        }
    }
    messages
}

fn pattern(message: &Message<String>) -> &Pattern<String> {
    message
        .value
        .as_ref()
        .unwrap_or_else(|| panic!("{} says nothing", message.id.name))
}

/// Makes the function of one message. Its arguments are in the order in which the Vietnamese
/// message first names them.
fn function(
    area: &str,
    id: &str,
    vietnamese: &Pattern<String>,
    english: &Pattern<String>,
) -> String {
    let mut arguments = Vec::new();
    collect(vietnamese, &mut arguments);
    let named: BTreeSet<&String> = arguments.iter().collect();
    let mut others = Vec::new();
    collect(english, &mut others);
    assert_eq!(
        named,
        others.iter().collect(),
        "{area}.ftl: {id}: both languages name the same variables"
    );
    let (mut cases, mut other_cases) = (BTreeSet::new(), BTreeSet::new());
    collect_cases(vietnamese, &mut cases);
    collect_cases(english, &mut other_cases);
    assert_eq!(
        cases, other_cases,
        "{area}.ftl: {id}: both languages tell the same cases apart"
    );
    let name = rust_name(id);
    if arguments.is_empty() {
        let (vietnamese, english) = (plain(vietnamese), plain(english));
        return format!(
            "pub fn {name}(lang: Language) -> &'static str {{ match lang {{ Language::Vietnamese => {vietnamese:?}, Language::English => {english:?} }} }}\n"
        );
    }
    let mut code = format!("pub fn {name}(lang: Language");
    for argument in &arguments {
        write!(code, ", {}: impl Display", rust_name(argument)).unwrap();
    }
    code.push_str(") -> String {\nlet mut out = String::new();\nmatch lang {\n");
    for (language, pattern) in [("Vietnamese", vietnamese), ("English", english)] {
        writeln!(code, "Language::{language} => {{ {} }}", written(pattern)).unwrap();
    }
    code.push_str("}\nout\n}\n");
    code
}

/// Makes a function that finds messages by an id known only at run time, for messages without
/// arguments.
fn by_id(messages: &Messages) -> String {
    let mut code =
        "pub fn by_id(id: &str, lang: Language) -> Option<&'static str> {\nSome(match id {\n"
            .to_owned();
    for (id, message) in messages {
        let mut arguments = Vec::new();
        collect(pattern(message), &mut arguments);
        if arguments.is_empty() {
            writeln!(code, "{id:?} => {}(lang),", rust_name(id)).unwrap();
        }
    }
    code.push_str("_ => return None,\n})\n}\n");
    code
}

fn rust_name(id: &str) -> String {
    id.replace('-', "_")
}

fn collect(pattern: &Pattern<String>, names: &mut Vec<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        let (selector, variants) = match expression {
            Expression::Inline(inline) => (inline, None),
            Expression::Select { selector, variants } => (selector, Some(variants)),
        };
        if let InlineExpression::VariableReference { id } = selector
            && !names.contains(&id.name)
        {
            names.push(id.name.clone());
        }
        for variant in variants.into_iter().flatten() {
            collect(&variant.value, names);
        }
    }
}

/// The cases that a message tells apart, by variable. Those of numbers and the default are left
/// out: each language has its own.
fn collect_cases(pattern: &Pattern<String>, cases: &mut BTreeSet<(String, String)>) {
    for element in &pattern.elements {
        let PatternElement::Placeable {
            expression:
                Expression::Select {
                    selector: InlineExpression::VariableReference { id },
                    variants,
                },
        } = element
        else {
            continue;
        };
        for variant in variants {
            if let VariantKey::Identifier { name } = &variant.key
                && name != "one"
                && !variant.default
            {
                cases.insert((id.name.clone(), name.clone()));
            }
            collect_cases(&variant.value, cases);
        }
    }
}

fn plain(pattern: &Pattern<String>) -> String {
    let text = pattern.elements.iter().map(|element| match element {
        PatternElement::TextElement { value } => value.clone(),
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::StringLiteral { value }),
        } => value.clone(),
        PatternElement::Placeable { .. } => panic!("only variables and texts in {{ }}"),
    });
    text.collect()
}

fn written(pattern: &Pattern<String>) -> String {
    pattern.elements.iter().map(written_element).collect()
}

fn written_element(element: &PatternElement<String>) -> String {
    match element {
        PatternElement::TextElement { value } => pushed(value),
        PatternElement::Placeable {
            expression: Expression::Inline(inline),
        } => match inline {
            InlineExpression::StringLiteral { value } => pushed(value),
            InlineExpression::VariableReference { id } => {
                format!("let _ = write!(out, \"{{{}}}\");", rust_name(&id.name))
            }
            _ => panic!("only variables and texts in {{ }}"),
        },
        PatternElement::Placeable {
            expression: Expression::Select { selector, variants },
        } => {
            let InlineExpression::VariableReference { id } = selector else {
                panic!("select on a variable")
            };
            let mut code = format!("match {}.to_string().as_str() {{", rust_name(&id.name));
            let (default, others): (Vec<_>, Vec<_>) =
                variants.iter().partition(|variant| variant.default);
            for variant in others {
                let key = match &variant.key {
                    VariantKey::Identifier { name } if name == "one" => "1",
                    VariantKey::Identifier { name } => name,
                    VariantKey::NumberLiteral { value } => value,
                };
                write!(code, "{key:?} => {{ {} }}", written(&variant.value)).unwrap();
            }
            write!(code, "_ => {{ {} }} }}", written(&default[0].value)).unwrap();
            code
        }
    }
}

fn pushed(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => format!("out.push({letter:?});"),
        _ => format!("out.push_str({text:?});"),
    }
}
