//! Lists written out here, where what matters is short enough to be seen.
use crate::hold::*;
use import::*;
use rust_xlsxwriter::Workbook;

fn of(list: &str) -> Plan {
    plan(
        &read(list.as_bytes()).unwrap(),
        &Mapping::default(),
        YEAR,
        18,
    )
}

#[test]
fn signs_for_as_above_repeat_the_cell_above() {
    let plan = of(
        "STT;Chủ hộ;Thôn;Ngõ\n1;Lê Văn Tư;Thôn Đông;Ngõ 1\n2;Mai Văn Gia;“;nt\n3;Bùi Thị Na;Thôn Đoài;Ngõ 2\n",
    );
    let villages: Vec<&str> = plan.households.iter().map(|it| &*it.village).collect();
    assert_eq!(villages, ["Thôn Đông", "Thôn Đông", "Thôn Đoài"]);
    assert_eq!(alleys(&plan)[1], Some("Ngõ 1"));
}

#[test]
fn tables_below_each_other_have_their_own_titles_and_villages() {
    let plan = of(
        "DANH SÁCH HỘ THÔN ĐÔNG;;;\nSTT;Chủ hộ;Năm sinh;SĐT\n1;Lê Văn Tư;1960;0912345678\n;;;\nDANH SÁCH HỘ THÔN ĐOÀI;;;\nTT;SĐT;Họ tên chủ hộ;Năm sinh\n1;0987654321;Mai Văn Gia;1970\n",
    );
    assert_eq!(heads(&plan), ["Lê Văn Tư", "Mai Văn Gia"]);
    assert_eq!(villages(&plan), ["Thôn Đoài", "Thôn Đông"]);
    assert_eq!(plan.households[1].phones, ["0987654321"]);
}

#[test]
fn sections_without_a_word_are_villages_where_nothing_else_tells_them() {
    let plan = of(
        "STT;Họ và tên chủ hộ;Năm sinh\nI;PHÚ LỢI;\n1;Lê Văn Tư;1960\nII;PHÚ HÒA;\n1;Bùi Thị Na;1980\n",
    );
    assert_eq!(villages(&plan), ["Phú Hòa", "Phú Lợi"]);
    let plan = of(
        "THÔN ĐÔNG;;\nSTT;Họ và tên chủ hộ;Năm sinh\nI;HỘ NGHÈO;\n1;Lê Văn Tư;1960\nII;HỘ CẬN NGHÈO;\n1;Bùi Thị Na;1980\n",
    );
    assert_eq!(
        (villages(&plan), alleys(&plan)),
        (vec!["Thôn Đông"], vec![None, None])
    );
}

#[test]
fn a_code_further_down_takes_its_people_home_and_no_stranger() {
    let plan = of(
        "Mã hộ;Họ và tên;Quan hệ với chủ hộ;Thôn\nH1;Lê Văn Tư;Chủ hộ;Đông\nH2;Mai Văn Gia;Chủ hộ;Đông\nH1;Lê Thị Na;Con;Đông\nH1;Bùi Văn Ba;Chủ hộ;Đông\n",
    );
    assert_eq!(heads(&plan), ["Lê Văn Tư", "Mai Văn Gia", "Bùi Văn Ba"]);
    assert_eq!(plan.households[0].residents.len(), 2);
    assert!(tells(&plan, ProblemCode::CodeTwice));
    assert_eq!(plan.households[2].code, None);
}

#[test]
fn one_name_twice_is_two_households_and_told_unless_something_else_agrees() {
    let plan = of(
        "Chủ hộ;Năm sinh;SĐT;Thôn\nPhạm Bá Lộc;;;Đông\nPhạm Bá Lộc;;;Đông\nĐỗ Thị Hoà;1955;;Đông\nĐỖ THỊ HÒA;1955;;Đông\nVũ Văn Tư;1966;0911111116;Đông\nVũ Văn Tư;1966;0911111117;Đông\n",
    );
    assert_eq!(plan.households.len(), 5);
    let resembling = plan.households.iter().filter(|it| it.resembles.is_some());
    assert_eq!(resembling.count(), 2);
    assert!(tells(&plan, ProblemCode::DuplicateHousehold));
}

