//! Spreadsheets read from files: the samples, every way to get one wrong, and hostile ones.

mod workbooks;

use super::*;
use crate::{known_calendar, load_plan, sample_directory, samples};
use duban_domain::finding::{Grade, ProblemKind, Source, Subject, Trade};
use std::{collections::BTreeMap, fs, path::PathBuf};
use table::MOST_ROWS;
use workbooks::{sheet_data, workbook};

const HEADER: &str = "编号,县（市、区）局,单位名称,统一社会信用代码,单位类型,产品类别,产品名称,领域,来源,等级,问题描述,发现日期,现场整改结果,附件";
const ROW: &str = "7,都匀市,都匀示范电缆厂01,91522701DEM000001E,生产,电线电缆,,生产领域,现场检查,一般,出厂检验记录不全,2024-07-01,,";

fn plan() -> Plan {
    let calendar = known_calendar().unwrap();
    load_plan(Path::new("plans/qiannan-2024.yaml"), &sample_directory().unwrap(), &calendar).unwrap().plan
}

fn read(path: impl AsRef<Path>) -> Result<FindingSheet, Refused> {
    let today = NaiveDate::from_ymd_opt(2024, 12, 1).unwrap();
    load_findings(path.as_ref(), &plan(), &sample_directory().unwrap(), &[], today)
}

fn read_bytes(bytes: impl AsRef<[u8]>) -> Result<FindingSheet, Refused> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("findings");
    fs::write(&path, bytes).unwrap();
    read(path)
}

/// The one sentence told about a row that differs from a good one.
fn sentence(column: &str, text: &str) -> String {
    let at = HEADER.split(',').position(|heading| heading == column).unwrap();
    let mut cells: Vec<String> = ROW.split(',').map(str::to_owned).collect();
    cells[at] = format!("\"{}\"", text.replace('"', "\"\""));
    let sheet = read_bytes(format!("{HEADER}\n{}\n", cells.join(","))).unwrap();
    assert_eq!((sheet.rows.len(), sheet.bad_rows, sheet.bad.len()), (0, 1, 1), "{text}: {:?}", sheet.bad);
    sheet.bad[0].to_string()
}

fn told(sheet: &FindingSheet) -> Vec<(u32, &str)> {
    sheet.bad.iter().map(|bad| (bad.line, bad.column.as_str())).collect()
}

#[test]
fn the_samples_say_the_same_as_csv_and_as_workbook() {
    let csv = read("samples/findings.csv").unwrap();
    let book = read("samples/findings.xlsx").unwrap();
    assert_eq!((csv.bad.as_slice(), book.bad.as_slice()), (&[][..], &[][..]));
    let lines = |sheet: &FindingSheet| sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>();
    // An empty line is a row; a line break within a cell is none. The workbook has a title above the
    // headings and a merged one between the rows.
    assert_eq!((lines(&csv), lines(&book)), (vec![2, 3, 5, 6], vec![3, 4, 7, 8]));
    for (a, b) in csv.rows.iter().zip(&book.rows) {
        assert_eq!((&a.registration, &a.files), (&b.registration, &b.files));
    }
    let ids: Vec<_> = csv.rows.iter().map(|row| row.registration.id.as_str()).collect();
    // A derived id is for ever: the same row must not be registered anew by a later version.
    assert_eq!(ids, ["522701-0001", "522702-68bed9757dcbef09", "522725-Z-9", "522732-1fa0bc5cfd715bb9"]);
    let first = &csv.rows[0].registration;
    assert_eq!(first.county.as_str(), "522701");
    assert_eq!(first.product.item.as_deref(), Some("聚氯乙烯绝缘电线"));
    assert_eq!((first.kind, first.source), (ProblemKind::Production, Source::Check));
    assert_eq!((first.grade, first.found_on.to_string().as_str()), (Grade::Serious, "2024-07-01"));
    assert_eq!(first.problem, "出厂检验记录不全，\n部分批次未检验即出厂");
    assert_eq!(
        csv.rows[0].files,
        ["samples/photos/before.png", "samples/photos/after.png"].map(PathBuf::from)
    );
    assert_eq!(csv.rows[1].registration.corrected.as_deref(), Some("当场下架"));
    assert!(matches!(&first.subject, Subject::Enterprise { trade: Trade::Producer, .. }));
    assert_eq!(csv.rows[3].registration.subject, Subject::Bureau { code: "522732".into() });
}

