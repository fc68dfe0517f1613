//! Who is who: lists held against a register, with the grade that each household gets.
#[path = "written/fold.rs"]
mod written;

use import::*;
use written::{numbers, written};

const TITLES: &str = "Mã hộ;Chủ hộ;Năm sinh;SĐT;Thôn;Ngõ\n";

fn planned(rows: &str) -> Plan {
    planned_as(TITLES, rows)
}

fn planned_as(titles: &str, rows: &str) -> Plan {
    let list = format!("{titles}{rows}\n");
    let sheets = read(list.as_bytes()).unwrap();
    plan(&sheets, &Mapping::default(), 2026, 18)
}

fn registered(rows: &str) -> Register {
    let (plan, empty) = (planned(rows), Register::default());
    written(&operations(&compare(&plan, &empty), &empty, numbers()))
}

/// What became of the only row of a list: its grade, `new`, or `same`.
fn graded(register: &Register, row: &str) -> String {
    let plan = planned(row);
    assert_eq!(plan.households.len(), 1, "{row}");
    let changes = compare(&plan, register);
    if let Some(doubtful) = changes.doubtful.first() {
        assert!(!doubtful.candidates.is_empty(), "{row}");
        return "doubtful".to_owned();
    }
    match (changes.new.len(), changes.changed.first()) {
        (1, _) => "new".to_owned(),
        (_, Some(changed)) => changed.grade.as_str().to_owned(),
        _ => "same".to_owned(),
    }
}

#[test]
fn names_that_differ_by_a_mark_are_other_people_and_so_is_one_name_with_another_year() {
    let register = registered(
        ";Trần Văn Hùng;1950;0912345678;Thôn Đông;Ngõ Giếng\n\
         ;Nguyễn Thị Hòa;1961;;Thôn Đông;\n\
         D-7;Lê Văn Ất;;0987654321;Thôn Đông;Ngõ Đình",
    );
    for (row, grade) in [
        // The same, however it is written.
        (";TRẦN VĂN HÙNG;1950;;thôn đông;", "same"),
        (";Nguyễn Thị Hoà;1961;;Đông;", "same"),
        (";Trần Văn Hùng;1950;0912345679;Thôn Đông;", "certain"),
        // Another person.
        (";Trần Văn Hưng;1985;;Thôn Đông;", "new"),
        (";Trần Văn Hưng;1950;0912345670;Thôn Đông;", "new"),
        (";Trần Văn Hùng;1988;0912345670;Thôn Đông;Ngõ Giếng", "new"),
        (";Trần Văn Hùng;1950;0912345678;Thôn Đồng;", "doubtful"),
        (";Nguyễn Thị Hóa;1960;;Thôn Đông;", "new"),
        // Someone must look.
        (";Trần Văn Hưng;1950;0912345678;Thôn Đông;", "doubtful"),
        (";Trần Văn Hùng;1951;0912345678;Thôn Đông;", "doubtful"),
        (";Trần Văn Hùng;;0900000000;Thôn Đông;", "doubtful"),
        // The code is theirs, the name is not.
        ("D-7;Phạm Thị Mơ;1970;;Thôn Đông;", "doubtful"),
        ("d-7;Lê Văn Ất;1970;0900000001;Thôn Đông;", "certain"),
        ("D-7;Lê Văn Át;;0900000001;Thôn Đông;", "likely"),
        (";Lê Văn Ất;;0987654321;Thôn Đông;Ngõ Đình", "same"),
        (";Lê Văn Ất;;;Thôn Đông;Ngõ Giếng", "doubtful"),
        // A code and a phone that are both another's.
        ("D-9;Lê Văn Ất;;0900000002;Thôn Đông;", "new"),
        (";Lê Văn Ất;1970;0900000002;Thôn Hà;", "new"),
    ] {
        assert_eq!(graded(&register, row), grade, "{row}");
    }
}

