//! Whole lists: how many households, people and villages there are.
use crate::hold::*;
use import::*;

#[test]
fn a_sheet_for_each_village_is_read_and_the_summary_and_the_hidden_sheet_are_not() {
    let plan = planned("lists/01-moi-thon-mot-sheet.xlsx");
    assert_eq!((plan.households.len(), people(&plan)), (115, 115));
    assert_eq!(villages(&plan), ["Thôn Bắc", "Thôn Tây Hải", "Thôn Đông"]);
    assert!(tells(&plan, ProblemCode::SheetHidden));
    assert!(tells(&plan, ProblemCode::SheetNotAList));
    let text = format!("{plan:?}");
    assert!(!text.contains("Nguyễn Thị Biểu"), "a signature");
}

#[test]
fn a_list_of_people_under_merged_numbers_becomes_households() {
    let plan = planned("lists/02-nhan-khau.xlsx");
    assert_eq!(
        (plan.households.len(), people(&plan), children(&plan)),
        (40, 100, 68)
    );
    assert_eq!(villages(&plan), ["Thôn Nam"]);
    let text = format!("{plan:?}");
    assert!(!text.contains("0384930609"), "an identity number");
}

#[test]
fn alleys_in_rows_of_their_own_hold_for_the_rows_below() {
    for name in [
        "lists/03-so-theo-ngo.xlsx",
        "lists/20-so-theo-ngo-thon.xlsx",
    ] {
        let plan = planned(name);
        assert_eq!(
            (plan.households.len(), villages(&plan)),
            (48, vec!["Thôn Thượng"])
        );
        assert_eq!(alleys(&plan)[0], Some("Ngõ 1"));
        assert_eq!(alleys(&plan)[47], Some("Ngõ 4"));
    }
}

#[test]
fn two_rows_of_titles_give_the_year_of_birth_by_sex() {
    let plan = planned("lists/04-ho-ngheo.xlsx");
    assert_eq!((plan.households.len(), villages(&plan).len()), (25, 3));
    let born: Vec<_> = plan
        .households
        .iter()
        .map(|it| it.residents[0].born)
        .collect();
    assert_eq!(&born[..2], [Some(1944), Some(1943)]);
    assert!(born.iter().all(Option::is_some));
    assert!(!heads(&plan).contains(&"Trần Văn Chủ"), "a signature");
}

#[test]
fn a_name_over_two_cells_is_one_name() {
    let plan = planned("lists/05-ten-tach-gop.xlsx");
    assert_eq!(plan.households.len(), 30);
    assert_eq!(heads(&plan)[0], "Phạm Văn Bình");
    assert_eq!(
        (villages(&plan), alleys(&plan)[29]),
        (vec!["Thôn Hạ"], Some("Xóm 3"))
    );
}

#[test]
fn merged_villages_and_alleys_hold_for_every_row_that_they_cover() {
    let plan = planned("lists/06-o-gop.xlsx");
    assert_eq!(
        (plan.households.len(), villages(&plan)),
        (40, vec!["Phú Hòa", "Phú Lợi"])
    );
    assert!(alleys(&plan).iter().all(Option::is_some));
    let years: Vec<_> = plan
        .households
        .iter()
        .map(|it| it.residents[0].born)
        .collect();
    assert!(years.iter().all(Option::is_some), "{years:?}");
    assert_eq!(years[8], Some(1974));
    assert_eq!(plan.households[4].business.as_deref(), Some("Quán ăn"));
}

#[test]
fn an_old_workbook_in_an_old_font_is_read_with_its_titles() {
    let plan = planned("lists/07-tcvn3.xls");
    assert_eq!(plan.households.len(), 25);
    for head in [
        "Mai Thị Thu Chi",
        "Mai Văn Hùng",
        "Đặng Hữu Cường",
        "Đỗ Thị Thảo",
        "Lê Thị Kim Hạnh",
    ] {
        assert!(heads(&plan).contains(&head), "{head}");
    }
    assert_eq!(
        (villages(&plan), alleys(&plan)[0]),
        (vec!["Thôn Cũ"], Some("Ngõ 1"))
    );
    let change = plan
        .rewritten
        .iter()
        .find(|it| it.after == "Mai Văn Hùng")
        .unwrap();
    assert_eq!(
        (change.before.as_str(), change.place.to_string().as_str()),
        ("Mai V¨n Hïng", "Thon Cu B5")
    );
}

#[test]
fn tables_side_by_side_are_two_with_the_village_above_each() {
    let plan = planned("lists/09-hai-bang.xlsx");
    assert_eq!(plan.households.len(), 40);
    assert_eq!(villages(&plan), ["Thôn Xuân An", "Thôn Xuân Bình"]);
    // Two people of one name, in two villages.
    assert_eq!(
        heads(&plan)
            .iter()
            .filter(|it| **it == "Lê Thị Thủy")
            .count(),
        2
    );
}

#[test]
fn answers_of_a_form_are_a_list() {
    let plan = planned("lists/10-google.csv");
    assert_eq!(
        (plan.households.len(), villages(&plan)),
        (30, vec!["Thôn Đông", "Tây Hải"])
    );
    assert!(
        plan.households.iter().all(|it| it.address.is_none()),
        "an e-mail is no address"
    );
    assert_eq!(plan.households[0].business.as_deref(), Some("bán tạp hóa"));
}

#[test]
fn titles_and_totals_of_each_page_are_no_households() {
    for name in [
        "lists/13-lap-tieu-de.xlsx",
        "lists/18-lap-tieu-de-thon.xlsx",
    ] {
        let plan = planned(name);
        assert_eq!(
            (plan.households.len(), villages(&plan)),
            (60, vec!["Thôn Yên"]),
            "{name}"
        );
    }
}

#[test]
fn numbers_that_start_again_in_each_alley_tell_households_apart_with_it() {
    let plan = planned("lists/15-so-ho-lap-theo-ngo.xlsx");
    assert_eq!(plan.households.len(), 30);
    assert!(plan.households.iter().all(|it| it.code.is_none()));
}

#[test]
fn names_that_differ_by_a_mark_are_different_people() {
    assert_eq!(planned("lists/16-ten-gan-giong.xlsx").households.len(), 13);
    assert_eq!(planned("lists/16b-lan-1.xlsx").households.len(), 2);
    assert_eq!(planned("lists/16c-lan-2.xlsx").households.len(), 2);
}

#[test]
fn who_has_no_relation_told_is_the_head_where_the_household_begins() {
    let plan = planned("lists/22-quan-he-trong.xlsx");
    assert_eq!(
        (plan.households.len(), people(&plan) + children(&plan)),
        (20, 60)
    );
    assert_eq!(heads(&plan)[..2], ["Lưu Văn Minh", "Đỗ Văn Đạt"]);
    assert!(plan.households.iter().all(|it| it.residents[0].is_head));
}

/// A cell at the very end of a sheet, touched by mistake, does not refuse the list.
#[test]
fn a_cell_far_below_the_list_is_told_and_left_out() {
    let plan = planned("lists/far-cell.xlsx");
    assert_eq!(heads(&plan), ["Lê Văn Tư", "Trần Thị Na"]);
    assert!(tells(&plan, ProblemCode::FarRow));
}

#[test]
fn villages_above_tables_side_by_side_go_before_the_name_of_the_sheet() {
    let plan = planned("lists/side-by-side-named.xlsx");
    assert_eq!(villages(&plan), ["Thôn Đoài", "Thôn Đông"]);
    assert_eq!(plan.households.len(), 4);
}
