//! Finds the rows that are hidden in the sheets of an XLSX or ODS workbook, which its parser does not tell.
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Cursor, Read};

/// The hidden rows by the name of their sheet; nothing for other formats.
pub(super) fn of_workbook(bytes: &[u8]) -> BTreeMap<String, BTreeSet<usize>> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return BTreeMap::new();
    };
    if let Some(content) = part(&mut archive, "content.xml") {
        return of_open_document(&content);
    }
    let mut hidden = BTreeMap::new();
    for (name, path) in parts(&mut archive).unwrap_or_default() {
        let rows = part(&mut archive, &path).map(|xml| hidden_rows(&xml));
        hidden.extend(rows.filter(|it| !it.is_empty()).map(|rows| (name, rows)));
    }
    hidden
}

fn hidden_rows(xml: &str) -> BTreeSet<usize> {
    let (mut rows, mut next) = (BTreeSet::new(), 0);
    if !xml.contains("hidden=") {
        return rows;
    }
    each_start(xml, |tag| {
        if tag.local_name().as_ref() == "row" {
            let number = attribute(tag, "r").and_then(|it| it.parse::<usize>().ok());
            let row = number.and_then(|it| it.checked_sub(1)).unwrap_or(next);
            next = row + 1;
            if attribute(tag, "hidden").is_some_and(|it| it == "1" || it == "true") {
                rows.insert(row);
            }
        }
    });
    rows
}

/// The same of an ODS workbook: rows that are collapsed or filtered, one by one or as a group.
fn of_open_document(content: &str) -> BTreeMap<String, BTreeSet<usize>> {
    let mut hidden: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let (mut sheet, mut next) = (String::new(), 0_usize);
    // For each group that is open, whether it or one around it is folded.
    let mut folded: Vec<bool> = Vec::new();
    let mut reader = Reader::from_str(content);
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) | Err(_) => return hidden,
            Ok(event) => event,
        };
        let is_group = |name: &[u8]| name == b"table:table-row-group";
        match &event {
            Event::Start(tag) if is_group(tag.name().as_ref().as_bytes()) => {
                let shut = attribute(tag, "table:display").is_some_and(|it| it == "false");
                folded.push(shut || folded.last() == Some(&true));
            }
            Event::End(tag) if is_group(tag.name().as_ref().as_bytes()) => drop(folded.pop()),
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "table:table" => {
                    sheet = attribute(tag, "table:name").unwrap_or_default();
                    next = 0;
                }
                "table:table-row" => {
                    let count = attribute(tag, "table:number-rows-repeated");
                    let count = count.and_then(|it| it.parse().ok()).unwrap_or(1);
                    let shown = attribute(tag, "table:visibility");
                    let is_hidden = shown.is_some_and(|it| it == "collapse" || it == "filter")
                        || folded.last() == Some(&true);
                    let end = next.saturating_add(count);
                    if is_hidden {
                        // Nothing is read so far below, where a sheet's empty rest is repeated.
                        let rows = next..end.min(next + super::ROWS_LIMIT);
                        hidden.entry(sheet.clone()).or_default().extend(rows);
                    }
                    next = end;
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// The name of each sheet with the part of the archive that holds it, through the relations of the
/// workbook: the order of the tabs says nothing about the names of the parts.
fn parts(archive: &mut zip::ZipArchive<Cursor<&[u8]>>) -> Option<Vec<(String, String)>> {
    let relations = part(archive, "_rels/.rels")?;
    let mut book = None;
    each_start(&relations, |tag| {
        if attribute(tag, "Type").is_some_and(|it| it.ends_with("/officeDocument")) {
            book = attribute(tag, "Target");
        }
    });
    let book = book?.trim_start_matches('/').to_owned();
    let (folder, file) = book.rsplit_once('/').unwrap_or(("", &book));
    let relations = part(archive, &join(folder, &format!("_rels/{file}.rels")))?;
    let mut targets = HashMap::new();
    each_start(&relations, |tag| {
        if let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target")) {
            targets.insert(id, join(folder, &target));
        }
    });
    let mut sheets = Vec::new();
    each_start(&part(archive, &book)?, |tag| {
        if tag.local_name().as_ref() == "sheet" {
            let id = tag.attributes().flatten();
            let id = id.filter(|it| it.key.local_name().as_ref() == "id").last();
            let path = id.and_then(|it| targets.get(&*it.value).cloned());
            sheets.extend(attribute(tag, "name").zip(path));
        }
    });
    Some(sheets)
}

fn join(folder: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None if folder.is_empty() => target.to_owned(),
        None => format!("{folder}/{target}"),
    }
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
    let mut attributes = tag.attributes().flatten();
    let found = attributes.find(|it| it.key.as_ref() == name)?;
    let plain = quick_xml::escape::unescape(&found.value).ok()?;
    Some(plain.into_owned())
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