#[test]
fn nothing_doubtful_is_written_and_what_someone_decided_is() {
    let register = registered(";Trần Văn Hùng;1950;0912345678;Thôn Đông;");
    let plan = planned(";Trần Văn Hưng;1950;0912345678;Thôn Đông;");
    let open = compare(&plan, &register);
    assert!(operations(&open, &register, numbers()).is_empty());
    let (key, household) = (
        open.doubtful[0].key.clone(),
        register.households[0].id.clone(),
    );
    let mut decisions = Decisions::default();
    decisions.households.insert(key.clone(), Whose::New);
    let new = compare_decided(&plan, &register, &decisions);
    assert_eq!((new.new.len(), new.doubtful.len()), (1, 0));
    decisions.households.insert(key.clone(), Whose::Later);
    let later = compare_decided(&plan, &register, &decisions);
    assert_eq!((later.new.len(), later.doubtful.len()), (0, 1));
    decisions
        .households
        .insert(key.clone(), Whose::Same(household));
    let same = compare_decided(&plan, &register, &decisions);
    let fields: Vec<_> = same.changed[0].fields.iter().collect();
    // A name is rewritten only where someone ticks it, and then of the one person who bears it.
    let [named] = fields.as_slice() else {
        panic!("{fields:?}")
    };
    assert_eq!((named.field, named.ticked), (What::Named, false));
    let tick = format!("{}/named", key.as_str());
    decisions.changes.insert(tick, true);
    let ticked = compare_decided(&plan, &register, &decisions);
    let made = operations(&ticked, &register, numbers());
    let names: Vec<&str> = made.iter().map(|it| it.name()).collect();
    assert_eq!(names, ["ResidentCorrected", "HouseholdCorrected"]);
    // The answers are the same after a way through a file.
    let text = serde_json::to_string(&decisions).unwrap();
    assert_eq!(serde_json::from_str::<Decisions>(&text).unwrap(), decisions);
}

#[test]
fn two_rows_are_never_one_household_by_themselves() {
    let register = registered(";Trần Văn Hùng;;;Thôn Đông;");
    let plan = planned(
        "1;Trần Văn Hùng;;0912345678;Thôn Đông;Ngõ Giếng\n\
         2;Trần Văn Hùng;;0987654321;Thôn Đông;Ngõ Đình",
    );
    let changes = compare(&plan, &register);
    assert_eq!(changes.doubtful.len(), 2);
    let reasons = &changes.doubtful[0].candidates[0].reasons;
    assert!(reasons.contains(&Reason::ClaimedTwice), "{reasons:?}");
    assert!(operations(&changes, &register, numbers()).is_empty());
}

#[test]
fn a_row_of_a_household_that_was_merged_or_moved_follows_it() {
    let rows = "D-1;Lê Hà;1960;0912345678;Thôn Đông;\nD-2;Mai Gia;1961;;Thôn Đông;\n\
        D-3;Bùi Ba;1970;;Thôn Hạ;";
    let (plan, empty) = (planned(rows), Register::default());
    let mut made = operations(&compare(&plan, &empty), &empty, numbers());
    let before = written(&made);
    let id = |code: &str| {
        let mut all = before.households.iter();
        all.find(|it| it.code.as_str() == code).unwrap().id.clone()
    };
    let merged = serde_json::json!({"HouseholdsMerged": {"keep": id("D-1"), "gone": id("D-2")}});
    let moved = serde_json::json!({"HouseholdRelocated": {
        "household": id("D-3"), "village": before.villages[0].id,
    }});
    made.extend([merged, moved].map(|it| serde_json::from_value(it).unwrap()));
    let register = written(&made);
    for row in [
        "D-2;Mai Gia;1961;0987654321;Thôn Đông;",
        ";Mai Gia;1961;;Thôn Đông;",
        "D-2;Mai Gia;;;Thôn Đông;",
        "D-3;Bùi Ba;1970;;Thôn Hạ;",
        ";Bùi Ba;1970;;Thôn Hạ;",
    ] {
        assert_eq!(graded(&register, row), "same", "{row}");
    }
    // The whole list once more: nobody is new, and nothing is undone.
    let again = compare(&plan, &register);
    assert_eq!((again.new.len(), again.doubtful.len()), (0, 0));
    assert!(again.is_empty(), "{:?}", again.changed);
}

