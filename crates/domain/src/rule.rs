//! What is known of one kind of operation, all of it in one place: the file of its struct, named
//! after the verb.
use crate::apply::{Context, Records};
use crate::book::When;
use crate::personal::Erase;
use crate::{
    ClassId, Day, EntryId, HelpId, HouseholdId, Label, Level, MemberId, Name, Personal, PhotoId,
    Record, RecordKey, Refusal, ResidentId, Role, SkillId, VillageId,
};
use words::Language;

/// A message without arguments, of `crates/words/ftl/*/operation.ftl` or of a subject of its own.
pub(crate) type Called = fn(Language) -> &'static str;
pub(crate) type Makers = &'static [Role];

/// Those who go from door to door, and the office.
pub(crate) const FIELD: Makers = &[Role::Member, Role::Leader, Role::Officer];
pub(crate) const LEADERS: Makers = &[Role::Leader, Role::Officer];
pub(crate) const OFFICE: Makers = &[Role::Officer];
/// Those who go from door to door, the office, and whoever asks at the public pages.
pub(crate) const ANYONE: Makers = &[Role::Member, Role::Leader, Role::Officer, Role::Public];
/// Those who answer for what is published.
pub(crate) const PUBLISHERS: Makers = &[Role::Officer, Role::Editor];
/// What bulletins say is decided by the editorial board alone.
pub(crate) const BOARD: Makers = &[Role::Editor];

/// Each operation implements it; `operations!` asks it on behalf of [`Operation`](crate::Operation).
///
/// What has no default cannot be forgotten: the compiler asks for it. A default says what is true
/// of most operations, and each tells what notices where it is not.
pub(crate) trait Rule {
    /// What lists of work and histories call it.
    const CALLED: Called;
    /// The roles that may make it; where, the scope says.
    const MAKERS: Makers;

    /// For operations that are called by what they say.
    fn called(&self) -> Called {
        Self::CALLED
    }

    /// For operations whose makers depend on what they say.
    fn makers(&self) -> Makers {
        Self::MAKERS
    }

    /// The records that it names, without those it is led to by pointers; 1 to
    /// [`TOUCHED_LIMIT`](crate::TOUCHED_LIMIT).
    fn touches(&self) -> Vec<RecordKey>;

    /// Records that it only looks at. Where one is left out, [`Records::get`] stops the first test
    /// that looks at it.
    fn reads(&self, _known: &Records) -> Vec<RecordKey> {
        Vec::new()
    }

    /// The books of households that it writes in or looks at; noticed like [`Rule::reads`].
    fn books(&self) -> Books<'_> {
        Books::None
    }

    /// The one resident it is about, who is looked for wherever they live now; noticed like
    /// [`Rule::reads`].
    fn resident(&self) -> Option<&ResidentId> {
        None
    }

    /// The village that a new household or request comes into, which must be the author's;
    /// `access.txt` shows where it is left out. Moving house may lead anywhere.
    fn destination(&self) -> Option<&VillageId> {
        None
    }

    /// Whether it is only for those who hold the class; `access.txt` shows it.
    fn is_for_holders(&self) -> bool {
        false
    }

    /// Tells every personal value that it holds, and about whom it is: what is told here is blanked
    /// when they are forgotten. `every_personal_value_is_told` compares it with the struct.
    fn personal(&mut self, tell: &mut Tell<'_>);

    /// What it does: the records as they are from now on.
    ///
    /// # Errors
    /// Why it is not let pass; nothing has changed then.
    fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal>;

    /// What the office reads beside its name, in a history and while it is held.
    fn details(&self) -> Vec<Detail<'_>> {
        Vec::new()
    }

    /// What the store has to do beside writing the records; the simulation looks for what was to be
    /// forgotten.
    fn follows(&self) -> Follows<'_> {
        Follows::Nothing
    }

    /// Whether what it tells was taken back before it came: then every personal value in it is
    /// blanked, because nothing later makes the log forget it. `said` is when it was made.
    fn is_taken_back(&self, _said: When, _records: &Records) -> bool {
        false
    }

    /// Those it brings into a household without a name: only the erased come so.
    fn nameless(&self) -> Vec<&ResidentId> {
        Vec::new()
    }

    /// Leaves out what must not be kept here, although older apps ask for it. It is left out as well
    /// where earlier versions kept it and the log is read anew.
    fn leave_out(&mut self, _records: &Records) {}

    /// Whether one record takes in what another holds: then both are measured, however little the
    /// entry itself says.
    fn joins_records(&self) -> bool {
        false
    }

    /// Whether it takes a list back. Anything else that is recorded of a household says that it is
    /// there after all.
    #[cfg(feature = "office")]
    fn takes_list_back(&self) -> bool {
        false
    }

    /// Whether nothing is left to tell since what it told was erased; such work is not held.
    fn is_blank(&self) -> bool {
        false
    }

    /// Photos that the phone keeps for it until it is sent.
    fn photos(&self) -> Vec<&PhotoId> {
        Vec::new()
    }
}

