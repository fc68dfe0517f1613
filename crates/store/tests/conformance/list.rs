//! Lists that were imported: what is kept of them, their drafts, and what phones see when one is taken
//! back.
use super::commune::*;
use super::home::Home;
use domain::household::VisitOutcome;
use domain::*;
use store::*;

fn key(household: &str) -> RecordKey {
    RecordKey::Household(HouseholdId::new(household).unwrap())
}

pub fn a_household_that_is_withdrawn_leaves_the_phones_and_comes_back_with_a_visit(home: &Home) {
    let commune = Commune::begin(home);
    commune.append(registered("h9", "dong", Vec::new()));
    let phone = commune.enrol("an");
    let first = commune.sync(&phone, None);
    commune.append(Operation::ListTakenBack(ListTakenBack {
        household: HouseholdId::new("h9").unwrap(),
        whole: true,
        emptied: Vec::new(),
        residents: Vec::new(),
        born: Vec::new(),
    }));
    let second = commune.sync(&phone, Some(&first));
    assert!(second.departures.iter().any(|it| it.key == key("h9")));
    assert!(!commune.household("h9").is_here());
    commune.append(visit("h9", VisitOutcome::Absent));
    let third = commune.sync(&phone, Some(&second));
    let text = serde_json::to_string(&third).unwrap();
    assert!(text.contains("\"h9\"") && commune.household("h9").is_here());
    commune.must_verify();
}

pub fn drafts_and_what_is_kept_of_an_import_are_found_and_go(home: &Home) {
    let commune = Commune::begin(home);
    let (id, draft_id) = (commune.id(), EntryId::made(NOW, [3; 10]));
    let draft = ListDraft {
        id: draft_id,
        file: "hộ.xlsx".to_owned(),
        account: AccountId::new("an").unwrap(),
        at: NOW,
        answers: "{}".to_owned(),
        shape: "s".to_owned(),
    };
    let touched = |number: u64| ImportTouched {
        household: HouseholdId::random(number),
        is_new: number > 1,
        first: Seq(number),
        last: Seq(number),
    };
    let import = Import {
        id: draft_id.to_string(),
        file: draft.file.clone(),
        account: draft.account.clone(),
        at: NOW,
        counts: ImportCounts { new: 1, changed: 1 },
        done: 2,
        refused: 0,
        finished: true,
        undone: None,
    };
    let (owner, kept, begun) = (id.clone(), draft.clone(), import.clone());
    let parts = [touched(2), touched(11)];
    let put = commune.store.write_to(&id, move |ledger| {
        let rows = ledger.transaction();
        kept.put(rows, &owner)?;
        kept.put_file(rows, &owner, "sealed")?;
        begun.put(rows, &owner)?;
        // The later part first: they are read in the order of their entries.
        for part in parts.iter().rev() {
            begun.put_part(rows, &owner, std::slice::from_ref(part))?;
        }
        Ok(())
    });
    put.wait().unwrap();
    let read = commune.store.read(|rows| {
        Ok((
            ListDraft::get(rows, &id, draft_id)?,
            ListDraft::file(rows, &id, draft_id)?,
            Import::all(rows, &id)?,
            Import::touched(rows, &id, &import.id)?,
        ))
    });
    let (found, file, imports, all) = read.unwrap();
    assert_eq!((found, file.as_deref()), (Some(draft), Some("sealed")));
    assert_eq!(
        (imports, all),
        (vec![import], vec![touched(2), touched(11)])
    );
    for (after_ms, dropped) in [(DRAFT_LIFE_MS, 0), (DRAFT_LIFE_MS + 1, 1)] {
        let owner = id.clone();
        let sweep = commune.store.write_to(&id, move |ledger| {
            ListDraft::sweep(ledger.transaction(), &owner, Millis(NOW.0 + after_ms))
        });
        assert_eq!(sweep.wait().unwrap(), dropped);
    }
    let file = commune
        .store
        .read(|rows| ListDraft::file(rows, &id, draft_id));
    assert_eq!(file.unwrap(), None);
}