#[test]
fn every_bad_cell_is_told_with_its_row_column_and_heading() {
    let sheet = read("samples/findings-bad.csv").unwrap();
    let lines: Vec<_> = sheet.rows.iter().map(|row| row.line).collect();
    assert_eq!((lines, sheet.bad_rows, sheet.untold), (vec![2, 9], 7, 0), "{:#?}", sheet.bad);
    let mut columns: BTreeMap<u32, String> = BTreeMap::new();
    for (line, column) in told(&sheet) {
        columns.entry(line).or_default().push_str(column);
    }
    let expected = [(3, "BCEFHIJKL"), (4, "BDFLN"), (5, "DFKLN"), (6, "A"), (7, "C"), (8, "OD"), (10, "")];
    assert_eq!(columns, expected.map(|(line, text)| (line, text.to_owned())).into(), "{:#?}", sheet.bad);
    let text = sheet.bad.iter().map(|bad| format!("{bad}\n")).collect::<String>();
    for sentence in [
        "第3行B列（县（市、区）局）：“都云市”不是本次行动的单位；是不是“都匀市”？",
        "第3行C列（单位名称）：此项必填",
        "第3行E列（单位类型）：“生厂”不在可选范围，请填：生产、销售、平台、监管部门；是不是“生产”？",
        "第3行F列（产品类别）：“电缆线”不在本次行动的产品目录中",
        "第3行L列（发现日期）：“2024-02-30”不是日期",
        "第4行D列（统一社会信用代码）：“91522701DEM0000010”的校验码不对",
        "第4行F列（产品类别）：“溶解乙炔”属于“危险化学品”；产品类别请填“危险化学品”，产品名称填“溶解乙炔”",
        "第4行L列（发现日期）：1999-12-31 早于2000年",
        "第4行N列（附件）：“../plan-bad.yaml”不是表格所在文件夹内的文件名",
        "第5行D列（统一社会信用代码）：“91522701DEMO00001I”含有代码中不会出现的字符",
        "第5行K列（问题描述）：共2001个字，最多2000个字",
        "第5行L列（发现日期）：2024-12-02 晚于今天（2024-12-01）",
        "第5行N列（附件）：表格所在文件夹内没有“没有.jpg”",
        "第6行A列（编号）：编号与第2行重复",
        "第7行C列（单位名称）：“都匀市”与代码522732不是同一个单位",
        "第8行O列：这一列没有表头",
        "第10行：内容与第9行重复",
    ] {
        assert!(text.contains(sentence), "{sentence}\nnot in\n{text}");
    }
}

#[test]
fn single_mistakes_are_told_in_sentences() {
    let cases = [
        ("编号", "12 号", "第2行A列（编号）：“12号”不能作编号；请用1至32个字母、数字或连字符"),
        ("编号", &"9".repeat(33), "请用1至32个字母、数字或连字符"),
        ("县（市、区）局", "贵阳市", "“贵阳市”不是本次行动的单位；请填全称"),
        ("单位名称", "甲\n乙", "请写在一行内，不要换行"),
        ("单位名称", "甲\u{7}乙", "含有看不见的控制字符"),
        ("单位名称", &"长".repeat(201), "共201个字，最多200个字"),
        ("统一社会信用代码", "9152270", "“9152270”共7位；统一社会信用代码为18位"),
        ("产品类别", "电线电览", "是不是“电线电缆”？"),
        (
            "来源",
            "现场",
            "请填：监督抽查、生产许可、执法打假、缺陷召回、投诉举报、舆情事件、企业自查、现场检查、督导检查",
        ),
        ("等级", "中等", "请填：一般、较大、重大"),
        ("附件", "/etc/passwd", "请只写文件名"),
        ("附件", "C:\\photo.jpg", "请只写文件名"),
        ("附件", "..\\photo.jpg", "请只写文件名"),
        ("附件", &"a;".repeat(51), "共51个附件，最多50个"),
    ];
    for (column, text, expected) in cases {
        let told = sentence(column, text);
        assert!(told.contains(expected), "{expected}\nnot in\n{told}");
    }
    let other = ROW.replace("生产,电线", "监管部门,电线").replace("91522701DEM000001E", "520100");
    let sheet = read_bytes(format!("{HEADER}\n{other}\n")).unwrap();
    assert!(sheet.bad[0].to_string().contains("“520100”不是本次行动中监管部门的六位代码"), "{:?}", sheet.bad);
}

