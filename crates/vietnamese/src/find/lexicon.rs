//! The words of thousands of texts, each kept once: people share few names, so a query is compared
//! with each name and not with each person.
use super::{Fit, Query, Searched, Word};
use std::collections::BTreeMap;
use std::fmt;

/// The words of all texts read so far that have no digits. Codes and phone numbers are shared by
/// nobody and stay with their text.
#[derive(Clone, Default)]
pub struct Lexicon {
    /// The numbers of the words in a piece of text between spaces.
    pieces: BTreeMap<Box<str>, Box<[u32]>>,
    /// Each without marks, and as it is written.
    words: Vec<(Box<str>, Box<str>)>,
}

/// A text whose words stand in a [`Lexicon`].
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// Numbers of words of the lexicon.
    words: Vec<u32>,
    /// What has digits.
    rest: Searched,
}

/// The words stand in the order in which they were met, which says nothing.
impl fmt::Debug for Lexicon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lexicon").finish_non_exhaustive()
    }
}

/// Numbers of words say nothing without their lexicon.
impl fmt::Debug for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listed")
            .field("rest", &self.rest)
            .finish_non_exhaustive()
    }
}

/// A query that was compared with every word of a [`Lexicon`].
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    query: &'a Query,
    /// By the number of the query's word, then of the lexicon's.
    fits: Vec<Vec<Option<Fit>>>,
    /// Whether a wrong letter is near.
    typos: bool,
}

impl Lexicon {
    /// Reads names, codes, phone numbers or places.
    pub fn read<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> Listed {
        let mut listed = Listed::default();
        for text in texts {
            match text.contains(|it: char| it.is_ascii_digit()) {
                true => listed.rest.add(text),
                false => self.read_words(text, &mut listed.words),
            }
        }
        listed
    }

    fn read_words(&mut self, text: &str, numbers: &mut Vec<u32>) {
        for piece in text.split_ascii_whitespace() {
            if !self.pieces.contains_key(piece) {
                let new = self.enter(piece);
                self.pieces.insert(piece.into(), new);
            }
            if let Some(known) = self.pieces.get(piece) {
                numbers.extend_from_slice(known);
            }
        }
    }

    /// Adds the words of a piece of text; gives their numbers.
    fn enter(&mut self, piece: &str) -> Box<[u32]> {
        let words = Searched::new([piece]);
        let words = words.words().filter(|(plain, _)| !plain.is_empty());
        let numbers = words.map(|(plain, written)| {
            self.words.push((plain.into(), written.into()));
            self.words.len() as u32 - 1
        });
        numbers.collect()
    }

    /// Compares a query with every word.
    pub fn ask<'a>(&self, query: &'a Query) -> Asked<'a> {
        self.compare(query, false)
    }

    /// The same, where a wrong letter is near too.
    pub fn ask_near<'a>(&self, query: &'a Query) -> Asked<'a> {
        self.compare(query, true)
    }

    fn compare<'a>(&self, query: &'a Query, typos: bool) -> Asked<'a> {
        let fit = |word: &Word, (plain, written): &(Box<str>, Box<str>)| {
            let typo = || (typos && word.is_typo_of(plain)).then_some(Fit::Near);
            word.fit_word(plain, written).or_else(typo)
        };
        let of_word = |word| self.words.iter().map(|it| fit(word, it)).collect();
        Asked {
            query,
            fits: query.words.iter().map(of_word).collect(),
            typos,
        }
    }
}

impl Asked<'_> {
    /// How well all words of the query fit the text; `None` if one does not, or there are none. A word
    /// that does not stand in the text may stand in what tells where it is: `place` gives how the word
    /// with this number fits there.
    pub fn fit(&self, text: &Listed, place: impl Fn(usize) -> Option<Fit>) -> Option<Fit> {
        let number = self.query.number.as_ref();
        if let Some(fit) = number.and_then(|it| it.fit(&text.rest)) {
            return Some(fit);
        }
        self.query.worst(|number, word| {
            let fit = self.word(number, word, text);
            let stands = fit.filter(|it| *it < Fit::Near);
            stands.or_else(|| place(number)).or(fit)
        })
    }

    /// How the word with this number fits a text that tells where something is.
    pub fn place_fit(&self, number: usize, text: &Listed) -> Option<Fit> {
        let fit = self.word(number, self.query.words.get(number)?, text);
        fit.filter(|it| *it < Fit::Near).map(|_| Fit::Place)
    }

    fn word(&self, number: usize, word: &Word, text: &Listed) -> Option<Fit> {
        let fits = self.fits.get(number)?;
        let listed = text.words.iter().filter_map(|it| *fits.get(*it as usize)?);
        let typo = || self.typos.then(|| word.typo(&text.rest)).flatten();
        let rest = word.fit(&text.rest).or_else(typo);
        listed.chain(rest).min()
    }
}
