//! Headers that every answer carries.
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Pages: everything from here, nothing inline, framed by nobody.
const PAGES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// The phone app compiles WebAssembly, runs a service worker and has a manifest.
const APP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
     manifest-src 'self'; media-src 'self' blob:; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";
/// The camera reads enrolment codes and the place marks a house, in the app only.
const PAGES_PERMISSIONS: &str = "camera=(), geolocation=(), microphone=(), payment=()";
const APP_PERMISSIONS: &str = "camera=(self), geolocation=(self), microphone=(), payment=()";

pub async fn secure(request: Request, next: Next) -> Response {
    let app = request.uri().path().starts_with("/app/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let (policy, permissions) = if app {
        (APP, APP_PERMISSIONS)
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
    // Pages hold personal data: what says nothing of caching is not kept by anyone.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}
