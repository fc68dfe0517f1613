//! Reads the fonts of the columns of an XLSX sheet, which are the best hint of a legacy encoding.
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use vietnamese::Encoding;

/// By column, the encoding that the font of most cells with text implies. `None` for other formats.
pub(super) fn of_sheet(bytes: &[u8], index: usize) -> Option<BTreeMap<usize, Encoding>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let styles = part(&mut archive, "xl/styles.xml")?;
    let sheet = part(
        &mut archive,
        &format!("xl/worksheets/sheet{}.xml", index + 1),
    )?;
    let encodings = style_encodings(&styles);
    let mut votes: BTreeMap<usize, BTreeMap<Option<Encoding>, usize>> = BTreeMap::new();
    each_start(&sheet, |tag| {
        if tag.name().as_ref() == "c" && attribute(tag, "t").is_some_and(|kind| kind != "n") {
            let column = attribute(tag, "r").and_then(|place| column_of(&place));
            let style = attribute(tag, "s").and_then(|style| style.parse::<usize>().ok());
            if let Some(column) = column {
                let encoding = style.and_then(|style| encodings.get(style).copied().flatten());
                *votes
                    .entry(column)
                    .or_default()
                    .entry(encoding)
                    .or_default() += 1;
            }
        }
    });
    let winners = votes.into_iter().filter_map(|(column, votes)| {
        let (encoding, _) = votes.into_iter().max_by_key(|(_, count)| *count)?;
        Some((column, encoding?))
    });
    Some(winners.collect())
}

/// For each cell style, the encoding that its font implies.
fn style_encodings(styles: &str) -> Vec<Option<Encoding>> {
    let mut fonts: Vec<Option<Encoding>> = Vec::new();
    let mut cell_fonts: Vec<usize> = Vec::new();
    let (mut in_fonts, mut in_cells) = (false, false);
    let mut reader = Reader::from_str(styles);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => match tag.name().as_ref() {
                "fonts" => in_fonts = true,
                "font" if in_fonts => fonts.push(None),
                "name" if in_fonts => {
                    let encoding =
                        attribute(&tag, "val").and_then(|name| Encoding::from_font(&name));
                    if let Some(font) = fonts.last_mut() {
                        *font = encoding;
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let font = attribute(&tag, "fontId").and_then(|id| id.parse().ok());
                    cell_fonts.push(font.unwrap_or(0));
                }
                _ => {}
            },
            Ok(Event::End(tag)) => match tag.name().as_ref() {
                "fonts" => in_fonts = false,
                "cellXfs" => in_cells = false,
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    cell_fonts
        .into_iter()
        .map(|font| fonts.get(font).copied().flatten())
        .collect()
}

fn each_start(xml: &str, mut see: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => see(&tag),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag
        .attributes()
        .flatten()
        .find(|it| it.key.as_ref() == name)?;
    Some(found.value.into_owned())
}

/// The number of a cell's column: for `AB12` it is 27.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters
        .take(3)
        .fold(0, |sum, letter| sum * 26 + usize::from(letter - b'A') + 1);
    number.checked_sub(1)
}

pub(super) fn part(archive: &mut zip::ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let mut text = String::new();
    archive
        .by_name(name)
        .ok()?
        .take(super::UNPACKED_LIMIT_BYTES)
        .read_to_string(&mut text)
        .ok()?;
    Some(text)
}
