//! The register of each kind of document.

use super::{
    Package,
    facts::{About, documents, source},
};
use crate::{CriticisedBureau, Earlier, file_name};
use duban_domain::{Instrument, notice::Lifted};

fn text(instrument: Instrument, about: About) -> String {
    Package::of(&source(instrument, about)).text()
}

#[test]
fn every_instrument_renders_for_every_kind_of_matter() {
    for instrument in documents() {
        for about in About::ALL {
            let package = Package::of(&source(instrument, about));
            let title = package.styled("DocumentTitle").concat();
            assert!(title.starts_with("关于") && title.contains(kind(instrument)), "{title}");
            let text = package.text();
            for wrong in ["none", "undefined", "@", "¦", "{{", "。。", "，。", "产品产品", "522732"]
            {
                assert!(!text.contains(wrong), "{instrument} {about:?}: {wrong}\n{text}");
            }
        }
    }
}

/// The last word of a title names the kind.
fn kind(instrument: Instrument) -> &'static str {
    match instrument {
        Instrument::GovernmentReport => "报告",
        Instrument::Withdrawal => "通知",
        other => other.chinese(),
    }
}

#[test]
fn a_document_about_an_obligation_tells_its_facts() {
    let listing = text(Instrument::Listing, About::Obligation);
    for fact in [
        "三都水族自治县市场监督管理局：",
        "你局应于2024年8月20日17时30分前报送“阶段性工作总结”（须附相关材料）",
        "已逾期11个工作日",
        "《提醒敦促函》（黔南市监〔2024〕12号）、《通报》（黔南市监〔2024〕14号）",
        "逾期满10个工作日的，实施挂牌督办",
        "于2024年9月10日17时30分前",
        "至2024年9月18日9时仍未报送的，将报经批准后报告地方党委、政府。",
    ] {
        assert!(listing.contains(fact), "{fact}\n{listing}");
    }
}

#[test]
fn what_lifts_the_listing_of_an_unfiled_report_speaks_of_it_and_cites_what_it_lifts() {
    let mut source = source(Instrument::Delisting, About::Listing);
    let lifted = Lifted { docket: "522732".into(), notice: 7, title: "阶段性工作总结".to_owned() };
    source.notice.facts.lifts = Some(Box::new(lifted));
    let number = "黔南市监〔2024〕15号".to_owned();
    source.earlier =
        vec![Earlier { number, instrument: Instrument::Listing, at: source.notice.at, shared: false }];
    let package = Package::of(&source);
    let title = package.styled("DocumentTitle").concat();
    assert_eq!(title, "关于“阶段性工作总结”逾期未报送问题的挂牌督办解除通知书");
    let text = package.text();
    assert!(
        text.contains(
            "我局以《挂牌督办通知书》（黔南市监〔2024〕15号）对你局未按期报送“阶段性工作总结”问题实施挂牌督办"
        ),
        "{text}"
    );
    assert!(!text.contains("质量安全"), "{text}");
}

#[test]
fn a_finding_speaks_to_the_enterprise() {
    for instrument in [Instrument::ReminderLetter, Instrument::RectificationNotice, Instrument::Interview] {
        let package = Package::of(&source(instrument, About::Finding));
        assert_eq!(package.styled("Addressee"), ["三都某某电缆有限公司："], "{instrument}");
        let text = package.text();
        assert!(text.contains("统一社会信用代码：91350100M000100Y43"), "{text}");
        assert!(text.contains("电线电缆产品（生产领域）存在以下问题：产品未经检验出厂"), "{text}");
        assert!(text.contains("较大质量安全风险"), "{text}");
        assert!(!text.contains("你局"), "{text}");
        // The county passes it on, and gets a copy.
        assert_eq!(package.styled("Copies"), ["　抄送：三都水族自治县市场监督管理局。"]);
        let to_bureau = Package::of(&source(instrument, About::BureauFinding));
        assert_eq!(to_bureau.styled("Addressee"), ["三都水族自治县市场监督管理局："]);
        assert!(to_bureau.text().contains("你局"));
    }
    assert!(text(Instrument::ReminderLetter, About::Finding).contains("贵单位"));
    assert!(!text(Instrument::RectificationNotice, About::Finding).contains("贵单位"));
}

