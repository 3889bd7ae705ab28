//! Every state with every command: which are taken, and that a refusal changes nothing.

use super::*;
use crate::{
    machines::ticking::tests::{photograph, tried_fields},
    wording::refusal::tests::reads_as_chinese,
};

/// A docket whose `report` is in the named state, and the instant to try a command at.
fn in_state(name: &str) -> (Docket, PlanTime) {
    let mut docket = docket();
    let now = at("2024-09-10 10:00");
    let supervisor = |command| act("20", command);
    let obligation = || "report".into();
    let reason = || "理由".to_owned();
    let steps: Vec<(CommandEnvelope, &str)> = match name {
        "pending" => {
            let mut plan = plan();
            plan.obligations[1].phase = Some("all".into());
            plan.phases[0].from = day("2024-08-31");
            return (docket_of(&plan, "21"), at("2024-08-20 10:00"));
        }
        "open" => return (docket, at("2024-08-20 10:00")),
        "overdue" => vec![],
        "submitted" => vec![(submit("report"), "2024-09-09 10:00")],
        "asked" => vec![(ask_extension("report", "2024-10-15"), "2024-09-10 09:30")],
        "taken-back" => {
            vec![(submit("report"), "2024-09-02 10:00"), (take_back("report"), "2024-09-02 11:00")]
        }
        "accepted" => vec![
            (submit("report"), "2024-09-02 10:00"),
            (supervisor(Command::Accept { obligation: obligation(), version: None }), "2024-09-03 10:00"),
        ],
        "returned" => vec![
            (submit("report"), "2024-09-02 10:00"),
            (
                supervisor(Command::Return {
                    obligation: obligation(),
                    reason: reason(),
                    due: day("2024-09-20"),
                }),
                "2024-09-03 10:00",
            ),
        ],
        "waived" => vec![(
            supervisor(Command::Waive { obligation: obligation(), reason: reason() }),
            "2024-09-02 10:00",
        )],
        "unfulfilled" => {
            docket.wake(at("2024-12-21 00:00"));
            return (docket, at("2024-12-21 00:00"));
        }
        other => panic!("{other}"),
    };
    for (act, when) in steps {
        docket.apply(&act, at(when)).unwrap();
    }
    docket.wake(now);
    (docket, now)
}

fn commands() -> Vec<(&'static str, CommandEnvelope)> {
    let obligation = || "report".into();
    let reason = || "理由".to_owned();
    vec![
        ("submit", submit("report")),
        ("replace", replace("report", "总结（修订）.docx")),
        ("supplement", supplement("report")),
        ("take-back", take_back("report")),
        ("ask-extension", ask_extension("report", "2024-10-15")),
        ("ask-waiver", ask_waiver("report")),
        ("withdraw-request", act("21", Command::WithdrawRequest { obligation: obligation() })),
        ("refuse", act("20", Command::Refuse { obligation: obligation(), reason: reason() })),
        ("accept", act("20", Command::Accept { obligation: obligation(), version: None })),
        (
            "return",
            act("20", Command::Return { obligation: obligation(), reason: reason(), due: day("2024-10-15") }),
        ),
        (
            "extend",
            act("20", Command::Extend { obligation: obligation(), to: day("2024-10-15"), reason: reason() }),
        ),
        ("waive", act("20", Command::Waive { obligation: obligation(), reason: reason() })),
        ("approve", act("20", Command::Approve { approval: 99 })),
        ("decline", act("20", Command::Decline { approval: 99, reason: reason() })),
        ("void", act("20", Command::Void { notice: 999, reason: reason() })),
        ("acknowledge", act("21", Command::Acknowledge { notice: 999, reply: None })),
        ("reply", act("21", Command::Reply { notice: 999, text: reason(), files: Vec::new() })),
        ("circulate", super::circulars::circulate("21")),
    ]
}

#[test]
fn every_state_answers_every_command() {
    let taken: &[(&str, &[&str])] = &[
        ("pending", &["ask-extension", "ask-waiver", "extend", "waive"]),
        ("open", &["submit", "ask-extension", "ask-waiver", "extend", "waive"]),
        ("overdue", &["submit", "ask-extension", "ask-waiver", "extend", "waive"]),
        ("asked", &["submit", "withdraw-request", "refuse", "extend", "waive"]),
        ("submitted", &["replace", "supplement", "take-back", "accept", "return"]),
        ("taken-back", &["submit", "ask-extension", "ask-waiver", "extend", "waive"]),
        ("accepted", &[]),
        ("returned", &["submit", "ask-extension", "ask-waiver", "extend", "waive"]),
        ("waived", &[]),
        ("unfulfilled", &[]),
    ];
    for (state, allowed) in taken {
        for (name, act) in commands() {
            let (mut docket, now) = in_state(state);
            let before = docket.clone();
            let outcome = docket.apply(&act, now);
            assert_eq!(outcome.is_ok(), allowed.contains(&name), "{state} × {name}: {outcome:?}");
            if let Err(refusal) = outcome {
                assert_eq!(docket, before, "{state} × {name} changed the docket although refused");
                reads_as_chinese(&refusal, &["report", "list"]);
            }
        }
    }
}

