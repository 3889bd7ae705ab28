//! A circulated league table as the bureaus it ranks read it.

use super::{
    facts::{at, digest, duyun, entry, fuquan, qiannan},
    wording::{render, snapshot},
};
use duban_domain::{
    Instrument, Level,
    league::{Circulation, LeagueFigures, Missing, PeriodId, Placing},
    notice::Facts,
};
use duban_store::DigestEntry;

/// Qiannan circulates August's table; Duyun lacks one thing, Fuquan had nothing due.
fn league() -> DigestEntry {
    let placing = |code: &str, rank, figures| Placing {
        bureau: code.into(),
        supervisor: "522700".into(),
        rank,
        figures,
    };
    let figures =
        LeagueFigures { owed: 14, handed_in: 12, in_time: 11, findings_due: 4, findings_in_time: 3 };
    let circulation = Circulation {
        period: PeriodId::Month { year: 2024, month: 8 },
        title: "2024年8月".to_owned(),
        closes: at("2024-08-31 17:30"),
        frozen: at("2024-09-01 17:30"),
        level: Level::County,
        rows: vec![placing("522701", Some(1), figures), placing("522702", None, LeagueFigures::default())],
        missing: vec![Missing { title: "阶段性工作总结".to_owned(), bureaus: vec!["522701".into()] }],
    };
    let mut league = entry(Instrument::Circular);
    league.notice.obligation = None;
    league.notice.title = "2024年8月任务完成情况排名".to_owned();
    league.notice.copies = vec!["520000".into()];
    league.notice.facts = Facts { league: Some(Box::new(circulation)), ..Facts::default() };
    league.source = "campaign/qiannan-2024-key-products/522700".to_owned();
    league.about = qiannan();
    league.earlier = Vec::new();
    league
}

#[test]
fn a_ranked_bureau_reads_its_own_line() {
    let rendered = render(&digest(duyun(), vec![league()]));
    for said in [
        "现通报2024年8月县（市、区）级任务完成情况排名",
        "你局名次",
        "第1名（共2个单位）",
        "12/14（85.7%）",
        "11/14（78.5%）",
        "3/4（75.0%）",
        "“阶段性工作总结”",
        "2024年8月31日（星期六）17:30",
    ] {
        assert!(rendered.text.contains(said), "{said}\n{}", rendered.text);
        // HTML spells the stroke as an entity.
        assert!(rendered.html.contains(&said.replace('/', "&#x2f;")), "{said}\n{}", rendered.html);
    }
    for wrong in ["后续措施", "签收", "办理编号", "none"] {
        assert!(
            !rendered.text.contains(wrong) && !rendered.html.contains(wrong),
            "{wrong}\n{}",
            rendered.text
        );
    }
    snapshot("league", &rendered);
}

#[test]
fn one_of_which_nothing_fell_due_reads_that_and_one_above_gets_a_copy() {
    let idle = render(&digest(fuquan(), vec![league()]));
    assert!(idle.text.contains("本期无到期事项，不参加排名"), "{}", idle.text);
    assert!(!idle.text.contains("阶段性工作总结"), "{}", idle.text);
    let mut copy = league();
    copy.is_copy = true;
    let copied = render(&digest(super::matters::guizhou(), vec![copy]));
    assert!(copied.text.contains("主送各县（市、区）市场监督管理局"), "{}", copied.text);
    assert!(!copied.text.contains("你局名次"), "{}", copied.text);
}
