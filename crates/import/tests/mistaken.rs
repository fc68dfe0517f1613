//! Small lists of which something was taken for something else, each with what is right.
use import::*;

fn planned(list: &str) -> Plan {
    let sheets = read(list.as_bytes()).unwrap();
    plan(&sheets, &Mapping::default(), 2026, 18)
}

/// Each household as `head: people`, a person as `name year`.
fn households(plan: &Plan) -> Vec<String> {
    let one = |it: &ProposedHousehold| {
        let people = it.residents.iter().map(|it| match it.born {
            Some(born) => format!("{} {born}", it.name),
            None => it.name.clone(),
        });
        format!("{}: {}", it.head, people.collect::<Vec<_>>().join(", "))
    };
    plan.households.iter().map(one).collect()
}

fn of_east(list: &str) -> Plan {
    planned(&format!("DANH SÁCH HỘ THÔN ĐÔNG\n{list}"))
}

fn alleys(plan: &Plan) -> Vec<Option<&str>> {
    plan.households
        .iter()
        .map(|it| it.alley.as_deref())
        .collect()
}

fn tells(plan: &Plan, code: ProblemCode) -> usize {
    plan.problems.iter().filter(|it| it.code == code).count()
}

#[test]
fn a_letter_of_a_relation_a_group_or_a_remark_begins_no_section() {
    let relations = of_east(
        "STT;Họ và tên;Quan hệ;Năm sinh\n1;Lê Văn An;CH;1950\n2;Trần Bé;V;\n3;Lê Con;C;\n4;Đỗ Lan;CH;1960\n",
    );
    let wanted = [
        "Lê Văn An: Lê Văn An 1950, Trần Bé, Lê Con",
        "Đỗ Lan: Đỗ Lan 1960",
    ];
    assert_eq!(households(&relations), wanted);
    let groups = of_east("STT;Chủ hộ;Tổ\n1;Ngô Văn An;I\n2;Lê Bi;II\n3;Lê Bo;V\n");
    assert_eq!(alleys(&groups), [Some("Tổ I"), Some("Tổ II"), Some("Tổ V")]);
    let remarks = of_east("STT;Chủ hộ;Ghi chú\n1;Lê An;\n2;Đỗ Lan;V\n3;Cù Ba;\n");
    assert_eq!(
        households(&remarks),
        ["Lê An: Lê An", "Đỗ Lan: Đỗ Lan", "Cù Ba: Cù Ba"]
    );
    assert_eq!(alleys(&remarks), [None, None, None]);
}

#[test]
fn a_relation_to_someone_else_than_the_head_makes_no_household() {
    for title in [
        "Quan hệ với liệt sĩ",
        "Quan hệ với người có công",
        "Quan hệ với bệnh nhân",
    ] {
        let plan = of_east(&format!(
            "STT;Họ tên người hưởng;Năm sinh;{title}\n1;Lê Văn An;1950;Bản thân\n2;Đỗ Lan;1960;Vợ\n3;Cù Ba;1970;Mẹ\n"
        ));
        let wanted = [
            "Lê Văn An: Lê Văn An 1950",
            "Đỗ Lan: Đỗ Lan 1960",
            "Cù Ba: Cù Ba 1970",
        ];
        assert_eq!(households(&plan), wanted, "{title}");
    }
}

