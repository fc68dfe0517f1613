//! Photos of products and classes: who may bring them, how long they stay, and that they move with
//! their commune.
use super::account_number::business;
use super::class::{class, planned};
use super::commune::*;
use super::home::Home;
use domain::*;
use futures::executor::block_on;
use store::*;

fn photo(id: &str) -> PhotoId {
    PhotoId::new(id).unwrap()
}

fn product(photos: &[&str]) -> Operation {
    let name = SheetText::new("Nước mắm").unwrap();
    Operation::ProductSet(Box::new(ProductSet {
        household: HouseholdId::new("h1").unwrap(),
        product: ProductId::new("p1").unwrap(),
        sheet: [(ColumnId::new("ten").unwrap(), name)].into(),
        listed: Vec::new(),
        photos: photos.iter().map(|id| photo(id)).collect(),
    }))
}

fn household(id: &str) -> PhotoOf {
    PhotoOf::Household(HouseholdId::new(id).unwrap())
}

fn photographed(id: &str, removed: bool) -> Operation {
    Operation::ClassPhotographed(ClassPhotographed {
        class: class(),
        photo: photo(id),
        removed,
    })
}

fn attachment(id: &str, begun_at: Millis, complete: bool) -> Attachment {
    attachment_of(household("h1"), id, begun_at, complete)
}

fn attachment_of(of: PhotoOf, id: &str, begun_at: Millis, complete: bool) -> Attachment {
    Attachment {
        id: photo(id),
        of,
        told: AttachmentState {
            device: DeviceId::new("may").unwrap(),
            size_bytes: 3,
            sha256: "0".repeat(64),
            received_bytes: 3,
            begun_at,
            complete_at: complete.then_some(begun_at),
            unnamed_since: None,
        },
    }
}

/// Gives the account "an" another role.
fn be(commune: &Commune, role: Role) {
    let mut account = commune.account("an");
    account.role = role;
    let work = move |ledger: &mut Ledger<'_>| account.put(ledger.transaction());
    commune.store.write(work).wait().unwrap();
}

fn put(commune: &Commune, it: Attachment) {
    let (store, id) = (&commune.store, commune.id());
    block_on(store.photos().put(&id, &it.id, Form::Whole, vec![1, 2, 3])).unwrap();
    let owner = id.clone();
    let work = move |ledger: &mut Ledger<'_>| it.put(ledger.transaction(), &owner);
    store.write_to(&id, work).wait().unwrap();
}

fn kept(commune: &Commune) -> Vec<String> {
    let all = commune
        .store
        .read(|rows| Attachment::all(rows, &commune.id()))
        .unwrap();
    all.iter().map(|it| it.id.to_string()).collect()
}

fn file(commune: &Commune, id: &str) -> Option<Vec<u8>> {
    file_in(&commune.store, id)
}

fn file_in(store: &Store, id: &str) -> Option<Vec<u8>> {
    let (commune, id) = (CommuneId::new("nghi-son").unwrap(), photo(id));
    block_on(store.photos().get(&commune, &id, Form::Whole)).unwrap()
}

pub fn a_photo_may_come_wherever_an_entry_may_be_written(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let may = |of: &str, now: Millis| {
        let of = household(of);
        let asked = commune.store.read(|rows| {
            let device = Device::get(rows, &commune.id(), &phone)?.unwrap();
            Attachment::may_come(rows, &device, &of, &photo("a1"), now)
        });
        asked.unwrap().map(|it| it.to_string())
    };
    assert_eq!(may("h1", NOW), Ok("h1".to_owned()));
    assert_eq!(may("h3", NOW), Err(PhotoRefusal::Elsewhere));
    assert_eq!(may("h9", NOW), Err(PhotoRefusal::HouseholdUnknown));
    // The team hands its village on. Photos taken before still come in for 60 days.
    commune.append(team(&["doai"]));
    let after = |days: i64| Millis(NOW.0 + days * Millis::DAY);
    assert_eq!(
        may("h1", after(i64::from(RECENT_DAYS))),
        Ok("h1".to_owned())
    );
    let late = may("h1", after(i64::from(RECENT_DAYS) + 1));
    assert_eq!(late, Err(PhotoRefusal::Elsewhere));
    for number in 0..HOUSEHOLD_PHOTOS_LIMIT {
        put(&commune, attachment(&format!("b{number}"), NOW, true));
    }
    assert_eq!(may("h1", NOW), Err(PhotoRefusal::TooMany));
    let (id, device) = (commune.id(), phone.clone());
    let revoke = move |ledger: &mut Ledger<'_>| {
        let mut device = Device::get(ledger.transaction(), &id, &device)?.unwrap();
        device.state = DeviceState::Revoked;
        device.put(ledger.transaction())
    };
    commune.store.write(revoke).wait().unwrap();
    assert_eq!(may("h1", NOW), Err(PhotoRefusal::DeviceEnded));
}

