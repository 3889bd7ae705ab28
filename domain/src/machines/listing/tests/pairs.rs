//! Every state with every command: which are taken, and that a refusal changes nothing.

use super::*;
use crate::{
    machines::ticking::tests::{photograph, tried_fields},
    wording::refusal::tests::reads_as_chinese,
};

const NOW: &str = "2025-02-20 10:00";

fn in_state(name: &str) -> Listing {
    let mut listing = match name {
        "proposed" => return Listing::new(ListingOpening { at: at("2025-02-20 09:30"), ..opening() }),
        "listed" => listed(),
        "published" => {
            let mut listing = listed();
            give(&mut listing, "20", publish(), "2024-09-27 10:00");
            listing
        }
        "planned" => planned(),
        "extension asked" => {
            let mut listing = planned();
            give(&mut listing, "21", extension("2025-05-12"), "2025-02-19 10:00");
            listing
        }
        "applied" => {
            let mut listing = planned();
            give(&mut listing, "21", apply(), "2025-02-19 10:00");
            listing
        }
        "delisted" => {
            let mut listing = applied();
            give(&mut listing, "20", verify(true), "2025-02-19 10:00");
            listing
        }
        "finished" => {
            let mut listing = in_state("delisted");
            give(&mut listing, "20", publish_delisting(), "2025-02-19 12:00");
            listing
        }
        "dropped" => {
            let mut listing = Listing::new(opening());
            give(&mut listing, "20", decline(1), "2024-09-26 10:00");
            listing
        }
        "revoked" => {
            let mut listing = listed();
            give(&mut listing, "20", revoke(), "2024-09-27 10:00");
            listing
        }
        "cancelled" => {
            let mut listing = listed();
            listing.cancel(at("2024-09-27 10:00"));
            listing
        }
        other => panic!("{other}"),
    };
    run(&mut listing, at(NOW));
    listing
}

/// Every command, by whoever may give it. Approvals 1 and 2 are the listing's and an extension's.
fn commands() -> Vec<(&'static str, &'static str, ListingCommand)> {
    vec![
        ("approve", "20", approve(1)),
        ("decline", "20", decline(1)),
        ("approve more time", "20", approve(2)),
        ("publish", "20", publish()),
        ("file plan", "21", plan()),
        ("report progress", "21", progress()),
        ("apply", "21", apply()),
        ("verify", "20", verify(true)),
        ("fail", "20", verify(false)),
        ("publish delisting", "20", publish_delisting()),
        ("ask extension", "21", extension("2025-05-09")),
        ("acknowledge", "21", ListingCommand::Acknowledge { notice: 2, reply: Some("收悉".to_owned()) }),
        ("reply", "21", ListingCommand::Reply { notice: 2, text: "收悉".to_owned(), files: Vec::new() }),
        ("void", "20", ListingCommand::Void { notice: 2, reason: "文号有误".to_owned() }),
        ("revoke", "20", revoke()),
    ]
}

