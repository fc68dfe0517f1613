//! Teams, terms, assignment, settings, and who may do what.
use super::commune::*;
use domain::household::VisitOutcome;
use domain::*;

fn joined(role: MemberRole, from: &str) -> Operation {
    Operation::MemberJoined(MemberJoined {
        team: team("t1"),
        member: member("an"),
        name: label("Lê Thị An"),
        role,
        from: day(from),
        decision: Some(label("12/QĐ-UBND")),
        decided: Some(day("2026-01-05")),
    })
}

#[test]
fn a_new_term_ends_the_one_before() {
    let mut commune = Commune::new();
    assert_eq!(
        commune.refuses(joined(MemberRole::Member, "2026-01-10")),
        RefusalCode::TeamUnknown
    );
    commune.must(Operation::TeamDefined(TeamDefined {
        team: team("t1"),
        name: label("Tổ thôn Đông"),
        villages: vec![village("dong")],
        visiting: None,
    }));
    commune.must(joined(MemberRole::Member, "2026-01-10"));
    commune.must(joined(MemberRole::Leader, "2026-06-01"));
    let Record::Team(roster) = &commune.records[&RecordKey::Team(team("t1"))] else {
        panic!()
    };
    let role = |on| roster.member(&member("an"), day(on)).map(|it| it.role);
    assert_eq!(role("2026-01-09"), None);
    assert_eq!(role("2026-05-31"), Some(MemberRole::Member));
    assert_eq!(role("2026-06-01"), Some(MemberRole::Leader));
    let left = MemberLeft {
        team: team("t1"),
        member: member("an"),
        to: day("2026-12-31"),
    };
    commune.must(Operation::MemberLeft(left.clone()));
    assert_eq!(
        commune.refuses(Operation::MemberLeft(left)),
        RefusalCode::MemberUnknown
    );
}

#[test]
fn assignment_touches_at_most_eight_households() {
    let mut commune = Commune::new();
    let assigned = |count| HouseholdAssigned {
        households: vec![house("h1"); count],
        member: Some(member("an")),
    };
    for count in [0, 9] {
        let operation = Operation::HouseholdAssigned(assigned(count));
        assert_eq!(commune.refuses(operation), RefusalCode::TooManyHouseholds);
    }
    commune.must(Operation::HouseholdAssigned(assigned(1)));
    assert_eq!(commune.sum(Measure::NeverVisited, "now", "member:an"), 1);
}

#[test]
fn skill_ids_are_never_used_again() {
    let mut commune = Commune::new();
    let add = |id: &str| {
        Operation::SettingsChanged(SettingsChanged {
            skill_added: Some(LocalSkill {
                id: skill(id),
                name: label("Việc mới"),
                observe: label("Làm xong"),
                who: Who::Everyone,
            }),
            ..Default::default()
        })
    };
    assert_eq!(
        commune.refuses(add("tt-quet-vietqr")),
        RefusalCode::SkillIdUsed
    );
    commune.must(add("xa-viec-moi"));
    assert_eq!(
        commune.refuses(add("xa-viec-moi")),
        RefusalCode::SkillIdUsed
    );
    commune.observe("h1", "p1", "xa-viec-moi", 2);
}

#[test]
fn entered_figures_hold_from_their_month_on() {
    let mut commune = Commune::new();
    for (from, value) in [("2026-01", 1_452), ("2026-07", 1_460)] {
        commune.must(Operation::DenominatorSet(DenominatorSet {
            village: None,
            counted: Counted::Households,
            from: Month::parse(from).unwrap(),
            value,
            source: label("Thống kê xã"),
            dated: day("2026-01-05"),
        }));
    }
    let settings = commune.settings();
    let in_force = |month| {
        let month = Month::parse(month).unwrap();
        Denominator::in_force(&settings.denominators, Counted::Households, month).map(|it| it.value)
    };
    assert_eq!(in_force("2025-12"), None);
    assert_eq!(in_force("2026-06"), Some(1_452));
    assert_eq!(in_force("2026-11"), Some(1_460));
}

#[test]
fn a_member_writes_in_the_teams_villages_only() {
    let commune = Commune::new();
    let h1 = &commune.records[&RecordKey::Household(house("h1"))];
    let met = Operation::VisitRecorded(Box::new(visit("h1", VisitOutcome::Met, &[])));
    let scope = |place| Scope::member(Role::Member, [village(place)]);
    assert!(scope("dong").may_write(&met, [h1]));
    assert!(!scope("doai").may_write(&met, [h1]));
    let erase = Operation::ResidentErased(ResidentErased {
        household: house("h1"),
        resident: person("p1"),
    });
    assert!(!scope("dong").may_write(&erase, [h1]));
    assert!(Scope::officer().may_write(&erase, [h1]));
    assert!(!Scope::without_areas(Role::Province).sees(&h1.area()));
    let elsewhere = Operation::HouseholdRegistered(Box::new(registration("h7", "doai")));
    assert!(!scope("dong").may_write(&elsewhere, []));
}
