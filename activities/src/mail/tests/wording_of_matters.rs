use super::{
    facts::{at, digest, duyun, entry, fuquan, qiannan},
    matters::{extension, finding, finding_at_bureau, guizhou, incident, listing},
    wording::{render, snapshot},
};
use duban_domain::{
    Instrument,
    matter::{Decision, Task},
    notice::Facts,
};
use duban_store::DigestEntry;

#[test]
fn documents_about_an_enterprise_are_for_the_county_to_serve() {
    for instrument in [Instrument::RectificationNotice, Instrument::ReminderLetter, Instrument::Interview] {
        let rendered = render(&digest(duyun(), vec![finding(instrument)]));
        for said in ["送达企业", "都匀市明达电缆有限公司", "隐患 F-2024-0031，文书 "] {
            assert!(rendered.text.contains(said) && rendered.html.contains(said), "{instrument}: {said}");
        }
        for wrong in ["应报", "报送", "你局下列"] {
            assert!(!rendered.text.contains(wrong), "{instrument}: {wrong}\n{}", rendered.text);
        }
        snapshot(&format!("finding-{instrument}"), &rendered);
    }
}

#[test]
fn documents_about_the_bureau_itself_are_its_own_to_heed() {
    for instrument in [Instrument::RectificationNotice, Instrument::ReminderLetter, Instrument::Interview] {
        let rendered = render(&digest(duyun(), vec![finding_at_bureau(instrument)]));
        assert!(!rendered.text.contains("企业：") && !rendered.text.contains("送达"), "{}", rendered.text);
        assert!(rendered.text.contains("完成整改") && !rendered.text.contains("报送"), "{}", rendered.text);
        snapshot(&format!("finding-at-bureau-{instrument}"), &rendered);
    }
}

#[test]
fn an_order_that_is_repeated_says_why() {
    let mut again = finding(Instrument::RectificationNotice);
    again.notice.facts.reason = Some("绝缘层厚度仍不合格".to_owned());
    let rendered = render(&digest(duyun(), vec![again]));
    assert!(rendered.text.contains("整改不合格，责令继续限期整改"), "{}", rendered.text);
    assert!(rendered.text.contains("复查情况：绝缘层厚度仍不合格"), "{}", rendered.text);
}

#[test]
fn a_listing_says_what_it_asks_and_how_it_ends() {
    for instrument in [Instrument::Listing, Instrument::GovernmentReport] {
        let rendered = render(&digest(duyun(), vec![listing(instrument)]));
        assert!(rendered.text.contains("挂牌 F-2024-0031-listing-1，文书 "), "{}", rendered.text);
        assert!(rendered.text.contains("督办期限：2024年12月10日"), "{}", rendered.text);
        snapshot(&format!("listing-{instrument}"), &rendered);
    }
    let mut report = listing(Instrument::GovernmentReport);
    report.is_copy = true;
    let rendered = render(&digest(qiannan(), vec![report]));
    assert!(
        rendered.text.contains("都匀市市场监督管理局下列挂牌督办事项到期未完成整改。请你局将本报告转报"),
        "{}",
        rendered.text
    );
    assert!(!rendered.text.contains("办理编号"), "whoever passes it on has nothing to sign for");
}

/// One enterprise after another, on one morning.
fn orders(n: u32) -> Vec<DigestEntry> {
    let order = |n: u32| {
        let mut order = finding(Instrument::RectificationNotice);
        order.source = format!("finding/qiannan-2024-key-products/F-{n}");
        order.number = Some(format!("都匀市监〔2024〕{}号", 100 + n));
        if let Some(matter) = &mut order.notice.facts.matter {
            matter.id = format!("F-{n}");
            matter.subject = format!("都匀市第{n}电器商行");
        }
        order
    };
    (1..=n).map(order).collect()
}

#[test]
fn many_orders_are_rows_of_one_table() {
    let few = render(&digest(duyun(), orders(3)));
    assert_eq!(few.subject, "【督办】都匀市监〔2024〕101号 整改通知书等3件");
    assert!(few.text.contains("（三）整改通知书　都匀市监〔2024〕103号"), "{}", few.text);

    let mut entries = orders(30);
    entries.push(entry(Instrument::ReminderLetter));
    let many = render(&digest(duyun(), entries));
    assert_eq!(many.subject, "【督办】黔南市监〔2024〕12号 提醒敦促函；整改通知书30件待送达");
    assert!(many.text.contains("今日共31项：文书1件，整改通知书30件。"), "{}", many.text);
    assert!(many.text.contains("二、整改通知书30件（请送达企业）"), "{}", many.text);
    assert!(many.text.contains("　　30. 都匀市第30电器商行　电线电缆（布电线）\n"), "{}", many.text);
    assert!(many.text.contains("办理编号：行动 qiannan-2024-key-products，隐患 F-30，文书 1"));
    assert_eq!(many.html.matches("都匀市第").count(), 30);

    let mut mixed = orders(3);
    mixed.push(finding(Instrument::ReminderLetter));
    let mixed = render(&digest(duyun(), mixed));
    assert_eq!(mixed.subject, "【督办】企业文书4件待送达");
    snapshot("served", &mixed);
}

