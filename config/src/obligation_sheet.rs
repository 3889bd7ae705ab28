//! What bureaus owe, from a spreadsheet or from rows that were pasted: what, by when, and perhaps who owes it, what a
//! submission must come with and whether it is reviewed. Either every row is understood, or none is taken.

use crate::{
    plan::authored::OwedBy,
    problem::{Problem, Refused},
    spreadsheet::{
        self,
        cell::{Row, narrow, shown},
        table::{Go, SheetTable},
    },
};
use duban_domain::Sentence;
use std::{collections::BTreeMap, path::Path};

/// The most rows that are taken; a plan has no more obligations.
const MOST_OWED: usize = 200;

/// What a list of obligations may weigh.
const LARGEST_OBLIGATION_SHEET: usize = 2 << 20;

/// An obligation as a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedObligation {
    /// What.
    pub title: String,
    /// By when, as it is written there.
    pub due: String,
    /// Which bureaus owe it.
    pub owed_by: OwedBy,
    /// Whether a submission must come with a file.
    pub attachment: bool,
    /// Whether it must bear the bureau's seal.
    pub sealed: bool,
    /// Whether it is reviewed.
    pub reviewed: bool,
}

#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum OwedColumn {
    Title,
    Due,
    OwedBy,
    Requires,
    Review,
}

impl OwedColumn {
    /// In the order in which they are taken where no headings stand above them.
    const ALL: [Self; 5] = [Self::Title, Self::Due, Self::OwedBy, Self::Requires, Self::Review];

    /// Its headings, the usual one first.
    const fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Title => &["事项", "事项名称", "报送内容", "报送事项", "材料名称", "任务"],
            Self::Due => &["期限", "截止日期", "报送时间", "报送期限", "完成时限", "时限", "时间"],
            Self::OwedBy => &["由谁报送", "报送单位", "责任单位"],
            Self::Requires => &["要求", "报送要求"],
            Self::Review => &["审核", "是否审核"],
        }
    }

    const fn heading(self) -> &'static str {
        self.headings()[0]
    }

    fn parse(text: &str) -> Option<Self> {
        let text = narrow(text).replace('*', "");
        Self::ALL.into_iter().find(|column| column.headings().contains(&text.as_str()))
    }
}

/// Reads what is owed from a workbook, a CSV file, or rows as a spreadsheet puts them on the clipboard. Without
/// headings the columns are taken in their usual order: what, by when, who, what with, whether reviewed.
///
/// # Errors
/// Everything that is wrong with it, each with its row and column.
pub fn read_obligations(name: &str, bytes: Vec<u8>) -> Result<Vec<ListedObligation>, Refused> {
    let path = Path::new(name);
    if bytes.len() > LARGEST_OBLIGATION_SHEET {
        return Err(Refused::file(
            path,
            format!("表格超过{}兆字节；请只保留需要的几列", LARGEST_OBLIGATION_SHEET >> 20),
        ));
    }
    let mut table =
        ObligationTable { path, columns: BTreeMap::new(), owed: Vec::new(), problems: Vec::new() };
    spreadsheet::read(path, bytes, None, &mut table)?;
    if table.owed.is_empty() && table.problems.is_empty() {
        table.tell(1, "", "没有读到事项；请至少写明事项和期限两列".to_owned());
    }
    if table.problems.is_empty() { Ok(table.owed) } else { Err(Refused::all(table.problems)) }
}

struct ObligationTable<'p> {
    path: &'p Path,
    columns: BTreeMap<OwedColumn, u32>,
    owed: Vec<ListedObligation>,
    problems: Vec<Problem>,
}

impl SheetTable for ObligationTable<'_> {
    const HOLDS: (&'static str, &'static str) = ("obligations", "应报事项");

    fn is_heading(row: &Row) -> bool {
        row.cells().iter().filter(|(_, cell)| OwedColumn::parse(&cell.written()).is_some()).count() >= 2
    }

    fn has_headings(&self) -> bool {
        !self.columns.is_empty()
    }

    fn row(&mut self, row: &Row) -> Result<Go, Refused> {
        if row.cells().is_empty() {
            return Ok(Go::On);
        }
        if self.columns.is_empty() {
            if Self::is_heading(row) {
                for (at, cell) in row.cells() {
                    if let Some(column) = OwedColumn::parse(&cell.written()) {
                        self.columns.entry(column).or_insert(*at);
                    }
                }
                return Ok(Go::On);
            }
            self.columns = OwedColumn::ALL.into_iter().zip(0..).collect();
        }
        if self.owed.len() >= MOST_OWED {
            return Err(Refused::file(
                self.path,
                format!("一份计划最多{MOST_OWED}个事项；请合并或分成几次行动"),
            ));
        }
        self.obligation(row);
        Ok(Go::On)
    }
}

