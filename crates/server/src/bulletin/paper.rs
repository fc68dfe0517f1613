//! A bulletin on paper, with the two-column footer of official documents.
use super::Approved;
use domain::{Settings, markup};
use reports::{Block, FootColumn, OfficialText, Words};
use vietnamese::Date;
use words::{Language, bulletin as say};

const VI: Language = Language::Vietnamese;

/// Always in Vietnamese, because it is a document of the commune.
pub(crate) fn paper(it: &Approved, settings: &Settings) -> OfficialText {
    OfficialText {
        lang: "vi",
        letterhead: None,
        title: say::paper_title(VI).to_owned(),
        subject: it.title.as_str().to_owned(),
        body: markup::blocks(it.text.as_str()).iter().map(block).collect(),
        left: FootColumn::Signature {
            place_and_date: String::new(),
            role: vec![
                say::paper_approved(VI).to_owned(),
                say::paper_post(VI, it.approval.post.as_str()).to_uppercase(),
                it.approval.title.as_str().to_uppercase(),
            ],
            name: it.approval.name.as_str().to_owned(),
        },
        right: FootColumn::Signature {
            place_and_date: place_and_date(it, settings),
            role: vec![say::paper_author(VI).to_owned()],
            name: it.author_name.as_str().to_owned(),
        },
    }
}

/// For example `xã Nghi Sơn, ngày 07 tháng 3 năm 2023`.
fn place_and_date(it: &Approved, settings: &Settings) -> String {
    let (year, month, day) = it.drafted.day().civil();
    let date = Date { year, month, day }.long();
    format!("{}, {date}", within(settings.commune_name.as_str()))
}

/// The commune's name inside a sentence: `Xã Nghi Sơn` becomes `xã Nghi Sơn`.
pub(crate) fn within(commune: &str) -> String {
    let mut letters = commune.chars();
    let first = letters.next().map(|it| it.to_lowercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

fn block(block: &markup::Block) -> Block {
    let before = match block {
        markup::Block::Heading(..) => return Block::Heading(block.plain()),
        markup::Block::Paragraph(_) => String::new(),
        markup::Block::Item(None, _) => "– ".to_owned(),
        markup::Block::Item(Some(number), _) => format!("{number}. "),
    };
    let before = (!before.is_empty()).then_some(Words {
        text: before,
        bold: false,
    });
    let words = block.spans().iter().map(|it| Words {
        text: it.text.clone(),
        bold: it.bold,
    });
    Block::Words(before.into_iter().chain(words).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commune_name_inside_a_sentence_begins_with_a_small_letter() {
        assert_eq!(within("Xã Nghi Sơn"), "xã Nghi Sơn");
        assert_eq!(within(""), "");
    }
}
