//! `tungnha import households`, run as an officer would in a terminal.
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

fn tungnha(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tungnha"))
        .args(arguments)
        .env("TUNGNHA_DATA", data)
        .env("TUNGNHA_LANG", "en")
        .output()
        .unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn count(list: &Value) -> usize {
    list.as_array().unwrap().len()
}

#[test]
fn the_sample_is_previewed_then_written_and_a_second_import_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data, list) = (folder.path().join("data"), folder.path().join("list.xlsx"));
    let list = list.to_str().unwrap();
    assert!(tungnha(&data, &["sample", list]).status.success());

    let looked = tungnha(
        &data,
        &["import", "households", list, "--dry-run", "--json"],
    );
    assert!(looked.status.success());
    let found = json(&looked);
    assert_eq!(count(&found["new"]), 1452);
    assert_eq!(found["written"], false);
    assert!(!data.exists(), "a look writes nothing");
    let names: Vec<&str> = ["Thôn Đoài", "Thôn Bến"]
        .map(|village| {
            let mut all = found["new"].as_array().unwrap().iter();
            let household = all.find(|it| it["village"] == village).unwrap();
            household["head"].as_str().unwrap()
        })
        .into();
    assert_eq!(names, ["Lưu Thị Ánh", "Mai Thị Huệ"]);

    let arguments = ["import", "households", list, "--commune", "nghi-son"];
    let written = tungnha(&data, &arguments);
    assert!(written.status.success(), "{written:?}");
    let again = tungnha(&data, &["import", "households", list, "--json"]);
    let found = json(&again);
    assert_eq!(
        (
            count(&found["new"]),
            count(&found["changed"]),
            &found["unchanged"]
        ),
        (0, 0, &Value::from(1452))
    );
    assert!(tungnha(&data, &["verify"]).status.success());
}

#[test]
fn a_corrected_column_is_read_as_corrected() {
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.csv");
    std::fs::write(
        &list,
        "Mã hộ;Chủ hộ;Thôn;Số máy nhà\n001;Lê Thị Bưởi;Thôn 2;0912345678\n",
    )
    .unwrap();
    let list = list.to_str().unwrap();
    let look = |more: &[&str]| {
        let mut arguments = vec!["import", "households", list, "--dry-run", "--json"];
        arguments.extend(more);
        let found = json(&tungnha(folder.path(), &arguments));
        (
            found["sheets"][0]["name"].clone(),
            found["new"][0]["phones"].clone(),
        )
    };
    let (sheet, _) = look(&[]);
    let told = |field| format!("{}:D={field}", sheet.as_str().unwrap());
    assert_eq!(
        look(&["--column", &told("phone")]).1,
        serde_json::json!(["0912345678"])
    );
    assert_eq!(look(&["--column", &told("")]).1, serde_json::json!([]));
}

#[test]
fn a_file_without_a_table_is_refused_with_a_code_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (data, list) = (folder.path().join("data"), folder.path().join("list.xlsx"));
    std::fs::write(&list, [0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]).unwrap();
    let refused = tungnha(
        &data,
        &["import", "households", list.to_str().unwrap(), "--dry-run"],
    );
    assert_eq!(refused.status.code(), Some(1));
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.starts_with("✗ "), "{told}");
    assert!(!data.exists());
}