/// Books of households.
pub(crate) enum Books<'a> {
    None,
    /// Written in: those of the households named, and of those found in their place.
    Written(Vec<&'a HouseholdId>),
    /// Only asked, where another household is found in the place of the one named.
    Asked(Vec<&'a HouseholdId>),
}

/// Told each personal value of an operation.
pub type Tell<'a> = dyn FnMut(About<'_>, &mut dyn Erase) + 'a;

/// Whom a personal value is about, and so with whom it is forgotten.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum About<'a> {
    /// This resident of the household.
    Resident(&'a ResidentId),
    /// The head of the household, and which resident that is where it is known.
    Head(Option<&'a ResidentId>),
    /// Everyone who was met, even from other households.
    Met(&'a [ResidentId]),
    /// Who lends the account, of whatever household; the head where nobody is named.
    Holder(Option<&'a ResidentId>),
    /// The household as a whole: it stays while the household does.
    Household,
    /// Who asked for help.
    Asker,
    /// Who left a phone number for a class.
    Contact,
}

impl About<'_> {
    /// Whether a value goes with a resident, who perhaps was the head of the household.
    pub fn is_of(&self, resident: &ResidentId, was_head: bool) -> bool {
        match self {
            About::Resident(id) => *id == resident,
            About::Head(id) => was_head || *id == Some(resident),
            About::Met(all) => all.contains(resident),
            About::Holder(Some(id)) => *id == resident,
            About::Holder(None) => was_head,
            About::Household | About::Asker | About::Contact => false,
        }
    }
}

/// What the office reads of an operation beside its name.
#[derive(Clone, Copy, Debug)]
pub enum Detail<'a> {
    Text(&'a str),
    Name(&'a Personal<Name>),
    Household(&'a Label, &'a Personal<Name>),
    /// Who sees to it: nobody, where it is taken from everyone.
    Member(Option<&'a MemberId>),
    Village(&'a VillageId),
    Day(Day),
    /// A value that has words: a message without arguments.
    Said(fn(Language) -> &'static str),
    Skill(&'a SkillId, Level),
}

/// What the store has to do when an operation was applied.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Follows<'a> {
    Nothing,
    /// The log and whatever else is kept forgets a resident.
    ForgetResident(&'a HouseholdId, &'a ResidentId),
    /// The same for who asked for help.
    ForgetHelp(&'a HelpId),
    /// The log forgets the account numbers that the household told before.
    ForgetAccounts(&'a HouseholdId),
    /// The log forgets the phone numbers left for a class: of one entry, or all.
    ForgetContacts(&'a ClassId, Option<EntryId>),
    /// A team goes to other villages from now on.
    Villages(&'a crate::TeamId, &'a [VillageId]),
    /// A member's last day of service is this one.
    Leaves(&'a MemberId, Day),
    /// A member serves, perhaps again.
    Serves(&'a MemberId),
    /// Figures may count by other rules from now on.
    Recount,
}

macro_rules! keys {
    ($($id:ident => $kind:ident),+ $(,)?) => {
        $(impl From<&crate::$id> for RecordKey {
            fn from(id: &crate::$id) -> RecordKey {
                RecordKey::$kind(id.clone())
            }
        })+
    };
}

// A bulletin has two records, so its key is never guessed.
keys! {
    VillageId => Village,
    TeamId => Team,
    HouseholdId => Household,
    ClassId => Class,
    HelpId => Help,
    QuestionId => Question,
    DirectiveId => Directive,
}

/// The keys of several records of a kind.
pub(crate) fn keys<'a, T: 'a>(ids: impl IntoIterator<Item = &'a T>) -> Vec<RecordKey>
where
    RecordKey: From<&'a T>,
{
    ids.into_iter().map(RecordKey::from).collect()
}
