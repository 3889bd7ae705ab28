//! Findings as the ledger keeps them.

use crate::{
    cli::{Format, finding::FindingTarget},
    commands::context::{self, deadline},
    context::App,
    output,
};
use anyhow::Result;
use duban_config::findings::LEDGER;
use duban_domain::{
    BureauCode, EventEnvelope, FindingId, PlanTime,
    correspondence::NoticeEvent,
    finding::{FindingEvent, FindingStatus, Grade, Source, Subject},
};
use duban_service::{
    CampaignContext,
    findings_file::{IMPORTED, MARK, imported, line},
};
use duban_store::{FindingFilter, FindingRow, FindingStatistics, Page};
use serde_json::{Value, json};

/// Which findings.
pub struct Wanted {
    pub bureau: Option<String>,
    pub standing: Option<FindingStatus>,
    pub grade: Option<Grade>,
    pub source: Option<Source>,
    pub overdue: bool,
    pub limit: u16,
}

/// Lists findings, newest first; as a spreadsheet all of them.
///
/// # Errors
/// There is no such campaign.
pub async fn list(app: &App, campaign: &str, wanted: Wanted) -> Result<()> {
    let scene = context::open(app, campaign).await?;
    let counties = wanted.bureau.as_deref().map(BureauCode::from).map(|bureau| {
        let below = scene.service.directory().subtree(&bureau);
        below.into_iter().map(|bureau| bureau.code.clone()).collect()
    });
    let filter = FindingFilter {
        counties,
        standing: wanted.standing,
        overdue: wanted.overdue,
        grade: wanted.grade,
        source: wanted.source,
        ..FindingFilter::all(scene.id().clone())
    };
    if app.format == Format::Csv {
        return csv(&scene, &filter).await;
    }
    let rows = scene.store().finding_list(&filter, &Page { after: None, limit: wanted.limit.into() }).await?;
    if app.is_json() {
        let rows: Vec<_> = rows.iter().map(|row| json_of(&scene, row)).collect();
        return output::json(&json!({ "campaign": scene.id(), "findings": rows }));
    }
    if rows.is_empty() {
        eprintln!("no such findings");
        return Ok(());
    }
    let mut table = output::table([
        "finding", "county", "subject", "product", "grade", "source", "stands", "due", "round",
    ]);
    for row in &rows {
        let late = if row.view.overdue { " 逾期" } else { "" };
        table.add_row([
            row.id.to_string(),
            row.county.to_string(),
            subject(&row.subject),
            row.product.group.clone(),
            row.view.grade.chinese().to_owned(),
            row.source.chinese().to_owned(),
            format!("{}{late}", row.view.standing.chinese()),
            row.view.due.map(|at| deadline(&scene, at)).unwrap_or_default(),
            row.view.round.to_string(),
        ]);
    }
    output::line(format!("{table}\n"))
}

/// All that are wanted as a CSV file, page by page, which can be imported again.
async fn csv(scene: &CampaignContext, filter: &FindingFilter) -> Result<()> {
    let headings = IMPORTED.iter().map(|column| column.heading()).chain(LEDGER.map(|(chinese, _)| chinese));
    output::line(format!("{MARK}{}", line(&headings.map(str::to_owned).collect::<Vec<_>>())))?;
    let mut next = Some(Page::default());
    while let Some(page) = next {
        let rows = scene.store().finding_list(filter, &page).await?;
        let text: String = rows.iter().map(|row| line(&cells(scene, row))).collect();
        output::line(text)?;
        let full = rows.len() >= page.limit as usize;
        let after = rows.last().filter(|_| full).map(FindingRow::cursor);
        next = after.map(|after| Page { after: Some(after), ..Page::default() });
    }
    Ok(())
}

fn cells(scene: &CampaignContext, row: &FindingRow) -> Vec<String> {
    let view = &row.view;
    let shown = |at: Option<PlanTime>| at.map(|at| scene.shown(at)).unwrap_or_default();
    let more = [
        shown(Some(view.registered)),
        view.standing.chinese().to_owned(),
        shown(view.due),
        if view.overdue { "是".to_owned() } else { String::new() },
        shown(view.closed),
        view.outcome.map(|outcome| outcome.chinese().to_owned()).unwrap_or_default(),
    ];
    imported(scene.service.directory(), row).into_iter().chain(more).collect()
}