#[test]
fn the_person_of_a_row_is_found_under_an_unknown_title_and_no_stranger_is_merged_in() {
    let plan = of_east(
        "STT;Họ tên chủ hộ;Người được tiêm;Ngày sinh;QH với CH\n1;Ngô Văn Bảy;Ngô Văn Bảy;1958;CH\n\
         2;Ngô Văn Bảy;Phan Thị Lành;1960;V\n3;Đỗ Lan;Đỗ Tí;1990;C\n",
    );
    let wanted = [
        "Ngô Văn Bảy: Ngô Văn Bảy 1958, Phan Thị Lành 1960",
        "Đỗ Lan: Đỗ Lan, Đỗ Tí 1990",
    ];
    assert_eq!(households(&plan), wanted);
    let untold = of_east(
        "STT;Họ tên chủ hộ;Người được tiêm;Ngày sinh\n1;Lê Văn An;Lê Văn An;1962\n2;Lê Văn An;Lê Thị Tí;1990\n\
         3;Đỗ Lan;Đỗ Lan;1960\n",
    );
    let wanted = [
        "Lê Văn An: Lê Văn An 1962, Lê Thị Tí 1990",
        "Đỗ Lan: Đỗ Lan 1960",
    ];
    assert_eq!(households(&untold), wanted);
}

#[test]
fn a_shop_is_not_its_head() {
    for head in ["Họ tên chủ hộ", "Họ và tên", "Người đại diện"] {
        let plan = of_east(&format!(
            "STT;Tên hộ kinh doanh;{head};Năm sinh\n1;Tạp hóa Cô Sáu;Võ Thị Sáu;1965\n"
        ));
        assert_eq!(households(&plan), ["Võ Thị Sáu: Võ Thị Sáu 1965"], "{head}");
        assert_eq!(
            plan.households[0].business.as_deref(),
            Some("Tạp hóa Cô Sáu"),
            "{head}"
        );
    }
    let alone = of_east("STT;Tên hộ kinh doanh;Năm sinh\n1;Võ Thị Sáu;1965\n");
    assert_eq!(households(&alone), ["Võ Thị Sáu: Võ Thị Sáu 1965"]);
}

#[test]
fn a_section_may_say_in_another_column_how_many_it_has() {
    let plan = planned(
        "DANH SÁCH HỘ XÃ TÂN LẬP\nSTT;Chủ hộ;Năm sinh;SĐT\nI;THÔN MỘT;;2 hộ\n1;Lê An;1950;\n2;Lê Ân;1951;\n\
         II;THÔN HAI;;1 hộ, 4 khẩu\n1;Đỗ Lan;1960;\n",
    );
    let villages: Vec<&str> = plan
        .households
        .iter()
        .map(|it| it.village.as_str())
        .collect();
    assert_eq!(villages, ["Thôn Một", "Thôn Một", "Thôn Hai"]);
    assert_eq!(plan.households.len(), 3);
}

#[test]
fn what_counts_households_is_none() {
    let plan = of_east(
        "STT;Chủ hộ;Năm sinh\n1;Lê An;1950\n;TOÀN XÃ: 6 hộ;\n;Toàn thôn có 12 hộ;\n;Trang trước chuyển sang;\n\
         ;Số hộ: 12;\n;Gồm 12 hộ, 40 khẩu;\n",
    );
    assert_eq!(households(&plan), ["Lê An: Lê An 1950"]);
    assert_eq!(tells(&plan, ProblemCode::RowLeftOut), 5);
}

#[test]
fn lines_and_dashes_of_a_cell_are_people_each_with_their_year() {
    let plan = of_east(
        "STT;Họ và tên chủ hộ;Năm sinh\n1;\"Lê Văn An\nTrần Thị Bé\";\"1950\n1952\"\n\
         2;Nguyễn Văn C, Trần Thị D;1960\n3;Vũ Tú - Mai Na;1970\n",
    );
    let wanted = [
        "Lê Văn An: Lê Văn An 1950, Trần Thị Bé 1952",
        "Nguyễn Văn C: Nguyễn Văn C 1960, Trần Thị D",
        "Vũ Tú: Vũ Tú 1970, Mai Na",
    ];
    assert_eq!(households(&plan), wanted);
}

