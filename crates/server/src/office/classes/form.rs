//! The form for a class's plan: as it is typed, and what it means.
use crate::office::frame::PageProblem;
use domain::class::{ClassPlan, MATERIALS_LIMIT, Material, Teacher, TimeOfDay};
use domain::{AccountId, Class, Day, Label, Link, TopicId, VillageId};
use serde::Deserialize;
use words::{Language, classes as say};

/// The choice of a teacher who is in no team.
pub const GUEST: &str = "khach";
/// Separates a document's name from its address.
const LINK_AFTER: char = '|';

#[derive(Clone, Debug, Default, Deserialize)]
pub struct PlanForm {
    #[serde(default)]
    pub topic: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub place: String,
    #[serde(default)]
    pub village: String,
    #[serde(default)]
    pub day: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub to: String,
    #[serde(default)]
    pub teacher: String,
    #[serde(default)]
    pub guest: String,
    #[serde(default)]
    pub seats: String,
    /// One document on each line: `Tờ rơi
    /// https://…`.
    #[serde(default)]
    pub materials: String,
}

impl PlanForm {
    pub fn of(class: &Class) -> Self {
        let plan = &class.plan;
        let (teacher, guest) = match &plan.teacher {
            Teacher::Member(id) => (id.to_string(), String::new()),
            Teacher::Guest(name) => (GUEST.to_owned(), name.as_str().to_owned()),
        };
        let line = |it: &Material| match &it.link {
            Some(link) => format!("{} {LINK_AFTER} {}", it.name.as_str(), link.as_str()),
            None => it.name.as_str().to_owned(),
        };
        let materials: Vec<String> = plan.materials.iter().map(line).collect();
        Self {
            topic: plan.topic.to_string(),
            title: plan.title.as_str().to_owned(),
            place: plan.place.as_str().to_owned(),
            village: plan
                .village
                .as_ref()
                .map(VillageId::to_string)
                .unwrap_or_default(),
            day: plan.day.to_string(),
            from: plan.from.to_string(),
            to: plan.to.to_string(),
            teacher,
            guest,
            seats: plan.seats.to_string(),
            materials: materials.join("\n"),
        }
    }

    /// The plan that was typed, or the problem to show the officer.
    pub fn read(&self, lang: Language) -> Result<ClassPlan, PageProblem> {
        let told = |code: &'static str| PageProblem {
            code,
            sentence: say::by_id(code, lang).unwrap_or(code).to_owned(),
        };
        let label = |text: &str| Label::new(text).map_err(|_| told("text-needed"));
        let village = match self.village.as_str() {
            "" => None,
            id => Some(VillageId::new(id).ok_or_else(|| told("text-needed"))?),
        };
        let teacher = match self.teacher.as_str() {
            GUEST => Teacher::Guest(Label::new(&self.guest).map_err(|_| told("guest-needed"))?),
            id => Teacher::Member(AccountId::new(id).ok_or_else(|| told("teacher-needed"))?),
        };
        Ok(ClassPlan {
            topic: TopicId::new(self.topic.as_str()).ok_or_else(|| told("text-needed"))?,
            title: label(&self.title)?,
            place: label(&self.place)?,
            village,
            day: Day::parse(&self.day).ok_or_else(|| told("day-needed"))?,
            from: TimeOfDay::parse(&self.from).ok_or_else(|| told("hours-needed"))?,
            to: TimeOfDay::parse(&self.to).ok_or_else(|| told("hours-needed"))?,
            teacher,
            seats: self
                .seats
                .trim()
                .parse()
                .map_err(|_| told("seats-needed"))?,
            materials: self.materials().map_err(told)?,
        })
    }

    fn materials(&self) -> Result<Vec<Material>, &'static str> {
        let lines = self.materials.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty());
        // One more than fits, so that the rule reports it.
        lines.take(MATERIALS_LIMIT + 1).map(material).collect()
    }
}

fn material(line: &str) -> Result<Material, &'static str> {
    let (name, link) = match line.split_once(LINK_AFTER) {
        Some((name, link)) => (name, Some(Link::new(link).map_err(|_| "link-wrong")?)),
        None => (line, None),
    };
    let name = Label::new(name).map_err(|_| "text-needed")?;
    Ok(Material { name, link })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> PlanForm {
        PlanForm {
            topic: "thanh-toan".to_owned(),
            title: " Trả tiền bằng mã QR ".to_owned(),
            place: "Trường".to_owned(),
            day: "2026-12-05".to_owned(),
            from: "08:00".to_owned(),
            to: "10:00".to_owned(),
            teacher: GUEST.to_owned(),
            guest: "Cô Hà".to_owned(),
            seats: "20".to_owned(),
            materials: "Tờ rơi | https://a.vn/to-gap\n\nGiấy A4".to_owned(),
            ..PlanForm::default()
        }
    }

    #[test]
    fn a_typed_plan_is_read_and_shown_again() {
        let plan = typed().read(Language::Vietnamese).unwrap();
        assert_eq!(plan.title.as_str(), "Trả tiền bằng mã QR");
        assert_eq!((plan.materials.len(), plan.village.clone()), (2, None));
        let class = Class {
            id: domain::ClassId::new("c1").unwrap(),
            plan: plan.clone(),
            state: Default::default(),
            signed: Vec::new(),
            result: None,
            filed: false,
            photo: None,
            left: domain::Map::new(),
            left_early: Vec::new(),
            photos_gone: Vec::new(),
            photo_gone: None,
            called_off: None,
        };
        assert_eq!(PlanForm::of(&class).read(Language::English).unwrap(), plan);
    }

    #[test]
    fn missing_parts_of_a_plan_are_reported() {
        let problem = |form: PlanForm| form.read(Language::Vietnamese).unwrap_err().code;
        let empty = || String::new();
        assert_eq!(
            problem(PlanForm {
                guest: empty(),
                ..typed()
            }),
            "guest-needed"
        );
        assert_eq!(
            problem(PlanForm {
                day: empty(),
                ..typed()
            }),
            "day-needed"
        );
        assert_eq!(
            problem(PlanForm {
                to: "25:00".to_owned(),
                ..typed()
            }),
            "hours-needed"
        );
        assert_eq!(
            problem(PlanForm {
                seats: "x".to_owned(),
                ..typed()
            }),
            "seats-needed"
        );
        let links = "Tờ rơi | a.vn".to_owned();
        assert_eq!(
            problem(PlanForm {
                materials: links,
                ..typed()
            }),
            "link-wrong"
        );
    }
}
