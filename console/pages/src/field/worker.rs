//! The service worker's script: told which files this edition of the program has, so that it keeps these and
//! is another script, which browsers take at once, as soon as one of them is another.

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use duban_web::assets::{all_addresses, hash};
use serde_json::json;
use std::sync::LazyLock;

static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let (own, shell) = (include_str!("../../../web/assets/sw.js"), json!(all_addresses()));
    let edition = hash(format!("{shell}{own}").as_bytes());
    format!("const EDITION = \"{edition}\";\nconst SHELL = {shell};\n{own}")
});

/// Served from the root, so that it may look after every page.
pub(super) async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        // A browser asks each time whether there is a newer one.
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, SCRIPT.as_str()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_keeps_every_file_of_this_edition() {
        for name in ["app.css", "forms.js", "queue.js", "icon.svg"] {
            assert!(SCRIPT.contains(&duban_web::assets::address(name)), "{name}");
        }
        assert!(SCRIPT.starts_with("const EDITION = \"") && SCRIPT.contains("\"use strict\""));
    }
}
