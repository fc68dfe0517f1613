//! Opens DOCX files without our own code: the archive, its XML, its fonts and measures.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "pdf/signed_text.rs"]
mod signed_text;

use quick_xml::events::Event;
use reports::{Block, FootColumn, OfficialText, to_docx};
use signed_text::{letterhead, signature, words};
use std::io::{Cursor, Read};

/// A text with the foot that the founding text has.
fn article() -> OfficialText {
    OfficialText {
        lang: "vi",
        letterhead: None,
        title: "BÀI TUYÊN TRUYỀN".to_owned(),
        subject: "Vai trò của tổ công nghệ số cộng đồng".to_owned(),
        body: vec![
            Block::Heading("I. Vai trò của tổ".to_owned()),
            Block::Paragraph("Đi từng ngõ, gõ từng nhà & rà từng người <mọi nhà>.".to_owned()),
            Block::Item("Hướng dẫn dịch vụ công trực tuyến;".to_owned()),
            Block::Words(vec![words("Tổ ", false), words("không thu tiền", true)]),
        ],
        left: signature(
            "",
            &["PHÊ DUYỆT CỦA BBT", "PHÓ BAN", "PHÓ CHỦ TỊCH"],
            "Người phê duyệt",
        ),
        right: signature(
            "xã Nghi Sơn, ngày 07 tháng 3 năm 2023",
            &["Người soạn thảo"],
            "Người viết",
        ),
    }
}

struct Opened {
    archive: zip::ZipArchive<Cursor<Vec<u8>>>,
}

impl Opened {
    fn of(text: &OfficialText) -> Self {
        let file = to_docx(text).unwrap();
        let archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
        Self { archive }
    }

    fn part(&mut self, name: &str) -> String {
        let mut xml = String::new();
        let mut part = self.archive.by_name(name).unwrap();
        part.read_to_string(&mut xml).unwrap();
        xml
    }

    /// The text of each paragraph in reading order, inside and outside of tables.
    fn cells(&mut self) -> Vec<String> {
        let xml = self.part("word/document.xml");
        let mut reader = quick_xml::Reader::from_str(&xml);
        let (mut cells, mut now, mut in_text) = (Vec::new(), String::new(), false);
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => return cells,
                Event::Start(it) => in_text = it.name().as_ref() == "w:t",
                Event::Text(it) if in_text => now.push_str(&it),
                Event::GeneralRef(it) if in_text => {
                    let letter = match &*it {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        other => panic!("{other}"),
                    };
                    now.push(letter);
                }
                Event::End(it) => match it.name().as_ref() {
                    "w:t" => in_text = false,
                    "w:p" if !now.is_empty() => cells.push(std::mem::take(&mut now)),
                    _ => {}
                },
                _ => {}
            }
        }
    }
}

#[test]
fn an_article_reads_from_its_title_to_both_signatures() {
    let mut opened = Opened::of(&article());
    assert_eq!(
        opened.cells(),
        [
            "BÀI TUYÊN TRUYỀN",
            "Vai trò của tổ công nghệ số cộng đồng",
            "I. Vai trò của tổ",
            "Đi từng ngõ, gõ từng nhà & rà từng người <mọi nhà>.",
            "– Hướng dẫn dịch vụ công trực tuyến;",
            "Tổ không thu tiền",
            "PHÊ DUYỆT CỦA BBT",
            "PHÓ BAN",
            "PHÓ CHỦ TỊCH",
            "Người phê duyệt",
            "xã Nghi Sơn, ngày 07 tháng 3 năm 2023",
            "Người soạn thảo",
            "Người viết",
        ]
    );
    let xml = opened.part("word/document.xml");
    assert_eq!(xml.matches("<w:tc>").count(), 2, "a foot of two columns");
    // Decree 30/2020: A4 with margins of 20, 17, 20 and 30 mm, justified, the first line indented.
    for measure in [
        r#"w:w="11906" w:h="16838""#,
        r#"w:top="1134" w:right="964" w:bottom="1134" w:left="1701""#,
        r#"w:val="both""#,
        r#"w:firstLine="720""#,
        "<w:titlePg",
    ] {
        assert!(xml.contains(measure), "{measure}: {xml}");
    }
    let styles = opened.part("word/styles.xml");
    for slot in ["ascii", "hAnsi", "cs", "eastAsia"] {
        let font = format!(r#"w:{slot}="Times New Roman""#);
        assert!(styles.contains(&font), "{font}: {styles}");
    }
}

#[test]
fn a_letter_has_its_head_and_numbers_its_pages_from_the_second() {
    let letter = OfficialText {
        letterhead: Some(letterhead()),
        left: FootColumn::Receivers {
            title: "Nơi nhận:".to_owned(),
            lines: vec!["- Các thôn;".to_owned(), "- Lưu: VT, VHXH.".to_owned()],
        },
        ..article()
    };
    let mut opened = Opened::of(&letter);
    let cells = opened.cells();
    assert_eq!(
        cells[..6],
        [
            "ỦY BAN NHÂN DÂN",
            "XÃ NGHI SƠN",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Số:        /TB-UBND",
            "Nghi Sơn, ngày 07 tháng 3 năm 2023",
        ]
    );
    assert!(cells.iter().any(|it| it == "- Lưu: VT, VHXH."));
    let names = opened.archive.file_names();
    let names = names.map(|it| it.unwrap().into_owned());
    let headers: Vec<String> = names.filter(|it| it.starts_with("word/header")).collect();
    assert_eq!(headers.len(), 2, "{headers:?}");
    let numbered = headers.iter().filter(|it| opened.part(it).contains("PAGE"));
    assert_eq!(numbered.count(), 1, "the first page has no number");
}
