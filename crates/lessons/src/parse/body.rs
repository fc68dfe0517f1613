//! Reads what follows the front matter: the lead, then sections under fixed headings in a fixed
//! order.
use super::{Place, PlacedText, Problems, questions};
use crate::Question;
use crate::sentence::sentences;
use std::ops::RangeInclusive;

const HEADINGS: [&str; 5] = [
    "Từng bước",
    "Tổ viên để ý",
    "Hay nhầm",
    "An toàn",
    "Hỏi lại",
];

const LEAD_SENTENCES: RangeInclusive<usize> = 1..=2;
const STEPS: RangeInclusive<usize> = 4..=9;
const WATCH: RangeInclusive<usize> = 2..=4;
const NOTE_SENTENCES: RangeInclusive<usize> = 1..=3;

/// A line of the file that is not blank, with its number.
pub(super) type Line<'a> = (usize, &'a str);

pub(super) struct Body {
    pub lead: String,
    pub steps: Vec<String>,
    pub watch: Vec<String>,
    pub mistake: String,
    pub safety: String,
    pub questions: [Question; 3],
    pub told: Vec<PlacedText>,
}

pub(super) fn read(text: &str, first_line: usize, problems: &mut Problems<'_>) -> Option<Body> {
    let (lead, sections) = sections(text, first_line, problems)?;
    let mut reader = Reader {
        problems,
        told: Vec::new(),
    };
    let [steps, watch, mistake, safety, asked] = sections;
    let lead = reader.prose(&lead, Place::Lead, LEAD_SENTENCES, first_line);
    let steps = reader.list(&steps, Place::Step, STEPS);
    let watch = reader.list(&watch, Place::Watch, WATCH);
    let mistake = reader.prose(&mistake.lines, Place::Mistake, NOTE_SENTENCES, mistake.line);
    let safety = reader.prose(&safety.lines, Place::Safety, NOTE_SENTENCES, safety.line);
    let questions = questions::read(&asked, &mut reader);
    Some(Body {
        lead,
        steps,
        watch,
        mistake,
        safety,
        questions: questions?,
        told: reader.told,
    })
}

pub(super) struct Section<'a> {
    /// The line of its heading.
    pub line: usize,
    pub lines: Vec<Line<'a>>,
}

/// The lines of the lead, and the sections; `None` if a heading is wrong or missing.
fn sections<'a>(
    text: &'a str,
    first_line: usize,
    problems: &mut Problems<'_>,
) -> Option<(Vec<Line<'a>>, [Section<'a>; 5])> {
    let mut lead = Vec::new();
    let mut sections: Vec<Section<'a>> = Vec::new();
    for (place, text) in text.lines().enumerate() {
        let line = first_line + place;
        if let Some(heading) = text.strip_prefix("## ") {
            let expected = HEADINGS.get(sections.len());
            if expected != Some(&heading) {
                let expected = expected.unwrap_or(&"the end of the file");
                problems.add(
                    line,
                    format!("the heading {heading:?} stands where {expected:?} should"),
                );
                return None;
            }
            sections.push(Section {
                line,
                lines: Vec::new(),
            });
        } else if !text.trim().is_empty() {
            match sections.last_mut() {
                Some(section) => section.lines.push((line, text)),
                None => lead.push((line, text)),
            }
        }
    }
    let count = sections.len();
    let Ok(sections) = sections.try_into() else {
        let last = first_line + text.lines().count();
        problems.add(
            last,
            format!("the heading {:?} is missing", HEADINGS[count]),
        );
        return None;
    };
    Some((lead, sections))
}

pub(super) struct Reader<'a, 'b> {
    pub problems: &'a mut Problems<'b>,
    pub told: Vec<PlacedText>,
}

impl Reader<'_, '_> {
    pub(super) fn tell(&mut self, place: Place, line: usize, text: &str) -> String {
        self.told.push(PlacedText {
            place,
            line,
            text: text.to_owned(),
        });
        text.to_owned()
    }

    /// Reads whole sentences; each line must end where a sentence ends.
    fn prose(
        &mut self,
        lines: &[Line<'_>],
        place: Place,
        allowed: RangeInclusive<usize>,
        first_line: usize,
    ) -> String {
        let mut count = 0;
        let mut all: Vec<&str> = Vec::new();
        for &(line, text) in lines {
            let text = text.trim();
            let end = text.trim_end_matches(['”', '"', ')', '*']);
            if !end.ends_with(['.', '?', '!', '…']) {
                self.problems
                    .add(line, "a line of prose ends with the end of a sentence");
            }
            count += sentences(text).len();
            self.tell(place, line, text);
            all.push(text);
        }
        if !allowed.contains(&count) {
            let line = lines.first().map_or(first_line, |(line, _)| *line);
            self.expected(line, count, &allowed, "sentences");
        }
        all.join(" ")
    }

    /// Reads numbered steps, or items that begin with a dash, one in each line.
    fn list(
        &mut self,
        section: &Section<'_>,
        place: Place,
        allowed: RangeInclusive<usize>,
    ) -> Vec<String> {
        let mut items = Vec::new();
        for &(line, text) in &section.lines {
            let (mark, what) = match place {
                Place::Step => (format!("{}. ", items.len() + 1), "a step"),
                _ => ("- ".to_owned(), "an item"),
            };
            match text.strip_prefix(&mark) {
                Some(item) => items.push(self.tell(place, line, item.trim())),
                None => self
                    .problems
                    .add(line, format!("{what} begins with {mark:?} and is one line")),
            }
        }
        self.expected_if(section.line, items.len(), &allowed, "items");
        items
    }

    fn expected_if(
        &mut self,
        line: usize,
        count: usize,
        allowed: &RangeInclusive<usize>,
        of: &str,
    ) {
        if !allowed.contains(&count) {
            self.expected(line, count, allowed, of);
        }
    }

    fn expected(&mut self, line: usize, count: usize, allowed: &RangeInclusive<usize>, of: &str) {
        let (from, to) = (allowed.start(), allowed.end());
        self.problems
            .add(line, format!("{count} {of}; {from} to {to} are meant here"));
    }
}
