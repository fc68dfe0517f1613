//! Data that were put back to an earlier state, by `restore` or without it: what comes back, and
//! who notices.
#[path = "put_back/claims.rs"]
mod claims;
#[path = "conformance/commune.rs"]
#[expect(dead_code, reason = "the conformance stories use the rest")]
mod commune;
#[path = "conformance/home.rs"]
mod home;
#[path = "put_back/journal.rs"]
mod journal;
#[path = "put_back/over.rs"]
mod over;

use claims::*;
use commune::*;
use domain::household::VisitOutcome;
use domain::*;
use home::Home;
use journal::*;
use over::*;
use std::fs;
use std::path::{Path, PathBuf};
use store::*;
use sync::{Epoch, Outcome};

fn village(id: &str) -> Operation {
    Operation::VillageDefined(VillageDefined {
        village: VillageId::new(id).unwrap(),
        name: Label::new(id).unwrap(),
        order: 9,
    })
}

fn erased(resident: &str) -> Operation {
    Operation::ResidentErased(ResidentErased {
        household: HouseholdId::new("h1").unwrap(),
        resident: ResidentId::new(resident).unwrap(),
    })
}

fn backup(commune: &Commune, home: &Home) -> PathBuf {
    let file = home.folder().join("copy");
    assert_eq!(commune.store.backup(&file).unwrap(), []);
    file
}

fn row(commune: &Commune) -> CommuneRow {
    let row = commune.store.read(|rows| rows.commune(&commune.id()));
    row.unwrap().unwrap()
}

fn has_village(commune: &Commune, id: &str) -> bool {
    let key = RecordKey::Village(VillageId::new(id).unwrap());
    commune.store.record(&commune.id(), &key).unwrap().is_some()
}

fn roll_backs(commune: &Commune) -> Vec<RollBack> {
    let all = commune
        .store
        .read(|rows| RollBack::all(rows, &commune.id()));
    all.unwrap()
}

/// The database as it was in the backup, with its epoch, as after copying back a whole machine. The
/// files beside it stay as they are.
fn put_back(home: &Home, backup: &Path) -> Database {
    put_back_in(home, backup, Epoch(5))
}

fn put_back_in(home: &Home, backup: &Path, epoch: Epoch) -> Database {
    let place = home.to_restore_into();
    let aside = |from: &str, to: &str| {
        let folder = home.database.folder();
        if folder.join(from).exists() {
            fs::rename(folder.join(from), folder.join(to)).unwrap();
        }
    };
    aside("journal", "journal-aside");
    aside("erasures.jsonl", "erasures-aside");
    place.restore(backup, NOW, || 77).unwrap();
    let commune = Commune::reopen(&place);
    commune
        .store
        .renew_epoch(commune.id(), epoch)
        .wait()
        .unwrap();
    drop(commune);
    let _none_was_written = fs::remove_dir_all(home.database.folder().join("journal"));
    aside("journal-aside", "journal");
    aside("erasures-aside", "erasures.jsonl");
    place
}

fn device(id: &str, state: DeviceState) -> Device {
    Device {
        id: DeviceId::new(id).unwrap(),
        commune: CommuneId::new("nghi-son").unwrap(),
        account: AccountId::new("an").unwrap(),
        token_hash: format!("token of {id}"),
        enrolled_at: NOW,
        state,
        was_stolen: false,
        last_contact: None,
        offset_ms: None,
        app: String::new(),
        unsent: 0,
        wrapped_key: None,
        left: None,
    }
}

