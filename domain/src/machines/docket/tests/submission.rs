//! Submissions that are taken back, replaced or added to before they are reviewed.

use super::*;
use crate::{
    machines::docket::{VersionKind, VersionStanding, versions},
    paperwork::moot::{Circumstances, Moot, moot},
    wording::refusal::tests::reads_as_chinese,
};

/// Lives through these commands; all that happened.
fn lived(docket: &mut Docket, acts: &[(CommandEnvelope, &str)]) -> Vec<EventEnvelope> {
    acts.iter().flat_map(|(act, when)| docket.apply(act, at(when)).unwrap()).collect()
}

fn view(docket: &Docket, id: &str) -> ObligationView {
    docket.view(&id.into()).unwrap()
}

fn refused(docket: &mut Docket, act: &CommandEnvelope, when: &str) -> String {
    let refusal = docket.apply(act, at(when)).unwrap_err();
    reads_as_chinese(&refusal, &["report", "list"]);
    refusal.to_string()
}

fn accept(version: Option<u16>) -> CommandEnvelope {
    act("20", Command::Accept { obligation: "report".into(), version })
}

#[test]
fn the_first_complete_version_is_judged_and_the_reviewer_s_time_runs_from_it() {
    let mut docket = docket();
    let effects = lived(
        &mut docket,
        &[
            (submit("report"), "2024-09-02 10:00"),
            // Due on the 3rd: what comes after it does not make the first one late.
            (replace("report", "总结（修订）.docx"), "2024-09-04 10:00"),
            (supplement("report"), "2024-09-05 10:00"),
        ],
    );
    let duty = view(&docket, "report");
    assert_eq!((duty.submitted, duty.on_time), (Some(at("2024-09-02 10:00")), Some(true)));
    assert_eq!((duty.revisions.version, duty.revisions.latest), (3, Some(at("2024-09-05 10:00"))));
    assert_eq!(docket.terms().review_by(&duty), Some(at("2024-09-09 17:30")));
    let told: Vec<_> = issued(&effects).into_iter().filter(|one| one.starts_with("submission")).collect();
    assert_eq!(told, ["submission-changed@09-04 10:00", "submission-changed@09-05 10:00"]);
    // Whoever read another version accepts nothing.
    assert!(refused(&mut docket, &accept(Some(2)), "2024-09-05 11:00").contains("version 3"));
    docket.apply(&accept(Some(3)), at("2024-09-05 11:00")).unwrap();
    assert_eq!(view(&docket, "report").on_time, Some(true));
    for change in [replace("report", "又一稿.docx"), supplement("report"), take_back("report")] {
        assert!(refused(&mut docket, &change, "2024-09-05 12:00").contains("it was accepted"));
    }
}

#[test]
fn what_was_taken_back_counts_as_not_handed_in() {
    let mut docket = docket();
    let effects = lived(
        &mut docket,
        &[(submit("report"), "2024-08-26 10:00"), (take_back("report"), "2024-08-28 10:00")],
    );
    let duty = view(&docket, "report");
    assert_eq!((duty.state, duty.submitted, duty.on_time), (ObligationStatus::Open, None, None));
    assert_eq!(duty.due, at("2024-09-03 17:30"));
    let taken = duty.revisions.taken_back.unwrap();
    assert_eq!((taken.at, taken.reason.as_str()), (at("2024-08-28 10:00"), "附件有误"));
    let told = notices(&effects);
    let told = told.iter().find(|one| one.instrument == Instrument::SubmissionChanged).unwrap();
    assert_eq!((told.from.as_str(), told.to.as_str()), ("21", "20"));
    assert_eq!(told.facts.reason.as_deref(), Some("附件有误"));
    // It is reminded of again, and its ladder stands.
    let later: Vec<_> = docket
        .wake(at("2024-09-06 12:00"))
        .into_iter()
        .filter(|one| one.obligation.as_ref().is_some_and(|id| id.as_str() == "report"))
        .collect();
    assert_eq!(
        issued(&later),
        [
            "reminder@08-29 09:00",
            "reminder@09-02 09:00",
            "reminder-letter@09-04 09:00",
            "circular@09-06 09:00"
        ]
    );
    // The one that comes late is judged; the one before was in time and is none.
    docket.apply(&submit("report"), at("2024-09-06 14:00")).unwrap();
    let duty = view(&docket, "report");
    assert_eq!((duty.on_time, duty.revisions.version), (Some(false), 2));
}

