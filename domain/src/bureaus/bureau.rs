//! Bureaus and the tree they form. Depth varies: a county may stand directly under a province, a
//! prefecture may have no counties, so nothing here counts levels.

use crate::{
    ids::BureauCode,
    wording::{
        sentence::{Sentence, sentence},
        text::is_invisible,
    },
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// The administrative level of a bureau.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// 省级
    Province,
    /// 市（州）级
    Prefecture,
    /// 县（市、区）级
    County,
}

impl Level {
    /// The spelling used in files and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Level::Province => "province",
            Level::Prefecture => "prefecture",
            Level::County => "county",
        }
    }

    /// The level with this spelling.
    pub fn parse(text: &str) -> Option<Self> {
        [Level::Province, Level::Prefecture, Level::County].into_iter().find(|level| level.as_str() == text)
    }
}

/// Mail addresses of a bureau, by role, and who signs for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contacts {
    /// The office that receives everything: the address of every digest.
    pub office: String,
    /// The leader who approves; copied on what needs a decision. May be empty.
    pub leader: Option<String>,
    /// The officer in charge; copied on the bureau's own duties. May be empty.
    pub officer: Option<String>,
    /// The name of the leader who signs upward documents (签发人); not an address. May be empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
}

/// An organisation that takes part in campaigns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bureau {
    /// Its code.
    pub code: BureauCode,
    /// Its full name as documents write it.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// The next bureau up, if there is one.
    pub supervisor: Option<BureauCode>,
    /// Where mail reaches it.
    pub contacts: Contacts,
    /// The organ code of its documents (机关代字), such as 黔南市监.
    pub document_prefix: String,
}

/// All bureaus known, checked to form a forest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    bureaus: BTreeMap<BureauCode, Bureau>,
    subordinates: BTreeMap<BureauCode, Vec<BureauCode>>,
}

/// What is wrong with a list of bureaus; `index` counts its entries from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryProblem {
    /// A code that stands twice.
    #[error("bureau {code} is listed twice; keep one of the two lines")]
    Duplicate {
        /// The second entry.
        index: usize,
        /// Its code.
        code: BureauCode,
    },
    /// A supervisor that is not in the list.
    #[error(
        "bureau {code} names {supervisor} as its supervisor, which is not in the list; add it or leave the supervisor empty"
    )]
    Orphan {
        /// The entry.
        index: usize,
        /// Its code.
        code: BureauCode,
        /// The unknown supervisor.
        supervisor: BureauCode,
    },
    /// A supervisor that is not of a higher level.
    #[error(
        "bureau {code} is a {} and names {supervisor} as its supervisor, which is a {}; a supervisor is of a higher level: correct one of the two levels or the supervisor",
        .level.as_str(), .above.as_str()
    )]
    NotAbove {
        /// The entry.
        index: usize,
        /// Its code.
        code: BureauCode,
        /// Its level.
        level: Level,
        /// Its supervisor.
        supervisor: BureauCode,
        /// The supervisor's level.
        above: Level,
    },
    /// An organ code that another bureau has: the two would issue documents of one number.
    #[error(
        "bureau {code} has the document prefix of {other} ({prefix}), so that both would issue the same document numbers; give each its own"
    )]
    SharedPrefix {
        /// The entry.
        index: usize,
        /// Its code.
        code: BureauCode,
        /// The bureau before it.
        other: BureauCode,
        /// What both are to write.
        prefix: String,
    },
    /// A bureau that supervises itself, perhaps through others.
    #[error("bureau {code} is its own supervisor through {path}; one of these supervisors must change")]
    Cycle {
        /// The entry.
        index: usize,
        /// Its code.
        code: BureauCode,
        /// The way round, joined by arrows.
        path: String,
    },
}

impl DirectoryProblem {
    /// The entry the problem stands in, counted from 0.
    pub const fn index(&self) -> usize {
        match self {
            Self::Duplicate { index, .. }
            | Self::Orphan { index, .. }
            | Self::NotAbove { index, .. }
            | Self::SharedPrefix { index, .. }
            | Self::Cycle { index, .. } => *index,
        }
    }
}

