//! Sends a photo in pieces. After each answer it decides what comes next; the server says how much
//! it has.

use super::HeldPhoto;
use domain::{PhotoId, PhotoOf};
use serde::Deserialize;
use std::ops::Range;

/// The largest piece that the server takes.
pub const PIECE_BYTES: usize = 256 * 1024;
/// After this many answers for one photo, the rest waits for the next contact.
pub const ANSWERS_LIMIT: usize = 24;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    Send(Range<usize>),
    Done,
    /// The connection or the server failed, so all photos wait for the next contact.
    LaterAll,
    /// Something is wrong with this photo; the next one may be sent.
    Later,
    /// The server refuses the photo; holds its reason.
    Refused(String),
}

/// How much of a photo the server has.
#[derive(Deserialize)]
struct Stands {
    received: usize,
    complete: bool,
}

/// What to do after an answer, be it to a question or to a piece.
pub fn after(held: &HeldPhoto, status: u16, body: &str) -> Step {
    if let (200 | 409, Ok(stands)) = (status, domain::json::from_str::<Stands>(body)) {
        return match stands.received {
            _ if stands.complete => Step::Done,
            at if at < held.size_bytes => Step::Send(at..held.size_bytes.min(at + PIECE_BYTES)),
            _ => Step::Later,
        };
    }
    let problem = domain::json::from_str::<sync::ProblemBody>(body).ok();
    match (status, problem) {
        (_, Some(problem)) if KEPT_TRYING.contains(&problem.code.as_str()) => Step::Later,
        (413 | 422 | 403, Some(problem)) => Step::Refused(problem.sentence),
        _ => Step::LaterAll,
    }
}

/// Refusals that pass: the household or class has not reached the server yet, or what arrived was
/// damaged and is sent again.
const KEPT_TRYING: [&str; 3] = [
    "photo-household-unknown",
    "photo-class-unknown",
    "photo-not-whole",
];

/// The address that a piece is sent to.
pub fn address(photo: &PhotoId, held: &HeldPhoto, offset: usize) -> String {
    let HeldPhoto {
        of,
        size_bytes,
        sha256,
        ..
    } = held;
    let of = match of {
        PhotoOf::Household(id) => format!("household={id}"),
        PhotoOf::Class(id) => format!("class={id}"),
    };
    format!("/api/photos/{photo}?{of}&offset={offset}&size={size_bytes}&sha256={sha256}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{ClassId, HouseholdId};

    fn held() -> HeldPhoto {
        HeldPhoto {
            of: PhotoOf::Household(HouseholdId::new("h").unwrap()),
            size_bytes: 600_000,
            sha256: "ab".to_owned(),
            sent: None,
            refused: None,
            small_only: false,
        }
    }

    #[test]
    fn pieces_follow_where_the_server_stands() {
        for (status, body, step) in [
            (
                200,
                r#"{"received":0,"complete":false}"#,
                Step::Send(0..262_144),
            ),
            // The server has more than we know of, because its last answer was lost.
            (
                409,
                r#"{"received":262144,"complete":false}"#,
                Step::Send(262_144..524_288),
            ),
            (
                200,
                r#"{"received":524288,"complete":false}"#,
                Step::Send(524_288..600_000),
            ),
            (200, r#"{"received":600000,"complete":true}"#, Step::Done),
            (200, r#"{"received":600000,"complete":false}"#, Step::Later),
            (503, "", Step::LaterAll),
            (200, "<html>a café's own page</html>", Step::LaterAll),
        ] {
            assert_eq!(after(&held(), status, body), step, "{status} {body}");
        }
    }

    #[test]
    fn a_refusal_is_said_in_the_servers_words() {
        let problem = |code: &str| format!(r#"{{"code":"{code}","sentence":"Vì sao."}}"#);
        let refused = Step::Refused("Vì sao.".to_owned());
        for (status, code, step) in [
            (403, "photo-elsewhere", refused.clone()),
            (422, "photo-not-square", refused.clone()),
            (413, "photo-too-large", refused),
            (409, "photo-household-unknown", Step::Later),
            (409, "photo-class-unknown", Step::Later),
            (422, "photo-not-whole", Step::Later),
            (507, "disk-full", Step::LaterAll),
            (401, "token-unknown", Step::LaterAll),
        ] {
            assert_eq!(after(&held(), status, &problem(code)), step, "{code}");
        }
    }

    #[test]
    fn a_piece_says_whose_it_is_and_where_it_begins() {
        let photo = PhotoId::new("p1").unwrap();
        assert_eq!(
            address(&photo, &held(), 262_144),
            "/api/photos/p1?household=h&offset=262144&size=600000&sha256=ab"
        );
        let of_a_class = HeldPhoto {
            of: PhotoOf::Class(ClassId::new("c1").unwrap()),
            ..held()
        };
        assert_eq!(
            address(&photo, &of_a_class, 0),
            "/api/photos/p1?class=c1&offset=0&size=600000&sha256=ab"
        );
    }
}
