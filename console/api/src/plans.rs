//! Plans that are tried before they are launched.

use super::input::Input;
use axum::Json;
use duban_config::{
    LoadedPlan, Refused,
    plan::{NextPlan, read_plan, write_plan},
};
use duban_domain::{Sentence, Terms, access::Action};
use duban_web::{
    Console, FieldError, Viewer, WebError,
    i18n::{Lang, Words},
};
use serde::{Deserialize, Serialize};
use std::path::Path;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(check)]
}

/// A plan as its file says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanText {
    /// The YAML.
    #[schema(
        min_length = 1,
        max_length = 200_000,
        example = "id: qiannan-2024\ntitle: 专项行动\nissuer: \"522700\"\n"
    )]
    plan: String,
}

/// A plan that is to go out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanToLaunch {
    /// The YAML.
    #[schema(
        min_length = 1,
        max_length = 200_000,
        example = "id: qiannan-2024\ntitle: 专项行动\nissuer: \"522700\"\n"
    )]
    pub(super) plan: String,
    /// Launch it although due days or its close have passed: nothing is sent for the time before.
    #[serde(default)]
    pub(super) belated: bool,
}

/// When what is owed opens and falls due.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Timetable {
    /// When the campaign opens.
    #[schema(format = DateTime)]
    opens: String,
    /// When it closes.
    #[schema(format = DateTime)]
    closes: String,
    /// Whether the close is provisional: the holidays of its year are not announced.
    provisional: bool,
    /// What is owed, in the plan's order.
    obligations: Vec<PlanObligationResource>,
}

/// An obligation of the plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlannedObligation)]
pub(super) struct PlanObligationResource {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// When it opens.
    #[schema(format = DateTime)]
    opens: String,
    /// When it is due.
    #[schema(format = DateTime)]
    due: String,
    /// Whether that is provisional: a year it was counted in is not announced.
    provisional: bool,
}

pub(super) fn timetable(terms: &Terms) -> Timetable {
    let zone = terms.office.zone;
    let obligation = |item: &duban_domain::terms::Item| PlanObligationResource {
        id: item.id.to_string(),
        title: item.title.clone(),
        opens: item.opens.rfc3339(zone),
        due: item.due.rfc3339(zone),
        provisional: item.provisional,
    };
    Timetable {
        opens: terms.opens.rfc3339(zone),
        closes: terms.closes.rfc3339(zone),
        provisional: terms.office.calendar.is_provisional(terms.office.date(terms.closes)),
        obligations: terms.items.iter().map(obligation).collect(),
    }
}

/// The plan of a campaign that is held again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NextPlan)]
pub(super) struct NextPlanResource {
    /// The YAML.
    plan: String,
    /// What is no longer as it was.
    changes: Vec<PlanChangeResource>,
}

/// One thing that was changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanChange)]
pub(super) struct PlanChangeResource {
    /// Where in the plan.
    #[schema(example = "obligations[2].due")]
    path: String,
    /// What stood there.
    was: String,
    /// What stands there now.
    is: String,
    /// What else is to be known.
    message: Option<String>,
}

pub(super) fn next(next: &NextPlan, words: Words) -> Result<NextPlanResource, WebError> {
    let change = |change: &duban_config::plan::PlanChange| PlanChangeResource {
        path: change.place.clone(),
        was: change.was.clone(),
        is: change.is.clone(),
        message: change.remark.as_ref().map(|remark| said(remark, words)),
    };
    let plan = write_plan(&next.plan).map_err(|error| WebError::Internal(error.into()))?;
    Ok(NextPlanResource { plan, changes: next.changes.iter().map(change).collect() })
}

/// A plan that could be launched.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Checked {
    /// Its id.
    campaign: String,
    /// Its issuer.
    issuer: String,
    /// What the planner should know before launching.
    warnings: Vec<Warning>,
    /// When what is owed opens and falls due.
    timetable: Timetable,
}

/// What the planner should know.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Warning {
    /// Where in the plan.
    path: String,
    /// What.
    message: String,
}

/// Reads a plan.
///
/// # Errors
/// All that is wrong with it, each with its line and place.
pub(super) async fn read(viewer: &Viewer, text: &str, words: Words) -> Result<LoadedPlan, WebError> {
    let calendar = viewer.calendar().await?;
    let read = read_plan(Path::new("plan.yaml"), text, viewer.directory(), &calendar);
    read.map_err(|refused| self::refused(&refused, words))
}

/// All that is wrong with a file, each with its line and place.
pub(super) fn refused(refused: &Refused, words: Words) -> WebError {
    let unfit = refused.problems.iter().map(|problem| {
        let line = problem.line.map(|line| format!("{line}: ")).unwrap_or_default();
        FieldError::new(format!("{line}{}", problem.path), said(&problem.message, words))
    });
    WebError::Invalid(unfit.collect())
}

fn said(sentence: &Sentence, words: Words) -> String {
    match words.lang {
        Lang::Chinese => sentence.chinese.clone(),
        Lang::English => sentence.english.clone(),
    }
}

/// Reads a plan and says what is wrong with it, or when everything would fall due.
#[utoipa::path(post, path = "/api/v1/plans/check", tag = "campaigns", operation_id = "checkPlan",
    request_body = PlanText, responses((status = 200, body = Checked)))]
async fn check(
    viewer: Viewer,
    words: Words,
    Input(PlanText { plan }): Input<PlanText>,
) -> Result<Json<Checked>, WebError> {
    viewer.authorise(Action::Launch, &viewer.bureau)?;
    let LoadedPlan { plan, terms, warnings, .. } = read(&viewer, &plan, words).await?;
    let warning = |warning: &duban_domain::timetable::Warning| Warning {
        path: warning.path.clone(),
        message: said(&warning.message, words),
    };
    Ok(Json(Checked {
        campaign: plan.id.to_string(),
        issuer: plan.issuer.to_string(),
        warnings: warnings.iter().map(warning).collect(),
        timetable: timetable(&terms),
    }))
}
