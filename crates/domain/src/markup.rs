//! Texts with a little form, as people type them: the one reader for screen, paper and loudspeaker.
//!
//! A small part of Markdown (CommonMark 0.31): headings, paragraphs, lists, bold, links. All else
//! is text as it stands. One reader for all channels, so that what was approved is what is shown.
use crate::Link;

/// A paragraph of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// Of level 1 to 3.
    Heading(u8, Vec<Span>),
    Paragraph(Vec<Span>),
    /// Of a list; numbered where the text says so.
    Item(Option<u32>, Vec<Span>),
}

/// Letters that look the same.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Span {
    pub text: String,
    pub bold: bool,
    pub link: Option<Link>,
}

impl Block {
    pub fn spans(&self) -> &[Span] {
        match self {
            Block::Heading(_, spans) | Block::Paragraph(spans) | Block::Item(_, spans) => spans,
        }
    }

    /// Its letters without their form.
    pub fn plain(&self) -> String {
        self.spans().iter().map(|it| it.text.as_str()).collect()
    }
}

/// Takes a text apart; every text has a reading.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(Start, String)> = None;
    for line in text.lines() {
        let (start, rest) = begin(line);
        match (&mut open, start) {
            (_, Start::Blank) => close(&mut blocks, open.take()),
            // A line that begins nothing goes on with what is open, but for a heading.
            (Some((before, written)), Start::Text) if !matches!(before, Start::Heading(_)) => {
                written.push(' ');
                written.push_str(rest);
            }
            (_, start) => {
                close(&mut blocks, open.take());
                open = Some((start, rest.to_owned()));
            }
        }
    }
    close(&mut blocks, open);
    blocks
}

/// How a line begins.
#[derive(Clone, Copy)]
enum Start {
    Blank,
    Text,
    Heading(u8),
    Item(Option<u32>),
}

fn begin(line: &str) -> (Start, &str) {
    let line = line.trim();
    if line.is_empty() {
        return (Start::Blank, "");
    }
    let marks = line.len() - line.trim_start_matches('#').len();
    if (1..=6).contains(&marks)
        && let Some(rest) = line[marks..].strip_prefix(' ')
    {
        let level = u8::try_from(marks.min(3)).unwrap_or(3);
        return (Start::Heading(level), rest.trim());
    }
    if let Some(rest) = ["- ", "* ", "+ "]
        .iter()
        .find_map(|it| line.strip_prefix(it))
    {
        return (Start::Item(None), rest.trim());
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if (1..=4).contains(&digits)
        && let Some(rest) = line[digits..].strip_prefix(". ")
    {
        return (Start::Item(line[..digits].parse().ok()), rest.trim());
    }
    (Start::Text, line)
}

fn close(blocks: &mut Vec<Block>, open: Option<(Start, String)>) {
    let Some((start, text)) = open else { return };
    let spans = spans(&text);
    blocks.push(match start {
        Start::Heading(level) => Block::Heading(level, spans),
        Start::Item(number) => Block::Item(number, spans),
        Start::Text | Start::Blank => Block::Paragraph(spans),
    });
}

fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let (mut rest, mut now) = (text, Span::default());
    while let Some(letter) = rest.chars().next() {
        let after = &rest[letter.len_utf8()..];
        if letter == '\\' && after.starts_with(|c: char| c.is_ascii_punctuation()) {
            now.text.push_str(&after[..1]);
            rest = &after[1..];
        } else if rest.starts_with("**") && (now.bold || rest[2..].contains("**")) {
            let bold = !now.bold;
            put(&mut spans, &mut now);
            now.bold = bold;
            rest = &rest[2..];
        } else if let Some((label, link, after)) = link(rest) {
            put(&mut spans, &mut now);
            spans.push(Span {
                text: label.to_owned(),
                bold: now.bold,
                link: Some(link),
            });
            rest = after;
        } else {
            now.text.push(letter);
            rest = after;
        }
    }
    put(&mut spans, &mut now);
    spans
}

fn put(spans: &mut Vec<Span>, now: &mut Span) {
    if !now.text.is_empty() {
        spans.push(Span {
            text: std::mem::take(&mut now.text),
            bold: now.bold,
            link: None,
        });
    }
}

/// `[words](https://…)` at the start; an address that is none of the web stays text.
fn link(text: &str) -> Option<(&str, Link, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (address, rest) = rest.split_once(')')?;
    let plain = !label.is_empty() && !label.contains('[') && !label.contains("**");
    Some((label, Link::new(address).ok()?, rest)).filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        let span = |it: &Span| match (&it.link, it.bold) {
            (Some(link), _) => format!("<{}|{}>", it.text, link.as_str()),
            (None, true) => format!("!{}!", it.text),
            (None, false) => it.text.clone(),
        };
        let blocks = blocks(text);
        let lines = blocks.iter().map(|block| {
            let text: String = block.spans().iter().map(span).collect();
            match block {
                Block::Heading(level, _) => format!("h{level} {text}"),
                Block::Paragraph(_) => format!("p {text}"),
                Block::Item(None, _) => format!("- {text}"),
                Block::Item(Some(number), _) => format!("{number} {text}"),
            }
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn headings_paragraphs_lists_bold_and_links_are_read() {
        let text = "# Một\nHai dòng\nmột đoạn\n\n- mục **đậm** này\n- mục\n  nối dòng\n1. nhất\n2. nhì\n\n\
            Xem [cổng](https://dichvucong.gov.vn/x) **nhé**.";
        assert_eq!(
            shown(text),
            "h1 Một\np Hai dòng một đoạn\n- mục !đậm! này\n- mục nối dòng\n1 nhất\n2 nhì\n\
             p Xem <cổng|https://dichvucong.gov.vn/x> !nhé!."
        );
    }

    #[test]
    fn what_is_no_form_of_ours_stays_text() {
        for text in [
            "<script>alert(1)</script>",
            "[bấm](javascript:alert(1))",
            "| a | b |",
            "#không",
            "một ** hai",
            "2023. ",
            "[a](b",
        ] {
            assert_eq!(shown(text), format!("p {}", text.trim()), "{text}");
        }
        assert_eq!(shown("\\*\\*không đậm\\*\\*"), "p **không đậm**");
        assert_eq!(shown("## Tên\ntiếp"), "h2 Tên\np tiếp");
    }

    proptest! {
        #[test]
        fn every_text_is_read_and_no_letter_invented(text in "[ab đ\\n*#\\[\\]()\\\\0-9.-]{0,80}") {
            for block in blocks(&text) {
                prop_assert!(block.plain().chars().all(|c| c == ' ' || text.contains(c)));
            }
        }
    }
}
