//! Plans read from files: the shipped ones, and every way to get one wrong.

use super::*;
use crate::{known_calendar, sample_directory};
use duban_domain::{PlanTime, Span, plan::Role, terms};
use std::fs;

fn load(path: impl AsRef<Path>) -> Result<LoadedPlan, Refused> {
    load_plan(path.as_ref(), &sample_directory().unwrap(), &known_calendar().unwrap())
}

/// What is told about a plan given as text: line and place of each problem.
pub(super) fn told(text: impl AsRef<[u8]>) -> Refused {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.yaml");
    fs::write(&path, text).unwrap();
    let refused = load(&path).unwrap_err();
    speaks_chinese(&refused);
    refused
}

/// A plan given as text that is in order.
pub(super) fn loaded(text: impl AsRef<[u8]>) -> LoadedPlan {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.yaml");
    fs::write(&path, text).unwrap();
    load(&path).unwrap()
}

/// Whoever reads a problem in the console reads Chinese.
fn speaks_chinese(refused: &Refused) {
    for problem in &refused.problems {
        let is_han = |sign: char| ('\u{4e00}'..='\u{9fff}').contains(&sign);
        let han = problem.message.chinese.chars().filter(|sign| is_han(*sign)).count();
        assert!(han >= 2 && problem.message.chinese != problem.message.english, "{problem}");
    }
}

pub(super) fn lines(refused: &Refused) -> Vec<(usize, &str)> {
    refused.problems.iter().map(|p| (p.line.unwrap_or_default(), p.path.as_str())).collect()
}

/// The example plan with one piece of text replaced.
pub(super) fn example_with(from: &str, to: &str) -> String {
    let text = fs::read_to_string("plans/example.yaml").unwrap();
    assert!(text.contains(from), "{from}");
    text.replace(from, to)
}

fn instant(at: PlanTime) -> String {
    at.utc().with_timezone(&chrono_tz::Asia::Shanghai).to_rfc3339()
}

fn due(terms: &Terms, id: &str) -> String {
    instant(terms.item(&id.into()).unwrap().due)
}

#[test]
fn qiannan_has_its_announced_dates() {
    let LoadedPlan { plan, terms, warnings, .. } = load("plans/qiannan-2024.yaml").unwrap();
    // Friday the 10th and Saturday the 11th, a make-up day: the second working day is a Saturday.
    assert_eq!(due(&terms, "receipt"), "2024-05-11T17:30:00+08:00");
    assert_eq!(due(&terms, "county-plan"), "2024-05-22T17:30:00+08:00");
    assert_eq!(due(&terms, "interim-report"), "2024-08-20T17:30:00+08:00");
    assert_eq!(due(&terms, "final-report"), "2024-10-20T17:30:00+08:00");
    assert_eq!(due(&terms, "completion"), "2024-10-31T17:30:00+08:00");
    assert_eq!(instant(terms.closes), "2024-12-31T17:30:00+08:00");
    let sunday: Vec<_> = warnings
        .iter()
        .filter(|w| w.message.english.contains("2024-10-20 (Sunday)"))
        .map(|w| w.path.as_str())
        .collect();
    assert_eq!(sunday, ["obligations[4].due", "obligations[5].due", "obligations[6].due"]);
    assert_eq!((plan.phases.len(), plan.measures.len(), plan.products.len()), (3, 6, 24));
    assert_eq!(plan.products.iter().map(|p| p.items.len()).sum::<usize>(), 6 + 2 + 3 + 2 + 5 + 8 + 7);
    assert_eq!(plan.obligations[0].reminders.len(), 3);
    assert_eq!(plan.obligations[0].ladder.len(), 5);
    assert_eq!(plan.obligations[0].ladder[2].approval.map(|a| a.by), Some(Role::Issuer));
}

