//! The stream that an open campaign page listens to: whatever rows have changed, as they are now.

use super::fragments::{ColumnsView, RowView, Signs, SumsView};
use crate::places::missing_page;
use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::sse::{Event, KeepAlive, Sse},
};
use duban_domain::{BureauCode, CampaignId};
use duban_service::{Visible, rows::Campaign};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    matrix::{Matrix, MatrixRow, Scheme},
};
use futures::{Stream, stream};
use moka::future::Cache;
use serde::Deserialize;
use std::{
    collections::BTreeSet,
    convert::Infallible,
    sync::{Arc, LazyLock},
    time::Duration,
};
use tokio::{
    sync::{
        broadcast::{Receiver, error::RecvError},
        watch,
    },
    time::Instant,
};

/// A stream ends by itself after this time, and the browser asks again: so nobody who has signed out
/// goes on listening.
const LISTENS_FOR: Duration = Duration::from_secs(600);
/// More rows than this at once: the page is loaded anew.
const MOST_ROWS: usize = 200;

#[derive(Deserialize)]
pub(super) struct Since {
    #[serde(default)]
    after: i64,
    /// How many rows the page has.
    #[serde(default)]
    rows: usize,
}

type SharedChange = Arc<duban_web::live::LedgerChange>;

struct Listener {
    console: Console,
    kept: Visible<Campaign>,
    visible: BTreeSet<BureauCode>,
    w: Words,
    after: i64,
    rows: usize,
    changes: Receiver<SharedChange>,
    closing: watch::Receiver<bool>,
    until: Instant,
}

pub(super) async fn live(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path(id): Path<String>,
    Query(since): Query<Since>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, WebError> {
    let id = CampaignId::from(id.as_str());
    let kept = viewer.campaign(&id).await?;
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()).and_then(|id| id.parse().ok());
    let changes = console.live().listen(&id);
    let listener = Listener {
        visible: viewer.sees_codes(),
        after: last.unwrap_or(since.after),
        rows: since.rows,
        closing: console.live().closing(),
        until: Instant::now() + LISTENS_FOR,
        console,
        kept,
        w,
        changes,
    };
    let events = stream::unfold(Some(listener), |listener| async move {
        let mut listener = listener?;
        let event = listener.next().await?;
        Some((Ok(event), Some(listener)))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))))
}

impl Listener {
    /// The next event; `None` when the stream ends.
    async fn next(&mut self) -> Option<Event> {
        loop {
            let changed = self.wait().await?;
            match self.event(&changed).await {
                Ok(Some(event)) => return Some(event.id(self.after.to_string())),
                Ok(None) => {}
                // The browser asks again, with the place it knows.
                Err(fault) => {
                    tracing::warn!(campaign = %self.kept.plan.id, "a live page is not told: {fault}");
                    return None;
                }
            }
        }
    }

    /// The bureaus that changed since this page was last told: before it listened, or from now on.
    async fn wait(&mut self) -> Option<BTreeSet<BureauCode>> {
        let position = self.console.live().position().await.ok()?;
        if self.after > 0 && self.after < position {
            let missed = self.kept.bureaus_changed(self.after, position).await;
            self.after = position;
            return missed.ok();
        }
        self.after = self.after.max(position);
        tokio::select! {
            change = self.changes.recv() => match change {
                Ok(change) => {
                    self.after = self.after.max(change.position);
                    Some(change.bureaus.clone())
                }
                // Too slow: what was missed is looked up.
                Err(RecvError::Lagged(_)) => Some(self.visible.clone()),
                Err(RecvError::Closed) => None,
            },
            _ = self.closing.wait_for(|closing| *closing) => None,
            () = tokio::time::sleep_until(self.until) => None,
        }
    }

