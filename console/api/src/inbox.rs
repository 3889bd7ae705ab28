//! What waits for whoever asks: approvals and reviews to decide, and everything else that is their turn. It
//! is dealt with where it belongs: in a docket, a finding, a listing, an incident.

use super::{
    paging::{Listed, Paging},
    requests::{RequestResource, request_resource},
    schema,
};
use axum::{
    extract::{OriginalUri, Query},
    response::Response,
};
use duban_domain::{
    PlanTime,
    inbox::{Matter, Waiting},
    matter::Task,
};
use duban_service::InboxContents;
use duban_web::{Console, Viewer, WebError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{
    IntoParams, ToSchema,
    openapi::schema::{Object, ObjectBuilder, Type},
};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list)]
}

const KINDS: [&str; 9] =
    ["owed", "review", "request", "approval", "document", "findings", "listing", "incident", "undelivered"];

/// Something that waits. What names it depends on its kind.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Waiting)]
struct InboxItemResource {
    /// `owed`: an obligation to hand in; `review`: a submission; `request`: for an extension or a waiver; `approval`; `document`: one to answer;
    /// `findings`: some that want the same done; `listing`: its next task; `incident`: to take note of;
    /// `undelivered`: a mail with what the bureau issued, which the receiver's server refused.
    #[schema(schema_with = kinds)]
    kind: &'static str,
    /// Its campaign.
    campaign: String,
    /// The code of the bureau it is about.
    about: String,
    /// The code of the bureau whose turn it is.
    turn: String,
    /// What it is called; empty: by its kind and task.
    title: String,
    /// By when.
    #[schema(format = DateTime)]
    by: Option<String>,
    /// Whether that is provisional: the holidays of its year are not announced.
    provisional: bool,
    /// Whether that has passed.
    late: bool,
    /// The rest of what names it.
    #[serde(flatten)]
    named: Named,
}

fn kinds() -> Object {
    schema::words(KINDS)
}

/// What names a thing that waits.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = WaitingNamed)]
struct Named {
    /// The obligation, of `owed`, `review` and `request`.
    #[serde(skip_serializing_if = "Option::is_none")]
    obligation: Option<String>,
    /// What is asked for, of `request`; granted by `extend` or `waive`.
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<RequestResource>,
    /// What asks, of `approval`: `campaign/…`, `finding/…` or `listing/…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    /// The approval's number there.
    #[serde(skip_serializing_if = "Option::is_none")]
    approval: Option<u32>,
    /// The notice's number in this store, of `document` and `undelivered`.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<i64>,
    /// Whether that was acknowledged, so that only its reply is awaited.
    #[serde(skip_serializing_if = "Option::is_none")]
    acknowledged: Option<bool>,
    /// Why it was sent back, of `owed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    returned: Option<String>,
    /// The document: one that would be issued, or one that was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::instrument)]
    instrument: Option<&'static str>,
    /// What is to be done, of `findings` and `listing`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = tasks)]
    task: Option<Task>,
    /// How many findings.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
    /// Of them, overdue.
    #[serde(skip_serializing_if = "Option::is_none")]
    overdue: Option<u32>,
    /// The finding, where there is but one.
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<String>,
    /// The listing.
    #[serde(skip_serializing_if = "Option::is_none")]
    listing: Option<String>,
    /// The urgent matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    incident: Option<String>,
}

fn tasks() -> Object {
    let spelled = Task::ALL.iter().filter_map(|task| serde_json::to_value(task).ok());
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values::<Vec<Value>, Value>(Some(spelled.collect()))
        .build()
}

fn named(matter: &Matter) -> (&'static str, Named) {
    let nothing = Named::default();
    match matter {
        Matter::Owed(id) => ("owed", Named { obligation: Some(id.to_string()), ..nothing }),
        Matter::Request(id) => ("request", Named { obligation: Some(id.to_string()), ..nothing }),
        Matter::Review(id) => ("review", Named { obligation: Some(id.to_string()), ..nothing }),
        Matter::Approval { source, number, instrument } => {
            let (source, approval) = (Some(source.clone()), Some(*number));
            ("approval", Named { source, approval, instrument: Some(instrument.as_str()), ..nothing })
        }
        Matter::Document { id, instrument, acknowledged } => {
            let (notice, instrument) = (Some(*id), Some(instrument.as_str()));
            ("document", Named { notice, instrument, acknowledged: Some(*acknowledged), ..nothing })
        }
        Matter::Findings { task, count, overdue, one, .. } => {
            let finding = one.as_ref().map(ToString::to_string);
            let (count, overdue) = (Some(*count), Some(*overdue));
            ("findings", Named { task: Some(*task), count, overdue, finding, ..nothing })
        }
        Matter::Listing(id, task) => {
            ("listing", Named { listing: Some(id.to_string()), task: Some(*task), ..nothing })
        }
        Matter::Incident(id) => ("incident", Named { incident: Some(id.to_string()), ..nothing }),
        Matter::Undelivered { notice, .. } => ("undelivered", Named { notice: Some(*notice), ..nothing }),
    }
}

fn shown(contents: &InboxContents, waiting: Waiting) -> InboxItemResource {
    let zone = contents.zone(&waiting.campaign);
    let returned = contents.returned(&waiting).map(|returned| returned.reason.clone());
    let unsettled = |by: PlanTime| contents.is_provisional(&waiting.campaign, by.date(zone));
    let (kind, named) = named(&waiting.matter);
    let request = contents.request(&waiting).and_then(|duty| duty.request.clone());
    let request = request.map(|request| request_resource(zone, request));
    let named = Named { returned, request, ..named };
    InboxItemResource {
        kind,
        named,
        late: waiting.is_late(),
        provisional: waiting.by.is_some_and(unsettled),
        campaign: waiting.campaign.to_string(),
        about: waiting.about.to_string(),
        turn: waiting.turn.to_string(),
        title: waiting.title,
        by: waiting.by.map(|by| by.rfc3339(zone)),
    }
}

/// A place in the list: what is late first, then what has least time left, what has no time last.
type InboxOrder = (bool, bool, Option<PlanTime>, String, String, String);

fn place(waiting: &Waiting) -> InboxOrder {
    let name = format!("{:?}", waiting.matter);
    let (campaign, about) = (waiting.campaign.to_string(), waiting.about.to_string());
    (!waiting.is_late(), waiting.by.is_none(), waiting.by, campaign, about, name)
}

/// Whose turn.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct InboxListQuery {
    /// Whether what is the turn of a bureau below is listed too.
    #[serde(default)]
    #[param(required = false)]
    below: bool,
}

/// What waits for the token's bureau and is the token's to deal with, in all campaigns that run, the most
/// urgent first.
#[utoipa::path(get, path = "/api/v1/inbox", tag = "inbox", operation_id = "listInbox", params(InboxListQuery, Paging),
    responses((status = 200, body = Listed<InboxItemResource>)))]
async fn list(
    viewer: Viewer,
    uri: OriginalUri,
    Query(whose): Query<InboxListQuery>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let mut contents = viewer.inbox(whose.below).await?;
    let mut waiting = std::mem::take(&mut contents.waiting);
    waiting.sort_by_cached_key(place);
    let page = paging.of(waiting, place)?;
    Ok(page.answer(&uri, |one| shown(&contents, one)))
}
