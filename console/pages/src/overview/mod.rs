//! The first page: every campaign in figures as far as one sees it, and what waits for whoever looks.

use crate::{inbox::view, places::missing_page};
use askama::Template;
use axum::{extract::State, response::Response};
use duban_domain::{
    progress::{Left, ProgressStretch},
    tally::Tally,
};
use duban_service::{RunningCampaign, rows::CampaignFigures};
use duban_web::{
    Console, Viewer, WebError,
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};

/// As many lines of the inbox are shown; the others are a link away.
const MOST_LINES: usize = 8;

pub(crate) fn routes() -> Routes {
    Routes::default().get("/", overview)
}

#[derive(Template)]
#[template(path = "overview/page.html")]
struct OverviewPage {
    frame: Layout,
    w: Words,
    lines: Vec<view::InboxLine>,
    waiting: usize,
    running: Vec<CampaignCard>,
    over: Vec<CampaignCard>,
}

/// A campaign in figures.
struct CampaignCard {
    id: String,
    href: String,
    title: String,
    issuer: String,
    stretch: String,
    left: Vec<String>,
    figures: CampaignFigures,
}

impl CampaignCard {
    const fn tally(&self) -> &Tally {
        &self.figures.tally
    }

    /// Where what is missing is told.
    fn missing(&self) -> String {
        missing_page(&self.id)
    }

    /// Where what everyone did is told.
    fn columns(&self) -> String {
        format!("{}#columns-title", self.href)
    }
}

async fn overview(State(console): State<Console>, viewer: Viewer, w: Words) -> Result<Response, WebError> {
    let contents = viewer.inbox(false).await?;
    let mut kept = viewer.campaigns().await?;
    // The newest first.
    kept.reverse();
    let mut figures = viewer.campaign_figures(&kept).await?;
    let (mut running, mut over) = (Vec::new(), Vec::new());
    for kept in kept {
        let id = &kept.plan.id;
        let place = figures.iter().position(|one| one.campaign == *id);
        let figures = place.map_or_else(|| nothing(id), |place| figures.swap_remove(place));
        let mut card = CampaignCard {
            id: id.to_string(),
            href: format!("/campaigns/{id}"),
            issuer: console.directory().name_of(&kept.plan.issuer),
            title: kept.plan.title.clone(),
            stretch: w.t("course-over"),
            left: Vec::new(),
            figures,
        };
        match contents.campaigns.get(id) {
            Some(one) => {
                (card.stretch, card.left) = course(w, one);
                running.push(card);
            }
            None => over.push(card),
        }
    }
    let frame = Layout::new(&console, &viewer, w, w.t("nav-overview"), "/");
    let lines = view::lines(&console, &viewer, w, &contents, MOST_LINES);
    Ok(page(&OverviewPage { frame, w, lines, waiting: contents.waiting.len(), running, over }))
}

/// A campaign in which nobody that is seen has been heard of yet.
fn nothing(id: &duban_domain::CampaignId) -> CampaignFigures {
    CampaignFigures {
        campaign: id.clone(),
        tally: Tally::default(),
        bureaus: 0,
        running: 0,
        findings: 0,
        findings_overdue: 0,
    }
}

/// Where a campaign is, and what is left of the phase and of the whole.
pub(crate) fn course(w: Words, one: &RunningCampaign) -> (String, Vec<String>) {
    let course = one.terms.course(one.context.now);
    let (stretch, key) = match course.stretch {
        ProgressStretch::Ahead => (w.t("course-ahead"), "course-left-begin"),
        ProgressStretch::Phase(phase) => (phase.title.clone(), "course-left-phase"),
        ProgressStretch::Before(phase) => {
            (w.with("course-before", [("phase", &phase.title)]), "course-left-begin")
        }
        ProgressStretch::Remainder => (w.t("course-remainder"), "course-left-close"),
        ProgressStretch::Over => (w.t("course-over"), "course-left-close"),
    };
    let mut left: Vec<_> = course.left.iter().map(|left| days(w, key, left)).collect();
    if !matches!(course.stretch, ProgressStretch::Remainder) {
        left.extend(course.to_close.iter().map(|left| days(w, "course-left-close", left)));
    }
    (stretch, left)
}

fn days(w: Words, key: &str, left: &Left) -> String {
    let key_of_working = if left.provisional { "course-working-provisional" } else { "course-working" };
    let working = w.n(key_of_working, left.working);
    let values = [("days", left.days.to_string()), ("working", working), ("until", w.day(left.until))];
    match key {
        "course-left-begin" => w.with("course-left-begin", values),
        "course-left-phase" => w.with("course-left-phase", values),
        _ => w.with("course-left-close", values),
    }
}
