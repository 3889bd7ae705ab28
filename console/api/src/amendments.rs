//! Amending the plan of a campaign that runs, and the versions it has had.

use super::{
    input::Input,
    instant::at,
    paging::{Listed, Paging},
    plans::refused,
};
use axum::{
    Json,
    extract::{OriginalUri, Path, Query},
    response::Response,
};
use duban_domain::{
    BureauCode, CampaignId,
    amendment::{DayForSome, PlanDifference},
    redating::{Clock, ClockChange},
};
use duban_service::{
    AmendmentPreview, AppliedAmendment, BureauChanges, CampaignContext, DutyChanges, NextVersion,
    ServiceError, ToldNotice, Visible, rows::PlanVersionRow,
};
use duban_web::{Console, Viewer, WebError, i18n::Words};
use serde::{Deserialize, Serialize};
use std::path::Path as FilePath;
use utoipa::ToSchema;
use utoipa_axum::{router::UtoipaMethodRouter, routes};

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(amend), routes!(versions), routes!(version)]
}

/// A plan as it is to be from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Amendment)]
pub(super) struct AmendmentText {
    /// The YAML, whole: the version in force with what changes.
    #[schema(min_length = 1, max_length = 200_000, example = "id: qiannan-2024\ntitle: 专项行动\n")]
    plan: String,
    /// Why: every bureau for which something changes is told. Needed unless it is only looked at.
    #[serde(default)]
    #[schema(max_length = 2000, example = "汛期抽调人员参加抢险")]
    reason: String,
    /// Other due days for some bureaus alone.
    #[serde(default)]
    days: Vec<DayForSome>,
    /// Only say what would change.
    #[serde(default)]
    dry_run: bool,
    /// What a look before named as seen; with it, nothing else is put in force.
    #[serde(default)]
    #[schema(max_length = 64)]
    confirmed: Option<String>,
}

/// What an amendment changes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AmendmentOutcome)]
pub(super) struct AmendmentResource {
    /// The version's number.
    version: u32,
    /// Whether it is in force; if not, nothing has changed.
    in_force: bool,
    /// Names exactly these changes; to be sent back by whoever wants them and no others.
    confirmed: String,
    /// What is another in the plan.
    differences: Vec<PlanDifference>,
    /// What changes for each bureau; those where nothing does are left out.
    bureaus: Vec<BureauChangesResource>,
    /// Bureaus whose part has ended: nothing changes for them any more.
    ended: Vec<String>,
}

/// What changes for one bureau.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AmendedBureau)]
struct BureauChangesResource {
    /// Its code.
    bureau: String,
    /// Obligation by obligation.
    obligations: Vec<DutyChangesResource>,
    /// Who is told.
    notices: Vec<ToldNoticeResource>,
}

/// What changes about one obligation of one bureau.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AmendedObligation)]
struct DutyChangesResource {
    /// Its id; `null`: the campaign as a whole.
    obligation: Option<String>,
    /// Whether it is owed no more.
    lifted: bool,
    /// Its dates.
    dates: Vec<ClockChangeResource>,
}

/// One date that changes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AmendedDate)]
struct ClockChangeResource {
    /// What stands at that date.
    #[schema(schema_with = clocks)]
    clock: &'static str,
    /// Ordinal within its kind; 0 where there is one only.
    number: u32,
    /// The document that is issued then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = super::schema::instrument)]
    instrument: Option<&'static str>,
    /// The date until now; `null`: it is new.
    #[schema(format = DateTime)]
    old: Option<String>,
    /// The new one; `null`: none any more.
    #[schema(format = DateTime)]
    new: Option<String>,
}

/// A notice that goes out by it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AmendmentNotice)]
struct ToldNoticeResource {
    /// What it is.
    #[schema(schema_with = super::schema::instrument)]
    instrument: &'static str,
    /// The code of the bureau it goes to.
    to: String,
    /// Who gets copies.
    copies: Vec<String>,
}

fn clocks() -> utoipa::openapi::schema::Object {
    super::schema::words(Clock::ALL.iter().map(|clock| clock.as_str()))
}

fn codes(bureaus: &[BureauCode]) -> Vec<String> {
    bureaus.iter().map(ToString::to_string).collect()
}

fn resource(context: &CampaignContext, preview: AmendmentPreview, in_force: bool) -> AmendmentResource {
    let AmendmentPreview { version, differences, bureaus, ended, seal, .. } = preview;
    let date = |change: ClockChange| ClockChangeResource {
        clock: change.clock.as_str(),
        number: change.number,
        instrument: change.instrument.map(|instrument| instrument.as_str()),
        old: at(context, change.old),
        new: at(context, change.new),
    };
    let duty = |duty: DutyChanges| DutyChangesResource {
        obligation: duty.obligation.map(|id| id.to_string()),
        lifted: duty.lifted,
        dates: duty.clocks.into_iter().map(date).collect(),
    };
    let notice = |notice: ToldNotice| ToldNoticeResource {
        instrument: notice.instrument.as_str(),
        to: notice.to.to_string(),
        copies: codes(&notice.copies),
    };
    let bureau = |one: BureauChanges| BureauChangesResource {
        bureau: one.bureau.to_string(),
        obligations: one.duties.into_iter().map(duty).collect(),
        notices: one.told.into_iter().map(notice).collect(),
    };
    AmendmentResource {
        version,
        in_force,
        confirmed: seal,
        differences,
        bureaus: bureaus.into_iter().map(bureau).collect(),
        ended: codes(&ended),
    }
}

