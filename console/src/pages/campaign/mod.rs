//! A campaign: the matrix of its bureaus and obligations, which moves while one looks.

mod live;
pub(crate) mod matrix;

use crate::{
    Console, Principal, WebError,
    gantt::{Chart, gantt_svg},
    i18n::Words,
    layout::Layout,
    pagecache::Key,
    pages::bureau::view::Owed,
    routes::Routes,
};
use askama::Template;
use axum::{
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use chrono_tz::Tz;
use duban_domain::{
    BureauCode, CampaignId, PlanTime, Terms, WallTime,
    access::Action,
    ahead,
    gantt::{Gantt, gantt},
    terms::parties,
};
use duban_store::{Campaign, Part};
use matrix::{Matrix, MatrixCell, MatrixColumn, MatrixSums, RowView, Signs};
use std::sync::Arc;

pub(crate) fn routes() -> Routes {
    Routes::default().get("/campaigns/{campaign}", campaign).get("/campaigns/{campaign}/live", live::live)
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
    matrix: Matrix,
    signs: Signs,
    /// What will be owed, while no bureau has recorded anything.
    before: Option<CampaignBeforeOpening>,
    /// The plan's chart; `None` where the calendar no longer knows its years.
    chart: Option<Gantt>,
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

    fn row<'a>(&'a self, row: &'a matrix::MatrixRow) -> RowView<'a> {
        let campaign = self.kept.plan.id.as_str();
        RowView { campaign, row, signs: &self.signs, replaces: false, announce: String::new() }
    }

    fn sums(&self) -> SumsView<'_> {
        SumsView { w: self.w, sums: &self.matrix.sums, replaces: false }
    }

    fn columns(&self) -> ColumnsView<'_> {
        ColumnsView { w: self.w, zone: self.zone, columns: &self.matrix.columns, replaces: false }
    }
}

/// The figures above the matrix, in the page and alone when they change.
#[derive(Template)]
#[template(path = "campaign/sums.html")]
struct SumsView<'a> {
    w: Words,
    sums: &'a MatrixSums,
    replaces: bool,
}

/// How far everyone is with each obligation, in the page and alone when it changes.
#[derive(Template)]
#[template(path = "campaign/columns.html")]
struct ColumnsView<'a> {
    w: Words,
    zone: Tz,
    columns: &'a [MatrixColumn],
    replaces: bool,
}

async fn campaign(
    State(console): State<Console>,
    principal: Principal,
    w: Words,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let kept = seen(&console, &principal, &CampaignId::from(id.as_str())).await?;
    let position = console.live().position_of(&kept.plan.id, Part::Dockets).await?;
    let today = now(&kept).date(kept.plan.zone);
    let path = format!("/campaigns/{}", kept.plan.id);
    let frame = Layout::new(&console, &principal, w, kept.plan.title.clone(), &path);
    let head = frame.head()?;
    let key = Key { page: path, eyes: eyes(&principal, w), position, moment: today.to_string() };
    let render = async {
        let matrix = Matrix::read(&console, &kept.plan, &principal.bureau).await?;
        let issuer = console.directory().get(&kept.plan.issuer);
        let issuer = issuer.map_or_else(|| kept.plan.issuer.to_string(), |bureau| bureau.name.clone());
        let (zone, signs) = (kept.plan.zone, Signs::new(w));
        let terms = console.service().scene(&kept.plan.id).await?.terms().ok().map(Arc::new);
        let chart = terms.as_ref().map(|terms| gantt(terms, Some(now(&kept))));
        let untold = terms.as_ref().filter(|_| matrix.blocks.is_empty());
        let before =
            untold.map(|terms| CampaignBeforeOpening::of(&console, w, &kept, terms, &principal.bureau));
        let before = before.filter(|before| !before.owed.is_empty());
        let page = CampaignPage {
            frame,
            w,
            kept: kept.clone(),
            issuer,
            zone,
            position,
            matrix,
            signs,
            before,
            chart,
        };
        page.render().map_err(|error| WebError::Internal(error.into()))
    };
    console.pages().page(key, &head, &headers, render).await
}

/// All that a page's own part depends on of its reader.
pub(crate) fn eyes(principal: &Principal, w: Words) -> String {
    format!("{}\n{}\n{}", principal.bureau, principal.role, w.lang.as_str())
}

/// A campaign that reaches the principal's bureau or one below it.
///
/// # Errors
/// [`WebError::NotFound`] where there is none that this principal sees.
pub(crate) async fn seen(
    console: &Console,
    principal: &Principal,
    id: &CampaignId,
) -> Result<Campaign, WebError> {
    let kept = console.campaigns().get(id).await?.ok_or(WebError::NotFound);
    principal.authorise(console, Action::See, &principal.bureau)?;
    let kept = kept?;
    if reaches(console, &kept, &principal.bureau) { Ok(kept) } else { Err(WebError::NotFound) }
}

/// Whether a campaign concerns a bureau: it takes part, or stands above the issuer.
pub(crate) fn reaches(console: &Console, kept: &Campaign, bureau: &BureauCode) -> bool {
    let directory = console.directory();
    let issuer = &kept.plan.issuer;
    issuer == bureau
        || directory.superiors(bureau).contains(issuer)
        || directory.superiors(issuer).contains(bureau)
}

/// Now, in a campaign's own time.
pub(crate) fn now(kept: &Campaign) -> PlanTime {
    kept.timebase.plan(WallTime::new(chrono::Utc::now()))
}
