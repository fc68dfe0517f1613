//! Reads the server's answer to a sync, or finds out why there is none.

use serde::Deserialize;
use serde_json::value::RawValue;
use sync::{ProblemBody, SyncResponse};

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ContactProblem {
    NoNetwork,
    /// The server is unreachable, or something else answered in its place. It will be tried again.
    ServerAway,
    /// The server says in its own words why it did not take the request.
    Told(ProblemBody),
    /// The server needs a newer version of the app.
    AppTooOld,
    /// The server is older than the app and has to be updated.
    AppTooNew,
    /// The server does not know this device. A new enrolment code is needed.
    NotKnown,
    /// The records differed from the server's twice. A person has to look.
    Stuck,
    Store,
    Revoked,
}

/// Reads an answer.
///
/// # Errors
/// Why the answer cannot be used.
pub fn read(status: u16, body: &str) -> Result<SyncResponse, ContactProblem> {
    if status == 200 {
        return domain::json::from_str(body).map_err(|_| unreadable(body));
    }
    let problem: Option<ProblemBody> = domain::json::from_str(body).ok();
    let code = problem.as_ref().map(|problem| problem.code.as_str());
    Err(match (status, code) {
        // Not our server's word: a hotel's sign-in page, a proxy of the phone company.
        (_, None) => ContactProblem::ServerAway,
        (401 | 403, Some(_)) => ContactProblem::NotKnown,
        (_, Some("app-too-new")) => ContactProblem::AppTooNew,
        (426, _) | (_, Some("app-too-old")) => ContactProblem::AppTooOld,
        _ => problem.map_or(ContactProblem::ServerAway, ContactProblem::Told),
    })
}

/// An answer of our own server that is complete but cannot be read comes from a newer version.
/// Anything else is a page of some other network, or was cut short.
fn unreadable(body: &str) -> ContactProblem {
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "asked only whether they are there")]
    struct OurOwn {
        epoch: Box<RawValue>,
        cursor: Box<RawValue>,
    }
    match domain::json::from_str::<OurOwn>(body) {
        Ok(_) => ContactProblem::AppTooOld,
        Err(_) => ContactProblem::ServerAway,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(code: &str) -> ProblemBody {
        ProblemBody {
            code: code.to_owned(),
            sentence: "Vì sao.".to_owned(),
            english: String::new(),
        }
    }

    fn body(code: &str) -> String {
        serde_json::to_string(&problem(code)).unwrap()
    }

    #[test]
    fn what_is_no_answer_says_what_to_do() {
        let told = |code: &str| ContactProblem::Told(problem(code));
        for (status, body, expected) in [
            (426, body("app-too-old"), ContactProblem::AppTooOld),
            (426, body("app-too-new"), ContactProblem::AppTooNew),
            (426, body("of-a-later-server"), ContactProblem::AppTooOld),
            (401, body("token-unknown"), ContactProblem::NotKnown),
            (
                401,
                "<h1>Sign in</h1>".to_owned(),
                ContactProblem::ServerAway,
            ),
            (403, String::new(), ContactProblem::ServerAway),
            (
                403,
                r#"{"error":"blocked"}"#.to_owned(),
                ContactProblem::ServerAway,
            ),
            (426, "Upgrade to TLS".to_owned(), ContactProblem::ServerAway),
            (507, body("disk-full"), told("disk-full")),
            (418, body("tea-pot"), told("tea-pot")),
            (503, String::new(), ContactProblem::ServerAway),
            (502, "<html>".to_owned(), ContactProblem::ServerAway),
        ] {
            assert_eq!(
                read(status, &body).unwrap_err(),
                expected,
                "{status} {body}"
            );
        }
    }

    #[test]
    fn an_answer_of_a_later_version_is_not_a_server_that_is_away() {
        let later = r#"{"epoch":{"of":7},"cursor":[1],"safe_seq":0}"#;
        let cafe = "<html>Xin mời đăng nhập Wi-Fi</html>";
        let cut = r#"{"epoch":7,"cursor":"x""#;
        assert_eq!(read(200, later).unwrap_err(), ContactProblem::AppTooOld);
        for other in [cafe, cut, "[]", "{}", ""] {
            assert_eq!(read(200, other).unwrap_err(), ContactProblem::ServerAway);
        }
    }
}
