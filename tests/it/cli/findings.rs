//! Findings at the terminal, up to where an engine would be asked.

use super::{Program, config};
use chrono::{TimeZone as _, Utc};
use duban_config::{known_calendar, load_findings, load_plan, sample_directory};
use duban_domain::{
    Actor, Finding, Machine, Pace, PlanTime, Timebase, WallTime,
    finding::{FindingRecord, FindingTerms},
    record::{Record, Step},
    terms::parties,
};
use duban_store::{NewCampaign, Store};
use std::{path::Path, sync::Arc};

pub(super) const CAMPAIGN: &str = "qiannan-2024-key-products";

/// A folder whose store knows the Qiannan campaign, and settings that name the store and no engine.
pub(super) async fn launched() -> (Program, String) {
    let program = Program::new();
    let url = format!("sqlite:{}", program.path("duban.db"));
    let settings = program.write(
        "duban.toml",
        format!("[store]\nurl = \"{url}\"\n\n[temporal]\naddress = \"http://127.0.0.1:1\"\n"),
    );
    let directory = sample_directory().unwrap();
    let plan = Path::new(&config("plans/qiannan-2024.yaml")).to_owned();
    let plan = load_plan(&plan, &directory, &known_calendar().unwrap()).unwrap().plan;
    assert_eq!(plan.id.as_str(), CAMPAIGN);
    let store = Store::open(&url).await.unwrap();
    store.migrate().await.unwrap();
    let bureaus: Vec<_> = directory.iter().cloned().collect();
    store.bureau_upsert_all(&bureaus).await.unwrap();
    let launched_by = Actor { bureau: plan.issuer.clone(), name: "测试".to_owned() };
    // It has always been the middle of July 2024.
    let july = Utc.with_ymd_and_hms(2024, 7, 15, 2, 0, 0).unwrap();
    let launched_at = WallTime::new(Utc::now());
    let timebase = Timebase::compressed(PlanTime::new(july), launched_at, 1);
    store.campaign_insert(&NewCampaign { plan, timebase, launched_by, launched_at }).await.unwrap();
    store.close().await;
    (program, settings)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spreadsheet_with_bad_cells_is_refused_as_a_whole() {
    let (program, settings) = launched().await;
    let sheet = config("samples/findings-bad.csv");
    let args = ["finding", "import", CAMPAIGN, &sheet, "--by", "测试", "--settings", &settings];
    let outcome = program.run(&args);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(3), ""), "{outcome:?}");
    // Every bad cell of a line is told, with its line and its column.
    let third: Vec<_> = outcome.stderr.lines().filter(|line| line.starts_with("第3行")).collect();
    for column in ["单位名称", "单位类型", "产品类别", "领域", "来源", "等级", "问题描述", "发现日期"]
    {
        assert!(third.iter().any(|line| line.contains(column)), "{column}: {third:#?}");
    }
    assert!(outcome.stderr.contains("nothing was registered"), "{}", outcome.stderr);
    // What is left over is registered only where it is asked for: then the engine is missed.
    let skipping = program.run(&[&args[..], &["--skip-bad"]].concat());
    assert_eq!(skipping.code, Some(1), "{skipping:?}");
    assert!(!skipping.stderr.contains("nothing was registered"), "{}", skipping.stderr);
}

const HEADER: &str =
    "编号,县（市、区）局,单位名称,统一社会信用代码,单位类型,产品类别,领域,来源,等级,问题描述,发现日期";
const ROW: &str = "7,都匀市,都匀示范电缆厂01,91522701DEM000001E,生产,电线电缆,生产领域,现场检查,一般,出厂检验记录不全,2024-07-01";

