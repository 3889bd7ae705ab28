//! A campaign: the matrix of its bureaus and obligations, which moves while one looks.

mod fragments;
mod live;
mod obligation;
mod workbook;

use crate::{
    gantt::{Chart, gantt_svg},
    owed::Owed,
    places::missing_page,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use chrono_tz::Tz;
use duban_domain::{
    BureauCode, CampaignId, ObligationId, PlanTime, Terms, WallTime,
    access::Action,
    ahead,
    gantt::{Gantt, gantt},
    terms::parties,
};
use duban_service::rows::{Campaign, OpeningReach, Part};
use duban_web::{
    Console, Viewer, WebError,
    download::download,
    i18n::Words,
    layout::{Layout, page},
    matrix::{Matrix, MatrixCell, MatrixRow},
    pagecache::Key,
    routes::Routes,
};
use fragments::{ColumnsView, RowView, Signs, SumsView};
use std::sync::Arc;

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/campaigns/{campaign}", campaign)
        .get("/campaigns/{campaign}/live", live::live)
        .get("/campaigns/{campaign}/basis/{index}", basis)
        .get("/campaigns/{campaign}/told", told)
        .get("/campaigns/{campaign}/obligations/{obligation}", obligation::obligation)
        .get("/campaigns/{campaign}/matrix.xlsx", workbook::matrix)
        .get("/campaigns/{campaign}/results.xlsx", workbook::results)
}

#[derive(Template)]
#[template(path = "campaign/page.html")]
struct CampaignPage {
    frame: Layout,
    w: Words,
    kept: Campaign,
    issuer: String,
    zone: Tz,
    position: i64,
    /// Whether its reader may hold it again.
    may_launch: bool,
    /// Whether its reader may amend it.
    may_amend: bool,
    matrix: Matrix,
    signs: Signs,
    /// The obligations, in the order of the cells.
    obligations: Vec<ObligationId>,
    /// What will be owed, while no bureau has recorded anything.
    before: Option<CampaignBeforeOpening>,
    /// The plan's chart; `None` where the calendar no longer knows its years.
    chart: Option<Gantt>,
}

/// To how many bureaus a campaign's opening notice has come.
#[derive(Template)]
#[template(path = "campaign/told.html")]
struct OpeningReachFragment {
    w: Words,
    reach: OpeningReach,
}

/// What is known of a campaign that no bureau has recorded anything of.
struct CampaignBeforeOpening {
    begins: String,
    /// Each obligation, and how many will owe it.
    owed: Vec<(Owed, usize)>,
}

impl CampaignBeforeOpening {
    /// What lies before a bureau and those below it.
    fn of(console: &Console, w: Words, kept: &Campaign, terms: &Arc<Terms>, eyes: &BureauCode) -> Self {
        let zone = kept.plan.zone;
        let seen = console.directory().subtree(eyes);
        let parties = parties(console.directory(), &kept.plan.issuer).into_iter();
        let parties = parties.filter(|party| seen.iter().any(|bureau| bureau.code == party.bureau));
        let owed = ahead::shared(terms, parties).into_iter();
        Self {
            begins: w.full(terms.begins(), zone),
            owed: owed.map(|one| (Owed::of(w, zone, &one.duty), one.bureaus)).collect(),
        }
    }
}

impl CampaignPage {
    fn svg<'a>(&'a self, chart: &'a Gantt) -> Chart<'a> {
        gantt_svg(chart, self.w)
    }

    fn row<'a>(&'a self, row: &'a MatrixRow) -> RowView<'a> {
        let campaign = self.kept.plan.id.as_str();
        let (signs, obligations) = (&self.signs, &self.obligations);
        RowView { campaign, row, signs, obligations, replaces: false, announce: String::new() }
    }

    fn sums(&self) -> SumsView<'_> {
        let missing = missing_page(self.kept.plan.id.as_str());
        SumsView { w: self.w, missing, sums: &self.matrix.sums, replaces: false }
    }

    fn columns(&self) -> ColumnsView<'_> {
        let (campaign, columns) = (self.kept.plan.id.as_str(), &self.matrix.columns);
        ColumnsView { w: self.w, campaign, zone: self.zone, columns, replaces: false }
    }
}

async fn campaign(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let kept = viewer.campaign(&CampaignId::from(id.as_str())).await?;
    let position = console.live().position_of(&kept.plan.id, Part::Dockets).await?;
    let today = now(&kept).date(kept.plan.zone);
    let path = format!("/campaigns/{}", kept.plan.id);
    let frame = Layout::new(&console, &viewer, w, kept.plan.title.clone(), &path);
    let head = frame.head()?;
    let key = Key { page: path, eyes: eyes(&viewer, w), position, moment: today.to_string() };
    let render = async {
        let matrix = Matrix::read(&kept).await?;
        let issuer = console.directory().get(&kept.plan.issuer);
        let issuer = issuer.map_or_else(|| kept.plan.issuer.to_string(), |bureau| bureau.name.clone());
        let (zone, signs) = (kept.plan.zone, Signs::new(w));
        let terms = kept.in_hand().await?.terms().ok().map(Arc::new);
        let chart = terms.as_ref().map(|terms| gantt(terms, Some(now(&kept))));
        let untold = terms.as_ref().filter(|_| matrix.blocks.is_empty());
        let before = untold.map(|terms| CampaignBeforeOpening::of(&console, w, &kept, terms, &viewer.bureau));
        let before = before.filter(|before| !before.owed.is_empty());
        let page = CampaignPage {
            frame,
            w,
            kept: Campaign::clone(&kept),
            issuer,
            zone,
            position,
            may_launch: viewer.may(Action::Launch, &viewer.bureau),
            obligations: matrix.columns.iter().map(|column| column.id.clone()).collect(),
            may_amend: kept.finished.is_none() && viewer.may(Action::Amend, &kept.plan.issuer),
            matrix,
            signs,
            before,
            chart,
        };
        page.render().map_err(|error| WebError::Internal(error.into()))
    };
    console.pages().page(key, &head, &headers, render).await
}

/// To how many bureaus its opening notice has come. Mail goes out without a line in the ledger, so it is asked for
/// by itself.
async fn told(viewer: Viewer, w: Words, Path(id): Path<String>) -> Result<Response, WebError> {
    let reach = viewer.campaign(&CampaignId::from(id.as_str())).await?.opening_reach().await?;
    Ok(page(&OpeningReachFragment { w, reach }))
}

/// A document that the campaign rests on, as it was handed in.
async fn basis(viewer: Viewer, Path((id, index)): Path<(String, usize)>) -> Result<Response, WebError> {
    let kept = viewer.campaign(&CampaignId::from(id.as_str())).await?;
    let (name, content) = kept.basis_file(index).await?;
    Ok(download(&name, "application/octet-stream", content))
}

/// All that a page's own part depends on of its reader.
pub(crate) fn eyes(viewer: &Viewer, w: Words) -> String {
    format!("{}\n{}\n{}", viewer.bureau, viewer.role, w.lang.as_str())
}

/// Now, in a campaign's own time.
pub(crate) fn now(kept: &Campaign) -> PlanTime {
    kept.timebase.plan(WallTime::new(chrono::Utc::now()))
}
