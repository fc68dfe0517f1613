//! Finds households by name, code or phone number, and warns when a new one is there already.

use super::{Book, Card};
use domain::{AlleyId, Household, HouseholdId, Label, Map, Name, VillageId};
use sync::Replica;
use vietnamese::{Asked, Fit, Fits, Query, Searched};

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
        let lexicon = self.lexicon.borrow();
        let mut ranks = self.ranks(&lexicon.ask(&query), &places);
        if ranks.count == 0 {
            ranks = self.ranks(&lexicon.ask_near(&query), &places);
        }
        ranks.found()
    }

    fn ranks(&self, asked: &Asked, places: &FitsOfPlaces) -> Ranks<'_> {
        let around = |card: &Card, word: usize| {
            let village = places.get(&&card.village);
            let alley = village.and_then(|it| it.get(&card.alley.as_ref()));
            let address = || asked.place_fit(word, card.address.as_ref()?);
            alley.and_then(|it| it.of(word)).or_else(address)
        };
        let mut ranks = Ranks::default();
        for card in self.cards() {
            ranks.add(asked.fit(&card.searched, |word| around(card, word)), card);
        }
        ranks
    }

    /// How the names of villages and alleys fit, by where a household is; only those that do.
    fn places(&self, query: &Query) -> FitsOfPlaces<'_> {
        let fits = |name: &Label| query.fits(&Searched::new([name.as_str()])).of_place();
        let mut places = Map::new();
        for village in &self.villages {
            let of_village = fits(&village.name);
            let alleys = village.alleys.iter();
            let alleys = alleys.map(|it| (Some(&it.id), fits(&it.name).or(of_village)));
            let here = alleys.chain([(None, of_village)]);
            let here: Map<_, _> = here.filter(|(_, fits)| !fits.is_empty()).collect();
            if !here.is_empty() {
                places.insert(&village.id, here);
            }
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
                && household
                    .names()
                    .any(|name| vietnamese::search_key(name) == key)
        });
        same.take(LOOKALIKES_LIMIT).map(lookalike).collect()
    }
}

/// How words fit the names of villages and alleys.
type FitsOfPlaces<'a> = Map<&'a VillageId, Map<Option<&'a AlleyId>, Fits>>;

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
