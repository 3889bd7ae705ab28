//! Every state with every command: which are taken, which refused and how, and that a refusal changes
//! nothing.

use super::*;
use crate::{
    machines::ticking::tests::{photograph, tried_fields},
    wording::{reason::Why, refusal::tests::reads_as_chinese},
};

/// The commands, in the order of the table's columns.
fn commands() -> [CommandEnvelope<FindingCommand>; 17] {
    let text = || "理由".to_owned();
    let own = |command| act("21", command);
    [
        own(FindingCommand::Triage { grade: Grade::Major }),
        own(FindingCommand::Dismiss { reason: text() }),
        own(FindingCommand::CorrectOnTheSpot { result: text() }),
        file(),
        reinspect(true),
        reinspect(false),
        extension("2024-12-20"),
        look_back(true),
        look_back(false),
        hand_over(),
        own(FindingCommand::ConfirmReceipt { reference: text() }),
        publish(),
        approve("10", 1),
        decline("10", 1),
        own(FindingCommand::Acknowledge { notice: 1, reply: None }),
        own(FindingCommand::Reply { notice: 1, text: text(), files: Vec::new() }),
        act("20", FindingCommand::Void { notice: 1, reason: text() }),
    ]
}

/// How each state answers each command: `ok` taken; `now` not as it stands; `over` ended; `none` there is
/// no such approval or document; `done` that approval is settled.
#[rustfmt::skip]
const TABLE: &[(&str, [&str; 17])] = &[
    //                     tri    dis    spot   file   re+    re-    ext    lb+    lb-    hand   rcpt   publ   appr   decl   ack    repl   void
    ("signal",           ["ok",  "ok",  "ok",  "now", "now", "now", "now", "now", "now", "now", "now", "now", "none","none","none","none","none"]),
    ("signal-lapsed",    ["ok",  "ok",  "ok",  "now", "now", "now", "now", "now", "now", "now", "now", "now", "none","none","none","none","none"]),
    ("ordered",          ["now", "now", "ok",  "ok",  "now", "now", "ok",  "now", "now", "ok",  "now", "ok",  "none","none","ok",  "ok",  "ok"]),
    ("overdue",          ["now", "now", "ok",  "ok",  "now", "now", "ok",  "now", "now", "ok",  "now", "ok",  "none","none","ok",  "ok",  "ok"]),
    ("measure-asked",    ["now", "now", "ok",  "ok",  "now", "now", "ok",  "now", "now", "ok",  "now", "ok",  "ok",  "ok",  "ok",  "ok",  "ok"]),
    ("measure-declined", ["now", "now", "ok",  "ok",  "now", "now", "ok",  "now", "now", "ok",  "now", "ok",  "done","done","ok",  "ok",  "ok"]),
    ("extension-asked",  ["now", "now", "ok",  "ok",  "now", "now", "now", "now", "now", "ok",  "now", "ok",  "ok",  "ok",  "ok",  "ok",  "ok"]),
    ("extended",         ["now", "now", "ok",  "ok",  "now", "now", "ok",  "now", "now", "ok",  "now", "ok",  "done","done","ok",  "ok",  "ok"]),
    ("publication-asked",["now", "now", "ok",  "ok",  "now", "now", "ok",  "now", "now", "ok",  "now", "now", "ok",  "ok",  "ok",  "ok",  "ok"]),
    ("published",        ["now", "now", "ok",  "ok",  "now", "now", "ok",  "now", "now", "ok",  "now", "now", "done","done","ok",  "ok",  "ok"]),
    ("filed",            ["now", "now", "now", "now", "ok",  "ok",  "now", "now", "now", "ok",  "now", "ok",  "none","none","ok",  "ok",  "ok"]),
    ("filed-lapsed",     ["now", "now", "now", "now", "ok",  "ok",  "now", "now", "now", "ok",  "now", "ok",  "none","none","ok",  "ok",  "ok"]),
    ("filed-publication",["now", "now", "now", "now", "ok",  "ok",  "now", "now", "now", "ok",  "now", "now", "ok",  "ok",  "ok",  "ok",  "ok"]),
    ("filed-extension",  ["now", "now", "now", "now", "ok",  "ok",  "now", "now", "now", "ok",  "now", "ok",  "done","done","ok",  "ok",  "ok"]),
    ("reworked",         ["now", "now", "now", "ok",  "now", "now", "ok",  "now", "now", "ok",  "now", "ok",  "none","none","ok",  "ok",  "ok"]),
    ("handed-over",      ["now", "now", "now", "now", "now", "now", "now", "now", "now", "now", "ok",  "ok",  "none","none","ok",  "ok",  "ok"]),
    ("rung-handed-over", ["now", "now", "now", "now", "now", "now", "now", "now", "now", "now", "ok",  "ok",  "done","done","ok",  "ok",  "ok"]),
    ("look-back",        ["now", "now", "now", "now", "now", "now", "now", "ok",  "ok",  "now", "now", "ok",  "none","none","ok",  "ok",  "ok"]),
    ("closed-publication",["now","now", "now", "now", "now", "now", "now", "now", "now", "now", "now", "now", "ok",  "ok",  "ok",  "ok",  "ok"]),
    ("reopened",         ["now", "now", "now", "ok",  "now", "now", "ok",  "now", "now", "ok",  "now", "ok",  "none","none","ok",  "ok",  "ok"]),
    ("spot-reopened",    ["now", "now", "ok",  "ok",  "now", "now", "ok",  "now", "now", "ok",  "now", "ok",  "none","none","ok",  "ok",  "ok"]),
    ("finished",         ["over","over","over","over","over","over","over","over","over","over","over","over","over","over","over","over","over"]),
    ("cancelled",        ["over","over","over","over","over","over","over","over","over","over","over","over","over","over","over","over","over"]),
];

