//! The plans that ship, line by line: what `duban check` promises for them against dates counted by
//! hand from the rules (DESIGN §6) and the calendar of 2024.

#![expect(clippy::unwrap_used, reason = "helpers of tests panic as the tests do")]

use crate::cli::{Program, config};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn check(plan: &str) -> Value {
    Program::new().json(&["check", &config(plan)])
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or("-")
}

fn lines(report: &Value) -> &Vec<Value> {
    report["timetable"].as_array().unwrap()
}

/// A line without its bureau: `2024-08-20T17:30 interim-list due 0 -`.
fn compact(line: &Value) -> String {
    let at = text(line, "at").strip_suffix(":00+08:00").unwrap();
    let what = line["obligation"].as_str().or(line["phase"].as_str()).unwrap();
    format!("{at} {what} {} {} {}", text(line, "event"), line["ordinal"], text(line, "instrument"))
}

/// The compact lines of each bureau.
fn by_bureau(report: &Value) -> BTreeMap<&str, Vec<String>> {
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for line in lines(report) {
        found.entry(text(line, "bureau")).or_default().push(compact(line));
    }
    found
}

fn assert_sorted(report: &Value) {
    // An obligation of null is no obligation, and so sorts first.
    let key = |line: &Value| {
        let obligation = line["obligation"].as_str().map(str::to_owned);
        (
            text(line, "at").to_owned(),
            text(line, "bureau").to_owned(),
            obligation,
            text(line, "event").to_owned(),
        )
    };
    let keys: Vec<_> = lines(report).iter().map(key).collect();
    assert!(keys.is_sorted());
}

#[test]
fn qiannan_as_a_whole() {
    let report = check("plans/qiannan-2024.yaml");
    assert_sorted(&report);
    let bureaus = by_bureau(&report);
    assert_eq!(bureaus.len(), 13);
    let mut counties = bureaus.iter().filter(|(code, _)| **code != "522700");
    let (_, first) = counties.next().unwrap();
    assert!(counties.all(|(_, lines)| lines == first), "the twelve counties have one timetable");
    // The issuer owes nothing: it only sees the phases.
    assert!(bureaus["522700"].iter().all(|line| line.contains(" phase-")));
    assert_eq!(bureaus["522700"].len(), 3 * 2);
    // 8 obligations that open, are due, and climb 5 rungs; 3 reminders each but 1 for the receipt.
    let county = 3 * 2 + 8 * (1 + 1 + 5) + 7 * 3 + 1;
    assert_eq!(first.len(), county);
    assert_eq!(lines(&report).len(), 12 * county + 6);

    let mut shared: Vec<(String, usize)> = Vec::new();
    let mut seen = BTreeMap::new();
    for line in lines(&report) {
        let line = compact(line);
        let index = *seen.entry(line.clone()).or_insert(shared.len());
        if index == shared.len() {
            shared.push((line, 0));
        }
        shared[index].1 += 1;
    }
    let shared: Vec<_> = shared.into_iter().map(|(line, count)| format!("{line} ×{count}")).collect();
    insta::assert_snapshot!(shared.join("\n"));
}