#[test]
fn several_households_of_one_name_are_asked_about() {
    let register =
        registered("1;Trần Văn Hùng;;;Thôn Đông;Ngõ Giếng\n2;Trần Văn Hùng;;;Thôn Đông;Ngõ Giếng");
    assert_eq!(register.households.len(), 2);
    let plan = planned(";Trần Văn Hùng;;;Thôn Đông;Ngõ Giếng");
    let changes = compare(&plan, &register);
    assert_eq!(changes.doubtful[0].candidates.len(), 2);
}

#[test]
fn a_change_is_ticked_where_a_list_wrote_the_value_and_left_where_a_person_did() {
    let mut register = registered("D-1;Lê Hà;1960;0912345678;Thôn Đông;Ngõ Giếng");
    let plan = planned("D-1;Lê Hà;1960;0987654321;Thôn Đông;Ngõ Giếng");
    let phones = |register: &Register| {
        let changes = compare(&plan, register);
        let change = &changes.changed[0].fields[0];
        assert_eq!(change.field, What::Phones);
        (change.ticked, change.by.clone())
    };
    assert_eq!(phones(&register), (true, None));
    let id = register.households[0].id.clone();
    let consent = serde_json::json!({"ConsentGiven": {
        "household": id, "purpose": "register", "way": "tapped", "text_version": 1,
    }});
    let corrected = serde_json::json!({"HouseholdCorrected": {
        "household": id, "phones": ["0905111222"],
    }});
    let rows = "D-1;Lê Hà;1960;0912345678;Thôn Đông;Ngõ Giếng";
    let (before, empty) = (planned(rows), Register::default());
    let mut made = operations(&compare(&before, &empty), &empty, numbers());
    made.push(serde_json::from_value(consent).unwrap());
    made.push(serde_json::from_value(corrected).unwrap());
    register = written(&made);
    let (ticked, by) = phones(&register);
    assert!(!ticked);
    assert_eq!(by.unwrap().0.as_str(), "can-bo");
    // All of a kind are ticked at once, and one of them is left.
    let mut decisions = Decisions::default();
    decisions.changes.insert("phones".to_owned(), true);
    let changes = compare_decided(&plan, &register, &decisions);
    assert!(changes.changed[0].is_ticked());
    let one = format!("{}/phones", changes.changed[0].key.as_str());
    decisions.changes.insert(one, false);
    assert!(compare_decided(&plan, &register, &decisions).is_empty());
}

#[test]
fn whoever_is_missing_goes_only_where_someone_says_so() {
    let register = registered("1;Lê Hà;;;Thôn Đông;\n2;Mai Gia;;;Thôn Đông;\n3;Bùi Ba;;;Thôn Hạ;");
    let plan = planned("1;Lê Hà;;;Thôn Đông;");
    let changes = compare(&plan, &register);
    assert_eq!(
        changes.missing.len(),
        1,
        "only of villages that the list has"
    );
    assert!(changes.is_empty());
    let mut decisions = Decisions::default();
    let id = changes.missing[0].household.id.clone();
    decisions.missing.insert(id, Fate::MovedAway);
    let made = operations(
        &compare_decided(&plan, &register, &decisions),
        &register,
        numbers(),
    );
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].name(), "HouseholdLeft");
}