/// A finding in the named state, and the instant to try a command at.
fn in_state(name: &str) -> (Finding, PlanTime) {
    let spot = || act("21", FindingCommand::CorrectOnTheSpot { result: "已拆除".to_owned() });
    let signal = || finding_of(registration(Source::Sampling, Grade::Serious));
    let ordinary = || finding_of(registration(Source::Check, Grade::Ordinary));
    let (mut finding, acts, now): (Finding, Vec<(CommandEnvelope<FindingCommand>, &str)>, &str) = match name {
        "signal" => (signal(), vec![], "2024-09-26 10:00"),
        "signal-lapsed" => (signal(), vec![], "2024-10-08 10:00"),
        "ordered" => (finding(), vec![], "2024-09-26 10:00"),
        "overdue" => (finding(), vec![], "2024-10-16 10:00"),
        "measure-asked" => (finding(), vec![], "2024-10-21 10:00"),
        "measure-declined" => (finding(), vec![(decline("21", 1), "2024-10-21 10:00")], "2024-10-22 10:00"),
        "extension-asked" => {
            (finding(), vec![(extension("2024-10-25"), "2024-09-26 10:00")], "2024-09-27 10:00")
        }
        "extended" => {
            let acts =
                vec![(extension("2024-10-25"), "2024-09-26 10:00"), (approve("20", 1), "2024-09-27 10:00")];
            (finding(), acts, "2024-09-29 10:00")
        }
        "publication-asked" => (finding(), vec![(publish(), "2024-09-26 10:00")], "2024-09-27 10:00"),
        "published" => {
            let acts = vec![(publish(), "2024-09-26 10:00"), (approve("20", 1), "2024-09-27 10:00")];
            (finding(), acts, "2024-09-29 10:00")
        }
        "filed" => (finding(), vec![(file(), "2024-09-26 10:00")], "2024-09-27 10:00"),
        "filed-lapsed" => (finding(), vec![(file(), "2024-09-26 10:00")], "2024-10-15 10:00"),
        "filed-publication" => {
            let acts = vec![(publish(), "2024-09-26 10:00"), (file(), "2024-09-26 11:00")];
            (finding(), acts, "2024-09-27 10:00")
        }
        "filed-extension" => {
            let acts = vec![(extension("2024-10-25"), "2024-09-26 10:00"), (file(), "2024-09-26 11:00")];
            (finding(), acts, "2024-09-27 10:00")
        }
        "reworked" => {
            let acts = vec![(file(), "2024-09-26 10:00"), (reinspect(false), "2024-09-27 10:00")];
            (finding(), acts, "2024-09-29 10:00")
        }
        "handed-over" => (finding(), vec![(hand_over(), "2024-09-26 10:00")], "2024-09-27 10:00"),
        "rung-handed-over" => {
            let acts = vec![(approve("21", 1), "2024-10-21 10:00"), (approve("20", 2), "2024-11-11 10:00")];
            (finding(), acts, "2024-11-12 10:00")
        }
        "look-back" | "finished" | "reopened" => {
            let mut acts = vec![(file(), "2024-09-26 10:00"), (reinspect(true), "2024-09-27 10:00")];
            if name != "look-back" {
                acts.push((look_back(name == "finished"), "2024-09-29 10:00"));
            }
            (finding(), acts, "2024-09-30 10:00")
        }
        "spot-reopened" => {
            let acts = vec![(spot(), "2024-09-26 10:00"), (look_back(false), "2024-09-29 10:00")];
            (finding(), acts, "2024-09-30 10:00")
        }
        "closed-publication" => {
            let acts = vec![(publish(), "2024-09-26 10:00"), (spot(), "2024-09-26 11:00")];
            (ordinary(), acts, "2024-09-27 10:00")
        }
        "cancelled" => {
            let mut finding = finding();
            wake(&mut finding, REGISTERED);
            finding.cancel(at("2024-09-26 10:00"));
            (finding, vec![], "2024-09-27 10:00")
        }
        other => panic!("{other}"),
    };
    for (act, when) in acts {
        tell(&mut finding, &act, when);
    }
    wake(&mut finding, now);
    (finding, at(now))
}

