//! The audit log on a page: who did what when, filtered, page by page, and as a file.

mod export;
mod line;

use super::choice::{ChoiceOption, bureaus};
use askama::Template;
use axum::{extract::State, response::Response};
use duban_domain::{access::Action, people::Outcome};
use duban_web::{
    Console, Viewer, WebError,
    extract::QueryParams,
    i18n::Words,
    layout::{Layout, page},
    queries::audit::AuditLogQuery,
    routes::Routes,
};
use line::{AuditLineView, DEEDS, action_name};

/// Lines on a page.
const PAGE: usize = 50;

pub(crate) fn routes() -> Routes {
    Routes::default().get("/audit", list).get("/audit/export", export::export)
}

#[derive(Template)]
#[template(path = "people/audit.html")]
struct AuditPage {
    frame: Layout,
    w: Words,
    rows: Vec<AuditLineView>,
    filter: AuditLogQuery,
    bureaus: Vec<ChoiceOption>,
    actions: Vec<ChoiceOption>,
    outcomes: Vec<ChoiceOption>,
    /// Where the next page begins.
    older: Option<String>,
    first: String,
    is_first: bool,
    export: String,
}

async fn list(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    QueryParams(filter): QueryParams<AuditLogQuery>,
) -> Result<Response, WebError> {
    let log = filter.wanted(&viewer, w)?;
    let after = filter.after(w)?;
    // One more than is shown tells whether there is another page.
    let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
    let mut rows = log.page(after, limit).await?;
    let is_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let older = rows.last().filter(|_| is_more).map(|row| filter.address("/audit", Some(row.cursor())));
    let chosen = |choice: &str| filter.action.as_deref() == Some(choice);
    let actions = Action::ALL.iter().map(|action| action.as_str()).chain(DEEDS.iter().copied());
    Ok(page(&AuditPage {
        frame: Layout::new(&console, &viewer, w, w.t("nav-audit"), "/audit"),
        w,
        rows: rows.into_iter().map(|row| AuditLineView::of(&console, w, row)).collect(),
        bureaus: bureaus(&viewer, filter.bureau.as_deref().unwrap_or_default()),
        actions: actions
            .map(|action| ChoiceOption {
                value: action.to_owned(),
                text: action_name(w, action),
                chosen: chosen(action),
            })
            .collect(),
        outcomes: Outcome::ALL
            .iter()
            .map(|one| {
                let text = w.family("outcome-", one.as_str());
                ChoiceOption::new(one.as_str(), text, filter.outcome.as_deref().unwrap_or_default())
            })
            .collect(),
        older,
        first: filter.address("/audit", None),
        is_first: after.is_none(),
        export: filter.address("/audit/export", None),
        filter,
    }))
}
