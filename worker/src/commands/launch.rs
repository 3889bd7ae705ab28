//! `duban launch`: a campaign goes out to every bureau below its issuer.

use crate::{
    commands::context,
    context::{App, login},
    output, wiring,
};
use anyhow::Result;
use chrono::Utc;
use chrono_tz::Tz;
use duban_domain::{
    Actor, Attachment, Plan, PlanTime, Timebase, WallTime,
    office::Dispatch,
    plan::{BasisFile, CampaignBasis},
    terms::parties,
};
use duban_service::{Launch, Principal, Service, running_bureaus};
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// What else the person at the terminal said.
#[derive(Clone, Debug)]
pub struct LaunchOptions {
    pub by: Option<String>,
    pub speed: Option<u32>,
    pub belated: bool,
    pub notice: Option<PathBuf>,
    pub wait: bool,
}

/// When the first notices go out, and which date they bear.
fn told_when(first: Dispatch, zone: Tz) -> String {
    let shown = |at: PlanTime| at.in_zone(zone).format("%Y-%m-%d %H:%M (%a)").to_string();
    let (written, sent) = (shown(first.written), shown(first.sent));
    match first.waits() {
        true => format!(
            "the first notices are written and dated {written}; the office is closed then, so they go out from {sent} on"
        ),
        false => format!("the first notices go out at {sent}"),
    }
}

/// The command.
///
/// # Errors
/// The plan is refused, some of it has passed, the campaign runs already, or the engine or the store is out of reach.
pub async fn launch(app: &App, plan: &Path, how: &LaunchOptions) -> Result<()> {
    let (loaded, directory) = app.plan(plan).await?;
    output::warnings(&loaded);
    let service = wiring::service(app.settings()).await?;
    let by = Actor { bureau: loaded.plan.issuer.clone(), name: login(how.by.as_deref())? };
    let bureaus = parties(&directory, &loaded.terms.issuer).len();
    let started = Instant::now();
    let zone = loaded.terms.office.zone;
    // Compressed time has no office hours that anybody waits for.
    let now = Timebase::identity().plan(WallTime::new(Utc::now()));
    let first = how.speed.is_none().then(|| loaded.terms.first_dispatch(now));
    let (mut plan, mut terms) = (loaded.plan, loaded.terms);
    if let Some(notice) = &how.notice {
        attach(&service, &mut plan, notice).await?;
        terms.basis = plan.basis.iter().map(CampaignBasis::cited).collect();
    }
    let launch = Launch { plan, terms, by, speed: how.speed, belated: how.belated };
    let viewer = service.viewer(Principal::operator(login(None)?, launch.by.clone()));
    let campaign = viewer.launch(launch).await?.plan.id;
    eprintln!("{campaign}: launched for {bureaus} bureaus");
    if let Some(first) = first {
        eprintln!("{campaign}: {}", told_when(first, zone));
    }
    if how.wait {
        let client = service.client().await?;
        while running_bureaus(&client, &campaign).await? < bureaus {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        eprintln!("{campaign}: every bureau's workflow runs after {:.1} s", started.elapsed().as_secs_f64());
    }
    if app.is_json() {
        return output::json(&serde_json::json!({ "campaign": campaign, "bureaus": bureaus }));
    }
    Ok(())
}

/// Keeps a notice as the file of the first document that a plan rests on.
async fn attach(service: &Service, plan: &mut Plan, notice: &Path) -> Result<()> {
    let kept = service.attach_files(&[notice.to_path_buf()]).await?;
    let Some(Attachment { name, sha256, .. }) = kept.into_iter().next() else { return Ok(()) };
    let stem = notice.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let file = Some(BasisFile { name, sha256 });
    match plan.basis.first_mut() {
        Some(basis) => basis.file = file,
        None => plan.basis.push(CampaignBasis { title: stem, number: None, from: None, issued: None, file }),
    }
    Ok(())
}

/// `duban cancel`: the issuer's workflow is asked to stop and asks its children.
///
/// # Errors
/// There is no such campaign.
pub async fn cancel(app: &App, campaign: &str, reason: &str) -> Result<()> {
    let context = context::open(app, campaign).await?;
    let by = Actor { bureau: context.kept.plan.issuer.clone(), name: login(None)? };
    context::in_hand(&context, by)?.cancel(reason).await?;
    eprintln!("{campaign}: asked to stop");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_said_when_the_first_notices_go() {
        let zone = chrono_tz::Asia::Shanghai;
        let at = |text: &str| PlanTime::new(chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc());
        let (saturday, monday) = (at("2026-11-28T10:00:00+08:00"), at("2026-11-30T09:00:00+08:00"));
        assert_eq!(
            told_when(Dispatch { written: saturday, sent: monday }, zone),
            "the first notices are written and dated 2026-11-28 10:00 (Sat); the office is closed then, so they go out from 2026-11-30 09:00 (Mon) on"
        );
        assert_eq!(
            told_when(Dispatch { written: monday, sent: monday }, zone),
            "the first notices go out at 2026-11-30 09:00 (Mon)"
        );
    }
}
