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