/// Counts findings and orders, per bureau. They are two things: what is put right on the spot is found and
/// never ordered.
///
/// # Errors
/// There is no such campaign.
pub async fn count(app: &App, campaign: &str) -> Result<()> {
    let scene = context::open(app, campaign).await?;
    let rows = scene.store().finding_statistics(scene.id()).await?;
    if app.is_json() {
        let rows: Vec<_> = rows.iter().map(counts_json).collect();
        return output::json(&json!({ "campaign": scene.id(), "counties": rows }));
    }
    let heads = [
        "bureau",
        "found",
        "ordered",
        "on the spot",
        "closed",
        "in time",
        "open",
        "overdue",
        "interviews",
        "handed over",
    ];
    let mut table = output::table(heads);
    for row in &rows {
        let numbers = [
            row.found,
            row.ordered,
            row.corrected_on_the_spot,
            row.closed,
            row.closed_in_time,
            row.open,
            row.overdue,
            row.interviewed,
            row.handed_over,
        ];
        let bureau = std::iter::once(row.county.to_string());
        table.add_row(bureau.chain(numbers.map(|number| number.to_string())));
    }
    output::line(format!("{table}\n"))
}

fn counts_json(row: &FindingStatistics) -> Value {
    json!({
        "county": row.county, "found": row.found, "ordered": row.ordered,
        "corrected_on_the_spot": row.corrected_on_the_spot, "closed": row.closed,
        "closed_in_time": row.closed_in_time, "open": row.open, "untriaged": row.untriaged,
        "overdue": row.overdue, "interviewed": row.interviewed, "handed_over": row.handed_over,
        "publicised": row.publicised, "exposed": row.exposed, "listed": row.listed, "dismissed": row.dismissed,
    })
}

/// Shows one finding with all that happened.
///
/// # Errors
/// There is no such campaign or finding.
pub async fn show(app: &App, target: &FindingTarget) -> Result<()> {
    let scene = context::open(app, &target.campaign).await?;
    let id = FindingId::from(target.finding.as_str());
    let found = context::reader(&scene)?.finding_in_hand(&id).await?;
    let (detail, history) = (&found.row, found.history().await?);
    let history: Vec<_> = history.into_iter().map(|line| line.effect).collect();
    if app.is_json() {
        let mut shown = json_of(&scene, &detail.row);
        shown["attachments"] = json!(detail.attachments);
        shown["history"] = json!(history);
        return output::json(&shown);
    }
    let row = &detail.row;
    output::line(format!(
        "{}  {}（{}，{}）\n{}：{}\n{}\n",
        row.id,
        subject(&row.subject),
        row.kind.chinese(),
        row.view.grade.chinese(),
        row.product.group,
        row.problem,
        row.view.standing.chinese(),
    ))?;
    for attachment in &detail.attachments {
        output::line(format!("  {}  {} bytes  {}\n", attachment.name, attachment.size, attachment.sha256))?;
    }
    effects(app, &scene, &history)
}

/// Tells what happened, a line each.
///
/// # Errors
/// Stdout is closed.
pub(super) fn effects(
    app: &App,
    scene: &CampaignContext,
    effects: &[EventEnvelope<FindingEvent>],
) -> Result<()> {
    context::tell(app, scene, effects, |happened| what(scene, happened))
}

fn what(scene: &CampaignContext, what: &FindingEvent) -> Result<String> {
    Ok(match what {
        FindingEvent::Ordered { due, round } => {
            format!("ordered to rectify by {} (round {round})", deadline(scene, *due))
        }
        FindingEvent::Extended { due, .. } => format!("extended to {}", deadline(scene, *due)),
        FindingEvent::Closed { outcome, result } => format!("closed: {} ({result})", outcome.chinese()),
        FindingEvent::EvidenceFiled { on_time, .. } => {
            (if *on_time { "evidence filed in time" } else { "evidence filed late" }).to_owned()
        }
        FindingEvent::Notice(NoticeEvent::Issued { notice }) => {
            format!("{} to {} (no. {})", notice.instrument.chinese(), notice.to, notice.ordinal)
        }
        other => output::event(other)?,
    })
}

fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Enterprise { name, .. } => name.clone(),
        Subject::Bureau { code } => code.to_string(),
    }
}

fn json_of(scene: &CampaignContext, row: &FindingRow) -> Value {
    let zone = scene.kept.plan.zone;
    let shown = |at: Option<PlanTime>| at.map(|at| at.rfc3339(zone));
    json!({
        "id": row.id, "county": row.county, "subject": row.subject, "product": row.product, "kind": row.kind,
        "source": row.source, "problem": row.problem, "found_on": row.found_on, "standing": row.view.standing, "grade": row.view.grade,
        "registered": row.view.registered.rfc3339(zone), "ordered": shown(row.view.ordered),
        "due": shown(row.view.due), "provisional": row.view.due.is_some_and(|due| scene.is_provisional(due)),
        "overdue": row.view.overdue, "round": row.view.round,
        "closed": shown(row.view.closed), "outcome": row.view.outcome, "on_time": row.view.on_time,
        "look_back": shown(row.view.look_back), "marks": row.view.marks,
    })
}
