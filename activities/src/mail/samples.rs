//! Made-up facts to try templates on: one notice where everything applies, one where nothing does, and
//! the mixtures a template may ask about.

use super::{
    league::{LeagueView, OwnView},
    matter::{DecisionView, MatterView, TaskView, decision, spelled},
    view::{ApprovalView, DigestView, EarlierView, GroupView, MoveView, NextView, NoticeView, OwedView},
};
use duban_domain::{
    instrument::Instrument,
    matter::{Decision, Task},
};
use minijinja::Value;
use std::collections::BTreeSet;

/// Notices that between them take every branch of a sensible template.
pub(super) fn notices() -> Vec<NoticeView> {
    let full = full();
    let mut samples = vec![full.clone(), bare()];
    samples.push(NoticeView { own: true, transmit: false, ..full.clone() });
    samples.push(NoticeView { own: true, reply_by: None, next: None, last: true, ..full.clone() });
    let next = full.next.clone().map(|next| NextView { approval: false, ..next });
    samples.push(NoticeView { next, reason: None, earlier: Vec::new(), ..full.clone() });
    samples.extend(["finding", "listing", "incident"].into_iter().flat_map(about_matters));
    samples.extend(leagues());
    samples.extend(Task::ALL.iter().flat_map(|task| tasks(*task)));
    samples.extend(Decision::ALL.iter().flat_map(|decided| decisions(*decided)));
    samples
}

/// Notices of a matter: to the bureau concerned and to others, with all there is to tell and with little.
fn about_matters(kind: &'static str) -> Vec<NoticeView> {
    let full = NoticeView { obligation: None, matter: Some(matter(kind)), ..full() };
    let sparse = MatterView { product: None, grade: None, since: None, authority: None, ..matter(kind) };
    let bureau = MatterView { enterprise: false, own_unanswered: true, ..matter(kind) };
    let little = MatterView { unanswered: None, files: None, minutes: None, ..bureau.clone() };
    let little =
        NoticeView { matter: Some(little), reason: None, reply_by: None, next: None, ..full.clone() };
    vec![
        NoticeView { served: true, addressed: true, own: true, ..full.clone() },
        NoticeView { served: true, old_due: None, reason: None, provisional: false, ..full.clone() },
        NoticeView { matter: Some(sparse), transmit: false, addressed: true, ..full.clone() },
        NoticeView { matter: Some(bureau), transmit: false, addressed: true, own: true, ..full.clone() },
        NoticeView { reply_by: None, ..full },
        NoticeView { earlier: Vec::new(), ..little },
    ]
}

/// A league table to a ranked bureau, to one of which nothing fell due, and to one that gets a copy.
fn leagues() -> [NoticeView; 3] {
    let own = OwnView {
        rank: Some(2),
        complete: "12/14（85.7%）".to_owned(),
        timely: "11/14（78.5%）".to_owned(),
        rectified: "本期无到期事项".to_owned(),
        missing: Some("“工作总结”".to_owned()),
    };
    let of = |own| NoticeView {
        league: Some(LeagueView {
            period: "2024年8月".to_owned(),
            level: "县（市、区）级",
            closes: "2024年8月31日（星期六）17:30".to_owned(),
            count: 12,
            own,
        }),
        ..full()
    };
    let idle = OwnView { rank: None, missing: None, ..own.clone() };
    [of(Some(own)), of(Some(idle)), of(None)]
}

fn tasks(task: Task) -> [NoticeView; 3] {
    let view = |late| TaskView {
        id: spelled(&task),
        name: task.chinese().to_owned(),
        by: Some("2024年8月20日（星期二）17:30".to_owned()),
        late,
    };
    let full = NoticeView { task: Some(view(false)), matter: Some(matter("finding")), ..full() };
    let late = NoticeView { task: Some(view(true)), received: None, provisional: false, ..full.clone() };
    let little = TaskView { by: None, ..view(false) };
    [full, late, NoticeView { task: Some(little), ..bare() }]
}

fn decisions(decided: Decision) -> Vec<NoticeView> {
    let decided = Some(decision(decided));
    let of = |kind| NoticeView { decision: decided.clone(), matter: Some(matter(kind)), ..full() };
    let asked = |proposed: Instrument| ApprovalView {
        number: 1,
        instrument: proposed.as_str(),
        name: proposed.chinese().to_owned(),
        document: proposed.is_document(),
    };
    let mut samples = vec![NoticeView { approval: None, ..of("finding") }, of("listing")];
    for proposed in [Instrument::Listing, Instrument::GovernmentReport, Instrument::Decision] {
        samples.push(NoticeView { approval: Some(asked(proposed)), ..of("finding") });
    }
    samples
}

/// Every field, as templates spell it: `n.title`, `d.groups`.
pub(super) fn fields() -> BTreeSet<String> {
    let names = |prefix: &str, value: serde_json::Result<serde_json::Value>| {
        let fields = value.ok().and_then(|value| value.as_object().cloned()).unwrap_or_default();
        fields.keys().map(|key| format!("{prefix}.{key}")).collect::<Vec<_>>()
    };
    let digest = DigestView { groups: Vec::new(), ..digest() };
    let mut all = names("n", serde_json::to_value(bare()));
    all.extend(names("d", serde_json::to_value(digest)));
    all.into_iter().collect()
}

