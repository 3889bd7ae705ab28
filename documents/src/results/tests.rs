use super::*;
use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use duban_domain::{Indicator, bureau::Level};
use std::io::Cursor;

type Figures = [(Indicator, Option<i64>)];

fn row(code: &str, name: &str, level: Level, parent: Option<&str>, figures: &Figures) -> ResultsRow {
    ResultsRow {
        code: code.into(),
        name: name.to_owned(),
        level,
        depth: match level {
            Level::Province => 0,
            Level::Prefecture => 1,
            Level::County => 2,
        },
        parent: parent.map(Into::into),
        figures: figures.iter().copied().collect(),
    }
}

/// A province, a prefecture with figures of its own and two counties, a prefecture without counties, and a
/// county directly under the province.
fn table() -> ResultsTable {
    use Indicator::{Fines, Found, ProducersChecked};
    let own = [(ProducersChecked, Some(5)), (Found, Some(1)), (Fines, Some(120_000))];
    let duyun = [(ProducersChecked, Some(40)), (Found, Some(7)), (Fines, None)];
    let fuquan = [(ProducersChecked, Some(31)), (Found, Some(0)), (Fines, Some(8_500))];
    let lone = [(ProducersChecked, Some(12)), (Found, Some(3)), (Fines, Some(0))];
    let direct = [(ProducersChecked, None), (Found, Some(2)), (Fines, None)];
    ResultsTable {
        title: "重点工业产品质量安全隐患排查治理行动成果清单".to_owned(),
        campaign: "2024年重点工业产品质量安全隐患排查治理行动".to_owned(),
        as_of: NaiveDate::from_ymd_opt(2024, 8, 20).unwrap(),
        rows: vec![
            row("52", "贵州省市场监督管理局", Level::Province, None, &[]),
            row("5227", "黔南布依族苗族自治州市场监督管理局", Level::Prefecture, Some("52"), &own),
            row("522701", "都匀市市场监督管理局", Level::County, Some("5227"), &duyun),
            row("522702", "福泉市市场监督管理局", Level::County, Some("5227"), &fuquan),
            row("5299", "某市市场监督管理局", Level::Prefecture, Some("52"), &lone),
            row("529001", "=1+1|cmd 县市场监督管理局", Level::County, Some("52"), &direct),
        ],
    }
}

struct Sheet {
    cells: calamine::Range<Data>,
    formulas: calamine::Range<String>,
    merged: Vec<calamine::Dimensions>,
}

fn read(bytes: Vec<u8>) -> Sheet {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let name = book.sheet_names()[0].clone();
    let merged = book.merge_cells_by_sheet_name(&name).unwrap();
    Sheet {
        cells: book.worksheet_range(&name).unwrap(),
        formulas: book.worksheet_formula(&name).unwrap(),
        merged,
    }
}

fn text(sheet: &Sheet, row: u32, column: u32) -> String {
    match sheet.cells.get_value((row, column)) {
        Some(Data::String(text)) => text.clone(),
        other => panic!("({row}, {column}) is {other:?}"),
    }
}

fn column(indicator: Indicator) -> u32 {
    2 + u32::try_from(Indicator::ALL.iter().position(|one| *one == indicator).unwrap()).unwrap()
}

#[test]
fn families_stand_over_their_indicators() {
    let sheet = read(workbook(&table()).unwrap());
    let mut at = 2;
    for family in duban_domain::indicator::Family::ALL {
        assert_eq!(text(&sheet, 2, at), family.chinese());
        let count = u32::try_from(family.indicators().count()).unwrap();
        let merged = sheet.merged.iter().any(|m| m.start == (2, at) && m.end == (2, at + count - 1));
        assert!(merged, "{}", family.chinese());
        at += count;
    }
    assert_eq!(text(&sheet, 3, column(Indicator::Fines)), "罚没金额\n（元）");
    assert_eq!(text(&sheet, 3, column(Indicator::Found)), "发现问题隐患*\n（条）");
    assert_eq!(text(&sheet, 1, 0), "2024年重点工业产品质量安全隐患排查治理行动（截至2024年8月20日）");
}

