//! The ten questions: which one comes next follows from the answers so far, so nothing is kept.
use crate::{Card, Question};
use domain::{Catalogue, Skill, SkillId, TopicId};
use std::cmp::Reverse;

/// Questions of one check.
pub const QUESTIONS_LIMIT: usize = 10;
/// A check begins with questions of middling difficulty.
const MIDDLE: usize = 1;
const HARDEST: usize = 2;

/// What someone answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The place of the answer chosen, 0 to 2.
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
    /// With whether its skill counts towards its group.
    cards: Vec<(&'a Card, bool)>,
}

impl<'a> Pool<'a> {
    /// The cards of those skills that `may_ask` lets through, in the order of the catalogue.
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

/// A question of the check, with its answer once there is one.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    pub topic: TopicId,
    pub card: &'a Card,
    pub question: &'a Question,
    /// 0 easy to 2 hard.
    pub difficulty: usize,
    pub answer: Option<Answer>,
}

impl Asked<'_> {
    pub fn was_right(&self) -> bool {
        matches!(self.answer, Some(Answer::Chosen(place)) if self.question.is_right(place))
    }
}

/// A check under way: the questions so far and the one that is open.
///
/// Each topic is asked a middling question first. Those answered wrong come next, with an easier
/// one, then those answered right, with a harder one. `seed` says which skills it begins with.
#[derive(Clone, Debug)]
pub struct Quiz<'a> {
    asked: Vec<Asked<'a>>,
}

impl<'a> Quiz<'a> {
    /// Asks all over again what was asked before these answers; answers beyond the last question
    /// are left out.
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

    /// The question that is open, or nothing when the check is over.
    pub fn open(&self) -> Option<&Asked<'a>> {
        self.asked.last().filter(|asked| asked.answer.is_none())
    }

    pub fn answered(&self) -> &[Asked<'a>] {
        let open = usize::from(self.open().is_some());
        &self.asked[..self.asked.len() - open]
    }

    fn choose(&self, pool: &Pool<'a>, seed: u32) -> Option<Asked<'a>> {
        if self.asked.len() == QUESTIONS_LIMIT {
            return None;
        }
        let mut topics: Vec<(usize, &Topic<'a>)> = pool.topics.iter().enumerate().collect();
        topics.sort_by_key(|(place, topic)| {
            let (asked, last) = self.of_topic(&topic.id);
            let turned = turned(*place, seed, pool.topics.len());
            let place = if asked == 0 { *place } else { turned };
            (asked, last.is_some_and(Asked::was_right), place)
        });
        let mut offers = topics.iter().map(|(_, topic)| topic);
        offers.find_map(|topic| self.question_of(topic, seed))
    }

    /// A skill not asked yet before one that was, the wanted difficulty before others.
    fn question_of(&self, topic: &Topic<'a>, seed: u32) -> Option<Asked<'a>> {
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
            let same = |it: &&Asked<'_>| it.card.skill == card.0.skill;
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
                    // What matters most is asked first.
                    Reverse(*core && asked == 0),
                    turned(*place, seed, topic.cards.len()),
                )
            })?;
        Some(Asked {
            topic: topic.id.clone(),
            card: card.0,
            question,
            difficulty,
            answer: None,
        })
    }

    /// How many were asked of a topic, and the last.
    fn of_topic(&self, topic: &TopicId) -> (usize, Option<&Asked<'a>>) {
        let asked = self.asked.iter().filter(|it| it.topic == *topic);
        let asked: Vec<&Asked<'a>> = asked.collect();
        (asked.len(), asked.last().copied())
    }

    /// How it stands with each topic that was asked about, in the order in which they were.
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

/// What the answers say of one topic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TopicResult {
    pub topic: TopicId,
    pub asked: usize,
    pub right: usize,
    /// Skills whose questions were answered wrong.
    pub learn: Vec<SkillId>,
}

/// How well a topic is known, as far as a few questions tell.
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

    fn take(&mut self, asked: &Asked<'_>) {
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
