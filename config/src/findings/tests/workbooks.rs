//! Workbooks: what a cell holds and shows, which sheet is read, and hostile ones.

use super::{HEADER, ROW, plan, read_bytes, sentence, uploaded};
use crate::{
    findings::{load_findings_of, sheets_to_choose_from},
    sample_directory,
};
use chrono::NaiveDate;
use std::{fs, io::Write};

/// A workbook with one worksheet of the given XML.
pub(super) fn workbook(sheet: &str) -> Vec<u8> {
    workbook_of(&[("表", "visible", sheet)])
}

/// A workbook of worksheets: the name, the state and the XML of each.
fn workbook_of(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const LINKS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let link = |id: usize, kind: &str, target: &str| {
        format!("<Relationship Id=\"r{id}\" Type=\"{LINKS}/{kind}\" Target=\"{target}\"/>")
    };
    let links = |links: String| format!("<Relationships xmlns=\"{PACKAGE}\">{links}</Relationships>");
    let numbered = || (1..).zip(sheets);
    let listed = numbered().map(|(id, (name, state, _))| {
        format!("<sheet name=\"{name}\" sheetId=\"{id}\" state=\"{state}\" r:id=\"r{id}\"/>")
    });
    let listed: String = listed.collect();
    let to_sheets = numbered().map(|(id, _)| link(id, "worksheet", &format!("worksheets/sheet{id}.xml")));
    let to_styles = link(99, "styles", "styles.xml");
    // Style 1 shows a number in four digits.
    let styles = "<numFmts><numFmt numFmtId=\"164\" formatCode=\"0000\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs>";
    let mut parts = vec![
        ("_rels/.rels".to_owned(), links(link(1, "officeDocument", "xl/workbook.xml"))),
        ("xl/_rels/workbook.xml.rels".to_owned(), links(to_sheets.chain([to_styles]).collect())),
        (
            "xl/workbook.xml".to_owned(),
            format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{LINKS}\"><sheets>{listed}</sheets></workbook>"),
        ),
        ("xl/styles.xml".to_owned(), format!("<styleSheet xmlns=\"{MAIN}\">{styles}</styleSheet>")),
    ];
    parts.extend(numbered().map(|(id, (_, _, xml))| {
        (format!("xl/worksheets/sheet{id}.xml"), format!("<worksheet xmlns=\"{MAIN}\">{xml}</worksheet>"))
    }));
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Lines of CSV as rows of a worksheet; a cell that begins with `<` stands as it is.
pub(super) fn sheet_data(lines: &[&str]) -> String {
    let cell = |text: &str| match text {
        "" => "<c/>".to_owned(),
        xml if xml.starts_with('<') => xml.to_owned(),
        text => format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>"),
    };
    let row = |line: &&str| format!("<row>{}</row>", line.split(',').map(cell).collect::<String>());
    format!("<sheetData>{}</sheetData>", lines.iter().map(row).collect::<String>())
}

#[test]
fn cells_of_a_workbook_hold_what_they_show() {
    let formula = ROW.replace("都匀市", "<c t=\"str\"><f>A9</f><v>都匀市</v></c>");
    let sheet = read_bytes(workbook(&sheet_data(&[HEADER, &formula]))).unwrap();
    assert_eq!((sheet.rows.len(), sheet.bad.as_slice()), (1, &[][..]));
    let cases = [
        ("都匀市", "<c t=\"e\"><f>A9</f><v>#N/A</v></c>", "公式出错（#N/A）"),
        ("都匀市", "<c><f>A9</f></c>", "这里是没有计算结果的公式"),
        ("91522701DEM000001E", "<c><v>911100007109310534</v></c>", "18位数字会丢失末几位"),
        ("7", "<c t=\"d\"><v>2024-03-01T00:00:00</v></c>", "这里被表格软件存成了日期（2024-03-01）"),
        ("2024-07-01", "<c><v>45474</v></c>", "这里是数字 45474，不是日期"),
    ];
    for (from, to, sentence) in cases {
        let row = ROW.replacen(from, to, 1);
        let sheet = read_bytes(workbook(&sheet_data(&[HEADER, &row]))).unwrap();
        assert_eq!(sheet.bad.len(), 1, "{:?}", sheet.bad);
        assert!(sheet.bad[0].to_string().contains(sentence), "{sentence}: {:?}", sheet.bad);
    }
    let numbers = ROW.replacen('7', "<c><v>7</v></c>", 1).replace("都匀市", "<c><v>522701</v></c>");
    let sheet = read_bytes(workbook(&sheet_data(&[HEADER, &numbers]))).unwrap();
    assert_eq!(sheet.rows[0].registration.id.as_str(), "522701-7");
}

