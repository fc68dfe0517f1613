//! Held work: who may have made it, who may accept it, and how much of it there may be.
use super::commune::*;
use super::home::Home;
use domain::household::VisitOutcome;
use domain::*;
use std::collections::BTreeMap;
use store::*;
use sync::{Outcome, Revoked, SyncResponse};

pub(super) fn kept(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Kept { .. })
}

pub(super) const NOT_ALLOWED: Outcome = Outcome::Refused {
    code: RefusalCode::NotAllowed,
};

fn end(commune: &Commune, phone: &DeviceId, state: DeviceState) {
    let (id, phone) = (commune.id(), phone.clone());
    let work = move |ledger: &mut Ledger<'_>| {
        let mut device = Device::get(ledger.transaction(), &id, &phone)?.unwrap();
        device.state = state;
        device.put(ledger.transaction())
    };
    commune.store.write(work).wait().unwrap();
}

/// A roster that hands both villages to the sender.
pub(super) fn taken_over() -> Operation {
    team(&["dong", "doai"])
}

fn approval() -> Operation {
    let (title, text) = (
        Label::new("Bài").unwrap(),
        BulletinText::new("Chữ").unwrap(),
    );
    Operation::BulletinApproved(BulletinApproved {
        bulletin: BulletinId::new("b1").unwrap(),
        hash: TextHash::of(&title, &text, &[]),
        name: Label::new("Bình").unwrap(),
        post: BoardPost::Deputy,
        title: Label::new("Phó Chủ tịch").unwrap(),
    })
}

/// A bulletin that waits for the board.
fn bulletin(commune: &Commune) {
    let bulletin = BulletinId::new("b1").unwrap();
    let drafted = BulletinDrafted {
        bulletin: bulletin.clone(),
        title: Label::new("Bài").unwrap(),
        text: BulletinText::new("Chữ").unwrap(),
        villages: Vec::new(),
        author_name: Label::new("Người viết").unwrap(),
    };
    let mut entry = commune.entry(Operation::BulletinDrafted(Box::new(drafted)));
    entry.author = AccountId::new("nguoi-viet").unwrap();
    assert!(kept(&commune.append_entry(entry)));
    let submitted = BulletinSubmitted { bulletin };
    assert!(kept(
        &commune.append(Operation::BulletinSubmitted(submitted))
    ));
}

fn put_account(commune: &Commune, id: &str, role: Role) {
    let account = Account {
        role,
        ..commune.account(id)
    };
    let work = move |ledger: &mut Ledger<'_>| account.put(ledger.transaction());
    commune.store.write(work).wait().unwrap();
}

fn held(commune: &Commune) -> Vec<HeldEntry> {
    let read = commune
        .store
        .read(|rows| HeldEntry::all(rows, &commune.id()));
    read.unwrap()
}

/// Holds an entry as an older server did, which did not check the author's role.
fn hold(commune: &Commune, operation: Operation, author: &str) -> EntryId {
    let mut entry = commune.entry(operation);
    entry.author = AccountId::new(author).unwrap();
    let id = entry.id;
    let row = DocumentRow {
        commune: commune.id(),
        id: id.to_string(),
        key: "may".to_owned(),
        body: serde_json::to_string(&HeldEntry::new(entry, NOW)).unwrap(),
    };
    let work = move |ledger: &mut Ledger<'_>| ledger.transaction().put_document("held", &row);
    commune.store.write(work).wait().unwrap();
    id
}

pub(super) fn accept(commune: &Commune, id: EntryId, by: &Decider) -> Outcome {
    let (of, by) = (commune.id(), by.clone());
    let work = move |ledger: &mut Ledger<'_>| HeldEntry::accept(ledger, &of, id, &by);
    commune.store.write(work).wait().unwrap().unwrap()
}

pub fn an_operation_that_a_role_can_never_make_is_refused_and_not_held(home: &Home) {
    let commune = Commune::begin(home);
    bulletin(&commune);
    let phone = commune.enrol("an");
    end(&commune, &phone, DeviceState::Revoked);
    let operations = [taken_over(), approval(), visit("h3", VisitOutcome::Absent)];
    let entries = operations.map(|it| commune.entry(it));
    let answer = commune.sync_entries(&phone, None, entries.into());
    let outcomes: Vec<_> = answer.receipts.into_iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes, [NOT_ALLOWED, NOT_ALLOWED, Outcome::Held]);
    assert_eq!(held(&commune).len(), 1);
    // Only a desk may speak for the board, not even an editor's own phone.
    put_account(&commune, "an", Role::Editor);
    end(&commune, &phone, DeviceState::Revoked);
    let answer = commune.sync_entries(&phone, None, vec![commune.entry(approval())]);
    assert_eq!(answer.receipts[0].outcome, NOT_ALLOWED);
}

