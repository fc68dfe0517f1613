//! Open sessions: found in any commune by the hash of their token, limited for each account, and
//! gone once they are removed.
use super::commune::*;
use super::home::Home;
use domain::*;
use store::*;

fn session(commune: &Commune, number: usize) -> OpenSession {
    OpenSession {
        id: format!("{number:064x}"),
        commune: commune.id(),
        account: AccountId::new("an").unwrap(),
        opened: NOW,
        used: Millis(NOW.0 + number as i64),
        browser: "Firefox".to_owned(),
        bond: "a hash".to_owned(),
    }
}

fn open(commune: &Commune, it: OpenSession) {
    let opened = commune.store.write(move |ledger| {
        let rows = ledger.transaction();
        OpenSession::remove_oldest_of(rows, &it.commune, &it.account)?;
        it.put(rows)
    });
    opened.wait().unwrap();
}

fn found(commune: &Commune, it: &OpenSession) -> Option<OpenSession> {
    let read = |rows: &mut dyn Transaction| OpenSession::by_id(rows, &it.id);
    commune.store.read(read).unwrap()
}

pub fn a_document_is_found_by_its_key_within_its_commune(home: &Home) {
    let commune = Commune::begin(home);
    let row = |id: &str, key: &str| DocumentRow {
        commune: commune.id(),
        id: id.to_owned(),
        key: key.to_owned(),
        body: "1".to_owned(),
    };
    let kept = [row("h1", "k7x2m9qa"), row("h2", "b4t8w3nz"), row("h3", "")];
    let put = commune.store.write_to(&commune.id(), {
        let kept = kept.clone();
        move |ledger| {
            let rows = ledger.transaction();
            let of = kept[0].commune.clone();
            for row in &kept {
                rows.put_document("card", row)?;
            }
            // It is found although it is not written yet.
            let found = rows.documents_keyed(&of, "card", "b4t8w3nz")?;
            assert_eq!(found.len(), 1);
            Ok(())
        }
    });
    put.wait().unwrap();
    for (kind, key, expected) in [
        ("card", "k7x2m9qa", &kept[..1]),
        ("stall", "k7x2m9qa", &[]),
        ("card", "nothing", &[]),
        ("card", "", &[]),
        ("card", "\0", &[]),
    ] {
        let read = |rows: &mut dyn Transaction| rows.documents_keyed(&commune.id(), kind, key);
        assert_eq!(
            commune.store.read(read).unwrap(),
            expected,
            "{kind} {key:?}"
        );
        let elsewhere = CommuneId::new("hai-thanh").unwrap();
        let read = |rows: &mut dyn Transaction| rows.documents_keyed(&elsewhere, kind, key);
        assert_eq!(commune.store.read(read).unwrap(), []);
    }
}

pub fn a_session_is_found_by_its_token_alone_and_few_are_kept_of_one_account(home: &Home) {
    let commune = Commune::begin(home);
    let first = session(&commune, 0);
    open(&commune, first.clone());
    assert_eq!(found(&commune, &first), Some(first.clone()));
    let used = OpenSession {
        used: Millis(NOW.0 + 1_000),
        ..first
    };
    open(&commune, used.clone());
    assert_eq!(found(&commune, &used), Some(used.clone()));
    for number in 1..=SESSIONS_OF_ONE_LIMIT {
        open(&commune, session(&commune, number));
    }
    assert_eq!(
        found(&commune, &session(&commune, 1)),
        None,
        "the longest unused"
    );
    assert!(found(&commune, &used).is_some());
    let commune_id = commune.id();
    let read = |rows: &mut dyn Transaction| OpenSession::all(rows, &commune_id);
    assert_eq!(
        commune.store.read(read).unwrap().len(),
        SESSIONS_OF_ONE_LIMIT
    );
    let gone = used.clone();
    let removed = move |ledger: &mut Ledger<'_>| gone.remove(ledger.transaction());
    commune.store.write(removed).wait().unwrap();
    assert_eq!(found(&commune, &used), None);
    let (id, account) = (commune.id(), used.account);
    let all = move |ledger: &mut Ledger<'_>| {
        OpenSession::remove_all_of(ledger.transaction(), &id, &account)
    };
    let removed = commune.store.write(all).wait().unwrap();
    assert_eq!(removed, SESSIONS_OF_ONE_LIMIT - 1);
    assert_eq!(found(&commune, &session(&commune, 2)), None);
}
