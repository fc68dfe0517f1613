//! The ten questions. Which one comes next follows from the answers so far, so no other state is
//! kept.
use crate::{Card, Question};
use domain::{Catalogue, Skill, SkillId, TopicId};
use std::cmp::Reverse;

/// Number of questions in one check.
pub const QUESTIONS_LIMIT: usize = 10;
/// The difficulty with which each topic begins, from 0 easy to 2 hard.
const MIDDLE: usize = 1;
const HARDEST: usize = 2;

/// The answer that someone gave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Position of the chosen answer, 0 to 2.
    Chosen(u8),
    DoNotKnow,
}

/// The cards that may be asked about, by topic.
#[derive(Clone, Debug)]
pub struct Pool<'a> {
    topics: Vec<Topic<'a>>,
}

#[derive(Clone, Debug)]
struct Topic<'a> {
    id: TopicId,
    /// Each card, and whether its skill is a core skill.
    cards: Vec<(&'a Card, bool)>,
}

impl<'a> Pool<'a> {
    /// The cards of the skills that `may_ask` admits, in the order of the catalogue.
    pub fn new(
        catalogue: &Catalogue,
        cards: impl IntoIterator<Item = &'a Card>,
        may_ask: impl Fn(&Skill) -> bool,
    ) -> Self {
        let cards: Vec<&'a Card> = cards.into_iter().collect();
        let topics = catalogue.topics.iter().map(|topic| {
            let asked = topic.skills.iter().filter(|skill| may_ask(skill));
            let cards = asked.filter_map(|skill| {
                let card = *cards.iter().find(|card| card.skill == skill.id)?;
                Some((card, skill.core))
            });
            Topic {
                id: topic.id.clone(),
                cards: cards.collect(),
            }
        });
        Self {
            topics: topics.filter(|topic| !topic.cards.is_empty()).collect(),
        }
    }
}

/// A question of the check, and its answer if it has been answered.
#[derive(Clone, Debug)]
pub struct AskedQuestion<'a> {
    pub topic: TopicId,
    pub card: &'a Card,
    pub question: &'a Question,
    /// From 0 easy to 2 hard.
    pub difficulty: usize,
    pub answer: Option<Answer>,
}

impl AskedQuestion<'_> {
    pub fn was_right(&self) -> bool {
        matches!(self.answer, Some(Answer::Chosen(place)) if self.question.is_right(place))
    }
}

/// A check in progress: the questions so far, and the open one.
///
/// Each topic is first asked a question of middle difficulty. Then come the topics that were
/// answered wrong, with an easier question, and then those answered right, with a harder one.
/// `seed` decides with which skills it begins.
#[derive(Clone, Debug)]
pub struct Quiz<'a> {
    asked: Vec<AskedQuestion<'a>>,
}

impl<'a> Quiz<'a> {
    /// Builds the check from the answers so far. Answers beyond the last question are ignored.
    pub fn replay(pool: &Pool<'a>, seed: u32, answers: &[Answer]) -> Self {
        let mut quiz = Self { asked: Vec::new() };
        for answer in answers.iter().map(|it| Some(*it)).chain([None]) {
            let Some(mut next) = quiz.choose(pool, seed) else {
                break;
            };
            next.answer = answer;
            quiz.asked.push(next);
        }
        quiz
    }