/// Digests with a group of either kind.
pub(super) fn digests() -> [DigestView; 2] {
    let link = Some("https://duban.bureau.example".to_owned());
    [digest(), DigestView { urgent: true, documents: 1, link, ..digest() }]
}

fn digest() -> DigestView {
    let group = |rows| GroupView {
        number: "一".to_owned(),
        heading: "文书".to_owned(),
        rows,
        items: vec![Value::from("正文")],
    };
    DigestView {
        subject: "【督办】提醒敦促函".to_owned(),
        bureau: "某市市场监督管理局".to_owned(),
        message_id: "digest-1@duban".to_owned(),
        urgent: false,
        documents: 0,
        count: 2,
        overview: "文书1件，到期提醒1项".to_owned(),
        link: None,
        groups: vec![group(false), group(true)],
    }
}

fn bare() -> NoticeView {
    NoticeView {
        index: String::new(),
        instrument: "reminder-letter",
        name: "提醒敦促函".to_owned(),
        number: None,
        title: "工作总结".to_owned(),
        obligation: None,
        matter: None,
        campaign: "专项行动".to_owned(),
        campaign_code: "campaign".to_owned(),
        from: "某州市场监督管理局".to_owned(),
        about: "某市市场监督管理局".to_owned(),
        addressee: "某市市场监督管理局".to_owned(),
        about_code: "000000".to_owned(),
        criticised: None,
        reference: "行动 campaign，单位 000000".to_owned(),
        own: false,
        addressed: false,
        served: false,
        transmit: false,
        ordinal: 1,
        date: "2024年8月21日".to_owned(),
        due: None,
        due_label: "应报期限",
        provisional: false,
        named: None,
        old_due: None,
        overdue: None,
        rule: None,
        action: "发提醒敦促函".to_owned(),
        reply_by: None,
        received: None,
        requires: None,
        reason: None,
        link: None,
        place: "",
        returned: None,
        reason_label: "决定理由",
        earlier: Vec::new(),
        next: None,
        last: true,
        approval: None,
        task: None,
        relief: None,
        change: None,
        decision: None,
        owed: Vec::new(),
        moves: Vec::new(),
        lifted: Vec::new(),
        rules: Vec::new(),
        copies: 0,
        league: None,
        basis: None,
    }
}

fn full() -> NoticeView {
    let moment = || "2024年8月20日（星期二）17:30".to_owned();
    let earlier =
        |ordinal| EarlierView { label: "提醒敦促函（2024年8月21日）".to_owned(), ordinal };
    NoticeView {
        index: "（一）".to_owned(),
        number: Some("某市监〔2024〕1号".to_owned()),
        obligation: Some("report".to_owned()),
        addressed: true,
        transmit: true,
        due: Some(moment()),
        provisional: true,
        named: Some("2024年8月18日".to_owned()),
        criticised: Some("某市市场监督管理局、某县市场监督管理局".to_owned()),
        old_due: Some(moment()),
        overdue: Some("3个工作日".to_owned()),
        rule: Some("逾期满3个工作日".to_owned()),
        reply_by: Some(moment()),
        received: Some(moment()),
        requires: Some("提交附件".to_owned()),
        reason: Some("原因".to_owned()),
        link: Some("https://duban.bureau.example/notices/1".to_owned()),
        place: "在督办系统",
        returned: Some("缺少典型案例".to_owned()),
        earlier: vec![earlier(1), earlier(2)],
        last: false,
        next: Some(NextView { at: moment(), action: "印发通报".to_owned(), approval: true }),
        approval: Some(ApprovalView {
            number: 1,
            instrument: "interview",
            name: "约谈通知书".to_owned(),
            document: true,
        }),
        task: Some(TaskView {
            id: "rectify".to_owned(),
            name: "督促整改".to_owned(),
            by: Some(moment()),
            late: true,
        }),
        decision: Some(DecisionView { id: "rework".to_owned(), name: "继续整改".to_owned() }),
        owed: vec![OwedView { title: "工作总结".to_owned(), due: moment(), provisional: true }],
        basis: Some("《工作方案》（黔南市监〔2024〕12号）".to_owned()),
        moves: vec![MoveView {
            clock: "期限",
            title: "工作总结".to_owned(),
            old: moment(),
            new: moment(),
            provisional: true,
        }],
        lifted: vec!["学习笔记".to_owned()],
        rules: vec!["工作总结".to_owned()],
        copies: 2,
        ..bare()
    }
}

fn matter(kind: &'static str) -> MatterView {
    MatterView {
        kind,
        id: "F-0001".to_owned(),
        subject: "某某电缆有限公司".to_owned(),
        enterprise: true,
        credit_code: Some("91350100M000100Y43".to_owned()),
        product: Some("电线电缆".to_owned()),
        domain: Some("生产领域"),
        grade: Some("较大"),
        problem: "导体电阻不合格".to_owned(),
        since: Some("2024年8月1日".to_owned()),
        authority: Some("公安机关"),
        minutes: Some(30),
        unanswered: Some("某州市场监督管理局".to_owned()),
        own_unanswered: false,
        files: Some("现场照片.jpg".to_owned()),
    }
}
