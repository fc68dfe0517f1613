//! Lists as communes keep them: made in the test, then read and compared.
#[path = "written/fold.rs"]
mod written;

use import::*;
use rust_xlsxwriter::{Formula, Workbook};
use std::io::Write;
use std::time::Instant;
use written::{numbers, written};

const YEAR: i32 = 2026;

fn planned(bytes: &[u8]) -> Plan {
    plan(&read(bytes).unwrap(), &Mapping::default(), YEAR, 18)
}

fn codes(plan: &Plan) -> Vec<ProblemCode> {
    let mut codes: Vec<_> = plan.problems.iter().map(|it| it.code).collect();
    codes.sort();
    codes.dedup();
    codes
}

#[test]
fn the_demonstration_list_imports_with_notes_and_warnings_only_and_twice_changes_nothing() {
    let bytes = demonstration::workbook().unwrap();
    let plan = planned(&bytes);
    let worst = plan.problems.iter().map(|it| it.severity).max();
    assert_eq!(worst, Some(Severity::Warning), "{:?}", codes(&plan));
    assert_eq!(plan.households.len(), 388 + 352 + 401 + 311);
    let residents: usize = plan.households.iter().map(|it| it.residents.len()).sum();
    assert!(residents > 2_500, "{residents}");
    for code in [
        ProblemCode::IdentityDropped,
        ProblemCode::LegacyFont,
        ProblemCode::PhoneZeroRestored,
        ProblemCode::PhoneSplit,
        ProblemCode::DuplicateHousehold,
    ] {
        assert!(codes(&plan).contains(&code), "{code:?}");
    }
    for household in &plan.households {
        assert!(
            household.head.split(' ').all(vietnamese::is_syllable),
            "{}",
            household.head
        );
        assert!(
            household
                .alley
                .as_deref()
                .is_some_and(|alley| alley.starts_with("Ngõ ")),
            "{household:?}"
        );
    }
    let empty = Register::default();
    let first = compare(&plan, &empty);
    assert_eq!((first.new.len(), first.changed.len()), (1_452, 0));
    let register = written(&operations(&first, &empty, numbers()));
    assert_eq!(
        (register.villages.len(), register.households.len()),
        (4, 1_452)
    );
    let again = compare(&plan, &register);
    assert_eq!(
        (again.new.len(), again.changed.len(), again.unchanged),
        (0, 0, 1_452),
        "{:?}",
        again.changed.first()
    );
    assert!(again.missing.is_empty());
}

#[test]
fn a_changed_list_shows_what_would_change() {
    let before = "Mã hộ;Chủ hộ;SĐT;Thôn;Ngõ\nD-1;Bùi Thị Dưỡng;0912345678;Đông;Ngõ Giếng\nD-2;Lê Hà;;Đông;Ngõ Giếng\n";
    let after = "Mã hộ;Chủ hộ;SĐT;Thôn;Ngõ\nD-1;Bùi Thị Dưỡng;0987654321;Thôn Đông;Ngõ Giếng\nD-3;Mai Gia;;Đông;Ngõ Đình\n";
    let (old, new) = (planned(before.as_bytes()), planned(after.as_bytes()));
    let empty = Register::default();
    let register = written(&operations(&compare(&old, &empty), &empty, numbers()));
    let changes = compare(&new, &register);
    assert_eq!(
        (
            changes.new.len(),
            changes.changed.len(),
            changes.missing.len()
        ),
        (1, 1, 1)
    );
    assert_eq!(changes.missing[0].household.code.as_str(), "D-2");
    let change = &changes.changed[0].fields[0];
    assert_eq!(
        (change.before.as_str(), change.after.as_str()),
        ("0912345678", "0987654321")
    );
}

