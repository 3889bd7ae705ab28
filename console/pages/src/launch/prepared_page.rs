//! Launches that wait for a leader or for their instant: made ready, read, decided.

use super::{found::PlanCheck, launch_form::frame};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::{Redirect, Response},
};
use chrono::{NaiveDateTime, TimeZone};
use chrono_tz::{Asia::Shanghai, Tz};
use duban_domain::{
    Instrument, Plan, WallTime,
    access::Action,
    forecast::Foreseen,
    proposal::{LaunchDecision, LaunchStatus},
};
use duban_service::{
    PreparingLaunch,
    rows::{PreparedLaunch, PreparedLaunchId},
};
use duban_web::{
    Console, Viewer, WebError,
    extract::FormBody,
    i18n::Words,
    layout::{Layout, page},
    plan_check::draft::PlanDraft,
    routes::Routes,
};
use serde::Deserialize;

pub(super) fn routes() -> Routes {
    Routes::default().get("/launch/prepared/{id}", show).post("/launch/prepared/{id}", decide)
}

/// For what a launch is to wait.
pub(super) struct Waits {
    needs_approval: bool,
    launch_at: Option<WallTime>,
}

impl Waits {
    /// What was chosen; `None`: it goes out at once.
    pub(super) fn asked(draft: &PlanDraft, zone: Tz, w: Words) -> Result<Option<Self>, WebError> {
        let field = |name: &str| draft.fields.get(name).map(|text| text.trim()).unwrap_or_default();
        let needs_approval = match field("way") {
            "approval" => true,
            "later" => false,
            _ => return Ok(None),
        };
        let launch_at = match field("launch-at") {
            "" if needs_approval => None,
            text => Some(
                instant(text, zone).ok_or_else(|| WebError::unfit("launch-at", w.t("launch-at-unfit")))?,
            ),
        };
        Ok(Some(Self { needs_approval, launch_at }))
    }
}

/// An instant as a browser's field gives it.
fn instant(text: &str, zone: Tz) -> Option<WallTime> {
    let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let local = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())?;
    Some(WallTime::new(zone.from_local_datetime(&local).earliest()?.to_utc()))
}

/// Keeps a launch that waits; its draft has served its time.
pub(super) async fn prepare(
    viewer: &Viewer,
    draft: &PlanDraft,
    plan: Plan,
    waits: Waits,
) -> Result<PreparedLaunchId, WebError> {
    let Waits { needs_approval, launch_at } = waits;
    let (text, belated) = (draft.text.clone(), draft.belated);
    let id =
        viewer.prepare_launch(PreparingLaunch { text, plan, belated, launch_at, needs_approval }).await?;
    if let Some((id, _)) = draft.kept() {
        viewer.drop_plan_draft(id).await?;
    }
    Ok(id)
}

/// A launch in the list of them.
pub(crate) struct PreparedLine {
    pub(crate) id: PreparedLaunchId,
    pub(crate) title: String,
    pub(crate) by: String,
    pub(crate) at: String,
    pub(crate) status: String,
}

impl PreparedLine {
    fn of(w: Words, prepared: &PreparedLaunch) -> Self {
        Self {
            id: prepared.id,
            title: prepared.title.clone(),
            by: prepared.proposed_by.name.clone(),
            at: shown(prepared.proposed_at, Shanghai),
            status: w.family("launch-status-", prepared.status.as_str()),
        }
    }
}

/// The launches of a viewer's bureau that have not gone out.
pub(super) async fn lines(viewer: &Viewer, w: Words) -> Result<Vec<PreparedLine>, WebError> {
    let all = viewer.prepared_launches().await?;
    let still = all.iter().filter(|one| one.status != LaunchStatus::Launched);
    Ok(still.take(20).map(|one| PreparedLine::of(w, one)).collect())
}