/// How the table calls an answer.
fn called(outcome: &Result<FindingEvents, Refusal>) -> &'static str {
    match outcome {
        Ok(_) => "ok",
        Err(Refusal::NotNow(..)) => "now",
        Err(Refusal::Over(_)) => "over",
        Err(Refusal::UnknownApproval(_) | Refusal::UnknownNotice(_)) => "none",
        Err(Refusal::ApprovalSettled(..)) => "done",
        Err(_) => "another refusal",
    }
}

#[test]
fn every_state_answers_every_command() {
    for (state, row) in TABLE {
        let (finding, now) = in_state(state);
        for (act, expected) in commands().iter().zip(row) {
            let mut tried = finding.clone();
            let outcome = tried.execute(act, now, now);
            assert_eq!(called(&outcome), *expected, "{state} × {:?}: {outcome:?}", act.command);
            assert_eq!(finding.check(act, now).is_ok(), outcome.is_ok());
            match outcome {
                Ok(effects) => {
                    assert_ne!(tried, finding, "{state} × {:?} did nothing", act.command);
                    assert_eq!(effects[0].by.as_ref(), Some(&act.by));
                }
                Err(refusal) => {
                    assert_eq!(tried, finding, "{state} × {:?} changed it", act.command);
                    reads_as_chinese(&refusal, &[]);
                }
            }
        }
    }
}

#[test]
fn the_table_knows_every_standing() {
    let seen: std::collections::BTreeSet<_> =
        TABLE.iter().map(|(state, _)| in_state(state).0.view().standing).collect();
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), FindingStatus::ALL);
}

#[test]
fn a_command_given_twice_is_refused_the_second_time() {
    for (state, column) in [
        ("signal", 0),
        ("ordered", 3),
        ("ordered", 6),
        ("ordered", 9),
        ("ordered", 11),
        ("ordered", 14),
        ("ordered", 15),
        ("filed", 5),
        ("look-back", 8),
        ("extension-asked", 12),
        ("extension-asked", 13),
    ] {
        let (mut finding, now) = in_state(state);
        let act = &commands()[column];
        finding.execute(act, now, now).unwrap();
        let before = finding.clone();
        assert!(finding.execute(act, now, now).is_err(), "{:?} twice", act.command);
        assert_eq!(finding, before);
    }
}

#[test]
fn refusals_say_what_is_wrong() {
    let told = |state: &str, act: &CommandEnvelope<FindingCommand>| {
        let (finding, now) = in_state(state);
        let refusal = finding.check(act, now).unwrap_err();
        reads_as_chinese(&refusal, &[]);
        refusal.to_string()
    };
    assert_eq!(told("signal", &file()), "filing evidence is not possible: it waits for triage");
    assert_eq!(
        told("ordered", &reinspect(true)),
        "a re-inspection is not possible: it is to be rectified by 2024-10-14 17:30"
    );
    assert_eq!(
        told("filed", &file()),
        "filing evidence is not possible: the evidence filed on 2024-09-26 10:00 waits for re-inspection"
    );
    assert_eq!(
        told("extension-asked", &extension("2024-11-01")),
        "another extension is not possible: one was asked before and is not decided"
    );
    assert_eq!(told("finished", &file()), "this matter is closed (2024-09-29 10:00)");
    assert_eq!(
        told("reworked", &act("21", FindingCommand::CorrectOnTheSpot { result: "好".to_owned() })),
        "a correction on the spot is not possible: evidence was filed before"
    );
    let (finding, _) = in_state("ordered");
    let early = finding.check(&file(), at("2024-09-25 09:59")).unwrap_err();
    assert!(early.to_string().contains("it was registered on 2024-09-25 10:00"), "{early}");
}

