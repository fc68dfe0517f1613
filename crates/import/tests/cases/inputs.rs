//! Situations that people reported of like programs, each with invented people.
use crate::hold::*;
use import::*;

#[test]
fn people_who_share_a_name_but_for_a_mark_or_a_year_are_four() {
    assert_eq!(planned("inputs/tone-twins.csv").households.len(), 4);
}

#[test]
fn a_code_that_stands_for_none_puts_nobody_together() {
    let plan = planned("inputs/code-zero-people.csv");
    assert_eq!(heads(&plan), ["Trần Văn Tám", "Phạm Thị Bảy"]);
    assert!(plan.households.iter().all(|it| it.code.is_none()));
}

#[test]
fn villages_that_differ_by_a_mark_or_a_word_are_two() {
    assert_eq!(
        villages(&planned("inputs/villages-tone.csv")),
        ["Thôn Hà", "Thôn Hạ"]
    );
    assert_eq!(
        villages(&planned("inputs/villages-word.csv")),
        ["Khu phố 3", "Thôn 3"]
    );
    assert_eq!(villages(&planned("inputs/village-zero.csv")).len(), 1);
}

#[test]
fn a_sheet_that_repeats_the_others_is_left_out() {
    let plan = planned("inputs/summary-sheet.xlsx");
    assert_eq!(plan.households.len(), 2);
    assert_eq!(plan.sheets[1].left_out, Some(LeftOut::Repeats));
    assert!(tells(&plan, ProblemCode::SheetRepeats));
    let mut mapping = Mapping::default();
    mapping.sheet("Tổng hợp").taken = Some(true);
    mapping.sheet("Thôn Đông").taken = Some(false);
    let asked = with("inputs/summary-sheet.xlsx", &mapping);
    assert_eq!(asked.households[0].place.sheet, "Tổng hợp");
}

#[test]
fn text_that_is_good_already_is_left_alone() {
    let plan = planned("inputs/middle-dot.csv");
    assert_eq!(
        plan.households[0].address.as_deref(),
        Some("Số 1 · ngõ Giếng · cạnh đình")
    );
    assert!(plan.rewritten.is_empty());
}

#[test]
fn each_cell_is_read_in_the_encoding_of_its_font() {
    let plan = planned("inputs/two-clerks.xlsx");
    assert_eq!(
        heads(&plan),
        [
            "Đậu Đình Ước",
            "Bùi Thị Dưỡng",
            "Lường Văn Quý",
            "Đỗ Thị Hường",
            "Vũ Đức Hữu"
        ]
    );
    let plan = planned("inputs/dragged-tabs.xlsx");
    assert_eq!(
        heads(&plan),
        [
            "Bùi Thị Dưỡng",
            "Nguyễn Thị Uyển",
            "Trương Thị Ngưu",
            "Đậu Đình Ước"
        ]
    );
    for name in [
        "inputs/capital-font.xls",
        "inputs/capital-font-prefixed.xlsx",
    ] {
        assert_eq!(
            heads(&planned(name)),
            ["TRƯƠNG THỊ NGƯU", "LƯỜNG VĂN QUÝ"],
            "{name}"
        );
    }
}

#[test]
fn a_column_whose_letters_are_to_stay_is_not_changed() {
    let mut mapping = Mapping::default();
    mapping.sheet("Thôn Đông").as_written.insert(1);
    let plan = with("inputs/two-clerks.xlsx", &mapping);
    assert_eq!(heads(&plan)[4], "Vò §øc H÷u");
}

#[test]
fn days_counted_from_1904_are_no_years_off() {
    let plan = planned("inputs/date-1904.xlsx");
    assert_eq!(plan.households[0].residents[0].born, Some(1968));
    assert_eq!((people(&plan), children(&plan)), (1, 1));
    assert!(!format!("{plan:?}").contains("Lê Văn Bé"), "a child's name");
}