/// The launches that wait for this viewer's approval.
pub(crate) async fn to_approve(viewer: &Viewer, w: Words) -> Result<Vec<PreparedLine>, WebError> {
    if !viewer.may(Action::Approve, &viewer.bureau) {
        return Ok(Vec::new());
    }
    let all = viewer.prepared_launches().await?;
    let waiting = all.iter().filter(|one| one.status == LaunchStatus::Waiting);
    let own = waiting.filter(|one| viewer.may_decide_launch(one, LaunchDecision::Approve));
    Ok(own.map(|one| PreparedLine::of(w, one)).collect())
}

fn shown(at: WallTime, zone: Tz) -> String {
    at.in_zone(zone).format("%Y-%m-%d %H:%M").to_string()
}

/// The mail by which the first of those who owe something hears of it.
pub(super) struct FirstMail {
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) text: String,
}

impl FirstMail {
    /// Of a plan that is in order.
    pub(super) fn of(viewer: &Viewer, found: &PlanCheck) -> Result<Option<Self>, WebError> {
        let PlanCheck::Good(good) = found else { return Ok(None) };
        let opening = |foreseen: &&Foreseen| {
            foreseen.notice.instrument == Instrument::CampaignNotice && !foreseen.notice.facts.owed.is_empty()
        };
        let Some(first) = good.sound.forecast.notices.iter().find(opening) else { return Ok(None) };
        let mail = viewer.foresee_mail(good.sound.terms(), &first.about, &first.notice)?;
        Ok(mail.map(|mail| Self {
            to: viewer.directory().name_of(&mail.to),
            subject: mail.subject,
            text: mail.text,
        }))
    }
}

/// A launch to be read and decided.
#[derive(Template)]
#[template(path = "launch/prepared.html")]
struct PreparedPage {
    frame: Layout,
    w: Words,
    prepared: PreparedLaunch,
    status: String,
    proposed: String,
    decided: Option<String>,
    launch_at: Option<String>,
    may_approve: bool,
    may_withdraw: bool,
    /// What it comes to.
    found: PlanCheck,
    first_mail: Option<FirstMail>,
}

async fn show(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<i64>,
) -> Result<Response, WebError> {
    let prepared = viewer.prepared_launch(PreparedLaunchId(id)).await?;
    let draft = PlanDraft { text: prepared.plan.clone(), ..PlanDraft::default() };
    let found = PlanCheck::of(&viewer, w, &draft).await?;
    let first_mail = FirstMail::of(&viewer, &found)?;
    // As the campaign reads its dates, and as its planner chose the instant.
    let zone = match &found {
        PlanCheck::Good(good) => good.sound.terms().office.zone,
        PlanCheck::Blank | PlanCheck::Bad(_) => Shanghai,
    };
    let shown = |at: WallTime| shown(at, zone);
    let by_at = |by: &str, at: Option<WallTime>| {
        w.with("prepared-by-at", [("by", by.to_owned()), ("at", at.map(shown).unwrap_or_default())])
    };
    let may =
        |decision| prepared.status.after(decision).is_some() && viewer.may_decide_launch(&prepared, decision);
    Ok(page(&PreparedPage {
        frame: frame(&console, &viewer, w),
        w,
        status: w.family("launch-status-", prepared.status.as_str()),
        proposed: by_at(&prepared.proposed_by.name, Some(prepared.proposed_at)),
        decided: prepared.decided_by.as_deref().map(|by| by_at(by, prepared.decided_at)),
        launch_at: prepared.launch_at.map(shown),
        may_approve: may(LaunchDecision::Approve),
        may_withdraw: may(LaunchDecision::Withdraw),
        found,
        first_mail,
        prepared,
    }))
}

#[derive(Deserialize)]
struct LaunchDecisionForm {
    decision: LaunchDecision,
    #[serde(default)]
    reason: String,
}

async fn decide(
    viewer: Viewer,
    Path(id): Path<i64>,
    FormBody(form): FormBody<LaunchDecisionForm>,
) -> Result<Redirect, WebError> {
    let decided = viewer.decide_launch(PreparedLaunchId(id), form.decision, &form.reason).await?;
    Ok(Redirect::to(&match decided.status {
        LaunchStatus::Launched => format!("/campaigns/{}", decided.campaign),
        _ => format!("/launch/prepared/{id}"),
    }))
}
