//! `duban check --format ics`: what RFC 5545 asks of every calendar program's input.

use super::program::{Program, config};
use std::collections::BTreeSet;

/// The content lines of a calendar, unfolded, after checking each as it stands.
fn content(calendar: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    assert!(calendar.ends_with("\r\n"), "the last line ends too");
    for line in calendar.trim_end_matches("\r\n").split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(['\r', '\n']), "a bare line end: {line:?}");
        match line.strip_prefix(' ') {
            Some(more) => lines.last_mut().unwrap().push_str(more),
            None => lines.push(line.to_owned()),
        }
    }
    lines
}

/// The content lines of each event.
fn events(content: &[String]) -> Vec<Vec<&str>> {
    let mut events: Vec<Vec<&str>> = Vec::new();
    let mut inside = false;
    for line in content {
        match line.as_str() {
            "BEGIN:VEVENT" => {
                assert!(!inside);
                events.push(Vec::new());
                inside = true;
            }
            "END:VEVENT" => {
                assert!(inside);
                inside = false;
            }
            line if inside => events.last_mut().unwrap().push(line),
            _ => {}
        }
    }
    assert!(!inside);
    events
}

fn the_one<'a>(event: &[&'a str], name: &str) -> &'a str {
    let values: Vec<_> = event.iter().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':')).collect();
    assert_eq!(values.len(), 1, "{name} in {event:?}");
    values[0]
}

#[test]
fn every_entry_is_a_sound_event() {
    let outcome =
        Program::new().run(&["check", &config("plans/guizhou-2024.yaml"), "--format", "ics"]).succeeded();
    let content = content(&outcome.stdout);
    assert_eq!(content[0], "BEGIN:VCALENDAR");
    assert_eq!(content.last().unwrap(), "END:VCALENDAR");
    for head in ["VERSION:2.0", "PRODID:-//Duban//duban", "X-WR-TIMEZONE:Asia/Shanghai"] {
        assert_eq!(content.iter().filter(|line| line.starts_with(head)).count(), 1, "{head}");
    }
    let events = events(&content);
    let utc = |text: &str| chrono::NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").unwrap();
    let mut ids = BTreeSet::new();
    for event in &events {
        assert!(ids.insert(the_one(event, "UID")), "{event:?}");
        utc(the_one(event, "DTSTAMP"));
        utc(the_one(event, "DTSTART"));
        assert!(!the_one(event, "SUMMARY").is_empty());
        // An end that is not later than the start is refused by strict readers.
        assert!(!event.iter().any(|line| line.starts_with("DTEND")), "{event:?}");
    }
    // An entry for all the bureaus of a row: 3 phases begin and end; 8 obligations open and are due,
    // with 5 rungs each, and 3 reminders each but for the receipt (1, the others lie before the
    // opening) and the prefectures' plan (2: a week and three working days before 05-08, past Labour
    // Day, are both 04-30).
    assert_eq!(events.len(), 3 * 2 + 8 * (2 + 5) + 8 * 3 - 2 - 1);
    let due: Vec<_> = events.iter().filter(|e| the_one(e, "UID").contains("-county-interim-due-")).collect();
    assert_eq!(due.len(), 1);
    // What it is about, and never when.
    assert_eq!(the_one(due[0], "UID"), "guizhou-2024-key-products-county-interim-due-0@duban");
    assert_eq!(the_one(due[0], "DTSTART"), "20240820T093000Z");
    assert_eq!(the_one(due[0], "SUMMARY"), "县级行动成果清单及阶段性工作总结 · 到期");
    assert_eq!(the_one(due[0], "DESCRIPTION"), "88个单位");
    for event in &events {
        let english = the_one(event, "SUMMARY").chars().any(|sign| sign.is_ascii_alphabetic());
        assert!(!english, "an officer reads it: {event:?}");
    }
}

#[test]
fn the_same_plan_gives_the_same_entries() {
    let program = Program::new();
    let plan = config("plans/qiannan-2024.yaml");
    let calendar = || program.run(&["check", &plan, "--format", "ics"]).succeeded().stdout;
    assert_eq!(calendar(), calendar());
}

#[test]
fn long_chinese_titles_are_folded_and_signs_with_a_meaning_escaped() {
    let program = Program::new();
    let long = "长".repeat(120);
    let plan = format!(
        "id: folded\ntitle: {long}\nissuer: \"522700\"\nissued: 2024-05-09\nobligations:\n  \
         - {{ id: report, title: \"{long}，甲,乙;丙\\\\丁\", owed_by: executing, due: 2024-06-07 }}\n"
    );
    let path = program.write("plan.yaml", plan);
    let calendar = program.run(&["check", &path, "--format", "ics"]).succeeded().stdout;
    let content = content(&calendar);
    assert!(content.contains(&format!("X-WR-CALNAME:{long}")));
    assert!(content.contains(&format!(r"SUMMARY:{long}，甲\,乙\;丙\\丁 · 到期")), "{content:?}");
}

#[test]
fn an_entry_that_moved_counts_one_move_more() {
    let program = Program::new();
    let text = std::fs::read_to_string(config("plans/qiannan-2024.yaml")).unwrap();
    let path = program.write("plan.yaml", &text);
    let check = |args: &[&str]| {
        let calendar = program.run(&[&["check", &path, "--format", "ics"], args].concat()).succeeded().stdout;
        program.write("calendar.ics", &calendar);
        content(&calendar)
    };
    let sequences = |content: &[String]| {
        let all = events(content);
        all.iter()
            .map(|e| (the_one(e, "UID").to_owned(), the_one(e, "SEQUENCE").to_owned()))
            .collect::<Vec<_>>()
    };
    let first = sequences(&check(&[]));
    assert!(first.iter().all(|(_, sequence)| sequence == "0"));
    let calendar = program.path("calendar.ics");
    program.write("plan.yaml", text.replace("due: 2024-10-月底", "due: 2024-11-08"));
    for expected in ["1", "1"] {
        // Seen again where it was, it has not moved again.
        let second = sequences(&check(&["--previous", &calendar]));
        for (uid, sequence) in &second {
            let moved = uid.contains("-completion-") && !uid.contains("-opens-");
            assert_eq!(sequence == expected, moved, "{uid} {sequence}");
        }
        assert_eq!(second.len(), first.len());
    }
}

#[test]
fn a_calendar_that_stands_where_it_is_written_is_the_one_from_before() {
    let program = Program::new();
    let text = std::fs::read_to_string(config("plans/qiannan-2024.yaml")).unwrap();
    let path = program.write("plan.yaml", &text);
    let file = program.path("calendar.ics");
    let check = || {
        let outcome = program.run(&["check", &path, "--format", "ics", "--output", &file]).succeeded();
        assert_eq!(outcome.stdout, "");
        let content = content(&std::fs::read_to_string(&file).unwrap());
        let all = events(&content);
        let sequences = all.iter().map(|event| the_one(event, "SEQUENCE").to_owned());
        sequences.filter(|sequence| sequence != "0").collect::<Vec<_>>()
    };
    assert!(check().is_empty(), "nothing has moved in the first");
    assert!(check().is_empty(), "nor in the same again");
    program.write("plan.yaml", text.replace("due: 2024-10-月底", "due: 2024-11-08"));
    let once = check();
    assert!(!once.is_empty() && once.iter().all(|sequence| sequence == "1"), "{once:?}");
    assert_eq!(check(), once, "it stands where it stood");
    program.write("plan.yaml", &text);
    assert!(check().iter().all(|sequence| sequence == "2"), "back again is another move");
    program.run(&["check", &path, "--output", &file]).failed_with("--output is for a calendar");
}