#[test]
fn rows_of_residents_become_households_with_adults_named_and_children_counted() {
    let list = "\u{feff}DANH SÁCH HỘ,,,,\nSTT,Mã hộ,Họ và tên,Quan hệ với chủ hộ,Năm sinh\n1,D-1,Bùi Thị Dưỡng,Chủ hộ,1968\n2,,Trần Hữu Đạt,Con,1994\n3,,Trần Bé,Cháu,2020\n4,D-2,Lê Hà,Chủ hộ,5/6/1980\n";
    let sheets = read(list.as_bytes()).unwrap();
    let missing = plan(&sheets, &Mapping::default(), YEAR, 18);
    assert_eq!(
        codes(&missing),
        [ProblemCode::NothingTaken, ProblemCode::VillageMissing]
    );
    assert!(missing.sheets[0].village_needed);
    let titled = list.replace("DANH SÁCH HỘ", "DANH SÁCH HỘ THÔN ĐÔNG");
    assert_eq!(
        planned(titled.as_bytes()).households[0].village,
        "Thôn Đông"
    );
    let mut mapping = Mapping::default();
    mapping.sheet("").village = Some("Thôn Đoài".to_owned());
    let asked = plan(&sheets, &mapping, YEAR, 18);
    assert_eq!(asked.households[1].village, "Thôn Đoài");
    let with_village = list
        .replace("Năm sinh\n", "Năm sinh,Thôn\n")
        .replace("1968\n", "1968,Đông\n")
        .replace("1980\n", "1980,Đông\n");
    let plan = planned(with_village.as_bytes());
    assert_eq!(plan.households.len(), 2);
    let first = &plan.households[0];
    let names: Vec<_> = first
        .residents
        .iter()
        .map(|it| (it.name.as_str(), it.born, it.is_head))
        .collect();
    assert_eq!(
        names,
        [
            ("Bùi Thị Dưỡng", Some(1968), true),
            ("Trần Hữu Đạt", Some(1994), false)
        ]
    );
    assert_eq!(first.children.from_6_to_15, 1);
    assert_eq!(plan.households[1].residents[0].born, Some(1980));
}

#[test]
fn a_corrected_mapping_is_followed() {
    let list = "Họ tên;Cột lạ;Thôn\nLê Hà;0912345678;Đông\n";
    let sheets = read(list.as_bytes()).unwrap();
    assert!(
        plan(&sheets, &Mapping::default(), YEAR, 18).households[0]
            .phones
            .is_empty()
    );
    let mut mapping = Mapping::default();
    mapping.sheet("").columns.insert(1, Some(Field::Phone));
    assert_eq!(
        plan(&sheets, &mapping, YEAR, 18).households[0].phones,
        ["0912345678"]
    );
}

#[test]
fn identity_numbers_are_dropped_under_any_title() {
    let list = "Họ tên;Số thẻ;Thôn\nLê Hà;038085001234;Đông\nMai Gia;038302001234;Đông\n";
    let plan = planned(list.as_bytes());
    assert!(codes(&plan).contains(&ProblemCode::IdentityDropped));
    // Not in the preview either.
    assert!(!format!("{plan:?}").contains("0380"));
}

#[test]
fn of_a_formula_in_a_name_the_result_is_taken_and_never_the_formula() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Thôn Đông").unwrap();
    for (column, title) in (0..).zip(["Mã hộ", "Chủ hộ"]) {
        sheet.write(0, column, title).unwrap();
    }
    sheet.write(1, 0, "D-1").unwrap();
    sheet
        .write(
            1,
            1,
            Formula::new("=HYPERLINK(\"http://x\",\"Lê Hà\")").set_result("Lê Hà"),
        )
        .unwrap();
    sheet.write(2, 0, "D-2").unwrap();
    sheet.write(2, 1, "Mai Gia").unwrap();
    let plan = planned(&workbook.save_to_buffer().unwrap());
    assert_eq!(codes(&plan), []);
    let heads: Vec<&str> = plan.households.iter().map(|it| it.head.as_str()).collect();
    assert_eq!(heads, ["Lê Hà", "Mai Gia"]);
    let without = planned("Chủ hộ;Thôn\n=A1;Đông\n".as_bytes());
    assert!(codes(&without).contains(&ProblemCode::FormulaInName));
    assert_eq!(without.households.len(), 0);
}

