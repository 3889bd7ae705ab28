//! Made-up facts to try templates on: documents of each kind where everything applies, where nothing does,
//! and the mixtures a template may ask about.

use crate::view::{DocumentView, LeagueView, MissingView, NamedView, NextView};
use minijinja::{Value, value::Serde};
use std::collections::BTreeSet;

/// Views that between them take every branch of a sensible template.
pub(crate) fn views() -> Vec<DocumentView> {
    let kinds = ["obligation", "finding", "listing"];
    kinds.into_iter().flat_map(of_kind).chain(leagues()).collect()
}

fn of_kind(kind: &'static str) -> Vec<DocumentView> {
    let (full, bare) = (DocumentView { kind, ..full() }, DocumentView { kind, ..bare() });
    let next = full.next.clone().map(|next| NextView { approval: false, ..next });
    let other = DocumentView {
        you: "贵单位",
        next,
        earlier: None,
        earlier_short: None,
        provisional: false,
        attachments: Vec::new(),
        ..full.clone()
    };
    let last = DocumentView { next: None, reply_by: None, due: None, ..full.clone() };
    vec![full, bare, other, last]
}

/// A league table with findings and missing reporters, and one with neither.
fn leagues() -> [DocumentView; 2] {
    let league = LeagueView {
        period: "2024年8月".to_owned(),
        closes: "2024年8月31日17时30分".to_owned(),
        level: "县（市、区）级",
        count: 12,
        owed: 24,
        handed_in: 23,
        complete: "95.8%".to_owned(),
        in_time: 20,
        timely: "83.3%".to_owned(),
        findings_due: 10,
        findings_in_time: 9,
        rectified: "90.0%".to_owned(),
        missing: vec![MissingView {
            number: "（一）".to_owned(),
            title: "工作总结".to_owned(),
            count: 1,
            names: "某市市场监督管理局".to_owned(),
        }],
    };
    let bare_league = LeagueView { findings_due: 0, missing: Vec::new(), ..league.clone() };
    let of = |league| DocumentView { kind: "league", league: Some(league), ..full() };
    [of(league), of(bare_league)]
}

/// Every field of `d`.
pub(crate) fn fields() -> BTreeSet<String> {
    let names = Value::from(Serde(bare())).try_iter().map(|keys| keys.map(|key| key.to_string()).collect());
    names.unwrap_or_default()
}

fn bare() -> DocumentView {
    DocumentView {
        kind: "obligation",
        name: "提醒敦促函".to_owned(),
        title: "工作总结".to_owned(),
        campaign: "专项行动".to_owned(),
        from: "某州市场监督管理局".to_owned(),
        addressee: "某市市场监督管理局".to_owned(),
        you: "你局",
        about: "某市市场监督管理局".to_owned(),
        about_short: "某市市场监督管理局".to_owned(),
        about_again: "某市市场监督管理局".to_owned(),
        named: Vec::new(),
        debtor: "你局".to_owned(),
        subject: None,
        product: None,
        domain: None,
        grade: None,
        problem: None,
        since: None,
        date: "2024年8月21日".to_owned(),
        due: None,
        old_due: None,
        overdue: None,
        rule: None,
        reply_by: None,
        requires: None,
        reason: None,
        earlier: None,
        earlier_short: None,
        next: None,
        provisional: false,
        attachments: Vec::new(),
        league: None,
    }
}

fn full() -> DocumentView {
    let moment = || Some("2024年8月20日17时30分".to_owned());
    DocumentView {
        subject: Some("某公司（统一社会信用代码：000000000000000000）".to_owned()),
        product: Some("电线电缆".to_owned()),
        domain: Some("生产领域"),
        grade: Some("较大"),
        problem: Some("未经检验出厂".to_owned()),
        since: Some("2024年7月1日".to_owned()),
        due: moment(),
        old_due: moment(),
        overdue: Some("3个工作日".to_owned()),
        rule: Some("逾期满3个工作日".to_owned()),
        reply_by: moment(),
        requires: Some("加盖公章".to_owned()),
        reason: Some("已按期报送".to_owned()),
        earlier: Some("《提醒敦促函》（某市监〔2024〕1号）".to_owned()),
        earlier_short: Some("某市监〔2024〕1号文件".to_owned()),
        next: Some(NextView {
            at: "2024年8月23日9时".to_owned(),
            action: "予以通报".to_owned(),
            approval: true,
        }),
        named: vec![NamedView {
            name: "某县市场监督管理局".to_owned(),
            earlier: Some("《提醒敦促函》".to_owned()),
        }],
        provisional: true,
        attachments: vec!["现场检查记录".to_owned(), "检验报告".to_owned()],
        ..bare()
    }
}
