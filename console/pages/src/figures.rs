//! A bureau's figures for the results list (行动成果清单), typed in the browser; what the ledger counts stands
//! beside them.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use duban_domain::{
    BureauCode, CampaignId,
    access::Action,
    indicator::{Family, Indicator, IndicatorOrigin, MOST_REPORTED},
};
use duban_service::{Docket, DocketFigures, Visible};
use duban_web::{
    Console, FieldError, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};
use serde::Deserialize;
use std::collections::BTreeMap;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/campaigns/{campaign}/bureaus/{bureau}/figures", show)
        .post("/campaigns/{campaign}/bureaus/{bureau}/figures", report)
}

#[derive(Template)]
#[template(path = "bureau/figures.html")]
struct FiguresPage {
    frame: Layout,
    w: Words,
    path: String,
    campaign: CampaignId,
    title: String,
    code: BureauCode,
    bureau: String,
    families: Vec<FigureFamily>,
    may_report: bool,
    most: i64,
    problems: usize,
    kept: Option<usize>,
}

struct FigureFamily {
    title: &'static str,
    fields: Vec<FigureField>,
}

struct FigureField {
    id: &'static str,
    title: &'static str,
    unit: &'static str,
    /// Whether the ledger counts it.
    counted: bool,
    value: String,
    /// When and by whom it was last reported.
    last: Option<String>,
    problem: Option<String>,
}

/// How many figures were just kept.
#[derive(Default, Deserialize)]
#[serde(default)]
struct FiguresKept {
    kept: Option<usize>,
}

/// What was typed, by field, and what is wrong with it.
#[derive(Default)]
struct TypedFigures {
    texts: BTreeMap<String, String>,
    problems: Vec<FieldError>,
}

async fn docket(viewer: &Viewer, (campaign, bureau): (String, String)) -> Result<Visible<Docket>, WebError> {
    Ok(viewer.docket(&CampaignId::new(campaign), &BureauCode::new(bureau)).await?)
}

async fn show(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(place): Path<(String, String)>,
    Query(FiguresKept { kept }): Query<FiguresKept>,
) -> Result<Response, WebError> {
    let docket = docket(&viewer, place).await?;
    rendered(&console, w, &docket, kept, &TypedFigures::default()).await
}

async fn report(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(place): Path<(String, String)>,
    Form(texts): Form<BTreeMap<String, String>>,
) -> Result<Response, WebError> {
    let docket = docket(&viewer, place).await?;
    viewer.authorise(Action::ReportFigures, docket.bureau())?;
    let (changed, problems) = changed(w, &docket.figures().await?, &texts);
    let outcome = match problems.is_empty() {
        false => Err(WebError::Invalid(problems)),
        true if changed.is_empty() => Ok(()),
        true => docket.report_figures(&changed).await.map_err(WebError::from),
    };
    match outcome {
        Ok(()) => {
            let (campaign, bureau) = (docket.context.id(), docket.bureau());
            let path = format!("/campaigns/{campaign}/bureaus/{bureau}/figures?kept={}", changed.len());
            Ok(Redirect::to(&path).into_response())
        }
        Err(WebError::Invalid(problems)) => {
            rendered(&console, w, &docket, None, &TypedFigures { texts, problems }).await
        }
        Err(fault) => Err(fault),
    }
}

/// What was typed that differs from what was last reported, and what is no number. A field that is left empty
/// reports nothing.
fn changed(
    w: Words,
    known: &DocketFigures,
    texts: &BTreeMap<String, String>,
) -> (Vec<(String, i64)>, Vec<FieldError>) {
    let (mut changed, mut problems) = (Vec::new(), Vec::new());
    for (name, text) in texts {
        let plain: String =
            text.chars().filter(|sign| !matches!(sign, ',' | '，' | ' ' | '\u{3000}')).collect();
        if plain.is_empty() {
            continue;
        }
        let Ok(value) = plain.parse::<i64>() else {
            let reason = w.with("report-no-number", [("most", MOST_REPORTED)]);
            problems.push(FieldError::new(format!("figures.{name}"), reason));
            continue;
        };
        let before = Indicator::reported(name).and_then(|one| known.figures.get(&one).copied().flatten());
        if before != Some(value) {
            changed.push((name.clone(), value));
        }
    }
    (changed, problems)
}

async fn rendered(
    console: &Console,
    w: Words,
    docket: &Visible<Docket>,
    kept: Option<usize>,
    typed: &TypedFigures,
) -> Result<Response, WebError> {
    let (viewer, context, bureau) = (docket.viewer(), &docket.context, docket.bureau());
    let known = docket.figures().await?;
    let zone = context.kept.plan.zone;
    let last = |indicator| {
        known.reported.get(&indicator).map(|row| {
            let values = [("at", w.time(row.reported, zone)), ("by", row.by.name.clone())];
            w.with("report-last", values)
        })
    };
    let field = |indicator: Indicator| {
        let id = indicator.as_str();
        let value = known.figures.get(&indicator).copied().flatten().map(|value| value.to_string());
        let problem = typed.problems.iter().find(|problem| problem.field == format!("figures.{id}"));
        FigureField {
            id,
            title: indicator.chinese(),
            unit: indicator.unit(),
            counted: indicator.origin() == IndicatorOrigin::Counted,
            value: typed.texts.get(id).cloned().or(value).unwrap_or_default(),
            last: last(indicator),
            problem: problem.map(|problem| problem.reason.clone()),
        }
    };
    let families = Family::ALL.iter().map(|family| FigureFamily {
        title: family.chinese(),
        fields: family.indicators().map(field).collect(),
    });
    let path = format!("/campaigns/{}/bureaus/{bureau}/figures", context.id());
    let mut response = page(&FiguresPage {
        frame: Layout::new(console, viewer, w, w.t("report-title"), &path),
        w,
        path,
        campaign: context.id().clone(),
        title: context.kept.plan.title.clone(),
        code: bureau.clone(),
        bureau: context.name(bureau),
        families: families.collect(),
        may_report: viewer.may(Action::ReportFigures, bureau),
        most: MOST_REPORTED,
        problems: typed.problems.len(),
        kept,
    });
    if !typed.problems.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}