#[test]
fn sections_say_how_findings_listings_incidents_and_the_tail_are_handled() {
    use duban_domain::{
        finding::{FindingRules, RungMeasure},
        incident::IncidentRules,
        listing::ListingRules,
        tail::Cycle,
    };
    // The sample plans and the example spell the defaults out: what they say and what is meant agree.
    for path in ["plans/qiannan-2024.yaml", "plans/guizhou-2024.yaml", "plans/example.yaml"] {
        let plan = load(path).unwrap().plan;
        assert_eq!(plan.findings, Some(FindingRules::default()), "{path}");
        assert_eq!(plan.listing, Some(ListingRules::default()), "{path}");
        assert_eq!(plan.incidents, IncidentRules::default(), "{path}");
    }
    let plan = load("plans/qiannan-2024.yaml").unwrap().plan;
    let tail = plan.tail.unwrap();
    assert_eq!(
        (tail.from.to_string().as_str(), tail.every, tail.until),
        ("2024-10-31", Cycle::TenDays, None)
    );
    assert_eq!((tail.reminders.len(), tail.ladder.len(), tail.requires.len()), (3, 5, 1));
    assert_eq!(load("plans/guizhou-2024.yaml").unwrap().plan.tail, None);
    let example = load("plans/example.yaml").unwrap();
    let within = example.plan.league.map(|league| league.circulate_within);
    assert_eq!(within, Some(Span::WorkingDays(20)));
    assert!(example.terms.ends() > example.terms.horizon());
    let league = loaded(example_with("league: { circulate_within: 20wd }", "league: {}")).plan.league;
    assert_eq!(league.map(|league| league.circulate_within), Some(Span::WorkingDays(20)));
    let refused = told(example_with("circulate_within: 20wd", "circulate_within: 0wd"));
    assert_eq!(refused.problems[0].path, "league.circulate_within");

    let text = example_with("measure: listing }", "measure: hand-over-police, approval: { by: issuer } }")
        .replace("look_back: { grades: [serious, major], after: 30d }", "look_back: none")
        .replace("government_report: { by: issuer, within: 3wd }", "government_report: none")
        .replace("every: 旬", "every: 10wd")
        .replace("acknowledge_minutes: 30, ", "")
        .replace("reminders: [2wd]", "reminders: []");
    let plan = loaded(text).plan;
    let findings = plan.findings.unwrap();
    assert_eq!((findings.look_back, findings.reminders), (None, vec![]));
    let last = findings.ladder[2];
    assert_eq!(last.measure, RungMeasure::HandOver(duban_domain::finding::Authority::Police));
    assert_eq!(last.approval.map(|approval| approval.within), Some(Span::WorkingDays(3)));
    assert_eq!(plan.listing.unwrap().government_report, None);
    assert_eq!(plan.incidents, IncidentRules::default());
    assert_eq!(plan.tail.unwrap().every, Cycle::Every(Span::WorkingDays(10)));
}

#[test]
fn the_tail_is_judged_by_the_calendar_too() {
    let rung = "    - { after: 2wd, instrument: reminder-letter }";
    let slow = "  slow: [{ after: 2wd, instrument: circular }, { after: 2d, instrument: interview }]";
    let text =
        example_with("  ladder: gentle\n", "  ladder: slow\n").replace(rung, &format!("{rung}\n{slow}"));
    let refused = told(text);
    assert_eq!(refused.problems.len(), 1, "{refused}");
    assert_eq!(refused.problems[0].path, "ladders.slow[1].after");
    // Without `closes` a campaign closes 60 days after its last instant.
    let text = example_with("closes: 2026-12-31\n", "").replace("from: 2026-10-月底", "from: 2027-01-20");
    let refused = told(text.replace("until: 2026-12-31", "until: 2027-02-28"));
    assert_eq!(refused.problems.len(), 1, "{refused}");
    assert!(refused.to_string().contains("tail.from: 2027-01-20 is after the campaign closes"), "{refused}");
    let text = fs::read_to_string("plans/example.yaml").unwrap();
    let (before, findings) = text.split_once("\nfindings:").unwrap();
    let listing = &findings[findings.find("\nlisting:").unwrap()..];
    let refused = told(format!("{before}{listing}"));
    assert_eq!(refused.problems.len(), 1, "{refused}");
    assert!(refused.to_string().contains("tail: reports go on while findings are open"), "{refused}");
}

