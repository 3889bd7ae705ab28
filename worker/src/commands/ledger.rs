//! `duban status` and `duban notices`: what the ledger says.

use super::{
    ahead,
    duty_line::{duty_json, request_line, shown, version_lines, versions_json},
    mail,
};
use crate::{
    context::App,
    output::{self, RefusedCommand},
    wiring,
};
use anyhow::Result;
use duban_domain::{
    BureauCode, CampaignId,
    docket::{ObligationView, versions},
    moot::Moot,
    tally::{CountedAs, Tally},
};
use duban_store::{ApprovalRow, BureauStatus, Campaign, NoticeFilter, NoticeRow, ObligationRow, Store};
use serde_json::{Value, json};

async fn open(app: &App, campaign: &str) -> Result<(Store, Campaign)> {
    let store = wiring::store(app.settings()).await?;
    let id = CampaignId::from(campaign);
    let kept = store.campaign_get(&id).await?;
    let none = || RefusedCommand(format!("there is no campaign {campaign}; `duban launch` makes one"));
    let kept = kept.ok_or_else(none)?;
    Ok((store, kept))
}

/// How far a campaign is; with a bureau, what it owes.
///
/// # Errors
/// There is no such campaign or bureau.
pub async fn status(app: &App, campaign: &str, bureau: Option<&str>) -> Result<()> {
    let (store, kept) = open(app, campaign).await?;
    match bureau {
        Some(bureau) => bureau_status(app, &store, &kept, &bureau.into()).await,
        None if store.status(&kept.plan.id).await?.is_empty() => ahead::campaign(app, &kept).await,
        None => campaign_status(app, &store, &kept).await,
    }
}

async fn campaign_status(app: &App, store: &Store, kept: &Campaign) -> Result<()> {
    let zone = kept.plan.zone;
    let rows = store.status(&kept.plan.id).await?;
    let sum: Tally = rows.iter().map(|row| row.tally).sum();
    if app.is_json() {
        let bureau = |row: &BureauStatus| {
            let mut line = json!(row.tally);
            line["code"] = json!(row.code);
            line["name"] = json!(row.name);
            line["level"] = json!(row.level);
            line["finished"] = json!(row.finished.map(|at| at.rfc3339(zone)));
            line
        };
        let bureaus: Vec<_> = rows.iter().map(bureau).collect();
        return output::json(&json!({
            "campaign": kept.plan.id, "title": kept.plan.title, "issuer": kept.plan.issuer,
            "launched_by": kept.launched_by, "finished": kept.finished.map(|at| at.rfc3339(zone)), "bureaus": bureaus,
            "sum": sum, "owed": sum.owed(), "done": sum.done(), "missing": sum.missing(),
            "complete": sum.complete(), "timely": sum.timely(),
        }));
    }
    let counts = CountedAs::ALL.iter().map(|counted| counted.english());
    let mut table = output::table(["code", "bureau"].into_iter().chain(counts).chain(["finished"]));
    for row in &rows {
        let counts = row.tally.counts().map(|(_, count)| count.to_string());
        let finished = row.finished.map(|at| shown(kept, at)).unwrap_or_default();
        table.add_row([row.code.to_string(), row.name.clone()].into_iter().chain(counts).chain([finished]));
    }
    output::line(format!("{}\n{table}\n{}\n", kept.plan.title, summed(sum)))
}

/// The figures of the overview.
fn summed(sum: Tally) -> String {
    let (complete, timely) = (sum.complete(), sum.timely());
    format!(
        "handed in {complete} ({}), on time {timely} ({}), overdue {}",
        complete.percent(),
        timely.percent(),
        sum.missing()
    )
}

async fn bureau_status(app: &App, store: &Store, kept: &Campaign, bureau: &BureauCode) -> Result<()> {
    let rows = store.duty_list(&kept.plan.id, Some(bureau)).await?;
    if rows.is_empty() {
        return ahead::bureau(app, kept, bureau).await;
    }
    let ledger = store.ledger_list(&kept.plan.id, Some(bureau)).await?;
    let versions_of = |duty: &ObligationView| versions(ledger.iter().map(|row| &row.effect), &duty.id);
    if app.is_json() {
        let duty = |row: &ObligationRow| {
            let mut line = duty_json(kept, &row.duty);
            line["versions"] = versions_json(kept, &versions_of(&row.duty));
            line
        };
        let duties: Vec<_> = rows.iter().map(duty).collect();
        let ledger: Vec<_> = ledger.iter().map(|row| &row.effect).collect();
        return output::json(
            &json!({ "campaign": kept.plan.id, "bureau": bureau, "obligations": duties, "ledger": ledger }),
        );
    }
    let mut table = output::table(["obligation", "title", "state", "due", "received", "on time", "round"]);
    for ObligationRow { duty, .. } in &rows {
        table.add_row([
            duty.id.to_string(),
            duty.title.clone(),
            duty.state.as_str().to_owned(),
            output::settled(shown(kept, duty.due), duty.provisional),
            duty.submitted.map(|at| shown(kept, at)).unwrap_or_default(),
            duty.on_time.map_or("", |on_time| if on_time { "yes" } else { "no" }).to_owned(),
            duty.round.to_string(),
        ]);
    }
    // Why something is to be done again stands below, where a long reason has room.
    let returned = rows.iter().filter_map(|ObligationRow { duty, .. }| {
        let returned = duty.returned.as_ref()?;
        Some(format!("{} was returned on {}: {}\n", duty.id, shown(kept, returned.at), returned.reason))
    });
    let handed_in = rows.iter().map(|row| version_lines(kept, &row.duty, &versions_of(&row.duty)));
    let asked = rows.iter().filter_map(|row| request_line(kept, &row.duty));
    let notes: String = returned.chain(handed_in).chain(asked).collect();
    output::line(format!("{}\n{bureau}\n{table}\n{notes}", kept.plan.title))
}