/// Writes a list and gives its path.
fn list(folder: &Path, name: &str, text: &str) -> String {
    let file = folder.join(name);
    std::fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn what_is_open_is_told_answered_from_a_file_and_then_written() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let titles = "Mã hộ;Chủ hộ;Năm sinh;SĐT;Thôn\n";
    let first = "1;Trần Văn Hùng;1950;0912345678;Thôn Đông\n2;Mai Gia;1960;;Thôn Đông\n";
    let second = "1;Trần Văn Hùng;1950;0987654321;Thôn Đông\n;Mai Già;1960;;Thôn Đông\n";
    let before = list(folder.path(), "1.csv", &format!("{titles}{first}"));
    let after = list(folder.path(), "2.csv", &format!("{titles}{second}"));
    let import = |file: &str, more: &[&str]| {
        let mut arguments = vec!["import", "households", file, "--json"];
        arguments.extend(more);
        json(&tungnha(&data, &arguments))
    };
    import(&before, &["--commune", "nghi-son"]);
    let looked = import(&after, &["--dry-run"]);
    let doubtful = &looked["doubtful"][0];
    assert_eq!(doubtful["candidates"][0]["head"], "Mai Gia");
    let key = doubtful["key"].as_str().unwrap();
    assert_eq!(looked["open"]["households"], serde_json::json!([key]));
    let phones = &looked["changed"][0];
    assert_eq!(phones["fields"][0]["after"], "0987654321");
    let one = format!("{}/phones", phones["key"].as_str().unwrap());
    // Without an answer the doubtful one is left, also by an import.
    let answers = serde_json::json!({
        "households": { key: "new" },
        "changes": { one: false },
    });
    let answers = list(folder.path(), "answers.json", &answers.to_string());
    let written = import(&after, &["--decide", &answers]);
    assert_eq!(
        (count(&written["new"]), count(&written["doubtful"])),
        (1, 0)
    );
    assert_eq!(written["operations"], 1, "{written}");
    let again = import(&after, &["--dry-run"]);
    assert_eq!((count(&again["new"]), count(&again["doubtful"])), (0, 0));
    assert_eq!(again["changed"][0]["fields"][0]["before"], "0912345678");
    let broken = list(folder.path(), "broken.json", r#"{"house": {}}"#);
    let arguments = ["import", "households", &after, "--decide", &broken];
    let refused = tungnha(&data, &arguments);
    assert!(!refused.status.success());
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(told.contains("house"), "{told}");
}

#[test]
fn villages_that_differ_by_a_mark_or_by_their_word_stay_apart() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let text = "Mã hộ;Chủ hộ;Thôn\n1;Lê Văn Ất;Thôn Hạ\n2;Lê Văn Bính;Thôn Hà\n\
        1;Trần Văn An;Thôn 3\n1;Trần Văn Bình;Khu phố 3\n3;Lê Văn Đinh;Thôn 03\n";
    let file = list(folder.path(), "1.csv", text);
    let arguments = [
        "import",
        "households",
        &file,
        "--json",
        "--commune",
        "nghi-son",
    ];
    let written = json(&tungnha(&data, &arguments));
    assert_eq!(
        (&written["operations"], count(&written["refused"])),
        (&Value::from(9), 0)
    );
    let again = json(&tungnha(&data, &["import", "households", &file, "--json"]));
    assert_eq!(again["unchanged"], 5, "{again}");
}

#[test]
fn a_household_added_at_the_door_stops_no_import() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let text = |rows: &str| format!("Mã hộ;Chủ hộ;Thôn\n{rows}");
    let first = list(folder.path(), "1.csv", &text("1;Lê Văn Ất;Thôn Hạ\n"));
    let command = ["import", "households", &first, "--commune", "nghi-son"];
    assert!(tungnha(&data, &command).status.success());
    let store = store::Store::open(&data).unwrap();
    let commune = domain::CommuneId::new("nghi-son").unwrap();
    let at = domain::Millis(1_795_000_000_000);
    // As a phone registers it: behind all others of its alley.
    let registered = serde_json::json!({"HouseholdRegistered": {
        "household": "cuanha", "code": "cuanha", "village": "ha", "order": u32::MAX,
        "head": "Bùi Thị Cửa", "children": {"under_6": 0, "from_6_to_15": 0, "from_16_to_17": 0},
    }});
    let entry = domain::Entry::new(
        domain::EntryId::made(at, [7; 10]),
        commune.clone(),
        domain::AccountId::new("to-vien").unwrap(),
        domain::DeviceId::new("may").unwrap(),
        at,
        serde_json::from_value(registered).unwrap(),
    );
    let work = store.write_to(&commune, move |ledger| {
        ledger.append(store::Incoming {
            entry,
            received_at: at,
            scope: None,
        })
    });
    assert!(matches!(work.wait().unwrap(), sync::Outcome::Kept { .. }));
    drop(store);
    let second = list(folder.path(), "2.csv", &text("2;Mai Gia;Thôn Hạ\n"));
    let written = tungnha(&data, &["import", "households", &second, "--json"]);
    assert!(written.status.success(), "{written:?}");
    assert_eq!(json(&written)["operations"], 1);
}

#[test]
fn a_sheet_that_names_no_village_is_asked_about_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Mã hộ;Chủ hộ;Năm sinh\n1;Lê Văn Ất;1960\n2;Mai Gia;1970\n";
    let file = list(folder.path(), "1.csv", text);
    let look = |more: &[&str]| {
        let mut arguments = vec!["import", "households", &file, "--dry-run", "--json"];
        arguments.extend(more);
        json(&tungnha(folder.path(), &arguments))
    };
    let asked = look(&[]);
    let sheet = asked["sheets"][0]["name"].as_str().unwrap();
    assert_eq!(asked["open"]["villages"], serde_json::json!([sheet]));
    let told = look(&["--village", &format!("{sheet}=Thôn Đông")]);
    assert_eq!(count(&told["new"]), 2);
    assert_eq!(told["new"][1]["village"], "Thôn Đông");
}
