//! The rules on a directive of our own making, and on single sentences.

mod helpers;
mod lines;
mod shown;
mod signed;
mod stages;
mod terms;
mod years;

use super::*;
use proptest::prelude::*;

/// A directive with something of everything.
const SAMPLE: &str = include_str!("sample.txt");

/// What sentences of a directive of 9 May 2024 ask for, as `by when what`.
fn owed(text: &str) -> Vec<String> {
    let facts = read(&format!("某市市场监督管理局\n2024年5月9日\n{text}"));
    let line = |demand: &Quoted<DirectiveDemand>| {
        let DirectiveDemand { what, due, sealed, to, .. } = &demand.fact;
        let seal = if *sealed { " 盖章" } else { "" };
        let to = to.as_ref().map(|to| format!(" →{to}")).unwrap_or_default();
        format!("{due} {what}{seal}{to}")
    };
    facts.owed.iter().map(line).collect()
}

fn phases(text: &str) -> Vec<String> {
    let facts = read(&format!("某市市场监督管理局\n2024年5月9日\n三、工作步骤\n{text}"));
    let line = |phase: &Quoted<DirectivePhase>| {
        let from = phase.fact.from.map_or("issued".to_owned(), |from| from.to_string());
        format!("{} {from}..{}", phase.fact.title, phase.fact.to)
    };
    facts.phases.iter().map(line).collect()
}

fn said(fact: Option<&Quoted<String>>) -> Option<&str> {
    fact.map(|quoted| quoted.fact.as_str())
}

#[test]
fn head_and_signature_are_found_where_they_stand() {
    let facts = read(SAMPLE);
    assert_eq!(
        said(facts.title.as_ref()),
        Some("云溪市市场监督管理局关于印发2025年家用燃气器具质量安全专项整治工作方案的通知")
    );
    assert_eq!(said(facts.campaign.as_ref()), Some("2025年家用燃气器具质量安全专项整治"));
    assert_eq!(said(facts.number.as_ref()), Some("云市监质〔2025〕18号"));
    assert_eq!(said(facts.issuer.as_ref()), Some("云溪市市场监督管理局"));
    assert_eq!(
        facts.issued.as_ref().map(|day| (day.fact.to_string(), day.line)),
        Some(("2025-03-12".to_owned(), 8))
    );
    let addressees: Vec<_> = facts.addressees.iter().map(|addressee| addressee.fact.as_str()).collect();
    assert_eq!(addressees, ["各县（市、区）市场监督管理局", "市局各有关科室", "直属单位"]);
}

#[test]
fn phases_have_names_and_ends() {
    let facts = read(SAMPLE);
    let line = |phase: &Quoted<DirectivePhase>| {
        let DirectivePhase { title, from, to } = &phase.fact;
        (title.clone(), from.map(|from| from.to_string()), to.to_string())
    };
    let phase = |title: &str, from: Option<&str>, to: &str| {
        (title.to_owned(), from.map(str::to_owned), to.to_owned())
    };
    assert_eq!(
        facts.phases.iter().map(line).collect::<Vec<_>>(),
        [
            phase("动员部署", None, "2025-03-31"),
            phase("集中整治", Some("2025-04-上旬"), "2025-10-月底"),
            phase("总结提升", Some("2025-11-01"), "2026-01-15"),
        ]
    );
}

#[test]
fn phases_are_written_in_many_ways() {
    for (text, expected) in [
        ("第一阶段：动员部署（5月中旬—6月中旬）。", "动员部署 2024-05-中旬..2024-06-中旬"),
        ("1.自查自纠阶段（6月15日至20日）", "自查自纠 2024-06-15..2024-06-20"),
        ("（二）检查阶段（7—9月）。", "检查 2024-07..2024-09"),
        ("（三）整治（2024年9月至2025年3月）", "整治 2024-09..2025-03"),
        ("（三）攻坚阶段（11月至次年2月底）。", "攻坚 2024-11..2025-02-月底"),
        ("启动阶段（2024年5月20日前）：各地制定方案。", "启动 issued..2024-05-20"),
        ("二〇二四年六月一日至六月三十日为集中检查阶段。", "集中检查 2024-06-01..2024-06-30"),
        ("（四）总结（时间：12月上旬）", "总结 2024-12-上旬..2024-12-上旬"),
    ] {
        assert_eq!(phases(text), [expected], "{text}");
    }
}

