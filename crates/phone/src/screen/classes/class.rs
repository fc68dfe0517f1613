//! One class: where and when it is, who of this phone's households signed up, and who came.

use super::{find, gone, photo::photo, remark, when};
use crate::{
    app::App,
    book::Book,
    component::{Foot, Icon, Page, icon, page, share_button},
    platform::share,
    route::Route,
    screen::{household_title, with_book},
};
use domain::class::{ClassState, Material, Teacher};
use domain::{Class, ClassId, Household, HouseholdId};
use leptos::prelude::*;
use words::{Language, classes as w};

pub fn class(app: App, id: ClassId) -> AnyView {
    with_book(app, move |book| match find(app, &id) {
        Some(class) => content(app, book, &class),
        None => gone(app),
    })
}

fn content(app: App, book: &Book, class: &Class) -> AnyView {
    let lang = app.lang();
    let begun = class.plan.day <= book.today && !class.state.is_cancelled();
    let part = |part: &str| Route::Classes(format!("{}/{part}", class.id)).hash();
    let frame = Page::new(class.plan.title.as_str())
        .back()
        .below(when(class, lang));
    let frame = if begun {
        let attend = view! { <a class="button" href=part("attend")>{w::take_attendance(lang)}</a> };
        frame.foot(Foot::Action(attend.into_any()))
    } else if class.is_open_on(book.today) {
        let join = view! { <a class="button" href=part("join")>{w::sign_up_household(lang)}</a> };
        frame.foot(Foot::Action(join.into_any()))
    } else {
        frame
    };
    let cancelled = match &class.state {
        ClassState::Cancelled(reason) => {
            Some(format!("{}: {}", w::state_cancelled(lang), reason.as_str()))
        }
        _ => None,
    };
    let (said, _) = remark(class, book.today, lang);
    let join_too = (begun && class.is_open_on(book.today)).then(
        || view! { <a class="button plain" href=part("join")>{w::sign_up_household(lang)}</a> },
    );
    let holds = app.read(|replica| {
        let me = &replica.identity().account;
        replica.scope().is_some_and(|it| class.is_held_by(me, &it))
    });
    let count = (begun && holds == Some(true))
        .then(|| view! { <a class="button plain" href=part("count")>{w::count_heads(lang)}</a> });
    let invite = class.is_open_on(book.today).then(|| {
        share_button(
            app,
            class.plan.title.as_str().to_owned(),
            invitation(app, book, class),
        )
    });
    let content = view! {
        {cancelled.map(|text| view! { <p class="note stop">{text}</p> })}
        <div class="card stack">
            <p>{class.plan.place.as_str().to_owned()}</p>
            <p>{format!("{}: {}", w::teacher(lang), teacher(book, &class.plan.teacher))}</p>
            {topic(book, class, lang)}
            <p class="quiet small">{said}</p>
        </div>
        {materials(class, lang)}
        {begun.then(|| came(app, class, lang))}
        {begun.then(|| photo(app, class))}
        {signed(app, class, lang)}
        <div class="stack">{count}{join_too}{invite}</div>
    };
    page(app, frame, content.into_any())
}

/// The same invitation as the office's.
fn invitation(app: App, book: &Book, class: &Class) -> String {
    let lang = app.lang();
    let commune = app.read(|replica| replica.identity().commune.clone());
    let there = commune.map(|commune| share::public(&format!("/lop/{commune}/{}", class.id)));
    let lines = [
        w::share_invites(
            lang,
            book.settings.commune_name.as_str(),
            class.plan.title.as_str(),
        ),
        w::share_when(lang, when(class, lang)),
        w::share_where(lang, class.plan.place.as_str()),
        w::share_teacher(lang, teacher(book, &class.plan.teacher)),
    ];
    let sign_up = there.map(|it| w::share_sign_up(lang, it));
    let safe = [w::share_safe(lang).to_owned()];
    let lines = lines.into_iter().chain(sign_up).chain(safe);
    lines.collect::<Vec<_>>().join("\n")
}

fn topic(book: &Book, class: &Class, lang: Language) -> AnyView {
    let topic = book.catalogue.topic(&class.plan.topic);
    topic
        .map(|topic| {
            let name = words::phone::topic_name(lang, topic.number);
            view! { <p class="links"><a href=Route::Lesson(topic.id.clone()).hash()>{name}</a></p> }
        })
        .into_any()
}

fn teacher(book: &Book, teacher: &Teacher) -> String {
    match teacher {
        Teacher::Guest(name) => name.as_str().to_owned(),
        Teacher::Member(id) => book.member_name(id).unwrap_or(id.as_str()).to_owned(),
    }
}

fn materials(class: &Class, lang: Language) -> AnyView {
    if class.plan.materials.is_empty() {
        return ().into_any();
    }
    let line = |it: &Material| {
        let name = it.name.as_str().to_owned();
        match &it.link {
            Some(link) => view! { <li><a href=link.as_str().to_owned() target="_blank" rel="noopener noreferrer">{name}</a></li> }.into_any(),
            None => view! { <li>{name}</li> }.into_any(),
        }
    };
    let lines: Vec<AnyView> = class.plan.materials.iter().map(line).collect();
    view! { <h2 class="heading">{w::materials_short(lang)}</h2><ul class="links">{lines}</ul> }
        .into_any()
}

/// Households on this phone of which someone came.
fn came(app: App, class: &Class, lang: Language) -> AnyView {
    let came = app.read(|replica| {
        let homes = replica.households();
        let came =
            homes.filter_map(|home| Some((home.clone(), home.attended(&class.id)?.people())));
        came.collect::<Vec<(Household, u32)>>()
    });
    let came = came.unwrap_or_default();
    let people: u32 = came.iter().map(|(_, people)| people).sum();
    let lines = came.iter().map(|(home, people)| {
        let there = Route::Classes(format!("{}/attend/{}", class.id, home.id)).hash();
        line(
            there,
            household_title(home, lang),
            w::people_of(lang, *people),
        )
    });
    view! {
        <h2 class="heading">{w::came_so_far(lang, came.len(), people)}</h2>
        <ul>{lines.collect_view()}</ul>
    }
    .into_any()
}

/// The sign-ups of households on this phone.
fn signed(app: App, class: &Class, lang: Language) -> AnyView {
    if class.signed.is_empty() || class.state.is_cancelled() {
        return ().into_any();
    }
    let mut others = 0;
    let mut lines = Vec::new();
    // A sign-up that the office has yet to confirm by phone has no seat.
    for sign_up in class.signed.iter().filter(|it| !it.unconfirmed) {
        let home = sign_up.household.as_ref();
        match home.and_then(|id: &HouseholdId| app.household(id)) {
            Some(home) => {
                let there = Route::Classes(format!("{}/join/{}", class.id, home.id)).hash();
                let people = w::people_of(lang, u32::from(sign_up.people));
                lines.push(line(there, household_title(&home, lang), people));
            }
            None => others += u32::from(sign_up.people),
        }
    }
    let others = (others > 0)
        .then(|| view! { <p class="small quiet">{w::signed_elsewhere(lang, others)}</p> });
    view! { <h2 class="heading">{w::signed_up(lang)}</h2><ul>{lines}</ul>{others} }.into_any()
}

fn line(there: String, name: String, said: String) -> AnyView {
    view! { <li><a class="door" href=there><span><b>{name}</b><small>{said}</small></span>{icon(Icon::Next)}</a></li> }
        .into_any()
}
