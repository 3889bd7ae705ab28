//! Bureau lists: a CSV file with one bureau per line, read into a [`Directory`]. Guizhou's bureaus,
//! with addresses that lead nowhere, are inside the program for trials.

use crate::{file, problem::Refused, signs::hidden, table::Table};
use duban_domain::{
    Bureau, BureauCode, Directory, Level,
    bureau::{Contacts, DirectoryProblem},
    mailbox,
};
use std::path::Path;

const SAMPLE: &str = include_str!("../data/bureaus-guizhou.csv");
const COLUMNS: &[&str] =
    &["code", "name", "level", "supervisor", "office_mail", "leader_mail", "officer_mail", "document_prefix"];
const OPTIONAL: &[&str] = &["signer"];

/// Guizhou: its provincial bureau, nine prefectures and eighty-eight counties, for trials.
///
/// # Errors
/// The embedded list is broken; a test makes sure that it is not.
pub fn sample_directory() -> Result<Directory, Refused> {
    read(Path::new("bureaus-guizhou.csv (embedded)"), SAMPLE)
}

/// The bureaus of a file, or the embedded sample without one.
///
/// Columns: `code` (six digits), `name`, `level` (province, prefecture or county), `supervisor` (a
/// code, or empty), `office_mail`, `leader_mail` and `officer_mail` (these two may be empty),
/// `document_prefix` (机关代字), and perhaps `signer`, the name of the leader who signs upward documents.
///
/// # Errors
/// Everything wrong with the list, each with its line and column.
pub fn load_directory(path: Option<&Path>) -> Result<Directory, Refused> {
    match path {
        Some(path) => read(path, &file::read_text(path, file::LARGE)?),
        None => sample_directory(),
    }
}

fn read(path: &Path, text: &str) -> Result<Directory, Refused> {
    let mut table = Table::parse(path, text, COLUMNS, OPTIONAL);
    let mut lines = Vec::new();
    let mut list = Vec::new();
    for (line, cells) in std::mem::take(&mut table.rows) {
        list.push(bureau(&mut table, line, &cells));
        lines.push(line);
    }
    if list.is_empty() && table.problems.is_empty() {
        table.tell(1, "", "the list names no bureau; add a line for each");
    }
    // The tree is looked at even when cells are bad: its problems are told in the same run.
    let directory = Directory::new(list);
    if let Err(problems) = &directory {
        for problem in problems {
            let column = match problem {
                DirectoryProblem::Duplicate { .. } => "code",
                DirectoryProblem::Orphan { .. } | DirectoryProblem::Cycle { .. } => "supervisor",
                DirectoryProblem::SharedPrefix { .. } => "document_prefix",
                // A level that cannot be read is told as that, and stood in for by another.
                DirectoryProblem::NotAbove { .. } if has_bad_level(&table) => continue,
                DirectoryProblem::NotAbove { .. } => "level",
            };
            let line = lines.get(problem.index()).copied().unwrap_or_default();
            // A cell that cannot be read is told as that, and not also for where it leads.
            if !table.problems.iter().any(|told| told.line == Some(line) && told.path == column) {
                table.tell(line, column, problem);
            }
        }
    }
    match directory {
        Ok(directory) if table.problems.is_empty() => Ok(directory),
        _ => Err(Refused::all(table.problems)),
    }
}

fn has_bad_level(table: &Table<'_>) -> bool {
    table.problems.iter().any(|problem| problem.path == "level")
}

