//! Decides who each household of a list is, all of them together: no two rows are one household by
//! themselves.
use super::Candidate;
use super::difference::differences;
use super::evidence::{Found, Grade, Reason, judge};
use super::index::{Index, Known};
use crate::decisions::Whose;
use crate::{Decisions, ProposedHousehold};
use domain::{Household, HouseholdId};
use std::collections::{HashMap, HashSet};

/// Most candidates that someone is asked about.
const CANDIDATES_LIMIT: usize = 5;

pub(super) enum Answer<'a> {
    New,
    Doubtful(Vec<Candidate<'a>>),
    Is(Found<'a>),
}

pub(super) fn whose<'a>(
    listed: &[ProposedHousehold],
    index: &Index<'a>,
    decisions: &Decisions,
) -> Vec<Answer<'a>> {
    let mut made = HashSet::new();
    let mut all: Vec<Judged<'a>> = listed
        .iter()
        .map(|proposed| match decisions.households.get(&proposed.key) {
            Some(Whose::New) => made_before(proposed, index, &mut made),
            Some(Whose::Same(id)) => said_to_be(proposed, id, index),
            Some(Whose::Later) => Judged::Doubtful {
                found: candidates(proposed, index),
                asked: true,
            },
            None => by_evidence(proposed, index),
        })
        .collect();
    doubt_what_is_claimed_twice(&mut all);
    let claims = claims(&all);
    for (row, judged) in all.iter_mut().enumerate() {
        let Judged::Doubtful { found, asked } = judged else {
            continue;
        };
        // Whom another row is for sure is not this one, where nothing but a likeness speaks for it.
        let taken = |it: &Found<'_>| {
            let others = claims.get(&it.household.id);
            others.is_some_and(|rows| rows.iter().any(|other| other.0 != row))
        };
        if !*asked {
            found.retain(|it| !(taken(it) && is_weak(it)));
        }
        if found.is_empty() && !*asked {
            *judged = Judged::New;
        }
    }
    all.into_iter().map(Judged::answer).collect()
}

/// Whether anything but someone's word says that a household of the list is this one.
pub(super) fn may_be(
    proposed: &ProposedHousehold,
    household: &Household,
    index: &Index<'_>,
) -> bool {
    let mut found = candidates(proposed, index).into_iter();
    found.any(|it| it.household.id == household.id)
}

enum Judged<'a> {
    New,
    Doubtful {
        found: Vec<Found<'a>>,
        /// Someone said that they decide later.
        asked: bool,
    },
    Is {
        found: Found<'a>,
        decided: bool,
        /// Whom else it may be, if another row turns out to be this one.
        others: Vec<Found<'a>>,
    },
}

impl<'a> Judged<'a> {
    fn answer(self) -> Answer<'a> {
        match self {
            Judged::New => Answer::New,
            Judged::Is { found, .. } => Answer::Is(found),
            Judged::Doubtful { found, .. } => {
                let some = found.into_iter().take(CANDIDATES_LIMIT);
                let candidate = |it: Found<'a>| Candidate {
                    household: it.household,
                    reasons: it.reasons,
                };
                Answer::Doubtful(some.map(candidate).collect())
            }
        }
    }
}

/// The household that someone chose, if anything else speaks for it too.
fn said_to_be<'a>(proposed: &ProposedHousehold, id: &HouseholdId, index: &Index<'a>) -> Judged<'a> {
    match index.household(id) {
        Some(known) if may_be(proposed, known.household, index) => Judged::Is {
            found: decided(known),
            decided: true,
            others: Vec::new(),
        },
        Some(_) => Judged::Doubtful {
            found: candidates(proposed, index),
            asked: true,
        },
        // It is not there any more, so the question is open again.
        None => by_evidence(proposed, index),
    }
}

/// Whoever is new by someone's word is new once: given the same answers again, they are the
/// household that the answer made, which says just what the list says.
fn made_before<'a>(
    proposed: &ProposedHousehold,
    index: &Index<'a>,
    made: &mut HashSet<&'a HouseholdId>,
) -> Judged<'a> {
    let found = candidates(proposed, index).into_iter().find(|it| {
        it.grade == Grade::Certain
            && !made.contains(&it.household.id)
            && differences(&proposed.key, proposed, it, index, &Decisions::default()).is_empty()
    });
    let Some(found) = found else {
        return Judged::New;
    };
    made.insert(&found.household.id);
    Judged::Is {
        found,
        decided: true,
        others: Vec::new(),
    }
}

