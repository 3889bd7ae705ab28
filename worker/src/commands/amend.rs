//! `duban amend` and `duban versions`: a running campaign's plan is another from now on.

use crate::{
    cli::ActorArgs,
    commands::context,
    context::App,
    output::{self, RefusedCommand},
};
use anyhow::Result;
use duban_config::read_file;
use duban_domain::{
    BureauCode, PlanTime,
    amendment::{DayForSome, PlanDifference},
    redating::{Clock, ClockChange},
};
use duban_service::{
    AmendmentPreview, AppliedAmendment, BureauChanges, CampaignContext, DutyChanges, NextVersion,
};
use serde::Serialize;
use std::path::Path;

/// What is told of an amendment.
#[derive(Serialize)]
struct ReportedAmendment<'a> {
    version: u32,
    in_force: bool,
    differences: &'a [PlanDifference],
    bureaus: &'a [BureauChanges],
    ended: &'a [BureauCode],
}

/// Shows what the next version changes; with a reason, puts it in force.
///
/// # Errors
/// The plan is refused; a docket refuses, and then nothing has changed.
pub async fn amend(
    app: &App,
    campaign: &str,
    (plan, days): (&Path, &[String]),
    reason: Option<&str>,
    actor: &ActorArgs,
) -> Result<()> {
    let context = context::open(app, campaign).await?;
    let by = context::actor(actor, context.kept.plan.issuer.clone())?;
    let campaign = context::in_hand(&context, by)?;
    let loaded = campaign.read_next_version(plan, &read_file(plan)?)?;
    output::warnings(&loaded);
    let days = days.iter().map(|text| day_for_some(text)).collect::<Result<_>>()?;
    let next = NextVersion { plan: loaded.plan.clone(), days };
    let (preview, version) = match reason {
        None => (campaign.preview_amendment(&next).await?, None),
        Some(reason) => match campaign.amend(&next, reason, None).await? {
            AppliedAmendment::Amended(version, preview) => (preview, Some(version)),
            AppliedAmendment::Differs(preview) if preview.refusals.is_empty() => {
                return Err(RefusedCommand("somebody else has amended the plan meanwhile".to_owned()).into());
            }
            AppliedAmendment::Differs(preview) => (preview, None),
        },
    };
    if !preview.refusals.is_empty() {
        return Err(loaded.refuse(plan, &preview.refusals).into());
    }
    show(app, &context, &preview, version.is_some())?;
    match version {
        Some(version) => output::note(format_args!("version {version} is in force")),
        None => {
            output::note(format_args!("nothing has changed; with --reason, and without --dry-run, it does"))
        }
    }
    Ok(())
}

/// `report=2026-09-15@522701,522702`.
fn day_for_some(text: &str) -> Result<DayForSome> {
    let parts = text.split_once('=').and_then(|(id, rest)| Some((id, rest.split_once('@')?)));
    let parsed = parts.and_then(|(id, (day, bureaus))| {
        let bureaus = bureaus.split(',').map(|code| BureauCode::from(code.trim())).collect();
        Some(DayForSome { obligation: id.trim().into(), bureaus, due: day.trim().parse().ok()? })
    });
    let example = "write OBLIGATION=DATE@BUREAU,BUREAU, such as report=2026-09-15@522701,522702";
    Ok(parsed
        .ok_or_else(|| RefusedCommand(format!("\"{text}\" names no day for some bureaus; {example}")))?)
}

fn show(app: &App, context: &CampaignContext, preview: &AmendmentPreview, in_force: bool) -> Result<()> {
    let AmendmentPreview { version, differences, bureaus, ended, .. } = preview;
    if app.is_json() {
        return output::json(&ReportedAmendment { version: *version, in_force, differences, bureaus, ended });
    }
    let mut plan = output::table(["about", "what", "old", "new"]);
    for PlanDifference { kind, title, old, new, .. } in differences {
        let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        plan.add_row([title.clone(), kind.chinese().to_owned(), shown(old), shown(new)]);
    }
    output::line(format!("{plan}\n"))?;
    let mut table = output::table(["bureau", "about", "what", "old", "new"]);
    for BureauChanges { bureau, duties, told } in bureaus {
        for DutyChanges { obligation, lifted, clocks } in duties {
            let about = obligation.as_ref().map_or("-", |id| id.as_str());
            if *lifted {
                table.add_row([bureau.as_str(), about, "取消事项", "", "-"]);
            }
            for change in clocks {
                let [what, old, new] = clock(context, change);
                table.add_row([bureau.as_str(), about, &what, &old, &new]);
            }
        }
        for notice in told {
            let to = format!("→ {}", notice.to);
            table.add_row([bureau.as_str(), "", notice.instrument.chinese(), "", &to]);
        }
    }
    output::line(format!("{table}\n"))?;
    if !ended.is_empty() {
        let codes: Vec<_> = ended.iter().map(|code| code.as_str()).collect();
        output::note(format_args!("nothing changes any more for {}: their part has ended", codes.join(", ")));
    }
    Ok(())
}

fn clock(context: &CampaignContext, change: &ClockChange) -> [String; 3] {
    let ClockChange { clock, number, instrument, old, new } = change;
    let name = match (clock, instrument) {
        (Clock::Rung, Some(instrument)) => format!("{}（{number}）", instrument.chinese()),
        _ => clock.chinese().to_owned(),
    };
    let shown =
        |at: &Option<PlanTime>| at.map_or_else(|| "-".to_owned(), |at| context::deadline(context, at));
    [name, shown(old), shown(new)]
}

#[derive(Serialize)]
struct VersionLine {
    version: u32,
    decided_at: String,
    by: String,
    bureau: String,
    reason: Option<String>,
    told: bool,
}

/// Lists the versions of a plan; or prints one.
///
/// # Errors
/// There is no such campaign or version.
pub async fn versions(app: &App, campaign: &str, version: Option<u32>) -> Result<()> {
    let context = context::open(app, campaign).await?;
    let campaign = context::reader(&context)?;
    let versions = campaign.plan_versions().await?;
    if let Some(wanted) = version {
        let row = versions.iter().find(|row| row.version == wanted);
        let row = row.ok_or_else(|| {
            RefusedCommand(format!(
                "{} has {} versions, and no version {wanted}",
                campaign.id(),
                versions.len()
            ))
        })?;
        return output::line(campaign.plan_text(&row.plan)?);
    }
    let line = |row: &duban_service::rows::PlanVersionRow| VersionLine {
        version: row.version,
        decided_at: row.at.rfc3339(row.plan.zone),
        by: row.by.name.clone(),
        bureau: row.by.bureau.to_string(),
        reason: row.reason.clone(),
        told: row.told.is_some(),
    };
    let lines: Vec<_> = versions.iter().map(line).collect();
    if app.is_json() {
        return output::json(&lines);
    }
    let mut table = output::table(["version", "when", "who", "why", "told"]);
    for VersionLine { version, decided_at, by, bureau, reason, told } in lines {
        table.add_row([
            version.to_string(),
            decided_at,
            format!("{by} ({bureau})"),
            reason.unwrap_or_else(|| "launched".to_owned()),
            if told { "yes" } else { "not everybody" }.to_owned(),
        ]);
    }
    output::line(format!("{table}\n"))
}
