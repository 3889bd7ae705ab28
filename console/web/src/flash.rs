//! What was just done is told once, on the page that comes after it: whatever a form did, its answer leads on to a page,
//! and that page says at its head that it was done, with the number it was given where it has one.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use std::future::Future;

/// The cookie between the answer and the page; the pages' own script may take it away, so it is open to it.
const COOKIE: &str = "duban_done";
/// How long the page may take to come, in seconds.
const KEPT_SECONDS: u32 = 60;
/// The longest number.
const LONGEST_NUMBER: usize = 64;
/// What leads on without anything having been done, or to a page that says more of it by itself.
const NOT_TOLD: [&str; 6] =
    ["/sign-in", "/sign-out", "/language", "/account/password", "/mail/", "/findings/import"];

tokio::task_local! {
    /// What the request's page has to tell.
    static DONE: Option<String>;
}

/// The number that something done was given; goes along with the answer.
#[derive(Clone, Debug)]
pub struct DoneNumber(pub String);

/// Whether something was just done, and under which number: empty where it has none.
pub fn just_done() -> Option<String> {
    DONE.try_with(Clone::clone).ok().flatten()
}

/// The same answer with the number of what was done.
pub fn numbered(mut response: Response, number: impl ToString) -> Response {
    response.extensions_mut().insert(DoneNumber(number.to_string()));
    response
}

/// Tells the page what was done before it, and notes with an answer that leads on that something was.
pub async fn told(request: Request, next: Next) -> Response {
    let done = noted(request.headers());
    // A form that is sent in place looks at the page, and goes there then; a piece of a page tells nothing.
    let is_piece = ["x-in-place", "hx-request"].iter().any(|name| request.headers().contains_key(*name));
    let is_shown = request.method() == Method::GET && !is_piece;
    let path = request.uri().path();
    let is_act = request.method() == Method::POST
        && !path.starts_with("/api/")
        && !NOT_TOLD.iter().any(|one| path.starts_with(one));
    let spent = is_shown && done.is_some();
    let mut response = within(done, next.run(request)).await;
    if is_act && response.status() == StatusCode::SEE_OTHER {
        let number = response.extensions().get::<DoneNumber>().map(|number| number.0.clone());
        set(response.headers_mut(), &format!(".{}", number.unwrap_or_default()), KEPT_SECONDS);
    } else if spent && is_page(&response) {
        set(response.headers_mut(), "", 0);
    }
    response
}

/// Runs a request whose page has this to tell.
async fn within<F: Future>(done: Option<String>, request: F) -> F::Output {
    DONE.scope(done, request).await
}

fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    response.status().is_success() && kind.is_some_and(|kind| kind.starts_with("text/html"))
}

fn set(headers: &mut HeaderMap, value: &str, seconds: u32) {
    // A number that is not plain is not told.
    let value = if is_plain(value) { value } else { "." };
    let cookie = format!("{COOKIE}={value}; Path=/; Max-Age={seconds}; SameSite=Lax");
    headers.extend(HeaderValue::try_from(cookie).map(|cookie| (header::SET_COOKIE, cookie)));
}

/// What the cookie says: anybody can write it, so nothing but a number is taken from it.
fn noted(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut cookies = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = cookies.find(|(name, _)| *name == COOKIE)?;
    value.strip_prefix('.').filter(|number| is_plain(number)).map(str::to_owned)
}

fn is_plain(number: &str) -> bool {
    number.len() <= LONGEST_NUMBER
        && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_number_is_taken_from_the_cookie() {
        let noted = |cookie: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, cookie.parse().unwrap());
            noted(&headers)
        };
        assert_eq!(noted("a=b; duban_done=.522701-0012"), Some("522701-0012".to_owned()));
        assert_eq!(noted("duban_done=."), Some(String::new()));
        for wrong in ["duban_done=", "duban_done=.<b>", "duban_done=.a b", "duban=.1"] {
            assert_eq!(noted(wrong), None, "{wrong}");
        }
    }
}
