//! The content of a record, line by line, so that people can read what held work would change in
//! it.
use super::super::business::{bank_name, dong, market_name, stage_name};
use super::super::classes;
use super::super::frame::{date, time};
use super::super::help;
use super::super::household::{FACTS, level};
use super::super::register::Around;
use super::super::settings::figure_line;
use domain::class::Teacher;
use domain::household::{PaymentAccount, Purpose, Sales};
use domain::{
    Catalogue, Class, Directive, Help, Household, Marketplace, MemberRole, Personal, Record,
    Settings, Team, Village,
};
use std::collections::BTreeMap;
use words::{Language, held as say};

/// The longest text shown of a value.
const TEXT_LIMIT_CHARS: usize = 240;

/// One line that would change.
pub struct Change {
    pub what: String,
    pub before: String,
    pub after: String,
}

/// Names for what records know only by ids.
pub struct Teller<'a> {
    pub lang: Language,
    pub around: &'a Around,
    pub catalogue: &'a Catalogue,
    pub marketplaces: &'a [Marketplace],
    /// An account number with all but its end covered.
    pub number: &'a dyn Fn(&PaymentAccount) -> String,
}

type Facts = BTreeMap<String, String>;

impl Teller<'_> {
    /// What differs between two states of a record; nothing, where all that differs is of no use to
    /// whoever decides, such as who said a value last.
    pub fn changes(&self, before: Option<&Record>, after: &Record) -> Vec<Change> {
        let (before, after) = (before.map(|it| self.facts(it)), self.facts(after));
        let before = before.unwrap_or_default();
        let all = before.keys().chain(after.keys());
        let mut all: Vec<&String> = all.collect();
        all.sort();
        all.dedup();
        let value = |facts: &Facts, what: &String| facts.get(what).cloned().unwrap_or_default();
        let differs = all.into_iter().map(|what| Change {
            before: value(&before, what),
            after: value(&after, what),
            what: what.clone(),
        });
        differs.filter(|it| it.before != it.after).collect()
    }

    fn facts(&self, record: &Record) -> Facts {
        let mut facts = GatheredFacts::default();
        match record {
            Record::Household(it) => self.household(it, &mut facts),
            Record::Team(it) => self.team(it, &mut facts),
            Record::Village(it) => self.village(it, &mut facts),
            Record::Settings(it) => self.settings(it, &mut facts),
            Record::Class(it) => self.class(it, &mut facts),
            Record::Help(it) => self.help(it, &mut facts),
            Record::Directive(it) => self.directive(it, &mut facts),
            Record::Question(it) => {
                facts.put(say::question(self.lang), it.asks.as_str());
                facts.put(say::answer(self.lang), it.answer.as_str());
                facts.put(say::withdrawn(self.lang), self.yes(it.withdrawn));
            }
            Record::Draft(it) => {
                facts.put(say::title(self.lang), it.title.as_str());
                facts.put(say::text(self.lang), it.text.as_str());
                let stage = words::bulletin::stage(self.lang, it.stage().as_str());
                facts.put(say::step(self.lang), &stage);
            }
            Record::Bulletin(it) => {
                facts.put(say::shown(self.lang), it.title.as_str());
                facts.put(say::withdrawn(self.lang), self.yes(it.withdrawn.is_some()));
            }
            Record::Timetable(_) | Record::Book(_) => {}
        }
        facts.0
    }

    fn yes(&self, is: bool) -> &'static str {
        match is {
            true => say::yes(self.lang),
            false => "",
        }
    }

    fn household(&self, it: &Household, facts: &mut GatheredFacts) {
        let lang = self.lang;
        facts.put(say::code(lang), it.code.as_str());
        facts.put(say::head(lang), revealed(&it.head, |it| it.as_str()));
        facts.put(say::place(lang), &self.around.place(it));
        facts.put(say::order(lang), &it.order.to_string());
        let phones = it.phones.iter().map(|it| revealed(it, |it| it.as_str()));
        facts.list(say::phones(lang), phones);
        facts.put(
            say::trade(lang),
            it.business.as_ref().map_or("", |it| it.trade.as_str()),
        );
        let children = it.children;
        let children = [
            children.under_6,
            children.from_6_to_15,
            children.from_16_to_17,
        ];
        facts.list(say::children(lang), children.map(|it| it.to_string()));
        let member = it.assigned.as_ref().map(|id| self.around.name(id));
        facts.put(say::member(lang), &member.unwrap_or_default());
        facts.put(
            say::state(lang),
            match it.is_here() {
                true => say::is_here(lang),
                false => say::is_gone(lang),
            },
        );
        for resident in &it.residents {
            let name = revealed(&resident.name, |it| it.as_str()).to_owned();
            let born = resident.born.map_or_else(String::new, |it| it.to_string());
            facts.put(&say::resident(lang, &name), &say::born(lang, born));
            for (skill, state) in &resident.skills {
                let known = self.catalogue.skill(skill);
                let skill = known.map_or_else(|| skill.to_string(), |it| it.name.clone());
                let level = level(state.last.level, lang);
                facts.put(&say::skill(lang, &name, skill), level);
            }
        }
        let consents = it.consents.iter().filter(|(_, it)| it.withdrawn.is_none());
        facts.list(
            say::consents(lang),
            consents.map(|(purpose, _)| purpose_name(*purpose, lang)),
        );
        let visits = it.visits.iter().map(|it| {
            let note = it
                .note
                .as_ref()
                .map_or("", |it| revealed(it, |it| it.as_str()));
            let (day, how) = (date(it.at.day()), it.outcome.called()(lang));
            format!("{day} {how}, {} {note}", self.around.name(&it.author))
        });
        facts.list(say::visits(lang), visits);
        facts.list(
            say::follow_ups(lang),
            it.follow_ups.iter().map(|it| date(it.due)),
        );
        facts.put(say::differences(lang), &count(it.differences.len()));
        facts.put(say::heard(lang), &count(it.heard.len()));
        facts.put(say::classes(lang), &count(it.classes.len()));
        for fact in FACTS.iter().filter(|it| it.when_held) {
            let value = (fact.value)(it, self.around, lang);
            facts.put((fact.what)(lang), &value);
        }
        let Some(trading) = &it.trading else { return };
        facts.put(
            say::business(lang),
            trading.name.as_ref().map_or("", |it| it.as_str()),
        );
        let account = trading.account.as_ref().map(|it| self.account(it));
        facts.put(say::account(lang), &account.unwrap_or_default());
        facts.put(say::steps(lang), &count(trading.steps.len()));
        facts.put(say::papers(lang), &count(trading.papers.len()));
        let shops = trading.shops.iter();
        facts.list(
            say::shops(lang),
            shops.map(|(id, it)| {
                let link = it.link.as_ref().map_or("", |it| it.as_str());
                let name = market_name(self.marketplaces, id);
                format!("{name}: {} {link}", stage_name(it.stage, lang))
            }),
        );
        let products = trading.products.values();
        facts.list(
            say::products(lang),
            products.map(|it| {
                let texts = it.sheet.values().map(domain::SheetText::as_str);
                texts.collect::<Vec<_>>().join(", ")
            }),
        );
        facts.list(
            say::sales(lang),
            trading
                .sales
                .iter()
                .map(|(month, it)| format!("{month}: {}", self.sales(it))),
        );
        let income = trading.income_before.as_ref().map(|it| match it.month {
            Some(month) => dong(month),
            None => words::business::not_told(lang).to_owned(),
        });
        facts.put(say::income(lang), &income.unwrap_or_default());
    }

    /// The account with its day, so that a number recorded again shows as a change even while it is
    /// covered.
    fn account(&self, it: &PaymentAccount) -> String {
        let (bank, number) = (bank_name(it.bank.as_str()), (self.number)(it));
        let holder = revealed(&it.holder, |it| it.as_str());
        format!("{bank} {number}, {holder}, {}", time(it.mark.at))
    }

    fn sales(&self, it: &Sales) -> String {
        use words::business as say;
        let lang = self.lang;
        let told = [
            (say::orders(lang), it.orders.map(|it| it.to_string())),
            (say::online(lang), it.online.map(dong)),
            (say::all_sales(lang), it.total.map(dong)),
        ];
        let told = told.into_iter();
        let told = told.map(|(what, told)| match told {
            Some(told) => format!("{what} {told}"),
            None => format!("{what} {}", say::not_told(lang)),
        });
        told.collect::<Vec<_>>().join(", ")
    }

    fn team(&self, it: &Team, facts: &mut GatheredFacts) {
        let lang = self.lang;
        facts.put(say::team(lang), it.name.as_str());
        facts.list(
            say::villages(lang),
            it.villages.iter().map(|id| self.around.village_name(id)),
        );
        facts.put(
            say::visiting(lang),
            it.visiting.as_ref().map_or("", |it| it.as_str()),
        );
        for term in &it.members {
            let role = role_name(term.role, lang);
            let until = term.to.map(date).unwrap_or_default();
            let what = say::term(lang, term.name.as_str(), date(term.from));
            facts.put(&what, &format!("{role} – {until}"));
        }
    }

    fn village(&self, it: &Village, facts: &mut GatheredFacts) {
        facts.put(say::village(self.lang), it.name.as_str());
        facts.put(say::order(self.lang), &it.order.to_string());
        facts.list(
            say::alleys(self.lang),
            it.alleys.iter().map(|it| it.name.as_str()),
        );
        facts.list(
            say::denominators(self.lang),
            it.denominators.iter().map(|it| figure_line(it, self.lang)),
        );
    }

    fn settings(&self, it: &Settings, facts: &mut GatheredFacts) {
        let lang = self.lang;
        facts.put(say::commune(lang), it.commune_name.as_str());
        facts.put(say::controller(lang), it.controller.as_str());
        facts.put(say::unit(lang), it.unit.as_str());
        facts.put(say::adult_age(lang), &it.adult_age.to_string());
        facts.put(say::told_counts(lang), self.yes(it.told_counts));
        facts.list(
            say::core(lang),
            it.core.iter().map(|(id, on)| {
                let known = self.catalogue.skill(id);
                let name = known.map_or(id.as_str(), |it| it.name.as_str());
                let on = match on {
                    true => words::business::yes(lang),
                    false => words::business::no(lang),
                };
                format!("{name}: {on}")
            }),
        );
        facts.list(
            say::skills(lang),
            it.skills.iter().map(|it| it.name.as_str()),
        );
        facts.list(
            say::marketplaces(lang),
            it.marketplaces.iter().map(|it| it.name.as_str()),
        );
        facts.list(
            say::denominators(lang),
            it.denominators.iter().map(|it| figure_line(it, self.lang)),
        );
    }

    fn class(&self, it: &Class, facts: &mut GatheredFacts) {
        let lang = self.lang;
        facts.put(say::title(lang), it.plan.title.as_str());
        facts.put(say::where_it_is(lang), it.plan.place.as_str());
        facts.put(say::when(lang), &classes::when(it, lang));
        let teacher = match &it.plan.teacher {
            Teacher::Member(id) => self.around.name(id),
            Teacher::Guest(name) => name.as_str().to_owned(),
        };
        facts.put(say::teacher(lang), &teacher);
        facts.put(say::seats(lang), &it.plan.seats.to_string());
        let people = it.signed.iter().map(|it| usize::from(it.people)).sum();
        facts.put(say::signed(lang), &count(people));
        facts.put(say::state(lang), classes::state_name(&it.state, lang));
        let result = it.result.as_ref();
        facts.put(
            say::came(lang),
            &count(result.map_or(0, |it| it.heads.into())),
        );
        facts.put(say::photo(lang), self.yes(it.photo.is_some()));
    }

    fn help(&self, it: &Help, facts: &mut GatheredFacts) {
        let lang = self.lang;
        facts.put(say::asks(lang), revealed(&it.words, |it| it.as_str()));
        let village = it.village.as_ref().map(|id| self.around.village_name(id));
        facts.put(say::place(lang), &village.unwrap_or_default());
        let member = it.assigned.as_ref().map(|id| self.around.name(id));
        facts.put(say::member(lang), &member.unwrap_or_default());
        facts.put(say::due(lang), &date(it.due));
        facts.put(say::state(lang), help::state_name(it.state, lang));
        let answer = it.answer.as_ref();
        let answer = answer.map(|it| revealed(&it.text, |it| it.as_str()));
        facts.put(say::answer(lang), answer.unwrap_or_default());
        facts.put(say::forgotten(lang), self.yes(it.blanked));
    }

    fn directive(&self, it: &Directive, facts: &mut GatheredFacts) {
        let lang = self.lang;
        facts.put(say::title(lang), it.title.as_str());
        facts.put(say::text(lang), it.text.as_str());
        facts.put(say::due(lang), &date(it.to));
        let targets = it.targets.iter();
        facts.list(
            say::targets(lang),
            targets.map(|(id, number)| format!("{}: {number}", self.around.village_name(id))),
        );
        let summary = it.closed.as_ref().map(|it| it.summary.as_str());
        facts.put(say::closed(lang), summary.unwrap_or_default());
    }
}

