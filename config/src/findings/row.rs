//! From a row to a registration: what each column may say.

use super::{
    attached::{Files, Folder},
    columns::{Column, Headings},
    day, identity,
    line::{BadCells, JudgedRow, not_one_of},
    places::Places,
};
use crate::{
    shape::nearest,
    spreadsheet::cell::{Cell, Row, narrow, shown},
};
use chrono::NaiveDate;
use duban_domain::{
    Directory, FindingId, Plan,
    command::LONGEST_TEXT,
    finding::{CreditCode, Grade, ProblemKind, Product, Registration, Source, Subject, Trade, correction},
    plan::ProductGroup,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// The longest name of a unit or product.
const LONGEST_NAME: usize = 200;

/// The word in the place of a trade that makes a bureau the subject.
pub const BUREAU: &str = "监管部门";

/// What rows are judged by.
pub(super) struct Rules<'a> {
    places: Places,
    catalogue: &'a [ProductGroup],
    /// Every group as it is compared, and as it is written.
    groups: BTreeMap<String, &'a str>,
    today: NaiveDate,
    /// Where the files are that rows name.
    files: Files,
}

/// What a row amounts to.
#[derive(Default)]
pub(super) struct RowOutcome {
    /// The id its number gives it, even if the rest is bad.
    pub(super) number: Option<FindingId>,
    /// What it registers and the files it names, if nothing is wrong.
    pub(super) registered: Option<(Registration, Vec<PathBuf>)>,
}

impl<'a> Rules<'a> {
    /// The rules of a campaign, for what names no files.
    pub(super) fn new(
        plan: &'a Plan,
        directory: &Directory,
        local_products: &'a [String],
        today: NaiveDate,
    ) -> Self {
        let groups = plan.products.iter().map(|group| group.group.as_str());
        let groups = groups.chain(local_products.iter().map(String::as_str));
        Self {
            places: Places::new(directory, &plan.issuer),
            catalogue: &plan.products,
            groups: groups.map(|group| (narrow(group), group)).collect(),
            today,
            files: Files::Nowhere,
        }
    }

    /// The same for a spreadsheet, which may name files that lie beside it.
    pub(super) fn beside(self, sheet: &Path) -> Self {
        Self { files: Files::Beside(Folder::of(sheet)), ..self }
    }

    /// The same for a spreadsheet that was handed in, perhaps with files under these names.
    pub(super) fn with(self, names: BTreeSet<String>) -> Self {
        Self { files: Files::HandedIn(names), ..self }
    }

    /// Judges a row.
    pub(super) fn judge(&self, row: &Row, headings: &Headings, told: &mut BadCells) -> RowOutcome {
        let mut line = JudgedRow::new(row, headings, told);
        let places = &self.places;
        let county =
            line.meaning(Column::County, |text| places.find(text).cloned(), |text| places.why_not(text));
        let number = line.written(Column::Number).map(|number| narrow(&number));
        let id = county.as_ref().zip(number.as_ref());
        let id = id.map(|(county, number)| identity::numbered(county.as_str(), number));
        let id = id.and_then(|id| line.judged(Column::Number, id));
        let subject = self.subject(&mut line);
        let group = self.group(&mut line);
        let item = line.text(Column::Item, LONGEST_NAME, true);
        let kind = word(&mut line, Column::Kind, ProblemKind::parse, ProblemKind::ALL, ProblemKind::chinese);
        let source = word(&mut line, Column::Source, Source::parse, Source::ALL, Source::chinese);
        let grade = word(&mut line, Column::Grade, Grade::parse, Grade::ALL, Grade::chinese);
        let problem = line.text(Column::Problem, LONGEST_TEXT, false);
        let found_on = line.cell(Column::FoundOn).map(|cell| day::read(cell, self.today));
        let found_on = found_on.and_then(|day| line.judged(Column::FoundOn, day));
        let corrected = line.text(Column::Corrected, LONGEST_TEXT, false);
        if let Some(Err(no_result)) = corrected.as_deref().map(correction) {
            line.tell(Column::Corrected, || no_result.chinese());
        }
        let files = line.written(Column::Files).map(|text| self.files.named(&text));
        let files = files.map_or(Some(<_>::default()), |files| line.judged(Column::Files, files));
        let is_bad = line.is_bad();
        let registered = || {
            let (files, names) = files?;
            let mut registration = Registration {
                id: FindingId::new(""),
                county: county?,
                subject: subject?,
                product: Product { group: group?, item },
                kind: kind?,
                source: source?,
                grade: grade?,
                problem: problem?,
                found_on: found_on?,
                corrected,
                attachments: Vec::new(),
            };
            registration.id = id.clone().unwrap_or_else(|| identity::derived(&registration, &names));
            Some((registration, files))
        };
        let registered = if is_bad { None } else { registered() };
        RowOutcome { registered, number: id }
    }

