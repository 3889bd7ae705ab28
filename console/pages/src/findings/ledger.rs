//! The ledger: filtered by its address, turned leaf by leaf.

use crate::{campaign::eyes, matter, places::finding_page};
use askama::Template;
use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use chrono_tz::Tz;
use duban_domain::{
    Calendar, Directory,
    access::Action,
    finding::{FindingStatus, Grade, Source, Subject},
};
use duban_service::Visible;
use duban_service::rows::{Campaign, FindingCount, FindingRow, FindingStatistics, Part};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::Layout,
    pagecache::Key,
    queries::findings::{FindingQuery, place},
};

/// Findings of a leaf.
const LEAF: u32 = 50;
/// So many are counted; beyond it says "or more".
const COUNTED: u32 = 1_000;

#[derive(Template)]
#[template(path = "findings/ledger.html")]
struct FindingLedgerPage {
    frame: Layout,
    w: Words,
    query: FindingQuery,
    campaigns: Vec<(String, String)>,
    bureaus: Vec<(String, String)>,
    products: Vec<String>,
    leaf: Option<FindingLedgerSlice>,
    may_register: bool,
}

/// A leaf as it is shown.
struct FindingLedgerSlice {
    zone: Tz,
    sums: FindingLedgerSums,
    count: FindingCount,
    rows: Vec<FindingLedgerRow>,
    newer: Option<String>,
    older: Option<String>,
    stopped: Option<String>,
    crowded: bool,
    csv: String,
    xlsx: String,
}

struct FindingLedgerRow {
    row: FindingRow,
    address: String,
    county: String,
    subject: String,
    /// Whether its due instant is provisional.
    provisional: bool,
}

/// The figures above the ledger: of all its reader query a bureau's findings for.
#[derive(Default)]
struct FindingLedgerSums {
    found: u64,
    ordered: u64,
    untriaged: u64,
    open: u64,
    overdue: u64,
    closed: u64,
    closed_in_time: u64,
}

impl FindingLedgerSums {
    fn of(lines: &[FindingStatistics]) -> Self {
        lines.iter().fold(Self::default(), |sums, line| Self {
            found: sums.found + u64::from(line.found),
            ordered: sums.ordered + u64::from(line.ordered),
            untriaged: sums.untriaged + u64::from(line.untriaged),
            open: sums.open + u64::from(line.open),
            overdue: sums.overdue + u64::from(line.overdue),
            closed: sums.closed + u64::from(line.closed),
            closed_in_time: sums.closed_in_time + u64::from(line.closed_in_time),
        })
    }
}

impl FindingLedgerPage {
    fn standings(&self) -> Vec<(&'static str, String)> {
        let one = |one: &FindingStatus| (one.as_str(), self.w.family("finding-standing-", one.as_str()));
        FindingStatus::ALL.iter().map(one).collect()
    }

    fn grades(&self) -> Vec<(&'static str, String)> {
        let one = |one: &Grade| (one.as_str(), self.w.family("finding-grade-", one.as_str()));
        Grade::ALL.iter().map(one).collect()
    }

    fn sources(&self) -> Vec<(&'static str, String)> {
        let one = |one: &Source| (one.as_str(), self.w.family("finding-source-", one.as_str()));
        Source::ALL.iter().map(one).collect()
    }

    fn count(&self, count: &FindingCount) -> String {
        let key = if count.or_more { "finding-count-more" } else { "finding-count" };
        self.w.n(key, i64::try_from(count.findings).unwrap_or(i64::MAX))
    }
}

/// How a standing is shown: its colour's name.
pub(super) fn sign(standing: FindingStatus) -> &'static str {
    match standing {
        FindingStatus::Registered => "info",
        FindingStatus::Ordered | FindingStatus::Filed | FindingStatus::HandedOver => "warn",
        FindingStatus::Closed => "good",
        FindingStatus::Cancelled => "idle",
    }
}

pub(super) async fn ledger(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Query(mut query): Query<FindingQuery>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let campaigns = matter::campaigns(&viewer).await?;
    let kept = matter::chosen(&viewer, &campaigns, &query.campaign).await?;
    let frame = Layout::new(&console, &viewer, w, w.t("nav-findings"), "/findings");
    let head = frame.head()?;
    let mut position = 0;
    if let Some(kept) = &kept {
        query.campaign = kept.plan.id.to_string();
        position = console.live().position_of(&kept.plan.id, Part::Findings).await?;
    }
    let campaigns: Vec<_> =
        campaigns.iter().map(|one| (one.plan.id.to_string(), one.plan.title.clone())).collect();
    let key = Key {
        page: query.whole_address("/findings"),
        eyes: eyes(&viewer, w),
        position,
        // The list to choose from.
        moment: campaigns.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>().join(" "),
    };
    let render = async {
        let leaf = match &kept {
            Some(kept) => Some(shown(w, &query, kept, position).await?),
            None => None,
        };
        let all = viewer.sees();
        let products = kept.iter().flat_map(|kept| &kept.plan.products);
        let page = FindingLedgerPage {
            frame,
            w,
            campaigns,
            bureaus: all.into_iter().map(|bureau| (bureau.code.to_string(), bureau.name.clone())).collect(),
            products: products.map(|group| group.group.clone()).collect(),
            leaf,
            may_register: viewer.may(Action::HandleFinding, &viewer.bureau),
            query: query.clone(),
        };
        page.render().map_err(|error| WebError::Internal(error.into()))
    };
    console.pages().page(key, &head, &headers, render).await
}

async fn shown(
    w: Words,
    query: &FindingQuery,
    kept: &Visible<Campaign>,
    position: i64,
) -> Result<FindingLedgerSlice, WebError> {
    let zone = kept.plan.zone;
    let filter = query.filter(kept)?;
    let leaf = filter.leaf(&query.turn()?, LEAF).await?;
    let statistics = filter.statistics(position).await?;
    let ahead = if query.newer.is_empty() { leaf.older.as_ref() } else { leaf.newer.as_ref() };
    let calendar = kept.calendar().await?;
    let stopped = ahead.filter(|_| leaf.stopped).map(|place| w.time(place.registered, zone));
    Ok(FindingLedgerSlice {
        zone,
        sums: FindingLedgerSums::of(&statistics),
        count: filter.count(COUNTED).await?,
        newer: leaf.newer.as_ref().map(|at| query.address("/findings", ("newer", &place(at)))),
        older: leaf.older.as_ref().map(|at| query.address("/findings", ("older", &place(at)))),
        stopped,
        crowded: filter.are_alike().await?,
        csv: query.address("/findings/export.csv", ("", "")),
        xlsx: query.address("/findings/export.xlsx", ("", "")),
        rows: leaf
            .rows
            .into_iter()
            .map(|row| self::row(kept.viewer().directory(), row, zone, &calendar))
            .collect(),
    })
}

fn row(directory: &Directory, row: FindingRow, zone: Tz, calendar: &Calendar) -> FindingLedgerRow {
    let name = |code| directory.name_of(code);
    FindingLedgerRow {
        provisional: row.view.due.is_some_and(|due| calendar.is_provisional(due.date(zone))),
        address: finding_page(&row.campaign, &row.id),
        county: name(&row.county),
        subject: match &row.subject {
            Subject::Enterprise { name, .. } => name.clone(),
            Subject::Bureau { code } => name(code),
        },
        row,
    }
}