#[test]
fn without_sections_a_plan_keeps_no_findings() {
    let text = fs::read_to_string("plans/example.yaml").unwrap();
    let plan = loaded(text.split("\nfindings:").next().unwrap()).plan;
    assert_eq!((plan.findings, plan.listing, plan.tail, plan.league), (None, None, None, None));
}

#[test]
fn every_finding_measure_can_be_written() {
    let schema = plan_schema();
    let choices = schema["$defs"]["FindingMeasure"]["oneOf"].as_array().unwrap();
    for choice in choices {
        let measure = choice["const"].as_str().unwrap();
        let plan = loaded(example_with("measure: listing", &format!("measure: {measure}"))).plan;
        let written = serde_json::to_value(plan.findings.unwrap().ladder[2].measure).unwrap();
        let expected = match measure {
            "hand-over-enforcement" => serde_json::json!({ "hand-over": "enforcement" }),
            "hand-over-police" => serde_json::json!({ "hand-over": "police" }),
            plain => serde_json::json!(plain),
        };
        assert_eq!(written, expected);
    }
}

#[test]
fn guizhou_counties_owe_ten_days_before_their_prefecture() {
    let LoadedPlan { terms, warnings, .. } = load("plans/guizhou-2024.yaml").unwrap();
    assert_eq!(due(&terms, "prefecture-interim"), "2024-08-30T17:30:00+08:00");
    assert_eq!(due(&terms, "county-interim"), "2024-08-20T17:30:00+08:00");
    assert_eq!(due(&terms, "county-final"), "2024-10-20T17:30:00+08:00");
    assert!(warnings.iter().all(|w| !w.path.ends_with("owed_by")), "{warnings:?}");
    let parties = terms::parties(&sample_directory().unwrap(), &terms.issuer);
    let owing = |id: &str| {
        parties.iter().filter(|p| terms.item(&id.into()).unwrap().is_owed_by(p, &terms.issuer)).count()
    };
    assert_eq!((owing("receipt"), owing("prefecture-interim"), owing("county-interim")), (97, 9, 88));
}

#[test]
fn the_example_is_valid_and_uses_every_key() {
    let loaded = load("plans/example.yaml").unwrap();
    assert_eq!(loaded.plan.obligations[2].review, Some(Span::WorkingDays(5)));
    assert!(loaded.plan.obligations[5].ladder.is_empty() && loaded.plan.obligations[5].reminders.is_empty());
    assert_eq!(due(&loaded.terms, "case-drafts"), "2026-10-10T17:30:00+08:00");
    let text = fs::read_to_string("plans/example.yaml").unwrap();
    let schema = plan_schema();
    let nested = schema["$defs"].as_object().unwrap().values().map(|definition| &definition["properties"]);
    for key in
        nested.chain([&schema["properties"]]).filter_map(|keys| keys.as_object()).flat_map(|keys| keys.keys())
    {
        assert!(text.contains(&format!("{key}:")), "the example does not show {key}");
    }
}

#[test]
fn the_schema_file_is_that_of_the_types() {
    let path = "plans/plan.schema.json";
    let current = serde_json::to_string_pretty(&plan_schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(path, &current).unwrap();
    }
    let stored = fs::read_to_string(path).unwrap_or_default();
    assert!(
        stored == current,
        "config/{path} is out of date; run: UPDATE_SCHEMA=1 cargo nextest run -p duban-config the_schema_file"
    );
}

#[test]
fn a_ladder_may_issue_what_the_domain_lets_stand_on_one() {
    let schema = plan_schema();
    let choices = schema["$defs"]["Instrument"]["oneOf"].as_array().unwrap();
    let mut spelled: Vec<_> = choices.iter().map(|choice| choice["const"].as_str().unwrap()).collect();
    let allowed = duban_domain::Instrument::ALL.iter().filter(|i| i.may_stand_on_a_ladder());
    let mut allowed: Vec<_> = allowed.map(|i| i.as_str()).collect();
    spelled.sort_unstable();
    allowed.sort_unstable();
    assert_eq!(spelled, allowed);
}

