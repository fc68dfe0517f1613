//! What speaks for and against a household of the list being one of the register, and how sure that
//! makes it.
use super::index::{Index, Known, code_key, head_resident, name_of, phones};
use crate::ProposedHousehold;
use crate::family::are_strangers;
use crate::village::is_same_alley;
use domain::household::Status;
use domain::{Household, VillageId};
use serde::Serialize;
use vietnamese::{identity_key, one_letter_off, search_key};

/// How sure it is that a household of the list is one of the register.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// Someone must look: nothing is written.
    Doubtful,
    /// Taken for the same; its changes are shown, and written only if someone says so.
    Likely,
    Certain,
}

/// Why a household is taken for the same, or not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Someone said so.
    Decided,
    OwnCode,
    OtherCode,
    SameName,
    /// Only a mark or a letter is different.
    NearName,
    OtherName,
    /// The list's head lives there, and someone else is the head.
    LivesThere,
    SameYear,
    OtherYear,
    SamePhone,
    OtherPhone,
    SharedPeople,
    /// Both name people beside the head, and nobody lives in both.
    OtherPeople,
    OtherAlley,
    OtherVillage,
    /// The list means a household that was merged into this one.
    Merged,
    /// The list means the village where it lived before.
    MovedHouse,
    /// It has left the commune.
    MovedAway,
    /// Several households are called so.
    Several,
    /// Several rows of the list mean it.
    ClaimedTwice,
}

impl Reason {
    pub const ALL: [Reason; 20] = [
        Reason::Decided,
        Reason::OwnCode,
        Reason::OtherCode,
        Reason::SameName,
        Reason::NearName,
        Reason::OtherName,
        Reason::LivesThere,
        Reason::SameYear,
        Reason::OtherYear,
        Reason::SamePhone,
        Reason::OtherPhone,
        Reason::SharedPeople,
        Reason::OtherPeople,
        Reason::OtherAlley,
        Reason::OtherVillage,
        Reason::Merged,
        Reason::MovedHouse,
        Reason::MovedAway,
        Reason::Several,
        Reason::ClaimedTwice,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Decided => "decided",
            Reason::OwnCode => "own-code",
            Reason::OtherCode => "other-code",
            Reason::SameName => "same-name",
            Reason::NearName => "near-name",
            Reason::OtherName => "other-name",
            Reason::LivesThere => "lives-there",
            Reason::SameYear => "same-year",
            Reason::OtherYear => "other-year",
            Reason::SamePhone => "same-phone",
            Reason::OtherPhone => "other-phone",
            Reason::SharedPeople => "shared-people",
            Reason::OtherPeople => "other-people",
            Reason::OtherAlley => "other-alley",
            Reason::OtherVillage => "other-village",
            Reason::Merged => "merged",
            Reason::MovedHouse => "moved-house",
            Reason::MovedAway => "moved-away",
            Reason::Several => "several",
            Reason::ClaimedTwice => "claimed-twice",
        }
    }
}

impl Grade {
    pub fn as_str(self) -> &'static str {
        match self {
            Grade::Doubtful => "doubtful",
            Grade::Likely => "likely",
            Grade::Certain => "certain",
        }
    }
}

/// A household of the register that one of the list may be.
#[derive(Clone, Debug)]
pub(super) struct Found<'a> {
    pub known: Known<'a>,
    pub household: &'a Household,
    pub grade: Grade,
    pub reasons: Vec<Reason>,
    /// Tells candidates of one grade apart.
    pub score: u32,
    /// The list means a household that was merged into this one.
    pub is_part: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum HeadName {
    Exact,
    Lives,
    Near,
    Other,
}

/// What is known; none where one of the two says nothing.
struct Evidence {
    name: HeadName,
    code: Option<bool>,
    year: Option<bool>,
    phone: Option<bool>,
    alley: Option<bool>,
    village: bool,
    /// Of those listed beside the head, how many live there: same name and same year of birth.
    people: usize,
    most: bool,
    /// Both name people beside the head, and nobody is in both, by name alone.
    strangers: bool,
}

/// Judges one candidate; none where it is someone else.
pub(super) fn judge<'a>(
    proposed: &ProposedHousehold,
    village: Option<&VillageId>,
    known: Known<'a>,
    index: &Index<'a>,
) -> Option<Found<'a>> {
    let it = Evidence::of(proposed, village, known, index);
    let grade = it.grade()?;
    let mut reasons = it.reasons();
    let mut grade = grade;
    // Who was the head of a household that became part of this one lives in it now.
    let is_part = known.is_merged()
        || (it.name == HeadName::Lives && it.village && !known.household.merged.is_empty());
    if is_part {
        if it.name == HeadName::Lives && it.year != Some(false) {
            grade = grade.max(Grade::Likely);
        }
        reasons.push(Reason::Merged);
    }
    if known.moved {
        reasons.push(Reason::MovedHouse);
    }
    if matches!(known.household.status, Status::MovedAway(_)) {
        reasons.push(Reason::MovedAway);
        grade = grade.min(Grade::Likely);
    }
    Some(Found {
        known,
        household: known.household,
        grade,
        reasons,
        score: it.score(),
        is_part,
    })
}

