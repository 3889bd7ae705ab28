//! The audit log: who did what when, filtered, page by page.

use super::{
    paging::{Listed, Paged, Paging},
    schema,
};
use axum::{
    extract::{OriginalUri, Query},
    response::Response,
};
use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use duban_domain::{WallTime, people::Outcome};
use duban_service::rows::{AuditCursor, AuditRow};
use duban_web::{Console, Viewer, WebError, i18n::Words, queries::audit::AuditLogQuery};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

/// The store gives so many lines at a time.
const MOST: u32 = 500;

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list)]
}

/// A line of the log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditLine)]
struct AuditLineResource {
    /// Its number.
    id: i64,
    /// When, as clocks in China show it.
    #[schema(format = DateTime)]
    at: String,
    /// The account, or the token's name; what was typed, where nobody is known by it.
    account: String,
    /// The name others read.
    name: String,
    /// The code of their bureau; none: nobody's.
    bureau: Option<String>,
    /// What they do there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::role)]
    role: Option<&'static str>,
    /// How they came.
    #[schema(schema_with = schema::via)]
    via: &'static str,
    /// From which address; empty: this machine.
    source: String,
    /// What was done or tried.
    #[schema(example = "user-add")]
    action: String,
    /// In which campaign.
    campaign: Option<String>,
    /// The code of the bureau it was upon.
    about: Option<String>,
    /// Upon what: an obligation, a finding, an account.
    object: Option<String>,
    /// What became of it.
    #[schema(schema_with = schema::outcome)]
    outcome: &'static str,
    /// What else should be known.
    detail: Value,
}

fn shown(AuditRow { id, entry }: AuditRow) -> AuditLineResource {
    AuditLineResource {
        id,
        at: entry.at.rfc3339(Shanghai),
        account: entry.account,
        name: entry.name,
        bureau: entry.bureau.map(|code| code.to_string()),
        role: entry.role.map(|role| role.as_str()),
        via: entry.via.as_str(),
        source: entry.source,
        action: entry.action,
        campaign: entry.campaign.map(|id| id.to_string()),
        about: entry.about.map(|code| code.to_string()),
        object: entry.object,
        outcome: entry.outcome.as_str(),
        detail: entry.detail,
    }
}

/// Which lines.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// What this bureau's people did; without it, what those of all that the token sees did.
    bureau: Option<String>,
    /// What came from this account.
    account: Option<String>,
    /// Such acts.
    #[param(example = "user-add")]
    action: Option<String>,
    /// With such an outcome.
    #[param(schema_with = schema::outcome)]
    outcome: Option<Outcome>,
    /// In this campaign.
    campaign: Option<String>,
    /// From this day on.
    from: Option<NaiveDate>,
    /// Up to this day.
    to: Option<NaiveDate>,
}

impl From<AuditQuery> for AuditLogQuery {
    fn from(wanted: AuditQuery) -> Self {
        Self {
            bureau: wanted.bureau,
            account: wanted.account,
            action: wanted.action,
            outcome: wanted.outcome.map(|outcome| outcome.as_str().to_owned()),
            campaign: wanted.campaign,
            from: wanted.from.map(|day| day.to_string()),
            to: wanted.to.map(|day| day.to_string()),
            ..Self::default()
        }
    }
}

/// Lines of the audit log that the token may read, newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "audit", operation_id = "listAuditLines", params(AuditQuery, Paging),
    responses((status = 200, body = Listed<AuditLineResource>)))]
async fn list(
    viewer: Viewer,
    words: Words,
    uri: OriginalUri,
    Query(wanted): Query<AuditQuery>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let log = AuditLogQuery::from(wanted).wanted(&viewer, words)?;
    let (limit, shows) = paging.asked_and_shown(MOST)?;
    let after = paging.place::<(WallTime, i64)>()?.map(|(at, id)| AuditCursor { at, id });
    let rows = log.page(after, limit).await?;
    let page = Paged::of_one_more(rows, shows, |row| (row.entry.at, row.id));
    Ok(page.answer(&uri, shown))
}
