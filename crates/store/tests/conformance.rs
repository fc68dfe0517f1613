//! The same stories on both engines: append, sync, erase, verify, back up, restore.
#[path = "conformance/account_number.rs"]
mod account_number;
#[path = "conformance/class.rs"]
mod class;
#[path = "conformance/clocks.rs"]
mod clocks;
#[path = "conformance/commune.rs"]
mod commune;
#[path = "conformance/dates.rs"]
mod dates;
#[path = "conformance/directive.rs"]
mod directive;
#[path = "conformance/erase.rs"]
mod erase;
#[path = "conformance/faults.rs"]
mod faults;
#[path = "conformance/figures.rs"]
mod figures;
#[path = "conformance/held.rs"]
mod held;
#[path = "conformance/help.rs"]
mod help;
#[path = "conformance/home.rs"]
mod home;
#[path = "conformance/leaving.rs"]
mod leaving;
#[path = "conformance/list.rs"]
mod list;
#[path = "conformance/photo.rs"]
mod photo;
#[path = "conformance/rebuild.rs"]
mod rebuild;
#[path = "conformance/session.rs"]
mod session;
#[path = "conformance/waiting.rs"]
mod waiting;
#[path = "conformance/waiting_erased.rs"]
mod waiting_erased;

use account_number::*;
use class::*;
use clocks::*;
use commune::*;
use dates::*;
use directive::*;
use domain::household::VisitOutcome;
use domain::*;
use erase::*;
use faults::*;
use figures::*;
use held::*;
use help::*;
use home::Home;
use leaving::*;
use list::*;
use photo::*;
use rebuild::*;
use session::*;
use store::*;
use sync::{Outcome, Revoked};
use waiting::*;
use waiting_erased::*;

