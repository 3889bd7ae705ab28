//! Findings as the ledger keeps them.

use crate::{
    cli::{Format, finding::FindingTarget},
    commands::{
        context::{self, deadline},
        matter::{MatterTarget, TypedMatter},
    },
    context::App,
    output,
};
use anyhow::Result;
use duban_config::findings::LEDGER;
use duban_domain::{
    Attachment, BureauCode, PlanTime,
    correspondence::NoticeEvent,
    finding::{FindingEvent, FindingStatus, Grade, Source, Subject},
};
use duban_service::{
    CampaignContext,
    findings_file::{IMPORTED, MARK, imported, line},
};
use duban_store::{FindingDetail, FindingFilter, FindingRow, FindingStatistics, Page};
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
    let context = context::open(app, campaign).await?;
    let counties = wanted.bureau.as_deref().map(BureauCode::from).map(|bureau| {
        let below = context.service.directory().subtree(&bureau);
        below.into_iter().map(|bureau| bureau.code.clone()).collect()
    });
    let filter = FindingFilter {
        counties,
        standing: wanted.standing,
        overdue: wanted.overdue,
        grade: wanted.grade,
        source: wanted.source,
        ..FindingFilter::all(context.id().clone())
    };
    if app.format == Format::Csv {
        return csv(&context, &filter).await;
    }
    let rows =
        context.store().finding_list(&filter, &Page { after: None, limit: wanted.limit.into() }).await?;
    if app.is_json() {
        let rows: Vec<_> = rows.iter().map(|row| json_of(&context, row)).collect();
        return output::json(&json!({ "campaign": context.id(), "findings": rows }));
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
            row.view.due.map(|at| deadline(&context, at)).unwrap_or_default(),
            row.view.round.to_string(),
        ]);
    }
    output::line(format!("{table}\n"))
}

/// All that are wanted as a CSV file, page by page, which can be imported again.
async fn csv(context: &CampaignContext, filter: &FindingFilter) -> Result<()> {
    let headings = IMPORTED.iter().map(|column| column.heading()).chain(LEDGER.map(|(chinese, _)| chinese));
    output::line(format!("{MARK}{}", line(&headings.map(str::to_owned).collect::<Vec<_>>())))?;
    let mut next = Some(Page::default());
    while let Some(page) = next {
        let rows = context.store().finding_list(filter, &page).await?;
        let text: String = rows.iter().map(|row| line(&cells(context, row))).collect();
        output::line(text)?;
        let full = rows.len() >= page.limit as usize;
        let after = rows.last().filter(|_| full).map(FindingRow::cursor);
        next = after.map(|after| Page { after: Some(after), ..Page::default() });
    }
    Ok(())
}

fn cells(context: &CampaignContext, row: &FindingRow) -> Vec<String> {
    let view = &row.view;
    let shown = |at: Option<PlanTime>| at.map(|at| context.shown(at)).unwrap_or_default();
    let more = [
        shown(Some(view.registered)),
        view.standing.chinese().to_owned(),
        shown(view.due),
        if view.overdue { "是".to_owned() } else { String::new() },
        shown(view.closed),
        view.outcome.map(|outcome| outcome.chinese().to_owned()).unwrap_or_default(),
    ];
    imported(context.service.directory(), row).into_iter().chain(more).collect()
}

/// Counts findings and orders, per bureau. They are two things: what is put right on the spot is found and
/// never ordered.
///
/// # Errors
/// There is no such campaign.
pub async fn count(app: &App, campaign: &str) -> Result<()> {
    let context = context::open(app, campaign).await?;
    let rows = context.store().finding_statistics(context.id()).await?;
    if app.is_json() {
        let rows: Vec<_> = rows.iter().map(counts_json).collect();
        return output::json(&json!({ "campaign": context.id(), "counties": rows }));
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

impl MatterTarget for FindingTarget {
    fn place(&self) -> (&str, &str) {
        (&self.campaign, &self.finding)
    }
}

impl TypedMatter for FindingDetail {
    type Target = FindingTarget;

    fn head(&self, _: &CampaignContext) -> String {
        let row = &self.row;
        let (subject, kind, grade) = (subject(&row.subject), row.kind.chinese(), row.view.grade.chinese());
        let (product, problem, stands) = (&row.product.group, &row.problem, row.view.standing.chinese());
        let head = format!("{}  {subject}（{kind}，{grade}）\n{product}：{problem}\n{stands}\n", row.id);
        let file = |file: &Attachment| format!("  {}  {} bytes  {}\n", file.name, file.size, file.sha256);
        self.attachments.iter().map(file).fold(head, |head, file| head + &file)
    }

    fn json(&self, context: &CampaignContext) -> Value {
        let mut shown = json_of(context, &self.row);
        shown["attachments"] = json!(self.attachments);
        shown
    }

    fn told(context: &CampaignContext, event: &FindingEvent) -> Result<String> {
        Ok(match event {
            FindingEvent::Ordered { due, round } => {
                format!("ordered to rectify by {} (round {round})", deadline(context, *due))
            }
            FindingEvent::Extended { due, .. } => format!("extended to {}", deadline(context, *due)),
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
}

fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Enterprise { name, .. } => name.clone(),
        Subject::Bureau { code } => code.to_string(),
    }
}

fn json_of(context: &CampaignContext, row: &FindingRow) -> Value {
    let zone = context.kept.plan.zone;
    let shown = |at: Option<PlanTime>| at.map(|at| at.rfc3339(zone));
    json!({
        "id": row.id, "county": row.county, "subject": row.subject, "product": row.product, "kind": row.kind,
        "source": row.source, "problem": row.problem, "found_on": row.found_on, "standing": row.view.standing, "grade": row.view.grade,
        "registered": row.view.registered.rfc3339(zone), "ordered": shown(row.view.ordered),
        "due": shown(row.view.due), "provisional": row.view.due.is_some_and(|due| context.is_provisional(due)),
        "overdue": row.view.overdue, "round": row.view.round,
        "closed": shown(row.view.closed), "outcome": row.view.outcome, "on_time": row.view.on_time,
        "look_back": shown(row.view.look_back), "marks": row.view.marks,
    })
}
