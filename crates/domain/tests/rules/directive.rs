//! What the commune orders: which doors it means, when they have done it, and how it ends.
use super::commune::*;
use domain::directive::{Born, Goal, IN_FORCE_LIMIT, Reached, Whom};
use domain::household::{Stage, VisitOutcome};
use domain::*;

const SKILL: &str = "nts-goi-video-gui-tep";

fn id(text: &str) -> DirectiveId {
    DirectiveId::new(text).unwrap()
}

fn text(text: &str) -> DirectiveText {
    DirectiveText::new(text).unwrap()
}

/// From 1 November to Christmas, everyone, by a skill.
fn order(name: &str) -> DirectiveIssued {
    DirectiveIssued {
        directive: id(name),
        title: label("Gọi video trước Tết"),
        text: text("Mỗi nhà một người tự gọi được."),
        decision: Some(label("45/KH-UBND")),
        decided: Some(day("2026-10-30")),
        goal: Goal::Skill(skill(SKILL)),
        whom: Whom::default(),
        from: day("2026-11-01"),
        to: day("2026-12-25"),
        targets: Map::new(),
        started: Map::new(),
    }
}

fn issued(order: DirectiveIssued) -> Operation {
    Operation::DirectiveIssued(Box::new(order))
}

fn closing(name: &str, figures: &[(&str, u32, u32)]) -> Operation {
    let figures = figures.iter().map(|(place, done, concerned)| {
        let reached = Reached {
            concerned: *concerned,
            done: *done,
        };
        (village(place), reached)
    });
    Operation::DirectiveClosed(Box::new(DirectiveClosed {
        directive: id(name),
        summary: text("Đã đến hết các nhà."),
        figures: figures.collect(),
    }))
}

fn directive<'a>(commune: &'a Commune, name: &str) -> &'a Directive {
    match &commune.records[&RecordKey::Directive(id(name))] {
        Record::Directive(directive) => directive,
        other => panic!("{other:?}"),
    }
}

/// Done and concerned.
fn counted(commune: &Commune, name: &str) -> (i64, i64) {
    let dimension = format!("directive:{name}");
    let sum = |measure| commune.sum(measure, "now", &dimension);
    (
        sum(Measure::DirectiveDone),
        sum(Measure::DirectiveConcerned),
    )
}

#[test]
fn from_issuing_to_closing_households_are_counted_by_it() {
    let mut commune = Commune::new();
    commune.register("h2", "doai");
    let before = commune.settings().counting;
    commune.must(issued(order("viec")));
    assert_eq!(counted(&commune, "viec"), (0, 2));
    assert_eq!(commune.settings().counting, before + 1, "all is recounted");
    assert_eq!(
        commune.settings().counting_since,
        None,
        "nothing counts in another way than before"
    );
    commune.observe("h1", "p1", SKILL, 1);
    assert_eq!(counted(&commune, "viec"), (0, 2), "with help is not enough");
    commune.observe("h1", "p1", SKILL, 2);
    assert_eq!(counted(&commune, "viec"), (1, 2));

    commune.must(closing("viec", &[("dong", 1, 1), ("doai", 0, 1)]));
    assert_eq!(counted(&commune, "viec"), (0, 0));
    assert_eq!(commune.settings().directives, []);
    let closed = directive(&commune, "viec").closed.clone().unwrap();
    assert_eq!(closed.figures[&village("dong")].done, 1);
    assert_eq!(closed.summary, text("Đã đến hết các nhà."));
    assert_eq!(
        commune.refuses(closing("viec", &[])),
        RefusalCode::DirectiveClosed,
        "what was told stays told"
    );
}

