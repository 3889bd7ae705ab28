//! No sentence with a date, of whatever form, is left out without a word.

use super::helpers::*;

#[test]
fn dates_of_unknown_forms_are_shown() {
    assert_set_aside(&[
        "请于第二季度报送总结。",
        "四季度开展检查。",
        "上半年完成检查。",
        "月底前报送总结。",
        "本月底报送。",
        "下月10日报送总结。",
        "次月5日前报送总结。",
        "25日前报送总结。",
        "25号前报送总结。",
        "元月15日报送总结。",
        "节前完成检查。",
        "春节前完成检查。",
        "每半月报送报表。",
        "每两周报送报表。",
        "整治时间为12.1-12.31。",
        "整治时间为2024.12-2025.3。",
        "请于12.20前报送总结。",
        "13月1日前报送总结。",
        "周五18时前报送总结。",
        "周五前报送总结。",
        "三年内完成改造。",
        "接到举报后24小时内上报。",
    ]);
}

#[test]
fn numbers_that_are_no_dates_are_not_shown() {
    let facts = autumn(
        "电话：0851-8222212，联系人：李某。\n依据GB 4706.1-2005标准检查3.5万台设备。\n根据黔南市监〔2024〕12号文件要求开展检查。\n见3.2.1节和3.2条，共24家企业、12个月龄，生产环节前置审批，老年内衣。",
    );
    assert_eq!(facts.set_aside, []);
}

#[test]
fn a_second_date_that_was_not_used_is_shown() {
    for (text, taken) in [
        ("12月20日前报送总结，1月15日召开推进会。", 1),
        ("（二）集中整治阶段（11月15日至2025年2月10日），2025年3月1日开展验收。", 1),
        ("12月20日前报送总结，月底前召开推进会。", 1),
    ] {
        let facts = autumn(text);
        assert_eq!((facts.owed.len() + facts.phases.len(), facts.set_aside.len()), (taken, 1), "{text}");
    }
}

#[test]
fn only_the_date_of_figures_is_not_asked_for() {
    let facts = autumn("截至12月31日的数据，请于次年1月5日下午5点前填报。");
    assert_eq!(due(&facts), ["2025-01-05 截至12月31日的数据"]);
    assert_eq!(autumn("截至12月31日，共检查300家。").set_aside, []);
    assert_eq!(autumn("截至12月31日，共检查300家，1月15日开会。").set_aside.len(), 1);
    // The time that a paper is called by is part of its name.
    assert_eq!(autumn("12月20日前报送第四季度总结。").set_aside, []);
}

#[test]
fn a_long_sentence_is_not_parted_in_a_date() {
    for length in 1_480..1_520 {
        let facts = autumn(&format!("{}12月20日前报送总结。", "某".repeat(length)));
        assert_eq!(due(&facts), ["2024-12-20 总结"]);
    }
    for length in 2_980..3_020 {
        let facts = autumn(&format!("{}12月20日前报送总结。", "某".repeat(length)));
        assert!(due(&facts).iter().all(|due| due == "2024-12-20 总结"), "{length}");
    }
}
