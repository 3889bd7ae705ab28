//! What every page has around it: title, navigation, who is signed in, the language's switch.

use crate::{Console, Viewer, WebError, assets, flash::just_done, i18n::Words};
use askama::Template;
use axum::{
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use duban_domain::access::{Action, Role};

/// A page's surroundings.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The page's own title.
    pub title: String,
    pub w: Words,
    pub reader: Option<Reader>,
    /// What was just done: its number, which may be empty.
    pub done: Option<String>,
    /// The page's own path, to come back to from the language's switch, and to mark where one is.
    pub path: String,
}

/// The frame above a page's own part, alone.
#[derive(Template)]
#[template(path = "head.html")]
struct Head<'a> {
    frame: &'a Layout,
}

/// Who reads.
#[derive(Clone, Debug)]
pub struct Reader {
    /// What drafts are kept by, in the reader's browser.
    pub account: String,
    pub name: String,
    pub bureau: String,
    pub role: Role,
    pub links: Vec<Link>,
}

/// A place in the navigation.
#[derive(Clone, Debug)]
pub struct Link {
    pub href: &'static str,
    pub text: String,
    pub current: bool,
}

/// The navigation, in order: address, text, and what one must be able to do somewhere to need it.
const PLACES: &[(&str, &str, Action)] = &[
    ("/", "nav-overview", Action::See),
    ("/inbox", "nav-inbox", Action::See),
    ("/laggards", "nav-laggards", Action::See),
    ("/queue", "queue-title", Action::HandleFinding),
    ("/findings", "nav-findings", Action::See),
    ("/listings", "nav-listings", Action::See),
    ("/incidents", "nav-incidents", Action::See),
    ("/notices", "nav-notices", Action::See),
    ("/league", "nav-league", Action::See),
    ("/calendar", "nav-calendar", Action::Subscribe),
    ("/launch", "nav-launch", Action::Launch),
    ("/holidays", "nav-holidays", Action::KeepHolidays),
    ("/audit", "nav-audit", Action::Audit),
    ("/users", "nav-users", Action::KeepUsers),
    ("/integrations", "nav-integrations", Action::Integrate),
];

impl Layout {
    /// The frame of a page for someone who is signed in.
    pub fn new(console: &Console, viewer: &Viewer, w: Words, title: String, path: &str) -> Self {
        let bureau = console.directory().get(&viewer.bureau);
        let is_current = |href: &str| path == href || (href != "/" && path.starts_with(&format!("{href}/")));
        let links = PLACES
            .iter()
            .filter(|(_, _, action)| viewer.may(*action, &viewer.bureau))
            .map(|(href, key, _)| Link { href, text: w.t(key), current: is_current(href) })
            .collect();
        let reader = Reader {
            account: viewer.account.clone(),
            name: viewer.name.clone(),
            bureau: bureau.map_or_else(|| viewer.bureau.to_string(), |bureau| bureau.name.clone()),
            role: viewer.role,
            links,
        };
        Self { title, w, reader: Some(reader), done: just_done(), path: path.to_owned() }
    }

    /// The frame of a page that anybody may see.
    pub fn bare(w: Words, title: String) -> Self {
        Self { title, w, reader: None, done: None, path: "/".to_owned() }
    }

    /// The page up to its own part: all that differs between two readers with the same rights.
    ///
    /// # Errors
    /// The template's.
    pub fn head(&self) -> Result<String, WebError> {
        Head { frame: self }.render().map_err(|error| WebError::Internal(error.into()))
    }

    /// The address of an embedded file.
    pub fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// The role's name in the reader's language.
    pub fn role(&self) -> String {
        self.reader.as_ref().map(|reader| self.w.family("role-", reader.role.as_str())).unwrap_or_default()
    }
}

/// A filled template as an answer. Pages hold what only one person may see: nobody between keeps them.
pub fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => {
            let mut response = Html(html).into_response();
            response
                .headers_mut()
                .insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
            response
        }
        Err(error) => WebError::Internal(error.into()).into_response(),
    }
}