#[test]
fn it_means_the_doors_that_all_its_conditions_fit() {
    let mut commune = Commune::new();
    commune.register("h2", "doai");
    commune.consent("h2");
    commune.add("h2", "p2", Some(1950));
    let mut number = 0;
    let mut concerned = |commune: &mut Commune, whom: Whom| {
        number += 1;
        let name = format!("viec-{number}");
        commune.must(issued(DirectiveIssued {
            whom,
            ..order(&name)
        }));
        let (_, concerned) = counted(commune, &name);
        commune.must(closing(&name, &[]));
        concerned
    };
    let of = |villages: &[&str]| Whom {
        villages: villages.iter().map(|it| village(it)).collect(),
        ..Whom::default()
    };
    assert_eq!(concerned(&mut commune, of(&["doai"])), 1);
    assert_eq!(concerned(&mut commune, of(&["doai", "dong"])), 2);
    let born = |from, to| Whom {
        born: Some(Born { from, to }),
        ..Whom::default()
    };
    assert_eq!(concerned(&mut commune, born(1940, 1960)), 1);
    assert_eq!(
        concerned(&mut commune, born(1950, 1968)),
        2,
        "both included"
    );
    assert_eq!(concerned(&mut commune, born(1969, 2000)), 0);
    let business = Whom {
        business: true,
        ..Whom::default()
    };
    assert_eq!(concerned(&mut commune, business.clone()), 0);
    commune.must(Operation::BusinessRegistered(BusinessRegistered {
        household: house("h2"),
        name: label("Quán bà Sáu"),
        trade: label("Tạp hóa"),
        owner: None,
    }));
    assert_eq!(concerned(&mut commune, business), 1);
    commune.must(Operation::HouseholdLeft(HouseholdLeft {
        household: house("h2"),
        back: false,
    }));
    assert_eq!(
        concerned(&mut commune, Whom::default()),
        1,
        "who left is not meant"
    );
}

#[test]
fn never_visited_is_told_by_the_month_before_it_begins() {
    let mut commune = Commune::new();
    commune.register("h2", "dong");
    commune.register("h3", "dong");
    let visited =
        |household| Operation::VisitRecorded(Box::new(visit(household, VisitOutcome::Absent, &[])));
    commune.at = noon("2026-10-31");
    commune.must(visited("h2"));
    commune.at = noon("2026-11-02");
    commune.must(visited("h3"));
    commune.must(issued(DirectiveIssued {
        whom: Whom {
            never_visited: true,
            ..Whom::default()
        },
        goal: Goal::Met,
        ..order("viec")
    }));
    assert_eq!(counted(&commune, "viec"), (0, 2));
    let met = visit("h3", VisitOutcome::Met, &[]);
    commune.must(Operation::VisitRecorded(Box::new(met)));
    assert_eq!(counted(&commune, "viec"), (1, 2), "met in its month");
    for _ in 0..4 {
        commune.must(visited("h3"));
    }
    assert_eq!(counted(&commune, "viec"), (1, 2), "done stays done");
}

#[test]
fn a_person_of_the_years_asked_for_must_be_the_one_who_can() {
    let mut commune = Commune::new();
    commune.add("h1", "p2", Some(1994));
    let born = Some(Born {
        from: 1930,
        to: 1970,
    });
    commune.must(issued(DirectiveIssued {
        whom: Whom {
            born,
            ..Whom::default()
        },
        ..order("viec")
    }));
    commune.observe("h1", "p2", SKILL, 3);
    assert_eq!(counted(&commune, "viec"), (0, 1));
    commune.observe("h1", "p1", SKILL, 2);
    assert_eq!(counted(&commune, "viec"), (1, 1));
}

#[test]
fn what_only_a_business_can_reach_means_businesses_only() {
    let mut commune = Commune::new();
    commune.register("h2", "dong");
    commune.must(Operation::BusinessRegistered(BusinessRegistered {
        household: house("h2"),
        name: label("Quán bà Sáu"),
        trade: label("Tạp hóa"),
        owner: None,
    }));
    for (name, goal) in [
        ("gian-hang", Goal::ShopOpen),
        ("tai-khoan", Goal::AccountRecorded),
        ("ky-nang", Goal::Skill(skill("tmdt-mo-gian-hang"))),
    ] {
        commune.must(issued(DirectiveIssued {
            goal,
            ..order(name)
        }));
        assert_eq!(counted(&commune, name), (0, 1), "{name}");
    }
    commune.must(Operation::ShopAdvanced(Box::new(ShopAdvanced {
        household: house("h2"),
        marketplace: MarketplaceId::new("voso").unwrap(),
        stage: Stage::Open,
        on: day("2026-11-02"),
        link: Link::new("https://voso.vn/ba-sau").ok(),
        helper: None,
        obstacle: None,
    })));
    assert_eq!(counted(&commune, "gian-hang"), (1, 1));
}