impl Directory {
    /// Builds the tree.
    ///
    /// # Errors
    /// Every duplicate, orphan and cycle, every supervisor that stands no higher and every shared organ code
    /// at once.
    pub fn new(list: Vec<Bureau>) -> Result<Self, Vec<DirectoryProblem>> {
        let mut problems = Vec::new();
        let mut supervisor_of = BTreeMap::new();
        let (mut seen, mut twice) = (BTreeSet::new(), BTreeSet::new());
        for (index, bureau) in list.iter().enumerate() {
            if !seen.insert(&bureau.code) {
                problems.push(DirectoryProblem::Duplicate { index, code: bureau.code.clone() });
                twice.insert(index);
            }
            supervisor_of.entry(&bureau.code).or_insert(bureau.supervisor.as_ref());
        }
        for (index, bureau) in list.iter().enumerate().filter(|(index, _)| !twice.contains(index)) {
            let code = bureau.code.clone();
            if let Some(supervisor) = bureau.supervisor.clone().filter(|s| !seen.contains(s)) {
                problems.push(DirectoryProblem::Orphan { index, code, supervisor });
            } else if let Some(path) = cycle_through(&bureau.code, &supervisor_of) {
                problems.push(DirectoryProblem::Cycle { index, code, path });
            } else {
                problems.extend(not_above(index, bureau, &list));
            }
        }
        problems.extend(shared_prefixes(&list));
        if !problems.is_empty() {
            problems.sort_by_key(DirectoryProblem::index);
            return Err(problems);
        }
        let mut subordinates: BTreeMap<BureauCode, Vec<BureauCode>> = BTreeMap::new();
        for bureau in &list {
            if let Some(supervisor) = &bureau.supervisor {
                subordinates.entry(supervisor.clone()).or_default().push(bureau.code.clone());
            }
        }
        subordinates.values_mut().for_each(|codes| codes.sort());
        let bureaus = list.into_iter().map(|b| (b.code.clone(), b)).collect();
        Ok(Self { bureaus, subordinates })
    }

    /// The bureau with this code.
    pub fn get(&self, code: &BureauCode) -> Option<&Bureau> {
        self.bureaus.get(code)
    }

    /// A bureau's name; its code where it is not in the list.
    pub fn name_of(&self, code: &BureauCode) -> String {
        self.get(code).map_or_else(|| code.to_string(), |bureau| bureau.name.clone())
    }

    /// All bureaus, by code.
    pub fn iter(&self) -> impl Iterator<Item = &Bureau> {
        self.bureaus.values()
    }

    /// How many bureaus there are.
    pub fn len(&self) -> usize {
        self.bureaus.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.bureaus.is_empty()
    }

    /// The bureaus directly below, by code.
    pub fn subordinates(&self, code: &BureauCode) -> &[BureauCode] {
        self.subordinates.get(code).map_or(&[], Vec::as_slice)
    }

    /// The supervisors of a bureau from the next one up to the top.
    pub fn superiors(&self, code: &BureauCode) -> Vec<BureauCode> {
        let up = |code: &BureauCode| self.get(code).and_then(|b| b.supervisor.clone());
        std::iter::successors(up(code), up).collect()
    }

    /// A bureau and everything below it, parents before children, siblings by code.
    pub fn subtree(&self, root: &BureauCode) -> Vec<&Bureau> {
        let mut found = Vec::new();
        let mut waiting = vec![root];
        while let Some(code) = waiting.pop() {
            found.extend(self.get(code));
            waiting.extend(self.subordinates(code).iter().rev());
        }
        found
    }
}

/// The problem of a bureau whose supervisor stands no higher than itself.
fn not_above(index: usize, bureau: &Bureau, list: &[Bureau]) -> Option<DirectoryProblem> {
    let above = list.iter().find(|other| bureau.supervisor.as_ref() == Some(&other.code))?;
    (above.level >= bureau.level).then(|| DirectoryProblem::NotAbove {
        index,
        code: bureau.code.clone(),
        level: bureau.level,
        supervisor: above.code.clone(),
        above: above.level,
    })
}

/// Organ codes that read the same as one before them. A number is told by its organ code alone.
fn shared_prefixes(list: &[Bureau]) -> Vec<DirectoryProblem> {
    let mut first: BTreeMap<String, &Bureau> = BTreeMap::new();
    let mut shared = Vec::new();
    for (index, bureau) in list.iter().enumerate() {
        let read = as_read(&bureau.document_prefix);
        match first.get(&read) {
            // What is missing is told as missing, and a bureau that stands twice as that.
            _ if read.is_empty() => {}
            Some(other) if other.code != bureau.code => shared.push(DirectoryProblem::SharedPrefix {
                index,
                code: bureau.code.clone(),
                other: other.code.clone(),
                prefix: bureau.document_prefix.clone(),
            }),
            Some(_) => {}
            None => _ = first.insert(read, bureau),
        }
    }
    shared
}

/// An organ code under which another bureau has issued documents. Numbers count on by bureau, so that whoever takes
/// such a code from a later list of bureaus would issue numbers that are in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOn {
    /// Who is to have it now.
    pub code: BureauCode,
    /// Who has issued documents under it.
    pub other: BureauCode,
    /// The organ code as the list writes it.
    pub prefix: String,
}

impl PassedOn {
    /// What is wrong and what to do.
    pub fn sentence(&self) -> Sentence {
        let Self { code, other, prefix } = self;
        sentence!(
            "in the list of bureaus {code} has the document prefix {prefix}, under which {other} has issued documents, so that both would have the same numbers; give {code} another one",
            "单位名录中{code}的机关代字“{prefix}”已由{other}用于印发文书，文号会重复；请为{code}另定机关代字"
        )
    }
}

impl fmt::Display for PassedOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