#[test]
fn numbers_within_a_household_are_of_its_people() {
    let wanted = [
        "Lê Văn An: Lê Văn An 1950, Trần Thị Bé 1952",
        "Đỗ Lan: Đỗ Lan 1960",
    ];
    let roman = of_east(
        "STT;Chủ hộ;Thành viên;Năm sinh\nI;Lê Văn An;;1950\n1;;Trần Thị Bé;1952\nII;Đỗ Lan;;1960\n",
    );
    assert_eq!(households(&roman), wanted);
    let points =
        of_east("STT;Họ và tên;Năm sinh\n1;Lê Văn An;1950\n1.1;Trần Thị Bé;1952\n2;Đỗ Lan;1960\n");
    assert_eq!(households(&points), wanted);
    // Sections have numbers too, and what stands below them are households.
    let sections = of_east(
        "STT;Họ và tên;Năm sinh\n1;Ngõ Giếng;\n1.1;Lê Văn An;1950\n1.2;Trần Thị Bé;1952\n2;Ngõ Chợ;\n2.1;Đỗ Lan;1960\n",
    );
    assert_eq!(sections.households.len(), 3);
    assert_eq!(
        alleys(&sections),
        [Some("Ngõ Giếng"), Some("Ngõ Giếng"), Some("Ngõ Chợ")]
    );
}

#[test]
fn a_group_in_the_title_is_a_part_of_its_village() {
    for title in [
        "DANH SÁCH HỘ TỔ 3 - THÔN PHÚ LỘC",
        "DANH SÁCH HỘ TỔ 3, THÔN PHÚ LỘC",
        "Danh sách hộ xóm Mới thôn Phú Lộc",
    ] {
        let plan = planned(&format!(
            "{title}\nSTT;Chủ hộ;Năm sinh\nI;Ngõ Đình;\n1;Lê An;1950\nII;Xóm Chùa;\n1;Đỗ Lan;1960\n"
        ));
        let villages: Vec<&str> = plan
            .households
            .iter()
            .map(|it| it.village.as_str())
            .collect();
        assert_eq!(villages, ["Thôn Phú Lộc", "Thôn Phú Lộc"], "{title}");
        assert_eq!(
            alleys(&plan),
            [Some("Ngõ Đình"), Some("Xóm Chùa")],
            "{title}"
        );
    }
}

#[test]
fn who_died_or_left_is_told_and_their_name_kept_clean() {
    let plan = of_east(
        "STT;Chủ hộ;Năm sinh;Ghi chú\n1;Lê Ba (chuyển Bình Dương);1950;\n2;Lê Gấm †;1950;\n3;Lê Mận - chết;1951;\n\
         4;Lê Dậu;1950;Chết 2024\n5;Lê Khá;1952;mất 12/5/2026\n6;Lê Về;1953;chuyển về 2020\n",
    );
    let heads: Vec<&str> = plan.households.iter().map(|it| it.head.as_str()).collect();
    assert_eq!(
        heads,
        ["Lê Ba", "Lê Gấm", "Lê Mận", "Lê Dậu", "Lê Khá", "Lê Về"]
    );
    assert_eq!(tells(&plan, ProblemCode::Gone), 5);
}

#[test]
fn a_name_of_one_letter_is_a_name() {
    let plan = of_east("STT;Chủ hộ;Năm sinh\n1;Y;1981\n2;Lê An;1950\n");
    assert_eq!(households(&plan), ["Y: Y 1981", "Lê An: Lê An 1950"]);
}

#[test]
fn the_phone_of_whoever_helps_is_not_the_household_s() {
    let plan = of_east(
        "STT;Chủ hộ;Năm sinh;SĐT người giúp;Ngõ\n1;Lê An;1950;0912000001;1\n2;Lê Bi;1951;;Ngõ 1:\n",
    );
    assert!(plan.households.iter().all(|it| it.phones.is_empty()));
    assert_eq!(alleys(&plan), [Some("Ngõ 1"), Some("Ngõ 1")]);
}

#[test]
fn a_list_of_pupils_is_of_their_parents() {
    let plan = of_east(
        "STT;Họ tên học sinh;Năm sinh;Lớp;Họ tên cha/mẹ;SĐT\n1;Lê Bé Na;2015;3A;Trần Thị Mẹ;0912000001\n",
    );
    assert_eq!(households(&plan), ["Trần Thị Mẹ: Trần Thị Mẹ"]);
}