#[test]
fn consent_is_a_goal_too() {
    let mut commune = Commune::new();
    commune.register("h2", "dong");
    commune.must(issued(DirectiveIssued {
        goal: Goal::Consent,
        ..order("viec")
    }));
    assert_eq!(counted(&commune, "viec"), (1, 2));
    commune.consent("h2");
    assert_eq!(counted(&commune, "viec"), (2, 2));
}

#[test]
fn an_order_that_cannot_be_is_refused() {
    let mut commune = Commune::new();
    let mut refused = |change: fn(&mut DirectiveIssued)| {
        let mut order = order("viec");
        change(&mut order);
        commune.refuses(issued(order))
    };
    use RefusalCode::*;
    let dates = DirectiveDatesImpossible;
    assert_eq!(refused(|it| it.to = day("2026-10-31")), dates);
    assert_eq!(refused(|it| it.from = day("2020-01-01")), dates);
    let over = |it: &mut DirectiveIssued| {
        it.from = day("2026-10-01");
        it.to = day("2026-11-01");
    };
    assert_eq!(refused(over), dates, "its last day has passed");
    let years = |it: &mut DirectiveIssued| {
        it.whom.born = Some(Born {
            from: 1960,
            to: 1950,
        });
    };
    assert_eq!(refused(years), dates);
    assert_eq!(
        refused(|it| it.goal = Goal::Skill(skill("khong-co"))),
        SkillUnknown
    );
    assert_eq!(
        refused(|it| it.whom.villages = vec![village("xa")]),
        VillageUnknown
    );
    let elsewhere = |it: &mut DirectiveIssued| {
        it.whom.villages = vec![village("dong")];
        it.targets.insert(village("doai"), 3);
    };
    assert_eq!(refused(elsewhere), VillageUnknown);
    let many = |it: &mut DirectiveIssued| it.whom.villages = vec![village("dong"); 151];
    assert_eq!(refused(many), TooManyVillages);
    let wrong = |it: &mut DirectiveIssued| {
        let reached = Reached {
            concerned: 1,
            done: 2,
        };
        it.started.insert(village("dong"), reached);
    };
    assert_eq!(refused(wrong), DirectiveFiguresWrong);
    for number in 0..IN_FORCE_LIMIT {
        commune.must(issued(order(&format!("viec-{number}"))));
    }
    assert_eq!(commune.refuses(issued(order("viec"))), TooManyDirectives);
    commune.must(closing("viec-3", &[]));
    assert_eq!(commune.refuses(issued(order("viec-3"))), DirectiveExists);
    assert_eq!(commune.refuses(closing("khong-co", &[])), DirectiveUnknown);
    assert_eq!(
        commune.refuses(closing("viec-4", &[("dong", 2, 1)])),
        DirectiveFiguresWrong
    );
}

#[test]
fn words_last_day_and_targets_can_be_corrected_while_it_is_in_force() {
    let mut commune = Commune::new();
    commune.must(issued(order("viec")));
    let counting = commune.settings().counting;
    let corrected = DirectiveCorrected {
        directive: id("viec"),
        title: label("Gọi video"),
        text: text("Thêm: mang theo bộ phát Wi-Fi."),
        decision: None,
        decided: None,
        to: day("2027-01-15"),
        targets: Map::from([(village("dong"), 1)]),
    };
    let correcting = |it: DirectiveCorrected| Operation::DirectiveCorrected(Box::new(it));
    commune.must(correcting(corrected.clone()));
    let now = directive(&commune, "viec");
    assert_eq!((now.to, now.targets.len()), (day("2027-01-15"), 1));
    assert_eq!(
        commune.settings().counting,
        counting,
        "nothing is recounted"
    );
    let early = DirectiveCorrected {
        to: day("2026-10-31"),
        ..corrected.clone()
    };
    assert_eq!(
        commune.refuses(correcting(early)),
        RefusalCode::DirectiveDatesImpossible
    );
    commune.must(closing("viec", &[]));
    assert_eq!(
        commune.refuses(correcting(corrected)),
        RefusalCode::DirectiveClosed
    );
}

#[test]
fn phones_have_it_while_it_is_in_force_and_the_office_for_ever() {
    let mut commune = Commune::new();
    commune.must(issued(order("viec")));
    let key = RecordKey::Directive(id("viec"));
    assert_eq!(commune.records[&key].area(), Area::Commune);
    commune.must(closing("viec", &[]));
    assert_eq!(commune.records[&key].area(), Area::Office);
}
