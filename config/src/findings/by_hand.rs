//! A finding that is registered on its own is judged as a row of a spreadsheet would be: it is written
//! out as one, and the rules for rows are asked.

use super::{
    attached,
    cell::{Cell, Row, shown},
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
    let names = registration.attachments.iter().map(|file| attached::plain(&file.name));
    let files = std::iter::once(attached::count(registration.attachments.len())).chain(names);
    sentences.extend(files.filter_map(Result::err).map(|why| format!("{}：{why}", Column::Files.heading())));
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
    let sentence = |(_, (column, read)): (_, (Column, Option<String>))| match read {
        Some(read) => format!("{}：请写成“{}”，不要有多余的空格或空行", column.heading(), shown(&read)),
        None => format!("{}：没有内容；不填时请整项省去", column.heading()),
    };
    different.map(sentence).collect()
}