pub fn a_class_takes_a_photo_from_those_who_may_write_about_it(home: &Home) {
    let commune = Commune::begin(home);
    let phone = commune.enrol("an");
    let may = |class: &str| {
        let of = PhotoOf::Class(ClassId::new(class).unwrap());
        let asked = commune.store.read(|rows| {
            let device = Device::get(rows, &commune.id(), &phone)?.unwrap();
            Attachment::may_come(rows, &device, &of, &photo("a1"), NOW)
        });
        asked.unwrap().map(|it| it.to_string())
    };
    assert_eq!(may("c1"), Err(PhotoRefusal::ClassUnknown));
    planned(&commune);
    assert_eq!(may("c1"), Ok("class:c1".to_owned()));
    // A household with the same id does not count.
    assert_eq!(may("h1"), Err(PhotoRefusal::ClassUnknown));
    be(&commune, Role::Editor);
    assert_eq!(may("c1"), Err(PhotoRefusal::Elsewhere));
    be(&commune, Role::Member);
    for number in 0..CLASS_PHOTOS_LIMIT {
        let of = PhotoOf::Class(class());
        put(
            &commune,
            attachment_of(of, &format!("b{number}"), NOW, true),
        );
    }
    assert_eq!(may("c1"), Err(PhotoRefusal::TooMany));
}

