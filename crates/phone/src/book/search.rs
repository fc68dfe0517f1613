//! Finds households by name, code or phone number, and warns when a new one is there already.

use super::{Book, Card};
use domain::{AlleyId, Household, HouseholdId, Map, Name, Personal, Phone, VillageId};
use sync::Replica;
use vietnamese::{Fit, Fits, Query, Searched};

/// The most results shown, a little more than fills a screen. Drawing them is the slow part of each
/// keystroke on an old phone, and someone who sees this many types another letter.
const RESULTS_LIMIT: usize = 10;
/// The most look-alikes shown in a warning.
const LOOKALIKES_LIMIT: usize = 3;

#[derive(Debug, Default)]
pub struct FoundCards<'a> {
    /// The best first; of those alike mine first, in walking order.
    pub cards: Vec<&'a Card>,
    /// How many at the end are only near: a mark or a letter differs.
    pub near: usize,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// A household that may be the one about to be added.
#[derive(Clone, PartialEq, Debug)]
pub struct Lookalike {
    pub id: HouseholdId,
    pub code: String,
    pub name: String,
}

impl Book {
    /// Households that fit the query. Wrong letters are looked for only where nothing fits without.
    pub fn search(&self, query: &str) -> FoundCards<'_> {
        let query = Query::new(query);
        if query.is_empty() {
            return FoundCards::default();
        }
        let places = self.places(&query);
        let around = |card: &Card| {
            let alley = places.get(&(card.village.clone(), card.alley.clone()));
            let address = card.address.as_ref().map(|it| query.fits(it).of_place());
            [alley.copied(), address].into_iter().flatten()
        };
        let fit = |card: &Card| {
            let fits = around(card).fold(query.fits(&card.searched), Fits::or);
            query.overall(fits)
        };
        let mut ranks = Ranks::default();
        for card in self.cards() {
            ranks.add(fit(card), card);
        }
        if ranks.count == 0 {
            for card in self.cards() {
                ranks.add(query.overall(query.near(&card.searched)), card);
            }
        }
        ranks.found()
    }

    /// How the names of villages and alleys fit, by where a household is.
    fn places(&self, query: &Query) -> Map<(VillageId, Option<AlleyId>), Fits> {
        let mut places = Map::new();
        for village in &self.villages {
            let of_village = query.fits(&Searched::new([village.name.as_str()]));
            for alley in &village.alleys {
                let fits = query.fits(&Searched::new([alley.name.as_str()]));
                let key = (village.id.clone(), Some(alley.id.clone()));
                places.insert(key, fits.or(of_village).of_place());
            }
            places.insert((village.id.clone(), None), of_village.of_place());
        }
        places
    }

    /// Households of the village whose head, or one of whose residents, has this name.
    pub fn same_name(&self, replica: &Replica, village: &VillageId, name: &str) -> Vec<Lookalike> {
        let key = vietnamese::search_key(name);
        if key.is_empty() {
            return Vec::new();
        }
        let same = replica.households().filter(|household| {
            household.village == *village
                && household.is_here()
                && names(household).any(|name| vietnamese::search_key(name) == key)
        });
        same.take(LOOKALIKES_LIMIT).map(lookalike).collect()
    }
}

/// The first cards of each rank, so that no long list is sorted at a keystroke.
#[derive(Default)]
struct Ranks<'a> {
    /// By fit, and mine before others.
    cards: Map<(Fit, bool), Vec<&'a Card>>,
    count: usize,
}

impl<'a> Ranks<'a> {
    fn add(&mut self, fit: Option<Fit>, card: &'a Card) {
        let Some(fit) = fit else { return };
        self.count += 1;
        let rank = self.cards.entry((fit, !card.mine)).or_default();
        if rank.len() < RESULTS_LIMIT {
            rank.push(card);
        }
    }

    fn found(self) -> FoundCards<'a> {
        let more = self.count > RESULTS_LIMIT;
        let ranked = self.cards.into_iter();
        let cards = ranked.flat_map(|((fit, _), cards)| cards.into_iter().map(move |it| (fit, it)));
        let cards: Vec<(Fit, &Card)> = cards.take(RESULTS_LIMIT).collect();
        FoundCards {
            near: cards.iter().filter(|(fit, _)| *fit == Fit::Near).count(),
            cards: cards.into_iter().map(|(_, card)| card).collect(),
            more,
        }
    }
}

/// What a household is found by, besides where it is.
pub(super) fn texts(household: &Household) -> impl Iterator<Item = &str> {
    let phones = household.phones.iter().filter_map(Personal::reveal);
    [household.code.as_str()]
        .into_iter()
        .chain(names(household))
        .chain(phones.map(Phone::as_str))
}

pub(super) fn names(household: &Household) -> impl Iterator<Item = &str> {
    let residents = household.residents.iter().map(|resident| &resident.name);
    residents
        .chain([&household.head])
        .filter_map(Personal::reveal)
        .map(Name::as_str)
}

fn lookalike(household: &Household) -> Lookalike {
    Lookalike {
        id: household.id.clone(),
        code: household.code.as_str().to_owned(),
        name: household
            .head
            .reveal()
            .map(Name::as_str)
            .unwrap_or_default()
            .to_owned(),
    }
}