#[test]
fn taken_back_after_its_due_instant_it_is_overdue_at_once_and_the_ladder_goes_on() {
    let mut docket = docket();
    docket.apply(&submit("report"), at("2024-09-02 10:00")).unwrap();
    docket.wake(at("2024-09-06 12:00"));
    let possible = docket.terms().possible(&view(&docket, "report"), None, at("2024-09-06 12:00"));
    assert!(possible.contains(&ObligationAct::TakeBack(true)), "{possible:?}");
    let effects = docket.apply(&take_back("report"), at("2024-09-06 12:00")).unwrap();
    let happened: Vec<_> = effects.iter().map(|one| (&one.event, one.at)).collect();
    assert!(matches!(happened[0].0, DocketEvent::TakenBack { version: 1, .. }));
    assert!(matches!(happened[1], (DocketEvent::FellDue, when) if when == at("2024-09-06 12:00")));
    assert_eq!(view(&docket, "report").state, ObligationStatus::Overdue);
    // The letter and the circular would have come by then; the proposal of an interview is next.
    let later = docket.wake(at("2024-09-10 12:00"));
    let report = |one: &&&Notice| one.obligation.as_ref().is_some_and(|id| id.as_str() == "report");
    let told: Vec<_> =
        notices(&later).into_iter().filter(|one| report(&one)).map(|one| one.instrument).collect();
    assert_eq!(told, [Instrument::ApprovalRequest]);
}

#[test]
fn what_nobody_reviews_can_be_changed_until_it_is_due() {
    let mut docket = docket();
    let effects = lived(
        &mut docket,
        &[(submit("list"), "2024-08-16 10:00"), (replace("list", "清单二.xlsx"), "2024-08-19 10:00")],
    );
    let changed = |one: &&Notice| one.instrument == Instrument::SubmissionChanged;
    assert_eq!(notices(&effects).into_iter().filter(|one| changed(one)).count(), 0, "there is no reviewer");
    let told = refused(&mut docket, &take_back("list"), "2024-08-20 17:30");
    assert!(told.contains("asks for no review of it, and it was due on 2024-08-20 17:30"), "{told}");
    let duty = view(&docket, "list");
    assert_eq!((duty.submitted, duty.revisions.version), (Some(at("2024-08-16 10:00")), 2));
}

#[test]
fn a_replacement_is_complete_and_a_supplement_brings_something() {
    let mut docket = docket();
    docket.apply(&submit("report"), at("2024-09-02 10:00")).unwrap();
    let bare = |command: fn(ObligationId) -> Command| act("21", command("report".into()));
    let replaced = bare(|obligation| Command::Replace {
        obligation,
        attachments: Vec::new(),
        files: Vec::new(),
        sealed: true,
    });
    assert!(refused(&mut docket, &replaced, "2024-09-02 11:00").contains("an attachment"));
    let added = bare(|obligation| Command::Supplement {
        obligation,
        attachments: Vec::new(),
        files: Vec::new(),
        sealed: true,
    });
    assert!(refused(&mut docket, &added, "2024-09-02 11:00").contains("an attachment"));
    assert!(
        refused(&mut docket, &act("20", take_back("report").command), "2024-09-02 11:00").contains("21 may")
    );
}

#[test]
fn the_history_tells_every_version_and_what_became_of_it() {
    let mut docket = docket();
    let sent_back =
        Command::Return { obligation: "report".into(), reason: "缺表".to_owned(), due: day("2024-09-20") };
    let effects = lived(
        &mut docket,
        &[
            (submit("report"), "2024-08-26 10:00"),
            (take_back("report"), "2024-08-26 11:00"),
            (submit("report"), "2024-08-27 10:00"),
            (replace("report", "二稿.docx"), "2024-08-28 10:00"),
            (supplement("report"), "2024-08-28 11:00"),
            (act("20", sent_back), "2024-08-29 10:00"),
            (submit("report"), "2024-09-10 10:00"),
            (replace("report", "三稿.docx"), "2024-09-10 11:00"),
        ],
    );
    let told: Vec<_> = versions(&effects, &"report".into())
        .into_iter()
        .map(|one| (one.round, one.number, one.kind, one.standing, one.on_time))
        .collect();
    use VersionKind::{First, Replacement, Supplement};
    use VersionStanding::{Replaced, SentBack, Stands, TakenBack};
    assert_eq!(
        told,
        [
            (1, 1, First, TakenBack, Some(true)),
            (1, 2, First, Replaced, Some(true)),
            (1, 3, Replacement, SentBack, None),
            (1, 4, Supplement, SentBack, None),
            (2, 1, First, Replaced, Some(true)),
            (2, 2, Replacement, Stands, None),
        ]
    );
    let by = versions(&effects, &"report".into())[0].by.clone().unwrap();
    assert_eq!((by.bureau.as_str(), by.name.as_str()), ("21", "张三"));
    assert_eq!(view(&docket, "report").revisions.version, 2);
    assert!(versions(&effects, &"list".into()).is_empty());
}