#[test]
fn every_mistake_of_a_plan_is_told_at_once_with_its_line() {
    let refused = load("samples/plan-bad.yaml").unwrap_err();
    let expected = [
        (2, "id"),
        (3, "title"),
        (4, "issuer"),
        (5, "isued"),
        (6, "timezone"),
        (7, "non_working_due"),
        (8, "colour"),
        (10, "phases[0].to"),
        (12, "obligations[0].due"),
        (13, "obligations[1].id"),
        (13, "obligations[1].phase"),
        (14, "obligations[2].due"),
        (15, "obligations[3].due"),
        (15, "obligations[3].ladder"),
        (15, "obligations[3].title"),
        (16, "obligations[4].requires"),
        (16, "obligations[4].review"),
        (18, "reminders.default.before[1]"),
        (23, "ladders.default[2].after"),
        (23, "ladders.default[2].instrument"),
        (28, "findings.triage"),
        (29, "findings.rectify.huge"),
        (29, "findings.rectify.ordinary"),
        (29, "findings.rectify.seriuos"),
        (30, "findings.reminders"),
        (31, "findings.look_back.after"),
        (31, "findings.look_back.grades[1]"),
        (31, "findings.look_back.grades[2]"),
        (32, "findings.extension.by"),
        (33, "findings.publication"),
        (35, "findings.ladder[0].after"),
        (36, "findings.ladder[1].approval.within"),
        (36, "findings.ladder[1].measure"),
        (38, "listing.publish"),
        (39, "listing.term"),
        (40, "listing.government_report"),
        (41, "listing.verify"),
        (42, "incidents.acknowledge_minutes"),
        (42, "incidents.reminders"),
        (44, "tail.title"),
        (46, "tail.every"),
        (47, "tail.until"),
        (48, "tail.requires[0]"),
        (49, "tail.ladder"),
    ];
    assert_eq!(lines(&refused), expected, "{refused}");
    let text = refused.to_string();
    for sentence in [
        "plan-bad.yaml:5: isued: \"isued\" is not a key here; did you mean \"issued\"?",
        "plan-bad.yaml:7: non_working_due: expected one of keep, previous, next, but found \"prvious\"; did you mean previous?",
        "plan-bad.yaml:12: obligations[0].due: 2024-05-01 is before the campaign is issued (2024-05-09); choose a later day",
        "plan-bad.yaml:13: obligations[1].phase: there is no phase \"onsite\"; did you mean on-site?",
        "plan-bad.yaml:15: obligations[3].due: there is no obligation \"eearly\" to count back from; did you mean early?",
        "plan-bad.yaml:15: obligations[3].title: this key is missing; add it: Its title, as letters write it",
        "plan-bad.yaml:16: obligations[4].requires: expected a list, such as [one, two], but found \"seal\"",
        "plan-bad.yaml:18: reminders.default.before[1]: expected a text, but found the number 3; put it in quotes if it is meant so",
        "plan-bad.yaml:29: findings.rectify.seriuos: \"seriuos\" is not a key here; did you mean \"serious\"?",
        "plan-bad.yaml:31: findings.look_back.grades[1]: serious stands here already; name each grade once",
        "plan-bad.yaml:39: listing.term: an extension would have to be asked (20wd before the end) before the listing begins (term 10wd)",
        "plan-bad.yaml:40: listing.government_report: expected none or keys with values, but found \"nobody\"",
        "plan-bad.yaml:46: tail.every: \"周\" is not a cycle; write 旬, 月, or a length such as 14d or 10wd",
        "plan-bad.yaml:47: tail.until: 2024-04-30 is not after the first count (2024-05-10); choose a later day",
    ] {
        assert!(text.contains(sentence), "{sentence}\nnot in\n{text}");
    }
    let json = serde_json::to_value(&refused.problems[0]).unwrap();
    assert_eq!(json.as_object().unwrap().keys().collect::<Vec<_>>(), ["line", "message", "path"]);
}