/// Runs every story on both engines.
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
    what_was_appended_is_there_after_reopening_and_verifies,
    an_entry_sent_twice_changes_nothing,
    what_is_sent_by_many_at_once_is_kept_once,
    a_refused_entry_does_not_fail_the_others_of_its_commit,
    what_belongs_together_is_written_whole_or_not_at_all,
    a_phone_gets_its_villages_in_pages_and_then_nothing_new,
    what_leaves_the_scope_departs_and_what_comes_arrives,
    a_changed_roster_starts_the_phone_over_and_work_elsewhere_is_held,
    what_was_turned_down_stays_so_when_it_comes_again,
    an_operation_that_a_role_can_never_make_is_refused_and_not_held,
    held_work_is_judged_by_its_author_and_by_whoever_accepts_it,
    held_work_of_a_phone_is_limited_and_can_all_be_turned_down,
    held_work_whose_subject_was_erased_is_not_accepted,
    a_revoked_phone_keeps_what_cannot_be_held_yet,
    whoever_left_brings_what_they_did_before_and_no_more,
    work_of_a_former_leader_is_held_from_the_day_they_stopped,
    leaving_hands_doors_and_requests_to_the_leader_and_ends_the_phone,
    a_member_who_leaves_on_a_later_day_is_ended_on_that_day,
    a_member_recorded_as_left_by_mistake_can_continue,
    a_leader_of_one_team_is_a_plain_member_of_another,
    a_revoked_phone_hands_in_its_work_once,
    a_stolen_phone_hands_in_nothing,
    an_erased_resident_is_nowhere_and_the_log_still_verifies,
    an_erased_name_leaves_every_text_of_the_household,
    an_erased_resident_whom_a_journal_brings_back_is_erased_at_once,
    every_phone_is_told_of_all_who_were_erased_however_many,
    who_brings_work_on_someone_erased_is_told_of_them_again,
    an_erased_help_request_is_nowhere_and_stays_forgotten,
    an_erased_request_that_a_journal_brings_is_erased_again,
    an_account_number_is_nowhere_in_the_open_but_on_the_phone,
    without_a_key_no_account_number_is_taken,
    a_phone_number_left_for_a_class_is_gone_when_asked_for_and_when_it_is_over,
    a_phone_number_withdrawn_before_it_arrives_is_not_in_the_log,
    a_phone_gets_the_class_and_records_who_came,
    who_left_a_phone_number_goes_to_those_who_hold_the_class_and_only_they_strike,
    an_account_that_carries_no_phone_gets_nothing_on_one,
    a_restored_backup_has_a_new_epoch_and_forgets_again,
    a_new_way_of_counting_fills_a_new_generation_and_weeks_stay,
    a_directive_is_counted_from_issuing_to_closing_and_leaves_the_phones,
    sums_over_all_villages_are_the_tallies_added_up,
    sums_and_a_record_of_every_commune_are_read_at_once,
    tallies_of_an_older_version_are_recounted_once,
    figures_of_an_older_version_stand_still_until_they_are_counted_anew,
    a_tampered_tally_is_found_and_rebuilt,
    what_a_rebuilding_mends_reaches_phones_and_nothing_else_does,
    a_record_that_was_lost_is_made_again_and_reaches_phones,
    a_tally_below_zero_is_noticed,
    a_record_that_cannot_be_read_is_in_nobody_s_way_and_is_mended_alone,
    a_backup_with_an_unreadable_record_comes_back_mended,
    settings_that_cannot_be_read_stop_their_commune_and_are_mended,
    an_entry_that_cannot_be_read_is_named_and_nothing_is_made_of_what_it_said,
    books_are_written_from_the_log_of_an_older_database,
    a_late_move_and_a_corrected_day_leave_a_visit_in_one_village,
    an_app_that_cannot_read_the_short_form_gets_the_first_form,
    a_household_that_is_withdrawn_leaves_the_phones_and_comes_back_with_a_visit,
    drafts_and_what_is_kept_of_an_import_are_found_and_go,
    a_code_is_good_once_and_for_a_day,
    work_keeps_its_days_and_months_across_a_new_code,
    a_clock_that_said_1970_is_dated_by_the_last_contact,
    a_jump_between_two_codes_is_noticed,
    weeks_that_a_wrong_clock_ended_are_written_again,
    a_server_that_is_behind_ends_no_week_again,
    work_that_was_kept_aside_ends_no_week_again,
    work_that_waited_ends_no_week_again,
    a_clock_doubted_by_most_phones_is_reported_and_marks_no_entry,
    a_code_made_while_the_clock_was_ahead_has_expired,
    a_document_is_found_by_its_key_within_its_commune,
    a_session_is_found_by_its_token_alone_and_few_are_kept_of_one_account,
    a_second_factor_is_in_force_when_confirmed_and_until_it_is_removed,
    a_record_is_never_larger_than_its_limit,
    a_photo_may_come_wherever_an_entry_may_be_written,
    a_class_takes_a_photo_from_those_who_may_write_about_it,
    only_the_photo_of_a_class_that_was_taken_last_is_in_use_and_stays,
    a_photo_that_no_product_names_is_dropped_after_a_while,
    photos_move_with_their_commune,
    a_backup_has_the_photos_beside_it_and_they_come_back,
    each_entry_of_a_request_is_answered_alone,
    an_entry_that_waited_for_an_upgrade_is_kept_with_its_original_time,
    work_that_depends_on_a_lost_record_is_kept_when_the_record_comes,
    an_entry_kept_once_waits_whatever_the_rules_say,
    waiting_work_is_judged_by_its_author_s_scope_at_receipt,
    waiting_work_is_limited_and_can_be_turned_down,
    work_of_an_author_in_no_team_is_judged_again_when_the_roster_is_back,
    an_entry_without_an_id_is_answered_by_its_place,
    waiting_work_loses_what_it_says_of_an_erased_resident,
    sealed_waiting_work_is_erased_too,
    what_was_erased_while_it_waited_is_not_taken_in_empty,
    an_account_number_that_cannot_be_read_is_not_kept_in_the_open,
    a_character_that_one_engine_refuses_stops_no_writing,
    what_nobody_sees_is_refused_at_the_door_and_stays_where_it_was_kept_once,
    one_bad_piece_takes_no_neighbour_along,
    what_a_newer_version_wrote_is_not_touched,
}

