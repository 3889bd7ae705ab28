//! A finding that is registered on its own is judged as a row of a spreadsheet would be: it is written
//! out as one, and the rules for rows are asked.

use super::{
    attached,
    cell::{Cell, Row, narrow, shown},
    columns::{Column, Headings},
    line::Told,
    row::{BUREAU, Rules},
};
use chrono::NaiveDate;
use duban_domain::{
    Directory, Plan,
    finding::{Registration, Subject},
};

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
    let mut told = Told::default();
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
    fn what_a_row_registers_may_be_registered_by_hand_and_is_the_same_finding() {
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