#[test]
fn whoever_signs_below_a_short_list_is_no_household() {
    let plan = of_east("STT;Chủ hộ;Năm sinh\n1;Lê An;1950\n2;Lê Bi;1951\n;;\n;;\n;Vũ Thị Lập;\n");
    assert_eq!(
        households(&plan),
        ["Lê An: Lê An 1950", "Lê Bi: Lê Bi 1951"]
    );
    assert_eq!(tells(&plan, ProblemCode::StrayRow), 1);
}

#[test]
fn shortened_titles_are_understood() {
    for (born, phone) in [
        ("SN", "Đ.T"),
        ("N.sinh", "Liên hệ"),
        ("Nsinh", "Số liên lạc"),
        ("Ngày sinh (dd/mm/yyyy)", "Đt"),
    ] {
        let plan = of_east(&format!(
            "STT;Chủ hộ;{born};{phone}\n1;Lê An;1950;0912000001\n2;Lê Bi;1951;0912000002\n"
        ));
        assert_eq!(
            households(&plan),
            ["Lê An: Lê An 1950", "Lê Bi: Lê Bi 1951"],
            "{born}"
        );
        assert_eq!(plan.households[0].phones, ["0912000001"], "{phone}");
    }
    for title in ["Hộ ông (bà)", "Người đứng tên sổ"] {
        let plan = of_east(&format!("STT;{title};Năm sinh\n1;Lê An;1950\n"));
        assert_eq!(households(&plan), ["Lê An: Lê An 1950"], "{title}");
    }
}

#[test]
fn people_below_a_title_of_numbers_are_people() {
    let plan = of_east(
        "STT;Chủ hộ;Nhân khẩu;Năm sinh;Quan hệ\n1;Lê Văn An;;1950;Chủ hộ\n;;Trần Thị Bé;1952;Vợ\n",
    );
    assert_eq!(
        households(&plan),
        ["Lê Văn An: Lê Văn An 1950, Trần Thị Bé 1952"]
    );
}

#[test]
fn rows_that_an_open_document_hides_are_told_and_left_out() {
    for bytes in [
        include_bytes!("cases/hidden/collapsed.ods").as_slice(),
        include_bytes!("cases/hidden/filtered.ods").as_slice(),
    ] {
        let sheets = read(bytes).unwrap();
        let left = plan(&sheets, &Mapping::default(), 2026, 18);
        assert_eq!(tells(&left, ProblemCode::RowsHidden), 1);
        let mut asked = Mapping::default();
        asked.sheet(&sheets[0].name).hidden_rows = true;
        let taken = plan(&sheets, &asked, 2026, 18);
        assert!(taken.households.len() > left.households.len());
    }
}

#[test]
fn what_announced_an_identity_number_goes_with_it() {
    let plan = of_east(
        "STT;Chủ hộ;Mã hộ;Địa chỉ\n1;Lê Văn An;H-038199012345;Ngõ 3, CMT 038199012345\n\
         2;Lê Văn Bi;CCCD 038199012345;số ĐD: 038199012345\n3;Lê Văn Chi;H 3;CC 038199012345/ Ngõ 2\n",
    );
    let kept: Vec<_> = plan
        .households
        .iter()
        .map(|it| (it.code.as_deref(), it.address.as_deref()))
        .collect();
    let wanted = [
        (Some("H"), Some("Ngõ 3")),
        (None, None),
        (Some("H 3"), Some("Ngõ 2")),
    ];
    assert_eq!(kept, wanted);
}

#[test]
fn a_year_that_may_be_two_is_told_and_left_out() {
    for born in ["1958-1960", "01/01/1958 (1959)", "19588"] {
        let plan = of_east(&format!(
            "STT;Chủ hộ;Năm sinh\n1;Lê An;{born}\n2;Lê Bi;1951\n"
        ));
        assert_eq!(
            households(&plan),
            ["Lê An: Lê An", "Lê Bi: Lê Bi 1951"],
            "{born}"
        );
        assert_eq!(tells(&plan, ProblemCode::BirthNotUnderstood), 1, "{born}");
    }
}

