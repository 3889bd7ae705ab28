//! A bureau's figures for the results list (行动成果清单), typed in the browser; what the ledger counts stands
//! beside them.

use crate::{
    Console, FieldError, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::tests::{COUNTY, ISSUER, OTHER, scene};
    use calamine::{Data, Reader, Xlsx};
    use duban_domain::access::Role;
    use std::io::Cursor;

    #[tokio::test]
    async fn figures_are_typed_checked_and_kept_and_only_what_changed_is() {
        let scene = scene("2024-09-05T10:00").await;
        let path = format!("{}/figures", scene.bureau(COUNTY));
        let (status, html) = scene.get(COUNTY, Role::Officer, &path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("检查生产单位（家次）") && html.contains("由台账自动统计"), "{html}");
        // What the ledger counts has no field.
        assert!(!html.contains("name=\"found\"") && html.contains("name=\"fines\""), "{html}");

        let typed = "producers-checked=1%2C200&fines=x&trained=-3&sampled=";
        let (status, html) = scene.post(COUNTY, Role::Officer, &path, typed).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("value=\"1,200\"") && html.contains("id=\"fines-problem\""), "{html}");
        let kept = async || scene.console.store().figure_list(scene.campaign()).await.unwrap();
        assert!(kept().await.is_empty(), "all of it or nothing");
        let (status, html) = scene.post(COUNTY, Role::Officer, &path, "trained=-3").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(html.contains("id=\"trained-problem\""), "the act's own refusal: {html}");

        let (status, _) =
            scene.post(COUNTY, Role::Officer, &path, "producers-checked=1%2C200&fines=8500").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(kept().await.len(), 2);
        // The same again is no report.
        let (status, _) = scene.post(COUNTY, Role::Officer, &path, "producers-checked=1200&fines=9000").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let history = scene.console.store().figure_history(scene.campaign(), &COUNTY.into()).await.unwrap();
        assert_eq!(history.len(), 3, "{history:?}");
        let (_, html) = scene.get(ISSUER, Role::Leader, &format!("{path}?kept=1")).await;
        assert!(html.contains("value=\"9000\" readonly") && html.contains("已保存1项"), "{html}");
        for (bureau, role, status) in [
            (ISSUER, Role::Planner, StatusCode::FORBIDDEN),
            (COUNTY, Role::Observer, StatusCode::FORBIDDEN),
            (OTHER, Role::Officer, StatusCode::NOT_FOUND),
        ] {
            assert_eq!(scene.post(bureau, role, &path, "fines=1").await.0, status, "{bureau} {role}");
        }
    }

    #[tokio::test]
    async fn the_matrix_and_the_results_list_are_files() {
        let scene = scene("2024-09-05T10:00").await;
        let path = format!("{}/figures", scene.bureau(COUNTY));
        scene.post(COUNTY, Role::Officer, &path, "producers-checked=1200").await;
        let of = format!("/campaigns/{}", scene.campaign());
        let open = async |path: String| {
            let (status, bytes) = scene.bytes(ISSUER, Role::Leader, &path).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            Xlsx::new(Cursor::new(bytes)).unwrap_or_else(|error| panic!("{path}: {error}"))
        };
        let duties = scene.console.store().duty_list(scene.campaign(), None).await.unwrap();
        for path in [format!("{of}/matrix.xlsx"), format!("/api/v1{of}/matrix.xlsx")] {
            let mut book: Xlsx<_> = open(path).await;
            assert_eq!(book.sheet_names(), ["进度矩阵", "明细"]);
            let matrix = book.worksheet_range("进度矩阵").unwrap();
            let states = matrix
                .used_cells()
                .filter(|cell| matches!(cell.2, Data::String(text) if text.starts_with("逾期未报")));
            assert!(states.count() > 0);
            let facts = book.worksheet_range("明细").unwrap();
            assert_eq!(facts.height(), duties.len() + 1, "a line for each cell that somebody owes");
        }
        for path in [format!("{of}/results.xlsx?bureau={COUNTY}"), format!("/api/v1{of}/results.xlsx")] {
            let mut book: Xlsx<_> = open(path).await;
            let sheet = book.worksheet_range("行动成果清单").unwrap();
            assert!(sheet.used_cells().any(|cell| *cell.2 == Data::Float(1200.0)));
        }
        let foreign = format!("{of}/results.xlsx?bureau={COUNTY}");
        assert_eq!(scene.get(OTHER, Role::Leader, &foreign).await.0, StatusCode::NOT_FOUND);
    }
}
