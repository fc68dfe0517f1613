//! A household business: its account, its shops, its products, what it sold.
use super::commune::*;
use domain::household::{ConsentWay, Obstacle, PaymentStep, Purpose, Stage, Trading};
use domain::*;
use proptest::prelude::*;

fn trading(commune: &Commune) -> &Trading {
    commune.household("h1").trading.as_ref().unwrap()
}

fn registered() -> Operation {
    Operation::BusinessRegistered(BusinessRegistered {
        household: house("h1"),
        name: label("Nước mắm cô Dưỡng"),
        trade: label("Nước mắm"),
        owner: Some(person("p1")),
    })
}

fn market() -> Commune {
    let mut commune = Commune::new();
    commune.must(registered());
    commune
}

fn account_consent() -> Operation {
    Operation::ConsentGiven(ConsentGiven {
        household: house("h1"),
        purpose: Purpose::AccountNumber,
        way: ConsentWay::Signed,
        text_version: 1,
    })
}

fn account(number: &str) -> Operation {
    Operation::PaymentAccountRecorded(Box::new(PaymentAccountRecorded {
        household: house("h1"),
        bank: BankBin::new("970436").unwrap(),
        number: Personal::new(AccountNumber::new(number).unwrap()),
        card: false,
        holder: name("BUI THI DUONG"),
        holder_resident: Some(person("p1")),
    }))
}

fn step(step: PaymentStep) -> Operation {
    Operation::PaymentStepDone(PaymentStepDone {
        household: house("h1"),
        step,
        done: true,
    })
}

fn shop(marketplace: &str, stage: Stage, on: &str) -> ShopAdvanced {
    ShopAdvanced {
        household: house("h1"),
        marketplace: MarketplaceId::new(marketplace).unwrap(),
        stage,
        on: day(on),
        link: None,
        helper: None,
        obstacle: None,
    }
}

fn open(marketplace: &str, on: &str) -> Operation {
    Operation::ShopAdvanced(Box::new(ShopAdvanced {
        link: Some(Link::new("https://voso.vn/shop/co-duong").unwrap()),
        ..shop(marketplace, Stage::Open, on)
    }))
}

fn product(id: &str, fields: &[(&str, &str)]) -> Operation {
    let field = |(column, text): &(&str, &str)| {
        (
            ColumnId::new(*column).unwrap(),
            SheetText::new(text).unwrap(),
        )
    };
    Operation::ProductSet(Box::new(ProductSet {
        household: house("h1"),
        product: ProductId::new(id).unwrap(),
        sheet: fields.iter().map(field).collect(),
        listed: vec![MarketplaceId::new("voso").unwrap()],
        photos: Vec::new(),
    }))
}

fn told(month: &str, orders: Option<u32>, online: Option<u64>, total: Option<u64>) -> Operation {
    Operation::SalesTold(SalesTold {
        household: house("h1"),
        month: Month::parse(month).unwrap(),
        orders,
        online,
        total,
    })
}

#[test]
fn only_a_business_has_an_account_a_shop_or_products() {
    let mut commune = Commune::new();
    commune.must(account_consent());
    for operation in [
        account("257678859"),
        step(PaymentStep::ChooseBank),
        open("voso", "2026-11-01"),
        product("m1", &[("ten", "Nước mắm")]),
        told("2026-10", Some(1), None, None),
    ] {
        assert_eq!(commune.refuses(operation), RefusalCode::BusinessUnknown);
    }
    commune.must(registered());
    commune.must(account("257678859"));
    assert_eq!(commune.sum(Measure::Businesses, "now", ""), 1);
}

#[test]
fn an_account_number_needs_its_own_consent_and_goes_with_it() {
    let mut commune = market();
    assert_eq!(
        commune.refuses(account("257678859")),
        RefusalCode::AccountConsentMissing
    );
    commune.must(account_consent());
    commune.must(account("257678859"));
    assert_eq!(commune.sum(Measure::BusinessesPaid, "now", ""), 1);
    commune.must(Operation::ConsentWithdrawn(ConsentWithdrawn {
        household: house("h1"),
        purpose: Purpose::AccountNumber,
    }));
    assert_eq!(trading(&commune).account, None);
    assert_eq!(commune.sum(Measure::BusinessesPaid, "now", ""), 0);
}

