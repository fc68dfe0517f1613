//! Translates the part of the address behind `#` to a screen and back.

use domain::{DirectiveId, HouseholdId, ResidentId, SkillId, TopicId};

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Route {
    #[default]
    Today,
    Alleys,
    Search,
    AddHousehold,
    Household(HouseholdId),
    Visit(HouseholdId),
    Consent(HouseholdId),
    Correct(HouseholdId),
    /// Who is the head now.
    Head(HouseholdId),
    AddResident(HouseholdId),
    /// A screen of the household's business, named by the rest of the address.
    Business(HouseholdId, String),
    /// Help requests. The text is empty for all, an id for one, or `ask/` and a household's id for
    /// the form.
    Help(String),
    /// Bulletins. The text is the rest of the address: all, one bulletin, or those for a house.
    Bulletins(String),
    Lessons,
    Lesson(TopicId),
    /// The teaching card of a skill.
    Card(SkillId),
    /// A check of ten questions for one resident.
    Check(HouseholdId, ResidentId),
    /// The coming classes, or a screen of one class, named by the rest of the address.
    Classes(String),
    /// One of the commune's directives with its doors.
    Directive(DirectiveId),
    Sync,
}

impl Route {
    /// Reads an address such as `#/household/ab12cd34/visit`. Anything not understood leads to
    /// today's screen.
    pub fn parse(hash: &str) -> Self {
        let parts: Vec<&str> = hash
            .trim_start_matches('#')
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        let household =
            |id: &str, screen: fn(HouseholdId) -> Route| HouseholdId::new(id).map(screen);
        let found = match parts.as_slice() {
            ["alleys"] => Some(Route::Alleys),
            ["search"] => Some(Route::Search),
            ["household", "add"] => Some(Route::AddHousehold),
            ["household", id] => household(id, Route::Household),
            ["household", id, "visit"] => household(id, Route::Visit),
            ["household", id, "consent"] => household(id, Route::Consent),
            ["household", id, "correct"] => household(id, Route::Correct),
            ["household", id, "head"] => household(id, Route::Head),
            ["household", id, "resident"] => household(id, Route::AddResident),
            ["household", id, "check", resident] => {
                let household = HouseholdId::new(*id);
                household
                    .zip(ResidentId::new(*resident))
                    .map(|(id, who)| Route::Check(id, who))
            }
            ["household", id, "business", part @ ..] => {
                let part = part.join("/");
                HouseholdId::new(*id).map(|id| Route::Business(id, part))
            }
            ["help", part @ ..] => Some(Route::Help(part.join("/"))),
            ["bulletins", part @ ..] => Some(Route::Bulletins(part.join("/"))),
            ["lessons"] => Some(Route::Lessons),
            ["lessons", topic] => TopicId::new(*topic).map(Route::Lesson),
            ["cards", skill] => SkillId::new(*skill).map(Route::Card),
            ["classes", part @ ..] => Some(Route::Classes(part.join("/"))),
            ["directive", id] => DirectiveId::new(*id).map(Route::Directive),
            ["sync"] => Some(Route::Sync),
            _ => None,
        };
        found.unwrap_or_default()
    }

    /// The screen that "back" leads to when the page was opened at this one.
    pub fn parent(&self) -> Self {
        match self {
            Route::Visit(id)
            | Route::Consent(id)
            | Route::Correct(id)
            | Route::Head(id)
            | Route::AddResident(id)
            | Route::Check(id, _) => Route::Household(id.clone()),
            Route::Business(id, part) => match part.rsplit_once('/') {
                Some((before, _)) => Route::Business(id.clone(), before.to_owned()),
                None if part.is_empty() => Route::Household(id.clone()),
                None => Route::Business(id.clone(), String::new()),
            },
            Route::Classes(part) => match part.rsplit_once('/') {
                Some((before, _)) => Route::Classes(before.to_owned()),
                None if part.is_empty() => Route::Lessons,
                None => Route::Classes(String::new()),
            },
            Route::Bulletins(part) => match part.rsplit_once('/') {
                Some(("for", id)) => HouseholdId::new(id).map_or(Route::Today, Route::Household),
                Some((before, _)) => Route::Bulletins(before.to_owned()),
                None if part.is_empty() => Route::Today,
                None => Route::Bulletins(String::new()),
            },
            Route::Lesson(_) | Route::Card(_) => Route::Lessons,
            Route::Help(part) => match part.strip_prefix("ask/").and_then(HouseholdId::new) {
                Some(household) => Route::Household(household),
                None if part.is_empty() => Route::Today,
                None => Route::Help(String::new()),
            },
            _ => Route::Today,
        }
    }