#[test]
fn a_quote_that_nobody_closed_swallows_no_rows() {
    let rows: Vec<String> = (1..=5).map(|n| ROW.replacen('7', &n.to_string(), 1)).collect();
    let with = |at: usize, last: &str| {
        let mut rows = rows.clone();
        rows[at] = format!("{}{last}", rows[at]);
        format!("{HEADER}\n{}\n", rows.join("\n"))
    };
    for (at, last) in [(1, "\"photo.jpg"), (1, "\""), (4, "\"photo.jpg")] {
        let refused = read_bytes(with(at, last)).unwrap_err().to_string();
        let place = format!(":{}: N列: ", at + 2);
        assert!(
            refused.contains(&place) && refused.contains("引号没有在本单元格内闭合")
                || refused.contains("is not closed"),
            "{refused}"
        );
        assert!(refused.contains(&place), "{refused}");
    }
    // A quote further down that closes it does not make the rows between good.
    let text = with(1, "\"photo.jpg").replace("\n5,都匀市", "\n5,\"都匀市\"");
    assert!(read_bytes(text).unwrap_err().to_string().contains(":3: N列: "));
    assert_eq!(read_bytes(with(1, "")).unwrap().rows.len(), 5);
}

#[test]
fn words_that_deny_close_no_finding() {
    for text in ["无", "否", "/", "—", "未整改", "责令限期整改", "0", "FALSE", "没有", "×", "N/A", "待整改"]
    {
        let told = sentence("现场整改结果", text);
        assert!(
            told.starts_with("第2行M列（现场整改结果）") && told.contains("未当场整改的请留空"),
            "{told}"
        );
    }
    let data = sheet_data(&[HEADER, &ROW.replacen("2024-07-01,", "2024-07-01,<c t=\"b\"><v>0</v></c>", 1)]);
    let sheet = read_bytes(workbook(&data)).unwrap();
    assert!(sheet.bad[0].message.contains("“FALSE”不是整改结果"), "{:?}", sheet.bad);
}

#[test]
fn a_private_character_is_moved_to_its_standard_place_or_told() {
    let told = sentence("单位名称", "王\u{E123}电缆厂");
    assert!(told.contains("第2个字（“王”之后）是自造字或非标准字符（U+E123）"), "{told}");
    let row = ROW.replace("都匀示范电缆厂01", "王\u{E863}电缆厂");
    let sheet = read_bytes(format!("{HEADER}\n{row}\n")).unwrap();
    let Subject::Enterprise { name, .. } = &sheet.rows[0].registration.subject else { panic!() };
    assert_eq!(name, "王䶮电缆厂");
}

