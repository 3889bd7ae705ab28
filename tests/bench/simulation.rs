//! `core`: a campaign of every county of a country, simulated in one thread.

use crate::{figures, sample};
use anyhow::Result;
use duban_domain::{behaviour::Script, simulation::simulate};
use std::{sync::Arc, time::Instant};

const RUNS: usize = 5;

pub(crate) fn run(small: bool) -> Result<()> {
    let directory = sample::country(if small { 285 } else { sample::COUNTIES })?;
    let terms = Arc::new(sample::country_plan(&directory)?.terms);
    let counties = sample::counties(&directory, &terms.issuer);
    let scripts = [
        ("everyone in time", Script::default()),
        ("as in the demo", sample::like_the_demo(&counties, |id| id)?),
    ];
    let (mut rows, mut json) = (Vec::new(), Vec::new());
    let yardstick = figures::yardstick();
    for (name, script) in scripts {
        let mut seconds = Vec::new();
        let (mut bureaus, mut effects, mut notices) = (0, 0, 0);
        for _ in 0..RUNS {
            let started = Instant::now();
            let runs = simulate(&terms, &directory, &script);
            seconds.push(started.elapsed().as_secs_f64());
            bureaus = runs.len();
            effects = runs.iter().map(|run| run.effects.len()).sum();
            notices = runs.iter().map(|run| run.notices().count()).sum();
        }
        let median = figures::median(&seconds);
        let (least, most) = seconds.iter().fold((f64::MAX, 0_f64), |(a, b), s| (a.min(*s), b.max(*s)));
        rows.push([
            name.to_owned(),
            bureaus.to_string(),
            counties.len().to_string(),
            effects.to_string(),
            notices.to_string(),
            format!("{median:.3}"),
            format!("{least:.3}–{most:.3}"),
            figures::text(median / yardstick),
        ]);
        json.push(serde_json::json!({
            "behaviour": name, "bureaus": bureaus, "counties": counties.len(), "effects": effects,
            "notices": notices, "seconds_median": figures::rounded(median, 4), "runs": RUNS,
            "yardsticks": figures::rounded(median / yardstick, 2),
        }));
    }
    let header = [
        "behaviour",
        "bureaus",
        "counties",
        "effects",
        "notices",
        "s, median of 5",
        "least–most",
        "yardsticks",
    ];
    figures::show("core", header, rows, serde_json::json!({ "figures": json }));
    Ok(())
}
