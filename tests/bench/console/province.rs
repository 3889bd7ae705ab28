//! A made-up province to read about: 122 counties that each owe thirty things, in the middle of the
//! campaign. What the dockets would have told the ledger by then is told at once, a record a docket.

use crate::{findings::FindingCampaign, sample, stage::now};
use anyhow::{Context, Result, anyhow};
use duban_domain::{
    Actor, BureauCode, Command, CommandEnvelope, Directory, Docket, EventEnvelope, Level, Machine, Pace,
    PlanTime, Timebase,
    record::{Record, Step},
    simulation::{Run, simulate},
    terms::parties,
};
use duban_store::Store;
use duban_workflows::ids;
use std::{fmt::Write as _, sync::Arc};

/// The bureau above them all.
pub(super) const PROVINCE: &str = "990000";
const PREFECTURES: usize = 14;
pub(super) const COUNTIES: usize = 122;
pub(super) const OBLIGATIONS: usize = 30;

/// The campaign, over all of its bureaus.
pub(super) fn campaign() -> Result<FindingCampaign> {
    FindingCampaign::of(directory()?, &plan()?)
}

fn directory() -> Result<Directory> {
    let seat = |index: usize| format!("99{:02}00", index + 1);
    let mut list = vec![sample::bureau(PROVINCE.to_owned(), Level::Province, None)];
    for index in 0..PREFECTURES {
        list.push(sample::bureau(seat(index), Level::Prefecture, Some(PROVINCE.to_owned())));
    }
    for index in 0..COUNTIES {
        let above = index % PREFECTURES;
        let code = format!("99{:02}{:02}", above + 1, 1 + index / PREFECTURES);
        list.push(sample::bureau(code, Level::County, Some(seat(above))));
    }
    Directory::new(list).map_err(|problems| anyhow!("{problems:?}"))
}

/// Guizhou's plan with thirty things that every county owes, five days apart.
fn plan() -> Result<String> {
    let (head, rest) = sample::GUIZHOU_PLAN.split_once("\nobligations:\n").context("no obligations")?;
    let (_, tail) = rest.split_once("\nreminders:\n").context("no reminders")?;
    let head = head.replace("\"520000\"", &format!("\"{PROVINCE}\""));
    let mut text = format!("{head}\nobligations:\n");
    for number in 1..=OBLIGATIONS {
        let review = if number % 3 == 0 { ", review: 5wd" } else { "" };
        let due = number * 5;
        writeln!(
            text,
            "  - {{ id: t{number:02}, title: 第{number}项报送, owed_by: executing, due: issued + {due}d, \
             requires: [attachment]{review} }}"
        )?;
    }
    Ok(format!("{text}\nreminders:\n{tail}"))
}

/// The middle of the campaign.
pub(super) fn midst(campaign: &FindingCampaign) -> PlanTime {
    campaign.loaded.terms.opens.plus(chrono::Duration::days(100))
}

/// It is the middle of the campaign now, and time runs as it does on the wall.
pub(super) fn timebase(campaign: &FindingCampaign) -> Timebase {
    Timebase::compressed(midst(campaign), now(), 1)
}

/// The counties' dockets in the middle of the campaign, after the ledger has been told all that happened
/// until then. A dozen of counties behaves as the demo's do.
pub(super) async fn record(
    store: &Store,
    campaign: &FindingCampaign,
    timebase: Timebase,
) -> Result<Vec<Docket>> {
    let terms = Arc::new(campaign.loaded.terms.clone());
    let counties = sample::counties(&campaign.directory, &terms.issuer);
    let script = sample::like_the_demo(&counties, rename)?;
    let runs = simulate(&terms, &campaign.directory, &script);
    let mut dockets = Vec::new();
    for (party, run) in parties(&campaign.directory, &terms.issuer).into_iter().zip(&runs) {
        let mut docket = Docket::new(terms.clone(), party);
        let (steps, effects) = replay(&mut docket, run, midst(campaign))?;
        if !effects.is_empty() {
            store.record(&told(&docket, 1, steps, effects, timebase)).await?;
            if !docket.duties().is_empty() {
                dockets.push(docket);
            }
        }
    }
    Ok(dockets)
}

/// Does what the simulation did until an instant.
fn replay(docket: &mut Docket, run: &Run, until: PlanTime) -> Result<(Vec<Step>, Vec<EventEnvelope>)> {
    let (mut steps, mut effects) = (Vec::new(), Vec::new());
    let mut acts = run.acts.iter().filter(|(at, _)| *at <= until).peekable();
    loop {
        let wake = docket.next_wake().filter(|at| *at <= until);
        match (wake, acts.peek()) {
            (Some(now), act) if act.is_none_or(|(at, _)| now <= *at) => {
                effects.extend(docket.advance_to(now));
                steps.push(Step::Wake { now });
            }
            (_, Some(_)) => {
                let (at, act) = acts.next().context("it was there")?;
                effects.extend(docket.execute(act, *at, *at)?);
                steps.push(Step::Act { act: act.clone(), at: *at, now: *at });
            }
            _ => return Ok((steps, effects)),
        }
    }
}

/// Somebody there.
pub(super) fn officer(bureau: &BureauCode) -> Actor {
    Actor { bureau: bureau.clone(), name: "bench".to_owned() }
}

/// One thing more happens: a county hands in what it can.
pub(super) fn submission(docket: &mut Docket, sequence: u64, timebase: Timebase) -> Result<Record> {
    let at = timebase.plan(now());
    let by = officer(&docket.party().bureau);
    let acts = docket.views().into_iter().map(|duty| CommandEnvelope {
        by: by.clone(),
        command: Command::Submit {
            obligation: duty.id,
            attachments: vec!["results.xlsx".to_owned()],
            files: Vec::new(),
            sealed: false,
        },
    });
    let mut taken = acts.filter(|act| docket.check(act, at).is_ok());
    let act = taken.next().context("everything is handed in")?;
    drop(taken);
    let effects = docket.execute(&act, at, at)?;
    Ok(told(docket, sequence, vec![Step::Act { act, at, now: at }], effects, timebase))
}

fn told(
    docket: &Docket,
    sequence: u64,
    steps: Vec<Step>,
    effects: Vec<EventEnvelope>,
    timebase: Timebase,
) -> Record {
    let (terms, bureau) = (docket.terms(), docket.party().bureau.clone());
    Record {
        workflow: ids::bureau_campaign(&terms.campaign, &bureau),
        sequence,
        campaign: terms.campaign.clone(),
        bureau,
        steps,
        effects,
        views: docket.views(),
        timebase,
        zone: terms.office.zone,
        pace: Pace::default(),
    }
}

/// What the plan calls the obligations of Qiannan's.
fn rename(id: &str) -> &str {
    match id {
        "interim-list" => "t05",
        "interim-report" => "t10",
        "final-report" | "final-list" => "t14",
        "typical-cases" => "t18",
        same => same,
    }
}
