//! Made-up facts to try templates on: one notice where everything applies, one where nothing does, and
//! the mixtures a template may ask about.

use super::view::{ApprovalView, DigestView, EarlierView, GroupView, NextView, NoticeView, OwedView};
use minijinja::Value;
use std::collections::BTreeSet;

/// Notices that between them take every branch of a sensible template.
pub(super) fn notices() -> Vec<NoticeView> {
    let full = full();
    let mut samples = vec![full.clone(), bare()];
    samples.push(NoticeView { own: true, transmit: false, ..full.clone() });
    samples.push(NoticeView { own: true, reply_by: None, next: None, last: true, ..full.clone() });
    let next = full.next.clone().map(|next| NextView { approval: false, ..next });
    samples.push(NoticeView { next, reason: None, earlier: Vec::new(), ..full });
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

/// A digest with a group of either kind.
pub(super) fn digest() -> DigestView {
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
        count: 2,
        overview: "文书1件，到期提醒1项".to_owned(),
        groups: vec![group(false), group(true)],
    }
}

fn bare() -> NoticeView {
    NoticeView {
        index: String::new(),
        name: "提醒敦促函".to_owned(),
        number: None,
        title: "工作总结".to_owned(),
        matter: None,
        campaign: "专项行动".to_owned(),
        campaign_code: "campaign".to_owned(),
        from: "某州市场监督管理局".to_owned(),
        about: "某市市场监督管理局".to_owned(),
        about_code: "000000".to_owned(),
        own: false,
        transmit: false,
        ordinal: 1,
        date: "2024年8月21日".to_owned(),
        due: None,
        old_due: None,
        overdue: None,
        rule: None,
        action: "发提醒敦促函".to_owned(),
        reply_by: None,
        requires: None,
        reason: None,
        earlier: Vec::new(),
        next: None,
        last: true,
        approval: None,
        owed: Vec::new(),
        copies: 0,
    }
}

fn full() -> NoticeView {
    let moment = || "2024年8月20日（星期二）17:30".to_owned();
    let earlier =
        |ordinal| EarlierView { label: "提醒敦促函（2024年8月21日）".to_owned(), ordinal };
    NoticeView {
        index: "（一）".to_owned(),
        number: Some("某市监〔2024〕1号".to_owned()),
        matter: Some("report".to_owned()),
        transmit: true,
        due: Some(moment()),
        old_due: Some(moment()),
        overdue: Some("3个工作日".to_owned()),
        rule: Some("逾期满3个工作日".to_owned()),
        reply_by: Some(moment()),
        requires: Some("提交附件".to_owned()),
        reason: Some("原因".to_owned()),
        earlier: vec![earlier(1), earlier(2)],
        last: false,
        next: Some(NextView { at: moment(), action: "印发通报".to_owned(), approval: true }),
        approval: Some(ApprovalView { number: 1, name: "约谈通知书".to_owned() }),
        owed: vec![OwedView { title: "工作总结".to_owned(), due: moment() }],
        copies: 2,
        ..bare()
    }
}
