//! Reads CSV in UTF-8 (with or without byte order mark), UTF-16 or Windows-1258, with `;`, `,` or
//! tab between cells.
use super::{Cell, ROWS_LIMIT, Sheet};
use crate::{Problem, ProblemCode};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
    let text = decode(bytes).ok_or_else(|| Problem::of_file(ProblemCode::NotATable))?;
    let delimiter = delimiter(&text).ok_or_else(|| Problem::of_file(ProblemCode::NotATable))?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| Problem::of_file(ProblemCode::Damaged))?;
        let cell = |text: &str| {
            let text = text.trim();
            Cell {
                text: text.to_owned(),
                // A spreadsheet would compute this cell.
                formula: text.starts_with('='),
                ..Cell::default()
            }
        };
        rows.push(record.iter().map(cell).collect());
        if rows.len() > ROWS_LIMIT {
            return Err(Problem::of_file(ProblemCode::TooManyRows));
        }
    }
    Ok(vec![Sheet {
        rows,
        ..Sheet::default()
    }])
}

/// A file with more than one invisible character in this many bytes is not a table of text.
const HIDDEN_ONE_IN: usize = 10;

/// Decodes the file; `None` if it is not text. What is not UTF-8 is read as Windows-1258 if that
/// gives the most Vietnamese syllables, else byte by byte as a spreadsheet shows it. Legacy fonts
/// are recognised later, by column.
fn decode(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        [0xff, 0xfe, ..] => UTF_16LE.decode(bytes).0.into_owned(),
        [0xfe, 0xff, ..] => UTF_16BE.decode(bytes).0.into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => without_unicode(bytes),
        },
    };
    // A few invisible characters are removed from the cells later; with many this is not text.
    let hidden = text.chars().filter(|it| vietnamese::is_hidden(*it)).count();
    let is_text = hidden * HIDDEN_ONE_IN <= text.len();
    (!text.trim().is_empty() && is_text).then_some(text)
}

fn without_unicode(bytes: &[u8]) -> String {
    let plain = WINDOWS_1252.decode(bytes).0.into_owned();
    let vietnamese = vietnamese::nfc(&WINDOWS_1258.decode(bytes).0);
    let font = vietnamese::detect_column(&[&plain]);
    match syllables(&vietnamese) > syllables(&vietnamese::to_unicode(&plain, font)) {
        true => vietnamese,
        false => plain,
    }
}

fn syllables(text: &str) -> usize {
    let words = text.split(|letter: char| !letter.is_alphabetic());
    words.filter(|it| vietnamese::is_syllable(it)).count()
}

/// The separator that occurs in the most lines, about equally often in each.
fn delimiter(text: &str) -> Option<u8> {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(50)
        .collect();
    let score = |sign: char| {
        let counts: Vec<usize> = lines
            .iter()
            .map(|line| line.matches(sign).count())
            .collect();
        let most = counts.iter().copied().max().unwrap_or(0);
        counts
            .iter()
            .filter(|count| **count > 0 && **count * 2 >= most)
            .count()
            * usize::from(most > 0)
    };
    let best = [';', '\t', ',']
        .into_iter()
        .max_by_key(|sign| (score(*sign), *sign == ';'))
        .filter(|sign| score(*sign) > 0);
    best.map(|sign| sign as u8)
}
