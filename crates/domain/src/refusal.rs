//! Refusals: why a rule did not let an operation pass, with a code that never changes.
use serde::{Deserialize, Serialize};
use std::fmt;
use words::Language;

macro_rules! codes {
    ($($name:ident = $code:literal),+ $(,)?) => {
        /// Stable codes; the sentences stand in `crates/words/ftl/*/refusal.ftl` under the same names.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum RefusalCode {
            $(#[serde(rename = $code)] $name),+
        }

        impl RefusalCode {
            pub const ALL: &[RefusalCode] = &[$(RefusalCode::$name),+];

            pub fn as_str(self) -> &'static str {
                match self {
                    $(RefusalCode::$name => $code),+
                }
            }

            /// `None` for a code that only a newer version knows.
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.as_str() == code)
            }
        }
    };
}

codes! {
    AccountConsentMissing = "account-consent-missing",
    AccountKeyMissing = "account-key-missing",
    AdultAgeOutOfRange = "adult-age-out-of-range",
    AlleyUnknown = "alley-unknown",
    AmountTooLarge = "amount-too-large",
    AttendanceWrong = "attendance-wrong",
    BulletinAlreadyApproved = "bulletin-already-approved",
    BulletinAlreadyPublished = "bulletin-already-published",
    BulletinAlreadySubmitted = "bulletin-already-submitted",
    BulletinApprovedByAuthor = "bulletin-approved-by-author",
    BulletinNotApproved = "bulletin-not-approved",
    BulletinNotPublished = "bulletin-not-published",
    BulletinNotSubmitted = "bulletin-not-submitted",
    BulletinTextChanged = "bulletin-text-changed",
    BulletinUnknown = "bulletin-unknown",
    BulletinWasWithdrawn = "bulletin-was-withdrawn",
    BusinessUnknown = "business-unknown",
    ChildByName = "child-by-name",
    ClassCancelled = "class-cancelled",
    ClassDateImpossible = "class-date-impossible",
    ClassExists = "class-exists",
    ClassFull = "class-full",
    ClassHoursWrong = "class-hours-wrong",
    ClassNotBegun = "class-not-begun",
    ClassOver = "class-over",
    ClassPlaceTaken = "class-place-taken",
    ClassSeatsOutOfRange = "class-seats-out-of-range",
    ClassSeatsTaken = "class-seats-taken",
    ClassTeacherTaken = "class-teacher-taken",
    ClassUnknown = "class-unknown",
    ConsentMissing = "consent-missing",
    DirectiveClosed = "directive-closed",
    DirectiveDatesImpossible = "directive-dates-impossible",
    DirectiveExists = "directive-exists",
    DirectiveFiguresWrong = "directive-figures-wrong",
    DirectiveUnknown = "directive-unknown",
    FollowUpDateImpossible = "follow-up-date-impossible",
    FormatUnknown = "format-unknown",
    HeadCountWrong = "head-count-wrong",
    HelpDueImpossible = "help-due-impossible",
    HelpExists = "help-exists",
    HelpIsOver = "help-is-over",
    HelpUnknown = "help-unknown",
    HouseholdExists = "household-exists",
    HouseholdUnknown = "household-unknown",
    MarketplaceIdUsed = "marketplace-id-used",
    MarketplaceUnknown = "marketplace-unknown",
    MemberUnknown = "member-unknown",
    MergeWithItself = "merge-with-itself",
    MinutesOutOfRange = "minutes-out-of-range",
    NeedsNewerApp = "needs-newer-app",
    NotAllowed = "not-allowed",
    OnlineAboveTotal = "online-above-total",
    PaperUnknown = "paper-unknown",
    ProductSheetWrong = "product-sheet-wrong",
    ProductsTooLong = "products-too-long",
    QuestionUnknown = "question-unknown",
    RecordTooLarge = "record-too-large",
    RecordUnreadable = "record-unreadable",
    ResidentExists = "resident-exists",
    ResidentGone = "resident-gone",
    ResidentUnknown = "resident-unknown",
    RulesUnknown = "rules-unknown",
    SalesMonthImpossible = "sales-month-impossible",
    ShopLinkMissing = "shop-link-missing",
    SignUpWrong = "sign-up-wrong",
    SkillForBusinessOnly = "skill-for-business-only",
    SkillIdUsed = "skill-id-used",
    SkillUnknown = "skill-unknown",
    StageDateImpossible = "stage-date-impossible",
    TeamUnknown = "team-unknown",
    TextNotPlain = "text-not-plain",
    TooManyAlleys = "too-many-alleys",
    TooManyAuthors = "too-many-authors",
    TooManyClasses = "too-many-classes",
    TooManyDirectives = "too-many-directives",
    TooManyHouseholds = "too-many-households",
    TooManyMarketplaces = "too-many-marketplaces",
    TooManyMaterials = "too-many-materials",
    TooManyMembers = "too-many-members",
    TooManyPhotos = "too-many-photos",
    TooManyProducts = "too-many-products",
    TooManyResidents = "too-many-residents",
    TooManyShops = "too-many-shops",
    TooManySkills = "too-many-skills",
    TooManyVillages = "too-many-villages",
    TopicUnknown = "topic-unknown",
    VillageUnknown = "village-unknown",
    VisitUnknown = "visit-unknown",
}

impl RefusalCode {
    /// What the member reads and can act on.
    pub fn sentence(self, lang: Language) -> &'static str {
        words::refusal::by_id(self.as_str(), lang).unwrap_or(self.as_str())
    }
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Refusal {
    pub code: RefusalCode,
}

impl From<RefusalCode> for Refusal {
    fn from(code: RefusalCode) -> Self {
        Self { code }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.code.fmt(f)
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        for code in RefusalCode::ALL {
            for lang in [Language::Vietnamese, Language::English] {
                assert_ne!(code.sentence(lang), code.as_str(), "{code}");
            }
        }
    }
}