#[test]
fn a_row_with_one_cell_is_a_title_only_where_cells_are_merged() {
    let data = sheet_data(&[HEADER, "一、都匀", ROW, "二、福泉"]);
    let merged = "<mergeCells><mergeCell ref=\"A2:N2\"/><mergeCell ref=\"A4:A5\"/></mergeCells>";
    let sheet = read_bytes(workbook(&format!("{data}{merged}"))).unwrap();
    assert_eq!((sheet.rows.len(), sheet.bad_rows), (1, 1));
    assert!(sheet.bad.iter().all(|bad| bad.line == 4), "{:?}", sheet.bad);
}

#[test]
fn what_was_read_of_several_sheets_is_told_and_a_person_chooses() {
    let data = sheet_data(&[HEADER, ROW]);
    let other = sheet_data(&[HEADER, &ROW.replacen('7', "8", 1)]);
    let blank = sheet_data(&[HEADER]);
    let notes = sheet_data(&["填表说明"]);
    let told = |sheets: &[(&str, &str, &str)]| {
        let sheet = read_bytes(workbook_of(sheets)).unwrap();
        assert_eq!(sheet.rows.len(), 1);
        let sheets = sheet.sheets.unwrap();
        (sheet.rows[0].registration.id.to_string(), sheets.sentence().chinese)
    };
    let (id, said) = told(&[
        ("说明", "visible", &notes),
        ("七月", "visible", &data),
        ("旧", "hidden", &other),
        ("底", "veryHidden", &other),
    ]);
    assert_eq!(id, "522701-7");
    assert_eq!(said, "已读取工作表“七月”；未读取：“说明”、“旧”（隐藏）、“底”（隐藏）");
    let (id, said) =
        told(&[("旧", "hidden", &other), ("空表", "visible", &blank), ("七月", "visible", &data)]);
    assert_eq!(
        (id.as_str(), said.as_str()),
        ("522701-7", "已读取工作表“七月”；未读取：“旧”（隐藏）、“空表”")
    );
    assert_eq!(told(&[("七月", "visible", &data)]).1, "已读取工作表“七月”");

    let both =
        workbook_of(&[("七月", "visible", &data), ("八月", "visible", &other), ("旧", "hidden", &other)]);
    let refused = uploaded(both.clone(), &[]).unwrap_err();
    let said = &refused.problems[0].message.chinese;
    assert!(said.contains("“七月”、“八月”；请指定读取哪一个"), "{said}");
    assert_eq!(sheets_to_choose_from(&both), ["七月", "八月"]);
    assert_eq!(sheets_to_choose_from(&workbook(&data)), Vec::<String>::new());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("findings.xlsx");
    fs::write(&path, both).unwrap();
    let chosen = |name: &str| {
        let today = NaiveDate::from_ymd_opt(2024, 12, 1).unwrap();
        load_findings_of(&path, Some(name), &plan(), &sample_directory().unwrap(), &[], today)
    };
    assert_eq!(chosen("八月").unwrap().rows[0].registration.id.as_str(), "522701-8");
    assert!(chosen("旧").unwrap_err().problems[0].message.chinese.contains("是隐藏的"));
    assert!(chosen("九月").unwrap_err().problems[0].message.chinese.contains("有：“七月”、“八月”"));
}