#[test]
fn headings_are_told_when_missing_unknown_or_twice() {
    let refused =
        read_bytes("县（市、区）局,单位名称,单位类别,单位名称,备注,产品类别\n").unwrap_err().to_string();
    for sentence in [
        ":1: C列: 没有“单位类别”这个表头；是不是“单位类型”？",
        ":1: D列: 表头与B列重复",
        ":1: E列: 没有“备注”这个表头；请删去这一列",
        ":1: 缺少“统一社会信用代码”列，请补上",
        ":1: 缺少“发现日期”列，请补上",
    ] {
        assert!(refused.contains(sentence), "{sentence}\nnot in\n{refused}");
    }
    assert!(!refused.contains("缺少“附件”列"), "{refused}");
    for text in ["", "a,b,c\n", &"x\n".repeat(30)] {
        let refused = read_bytes(text).unwrap_err().to_string();
        assert!(
            refused.contains("没有找到表头；前20行中应有一行写明：县（市、区）局、单位名称"),
            "{refused}"
        );
    }
    let late = format!("{}{HEADER}\n{ROW}\n", "标题\n".repeat(20));
    assert!(read_bytes(late).is_err());
    let title = format!("{}{HEADER}\n{ROW}\n", "标题\n".repeat(19));
    assert_eq!(read_bytes(title).unwrap().rows[0].line, 21);
    // As the template writes them, with other brackets, blanks and a column that counts rows.
    let template = findings_template();
    assert_eq!(template[..3], ["编号", "县（市、区）局*", "单位名称*"]);
    let header = template.join(",").replace("县（市、区）局*", "\" 县(市, 区)\n局＊\"");
    let sheet = read_bytes(format!("{header},序号\n{ROW},1\n")).unwrap();
    assert_eq!((sheet.rows.len(), sheet.bad_rows), (1, 0), "{:?}", sheet.bad);
}

#[test]
fn csv_is_read_as_offices_save_it() {
    let text = format!("{HEADER}\r\n{ROW}\r\n");
    let expected = read_bytes(&text).unwrap();
    assert_eq!(expected.rows.len(), 1);
    let (gb, _, _) = encoding_rs::GB18030.encode(&text);
    let wide: Vec<u8> = text.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe".as_slice(), &wide].concat();
    for bytes in [gb.into_owned(), marked, text.replace("\r\n", "\r").into_bytes()] {
        assert_eq!(read_bytes(bytes).unwrap(), expected);
    }
    for bytes in [b"\xff\xfe\xff".to_vec(), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), wide] {
        let refused = read_bytes(bytes).unwrap_err().to_string();
        assert!(
            refused.contains("既不是 .xlsx 工作簿，也不是 UTF-8 或 GB18030 编码的 CSV 文件"),
            "{refused}"
        );
    }
    let old = read_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").unwrap_err().to_string();
    assert!(old.contains("旧版（.xls）"), "{old}");
    assert!(read("samples/none.csv").unwrap_err().to_string().contains("there is no such file"));
}

#[test]
fn an_id_does_not_depend_on_order_or_writing() {
    let unnumbered = ROW.replacen('7', "", 1);
    let id = |header: &str, row: &str| {
        let sheet = read_bytes(format!("{header}\n{row}\n")).unwrap();
        assert_eq!(sheet.bad, []);
        sheet.rows[0].registration.id.clone()
    };
    let expected = id(HEADER, &unnumbered);
    let backwards = |text: &str| text.split(',').rev().collect::<Vec<_>>().join(",");
    assert_eq!(id(&backwards(HEADER), &backwards(&unnumbered)), expected);
    let written = unnumbered
        .replace("都匀市,", "５２２７０１,")
        .replace("2024-07-01", "2024年7月1日")
        .replace("出厂检验记录不全", "  出厂检验记录不全\u{3000}")
        .replace("91522701DEM000001E", "91522701dem000001e");
    assert_eq!(id(HEADER, &written), expected);
    assert_ne!(id(HEADER, &unnumbered.replace("一般", "较大")), expected);
    // A number with the county's code before it, as an export writes it, is the same number.
    assert_eq!(id(HEADER, &ROW.replacen('7', "522701-7", 1)).as_str(), "522701-7");
    assert_eq!(id(HEADER, ROW).as_str(), "522701-7");
}