#[test]
fn a_docket_of_before_counts_its_submission_as_the_first_version() {
    let mut docket = docket();
    docket.apply(&submit("report"), at("2024-09-02 10:00")).unwrap();
    let mut kept = serde_json::to_value(&docket).unwrap();
    let kept_duties = kept["duties"].as_array_mut().unwrap();
    kept_duties.iter_mut().for_each(|duty| drop(duty.as_object_mut().unwrap().remove("revisions")));
    let mut docket: Docket = serde_json::from_value(kept).unwrap();
    docket.apply(&replace("report", "二稿.docx"), at("2024-09-02 11:00")).unwrap();
    assert_eq!(view(&docket, "report").revisions.version, 2);
}

/// Why a message about the report need not be mailed any more, as the docket stands.
fn pointless(docket: &Docket, told: &Notice) -> Option<Moot> {
    let now = Circumstances { duty: docket.view(&"report".into()), ..Circumstances::default() };
    moot(told, &now)
}

#[test]
fn a_reviewer_hears_of_the_last_change_once_and_of_nothing_that_is_over() {
    let mut docket = docket();
    docket.apply(&submit("report"), at("2024-08-26 10:00")).unwrap();
    let told = |effects: Vec<EventEnvelope>| {
        let change = |one: &&Notice| one.instrument == Instrument::SubmissionChanged;
        notices(&effects).into_iter().find(change).cloned().unwrap()
    };
    let second = told(docket.apply(&replace("report", "二稿.docx"), at("2024-08-26 11:00")).unwrap());
    assert_eq!(pointless(&docket, &second), None);
    let third = told(docket.apply(&supplement("report"), at("2024-08-26 12:00")).unwrap());
    assert_eq!((pointless(&docket, &second), pointless(&docket, &third)), (Some(Moot::Superseded), None));
    let taken = told(docket.apply(&take_back("report"), at("2024-08-26 13:00")).unwrap());
    assert_eq!((pointless(&docket, &third), pointless(&docket, &taken)), (Some(Moot::TakenBack), None));
    docket.apply(&submit("report"), at("2024-08-26 14:00")).unwrap();
    assert_eq!(pointless(&docket, &taken), Some(Moot::Submitted));
    let fifth = told(docket.apply(&replace("report", "三稿.docx"), at("2024-08-26 15:00")).unwrap());
    docket.apply(&accept(None), at("2024-08-26 16:00")).unwrap();
    assert_eq!(pointless(&docket, &fifth), Some(Moot::Reviewed));
}

#[test]
fn a_request_that_was_passed_up_or_decided_is_not_mailed() {
    let mut docket = docket();
    let told = |effects: &[EventEnvelope], instrument| {
        notices(effects).into_iter().rfind(|one| one.instrument == instrument).cloned().unwrap()
    };
    let effects = docket.apply(&ask_extension("report", "2024-09-20"), at("2024-08-30 10:00")).unwrap();
    let first = told(&effects, Instrument::ReliefRequest);
    assert_eq!(pointless(&docket, &first), None);
    let second = told(&docket.wake(at("2024-09-05 18:00")), Instrument::ReliefRequest);
    assert_eq!(second.to.as_str(), "10");
    assert_eq!((pointless(&docket, &first), pointless(&docket, &second)), (Some(Moot::PassedUp), None));
    docket.apply(&submit("report"), at("2024-09-06 10:00")).unwrap();
    assert_eq!(pointless(&docket, &second), Some(Moot::Submitted));
}
