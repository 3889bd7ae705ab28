//! Findings as a file that can be imported again and comes to the same findings: the columns that an import reads,
//! then what the ledger says of each. The terminal and the pages write it alike.

use duban_config::{
    csv,
    findings::{BUREAU, Column},
};
use duban_domain::{BureauCode, Directory, finding::Subject};
use duban_store::FindingRow;

/// The columns of the spreadsheet that findings are imported from, but for their files.
pub const IMPORTED: [Column; 13] = [
    Column::Number,
    Column::County,
    Column::Name,
    Column::CreditCode,
    Column::Trade,
    Column::Group,
    Column::Item,
    Column::Kind,
    Column::Source,
    Column::Grade,
    Column::Problem,
    Column::FoundOn,
    Column::Corrected,
];

/// What an import reads of a finding, column by column.
pub fn imported(directory: &Directory, row: &FindingRow) -> Vec<String> {
    let (name, code, trade) = subject(directory, &row.subject);
    vec![
        row.id.to_string(),
        bureau(directory, &row.county),
        name,
        code,
        trade,
        row.product.group.clone(),
        row.product.item.clone().unwrap_or_default(),
        row.kind.chinese().to_owned(),
        row.source.chinese().to_owned(),
        row.view.grade.chinese().to_owned(),
        row.problem.clone(),
        row.found_on.to_string(),
        row.corrected.clone().unwrap_or_default(),
    ]
}

fn subject(directory: &Directory, subject: &Subject) -> (String, String, String) {
    match subject {
        Subject::Enterprise { name, credit_code, trade } => {
            (name.clone(), credit_code.to_string(), trade.chinese().to_owned())
        }
        Subject::Bureau { code } => (bureau(directory, code), code.to_string(), BUREAU.to_owned()),
    }
}

fn bureau(directory: &Directory, code: &BureauCode) -> String {
    directory.name_of(code)
}

/// A line of a CSV file. The first one bears a mark that tells spreadsheets its encoding: [`MARK`].
pub fn line(cells: &[String]) -> String {
    let mut line = cells.iter().map(|cell| csv::cell(cell)).collect::<Vec<_>>().join(",");
    line.push_str("\r\n");
    line
}

/// What a CSV file begins with, so that spreadsheets read it as UTF-8.
pub const MARK: char = '\u{feff}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_becomes_a_formula() {
        assert_eq!(line(&["a".into(), "=b".into()]), "\"a\",\"'=b\"\r\n");
    }
}
