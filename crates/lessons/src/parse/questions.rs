//! Reads the three questions at the end of a card.
use super::body::{Line, Reader, Section};
use super::{Place, Problems};
use crate::Question;

const COUNT: usize = 3;
const RIGHT: &str = "- [x] ";
const WRONG: &str = "- [ ] ";

struct Draft<'a> {
    line: usize,
    ask: &'a str,
    answers: Vec<(bool, Line<'a>)>,
    why: Option<Line<'a>>,
}

pub(super) fn read(section: &Section<'_>, reader: &mut Reader<'_, '_>) -> Option<[Question; 3]> {
    let drafts = drafts(section, reader.problems);
    let questions: Vec<Question> = drafts
        .iter()
        .filter_map(|draft| question(draft, reader))
        .collect();
    let count = drafts.len();
    if count != COUNT {
        let what = format!("{count} questions; exactly {COUNT} are meant");
        reader.problems.add(section.line, what);
    }
    questions.try_into().ok()
}

fn drafts<'a>(section: &Section<'a>, problems: &mut Problems<'_>) -> Vec<Draft<'a>> {
    let mut drafts: Vec<Draft<'a>> = Vec::new();
    for &(line, text) in &section.lines {
        let number = format!("{}. ", drafts.len() + 1);
        let inner = text.trim();
        if let Some(ask) = text.strip_prefix(&number) {
            drafts.push(Draft {
                line,
                ask: ask.trim(),
                answers: Vec::new(),
                why: None,
            });
            continue;
        }
        let (Some(draft), true) = (drafts.last_mut(), text.starts_with(' ')) else {
            problems.add(line, format!("a question begins with {number:?}"));
            continue;
        };
        if let Some(answer) = inner.strip_prefix(RIGHT) {
            draft.answers.push((true, (line, answer.trim())));
        } else if let Some(answer) = inner.strip_prefix(WRONG) {
            draft.answers.push((false, (line, answer.trim())));
        } else if let Some(why) = inner.strip_prefix("> ") {
            draft.why = Some((line, why.trim()));
        } else {
            problems.add(
                line,
                "an answer begins with \"- [ ] \" or \"- [x] \", the reason with \"> \"",
            );
        }
    }
    drafts
}

fn question(draft: &Draft<'_>, reader: &mut Reader<'_, '_>) -> Option<Question> {
    let line = draft.line;
    let ask = reader.tell(Place::Ask, line, draft.ask);
    if !ask.ends_with(['?', '.', ':', '…']) {
        reader.problems.add(line, "a question ends with a mark");
    }
    let mut answers = Vec::new();
    for (right, (line, text)) in &draft.answers {
        let place = if *right {
            Place::RightAnswer
        } else {
            Place::WrongAnswer
        };
        answers.push(reader.tell(place, *line, text));
    }
    let right: Vec<usize> = draft
        .answers
        .iter()
        .enumerate()
        .filter_map(|(place, (right, _))| right.then_some(place))
        .collect();
    let count = answers.len();
    let answers: Option<[String; 3]> = answers.try_into().ok();
    if answers.is_none() {
        reader
            .problems
            .add(line, format!("{count} answers; exactly 3 are meant"));
    }
    if right.len() != 1 {
        let count = right.len();
        reader.problems.add(
            line,
            format!("{count} answers are marked right; exactly one is"),
        );
    }
    let why = draft
        .why
        .map(|(line, text)| reader.tell(Place::Why, line, text));
    if why.is_none() {
        reader.problems.add(
            line,
            "the reason is missing: a line that begins with \"> \"",
        );
    }
    Some(Question {
        ask,
        answers: answers?,
        right: u8::try_from(*right.first()?).ok()?,
        why: why?,
    })
}