pub fn held_work_is_judged_by_its_author_and_by_whoever_accepts_it(home: &Home) {
    let commune = Commune::begin(home);
    bulletin(&commune);
    commune.enrol("an");
    put_account(&commune, "editor", Role::Editor);
    put_account(&commune, "can-bo", Role::Officer);
    let by = |account: &str, scope: Scope| Decider {
        account: AccountId::new(account).unwrap(),
        scope,
        at: commune.now(),
    };
    let village = VillageId::new("dong");
    let (officer, editor) = (
        commune.officer(),
        by("editor", Scope::member(Role::Editor, [])),
    );
    let member = by("binh", Scope::member(Role::Member, village.clone()));
    let leader = by("chi", Scope::member(Role::Leader, village));
    // What an older server held without a check is judged when it is accepted.
    let roster = hold(&commune, taken_over(), "an");
    let nobodys = hold(&commune, visit("h1", VisitOutcome::Absent), "khong-ai");
    let board = hold(&commune, approval(), "editor");
    for id in [roster, nobodys, board] {
        for who in [&officer, &editor, &member, &leader] {
            assert_eq!(accept(&commune, id, who), NOT_ALLOWED, "{who:?}");
        }
    }
    // Nobody can accept what they may not do themselves.
    let elsewhere = hold(&commune, visit("h3", VisitOutcome::Absent), "an");
    let settings = hold(&commune, taken_over(), "can-bo");
    for who in [&editor, &member, &leader] {
        assert_eq!(accept(&commune, elsewhere, who), NOT_ALLOWED, "{who:?}");
        assert_eq!(accept(&commune, settings, who), NOT_ALLOWED, "{who:?}");
    }
    let would = |id: EntryId, who: &Decider| {
        let read = commune.store.read(|rows| {
            let held = HeldEntry::get(rows, &commune.id(), id)?.unwrap();
            held.would(rows, who)
        });
        read.unwrap()
    };
    assert_eq!(would(roster, &officer), Err(RefusalCode::NotAllowed));
    assert_eq!(would(elsewhere, &leader), Err(RefusalCode::NotAllowed));
    let changed = would(elsewhere, &officer).unwrap();
    let visits = |record: &Record| record.household().map(|it| it.visits.len());
    let (before, after) = changed.iter().find(|it| visits(&it.1).is_some()).unwrap();
    assert_eq!(before.as_deref().and_then(visits), Some(0));
    assert_eq!(visits(after), Some(1));
    assert_eq!(commune.household("h3").visits.len(), 0, "it is only told");
    // In their own village a leader may accept it. The entry says who accepted it and when.
    let here = hold(&commune, visit("h1", VisitOutcome::Absent), "an");
    assert!(kept(&accept(&commune, here, &leader)));
    assert!(kept(&accept(&commune, elsewhere, &officer)));
    let entry = |id| commune.store.read(|rows| rows.entry(&commune.id(), id));
    for (id, who) in [(here, &leader), (elsewhere, &officer)] {
        let accepted = entry(id).unwrap().unwrap().entry.accepted.unwrap();
        assert_eq!((&accepted.by, accepted.at), (&who.account, who.at));
    }
    // A phone cannot claim that someone accepted its work.
    let phone = commune.enrol("an");
    let mut forged = commune.entry(visit("h1", VisitOutcome::Absent));
    forged.accepted = entry(here).unwrap().unwrap().entry.accepted;
    let id = forged.id;
    commune.sync_entries(&phone, None, vec![forged]);
    assert_eq!(entry(id).unwrap().unwrap().entry.accepted, None);
    assert_eq!(held(&commune).len(), 4);
    commune.must_verify();
}

fn many(commune: &Commune, count: usize) -> Vec<Entry> {
    (0..count)
        .map(|_| commune.entry(visit("h3", VisitOutcome::Absent)))
        .collect()
}

fn tally(answer: &SyncResponse) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for receipt in &answer.receipts {
        let told = match &receipt.outcome {
            Outcome::Held => "held",
            Outcome::NotYet { .. } => "not yet",
            Outcome::Rejected => "rejected",
            _ => "other",
        };
        *found.entry(told.to_owned()).or_default() += 1;
    }
    found
}

