//! What comes back of phones that have ended, and erasures that a restore repeats.
use super::commune::*;
use super::home::Home;
use super::{erased, has_village, put, roll_backs, village};
use domain::household::VisitOutcome;
use domain::*;
use store::*;

pub fn what_a_phone_brought_comes_back_when_it_is_over(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let backup = super::backup(&commune, home);
    let kept = [0, 1].map(|_| commune.entry(visit("h1", VisitOutcome::Met)));
    let waits = commune.entry(visit("chua-co", VisitOutcome::Met));
    let all = [kept.to_vec(), vec![waits.clone()]].concat();
    commune.sync_entries(&phone, None, all);
    let (id, over) = (commune.id(), phone.clone());
    put(&commune, move |it| {
        let rows = it.transaction();
        let mut device = Device::get(rows, &id, &over)?.unwrap();
        device.end(rows, (DeviceState::Revoked, NOW))
    });
    commune.sync(&phone, None);
    drop(commune);
    let place = home.to_restore_into();
    place.restore(&backup, NOW, || 77).unwrap();
    let commune = Commune::reopen(&place);
    assert_eq!(commune.household("h1").visits.len(), 2);
    let waiting = |commune: &Commune| {
        let all = commune
            .store
            .read(|rows| WaitingEntry::all(rows, &commune.id()));
        all.unwrap().iter().map(|it| it.id).collect::<Vec<_>>()
    };
    assert_eq!(waiting(&commune), [waits.id]);
    // Later starts miss nothing, and work that was judged does not wait again.
    assert_eq!(commune.store.notice_roll_back(NOW).unwrap(), []);
    commune.append(registered("chua-co", "dong", Vec::new()));
    assert_eq!(waiting(&commune), Vec::<EntryId>::new());
    assert_eq!(commune.household("chua-co").visits.len(), 1);
    assert_eq!(commune.store.notice_roll_back(NOW).unwrap(), []);
    assert_eq!(waiting(&commune), Vec::<EntryId>::new());
    commune.must_verify();
}

pub fn an_erasure_repeated_by_a_restore_does_not_count_as_data_put_back(home: &Home) {
    let commune = Commune::begin(home);
    let backup = super::backup(&commune, home);
    commune.append(erased("p2"));
    for id in ["mot", "hai", "ba", "bon"] {
        commune.append(village(id));
    }
    drop(commune);
    let place = home.to_restore_into();
    place.restore(&backup, NOW, || 77).unwrap();
    let commune = Commune::reopen(&place);
    assert!(has_village(&commune, "bon"));
    assert_eq!(commune.store.notice_roll_back(NOW).unwrap(), []);
    assert_eq!(roll_backs(&commune), []);
}