#[test]
fn identity_numbers_in_any_text_are_cut_out_and_counted() {
    let plan = of(
        "Mã hộ;Chủ hộ;Địa chỉ;SĐT;Thôn\n038085001234;Lê Văn Tư (038085001235);Số 3, CCCD: 038085001236;0912345678 / 038085001237;Đông\n",
    );
    assert_eq!(heads(&plan), ["Lê Văn Tư"]);
    assert_eq!(plan.households[0].address.as_deref(), Some("Số 3"));
    assert_eq!(plan.households[0].phones, ["0912345678"]);
    assert_eq!(plan.identities, 4);
    assert!(!format!("{plan:?}").contains("0380850012"));
}

#[test]
fn a_village_stands_in_the_address_where_nothing_else_tells_it() {
    let plan = of(
        "STT;Chủ hộ;Địa chỉ\n1;Lê Văn Tư;Số 2, thôn Đông, xã Hải Đông\n2;Mai Văn Gia;Ngõ 3, thôn Đoài\n",
    );
    assert_eq!(villages(&plan), ["Thôn Đoài", "Thôn Đông"]);
}

#[test]
fn a_signature_without_a_word_is_no_household() {
    let plan = of(
        "THÔN ĐÔNG;;\nSTT;Chủ hộ;Năm sinh\n1;Lê Văn Tư;1960\n2;Mai Văn Gia;1961\n3;Bùi Thị Na;1962\n;;\n;Nguyễn Văn Ký;\n",
    );
    assert_eq!(plan.households.len(), 3);
    assert!(tells(&plan, ProblemCode::StrayRow));
}

#[test]
fn an_alley_may_stand_above_each_of_tables_side_by_side() {
    let plan = of(
        "KHU PHỐ 2;;;;\nTỔ 1;;;TỔ 2;\nSTT;Chủ hộ;;STT;Chủ hộ\n1;Lê Văn Tư;;1;Mai Văn Gia\n2;Bùi Thị Na;;;\n",
    );
    assert_eq!(heads(&plan), ["Lê Văn Tư", "Bùi Thị Na", "Mai Văn Gia"]);
    assert_eq!(villages(&plan), ["Khu phố 2"]);
    assert_eq!(alleys(&plan), [Some("Tổ 1"), Some("Tổ 1"), Some("Tổ 2")]);
}

#[test]
fn hidden_rows_are_told_and_left_out_unless_asked_for() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Thôn Đông").unwrap();
    for (row, (code, head)) in (0..).zip([
        ("Mã hộ", "Chủ hộ"),
        ("D1", "Lê Văn Tư"),
        ("D2", "Mai Văn Gia"),
    ]) {
        sheet.write(row, 0, code).unwrap();
        sheet.write(row, 1, head).unwrap();
    }
    sheet.set_row_hidden(2).unwrap();
    let sheets = read(&workbook.save_to_buffer().unwrap()).unwrap();
    let mut mapping = Mapping::default();
    let left = plan(&sheets, &mapping, YEAR, 18);
    assert_eq!(heads(&left), ["Lê Văn Tư"]);
    assert!(tells(&left, ProblemCode::RowsHidden));
    mapping.sheet("Thôn Đông").hidden_rows = true;
    assert_eq!(plan(&sheets, &mapping, YEAR, 18).households.len(), 2);
}

#[test]
fn a_list_of_fifty_thousand_rows_is_read() {
    let mut list = String::from("STT;Chủ hộ;Năm sinh;SĐT;Thôn;Ngõ\n");
    for number in 0..49_990 {
        let year = 1940 + number % 60;
        list += &format!(
            "{number};Nguyễn Văn Hùng;{year};09{number:08};Thôn {};Ngõ {}\n",
            number / 1000,
            number % 40
        );
    }
    let plan = of(&list);
    assert_eq!((plan.households.len(), villages(&plan).len()), (49_990, 50));
}
