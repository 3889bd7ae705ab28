//! A document before it is approved is the document that the approval then issues.

use super::*;
use crate::foresight::preview::preview;

#[test]
fn a_preview_is_what_the_approval_then_issues() {
    let mut docket = docket();
    docket.wake(at("2024-08-27 12:00"));
    let before = docket.clone();
    let now = at("2024-08-28 10:00");
    let drafts = preview(&docket, 1, now).unwrap();
    assert_eq!(docket, before, "looking changes nothing");
    let effects = docket.apply(&act("20", Command::Approve { approval: 1 }), now).unwrap();
    let issued: Vec<_> = notices(&effects).into_iter().cloned().collect();
    assert_eq!(drafts, issued);
    assert_eq!(drafts.len(), 1);
    let interview = &drafts[0];
    assert_eq!((interview.instrument, interview.at), (Instrument::Interview, now));
    assert_eq!(interview.facts.reply_by, Some(at("2024-08-30 17:30")), "counted from that instant");
    assert_eq!(interview.facts.earlier.len(), 2, "the letter and the circular");
}

#[test]
fn what_is_not_to_be_approved_has_no_preview() {
    let mut docket = docket();
    docket.wake(at("2024-08-27 12:00"));
    let now = at("2024-08-28 10:00");
    assert_eq!(preview(&docket, 7, now), Err(Refusal::UnknownApproval(7)));
    docket.apply(&submit("list"), now).unwrap();
    assert!(matches!(preview(&docket, 1, now), Err(Refusal::ApprovalSettled(1, _))));
}