/// The first of `bureaus` whose organ code another bureau has `issued` documents under.
pub fn passed_on<'b>(
    bureaus: impl IntoIterator<Item = &'b Bureau>,
    issued: &[(BureauCode, String)],
) -> Option<PassedOn> {
    bureaus.into_iter().find_map(|bureau| {
        let read = as_read(&bureau.document_prefix);
        let same = |(other, prefix): &&(BureauCode, String)| *other != bureau.code && as_read(prefix) == read;
        let (other, _) = issued.iter().find(same).filter(|_| !read.is_empty())?;
        let (code, prefix) = (bureau.code.clone(), bureau.document_prefix.clone());
        Some(PassedOn { code, other: other.clone(), prefix })
    })
}

/// A text as people read it: blanks, what does not show, and the width of letters make no difference.
fn as_read(text: &str) -> String {
    let narrow = |sign: char| match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign),
        other => other,
    };
    let shown = text.chars().filter(|sign| !sign.is_whitespace() && !is_invisible(*sign));
    shown.map(narrow).flat_map(char::to_lowercase).collect()
}

/// The way from `start` up to itself, if there is one.
fn cycle_through(
    start: &BureauCode,
    supervisor_of: &BTreeMap<&BureauCode, Option<&BureauCode>>,
) -> Option<String> {
    let mut path = vec![start.as_str()];
    let mut at = start;
    while let Some(Some(up)) = supervisor_of.get(at) {
        path.push(up.as_str());
        if *up == start {
            return Some(path.join(" → "));
        }
        if path.len() > supervisor_of.len() {
            return None;
        }
        at = up;
    }
    None
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A bureau for tests; its office mail follows from its code.
    pub(crate) fn bureau(code: &str, level: Level, supervisor: Option<&str>) -> Bureau {
        Bureau {
            code: code.into(),
            name: format!("{code}市场监督管理局"),
            level,
            supervisor: supervisor.map(Into::into),
            contacts: Contacts { office: format!("office.{code}@bureau.example"), ..Contacts::default() },
            document_prefix: format!("市监{code}"),
        }
    }

    #[test]
    fn the_tree_is_walked_in_a_fixed_order() {
        let directory = Directory::new(vec![
            bureau("3", Level::County, Some("2")),
            bureau("1", Level::Province, None),
            bureau("4", Level::County, Some("1")),
            bureau("2", Level::Prefecture, Some("1")),
        ])
        .unwrap();
        let codes: Vec<_> = directory.subtree(&"1".into()).iter().map(|b| b.code.as_str()).collect();
        assert_eq!(codes, ["1", "2", "3", "4"]);
        assert_eq!(directory.superiors(&"3".into()), ["2".into(), "1".into()]);
        assert!(directory.subtree(&"9".into()).is_empty());
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let problems = Directory::new(vec![
            bureau("1", Level::Province, Some("2")),
            bureau("2", Level::Prefecture, Some("1")),
            bureau("2", Level::Prefecture, None),
            bureau("3", Level::County, Some("9")),
            bureau("4", Level::County, Some("4")),
            bureau("5", Level::County, Some("2")),
        ])
        .unwrap_err();
        let told: Vec<_> = problems.iter().map(|p| (p.index(), p.to_string())).collect();
        assert_eq!(told.len(), 5, "{told:?}");
        assert!(told[0].1.contains("1 → 2 → 1"));
        assert!(told[2].1.contains("listed twice"));
        assert!(told[3].1.contains("names 9"));
        assert!(told[4].1.contains("4 → 4"));
    }

    #[test]
    fn levels_descend() {
        let told =
            |list| Directory::new(list).unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>();
        let upside_down = told(vec![
            bureau("1", Level::Prefecture, None),
            bureau("2", Level::Province, Some("1")),
            bureau("3", Level::County, Some("4")),
            bureau("4", Level::County, Some("1")),
        ]);
        assert_eq!(upside_down.len(), 2, "{upside_down:?}");
        assert!(
            upside_down[0]
                .starts_with("bureau 2 is a province and names 1 as its supervisor, which is a prefecture;")
        );
        assert!(
            upside_down[1]
                .starts_with("bureau 3 is a county and names 4 as its supervisor, which is a county;")
        );
    }

    #[test]
    fn two_bureaus_never_issue_one_number() {
        let with = |code: &str, prefix: &str| Bureau {
            document_prefix: prefix.to_owned(),
            ..bureau(code, Level::Prefecture, None)
        };
        let list = vec![
            with("1", "黔市监"),
            with("2", "黔市监A"),
            with("3", "黔 市监\u{200b}"),
            with("4", "黔市监Ａ"),
        ];
        let problems = Directory::new(list).unwrap_err();
        let told: Vec<_> = problems.iter().map(|p| (p.index(), p.to_string())).collect();
        assert_eq!(told.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [2, 3]);
        assert!(told[1].1.starts_with("bureau 4 has the document prefix of 2 (黔市监Ａ)"), "{told:?}");
    }

    #[test]
    fn a_level_is_spelled_as_it_is_parsed() {
        for level in [Level::Province, Level::Prefecture, Level::County] {
            assert_eq!(Level::parse(level.as_str()), Some(level));
        }
    }
}