#[test]
fn a_command_given_twice_is_refused_the_second_time() {
    for (state, name) in [
        ("open", "submit"),
        ("submitted", "accept"),
        ("submitted", "take-back"),
        ("open", "ask-extension"),
        ("asked", "withdraw-request"),
        ("asked", "refuse"),
        ("submitted", "return"),
        ("open", "waive"),
        ("open", "extend"),
    ] {
        let (mut docket, now) = in_state(state);
        let (_, act) = commands().into_iter().find(|(n, _)| *n == name).unwrap();
        docket.apply(&act, now).unwrap();
        let before = docket.clone();
        assert!(docket.apply(&act, now).is_err(), "{name} twice");
        assert_eq!(docket, before);
    }
}

#[test]
fn refusals_say_what_is_wrong() {
    let (mut docket, now) = in_state("open");
    let told = |docket: &mut Docket, act: CommandEnvelope, at: PlanTime| {
        let refusal = docket.apply(&act, at).unwrap_err();
        reads_as_chinese(&refusal, &["report", "list", "summary"]);
        refusal.to_string()
    };
    assert_eq!(
        told(&mut docket, submit("summary"), now),
        "this bureau owes no \"summary\"; it owes: list, report"
    );
    let bare = Command::Submit {
        obligation: "report".into(),
        attachments: Vec::new(),
        files: Vec::new(),
        sealed: false,
    };
    assert_eq!(told(&mut docket, act("21", bare), now), "\"report\" must be submitted with an attachment");
    let past =
        Command::Extend { obligation: "report".into(), to: day("2024-08-01"), reason: "理由".to_owned() };
    assert!(told(&mut docket, act("20", past), now).contains("it has passed"));
    let beyond =
        Command::Extend { obligation: "report".into(), to: day("2025-06-01"), reason: "理由".to_owned() };
    assert!(told(&mut docket, act("20", beyond), now).contains("the campaign closes on 2024-12-20"));
    let silent = Command::Waive { obligation: "report".into(), reason: "  ".to_owned() };
    assert!(told(&mut docket, act("20", silent), now).contains("a reason or reply"));
    assert!(told(&mut docket, submit("report"), at("2024-07-01 10:00")).contains("the campaign opens on"));
}

#[test]
fn every_text_and_name_of_a_command_is_checked_alike() {
    let (obligation, text) = (|| "report".into(), || "理由".to_owned());
    // Its list is late: a letter was issued, and an interview waits for approval.
    let (mut late, then) = (docket(), at("2024-08-27 12:00"));
    late.wake(then);
    let letter = late.letters()[0].ordinal;
    let terms = Box::new(late.terms().clone());
    let files = || vec![photograph()];
    let attachments = vec!["总结.docx".to_owned()];
    let due = day("2024-10-15");
    let acts = [
        (
            "21",
            Command::Submit {
                obligation: obligation(),
                attachments: attachments.clone(),
                files: files(),
                sealed: true,
            },
        ),
        (
            "21",
            Command::Replace {
                obligation: obligation(),
                attachments: attachments.clone(),
                files: files(),
                sealed: true,
            },
        ),
        ("21", Command::Supplement { obligation: obligation(), attachments, files: files(), sealed: true }),
        ("21", Command::TakeBack { obligation: obligation(), reason: text() }),
        ("21", Command::AskExtension { obligation: obligation(), to: due, reason: text(), files: files() }),
        ("21", Command::AskWaiver { obligation: obligation(), reason: text(), files: files() }),
        ("20", Command::Refuse { obligation: obligation(), reason: text() }),
        ("20", Command::Return { obligation: obligation(), reason: text(), due }),
        ("20", Command::Extend { obligation: obligation(), to: due, reason: text() }),
        ("20", Command::Waive { obligation: obligation(), reason: text() }),
        ("20", Command::Decline { approval: 1, reason: text() }),
        ("20", Command::Void { notice: letter, reason: text() }),
        ("21", Command::Acknowledge { notice: letter, reply: Some(text()) }),
        ("21", Command::Reply { notice: letter, text: text(), files: files() }),
        ("20", Command::Redate { terms, reason: text() }),
    ];
    assert_eq!(
        tried_fields(
            &[(late, then), in_state("open"), in_state("asked"), in_state("submitted")],
            &acts.map(|(bureau, command)| act(bureau, command))
        ),
        [
            "submit.attachments",
            "submit.files",
            "replace.attachments",
            "replace.files",
            "supplement.attachments",
            "supplement.files",
            "take-back.reason",
            "ask-extension.reason",
            "ask-extension.files",
            "ask-waiver.reason",
            "ask-waiver.files",
            "refuse.reason",
            "return.reason",
            "extend.reason",
            "waive.reason",
            "decline.reason",
            "void.reason",
            "acknowledge.reply",
            "reply.text",
            "reply.files",
            "redate.reason",
        ]
    );
}
