//! What the office tells of a household in the same words wherever it does: on its page, of work
//! that is held, in the list that is exported. A new field of a household is one line here.
use super::super::register::{Around, last_visit};
use super::text;
use domain::household::Purpose;
use domain::{Household, Name, Personal, Phone};
use words::{Language, board as say};

pub struct Fact {
    pub what: fn(Language) -> &'static str,
    /// Empty if there is nothing to tell.
    pub value: fn(&Household, &Around, Language) -> String,
    pub on_page: bool,
    /// Where work is held: as it is, and as it would become.
    pub when_held: bool,
    pub exported: Exported,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Exported {
    Never,
    Always,
    /// Only of households that agreed to be in the register.
    WithConsent,
}

/// In the order of the page, and of the columns of the list; a new one goes to the end.
pub const FACTS: &[Fact] = &[
    // Page and held work tell these in a place or in words of their own.
    exported(say::code, |it, _, _| it.code.as_str().to_owned()),
    exported(say::head, |it, _, _| {
        it.head.reveal().map_or("", Name::as_str).to_owned()
    }),
    // In columns of their own, so that the list can be imported again.
    exported(say::village_plain, |it, around, _| {
        around.village_name(&it.village)
    }),
    exported(say::alley, |it, around, _| around.alley_name(it).to_owned()),
    exported(say::in_charge, |it, around, _| {
        let member = it.assigned.as_ref();
        member.map(|it| around.name(it)).unwrap_or_default()
    }),
    exported(say::last_visit, |it, _, lang| last_visit(it, lang)),
    Fact {
        what: say::phone,
        value: |it, _, _| {
            let phones = it.phones.iter().filter_map(Personal::reveal);
            phones.map(Phone::as_str).collect::<Vec<_>>().join(", ")
        },
        on_page: true,
        when_held: false,
        exported: Exported::WithConsent,
    },
    Fact {
        what: say::address,
        value: |it, _, _| it.address.as_ref().map(text).unwrap_or_default(),
        on_page: true,
        when_held: true,
        exported: Exported::Never,
    },
    Fact {
        exported: Exported::WithConsent,
        ..exported(say::adults, |it, _, _| {
            let confirmed = it.residents.iter().filter(|it| !it.unconfirmed);
            let names = confirmed.filter_map(|it| it.name.reveal());
            names.map(Name::as_str).collect::<Vec<_>>().join(", ")
        })
    },
];

const fn exported(
    what: fn(Language) -> &'static str,
    value: fn(&Household, &Around, Language) -> String,
) -> Fact {
    Fact {
        what,
        value,
        on_page: false,
        when_held: false,
        exported: Exported::Always,
    }
}

impl Fact {
    /// As the exported list has it.
    pub fn export(&self, household: &Household, around: &Around, lang: Language) -> String {
        let is_kept_back =
            self.exported == Exported::WithConsent && !household.consented(Purpose::Register);
        match is_kept_back {
            true => String::new(),
            false => (self.value)(household, around, lang),
        }
    }
}