#[test]
fn qiannan_by_hand() {
    let report = check("plans/qiannan-2024.yaml");
    let duyun = &by_bureau(&report)["522701"];
    let has = |line: &str| assert!(duyun.iter().any(|found| found == line), "{line}\n{}", duyun.join("\n"));
    // Issued on Thursday 05-09, which is not counted: Friday 10 is the first working day, Saturday 11,
    // a make-up day for Labour Day, the second.
    has("2024-05-09T09:00 receipt opens 0 -");
    has("2024-05-11T17:30 receipt due 0 -");
    // A week before it is a holiday, and three working days before it is 05-08: both lie before the
    // opening and are dropped. One working day before it is Friday, later than the opening.
    has("2024-05-10T09:00 receipt reminder 1 reminder");
    // Sunday 12 is no working day; Monday 13 is the first after the due day.
    has("2024-05-13T09:00 receipt rung 1 reminder-letter");
    // The twentieth, with no holiday between 05-13 and 06-07 (a Friday; the Dragon Boat is 06-10).
    has("2024-06-07T09:00 receipt rung 5 government-report");
    // Ten working days: 10, 11, 13-17, 20-22 May.
    has("2024-05-22T17:30 county-plan due 0 -");
    // 06-10 is the Dragon Boat Festival: the twentieth after 05-22 is 06-20, not 06-19.
    has("2024-06-20T09:00 county-plan rung 5 government-report");
    // 中旬 begins on the 11th and ends on the 20th; 下旬 ends with the month.
    has("2024-05-11T09:00 self-inspection phase-start 1 -");
    has("2024-06-20T17:30 self-inspection phase-end 1 -");
    has("2024-08-31T17:30 on-site phase-end 2 -");
    // Tuesday 08-20: 7 days before is a Tuesday, 3 working days Thursday, 1 Monday.
    has("2024-08-20T17:30 interim-list due 0 -");
    has("2024-08-13T09:00 interim-list reminder 1 reminder");
    has("2024-08-15T09:00 interim-list reminder 2 reminder");
    has("2024-08-19T09:00 interim-list reminder 3 reminder");
    // Rungs after 1, 3, 5 and 10 working days: Wed, Fri, Tue, and Tuesday two weeks on.
    has("2024-08-21T09:00 interim-list rung 1 reminder-letter");
    has("2024-08-23T09:00 interim-list rung 2 circular");
    has("2024-08-27T09:00 interim-list rung 3 interview");
    has("2024-09-03T09:00 interim-list rung 4 listing");
    // 20: Friday 09-13 is the 18th, Saturday 14, a make-up day, the 19th; Mid-Autumn is 15-17.
    has("2024-09-18T09:00 interim-list rung 5 government-report");
    // Sunday 10-20 is kept. A week before it is Sunday 13, so the working day before that: Saturday
    // 12, a make-up day for National Day. 3 working days: 18, 17, 16. 1: Friday 18.
    has("2024-10-20T17:30 final-report due 0 -");
    has("2024-10-12T09:00 final-report reminder 1 reminder");
    has("2024-10-16T09:00 final-report reminder 2 reminder");
    has("2024-10-18T09:00 final-report reminder 3 reminder");
    has("2024-10-21T09:00 final-report rung 1 reminder-letter");
    has("2024-10-25T09:00 final-report rung 3 interview");
    // It opens with its phase, on the first day of 上旬, though that is a Sunday.
    has("2024-09-01T09:00 completion opens 0 -");
    // 月底 of October is Thursday 31.
    has("2024-10-31T17:30 completion due 0 -");
    has("2024-11-28T09:00 completion rung 5 government-report");
}

#[test]
fn qiannan_warns_of_its_sunday_and_of_the_reminders_it_drops() {
    let report = check("plans/qiannan-2024.yaml");
    let warnings = report["warnings"].as_array().unwrap();
    let paths: Vec<_> = warnings.iter().map(|warning| text(warning, "path")).collect();
    let sundays = ["obligations[4].due", "obligations[5].due", "obligations[6].due"];
    assert_eq!(paths, [&["obligations[0].reminders"; 2][..], &sundays].concat());
    assert!(text(&warnings[0], "message").contains("7d") && text(&warnings[1], "message").contains("3wd"));
    assert!(text(&warnings[2], "message").contains("2024-10-20 (Sunday)"));
}

/// What the bureaus of each level owe, with the due instants.
fn owed_by_level(report: &Value) -> BTreeMap<&str, BTreeSet<String>> {
    let levels: BTreeMap<_, _> =
        report["bureaus"].as_array().unwrap().iter().map(|b| (text(b, "code"), text(b, "level"))).collect();
    let mut owed: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for line in lines(report).iter().filter(|line| line["event"] == "due") {
        let level = levels[text(line, "bureau")];
        owed.entry(level).or_default().insert(format!("{} {}", text(line, "obligation"), text(line, "at")));
    }
    owed
}

#[test]
fn guizhou_has_three_levels_and_each_owes_the_next() {
    let report = check("plans/guizhou-2024.yaml");
    assert_sorted(&report);
    let bureaus = report["bureaus"].as_array().unwrap();
    let of = |level: &str| bureaus.iter().filter(|b| b["level"] == level).collect::<Vec<_>>();
    assert_eq!(
        (bureaus.len(), of("province").len(), of("prefecture").len(), of("county").len()),
        (98, 1, 9, 88)
    );
    assert_eq!(bureaus[0]["code"], "520000", "parents first");
    assert!(bureaus[0]["supervisor"].is_null());
    assert!(of("prefecture").iter().all(|b| b["supervisor"] == "520000"));
    let prefectures: BTreeSet<_> = of("prefecture").iter().map(|b| text(b, "code")).collect();
    for county in of("county") {
        let supervisor = text(county, "supervisor");
        assert!(prefectures.contains(supervisor) && supervisor[..4] == text(county, "code")[..4], "{county}");
    }

    let owed = owed_by_level(&report);
    let expected = |lines: &[&str]| lines.iter().map(|line| format!("{line}T17:30:00+08:00")).collect();
    // Issued Monday 04-22. Two working days: Wednesday 24. Ten, past Labour Day (05-01 to 05-05) with
    // its make-up day on Sunday 04-28: 05-08. Twenty, with the make-up day on 05-11: 05-21.
    let prefecture: BTreeSet<String> = expected(&[
        "receipt 2024-04-24",
        "prefecture-plan 2024-05-08",
        "prefecture-interim 2024-08-30",
        "prefecture-final 2024-10-30",
    ]);
    // The counties' are due ten days before their prefecture's.
    let county: BTreeSet<String> = expected(&[
        "receipt 2024-04-24",
        "county-plan 2024-05-21",
        "county-interim 2024-08-20",
        "county-final 2024-10-20",
        "completion 2024-10-31",
    ]);
    assert_eq!(owed, BTreeMap::from([("county", county), ("prefecture", prefecture)]));
    let due =
        |id: &str| lines(&report).iter().filter(|l| l["event"] == "due" && l["obligation"] == id).count();
    assert_eq!((due("receipt"), due("prefecture-interim"), due("county-interim")), (97, 9, 88));
}

