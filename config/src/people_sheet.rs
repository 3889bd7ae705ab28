//! People from a spreadsheet or from rows that were pasted, to be given accounts: name, bureau, role, and perhaps
//! the account. Either every row is understood, or nobody is read.

use crate::{
    file,
    problem::{Problem, Refused},
    shape::nearest,
    spreadsheet::{
        self,
        cell::{Row, narrow, shown},
        letters::letters,
        table::{Go, HEADINGS_WITHIN, SheetTable},
    },
};
use duban_domain::{
    BureauCode, Directory, Sentence,
    access::Role,
    people::{Account, ListedPerson, MOST_LISTED, plain_name},
};
use std::{collections::BTreeMap, path::Path};

/// What a list of people may weigh.
pub const LARGEST_PEOPLE_SHEET: usize = 2 << 20;

/// A column.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum PersonColumn {
    Name,
    Bureau,
    Role,
    Account,
}

impl PersonColumn {
    const ALL: [Self; 4] = [Self::Name, Self::Bureau, Self::Role, Self::Account];

    /// Its headings, the usual one first.
    const fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["姓名", "name"],
            Self::Bureau => &["单位", "单位名称", "单位代码", "bureau"],
            Self::Role => &["角色", "role"],
            Self::Account => &["账号", "帐号", "account"],
        }
    }

    const fn heading(self) -> &'static str {
        self.headings()[0]
    }

    fn parse(text: &str) -> Option<Self> {
        let text = narrow(text).replace('*', "").to_lowercase();
        Self::ALL.into_iter().find(|column| column.headings().contains(&text.as_str()))
    }
}

/// The heading of a column that only counts rows; it is ignored.
const COUNTER: &str = "序号";

/// Reads people from a workbook, a CSV file, or rows as a spreadsheet puts them on the clipboard.
///
/// # Errors
/// Everything that is wrong with it, each with its row and column.
pub fn read_people(name: &str, bytes: Vec<u8>, directory: &Directory) -> Result<Vec<ListedPerson>, Refused> {
    let path = Path::new(name);
    if bytes.len() > LARGEST_PEOPLE_SHEET {
        let limit = LARGEST_PEOPLE_SHEET >> 20;
        return Err(Refused::file(path, format!("人员名单超过{limit}兆字节；请只保留需要的几列")));
    }
    let mut table = PeopleTable {
        path,
        directory,
        headings: BTreeMap::new(),
        seen: 0,
        people: Vec::new(),
        accounts: BTreeMap::new(),
        names: BTreeMap::new(),
        problems: Vec::new(),
    };
    spreadsheet::read(path, bytes, None, &mut table)?;
    table.finish()
}

/// The same from a file.
///
/// # Errors
/// It cannot be read; everything that is wrong with it.
pub fn load_people(path: &Path, directory: &Directory) -> Result<Vec<ListedPerson>, Refused> {
    let bytes = file::read_bytes(path, LARGEST_PEOPLE_SHEET as u64)?;
    read_people(&path.display().to_string(), bytes, directory)
}

struct PeopleTable<'d> {
    path: &'d Path,
    directory: &'d Directory,
    headings: BTreeMap<PersonColumn, u32>,
    /// How many rows with content there were.
    seen: usize,
    people: Vec<ListedPerson>,
    /// Where each account, and each name of a bureau without one, was first seen.
    accounts: BTreeMap<Account, u32>,
    names: BTreeMap<(BureauCode, String), u32>,
    problems: Vec<Problem>,
}

impl SheetTable for PeopleTable<'_> {
    const HOLDS: (&'static str, &'static str) = ("people", "人员名单");

    fn is_heading(row: &Row) -> bool {
        let known = row.cells().iter().filter(|(_, cell)| PersonColumn::parse(&cell.written()).is_some());
        known.count() >= 3
    }

    fn has_headings(&self) -> bool {
        !self.headings.is_empty()
    }

    fn row(&mut self, row: &Row) -> Result<Go, Refused> {
        if row.cells().is_empty() {
            return Ok(Go::On);
        }
        self.seen += 1;
        if self.headings.is_empty() {
            if Self::is_heading(row) {
                self.head(row);
                return Ok(Go::On);
            }
            return Ok(if self.seen < HEADINGS_WITHIN { Go::On } else { Go::Elsewhere });
        }
        if self.people.len() >= MOST_LISTED {
            return Err(Refused::file(self.path, format!("一份名单最多{MOST_LISTED}人；请分成几份")));
        }
        self.person(row);
        Ok(Go::On)
    }
}