fn put(commune: &Commune, work: impl FnOnce(&mut Ledger<'_>) -> Rows<()> + Clone + Send + 'static) {
    commune.store.write_to(&commune.id(), work).wait().unwrap();
}

fn work_done_only_in_the_office_comes_back_with_a_restore(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let lost = device("may-mat", DeviceState::Active);
    put(&commune, move |it| lost.put(it.transaction()));
    let backup = backup(&commune, home);
    commune.append(village("moi"));
    put(&commune, |it| {
        let rows = it.transaction();
        device("may-mat", DeviceState::Stolen).put(rows)?;
        device("may-moi", DeviceState::Active).put(rows)
    });
    let mut leader = commune.account("an");
    leader.role = Role::Leader;
    put(&commune, move |it| leader.put(it.transaction()));
    let visited = commune.entry(visit("h1", VisitOutcome::Met));
    commune.sync_entries(&phone, None, vec![visited.clone()]);
    let journal = commune.journal();
    assert!(
        !journal.contains(&visited.id.to_string()),
        "its phone has it"
    );
    drop(commune);
    let place = home.to_restore_into();
    let restored = place.restore(&backup, NOW, || 77).unwrap();
    assert_eq!((restored.office.entries, restored.office.left), (1, 0));
    let commune = Commune::reopen(&place);
    assert!(has_village(&commune, "moi"));
    let devices = commune.store.read(|rows| Device::all(rows, &commune.id()));
    let state = |id: &str| {
        devices
            .as_ref()
            .unwrap()
            .iter()
            .find(|it| it.id.as_str() == id)
            .map(|it| it.state)
    };
    assert_eq!(state("may-mat"), Some(DeviceState::Stolen), "it stays dead");
    assert_eq!(
        state("may-moi"),
        Some(DeviceState::Active),
        "it is still known"
    );
    let account = commune
        .store
        .read(|rows| Account::get(rows, &commune.id(), &AccountId::new("an").unwrap()));
    assert_eq!(account.unwrap().unwrap().role, Role::Leader);
    assert_eq!(
        commune.household("h1").visits.len(),
        0,
        "it comes with its phone"
    );
    commune.must_verify();
}

fn held_work_of_a_revoked_phone_and_decisions_about_it_come_back(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let backup = backup(&commune, home);
    put(&commune, |it| {
        device("may", DeviceState::Revoked).put(it.transaction())
    });
    let entries: Vec<Entry> = (0..3)
        .map(|_| commune.entry(visit("h1", VisitOutcome::Met)))
        .collect();
    commune.sync_entries(&phone, None, entries.clone());
    let (accepted, turned_down, waits) = (entries[0].id, entries[1].id, entries[2].id);
    let (id, by) = (commune.id(), commune.officer());
    put(&commune, move |it| {
        HeldEntry::accept(it, &id, accepted, &by)?;
        HeldEntry::reject(it.transaction(), &id, turned_down, (&by.account, by.at))?;
        Ok(())
    });
    drop(commune);
    let place = home.to_restore_into();
    place.restore(&backup, NOW, || 77).unwrap();
    let commune = Commune::reopen(&place);
    assert_eq!(commune.household("h1").visits.len(), 1);
    let held = commune
        .store
        .read(|rows| HeldEntry::all(rows, &commune.id()))
        .unwrap();
    assert_eq!(
        held.iter().map(|it| it.entry.id).collect::<Vec<_>>(),
        [waits]
    );
    // The entry that was turned down stays turned down.
    let answer = commune.store.take_in_file(
        (commune.id(), phone),
        commune.request(None, vec![entries[1].clone()]),
        NOW,
    );
    assert_eq!(answer.unwrap().unwrap()[0].outcome, Outcome::Rejected);
    commune.must_verify();
}

fn data_put_back_are_noticed_by_the_first_phone_that_comes(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let backup = backup(&commune, home);
    commune.append(village("moi"));
    let lost = commune.entry(visit("h1", VisitOutcome::Met));
    let before = commune.sync_entries(&phone, None, vec![lost.clone()]);
    commune.append(erased("p2"));
    drop(commune);
    let commune = Commune::reopen(&put_back(home, &backup));
    assert_eq!(row(&commune).epoch, before.epoch);
    assert!(commune.everything().contains("Đạt"));
    let told = commune.sync(&phone, Some(&before));
    assert_ne!(told.epoch, before.epoch, "phones put their journals back");
    assert!(told.start_over && !told.records.is_empty());
    assert!(
        has_village(&commune, "moi"),
        "the office's journal came back"
    );
    assert!(
        !commune.everything().contains("Đạt"),
        "the list of erasures was carried out"
    );
    let noticed = roll_backs(&commune);
    let by_phone = matches!(&noticed[..], [it] if matches!(&it.noticed,
        Noticed::Phone { device, .. } if *device == phone));
    assert!(by_phone, "{noticed:?}");
    assert_eq!((noticed[0].entries, noticed[0].seen_by.clone()), (1, None));
    assert_eq!(commune.store.roll_backs_noticed(), 1);
    // The phone comes again with its journal; so does another phone that knew the earlier state.
    let again = commune.sync_entries(&phone, Some(&told), vec![lost]);
    assert!(matches!(again.receipts[0].outcome, Outcome::Kept { .. }));
    let other = commune.sync(&phone, Some(&before));
    assert_eq!((other.epoch, other.start_over), (told.epoch, true));
    assert_eq!(roll_backs(&commune).len(), 1);
    put(&commune, |it| {
        let id = CommuneId::new("nghi-son").unwrap();
        RollBack::see_all(it.transaction(), &id, &AccountId::new("lan").unwrap())
    });
    assert!(roll_backs(&commune)[0].seen_by.is_some());
    commune.must_verify();
}

/// The claim is checked before the phone's work gets numbers, because afterwards the log may be
/// longer than the phone knows.
fn data_put_back_are_noticed_by_a_phone_that_brings_work_too(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let backup = backup(&commune, home);
    let before = commune.sync_entries(
        &phone,
        None,
        vec![commune.entry(visit("h1", VisitOutcome::Met))],
    );
    drop(commune);
    let commune = Commune::reopen(&put_back(home, &backup));
    let new = (0..5)
        .map(|_| commune.entry(visit("h2", VisitOutcome::Met)))
        .collect();
    let told = commune.sync_entries(&phone, Some(&before), new);
    assert_ne!(told.epoch, before.epoch);
    assert_eq!(told.receipts.len(), 5);
    assert_eq!(roll_backs(&commune).len(), 1);
}

fn a_start_finds_lost_work_in_the_office_s_journal(home: &Home) {
    let commune = Commune::begin(home);
    let backup = backup(&commune, home);
    for number in 0..9 {
        commune.append(village(&format!("moi-{number}")));
    }
    assert_eq!(commune.store.notice_roll_back(NOW).unwrap(), []);
    drop(commune);
    let commune = Commune::reopen(&put_back(home, &backup));
    assert_eq!(commune.store.notice_roll_back(NOW).unwrap(), [commune.id()]);
    assert_ne!(row(&commune).epoch, Epoch(5));
    assert!((0..9).all(|number| has_village(&commune, &format!("moi-{number}"))));
    assert_eq!(roll_backs(&commune)[0].noticed, Noticed::Journal);
    assert_eq!(commune.store.notice_roll_back(NOW).unwrap(), []);
    commune.must_verify();
}

fn a_phone_that_was_stolen_stays_so_when_only_the_database_is_put_back(home: &Home) {
    let commune = Commune::begin(home);
    let lost = device("may-mat", DeviceState::Active);
    put(&commune, move |it| lost.put(it.transaction()));
    let backup = backup(&commune, home);
    let mut closed = commune.account("an");
    closed.disabled = true;
    put(&commune, move |it| {
        device("may-mat", DeviceState::Stolen).put(it.transaction())?;
        closed.put(it.transaction())
    });
    drop(commune);
    let commune = Commune::reopen(&put_back(home, &backup));
    assert_eq!(commune.store.notice_roll_back(NOW).unwrap(), []);
    let id = commune.id();
    let devices = commune.store.read(|rows| Device::all(rows, &id)).unwrap();
    let lost = devices.iter().find(|it| it.id.as_str() == "may-mat");
    assert_eq!(lost.unwrap().state, DeviceState::Stolen);
    let an = AccountId::new("an").unwrap();
    let account = commune.store.read(|rows| Account::get(rows, &id, &an));
    assert!(account.unwrap().unwrap().disabled);
    commune.must_verify();
}

/// The process ended when the work was on disk in the journal only: nobody was told, and nothing
/// was lost.
fn work_under_way_when_the_process_ended_is_finished_without_a_new_epoch(home: &Home) {
    let commune = Commune::begin(home);
    let backup = backup(&commune, home);
    commune.append(village("moi"));
    drop(commune);
    let commune = Commune::reopen(&put_back(home, &backup));
    assert_eq!(commune.store.notice_roll_back(NOW).unwrap(), []);
    assert_eq!(row(&commune).epoch, Epoch(5));
    assert!(has_village(&commune, "moi"));
    assert!(roll_backs(&commune).is_empty());
}

fn entries_whose_record_is_lost_stay_in_the_journal_until_the_record_is_back(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(consent("h1"));
    let phone = commune.enrol("an");
    let backup = backup(&commune, home);
    let resident = ResidentId::new("p3").unwrap();
    let added = commune.entry(Operation::ResidentAdded(ResidentAdded {
        household: HouseholdId::new("h1").unwrap(),
        resident: resident.clone(),
        name: Personal::new(Name::new("Chị Thơm").unwrap()),
        born: Some(1990),
        listed: false,
    }));
    commune.sync_entries(&phone, None, vec![added.clone()]);
    let parted = Operation::ResidentParted(ResidentParted {
        household: HouseholdId::new("h1").unwrap(),
        resident: resident.clone(),
        why: Parting::Left,
    });
    assert!(matches!(commune.append(parted), Outcome::Kept { .. }));
    drop(commune);
    let place = home.to_restore_into();
    let restored = place.restore(&backup, NOW, || 77).unwrap();
    assert_eq!((restored.office.entries, restored.office.left), (0, 1));
    let commune = Commune::reopen(&place);
    assert_eq!(
        commune.store.notice_roll_back(NOW).unwrap(),
        [],
        "it is known to be left"
    );
    commune.sync_entries(&phone, None, vec![added]);
    assert!(commune.household("h1").resident(&resident).is_some());
    assert_eq!(commune.store.notice_roll_back(NOW).unwrap(), []);
    assert!(
        commune.household("h1").resident(&resident).is_none(),
        "tried again"
    );
    commune.must_verify();
}

/// The office's journal comes back first, the visit later with its phone.
fn office_changes_to_a_phone_s_work_count_when_that_work_comes_back(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let backup = backup(&commune, home);
    let Operation::VisitRecorded(mut promised) = visit("h1", VisitOutcome::Met) else {
        panic!()
    };
    promised.follow_up = Some(Promise {
        due: NOW.day().plus(9),
        reason: None,
    });
    let visits: Vec<Entry> = (0..3)
        .map(|_| commune.entry(Operation::VisitRecorded(promised.clone())))
        .collect();
    commune.sync_entries(&phone, None, visits.clone());
    let household = || HouseholdId::new("h1").unwrap();
    commune.append(Operation::FollowUpFinished(FollowUpFinished {
        household: household(),
        follow_up: visits[0].id,
    }));
    commune.append(Operation::FollowUpHandedOn(FollowUpHandedOn {
        household: household(),
        follow_up: visits[1].id,
        to: MemberId::new("binh").unwrap(),
        due: NOW.day().plus(11),
    }));
    let before = commune.household("h1").follow_ups;
    drop(commune);
    let place = home.to_restore_into();
    place.restore(&backup, NOW, || 77).unwrap();
    let commune = Commune::reopen(&place);
    commune.sync_entries(&phone, None, visits);
    let after = commune.household("h1").follow_ups;
    assert_eq!(after.len(), 2, "{after:?}");
    assert_eq!(after, before);
    commune.must_verify();
}

macro_rules! on_both {
    ($($story:ident,)*) => {
        mod sqlite {
            $(#[test] fn $story() { super::$story(&super::Home::sqlite()); })*
        }
        mod postgres {
            $(#[test] fn $story() { super::$story(&super::Home::postgres()); })*
        }
    };
}

on_both! {
    work_done_only_in_the_office_comes_back_with_a_restore,
    held_work_of_a_revoked_phone_and_decisions_about_it_come_back,
    what_a_phone_brought_comes_back_when_it_is_over,
    an_erasure_repeated_by_a_restore_does_not_count_as_data_put_back,
    data_put_back_are_noticed_by_the_first_phone_that_comes,
    data_put_back_are_noticed_by_a_phone_that_brings_work_too,
    the_proof_of_the_last_entry_shows_what_the_cursor_does_not,
    one_phone_with_a_wrong_number_starts_over_alone,
    an_unproven_claim_of_a_phone_is_checked_against_the_office_journal,
    data_put_back_twice_within_an_hour_are_noticed_twice,
    a_start_finds_lost_work_in_the_office_s_journal,
    a_phone_that_was_stolen_stays_so_when_only_the_database_is_put_back,
    work_under_way_when_the_process_ended_is_finished_without_a_new_epoch,
    entries_whose_record_is_lost_stay_in_the_journal_until_the_record_is_back,
    office_changes_to_a_phone_s_work_count_when_that_work_comes_back,
    a_journal_with_an_incomplete_end_is_read_up_to_it_and_continued,
    work_that_cannot_be_put_into_the_journal_is_not_acknowledged,
    uncommitted_work_does_not_come_back,
    a_damaged_line_is_told_and_keeps_nothing_else_from_coming_back,
    a_missing_journal_is_reported_until_a_backup_holds_all_of_it,
    the_last_three_groups_of_the_office_do_not_count_as_uncommitted,
}
