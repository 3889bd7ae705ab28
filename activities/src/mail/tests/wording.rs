use super::facts::{at, digest, duyun, entry, fuquan, mixed, qiannan};
use crate::mail::{Rendered, Templates};
use duban_domain::{
    Instrument,
    submission_change::{SubmissionChange, VersionKind},
};
use duban_store::Digest;

pub(super) const CONSOLE: &str = "https://duban.bureau.example";

pub(super) fn render(digest: &Digest) -> Rendered {
    Templates::builtin().unwrap().linking_to(Some(CONSOLE.to_owned())).render(digest).unwrap()
}

pub(super) fn snapshot(name: &str, rendered: &Rendered) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!(format!("{name}.txt"), format!("{}\n\n{}", rendered.subject, rendered.text));
        insta::assert_snapshot!(format!("{name}.html"), &rendered.html);
    });
}

#[test]
fn every_instrument_reads_like_an_official_text() {
    for &instrument in Instrument::ALL {
        let receiver = match instrument {
            Instrument::ApprovalRequest
            | Instrument::ApprovalReminder
            | Instrument::ReviewReminder
            | Instrument::SubmissionChanged
            | Instrument::ReliefRequest
            | Instrument::ReliefReminder
            | Instrument::IncidentReport
            | Instrument::IncidentUnanswered => qiannan(),
            _ => duyun(),
        };
        let rendered = render(&digest(receiver, vec![entry(instrument)]));
        let said = match instrument {
            Instrument::TaskReminder => "整改复查",
            _ => instrument.chinese(),
        };
        assert!(rendered.text.contains(said), "{instrument}");
        assert!(rendered.html.contains(said), "{instrument}");
        assert!(!rendered.text.contains("none"), "{}", rendered.text);
        snapshot(instrument.as_str(), &rendered);
    }
}

#[test]
fn a_report_to_the_government_comes_to_its_issuer_for_transmission() {
    let mut report = entry(Instrument::GovernmentReport);
    report.is_copy = true;
    snapshot("government-report-to-transmit", &render(&digest(qiannan(), vec![report])));
}

#[test]
fn a_mixed_digest_says_everything_once() {
    let rendered = render(&mixed());
    assert_eq!(
        rendered.subject,
        "【督办】黔南市监〔2024〕12号 提醒敦促函等2件；2项到期提醒；1项办理决定；抄送1件"
    );
    assert!(rendered.text.contains("今日共6项：文书2件，到期提醒2项，办理决定1项，抄送1件。"));
    // The reminder that preceded the letter has nothing left to say.
    assert_eq!(rendered.text.matches("到期提醒").count(), 2);
    snapshot("mixed", &rendered);
}

#[test]
fn what_was_returned_says_why_when_it_is_asked_for_again() {
    let mut again = entry(Instrument::Reminder);
    again.notice.facts.returned = Some("缺少典型案例".to_owned());
    let rendered = render(&digest(duyun(), vec![again]));
    for text in [&rendered.text, &rendered.html] {
        assert!(text.contains("上次报送被退回，原因：缺少典型案例"), "{text}");
    }
    let returned = render(&digest(duyun(), vec![entry(Instrument::Returned)]));
    assert!(returned.text.contains("退回"), "{}", returned.text);
}

#[test]
fn a_reviewer_reads_that_a_submission_was_taken_back_and_why() {
    let mut taken = entry(Instrument::SubmissionChanged);
    taken.notice.facts.change = Some(SubmissionChange { kind: None, version: 1 });
    taken.notice.facts.reason = Some("附件有误".to_owned());
    let rendered = render(&digest(qiannan(), vec![taken]));
    assert!(
        rendered.text.contains("撤回报送") && rendered.text.contains("撤回原因：附件有误"),
        "{}",
        rendered.text
    );
    // Of two changes the later one is told.
    let mut later = entry(Instrument::SubmissionChanged);
    later.notice.ordinal += 1;
    later.notice.facts.change = Some(SubmissionChange { kind: Some(VersionKind::Supplement), version: 3 });
    let both = render(&digest(qiannan(), vec![entry(Instrument::SubmissionChanged), later]));
    assert!(both.text.contains("现为第3版") && !both.text.contains("现为第2版"), "{}", both.text);
}

#[test]
fn a_letter_says_that_to_acknowledge_it_is_not_to_reply() {
    for instrument in [Instrument::ReminderLetter, Instrument::ReplyReminder] {
        let rendered = render(&digest(duyun(), vec![entry(instrument)]));
        assert!(rendered.text.contains("仅签收不算回复"), "{}", rendered.text);
    }
}

