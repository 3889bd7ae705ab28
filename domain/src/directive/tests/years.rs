//! Of which year a date is that names none.

use super::{helpers::*, *};

#[test]
fn months_behind_the_turn_of_the_year_come_after_the_issue() {
    let phases = autumn("（一）集中整治阶段（1月1日至1月31日）。\n（二）总结阶段（2月）。");
    assert_eq!(spans(&phases), ["集中整治 2025-01-01..2025-01-31", "总结 2025-02..2025-02"]);
    assert_eq!(due(&autumn("请于1月底前报送年度总结。")), ["2025-01-月底 年度总结"]);
    assert_eq!(due(&autumn("请于12月20日前报送总结。")), ["2024-12-20 总结"]);
    // What began before the issue goes on: only its end counts.
    assert_eq!(spans(&autumn("（一）整治阶段（11月上旬）。")), ["整治 2024-11-上旬..2024-11-上旬"]);
    assert_eq!(spans(&autumn("（一）整治阶段（3月至12月）。")), ["整治 2024-03..2024-12"]);
    assert_eq!(spans(&autumn("（一）整治阶段（10月至次年2月）。")), ["整治 2024-10..2025-02"]);
    assert_eq!(spans(&autumn("（一）整治阶段（12月至3月）。")), ["整治 2024-12..2025-03"]);
}

#[test]
fn a_year_holds_for_its_paragraph_and_for_what_stands_below_its_heading() {
    let in_turn = autumn(
        "（二）整治阶段（12月1日至次年3月31日）。各地于12月31日前报送方案，1月31日前报送进展，3月31日前报送总结。",
    );
    assert_eq!(due(&in_turn), ["2024-12-31 方案", "2025-01-31 进展", "2025-03-31 总结"]);
    assert_eq!(due(&autumn("（三）总结阶段（2025年4月）。各地于4月10日前报送总结。")), ["2025-04-10 总结"]);
    let below = autumn(
        "（三）总结阶段（2026年4月）。\n各地于4月10日前报送总结。\n1.请于4月20日前报送清单。\n四、要求\n各地于4月30日前报送台账。",
    );
    assert_eq!(due(&below), ["2026-04-10 总结", "2026-04-20 清单", "2025-04-30 台账"]);
}

#[test]
fn a_year_that_is_cited_is_not_handed_on() {
    for (text, expected) in [
        ("根据2023年3月10日前发布的办法，请于12月20日前报送总结。", "2024-12-20 总结"),
        ("依据2019年12月1日起施行的《条例》，各县局应于1月15日前完成排查。", "2025-01-15 完成排查"),
        ("依据2025年1月1日起施行的《条例》，各县局应于12月15日前完成排查。", "2024-12-15 完成排查"),
        ("自2022年1月1日以来投诉较多的企业，应于12月底前完成检查。", "2024-12-月底 完成检查"),
        ("各地于去年12月底前完成整改，今年12月20日前报送总结。", "2024-12-20 总结"),
    ] {
        let facts = autumn(text);
        assert_eq!(due(&facts), [expected], "{text}");
        assert_eq!(facts.set_aside.len(), 1, "the date that is cited is shown: {text}");
    }
}

#[test]
fn a_year_in_words_is_counted_from_the_right_one() {
    for (text, expected) in [
        ("各地要于2025年年底前建立长效机制。", "2025-12-月底 建立长效机制"),
        ("各地要于2025年年末前建立长效机制。", "2025-12-月底 建立长效机制"),
        ("各地要于明年年底前建立长效机制。", "2025-12-月底 建立长效机制"),
        ("各地要于2025年度12月底前建立长效机制。", "2025-12-月底 建立长效机制"),
        ("2025年1月15日前报送方案，12月20日前报送总结。", "2025-01-15 方案"),
    ] {
        assert_eq!(due(&autumn(text)).first().map(String::as_str), Some(expected), "{text}");
    }
    assert_set_aside(&["请于25年1月10日前报送总结。", "请于二五年一月十日前报送总结。"]);
}

#[test]
fn a_year_that_may_be_either_stays_open() {
    // A month ago: late, or for next year. Eleven days on, behind a day in June: this year or next.
    assert_eq!(due(&autumn("请于10月底前报送总结。")), ["????-10-月底 总结"]);
    let listed = autumn("请于6月10日前、11月20日前分别报送阶段性总结和全面总结。");
    assert_eq!(due(&listed), ["2025-06-10 阶段性总结", "????-11-20 全面总结"]);
    // 2025 is spoken of, but a plan for it may be due before.
    assert_eq!(due(&autumn("为做好2025年工作，请于12月20日前报送计划。")), ["????-12-20 计划"]);
    assert_eq!(due(&autumn("2025年第一季度开展检查，3月20日前报送总结。")), ["2025-03-20 总结"]);
    assert_eq!(
        due(&autumn("到2026年底前，实现全覆盖；请于12月20日前报送总结。")).last().map(String::as_str),
        Some("????-12-20 总结")
    );
    assert_eq!(spans(&autumn("（一）2025年检查阶段（11月至12月）。")), ["2025年检查 ????-11..????-12"]);
    // A plan for next year that is issued in this one.
    let next = read(
        "关于印发2025年工作要点的通知\n各县局：\n请于12月25日前报送名单，1月底前报送方案。\n某市局\n2024年12月9日",
    );
    assert_eq!(due(&next), ["????-12-25 名单", "2025-01-月底 方案"]);
}

#[test]
fn without_a_signature_the_title_or_the_number_tells_the_year() {
    let orders =
        "\n根据省局2023年12月5日电视电话会议精神开展检查。即日起至年底前，完成排查。请于12月20日前报送总结。";
    for (head, year) in [
        ("关于开展检查的通知", "????"),
        ("关于开展2024年检查的通知", "2024"),
        ("某市监〔2024〕12号\n关于开展检查的通知", "2024"),
    ] {
        let expected = [format!("{year}-12-月底 完成排查"), format!("{year}-12-20 总结")];
        assert_eq!(due(&read(&format!("{head}{orders}"))), expected, "{head}");
    }
}