fn decided(known: Known<'_>) -> Found<'_> {
    let household = known.household;
    // The list means the one that was chosen, whatever it was called before.
    let known = Known {
        called: household,
        ..known
    };
    Found {
        known,
        household,
        grade: Grade::Certain,
        reasons: vec![Reason::Decided],
        score: u32::MAX,
        is_part: false,
    }
}

fn by_evidence<'a>(proposed: &ProposedHousehold, index: &Index<'a>) -> Judged<'a> {
    let mut found = candidates(proposed, index);
    let Some(best) = found.first() else {
        return Judged::New;
    };
    if best.grade == Grade::Doubtful {
        let asked = false;
        return Judged::Doubtful { found, asked };
    }
    let rivals = found
        .iter()
        .filter(|it| it.grade >= Grade::Likely && it.score == best.score);
    if rivals.count() > 1 {
        for it in &mut found {
            it.reasons.push(Reason::Several);
        }
        let asked = false;
        return Judged::Doubtful { found, asked };
    }
    Judged::Is {
        found: found.remove(0),
        decided: false,
        others: found,
    }
}

/// Whom it may be, the best first; of one household only the best way to find it.
fn candidates<'a>(proposed: &ProposedHousehold, index: &Index<'a>) -> Vec<Found<'a>> {
    let village = index.village(&proposed.village);
    let mut known: Vec<Known<'a>> = Vec::new();
    if let Some(code) = &proposed.code {
        known.extend(index.of_code(village, code));
    }
    for phone in &proposed.phones {
        known.extend(index.of_phone(phone));
    }
    if let Some(village) = village {
        known.extend(index.of_head(village, &proposed.head));
        known.extend(index.of_sound(village, &proposed.head));
        for person in proposed.residents.iter().filter(|it| it.born.is_some()) {
            let people = index.of_person(village, &person.name).iter();
            let same = people.filter(|(it, born)| {
                *born == person.born || (born.is_none() && !it.household.merged.is_empty())
            });
            known.extend(same.map(|(known, _)| *known));
        }
    }
    let judged = known
        .into_iter()
        .filter_map(|known| judge(proposed, village, known, index));
    let mut best: Vec<Found<'a>> = Vec::new();
    for found in judged {
        match best
            .iter_mut()
            .find(|it| it.household.id == found.household.id)
        {
            Some(other) if (other.grade, other.score) >= (found.grade, found.score) => {}
            Some(other) => *other = found,
            None => best.push(found),
        }
    }
    best.sort_by_key(|it| std::cmp::Reverse((it.grade, it.score)));
    best
}

/// The rows that are a household of the register, by that household; those of households merged into
/// it aside. Each with whether someone decided so, and how much speaks for it.
fn claims<'a>(all: &[Judged<'a>]) -> HashMap<&'a HouseholdId, Vec<(usize, bool, u32)>> {
    let mut claims: HashMap<_, Vec<_>> = HashMap::new();
    for (row, judged) in all.iter().enumerate() {
        if let Judged::Is { found, decided, .. } = judged
            && !found.is_part
        {
            let claim = (row, *decided, found.score);
            claims.entry(&found.household.id).or_default().push(claim);
        }
    }
    claims
}

/// Of several rows that would be one household, the one for which most speaks is it; where two are
/// alike, nobody knows.
fn doubt_what_is_claimed_twice(all: &mut [Judged<'_>]) {
    for (_, rows) in claims(all) {
        let best = rows.iter().map(|it| it.2).max().unwrap_or_default();
        let alone = rows.iter().filter(|it| it.2 == best).count() == 1;
        let said_once = rows.iter().filter(|it| it.1).count() == 1;
        for (row, decided, score) in rows.iter().copied().filter(|_| rows.len() > 1) {
            let stays = (decided && said_once) || (alone && score == best);
            let Some(judged) = all.get_mut(row).filter(|_| !stays) else {
                continue;
            };
            if let Judged::Is { found, others, .. } = judged {
                let mut found = found.clone();
                found.grade = Grade::Doubtful;
                found.reasons.push(Reason::ClaimedTwice);
                let mut all = vec![found];
                all.append(others);
                let (found, asked) = (all, false);
                *judged = Judged::Doubtful { found, asked };
            }
        }
    }
}

/// Whether only a likeness speaks for it, or something against it.
fn is_weak(found: &Found<'_>) -> bool {
    let has = |reason| found.reasons.contains(&reason);
    let against = [Reason::OtherYear, Reason::OtherPhone, Reason::OtherCode];
    !(has(Reason::SameName) || has(Reason::OwnCode)) || against.into_iter().any(has)
}
