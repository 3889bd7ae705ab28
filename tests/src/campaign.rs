//! A short campaign with everything in it: approvals, a reply clock, a return, an extension, a waiver, a
//! bureau that never answers. Three plan weeks, conducted where people act in it.

use chrono::Duration;
use duban_config::{known_calendar, load_behaviour, load_plan, sample_directory};
use duban_domain::{
    Actor, Bureau, BureauCode, Directory, Finding, Pace, Plan, PlanTime, Terms,
    behaviour::Script,
    finding::FindingTerms,
    rehearsal::{Rehearsal, rehearse},
};
use duban_service::FindingEntry;
use std::{fmt::Write as _, path::Path, sync::Arc};

/// Plan seconds per wall second: ten days. A machine that is slower takes longer.
pub const SPEED: u32 = 864_000;
/// So late that nothing counts as an outage.
pub const NEVER_AN_OUTAGE: i64 = 366 * 86_400;

const PLAN: &str = include_str!("plan.yaml");
const BEHAVIOUR: &str = include_str!("behaviour.yaml");

/// The province.
pub const PROVINCE: &str = "520000";
/// The prefecture with counties.
pub const PREFECTURE: &str = "522700";
/// The prefecture without counties; always on time.
pub const LONELY: &str = "522300";
/// Always on time.
pub const PUNCTUAL: &str = "522701";
/// Hands its report in only when the test does it, and the cases late.
pub const LATE: &str = "522702";
/// Never answers; its letters are declined.
pub const DECLINED: &str = "522722";
/// Never answers; nor does anyone who is to approve.
pub const FORSAKEN: &str = "522723";
/// Gets its report back once, and the cases waived.
pub const RETURNED: &str = "522725";
/// Gets its report extended, and hands the cases in late.
pub const EXTENDED: &str = "522727";
/// Signs for the plan and is never heard of again.
pub const SILENT: &str = "522732";

/// Which bureaus take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A prefecture and three counties; the province above it only approves.
    TwoLevels,
    /// A province, a prefecture with three counties, a prefecture with none.
    ThreeLevels,
}

/// A campaign ready to be launched.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// Its plan.
    pub plan: Plan,
    /// The same as instants.
    pub terms: Arc<Terms>,
    /// All bureaus.
    pub directory: Directory,
    /// How they behave.
    pub script: Script,
    /// How its workflows run.
    pub pace: Pace,
    /// Plan seconds per wall second.
    pub speed: u32,
    /// What is found, and when it is registered.
    pub findings: Vec<(FindingEntry, PlanTime)>,
}

impl Campaign {
    /// The short campaign. Its files and a list of its bureaus are written into `folder`.
    pub fn short(folder: &Path, id: &str, shape: Shape) -> Self {
        let (issuer, counties) = match shape {
            Shape::TwoLevels => (PREFECTURE, vec![]),
            Shape::ThreeLevels => (PROVINCE, vec![LONELY]),
        };
        let mut codes = vec![PROVINCE, PREFECTURE, RETURNED, EXTENDED, SILENT];
        codes.extend(counties);
        Self::of(folder, id, issuer, &codes)
    }

    /// The short campaign on two levels, whose issuer may circulate league tables for some days after its
    /// close.
    pub fn with_league(folder: &Path, id: &str) -> Self {
        let codes = [PROVINCE, PREFECTURE, RETURNED, EXTENDED, SILENT];
        Self::read(folder, id, PREFECTURE, &codes, ("league: { circulate_within: 10wd }", ""))
    }

    /// The short campaign for these bureaus.
    pub fn of(folder: &Path, id: &str, issuer: &str, codes: &[&str]) -> Self {
        Self::read(folder, id, issuer, codes, ("", ""))
    }

