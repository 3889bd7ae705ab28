//! The day a directive bears, where other days stand around it.

use super::*;

fn issued(text: &str) -> Option<(String, usize)> {
    let facts = read(&format!("关于开展检查的通知\n各县局：\n{text}"));
    facts.issued.map(|issued| (issued.fact.to_string(), issued.line))
}

#[test]
fn a_day_that_is_cited_or_stands_in_a_table_is_not_the_issue_date() {
    assert_eq!(
        issued("根据《办法》（国发〔2023〕5号，2023年3月1日）精神，开展检查。\n请于6月30日前报送总结。"),
        None
    );
    assert_eq!(issued("阶段一\n2025年3月31日\n阶段二\n2025年6月30日"), None);
    assert_eq!(
        issued("阶段一\n2025年3月31日\n阶段二\n2025年6月30日\n某市市场监督管理局\n2024年11月9日"),
        Some(("2024-11-09".to_owned(), 8))
    );
    assert_eq!(
        issued("质量监督科、市场监督管理局\n2025年3月31日前\n某市局\n2024年11月9日"),
        Some(("2024-11-09".to_owned(), 6))
    );
    assert_eq!(issued("截止日期：2024年12月31日"), None);
}

#[test]
fn without_a_signature_a_label_or_the_printers_line_tells_the_day() {
    assert_eq!(issued("请报送总结。\n2024年11月9日"), Some(("2024-11-09".to_owned(), 4)));
    assert_eq!(issued("请报送总结。\n某局办公室　　2024年11月10日印发"), Some(("2024-11-10".to_owned(), 4)));
    let labelled =
        read("发布日期：2024-11-12\n成文日期：2024-11-09\n关于开展检查的通知\n各县局：\n请报送总结。");
    assert_eq!(labelled.issued.map(|issued| issued.fact.to_string()).as_deref(), Some("2024-11-09"));
    let numbered =
        read("关于开展检查的通知\n（某食药监市〔2007〕159号 2007年9月14日）\n各县局：\n请报送总结。");
    assert_eq!(numbered.issued.map(|issued| issued.fact.to_string()).as_deref(), Some("2007-09-14"));
}

#[test]
fn what_stands_in_the_paragraph_of_the_signature_is_read_as_well() {
    let facts = read("关于开展检查的通知\n各县局：\n会议于12月3日召开。某市市场监督管理局2024年11月9日");
    assert_eq!(facts.issued.map(|issued| issued.fact.to_string()).as_deref(), Some("2024-11-09"));
    let aside: Vec<_> = facts.set_aside.iter().map(|aside| aside.sentence.as_str()).collect();
    assert_eq!(aside, ["会议于12月3日召开。"]);
}
