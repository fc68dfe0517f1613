//! The timetable as a calendar feed at `/lop/{commune}/lich.ics` (RFC 5545).
//!
//! Lines are folded, text is escaped, and times are in UTC, which every program converts correctly.
use super::Around;
use crate::public::{base, cacheable_for};
use crate::{AppState, LanguageOf, PageError};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use domain::{Class, Millis, Seq};
use std::fmt::Write;
use words::classes as say;

/// Past classes stay in the feed for this many days, so that calendars do not lose them at once.
const KEPT_DAYS: i32 = 31;
/// The longest line in octets, without its end (RFC 5545 section 3.1).
const LINE_OCTETS: usize = 75;
const CACHING: &str = "public, max-age=900";

pub async fn feed(
    State(state): State<AppState>,
    LanguageOf(lang): LanguageOf,
    uri: Uri,
    headers: HeaderMap,
    Path(commune): Path<String>,
) -> Result<Response, PageError> {
    let (around, mut classes) = Around::with_classes(&state, commune, lang).await?;
    let now = state.clock.now();
    let oldest = now.day().plus(-KEPT_DAYS);
    classes.retain(|(it, _)| it.plan.day >= oldest);
    classes.sort_by_key(|(it, _)| (it.plan.day, it.plan.from));
    let base = base(&state, &headers);
    let mut calendar = Calendar::begin(&say::calendar_name(lang, &around.site.name));
    for (class, seq) in &classes {
        calendar.event(&around, class, *seq, now, &base);
    }
    let mut response = calendar.end().into_response();
    let kind = HeaderValue::from_static("text/calendar; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(cacheable_for(response, &uri, CACHING))
}

/// Collects the lines of a feed.
struct Calendar(String);

impl Calendar {
    fn begin(name: &str) -> Self {
        let mut calendar = Self(String::new());
        calendar.line("BEGIN", "VCALENDAR");
        calendar.line("VERSION", "2.0");
        calendar.line("PRODID", "-//Tung Nha//Lop hoc//VI");
        calendar.line("CALSCALE", "GREGORIAN");
        calendar.line("METHOD", "PUBLISH");
        calendar.text("X-WR-CALNAME", name);
        calendar.line("X-WR-TIMEZONE", "Asia/Ho_Chi_Minh");
        calendar
    }

    fn event(&mut self, around: &Around, class: &Class, seq: Seq, now: Millis, base: &str) {
        let (shown, lang) = (around.shown(class), around.site.lang);
        let address = format!("{base}/lop/{}/{}", around.commune, class.id);
        self.line("BEGIN", "VEVENT");
        self.line("UID", &format!("{}.{}@tungnha", class.id, around.commune));
        self.line("DTSTAMP", &utc(now));
        self.line("SEQUENCE", &seq.0.to_string());
        self.line("DTSTART", &utc(class.begins()));
        self.line("DTEND", &utc(class.ends()));
        self.text("SUMMARY", &shown.title);
        self.text("LOCATION", &shown.place);
        let about = match &shown.cancelled {
            Some(reason) => say::calendar_cancelled(lang, reason),
            None => say::calendar_about(lang, &shown.teacher, &address),
        };
        self.text("DESCRIPTION", &about);
        self.line("URL", &address);
        let status = if shown.cancelled.is_some() {
            "CANCELLED"
        } else {
            "CONFIRMED"
        };
        self.line("STATUS", status);
        self.line("END", "VEVENT");
    }

    fn end(mut self) -> String {
        self.line("END", "VCALENDAR");
        self.0
    }

    fn text(&mut self, name: &str, text: &str) {
        self.line(name, &escaped(text));
    }

    fn line(&mut self, name: &str, value: &str) {
        fold(&format!("{name}:{value}"), &mut self.0);
    }
}

/// For example `20261205T070000Z`.
fn utc(at: Millis) -> String {
    let seconds = at.0.div_euclid(1_000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let day = domain::Day(i32::try_from(days).unwrap_or(0));
    let (year, month, number) = day.civil();
    let (hour, minute) = (second / 3_600, second / 60 % 60);
    format!(
        "{year:04}{month:02}{number:02}T{hour:02}{minute:02}{:02}Z",
        second % 60
    )
}

/// Escapes the text of a property (RFC 5545 section 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            '\n' => escaped.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Writes a line in pieces of at most 75 octets, never cutting inside a letter.
fn fold(line: &str, into: &mut String) {
    let mut octets = 0;
    for letter in line.chars() {
        if octets + letter.len_utf8() > LINE_OCTETS {
            into.push_str("\r\n ");
            // The blank that continues a line counts too.
            octets = 1;
        }
        octets += letter.len_utf8();
        into.push(letter);
    }
    let _written = into.write_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Day;
    use domain::class::TimeOfDay;

    #[test]
    fn long_lines_are_folded_between_letters_and_come_back_whole() {
        let text = "Nhà văn hóa thôn Đoài, ngõ Giếng, cạnh trường tiểu học xã Nghi Sơn; cổng sau "
            .repeat(4);
        let mut folded = String::new();
        fold(&format!("LOCATION:{}", escaped(&text)), &mut folded);
        for line in folded.split("\r\n") {
            assert!(line.len() <= LINE_OCTETS, "{}: {line}", line.len());
        }
        let whole = folded.replace("\r\n ", "");
        assert_eq!(
            whole.trim_end(),
            format!("LOCATION:{}", escaped(&text)).trim_end()
        );
    }

    #[test]
    fn characters_with_a_special_meaning_are_escaped() {
        assert_eq!(escaped("a,b;c\\d\ne\r"), "a\\,b\\;c\\\\d\\ne");
    }

    #[test]
    fn times_are_in_utc() {
        let day = Day::parse("2026-12-05").unwrap();
        let at = |text: &str| utc(TimeOfDay::parse(text).unwrap().on(day));
        assert_eq!(at("14:30"), "20261205T073000Z");
        assert_eq!(at("06:59"), "20261204T235900Z");
    }
}