fn what_was_appended_is_there_after_reopening_and_verifies(home: &Home) {
    {
        let commune = Commune::begin(home);
        assert!(matches!(
            commune.append(visit("h1", VisitOutcome::Absent)),
            Outcome::Kept { .. }
        ));
    }
    let commune = Commune::reopen(&home.database);
    assert_eq!(commune.household("h1").visits.len(), 1);
    commune.must_verify();
}

fn an_entry_sent_twice_changes_nothing(home: &Home) {
    let commune = Commune::begin(home);
    let entry = commune.entry(visit("h1", VisitOutcome::Absent));
    let first = commune.append_entry(entry.clone());
    assert_eq!(commune.append_entry(entry), first);
    assert_eq!(commune.household("h1").visits.len(), 1);
    commune.must_verify();
}

fn what_is_sent_by_many_at_once_is_kept_once(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let entries: Vec<Entry> = (0..24)
        .map(|n| commune.entry(visit(["h1", "h2"][n % 2], VisitOutcome::Absent)))
        .collect();
    // Each entry comes in three requests, which share commits as chance has it.
    let requests: Vec<_> = (0..24)
        .map(|n| {
            let some = (0..3).map(|k| entries[(n + k) % 24].clone()).collect();
            commune.request(None, some)
        })
        .collect();
    let (store, id) = (&commune.store, commune.id());
    std::thread::scope(|scope| {
        for request in requests {
            let who = (id.clone(), phone.clone());
            scope.spawn(move || {
                let answer = store.sync_blocking(who, request, NOW).unwrap();
                let SyncAnswer::Response(response) = answer else {
                    panic!("not enrolled");
                };
                assert_eq!(response.receipts.len(), 3);
                let kept = |it: &sync::Receipt| matches!(it.outcome, Outcome::Kept { .. });
                assert!(response.receipts.iter().all(kept));
            });
        }
    });
    let log = commune.store.read(|rows| rows.entries(&id, Seq(0), 1_000));
    let log = log.unwrap();
    for entry in &entries {
        let times = log.iter().filter(|row| row.entry.id == entry.id).count();
        assert_eq!(times, 1);
    }
    commune.must_verify();
}

fn a_refused_entry_does_not_fail_the_others_of_its_commit(home: &Home) {
    let commune = Commune::begin(home);
    let pending: Vec<_> = ["h1", "h9", "h2"]
        .map(|id| commune.start(commune.entry(visit(id, VisitOutcome::Absent))))
        .into();
    let outcomes: Vec<_> = pending.into_iter().map(|it| it.wait().unwrap()).collect();
    assert!(
        matches!(outcomes[0], Outcome::Kept { .. }) && matches!(outcomes[2], Outcome::Kept { .. })
    );
    assert_eq!(
        outcomes[1],
        Outcome::Refused {
            code: RefusalCode::HouseholdUnknown
        }
    );
    commune.must_verify();
}

fn what_belongs_together_is_written_whole_or_not_at_all(home: &Home) {
    let commune = Commune::begin(home);
    let before = commune.everything();
    let together = |operations: [Operation; 2]| {
        let entries = operations.map(|it| commune.entry(it)).into();
        let append =
            move |ledger: &mut Ledger<'_>| ledger.append_all(entries, NOW, &Scope::officer());
        commune.store.write(append).wait().unwrap()
    };
    let refused = together([
        visit("h1", VisitOutcome::Absent),
        visit("h9", VisitOutcome::Absent),
    ]);
    assert_eq!(refused, Err(RefusalCode::HouseholdUnknown));
    assert_eq!(commune.everything(), before);
    // The second entry is judged after the first was applied.
    assert_eq!(
        together([visit("h1", VisitOutcome::Absent), consent("h1")]),
        Ok(())
    );
    assert!(
        commune
            .household("h1")
            .consented(domain::household::Purpose::Register)
    );
    commune.must_verify();
}

