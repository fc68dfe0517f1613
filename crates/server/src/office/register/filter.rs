//! Which households the register shows.
use super::{Around, pair};
use domain::household::{Purpose, Status};
use domain::{Catalogue, Day, Household, Name, Personal, Settings};
use serde::Deserialize;
use vietnamese::{Fit, Fits, Query, Searched};
use words::{Language, board as say};

/// The filter as it is in the address. Every part may be missing.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Filter {
    pub tim: Option<String>,
    pub thon: Option<String>,
    pub ngo: Option<String>,
    pub to_vien: Option<String>,
    pub tinh_trang: Option<String>,
    /// A directive: shows the doors that it concerns and that have not done it.
    pub viec: Option<String>,
    #[serde(default, deserialize_with = "number")]
    pub trang: Option<usize>,
    pub xong: Option<String>,
}

/// A page number. Anything else means the first page.
fn number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<usize>, D::Error> {
    Ok(Option::<String>::deserialize(deserializer)?.and_then(|text| text.parse().ok()))
}

macro_rules! states {
    ($($name:ident = $code:literal $word:ident),+ $(,)?) => {
        /// States of households that the register is filtered by.
        #[derive(Clone, Copy)]
        pub enum State {
            $($name),+
        }

        impl State {
            /// In the order in which they are offered.
            pub const ALL: &[State] = &[$(State::$name),+];

            /// As it stands in the address.
            pub fn code(self) -> &'static str {
                match self {
                    $(State::$name => $code),+
                }
            }

            pub fn name(self, lang: Language) -> &'static str {
                match self {
                    $(State::$name => say::$word(lang)),+
                }
            }
        }
    };
}

states! {
    Never = "never" state_never,
    Met = "met" state_met,
    Absent = "absent" state_absent,
    Late = "late" state_late,
    Five = "five" state_five,
    Unassigned = "unassigned" state_unassigned,
    NoConsent = "no-consent" state_no_consent,
    Business = "business" state_business,
    Differences = "differences" state_differences,
    Doubtful = "doubtful" state_doubtful,
    Moved = "moved" state_moved,
}

impl Filter {
    /// The address of the same view, without the page number.
    pub fn query(&self) -> String {
        let parts = [
            ("tim", &self.tim),
            ("thon", &self.thon),
            ("ngo", &self.ngo),
            ("to_vien", &self.to_vien),
            ("tinh_trang", &self.tinh_trang),
            ("viec", &self.viec),
        ];
        let filled = parts
            .iter()
            .filter_map(|(name, value)| Some((name, value.as_ref().filter(|it| !it.is_empty())?)));
        filled
            .map(|(name, value)| pair(name, value))
            .collect::<Vec<_>>()
            .join("&")
    }

    pub fn search(&self) -> &str {
        self.tim.as_deref().unwrap_or_default()
    }
}

/// A filter prepared for many households.
pub struct Test<'a> {
    filter: &'a Filter,
    query: Query,
    settings: &'a Settings,
    catalogue: Catalogue,
    today: Day,
}

impl<'a> Test<'a> {
    pub fn new(filter: &'a Filter, settings: &'a Settings, today: Day) -> Self {
        Self {
            filter,
            query: Query::new(filter.search()),
            settings,
            catalogue: Catalogue::new(settings),
            today,
        }
    }

    pub fn takes(&self, household: &Household) -> bool {
        let same = |asked: &Option<String>, value: Option<&str>| {
            asked
                .as_deref()
                .is_none_or(|asked| asked.is_empty() || Some(asked) == value)
        };
        self.in_state(household)
            && self.is_left(household)
            && same(&self.filter.thon, Some(household.village.as_str()))
            && same(
                &self.filter.ngo,
                household.alley.as_ref().map(domain::AlleyId::as_str),
            )
            && same(
                &self.filter.to_vien,
                household.assigned.as_ref().map(domain::AccountId::as_str),
            )
    }

    /// Whether something is searched for.
    pub fn searches(&self) -> bool {
        !self.query.is_empty()
    }

    /// How well the household fits what is searched for.
    pub fn fit(&self, household: &Household, around: &Around) -> Option<Fit> {
        let address = household.address.as_ref().and_then(Personal::reveal);
        let place = around.place(household);
        let places = [Some(place.as_str()), address.map(Name::as_str)];
        let places = self
            .query
            .fits(&Searched::new(places.into_iter().flatten()));
        let names = self.query.fits(&Searched::new(household.texts()));
        self.query.overall(Fits::or(names, places.of_place()))
    }

    /// Whether it fits but for one letter of a word.
    pub fn is_near(&self, household: &Household) -> bool {
        let fits = self.query.near(&Searched::new(household.texts()));
        self.query.overall(fits).is_some()
    }

    /// Whether a directive is still to be done here. Without a directive, true for every door; if
    /// it is not in force, for none.
    fn is_left(&self, household: &Household) -> bool {
        let Some(id) = self.filter.viec.as_deref().filter(|id| !id.is_empty()) else {
            return true;
        };
        let mut in_force = self.settings.directives.iter();
        let asked = in_force.find(|asked| asked.id.as_str() == id);
        asked.is_some_and(|asked| {
            asked.concerns(household) && !asked.done_by(household, self.settings, &self.catalogue)
        })
    }

    fn in_state(&self, household: &Household) -> bool {
        let code = self.filter.tinh_trang.as_deref().unwrap_or_default();
        let here = household.is_here();
        // An address with another word shows everyone.
        let Some(state) = State::ALL.iter().find(|it| it.code() == code) else {
            return here;
        };
        match state {
            State::Never => here && !household.ever_visited(),
            State::Met => here && household.met_in_month_of(self.today),
            State::Absent => here && household.absent_three_times(),
            State::Late => here && household.follow_ups.iter().any(|it| it.due < self.today),
            State::Five => here && household.has_five(&self.catalogue, self.settings, self.today),
            State::Unassigned => here && household.assigned.is_none(),
            State::NoConsent => here && !household.consented(Purpose::Register),
            State::Business => here && household.business.is_some(),
            State::Differences => here && !household.differences.is_empty(),
            State::Doubtful => here && household.visits.iter().any(|it| it.doubtful),
            State::Moved => matches!(household.status, Status::MovedAway(_)),
        }
    }
}