#[test]
fn what_is_to_be_approved_is_named() {
    let asked = |approval, decision, facts: Facts| {
        let mut request = finding(Instrument::ApprovalRequest);
        let matter = request.notice.facts.matter.clone();
        let reply_by = request.notice.facts.reply_by;
        request.notice.facts = Facts { matter, reply_by, decision, approval: Some((2, approval)), ..facts };
        render(&digest(qiannan(), vec![request]))
    };
    let measure = render(&digest(qiannan(), vec![finding(Instrument::ApprovalRequest)]));
    assert!(measure.text.contains("隐患 F-2024-0031，呈批 1"), "{}", measure.text);
    snapshot("approval-of-a-measure", &measure);

    let extend = asked(Instrument::Decision, None, extension(Decision::ExtensionGranted));
    assert!(!extend.text.contains("延期"), "without the decision it is not known what is asked");
    let granted = Some(Decision::ExtensionGranted);
    let extend = asked(Instrument::Decision, granted, extension(Decision::ExtensionGranted));
    assert_eq!(extend.subject, "【督办】待批准：延期申请（都匀市市场监督管理局）");
    assert!(extend.text.contains("申请延至：2024年10月18日"), "{}", extend.text);
    assert!(extend.text.contains("申请理由：更换挤塑设备，需停产调试"), "{}", extend.text);
    snapshot("approval-of-an-extension", &extend);

    let text = Facts {
        reason: Some("都匀市明达电缆有限公司生产不合格布电线".to_owned()),
        ..Facts::default()
    };
    let publish = asked(Instrument::Decision, Some(Decision::PublicationApproved), text);
    assert_eq!(publish.subject, "【督办】待批准：公布申请（都匀市市场监督管理局）");
    assert!(publish.text.contains("拟公布内容：都匀市明达电缆有限公司生产不合格布电线"), "{}", publish.text);

    let list = render(&digest(qiannan(), vec![listing(Instrument::ApprovalRequest)]));
    assert!(list.text.contains("现提请对下列事项挂牌督办，文书须经你局批准后印发"), "{}", list.text);
    let late = render(&digest(qiannan(), vec![listing(Instrument::ApprovalReminder)]));
    assert!(late.text.contains("决定期限已过"), "{}", late.text);
}

#[test]
fn requests_of_two_findings_are_two() {
    let one = finding(Instrument::ApprovalRequest);
    let mut other = finding(Instrument::ApprovalReminder);
    other.source = "finding/qiannan-2024-key-products/F-9".to_owned();
    other.notice.ordinal = 9;
    let rendered = render(&digest(qiannan(), vec![one.clone(), other.clone()]));
    assert_eq!(rendered.subject, "【督办】2项待批准");
    other.source = one.source.clone();
    assert!(render(&digest(qiannan(), vec![one, other])).subject.contains("待批准：约谈通知书"));
}

#[test]
fn every_task_says_what_to_do_by_when() {
    let mut told = Vec::new();
    for (n, &task) in (1..).zip(Task::ALL) {
        let mut reminder = match task {
            Task::Triage | Task::Rectify | Task::Reinspect | Task::LookBack | Task::HandOverReceipt => {
                finding(Instrument::TaskReminder)
            }
            _ => listing(Instrument::TaskReminder),
        };
        reminder.source = format!("finding/qiannan-2024-key-products/F-{n}");
        let facts = &mut reminder.notice.facts;
        facts.task = Some(task);
        facts.provisional = task == Task::LookBack;
        match task {
            Task::Rectify => {
                (facts.reply_by, facts.received) = (None, None);
                reminder.notice.at = at("2024-09-13 09:00");
            }
            Task::TermEnds => facts.reply_by = Some(at("2024-10-24 17:30")),
            Task::TailReport => {
                facts.matter = None;
                facts.reason = Some("截至2024年11月1日，仍有3项问题隐患未销号".to_owned());
                reminder.notice.obligation = Some("tail".into());
            }
            _ => {}
        }
        let rendered = render(&digest(duyun(), vec![reminder.clone()]));
        assert!(
            rendered.subject.starts_with(&format!("【督办】{}：", task.chinese())),
            "{}",
            rendered.subject
        );
        assert!(!rendered.text.contains("请在督办系统办理"), "{task:?} has no words of its own");
        told.push(reminder);
    }
    let rendered = render(&digest(duyun(), told));
    assert_eq!(rendered.subject, "【督办】12项待办");
    assert!(
        rendered.text.contains("请于2024年9月20日（星期五）17:30前办理。请督促企业"),
        "{}",
        rendered.text
    );
    assert!(
        rendered.text.contains("应于2024年9月25日（星期三）17:30前办理，已过期限。"),
        "{}",
        rendered.text
    );
    assert!(rendered.text.contains("起开展（暂定，放假安排公布后如有变化另行通知）。"), "{}", rendered.text);
    snapshot("tasks", &rendered);
}

