//! Gives every cell good Unicode: old encodings are read, invisible signs and identity numbers taken
//! out, and each change can be seen.
use crate::decisions::stable_hash;
use crate::{Cell, Place, Sheet};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use vietnamese::{
    Encoding, Gain, Weigher, is_hidden, is_unicode, may_be_legacy, nfc, search_key, without_hidden,
    without_identity_numbers,
};

/// A cell whose letters were changed from an old encoding, before and after.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Rewritten {
    pub place: Place,
    pub before: String,
    pub after: String,
}

/// A sheet whose texts can be read, and what was done for it.
#[derive(Debug, Default)]
pub(crate) struct Readable {
    pub sheet: Sheet,
    pub rewritten: Vec<Rewritten>,
    /// Columns with a cell that was read in an old encoding.
    pub legacy: BTreeSet<usize>,
    /// By column, the first row with invisible signs.
    pub hides: BTreeMap<usize, usize>,
    /// By column, how many identity numbers were cut out, and the first row.
    pub identities: BTreeMap<usize, (usize, usize)>,
}

/// Fewest words of a column that an old encoding must make into syllables, where no font says so.
const WORDS_NEEDED: usize = 2;
/// So many cells of a column without a telling font are weighed.
const CELLS_WEIGHED: usize = 1000;

pub(crate) fn readable(sheet: &Sheet, as_written: &BTreeSet<usize>) -> Readable {
    let mut weigher = Weigher::default();
    let meant = Meant::by_sense(sheet, &mut weigher);
    let mut done = Readable {
        sheet: sheet.clone(),
        ..Readable::default()
    };
    done.sheet.name = sheet_name(&sheet.name, &mut weigher);
    for (row, cells) in done.sheet.rows.iter_mut().enumerate() {
        for (column, cell) in cells.iter_mut().enumerate() {
            if cell.text.is_empty() {
                continue;
            }
            let read = match as_written.contains(&column) {
                true => None,
                false => meant.read(cell, column, &mut weigher),
            };
            let legacy = read.is_some();
            let text = plain(read.as_deref().unwrap_or(&cell.text), legacy);
            if text.hides {
                done.hides.entry(column).or_insert(row);
            }
            if text.identities > 0 {
                done.identities.entry(column).or_insert((0, row)).0 += text.identities;
            }
            if legacy && !cell.covered {
                done.legacy.insert(column);
                done.rewritten.push(Rewritten {
                    place: Place::cell(&sheet.name, row, column),
                    before: plain(&cell.text, true).text,
                    after: text.text.clone(),
                });
            }
            let lines = cell.text.lines().map(str::trim).filter(|it| !it.is_empty());
            if cell.text.contains('\n') && !legacy {
                cell.lines = lines.map(|it| plain(it, false).text).collect();
            }
            cell.secret = (text.identities > 0).then(|| hash_of_digits(&cell.text));
            cell.text = text.text;
        }
    }
    done
}

/// The name of a sheet is a text like others, but has no font.
fn sheet_name(name: &str, weigher: &mut Weigher) -> String {
    let read = best(name, weigher).filter(|(_, gain)| gain.better > 0 && gain.worse == 0);
    let name = read.map_or_else(
        || name.to_owned(),
        |(encoding, _)| weigher.read(name, encoding).0,
    );
    plain(&name, false).text
}

struct Plain {
    text: String,
    hides: bool,
    identities: usize,
}

/// The text in NFC with single spaces, without what nobody sees and without identity numbers.
fn plain(text: &str, legacy: bool) -> Plain {
    let text: String = nfc(text).chars().map(narrow).collect();
    let hides = text.contains(is_hidden);
    let mut text = without_hidden(text);
    // The soft hyphen is the letter ư in TCVN3, and nothing in Unicode.
    if !legacy && is_unicode(&text) {
        text.retain(|it| it != '\u{ad}');
    }
    // The guard that keeps a spreadsheet from reading a code as a number: ="0001".
    let guarded = text
        .trim()
        .strip_prefix("=\"")
        .and_then(|it| it.strip_suffix('"'));
    let text = guarded.unwrap_or(&text);
    let words: Vec<&str> = text.split_whitespace().collect();
    let (mut text, identities) = without_identity_numbers(&words.join(" "));
    if identities > 0 {
        text = without_labels(&text);
    }
    Plain {
        text,
        hides,
        identities,
    }
}

/// What is left of a text from which an identity number was cut, without what announced it: `CCCD`,
/// `số ĐD:`.
fn without_labels(text: &str) -> String {
    const LABELS: &[&str] = &["cc", "cccd", "cmnd", "cmt", "cmtnd", "dd", "ddcn", "hc"];
    const BEFORE: &[&str] = &["so", "ma", "the", "giay"];
    let is = |word: &str, of: &[&str]| {
        let key = search_key(word.trim_matches(|it: char| !it.is_alphanumeric()));
        key.is_empty() || of.contains(&key.as_str())
    };
    let words: Vec<&str> = text.split(' ').filter(|it| !it.is_empty()).collect();
    let begin = words.iter().take_while(|it| is(it, LABELS)).count();
    let rest = &words[begin..];
    let labels = rest.iter().rev().take_while(|it| is(it, LABELS)).count();
    let rest = &rest[..rest.len() - labels];
    let before = match labels {
        0 => 0,
        _ => rest.iter().rev().take_while(|it| is(it, BEFORE)).count(),
    };
    let kept = rest[..rest.len() - before].join(" ");
    kept.trim_matches(['-', '–', ':', ',', ';', '/', ' ', '('])
        .to_owned()
}

