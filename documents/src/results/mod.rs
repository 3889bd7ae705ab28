//! The results list (行动成果清单, REQUIREMENTS F4): the figures of every bureau, summed up the tree by
//! formulas, as a spreadsheet that can be printed and sent.

mod rows;
mod sheet;
mod table;
#[cfg(test)]
mod tests;

pub use sheet::workbook;
pub use table::{ResultsError, ResultsRow, ResultsTable};