/// A campaign's notices, and the approvals that wait.
///
/// # Errors
/// There is no such campaign.
pub async fn notices(app: &App, campaign: &str, bureau: Option<&str>) -> Result<()> {
    let (store, kept) = open(app, campaign).await?;
    let filter = NoticeFilter { bureau: bureau.map(Into::into), ..NoticeFilter::default() };
    let rows = store.notice_list(&kept.plan.id, &filter).await?;
    let mut approvals = store.approval_list(&kept.plan.id).await?;
    approvals.retain(|row| filter.bureau.as_ref().is_none_or(|bureau| row.bureau == *bureau));
    let mails = mail::waiting(&store, &kept.plan.id, &rows, filter.bureau.is_some()).await?;
    if app.is_json() {
        let rows: Vec<_> = rows.iter().map(|row| notice_json(&kept, row)).collect();
        let approvals: Vec<_> = approvals.iter().map(|row| approval_json(&kept, row)).collect();
        return output::json(&json!({
            "campaign": kept.plan.id, "notices": rows, "approvals": approvals,
            "mail": mails.iter().map(|one| mail::json(kept.plan.zone, one)).collect::<Vec<_>>(),
        }));
    }
    let mut table = output::table([
        "when",
        "docket",
        "no.",
        "notice",
        "number",
        "obligation",
        "to",
        "mail",
        "acknowledged",
        "replied",
    ]);
    for row in &rows {
        let state = match (row.withdrawn, row.moot) {
            (Some(_), _) => "withdrawn".to_owned(),
            (None, Some(moot)) => format!("left out: {}", moot.english()),
            (None, None) => row.delivery.as_str().to_owned(),
        };
        table.add_row([
            shown(&kept, row.notice.at),
            row.about.to_string(),
            row.notice.ordinal.to_string(),
            row.notice.instrument.chinese().to_owned(),
            row.number.clone().unwrap_or_default(),
            row.notice.obligation.as_ref().map(ToString::to_string).unwrap_or_default(),
            row.notice.to.to_string(),
            state,
            row.acknowledged.map(|at| shown(&kept, at)).unwrap_or_default(),
            replied(&kept, row),
        ]);
    }
    if rows.is_empty() {
        eprintln!("no notices yet");
        return Ok(());
    }
    output::line(format!("{table}\n{}{}", waiting(&kept, &approvals), mail::table(kept.plan.zone, &mails)))
}

/// When it was replied to, or until when that is awaited.
fn replied(kept: &Campaign, row: &NoticeRow) -> String {
    let awaited = row.reply_by.filter(|_| row.awaits_reply);
    let awaited = awaited.map(|by| format!("by {}", shown(kept, by)));
    row.replied.map(|at| shown(kept, at)).or(awaited).unwrap_or_default()
}

fn waiting(kept: &Campaign, approvals: &[ApprovalRow]) -> String {
    if approvals.is_empty() {
        return String::new();
    }
    let mut table = output::table(["approval", "docket", "document", "obligation", "asked of", "by"]);
    for row in approvals {
        table.add_row([
            row.approval.to_string(),
            row.bureau.to_string(),
            row.instrument.chinese().to_owned(),
            row.obligation.as_ref().map(ToString::to_string).unwrap_or_default(),
            row.of.to_string(),
            shown(kept, row.by_when),
        ]);
    }
    format!("approvals that wait:\n{table}\n")
}

fn notice_json(kept: &Campaign, row: &NoticeRow) -> Value {
    let zone = kept.plan.zone;
    json!({
        "docket": row.about, "ordinal": row.notice.ordinal, "instrument": row.notice.instrument,
        "number": row.number, "obligation": row.notice.obligation, "at": row.notice.at.rfc3339(zone),
        "from": row.notice.from, "to": row.notice.to, "copies": row.notice.copies, "step": row.notice.step,
        "delivery": row.delivery.as_str(), "left_out": row.moot.map(Moot::as_str), "acknowledged": row.acknowledged.map(|at| at.rfc3339(zone)),
        "replied": row.replied.map(|at| at.rfc3339(zone)), "awaits_reply": row.awaits_reply,
        "reply": row.reply, "reply_files": row.reply_files, "withdrawn": row.withdrawn.map(|at| at.rfc3339(zone)),
    })
}

fn approval_json(kept: &Campaign, row: &ApprovalRow) -> Value {
    json!({
        "docket": row.bureau, "approval": row.approval, "obligation": row.obligation,
        "instrument": row.instrument, "of": row.of, "by_when": row.by_when.rfc3339(kept.plan.zone),
    })
}