#[test]
fn guizhou_is_supervised_level_by_level() {
    // Nobody hands in anything: who writes to whom.
    let program = Program::new();
    let never = program.write("never.yaml", "default: { submit: never }\n");
    let report = program.json(&["rehearse", &config("plans/guizhou-2024.yaml"), "--behaviour", &never]);
    let checked = check("plans/guizhou-2024.yaml");
    let supervisors: BTreeMap<_, _> = checked["bureaus"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| (text(b, "code"), text(b, "supervisor")))
        .collect();
    let mut letters: BTreeMap<&str, usize> = BTreeMap::new();
    for notice in report["notices"].as_array().unwrap() {
        let (about, from, to) = (text(notice, "about"), text(notice, "from"), text(notice, "to"));
        let instrument = text(notice, "instrument");
        match instrument {
            // From the next level up, to the debtor.
            "reminder" | "reminder-letter" | "circular" | "interview" | "listing" => {
                assert_eq!((from, to), (supervisors[about], about), "{notice}");
            }
            // From the province to the local government, with a copy to the prefecture.
            "government-report" => assert_eq!((from, to), ("520000", about), "{notice}"),
            _ => {}
        }
        *letters.entry(instrument).or_default() += 1;
    }
    // 88 counties owe five things each and 9 prefectures four.
    let duties = 88 * 5 + 9 * 4;
    for rung in ["reminder-letter", "circular", "interview", "listing", "government-report"] {
        assert_eq!(letters[rung], duties, "{letters:?}");
    }
    let listing =
        report["notices"].as_array().unwrap().iter().find(|n| n["instrument"] == "listing").unwrap();
    assert!(listing["copies"].as_array().unwrap().contains(&"520000".into()), "{listing}");
}

#[test]
fn the_example_has_every_key_and_no_problem() {
    let report = check("plans/example.yaml");
    assert_eq!(report["campaign"], "qiannan-2026-key-products");
    // 2026-10-20 is a Tuesday; its drafts are due ten days before, on Saturday 10, a make-up day.
    let due = |id: &str| {
        let line = lines(&report).iter().find(|l| l["event"] == "due" && l["obligation"] == id).unwrap();
        text(line, "at")
    };
    assert_eq!(due("final-report"), "2026-10-20T17:30:00+08:00");
    assert_eq!(due("case-drafts"), "2026-10-10T17:30:00+08:00");
    // 月底 of October 2026 is a Saturday: `next` moves it to Monday 2 November.
    assert_eq!(due("suggestions"), "2026-11-02T17:30:00+08:00");
    let of =
        |id: &str| lines(&report).iter().filter(|l| l["obligation"] == id && l["bureau"] == "522701").count();
    assert_eq!(of("suggestions"), 2, "it opens and is due: no reminder, no rung");
}

#[test]
fn a_campaign_of_january_keeps_its_reminders_and_rungs() {
    // A week before a due date in early January is a day of the year before, which the campaign does
    // not carry along: that reminder is dropped, and nothing else.
    let program = Program::new();
    let plan = "id: january\ntitle: 新年\nissuer: \"522700\"\nissued: 2025-01-06\nobligations:\n  \
                - { id: receipt, title: 签收, owed_by: executing, due: issued + 2wd }\n\
                reminders: { default: { before: [7d, 1wd], at: opens } }\n\
                ladders: { default: [{ after: 1wd, instrument: reminder-letter }] }\n";
    let path = program.write("plan.yaml", plan);
    let report = program.json(&["check", &path]);
    let expected = [
        "2025-01-06T09:00 receipt opens 0 -",
        "2025-01-07T09:00 receipt reminder 1 reminder",
        "2025-01-08T17:30 receipt due 0 -",
        "2025-01-09T09:00 receipt rung 1 reminder-letter",
    ];
    assert_eq!(by_bureau(&report)["522701"], expected);
    let never = program.write("never.yaml", "default: { submit: never }\n");
    let rehearsed = program.json(&["rehearse", &path, "--behaviour", &never]);
    let letters = rehearsed["notices"].as_array().unwrap().iter();
    assert_eq!(letters.filter(|notice| notice["instrument"] == "reminder-letter").count(), 12);
}