#[test]
fn whom_another_row_takes_leaves_the_others_to_be_asked_about() {
    let register =
        registered("D-3;Nguyễn Thị Hòa;1950;;Thôn Hà;\nD-3;Trần Văn Hùng;1948;0912345678;Thôn 1;");
    let hung = register
        .households
        .iter()
        .position(|it| it.village.as_str() == "1");
    let mut register = register;
    // She lives with him, too, as a list said once.
    let hung = &mut register.households[hung.unwrap()];
    let resident = serde_json::json!({"id": "vo", "name": "Nguyễn Thị Hòa", "born": 1950});
    hung.residents
        .push(serde_json::from_value(resident).unwrap());
    let mut plan = planned("D-3;Trần Văn Hùng;1948;0912345678;Thôn 1;");
    let other = planned("D-3;Nguyễn Thị Hòa;1950;0987654321;Thôn 1;Ngõ Đình");
    plan.households.extend(other.households);
    assert_eq!(plan.households.len(), 2);
    let changes = compare(&plan, &register);
    assert_eq!((changes.new.len(), changes.doubtful.len()), (0, 1));
}

/// The same answers again change nothing: whoever was new by them is in the register now.
#[test]
fn who_is_new_by_an_answer_is_new_once() {
    let (known, empty) = (
        planned(";Trần Văn Hùng;1950;0912345678;Thôn Đông;Ngõ Giếng"),
        Register::default(),
    );
    let mut log = operations(&compare(&known, &empty), &empty, numbers());
    let register = written(&log);
    let list = planned(
        ";Trần Văn Hùng;1950;0922222222;Thôn Đông;Ngõ Đình\n;Trần Văn Hùng;1950;0933333333;Thôn Đông;Ngõ Chùa",
    );
    let open = compare(&list, &register);
    assert_eq!(open.doubtful.len(), 2);
    let mut decisions = Decisions::default();
    for it in &open.doubtful {
        decisions.households.insert(it.key.clone(), Whose::New);
    }
    let changes = compare_decided(&list, &register, &decisions);
    assert_eq!((changes.new.len(), changes.doubtful.len()), (2, 0));
    let mut numbers = numbers();
    (0..100).for_each(|_| _ = numbers());
    log.extend(operations(&changes, &register, numbers));
    let register = written(&log);
    let again = compare_decided(&list, &register, &decisions);
    assert_eq!(
        (again.new.len(), again.unchanged, again.doubtful.len()),
        (0, 2, 0)
    );
    assert!(again.is_empty() && unfit(&list, &register, &decisions).is_empty());
}

/// An answer that fits nothing is told, and never used for anyone else.
#[test]
fn answers_that_fit_nothing_are_told() {
    let register = registered(
        ";Trần Văn Hùng;1950;0912345678;Thôn Đông;Ngõ Giếng\n;Lê Thị Na;1970;;Thôn Đông;",
    );
    let list = planned(";Trần Văn Hùng;1950;0922222222;Thôn Đông;Ngõ Đình");
    let key = compare(&list, &register).doubtful[0].key.clone();
    let nobody = domain::HouseholdId::new("khong-co").unwrap();
    let other = register.households.iter().find(|it| {
        it.head
            .reveal()
            .is_some_and(|it| it.as_str() == "Lê Thị Na")
    });
    let other = other.unwrap().id.clone();
    for (key, whose, code, doubtful) in [
        (
            RowKey::from("0123456789abcdef"),
            Whose::New,
            Unfit::KeyUnknown,
            1,
        ),
        (key.clone(), Whose::Same(nobody), Unfit::HouseholdUnknown, 1),
        (key, Whose::Same(other), Unfit::NothingInCommon, 1),
    ] {
        let mut decisions = Decisions::default();
        decisions.households.insert(key, whose);
        let changes = compare_decided(&list, &register, &decisions);
        let unfit = unfit(&list, &register, &decisions);
        let codes: Vec<_> = unfit.iter().map(|it| it.code).collect();
        assert_eq!((codes, changes.doubtful.len()), (vec![code], doubtful));
    }
}