/// Amends the plan of a campaign that runs: all of it or nothing. The token's bureau must be its issuer.
#[utoipa::path(post, path = "/api/v1/campaigns/{campaign}/amendments", tag = "campaigns",
    operation_id = "amendCampaign", params(("campaign" = String, Path, description = "The campaign's id.")),
    request_body = AmendmentText, responses((status = 200, body = AmendmentResource)))]
async fn amend(
    viewer: Viewer,
    words: Words,
    Path(campaign): Path<String>,
    Input(AmendmentText { plan, reason, days, dry_run, confirmed }): Input<AmendmentText>,
) -> Result<Json<AmendmentResource>, WebError> {
    let context = viewer.context(&CampaignId::new(campaign)).await?;
    context.permit_amendment()?;
    let name = FilePath::new("plan.yaml");
    let loaded = context.read_next_version(name, &plan).map_err(|unfit| refused(&unfit, words))?;
    let next = NextVersion { plan: loaded.plan.clone(), days };
    let (preview, in_force) = match dry_run {
        true => (context.preview_amendment(&next).await?, false),
        false => match context.amend(&next, &reason, confirmed.as_deref()).await? {
            AppliedAmendment::Amended(_, preview) => (preview, true),
            AppliedAmendment::Differs(preview) if preview.refusals.is_empty() => {
                return Err(WebError::Refused(words.t("amend-differs")));
            }
            AppliedAmendment::Differs(preview) => (preview, false),
        },
    };
    if !preview.refusals.is_empty() {
        return Err(refused(&loaded.refuse(name, &preview.refusals), words));
    }
    Ok(Json(resource(&context, preview, in_force)))
}

/// A version of a plan.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanVersion)]
pub(super) struct PlanVersionResource {
    /// Its number; 1 is what was launched.
    version: u32,
    /// Why; `null`: it was launched so.
    reason: Option<String>,
    /// Who decided it.
    by: String,
    /// The code of the bureau that person acted for.
    bureau: String,
    /// When.
    #[schema(format = DateTime)]
    decided_at: String,
    /// Whether every bureau's docket goes by it.
    told: bool,
    /// Other due days for some bureaus alone.
    days: Vec<DayForSome>,
    /// What is another in it than in the version before.
    differences: Vec<PlanDifference>,
}

/// A version of a plan with its text.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PlanVersionText)]
pub(super) struct PlanVersionFile {
    /// Its number.
    version: u32,
    /// The YAML.
    plan: String,
}

fn shown(
    context: &Visible<CampaignContext>,
    before: Option<&PlanVersionRow>,
    row: &PlanVersionRow,
) -> Result<PlanVersionResource, ServiceError> {
    let differences = before.map(|before| context.plan_differences(&before.plan, &row.plan)).transpose()?;
    Ok(PlanVersionResource {
        version: row.version,
        reason: row.reason.clone(),
        by: row.by.name.clone(),
        bureau: row.by.bureau.to_string(),
        decided_at: row.at.rfc3339(row.plan.zone),
        told: row.told.is_some(),
        days: row.days.clone(),
        differences: differences.unwrap_or_default(),
    })
}

/// The versions of a campaign's plan, the first one first.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/versions", tag = "campaigns",
    operation_id = "listPlanVersions", params(("campaign" = String, Path, description = "The campaign's id."), Paging),
    responses((status = 200, body = Listed<PlanVersionResource>)))]
async fn versions(
    viewer: Viewer,
    uri: OriginalUri,
    Path(campaign): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Response, WebError> {
    let context = viewer.context(&CampaignId::new(campaign)).await?;
    let rows = context.plan_versions().await?;
    let before = std::iter::once(None).chain(rows.iter().map(Some));
    let shown = before.zip(&rows).map(|(before, row)| shown(&context, before, row));
    let page = paging.of(shown.collect::<Result<Vec<_>, _>>()?, |row| format!("{:010}", row.version))?;
    Ok(page.answer(&uri, |row| row))
}

/// A version of a campaign's plan as a file.
#[utoipa::path(get, path = "/api/v1/campaigns/{campaign}/versions/{version}", tag = "campaigns",
    operation_id = "getPlanVersion", params(("campaign" = String, Path, description = "The campaign's id."),
        ("version" = u32, Path, description = "The version's number.")),
    responses((status = 200, body = PlanVersionFile)))]
async fn version(
    viewer: Viewer,
    Path((campaign, version)): Path<(String, u32)>,
) -> Result<Json<PlanVersionFile>, WebError> {
    let context = viewer.context(&CampaignId::new(campaign)).await?;
    let row = context.plan_versions().await?.into_iter().find(|row| row.version == version);
    let row = row.ok_or(WebError::NotFound)?;
    Ok(Json(PlanVersionFile { version, plan: context.plan_text(&row.plan)? }))
}
