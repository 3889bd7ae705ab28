//! Bureaus, plans and behaviour to measure with.

use anyhow::{Context, Result, anyhow, ensure};
use duban_config::{LoadedPlan, known_calendar, load_behaviour, load_plan, sample_directory, samples};
use duban_domain::{
    Bureau, BureauCode, Directory, Level, ObligationId, Party,
    behaviour::{Conduct, Script},
    bureau::Contacts,
    terms::parties,
};

/// `config/plans/guizhou-2024.yaml`.
pub(crate) const GUIZHOU_PLAN: &str = include_str!("../../config/plans/guizhou-2024.yaml");
/// China's counties at the end of 2024.
pub(crate) const COUNTIES: usize = 2_847;

/// The bureau above a made-up country's others.
pub(crate) const TOP: &str = "100000";
const PROVINCES: usize = 34;
const PREFECTURES: usize = 333;

/// A country with so many counties: 1 bureau, 34 provinces and 333 prefectures directly below it (levels
/// descend, and a campaign knows three of them), and the counties spread evenly over the prefectures.
pub(crate) fn country(counties: usize) -> Result<Directory> {
    let mut list = vec![bureau(TOP.to_owned(), Level::Province, None)];
    let province = |index: usize| format!("{:02}", 11 + index % PROVINCES);
    let prefecture = |index: usize| format!("{}{:02}", province(index), 1 + index / PROVINCES);
    for index in 0..PROVINCES {
        list.push(bureau(format!("{}0000", province(index)), Level::Prefecture, Some(TOP.to_owned())));
    }
    for index in 0..PREFECTURES {
        list.push(bureau(format!("{}00", prefecture(index)), Level::Prefecture, Some(TOP.to_owned())));
    }
    for index in 0..counties {
        let seat = prefecture(index % PREFECTURES);
        let code = format!("{seat}{:02}", 1 + index / PREFECTURES);
        list.push(bureau(code, Level::County, Some(format!("{seat}00"))));
    }
    Directory::new(list).map_err(|problems| anyhow!("{problems:?}"))
}

pub(crate) fn bureau(code: String, level: Level, supervisor: Option<String>) -> Bureau {
    Bureau {
        name: format!("第{code}号市场监督管理局"),
        level,
        supervisor: supervisor.map(BureauCode::new),
        contacts: Contacts { office: format!("office.{code}@bureau.example"), ..Contacts::default() },
        document_prefix: format!("{code}市监"),
        code: BureauCode::new(code),
    }
}

/// Loads a plan from its text.
pub(crate) fn plan(text: &str, directory: &Directory) -> Result<LoadedPlan> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("plan.yaml");
    std::fs::write(&path, text)?;
    Ok(load_plan(&path, directory, &known_calendar()?)?)
}

/// Qiannan's plan, issued by the top of a made-up country.
pub(crate) fn country_plan(directory: &Directory) -> Result<LoadedPlan> {
    let text = samples::QIANNAN_PLAN.replace("issuer: \"522700\"", &format!("issuer: \"{TOP}\""));
    ensure!(text != samples::QIANNAN_PLAN, "the plan no longer names its issuer as it did");
    plan(&text, directory)
}

/// The counties below an issuer.
pub(crate) fn counties(directory: &Directory, issuer: &BureauCode) -> Vec<Party> {
    parties(directory, issuer).into_iter().filter(|party| party.level == Level::County).collect()
}

/// The demo's behaviour for other bureaus: each dozen of counties does what Qiannan's twelve do.
/// `rename` says what the demo's obligations are called here.
pub(crate) fn like_the_demo(parties: &[Party], rename: fn(&str) -> &str) -> Result<Script> {
    let directory = sample_directory()?;
    let qiannan = plan(samples::QIANNAN_PLAN, &directory)?.plan;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("behaviour.yaml");
    std::fs::write(&path, samples::QIANNAN_BEHAVIOUR)?;
    let demo = load_behaviour(&path, &qiannan, &directory)?;
    let models = directory.subordinates(&qiannan.issuer);
    let mut script = Script { default: demo.default.clone(), ..Script::default() };
    for (party, model) in parties.iter().zip(models.iter().cycle()) {
        if let Some(conduct) = demo.bureaus.get(model) {
            let renamed = conduct.obligations.iter();
            let obligations =
                renamed.map(|(id, deed)| (ObligationId::from(rename(id.as_str())), deed.clone()));
            let obligations = obligations.collect();
            script.bureaus.insert(party.bureau.clone(), Conduct { obligations, ..conduct.clone() });
        }
    }
    ensure!(!script.bureaus.is_empty(), "nobody misbehaves");
    Ok(script)
}

/// A directory of an issuer and one county below it.
pub(crate) fn only(directory: &Directory, issuer: &str, county: &str) -> Result<Directory> {
    let find = |code: &str| directory.get(&code.into()).cloned().with_context(|| format!("no bureau {code}"));
    let issuer = Bureau { supervisor: None, ..find(issuer)? };
    Directory::new(vec![issuer, find(county)?]).map_err(|problems| anyhow!("{problems:?}"))
}
