//! The commune's directives as a member's phone shows them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use domain::{
    AccountId, Catalogue, CommuneId, Day, DeviceId, HouseholdId, Level, Millis, Operation,
    ResidentId, SkillId, SkillObserved,
};
use phone::book::Book;
use phone::directive::{done, in_force, work};
use phone::visit::suggestions;
use serde_json::{Value, json};
use sync::{Identity, Making, Replica, SyncResponse};

const SKILL: &str = "nts-goi-video-gui-tep";

fn today() -> Day {
    Day::parse("2026-11-23").unwrap()
}

fn noon() -> Millis {
    Millis(today().start().0 + 12 * 60 * Millis::MINUTE)
}

fn household(id: &str, village: &str, order: u32, assigned: &str, born: u16) -> Value {
    json!({
        "id": id, "code": id, "village": village, "order": order, "head": "Bùi Thị Dưỡng",
        "assigned": assigned,
        "consents": {"register": {"given": 0, "way": "tapped", "text_version": 1, "to": "quy"}},
        "residents": [{"id": format!("{id}-1"), "name": "Bùi Thị Dưỡng", "born": born},
                      {"id": format!("{id}-2"), "name": "Trần Hữu Đạt", "born": 1994}],
    })
}

/// One directive asks older residents of Thôn Đông to make video calls; another has ended.
fn replica() -> Replica {
    let identity = Identity {
        commune: CommuneId::new("nghi-son").unwrap(),
        account: AccountId::new("quy").unwrap(),
        device: DeviceId::new("may-1").unwrap(),
    };
    let asked = json!({"id": "goi-video", "goal": {"skill": SKILL}, "from": "2026-11-01",
        "whom": {"villages": ["dong"], "born": {"from": 1930, "to": 1970}}});
    let directive = json!({"title": "Gọi video", "text": "Để bà con tự bấm.", "asked": asked,
        "to": "2026-12-25", "issued": 0, "issued_by": "can-bo"});
    let mut ended = directive.clone();
    ended["asked"]["id"] = "cu".into();
    ended["closed"] = json!({"at": 1, "by": "can-bo", "summary": "Xong."});
    let mut records = vec![
        json!({"key": "settings:settings", "seq": 1, "body": {"directives": [asked]}}),
        json!({"key": "village:dong", "seq": 1, "body": {"id": "dong", "name": "Thôn Đông", "order": 1}}),
        json!({"key": "village:doai", "seq": 1, "body": {"id": "doai", "name": "Thôn Đoài", "order": 2}}),
        json!({"key": "directive:goi-video", "seq": 1, "body": directive}),
        json!({"key": "directive:cu", "seq": 1, "body": ended}),
    ];
    let households = [
        household("h2", "dong", 2, "quy", 1950),
        household("h1", "dong", 1, "quy", 1960),
        household("h3", "dong", 3, "quy", 1980),
        household("h4", "dong", 4, "binh", 1950),
        household("h5", "doai", 5, "quy", 1950),
    ];
    records.extend(households.into_iter().map(|body| {
        json!({"key": format!("household:{}", body["id"].as_str().unwrap()), "seq": 2, "body": body})
    }));
    let response = json!({
        "epoch": 1, "safe_seq": 0, "server_time": noon(), "cursor": 2, "records": records,
        "scope": {"role": "member", "areas": ["*", "dong", "doai"]},
    });
    let (mut replica, _rows) = Replica::enrolled(identity, noon());
    let (round, _) = replica.request("test", noon());
    let response: SyncResponse = serde_json::from_str(&response.to_string()).unwrap();
    let (_rows, _) = replica.receive(round, noon(), response);
    replica
}

fn observe(replica: &mut Replica, household: &str, resident: &str) {
    let observed = SkillObserved {
        household: HouseholdId::new(household).unwrap(),
        resident: ResidentId::new(resident).unwrap(),
        skill: SkillId::new(SKILL).unwrap(),
        level: Level::ALONE,
        seen: true,
    };
    let making = Making {
        now: noon(),
        random: || [7; 10],
    };
    let _rows = replica
        .record(vec![Operation::SkillObserved(observed)], making)
        .unwrap();
}

/// My doors that are left, in walking order, and how many are done.
fn mine(replica: &Replica) -> (Vec<String>, usize) {
    let book = Book::read(replica, today());
    let all = in_force(replica);
    let work = work(all[0], replica, &book, book.mine());
    let left = work.left.iter().map(|card| card.id.to_string());
    (left.collect(), work.done)
}

#[test]
fn my_doors_to_do_are_in_walking_order_and_ended_directives_are_left_out() {
    let mut replica = replica();
    assert_eq!(in_force(&replica).len(), 1);
    assert_eq!(mine(&replica), (vec!["h1".to_owned(), "h2".to_owned()], 0));
    observe(&mut replica, "h1", "h1-2");
    assert_eq!(mine(&replica).1, 0, "a grandchild does not do it for them");
    observe(&mut replica, "h1", "h1-1");
    assert_eq!(
        mine(&replica),
        (vec!["h2".to_owned()], 1),
        "at once, unsent"
    );
}

#[test]
fn a_household_is_asked_only_what_concerns_it() {
    let replica = replica();
    let book = Book::read(&replica, today());
    let asked = &in_force(&replica)[0].asked;
    let of = |id: &str| {
        let household = replica.households().find(|it| it.id.as_str() == id);
        done(asked, household.unwrap(), &book)
    };
    assert_eq!(["h1", "h3", "h5"].map(of), [Some(false), None, None]);
}

#[test]
fn a_directives_skills_are_offered_first_to_the_residents_it_concerns() {
    let replica = replica();
    let (settings, asked) = (replica.settings(), SkillId::new(SKILL).unwrap());
    let catalogue = Catalogue::new(&settings);
    assert!(!catalogue.skill(&asked).unwrap().core);
    let first = |household: &str, place: usize| {
        let household = replica.households().find(|it| it.id.as_str() == household);
        let household = household.unwrap();
        let offered = suggestions(
            household,
            &household.residents[place],
            &catalogue,
            &settings,
        );
        offered[0].skill.id.clone()
    };
    assert_eq!(first("h1", 0), asked);
    assert_ne!(first("h1", 1), asked, "too young");
    assert_ne!(first("h5", 0), asked, "in another village");
}
