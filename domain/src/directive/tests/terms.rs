//! Recurrences, terms, lists of dates and the words around them.

use super::helpers::*;

#[test]
fn what_is_understood_by_half_is_set_aside() {
    assert_set_aside(&[
        "每季度首月5日前报送总结。",
        "每季度结束后10日内报送总结。",
        "每季度第一个月10日前报送总结。",
        "每季度25日前报送总结。",
        "每月结束后5个工作日内报送总结。",
        "每月1-5日报送总结。",
        "每月5日至10日报送总结。",
        "每月第一周报送总结。",
        "每月定期于25日前报送报表。",
        "每周一至周五报送总结。",
        "每周三、五前报送报表。",
        "每周期报送总结。",
        "每旬末报送进展情况表。",
        "每日16时前报送日报。",
        "每年12月10日前报送总结。",
        "2025年起，每年1月10日前报送总结。",
        "收到检验报告后5个工作日内报送总结。",
        "企业收到整改通知书后15日内报送整改报告。",
        "各县局实施方案印发后5个工作日内报送方案。",
        "印发后一个月内报送方案。",
        "本方案印发10日内报送方案。",
    ]);
}

#[test]
fn recurrences_and_terms_are_written_in_many_ways() {
    let cases: &[(&str, &[&str])] = &[
        ("每月至少报送一次统计表。", &["monthly 一次统计表"]),
        ("每月上报统计表。", &["monthly 统计表"]),
        ("每月底前报送统计表。", &["monthly 统计表"]),
        ("每周一次报送报表。", &["weekly 报表"]),
        ("每周一报送报表。", &["weekly 1 报表"]),
        ("每周三、周五前报送报表。", &["weekly 3 报表", "weekly 5 报表"]),
        ("每月5日前和20日前报送报表。", &["monthly 5 报表", "monthly 20 报表"]),
        ("每季度最后一个月25日前报送报表。", &["quarterly 25 报表"]),
        ("每季度末月20日前、12月25日前报送总结。", &["quarterly 20 总结", "2024-12-25 总结"]),
        ("印发后两周内报送方案。", &["issued + 14d 方案"]),
        ("自本方案印发之日起10日内报送清单。", &["issued + 10d 清单"]),
        ("接到本通知后5个工作日内报送清单。", &["issued + 5wd 清单"]),
    ];
    for (text, expected) in cases {
        assert_eq!(due(&autumn(text)), *expected, "{text}");
    }
    let halves = autumn("每半年（6月、12月底前）报送一次总结。");
    assert_eq!((due(&halves), halves.set_aside.len()), (vec!["half-yearly 一次总结".to_owned()], 1));
    // What recurs and the months in which it does are no list.
    let months = autumn("2025年1月至3月，每月25日前报送报表。");
    assert_eq!((due(&months), months.set_aside.len()), (vec!["monthly 25 报表".to_owned()], 1));
}

#[test]
fn all_dates_of_a_list_are_owed() {
    let cases: &[(&str, &[&str])] = &[
        ("请于2024年12月20日前、2025年3月20日前将总结报送市局。", &["2024-12-20 总结", "2025-03-20 总结"]),
        ("11月20日前、12月10日前分别报送小结和总结。", &["2024-11-20 小结", "2024-12-10 总结"]),
        ("12月5日、20日前报送总结。", &["2024-12-05 总结", "2024-12-20 总结"]),
        ("于12月、3月底前报送总结。", &["2024-12 总结", "2025-03-月底 总结"]),
        ("12月1日至12月20日前完成检查。", &["2024-12-20 完成检查"]),
        ("12月20日下午5点前报送总结。", &["2024-12-20 总结"]),
        ("12月20日17:30前报送总结。", &["2024-12-20 总结"]),
    ];
    for (text, expected) in cases {
        let facts = autumn(text);
        assert_eq!(
            (due(&facts), facts.set_aside),
            (expected.iter().map(|due| (*due).to_owned()).collect(), vec![]),
            "{text}"
        );
    }
}

#[test]
fn what_is_told_of_is_not_demanded() {
    assert_set_aside(&[
        "对12月底前未完成整改的企业，依法立案查处。",
        "2024年5月1日前已建立台账的单位，不再重复报送台账。",
        "对2024年6月30日前建成投产的企业开展全面检查。",
        "各地于去年12月底前已完成整改。",
        "12月20日前各单位无需报送总结。",
        "12月20日前报送的总结，由科室汇总。",
        "除12月20日前报送总结外，还应做好宣传。",
        "请于12月10日前往现场报告情况。",
        "12月20日前取得证书的企业应报送清单。",
        "12月底前完成整改的企业应报送总结。",
        "原定12月20日前报送的总结延期至12月30日前报送。",
        "2024年12月1日前期准备完成。",
        "于12月20日内容更新完成。",
    ]);
    let facts = autumn("3.2.1 前期准备工作完成情况汇总。");
    assert_eq!((due(&facts), facts.set_aside), (vec![], vec![]));
    for text in ["12月20日前将未完成整改的企业名单报送市局。", "12月20日前报送未完成整改的企业名单。"]
    {
        assert_eq!(due(&autumn(text)), ["2024-12-20 未完成整改的企业名单"], "{text}");
    }
    assert_eq!(due(&autumn("将检查方式改为线上，12月20日前报送总结。")), ["2024-12-20 总结"]);
    assert_eq!(due(&autumn("12月底前报送存在问题的企业名单。")), ["2024-12-月底 存在问题的企业名单"]);
}

#[test]
fn a_seal_is_asked_for_before_the_day_or_behind_it() {
    let sealed = |text: &str| autumn(text).owed.iter().map(|demand| demand.fact.sealed).collect::<Vec<_>>();
    assert_eq!(sealed("将工作总结（加盖公章）于12月10日前报送。"), [true]);
    assert_eq!(sealed("将工作总结（加盖公章，一式两份），于12月10日前报送。"), [true]);
    assert_eq!(sealed("11月30日前报送总结（加盖公章），12月10日前报送报表。"), [true, false]);
}
