//! Members who have left a team: their work, their phones, their doors and requests.
use super::commune::*;
use super::held::{NOT_ALLOWED, accept, kept, taken_over};
use super::home::Home;
use domain::household::VisitOutcome;
use domain::*;
use std::collections::BTreeSet;
use store::*;
use sync::{Outcome, Revoked, ScopeMark, SyncResponse};

fn left(member: &str, to: Day) -> Operation {
    Operation::MemberLeft(MemberLeft {
        team: TeamId::new("t1").unwrap(),
        member: AccountId::new(member).unwrap(),
        to,
    })
}

fn joined(member: &str, role: MemberRole, from: Day) -> Operation {
    Operation::MemberJoined(MemberJoined {
        team: TeamId::new("t1").unwrap(),
        member: AccountId::new(member).unwrap(),
        name: Label::new(member).unwrap(),
        role,
        from,
        decision: None,
        decided: None,
    })
}

/// An entry made some days ago.
fn ago(commune: &Commune, days: i64, operation: Operation) -> Entry {
    let mut entry = commune.entry(operation);
    entry.at = Millis(entry.at.0 - days * Millis::DAY);
    entry
}

/// Enrols the phone so long ago that work of the last days was made on it.
fn enrolled_long_ago(commune: &Commune, phone: &DeviceId) {
    let (id, phone) = (commune.id(), phone.clone());
    let work = move |ledger: &mut Ledger<'_>| {
        let mut device = Device::get(ledger.transaction(), &id, &phone)?.unwrap();
        device.enrolled_at = Millis(NOW.0 - 25 * Millis::DAY);
        device.put(ledger.transaction())
    };
    commune.store.write(work).wait().unwrap();
}

/// Sends entries from a phone whose clock never jumped. Returns what became of them.
fn send(commune: &Commune, phone: &DeviceId, entries: Vec<Entry>) -> (Vec<Outcome>, SyncResponse) {
    let mut request = commune.request(None, entries);
    request.steady_since = Millis(0);
    let who = (commune.id(), phone.clone());
    let answer = commune.store.sync_blocking(who, request, commune.now());
    let SyncAnswer::Response(response) = answer.unwrap() else {
        panic!("not enrolled");
    };
    let outcomes = response.receipts.iter().map(|it| it.outcome.clone());
    (outcomes.collect(), *response)
}

pub fn whoever_left_brings_what_they_did_before_and_no_more(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    enrolled_long_ago(&commune, &phone);
    commune.append(left("an", NOW.day().plus(-5)));
    let entries = vec![
        ago(&commune, 6, visit("h1", VisitOutcome::Absent)),
        ago(&commune, 4, visit("h2", VisitOutcome::Absent)),
        ago(&commune, 6, visit("h3", VisitOutcome::Absent)),
        ago(&commune, 6, taken_over()),
        ago(&commune, 4, taken_over()),
    ];
    let (outcomes, answer) = send(&commune, &phone, entries);
    assert!(kept(&outcomes[0]), "{outcomes:?}");
    let others = [Outcome::Held, Outcome::Held, NOT_ALLOWED, NOT_ALLOWED];
    assert_eq!(outcomes[1..], others);
    // The phone ends after its last upload and gets nothing of the commune.
    assert_eq!(answer.revoked, Some(Revoked::AfterLastUpload));
    assert!(answer.records.is_empty());
    told_again(&commune, &phone, Revoked::AfterLastUpload);
    commune.must_verify();
}

