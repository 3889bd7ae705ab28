//! Which sheet of a workbook is read. One that nobody can see is no data; where more than one could be meant, a
//! person says which; and what was not read is always told.

use duban_domain::{Sentence, sentence};
use serde::Serialize;

/// What was read of a workbook, and what was not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sheets {
    /// The sheet that was read.
    pub read: String,
    /// The others.
    pub unread: Vec<Unread>,
}

/// A sheet that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// Its name.
    pub name: String,
    /// Whether it is hidden.
    pub hidden: bool,
}

impl Sheets {
    /// What was read and what was not.
    pub fn sentence(&self) -> Sentence {
        let Self { read, unread } = self;
        let told = sentence!("the sheet \"{read}\" was read", "已读取工作表“{read}”");
        if unread.is_empty() {
            return told;
        }
        let english = unread.iter().map(|sheet| {
            let hidden = if sheet.hidden { " (hidden)" } else { "" };
            format!("\"{}\"{hidden}", sheet.name)
        });
        let chinese = unread.iter().map(|sheet| {
            let hidden = if sheet.hidden { "（隐藏）" } else { "" };
            format!("“{}”{hidden}", sheet.name)
        });
        let (english, chinese) =
            (english.collect::<Vec<_>>().join(", "), chinese.collect::<Vec<_>>().join("、"));
        told.and(&sentence!("; not read: {english}", "；未读取：{chinese}"))
    }
}

/// What is known of a sheet before one is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    /// Whether it has the headings that are looked for, and whether anything stands below them.
    pub(crate) looks: Looks,
}

/// What a sheet looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Looks {
    /// One without them.
    Other,
    /// One with nothing below them.
    Blank,
    /// One with both.
    Filled,
}

/// The sheets that could be meant: those that look most like it.
pub(crate) fn meant(all: &[Candidate]) -> Vec<&str> {
    let visible = || all.iter().filter(|sheet| !sheet.hidden);
    let best = visible().map(|sheet| sheet.looks).max().filter(|looks| *looks > Looks::Other);
    let names: Vec<_> =
        visible().filter(|sheet| Some(sheet.looks) == best).map(|sheet| sheet.name.as_str()).collect();
    // Of blank ones any will do.
    if best == Some(Looks::Blank) { names.into_iter().take(1).collect() } else { names }
}

/// The sheet to read: the one that was chosen, or the only one that could be meant; `None` where none has
/// the headings.
///
/// # Errors
/// A sentence: there is no such sheet, nobody can see it, or several could be meant.
pub(crate) fn choose(
    all: &[Candidate],
    chosen: Option<&str>,
    (what, named): (&str, &str),
) -> Result<Option<String>, Sentence> {
    let list = |names: &[&str]| {
        let quoted = |open: &str, close: &str, between: &str| {
            names.iter().map(|name| format!("{open}{name}{close}")).collect::<Vec<_>>().join(between)
        };
        (quoted("\"", "\"", ", "), quoted("“", "”", "、"))
    };
    let Some(chosen) = chosen else {
        return match meant(all).as_slice() {
            [] => Ok(None),
            [one] => Ok(Some((*one).to_owned())),
            several => {
                let (english, chinese) = list(several);
                Err(sentence!(
                    "several sheets hold {what}: {english}; say which one with --sheet NAME",
                    "有多个工作表像是{named}：{chinese}；请指定读取哪一个（命令行用 --sheet 名称）"
                ))
            }
        };
    };
    let visible: Vec<_> = all.iter().filter(|sheet| !sheet.hidden).map(|sheet| sheet.name.as_str()).collect();
    match all.iter().find(|sheet| sheet.name == chosen) {
        Some(sheet) if !sheet.hidden => Ok(Some(chosen.to_owned())),
        Some(_) => Err(sentence!(
            "the sheet \"{chosen}\" is hidden; show it in the workbook first",
            "工作表“{chosen}”是隐藏的；请先在表格软件中取消隐藏并核对"
        )),
        None => {
            let (english, chinese) = list(&visible);
            Err(sentence!(
                "there is no sheet \"{chosen}\"; there are {english}",
                "没有工作表“{chosen}”；有：{chinese}"
            ))
        }
    }
}