impl ObligationTable<'_> {
    fn obligation(&mut self, row: &Row) {
        let title = self.cell(row, OwedColumn::Title).replace('\n', " ");
        let due = self.cell(row, OwedColumn::Due);
        for (column, text) in [(OwedColumn::Title, &title), (OwedColumn::Due, &due)] {
            if text.is_empty() {
                self.tell(row.line, column.heading(), format!("请填写{}", column.heading()));
            }
        }
        let owed_by = self.cell(row, OwedColumn::OwedBy);
        let owed_by = owed_by_words(&owed_by)
            .unwrap_or_else(|| self.unclear(row, OwedColumn::OwedBy, &owed_by, "县级、市级或全部"));
        let requires = self.cell(row, OwedColumn::Requires);
        let (attachment, sealed) = required_words(&requires)
            .unwrap_or_else(|| self.unclear(row, OwedColumn::Requires, &requires, "附件、盖章或无"));
        let review = self.cell(row, OwedColumn::Review);
        let reviewed =
            yes_or_no(&review).unwrap_or_else(|| self.unclear(row, OwedColumn::Review, &review, "是或否"));
        self.owed.push(ListedObligation { title, due, owed_by, attachment, sealed, reviewed });
    }

    /// What stands in a column. A cell whose content cannot be known is told.
    fn cell(&mut self, row: &Row, column: OwedColumn) -> String {
        let cell = self.columns.get(&column).and_then(|at| row.at(*at));
        match cell.and_then(|cell| cell.unknown()) {
            Some(why) => {
                self.tell(row.line, column.heading(), why);
                String::new()
            }
            None => cell.map(|cell| cell.written()).unwrap_or_default(),
        }
    }

    /// Tells that a word is not understood; nothing is taken then.
    fn unclear<T: UsualChoice>(&mut self, row: &Row, column: OwedColumn, text: &str, choices: &str) -> T {
        let message = format!("看不懂“{}”；请填写：{choices}", shown(text));
        self.tell(row.line, column.heading(), message);
        T::USUAL
    }

    fn tell(&mut self, line: u32, column: &str, message: String) {
        let (file, path, line) = (self.path.to_owned(), column.to_owned(), usize::try_from(line).ok());
        self.problems.push(Problem { file, path, line, message: Sentence::same(message) });
    }
}

/// What stands for a cell while the others are judged.
trait UsualChoice {
    const USUAL: Self;
}

impl UsualChoice for OwedBy {
    const USUAL: Self = Self::Executing;
}

impl UsualChoice for (bool, bool) {
    const USUAL: Self = (true, false);
}

impl UsualChoice for bool {
    const USUAL: Self = false;
}

fn owed_by_words(text: &str) -> Option<OwedBy> {
    let text = narrow(text);
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if text.is_empty() => Some(OwedBy::Executing),
        () if says(&["全部", "所有", "各级", "各单位"]) => Some(OwedBy::All),
        () if says(&["没有下级", "县", "区"]) => Some(OwedBy::Executing),
        () if says(&["有下级", "市", "州"]) => Some(OwedBy::Coordinating),
        () => None,
    }
}

/// Whether a file, and whether a seal.
fn required_words(text: &str) -> Option<(bool, bool)> {
    let text = narrow(text);
    if text.is_empty() {
        return Some((true, false));
    }
    if matches!(text.as_str(), "无" | "没有" | "-" | "/") {
        return Some((false, false));
    }
    let sealed = ["章", "印"].iter().any(|word| text.contains(word));
    let attachment = ["附件", "材料", "文件", "电子版", "扫描"].iter().any(|word| text.contains(word));
    // What is sealed is a paper, so it comes as a file.
    (sealed || attachment).then_some((true, sealed))
}

fn yes_or_no(text: &str) -> Option<bool> {
    match narrow(text).as_str() {
        "" | "否" | "不" | "无" | "不审核" | "-" | "/" => Some(false),
        "是" | "需" | "审核" | "需审核" | "√" | "✓" => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<ListedObligation>, Vec<String>> {
        read_obligations("表格", text.as_bytes().to_vec()).map_err(|refused| {
            let told = |problem: &Problem| {
                format!("{} {} {}", problem.line.unwrap_or_default(), problem.path, problem.message.chinese)
            };
            refused.problems.iter().map(told).collect()
        })
    }

    fn owed(title: &str, due: &str, owed_by: OwedBy, how: (bool, bool, bool)) -> ListedObligation {
        let (attachment, sealed, reviewed) = how;
        ListedObligation {
            title: title.to_owned(),
            due: due.to_owned(),
            owed_by,
            attachment,
            sealed,
            reviewed,
        }
    }

    #[test]
    fn rows_with_and_without_headings_are_obligations() {
        let headed = "序号\t报送内容\t报送时间\t责任单位\t要求\t审核\n1\t行动总结\t10月20日前\t各县（市）局\t加盖公章\t是\n2\t名单\t2024年8月20日\t\t\t\n";
        assert_eq!(
            read(headed).unwrap(),
            [
                owed("行动总结", "10月20日前", OwedBy::Executing, (true, true, true)),
                owed("名单", "2024年8月20日", OwedBy::Executing, (true, false, false)),
            ]
        );
        assert_eq!(
            read("工作方案\t印发后10个工作日\t全部\t无\n").unwrap(),
            [owed("工作方案", "印发后10个工作日", OwedBy::All, (false, false, false))]
        );
    }

    #[test]
    fn everything_wrong_is_told_at_its_row_and_column() {
        let told = read("事项,期限,由谁报送,要求,审核\n总结,,某人,带着,可能\n,8月20日,,,\n").unwrap_err();
        for expected in [
            "2 期限 请填写期限",
            "2 由谁报送 看不懂“某人”",
            "2 要求 看不懂“带着”",
            "2 审核 看不懂“可能”",
            "3 事项 请填写事项",
        ] {
            assert!(told.iter().any(|told| told.starts_with(expected)), "{expected}: {told:#?}");
        }
        assert_eq!(told.len(), 5, "{told:#?}");
        assert!(read("").is_err() && read("事项\t期限\n").is_err());
        assert!(read_obligations("x", vec![b'a'; LARGEST_OBLIGATION_SHEET + 1]).is_err());
        assert!(read(&"总结\t8月20日\n".repeat(MOST_OWED + 1)).is_err());
    }
}