impl PeopleTable<'_> {
    fn head(&mut self, row: &Row) {
        for (at, cell) in row.cells() {
            let text = cell.written();
            match PersonColumn::parse(&text) {
                Some(column) if self.headings.contains_key(&column) => {
                    self.tell(row.line, &letters(*at), format!("“{}”列重复，请保留其中一列", shown(&text)));
                }
                Some(column) => drop(self.headings.insert(column, *at)),
                None if narrow(&text) == COUNTER => {}
                None => {
                    let message = format!("用不到“{}”这一列；请删去", shown(&text));
                    self.tell(row.line, &letters(*at), message);
                }
            }
        }
        for column in [PersonColumn::Name, PersonColumn::Bureau, PersonColumn::Role] {
            if !self.headings.contains_key(&column) {
                self.tell(row.line, "", format!("缺少“{}”列，请补上", column.heading()));
            }
        }
    }

    fn person(&mut self, row: &Row) {
        let (mut name, mut bureau, mut role, mut account) = (None, None, None, None);
        for (column, text) in self.cells(row) {
            let read = match column {
                PersonColumn::Name => plain_name(&text)
                    .map(|read| name = Some(read))
                    .map_err(|_| "姓名应为1至64个字，写在一行".to_owned()),
                PersonColumn::Bureau => self.bureau(&text).map(|read| bureau = Some(read)),
                PersonColumn::Role => role_of(&text).map(|read| role = Some(read)),
                PersonColumn::Account if text.is_empty() => Ok(()),
                PersonColumn::Account => {
                    Account::parse(&text).map(|read| account = Some(read)).map_err(|_| {
                        "账号应为2至64个字母、数字、汉字或 . - _ @，以字母、数字或汉字开头".to_owned()
                    })
                }
            };
            if let Err(message) = read {
                self.tell(row.line, column.heading(), message);
            }
        }
        let (Some(name), Some(bureau), Some(role)) = (name, bureau, role) else { return };
        let first = match &account {
            Some(account) => self.accounts.insert(account.clone(), row.line),
            None => self.names.insert((bureau.clone(), name.clone()), row.line),
        };
        if let Some(first) = first {
            let what = if account.is_some() { "账号" } else { "人员（未写账号）" };
            self.tell(row.line, "", format!("{what}与第{first}行重复"));
        }
        self.people.push(ListedPerson { line: row.line, account, name, bureau, role });
    }

    /// What stands in each column. A cell whose content cannot be known is told.
    fn cells(&mut self, row: &Row) -> Vec<(PersonColumn, String)> {
        let mut cells = Vec::new();
        for (column, at) in self.headings.clone() {
            let cell = row.at(at);
            match cell.and_then(|cell| cell.unknown()) {
                Some(why) => self.tell(row.line, column.heading(), why),
                None => cells.push((column, cell.map(|cell| cell.written()).unwrap_or_default())),
            }
        }
        cells
    }

    /// A bureau by its code or its name.
    fn bureau(&self, text: &str) -> Result<BureauCode, String> {
        let plain = narrow(text);
        if plain.is_empty() {
            return Err("请填写单位（名称或六位代码）".to_owned());
        }
        let mut found =
            self.directory.iter().filter(|bureau| bureau.code.as_str() == plain || bureau.name == plain);
        match (found.next(), found.next()) {
            (Some(bureau), None) => Ok(bureau.code.clone()),
            (Some(_), Some(_)) => Err(format!("有几个单位叫“{}”；请改填六位代码", shown(text))),
            (None, _) => {
                let near = nearest(&plain, self.directory.iter().map(|bureau| bureau.name.as_str()));
                let hint = near
                    .map_or("请填写名称或六位代码".to_owned(), |near| format!("是不是“{near}”？"));
                Err(format!("单位名录中没有“{}”；{hint}", shown(text)))
            }
        }
    }

    fn tell(&mut self, line: u32, column: &str, message: String) {
        let (file, path, line) = (self.path.to_owned(), column.to_owned(), usize::try_from(line).ok());
        self.problems.push(Problem { file, path, line, message: Sentence::same(message) });
    }

    fn finish(mut self) -> Result<Vec<ListedPerson>, Refused> {
        if self.headings.is_empty() {
            let needed = PersonColumn::ALL.map(PersonColumn::heading).join("、");
            let message =
                format!("没有找到表头；前{HEADINGS_WITHIN}行中应有一行写明：{needed}（账号可不填）");
            return Err(Refused::file(self.path, message));
        }
        if self.people.is_empty() && self.problems.is_empty() {
            self.tell(1, "", "表头之下没有人员".to_owned());
        }
        if self.problems.is_empty() { Ok(self.people) } else { Err(Refused::all(self.problems)) }
    }
}

