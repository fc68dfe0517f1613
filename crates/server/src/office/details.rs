//! What an operation says beside its name: in a household's history, and while it is held.
use super::frame::date;
use super::household::level;
use super::register::Around;
use domain::{Catalogue, Detail, Label, Name, Operation, Personal};
use words::{Language, board as say};

/// Names of what operations only know by their ids.
pub struct Reader<'a> {
    pub lang: Language,
    pub around: &'a Around,
    pub catalogue: &'a Catalogue,
}

impl Reader<'_> {
    /// All details in one line; none where the name of the operation says it all.
    pub fn details(&self, operation: &Operation) -> Option<String> {
        let details = operation.details().into_iter().map(|it| self.detail(it));
        let details: Vec<String> = details.filter(|it| !it.trim().is_empty()).collect();
        (!details.is_empty()).then(|| details.join(", "))
    }

    fn detail(&self, detail: Detail<'_>) -> String {
        match detail {
            Detail::Text(text) => text.to_owned(),
            Detail::Name(name) => revealed(name).to_owned(),
            Detail::Household(code, head) => household_name(code, head),
            Detail::Member(None) => say::nobody(self.lang).to_owned(),
            Detail::Member(Some(id)) => self.around.name(id),
            Detail::Village(id) => self.around.village_name(id),
            Detail::Day(day) => date(day),
            Detail::Said(it) => it(self.lang).to_owned(),
            Detail::Skill(id, reached) => {
                let known = self.catalogue.skill(id);
                let name = known.map_or(id.as_str(), |it| it.name.as_str());
                format!("{name}, {}", level(reached, self.lang))
            }
        }
    }
}

pub fn household_name(code: &Label, head: &Personal<Name>) -> String {
    format!("{} {}", code.as_str(), revealed(head))
}

fn revealed(name: &Personal<Name>) -> &str {
    name.reveal().map_or("", Name::as_str)
}