#[test]
fn files_that_are_not_lists_get_different_problems() {
    let code = |bytes: &[u8]| read(bytes).unwrap_err().code;
    assert_eq!(code(b""), ProblemCode::NotATable);
    assert_eq!(code(&[0, 1, 2, 3, 250]), ProblemCode::NotATable);
    assert_eq!(code(b"%PDF-1.7 one line of words"), ProblemCode::PdfFile);
    assert_eq!(code(b"PK\x03\x04 broken"), ProblemCode::Damaged);
    assert_eq!(
        code(&[0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3]),
        ProblemCode::Damaged
    );
    assert_eq!(
        code(&vec![b'a'; FILE_LIMIT_BYTES + 1]),
        ProblemCode::FileTooLarge
    );
    let rows = "a;b\n".repeat(ROWS_LIMIT + 1);
    assert_eq!(code(rows.as_bytes()), ProblemCode::TooManyRows);
    let list = planned(b"mot;hai\n1;2\n");
    assert_eq!(
        codes(&list),
        [ProblemCode::HeaderNotFound, ProblemCode::NothingTaken]
    );
}

#[test]
fn what_nobody_sees_in_a_cell_is_left_out_and_told() {
    let list = "Mã hộ;Chủ hộ;Năm sinh;SĐT;Thôn;Địa chỉ\n\
        1;Bùi\u{202e} Thị\u{1} Ba;1980;\u{202d}0912345678\u{202c};Thôn Đông;Ngõ 3\u{7f}\n\
        2;Lê Văn Tư;1970;;Thôn\u{2066} Đông;\n";
    let plan = planned(list.as_bytes());
    assert!(codes(&plan).contains(&ProblemCode::HiddenSigns));
    let places = plan.problems.iter();
    let places = places.filter(|it| it.code == ProblemCode::HiddenSigns);
    let places: Vec<String> = places.map(|it| it.place.to_string()).collect();
    assert_eq!(places.len(), 4, "{places:?}");
    let heads: Vec<&str> = plan.households.iter().map(|it| &*it.head).collect();
    assert_eq!(heads, ["Bùi Thị Ba", "Lê Văn Tư"]);
    assert_eq!(plan.households[0].phones, ["0912345678"]);
    let register = Register::default();
    let made = operations(&compare(&plan, &register), &register, numbers());
    let after = written(&made);
    let villages: Vec<&str> = after.villages.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(villages, ["Thôn Đông"]);
    let address = after.households.iter().find_map(|it| it.address.as_ref());
    let address = address.and_then(domain::Personal::reveal).unwrap();
    assert_eq!(address.as_str(), "Ngõ 3");
}

#[test]
fn a_zip_bomb_is_not_unpacked() {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    archive
        .start_file("xl/worksheets/sheet1.xml", options)
        .unwrap();
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..64 {
        archive.write_all(&zeros).unwrap();
    }
    let bytes = archive.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    assert_eq!(read(&bytes).unwrap_err().code, ProblemCode::UnpacksTooLarge);
}

#[test]
fn a_workbook_cut_short_anywhere_is_a_clear_problem() {
    let whole = demonstration::workbook().unwrap();
    for part in 1..8 {
        let cut = &whole[..whole.len() * part / 8];
        assert_eq!(read(cut).unwrap_err().code, ProblemCode::Damaged);
    }
}

#[test]
fn ten_thousand_households_are_read_and_compared() {
    let mut list = String::from("Mã hộ;Chủ hộ;Năm sinh;SĐT;Thôn;Ngõ\n");
    for number in 0..10_000 {
        list += &format!(
            "H-{number};Nguyễn Văn Hùng;1970;09{number:08};Thôn {};Ngõ {}\n",
            number % 20,
            number % 300
        );
    }
    let began = Instant::now();
    let plan = planned(list.as_bytes());
    let register = Register::default();
    let made = operations(&compare(&plan, &register), &register, numbers());
    assert_eq!(plan.households.len(), 10_000);
    println!(
        "10,000 households in {:?}, {} operations",
        began.elapsed(),
        made.len()
    );
}
