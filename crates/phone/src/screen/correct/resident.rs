//! One resident in the form of corrections: name and year of birth, and that someone is no longer
//! here.

use crate::{
    app::{After, App},
    component::{Field, ask, field, touched},
    head::is_head,
    route::Route,
};
use domain::{
    Household, Name, Operation, Parting, Personal, ResidentCorrected, ResidentParted,
    household::Resident,
};
use leptos::{prelude::*, task::spawn_local};
use words::{Language, phone as w};

/// A resident with what is typed of them.
#[derive(Clone)]
pub struct Typed {
    pub resident: Resident,
    pub name: RwSignal<String>,
    pub born: RwSignal<String>,
}

impl Typed {
    pub fn of(resident: &Resident) -> Self {
        let born = resident.born.map(|born| born.to_string());
        Self {
            resident: resident.clone(),
            name: RwSignal::new(name(resident).to_owned()),
            born: RwSignal::new(born.unwrap_or_default()),
        }
    }

    /// What was changed.
    pub fn operation(
        &self,
        household: &Household,
        lang: Language,
    ) -> Result<Option<Operation>, String> {
        let (typed, born) = (self.name.get_untracked(), self.born.get_untracked());
        let name = if typed.trim() == name(&self.resident) {
            None
        } else {
            Some(Name::new(&typed).map_err(|_| w::name_needed(lang).to_owned())?)
        };
        let year = match born.trim() {
            "" => None,
            born => Some(
                born.parse::<u16>()
                    .map_err(|_| w::year_wrong(lang).to_owned())?,
            ),
        };
        let year = year.filter(|year| Some(*year) != self.resident.born);
        if name.is_none() && year.is_none() {
            return Ok(None);
        }
        Ok(Some(Operation::ResidentCorrected(ResidentCorrected {
            household: household.id.clone(),
            resident: self.resident.id.clone(),
            name: name.map(Personal::new),
            born: year,
            listed: false,
        })))
    }
}

fn name(resident: &Resident) -> &str {
    resident.name.reveal().map(Name::as_str).unwrap_or_default()
}

/// `parted` is called when someone is no longer here, unless the app goes on to ask who is the head.
pub fn fields(
    app: App,
    household: &Household,
    typed: &Typed,
    parted: impl Fn() + Copy + 'static,
) -> AnyView {
    let lang = app.lang();
    let button = |why: Parting, label: &'static str| {
        let (household, resident) = (household.clone(), typed.resident.clone());
        let part = move || part(app, &household, &resident, (why, label), parted);
        view! { <button type="button" class="button plain" on:click=touched(part)>{label}</button> }
    };
    view! {
        <fieldset class="card">
            {field(Field::text(w::full_name(lang), Name::LIMIT_CHARS), typed.name)}
            {field(Field::number(w::born(lang), 4), typed.born)}
            <details>
                <summary>{w::no_longer_here(lang)}</summary>
                <div class="two">
                    {button(Parting::Left, w::has_left(lang))}
                    {button(Parting::Died, w::has_died(lang))}
                </div>
            </details>
        </fieldset>
    }
    .into_any()
}

/// Asks first. Where it was the head, the app then asks who is the head now.
fn part(
    app: App,
    household: &Household,
    resident: &Resident,
    (why, label): (Parting, &'static str),
    parted: impl Fn() + Copy + 'static,
) {
    let lang = app.lang();
    let title = match why {
        Parting::Left => w::left_ask(lang, name(resident)),
        Parting::Died => w::died_ask(lang, name(resident)),
    };
    let was_head = is_head(household, resident);
    let told = if was_head {
        w::part_head_told(lang)
    } else {
        w::part_told(lang)
    };
    let operation = Operation::ResidentParted(ResidentParted {
        household: household.id.clone(),
        resident: resident.id.clone(),
        why,
    });
    let after = match was_head {
        true => After::On(Route::Head(household.id.clone())),
        false => After::Stay,
    };
    let act = move || {
        let (operation, after) = (operation.clone(), after.clone());
        spawn_local(async move {
            let stays = after == After::Stay;
            let recorded = app.record_and_go(vec![operation].into(), w::parted(lang), after);
            if recorded.await && stays {
                parted();
            }
        });
    };
    ask(app, title, told, label, act);
}