#[test]
fn every_state_answers_every_command() {
    let listed = ["report progress", "ask extension", "acknowledge", "reply", "void", "revoke"];
    let with = |more: &[&'static str]| listed.iter().chain(more).copied().collect::<Vec<_>>();
    let taken: Vec<(&str, Vec<&str>)> = vec![
        ("proposed", vec!["approve", "decline", "revoke"]),
        ("listed", with(&["publish", "file plan"])),
        ("published", with(&["file plan"])),
        ("planned", with(&["publish", "apply"])),
        (
            "extension asked",
            vec![
                "approve more time",
                "publish",
                "report progress",
                "apply",
                "acknowledge",
                "reply",
                "void",
                "revoke",
            ],
        ),
        ("applied", with(&["publish", "verify", "fail"])),
        ("delisted", vec!["publish delisting", "acknowledge", "reply", "void"]),
        ("finished", vec![]),
        ("dropped", vec![]),
        ("revoked", vec![]),
        ("cancelled", vec![]),
    ];
    for (state, allowed) in taken {
        for (name, bureau, command) in commands() {
            let mut listing = in_state(state);
            let before = listing.clone();
            let outcome = listing.execute(&by(bureau, command), at(NOW), at(NOW));
            assert_eq!(outcome.is_ok(), allowed.contains(&name), "{state} × {name}: {outcome:?}");
            if let Err(refusal) = outcome {
                assert_eq!(listing, before, "{state} × {name} changed the listing although refused");
                reads_as_chinese(&refusal, &[]);
            }
        }
    }
}

#[test]
fn only_the_right_bureau_may_act() {
    let states = [
        ("proposed", "approve"),
        ("proposed", "decline"),
        ("proposed", "revoke"),
        ("extension asked", "approve more time"),
        ("listed", "publish"),
        ("listed", "file plan"),
        ("listed", "report progress"),
        ("planned", "apply"),
        ("applied", "verify"),
        ("delisted", "publish delisting"),
        ("planned", "ask extension"),
        ("listed", "acknowledge"),
        ("listed", "reply"),
        ("listed", "void"),
        ("listed", "revoke"),
    ];
    // The lister's superior may decide, void and revoke in its place, but not verify or publish.
    let above = ["approve", "decline", "approve more time", "void", "revoke"];
    for (state, name) in states {
        let (_, bureau, command) = commands().into_iter().find(|(n, ..)| *n == name).unwrap();
        for other in ["21", "22", "25", "20", "10", "99"] {
            let allowed = other == bureau || (other == "10" && above.contains(&name));
            let outcome = in_state(state).execute(&by(other, command.clone()), at(NOW), at(NOW));
            assert_eq!(outcome.is_ok(), allowed, "{name} by {other}: {outcome:?}");
            let not_yours = matches!(outcome, Err(Refusal::NotYours(..)));
            assert_eq!(not_yours, !allowed, "{name} by {other}: {outcome:?}");
        }
    }
}

#[test]
fn refusals_say_what_is_wrong() {
    let told = |state: &str, bureau: &str, command| refused(&mut in_state(state), bureau, command, NOW);
    assert_eq!(
        told("proposed", "20", publish()),
        "publishing the listing is not possible: it waits for a leader's approval"
    );
    assert_eq!(
        told("published", "20", publish()),
        "publishing the listing is not possible: it was published on 2024-09-27 10:00"
    );
    assert_eq!(
        told("listed", "21", apply()),
        "applying to be delisted is not possible: the rectification plan has not been filed"
    );
    assert_eq!(
        told("planned", "20", verify(true)),
        "a verification is not possible: nobody has applied to be delisted"
    );
    assert_eq!(
        told("delisted", "21", plan()),
        "filing the plan is not possible: it was delisted on 2025-02-19 10:00"
    );
    assert_eq!(
        told("listed", "20", publish_delisting()),
        "publishing the delisting is not possible: it is listed"
    );
    let silent = ListingCommand::Verify { passed: true, result: "  ".to_owned() };
    assert!(told("applied", "20", silent).contains("a reason or reply"));
    let early = refused(&mut Listing::new(opening()), "20", approve(1), "2024-09-01 10:00");
    assert!(early.contains("the listing was proposed on 2024-09-25 10:00"), "{early}");
}

#[test]
fn every_text_and_name_of_a_command_is_checked_alike() {
    use ListingCommand as C;
    let text = || "理由".to_owned();
    let calendar = Box::new(matter().office.calendar);
    let states =
        ["proposed", "listed", "planned", "applied", "delisted"].map(|name| (in_state(name), at(NOW)));
    let acts = [
        ("20", C::Publish { place: text() }),
        ("21", C::FilePlan { note: text(), attachments: vec![photograph()] }),
        ("21", C::ReportProgress { note: text(), attachments: vec![photograph()] }),
        ("21", C::Apply { note: text(), attachments: vec![photograph()] }),
        ("20", verify(true)),
        ("20", publish_delisting()),
        ("21", extension("2025-05-09")),
        ("20", decline(1)),
        ("21", C::Acknowledge { notice: 2, reply: Some(text()) }),
        ("21", C::Reply { notice: 2, text: text(), files: vec![photograph()] }),
        ("20", C::Void { notice: 2, reason: text() }),
        ("20", revoke()),
        ("20", C::Redate { calendar, reason: text() }),
    ];
    assert_eq!(
        tried_fields(&states, &acts.map(|(bureau, command)| by(bureau, command))),
        [
            "publish.place",
            "file-plan.note",
            "file-plan.attachments",
            "report-progress.note",
            "report-progress.attachments",
            "apply.note",
            "apply.attachments",
            "verify.result",
            "publish-delisting.place",
            "ask-extension.reason",
            "decline.reason",
            "acknowledge.reply",
            "reply.text",
            "reply.files",
            "void.reason",
            "revoke.reason",
            "redate.reason",
        ]
    );
}
