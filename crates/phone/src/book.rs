//! The book: the replica's households as the screens show them, in walking order.

mod card;
mod help;
mod search;
mod today;

pub use card::{Card, Due, Still};
pub use help::{Asked, helps};
pub use search::{Lookalike, RESULTS_LIMIT};
pub use today::{NEXT_LIMIT, Progress, Today};

use domain::{
    AccountId, AlleyId, Catalogue, Day, HouseholdId, Map, MemberRole, Settings, Team, Village,
    VillageId,
};
use sync::Replica;

/// Everything that the lists need, worked out once for each change.
#[derive(Clone, Debug)]
pub struct Book {
    pub today: Day,
    pub me: AccountId,
    pub settings: Settings,
    pub catalogue: Catalogue,
    /// In the order of the commune.
    pub villages: Vec<Village>,
    /// My own.
    pub team: Option<Team>,
    /// All of the commune, so that whoever taught or came has a name.
    teams: Vec<Team>,
    /// In walking order: village, alley, number along the alley.
    pub cards: Vec<Card>,
    /// Households that name me; without any, the whole team's are mine.
    pub has_own: bool,
    /// Help requests that I am to see to.
    pub asked: Asked,
}

/// One alley with its doors.
#[derive(Clone, Debug)]
pub struct Lane<'a> {
    pub village: &'a VillageId,
    /// `None` gathers the households whose alley is not known.
    pub alley: Option<&'a AlleyId>,
    pub cards: Vec<&'a Card>,
}

impl Book {
    pub fn read(replica: &Replica, today: Day) -> Self {
        let settings = replica.settings();
        let catalogue = Catalogue::new(&settings);
        let me = replica.identity().account.clone();
        let mut villages: Vec<Village> = replica.villages().cloned().collect();
        domain::put_in_order(&mut villages, |village| village.order);
        let places = places(&villages);
        let mut cards: Vec<Card> = replica
            .households()
            .filter(|household| {
                !matches!(household.status, domain::household::Status::MergedInto(_))
            })
            .map(|household| Card::of(household, &places, &catalogue, &settings, &me, today))
            .collect();
        cards.sort_by(|a, b| a.walk.cmp(&b.walk));
        let has_own = cards.iter().any(|card| card.mine);
        let teams: Vec<Team> = replica.teams().cloned().collect();
        let team = teams
            .iter()
            .find(|team| team.member(&me, today).is_some())
            .cloned();
        Self {
            today,
            asked: Asked::of(replica, &me, today),
            me,
            settings,
            catalogue,
            villages,
            team,
            teams,
            cards,
            has_own,
        }
    }

    pub fn card(&self, id: &HouseholdId) -> Option<&Card> {
        self.cards.iter().find(|card| card.id == *id)
    }

    /// The doors I answer for.
    pub fn mine(&self) -> impl Iterator<Item = &Card> {
        self.cards.iter().filter(|card| card.mine || !self.has_own)
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

    /// `Ngõ Giếng`, where the alley is known.
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

/// Where each alley comes on the way.
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
