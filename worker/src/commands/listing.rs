//! `duban listing …`

use super::{
    context::{self, deadline},
    matter::{self, MatterTarget, TypedMatter},
};
use crate::{
    cli::{
        ActorArgs,
        listing::{ListingCli, ListingTarget},
    },
    context::App,
    output,
};
use anyhow::Result;
use duban_domain::{
    BureauCode, FindingId, ListingId, PlanTime, correspondence::NoticeEvent, listing::ListingEvent,
};
use duban_service::{CampaignContext, Proposal};
use duban_store::ListingRow;
use serde_json::{Value, json};

/// The command.
///
/// # Errors
/// The listing's refusal.
pub async fn listing(app: &App, command: ListingCli) -> Result<()> {
    match command {
        ListingCli::Propose { campaign, bureau, finding, grounds, reason, again, actor } => {
            let proposal = Proposal {
                bureau: BureauCode::from(bureau.as_str()),
                finding: finding.as_deref().map(FindingId::from),
                grounds,
                reason,
                again: again.as_deref().map(ListingId::from),
            };
            propose(app, &campaign, proposal, &actor).await
        }
        ListingCli::List { campaign } => list(app, &campaign).await,
        ListingCli::Show { target } => matter::show::<ListingRow>(app, &target).await,
        ListingCli::Act(act) => matter::act::<ListingRow>(app, act.read()).await,
    }
}

async fn propose(app: &App, campaign: &str, proposal: Proposal, actor: &ActorArgs) -> Result<()> {
    let context = context::open(app, campaign).await?;
    let by = context::actor(actor, context.supervisor(&proposal.bureau))?;
    let id = context::in_hand(&context, by)?.propose(proposal, None).await?;
    match app.is_json() {
        true => output::json(&json!({ "listing": id })),
        false => output::line(format!("{id}\n")),
    }
}

impl MatterTarget for ListingTarget {
    fn place(&self) -> (&str, &str) {
        (&self.campaign, &self.listing)
    }
}

impl TypedMatter for ListingRow {
    type Target = ListingTarget;

    fn head(&self, context: &CampaignContext) -> String {
        let grounds: Vec<_> = self.grounds.iter().map(|ground| ground.chinese()).collect();
        let (bureau, grounds, stands) =
            (context.name(&self.bureau), grounds.join("、"), self.view.standing.chinese());
        format!("{}  {bureau}：{}（{grounds}）\n{stands}\n", self.id, self.reason)
    }

    fn json(&self, context: &CampaignContext) -> Value {
        let (zone, view) = (context.kept.plan.zone, &self.view);
        let shown = |at: Option<PlanTime>| at.map(|at| at.rfc3339(zone));
        json!({
            "id": self.id, "bureau": self.bureau, "obligation": self.obligation, "finding": self.finding,
            "grounds": self.grounds, "reason": self.reason, "previous": self.previous,
            "standing": view.standing, "listed": shown(view.listed), "until": shown(view.until),
            "provisional": view.until.is_some_and(|until| context.is_provisional(until)),
            "expired": view.expired, "published": shown(view.published),
            "plan_filed": shown(view.plan_filed), "progress": view.progress, "delisted": shown(view.delisted),
            "next": view.next.map(|(task, by)| {
                json!({ "task": task, "by": by.rfc3339(zone), "provisional": context.is_provisional(by) })
            }),
        })
    }

    fn told(context: &CampaignContext, event: &ListingEvent) -> Result<String> {
        Ok(match event {
            ListingEvent::Listed { until } => format!("listed until {}", deadline(context, *until)),
            ListingEvent::Extended { until, .. } => format!("extended to {}", deadline(context, *until)),
            ListingEvent::AppliedFor { verify_by, .. } => {
                format!("applied to delist; verification by {}", deadline(context, *verify_by))
            }
            ListingEvent::Notice(NoticeEvent::Issued { notice }) => {
                format!("{} to {} (no. {})", notice.instrument.chinese(), notice.to, notice.ordinal)
            }
            other => output::event(other)?,
        })
    }
}

async fn list(app: &App, campaign: &str) -> Result<()> {
    let context = context::open(app, campaign).await?;
    let rows = context.store().listing_list(context.id()).await?;
    if app.is_json() {
        let rows: Vec<_> = rows.iter().map(|row| row.json(&context)).collect();
        return output::json(&json!({ "campaign": context.id(), "listings": rows }));
    }
    if rows.is_empty() {
        eprintln!("no listings");
        return Ok(());
    }
    let mut table = output::table(["listing", "bureau", "reason", "stands", "listed", "until", "next", "by"]);
    for row in &rows {
        let next = row.view.next;
        table.add_row([
            row.id.to_string(),
            context.name(&row.bureau),
            row.reason.clone(),
            row.view.standing.chinese().to_owned(),
            row.view.listed.map(|at| context.shown(at)).unwrap_or_default(),
            row.view.until.map(|at| deadline(&context, at)).unwrap_or_default(),
            next.map(|(task, _)| task.chinese().to_owned()).unwrap_or_default(),
            next.map(|(_, at)| deadline(&context, at)).unwrap_or_default(),
        ]);
    }
    output::line(format!("{table}\n"))
}
