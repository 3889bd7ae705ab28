//! How many mails a bureau gets on a day, from the simulation alone. As in `duban rehearse`: all
//! notices that may go at one moment share a mail.

use crate::{figures, sample};
use anyhow::Result;
use duban_config::sample_directory;
use duban_domain::{
    behaviour::Script,
    simulation::{Run, simulate},
    terms::{Terms, parties},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Mails per bureau and day in Guizhou's campaign.
pub(crate) fn run() -> Result<()> {
    let directory = sample_directory()?;
    let terms = Arc::new(sample::plan(sample::GUIZHOU_PLAN, &directory)?.terms);
    let everyone = parties(&directory, &terms.issuer);
    let counties = sample::counties(&directory, &terms.issuer);
    let scripts = [
        ("everyone in time", Script::default()),
        ("as in the demo", sample::like_the_demo(&counties, guizhou_name)?),
    ];
    let (mut rows, mut json) = (Vec::new(), Vec::new());
    for (name, script) in scripts {
        let runs = simulate(&terms, &directory, &script);
        let refused: usize = runs.iter().map(|run| run.refused.len()).sum();
        let days = mails(&terms, &runs);
        let (most, busiest) = days
            .iter()
            .map(|(key, mails)| (*mails, key))
            .max()
            .map_or((0, String::new()), |(n, (b, d))| (n, format!("{b} on {d}")));
        let county_most =
            days.iter().filter(|((b, _), _)| !b.ends_with("00")).map(|(_, n)| *n).max().unwrap_or_default();
        let sum: usize = days.values().sum();
        let mean = sum as f64 / days.len().max(1) as f64;
        rows.push([
            name.to_owned(),
            runs.iter().map(|run| run.notices().count()).sum::<usize>().to_string(),
            sum.to_string(),
            most.to_string(),
            busiest,
            county_most.to_string(),
            figures::text(mean),
        ]);
        json.push(serde_json::json!({
            "behaviour": name, "bureaus": everyone.len(), "mails": sum, "most": most, "most_of_a_county": county_most,
            "mean_on_days_with_mail": figures::rounded(mean, 3), "refused_commands": refused,
        }));
    }
    let header =
        ["behaviour", "notices", "mails", "most", "whose", "most of a county", "mean, days with mail"];
    let json = serde_json::json!({ "mails_per_bureau_and_day": json });
    figures::show("frugality: mails per bureau and day, Guizhou (98 bureaus)", header, rows, json);
    Ok(())
}

fn mails(terms: &Terms, runs: &[Run]) -> BTreeMap<(String, chrono::NaiveDate), usize> {
    let mut days: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for notice in runs.iter().flat_map(Run::notices) {
        for bureau in notice.recipients() {
            let day = terms.office.date(notice.send_from);
            days.entry((bureau.to_string(), day)).or_default().insert(notice.send_from);
        }
    }
    days.into_iter().map(|(key, moments)| (key, moments.len())).collect()
}

/// What Guizhou's plan calls the obligations of Qiannan's.
fn guizhou_name(id: &str) -> &str {
    match id {
        "interim-list" | "interim-report" => "county-interim",
        "final-report" | "final-list" => "county-final",
        "typical-cases" => "completion",
        same => same,
    }
}
