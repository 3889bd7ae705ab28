//! Who may do what, and what differs where a bureau is concerned.

use super::*;
use crate::machines::matter::Task;

/// A finding about bureau `21` itself.
fn about_a_bureau(source: Source) -> Finding {
    let subject = Subject::Bureau { code: "21".into() };
    finding_of(Registration { subject, ..registration(source, Grade::Serious) })
}

fn reason() -> String {
    "理由".to_owned()
}

fn triage() -> FindingCommand {
    FindingCommand::Triage { grade: Grade::Major }
}

#[test]
fn a_finding_about_a_bureau_is_handled_by_the_one_above_it() {
    let mut finding = about_a_bureau(Source::Visit);
    let effects = wake(&mut finding, REGISTERED);
    let order = notices(&effects)[0];
    assert_eq!((order.from.as_str(), order.to.as_str()), ("20", "21"));
    assert_eq!(order.copies, ["10".into()], "the next bureau above the one that orders");
    assert_eq!(order.title, "某某县市场监督管理局：电线电缆（生产领域）");
    let matter = order.facts.matter.as_ref().unwrap();
    assert!(matter.subject_is_bureau && matter.subject == "21" && matter.credit_code.is_none());
    let effects = wake(&mut finding, "2024-10-21 12:00");
    let told: Vec<_> =
        notices(&effects).iter().map(|n| format!("{}:{}>{}", n.instrument, n.from, n.to)).collect();
    assert_eq!(
        told,
        ["task-reminder:20>21", "reminder-letter:20>21", "approval-request:20>20"],
        "a bureau that is concerned does not decide on a measure against itself"
    );
    tell(&mut finding, &file(), "2024-10-21 13:00");
    let effects = wake(&mut finding, "2024-10-31 12:00");
    assert_eq!(notices(&effects)[0].facts.task, Some(Task::Reinspect));
    assert_eq!(notices(&effects)[0].to, "20".into());
    tell(&mut finding, &act("10", reinspect(false).command), "2024-10-31 13:00");
    tell(&mut finding, &file(), "2024-10-31 14:00");
    tell(&mut finding, &act("20", reinspect(true).command), "2024-10-31 15:00");
    assert_eq!(finding.view().outcome, Some(FindingOutcome::Rectified));
}

#[test]
fn a_bureau_without_one_above_answers_to_itself() {
    let mut top = party();
    top.superiors.clear();
    let subject = Subject::Bureau { code: "21".into() };
    let registration = Registration { subject, ..registration(Source::Visit, Grade::Major) };
    let by = Actor { bureau: "21".into(), name: "李四".to_owned() };
    let mut finding = Finding::new(Arc::new(terms()), top, registration, by, at(REGISTERED));
    let effects = wake(&mut finding, "2024-12-31 00:00");
    assert!(notices(&effects).iter().all(|notice| notice.from == "21".into() && notice.to == "21".into()));
}

/// For each command, in a state that takes it: which of county, prefecture, province and a stranger may.
#[test]
fn each_command_is_for_the_bureaus_it_says() {
    let publication = publish().command;
    let signal = registration(Source::Sampling, Grade::Major);
    for command in [
        triage(),
        FindingCommand::Dismiss { reason: reason() },
        FindingCommand::CorrectOnTheSpot { result: reason() },
    ] {
        allowed(&finding_of(signal.clone()), &command, &["21"]);
        allowed(&about_a_bureau(Source::Sampling), &command, &["20", "10"]);
    }
    let (own, above): (&[&str], &[&str]) = (&["21"], &["21", "20", "10"]);
    let superiors: &[&str] = &["20", "10"];
    for (finding, enterprise) in [(finding(), true), (about_a_bureau(Source::Check), false)] {
        let mut finding = finding;
        wake(&mut finding, REGISTERED);
        let or = |first, second| if enterprise { first } else { second };
        allowed(&finding, &file().command, own);
        allowed(&finding, &extension("2024-10-25").command, own);
        allowed(&finding, &hand_over().command, or(above, superiors));
        allowed(&finding, &publication, or(above, superiors));
        allowed(&finding, &FindingCommand::Void { notice: 1, reason: reason() }, or(above, superiors));
        allowed(&finding, &FindingCommand::Acknowledge { notice: 1, reply: None }, own);
        let mut asked = finding.clone();
        tell(&mut asked, &extension("2024-10-25"), "2024-09-26 09:00");
        allowed(&asked, &FindingCommand::Approve { approval: 1 }, superiors);
        allowed(&asked, &FindingCommand::Decline { approval: 1, reason: reason() }, superiors);
        tell(&mut finding, &file(), "2024-09-26 09:00");
        allowed(&finding, &reinspect(true).command, or(own, superiors));
        let handler = finding.handler().to_string();
        let mut handed = finding.clone();
        tell(&mut handed, &act(&handler, hand_over().command), "2024-09-26 09:30");
        let receipt = FindingCommand::ConfirmReceipt { reference: reason() };
        allowed(&handed, &receipt, or(own, superiors));
        tell(&mut finding, &act(&handler, reinspect(true).command), "2024-09-26 09:30");
        allowed(&finding, &look_back(true).command, or(above, superiors));
    }
}

fn allowed(finding: &Finding, command: &FindingCommand, bureaus: &[&str]) {
    for bureau in ["21", "20", "10", "22"] {
        let outcome = finding.check(&act(bureau, command.clone()), at("2024-09-26 10:00"));
        if bureaus.contains(&bureau) {
            assert_eq!(outcome, Ok(()), "{bureau} × {command:?}");
        } else {
            assert!(matches!(outcome, Err(Refusal::NotYours(..))), "{bureau} × {command:?}: {outcome:?}");
        }
    }
}