/// The bureau of a row. What is wrong with it is told; the tree is judged all the same.
fn bureau(table: &mut Table<'_>, line: usize, cells: &[String]) -> Bureau {
    let [code, name, level, supervisor, office, leader, officer, prefix, signer] =
        std::array::from_fn(|index| cells.get(index).cloned().unwrap_or_default());
    for (column, code) in [("code", &code), ("supervisor", &supervisor)] {
        let may_be_empty = column == "supervisor";
        let digits = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
        let left_out = may_be_empty && code.is_empty();
        if !digits && !left_out && hidden(code).is_none() {
            table.tell(
                line,
                column,
                format!("\"{code}\" is not a bureau code; write six digits, such as 522701"),
            );
        }
    }
    for (column, text) in [("name", &name), ("document_prefix", &prefix)] {
        if text.is_empty() {
            table.tell(line, column, format!("the {} is missing; write it", column.replace('_', " ")));
        } else if text.chars().count() > 100 || text.chars().any(char::is_control) {
            table.tell(line, column, "write at most 100 characters on one line");
        }
    }
    if signer.chars().count() > 50 || signer.chars().any(char::is_control) {
        table.tell(line, "signer", "write the signing leader's name, at most 50 characters on one line");
    }
    for (column, address) in [("office_mail", &office), ("leader_mail", &leader), ("officer_mail", &officer)]
    {
        let may_be_empty = column != "office_mail";
        if let Err(message) = mailbox::check(address)
            && !(may_be_empty && address.is_empty())
            && hidden(address).is_none()
        {
            table.tell(line, column, message.english);
        }
    }
    let parsed = Level::parse(&level);
    if parsed.is_none() && hidden(&level).is_none() {
        table.tell(
            line,
            "level",
            format!("\"{level}\" is not a level; write province, prefecture or county"),
        );
    }
    let filled = |text: String| (!text.is_empty()).then_some(text);
    Bureau {
        code: BureauCode::new(code),
        name,
        level: parsed.unwrap_or(Level::County),
        supervisor: filled(supervisor).map(BureauCode::new),
        contacts: Contacts {
            office,
            leader: filled(leader),
            officer: filled(officer),
            signer: filled(signer),
        },
        document_prefix: prefix,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, fs};

    #[test]
    fn guizhou_has_one_province_nine_prefectures_and_eighty_eight_counties() {
        let directory = sample_directory().unwrap();
        let at = |level| directory.iter().filter(|b| b.level == level).count();
        assert_eq!((at(Level::Province), at(Level::Prefecture), at(Level::County)), (1, 9, 88));
        let prefixes: BTreeSet<_> = directory.iter().map(|b| &b.document_prefix).collect();
        let names: BTreeSet<_> = directory.iter().map(|b| &b.name).collect();
        assert_eq!((prefixes.len(), names.len()), (98, 98), "prefixes and names are unique");
        let qiannan = directory.subtree(&"522700".into());
        let names: Vec<_> = qiannan.iter().map(|b| b.name.trim_end_matches("市场监督管理局")).collect();
        let counties =
            "都匀市 福泉市 荔波县 贵定县 瓮安县 独山县 平塘县 罗甸县 长顺县 龙里县 惠水县 三都水族自治县";
        assert_eq!(names[0], "黔南布依族苗族自治州");
        assert_eq!(names[1..].join(" "), counties);
        assert_eq!(qiannan[0].document_prefix, "黔南市监");
        assert_eq!(qiannan[1].document_prefix, "都匀市监");
        assert_eq!(qiannan[1].contacts.office, "office.522701@bureau.example");
    }

    #[test]
    fn every_problem_of_a_list_is_told_with_its_line_and_column() {
        let refused = load_directory(Some(Path::new("samples/bureaus-bad.csv"))).unwrap_err();
        let told: Vec<_> =
            refused.problems.iter().map(|p| (p.line.unwrap_or_default(), p.path.as_str())).collect();
        let expected = [
            (3, "code"),
            (4, "name"),
            (5, "level"),
            (6, "office_mail"),
            (7, "leader_mail"),
            (8, "document_prefix"),
            (9, ""),
            (10, "code"),
            (11, "supervisor"),
            (12, "supervisor"),
            (13, "supervisor"),
        ];
        assert_eq!(told, expected, "{refused}");
    }

    #[test]
    fn an_open_quote_and_a_private_character_are_told_with_their_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bureaus.csv");
        let told = |text: String| {
            fs::write(&path, text).unwrap();
            load_directory(Some(&path)).unwrap_err().to_string()
        };
        let refused = told(SAMPLE.replacen("黔南市监", "\"黔南市监", 1));
        let line = SAMPLE.lines().position(|line| line.contains("黔南市监")).unwrap() + 1;
        assert!(refused.contains(&format!(":{line}: ")) && refused.contains("is not closed"), "{refused}");
        let refused = told(SAMPLE.replacen("黔南市监", "黔\u{E123}市监", 1));
        assert!(
            refused.contains(&format!(":{line}: document_prefix: ")) && refused.contains("U+E123"),
            "{refused}"
        );
    }

    #[test]
    fn an_address_that_mail_cannot_use_is_refused_with_its_line_and_the_cause() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bureaus.csv");
        let row = "520000,贵州省市场监督管理局,province,,王@局.中国,,office@局.中国,黔市监\n";
        fs::write(&path, format!("{}\n{row}", COLUMNS.join(","))).unwrap();
        let refused = load_directory(Some(&path)).unwrap_err().to_string();
        assert!(refused.contains(":2: office_mail: \"王@局.中国\" is not a mail address"), "{refused}");
        assert!(refused.contains("'王' before the @"), "{refused}");
        assert!(refused.contains(":2: officer_mail: ") && refused.contains("xn--"), "{refused}");
    }

    #[test]
    fn columns_are_known_by_name_and_a_byte_order_mark_does_not_matter() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bureaus.csv");
        let row = "黔市监,520000,贵州省市场监督管理局,province,,office@bureau.example,,\n";
        let header = "document_prefix,code,name,level,supervisor,office_mail,leader_mail,officer_mail\n";
        fs::write(&path, format!("\u{feff}{header}{row}")).unwrap();
        assert_eq!(load_directory(Some(&path)).unwrap().len(), 1);
        fs::write(&path, format!("signer,{header}张三,{row}")).unwrap();
        let directory = load_directory(Some(&path)).unwrap();
        let signer = |bureau: &Bureau| bureau.contacts.signer.clone();
        assert_eq!(directory.iter().filter_map(signer).collect::<Vec<_>>(), ["张三"]);
        fs::write(&path, format!("signer,{header}{},{row}", "长".repeat(51))).unwrap();
        assert!(
            load_directory(Some(&path)).unwrap_err().to_string().contains(":2: signer: write the signing")
        );
        fs::write(&path, "code,name,levle,boss\n").unwrap();
        let refused = load_directory(Some(&path)).unwrap_err().to_string();
        assert!(refused.contains("did you mean level?"), "{refused}");
        assert!(refused.contains("the column document_prefix is missing"), "{refused}");
        fs::write(&path, header).unwrap();
        assert!(load_directory(Some(&path)).unwrap_err().to_string().contains("names no bureau"));
        fs::write(&path, b"code,name\n520000,\xff\xfe\n").unwrap();
        assert!(load_directory(Some(&path)).unwrap_err().to_string().contains(":2: this line is not UTF-8"));
        fs::write(&path, "").unwrap();
        assert!(load_directory(Some(&path)).unwrap_err().to_string().contains("empty"));
        fs::write(&path, vec![b'x'; (16 << 20) + 1]).unwrap();
        assert!(load_directory(Some(&path)).unwrap_err().to_string().contains("larger than 16 MiB"));
    }

    /// What is told of a list: line, column and sentence.
    fn told(text: &str) -> Vec<(usize, String, String)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bureaus.csv");
        fs::write(&path, text).unwrap();
        let problems = load_directory(Some(&path)).err().map(|refused| refused.problems).unwrap_or_default();
        let one = |one: crate::Problem| (one.line.unwrap_or_default(), one.path, one.message.english);
        problems.into_iter().map(one).collect()
    }

    const ROWS: &str = "520000,贵州省市场监督管理局,province,,office@bureau.example,,,黔市监\n\
                        522700,黔南州市场监督管理局,prefecture,520000,office@bureau.example,,,黔南市监\n";

    #[test]
    fn rows_of_nothing_but_commas_are_passed_over() {
        let header = COLUMNS.join(",");
        let empty = ",,,,,,,\n, , ,,,,,\n\n".repeat(11);
        assert_eq!(told(&format!("{header}\n{empty}{ROWS}{empty}")), []);
        let bad = format!("{header}\n{empty}{ROWS}{empty}52270,甲局,county,520000,a@b.c,,,甲\n");
        let line = bad.lines().count();
        assert_eq!(
            told(&bad).iter().map(|one| one.0).collect::<Vec<_>>(),
            [line],
            "lines are counted all the same"
        );
    }

    #[test]
    fn a_wrong_separator_is_named_once() {
        let header = COLUMNS.join(",");
        for (sign, name) in [('\t', "a tab"), (';', "“;”"), ('，', "“，”"), ('；', "“；”")] {
            let rows = ROWS.replace(',', &sign.to_string());
            let whole = header.replace(',', &sign.to_string());
            for (text, line) in [(format!("{whole}\n{rows}"), 1), (format!("{header}\n{rows}"), 2)] {
                let told = told(&text);
                assert_eq!(told.len(), 1, "{told:#?}");
                assert_eq!(told[0].0, line, "{told:#?}");
                assert!(told[0].2.contains(&format!("separated by {name} here")), "{told:#?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_seen_in_a_cell_is_told_once_with_its_code() {
        let header = COLUMNS.join(",");
        for (was, is, column) in [
            ("522700", "5227\u{200b}00", "code"),
            (",520000,", ",520\u{2060}000,", "supervisor"),
            ("黔南州", "黔南\u{00ad}州", "name"),
            ("黔南市监", "黔南市\u{200d}监", "document_prefix"),
            ("prefecture", "prefec\u{feff}ture", "level"),
            ("520000,office@", "520000,of\u{200b}fice@", "office_mail"),
        ] {
            let told = told(&format!("{header}\n{}", ROWS.replacen(was, is, 1)));
            let places: Vec<_> = told.iter().map(|one| (one.0, one.1.as_str())).collect();
            assert_eq!(places, [(3, column)], "{told:#?}");
            assert!(told[0].2.contains("invisible character (U+"), "{told:#?}");
        }
    }
}