#[test]
fn the_catalogue_may_be_added_to_or_be_empty() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("findings.csv");
    fs::write(&path, format!("{HEADER}\n{}\n", ROW.replace("电线电缆", "山寨风机"))).unwrap();
    let directory = sample_directory().unwrap();
    let today = NaiveDate::from_ymd_opt(2024, 7, 1).unwrap();
    let rows = |plan: &Plan, local: &[String]| {
        load_findings(&path, plan, &directory, local, today).unwrap().rows.len()
    };
    let plan = plan();
    assert_eq!((rows(&plan, &[]), rows(&plan, &["山寨风机".to_owned()])), (0, 1));
    assert_eq!(rows(&Plan { products: Vec::new(), ..plan }, &[]), 1);
}

#[test]
fn more_bad_cells_than_anyone_reads_are_counted() {
    let row = ROW.replacen('7', "", 1).replace("一般", "中等").replace("91522701DEM000001E", "1");
    let sheet = read_bytes(format!("{HEADER}\n{}", format!("{row}\n").repeat(700))).unwrap();
    assert_eq!((sheet.bad.len(), sheet.untold, sheet.bad_rows), (1000, 400, 700));
    let refused = read_bytes(format!("{HEADER}\n{}", "a\n".repeat(MOST_ROWS + 1))).unwrap_err().to_string();
    assert!(refused.contains("超过200000行"), "{refused}");
    let heavy = read_bytes(vec![b'x'; (64 << 20) + 1]).unwrap_err().to_string();
    assert!(heavy.contains("larger than 64 MiB"), "{heavy}");
}

#[cfg(unix)]
#[test]
fn a_link_beside_the_sheet_does_not_lead_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::NamedTempFile::new().unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("photo.jpg")).unwrap();
    fs::create_dir(folder.path().join("照片")).unwrap();
    fs::write(folder.path().join("照片/1.jpg"), "x").unwrap();
    let path = folder.path().join("findings.csv");
    let attached = |name: &str| {
        fs::write(&path, format!("{HEADER}\n{ROW}{name}\n")).unwrap();
        read(&path).unwrap()
    };
    assert!(attached("photo.jpg").bad[0].to_string().contains("指向表格所在文件夹之外"));
    assert_eq!(attached("照片\\1.jpg; ").rows[0].files, [folder.path().join("照片/1.jpg")]);
    assert!(attached("照片").bad[0].to_string().contains("没有“照片”"));
}

#[test]
fn the_demo_has_findings_of_every_kind_in_every_county() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("findings.csv");
    fs::write(&path, samples::QIANNAN_FINDINGS).unwrap();
    let sheet = read(&path).unwrap();
    assert_eq!(sheet.bad, []);
    let facts: Vec<_> = sheet.rows.iter().map(|row| &row.registration).collect();
    let counties = sample_directory().unwrap().subordinates(&"522700".into()).to_vec();
    for county in &counties {
        assert!(facts.iter().filter(|fact| fact.county == *county).count() >= 20, "{county}");
    }
    assert_eq!((counties.len(), facts.len()), (12, 366));
    for source in Source::ALL {
        assert!(facts.iter().any(|fact| fact.source == *source), "{source:?}");
    }
    let days = facts.iter().map(|fact| fact.found_on);
    assert!(days.clone().min() >= NaiveDate::from_ymd_opt(2024, 6, 21));
    assert!(days.max() <= NaiveDate::from_ymd_opt(2024, 10, 15));
    let mut major: BTreeMap<&str, usize> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.grade == Grade::Major) {
        if let Subject::Enterprise { credit_code, .. } = &fact.subject {
            *major.entry(credit_code.as_str()).or_default() += 1;
        }
    }
    // One enterprise comes under special supervision (REQUIREMENTS D4).
    assert_eq!(major.values().filter(|count| **count >= 3).count(), 1);
    let on_the_spot = facts.iter().filter(|fact| fact.corrected.is_some()).count();
    assert!((40..120).contains(&on_the_spot), "{on_the_spot}");
}

/// What the console reads: bytes, and the names of what was uploaded with them.
fn uploaded(bytes: impl Into<Vec<u8>>, files: &[&str]) -> Result<FindingSheet, Refused> {
    let today = NaiveDate::from_ymd_opt(2024, 12, 1).unwrap();
    let files = files.iter().map(|name| (*name).to_owned()).collect();
    let handed_in = HandedIn { name: "隐患.xlsx", bytes: bytes.into(), files, sheet: None };
    read_findings(handed_in, &plan(), &sample_directory().unwrap(), &[], today)
}

