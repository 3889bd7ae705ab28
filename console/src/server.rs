//! The router with all that stands around every route, and the loop that serves it.

use crate::intake;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderName, HeaderValue, header},
    middleware::{self, Next},
};
use duban_web::{
    Console, Principal, Route, audit, calendar_feed, error_page, extract::FORM_BYTES, flash, guard, once,
    people, routes::Routes,
};
use std::{future::Future, io, net::SocketAddr, time::Duration};
use tokio::net::TcpListener;
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer, compression::CompressionLayer, set_header::SetResponseHeaderLayer,
};

/// Scripts, styles and pictures from here alone, nothing inline, in no other page's frame.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'; manifest-src 'self'";

const HEADERS: &[(&str, &str)] = &[
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

/// Whoever came over TLS once never comes without it again.
const STRICT_TRANSPORT: (&str, &str) = ("strict-transport-security", "max-age=31536000");

/// The one list of all that is served.
fn routes() -> Routes {
    duban_pages::routes().and(duban_api::routes()).and(intake::routes()).and(calendar_feed::routes())
}

/// Every route there is.
pub fn route_list() -> Vec<Route> {
    routes().list
}

/// The console as a service.
pub fn router(console: Console) -> Router {
    let routes = once_and_tagged(&console)
        .layer(middleware::from_fn_with_state(console.clone(), audit::witnessed))
        .layer(middleware::from_fn_with_state(console.clone(), people::identify))
        .layer(console.sign_in_ways().sessions())
        .layer(middleware::from_fn_with_state(console.clone(), people::limited))
        .layer(middleware::from_fn_with_state(console.clone(), people::known));
    around(routes, console)
}

/// The console for tests of its pages: every request comes from `viewer`, or from nobody.
pub fn router_as(console: Console, principal: Option<Principal>) -> Router {
    let service = console.service().clone();
    let identify = move |mut request: Request, next: Next| {
        let known = principal.clone().map(|principal| service.viewer(principal));
        async move {
            if let Some(viewer) = known {
                request.extensions_mut().insert(viewer);
            }
            next.run(request).await
        }
    };
    let routes = once_and_tagged(&console)
        .layer(middleware::from_fn_with_state(console.clone(), audit::witnessed))
        .layer(middleware::from_fn(identify));
    around(routes, console)
}

/// All routes; the API's writes happen once, and its reads bear entity tags.
fn once_and_tagged(console: &Console) -> Router<Console> {
    let once = middleware::from_fn_with_state(console.clone(), once::once);
    routes().router().layer(once).layer(middleware::from_fn(duban_api::tagged))
}

fn around(routes: Router<Console>, console: Console) -> Router {
    let service = ServiceBuilder::new()
        .layer(CompressionLayer::new().gzip(true).compress_when(is_worth_packing))
        .layer(middleware::from_fn(flash::told))
        .layer(middleware::from_fn(error_page::present))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn(guard::same_origin))
        .layer(DefaultBodyLimit::max(FORM_BYTES));
    let mut app = routes.fallback(async || duban_web::WebError::NotFound).layer(service);
    // Outermost: faults are answers too.
    let over_tls = console.sign_in_ways().settings.is_secure().then_some(&STRICT_TRANSPORT);
    for (name, value) in HEADERS.iter().chain(over_tls) {
        let (name, value) = (HeaderName::from_static(name), HeaderValue::from_static(value));
        app = app.layer(SetResponseHeaderLayer::if_not_present(name, value));
    }
    app.with_state(console)
}

/// Not what is packed already, what flows, or what is too short to gain.
fn is_worth_packing(
    _: axum::http::StatusCode,
    _: axum::http::Version,
    headers: &axum::http::HeaderMap,
    _: &axum::http::Extensions,
) -> bool {
    let text =
        |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    let kind = text(header::CONTENT_TYPE);
    let length = text(header::CONTENT_LENGTH).parse::<u64>().unwrap_or(u64::MAX);
    let is_text = kind.starts_with("text/html") || kind.contains("json") || kind.starts_with("text/csv");
    is_text && length > 1024
}

/// Serves until told to stop; requests in hand are finished, open streams are cut.
///
/// # Errors
/// The listener's.
pub async fn serve(
    console: Console,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let watched = console.clone();
    let watch = tokio::spawn(async move { watched.live().watch().await });
    let app = router(console.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let live = console.clone();
    let stop = async move {
        stop.await;
        live.live().close();
        // A browser that keeps its connection open is not waited for.
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let outcome = axum::serve(listener, app).with_graceful_shutdown(stop).await;
    watch.abort();
    outcome
}