/// Puts the finding of [`ROW`] into the ledger.
async fn registered(program: &Program) {
    let (directory, calendar) = (sample_directory().unwrap(), known_calendar().unwrap());
    let loaded = load_plan(Path::new(&config("plans/qiannan-2024.yaml")), &directory, &calendar).unwrap();
    let at = PlanTime::new(Utc.with_ymd_and_hms(2024, 7, 1, 8, 0, 0).unwrap());
    let sheet = program.write("first.csv", format!("{HEADER}\n{ROW}\n"));
    let today = at.date(loaded.plan.zone);
    let sheet = load_findings(Path::new(&sheet), &loaded.plan, &directory, &[], today).unwrap();
    let registration = sheet.rows.into_iter().next().unwrap().registration;
    let party = parties(&directory, &loaded.plan.issuer).into_iter();
    let party = party.into_iter().find(|party| party.bureau == registration.county).unwrap();
    let terms = &loaded.terms;
    let rules = terms.findings.clone().unwrap();
    let terms = FindingTerms { matter: terms.matter(), rules, listing: terms.listing.unwrap_or_default() };
    let by = Actor { bureau: registration.county.clone(), name: "经办人".to_owned() };
    let mut finding = Finding::new(Arc::new(terms), party, registration, by, at);
    let effects = finding.advance_to(at);
    let store = Store::open(&format!("sqlite:{}", program.path("duban.db"))).await.unwrap();
    let record: FindingRecord = Record {
        workflow: "finding/7".to_owned(),
        sequence: 1,
        campaign: loaded.plan.id.clone(),
        bureau: finding.party().bureau.clone(),
        steps: vec![Step::Wake { now: at }],
        effects,
        views: finding.views(),
        timebase: Timebase::compressed(at, WallTime::new(Utc::now()), 1),
        zone: loaded.plan.zone,
        pace: Pace::default(),
    };
    store.record(&record).await.unwrap();
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_finding_under_a_used_number_is_shown_beside_what_stands() {
    let (program, settings) = launched().await;
    registered(&program).await;
    let import = |text: String, more: &[&str]| {
        let sheet = program.write("findings.csv", text);
        let args = ["finding", "import", CAMPAIGN, &sheet, "--by", "测试", "--settings", &settings];
        program.run(&[&args[..], more].concat())
    };
    let other = ROW.replace("出厂检验记录不全", "标识不清").replace("一般", "重大");
    let outcome = import(format!("{HEADER}\n{other}\n{}\n", ROW.replacen('7', "8", 1)), &[]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(3), ""), "{outcome:?}");
    for told in [
        "第2行：编号522701-7已登记了另一条问题隐患",
        "等级已登记为“一般”，本次为“重大”",
        "问题描述已登记为“出厂检验记录不全”，本次为“标识不清”",
        "nothing was registered",
    ] {
        assert!(outcome.stderr.contains(told), "{told}: {}", outcome.stderr);
    }
    // The same is there already: what is missed then is the engine.
    let same = import(format!("{HEADER}\n{ROW}\n"), &[]);
    assert_eq!(same.code, Some(1), "{same:?}");
    assert!(!same.stderr.contains("另一条"), "{}", same.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_that_cannot_be_is_refused_with_its_reason() {
    let (program, settings) = launched().await;
    let add = |more: &[&str]| {
        let common = [
            "finding",
            "add",
            CAMPAIGN,
            "--county",
            "522722",
            "--kind",
            "circulation",
            "--source",
            "check",
            "--grade",
            "ordinary",
            "--problem",
            "标识不全",
            "--by",
            "测试",
            "--settings",
            &settings,
        ];
        program.run(&[&common[..], more].concat())
    };
    let subject = ["--name", "荔波示范商店01", "--credit-code", "91522722DEM000001U"];
    for (more, reason) in [
        (vec!["--product", "水泥"], "say whom it concerns"),
        (vec!["--product", "水泥", "--name", "甲", "--credit-code", "91522722DEM0000010"], "check character"),
        ([&["--product", "飞机"], &subject[..]].concat(), "飞机"),
        ([&["--product", "水泥", "--found-on", "2024-12-01"], &subject[..]].concat(), "2024-12-01"),
    ] {
        let outcome = add(&more);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(3), ""), "{outcome:?}");
        assert!(outcome.stderr.contains(reason), "{reason}: {}", outcome.stderr);
    }
}

#[test]
fn the_template_is_what_an_import_reads() {
    let program = Program::new();
    let template = program.run(&["finding", "template"]).succeeded().stdout;
    let headings: Vec<_> = template.trim().split(',').collect();
    let sample = std::fs::read_to_string(config("samples/findings.csv")).unwrap();
    let sample: Vec<_> = sample.trim_start_matches('\u{feff}').lines().next().unwrap().split(',').collect();
    let plain = |names: &[&str]| names.iter().map(|n| n.trim_end_matches('*').to_owned()).collect::<Vec<_>>();
    assert_eq!(plain(&headings), plain(&sample));
    assert_eq!(program.left_behind(), [""; 0]);
}

#[test]
fn every_command_about_findings_explains_itself() {
    let program = Program::new();
    for (parent, children) in [
        (
            "finding",
            &[
                "import",
                "template",
                "add",
                "list",
                "count",
                "show",
                "triage",
                "dismiss",
                "correct",
                "evidence",
                "reinspect",
                "look-back",
                "extend",
                "hand-over",
                "receipt",
                "publish",
                "approve",
                "decline",
                "acknowledge",
                "void",
            ][..],
        ),
        ("incident", &["list", "show", "acknowledge", "update"][..]),
        ("document", &["list", "get", "check"][..]),
    ] {
        let tree = program.run(&[parent, "--help"]).succeeded().stdout;
        for child in children {
            assert!(tree.lines().any(|line| line.trim_start().starts_with(child)), "{child}: {tree}");
            let help = program.run(&[parent, child, "--help"]).succeeded();
            assert!(help.stdout.contains(&format!("Usage: duban {parent} {child}")), "{}", help.stdout);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_in_the_ledger_is_refused() {
    let (program, settings) = launched().await;
    for args in [
        vec!["finding", "show", CAMPAIGN, "none"],
        vec!["incident", "show", CAMPAIGN, "none"],
        vec!["finding", "list", "no-such-campaign"],
    ] {
        let outcome = program.run(&[&args[..], &["--settings", &settings]].concat());
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(3), ""), "{args:?}: {outcome:?}");
        assert!(!outcome.stderr.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listed_ledger_is_imported_as_what_it_was() {
    let (program, settings) = launched().await;
    registered(&program).await;
    let listed = program
        .run(&["finding", "list", CAMPAIGN, "--format", "csv", "--settings", &settings])
        .succeeded()
        .stdout;
    assert!(listed.starts_with("\u{feff}\"编号\","), "{listed}");
    assert_eq!(listed.lines().count(), 2, "{listed}");
    let sheet = program.write("listed.csv", listed);
    let (directory, calendar) = (sample_directory().unwrap(), known_calendar().unwrap());
    let loaded = load_plan(Path::new(&config("plans/qiannan-2024.yaml")), &directory, &calendar).unwrap();
    let today = "2024-07-15".parse().unwrap();
    let read = |file: &str| {
        let sheet = load_findings(Path::new(file), &loaded.plan, &directory, &[], today).unwrap();
        assert_eq!(sheet.bad, []);
        sheet.rows.into_iter().map(|row| row.registration).collect::<Vec<_>>()
    };
    assert_eq!(read(&sheet), read(&program.path("first.csv")));
    for args in [&["settings"][..], &["finding", "count", CAMPAIGN]] {
        let refused = program.run(&[args, &["--format", "csv"]].concat());
        refused.failed_with("only `duban finding list` prints a CSV file");
    }
}
