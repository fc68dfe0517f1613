//! What the office, and the command line, call the parts of an import.
use domain::{Household, Name};
use import::{Reason, Unfit, What};
use words::{Language, workbench};

/// What a change is about.
pub(crate) fn what_name(what: What, lang: Language) -> &'static str {
    workbench::by_id(&format!("what-{}", what.as_str()), lang).unwrap_or(what.as_str())
}

/// Why a household is taken for the same, or not.
pub(crate) fn reason_name(reason: Reason, lang: Language) -> &'static str {
    workbench::by_id(&format!("reason-{}", reason.as_str()), lang).unwrap_or(reason.as_str())
}

/// Why an answer does not fit.
pub(crate) fn unfit_name(unfit: Unfit, lang: Language) -> &'static str {
    workbench::by_id(&format!("unfit-{}", unfit.as_str()), lang).unwrap_or(unfit.as_str())
}

/// A household by code and head, as people know it.
pub(crate) fn called_by(household: &Household) -> String {
    let head = household.head.reveal().map_or("", Name::as_str);
    format!("{} {head}", household.code.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_has_its_word_in_both_languages() {
        for lang in [Language::Vietnamese, Language::English] {
            for what in What::ALL {
                assert_ne!(what_name(what, lang), what.as_str(), "{what:?}");
            }
            for reason in Reason::ALL {
                assert_ne!(reason_name(reason, lang), reason.as_str(), "{reason:?}");
            }
            for unfit in Unfit::ALL {
                assert_ne!(unfit_name(unfit, lang), unfit.as_str(), "{unfit:?}");
            }
        }
    }
}