pub fn held_work_of_a_phone_is_limited_and_can_all_be_turned_down(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let first = many(&commune, HELD_OF_DEVICE_LIMIT - 1);
    let answer = commune.sync_entries(&phone, None, first.clone());
    assert_eq!(tally(&answer), [("held".to_owned(), first.len())].into());
    let more = many(&commune, 3);
    let answer = commune.sync_entries(&phone, None, more.clone());
    let expected = [("held".to_owned(), 1), ("not yet".to_owned(), 2)];
    assert_eq!(tally(&answer), expected.into());
    // Naming another of one's own phones makes no room for more.
    let (id, of) = (
        DeviceId::new("may-2").unwrap(),
        (commune.id(), phone.clone()),
    );
    let second = id.clone();
    let enrolled = move |ledger: &mut Ledger<'_>| {
        let first = Device::get(ledger.transaction(), &of.0, &of.1)?.unwrap();
        let token_hash = "t2".to_owned();
        let second = Device {
            id: id.clone(),
            token_hash,
            ..first
        };
        second.put(ledger.transaction())
    };
    commune.store.write(enrolled).wait().unwrap();
    let mut named = many(&commune, 1);
    named[0].device = second;
    let answer = commune.sync_entries(&phone, None, named);
    assert_eq!(tally(&answer), [("not yet".to_owned(), 1)].into());
    // Entries of the phone's own village are still taken.
    let here = commune.entry(visit("h1", VisitOutcome::Absent));
    let answer = commune.sync_entries(&phone, None, vec![here]);
    assert!(kept(&answer.receipts[0].outcome));
    let count = || {
        commune
            .store
            .read(|rows| HeldEntry::count(rows, &commune.id()))
            .unwrap()
    };
    assert_eq!(count(), [(phone.clone(), HELD_OF_DEVICE_LIMIT)].into());
    let page = |after| {
        let id = commune.id();
        let read = commune
            .store
            .read(|rows| HeldEntry::some(rows, &id, Some(&phone), after, 300));
        read.unwrap()
    };
    let some = page(None);
    assert_eq!(
        (some.len(), page(some.last().map(|it| it.entry.id)).len()),
        (300, 200)
    );
    let (id, device, by) = (commune.id(), phone.clone(), commune.officer());
    let work = move |ledger: &mut Ledger<'_>| {
        let by = (&by.account, by.at);
        HeldEntry::reject_of(ledger.transaction(), &id, &device, 1_000, by)
    };
    assert_eq!(
        commune.store.write(work).wait().unwrap(),
        HELD_OF_DEVICE_LIMIT
    );
    assert!(count().is_empty());
    // What had no room before is held now. What was turned down stays so.
    let answer = commune.sync_entries(&phone, None, more);
    let expected = [("held".to_owned(), 2), ("rejected".to_owned(), 1)];
    assert_eq!(tally(&answer), expected.into());
}

pub fn a_revoked_phone_keeps_what_cannot_be_held_yet(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    end(&commune, &phone, DeviceState::Revoked);
    let first = many(&commune, HELD_OF_DEVICE_LIMIT);
    assert_eq!(tally(&commune.sync_entries(&phone, None, first)).len(), 1);
    let rest = many(&commune, 2);
    let again = || {
        let device = phone.clone();
        let id = commune.id();
        let state = commune.store.read(|rows| Device::get(rows, &id, &device));
        state.unwrap().unwrap().state
    };
    end(&commune, &phone, DeviceState::Revoked);
    let answer = commune.sync_entries(&phone, None, rest.clone());
    assert_eq!(tally(&answer), [("not yet".to_owned(), 2)].into());
    // The phone is not told to destroy itself with this work in it, but to keep nothing else.
    assert_eq!((answer.revoked, answer.start_over), (None, true));
    assert!(answer.records.is_empty() && answer.scope.read().is_some_and(|it| it.areas.is_empty()));
    assert_eq!(again(), DeviceState::Revoked);
    let (id, device, by) = (commune.id(), phone.clone(), commune.officer());
    let work = move |ledger: &mut Ledger<'_>| {
        let by = (&by.account, by.at);
        HeldEntry::reject_of(ledger.transaction(), &id, &device, 1_000, by)
    };
    commune.store.write(work).wait().unwrap();
    let answer = commune.sync_entries(&phone, None, rest);
    assert_eq!(tally(&answer), [("held".to_owned(), 2)].into());
    assert_eq!(answer.revoked, Some(Revoked::AfterLastUpload));
    assert_eq!(again(), DeviceState::Wiped);
}

pub fn held_work_whose_subject_was_erased_is_not_accepted(home: &Home) {
    let commune = Commune::begin(home);
    put_account(&commune, "an", Role::Member);
    let nameless = Operation::ResidentAdded(ResidentAdded {
        household: HouseholdId::new("h1").unwrap(),
        resident: ResidentId::new("p9").unwrap(),
        name: Personal::erased(),
        born: None,
        listed: false,
    });
    let id = hold(&commune, nameless, "an");
    let gone = Outcome::Refused {
        code: RefusalCode::ResidentGone,
    };
    assert_eq!(accept(&commune, id, &commune.officer()), gone);
    assert_eq!(held(&commune).len(), 1, "someone turns it down");
}

pub fn what_was_turned_down_stays_so_when_it_comes_again(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let elsewhere = commune.entry(visit("h3", VisitOutcome::Absent));
    let outcome = || {
        let response = commune.sync_entries(&phone, None, vec![elsewhere.clone()]);
        response.receipts[0].outcome.clone()
    };
    assert_eq!(outcome(), Outcome::Held);
    let (id, entry) = (commune.id(), elsewhere.id);
    let by = AccountId::new("can-bo").unwrap();
    let reject = move |ledger: &mut Ledger<'_>| {
        HeldEntry::reject(ledger.transaction(), &id, entry, (&by, NOW))
    };
    assert!(commune.store.write(reject).wait().unwrap());
    assert_eq!(outcome(), Outcome::Rejected);
    commune.append(team(&["dong", "doai"]));
    assert_eq!(outcome(), Outcome::Rejected);
    assert_eq!(commune.household("h3").visits.len(), 0);
}
