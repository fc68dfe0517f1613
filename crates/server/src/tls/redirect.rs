//! Plain HTTP, which only redirects to HTTPS.
use axum::Router;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use words::Language;
use words::https as say;

const HTTPS_PORT: u16 = 443;
/// The longest name with its port.
const HOST_LIMIT_BYTES: usize = 260;

/// Redirects each page to the same page on `port`.
pub fn app(port: u16) -> Router {
    Router::new().fallback(
        move |method: Method, uri: Uri, headers: HeaderMap| async move {
            answer(&method, &uri, &headers, port)
        },
    )
}

/// A form or a phone's work has already been sent unencrypted. It is refused, so that whoever sends
/// it notices.
fn answer(method: &Method, uri: &Uri, headers: &HeaderMap, port: u16) -> Response {
    if !matches!(*method, Method::GET | Method::HEAD) {
        let both = [Language::Vietnamese, Language::English].map(say::https_only);
        let text = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
        return (StatusCode::FORBIDDEN, text, both.join("\n")).into_response();
    }
    match target(uri, headers, port) {
        Some(target) => {
            (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, target)]).into_response()
        }
        None => StatusCode::BAD_REQUEST.into_response(),
    }
}

fn target(uri: &Uri, headers: &HeaderMap, port: u16) -> Option<HeaderValue> {
    let told = headers.get(header::HOST)?.to_str().ok()?;
    let name = without_port(told);
    let fits = |it: u8| it.is_ascii_alphanumeric() || b"-.:[]".contains(&it);
    let is_host = !name.is_empty() && told.len() <= HOST_LIMIT_BYTES && name.bytes().all(fits);
    let path = uri.path_and_query().map_or("/", |it| it.as_str());
    let path = if path.starts_with('/') { path } else { "/" };
    let port = match port {
        HTTPS_PORT => String::new(),
        other => format!(":{other}"),
    };
    let target = format!("https://{name}{port}{path}");
    is_host
        .then(|| HeaderValue::from_str(&target).ok())
        .flatten()
}

/// The host without its port: `[::1]:80` becomes `[::1]`.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port))
            if port.bytes().all(|it| it.is_ascii_digit()) && !name.ends_with(':') =>
        {
            name
        }
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led(host: &'static str, path: &str, port: u16) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static(host));
        let target = target(&path.parse().unwrap(), &headers, port)?;
        Some(target.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_page_is_redirected_to_the_same_page() {
        for (host, path, port, there) in [
            ("xa.vn", "/cho-so?q=mam", 443, "https://xa.vn/cho-so?q=mam"),
            ("xa.vn:80", "/", 443, "https://xa.vn/"),
            ("xa.vn:8080", "/a", 8443, "https://xa.vn:8443/a"),
            ("[::1]:80", "/", 443, "https://[::1]/"),
            ("xa.vn", "http://evil.example/a", 443, "https://xa.vn/a"),
        ] {
            assert_eq!(led(host, path, port).as_deref(), Some(there));
        }
    }

    #[test]
    fn a_request_without_a_valid_host_is_not_redirected() {
        for host in [
            "",
            "a b",
            "xa.vn/x",
            "xa.vn@evil.example",
            "xa.vn\\x",
            ":80",
        ] {
            assert_eq!(led(host, "/", 443), None, "{host}");
        }
    }
}
