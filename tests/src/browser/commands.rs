//! What chromedriver understands beyond the standard.

use fantoccini::wd::WebDriverCompatibleCommand;
use reqwest::{Method, Url};
use serde_json::{Value, json};

/// A command of the browser's own protocol.
#[derive(Debug)]
pub(super) struct Devtools {
    pub(super) method: &'static str,
    pub(super) parameters: Value,
}

/// Asks for what the browser's console says since it was last asked.
#[derive(Debug)]
pub(super) struct Log;

type Endpoint = Result<Url, <Url as std::str::FromStr>::Err>;

impl WebDriverCompatibleCommand for Devtools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Endpoint {
        of_session(base, session, "goog/cdp/execute")
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "cmd": self.method, "params": self.parameters }).to_string()))
    }
}

impl WebDriverCompatibleCommand for Log {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Endpoint {
        of_session(base, session, "se/log")
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

fn of_session(base: &Url, session: Option<&str>, command: &str) -> Endpoint {
    base.join(&format!("session/{}/{command}", session.unwrap_or_default()))
}