#[test]
fn rungs_must_ascend_in_instants_not_in_numbers() {
    let rung = "    - { after: 2wd, instrument: reminder-letter }";
    let refused = told(example_with(rung, &format!("{rung}\n    - {{ after: 2d, instrument: circular }}")));
    assert_eq!(refused.problems.len(), 1, "{refused}");
    let problem = &refused.problems[0];
    assert_eq!(problem.path, "ladders.gentle[1].after");
    assert!(
        problem
            .message
            .english
            .contains("2d does not come later than the rung before it (2wd): for case-drafts"),
        "{problem}"
    );
}

#[test]
fn resolving_goes_on_after_a_date_that_cannot_be() {
    let text = example_with("due: 2026-08-20", "due: 2026-01-05")
        .replace("due: 2026-10-20", "due: 2027-08-01")
        .replace("after: 2wd", "after: 0d");
    let refused = told(text);
    let paths: Vec<_> = refused.problems.iter().map(|p| p.path.as_str()).collect();
    assert_eq!(
        paths,
        ["obligations[2].due", "obligations[3].due", "obligations[4].due", "ladders.gentle[0].after"],
        "{refused}"
    );
}

#[test]
fn single_mistakes_are_told_in_sentences() {
    let long = "长".repeat(201);
    let many_rungs = "    - { after: 1wd, instrument: circular }\n".repeat(13);
    let cases = [
        (
            ("issuer: \"522700\"", "issuer: 522700"),
            "issuer: expected a text such as \"522700\", but found the number 522700; put it in quotes if it is meant so",
        ),
        (("title: 典型案例初稿", &format!("title: {long}")), "has 201 characters; shorten it to 200"),
        (("title: 典型案例初稿", "title: \"a\\nb\""), "line break or a control character"),
        (("title: 典型案例初稿", "title: \" \""), "this text is empty; write something"),
        (("issued: 2026-05-11", "issued: 2026-05-中旬"), "\"2026-05-中旬\" is not a day"),
        (("closes: 2026-12-31", "closes: 2026-05-10"), "is before the campaign is issued (2026-05-11)"),
        (("closes: 2026-12-31", "closes: 2026-10-15"), "is after the campaign closes (2026-10-15)"),
        (("opens: \"09:00\"", "opens: \"18:00\""), "offices must close later than they open"),
        (("opens: \"09:00\"", "opens: 9am"), "\"9am\" is not a time of day; write it like 09:00"),
        (("due: final-report - 10d", "due: issued - 10d"), "nothing can be due before the issue date"),
        (("due: final-report - 10d", "due: case-drafts - 10d"), "name each other"),
        (("id: receipt", "id: issued"), "\"issued\" means the issue date"),
        (("review: required", "review: maybe"), "write none, required, or a length such as 5wd"),
        (("instrument: listing", "instrument: withdrawal"), "expected one of reminder-letter, circular"),
        (("approval: { by: issuer }", "approval: { by: boss }"), "expected one of supervisor, issuer"),
        (("approval: { by: issuer }", "approval: { by: issuer, within: 0wd }"), "is no time at all"),
        (
            ("reminders: brief", "reminders: breif"),
            "there is no reminder policy \"breif\"; did you mean brief?",
        ),
        (
            ("before: [1wd]", &format!("before: [{}]", vec!["1wd"; 21].join(", "))),
            "has 21 entries; at most 20 are allowed",
        ),
        (
            ("  gentle:\n", &format!("  none:\n{many_rungs}  gentle:\n")),
            "has 13 entries; at most 12 are allowed",
        ),
        (("  gentle:\n", "  none: []\n  gentle:\n"), "\"none\" means that nothing is sent"),
        (
            ("closes: 2026-12-31", "closes: 2026-12-31\ncloses: 2026-12-30"),
            "this key stands twice, first on line",
        ),
        (("closes: 2026-12-31", "closes: &day 2026-12-31"), "anchors (&name) are not read here"),
        (("closes: 2026-12-31", "closes: *day"), "aliases (*name) are not read here"),
        (("closes: 2026-12-31", "closes: !date 2026-12-31"), "tags (!name) are not read here"),
        (("closes: 2026-12-31", "closes: [2026"), "this is not YAML"),
        (("closes: 2026-12-31", "---\nid: other"), "a second document begins here"),
        (("due: 2026-10-20", "due: 2027-02-01"), "obligations[4].due"),
        (
            ("findings:\n", "findings: none\nfindigns:\n"),
            "findings: expected keys with values, but found \"none\"",
        ),
        (("listing:\n", "listing:\nlistign:\n"), "listing: expected keys with values, but found nothing"),
        (
            ("after: 15wd, measure", "after: 4wd, measure"),
            "findings.ladder[2].after: 4wd does not come later than the rung before it (5wd)",
        ),
        // Friday: a day later and two days later are both the Monday.
        (
            ("after: 5wd,  measure: interview", "after: 1d, measure: interview"),
            "findings.ladder[1].after: 1d does not come later than the rung before it (1wd)",
        ),
        (
            ("from: 2026-10-月底", "from: 2026-05-10"),
            "tail.from: 2026-05-10 is before the campaign is issued",
        ),
        (
            ("from: 2026-10-月底", "from: 2027-01-01"),
            "tail.from: 2027-01-01 is after the campaign closes (2026-12-31)",
        ),
        (("until: 2026-12-31", "until: 2026-10-31"), "tail.until: 2026-10-31 is not after the first count"),
    ];
    for ((from, to), sentence) in cases {
        let refused = told(example_with(from, to)).to_string();
        assert!(refused.contains(sentence), "{to}: {sentence}\nnot in\n{refused}");
    }
}