#[test]
fn a_number_that_lost_digits_is_no_phone() {
    let plan = planned("inputs/phone-short-scientific.csv");
    assert!(plan.households[0].phones.is_empty());
    assert!(tells(&plan, ProblemCode::PhoneNotUnderstood));
    assert_eq!(plan.households[1].phones, ["0912345678"]);
}

#[test]
fn codes_that_became_dates_are_told() {
    let plan = planned("inputs/code-as-date.xlsx");
    let told = plan
        .problems
        .iter()
        .filter(|it| it.code == ProblemCode::CodeFromDate);
    assert_eq!(told.count(), 2);
    assert_eq!(
        (plan.households[0].code.as_deref(), alleys(&plan)[0]),
        (None, None)
    );
}

#[test]
fn phones_are_found_between_words() {
    let plan = planned("inputs/phones-with-words.csv");
    for (household, digit) in plan.households.iter().zip(1..) {
        assert_eq!(household.phones[0], format!("091234567{digit}"));
    }
    assert_eq!(plan.households[3].phones.len(), 2);
}

#[test]
fn titles_that_come_again_are_no_household() {
    assert_eq!(planned("inputs/repeated-titles.csv").households.len(), 2);
}

#[test]
fn villages_in_rows_of_their_own_hold_for_the_rows_below() {
    assert_eq!(
        villages(&planned("inputs/village-rows.csv")),
        ["Thôn Đoài", "Thôn Đông"]
    );
}

#[test]
fn a_year_of_birth_stands_in_the_column_of_the_sex() {
    let plan = planned("inputs/birth-by-sex.csv");
    let born: Vec<_> = plan.households[0]
        .residents
        .iter()
        .map(|it| it.born)
        .collect();
    assert_eq!((born, children(&plan)), (vec![Some(1960), Some(1962)], 1));
}

#[test]
fn a_name_in_two_columns_is_one_name() {
    assert_eq!(
        heads(&planned("inputs/name-in-two.csv")),
        ["Lê Văn Tư", "Mai Thị Na"]
    );
}

#[test]
fn the_head_is_whom_the_list_calls_so_wherever_they_stand() {
    let plan = planned("inputs/head-below.csv");
    assert_eq!(heads(&plan), ["Lê Văn Tư"]);
    let heads: Vec<_> = plan.households[0]
        .residents
        .iter()
        .map(|it| it.is_head)
        .collect();
    assert_eq!(heads, [false, true]);
    assert!(!tells(&plan, ProblemCode::HeadMissing));
}

#[test]
fn a_merged_alley_holds_for_both_rows() {
    let plan = planned("inputs/merged-alley.xlsx");
    assert_eq!(
        alleys(&plan),
        [Some("Ngõ Giếng"), Some("Ngõ Giếng"), Some("Ngõ Đình")]
    );
}

#[test]
fn identity_numbers_are_nowhere() {
    let plan = planned("inputs/identity-in-samples.csv");
    let text = format!("{plan:?}");
    assert!(!text.contains("0380850012") && !text.contains("0383020012"));
    assert_eq!(plan.households.len(), 2);
}

#[test]
fn a_hidden_sheet_is_told_and_left_out_unless_asked_for() {
    let plan = planned("inputs/hidden-sheet.xlsx");
    assert_eq!(heads(&plan), ["Lê Văn Tư"]);
    assert!(tells(&plan, ProblemCode::SheetHidden));
    let mut mapping = Mapping::default();
    mapping.sheet("Thôn Đông cũ").taken = Some(true);
    assert_eq!(
        with("inputs/hidden-sheet.xlsx", &mapping).households.len(),
        2
    );
}

#[test]
fn a_coloured_empty_cell_far_below_is_nothing() {
    assert_eq!(planned("inputs/far-blank-row.xlsx").households.len(), 1);
}

#[test]
fn files_that_are_no_lists_are_told_as_what_they_are() {
    let code = |name: &str| read(&bytes(name)).unwrap_err().code;
    assert_eq!(code("inputs/html.xls"), ProblemCode::WebPage);
    assert_eq!(code("inputs/password.xlsx"), ProblemCode::Locked);
}