fn a_phone_gets_its_villages_in_pages_and_then_nothing_new(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let response = commune.sync(&phone, None);
    assert!(response.start_over && !response.more);
    let keys: Vec<String> = response
        .records
        .iter()
        .map(|it| it.key.to_string())
        .collect();
    assert!(
        keys.contains(&"household:h1".to_owned()) && !keys.contains(&"household:h3".to_owned()),
        "{keys:?}"
    );
    assert_eq!(response.digest.unwrap().count as usize, keys.len());
    let again = commune.sync(&phone, Some(&response));
    assert_eq!((again.records.len(), again.start_over), (0, false));
    assert_eq!(again.digest, response.digest);
}

fn what_leaves_the_scope_departs_and_what_comes_arrives(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let first = commune.sync(&phone, None);
    for (household, village) in [("h1", "doai"), ("h3", "dong")] {
        commune.append(relocated(household, village));
    }
    let second = commune.sync(&phone, Some(&first));
    assert_eq!(
        second
            .departures
            .iter()
            .map(|it| it.key.id())
            .collect::<Vec<_>>(),
        ["h1"]
    );
    assert_eq!(
        second
            .records
            .iter()
            .map(|it| it.key.id())
            .collect::<Vec<_>>(),
        ["h3"]
    );
    commune.must_verify();
}

fn a_changed_roster_starts_the_phone_over_and_work_elsewhere_is_held(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let first = commune.sync(&phone, None);
    let elsewhere = commune.entry(visit("h3", VisitOutcome::Absent));
    let response = commune.sync_entries(&phone, Some(&first), vec![elsewhere.clone()]);
    assert_eq!(response.receipts[0].outcome, Outcome::Held);
    commune.append(team(&["dong", "doai"]));
    let response = commune.sync(&phone, Some(&first));
    assert!(response.start_over);
    assert_ne!(response.scope, first.scope);
    let (id, by) = (commune.id(), commune.officer());
    let outcome = commune
        .store
        .write(move |ledger| HeldEntry::accept(ledger, &id, elsewhere.id, &by))
        .wait()
        .unwrap();
    assert!(matches!(outcome, Some(Outcome::Kept { .. })));
    assert_eq!(commune.household("h3").visits.len(), 1);
    commune.must_verify();
}

fn a_revoked_phone_hands_in_its_work_once(home: &Home) {
    last_upload(home, DeviceState::Revoked, Revoked::AfterLastUpload, 1);
}

fn a_stolen_phone_hands_in_nothing(home: &Home) {
    last_upload(home, DeviceState::Stolen, Revoked::Stolen, 0);
}

fn last_upload(home: &Home, state: DeviceState, told: Revoked, held: usize) {
    {
        let commune = Commune::begin(home);
        let phone = commune.enrol("an");
        let first = commune.sync(&phone, None);
        let id = commune.id();
        let device = phone.clone();
        let revoke = commune.store.write(move |ledger| {
            let mut device = Device::get(ledger.transaction(), &id, &device)?.unwrap();
            device.state = state;
            device.put(ledger.transaction())
        });
        revoke.wait().unwrap();
        let response = commune.sync_entries(
            &phone,
            Some(&first),
            vec![commune.entry(visit("h1", VisitOutcome::Met))],
        );
        assert_eq!(response.revoked, Some(told));
        let waiting = commune
            .store
            .read(|rows| HeldEntry::all(rows, &commune.id()))
            .unwrap();
        assert_eq!(waiting.len(), held);
        told_again(&commune, &phone, told);
        assert_eq!(commune.household("h1").visits.len(), 0);
    }
}