    pub fn hash(&self) -> String {
        match self {
            Route::Today => "#/".to_owned(),
            Route::Alleys => "#/alleys".to_owned(),
            Route::Search => "#/search".to_owned(),
            Route::AddHousehold => "#/household/add".to_owned(),
            Route::Household(id) => format!("#/household/{id}"),
            Route::Visit(id) => format!("#/household/{id}/visit"),
            Route::Consent(id) => format!("#/household/{id}/consent"),
            Route::Correct(id) => format!("#/household/{id}/correct"),
            Route::Head(id) => format!("#/household/{id}/head"),
            Route::AddResident(id) => format!("#/household/{id}/resident"),
            Route::Business(id, part) if part.is_empty() => format!("#/household/{id}/business"),
            Route::Business(id, part) => format!("#/household/{id}/business/{part}"),
            Route::Help(part) if part.is_empty() => "#/help".to_owned(),
            Route::Help(part) => format!("#/help/{part}"),
            Route::Bulletins(part) if part.is_empty() => "#/bulletins".to_owned(),
            Route::Bulletins(part) => format!("#/bulletins/{part}"),
            Route::Lessons => "#/lessons".to_owned(),
            Route::Lesson(topic) => format!("#/lessons/{topic}"),
            Route::Card(skill) => format!("#/cards/{skill}"),
            Route::Check(id, resident) => format!("#/household/{id}/check/{resident}"),
            Route::Classes(part) if part.is_empty() => "#/classes".to_owned(),
            Route::Classes(part) => format!("#/classes/{part}"),
            Route::Directive(id) => format!("#/directive/{id}"),
            Route::Sync => "#/sync".to_owned(),
        }
    }
}

/// The code in an enrolment link, `#code=ABCD-EFGH`. Browsers send nothing behind `#`, so the code
/// never gets into a server's log.
pub fn enrolment_code(address: &str) -> Option<String> {
    let (_, code) = address.split_once("#code=")?;
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    (!code.is_empty()).then(|| code.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_screen_is_found_again_by_its_address() {
        let id = || HouseholdId::new("ab12cd34").unwrap();
        let screens = [
            Route::Today,
            Route::Alleys,
            Route::Search,
            Route::AddHousehold,
            Route::Household(id()),
            Route::Visit(id()),
            Route::Consent(id()),
            Route::Correct(id()),
            Route::Head(id()),
            Route::AddResident(id()),
            Route::Business(id(), String::new()),
            Route::Business(id(), "shops/voso".to_owned()),
            Route::Help(String::new()),
            Route::Help("ask/ab12cd34".to_owned()),
            Route::Bulletins(String::new()),
            Route::Bulletins("for/ab12cd34/b1".to_owned()),
            Route::Lessons,
            Route::Lesson(TopicId::new("thanh-toan").unwrap()),
            Route::Card(SkillId::new("tt-quet-vietqr").unwrap()),
            Route::Check(id(), ResidentId::new("cd34ef56").unwrap()),
            Route::Classes(String::new()),
            Route::Classes("k7x2m9qa/attend/ab12cd34".to_owned()),
            Route::Directive(DirectiveId::new("goi-video").unwrap()),
            Route::Sync,
        ];
        for screen in screens {
            assert_eq!(Route::parse(&screen.hash()), screen);
        }
    }

    #[test]
    fn a_strange_address_is_today() {
        for hash in [
            "",
            "#",
            "#/nowhere",
            "#/household/../x",
            "#/household/",
            "#code=AB",
        ] {
            assert_eq!(Route::parse(hash), Route::Today, "{hash}");
        }
    }

    #[test]
    fn a_code_is_read_from_a_link() {
        let read = enrolment_code("https://nghison.example/app/#code=abcd-2345");
        assert_eq!(read.as_deref(), Some("ABCD2345"));
        assert_eq!(enrolment_code("https://nghison.example/app/"), None);
        assert_eq!(enrolment_code("#code="), None);
    }
}
