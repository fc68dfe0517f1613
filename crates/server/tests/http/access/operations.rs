//! Every operation, sent by a phone of every role, for its own village and for another one.
use super::{
    approval, class_of, class_plan, commune, entry, help, line, put_phone, some_entry_id,
    sync_request,
};
use domain::{Operation, Role};
use serde_json::{Value, json};
use store::DeviceState;

const AREAS: [(&str, &str); 2] = [("dong", "tay"), ("tay", "dong")];

pub async fn write(table: &mut String) {
    for (state, word) in [
        (DeviceState::Active, "valid"),
        (DeviceState::Revoked, "revoked"),
    ] {
        table.push('\n');
        let titles = Role::ALL.map(|role| [role.as_str().to_owned(), "elsewhere".to_owned()]);
        let title = format!("OPERATIONS: receipt, token {word}");
        line(table, &title, &titles.concat());
        let mut rows = Vec::new();
        let names = Operation::NAMES.iter().copied();
        for name in names.chain([OF_THE_PUBLIC, CONFIRMING]) {
            let mut cells = Vec::new();
            for role in Role::ALL {
                for (here, there) in AREAS {
                    cells.push(send(name, role, here, there, state).await);
                }
            }
            rows.push((name, cells));
        }
        // One line is enough if every operation gets the same answers.
        if rows.iter().all(|(_, cells)| *cells == rows[0].1) {
            rows.truncate(1);
            rows[0].0 = "each of those above";
        }
        for (name, cells) in rows {
            line(table, &name, &cells);
        }
    }
}

/// Cancelling what someone signed up for on the public page, which differs from a household's
/// sign-up.
const OF_THE_PUBLIC: &str = "ClassLeft of the public";
/// Giving a seat to someone of the public who waits, which only the office may do.
const CONFIRMING: &str = "ClassJoined that confirms";

async fn send(name: &str, role: Role, here: &str, there: &str, state: DeviceState) -> String {
    let commune = commune().await;
    put_phone(&commune, role.as_str(), "may", state).await;
    let promise = some_entry_id(&commune).to_string();
    let body = body(name, here, there, &promise);
    let name = name.split(' ').next().unwrap_or(name);
    let request = sync_request(&[entry(&commune, role.as_str(), name, body)]);
    let answer = commune
        .browser()
        .post_json("/api/sync", "may", &request)
        .await
        .json();
    let receipt = &answer["receipts"][0];
    let code = receipt["code"].as_str().or(receipt["outcome"].as_str());
    code.unwrap_or("nothing").to_owned()
}