/// Leading zeros are lost easily and tell nothing.
fn hash_of_digits(text: &str) -> u64 {
    let digits: String = nfc(text)
        .chars()
        .map(narrow)
        .filter(char::is_ascii_digit)
        .collect();
    stable_hash(digits.trim_start_matches('0'))
}

/// A wide digit, as keyboards of East Asia write it, as the common one.
fn narrow(letter: char) -> char {
    let digit = u32::from(letter).checked_sub(u32::from('０'));
    let digit = digit.and_then(|it| char::from_digit(it, 10));
    digit.unwrap_or(letter)
}

/// The encoding that gains most for a text.
fn best(text: &str, weigher: &mut Weigher) -> Option<(Encoding, Gain)> {
    if !may_be_legacy(text) {
        return None;
    }
    let gains = Encoding::LEGACY.map(|it| (it, weigher.read(text, it).1));
    let best = gains.into_iter().max_by_key(|(_, gain)| weight(*gain));
    best.filter(|(_, gain)| weight(*gain) > 0)
}

fn weight(gain: Gain) -> isize {
    let signed = |count: usize| isize::try_from(count).unwrap_or(isize::MAX);
    signed(gain.better) - signed(gain.worse)
}

/// The encoding that the cells without a telling font are meant in, by what they say.
struct Meant {
    columns: BTreeMap<usize, Encoding>,
    /// That of most columns, for a column too short to tell by itself.
    sheet: Option<Encoding>,
    /// Columns in which text in Unicode stands under a telling font at least as often as text that
    /// is not: there the font alone proves nothing.
    mixed: BTreeSet<usize>,
}

impl Meant {
    fn by_sense(sheet: &Sheet, weigher: &mut Weigher) -> Self {
        let mut votes: BTreeMap<usize, BTreeMap<Encoding, Gain>> = BTreeMap::new();
        let mut fonts: BTreeMap<Encoding, usize> = BTreeMap::new();
        let mut weighed: BTreeMap<usize, usize> = BTreeMap::new();
        let mut under_fonts: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for cells in &sheet.rows {
            for (column, cell) in cells.iter().enumerate() {
                if let Some(font) = cell.font {
                    let counts = under_fonts.entry(column).or_default();
                    counts.0 += usize::from(is_unicode(&cell.text));
                    counts.1 += usize::from(!cell.text.is_ascii() && !is_unicode(&cell.text));
                    *fonts.entry(font).or_default() += 1;
                    continue;
                }
                let count = weighed.entry(column).or_default();
                if *count < CELLS_WEIGHED && may_be_legacy(&cell.text) {
                    *count += 1;
                    for encoding in Encoding::LEGACY {
                        let gain = weigher.read(&cell.text, encoding).1;
                        let sum = votes
                            .entry(column)
                            .or_default()
                            .entry(encoding)
                            .or_default();
                        sum.better += gain.better;
                        sum.worse += gain.worse;
                    }
                }
            }
        }
        let columns: BTreeMap<usize, Encoding> = votes
            .into_iter()
            .filter_map(|(column, gains)| Some((column, clear(gains)?)))
            .collect();
        for encoding in columns.values() {
            *fonts.entry(*encoding).or_default() += 1;
        }
        let mixed = under_fonts.into_iter();
        let mixed = mixed.filter(|(_, (unicode, other))| unicode >= other);
        Self {
            sheet: fonts
                .into_iter()
                .max_by_key(|(_, count)| *count)
                .map(|it| it.0),
            columns,
            mixed: mixed.map(|(column, _)| column).collect(),
        }
    }

    /// The cell in Unicode, if it is written in an old encoding and reading it makes better
    /// Vietnamese.
    fn read(&self, cell: &Cell, column: usize, weigher: &mut Weigher) -> Option<String> {
        let text = &cell.text;
        if let Some(font) = cell.font {
            if is_unicode(text) {
                return None;
            }
            let (read, gain) = weigher.read(text, font);
            let kept = gain.worse > gain.better
                || (gain.better == 0 && gain.common <= 0 && self.mixed.contains(&column));
            return (read != *text && !kept).then_some(read);
        }
        if !may_be_legacy(text) {
            return None;
        }
        let of_column = self.columns.get(&column);
        let encoding = of_column.copied().or(self.sheet)?;
        let (read, gain) = weigher.read(text, encoding);
        let better = gain.better > gain.worse;
        let fits = gain.worse == 0 && gain.common >= isize::from(of_column.is_none());
        (read != *text && (better || fits)).then_some(read)
    }
}

/// The encoding that clearly gains most in a column.
fn clear(gains: BTreeMap<Encoding, Gain>) -> Option<Encoding> {
    let (encoding, gain) = gains.into_iter().max_by_key(|(_, gain)| weight(*gain))?;
    (gain.better >= WORDS_NEEDED && gain.worse * 10 <= gain.better).then_some(encoding)
}