pub fn work_of_a_former_leader_is_held_from_the_day_they_stopped(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    enrolled_long_ago(&commune, &phone);
    commune.append(joined("an", MemberRole::Leader, NOW.day().plus(-20)));
    commune.append(joined("an", MemberRole::Member, NOW.day().plus(-4)));
    let merged = |days, keep: &str, gone: &str| {
        let id = |id: &str| HouseholdId::new(id).unwrap();
        let (keep, gone) = (id(keep), id(gone));
        ago(
            &commune,
            days,
            Operation::HouseholdsMerged(HouseholdsMerged { keep, gone }),
        )
    };
    let (before, later) = (merged(6, "h1", "h2"), merged(2, "h1", "h2"));
    let day = ago(&commune, 1, visit("h1", VisitOutcome::Absent));
    let (outcomes, answer) = send(&commune, &phone, vec![later.clone(), before, day]);
    assert_eq!(outcomes[0], Outcome::Held, "{outcomes:?}");
    assert!(kept(&outcomes[1]) && kept(&outcomes[2]), "{outcomes:?}");
    assert_eq!(answer.revoked, None, "they go on as a member");
    // The entry may be theirs, so an officer may accept it.
    let officer = commune.officer();
    assert_ne!(accept(&commune, later.id, &officer), NOT_ALLOWED);
}

fn help(commune: &Commune, id: &str) -> Help {
    let key = RecordKey::Help(HelpId::new(id).unwrap());
    match commune.store.record(&commune.id(), &key).unwrap() {
        Some((Record::Help(help), _)) => *help,
        other => panic!("{other:?}"),
    }
}

fn asked(id: &str, member: &str) -> [Operation; 2] {
    let help = HelpId::new(id).unwrap();
    let asked = HelpAsked {
        help: help.clone(),
        way: HelpWay::Telephone,
        topic: None,
        village: VillageId::new("dong"),
        household: None,
        name: None,
        phone: None,
        words: Personal::new(Note::new("Giúp").unwrap()),
    };
    let assigned = HelpAssigned {
        help,
        member: AccountId::new(member),
        household: None,
        village: None,
        due: None,
    };
    [
        Operation::HelpAsked(Box::new(asked)),
        Operation::HelpAssigned(assigned),
    ]
}

fn in_hands(commune: &Commune, member: &str) {
    let households = ["h1", "h2"].map(|id| HouseholdId::new(id).unwrap());
    commune.append(Operation::HouseholdAssigned(HouseholdAssigned {
        households: households.into(),
        member: AccountId::new(member),
    }));
    for operation in asked("nho", member) {
        assert!(kept(&commune.append(operation)));
    }
}

fn whose(commune: &Commune) -> [Option<String>; 3] {
    let door = |id: &str| commune.household(id).assigned.map(|it| it.to_string());
    let asked = help(commune, "nho").assigned.map(|it| it.to_string());
    [door("h1"), door("h2"), asked]
}

pub fn leaving_hands_doors_and_requests_to_the_leader_and_ends_the_phone(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    commune.append(joined("chi", MemberRole::Leader, NOW.day().plus(-90)));
    in_hands(&commune, "an");
    let an = Some("an".to_owned());
    assert_eq!(whose(&commune), [an.clone(), an.clone(), an]);
    assert_eq!(commune.sync(&phone, None).revoked, None);
    commune.append(left("an", NOW.day()));
    let chi = Some("chi".to_owned());
    assert_eq!(whose(&commune), [chi.clone(), chi.clone(), chi.clone()]);
    // Work of the last day is still accepted.
    let last = commune.entry(visit("h1", VisitOutcome::Absent));
    let answer = commune.sync_entries(&phone, None, vec![last]);
    assert!(kept(&answer.receipts[0].outcome), "{:?}", answer.receipts);
    assert_eq!(answer.revoked, Some(Revoked::AfterLastUpload));
    commune.must_verify();
    // Without a leader, the doors belong to nobody.
    commune.append(left("chi", NOW.day()));
    assert_eq!(whose(&commune), [None, None, chi]);
    commune.must_verify();
}