pub fn only_the_photo_of_a_class_that_was_taken_last_is_in_use_and_stays(home: &Home) {
    let commune = Commune::begin(home);
    planned(&commune);
    for id in ["a1", "a2"] {
        put(
            &commune,
            attachment_of(PhotoOf::Class(class()), id, NOW, true),
        );
    }
    let in_use = || {
        let all = commune.store.read(|rows| {
            let mut all = Vec::new();
            for it in Attachment::all(rows, &commune.id())? {
                all.push((it.id.to_string(), it.is_in_use(rows, &commune.id())?));
            }
            Ok(all)
        });
        let all = all.unwrap().into_iter().filter(|(_, in_use)| *in_use);
        all.map(|(id, _)| id).collect::<Vec<_>>()
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sweep = |days: i64| {
        let now = Millis(NOW.0 + days * Millis::DAY);
        let swept = runtime.block_on(commune.store.sweep_photos(&commune.id(), now));
        swept.unwrap().unnamed
    };
    assert_eq!(in_use(), [""; 0]);
    commune.append(photographed("a1", false));
    commune.append(photographed("a2", false));
    assert_eq!(in_use(), ["a2"]);
    assert_eq!((sweep(1), sweep(2 + UNNAMED_DAYS)), (0, 1));
    assert_eq!(kept(&commune), ["a2"]);
    assert!(file(&commune, "a1").is_none() && file(&commune, "a2").is_some());
    // The office removes it, and nothing of it is left.
    commune.append(photographed("a2", true));
    assert_eq!(in_use(), [""; 0]);
    let (id, gone) = (commune.id(), photo("a2"));
    runtime
        .block_on(commune.store.drop_photo(&id, &gone))
        .unwrap();
    assert_eq!((kept(&commune), file(&commune, "a2")), (Vec::new(), None));
    commune.must_verify();
}

pub fn a_photo_that_no_product_names_is_dropped_after_a_while(home: &Home) {
    let commune = Commune::begin(home);
    business(&commune);
    commune.append(product(&["a1", "a2"]));
    for id in ["a1", "a2"] {
        put(&commune, attachment(id, NOW, true));
    }
    put(&commune, attachment("half", NOW, false));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sweep = |days: i64| {
        let now = Millis(NOW.0 + days * Millis::DAY);
        let swept = runtime.block_on(commune.store.sweep_photos(&commune.id(), now));
        let swept = swept.unwrap();
        (swept.unfinished, swept.unnamed)
    };
    assert_eq!(sweep(UNFINISHED_DAYS), (0, 0));
    assert_eq!(sweep(UNFINISHED_DAYS + 1), (1, 0));
    assert_eq!(kept(&commune), ["a1", "a2"]);
    commune.later(16);
    commune.append(product(&["a1"]));
    assert_eq!(sweep(20), (0, 0));
    // Named again in time, then no longer.
    commune.append(product(&["a2", "a1"]));
    assert_eq!(sweep(70), (0, 0));
    commune.later(60);
    commune.append(product(&["a1"]));
    assert_eq!(sweep(100), (0, 0));
    assert_eq!(sweep(100 + UNNAMED_DAYS), (0, 0));
    assert_eq!(sweep(101 + UNNAMED_DAYS), (0, 1));
    assert_eq!(kept(&commune), ["a1"]);
    assert!(file(&commune, "a1").is_some() && file(&commune, "a2").is_none());
}

pub fn photos_move_with_their_commune(home: &Home) {
    let commune = Commune::begin(home);
    put(&commune, attachment("a1", NOW, true));
    let of_a_class = attachment_of(PhotoOf::Class(class()), "a2", NOW, true);
    put(&commune, of_a_class.clone());
    let copy = commune.store.copy_in_memory().unwrap();
    let moved = Store::in_memory().unwrap();
    assert_eq!(move_all(&commune.store, &moved).unwrap().photos, 2);
    let sum = |store: &Store| store.read(|rows| checksum(rows, &commune.id())).unwrap();
    assert_eq!(sum(&moved), sum(&commune.store));
    assert_eq!(sum(&copy), sum(&commune.store));
    assert_eq!(file_in(&moved, "a1"), file(&commune, "a1"));
    let there = moved.read(|rows| Attachment::get(rows, &commune.id(), &photo("a2")));
    assert_eq!(there.unwrap(), Some(of_a_class));
}

pub fn a_backup_has_the_photos_beside_it_and_they_come_back(home: &Home) {
    let commune = Commune::begin(home);
    for id in ["a1", "a2"] {
        put(&commune, attachment(id, NOW, true));
    }
    let backup = home.folder().join("backups").join("first");
    std::fs::create_dir_all(backup.parent().unwrap()).unwrap();
    assert_eq!(commune.store.backup(&backup).unwrap(), []);
    // What was dropped here is removed beside the next backup too.
    let (id, gone) = (commune.id(), photo("a2"));
    block_on(commune.store.photos().delete_all(&id, &gone)).unwrap();
    let forget = move |ledger: &mut Ledger<'_>| ledger.transaction().delete_attachment(&id, &gone);
    commune.store.write(forget).wait().unwrap();
    let again = home.folder().join("backups").join("second");
    assert_eq!(commune.store.backup(&again).unwrap(), []);
    let there = commune.store.photos().clone();
    block_on(there.delete_all(&commune.id(), &photo("a1"))).unwrap();
    drop(commune);
    let database = home.to_restore_into();
    database.restore(&again, NOW, || 77).unwrap();
    let commune = Commune::reopen(&database);
    assert_eq!(commune.store.bring_photos_back(&again).unwrap(), 1);
    assert_eq!(kept(&commune), ["a1"]);
    assert_eq!(file(&commune, "a1"), Some(vec![1, 2, 3]));
    assert_eq!(file(&commune, "a2"), None);
}