    async fn event(&self, changed: &BTreeSet<BureauCode>) -> Result<Option<Event>, WebError> {
        let changed: Vec<_> = changed.intersection(&self.visible).collect();
        if changed.is_empty() {
            return Ok(None);
        }
        // A bureau that was not heard of when the page was made has no row in it yet.
        if changed.len() > MOST_ROWS || self.bureaus().await? != self.rows {
            // A browser drops an event without data.
            return Ok(Some(Event::default().event("reload").data("now")));
        }
        let mut html = String::new();
        for bureau in changed {
            html.push_str(&self.row(bureau).await?);
        }
        html.push_str(&self.sums().await?);
        Ok(Some(Event::default().event("rows").data(html.replace(['\r', '\n'], " "))))
    }

    /// A bureau's row as it is now; whoever else listens waits for the same one.
    async fn row(&self, code: &BureauCode) -> Result<String, WebError> {
        let key = (self.kept.plan.id.clone(), format!("row {code}"), self.w, self.after);
        fragment(key, async {
            let duties = self.kept.obligations_of(code).await?;
            // What owes nothing has no row.
            let bureau = self.console.directory().get(code).filter(|_| !duties.is_empty());
            let Some(bureau) = bureau else { return Ok(String::new()) };
            let is_head = !self.console.directory().subordinates(code).is_empty();
            let scheme = Scheme::of(&self.kept.plan);
            let row: MatrixRow = scheme.row(bureau, is_head, &duties);
            let obligations = scheme.obligations();
            let values = [
                ("bureau", row.name.clone()),
                ("done", row.tally().done().to_string()),
                ("total", row.tally().owed().to_string()),
            ];
            let announce = self.w.with("campaign-row-changed", values);
            let (campaign, signs) = (self.kept.plan.id.as_str(), Signs::new(self.w));
            let (row, signs, obligations) = (&row, &signs, &obligations);
            let view = RowView { campaign, row, signs, obligations, replaces: true, announce };
            view.render().map_err(|error| WebError::Internal(error.into()))
        })
        .await
    }

    /// How many bureaus have a row now.
    async fn bureaus(&self) -> Result<usize, WebError> {
        let key =
            (self.kept.plan.id.clone(), format!("count {}", self.kept.viewer().bureau), self.w, self.after);
        let count = fragment(key, async {
            let matrix = Matrix::read(&self.kept).await?;
            Ok(matrix.sums.rows.to_string())
        });
        count.await?.parse().map_err(|error: std::num::ParseIntError| WebError::Internal(error.into()))
    }

    /// The figures above the matrix and the table below it.
    async fn sums(&self) -> Result<String, WebError> {
        let key =
            (self.kept.plan.id.clone(), format!("sums {}", self.kept.viewer().bureau), self.w, self.after);
        fragment(key, async {
            let matrix = Matrix::read(&self.kept).await?;
            let (w, zone) = (self.w, self.kept.plan.zone);
            let (campaign, columns) = (self.kept.plan.id.as_str(), &matrix.columns);
            let sums =
                SumsView { w, missing: missing_page(campaign), sums: &matrix.sums, replaces: true }.render();
            let columns = ColumnsView { w, campaign, zone, columns, replaces: true }.render();
            // Behind other elements a parser drops a table's rows, unless a template holds them.
            let both = sums.and_then(|sums| Ok(format!("{sums}<template>{}</template>", columns?)));
            both.map_err(|error| WebError::Internal(error.into()))
        })
        .await
    }
}

type FragmentKey = (CampaignId, String, Words, i64);

/// Pieces of pages at a place in the ledger: rendered once for all who listen.
static FRAGMENTS: LazyLock<Cache<FragmentKey, String>> =
    LazyLock::new(|| Cache::builder().max_capacity(2000).time_to_live(LISTENS_FOR).build());

async fn fragment(
    key: FragmentKey,
    render: impl Future<Output = Result<String, WebError>>,
) -> Result<String, WebError> {
    FRAGMENTS.try_get_with(key, render).await.map_err(|fault| fault.again())
}
