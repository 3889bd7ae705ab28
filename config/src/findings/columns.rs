//! The columns of a findings spreadsheet and how their headings are recognised.

use crate::{
    shape::nearest,
    spreadsheet::{
        cell::{self, Row},
        letters::letters,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// A column of a spreadsheet, and a field of a form.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// The finding's number.
    Number,
    /// The bureau in whose district it lies.
    County,
    /// Whom it concerns.
    Name,
    /// The enterprise's credit code, or a bureau's code.
    CreditCode,
    /// What the enterprise does, or that it is a bureau.
    Trade,
    /// The product group.
    Group,
    /// The product.
    Item,
    /// Production or circulation.
    Kind,
    /// Where it comes from.
    Source,
    /// How grave it is.
    Grade,
    /// The problem.
    Problem,
    /// The day it was found.
    FoundOn,
    /// The result, where it was put right on the spot.
    Corrected,
    /// Photographs and papers.
    Files,
}

impl Column {
    /// All of them, in the order of the template.
    pub const ALL: [Self; 14] = [
        Self::Number,
        Self::County,
        Self::Name,
        Self::CreditCode,
        Self::Trade,
        Self::Group,
        Self::Item,
        Self::Kind,
        Self::Source,
        Self::Grade,
        Self::Problem,
        Self::FoundOn,
        Self::Corrected,
        Self::Files,
    ];

    /// Its heading.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Number => "编号",
            Self::County => "县（市、区）局",
            Self::Name => "单位名称",
            Self::CreditCode => "统一社会信用代码",
            Self::Trade => "单位类型",
            Self::Group => "产品类别",
            Self::Item => "产品名称",
            Self::Kind => "领域",
            Self::Source => "来源",
            Self::Grade => "等级",
            Self::Problem => "问题描述",
            Self::FoundOn => "发现日期",
            Self::Corrected => "现场整改结果",
            Self::Files => "附件",
        }
    }

    /// Whether the column must be there and filled in.
    pub const fn is_required(self) -> bool {
        !matches!(self, Self::Number | Self::Item | Self::Corrected | Self::Files)
    }
}

/// The heading of a column that only counts rows; it is ignored.
const COUNTER: &str = "序号";

/// What an exported ledger says of each finding beyond what was registered, in Chinese and in English. An import
/// passes these over: how a finding stands, its own course says.
pub const LEDGER: [(&str, &str); 6] = [
    ("登记时间", "Registered"),
    ("状态", "Standing"),
    ("期限", "Due"),
    ("逾期", "Overdue"),
    ("销号时间", "Closed"),
    ("销号结果", "Outcome"),
];

/// A row with so many known headings is the row of headings.
const ENOUGH: usize = 3;

/// What is wrong with a heading: its column, unless it is missing, and a sentence.
pub(super) type Wrong = (Option<u32>, String);

/// Where each column stands.
#[derive(Debug, Default)]
pub(super) struct Headings {
    at: BTreeMap<Column, u32>,
    /// Every column with a heading.
    headed: BTreeSet<u32>,
}

impl Headings {
    /// Reads a row as headings, with what is wrong with them; `None` if it is no row of headings.
    pub(super) fn read(row: &Row) -> Option<(Self, Vec<Wrong>)> {
        let written: Vec<(u32, String)> =
            row.cells().iter().map(|(at, cell)| (*at, plain(&cell.written()))).collect();
        let known = |text: &str| Column::ALL.into_iter().find(|column| plain(column.heading()) == text);
        if written.iter().filter(|(_, text)| known(text).is_some()).count() < ENOUGH {
            return None;
        }
        let mut headings = Self::default();
        let mut wrong = Vec::new();
        for (at, text) in &written {
            headings.headed.insert(*at);
            match known(text) {
                Some(column) => {
                    if let Some(first) = headings.at.get(&column) {
                        let first = letters(*first);
                        wrong.push((Some(*at), format!("表头与{first}列重复，请保留其中一列")));
                    } else {
                        headings.at.insert(column, *at);
                    }
                }
                None if text == COUNTER || of_the_ledger(text) => {}
                None => wrong.push((Some(*at), unknown(text, &written))),
            }
        }
        for column in Column::ALL {
            if column.is_required() && !headings.at.contains_key(&column) {
                wrong.push((None, format!("缺少“{}”列，请补上", column.heading())));
            }
        }
        Some((headings, wrong))
    }

    /// Those of the template: every column at its place.
    pub(super) fn of_template() -> Self {
        let at: BTreeMap<_, _> = Column::ALL.into_iter().zip(0..).collect();
        Self { headed: at.values().copied().collect(), at }
    }

    /// Where a column stands, if it is there.
    pub(super) fn position(&self, column: Column) -> Option<u32> {
        self.at.get(&column).copied()
    }

    /// Whether a column has a heading.
    pub(super) fn has(&self, at: u32) -> bool {
        self.headed.contains(&at)
    }
}

fn of_the_ledger(text: &str) -> bool {
    LEDGER.iter().any(|(chinese, english)| text == *chinese || text == *english)
}

/// The sentence for a heading that is none, with the free one that was probably meant.
fn unknown(text: &str, written: &[(u32, String)]) -> String {
    let free = Column::ALL.into_iter().map(Column::heading);
    let free = free.filter(|heading| !written.iter().any(|(_, text)| plain(heading) == *text));
    let shown = cell::shown(text);
    match nearest(text, free) {
        Some(near) => format!("没有“{shown}”这个表头；是不是“{near}”？"),
        None => format!("没有“{shown}”这个表头；请删去这一列，或改用模板中的表头"),
    }
}

/// A heading as it is compared: without blanks, line breaks and the mark of what is required.
fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊' | '\u{feff}'));
    kept.map(|c| match c {
        '(' => '（',
        ')' => '）',
        ',' | '，' => '、',
        other => other,
    })
    .collect()
}
