//! One household as a line in a list and a tile in a strip.

use super::Places;
use domain::household::{GroupProgress, Household, Place, Stage, Visit, VisitOutcome};
use domain::{
    AccountId, AlleyId, Catalogue, Day, HouseholdId, Label, MarketplaceId, Name, Note, Personal,
    Seq, Settings, VillageId,
};
use vietnamese::{Lexicon, Listed, Query, Searched};

/// How a door stands this month: what the colour of its tile says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DoorState {
    /// Nobody has been there this month.
    NotYet,
    Met,
    /// Nobody was at home, or the visit was refused.
    NotMet,
    /// Someone promised to come, by today.
    Promised,
    Gone,
}

#[derive(Clone, Debug)]
pub struct Card {
    pub id: HouseholdId,
    pub code: String,
    /// The household's code, shortened to fit a tile.
    pub number: String,
    /// The name of the head of the household; empty when it was erased.
    pub head: String,
    pub village: VillageId,
    pub alley: Option<AlleyId>,
    pub door: DoorState,
    pub mine: bool,
    pub ever_visited: bool,
    pub met_this_month: bool,
    /// Whether an adult here passes all five groups of skills: the star of its tile, in any month.
    pub five: bool,
    /// How many groups the most advanced adult has not passed yet; 5 when nobody was checked.
    pub groups_left: usize,
    pub last_visit: Option<(Day, VisitOutcome)>,
    /// How many of the latest visits in a row found nobody at home.
    pub absences: usize,
    /// The follow-up with the earliest due day.
    pub due: Option<Due>,
    /// The unfinished shop that has stood still the longest, if that is too long.
    pub still: Option<Still>,
    /// Where it is, if that was recorded.
    pub place: Option<Place>,
    /// Code, names and phone numbers, for the search.
    pub(super) searched: Listed,
    /// The address, for the search.
    pub(super) address: Option<Listed>,
    /// The residents' names, one on each line.
    names: String,
    /// Sequence number of the record shown; `None` while an unsent entry changes it.
    pub(super) seq: Option<Seq>,
    /// Sort key of the walk: village, alley, number along the alley, the number in the code,
    /// the code.
    pub(super) walk: (u32, u32, u32, u64, String),
}

#[derive(Clone, PartialEq, Debug)]
pub struct Due {
    pub day: Day,
    pub reason: Option<String>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Still {
    pub marketplace: MarketplaceId,
    pub stage: Stage,
    pub days: i32,
}

impl Card {
    pub(super) fn of(
        (household, seq): (&Household, Option<Seq>),
        places: &Places,
        catalogue: &Catalogue,
        settings: &Settings,
        me: &AccountId,
        today: Day,
        lexicon: &mut Lexicon,
    ) -> Self {
        let place = (household.village.clone(), household.alley.clone());
        let (village_order, alley_order) =
            places.get(&place).copied().unwrap_or((u32::MAX, u32::MAX));
        let code = household.code.as_str().to_owned();
        let number = short(&household.id, &household.code);
        let address = household.address.as_ref().and_then(Personal::reveal);
        let groups_left = groups_left(household, catalogue, settings, today);
        Self {
            id: household.id.clone(),
            seq,
            walk: (
                village_order,
                alley_order,
                household.order,
                number.parse().unwrap_or(u64::MAX),
                code.clone(),
            ),
            code,
            number,
            head: household
                .head
                .reveal()
                .map(Name::as_str)
                .unwrap_or_default()
                .to_owned(),
            village: household.village.clone(),
            alley: household.alley.clone(),
            door: door(household, today),
            mine: household.assigned.as_ref() == Some(me),
            ever_visited: household.ever_visited(),
            met_this_month: household.met_in_month_of(today),
            five: groups_left == 0,
            groups_left,
            last_visit: household
                .last_visit()
                .map(|visit| (visit.at.day(), visit.outcome)),
            absences: household
                .visits
                .iter()
                .rev()
                .take_while(|visit| visit.outcome == VisitOutcome::Absent)
                .count(),
            due: household.follow_ups.first().map(|follow_up| Due {
                day: follow_up.due,
                reason: follow_up
                    .reason
                    .as_ref()
                    .and_then(Personal::reveal)
                    .map(|note: &Note| note.as_str().to_owned()),
            }),
            still: still(household, today),
            place: household.place.as_ref().and_then(Personal::reveal).copied(),
            searched: lexicon.read(household.texts()),
            address: address.map(|it| lexicon.read([it.as_str()])),
            names: household.names().collect::<Vec<_>>().join("\n"),
        }
    }