#[derive(Default)]
struct GatheredFacts(Facts);

impl GatheredFacts {
    fn put(&mut self, what: &str, value: &str) {
        let value: String = value.trim().chars().take(TEXT_LIMIT_CHARS).collect();
        if !value.is_empty() {
            self.0.insert(what.to_owned(), value);
        }
    }

    fn list(&mut self, what: &str, values: impl IntoIterator<Item = impl AsRef<str>>) {
        let values: Vec<String> = values
            .into_iter()
            .map(|it| it.as_ref().to_owned())
            .collect();
        self.put(what, &values.join("; "));
    }
}

fn revealed<'a, T>(value: &'a Personal<T>, text: impl FnOnce(&'a T) -> &'a str) -> &'a str {
    value.reveal().map_or("", text)
}

fn count(number: usize) -> String {
    match number {
        0 => String::new(),
        number => number.to_string(),
    }
}

fn purpose_name(purpose: Purpose, lang: Language) -> &'static str {
    match purpose {
        Purpose::Register => say::consent_register(lang),
        Purpose::AccountNumber => say::consent_account_number(lang),
        Purpose::Photograph => say::consent_photograph(lang),
        Purpose::PublicPhone => say::consent_public_phone(lang),
    }
}

fn role_name(role: MemberRole, lang: Language) -> &'static str {
    match role {
        MemberRole::Member => say::role_member(lang),
        MemberRole::Leader => say::role_leader(lang),
    }
}

