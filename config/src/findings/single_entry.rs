//! A finding that is registered on its own is judged as a row of a spreadsheet would be: it is written
//! out as one, and the rules for rows are asked.

use super::{
    attached,
    columns::{Column, Headings},
    identity,
    line::BadCells,
    row::{BUREAU, Rules},
};
use crate::spreadsheet::{
    cell::{Cell, Row, narrow, shown},
    letters::letters,
};
use chrono::NaiveDate;
use duban_domain::{
    Directory, Plan,
    finding::{Registration, Subject},
};
use std::collections::BTreeMap;

/// What a spreadsheet with this as a row would be refused for, a sentence each; empty if nothing. Its id
/// is not looked at: [`super::finding_id`] makes it.
///
/// What passes is, word for word, what the row would register. So a word that a spreadsheet would
/// correct in silence, such as a blank at the end, is told here.
pub fn check_registration(
    registration: &Registration,
    plan: &Plan,
    directory: &Directory,
    local_products: &[String],
    today: NaiveDate,
) -> Vec<String> {
    let rules = Rules::new(plan, directory, local_products, today);
    let mut told = BadCells::default();
    let outcome = rules.judge(&row(registration), &Headings::of_template(), &mut told);
    let mut sentences: Vec<_> =
        told.bad.into_iter().map(|bad| format!("{}：{}", bad.heading, bad.message)).collect();
    if let Some((read, _)) = outcome.registered {
        sentences.extend(differences(registration, &read));
    }
    let files = &registration.attachments;
    let named = files.iter().try_for_each(|file| attached::plain(&file.name));
    let unfit = [attached::count(files.len()), named].into_iter().filter_map(Result::err);
    sentences.extend(unfit.map(|why| format!("{}：{why}", Column::Files.heading())));
    sentences
}

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadField {
    /// The field: the column it would be in a spreadsheet.
    pub column: Column,
    /// What is wrong and what to do.
    pub message: String,
}

/// What a form registers, as a row of a spreadsheet with these texts would; fields that are blank or
/// missing hold nothing. `files` are the names of what comes with it; they go into the id of a finding
/// without a number, as a row's do.
///
/// # Errors
/// Every bad field.
pub fn read_entry(
    fields: &BTreeMap<Column, String>,
    files: &[&str],
    plan: &Plan,
    directory: &Directory,
    local_products: &[String],
    today: NaiveDate,
) -> Result<Registration, Vec<BadField>> {
    let rules = Rules::new(plan, directory, local_products, today);
    let mut row = Row::new(1);
    for (column, at) in Column::ALL.into_iter().zip(0..) {
        // Files come as they are and are not named in a text.
        if let Some(text) = fields.get(&column).filter(|_| column != Column::Files) {
            row.push(at, Cell::Text(text.replace("\r\n", "\n")));
        }
    }
    let mut told = BadCells::default();
    let outcome = rules.judge(&row, &Headings::of_template(), &mut told);
    let column = |letters: &str| {
        Column::ALL
            .into_iter()
            .zip(0..)
            .find_map(|(column, at)| (self::letters(at) == letters).then_some(column))
    };
    let mut bad: Vec<_> = told
        .bad
        .into_iter()
        .filter_map(|bad| Some(BadField { column: column(&bad.column)?, message: bad.message }))
        .collect();
    let named = files.iter().try_for_each(|name| attached::plain(name));
    for why in [attached::count(files.len()), named].into_iter().filter_map(Result::err) {
        bad.push(BadField { column: Column::Files, message: why });
    }
    match outcome.registered {
        Some((registration, _)) if bad.is_empty() => {
            let id = outcome.number.unwrap_or_else(|| identity::derived(&registration, &files.join(";")));
            Ok(Registration { id, ..registration })
        }
        _ => Err(bad),
    }
}

/// The row a spreadsheet would hold.
fn row(registration: &Registration) -> Row {
    let Registration { county, subject, product, kind, source, grade, problem, found_on, corrected, .. } =
        registration;
    let (name, code, trade) = match subject {
        Subject::Enterprise { name, credit_code, trade } => {
            (name.as_str(), credit_code.as_str(), trade.chinese())
        }
        // A bureau goes by its code as well as by its name.
        Subject::Bureau { code } => (code.as_str(), code.as_str(), BUREAU),
    };
    let mut row = Row::new(1);
    for (column, at) in Column::ALL.into_iter().zip(0..) {
        let text = match column {
            Column::County => county.as_str(),
            Column::Name => name,
            Column::CreditCode => code,
            Column::Trade => trade,
            Column::Group => &product.group,
            Column::Item => product.item.as_deref().unwrap_or_default(),
            Column::Kind => kind.chinese(),
            Column::Source => source.chinese(),
            Column::Grade => grade.chinese(),
            Column::Problem => problem,
            Column::Corrected => corrected.as_deref().unwrap_or_default(),
            Column::FoundOn => {
                row.push(at, Cell::Date(*found_on));
                continue;
            }
            Column::Number | Column::Files => continue,
        };
        row.push(at, Cell::Text(text.to_owned()));
    }
    row
}

