//! Files that mean harm or were harmed on the way: a problem or a plan, never a panic.
#![expect(clippy::unwrap_used, reason = "tests")]
use import::*;
use proptest::prelude::*;
use std::io::{Cursor, Write};
use std::sync::LazyLock;
use vietnamese::Encoding;
use zip::write::SimpleFileOptions;

const YEAR: i32 = 2026;

static WORKBOOK: LazyLock<Vec<u8>> = LazyLock::new(|| demonstration::workbook().unwrap());

fn planned(bytes: &[u8]) -> Plan {
    plan(&read(bytes).unwrap(), &Mapping::default(), YEAR, 18)
}

/// Reads to the end whatever comes; the only promise is an answer within the limits.
fn survives(bytes: &[u8]) {
    if let Ok(sheets) = read(bytes) {
        let rows: usize = sheets.iter().map(|sheet| sheet.rows.len()).sum();
        assert!(rows <= ROWS_LIMIT);
        plan(&sheets, &Mapping::default(), YEAR, 18);
    }
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="Thôn Đông">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            r#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#,
        ),
        ("content.xml", &content),
    ])
}

fn ods_row(cells: &[&str]) -> String {
    let cells: String = cells
        .iter()
        .map(|it| {
            format!(r#"<table:table-cell office:value-type="string"><text:p>{it}</text:p></table:table-cell>"#)
        })
        .collect();
    format!("<table:table-row>{cells}</table:table-row>")
}

#[test]
fn an_ods_list_is_read() {
    let rows = ods_row(&["Mã hộ", "Chủ hộ", "Thôn", "Số điện thoại"])
        + &ods_row(&["H1", "Lê Thị Hòa", "Thôn Đông", "0912345678"]);
    let plan = planned(&ods(&rows));
    assert_eq!(plan.households.len(), 1);
    assert_eq!(plan.households[0].head, "Lê Thị Hòa");
    assert_eq!(plan.households[0].phones, ["0912345678"]);
}

#[test]
fn an_ods_that_repeats_a_row_a_million_times_is_refused() {
    let row = ods_row(&["Lê Thị Hòa"]).replace(
        "<table:table-row>",
        r#"<table:table-row table:number-rows-repeated="1048576">"#,
    );
    assert!(read(&ods(&row)).is_err());
}

#[test]
fn an_ods_that_repeats_one_cell_over_a_whole_sheet_is_refused() {
    let row = ods_row(&["Lê Thị Hòa"])
        .replace(
            "<table:table-row>",
            r#"<table:table-row table:number-rows-repeated="1048576">"#,
        )
        .replace(
            "<table:table-cell ",
            r#"<table:table-cell table:number-columns-repeated="16384" "#,
        );
    let problem = read(&ods(&row)).unwrap_err();
    assert_eq!(problem.code, ProblemCode::TooManyRows);
}

#[test]
fn the_empty_rows_and_columns_that_fill_an_ods_sheet_are_no_harm() {
    let rows = ods_row(&["Mã hộ", "Chủ hộ", "Thôn"])
        + &ods_row(&["H1", "Lê Thị Hòa", "Thôn Đông"])
        + r#"<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    assert_eq!(planned(&ods(&rows)).households.len(), 1);
}

#[test]
fn a_workbook_with_one_cell_at_its_far_corner_is_refused() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Họ và tên").unwrap();
    sheet.write(1_048_575, 16_383, "xa").unwrap();
    let problem = read(&workbook.save_to_buffer().unwrap()).unwrap_err();
    assert_eq!(problem.code, ProblemCode::TooManyRows);
}

#[test]
fn utf16_csv_is_read() {
    let text = "\u{feff}Mã hộ;Chủ hộ;Thôn\r\nH1;Nguyễn Văn Đức;Thôn Bến\r\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big] {
        assert_eq!(planned(&bytes).households[0].head, "Nguyễn Văn Đức");
    }
}

#[test]
fn a_csv_saved_in_windows_1258_is_read_with_its_marks() {
    // A letter and its tone are two bytes there.
    let bytes = b"M\xe3 h\xf4\xf2;Chu\xd2 h\xf4\xf2;Th\xf4n\r\n\
        H1;Nguy\xea\xden Thi\xf2 \xd0\xe0o;Th\xf4n \xd0\xf4ng\r\n\
        H2;L\xea V\xe3n Bi\xccnh;Th\xf4n B\xea\xecn\r\n";
    let plan = planned(bytes);
    let heads: Vec<_> = plan.households.into_iter().map(|it| it.head).collect();
    assert_eq!(heads, ["Nguyễn Thị Đào", "Lê Văn Bình"]);
}

#[test]
fn a_csv_saved_in_tcvn3_is_read_with_its_titles() {
    let names = [
        "Nguyễn Văn Đức",
        "Trần Thị Hường",
        "Lê Hữu Phước",
        "Phạm Thị Thuỷ",
    ];
    let mut text = String::from("Mã hộ;Chủ hộ;Thôn\r\n");
    for (number, name) in names.iter().enumerate() {
        text += &format!("H{number};{name};Thôn Đoài\r\n");
    }
    let legacy = vietnamese::from_unicode(&text, Encoding::Tcvn3 { capitals: false });
    let (bytes, _, lossy) = encoding_rs::WINDOWS_1252.encode(&legacy);
    assert!(!lossy, "{legacy}");
    let heads: Vec<_> = planned(&bytes)
        .households
        .into_iter()
        .map(|it| it.head)
        .collect();
    assert_eq!(heads, names);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2_000), magic in 0..4_usize) {
        let head: [&[u8]; 4] = [b"", b"PK\x03\x04", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], &[0xff, 0xfe]];
        survives(&[head[magic], &bytes].concat());
    }

    #[test]
    fn any_table(rows in prop::collection::vec(
        prop::collection::vec("(Họ và tên|Chủ hộ|Mã hộ|Năm sinh|Ngày sinh|Số điện thoại|Thôn|Quan hệ|[\"=+0-9A-Za-zÀ-ỹ /.\u{300}\u{ad}]{0,14})", 1..8), 1..20)) {
        let text: Vec<String> = rows.iter().map(|row| row.join(";")).collect();
        survives(text.join("\n").as_bytes());
    }
}

proptest! {
    // Each case may unpack and parse a whole workbook.
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_harm_to_a_workbook(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = WORKBOOK.clone();
        for (place, value) in places {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        survives(&bytes);
    }
}
