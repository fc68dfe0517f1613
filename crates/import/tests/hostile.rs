//! Hostile and damaged files: each gives a problem or a plan, never a panic.
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

/// Reads any bytes to the end. They may be refused, but what is read must be within the limits.
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
fn a_cell_at_the_far_corner_of_a_workbook_is_left_out() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "Họ và tên").unwrap();
    sheet.write(1_048_575, 16_383, "xa").unwrap();
    let sheets = read(&workbook.save_to_buffer().unwrap()).unwrap();
    assert_eq!((sheets[0].rows.len(), sheets[0].far), (1, Some(1_048_575)));
}

/// A workbook that holds the same text at each of these places.
fn workbook_with(places: impl IntoIterator<Item = (u32, u16)>, text: &str) -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, column) in places {
        sheet.write(row, column, text).unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_of_two_cells_is_read_by_its_cells_however_far_they_are() {
    let sheets = read(&workbook_with([(0, 0), (998, 99), (1_998, 999)], "xa")).unwrap();
    let cells: usize = sheets[0].rows.iter().map(Vec::len).sum();
    assert_eq!((sheets[0].rows.len(), cells), (999, 101));
    assert_eq!(sheets[0].cell(998, 99), "xa");
}

#[test]
fn a_workbook_that_is_wider_than_any_list_is_refused() {
    let places = (0..20_000).map(|row| (row, 99));
    let problem = read(&workbook_with(places, "x")).unwrap_err();
    assert_eq!(problem.code, ProblemCode::TooManyCells);
}

#[test]
fn one_long_text_in_every_cell_is_refused() {
    let text = "dài ".repeat(8_000);
    let problem = read(&workbook_with((0..2_000).map(|row| (row, 1)), &text)).unwrap_err();
    assert_eq!(problem.code, ProblemCode::TooManyCells);
    let row = ods_row(&[&text]).replace(
        "<table:table-row>",
        r#"<table:table-row table:number-rows-repeated="2000">"#,
    );
    let problem = read(&ods(&row)).unwrap_err();
    assert_eq!(problem.code, ProblemCode::TooManyCells);
}

/// An old workbook whose sheets all begin at the same place. That place holds a number at `corner`
/// and one shared string in the first `times` cells of the first column.
fn xls(sheets: u8, corner: (u16, u16), text: &str, times: u16) -> Vec<u8> {
    xls_that_claims(sheets, corner, text, times, (0, u32::from(corner.0) + 1))
}

/// The same, with the first row and the end of the rows that the sheet claims to have.
fn xls_that_claims(
    sheets: u8,
    corner: (u16, u16),
    text: &str,
    times: u16,
    (first, end): (u32, u32),
) -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| {
        let length = u16::try_from(data.len()).unwrap();
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    };
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let strings = |text: &str| {
        let length = u16::try_from(text.len()).unwrap().to_le_bytes();
        let head = [&[1, 0, 0, 0, 1, 0, 0, 0][..], &length, &[0]].concat();
        let (first, rest) = text.as_bytes().split_at(text.len().min(8_000));
        let mut all = record(0x00fc, &[&head, first].concat());
        for part in rest.chunks(8_000) {
            all.extend(record(0x003c, &[&[0], part].concat()));
        }
        all
    };
    let bound = |at: usize| {
        let at = u32::try_from(at).unwrap().to_le_bytes();
        record(0x0085, &[&at[..], &[0, 0, 1, 0, b'S']].concat())
    };
    let before = begin(5).len() + usize::from(sheets) * bound(0).len();
    let place = before + strings(text).len() + 4;
    let mut stream = begin(5);
    for _ in 0..sheets {
        stream.extend(bound(place));
    }
    stream.extend([strings(text), record(0x000a, &[]), begin(0x10)].concat());
    let columns = [0, 0, 1, 0, 0, 0];
    let claimed = [&first.to_le_bytes()[..], &end.to_le_bytes(), &columns].concat();
    stream.extend(record(0x0200, &claimed));
    for row in 0..times {
        stream.extend(record(0x00fd, &[&row.to_le_bytes()[..], &[0; 8]].concat()));
    }
    let (row, column) = (corner.0.to_le_bytes(), corner.1.to_le_bytes());
    let number = [&row[..], &column, &[0, 0], &7_f64.to_le_bytes()].concat();
    stream.extend([record(0x0203, &number), record(0x000a, &[])].concat());
    // A small stream would be stored elsewhere in the file.
    stream.resize(stream.len().max(4_096), 0);
    let file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()));
    let mut file = file.unwrap();
    let mut opened = file.create_stream("/Workbook").unwrap();
    opened.write_all(&stream).unwrap();
    drop(opened);
    file.into_inner().into_inner()
}

#[test]
fn an_old_workbook_is_counted_before_its_parser_lays_it_out() {
    let sheets = read(&xls(1, (3, 5), "Thôn", 3)).unwrap();
    assert_eq!(sheets[0].cell(3, 5), "7");
    assert_eq!(sheets[0].cell(2, 0), "Thôn".replace('ô', "\u{c3}\u{b4}"));
    for (sheets, corner, text, times, code) in [
        (1, (65_535, 255), "x", 1, ProblemCode::TooManyRows),
        (1, (40_000, 255), "x", 1, ProblemCode::TooManyCells),
        (60, (400, 100), "x", 1, ProblemCode::TooManyCells),
        (
            1,
            (1, 1),
            &"x".repeat(30_000),
            1_000,
            ProblemCode::TooManyCells,
        ),
    ] {
        let problem = read(&xls(sheets, corner, text, times)).unwrap_err();
        assert_eq!(problem.code, code, "{sheets} {corner:?} {times}");
    }
    for claimed in [(0, u32::MAX), (0, 50_000_000), (9, 4)] {
        let problem = read(&xls_that_claims(1, (3, 5), "x", 3, claimed)).unwrap_err();
        assert_eq!(problem.code, ProblemCode::TooManyCells, "{claimed:?}");
    }
    // If our reader cannot open the container, the parser does not get to see it either.
    let mut hidden = xls(1, (65_535, 255), "x", 1);
    hidden[30] = 0xff;
    assert!(read(&hidden).is_err());
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
    // In Windows-1258 a letter and its tone are two bytes.
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
    fn any_bytes_give_a_plan_or_a_problem(bytes in prop::collection::vec(any::<u8>(), 0..2_000), magic in 0..4_usize) {
        let head: [&[u8]; 4] = [b"", b"PK\x03\x04", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], &[0xff, 0xfe]];
        survives(&[head[magic], &bytes].concat());
    }

    #[test]
    fn any_table_gives_a_plan_or_a_problem(rows in prop::collection::vec(
        prop::collection::vec("(Họ và tên|Chủ hộ|Mã hộ|Năm sinh|Ngày sinh|Số điện thoại|Thôn|Quan hệ|[\"=+0-9A-Za-zÀ-ỹ /.\u{300}\u{ad}]{0,14})", 1..8), 1..20)) {
        let text: Vec<String> = rows.iter().map(|row| row.join(";")).collect();
        survives(text.join("\n").as_bytes());
    }
}

proptest! {
    // Few cases, because each may unpack and parse a whole workbook.
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_workbook_damaged_anywhere_gives_a_plan_or_a_problem(places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        let mut bytes = WORKBOOK.clone();
        for (place, value) in places {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        survives(&bytes);
    }
}