#[test]
fn one_mistake_is_one_problem() {
    let cases = [
        ("issued: 2026-05-11", "isued: 2026-05-11"),
        ("due: final-report - 10d", "due: never"),
        ("due: 2026-10-20", "due: someday"),
        ("id: case-drafts", "id: final-report"),
        ("closes: 2026-12-31", "closes: *day"),
        ("phase: remediation", "phase: other"),
        ("after: 1wd,  instrument", "after: soon, instrument"),
        ("issuer: \"522700\"", "issuer: \"999999\""),
    ];
    for text in ["", "# nothing\n", "- 1\n"] {
        assert_eq!(lines(&told(text)).len(), 1);
    }
    for (from, to) in cases {
        let refused = told(example_with(from, to));
        assert_eq!(refused.problems.len(), 1, "{to}: {refused}");
    }
}

#[test]
fn hostile_files_are_refused_quickly() {
    let bomb = format!("a: &a [x]\n{}", (0..200).map(|i| format!("b{i}: [*a, *a]\n")).collect::<String>());
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (b"".to_vec(), "but found nothing"),
        (b"# nothing\n".to_vec(), "but found nothing"),
        (b"- 1\n- 2\n".to_vec(), "but found a list"),
        (b"id: x\n\xff\xfe\n".to_vec(), ":2: this line is not UTF-8"),
        (vec![b'#'; (1 << 20) + 1], "larger than 1 MiB"),
        ("[".repeat(100_000).into_bytes(), "this is not YAML: recursion limit exceeded"),
        ("a: ".repeat(5_000).into_bytes(), "this is not YAML"),
        (format!("title: {}x{}", "[".repeat(200), "]".repeat(200)).into_bytes(), "deeper than 32 levels"),
        (bomb.into_bytes(), "aliases (*name) are not read here"),
        (b"? [a, b]\n: c\n".to_vec(), "a key must be a plain word"),
        (b"id: \"\x00\"\n".to_vec(), "plan.yaml"),
        (b"id: {{ x }}\n".to_vec(), "a key must be a plain word"),
    ];
    for (bytes, sentence) in cases {
        let refused = told(&bytes).to_string();
        let start: String = refused.chars().take(400).collect();
        assert!(refused.contains(sentence), "{sentence}\nnot in\n{start}");
    }
    let obligations: String =
        (0..201).map(|i| format!("  - {{ id: o{i}, title: t, owed_by: all, due: 2026-08-20 }}\n")).collect();
    let head = "id: x\ntitle: t\nissuer: \"522700\"\nissued: 2026-05-11\nobligations:\n";
    assert!(told(format!("{head}{obligations}")).to_string().contains("has 201 entries; at most 200"));
    assert!(told(format!("{head}  []\n")).to_string().contains("write at least one entry"));
    assert!(load("plans/no-such.yaml").unwrap_err().to_string().contains("there is no such file"));
    assert!(load("plans").unwrap_err().to_string().contains("this is a folder"));
}