    fn subject(&self, line: &mut JudgedRow<'_>) -> Option<Subject> {
        let name = line.text(Column::Name, LONGEST_NAME, true);
        let trade = line.meaning(Column::Trade, trade, |text| {
            let words: Vec<_> = Trade::ALL.iter().map(|trade| trade.chinese()).chain([BUREAU]).collect();
            not_one_of(text, &words)
        });
        match trade {
            Some(Some(trade)) => {
                let code = line.cell(Column::CreditCode).map(credit_code);
                let credit_code = code.and_then(|code| line.judged(Column::CreditCode, code));
                Some(Subject::Enterprise { name: name?, credit_code: credit_code?, trade })
            }
            Some(None) => self.bureau(line, &name?),
            None => {
                // Whose code it should be is unclear; that one stands there is all that can be asked.
                line.cell(Column::CreditCode);
                None
            }
        }
    }

    /// A bureau as the subject: its code stands where an enterprise's would, and its name must agree.
    fn bureau(&self, line: &mut JudgedRow<'_>, name: &str) -> Option<Subject> {
        let code = line.meaning(
            Column::CreditCode,
            |text| self.places.find(text).filter(|code| code.as_str() == narrow(text)).cloned(),
            |text| format!("“{}”不是本次行动中监管部门的六位代码", shown(text)),
        )?;
        if self.places.find(name) == Some(&code) {
            return Some(Subject::Bureau { code });
        }
        line.tell(Column::Name, || format!("“{}”与代码{code}不是同一个单位", shown(name)));
        None
    }

    fn group(&self, line: &mut JudgedRow<'_>) -> Option<String> {
        let text = line.text(Column::Group, LONGEST_NAME, true)?;
        if self.groups.is_empty() {
            return Some(text);
        }
        let group = self.groups.get(&narrow(&text)).map(|group| (*group).to_owned());
        if group.is_none() {
            line.tell(Column::Group, || self.no_such_group(&text));
        }
        group
    }

    fn no_such_group(&self, text: &str) -> String {
        let shown = shown(text);
        if let Some(group) = self.catalogue.iter().find(|group| group.items.iter().any(|item| item == text)) {
            let group = &group.group;
            return format!("“{shown}”属于“{group}”；产品类别请填“{group}”，产品名称填“{shown}”");
        }
        match nearest(text, self.groups.values().copied()) {
            Some(near) => format!("“{shown}”不在本次行动的产品目录中；是不是“{near}”？"),
            None => format!("“{shown}”不在本次行动的产品目录中；本地增加的类别须先列入本地目录"),
        }
    }
}

/// The trade a word means; inside, `None` is a bureau.
fn trade(text: &str) -> Option<Option<Trade>> {
    let text = narrow(text);
    if text == BUREAU { Some(None) } else { Trade::parse(&text).map(Some) }
}

fn word<T: Copy>(
    line: &mut JudgedRow<'_>,
    column: Column,
    parse: fn(&str) -> Option<T>,
    all: &[T],
    chinese: fn(T) -> &'static str,
) -> Option<T> {
    line.meaning(
        column,
        |text| parse(text).or_else(|| parse(&narrow(text))),
        |text| not_one_of(text, &all.iter().map(|one| chinese(*one)).collect::<Vec<_>>()),
    )
}

fn credit_code(cell: &Cell) -> Result<CreditCode, String> {
    if let Some(why) = cell.unknown() {
        return Err(why);
    }
    let text = match cell {
        Cell::Text(text) => narrow(text).to_ascii_uppercase(),
        Cell::Number(_) => {
            return Err("这里被存成了数字，18位数字会丢失末几位；请把单元格设为文本格式后重填".to_owned());
        }
        Cell::Date(_) | Cell::Failed(_) | Cell::Uncalculated | Cell::Spread(_) => {
            return Err("这里不是文本；请把单元格设为文本格式后重填".to_owned());
        }
    };
    if let Ok(code) = CreditCode::parse(&text) {
        return Ok(code);
    }
    let length = text.chars().count();
    if length != 18 {
        return Err(format!("“{}”共{length}位；统一社会信用代码为18位", shown(&text)));
    }
    let first: String = text.chars().take(17).collect();
    Err(match CreditCode::check_character(&first) {
        None => format!("“{text}”含有代码中不会出现的字符；代码由数字和大写字母（不含I、O、S、V、Z）组成"),
        Some(_) => format!("“{text}”的校验码不对；请核对是否录错"),
    })
}