#[test]
fn a_sheet_that_was_handed_in_registers_what_the_same_file_does() {
    for path in ["samples/findings.csv", "samples/findings.xlsx"] {
        let file = read(path).unwrap();
        let sheet = uploaded(fs::read(path).unwrap(), &["before.png", "after.png"]).unwrap();
        assert_eq!(sheet.bad, []);
        for (a, b) in file.rows.iter().zip(&sheet.rows) {
            assert_eq!((a.line, &a.registration), (b.line, &b.registration));
        }
        assert_eq!(sheet.rows[0].files, ["before.png", "after.png"].map(PathBuf::from));
    }
    let without = uploaded(fs::read("samples/findings.csv").unwrap(), &["before.png"]).unwrap();
    assert_eq!((without.rows.len(), without.bad_rows), (3, 1));
    assert!(without.bad[0].to_string().contains("没有上传“after.png”；请与表格一起选中上传"));
}

#[test]
fn a_hostile_sheet_that_was_handed_in_gets_a_clear_answer() {
    for name in ["../../etc/passwd", "/etc/passwd", "C:\\x.jpg", "..\\x.jpg", "a/../x.jpg"] {
        let sheet = uploaded(format!("{HEADER}\n{ROW}\"{name}\"\n"), &["passwd", "x.jpg"]).unwrap();
        assert_eq!((sheet.rows.len(), sheet.bad.len()), (0, 1), "{name}");
        assert!(sheet.bad[0].message.contains("请只写文件名"), "{name}: {}", sheet.bad[0]);
    }
    let data = sheet_data(&[HEADER, ROW]);
    let message = |bytes: Vec<u8>| uploaded(bytes, &[]).unwrap_err().problems[0].message.chinese.clone();
    let bomb = workbook(&format!("{data}{}", " ".repeat(17 << 20)));
    assert!(bomb.len() < 1 << 20, "a small file that unpacks into much: {}", bomb.len());
    assert!(message(bomb).contains("工作簿解开后过大"));
    assert!(message(vec![b'x'; (64 << 20) + 1]).contains("表格超过64兆字节"));
    // A row a thousand million down costs nothing, and is told as the row it says it is.
    let far = data
        .replace("</sheetData>", "<row r=\"1000000000\"><c r=\"A1000000000\"><v>1</v></c></row></sheetData>");
    match uploaded(workbook(&far), &[]) {
        Ok(sheet) => assert_eq!((sheet.rows.len(), sheet.bad_rows), (1, 1), "{:?}", sheet.bad),
        Err(refused) => assert!(!refused.problems.is_empty()),
    }
    let many = format!("{HEADER}\n{}", "a\n".repeat(MOST_ROWS + 1));
    assert!(message(many.into_bytes()).contains("超过200000行"));
}

#[test]
fn everything_a_user_reads_of_a_sheet_is_chinese() {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let sheet = uploaded(fs::read("samples/findings-bad.csv").unwrap(), &[]).unwrap();
    assert!(sheet.bad.iter().all(|bad| chinese(&bad.message)), "{:?}", sheet.bad);
    let whole = workbook(&sheet_data(&[HEADER, ROW]));
    let files: [Vec<u8>; 8] = [
        Vec::new(),
        b"a,b,c\n".to_vec(),
        b"\xff\xfe\xff".to_vec(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
        whole[..whole.len() / 2].to_vec(),
        workbook("<sheetData><row><c>"),
        workbook("<sheetData/>"),
        "县（市、区）局,单位名称,单位类别,单位名称,备注,产品类别\n".as_bytes().to_vec(),
    ];
    for file in files {
        let refused = uploaded(file, &[]).unwrap_err();
        assert!(refused.problems.iter().all(|problem| chinese(&problem.message.chinese)), "{refused}");
    }
}