fn a_code_is_good_once_and_for_a_day(home: &Home) {
    let commune = Commune::begin(home);
    commune.enrol("an");
    let account = commune.account("an");
    let code = Code::new("hash".to_owned(), &account, NOW);
    let enrol = |device: &str, at: Millis| {
        let (code, device) = (code.clone(), DeviceId::new(device).unwrap());
        let work = move |ledger: &mut Ledger<'_>| {
            if Code::enrol(
                ledger.transaction(),
                "none",
                device.clone(),
                String::new(),
                None,
                (at, at),
            )? != Err(EnrolProblem::Unknown)
            {
                panic!("a code that was never made");
            }
            code.put(ledger.transaction())?;
            Code::enrol(
                ledger.transaction(),
                "hash",
                device,
                "token".to_owned(),
                None,
                (at, at),
            )
        };
        commune.store.write(work).wait().unwrap()
    };
    let late = Millis(NOW.0 + Millis::DAY + 1);
    assert_eq!(enrol("d1", late).unwrap_err(), EnrolProblem::Expired);
    assert_eq!(enrol("d2", NOW).unwrap().account.id, account.id);
    let again = |device: &str, at: Millis| {
        let device = DeviceId::new(device).unwrap();
        let work = move |ledger: &mut Ledger<'_>| {
            let token = device.to_string();
            Code::enrol(ledger.transaction(), "hash", device, token, None, (at, at))
        };
        commune.store.write(work).wait().unwrap()
    };
    // The answer was lost: the phone tries again, and the device of which it never heard ends.
    assert!(again("d3", Millis(NOW.0 + 1_000)).is_ok());
    let ghost = DeviceId::new("d2").unwrap();
    assert!(matches!(commune.try_sync(&ghost), SyncAnswer::NotEnrolled));
    let later = Millis(NOW.0 + 16 * Millis::MINUTE);
    assert_eq!(again("d4", later).unwrap_err(), EnrolProblem::Used);
    commune.sync(&DeviceId::new("d3").unwrap(), None);
    let soon = Millis(NOW.0 + 2_000);
    assert_eq!(again("d4", soon).unwrap_err(), EnrolProblem::Used);
}

fn a_second_factor_is_in_force_when_confirmed_and_until_it_is_removed(home: &Home) {
    let commune = Commune::begin(home);
    let (id, account) = (commune.id(), AccountId::new("an").unwrap());
    let mut factor = SecondFactor {
        commune: id.clone(),
        account: account.clone(),
        secret: "GEZDGNBVGY3TQOJQ".to_owned(),
        confirmed_at: None,
        last_step: 0,
        recovery: vec!["ab".to_owned()],
    };
    for confirmed_at in [None, Some(NOW)] {
        factor.confirmed_at = confirmed_at;
        let kept = factor.clone();
        let put = commune.store.write(move |it| kept.put(it.transaction()));
        put.wait().unwrap();
        let read = |rows: &mut dyn Transaction| SecondFactor::in_force(rows, &id, &account);
        let expected = confirmed_at.map(|_| factor.clone());
        assert_eq!(commune.store.read(read).unwrap(), expected);
    }
    for there in [true, false] {
        let (id, account) = (id.clone(), account.clone());
        let removed = move |ledger: &mut Ledger<'_>| {
            SecondFactor::remove(ledger.transaction(), &id, &account)
        };
        assert_eq!(commune.store.write(removed).wait().unwrap(), there);
    }
}

fn a_record_is_never_larger_than_its_limit(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(consent("h1"));
    let note = Personal::new(Note::new(&"ơ".repeat(500)).unwrap());
    let mut refused = 0;
    for n in 0..300 {
        let promise = Promise {
            due: NOW.day().plus(n),
            reason: Some(note.clone()),
        };
        let Operation::VisitRecorded(plain) = visit("h1", VisitOutcome::Absent) else {
            panic!()
        };
        let full = VisitRecorded {
            follow_up: Some(promise),
            ..*plain
        };
        match commune.append(Operation::VisitRecorded(Box::new(full))) {
            Outcome::Refused {
                code: RefusalCode::RecordTooLarge,
            } => refused += 1,
            outcome => assert!(matches!(outcome, Outcome::Kept { .. })),
        }
    }
    let size = Record::Household(Box::new(commune.household("h1")))
        .to_json()
        .len();
    assert!(
        refused > 0 && size <= RECORD_LIMIT_BYTES,
        "{refused} {size}"
    );
    commune.must_verify();
}