#[test]
fn only_a_result_closes_it_as_corrected_on_the_spot() {
    let correct = |result: &str| act("21", FindingCommand::CorrectOnTheSpot { result: result.to_owned() });
    let (finding, now) = in_state("ordered");
    for result in ["无", "未整改", "责令限期整改", "/"] {
        let refusal = finding.check(&correct(result), now).unwrap_err();
        reads_as_chinese(&refusal, &[]);
        assert!(refusal.chinese().contains("未当场整改的请留空"), "{refusal}");
        // What an earlier version took is done again as it was.
        assert!(finding.clone().execute(&correct(result), now, now).is_ok());
    }
    assert_eq!(finding.check(&correct("当场下架"), now), Ok(()));
}

#[test]
fn a_text_that_only_some_computers_show_is_refused_at_the_door() {
    let file = |note: &str| {
        act("21", FindingCommand::FileEvidence { note: note.to_owned(), attachments: Vec::new() })
    };
    let (finding, now) = in_state("ordered");
    let refusal = finding.check(&file("由王\u{E123}更换"), now).unwrap_err();
    assert!(refusal.chinese().contains("第3个字（“由王”之后）") && refusal.chinese().contains("U+E123"));
    assert!(finding.clone().execute(&file("由王\u{E123}更换"), now, now).is_ok());
    assert_eq!(finding.check(&file("由王\u{E863}更换"), now), Ok(()), "the standard has a place for it");
}

#[test]
fn a_day_that_will_not_do_for_an_extension_is_refused() {
    for (state, to, why) in [
        ("ordered", "2024-10-14", Why::NotLater("2024-10-14 17:30".to_owned())),
        ("ordered", "2024-09-27", Why::NotLater("2024-10-14 17:30".to_owned())),
        ("overdue", "2024-10-15", Why::Passed),
        ("ordered", "2204-10-25", Why::TooFar(366)),
        ("ordered", "+262142-12-31", Why::TooFar(366)),
    ] {
        let (finding, now) = in_state(state);
        let refusal = finding.check(&extension(to), now).unwrap_err();
        reads_as_chinese(&refusal, &[]);
        assert_eq!(refusal, Refusal::BadDay(day(to), why), "{state}");
    }
    let (finding, now) = in_state("ordered");
    // A Saturday will do: the plan does not ask for a working day.
    assert_eq!(finding.check(&extension("2024-10-26"), now), Ok(()));
}

#[test]
fn every_text_and_name_of_a_command_is_checked_alike() {
    use FindingCommand as C;
    let text = || "理由".to_owned();
    let own = |command| act("21", command);
    let calendar = Box::new(terms().matter.office.calendar);
    let names = ["signal", "ordered", "filed", "look-back", "handed-over", "extension-asked"];
    let tried = tried_fields(
        &names.map(in_state),
        &[
            own(C::Dismiss { reason: text() }),
            own(C::CorrectOnTheSpot { result: text() }),
            own(C::FileEvidence { note: text(), attachments: vec![photograph()] }),
            reinspect(true),
            extension("2024-12-20"),
            look_back(true),
            hand_over(),
            own(C::ConfirmReceipt { reference: text() }),
            publish(),
            decline("20", 1),
            own(C::Acknowledge { notice: 1, reply: Some(text()) }),
            own(C::Reply { notice: 1, text: text(), files: vec![photograph()] }),
            act("20", C::Void { notice: 1, reason: text() }),
            act("20", C::Redate { calendar, reason: text() }),
        ],
    );
    assert_eq!(
        tried,
        [
            "dismiss.reason",
            "correct-on-the-spot.result",
            "file-evidence.note",
            "file-evidence.attachments",
            "reinspect.result",
            "ask-extension.reason",
            "look-back.result",
            "hand-over.reason",
            "confirm-receipt.reference",
            "propose-publication.text",
            "decline.reason",
            "acknowledge.reply",
            "reply.text",
            "reply.files",
            "void.reason",
            "redate.reason",
        ]
    );
}
