//! The book: the replica's households as the screens show them, in walking order.

mod card;
mod help;
mod search;
mod today;

pub use card::{Card, DoorState, Due, Still};
pub use help::{HelpCounts, helps};
pub use search::{FoundCards, Lookalike};
pub use today::{NEXT_LIMIT, Progress, Today};

use domain::household::{Household, Status};
use domain::{
    AccountId, AlleyId, Catalogue, Day, HouseholdId, Map, MemberRole, Seq, Settings, Team, Village,
    VillageId,
};
use std::cell::RefCell;
use std::cmp::Ordering;
use std::iter::Peekable;
use std::rc::Rc;
use std::vec::IntoIter;
use sync::{Epoch, Replica};
use vietnamese::Lexicon;

/// Everything that the lists need, worked out once after each change.
#[derive(Clone, Debug)]
pub struct Book {
    pub today: Day,
    /// The server's epoch when the cards were made.
    epoch: Option<Epoch>,
    pub me: AccountId,
    pub settings: Settings,
    pub catalogue: Catalogue,
    /// In the commune's own order.
    pub villages: Vec<Village>,
    /// My team.
    pub team: Option<Team>,
    /// All teams of the commune, to name members of other teams who taught or came.
    teams: Vec<Team>,
    /// In walking order: village, alley, number along the alley.
    cards: Vec<Rc<Card>>,
    /// The words of the cards, those of earlier books among them.
    lexicon: Rc<RefCell<Lexicon>>,
    /// Whether any household names me. If none does, all households of the team count as mine.
    pub has_own: bool,
    /// Help requests for me to handle.
    pub asked: HelpCounts,
}

/// One alley with its doors.
#[derive(Clone, Debug)]
pub struct Lane<'a> {
    pub village: &'a VillageId,
    /// `None` for the households whose alley is not known.
    pub alley: Option<&'a AlleyId>,
    pub cards: Vec<&'a Card>,
}

impl Book {
    pub fn read(replica: &Replica, today: Day) -> Self {
        Self::read_with(replica, today, None)
    }

    /// Like [`Book::read`], but reuses the cards of households that have not changed. Working out
    /// thousands of cards takes a third of a second on an old phone, after each visit and each
    /// contact.
    pub fn read_again(&self, replica: &Replica, today: Day) -> Self {
        Self::read_with(replica, today, Some(self))
    }

    fn read_with(replica: &Replica, today: Day, before: Option<&Self>) -> Self {
        let settings = replica.settings();
        let catalogue = Catalogue::new(&settings);
        let me = replica.identity().account.clone();
        let epoch = replica.epoch();
        let mut villages: Vec<Village> = replica.villages().cloned().collect();
        domain::put_in_order(&mut villages, |village| village.order);
        let before = before.filter(|it| {
            (it.today, it.epoch, &it.me) == (today, epoch, &me)
                && (&it.settings, &it.villages) == (&settings, &villages)
        });
        let mut known = Known::new(before.map_or_else(Vec::new, |it| it.cards.clone()));
        let places = places(&villages);
        let shown = replica
            .households_at()
            .filter(|(household, _)| !matches!(household.status, Status::MergedInto(_)));
        let lexicon = before.map_or_else(Rc::default, |it| Rc::clone(&it.lexicon));
        let card = |now| {
            let words = &mut lexicon.borrow_mut();
            Rc::new(Card::of(
                now, &places, &catalogue, &settings, &me, today, words,
            ))
        };
        let mut cards: Vec<Rc<Card>> = shown
            .map(|now| known.take_over(now).unwrap_or_else(|| card(now)))
            .collect();
        sort(&mut cards, |a, b| a.walk.cmp(&b.walk));
        let has_own = cards.iter().any(|card| card.mine);
        let teams: Vec<Team> = replica.teams().cloned().collect();
        let team = teams
            .iter()
            .find(|team| team.member(&me, today).is_some())
            .cloned();
        Self {
            today,
            epoch,
            asked: HelpCounts::of(replica, &me, today),
            me,
            settings,
            catalogue,
            villages,
            team,
            teams,
            cards,
            lexicon,
            has_own,
        }
    }

    /// In walking order.
    pub fn cards(&self) -> impl Iterator<Item = &Card> + Clone {
        self.cards.iter().map(Rc::as_ref)
    }

    pub fn card(&self, id: &HouseholdId) -> Option<&Card> {
        self.cards().find(|card| card.id == *id)
    }

    /// The doors that I am responsible for.
    pub fn mine(&self) -> impl Iterator<Item = &Card> {
        self.cards().filter(|card| card.mine || !self.has_own)
    }

    pub fn lanes<'a>(&'a self, cards: impl Iterator<Item = &'a Card>) -> Vec<Lane<'a>> {
        let mut lanes: Vec<Lane<'a>> = Vec::new();
        for card in cards {
            let place = (&card.village, card.alley.as_ref());
            match lanes.last_mut() {
                Some(lane) if (lane.village, lane.alley) == place => lane.cards.push(card),
                _ => lanes.push(Lane {
                    village: place.0,
                    alley: place.1,
                    cards: vec![card],
                }),
            }
        }
        lanes
    }

    pub fn village(&self, id: &VillageId) -> Option<&Village> {
        self.villages.iter().find(|village| village.id == *id)
    }

    /// For example `Ngõ Giếng`; `None` where the alley is not known.
    pub fn alley_name(&self, village: &VillageId, alley: Option<&AlleyId>) -> Option<&str> {
        Some(self.village(village)?.alley(alley?)?.name.as_str())
    }

    pub fn village_name<'a>(&'a self, village: &'a VillageId) -> &'a str {
        self.village(village)
            .map_or(village.as_str(), |village| village.name.as_str())
    }

    pub fn i_lead(&self) -> bool {
        let member = self
            .team
            .as_ref()
            .and_then(|team| team.member(&self.me, self.today));
        member.is_some_and(|member| member.role == MemberRole::Leader)
    }

    pub fn member_name(&self, id: &AccountId) -> Option<&str> {
        let mut members = self.teams.iter().flat_map(|team| team.members.iter().rev());
        let member = members.find(|member| member.id == *id)?;
        Some(member.name.as_str())
    }
}

/// The cards of an earlier book, to be reused.
struct Known(Peekable<IntoIter<Rc<Card>>>);

impl Known {
    fn new(mut cards: Vec<Rc<Card>>) -> Self {
        // In the order in which the replica lists its households.
        sort(&mut cards, |a, b| a.id.cmp(&b.id));
        Self(cards.into_iter().peekable())
    }

    /// The card of a household that has not changed since.
    fn take_over(&mut self, (household, seq): (&Household, Option<Seq>)) -> Option<Rc<Card>> {
        while self.0.next_if(|card| card.id < household.id).is_some() {}
        self.0
            .next_if(|card| card.id == household.id && seq.is_some() && card.seq == seq)
    }
}

/// Takes a function pointer, so that the sort is compiled once for both orders and the download
/// stays small.
fn sort(cards: &mut [Rc<Card>], order: fn(&Card, &Card) -> Ordering) {
    cards.sort_by(|a, b| order(a, b));
}

/// The position of each alley along the walk.
type Places = Map<(VillageId, Option<AlleyId>), (u32, u32)>;

fn places(villages: &[Village]) -> Places {
    let mut places = Places::new();
    for village in villages {
        for alley in &village.alleys {
            places.insert(
                (village.id.clone(), Some(alley.id.clone())),
                (village.order, alley.order),
            );
        }
        places.insert((village.id.clone(), None), (village.order, u32::MAX));
    }
    places
}