    /// The short campaign with these sections added to its plan and to its script.
    pub(crate) fn read(
        folder: &Path,
        id: &str,
        issuer: &str,
        codes: &[&str],
        (plan, script): (&str, &str),
    ) -> Self {
        let (more_plan, more_script) = (plan, script);
        let directory = directory_of(codes);
        std::fs::write(bureaus_file(folder), list(&directory)).unwrap();
        let (plan_file, script_file) =
            (folder.join(format!("{id}.yaml")), folder.join(format!("{id}.behaviour.yaml")));
        let plan = PLAN.replace("ID", id).replace("ISSUER", issuer);
        std::fs::write(&plan_file, format!("{plan}\n{more_plan}")).unwrap();
        let known = |line: &&str| {
            let code = line.strip_prefix("  \"").and_then(|rest| rest.get(..6));
            code.is_none_or(|code| codes.contains(&code))
        };
        let script: Vec<_> = BEHAVIOUR.lines().filter(known).collect();
        std::fs::write(&script_file, format!("{}\n{more_script}", script.join("\n"))).unwrap();
        let loaded =
            load_plan(&plan_file, &directory, &known_calendar().unwrap()).unwrap_or_else(|e| panic!("{e}"));
        let script = load_behaviour(&script_file, &loaded.plan, &directory).unwrap_or_else(|e| panic!("{e}"));
        let mut terms = loaded.terms;
        terms.tolerance_seconds = NEVER_AN_OUTAGE;
        Self {
            plan: loaded.plan,
            terms: Arc::new(terms),
            directory,
            script,
            pace: Pace { task_timeout_seconds: 5, conducted: true, ..Pace::default() },
            speed: SPEED,
            findings: Vec::new(),
        }
    }

    /// What everybody will do and when, and all that follows from it.
    pub fn rehearse(&self) -> Rehearsal {
        let findings = self.findings.iter().map(|(entry, at)| {
            let FindingEntry { party, registration } = entry.clone();
            Finding::new(self.finding_terms(), party, registration, registrar(), *at)
        });
        let until = self.terms.ends();
        rehearse(&self.terms, &self.directory, &self.script, findings.collect(), until)
    }

    /// How findings are handled: as the plan says, or as usual.
    pub fn finding_terms(&self) -> Arc<FindingTerms> {
        let rules = self.terms.findings.clone().unwrap_or_default();
        let listing = self.terms.listing.unwrap_or_default();
        Arc::new(FindingTerms { matter: self.terms.matter(), rules, listing })
    }

    /// The same, continued as new after so many events.
    #[must_use]
    pub fn continued_after(mut self, events: u32) -> Self {
        self.pace.continue_after = events;
        self
    }

    /// The same with nobody to conduct it: its machines go by the clock alone.
    #[must_use]
    pub fn by_the_clock(mut self) -> Self {
        self.pace.conducted = false;
        self
    }

    /// The same at another speed.
    #[must_use]
    pub fn at_speed(self, speed: u32) -> Self {
        Self { speed, ..self }
    }

    /// The same by the clock, with another tolerance.
    #[must_use]
    pub fn tolerating(self, tolerance: Duration) -> Self {
        let mut campaign = self.by_the_clock();
        Arc::make_mut(&mut campaign.terms).tolerance_seconds = tolerance.num_seconds();
        campaign
    }
}

/// Who registers findings.
pub fn registrar() -> Actor {
    Actor { bureau: PREFECTURE.into(), name: "测试".to_owned() }
}

/// Where a campaign's bureaus are listed.
pub fn bureaus_file(folder: &Path) -> std::path::PathBuf {
    folder.join("bureaus.csv")
}

fn directory_of(codes: &[&str]) -> Directory {
    let sample = sample_directory().unwrap_or_else(|e| panic!("{e}"));
    let wanted = |bureau: &&Bureau| codes.contains(&bureau.code.as_str());
    Directory::new(sample.iter().filter(wanted).cloned().collect()).unwrap()
}

/// The list as the program reads it.
pub fn list(directory: &Directory) -> String {
    let mut csv =
        "code,name,level,supervisor,office_mail,leader_mail,officer_mail,document_prefix\n".to_owned();
    for bureau in directory.iter() {
        let cells = [
            bureau.code.as_str(),
            &bureau.name,
            bureau.level.as_str(),
            bureau.supervisor.as_ref().map_or("", BureauCode::as_str),
            &bureau.contacts.office,
            bureau.contacts.leader.as_deref().unwrap_or_default(),
            bureau.contacts.officer.as_deref().unwrap_or_default(),
            &bureau.document_prefix,
        ];
        writeln!(csv, "{}", cells.join(",")).unwrap();
    }
    csv
}
