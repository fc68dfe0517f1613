//! Requests to our own server, each with a time limit and a size limit.

use super::{name_of, window};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, Headers, Request, RequestInit, Response};

/// The longest answer that is read. A page of records is far smaller.
pub const ANSWER_LIMIT_BYTES: usize = 16 * 1024 * 1024;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: String,
    /// `Retry-After` in seconds, if the server is busy.
    pub retry_after_s: Option<u32>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NetworkProblem {
    /// No signal, no server, or a name that does not resolve. A browser does not say which.
    Unreachable,
    TimedOut,
    TooLarge,
}

/// Posts JSON and reads the whole answer.
pub async fn post_json(
    path: &str,
    token: Option<&str>,
    body: &str,
    timeout_ms: i32,
) -> Result<Answer, NetworkProblem> {
    let body = Body {
        kind: "application/json",
        value: body.into(),
    };
    ask("POST", path, token, Some(body), timeout_ms).await
}

/// Puts bytes; without bytes, asks how much the server has.
pub async fn put_or_get(
    path: &str,
    token: &str,
    bytes: Option<&[u8]>,
    timeout_ms: i32,
) -> Result<Answer, NetworkProblem> {
    let body = bytes.map(|bytes| Body {
        kind: "application/octet-stream",
        value: js_sys::Uint8Array::from(bytes).into(),
    });
    let method = if body.is_some() { "PUT" } else { "GET" };
    ask(method, path, Some(token), body, timeout_ms).await
}

struct Body {
    kind: &'static str,
    value: JsValue,
}

async fn ask(
    method: &str,
    path: &str,
    token: Option<&str>,
    body: Option<Body>,
    timeout_ms: i32,
) -> Result<Answer, NetworkProblem> {
    let controller = AbortController::new().map_err(|_| NetworkProblem::Unreachable)?;
    let abort = controller.clone();
    let timer = Closure::once_into_js(move || abort.abort());
    let timeout = window()
        .set_timeout_with_callback_and_timeout_and_arguments_0(timer.unchecked_ref(), timeout_ms);
    let answer = match request(method, path, token, body, &controller) {
        // Boxed, because otherwise every caller would contain the request's state machine.
        Ok(request) => Box::pin(send(&request)).await,
        Err(_) => Err(NetworkProblem::Unreachable),
    };
    if let Ok(timeout) = timeout {
        window().clear_timeout_with_handle(timeout);
    }
    answer
}

/// Whether the browser believes that there is a network. It is often wrong, so use this only to
/// explain a failure and to try less often.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

fn request(
    method: &str,
    path: &str,
    token: Option<&str>,
    body: Option<Body>,
    controller: &AbortController,
) -> Result<Request, JsValue> {
    let headers = Headers::new()?;
    if let Some(token) = token {
        headers.set("authorization", &format!("Bearer {token}"))?;
    }
    let options = RequestInit::new();
    options.set_method(method);
    if let Some(body) = body {
        headers.set("content-type", body.kind)?;
        options.set_body(&body.value);
    }
    options.set_headers_headers(&headers);
    options.set_signal(Some(&controller.signal()));
    Request::new_with_str_and_init(path, &options)
}

async fn send(request: &Request) -> Result<Answer, NetworkProblem> {
    let response = JsFuture::from(window().fetch_with_request(request))
        .await
        .map_err(|why| problem(&why))?;
    let response: Response = response
        .dyn_into()
        .map_err(|_| NetworkProblem::Unreachable)?;
    let retry_after_s = response
        .headers()
        .get("retry-after")
        .ok()
        .flatten()
        .and_then(|text| text.parse().ok());
    let reading = response.text().map_err(|why| problem(&why))?;
    let body = JsFuture::from(reading).await.map_err(|why| problem(&why))?;
    let body = body.as_string().unwrap_or_default();
    if body.len() > ANSWER_LIMIT_BYTES {
        return Err(NetworkProblem::TooLarge);
    }
    Ok(Answer {
        status: response.status(),
        body,
        retry_after_s,
    })
}

fn problem(thrown: &JsValue) -> NetworkProblem {
    if name_of(thrown) == "AbortError" {
        NetworkProblem::TimedOut
    } else {
        NetworkProblem::Unreachable
    }
}
