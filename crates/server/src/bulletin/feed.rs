//! The commune's bulletins as a feed (Atom, RFC 4287).
use super::html;
use domain::{Bulletin, Millis};
use quick_xml::escape::escape;
use std::fmt::Write;

/// The most entries in a feed, the newest ones.
const ENTRIES_LIMIT: usize = 20;

pub(super) fn atom(shown: &[Bulletin], commune: &str, base: &str, id: &str) -> String {
    let (home, commune) = (escape(format!("{base}/bai/{id}")), escape(commune));
    let updated = shown.iter().map(|it| it.published).max();
    let updated = moment(updated.unwrap_or_default());
    let title = escape(words::site::bulletins_nav(words::Language::Vietnamese));
    // The id names the bulletin and not its address, so that entries do not look new after the
    // server moves.
    let name = escape(format!("tag:tungnha,2026:bai/{id}"));
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"vi\">\n\
         <title>{title} · {commune}</title>\n<id>{name}</id>\n<updated>{updated}</updated>\n\
         <link href=\"{home}\"/>\n<link rel=\"self\" href=\"{home}/atom.xml\"/>\n\
         <author><name>{commune}</name></author>\n"
    );
    for it in shown.iter().take(ENTRIES_LIMIT) {
        let title = escape(it.title.as_str());
        let (published, content) = (moment(it.published), escape(html(it.text.as_str())));
        let _ = writeln!(
            xml,
            "<entry><title>{title}</title><id>{name}/{id}</id><link href=\"{home}/{id}\"/>\
             <published>{published}</published><updated>{published}</updated>\
             <content type=\"html\">{content}</content></entry>",
            id = it.id,
        );
    }
    xml + "</feed>\n"
}

/// A time in Vietnam's time zone, written as in RFC 3339.
fn moment(at: Millis) -> String {
    let (hour, minute) = at.clock();
    let second = at.0.rem_euclid(Millis::MINUTE) / Millis::SECOND;
    format!("{}T{hour:02}:{minute:02}:{second:02}+07:00", at.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_in_vietnams_time_zone() {
        assert_eq!(moment(Millis(0)), "1970-01-01T07:00:00+07:00");
    }
}
