//! The frame around every office page.
use super::caveat::Caveats;
use super::desk::Desk;
use super::figures::number;
pub use super::rooms::Here;
use super::rooms::{DAILY, EDITORS, MANAGED, PROVINCE};
use domain::Role;
use std::borrow::Borrow;
use store::Rows;
use words::Language;

#[derive(Debug)]
pub struct Frame {
    pub lang: Language,
    pub commune: String,
    pub person: String,
    pub csrf: String,
    pub here: Here,
    /// Whether the navigation has the pages that change things.
    pub officer: bool,
    /// Whether this person sees only sums over communes.
    pub province: bool,
    /// What was just done, from `?xong=` in the address.
    pub done: Option<&'static str>,
    /// Why a request was not carried out.
    pub problem: Option<PageProblem>,
    /// Notices about what the page lacks or shows outdated.
    pub caveats: Caveats,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageProblem {
    pub code: &'static str,
    pub sentence: String,
}

impl PageProblem {
    pub fn refused(code: domain::RefusalCode, lang: Language) -> Self {
        Self {
            code: code.as_str(),
            sentence: code.sentence(lang).to_owned(),
        }
    }

    /// A problem of a form, described by a message of `roster.ftl`.
    pub fn told(code: &'static str, lang: Language) -> Self {
        Self::told_by(code, words::roster::by_id, lang)
    }

    /// Like [`PageProblem::told`], with a message of another file.
    pub fn told_by(
        code: &'static str,
        by_id: fn(&str, Language) -> Option<&'static str>,
        lang: Language,
    ) -> Self {
        let sentence = by_id(code, lang).unwrap_or(code).to_owned();
        Self { code, sentence }
    }
}

impl Frame {
    pub fn new(desk: &mut Desk<'_>, here: Here) -> Rows<Self> {
        let settings = desk.settings()?;
        Ok(Self {
            lang: desk.lang,
            commune: settings.commune_name.as_str().to_owned(),
            person: desk.who.name.clone(),
            csrf: desk.who.csrf.to_string(),
            here,
            officer: desk.who.scope.sees_all(),
            province: desk.who.scope.role == Role::Province,
            done: None,
            problem: None,
            caveats: Caveats::of_figures(desk.state, desk.who, here),
        })
    }

    pub fn done(self, done: Option<&str>, lang: Language) -> Self {
        self.done_of(done, words::roster::by_id, lang)
    }

    /// Sets what was just done, with a message of another file.
    pub fn done_of(
        mut self,
        done: Option<&str>,
        by_id: fn(&str, Language) -> Option<&'static str>,
        lang: Language,
    ) -> Self {
        self.done = done
            .filter(|id| id.starts_with("done-"))
            .and_then(|id| by_id(id, lang));
        self
    }

    pub fn problem(mut self, problem: Option<PageProblem>) -> Self {
        self.problem = problem;
        self
    }

    /// Where the link to the other language leads: this page, or the form's own page if the form
    /// was refused.
    pub fn here_again(&self) -> &'static str {
        match self.problem {
            None => "",
            Some(_) => self.here.address(),
        }
    }

    pub fn rooms(&self) -> &'static [Here] {
        match (self.province, self.officer) {
            (true, _) => PROVINCE,
            (false, true) => DAILY,
            (false, false) => EDITORS,
        }
    }

    /// The second row of the navigation, if the officer is on one of its pages.
    pub fn managed(&self) -> Option<&'static [Here]> {
        (self.officer && MANAGED.contains(&self.here)).then_some(MANAGED)
    }

    pub fn first_managed(&self) -> Here {
        MANAGED[0]
    }

    /// A number as the page's language writes it. Templates pass references.
    pub fn n(&self, value: impl Borrow<i64>) -> String {
        number(self.lang, *value.borrow())
    }

    /// Whether this entry of the navigation is the present page. Officers reach the questions
    /// through the help requests.
    pub fn is(&self, room: Here) -> bool {
        self.here == room || (self.officer && (room, self.here) == (Here::Help, Here::Questions))
    }
}

/// A date as it is written here: `23/11/2026`.
pub fn date(day: domain::Day) -> String {
    let (year, month, day) = day.civil();
    format!("{day:02}/{month:02}/{year}")
}

/// A time as it is written here: `23/11/2026 8:05`.
pub fn time(at: domain::Millis) -> String {
    let (hour, minute) = at.clock();
    format!("{} {hour}:{minute:02}", date(at.day()))
}
