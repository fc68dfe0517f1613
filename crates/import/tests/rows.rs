//! What stands in a row besides one household or one person, and what must not be taken for one.
use import::*;

fn planned(list: &str) -> Plan {
    plan(
        &read(list.as_bytes()).unwrap(),
        &Mapping::default(),
        2026,
        18,
    )
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

fn tells(plan: &Plan, code: ProblemCode) -> usize {
    plan.problems.iter().filter(|it| it.code == code).count()
}

/// The name and year of someone else than the head are never the head's, whatever their titles say.
#[test]
fn a_second_column_of_names_is_nobody_of_whom_the_row_is_about() {
    for titles in [
        "Họ và tên vợ/chồng;Năm sinh vợ/chồng",
        "Thành viên 2;Năm sinh thành viên 2",
        "Họ tên người giám sát;Năm sinh",
        "Họ và tên người được phỏng vấn;Năm sinh",
        "Họ tên người hàng xóm;Năm sinh",
    ] {
        let plan = planned(&format!(
            "STT;Họ và tên chủ hộ;Năm sinh;Thôn;{titles}\n\
             1;Lê Văn Tư;1960;Thôn Đông;Trần Thị Na;1975\n\
             2;Phạm Thị Hoa;;Thôn Đông;Đỗ Văn Bình;1950\n\
             3;Bùi Văn Sơn;1971;Thôn Đông;Vũ Thị Lan;1980\n"
        ));
        assert_eq!(
            households(&plan),
            [
                "Lê Văn Tư: Lê Văn Tư 1960",
                "Phạm Thị Hoa: Phạm Thị Hoa",
                "Bùi Văn Sơn: Bùi Văn Sơn 1971"
            ],
            "{titles}"
        );
        assert!(tells(&plan, ProblemCode::ColumnIgnored) >= 1, "{titles}");
    }
}

#[test]
fn a_wife_below_a_title_over_two_columns_is_not_the_head() {
    let plan = planned(
        "STT;Chủ hộ;;Vợ hoặc chồng;;Thôn\n;Họ tên;Năm sinh;Họ tên;Năm sinh;\n\
         1;Lê Văn Tư;1960;Trần Thị Na;1975;Thôn Đông\n2;Phạm Thị Hoa;;Đỗ Văn Bình;1950;Thôn Đông\n",
    );
    assert_eq!(
        households(&plan),
        ["Lê Văn Tư: Lê Văn Tư 1960", "Phạm Thị Hoa: Phạm Thị Hoa"]
    );
}

#[test]
fn where_nobody_else_is_named_whoever_answered_is_the_household() {
    let plan = planned(
        "Họ tên người trả lời;Năm sinh;Thôn\nLê Văn Tư;1960;Thôn Đông\nTrần Thị Na;1975;Thôn Đông\n",
    );
    assert_eq!(
        households(&plan),
        ["Lê Văn Tư: Lê Văn Tư 1960", "Trần Thị Na: Trần Thị Na 1975"]
    );
}

#[test]
fn names_that_begin_as_places_do_are_people() {
    let plan = planned(
        "STT;Họ và tên chủ hộ;Thôn\n1;Lê Văn Tư;Thôn Đông\n2;Tổ Văn Ba;\n3;Bản Thị Sen;\n4;Ấp Văn Đông;\n",
    );
    let without_village = planned(
        "STT;Họ và tên chủ hộ;Năm sinh\n;Thôn Đông;\n1;Lê Văn Tư;1960\n2;Tổ Văn Ba;\n3;Bản Thị Sen;\n",
    );
    let heads =
        |plan: &Plan| -> Vec<String> { plan.households.iter().map(|it| it.head.clone()).collect() };
    assert_eq!(
        heads(&without_village),
        ["Lê Văn Tư", "Tổ Văn Ba", "Bản Thị Sen"]
    );
    // Their villages are blank: the rows are told to wait, and none becomes a place.
    assert_eq!(heads(&plan)[0], "Lê Văn Tư");
    assert!(!plan.accounts.iter().any(|it| it.used == RowUse::Section));
}

#[test]
fn forms_of_address_are_no_part_of_a_name() {
    let plan = planned(
        "STT;Tên chủ hộ;Thôn\n1;Hộ ông Lê Văn Tư;Thôn Đông\n2;Bà Trần Thị Na;Thôn Đông\n3;Cụ Phạm Thị Hoa;Thôn Đông\n4;Ông Cao Thắng;Thôn Đông\n",
    );
    let heads: Vec<_> = plan.households.iter().map(|it| it.head.as_str()).collect();
    assert_eq!(
        heads,
        ["Lê Văn Tư", "Trần Thị Na", "Phạm Thị Hoa", "Ông Cao Thắng"]
    );
}

#[test]
fn several_people_in_one_cell_are_one_household() {
    let plan = planned(
        "STT;Họ và tên;Thôn\n1;Lê Văn Tư, Trần Thị Na (vợ);Thôn Đông\n2;Phạm Thị Hoa;Thôn Đông\n",
    );
    assert_eq!(
        households(&plan),
        [
            "Lê Văn Tư: Lê Văn Tư, Trần Thị Na",
            "Phạm Thị Hoa: Phạm Thị Hoa"
        ]
    );
}

/// A list says less than the office knows: who is said to have died or left is taken, and told.
#[test]
fn who_is_said_to_have_died_or_left_is_told() {
    let plan = planned(
        "Hộ số;Họ và tên;Năm sinh;Quan hệ;Thôn;Ghi chú\n\
         1;Lê Văn Tư;1960;Chủ hộ;Thôn Đông;Đã mất 2024\n1;Trần Thị Na;1965;Vợ;Thôn Đông;chồng đã mất\n\
         1;Lê Văn Con;1990;Con;Thôn Đông;đã chuyển đi\n\
         2;Phạm Thị Hoa;1970;Chủ hộ;Thôn Đông;\n2;Bùi Văn Sơn;1971;Chồng;Thôn Đông;\n",
    );
    assert_eq!(plan.households.len(), 2);
    assert_eq!(plan.households[0].residents.len(), 3);
    assert_eq!(tells(&plan, ProblemCode::Gone), 2);
}

#[test]
fn offices_and_schools_are_no_households() {
    let plan = planned(
        "STT;Chủ hộ;Thôn\n1;Lê Văn Tư;Thôn Đông\n2;Trạm y tế xã;Thôn Đông\n3;Trạm Văn Y;Thôn Đông\n",
    );
    assert_eq!(
        households(&plan),
        ["Lê Văn Tư: Lê Văn Tư", "Trạm Văn Y: Trạm Văn Y"]
    );
    assert_eq!(tells(&plan, ProblemCode::Institution), 1);
}

#[test]
fn a_cross_tells_the_head() {
    let plan = planned(
        "Hộ số;Họ và tên;Năm sinh;Chủ hộ (x);Thôn\n\
         1;Trần Thị Na;1965;;Thôn Đông\n1;Lê Văn Tư;1960;x;Thôn Đông\n\
         2;Phạm Thị Hoa;1970;x;Thôn Đông\n2;Bùi Văn Sơn;1971;;Thôn Đông\n",
    );
    assert_eq!(
        households(&plan),
        [
            "Lê Văn Tư: Trần Thị Na 1965, Lê Văn Tư 1960",
            "Phạm Thị Hoa: Phạm Thị Hoa 1970, Bùi Văn Sơn 1971"
        ]
    );
}

#[test]
fn a_family_named_above_its_people_is_one_household() {
    let plan = planned(
        "STT;Họ và tên;Năm sinh;Nghề nghiệp\n;Thôn Đông;;\n;Hộ ông Lê Văn Tư;;\n1;Lê Văn Tư;1960;\n2;Trần Thị Na;1965;\n\
         ;Hộ bà Phạm Thị Hoa;;\n1;Phạm Thị Hoa;1970;\n2;Bùi Văn Sơn;1971;\n3;Bùi Văn Con;2015;\n",
    );
    assert_eq!(
        households(&plan),
        [
            "Lê Văn Tư: Lê Văn Tư 1960, Trần Thị Na 1965",
            "Phạm Thị Hoa: Phạm Thị Hoa 1970, Bùi Văn Sơn 1971"
        ]
    );
    assert_eq!(plan.households[1].children.from_6_to_15, 1);
}

#[test]
fn those_who_sign_are_no_households() {
    for foot in [
        ";NGƯỜI LẬP BIỂU;;;TRƯỞNG THÔN;\n;Nguyễn Thị Biểu;;;Trần Văn Ký;\n",
        ";Người lập;;;;Trưởng thôn\n;(Ký, ghi rõ họ tên);;;;\n;Nguyễn Thị Biểu;;;;Trần Văn Ký\n",
        ";;Hải Đông, ngày 15 tháng 10 năm 2026;;;\nNGƯỜI LẬP BIỂU;;;;;\nNguyễn Thị Biểu;;;;;\n",
        ";;;NGƯỜI LẬP BIỂU;;\n;;;Nguyễn Thị Biểu;;\n",
    ] {
        let plan = planned(&format!(
            "STT;Họ và tên;Năm sinh;Quan hệ;Thôn;SĐT\n\
             1;Lê Văn Tư;1960;Chủ hộ;Thôn Đông;0912345678\n2;Trần Thị Na;1965;Vợ;Thôn Đông;\n\
             3;Phạm Thị Hoa;1970;Chủ hộ;Thôn Đông;0912345679\n{foot}"
        ));
        assert_eq!(
            households(&plan),
            [
                "Lê Văn Tư: Lê Văn Tư 1960, Trần Thị Na 1965",
                "Phạm Thị Hoa: Phạm Thị Hoa 1970"
            ],
            "{foot}"
        );
    }
}

#[test]
fn identity_numbers_appear_nowhere_however_they_are_written() {
    let plan = planned(
        "STT;Họ và tên;Thôn;SĐT;Địa chỉ\n\
         1;Lê Văn Tư 145 071 904;Thôn Đông;0912345678;Ngõ 1\n\
         2;Trần Thị Na - 351234567;Thôn Đông;CMND 145071905;Ngõ 2\n\
         3;Phạm Thị Hoa;Thôn Đông;;Ngõ 3, ０３８０８５００１２３４\n\
         4;Bùi Văn Sơn (CCCD 038 085 001 235);Thôn Đông;145071906;Ngõ 4\n",
    );
    let heads: Vec<_> = plan.households.iter().map(|it| it.head.as_str()).collect();
    assert_eq!(
        heads,
        ["Lê Văn Tư", "Trần Thị Na", "Phạm Thị Hoa", "Bùi Văn Sơn"]
    );
    let said = format!("{plan:?}") + &serde_json::to_string(&plan.sheets).unwrap();
    for number in [
        "145 071 904",
        "145071904",
        "351234567",
        "145071905",
        "145071906",
        "038085001234",
        "０３８０８５００１２３４",
        "038 085",
    ] {
        assert!(!said.contains(number), "{number}: {said}");
    }
    assert_eq!(
        shown_file_name("Ho ong Tu 038085001234.xlsx"),
        "Ho ong Tu .xlsx"
    );
}

/// Two heads of one name and year in one list are two where their birthdays or identity numbers differ.
#[test]
fn heads_of_one_name_and_year_are_told_apart_by_what_is_not_kept() {
    for (first, second) in [
        ("1/2/1970;", "3/4/1970;"),
        ("1970;038070001234", "1970;038070005678"),
    ] {
        let plan = planned(&format!(
            "STT;Chủ hộ;Năm sinh;CCCD;Thôn\n1;Lê Văn Tư;{first};Thôn Đông\n2;Lê Văn Tư;{second};Thôn Đông\n"
        ));
        assert_eq!(plan.households.len(), 2, "{first} {second}");
        assert_eq!(tells(&plan, ProblemCode::SameName), 1);
    }
    let plan = planned(
        "STT;Chủ hộ;Năm sinh;CCCD;Thôn\n1;Lê Văn Tư;1/2/1970;038070001234;Thôn Đông\n2;Lê Văn Tư;1/2/1970;038070001234;Thôn Đông\n",
    );
    assert_eq!(plan.households.len(), 1);
}

#[test]
fn texts_longer_than_the_register_keeps_come_again_as_they_were_kept() {
    let long = "Xóm Đình ".repeat(40);
    let plan = planned(&format!(
        "STT;Chủ hộ;Thôn;Địa chỉ;Ngành nghề kinh doanh\n1;Lê Văn Tư;Thôn Đông;{long};Bán {long}\n"
    ));
    let household = &plan.households[0];
    for text in [&household.address, &household.business] {
        let text = text.as_deref().unwrap();
        assert!(domain::Label::new(text).is_ok_and(|it| it.as_str() == text));
    }
}

/// Who may be one household is two until someone says so, and the word of one goes for one only.
#[test]
fn households_of_a_list_that_may_be_one_are_put_together_by_an_answer() {
    let list = "STT;Chủ hộ;Năm sinh;SĐT;Thôn\n1;Lê Văn Tư;;0912345678;Thôn Đông\n2;Lê Văn Tư;1970;;Thôn Đông\n3;Lê Văn Tư;;;Thôn Đông\n4;Trần Thị Na;1965;;Thôn Đông\n";
    let apart = planned(list);
    assert_eq!((apart.households.len(), apart.pairs.len()), (4, 2));
    assert!(apart.pairs.iter().all(|it| !it.together));
    let mut mapping = Mapping::default();
    mapping.together.insert(apart.pairs[0].second.key.clone());
    let sheets = read(list.as_bytes()).unwrap();
    let plan = plan(&sheets, &mapping, 2026, 18);
    assert_eq!(
        households(&plan),
        [
            "Lê Văn Tư: Lê Văn Tư 1970",
            "Lê Văn Tư: Lê Văn Tư",
            "Trần Thị Na: Trần Thị Na 1965"
        ]
    );
    assert_eq!(plan.households[0].phones, ["0912345678"]);
    assert_eq!(tells(&plan, ProblemCode::SameName), 1);
    assert_eq!(plan.pairs.iter().filter(|it| it.together).count(), 1);
    let keys = |plan: &Plan| {
        plan.households
            .iter()
            .map(|it| it.key.clone())
            .collect::<Vec<_>>()
    };
    assert!(keys(&plan).iter().all(|it| keys(&apart).contains(it)));
}

/// Neighbouring families whose heads share a name are told apart by every sign that a row gives.
#[test]
fn neighbours_are_not_one_household_because_their_heads_share_a_name_or_a_number() {
    for (list, wanted) in [
        (
            "Họ và tên;Năm sinh;Họ tên chủ hộ;Thôn\nNguyễn Văn Hải;1970;Nguyễn Văn Hải;Thôn A\nLê Thị Hoa;1972;Nguyễn Văn Hải;Thôn A\n\
             Nguyễn Văn Hải;1985;Nguyễn Văn Hải;Thôn B\nPhạm Thị Dung;1987;Nguyễn Văn Hải;Thôn B\n",
            [
                "Nguyễn Văn Hải: Nguyễn Văn Hải 1970, Lê Thị Hoa 1972",
                "Nguyễn Văn Hải: Nguyễn Văn Hải 1985, Phạm Thị Dung 1987",
            ],
        ),
        (
            "Họ và tên;Năm sinh;Họ tên chủ hộ;Ngõ;Thôn\nNguyễn Văn Hải;1970;Nguyễn Văn Hải;Ngõ 1;Thôn A\nLê Thị Hoa;1972;Nguyễn Văn Hải;Ngõ 1;Thôn A\n\
             Nguyễn Văn Hải;1970;Nguyễn Văn Hải;Ngõ 3;Thôn A\nPhạm Thị Dung;1987;Nguyễn Văn Hải;Ngõ 3;Thôn A\n",
            [
                "Nguyễn Văn Hải: Nguyễn Văn Hải 1970, Lê Thị Hoa 1972",
                "Nguyễn Văn Hải: Nguyễn Văn Hải 1970, Phạm Thị Dung 1987",
            ],
        ),
        (
            "Hộ số;Họ và tên;Năm sinh;Thôn\n1;Lê Văn A;1960;Thôn A\n1;Lê Thị B;1962;Thôn A\n1;Phạm Văn C;1970;Thôn B\n1;Phạm Thị D;1972;Thôn B\n",
            [
                "Lê Văn A: Lê Văn A 1960, Lê Thị B 1962",
                "Phạm Văn C: Phạm Văn C 1970, Phạm Thị D 1972",
            ],
        ),
        (
            "STT;Họ và tên;Năm sinh;Quan hệ;Thôn\n1;Lê Văn A;1960;Chủ hộ;Thôn A\n2;Lê Thị B;1962;Vợ;Thôn A\n3;Phạm Thị Tý;1938;C.hộ;Thôn A\n4;Phạm Văn D;1972;Con;Thôn A\n",
            [
                "Lê Văn A: Lê Văn A 1960, Lê Thị B 1962",
                "Phạm Thị Tý: Phạm Thị Tý 1938, Phạm Văn D 1972",
            ],
        ),
        (
            "STT;Họ và tên;Năm sinh;Quan hệ;Thôn\n1;Lê Văn A;1960;Chồng;Thôn A\n2;Lê Thị B;1962;Vợ;Thôn A\n3;Phạm Văn C;1970;Chồng;Thôn A\n4;Phạm Thị D;1972;Vợ;Thôn A\n",
            [
                "Lê Văn A: Lê Văn A 1960, Lê Thị B 1962",
                "Phạm Văn C: Phạm Văn C 1970, Phạm Thị D 1972",
            ],
        ),
    ] {
        assert_eq!(households(&planned(list)), wanted, "{list}");
    }
    let plan = planned(
        "STT;Họ và tên;Năm sinh;Quan hệ;Thôn\n1;Lê Văn A;1960;Chủ hộ;Thôn A\n2;Lê Thị B;1962;Tạm trú;Thôn A\n",
    );
    assert_eq!(tells(&plan, ProblemCode::RelationMissing), 1);
}

#[test]
fn a_number_that_runs_on_makes_a_household_of_any_name() {
    let plan = planned(
        "STT;Chủ hộ;Năm sinh\n;Thôn Đông;\n1;Đội Cấn;\n2;Lê Văn Ba;1980\n3;Ngõ Hữu Tám;\n4;Bản Mai;\n",
    );
    let heads: Vec<_> = plan.households.iter().map(|it| it.head.as_str()).collect();
    assert_eq!(heads, ["Đội Cấn", "Lê Văn Ba", "Ngõ Hữu Tám", "Bản Mai"]);
    let plan = planned(
        "STT;Chủ hộ;Năm sinh\n;Thôn Đông;\n1;Ngõ Giếng;\n1;Lê Văn Ba;1980\n2;Lê Văn Tư;1981\n2;Ngõ Chùa;\n1;Trần Thị Na;1965\n",
    );
    let alleys: Vec<_> = plan
        .households
        .iter()
        .map(|it| it.alley.as_deref())
        .collect();
    assert_eq!(
        alleys,
        [Some("Ngõ Giếng"), Some("Ngõ Giếng"), Some("Ngõ Chùa")]
    );
}

#[test]
fn families_above_their_people_may_be_numbered_or_have_nobody_below() {
    let plan = planned(
        "STT;Họ và tên;Năm sinh\n;Thôn Đông;\n;Hộ số 1: Lê Văn Tư;\n1;Trần Thị Na;1940\n2;Lê Văn Tư;1960\n;Hộ số 2: Lê Thị Bưởi;\n\
         ;Hộ số 3: Phạm Thị Hoa;\n1;Phạm Thị Hoa;1970\n2;Bùi Văn Sơn;1971\n",
    );
    assert_eq!(
        households(&plan),
        [
            "Lê Văn Tư: Trần Thị Na 1940, Lê Văn Tư 1960",
            "Lê Thị Bưởi: Lê Thị Bưởi",
            "Phạm Thị Hoa: Phạm Thị Hoa 1970, Bùi Văn Sơn 1971"
        ]
    );
}

#[test]
fn the_year_and_phone_beside_someone_else_are_theirs() {
    let plan = planned(
        "STT;Chủ hộ;Năm sinh;Vợ;Năm sinh;SĐT tổ viên;Thôn\n1;Lê Văn Một;;Đỗ Thị Hai;1972;0912345678;Thôn Đông\n",
    );
    assert_eq!(households(&plan), ["Lê Văn Một: Lê Văn Một"]);
    assert!(plan.households[0].phones.is_empty());
    let plan = planned(
        "STT;Họ tên vợ;Năm sinh;Họ tên chủ hộ;Năm sinh;Thôn\n1;Đỗ Thị Hai;1972;Lê Văn Một;1970;Thôn Đông\n",
    );
    assert_eq!(households(&plan), ["Lê Văn Một: Lê Văn Một 1970"]);
}

#[test]
fn a_further_list_below_signatures_has_its_own_village() {
    let plan = planned(
        "DANH SÁCH HỘ THÔN ĐÔNG;;\nSTT;Chủ hộ;Năm sinh\n1;Lê Văn Tư;1960\n2;Lê Văn Ba;1961\n;NGƯỜI LẬP BIỂU;\n;Nguyễn Thị Biểu;\n\
         DANH SÁCH HỘ THÔN TÂY;;\nSTT;Chủ hộ;Năm sinh\n1;Trần Thị Na;1965\n2;Trần Văn Sáu;1966\n",
    );
    let villages: Vec<_> = plan
        .households
        .iter()
        .map(|it| it.village.as_str())
        .collect();
    assert_eq!(villages, ["Thôn Đông", "Thôn Đông", "Thôn Tây", "Thôn Tây"]);
}

/// Nothing of a row is lost because it stands in another cell than usual.
#[test]
fn what_stands_beside_a_name_is_taken_or_told() {
    let plan = planned(
        "STT;Họ và tên;Thôn\n1;Lê Văn Tư 0912 345 678;Thôn Đông\n2;Trần Thị Na - 351234567;Thôn Đông\n3;Phạm Thị Hoa;Thôn Đông\n",
    );
    let phones: Vec<_> = plan
        .households
        .iter()
        .map(|it| it.phones.join(","))
        .collect();
    assert_eq!(phones, ["0912345678", "", ""]);
    assert_eq!(
        (tells(&plan, ProblemCode::IdentityCut), plan.identities),
        (1, 1)
    );
    let people = planned(
        "Hộ số;Họ và tên;Năm sinh;Quan hệ;Thôn\n1;Lê Văn Tư;1960;Chủ hộ;Thôn Đông\n1;Trần Thị Na, Lê Văn Con;;Con;Thôn Đông\n",
    );
    assert_eq!(
        households(&people),
        ["Lê Văn Tư: Lê Văn Tư 1960, Trần Thị Na, Lê Văn Con"]
    );
}
