//! Operations: the typed things that can happen, each naming the 1 to 8 records it touches.
//!
//! Each stands in the file of its verb with all that is known of it ([`Rule`]); this is their list.
use crate::apply::{Context, Records};
use crate::book::When;
use crate::rule::{Books, Makers, Rule};
use crate::{Detail, Follows, PhotoId, Record, RecordKey, Refusal, ResidentId, Tell, VillageId};
use serde::{Deserialize, Serialize};
use words::Language;

/// Most records that one operation may touch.
pub const TOUCHED_LIMIT: usize = 8;

macro_rules! held {
    (boxed $name:ident) => { Box<$name> };
    ($name:ident) => { $name };
}

/// The enum, its names, and every question that a [`Rule`] answers.
macro_rules! operations {
    ($($(#[only($feature:literal)])? $name:ident $(($boxed:ident))? in $($module:ident)::+;)+) => {
        $($(#[cfg(feature = $feature)])? pub use crate::$($module)::+::$name;)+

        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        pub enum Operation {
            $($(#[cfg(feature = $feature)])? $name(held!($($boxed)? $name)),)+
        }

        impl Operation {
            /// As they stand in the log.
            pub const NAMES: &'static [&'static str] = &[
                $($(#[cfg(feature = $feature)])? stringify!($name),)+
            ];

            /// As it stands in the log.
            pub fn name(&self) -> &'static str {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(_) => stringify!($name),)+
                }
            }

            /// What lists of work and histories call it.
            pub fn called(&self, lang: Language) -> &'static str {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.called()(lang),)+
                }
            }

            /// The records that it names, without those it is led to by pointers.
            pub fn touches(&self) -> Vec<RecordKey> {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.touches(),)+
                }
            }

            /// Tells every personal value that it holds, and about whom it is.
            pub fn personal(&mut self, tell: &mut Tell<'_>) {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.personal(tell),)+
                }
            }

            /// What the office reads beside its name.
            pub fn details(&self) -> Vec<Detail<'_>> {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.details(),)+
                }
            }

            /// What the store has to do beside writing the records.
            pub fn follows(&self) -> Follows<'_> {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.follows(),)+
                }
            }

            /// Those it brings into a household without a name: only the erased come so.
            pub fn nameless(&self) -> Vec<&ResidentId> {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.nameless(),)+
                }
            }

            /// Whether nothing is left to tell since what it told was erased.
            pub fn is_blank(&self) -> bool {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.is_blank(),)+
                }
            }

            /// Leaves out what must not be kept, although older apps ask for it.
            pub fn leave_out(&mut self, records: &Records) {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.leave_out(records),)+
                }
            }

            /// Whether one record takes in what another holds.
            pub fn joins_records(&self) -> bool {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.joins_records(),)+
                }
            }

            /// Photos that the phone keeps for it until it is sent.
            pub fn photos(&self) -> Vec<&PhotoId> {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.photos(),)+
                }
            }

            /// The one resident it is about, wherever they live now.
            pub fn resident(&self) -> Option<&ResidentId> {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.resident(),)+
                }
            }

            pub(crate) fn makers(&self) -> Makers {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.makers(),)+
                }
            }

            pub(crate) fn reads(&self, known: &Records) -> Vec<RecordKey> {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.reads(known),)+
                }
            }

            pub(crate) fn is_taken_back(&self, said: When, records: &Records) -> bool {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => {
                        it.is_taken_back(said, records)
                    })+
                }
            }

            pub(crate) fn books(&self) -> Books<'_> {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.books(),)+
                }
            }

            pub(crate) fn destination(&self) -> Option<&VillageId> {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.destination(),)+
                }
            }

            #[cfg(feature = "office")]
            pub(crate) fn takes_list_back(&self) -> bool {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.takes_list_back(),)+
                }
            }

            pub(crate) fn is_for_holders(&self) -> bool {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.is_for_holders(),)+
                }
            }

            pub(crate) fn apply(&self, context: &Context<'_>) -> Result<Vec<Record>, Refusal> {
                match self {
                    $($(#[cfg(feature = $feature)])? Operation::$name(it) => it.apply(context),)+
                }
            }
        }
    };
}

// One line an operation: its name, `boxed` where it is large, and the file of its verb. What only
// the office or the public pages make is left out of the phone.
operations! {
    #[only("office")] SettingsChanged in commune::change_settings;
    #[only("office")] DenominatorSet in commune::set_figure;
    #[only("office")] VillageDefined in commune::define_village;
    #[only("office")] AlleyDefined in commune::define_village;
    #[only("office")] TeamDefined in commune::define_team;
    #[only("office")] MemberJoined in commune::join;
    #[only("office")] MemberLeft in commune::join;
    HouseholdRegistered (boxed) in household::register;
    HouseholdCorrected (boxed) in household::correct;
    #[only("office")] HouseholdsMerged in household::merge;
    HouseholdRelocated in household::relocate;
    HouseholdLeft in household::relocate;
    #[only("office")] HouseholdAssigned in household::assign;
    #[only("office")] ListTakenBack in household::take_back;
    DifferencesSettled in household::difference;
    ResidentAdded in household::resident;
    ResidentCorrected in household::resident;
    #[only("office")] ResidentMoved in household::rehome;
    ResidentParted in household::resident;
    ResidentErased in household::resident;
    ConsentGiven in household::consent;
    ConsentWithdrawn in household::consent;
    VisitRecorded (boxed) in household::visit;
    VisitRedated in household::visit;
    SkillObserved in household::observe;
    #[only("office")] FollowUpAsked in household::ask;
    FollowUpFinished in household::follow_up;
    FollowUpHandedOn in household::follow_up;
    BusinessRegistered in household::trading::register;
    BusinessCorrected in household::trading::register;
    PaymentStepDone in household::trading::tick;
    PaymentAccountRecorded (boxed) in household::trading::account;
    PaymentAccountRemoved in household::trading::account;
    ShopAdvanced (boxed) in household::trading::shop;
    PapersTicked in household::trading::tick;
    ProductSet (boxed) in household::trading::product;
    ProductRemoved in household::trading::product;
    SalesTold in household::trading::sales;
    IncomeBeforeTold in household::trading::sales;
    #[only("office")] ClassPlanned (boxed) in class::plan;
    #[only("office")] ClassChanged (boxed) in class::plan;
    #[only("office")] ClassCancelled in class::plan;
    #[only("office")] ClassContactsDropped in class::plan;
    ClassJoined in class::join;
    ClassLeft in class::join;
    ClassAttended in household::attend;
    ClassHeld in class::hold;
    ClassPhotographed in class::photograph;
    HelpAsked (boxed) in help::ask;
    HelpAssigned in help::hand_out;
    HelpAnswered in help::close;
    HelpClosed in help::close;
    #[only("office")] HelpDismissed in help::close;
    #[only("office")] HelpErased in help::close;
    #[only("office")] QuestionPublished (boxed) in question;
    #[only("office")] QuestionWithdrawn in question;
    #[only("office")] DirectiveIssued (boxed) in directive::issue;
    #[only("office")] DirectiveCorrected (boxed) in directive::correct;
    #[only("office")] DirectiveClosed (boxed) in directive::close;
    BulletinHeard in household::hear;
    #[only("office")] BulletinDrafted (boxed) in bulletin::draft;
    #[only("office")] BulletinSubmitted in bulletin::approve;
    #[only("office")] BulletinReturned in bulletin::approve;
    #[only("office")] BulletinApproved in bulletin::approve;
    #[only("office")] BulletinPublished in bulletin::show;
    #[only("office")] BulletinWithdrawn in bulletin::show;
}
