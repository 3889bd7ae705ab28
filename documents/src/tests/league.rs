//! A league table as a circular.

use super::{
    Package,
    facts::{About, at, source},
    golden::compare,
};
use crate::Source;
use duban_domain::{
    Instrument, Level,
    league::{Circulation, LeagueFigures, Missing, PeriodId, Placing},
    notice::Facts,
};

/// The prefecture circulates August's table to its counties.
fn league(instrument: Instrument) -> Source {
    let placing = |code: &str, rank, handed_in, in_time, findings| Placing {
        bureau: code.into(),
        supervisor: "522700".into(),
        rank,
        figures: LeagueFigures { owed: 14, handed_in, in_time, findings_due: findings, findings_in_time: 3 },
    };
    let idle = Placing { figures: LeagueFigures::default(), ..placing("522703", None, 0, 0, 0) };
    let circulation = Circulation {
        period: PeriodId::Month { year: 2024, month: 8 },
        title: "2024年8月".to_owned(),
        closes: at("2024-08-31 17:30"),
        frozen: at("2024-09-01 17:30"),
        level: Level::County,
        rows: vec![
            placing("522701", Some(1), 14, 14, 4),
            placing("522702", Some(2), 14, 12, 5),
            placing("522732", Some(3), 12, 12, 3),
            idle,
        ],
        missing: vec![
            Missing { title: "阶段性工作总结。".to_owned(), bureaus: vec!["522732".into()] },
            Missing {
                title: "行动成果清单".to_owned(), bureaus: vec!["522702".into(), "522732".into()]
            },
        ],
    };
    let mut source = source(instrument, About::Obligation);
    source.notice.obligation = None;
    source.notice.title = "2024年8月任务完成情况排名".to_owned();
    source.notice.to = "522701".into();
    source.notice.copies = Vec::new();
    source.notice.at = at("2024-09-03 10:00");
    let reason = source.notice.facts.reason.take();
    source.notice.facts = Facts { league: Some(Box::new(circulation)), reason, ..Facts::default() };
    source.about = "522700".into();
    source.letterhead.names.insert("522703".into(), "开发区市场监督管理局".to_owned());
    source
}

#[test]
fn a_circulated_table_is_as_it_was() {
    compare("league", Package::of(&league(Instrument::Circular)).document());
}

#[test]
fn it_speaks_to_all_it_ranks_and_says_every_figure() {
    let package = Package::of(&league(Instrument::Circular));
    assert_eq!(package.styled("DocumentTitle").concat(), "关于2024年8月县（市、区）级任务完成情况的通报");
    assert_eq!(package.styled("Addressee"), ["各县（市、区）市场监督管理局："]);
    let document = package.document();
    let tables = document.find("w:tbl");
    assert_eq!(tables.len(), 1);
    let rows: Vec<Vec<String>> = tables[0]
        .find("w:tr")
        .into_iter()
        .map(|row| row.find("w:tc").into_iter().map(|cell| cell.text()).collect())
        .collect();
    assert_eq!(rows[2], ["2", "福泉市市场监督管理局", "14/14", "100.0%", "12/14", "85.7%", "3/5"]);
    assert_eq!(rows[4], ["—", "开发区市场监督管理局", "—", "—", "—", "—", "—"]);
    assert_eq!(tables[0].find("w:tblHeader").len(), 1, "the head is repeated");
    let text = package.text();
    for said in [
        "参加排名的县（市、区）级单位共4个。本期应报事项42项，已报40项，完整率95.2%；其中按时报送38项，及时率90.4%。",
        "本期整改期限届满的问题隐患12项，按期销号9项，按期销号率75.0%。",
        "（一）阶段性工作总结（1个单位）。三都水族自治县市场监督管理局。",
        "（二）行动成果清单（2个单位）。福泉市市场监督管理局、三都水族自治县市场监督管理局。",
        "数据截至2024年8月31日17时30分",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    for wrong in ["none", "undefined", "@", "¦", "{{", "。。", "5227"] {
        assert!(!text.contains(wrong), "{wrong}\n{text}");
    }
}

#[test]
fn the_table_stands_between_its_paragraphs_in_the_schemas_order() {
    let document = Package::of(&league(Instrument::Circular)).document();
    let body = document.find("w:body")[0];
    let names: Vec<_> = body.children().map(|child| (child.name.as_str(), child.text())).collect();
    let table = names.iter().position(|(name, _)| *name == "w:tbl").unwrap();
    assert!(names[table - 1].1.starts_with("排名依次比较"), "{}", names[table - 1].1);
    assert_eq!(names[table + 1].1, "三、未报送情况");
    let order = |name: &str| -> Vec<String> {
        document.find(name)[0].children().map(|child| child.name.clone()).collect()
    };
    assert_eq!(order("w:tblPr"), ["w:tblW", "w:jc", "w:tblBorders", "w:tblLayout"]);
    assert_eq!(order("w:trPr"), ["w:cantSplit", "w:trHeight", "w:tblHeader"]);
    assert_eq!(order("w:tcPr"), ["w:tcW", "w:vAlign"]);
    let widths: u32 =
        document.find("w:gridCol").iter().map(|column| column.value("w:w").parse::<u32>().unwrap()).sum();
    assert_eq!(widths, 8845, "as wide as the type area");
}

#[test]
fn styles_of_tables_come_only_with_a_table() {
    let styles = |source: &Source| {
        let part = Package::of(source).part("word/styles.xml");
        part.find("w:style").iter().map(|style| style.value("w:styleId").to_owned()).collect::<Vec<_>>()
    };
    let with = styles(&league(Instrument::Circular));
    let without = styles(&source(Instrument::Circular, About::Obligation));
    assert_eq!(with[..without.len()], without[..]);
    assert_eq!(with[without.len()..], ["TableHead", "TableCell", "TableName"]);
}

#[test]
fn the_same_table_is_the_same_bytes_and_its_withdrawal_speaks_to_all() {
    let templates = crate::Templates::builtin().unwrap();
    let source = league(Instrument::Circular);
    assert!(templates.render(&source).unwrap() == templates.render(&source).unwrap());
    let withdrawal = Package::of(&league(Instrument::Withdrawal));
    assert_eq!(withdrawal.styled("Addressee"), ["各县（市、区）市场监督管理局："]);
    assert!(withdrawal.text().contains("“2024年8月任务完成情况排名”，有关情况另行通报。"));
    assert!(withdrawal.document().find("w:tbl").is_empty());
}

#[test]
fn hostile_names_stay_text_in_the_table() {
    let mut source = league(Instrument::Circular);
    source.letterhead.names.insert("522701".into(), "<w:p/>&\u{202E}\u{0}局\n@标题 假".to_owned());
    let document = Package::of(&source).document();
    let cell = document.find("w:tbl")[0].find("w:tc")[8].text();
    assert_eq!(cell, "<w:p/>& 局 ＠标题 假");
}

/// `DOCUMENTS_FOLDER=/tmp/documents cargo test … write_league` writes it to look at.
#[test]
fn write_league() {
    let Some(folder) = std::env::var_os("DOCUMENTS_FOLDER").map(std::path::PathBuf::from) else { return };
    let bytes = crate::Templates::builtin().unwrap().render(&league(Instrument::Circular)).unwrap();
    std::fs::write(folder.join("league.docx"), bytes).unwrap();
}