#[test]
fn every_decision_has_words_of_its_own() {
    let mut decided = Vec::new();
    for (n, &decision) in (1..).zip(Decision::ALL) {
        let of_a_listing =
            matches!(decision, Decision::StaysListed | Decision::ListingDeclined | Decision::ListingRevoked);
        let mut entry = match of_a_listing {
            true => listing(Instrument::Decision),
            false => finding(Instrument::Decision),
        };
        entry.source = format!("finding/qiannan-2024-key-products/F-{n}");
        let facts = &mut entry.notice.facts;
        facts.decision = Some(decision);
        match decision {
            Decision::ExtensionGranted => {}
            Decision::MeasureDeclined => {
                (facts.due, facts.old_due) = (Some(at("2024-09-20 17:30")), None);
                facts.reason = Some("企业已停产".to_owned());
                facts.approval = Some((1, Instrument::Interview));
            }
            _ if of_a_listing => {}
            _ => (facts.due, facts.old_due) = (Some(at("2024-09-20 17:30")), None),
        }
        let rendered = render(&digest(duyun(), vec![entry.clone()]));
        assert!(rendered.subject.contains(decision.chinese()), "{}", rendered.subject);
        assert!(!rendered.text.contains("下列事项已作出决定"), "{decision:?} has no words of its own");
        decided.push(entry);
    }
    let rendered = render(&digest(duyun(), decided));
    assert!(rendered.text.contains("不同意对下列事项发约谈通知书。"), "{}", rendered.text);
    snapshot("decisions", &rendered);
}

#[test]
fn an_incident_is_told_to_each_level_in_its_own_words() {
    let report = render(&digest(qiannan(), vec![incident(Instrument::IncidentReport)]));
    assert_eq!(report.subject, "【紧急】都匀市市场监督管理局紧急情况报告：电热水器漏电致人受伤");
    assert!(report.text.contains("有紧急情况1项，请立即办理。"), "{}", report.text);
    assert!(report.text.contains("于30分钟内在督办系统签收"), "{}", report.text);

    let mut update = incident(Instrument::IncidentReport);
    update.notice.facts.reason = Some("伤者已脱离危险".to_owned());
    let told = render(&digest(qiannan(), vec![update.clone()]));
    assert!(
        told.text.contains("续报情况：伤者已脱离危险") && told.text.contains("你局尚未签收"),
        "{}",
        told.text
    );
    update.notice.facts.reply_by = None;
    assert!(render(&digest(qiannan(), vec![update])).text.contains("请你局掌握"));

    let mut instruction = incident(Instrument::IncidentReport);
    instruction.notice.facts.reason = Some("封存同批次产品，连夜排查销售去向".to_owned());
    instruction.notice.facts.reply_by = None;
    (instruction.from, instruction.notice.from) = (qiannan(), "522700".into());
    instruction.notice.to = "522701".into();
    let told = render(&digest(duyun(), vec![instruction]));
    assert!(told.text.contains("黔南布依族苗族自治州市场监督管理局已签收你局报告的"), "{}", told.text);
    assert!(told.text.contains("处置要求：封存同批次产品"), "{}", told.text);
    assert_eq!(told.subject, "【紧急】紧急情况处置要求：电热水器漏电致人受伤");
    snapshot("incident-instruction", &told);

    let own = render(&digest(qiannan(), vec![incident(Instrument::IncidentUnanswered)]));
    assert!(own.text.contains("你局没有在规定时间内签收"), "{}", own.text);
    let mut above = incident(Instrument::IncidentUnanswered);
    above.notice.to = "520000".into();
    let above = render(&digest(guizhou(), vec![above]));
    assert!(above.text.contains("单位522700没有在规定时间内签收"), "{}", above.text);
}