/// Two heads of one name and year are two families where more than one thing differs besides.
#[test]
fn one_name_and_year_is_asked_about_where_two_other_things_differ() {
    let register = registered(";Trần Văn Hùng;1950;0912345678;Thôn Đông;Ngõ Giếng");
    for (row, grade) in [
        (
            ";Trần Văn Hùng;1950;0912345679;Thôn Đông;Ngõ Giếng",
            "certain",
        ),
        (
            ";Trần Văn Hùng;1950;0912345678;Thôn Đông;Ngõ Đình",
            "certain",
        ),
        (
            ";Trần Văn Hùng;1950;0912345679;Thôn Đông;Ngõ Đình",
            "doubtful",
        ),
    ] {
        assert_eq!(graded(&register, row), grade, "{row}");
    }
}

/// Another wife and other children make another family, within one list and against the register.
#[test]
fn families_without_a_person_in_common_are_not_one() {
    const PEOPLE: &str = "Hộ số;Họ và tên;Năm sinh;Quan hệ với chủ hộ;Thôn;SĐT\n";
    let read_plan = |rows: &str| planned_as(PEOPLE, rows);
    let first =
        "1;Nguyễn Văn Hùng;1970;Chủ hộ;Thôn Đông;0911000001\n1;Lê Thị An;1972;Vợ;Thôn Đông;\n";
    let second = "2;Nguyễn Văn Hùng;1970;Chủ hộ;Thôn Đông;\n2;Trần Thị Bé;1975;Vợ;Thôn Đông;\n";
    let both = read_plan(&format!("{first}{second}"));
    assert_eq!(both.households.len(), 2, "{:?}", both.households);
    let people: Vec<usize> = both
        .households
        .iter()
        .map(|it| it.residents.len())
        .collect();
    assert_eq!(people, [2, 2]);
    let empty = Register::default();
    let known = written(&operations(
        &compare(&read_plan(first), &empty),
        &empty,
        numbers(),
    ));
    let other = read_plan(&second.replace(";Chủ hộ;Thôn Đông;", ";Chủ hộ;Thôn Đông;0922000002"));
    let changes = compare(&other, &known);
    assert_eq!((changes.new.len(), changes.changed.len()), (0, 0));
    let reasons = &changes.doubtful[0].candidates[0].reasons;
    assert!(reasons.contains(&Reason::OtherPeople), "{reasons:?}");
    assert!(compare(&read_plan(first), &known).is_empty());
}

/// An earlier version kept the number of an alley alone.
#[test]
fn an_alley_that_is_known_by_its_number_alone_is_the_same() {
    let mut register = registered("D-1;Lê Hà;1960;;Thôn Đông;Ngõ 1");
    let alley = &mut register.villages[0].alleys[0];
    alley.name = domain::Label::new("1").unwrap();
    let plan = planned("D-1;Lê Hà;1960;;Thôn Đông;1\nD-2;Mai Gia;1961;;Thôn Đông;1");
    let changes = compare(&plan, &register);
    assert_eq!((changes.changed.len(), changes.new.len()), (0, 1));
    let made = operations(&changes, &register, numbers());
    let names: Vec<&str> = made.iter().map(|it| it.name()).collect();
    assert_eq!(names, ["HouseholdRegistered"]);
}

/// Codes are given anew in each village.
#[test]
fn a_code_and_a_name_of_another_village_are_somebody_else() {
    let register = registered("Hộ 2;Đỗ Lan;;0912345678;Thôn Hạ;");
    for list in [
        "Hộ 2;Đỗ Lan;;0987654321;Thôn Đông;",
        "Hộ 2;Đỗ Lan;;;Thôn Đông;",
    ] {
        let plan = planned(list);
        let changes = compare(&plan, &register);
        assert_eq!(changes.changed.len(), 0, "{list}");
        assert_eq!(changes.new.len() + changes.doubtful.len(), 1, "{list}");
    }
}