    /// The name of the resident whom the query finds best; `None` when that is the head.
    pub fn named(&self, query: &str) -> Option<&str> {
        let query = Query::new(query);
        let names = [self.head.as_str()].into_iter().chain(self.names.lines());
        let fits = names.filter_map(|name| {
            let fit = query.overall(query.near(&Searched::new([name])))?;
            Some((fit, name))
        });
        let (_, named) = fits.min_by_key(|(fit, _)| *fit)?;
        (named != self.head).then_some(named)
    }

    pub fn is_here(&self) -> bool {
        self.door != DoorState::Gone
    }

    /// Whether someone promised to come by this day.
    pub fn is_due(&self, day: Day) -> bool {
        self.due.as_ref().is_some_and(|due| due.day <= day)
    }

    pub fn visited_on(&self, day: Day) -> bool {
        self.last_visit.is_some_and(|(last, _)| last == day)
    }
}

fn still(household: &Household, today: Day) -> Option<Still> {
    let shops = household.trading.as_ref()?.shops.iter();
    let still = shops.filter(|(_, shop)| shop.stands_still(today));
    let (marketplace, shop) = still.min_by_key(|(_, shop)| shop.since)?;
    Some(Still {
        marketplace: marketplace.clone(),
        stage: shop.stage,
        days: shop.days_at_stage(today),
    })
}

fn door(household: &Household, today: Day) -> DoorState {
    let knocked_this_month = |visit: &Visit| visit.at.day().month() == today.month();
    if !household.is_here() {
        DoorState::Gone
    } else if household.follow_ups.iter().any(|it| it.due <= today) {
        DoorState::Promised
    } else if household.met_in_month_of(today) {
        DoorState::Met
    } else if household.last_visit().is_some_and(knocked_this_month) {
        DoorState::NotMet
    } else {
        DoorState::NotYet
    }
}

fn groups_left(
    household: &Household,
    catalogue: &Catalogue,
    settings: &Settings,
    today: Day,
) -> usize {
    let adults = household
        .residents
        .iter()
        .filter(|resident| resident.is_adult(settings, today));
    let left = adults.map(|resident| {
        let groups = catalogue.groups.iter();
        groups
            .filter(|group| resident.progress(group, settings.told_counts) != GroupProgress::Passed)
            .count()
    });
    left.min().unwrap_or(catalogue.groups.len())
}

/// `TD-0012` becomes `12`. A code without a number at its end keeps its last five characters, as do
/// the letters of a household that has no number yet.
fn short(id: &HouseholdId, code: &Label) -> String {
    let code = code.as_str();
    let start = code.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let number = code[start..].trim_start_matches('0');
    if number.is_empty() || number.len() > 5 || code == id.as_str() {
        let letters: Vec<char> = code.chars().collect();
        letters[letters.len().saturating_sub(5)..].iter().collect()
    } else {
        number.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_cut_to_its_number() {
        let cases = [
            ("12", "12"),
            ("TD-0012", "12"),
            ("ab12cd3k", "2cd3k"),
            ("000", "000"),
            ("1234567", "34567"),
        ];
        for (code, expected) in cases {
            let id = HouseholdId::new("h1").unwrap();
            assert_eq!(short(&id, &Label::new(code).unwrap()), expected);
        }
        let (id, own) = ("ab120059", Label::new("ab120059").unwrap());
        assert_eq!(short(&HouseholdId::new(id).unwrap(), &own), "20059");
    }
}