#[cfg(test)]
#[path = "../../../../domain/tests/filled/household.rs"]
mod filled;

#[cfg(test)]
mod tests {
    use super::filled::{FILLED, fields};
    use super::*;
    use serde_json::{Map, Value, json};
    use std::sync::Arc;

    /// What nobody decides by: what goes along with a field that is told, and when it was said last,
    /// as all do whose names end in `_said`.
    const UNTOLD: &[&str] = &[
        "head_resident",
        "place",
        "gone",
        "assignment",
        "months",
        "mistaken",
        "lived",
        "placed",
        "moved",
        "merged",
        "marks",
        "settled",
        "withdrawn",
    ];

    #[test]
    fn every_field_that_held_work_would_change_is_told() {
        let village = json!({"id": "dong", "name": "Đông", "order": 1,
            "alleys": [{"id": "ngo-song", "name": "Ngõ Sông", "order": 1}]});
        let villages = vec![serde_json::from_value(village).unwrap()];
        let around = Around::new(Arc::new(villages), &[]);
        let teller = Teller {
            lang: Language::Vietnamese,
            around: &around,
            catalogue: &Catalogue::new(&Settings::default()),
            marketplaces: &[],
            number: &|_| String::new(),
        };
        let record = |fields: &Map<String, Value>| {
            let household: Household = serde_json::from_value(fields.clone().into()).ok()?;
            Some(Record::Household(Box::new(household)))
        };
        let mut filled: Map<String, Value> = serde_json::from_str(FILLED).unwrap();
        // Of one that a list took back, nothing is told but that.
        filled.remove("withdrawn");
        let after = record(&filled).unwrap();
        for field in fields() {
            let mut without = filled.clone();
            without.remove(*field);
            // There is no household without the others.
            let Some(before) = record(&without) else {
                continue;
            };
            let is_told = !teller.changes(Some(&before), &after).is_empty();
            let is_known = UNTOLD.contains(field) || field.ends_with("_said");
            assert!(
                is_told != is_known,
                "{field}: tell it in `FACTS`, or say here why not"
            );
        }
    }
}