impl Evidence {
    fn of(
        proposed: &ProposedHousehold,
        village: Option<&VillageId>,
        known: Known<'_>,
        index: &Index<'_>,
    ) -> Self {
        let (called, household) = (known.called, known.household);
        let listed = proposed.residents.iter().find(|it| it.is_head);
        let born = listed.and_then(|it| it.born);
        let same = |one: &str, other: &str| identity_key(one) == identity_key(other);
        let (head, theirs) = (proposed.head.as_str(), name_of(&called.head));
        let is_pointer = known.is_merged();
        // A pointer names nobody: its people are known where they are now, by name alone if need be.
        let fits = |known: Option<u16>| match (known, born) {
            (Some(known), Some(born)) => known == born,
            _ => is_pointer,
        };
        let lives = household
            .residents
            .iter()
            .any(|it| fits(it.born) && same(name_of(&it.name), head));
        let name = if !theirs.is_empty() && same(head, theirs) {
            HeadName::Exact
        } else if lives {
            HeadName::Lives
        } else if is_near(head, theirs) {
            HeadName::Near
        } else {
            HeadName::Other
        };
        let known_year = year_of_head(known).filter(|_| name != HeadName::Lives);
        let year = born.zip(known_year).map(|(one, other)| one == other);
        let listed_code = proposed.code.as_deref().map(code_key);
        let code = Some(called.code.as_str()).filter(|it| *it != called.id.as_str());
        let code = match (listed_code, code) {
            (Some(one), _) if one == code_key(called.code.as_str()) => Some(true),
            (Some(_), Some(_)) => Some(false),
            _ => None,
        };
        let numbers = phones(household);
        let phone = (!numbers.is_empty() && !proposed.phones.is_empty())
            .then(|| proposed.phones.iter().any(|it| numbers.contains(&&**it)));
        let alley = index.alley(household);
        let alley = proposed
            .alley
            .as_deref()
            .filter(|_| !alley.is_empty() && !known.moved && !known.is_merged())
            .map(|it| is_same_alley(it, alley));
        let others = || proposed.residents.iter().filter(|it| !it.is_head);
        let strangers = are_strangers(
            others().map(|it| it.name.as_str()),
            household
                .residents
                .iter()
                .map(|it| name_of(&it.name))
                .filter(|it| !same(it, theirs)),
        );
        let others: Vec<_> = others().filter(|it| it.born.is_some()).collect();
        let lives_there = |name: &str, born: Option<u16>| {
            let mut residents = household.residents.iter();
            residents.any(|it| it.born == born && same(name_of(&it.name), name))
        };
        let people = others.iter().filter(|it| lives_there(&it.name, it.born));
        let people = people.count();
        Self {
            name,
            code,
            year,
            phone,
            alley,
            village: known.moved || village == Some(&called.village),
            people,
            most: people >= 2 && people * 2 >= others.len(),
            strangers,
        }
    }

    fn grade(&self) -> Option<Grade> {
        use Grade::{Certain, Doubtful, Likely};
        let speaks = self.phone == Some(true) || self.people > 0;
        let graded = match (self.name, self.code) {
            (HeadName::Exact, Some(true)) if self.year != Some(false) || speaks => Certain,
            (HeadName::Exact, Some(true)) => Likely,
            (HeadName::Lives, Some(true)) => Certain,
            (HeadName::Near, Some(true)) if self.people > 0 => Certain,
            (HeadName::Near, Some(true)) if self.year != Some(false) => Likely,
            (HeadName::Other, Some(true)) if self.most => Certain,
            (_, Some(true)) => Doubtful,
            (HeadName::Exact, _) => self.grade_of_same_name()?,
            (HeadName::Lives, _) if self.people > 0 => Likely,
            (HeadName::Lives, _) => Doubtful,
            (_, _) if self.most => Likely,
            (HeadName::Near, _) if speaks => Doubtful,
            (HeadName::Near, _) if self.year == Some(true) && self.phone.is_none() => Doubtful,
            (HeadName::Other, _) if self.people > 0 => Doubtful,
            _ => return None,
        };
        match (self.village, graded) {
            (true, graded) => Some(graded),
            // Elsewhere a code alone, or a name alone, stands for nobody.
            (false, Certain) if self.code == Some(true) && (speaks || self.is_nobody_else()) => {
                Some(Likely)
            }
            (false, _) if self.name == HeadName::Exact && (speaks || self.code == Some(true)) => {
                Some(Doubtful)
            }
            (false, _) => None,
        }
    }