#[test]
fn sums_are_formulas_and_count_nothing_twice() {
    let sheet = read(workbook(&table()).unwrap());
    let names: Vec<_> = (4..12).map(|row| text(&sheet, row, 1)).collect();
    assert_eq!(
        names,
        [
            "贵州省市场监督管理局",
            "黔南布依族苗族自治州市场监督管理局",
            "本级",
            "都匀市市场监督管理局",
            "福泉市市场监督管理局",
            "某市市场监督管理局",
            "=1+1|cmd 县市场监督管理局",
            "合计",
        ]
    );
    let checked = column(Indicator::ProducersChecked);
    let formula = |row| sheet.formulas.get_value((row, checked)).cloned().unwrap_or_default();
    assert_eq!(formula(4), r#"IF(COUNT(C6,C10:C11)=0,"",SUM(C6,C10:C11))"#);
    assert_eq!(formula(5), r#"IF(COUNT(C7:C9)=0,"",SUM(C7:C9))"#);
    assert_eq!(formula(11), r#"IF(COUNT(C5)=0,"",SUM(C5))"#);
    assert_eq!(formula(7), "");
    let value = |row, indicator| sheet.cells.get_value((row, column(indicator))).cloned().unwrap();
    // 5 + 40 + 31 of the prefecture, 12 of the other.
    assert_eq!(value(11, Indicator::ProducersChecked), Data::Float(88.0));
    assert_eq!(value(11, Indicator::Found), Data::Float(13.0));
    assert_eq!(value(5, Indicator::Fines), Data::Float(128_500.0));
}

#[test]
fn figures_are_numbers_and_texts_are_texts() {
    let sheet = read(workbook(&table()).unwrap());
    let value = |row, column| sheet.cells.get_value((row, column)).cloned().unwrap();
    assert_eq!(value(7, column(Indicator::ProducersChecked)), Data::Float(40.0));
    assert_eq!(value(8, column(Indicator::Found)), Data::Float(0.0));
    assert!(matches!(value(10, 1), Data::String(_)));
    assert_eq!(sheet.formulas.get_value((10, 1)).map_or("", String::as_str), "");
}

#[test]
fn what_is_missing_is_blank_and_told() {
    let sheet = read(workbook(&table()).unwrap());
    let value = |row, indicator| sheet.cells.get_value((row, column(indicator))).cloned().unwrap();
    assert_eq!(value(7, Indicator::Fines), Data::Empty);
    // Nothing reported anywhere is no nought.
    assert_eq!(value(11, Indicator::Trained), Data::String(String::new()));
    let notes: Vec<_> = (12..16).map(|row| text(&sheet, row, 0)).collect();
    assert!(notes[1].contains("未计入合计"));
    assert_eq!(notes[2], "　　都匀市市场监督管理局：罚没金额。");
    assert_eq!(notes[3], "　　=1+1|cmd 县市场监督管理局：检查生产单位、罚没金额。");
}

#[test]
fn rows_that_are_no_tree_are_refused() {
    let mut twice = table();
    twice.rows.push(twice.rows[2].clone());
    assert!(matches!(workbook(&twice), Err(ResultsError::Duplicate(code)) if code == "522701".into()));
    let mut orphan = table();
    orphan.rows.swap(1, 2);
    assert!(matches!(workbook(&orphan), Err(ResultsError::Orphan(code, _)) if code == "522701".into()));
    let mut large = table();
    large.rows[2].figures.insert(Indicator::Fines, Some(i64::MAX));
    assert!(matches!(workbook(&large), Err(ResultsError::TooLarge(_, Indicator::Fines, _))));
}

#[test]
fn the_same_list_is_the_same_bytes() {
    let (first, second) = (workbook(&table()).unwrap(), workbook(&table()).unwrap());
    assert_eq!(first, second);
    let mut package = zip::ZipArchive::new(Cursor::new(first)).unwrap();
    let mut core = String::new();
    std::io::Read::read_to_string(&mut package.by_name("docProps/core.xml").unwrap(), &mut core).unwrap();
    assert!(core.contains("2024-08-20T00:00:00Z"), "{core}");
}

#[test]
fn an_empty_list_is_a_sheet_with_headings() {
    let sheet = read(workbook(&ResultsTable { rows: Vec::new(), ..table() }).unwrap());
    assert_eq!(text(&sheet, 4, 1), "合计");
}

#[test]
fn many_scattered_rows_are_summed() {
    let mut table = table();
    table.rows.truncate(1);
    for n in 0..300 {
        let code = format!("p{n:03}");
        let figures = [(Indicator::Found, Some(1))];
        table.rows.push(row(&code, &code, Level::Prefecture, Some("52"), &[]));
        table.rows.push(row(&format!("c{n:03}"), "县局", Level::County, Some(&code), &figures));
    }
    let sheet = read(workbook(&table).unwrap());
    let found = column(Indicator::Found);
    assert_eq!(sheet.cells.get_value((4, found)), Some(&Data::Float(300.0)));
    assert_eq!(sheet.formulas.get_value((4, found)).unwrap().matches("SUM(").count(), 2);
}

/// `RESULTS_SHEET=/tmp/results.xlsx cargo test … write_sheet` writes the list to look at.
#[test]
fn write_sheet() {
    if let Some(path) = std::env::var_os("RESULTS_SHEET") {
        std::fs::write(path, workbook(&table()).unwrap()).unwrap();
    }
}
