//! The table as a workbook. Names are written as texts: a cell that begins with `=` stays what it says.

use super::{
    figures::period_name,
    query::{LeagueQuery, chosen, level},
};
use axum::{
    extract::{Path, Query},
    http::header,
    response::{IntoResponse, Response},
};
use duban_domain::{CampaignId, Level, league::PeriodState};
use duban_service::{league::LeagueTable, rows::Wanted};
use duban_web::{Viewer, WebError, i18n::Words};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

pub(super) async fn download(
    viewer: Viewer,
    w: Words,
    Path(campaign): Path<String>,
    Query(choice): Query<LeagueQuery>,
) -> Result<Response, WebError> {
    let tables = viewer.league(&CampaignId::new(campaign)).await?;
    let table = chosen(&tables, &choice, Wanted::Obligations).await?;
    let level = level(&table, &choice)?;
    let state = match table.state {
        PeriodState::Frozen => w.t("league-state-frozen"),
        PeriodState::Open | PeriodState::Closing => w.t("league-state-open"),
    };
    let heading = format!(
        "{} · {} · {} · {state}",
        tables.context.kept.plan.title,
        period_name(w, &table.sheet.period),
        w.family("league-level-", level.as_str()),
    );
    let content = write(w, &heading, &table, level).map_err(|error| WebError::Internal(error.into()))?;
    let name = format!("league-{}-{}-{}.xlsx", tables.context.id(), table.sheet.period.id, level.as_str());
    let disposition = format!("attachment; filename=\"{}\"", name.replace(':', "-"));
    let headers = [(header::CONTENT_TYPE, MEDIA_TYPE.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, content).into_response())
}

fn write(w: Words, heading: &str, table: &LeagueTable, level: Level) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (bold, percent) = (Format::new().set_bold(), Format::new().set_num_format("0.0%"));
    let sheet = workbook.add_worksheet();
    sheet.write_string_with_format(0, 0, heading, &bold)?;
    let heads = [
        "league-rank",
        "league-code",
        "league-bureau",
        "league-owed",
        "league-handed-in",
        "league-complete",
        "league-in-time",
        "league-timely",
        "league-findings-due",
        "league-findings-in-time",
        "league-rectified",
    ];
    for (column, key) in (0..).zip(heads) {
        sheet.write_string_with_format(1, column, w.t(key), &bold)?;
    }
    for (index, row) in (2..).zip(table.sheet.level(level)) {
        let figures = row.figures;
        if let Some(rank) = row.rank {
            sheet.write_number(index, 0, rank)?;
        }
        sheet.write_string(index, 1, row.bureau.as_str())?;
        sheet.write_string(index, 2, &row.name)?;
        let numbers = [(3, figures.owed), (4, figures.handed_in), (6, figures.in_time)];
        let findings = [(8, figures.findings_due), (9, figures.findings_in_time)];
        for (column, number) in numbers.into_iter().chain(findings) {
            sheet.write_number(index, column, number)?;
        }
        let shares = [(5, figures.complete()), (7, figures.timely()), (10, figures.rectified())];
        for (column, share) in shares.into_iter().filter(|(_, share)| share.of > 0) {
            let value = f64::from(share.part) / f64::from(share.of);
            sheet.write_number_with_format(index, column, value, &percent)?;
        }
    }
    sheet.set_column_width(2, 36)?;
    sheet.set_freeze_panes(2, 3)?;
    workbook.save_to_buffer()
}