#[test]
fn what_is_owed_is_told_paper_by_paper() {
    let facts = read(SAMPLE);
    let line = |demand: &Quoted<DirectiveDemand>| format!("{} {}", demand.fact.due, demand.fact.what);
    assert_eq!(
        facts.owed.iter().map(line).collect::<Vec<_>>(),
        [
            "issued + 5wd 本地方案",
            "monthly 25 进展情况表",
            "quarterly 20 季度小结",
            "2025-06-30 阶段性总结",
            "2025-09-30 阶段性总结",
            "2025-12-20 年度总结",
            "2025-12-20 问题清单",
            "2025-12-20 典型案例",
            "2025-09-月底 全面完成整改复查",
            "2025-09-月底 整改进展",
        ]
    );
    let sealed: Vec<_> = facts
        .owed
        .iter()
        .filter(|demand| demand.fact.sealed)
        .map(|demand| demand.fact.what.as_str())
        .collect();
    assert_eq!(sealed, ["年度总结", "问题清单", "典型案例"]);
    assert_eq!(facts.owed.last().map(|demand| demand.fact.kind), Some(DemandKind::KeepReporting));
    assert_eq!(facts.owed[0].fact.to.as_deref(), Some("市局质量监督科"));
}

#[test]
fn deadlines_are_written_in_many_ways() {
    let cases: &[(&str, &[&str])] = &[
        ("请于6月30日前报送工作总结。", &["2024-06-30 工作总结"]),
        ("工作总结请于12月10日前报送至市局质量科。", &["2024-12-10 工作总结 →市局质量科"]),
        ("各地应于10月底前将工作总结（加盖公章）报市局。", &["2024-10-月底 工作总结 盖章 →市局"]),
        ("各地于2024年6月25前将总结报送省局。", &["2024-06-25 总结 →省局"]),
        ("年底前建立企业质量档案。", &["2024-12-月底 建立企业质量档案"]),
        ("分别于6月底和7月底报送阶段性报告。", &["2024-06-月底 阶段性报告", "2024-07-月底 阶段性报告"]),
        ("每月2日、12日前报送统计表。", &["monthly 2 统计表", "monthly 12 统计表"]),
        ("每半年报送一次阶段性工作总结。", &["half-yearly 一次阶段性工作总结"]),
        ("每周五报送检查进展。", &["weekly 5 检查进展"]),
        ("收到本通知后10日内，将联络员名单报省局。", &["issued + 10d 联络员名单 →省局"]),
        (
            "应于6月底前完成监督抽查，并上报抽查情况。",
            &["2024-06-月底 完成监督抽查", "2024-06-月底 抽查情况"],
        ),
        ("截至5月1日，共检查企业300家。", &[]),
        ("根据2023年3月1日印发的办法执行。", &[]),
        ("6月1日召开动员会。", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(owed(text), *expected, "{text}");
    }
}

#[test]
fn measures_are_read_from_brackets_and_from_lines() {
    let facts = read(SAMPLE);
    let line = |measure: &Quoted<DirectiveMeasure>| {
        let DirectiveMeasure { title, lead, by } = &measure.fact;
        format!("{title} {} {}", lead.join("+"), by.join("+"))
    };
    assert_eq!(
        facts.measures.iter().map(line).collect::<Vec<_>>(),
        ["开展自查 质量监督科+认证科 各县（市、区）局", "开展抽查 抽检科 检验中心+各县（市、区）局"]
    );
}

#[test]
fn product_groups_are_counted_against_what_the_text_says() {
    let products = read(SAMPLE).products.map(|products| products.fact).unwrap_or_default();
    let groups: Vec<_> =
        products.groups.iter().map(|(group, items)| format!("{group} {}", items.join("+"))).collect();
    assert_eq!(groups, ["灶具 家用灶+集成灶", "连接软管 ", "调压器 ", "智能报警器 ", "热水器 "]);
    assert_eq!(products.stated, Some(groups.len()));
    // What is enumerated but is no product.
    assert_eq!(read("以信用监管、媒体曝光、社会监督等多种措施推动产品质量提升。").products, None);
}

#[test]
fn dates_of_which_nothing_was_made_are_set_aside() {
    let facts = read(SAMPLE);
    let aside: Vec<_> = facts.set_aside.iter().map(|aside| aside.sentence.as_str()).collect();
    assert_eq!(
        aside,
        [
            "为防范燃气事故，按照《产品质量法》和上级2024年12月5日会议的要求，制定本方案。",
            "会议定于4月8日召开。"
        ]
    );
}

#[test]
fn a_year_that_nobody_names_is_left_open() {
    let facts = read("各单位于7月15日前报送实施方案。");
    let due: Vec<_> = facts.owed.iter().map(|demand| demand.fact.due.to_string()).collect();
    assert_eq!(due, ["????-07-15"]);
    let Some(WrittenTerm::On(date)) = facts.owed.first().map(|demand| demand.fact.due.clone()) else {
        panic!("{due:?}")
    };
    assert_eq!((date.in_plan(true), date.assumed_year), (None, true));
}

#[test]
fn every_fact_stands_in_its_line() {
    let facts = read(SAMPLE);
    let lines: Vec<_> = SAMPLE.lines().collect();
    for (line, what) in facts.owed.iter().map(|demand| (demand.line, demand.fact.what.as_str())) {
        assert!(lines[line - 1].contains(what), "{what} is not in line {line}");
    }
}

#[test]
fn dates_of_a_form_are_a_plans_words() {
    for (text, last, expected) in [
        ("2026年12月20日", true, "2026-12-20"),
        ("２０２６年１２月２０日前", true, "2026-12-20"),
        ("10月底前", true, "2025-10-月底"),
        ("5月中旬", false, "2025-05-中旬"),
        ("2025年7月", false, "2025-07-上旬"),
        ("2025年7月", true, "2025-07-月底"),
        ("印发后5个工作日内", true, "issued + 5wd"),
        ("2025-08-20", true, "2025-08-20"),
        ("2025/8/2", true, "2025-08-02"),
        ("issued + 3wd", true, "issued + 3wd"),
        ("final-report - 10d", true, "final-report - 10d"),
        ("每月25日", true, "每月25日"),
        ("以后再说", true, "以后再说"),
    ] {
        assert_eq!(plan_words(text, Some(2025), last), expected, "{text}");
    }
}

#[test]
fn a_plans_term_is_spoken_and_read_back() {
    for (words, spoken) in [("issued + 5wd", "印发后5个工作日"), ("issued + 30d", "印发后30日")] {
        assert_eq!(spoken_words(words), spoken);
        assert_eq!(plan_words(spoken, None, true), words);
    }
    assert_eq!(spoken_words("final-report - 10d"), "final-report - 10d");
}

proptest! {
    /// Whatever somebody uploads: it is read, and quickly.
    #[test]
    fn no_text_is_too_strange(text in "[各县市局于请报送将每月季度年日前底旬阶段第一二(（）):：、，。;0-9 \n《》等类产品牵头责任单位印发后个工作]{0,400}") {
        let facts = read(&text);
        for demand in &facts.owed {
            prop_assert!(demand.line <= text.lines().count().max(1));
        }
    }
}

#[test]
fn an_endless_sentence_comes_to_an_end() {
    let facts = read(&"于6月30日前报送总结、".repeat(20_000));
    assert!(!facts.owed.is_empty());
}