#[test]
fn a_test_payment_speaks_only_of_the_account_that_was_there() {
    let mut commune = market();
    commune.must(account_consent());
    commune.must(account("257678859"));
    commune.must(step(PaymentStep::ScanTest));
    assert!(trading(&commune).scan_tested());
    commune.must(account("1111222233"));
    assert!(!trading(&commune).scan_tested());
}

#[test]
fn an_open_shop_counts_by_its_marketplace_and_needs_a_link() {
    let mut commune = market();
    let without = Operation::ShopAdvanced(Box::new(shop("voso", Stage::Open, "2026-11-01")));
    assert_eq!(commune.refuses(without), RefusalCode::ShopLinkMissing);
    let unknown = Operation::ShopAdvanced(Box::new(shop("cho-la", Stage::Submitted, "2026-11-01")));
    assert_eq!(commune.refuses(unknown), RefusalCode::MarketplaceUnknown);
    assert_eq!(
        commune.refuses(open("voso", "2026-11-03")),
        RefusalCode::StageDateImpossible
    );
    let waiting = Operation::ShopAdvanced(Box::new(ShopAdvanced {
        obstacle: Some(Obstacle::Marketplace),
        ..shop("postmart", Stage::WaitingForReview, "2026-10-01")
    }));
    commune.must(waiting);
    assert_eq!(commune.sum(Measure::BusinessesOnline, "now", ""), 0);
    commune.must(open("voso", "2026-11-01"));
    assert_eq!(commune.sum(Measure::BusinessesOnline, "now", ""), 1);
    assert_eq!(
        commune.sum(Measure::BusinessesOnline, "now", "marketplace:voso"),
        1
    );
    assert_eq!(
        commune.sum(Measure::Shops, "now", "stage:postmart:waiting-for-review"),
        1
    );
    let postmart = &trading(&commune).shops[&MarketplaceId::new("postmart").unwrap()];
    assert!(postmart.stands_still(day("2026-10-15")) && !postmart.stands_still(day("2026-10-14")));
}

#[test]
fn a_shop_keeps_its_link_and_the_day_it_first_opened() {
    let mut commune = market();
    commune.must(open("voso", "2026-11-01"));
    let paused = Operation::ShopAdvanced(Box::new(shop("voso", Stage::Paused, "2026-11-02")));
    commune.must(paused);
    let voso = &trading(&commune).shops[&MarketplaceId::new("voso").unwrap()];
    assert_eq!(
        (voso.opened, voso.link.is_some()),
        (Some(day("2026-11-01")), true)
    );
    assert_eq!(voso.helper, member("an"));
    assert_eq!(commune.sum(Measure::BusinessesOnline, "now", ""), 0);
}

#[test]
fn a_marketplace_of_the_communes_own_may_be_used() {
    let mut commune = market();
    let added = |id: &str| {
        Operation::SettingsChanged(SettingsChanged {
            marketplace_added: Some(LocalMarketplace {
                id: MarketplaceId::new(id).unwrap(),
                name: label("Chợ xã"),
                url: Link::new("https://cho.example.vn").unwrap(),
            }),
            ..SettingsChanged::default()
        })
    };
    assert_eq!(
        commune.refuses(added("voso")),
        RefusalCode::MarketplaceIdUsed
    );
    commune.must(added("cho-xa"));
    commune.must(open("cho-xa", "2026-11-01"));
    assert_eq!(
        Marketplace::all(&commune.settings()).last().unwrap().name,
        "Chợ xã"
    );
}

