//! `tungnha vietqr`, run as someone would in a terminal.
use serde_json::Value;
use std::process::{Command, Output};

fn vietqr(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tungnha"))
        .arg("vietqr")
        .args(arguments)
        .env("TUNGNHA_LANG", "en")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap().trim_end()
}

#[test]
fn a_payment_is_written_without_marks_drawn_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let svg = folder.path().join("code.svg");
    let written = vietqr(&[
        "encode",
        "--bin",
        "970403",
        "--account",
        "0011 0123.45678",
        "--amount",
        "180000",
        "--bill",
        "NPS6869",
        "--purpose",
        "Thanh  toán đơn hàng",
        "--svg",
        svg.to_str().unwrap(),
    ]);
    assert!(written.status.success(), "{written:?}");
    let payload = text(&written.stdout);
    assert!(payload.starts_with("00020101021238570010A0000007270127000697040301130011012345678"));
    assert!(std::fs::read_to_string(svg).unwrap().contains("<svg"));
    let read = vietqr(&["decode", payload]);
    let told: Value = serde_json::from_slice(&read.stdout).unwrap();
    assert_eq!(
        told,
        serde_json::json!({
            "initiation": "12", "bin": "970403", "account": "0011012345678",
            "service": "QRIBFTTA", "amount": "180000", "bill": "NPS6869",
            "purpose": "Thanh toan don hang", "name": null, "city": null,
        })
    );
}

#[test]
fn mistakes_are_reported_with_code_and_place_on_standard_error() {
    let printed = "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5";
    let refused = vietqr(&["decode", printed]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).starts_with("✗ wrong-length 38.01.01: "));
    assert!(refused.stdout.is_empty());
    let long = "a purpose of more than twenty-five characters";
    for (wrong, told) in [
        (["--amount", "50.000"], "✗ amount: "),
        (["--purpose", long], "✗ value-too-long 62.08: "),
        (
            ["--bill", "hóa đơn số một trăm hai mươi ba"],
            "✗ value-too-long 62.01: ",
        ),
    ] {
        let mut arguments = vec!["encode", "--bin", "970436", "--account", "0251001234567"];
        arguments.extend(wrong);
        let refused = vietqr(&arguments);
        assert_eq!(refused.status.code(), Some(1), "{wrong:?}");
        assert!(text(&refused.stderr).starts_with(told), "{refused:?}");
    }
}
