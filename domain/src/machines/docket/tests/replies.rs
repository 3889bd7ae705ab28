//! To acknowledge a document and to reply to it are two things, and the clock stops with the reply.

use super::*;
use crate::paperwork::attachment::Attachment;

/// A docket at noon of the day on which its reminder letter (document 4) went out: a reply is due by
/// 2024-08-26 17:30.
fn lettered(replies: bool) -> Docket {
    let mut docket = docket_of(&Plan { obligations: vec![plan().obligations.remove(0)], ..plan() }, "21");
    let mut terms = docket.terms.as_ref().clone();
    terms.replies = replies;
    docket.terms = Arc::new(terms);
    docket.wake(at("2024-08-21 12:00"));
    assert_eq!(docket.letters()[0].instrument, Instrument::ReminderLetter);
    docket
}

fn letter(docket: &Docket) -> u32 {
    docket.letters()[0].ordinal
}

fn acknowledge(notice: u32, reply: Option<&str>) -> CommandEnvelope {
    act("21", Command::Acknowledge { notice, reply: reply.map(str::to_owned) })
}

fn reply(notice: u32, text: &str) -> CommandEnvelope {
    act("21", Command::Reply { notice, text: text.to_owned(), files: Vec::new() })
}

fn chased(docket: &mut Docket) -> bool {
    issued(&docket.wake(at("2024-08-26 17:30"))).contains(&"reply-reminder@08-26 17:30".to_owned())
}

#[test]
fn an_acknowledgement_alone_leaves_the_reply_owed() {
    let mut docket = lettered(true);
    let notice = letter(&docket);
    docket.apply(&acknowledge(notice, None), at("2024-08-21 13:00")).unwrap();
    assert_eq!(docket.letters()[0].replied, None);
    assert!(chased(&mut docket), "the clock runs on");
    // Also then, and although it was reminded, the reply is taken.
    let told = docket.apply(&reply(notice, " 已查明原因 "), at("2024-08-26 18:00")).unwrap();
    let text = "已查明原因".to_owned();
    assert_eq!(told[0].event, DocketEvent::Replied { notice, text, files: Vec::new() });
    assert_eq!(told[0].by.as_ref().unwrap().bureau, "21".into());
    assert_eq!(docket.letters()[0].acknowledged, Some(at("2024-08-21 13:00")), "that was before");
}

#[test]
fn the_clock_stops_with_the_reply_whether_or_not_it_was_acknowledged_before() {
    let mut docket = lettered(true);
    let notice = letter(&docket);
    docket.apply(&reply(notice, "正在补报"), at("2024-08-22 10:00")).unwrap();
    assert!(!chased(&mut docket));
    let letter = &docket.letters()[0];
    assert_eq!((letter.acknowledged, letter.replied), (Some(at("2024-08-22 10:00")), letter.acknowledged));

    let mut docket = lettered(true);
    docket.apply(&acknowledge(notice, Some("已收悉")), at("2024-08-22 10:00")).unwrap();
    assert!(!chased(&mut docket), "an acknowledgement that replies is both");
    for again in [reply(notice, "再报"), acknowledge(notice, None)] {
        let refusal = docket.apply(&again, at("2024-08-27 10:00")).unwrap_err();
        crate::wording::refusal::tests::reads_as_chinese(&refusal, &[]);
        assert!(matches!(refusal, Refusal::NoticeSettled(..)));
    }
}

#[test]
fn a_campaign_of_before_takes_an_acknowledgement_for_both_as_it_began() {
    let mut docket = lettered(false);
    let notice = letter(&docket);
    docket.apply(&acknowledge(notice, None), at("2024-08-21 13:00")).unwrap();
    assert!(!chased(&mut docket));
    docket.check(&reply(notice, "补充说明"), at("2024-08-27 10:00")).unwrap();
    // Terms that say nothing are of before.
    let mut terms = serde_json::to_value(docket.terms()).unwrap();
    terms.as_object_mut().unwrap().remove("replies");
    assert!(!serde_json::from_value::<Terms>(terms).unwrap().replies);
}

#[test]
fn a_reply_is_judged_like_every_text_and_every_file() {
    let mut docket = lettered(true);
    let notice = letter(&docket);
    let now = at("2024-08-22 10:00");
    assert_eq!(docket.apply(&reply(notice, "  "), now), Err(Refusal::BadText(2000)));
    assert_eq!(docket.apply(&reply(99, "好"), now), Err(Refusal::UnknownNotice(99)));
    let foreign =
        CommandEnvelope { by: act("20", Command::Approve { approval: 1 }).by, ..reply(notice, "好") };
    assert!(matches!(docket.apply(&foreign, now), Err(Refusal::NotYours(..))));
    let file = |name: &str| Attachment {
        name: name.to_owned(),
        size: 3,
        media_type: "application/pdf".to_owned(),
        sha256: "ab".repeat(32),
    };
    let with =
        |name: &str| act("21", Command::Reply { notice, text: "见附件".to_owned(), files: vec![file(name)] });
    assert!(docket.apply(&with("两\n行.pdf"), now).is_err());
    let told = docket.apply(&with("情况说明.pdf"), now).unwrap();
    assert!(matches!(&told[0].event, DocketEvent::Replied { files, .. } if files[0].name == "情况说明.pdf"));
}

#[test]
fn what_was_returned_says_why_until_it_is_done() {
    let only_report = Plan { obligations: vec![plan().obligations.remove(1)], ..plan() };
    let mut docket = docket_of(&only_report, "21");
    docket.apply(&submit("report"), at("2024-09-02 10:00")).unwrap();
    assert_eq!(docket.views()[0].returned, None);
    let reason = " 缺少典型案例 ".to_owned();
    let send_back = Command::Return { obligation: "report".into(), reason, due: day("2024-09-12") };
    docket.apply(&act("20", send_back), at("2024-09-04 10:00")).unwrap();
    let returned = docket.views()[0].returned.clone().unwrap();
    assert_eq!((returned.at, returned.reason.as_str()), (at("2024-09-04 10:00"), "缺少典型案例"));
    let effects = docket.wake(at("2024-09-13 09:00"));
    for notice in notices(&effects) {
        assert_eq!(notice.facts.returned.as_deref(), Some("缺少典型案例"), "{:?}", notice.instrument);
    }
}
