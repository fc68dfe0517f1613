//! Headers of every answer.
use crate::AppState;
use crate::public_address::{is_elsewhere, watched};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// For pages: everything from this server, nothing inline, never in a frame.
const PAGES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// For the phone app, which compiles WebAssembly, runs a service worker and has a manifest.
const APP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
     manifest-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";
/// Chromium up to version 96 does not know `'wasm-unsafe-eval'` and needs this to run WebAssembly.
const APP_IN_OLD_CHROMIUM: &str = "default-src 'none'; script-src 'self' 'unsafe-eval'; \
     style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; \
     worker-src 'self'; manifest-src 'self'; media-src 'self' blob:; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";
const LAST_WITHOUT_WASM_EVAL: u32 = 96;
/// Only the app uses the camera, to read enrolment codes, and the position, to mark a house.
const PAGES_PERMISSIONS: &str = "camera=(), geolocation=(), microphone=(), payment=()";
const APP_PERMISSIONS: &str = "camera=(self), geolocation=(self), microphone=(), payment=()";

/// A browser that met the server behind TLS uses HTTPS only for a year.
const HTTPS_ONLY: &str = "max-age=31536000";

pub async fn secure(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let app = request.uri().path().starts_with("/app/");
    let old = is_old_chromium(request.headers().get(header::USER_AGENT));
    let elsewhere = is_elsewhere(&state, request.headers());
    let (mut response, led) = watched(next.run(request)).await;
    let headers = response.headers_mut();
    let (policy, permissions) = if app {
        let policy = if old { APP_IN_OLD_CHROMIUM } else { APP };
        (policy, APP_PERMISSIONS)
    } else {
        (PAGES, PAGES_PERMISSIONS)
    };
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (HeaderName::from_static("permissions-policy"), permissions),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if state.config.secure_cookies {
        let https_only = HeaderValue::from_static(HTTPS_ONLY);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, https_only);
    }
    // Files with a hash in their name are the same under any host name.
    let is_kept_by_name = headers
        .get(header::CACHE_CONTROL)
        .is_some_and(|it| it.to_str().is_ok_and(|it| it.contains("immutable")));
    if led || (elsewhere && !app && !is_kept_by_name) {
        headers.remove(header::CACHE_CONTROL);
    }
    // Pages contain personal data, so an answer that says nothing about caching is cached nowhere.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

fn is_old_chromium(agent: Option<&HeaderValue>) -> bool {
    let agent = agent.and_then(|agent| agent.to_str().ok()).unwrap_or("");
    let version = agent.split_once("Chrome/").map(|(_, rest)| rest);
    let version = version.and_then(|rest| rest.split('.').next()?.parse::<u32>().ok());
    version.is_some_and(|version| version <= LAST_WITHOUT_WASM_EVAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_chromium_up_to_96_is_old() {
        let agent = |version: &str| {
            let text =
                format!("Mozilla/5.0 (Linux; Android 9) Chrome/{version} Mobile Safari/537.36");
            is_old_chromium(HeaderValue::from_str(&text).ok().as_ref())
        };
        assert!(agent("96.0.4664.45"));
        assert!(!agent("97.0.4692.70"));
        assert!(!agent("142.0"));
        assert!(!is_old_chromium(Some(&HeaderValue::from_static(
            "Firefox/140.0"
        ))));
        assert!(!is_old_chromium(None));
    }
}