/// A sample that the rules allow, unless it names a follow-up or visit that does not exist.
pub fn body(name: &str, here: &str, there: &str, promise: &str) -> Value {
    let (home, resident) = (format!("h-{here}-1"), format!("{here}-1"));
    match name {
        "SettingsChanged" => json!({"adult_age": 16}),
        "DenominatorSet" => json!({"village": here, "counted": "households", "from": "2026-11",
            "value": 9, "source": "Công an", "dated": "2026-11-01"}),
        "VillageDefined" => json!({"village": here, "name": "Mới", "order": 3}),
        "AlleyDefined" => json!({"village": here, "alley": "ngo", "name": "Ngõ", "order": 1}),
        "TeamDefined" => json!({"team": "to", "name": "Tổ khác", "villages": [here]}),
        "MemberJoined" => json!({"team": "to", "member": "moi", "name": "Mới", "role": "member",
            "from": "2026-11-01"}),
        "MemberLeft" => json!({"team": "to", "member": "member", "to": "2026-11-30"}),
        "HouseholdRegistered" => json!({"household": "h-moi", "code": "moi", "village": here,
            "head": "Bùi Văn Năm"}),
        "HouseholdCorrected" => json!({"household": home, "order": 7}),
        "HouseholdsMerged" => json!({"keep": home, "gone": format!("h-{here}-2")}),
        "HouseholdRelocated" => json!({"household": home, "village": there}),
        "HouseholdLeft" | "DifferencesSettled" => json!({"household": home}),
        "HouseholdAssigned" => json!({"households": [home], "member": "member"}),
        "ResidentAdded" => json!({"household": home, "resident": "moi", "name": "Bùi Thị Sáu"}),
        "ResidentCorrected" => json!({"household": home, "resident": resident, "born": 1980}),
        "ResidentMoved" => json!({"from": home, "to": format!("h-{here}-2"),
            "resident": resident}),
        "ResidentParted" => json!({"household": home, "resident": resident, "why": "left"}),
        "ResidentErased" => json!({"household": home, "resident": resident}),
        "ConsentGiven" => json!({"household": home, "purpose": "register", "way": "signed",
            "text_version": 1}),
        "ConsentWithdrawn" => json!({"household": home, "purpose": "register"}),
        "VisitRecorded" => json!({"household": home, "outcome": "absent"}),
        "VisitRedated" => json!({"household": home, "visit": promise, "day": "2026-11-20"}),
        "SkillObserved" => json!({"household": home, "resident": resident, "skill": "goi-video",
            "level": 1, "seen": true}),
        "ListTakenBack" => json!({"household": home, "emptied": ["address"]}),
        "FollowUpAsked" => json!({"household": home, "to": "member", "due": "2026-12-01"}),
        "FollowUpFinished" => json!({"household": home, "follow_up": promise}),
        "FollowUpHandedOn" => json!({"household": home, "follow_up": promise, "to": "member",
            "due": "2026-12-01"}),
        "ClassPlanned" => {
            json!({"class": "lop-moi", "plan": {"topic": "thanh-toan", "title": "Lớp",
            "place": "Chợ", "day": "2026-11-30", "from": "08:00", "to": "10:00",
            "teacher": {"guest": "Cô Hà"}, "seats": 9}})
        }
        "ClassChanged" => class_plan(here, "15:00"),
        "ClassCancelled" => json!({"class": class_of(here), "reason": "Trời bão"}),
        "ClassContactsDropped" => json!({"class": class_of(here)}),
        "ClassJoined" => json!({"class": class_of(here), "people": 1, "household": home}),
        CONFIRMING => json!({"class": class_of(here), "people": 1, "confirms": promise}),
        OF_THE_PUBLIC => json!({"class": class_of(here), "sign_up": promise}),
        "ClassLeft" => json!({"class": class_of(here), "household": home}),
        "ClassAttended" => json!({"class": class_of(here), "household": home, "people": 1}),
        "ClassHeld" => json!({"class": class_of(here), "heads": 9}),
        "ClassPhotographed" => json!({"class": class_of(here), "photo": "anh-1"}),
        "HelpAsked" => json!({"help": "moi", "way": "door", "village": here, "words": "Giúp"}),
        "HelpAssigned" => json!({"help": request(here), "member": "member"}),
        "HelpAnswered" => json!({"help": request(here), "answer": "Mai đến"}),
        "HelpClosed" => json!({"help": request(here), "word": "solved"}),
        "HelpDismissed" | "HelpErased" => json!({"help": request(here)}),
        "QuestionPublished" => json!({"question": "moi", "asks": "Hỏi?", "answer": "Đáp."}),
        "QuestionWithdrawn" => json!({"question": "hoi"}),
        "DirectiveIssued" => {
            json!({"directive": "viec-moi", "title": "Gặp mọi nhà", "text": "Gặp.",
            "goal": "met", "whom": {"villages": [here]}, "from": "2026-11-01", "to": "2026-12-25"})
        }
        "DirectiveCorrected" => json!({"directive": "viec", "title": "Gặp", "text": "Gặp.",
            "to": "2026-12-31"}),
        "DirectiveClosed" => json!({"directive": "viec", "summary": "Xong."}),
        "BulletinHeard" => json!({"household": home, "bulletin": "b1", "how": "heard"}),
        "BulletinDrafted" => json!({"bulletin": "b5", "title": "Bài", "text": "Chữ",
            "author_name": "An"}),
        "BulletinSubmitted" => json!({"bulletin": "b3"}),
        "BulletinReturned" => json!({"bulletin": "b2", "reason": "Thiếu ngày"}),
        "BulletinApproved" => approval("b2"),
        "BulletinPublished" => json!({"bulletin": "b4"}),
        "BulletinWithdrawn" => json!({"bulletin": "b1", "reason": "Sai ngày"}),
        other => from_the_golden_file(other, &home),
    }
}

/// The help request of a village.
fn request(place: &str) -> Value {
    help(place)["help"].clone()
}

/// Work on a household's business, taken from the golden file.
fn from_the_golden_file(name: &str, household: &str) -> Value {
    let golden = include_str!("../../../../domain/tests/golden/entries-1-business.jsonl");
    let entries = golden
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut bodies = entries.map(|entry| entry["operation"][name].clone());
    let found = bodies.find(|body| body.is_object());
    let mut body = found.unwrap_or_else(|| panic!("{name} needs a sample here"));
    body["household"] = household.into();
    body
}