#[test]
fn products_count_once_their_shop_is_open() {
    let mut commune = market();
    commune.must(product(
        "m1",
        &[("ten", "Nước mắm cá cơm"), ("gia", "85000"), ("ocop", "3")],
    ));
    assert_eq!(commune.sum(Measure::Products, "now", ""), 0);
    commune.must(open("voso", "2026-11-01"));
    assert_eq!(commune.sum(Measure::Products, "now", "marketplace:voso"), 1);
    assert_eq!(commune.sum(Measure::ProductsOcop, "now", ""), 1);
    let known = &trading(&commune).products[&ProductId::new("m1").unwrap()];
    assert_eq!(known.price(), Some(85_000));
    assert!(known.missing().iter().any(|column| column.id == "mo-ta"));
    assert!(known.missing().iter().any(|column| column.id == "anh-3"));
    commune.must(Operation::ProductRemoved(ProductRemoved {
        household: house("h1"),
        product: ProductId::new("m1").unwrap(),
    }));
    assert_eq!(commune.sum(Measure::Products, "now", ""), 0);
}

#[test]
fn a_sheet_takes_only_what_fits_and_never_fills_the_record() {
    let mut commune = market();
    for fields in [
        &[("gia", "85000")][..],
        &[("ten", "Mắm"), ("gia", "85.000")],
        &[("ten", "Mắm"), ("mau-sac", "đỏ")],
        &[("ten", &"a".repeat(121))],
    ] {
        assert_eq!(
            commune.refuses(product("m1", fields)),
            RefusalCode::ProductSheetWrong
        );
    }
    for number in 0..domain::household::PRODUCTS_LIMIT {
        commune.must(product(&format!("m{number}"), &[("ten", "Mắm")]));
    }
    let one_more = product("one-more", &[("ten", "Mắm")]);
    assert_eq!(commune.refuses(one_more), RefusalCode::TooManyProducts);
    let long = "ậ".repeat(3000);
    for number in 0..8 {
        let wordy = product(&format!("m{number}"), &[("ten", "Mắm"), ("mo-ta", &long)]);
        commune.must(wordy);
    }
    let wordy = product("m8", &[("ten", "Mắm"), ("mo-ta", &long)]);
    assert_eq!(commune.refuses(wordy), RefusalCode::ProductsTooLong);
    let record = &commune.records[&RecordKey::Household(house("h1"))];
    assert!(record.to_json().len() < RECORD_LIMIT_BYTES * 2 / 3);
}

#[test]
fn sales_are_summed_over_those_who_told() {
    let mut commune = market();
    commune.must(open("voso", "2026-08-15"));
    commune.must(told("2026-09", Some(3), Some(300_000), Some(7_000_000_000)));
    commune.must(told("2026-10", None, None, None));
    assert_eq!(commune.sum(Measure::Orders, "2026-09", ""), 3);
    assert_eq!(
        commune.sum(Measure::RevenueTotal, "2026-09", ""),
        7_000_000_000
    );
    assert_eq!(commune.sum(Measure::BusinessesSold, "2026-09", ""), 1);
    assert_eq!(commune.sum(Measure::SalesTold, "2026-10", ""), 0);
    assert_eq!(trading(&commune).income_after(), Some(7_000_000_000));
    for (operation, code) in [
        (
            told("2026-12", None, None, None),
            RefusalCode::SalesMonthImpossible,
        ),
        (
            told("2016-11", None, None, None),
            RefusalCode::SalesMonthImpossible,
        ),
        (
            told("2026-10", None, Some(2), Some(1)),
            RefusalCode::OnlineAboveTotal,
        ),
        (
            told("2026-10", None, None, Some(u64::MAX)),
            RefusalCode::AmountTooLarge,
        ),
    ] {
        assert_eq!(commune.refuses(operation), code);
    }
}

#[test]
fn income_before_may_be_asked_and_not_told() {
    let mut commune = market();
    let before = |month| {
        Operation::IncomeBeforeTold(IncomeBeforeTold {
            household: house("h1"),
            month,
        })
    };
    commune.must(before(None));
    assert_eq!(
        trading(&commune).income_before.as_ref().unwrap().month,
        None
    );
    commune.must(before(Some(5_000_000)));
    assert_eq!(
        trading(&commune).income_before.as_ref().unwrap().month,
        Some(5_000_000)
    );
}

