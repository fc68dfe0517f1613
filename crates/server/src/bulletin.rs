//! Bulletins on their channels: one approved text that is shown, printed, sent and read aloud.
mod chat;
mod feed;
pub(crate) mod paper;
mod public;
pub(crate) mod script;
pub(crate) mod speech;

pub(crate) use chat::{chat_text, summary};
pub use public::routes;

use crate::PageError;
use domain::markup::{Block, Span, blocks};
use domain::{
    Approval, Bulletin, BulletinId, BulletinText, CommuneId, Draft, Kind, Label, Millis, Record,
    RecordKey, Standing, VillageId,
};
use quick_xml::escape::escape;
use std::fmt::Write;
use store::{Rows, Transaction};

/// A text that the editorial board approved, published or about to be.
#[derive(Clone, Debug)]
pub(crate) struct Approved {
    pub id: BulletinId,
    pub title: Label,
    pub text: BulletinText,
    pub author_name: Label,
    pub drafted: Millis,
    pub approval: Approval,
}

impl Approved {
    pub fn of(bulletin: &Bulletin) -> Self {
        Self {
            id: bulletin.id.clone(),
            title: bulletin.title.clone(),
            text: bulletin.text.clone(),
            author_name: bulletin.author_name.clone(),
            drafted: bulletin.drafted,
            approval: bulletin.approval.clone(),
        }
    }

    /// An edition that is approved but not published yet.
    pub fn of_draft(draft: &Draft) -> Option<Self> {
        let Standing::Approved(approval) = &draft.standing else {
            return None;
        };
        Some(Self {
            id: draft.id.clone(),
            title: draft.title.clone(),
            text: draft.text.clone(),
            author_name: draft.author_name.clone(),
            drafted: draft.drafted,
            approval: approval.clone(),
        })
    }
}

/// The published bulletins, newest first.
pub(crate) fn on_show(rows: &mut dyn Transaction, commune: &CommuneId) -> Rows<Vec<Bulletin>> {
    let records = store::records(rows, commune, Kind::Bulletin)?;
    let mut shown: Vec<Bulletin> = records
        .into_iter()
        .filter_map(|record| match record {
            Record::Bulletin(bulletin) if bulletin.is_on_show() => Some(*bulletin),
            _ => None,
        })
        .collect();
    shown.sort_by_key(|it| std::cmp::Reverse(it.published));
    Ok(shown)
}

/// A bulletin that has been published, even if it was withdrawn later.
pub(crate) fn published(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    id: &BulletinId,
) -> Rows<Option<Bulletin>> {
    let found = store::record(rows, commune, &RecordKey::Bulletin(id.clone()))?;
    Ok(match found {
        Some((Record::Bulletin(bulletin), _)) => Some(*bulletin),
        _ => None,
    })
}

/// A bulletin that anyone may read now: not found if it was never published, gone if it was
/// withdrawn.
pub(crate) fn read_by_all(
    rows: &mut dyn Transaction,
    commune: &CommuneId,
    id: &str,
) -> Result<Bulletin, PageError> {
    let id = BulletinId::new(id).ok_or(PageError::NotFound)?;
    let it = published(rows, commune, &id)?.ok_or(PageError::NotFound)?;
    it.is_on_show().then_some(it).ok_or(PageError::Gone)
}

/// For example `Thôn Đông, Thôn Đoài`; empty for the whole commune.
pub(crate) fn named(villages: &[VillageId], all: &[domain::Village]) -> String {
    let names = all.iter().filter(|it| villages.contains(&it.id));
    names
        .map(|it| it.name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// A text as HTML for below the page's own heading. Nothing in the text becomes markup by itself.
pub(crate) fn html(text: &str) -> String {
    let mut html = String::new();
    let mut list = "";
    for block in blocks(text) {
        let (wanted, tag) = match &block {
            Block::Heading(level, _) => ("", ["h2", "h3", "h4"][usize::from(*level - 1)]),
            Block::Paragraph(_) => ("", "p"),
            Block::Item(None, _) => ("ul", "li"),
            Block::Item(Some(_), _) => ("ol", "li"),
        };
        if list != wanted {
            close(&mut html, list);
            match (&block, wanted) {
                (Block::Item(Some(first), _), _) if *first != 1 => {
                    let _ = write!(html, "<ol start=\"{first}\">");
                }
                (_, "") => {}
                (_, wanted) => {
                    let _ = write!(html, "<{wanted}>");
                }
            }
            list = wanted;
        }
        let spans: String = block.spans().iter().map(span).collect();
        let _ = write!(html, "<{tag}>{spans}</{tag}>");
    }
    close(&mut html, list);
    html
}

fn close(html: &mut String, list: &str) {
    if !list.is_empty() {
        let _ = write!(html, "</{list}>");
    }
}

fn span(it: &Span) -> String {
    let mut html = escape(it.text.as_str()).into_owned();
    if it.bold {
        html = format!("<strong>{html}</strong>");
    }
    match &it.link {
        Some(link) => format!(
            "<a href=\"{}\" rel=\"noopener noreferrer\">{html}</a>",
            escape(link.as_str())
        ),
        None => html,
    }
}

#[cfg(test)]
mod tests {
    use super::html;

    #[test]
    fn a_text_becomes_headings_lists_and_links_and_nothing_else() {
        let text =
            "# Nhớ\n\n- một **hai**\n- ba\n\n3. bốn\n4. năm\n\nXem [cổng](https://a.vn/?x=1&y=2).";
        assert_eq!(
            html(text),
            "<h2>Nhớ</h2><ul><li>một <strong>hai</strong></li><li>ba</li></ul>\
             <ol start=\"3\"><li>bốn</li><li>năm</li></ol>\
             <p>Xem <a href=\"https://a.vn/?x=1&amp;y=2\" rel=\"noopener noreferrer\">cổng</a>.</p>"
        );
        for evil in [
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "[x](https://a.vn/\"onclick=alert(1))",
            "**<script>**",
        ] {
            let html = html(evil);
            let tags = html.replace("<p>", "").replace("</p>", "");
            let tags = tags.replace("<strong>", "").replace("</strong>", "");
            assert!(!tags.contains('<'), "{html}");
        }
    }
}