#[test]
fn a_merged_cell_stands_in_every_row_that_it_spans() {
    let second = ROW.replacen('7', "8", 1).replace("都匀市", "");
    let first = ROW.replacen("2024-07-01,", "2024-07-01,当场下架", 1);
    let data = sheet_data(&[HEADER, &first, &second]);
    let merged = "<mergeCells><mergeCell ref=\"B2:B3\"/><mergeCell ref=\"M2:M3\"/></mergeCells>";
    let sheet = read_bytes(workbook(&format!("{data}{merged}"))).unwrap();
    assert_eq!((sheet.rows.len(), sheet.bad.as_slice()), (2, &[][..]));
    let second = &sheet.rows[1].registration;
    assert_eq!((second.id.as_str(), second.corrected.as_deref()), ("522701-8", Some("当场下架")));
    // Which of the columns it is for, nobody can tell.
    let wide = "<mergeCells><mergeCell ref=\"F2:G2\"/></mergeCells>";
    let sheet = read_bytes(workbook(&format!("{}{wide}", sheet_data(&[HEADER, ROW])))).unwrap();
    assert_eq!(sheet.bad.len(), 1);
    assert!(
        sheet.bad[0].to_string().contains("F列（产品类别）：这里是跨了多列的合并单元格（F2:G2）"),
        "{:?}",
        sheet.bad
    );
    let many: String = (0..2000).map(|n| format!("<mergeCell ref=\"A{}:A900000\"/>", n + 2)).collect();
    let refused = read_bytes(workbook(&format!("{data}<mergeCells>{many}</mergeCells>"))).unwrap_err();
    assert!(refused.to_string().contains("合并单元格过多"), "{refused}");
}

#[test]
fn invisible_characters_zeros_and_long_numbers_are_read_as_seen_or_told() {
    let row = ROW
        .replacen('7', "\u{200b}7\u{feff}", 1)
        .replace("91522701DEM000001E", "\u{202a}91522701\u{2060}DEM000001E\u{202c}")
        .replace("一般", "一\u{200b}般\u{ad}")
        .replace("现场检查", "现场\u{2063}检查")
        .replace("2024-07-01", "\u{200e}2024-07-\u{200b}01");
    let sheet = read_bytes(format!("{HEADER}\n{row}\n")).unwrap();
    assert_eq!(sheet.bad, []);
    assert_eq!(
        sheet.rows[0].registration,
        read_bytes(format!("{HEADER}\n{ROW}\n")).unwrap().rows[0].registration
    );
    // Seven in a cell of the format 0000.
    let zeros = ROW.replacen('7', "<c s=\"1\"><v>7</v></c>", 1);
    let sheet = read_bytes(workbook(&sheet_data(&[HEADER, &zeros]))).unwrap();
    assert_eq!(sheet.rows[0].registration.id.as_str(), "522701-0007", "{:?}", sheet.bad);
    let long = ROW.replacen('7', "<c><v>9.15227010000000E+17</v></c>", 1);
    let sheet = read_bytes(workbook(&sheet_data(&[HEADER, &long]))).unwrap();
    assert!(sheet.bad[0].message.contains("这里被存成了数字"), "{:?}", sheet.bad);
    for (column, text, told) in [
        ("统一社会信用代码", "9.15E+17", "“9.15E+17”是数字的科学计数法，末几位已经丢失"),
        ("编号", "9.15227E+17", "“9.15227E+17”是数字的科学计数法"),
        ("发现日期", "45474", "“45474”是日期在表格软件中的序号"),
    ] {
        let sentence = sentence(column, text);
        assert!(sentence.contains(told), "{sentence}");
    }
}

#[test]
fn hostile_workbooks_are_refused_and_far_cells_cost_nothing() {
    let data = sheet_data(&[HEADER, ROW]);
    let far =
        data.replace("</sheetData>", "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>");
    let sheet = read_bytes(workbook(&far)).unwrap();
    assert_eq!((sheet.rows.len(), sheet.bad_rows), (1, 1));
    assert_eq!((sheet.bad[0].line, sheet.bad[0].column.as_str()), (1_048_576, "XFD"));
    let whole = workbook(&data);
    assert_eq!(read_bytes(&whole).unwrap().rows.len(), 1);
    for sheet in [
        "<sheetData><row><c t=\"s\"><v>5</v></c></row></sheetData>",
        "<sheetData><row><c r=\"ZZZZZZ99999999999\"><v>1</v></c></row></sheetData>",
        "<sheetData><row><c>",
        "<sheetData/>",
        "",
    ] {
        assert!(read_bytes(workbook(sheet)).is_err(), "{sheet}");
    }
    for length in [4, whole.len() / 2, whole.len() - 1] {
        assert!(read_bytes(&whole[..length]).is_err());
    }
    let bomb = format!("{data}{}", " ".repeat(17 << 20));
    let refused = read_bytes(workbook(&bomb)).unwrap_err().to_string();
    assert!(refused.contains("工作簿解开后过大"), "{refused}");
}