/// Where what was written is not, word for word, what a row would be read as.
fn differences(written: &Registration, read: &Registration) -> Vec<String> {
    let texts = |registration: &Registration| {
        let Registration { county, subject, product, problem, corrected, .. } = registration;
        let name = match subject {
            Subject::Enterprise { name, .. } => name.clone(),
            Subject::Bureau { code } => code.to_string(),
        };
        [
            (Column::County, Some(county.to_string())),
            (Column::Name, Some(name)),
            (Column::Group, Some(product.group.clone())),
            (Column::Item, product.item.clone()),
            (Column::Problem, Some(problem.clone())),
            (Column::Corrected, corrected.clone()),
        ]
    };
    let pairs = texts(written).into_iter().zip(texts(read));
    let different = pairs.filter(|((_, written), (_, read))| written != read);
    different.map(|((column, written), (_, read))| reworded(column, written, read)).collect()
}

/// The sentence for a text that a row would be read as another.
fn reworded(column: Column, written: Option<String>, read: Option<String>) -> String {
    let (heading, written) = (column.heading(), written.unwrap_or_default());
    match read {
        Some(read) if narrow(&read) == narrow(&written) => {
            format!("{heading}：请写成“{}”，不要有多余的空格或空行", shown(&read))
        }
        Some(read) => format!("{heading}：请写成“{}”", shown(&read)),
        None => format!("{heading}：没有内容；不填时请整项省去"),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::finding_id, *};
    use crate::{known_calendar, load_findings, load_plan, sample_directory};
    use duban_domain::Attachment;
    use std::path::Path;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn plan() -> Plan {
        let (directory, calendar) = (sample_directory().unwrap(), known_calendar().unwrap());
        load_plan(Path::new("plans/qiannan-2024.yaml"), &directory, &calendar).unwrap().plan
    }

    fn told(registration: &Registration) -> Vec<String> {
        let local = ["光伏组件".to_owned()];
        check_registration(registration, &plan(), &sample_directory().unwrap(), &local, day("2024-07-31"))
    }

    /// What the sample spreadsheet registers.
    fn samples() -> Vec<Registration> {
        let (path, directory) = (Path::new("samples/findings.csv"), sample_directory().unwrap());
        let sheet = load_findings(path, &plan(), &directory, &[], day("2024-07-31")).unwrap();
        sheet.rows.into_iter().map(|row| row.registration).collect()
    }

    #[test]
    fn what_a_row_registers_may_be_a_single_entry_and_is_the_same_finding() {
        let samples = samples();
        for registration in &samples {
            assert_eq!(told(registration), Vec::<String>::new(), "{registration:?}");
        }
        for number in ["0001", "522701-0001", " ０００１ "] {
            assert_eq!(finding_id(&samples[0], Some(number)).as_ref(), Ok(&samples[0].id), "{number}");
        }
        assert!(finding_id(&samples[0], Some("")).unwrap_err().contains("不能作编号"));
        for unnumbered in [&samples[1], &samples[3]] {
            assert_eq!(finding_id(unnumbered, None).as_ref(), Ok(&unnumbered.id));
        }
        let photograph = Attachment {
            name: "现场.jpg".to_owned(),
            size: 1,
            media_type: "image/jpeg".to_owned(),
            sha256: "0".repeat(64),
        };
        let with_file = Registration { attachments: vec![photograph], ..samples[1].clone() };
        assert_ne!(finding_id(&with_file, None).unwrap(), samples[1].id, "as for a row that names a file");
    }

    /// The texts of a form that says what a registration does.
    fn typed(registration: &Registration) -> BTreeMap<Column, String> {
        let row = row(registration);
        let columns = Column::ALL.into_iter().zip(0..);
        columns.filter_map(|(column, at)| Some((column, row.at(at)?.written()))).collect()
    }

    fn entered(fields: &BTreeMap<Column, String>) -> Result<Registration, Vec<BadField>> {
        let (directory, today) = (sample_directory().unwrap(), day("2024-07-31"));
        read_entry(fields, &[], &plan(), &directory, &["光伏组件".to_owned()], today)
    }

    #[test]
    fn a_form_registers_what_a_row_does() {
        for registration in samples() {
            let read = entered(&typed(&registration)).unwrap();
            // Its number is typed in a field of its own, and its files come as they are.
            assert_eq!(Registration { id: registration.id.clone(), ..read }, registration);
        }
        let mut fields = typed(&samples()[0]);
        fields.insert(Column::Number, "0001".to_owned());
        fields.insert(Column::Problem, "  <script>alert(1)</script>\r\n\r\n第二行 ".to_owned());
        let read = entered(&fields).unwrap();
        assert_eq!(read.id, samples()[0].id);
        assert_eq!(read.problem, "<script>alert(1)</script>\n第二行", "a text is kept as it is");
    }

    #[test]
    fn every_bad_field_is_told_beside_it() {
        let bad = entered(&BTreeMap::new()).unwrap_err();
        let columns: Vec<_> = bad.iter().map(|bad| bad.column).collect();
        let required: Vec<_> = Column::ALL.into_iter().filter(|column| column.is_required()).collect();
        assert_eq!(columns.iter().collect::<std::collections::BTreeSet<_>>(), required.iter().collect());
        let mut fields = typed(&samples()[1]);
        fields.insert(Column::CreditCode, "9152270".to_owned());
        fields.insert(Column::FoundOn, "昨天".to_owned());
        fields.insert(Column::Number, "../1".to_owned());
        let bad = entered(&fields).unwrap_err();
        let columns: Vec<_> = bad.iter().map(|bad| bad.column).collect();
        assert_eq!(columns, [Column::Number, Column::CreditCode, Column::FoundOn], "{bad:?}");
        let (directory, today) = (sample_directory().unwrap(), day("2024-07-31"));
        let names = ["x"; 51];
        let bad = read_entry(&typed(&samples()[1]), &names, &plan(), &directory, &[], today).unwrap_err();
        assert_eq!(bad[0].column, Column::Files);
    }

    #[test]
    fn what_a_row_would_be_refused_for_is_told_at_once() {
        let good = samples().swap_remove(1);
        let mut bad = good.clone();
        bad.county = "520100".into();
        bad.subject = Subject::Bureau { code: "522799".into() };
        bad.product.group = "电动自行平".to_owned();
        bad.product.item = Some("萝卜\n刀".to_owned());
        bad.problem = "长".repeat(2001);
        bad.found_on = day("2024-08-01");
        bad.corrected = Some("\u{7}".to_owned());
        let name = format!("{}.jpg", "长".repeat(200));
        bad.attachments =
            vec![Attachment { name, size: 1, media_type: String::new(), sha256: String::new() }; 51];
        let sentences = told(&bad);
        assert_eq!(sentences.len(), 9, "{sentences:?}");
        for (index, sentence) in [
            (0, "县（市、区）局：“520100”不是本次行动的单位"),
            (1, "统一社会信用代码：“522799”不是本次行动中监管部门的六位代码"),
            (2, "产品类别：“电动自行平”不在本次行动的产品目录中；是不是“电动自行车”？"),
            (3, "产品名称：请写在一行内，不要换行"),
            (4, "问题描述：共2001个字，最多2000个字"),
            (5, "发现日期：2024-08-01 晚于今天（2024-07-31），请核对"),
            (6, "现场整改结果：含有看不见的控制字符，请重新填写"),
            (7, "附件：共51个附件，最多50个"),
            (8, "附件：附件名“长"),
        ] {
            assert!(sentences[index].starts_with(sentence), "{sentence}: {sentences:?}");
        }
        let old = Registration { found_on: day("1999-12-31"), ..good };
        assert_eq!(told(&old), ["发现日期：1999-12-31 早于2000年，请核对"]);
    }

    #[test]
    fn what_a_row_would_be_read_as_must_stand_there_word_for_word() {
        let good = samples().swap_remove(1);
        let with = |change: fn(&mut Registration)| {
            let mut changed = good.clone();
            change(&mut changed);
            told(&changed)
        };
        let group = with(|it| it.product.group = "儿童和 学生用品".to_owned());
        assert_eq!(group, ["产品类别：请写成“儿童和学生用品”，不要有多余的空格或空行"]);
        assert_eq!(with(|it| it.product.group = "光伏组件".to_owned()), Vec::<String>::new());
        let problem = with(|it| it.problem.push('\n'));
        assert_eq!(problem, ["问题描述：请写成“无警示标识”，不要有多余的空格或空行"]);
        let county = with(|it| it.county = "福泉市".into());
        assert_eq!(county, ["县（市、区）局：请写成“522702”"]);
        let item = with(|it| it.product.item = Some(" ".to_owned()));
        assert_eq!(item, ["产品名称：没有内容；不填时请整项省去"]);
        let nothing = with(|it| it.problem.clear());
        assert_eq!(nothing, ["问题描述：此项必填"]);
    }
}