pub fn a_member_who_leaves_on_a_later_day_is_ended_on_that_day(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    commune.append(joined("chi", MemberRole::Leader, NOW.day().plus(-90)));
    in_hands(&commune, "an");
    commune.append(left("an", NOW.day().plus(2)));
    let see_off = || {
        commune
            .store
            .see_off_gone(&commune.id(), commune.now())
            .unwrap()
    };
    commune.later(2);
    assert_eq!(see_off(), 0, "the last day is theirs");
    assert_eq!(commune.sync(&phone, None).revoked, None);
    commune.later(1);
    assert_eq!(
        commune.sync(&phone, None).revoked,
        Some(Revoked::AfterLastUpload)
    );
    assert!(see_off() > 0);
    assert_eq!(see_off(), 0, "once");
    let chi = Some("chi".to_owned());
    assert_eq!(whose(&commune), [chi.clone(), chi.clone(), chi]);
    commune.must_verify();
}

pub fn a_member_recorded_as_left_by_mistake_can_continue(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    commune.append(joined("chi", MemberRole::Leader, NOW.day().plus(-90)));
    commune.append(left("an", NOW.day().plus(-1)));
    commune.append(joined("an", MemberRole::Member, NOW.day()));
    let visited = commune.entry(visit("h1", VisitOutcome::Absent));
    let answer = commune.sync_entries(&phone, None, vec![visited]);
    assert!(kept(&answer.receipts[0].outcome), "{:?}", answer.receipts);
    assert_eq!(answer.revoked, None);
    commune.must_verify();
}

/// Villages of two teams, and one person who leads the first and helps in the second.
pub fn a_leader_of_one_team_is_a_plain_member_of_another(home: &Home) {
    let commune = Commune::begin(home);
    let team = |id: &str, villages: &[&str]| {
        let villages = villages.iter().map(|it| VillageId::new(*it).unwrap());
        Operation::TeamDefined(TeamDefined {
            team: TeamId::new(id).unwrap(),
            name: Label::new(id).unwrap(),
            villages: villages.collect(),
            visiting: None,
        })
    };
    let joins = |id: &str, role| {
        let mut operation = joined("an", role, NOW.day().plus(-30));
        if let Operation::MemberJoined(it) = &mut operation {
            it.team = TeamId::new(id).unwrap();
        }
        operation
    };
    commune.append(team("t1", &["dong"]));
    commune.append(team("t2", &["doai"]));
    commune.append(joins("t1", MemberRole::Leader));
    commune.append(joins("t2", MemberRole::Member));
    commune.append(registered("xa", "doai", Vec::new()));
    let phone = commune.enrol("an");
    let redated = |household: &str, visit: EntryId| {
        Operation::VisitRedated(VisitRedated {
            household: HouseholdId::new(household).unwrap(),
            visit,
            day: NOW.day().plus(-1),
        })
    };
    let visits = ["h1", "xa"].map(|it| commune.entry(visit(it, VisitOutcome::Absent)));
    let days = ["h1", "xa"].into_iter().zip(&visits);
    let days = days.map(|(it, visit)| redated(it, visit.id));
    let days: Vec<_> = days.map(|it| commune.entry(it)).collect();
    let (outcomes, _) = send(&commune, &phone, visits.to_vec());
    assert!(outcomes.iter().all(kept), "{outcomes:?}");
    let (outcomes, _) = send(&commune, &phone, days);
    assert!(kept(&outcomes[0]), "{outcomes:?}");
    assert!(!kept(&outcomes[1]), "{outcomes:?}");
    // An app from before `as_member` reads the scope without it, and must not start over each time.
    let last = commune.sync(&phone, None);
    let scope = last.scope.read().unwrap();
    assert!(!scope.as_member.is_empty());
    let without = Scope {
        as_member: BTreeSet::new(),
        ..scope
    };
    let starts_over = |rules: u16| {
        let mut request = commune.request(Some(&last), Vec::new());
        (request.rules, request.scope) = (rules, Some(ScopeMark::of(&without)));
        let answer = (commune.store).sync_blocking((commune.id(), phone.clone()), request, NOW);
        match answer.unwrap() {
            SyncAnswer::Response(response) => response.start_over,
            SyncAnswer::NotEnrolled => panic!("not enrolled"),
        }
    };
    assert_eq!((starts_over(0), starts_over(RULES)), (false, true));
    commune.must_verify();
}