#[test]
fn copies_of_a_sheet_are_told_and_left_out() {
    for copy in ["Thôn Đông (2)", "Thôn Đông cũ", "Thôn Đông in"] {
        let list = |name: &str| {
            let mut sheets =
                read("STT;Chủ hộ;Năm sinh\n1;Lê An;1950\n2;Lê Bi;1951\n".as_bytes()).unwrap();
            sheets[0].name = name.to_owned();
            sheets.remove(0)
        };
        let plan = plan(
            &[list("Thôn Đông"), list(copy)],
            &Mapping::default(),
            2026,
            18,
        );
        assert_eq!(
            households(&plan),
            ["Lê An: Lê An 1950", "Lê Bi: Lê Bi 1951"],
            "{copy}"
        );
        assert!(
            plan.households.iter().all(|it| it.village == "Thôn Đông"),
            "{copy}"
        );
    }
}

#[test]
fn totals_below_families_do_not_take_them_apart() {
    let plan = of_east(
        "STT;Họ và tên;Năm sinh;Quan hệ\n1;Lê A;1973;Chủ hộ\n2;Lê B;1975;Vợ\n3;Lê C;1999;Con\n;Cộng: 3 khẩu;;\n",
    );
    assert_eq!(households(&plan), ["Lê A: Lê A 1973, Lê B 1975, Lê C 1999"]);
}

#[test]
fn what_counts_members_of_a_union_is_nobody() {
    let plan = of_east(
        "TT;Họ và tên;Năm sinh\n1;Lê Ba;1960\n;Cộng chi hội: 3 hội viên;\n;Tổng hội viên: 3;\n;Số hội viên nữ: 1;\n\
         ;Cộng đội 2;\n;Nam: 2 - Nữ: 1;\n",
    );
    assert_eq!(households(&plan), ["Lê Ba: Lê Ba 1960"]);
}

#[test]
fn kinds_of_households_are_none() {
    let plan = of_east(
        "STT;Họ và tên chủ hộ;Năm sinh\n*);Hộ nghèo;\na);Tăng Thị Sáu;1948\n2;Hộ chính sách;\na);Đinh Thị Chín;1982\n\
         3;Hộ có mức sống trung bình;\n",
    );
    assert_eq!(
        households(&plan),
        [
            "Tăng Thị Sáu: Tăng Thị Sáu 1948",
            "Đinh Thị Chín: Đinh Thị Chín 1982"
        ]
    );
}

#[test]
fn the_branch_of_a_union_is_in_its_village() {
    for section in [
        ";CHI BỘ THÔN ĐÁ;",
        ";Chi hội thôn Đá;",
        "II;Chi hội Thôn Đá;",
    ] {
        let plan = planned(&format!(
            "STT;Họ và tên;Năm sinh\nI;THÔN NGỌC;\n1;Lê Ba;1960\n{section}\n1;Lê Tư;1961\n"
        ));
        let villages: Vec<&str> = plan
            .households
            .iter()
            .map(|it| it.village.as_str())
            .collect();
        assert_eq!(villages, ["Thôn Ngọc", "Thôn Đá"], "{section}");
    }
}

#[test]
fn a_guard_of_spreadsheets_is_no_part_of_a_code_and_a_season_no_end_of_a_name() {
    let plan =
        planned("DANH SÁCH HỘ DÂN THÔN QUÝ HƯƠNG\nMã hộ;Chủ hộ\n\"=\"\"0001\"\"\";Diệp Văn Quý\n");
    assert_eq!(plan.households[0].code.as_deref(), Some("0001"));
    assert_eq!(plan.households[0].village, "Thôn Quý Hương");
}