#[test]
fn only_the_latest_chaser_of_an_incident_is_shown() {
    let mut later = incident(Instrument::IncidentUnanswered);
    later.notice.ordinal = 5;
    let both = vec![incident(Instrument::IncidentUnanswered), later.clone()];
    assert!(render(&digest(qiannan(), both)).text.contains("有紧急情况1项"));
    if let Some(matter) = &mut later.notice.facts.matter {
        matter.unanswered = vec!["520000".into()];
    }
    let levels = vec![incident(Instrument::IncidentUnanswered), later];
    assert!(render(&digest(qiannan(), levels)).text.contains("有紧急情况2项"));
}

#[test]
fn a_letter_says_what_the_reminder_before_it_said() {
    let mut reminder = finding(Instrument::TaskReminder);
    reminder.notice.ordinal = 2;
    reminder.notice.facts.task = Some(Task::Rectify);
    let letter = finding(Instrument::ReminderLetter);
    let rendered = render(&digest(duyun(), vec![reminder.clone(), letter.clone()]));
    assert!(!rendered.text.contains("待办事项"), "{}", rendered.text);
    reminder.source = "finding/qiannan-2024-key-products/F-9".to_owned();
    let rendered = render(&digest(duyun(), vec![reminder, letter]));
    assert!(rendered.text.contains("二、待办事项"), "another finding's: {}", rendered.text);
}

#[test]
fn copies_say_what_became_of_a_matter() {
    let copy = |mut entry: DigestEntry| {
        entry.is_copy = true;
        entry
    };
    let mut revoked = listing(Instrument::Decision);
    revoked.notice.facts.decision = Some(Decision::ListingRevoked);
    revoked.notice.facts.reason = Some("该事项在发文前已收到报送材料".to_owned());
    revoked.source.push_str("-2");
    let copies = [
        finding(Instrument::RectificationNotice),
        listing(Instrument::Listing),
        listing(Instrument::Delisting),
        revoked,
    ];
    let rendered = render(&digest(fuquan(), copies.map(copy).into()));
    assert!(!rendered.text.contains("撤回") && !rendered.text.contains("报送，"), "{}", rendered.text);
    assert!(rendered.text.contains("核查情况：不合格产品已全部召回"), "{}", rendered.text);
    assert!(rendered.text.contains("2024年8月21日印发，主送都匀市明达电缆有限公司"), "{}", rendered.text);
    snapshot("copies-of-matters", &rendered);
}

#[test]
fn provisional_dates_say_so_in_every_form() {
    for mut provisional in [
        finding(Instrument::RectificationNotice),
        listing(Instrument::Listing),
        finding(Instrument::Decision),
        finding(Instrument::TaskReminder),
    ] {
        provisional.notice.facts.provisional = true;
        let rendered = render(&digest(duyun(), vec![provisional]));
        for text in [&rendered.text, &rendered.html] {
            assert!(text.contains("暂定，放假安排公布后如有变化另行通知"), "{text}");
        }
    }
}

#[test]
fn hostile_matters_stay_text() {
    let hostile = "<b>粗</b>\r\n二、假\u{202E}{{ n.from }}";
    let mut entries = orders(4);
    entries.extend([
        finding(Instrument::HandOver),
        listing(Instrument::Delisting),
        finding(Instrument::TaskReminder),
        finding(Instrument::Decision),
        incident(Instrument::IncidentReport),
        incident(Instrument::IncidentUnanswered),
    ]);
    let mut tail = listing(Instrument::TaskReminder);
    tail.notice.facts = Facts { task: Some(Task::TailReport), ..Facts::default() };
    entries.push(tail);
    for (n, entry) in entries.iter_mut().enumerate() {
        entry.source = format!("finding/{n}");
        entry.notice.title = hostile.to_owned();
        entry.notice.facts.reason = Some(hostile.to_owned());
        if let Some(matter) = &mut entry.notice.facts.matter {
            matter.subject = hostile.to_owned();
            matter.product = Some(hostile.to_owned());
            matter.problem = hostile.to_owned();
            matter.id = hostile.to_owned();
            matter.credit_code = Some(hostile.to_owned());
            matter.unanswered = vec![hostile.into()];
            matter.attachments.iter_mut().for_each(|file| file.name = hostile.to_owned());
        }
    }
    let rendered = render(&digest(duyun(), entries));
    assert!(!rendered.html.contains("<b>") && rendered.html.contains("&lt;b&gt;"));
    assert!(!rendered.html.contains("&amp;lt;"), "escaped twice");
    assert!(!rendered.text.contains("\n二、假") && !rendered.text.contains('\u{202E}'));
    assert!(rendered.text.contains("{{ n.from }}"), "what a user wrote is no template");
}
