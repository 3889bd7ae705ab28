//! The figures of a results list, filled in and downloaded.

use super::everyday::{COUNTY, ISSUER, OTHER, scene};
use axum::http::StatusCode;
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

    let (status, _) = scene.post(COUNTY, Role::Officer, &path, "producers-checked=1%2C200&fines=8500").await;
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