#[test]
fn erasing_the_holder_leaves_no_account() {
    let mut commune = market();
    commune.must(account_consent());
    commune.must(account("257678859"));
    commune.must(Operation::ResidentErased(ResidentErased {
        household: house("h1"),
        resident: person("p1"),
    }));
    let name = Name::new("Bùi Thị Dưỡng").unwrap();
    for entry in &mut commune.log {
        blank(&mut entry.operation, &person("p1"), false);
        if let Some(plain) = without_name(&entry.operation, &name) {
            entry.operation = plain;
        }
    }
    let log = serde_json::to_string(&commune.log).unwrap();
    let record = commune.records[&RecordKey::Household(house("h1"))].to_json();
    for text in [&log, &record] {
        assert!(
            !text.contains("257678859") && !text.contains("BUI THI"),
            "{text}"
        );
    }
    assert_eq!(Commune::fold(&commune.log), commune.records);
}

#[test]
fn a_merged_business_keeps_its_shops_and_products() {
    let mut commune = market();
    commune.must(open("voso", "2026-11-01"));
    commune.must(product("m1", &[("ten", "Nước mắm")]));
    commune.register("h2", "doai");
    commune.must(Operation::HouseholdsMerged(HouseholdsMerged {
        keep: house("h2"),
        gone: house("h1"),
    }));
    let kept = commune.household("h2").trading.as_ref().unwrap();
    assert_eq!((kept.shops.len(), kept.products.len()), (1, 1));
    assert_eq!(
        commune.sum(Measure::BusinessesOnline, "now", "marketplace:voso"),
        1
    );
}

/// What members may tell of one business, each at a time of its own.
fn anything() -> impl Strategy<Value = Vec<(i64, Operation)>> {
    let one = prop_oneof![
        (0u8..9).prop_map(|number| step(PaymentStep::new(number + 1).unwrap())),
        (0usize..7).prop_map(|stage| {
            let link = Some(Link::new("https://voso.vn/a").unwrap());
            let advanced = shop("voso", Stage::ALL[stage], "2026-10-01");
            Operation::ShopAdvanced(Box::new(ShopAdvanced { link, ..advanced }))
        }),
        (0u32..4).prop_map(|number| product(
            &format!("m{}", number % 2),
            &[("ten", &format!("Mắm {number}"))]
        )),
        (0u8..2).prop_map(|number| Operation::ProductRemoved(ProductRemoved {
            household: house("h1"),
            product: ProductId::new(format!("m{number}")).unwrap(),
        })),
        (0u64..9).prop_map(|dong| told("2026-09", None, Some(dong), None)),
        (100_000u64..100_009).prop_map(|number| account(&number.to_string())),
        Just(Operation::PaymentAccountRemoved(PaymentAccountRemoved {
            household: house("h1"),
        })),
    ];
    prop::collection::vec(one, 1..12).prop_map(|all| {
        let timed = all.into_iter().enumerate();
        timed
            .map(|(place, it)| (place as i64 * 60_000, it))
            .collect()
    })
}

proptest! {
    #[test]
    fn what_was_told_later_stands_whichever_arrives_first(
        (told, shuffled) in anything().prop_flat_map(|told| {
            (Just(told.clone()), Just(told).prop_shuffle())
        })
    ) {
        let fold = |operations: &[(i64, Operation)]| {
            let mut commune = market();
            commune.must(account_consent());
            let start = commune.at;
            for (after, operation) in operations {
                commune.at = Millis(start.0 + 3_600_000 + after);
                commune.must(operation.clone());
            }
            let mut trading = serde_json::to_value(trading(&commune)).unwrap();
            strip_places(&mut trading);
            trading
        };
        prop_assert_eq!(fold(&told), fold(&shuffled));
    }
}

/// Places in the log differ between the two orders, and ids are made from them.
fn strip_places(value: &mut serde_json::Value) {
    if let Some(fields) = value.as_object_mut() {
        fields.values_mut().for_each(strip_places);
    } else if let Ok(mark) = serde_json::from_value::<household::Mark>(value.clone()) {
        *value = serde_json::json!({"author": mark.author, "at": mark.at});
    }
}