/// Close to the size limit, whatever its shape, a file is judged to its end: what took the square of its length
/// would not come to one.
#[test]
fn large_files_are_judged_to_their_end() {
    let shapes = [
        "- \n", "[],", "a\n", "k: v\n", "? \n", "'x' ", "&a ", "{", "\"", "- - ", "a: b: ", "é中", "\t", "%",
        "!", "|\n", "#",
    ];
    for shape in shapes {
        for text in [
            shape.repeat((1 << 20) / shape.len()),
            format!("ladders: [{}", shape.repeat(500_000 / shape.len())),
        ] {
            assert!(!told(text).problems.is_empty(), "{shape:?}");
        }
    }
    let unknown: String = (0..60_000).map(|i| format!("titl{i}: x\n")).collect();
    assert!(told(unknown).problems.len() > 60_000);
}

#[test]
fn many_comments_and_a_byte_order_mark_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.yaml");
    let text = fs::read_to_string("plans/example.yaml").unwrap();
    fs::write(
        &path,
        format!(
            "\u{feff}{}{}",
            "# 说明\n".repeat(5_000),
            text.replace("obligations:", &format!("obligations:\n{}", "  # x\n".repeat(500)))
        ),
    )
    .unwrap();
    load(&path).unwrap();
}

#[test]
fn what_nobody_owes_is_warned_about() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.yaml");
    fs::write(
        &path,
        example_with(
            "id: suggestions, title: 意见建议（自愿）, owed_by: executing",
            "id: suggestions, title: 意见, owed_by: coordinating",
        ),
    )
    .unwrap();
    let loaded = load(&path).unwrap();
    assert!(loaded.warnings.iter().any(|w| w.path == "obligations[5].owed_by"), "{:?}", loaded.warnings);
}

#[test]
fn a_campaign_of_january_need_not_know_december() {
    // The resolved calendar holds the campaign's own years. A week before a due day in early January
    // lies in a year it does not know, before the opening: that reminder is dropped, and nothing else.
    let january = |issued: &str| {
        let obligation = "  - { id: receipt, title: 签收, owed_by: executing, due: issued + 2wd }";
        let ladder = "  default: [{ after: 1wd, instrument: reminder-letter }]";
        format!(
            "id: january\ntitle: 新年\nissuer: \"522700\"\nissued: {issued}\nobligations:\n{obligation}\n\
             reminders: {{ default: {{ before: [7d, 1wd], at: opens }} }}\nladders:\n{ladder}\n"
        )
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.yaml");
    // 2024 is known and then left out; 2023 was never known.
    for (issued, reminder, rung) in
        [("2025-01-06", "2025-01-07", "2025-01-09"), ("2024-01-02", "2024-01-03", "2024-01-05")]
    {
        fs::write(&path, january(issued)).unwrap();
        let LoadedPlan { terms, warnings, .. } = load(&path).unwrap();
        let item = &terms.items[0];
        let schedule = terms.schedule(item, item.due_day, item.opens);
        let days: Vec<_> =
            schedule.reminders.into_iter().chain(schedule.rungs.into_iter().flatten()).collect();
        let opening = |day: &str| format!("{day}T09:00:00+08:00");
        assert_eq!(days.into_iter().map(instant).collect::<Vec<_>>(), [opening(reminder), opening(rung)]);
        assert!(warnings.iter().any(|w| w.path == "obligations[0].reminders"), "{warnings:?}");
    }
}