#[test]
fn copies_of_a_withdrawal_say_what_was_withdrawn() {
    let mut copy = entry(Instrument::Withdrawal);
    copy.is_copy = true;
    let rendered = render(&digest(fuquan(), vec![copy]));
    assert_eq!(rendered.subject, "【督办】抄送 黔南市监〔2024〕19号 撤回通知：阶段性工作总结");
    assert!(
        rendered.text.contains("撤回黔南市监〔2024〕12号提醒敦促函（2024年8月21日）"),
        "{}",
        rendered.text
    );
}

#[test]
fn only_the_latest_request_for_one_approval_is_shown() {
    let both = vec![entry(Instrument::ApprovalRequest), entry(Instrument::ApprovalReminder)];
    let rendered = render(&digest(qiannan(), both));
    assert_eq!(rendered.subject, "【督办】待批准：约谈通知书（都匀市市场监督管理局）");
    assert!(rendered.text.contains("呈批催办") && !rendered.text.contains("文书呈批"));
}

#[test]
fn eighty_eight_approvals_are_one_mail() {
    let many = (1..=88).map(|n| {
        let mut one = entry(Instrument::ApprovalRequest);
        one.source = format!("campaign/qiannan-2024-key-products/5227{n:02}");
        one.about.code = format!("5227{n:02}").as_str().into();
        one
    });
    let rendered = render(&digest(qiannan(), many.collect()));
    assert_eq!(rendered.subject, "【督办】88项待批准");
    assert!(rendered.text.contains("（八十八）文书呈批"));
    assert!(rendered.text.contains("一、待批准事项"));
}

#[test]
fn after_an_outage_a_past_step_is_not_announced() {
    let mut letter = entry(Instrument::ReminderLetter);
    letter.notice.at = at("2024-08-26 09:00");
    let rendered = render(&digest(duyun(), vec![letter]));
    assert!(!rendered.text.contains("后续措施"), "{}", rendered.text);
}

#[test]
fn a_weekend_makes_no_working_day() {
    let mut letter = entry(Instrument::ReminderLetter);
    letter.notice.facts.overdue = Some(0);
    assert!(render(&digest(duyun(), vec![letter])).text.contains("已逾期不足1个工作日"));
}

#[test]
fn hostile_text_stays_text() {
    let mut letter = entry(Instrument::ReminderLetter);
    letter.notice.title =
        "总结<script>alert(1)</script>\r\nBcc: all@evil.example\u{202E}倒{{ n.from }}".to_owned();
    letter.campaign_title = "行动\"><img src=x onerror=y>'&".to_owned();
    letter.number = Some(format!("黔\n{}", "长".repeat(200)));
    let mut bureau = duyun();
    bureau.name = "都匀\r\nSubject: 假\u{2066}局".to_owned();
    letter.about.name.clone_from(&bureau.name);
    let mut returned = entry(Instrument::Returned);
    returned.notice.facts.reason = Some("第一行\n\n一、文书\n</table><b>粗</b>\u{200B}".to_owned());
    let mut copy = entry(Instrument::Circular);
    copy.is_copy = true;
    copy.about = fuquan();
    copy.notice.title = "<i>斜</i>".to_owned();
    let mut opening = entry(Instrument::CampaignNotice);
    opening.notice.facts.owed = vec![("<u>线</u>\n2. 假".to_owned(), at("2024-08-20 17:30"))];
    let rendered = render(&digest(bureau, vec![letter, returned, copy, opening]));
    assert!(rendered.subject.chars().count() <= 80, "{}", rendered.subject);
    for tag in ["<script", "<img", "<b>", "<i>", "<u>", "onerror=y>"] {
        assert!(!rendered.html.contains(tag), "{tag}");
    }
    assert!(rendered.html.contains("&lt;script&gt;"));
    assert!(!rendered.html.contains("&amp;lt;"), "escaped twice");
    for text in [&rendered.subject, &rendered.text, &rendered.html] {
        assert!(!text.contains(['\r', '\u{202E}', '\u{2066}', '\u{200B}']));
        assert!(!text.contains("\nBcc") && !text.contains("\nSubject") && !text.contains("\n2. 假"));
    }
    assert!(!rendered.subject.contains('\n'));
    assert_eq!(rendered.text.matches("\n一、文书\n").count(), 1);
    assert!(rendered.text.contains("{{ n.from }}"), "what a user wrote is no template");
}

/// `MAIL_PAGE=/tmp/mail.html cargo test … write_page` writes the mixed digest to look at in a browser.
#[test]
fn write_page() {
    if let Some(path) = std::env::var_os("MAIL_PAGE") {
        std::fs::write(path, render(&mixed()).html).unwrap();
    }
}
