//! The self-check at `/tu-kiem-tra`: a plain form for each question.
//!
//! The form carries the seed and the answers so far. The questions follow from these, so nothing is
//! stored except counts.
use super::{CATALOGUE, site};
use crate::form::PublicForm;
use crate::page::render;
use crate::public::{Site, cacheable};
use crate::{AppState, LanguageOf, PageError};
use askama::Template;
use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use domain::{Skill, Topic, Who};
use lessons::{Answer, AskedQuestion, Pool, QUESTIONS_LIMIT, Quiz, Standing};
use serde::Deserialize;
use std::sync::LazyLock;
use words::{Language, lessons as say};

/// The form of a question holds only a few characters.
pub const FORM_LIMIT_BYTES: usize = 1024;
/// The value of "I do not know" in the form, behind the three answers.
const DO_NOT_KNOW: u8 = 3;

/// The questions for everyone. Skills of businesses are left out.
static POOL: LazyLock<Pool<'static>> = LazyLock::new(|| {
    let cards = lessons::all().iter().map(|lesson| &lesson.card);
    Pool::new(&CATALOGUE, cards, |skill| skill.who == Who::Everyone)
});

#[derive(Debug, Deserialize)]
pub struct Sent {
    /// The seed of the check; `None` in the first form.
    #[serde(rename = "de")]
    seed: Option<u32>,
    /// One digit for each answer.
    #[serde(rename = "dap", default)]
    answers: String,
    /// The answer to the present question.
    #[serde(rename = "chon")]
    chosen: Option<u8>,
}

#[derive(Template)]
#[template(path = "learn/self_check.html")]
struct StartPage {
    lang: Language,
    site: Option<Site>,
}

#[derive(Template)]
#[template(path = "learn/question.html")]
struct QuestionPage<'a> {
    lang: Language,
    site: Option<Site>,
    seed: u32,
    answers: String,
    number: usize,
    topic: &'static Topic,
    asked: &'a AskedQuestion<'static>,
    before: Option<&'a AskedQuestion<'static>>,
    nothing_chosen: bool,
}

impl QuestionPage<'_> {
    fn is_last(&self) -> bool {
        self.number == QUESTIONS_LIMIT
    }

    fn do_not_know(&self) -> u8 {
        DO_NOT_KNOW
    }
}

#[derive(Template)]
#[template(path = "learn/result.html")]
struct ResultPage<'a> {
    lang: Language,
    site: Option<Site>,
    right: usize,
    asked: usize,
    topics: Vec<TopicRow>,
    before: Option<&'a AskedQuestion<'static>>,
}

struct TopicRow {
    topic: &'static Topic,
    right: usize,
    asked: usize,
    standing: Standing,
    learn: Vec<&'static Skill>,
}

pub async fn start(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
) -> Result<Response, PageError> {
    let site = site(&state, lang).await?;
    Ok(cacheable(render(&StartPage { lang, site }), &uri))
}

pub async fn next(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    PublicForm(sent): PublicForm<Sent>,
) -> Result<Response, PageError> {
    // Decides which skills the check begins with. Any number will do.
    let new = || (state.clock.now().0 / 1000) as u32;
    let seed = sent.seed.unwrap_or_else(new);
    let mut answers = read(&sent.answers)?;
    let nothing_chosen = sent.seed.is_some() && sent.chosen.is_none();
    if let Some(chosen) = sent.chosen {
        answers.push(answer(chosen)?);
    }
    let quiz = Quiz::replay(&POOL, seed, &answers);
    let site = site(&state, lang).await?;
    let before = quiz.answered().last();
    if let (Some(before), Some(_)) = (before, sent.chosen) {
        state
            .metrics
            .count_answer(&before.topic, before.was_right());
    }
    let Some(asked) = quiz.open() else {
        state.metrics.count_check();
        return Ok(render(&result(&quiz, site, lang)));
    };
    Ok(render(&QuestionPage {
        lang,
        site,
        seed,
        answers: written(&answers),
        number: answers.len() + 1,
        topic: topic(asked)?,
        asked,
        before,
        nothing_chosen,
    }))
}

fn topic(asked: &AskedQuestion<'_>) -> Result<&'static Topic, PageError> {
    CATALOGUE.topic(&asked.topic).ok_or(PageError::NotFound)
}

fn result<'a>(quiz: &'a Quiz<'static>, site: Option<Site>, lang: Language) -> ResultPage<'a> {
    let rows = quiz.results().into_iter().filter_map(|result| {
        let learn = result.learn.iter().filter_map(|id| CATALOGUE.skill(id));
        Some(TopicRow {
            topic: CATALOGUE.topic(&result.topic)?,
            standing: result.standing(),
            right: result.right,
            asked: result.asked,
            learn: learn.collect(),
        })
    });
    ResultPage {
        lang,
        site,
        right: quiz.answered().iter().filter(|it| it.was_right()).count(),
        asked: quiz.answered().len(),
        topics: rows.collect(),
        before: quiz.answered().last(),
    }
}

fn read(answers: &str) -> Result<Vec<Answer>, PageError> {
    if answers.len() >= QUESTIONS_LIMIT {
        return Err(PageError::FormNotUnderstood);
    }
    let digits = answers
        .bytes()
        .map(|digit| answer(digit.wrapping_sub(b'0')));
    digits.collect()
}

fn answer(digit: u8) -> Result<Answer, PageError> {
    match digit {
        0..DO_NOT_KNOW => Ok(Answer::Chosen(digit)),
        DO_NOT_KNOW => Ok(Answer::DoNotKnow),
        _ => Err(PageError::FormNotUnderstood),
    }
}

fn written(answers: &[Answer]) -> String {
    let digits = answers.iter().map(|answer| match answer {
        Answer::Chosen(place) => place.to_string(),
        Answer::DoNotKnow => DO_NOT_KNOW.to_string(),
    });
    digits.collect()
}