    /// Whether the year of birth says that it is the same, and nothing that it is not: codes are given
    /// anew in each village.
    fn is_nobody_else(&self) -> bool {
        self.year == Some(true) && self.phone != Some(false) && !self.strangers
    }

    /// The same name without the code: another year of birth, or another phone, is another person
    /// until someone says otherwise.
    fn grade_of_same_name(&self) -> Option<Grade> {
        use Grade::{Certain, Doubtful, Likely};
        let against = [self.code, self.phone]
            .iter()
            .filter(|it| **it == Some(false))
            .count();
        let speaks = self.phone == Some(true) || self.people > 0;
        // One thing may have changed since; where two differ, or everybody beside the head is
        // someone else, it may be another family.
        let elsewhere = usize::from(self.alley == Some(false)) + 2 * usize::from(self.strangers);
        Some(match self.year {
            Some(true) if against + elsewhere < 2 || self.people > 0 => Certain,
            Some(true) => Doubtful,
            Some(false) if speaks => Doubtful,
            Some(false) => return None,
            None if speaks => Likely,
            None if against == 2 => return None,
            None if against > 0 || self.alley == Some(false) => Doubtful,
            None => Likely,
        })
    }

    fn reasons(&self) -> Vec<Reason> {
        let either = |it: Option<bool>, yes: Reason, no: Option<Reason>| match it {
            Some(true) => Some(yes),
            Some(false) => no,
            None => None,
        };
        let name = match self.name {
            HeadName::Exact => Reason::SameName,
            HeadName::Lives => Reason::LivesThere,
            HeadName::Near => Reason::NearName,
            HeadName::Other => Reason::OtherName,
        };
        let all = [
            either(self.code, Reason::OwnCode, Some(Reason::OtherCode)),
            Some(name),
            either(self.year, Reason::SameYear, Some(Reason::OtherYear)),
            either(self.phone, Reason::SamePhone, Some(Reason::OtherPhone)),
            (self.people > 0).then_some(Reason::SharedPeople),
            self.strangers.then_some(Reason::OtherPeople),
            (self.alley == Some(false)).then_some(Reason::OtherAlley),
            (!self.village).then_some(Reason::OtherVillage),
        ];
        all.into_iter().flatten().collect()
    }

    fn score(&self) -> u32 {
        let yes = |it: Option<bool>, weight| if it == Some(true) { weight } else { 0 };
        let name = match self.name {
            HeadName::Exact => 8,
            HeadName::Lives => 4,
            HeadName::Near => 2,
            HeadName::Other => 0,
        };
        let people = u32::try_from(self.people.min(8)).unwrap_or(8);
        yes(self.code, 16) + name + yes(self.year, 8) + yes(self.phone, 4) + people
    }
}

/// The year of birth of the head as the list calls the household; of one that was merged, as its
/// people are known where they are now.
fn year_of_head(known: Known<'_>) -> Option<u16> {
    if !known.is_merged() {
        return head_resident(known.household)?.born;
    }
    let head = identity_key(name_of(&known.called.head));
    let mut same = known
        .household
        .residents
        .iter()
        .filter(|it| identity_key(name_of(&it.name)) == head);
    same.next().filter(|_| same.next().is_none())?.born
}

/// Whether two names are told apart by marks, or by one letter, only.
pub(super) fn is_near(one: &str, other: &str) -> bool {
    if one.is_empty() || other.is_empty() {
        return false;
    }
    let (one, other) = (search_key(one), search_key(other));
    one == other || one_letter_off(&one, &other)
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn a_mark_or_one_letter_is_near_and_two_are_not() {
        for (one, other, near) in [
            ("Trần Văn Hùng", "Trần Văn Hưng", true),
            ("Trần Văn Hùng", "Trần Văn Hùn", true),
            ("Trần Văn Hùng", "Trần Văn Lùng", true),
            ("Trần Văn Hùng", "Trần Văn Dương", false),
            ("Trần Văn Hùng", "Trần Hùng", false),
            ("", "A", false),
        ] {
            assert_eq!(is_near(one, other), near, "{one} {other}");
            assert_eq!(is_near(other, one), near, "{other} {one}");
        }
    }
}
