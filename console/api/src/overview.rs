//! Every campaign in figures, as far as one sees it.

use super::{
    league::LeagueShare,
    paging::{Listed, Paging},
    schema,
    tally::{AllCounts, TallyResource},
};
use axum::{
    extract::{OriginalUri, Query},
    response::Response,
};
use chrono::NaiveDate;
use duban_domain::{
    progress::{Course, Left as Rest, ProgressStretch},
    tally::Tally,
};
use duban_service::rows::{Campaign as Kept, CampaignFigures};
use duban_web::{Console, Viewer, WebError};
use serde::Serialize;
use utoipa::{ToSchema, openapi::schema::Object};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(list)]
}

/// A campaign in figures.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignFigures)]
struct CampaignFiguresResource {
    /// Its id.
    campaign: String,
    /// Its title.
    title: String,
    /// The code of the bureau that launched it.
    issuer: String,
    /// Where it is: `ahead` of its opening, in a `phase`, `before` a phase, in the `remainder` after the
    /// last phase, or `over`.
    #[schema(schema_with = stretches)]
    stretch: &'static str,
    /// The title of the phase it is in, or before.
    phase: Option<String>,
    /// What is left of that stretch.
    left: Option<Left>,
    /// What is left until it closes.
    to_close: Option<Left>,
    /// How many of the bureaus that the token sees take part.
    bureaus: u32,
    /// For how many of them it still runs.
    running: u32,
    /// Their obligations.
    #[serde(flatten)]
    tally: AllCounts,
    /// 报送率: handed in of all that is owed, due or not; what was lifted is not owed.
    complete: LeagueShare,
    /// 按时率: always in time of what is handed in or has fallen due.
    timely: LeagueShare,
    /// How many findings are not closed.
    findings: u32,
    /// Of them, overdue.
    findings_overdue: u32,
}

/// How many days are left, today not counted.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DaysLeft)]
struct Left {
    /// The last day.
    until: NaiveDate,
    /// Calendar days.
    days: u32,
    /// Working days.
    working: u32,
    /// Whether the working days are provisional: a year they are counted in is not announced.
    provisional: bool,
}

impl From<Rest> for Left {
    fn from(Rest { until, days, working, provisional }: Rest) -> Self {
        Self { until, days, working, provisional }
    }
}

fn stretches() -> Object {
    schema::words(["ahead", "phase", "before", "remainder", "over"])
}

fn stretch(stretch: ProgressStretch<'_>) -> (&'static str, Option<String>) {
    match stretch {
        ProgressStretch::Ahead => ("ahead", None),
        ProgressStretch::Phase(phase) => ("phase", Some(phase.title.clone())),
        ProgressStretch::Before(phase) => ("before", Some(phase.title.clone())),
        ProgressStretch::Remainder => ("remainder", None),
        ProgressStretch::Over => ("over", None),
    }
}

fn shown(
    kept: &Kept,
    course: Option<Course<'_>>,
    figures: Option<&CampaignFigures>,
) -> CampaignFiguresResource {
    let (stretch, phase) = course.as_ref().map_or(("over", None), |course| stretch(course.stretch));
    let tally = figures.map_or_else(Tally::default, |figures| figures.tally);
    let count = |of: fn(&CampaignFigures) -> u32| figures.map_or(0, of);
    CampaignFiguresResource {
        campaign: kept.plan.id.to_string(),
        title: kept.plan.title.clone(),
        issuer: kept.plan.issuer.to_string(),
        stretch,
        phase,
        left: course.as_ref().and_then(|course| course.left).map(Left::from),
        to_close: course.as_ref().and_then(|course| course.to_close).map(Left::from),
        bureaus: count(|figures| figures.bureaus),
        running: count(|figures| figures.running),
        tally: TallyResource(tally),
        complete: tally.complete().into(),
        timely: tally.timely().into(),
        findings: count(|figures| figures.findings),
        findings_overdue: count(|figures| figures.findings_overdue),
    }
}

/// The campaigns that the token sees something of, each in figures as far as it sees, by id.
#[utoipa::path(get, path = "/api/v1/overview", tag = "campaigns", operation_id = "getOverview", params(Paging),
    responses((status = 200, body = Listed<CampaignFiguresResource>)))]
async fn list(viewer: Viewer, uri: OriginalUri, Query(paging): Query<Paging>) -> Result<Response, WebError> {
    let running = viewer.running().await?;
    let mut kept = viewer.campaigns().await?;
    kept.sort_by(|a, b| a.plan.id.cmp(&b.plan.id));
    let figures = viewer.campaign_figures(&kept).await?;
    let page = paging.of(kept, |kept| kept.plan.id.to_string())?;
    Ok(page.answer(&uri, |kept| {
        let course = running.get(&kept.plan.id).map(|one| one.terms.course(one.context.now));
        shown(&kept, course, figures.iter().find(|one| one.campaign == kept.plan.id))
    }))
}