/// A role by its name.
fn role_of(text: &str) -> Result<Role, String> {
    let plain = narrow(text);
    let named = |role: &Role| role.chinese() == plain || role.as_str() == plain.to_lowercase();
    Role::ALL.iter().copied().find(named).ok_or_else(|| {
        let names: Vec<_> = Role::ALL.iter().map(|role| role.chinese()).collect();
        format!("没有“{}”这个角色；请填写：{}", shown(text), names.join("、"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample_directory;

    fn read(text: &str) -> Result<Vec<ListedPerson>, Vec<String>> {
        let people = read_people("名单", text.as_bytes().to_vec(), &sample_directory().unwrap());
        people.map_err(|refused| {
            let told = |problem: &Problem| {
                format!("{} {} {}", problem.line.unwrap_or_default(), problem.path, problem.message.chinese)
            };
            refused.problems.iter().map(told).collect()
        })
    }

    #[test]
    fn rows_from_the_clipboard_and_a_csv_file_are_people() {
        let pasted = "黔南州人员\n序号\t姓名*\t单位\t角色\t账号\n1\t张三\t都匀市市场监督管理局\t经办人\t\n2\t 李四 \t５２２７００\t领导\tLiSi\n";
        let people = read(pasted).unwrap();
        let shown: Vec<_> = people
            .iter()
            .map(|person| {
                let account = person.account.as_ref().map(Account::as_str);
                (person.line, person.name.as_str(), person.bureau.as_str(), person.role, account)
            })
            .collect();
        assert_eq!(
            shown,
            [(3, "张三", "522701", Role::Officer, None), (4, "李四", "522700", Role::Leader, Some("lisi"))]
        );
        assert_eq!(read("name,bureau,role\n王五,522702,planner\n").unwrap()[0].role, Role::Planner);
    }

    #[test]
    fn everything_wrong_is_told_at_its_row_and_column() {
        let told = read(
            "姓名,单位,角色,账号,手机\n张三,都匀市市场监督局,经办,a b,1\n,522701,领导,,\n李四,522701,领导,x1,\n王五,522701,领导,X1,\n赵六,522701,领导,,\n赵六,522701,领导,,\n",
        )
        .unwrap_err();
        for expected in [
            "1 E 用不到“手机”这一列",
            "2 单位 单位名录中没有“都匀市市场监督局”；是不是“都匀市市场监督管理局”？",
            "2 角色 没有“经办”这个角色；请填写：计划员、领导、经办人、观察员、管理员",
            "2 账号 账号应为2至64个",
            "3 姓名 姓名应为1至64个字",
            "5  账号与第4行重复",
            "7  人员（未写账号）与第6行重复",
        ] {
            assert!(told.iter().any(|told| told.starts_with(expected)), "{expected}: {told:#?}");
        }
        assert_eq!(told.len(), 7, "{told:#?}");
    }

    #[test]
    fn what_is_no_list_of_people_is_refused() {
        for (text, expected) in [
            ("", "没有找到表头"),
            ("张三,522701,领导", "没有找到表头"),
            ("姓名,单位,角色\n", "表头之下没有人员"),
            ("姓名,单位,账号\n张三,522701,zs\n", "缺少“角色”列"),
        ] {
            let told = read(text).unwrap_err();
            assert!(told.iter().any(|told| told.contains(expected)), "{text}: {told:?}");
        }
        let huge = vec![b'a'; LARGEST_PEOPLE_SHEET + 1];
        assert!(read_people("x", huge, &sample_directory().unwrap()).is_err());
    }
}