#[test]
fn a_report_goes_up_and_asks_for_nothing() {
    for about in About::ALL {
        let package = Package::of(&source(Instrument::GovernmentReport, about));
        assert_eq!(package.styled("Addressee"), ["三都水族自治县人民政府："]);
        let text = package.text();
        for request in ["请", "你局", "望予", "批示"] {
            assert!(!text.contains(request), "{about:?}: {request}\n{text}");
        }
        assert!(text.contains("特此报告。"));
        assert_eq!(package.styled("Copies"), ["　抄送：三都水族自治县市场监督管理局。"]);
    }
}

#[test]
fn a_circular_names_whom_it_criticises() {
    for about in About::ALL {
        let text = text(Instrument::Circular, about);
        assert!(text.contains("对三都水族自治县市场监督管理局予以通报批评"), "{text}");
        assert!(!text.contains("你局") && !text.contains("请"), "{text}");
    }
}

#[test]
fn a_letter_is_polite_and_a_notice_commands() {
    for about in About::ALL {
        assert!(text(Instrument::ReminderLetter, about).contains("专此函达，请予支持。"));
        for instrument in [Instrument::RectificationNotice, Instrument::Interview, Instrument::Listing] {
            let text = text(instrument, about);
            assert!(!text.contains("请你") && !text.contains("请予"), "{instrument}\n{text}");
            assert!(text.contains("特此通知。"));
        }
    }
}

#[test]
fn a_hand_over_goes_to_the_authority() {
    let package = Package::of(&source(Instrument::HandOver, About::Finding));
    assert_eq!(package.styled("Addressee"), ["三都水族自治县公安局："]);
    assert!(package.text().contains("于2024年10月30日17时30分前将收悉回执函复我局"));
}

#[test]
fn a_withdrawal_names_what_it_takes_back() {
    let package = Package::of(&source(Instrument::Withdrawal, About::Obligation));
    assert_eq!(package.styled("DocumentTitle").concat(), "关于撤回黔南市监〔2024〕12号文件的通知");
    assert!(package.text().contains("现决定撤回《提醒敦促函》（黔南市监〔2024〕12号）"));
}

#[test]
fn a_provisional_date_says_so() {
    for instrument in documents() {
        let mut source = source(instrument, About::Finding);
        source.notice.facts.provisional = true;
        source.notice.facts.reply_by = source.notice.facts.reply_by.or(source.notice.facts.due);
        let text = Package::of(&source).text();
        let names_one = text.contains("于2024年") || text.contains("至2024年");
        let told = text.contains("期限为暂定");
        let past_only = matches!(instrument, Instrument::GovernmentReport | Instrument::Withdrawal);
        assert!(told || !names_one || past_only, "{instrument}\n{text}");
    }
}

#[test]
fn after_an_outage_a_past_step_is_not_announced() {
    let mut late = source(Instrument::ReminderLetter, About::Obligation);
    late.notice.at = super::facts::at("2024-08-26 09:00");
    assert!(!Package::of(&late).text().contains("将予以通报"));
}

#[test]
fn a_circular_names_all_once() {
    let mut source = source(Instrument::Circular, About::Obligation);
    let letter = source.earlier.remove(0);
    source.named = vec![
        CriticisedBureau { bureau: "522701".into(), earlier: Vec::new() },
        CriticisedBureau { bureau: "522732".into(), earlier: vec![letter] },
    ];
    let package = Package::of(&source);
    let title = package.styled("DocumentTitle").concat();
    assert_eq!(title, "关于都匀市市场监督管理局等2个单位逾期未报送“阶段性工作总结”情况的通报");
    let text = package.text();
    for said in [
        "都匀市市场监督管理局、三都水族自治县市场监督管理局应于2024年8月20日17时30分前报送“阶段性工作总结”",
        "其中，三都水族自治县市场监督管理局此前已收到《提醒敦促函》（黔南市监〔2024〕12号），至今未见落实。",
        "上述2个单位对专项行动重视不够",
        "现对上述2个单位予以通报批评。",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    // A bureau that is named needs no copy.
    assert!(text.contains("抄送：福泉市市场监督管理局。"), "{text}");
    let name = file_name(&source);
    assert_eq!(name, "黔南市监〔2024〕14号 通报（都匀市市场监督管理局等2个单位）.docx");
}

#[test]
fn what_is_taken_back_of_a_circular_is_what_it_says_of_one() {
    let mut source = source(Instrument::Withdrawal, About::Obligation);
    source.earlier[0].shared = true;
    let text = Package::of(&source).text();
    let said = "现决定撤回《提醒敦促函》（黔南市监〔2024〕12号）中有关三都水族自治县市场监督管理局的内容";
    assert!(text.contains(said), "{text}");
}
