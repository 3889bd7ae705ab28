//! The audit log on a page: who did what when, filtered, page by page, and as a file.

pub(crate) mod asked;
mod export;

use super::{
    choice::{ChoiceOption, bureau_name, bureaus},
    shown,
};
use crate::{
    Console, Principal, WebError,
    extract::QueryParams,
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};
use askama::Template;
use asked::Filter;
use axum::{extract::State, response::Response};
use duban_domain::{access::Action, people::Outcome};
use duban_store::AuditRow;
use serde_json::Value;

/// Lines on a page.
const PAGE: usize = 50;

/// What can be done besides the acts the rule knows, as the log spells it.
const DEEDS: &[&str] = &[
    "sign-in",
    "sign-out",
    "own-password",
    "user-add",
    "user-disable",
    "user-enable",
    "user-role",
    "user-password",
    "token-add",
    "token-revoke",
    "audit-export",
];

pub(crate) fn routes() -> Routes {
    Routes::default().get("/audit", list).get("/audit/export", export::export)
}

#[derive(Template)]
#[template(path = "people/audit.html")]
struct AuditPage {
    frame: Layout,
    w: Words,
    rows: Vec<AuditLineView>,
    filter: Filter,
    bureaus: Vec<ChoiceOption>,
    actions: Vec<ChoiceOption>,
    outcomes: Vec<ChoiceOption>,
    /// Where the next page begins.
    older: Option<String>,
    first: String,
    is_first: bool,
    export: String,
}

/// A line as it is read.
struct AuditLineView {
    at: String,
    account: String,
    name: String,
    bureau: String,
    role: String,
    via: String,
    source: String,
    action: String,
    campaign: String,
    about: String,
    object: String,
    outcome: Outcome,
    became: String,
    detail: String,
}

impl AuditLineView {
    fn of(console: &Console, w: Words, row: AuditRow) -> Self {
        let entry = row.entry;
        let name_of = |code: Option<_>| code.map(|code| bureau_name(console, &code)).unwrap_or_default();
        Self {
            at: shown(entry.at),
            account: entry.account,
            name: entry.name,
            bureau: name_of(entry.bureau),
            role: entry.role.map(|role| w.family("role-", role.as_str())).unwrap_or_default(),
            via: w.family("via-", entry.via.as_str()),
            source: entry.source,
            action: action_name(w, &entry.action),
            campaign: entry.campaign.map(|id| id.to_string()).unwrap_or_default(),
            about: name_of(entry.about),
            object: entry.object.unwrap_or_default(),
            outcome: entry.outcome,
            became: w.family("outcome-", entry.outcome.as_str()),
            detail: detail(w, &entry.detail),
        }
    }

    /// The class of the outcome's sign.
    fn sign(&self) -> &'static str {
        match self.outcome {
            Outcome::Done => "sign-good",
            Outcome::Refused => "sign-warn",
            Outcome::Denied | Outcome::Failed => "sign-bad",
        }
    }

    fn mark(&self) -> &'static str {
        match self.outcome {
            Outcome::Done => "✓",
            Outcome::Refused => "!",
            Outcome::Denied | Outcome::Failed => "✕",
        }
    }
}

/// What a line's detail is called where it is known; anything else goes by the name it has.
const DETAILS: &[&str] = &[
    "with", "why", "subject", "lines", "asked", "name", "role", "from", "to", "id", "password", "method",
    "status",
];

/// The detail in words, a pair after the other; what is not known of it is left out.
fn detail(w: Words, detail: &Value) -> String {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let Value::Object(pairs) = detail else {
        return if detail.is_null() { String::new() } else { plain(detail) };
    };
    let known = pairs.iter().filter(|(_, value)| !value.is_null());
    let pair = |(key, value): (&String, &Value)| {
        let key = if DETAILS.contains(&key.as_str()) { w.family("audit-detail-", key) } else { key.clone() };
        w.with("audit-detail-pair", [("key", key), ("value", plain(value))])
    };
    known.map(pair).collect::<Vec<_>>().join("; ")
}

fn action_name(w: Words, action: &str) -> String {
    if Action::parse(action).is_some() {
        return w.family("action-", action);
    }
    if DEEDS.contains(&action) {
        return w.family("deed-", action);
    }
    action.to_owned()
}

async fn list(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    QueryParams(filter): QueryParams<Filter>,
) -> Result<Response, WebError> {
    let wanted = filter.wanted(&console, &principal, w)?;
    let after = filter.after(w)?;
    // One more than is shown tells whether there is another page.
    let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
    let mut rows = console.store().audit_list(&wanted, after, limit).await?;
    let is_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let older = rows.last().filter(|_| is_more).map(|row| filter.address("/audit", Some(row.cursor())));
    let chosen = |choice: &str| filter.action.as_deref() == Some(choice);
    let actions = Action::ALL.iter().map(|action| action.as_str()).chain(DEEDS.iter().copied());
    Ok(page(&AuditPage {
        frame: Layout::new(&console, &principal, w, w.t("nav-audit"), "/audit"),
        w,
        rows: rows.into_iter().map(|row| AuditLineView::of(&console, w, row)).collect(),
        bureaus: bureaus(&console, &principal, filter.bureau.as_deref().unwrap_or_default()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_detail_is_told_in_words() {
        let w = Words::default();
        let told = |value| detail(w, &value);
        assert_eq!(told(json!({ "method": "POST", "status": 303, "why": null })), "请求：POST; 应答：303");
        assert_eq!(told(json!({ "with": "password" })), "方式：password");
        assert_eq!(told(json!({ "odd": [1, 2] })), "odd：[1,2]");
        assert_eq!((told(Value::Null), told(json!("x"))), (String::new(), "x".to_owned()));
        for key in DETAILS {
            assert!(!w.family("audit-detail-", key).starts_with("audit-"), "{key}");
        }
    }
}