    /// The question that waits for its answer; `None` when the check is over.
    pub fn open(&self) -> Option<&AskedQuestion<'a>> {
        self.asked.last().filter(|asked| asked.answer.is_none())
    }

    pub fn answered(&self) -> &[AskedQuestion<'a>] {
        let open = usize::from(self.open().is_some());
        &self.asked[..self.asked.len() - open]
    }

    fn choose(&self, pool: &Pool<'a>, seed: u32) -> Option<AskedQuestion<'a>> {
        if self.asked.len() == QUESTIONS_LIMIT {
            return None;
        }
        let mut topics: Vec<(usize, &Topic<'a>)> = pool.topics.iter().enumerate().collect();
        topics.sort_by_key(|(place, topic)| {
            let (asked, last) = self.of_topic(&topic.id);
            let turned = turned(*place, seed, pool.topics.len());
            let place = if asked == 0 { *place } else { turned };
            (asked, last.is_some_and(AskedQuestion::was_right), place)
        });
        let mut offers = topics.iter().map(|(_, topic)| topic);
        offers.find_map(|topic| self.question_of(topic, seed))
    }

    /// Prefers skills that were asked least, then the wanted difficulty.
    fn question_of(&self, topic: &Topic<'a>, seed: u32) -> Option<AskedQuestion<'a>> {
        let (asked, last) = self.of_topic(&topic.id);
        let wanted = match last {
            None => MIDDLE,
            Some(last) if last.was_right() => (last.difficulty + 1).min(HARDEST),
            Some(last) => last.difficulty.saturating_sub(1),
        };
        let all = topic.cards.iter().enumerate().flat_map(|(place, card)| {
            let questions = card.0.questions.iter().enumerate();
            questions.map(move |(difficulty, question)| (place, card, difficulty, question))
        });
        let unasked = all.filter(|(_, card, difficulty, _)| {
            let same = |it: &&AskedQuestion<'_>| it.card.skill == card.0.skill;
            !self
                .asked
                .iter()
                .filter(same)
                .any(|it| it.difficulty == *difficulty)
        });
        let (_, card, difficulty, question) =
            unasked.min_by_key(|(place, (card, core), difficulty, _)| {
                let times = self.asked.iter().filter(|it| it.card.skill == card.skill);
                (
                    times.count(),
                    difficulty.abs_diff(wanted),
                    // A topic's first question is about a core skill, if it has one.
                    Reverse(*core && asked == 0),
                    turned(*place, seed, topic.cards.len()),
                )
            })?;
        Some(AskedQuestion {
            topic: topic.id.clone(),
            card: card.0,
            question,
            difficulty,
            answer: None,
        })
    }

    /// How many questions a topic was asked, and the last of them.
    fn of_topic(&self, topic: &TopicId) -> (usize, Option<&AskedQuestion<'a>>) {
        let asked = self.asked.iter().filter(|it| it.topic == *topic);
        let asked: Vec<&AskedQuestion<'a>> = asked.collect();
        (asked.len(), asked.last().copied())
    }

    /// The result for each topic that was asked, in the order in which they first were.
    pub fn results(&self) -> Vec<TopicResult> {
        let mut results: Vec<TopicResult> = Vec::new();
        for it in self.answered() {
            let place = results.iter().position(|result| result.topic == it.topic);
            let place = place.unwrap_or_else(|| {
                results.push(TopicResult::new(it.topic.clone()));
                results.len() - 1
            });
            results[place].take(it);
        }
        results
    }
}

fn turned(place: usize, seed: u32, count: usize) -> usize {
    (place + seed as usize % count) % count
}

/// What the answers say about one topic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TopicResult {
    pub topic: TopicId,
    pub asked: usize,
    pub right: usize,
    /// Skills with at least one question that was not answered right.
    pub learn: Vec<SkillId>,
}

/// How well a topic is known, as far as a few questions can tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Begin,
    Partly,
    Well,
}

impl TopicResult {
    fn new(topic: TopicId) -> Self {
        Self {
            topic,
            asked: 0,
            right: 0,
            learn: Vec::new(),
        }
    }

    fn take(&mut self, asked: &AskedQuestion<'_>) {
        self.asked += 1;
        let skill = &asked.card.skill;
        if asked.was_right() {
            self.right += 1;
        } else if !self.learn.contains(skill) {
            self.learn.push(skill.clone());
        }
    }

    pub fn standing(&self) -> Standing {
        match self.right {
            0 => Standing::Begin,
            right if right == self.asked => Standing::Well,
            _ => Standing::Partly,
        }
    }
}
