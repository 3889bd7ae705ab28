//! To whom a document speaks (主送), and who gets a copy. A notice goes from bureau to bureau; the paper it
//! carries may speak to an enterprise, an authority or a local government, and is passed on to it.

use crate::{source::Source, text};
use duban_domain::{
    BureauCode,
    finding::Authority,
    instrument::SpeaksTo,
    matter::{MatterFacts, MatterKind},
};

/// The main addressee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Addressee {
    /// Its name.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What an addressee is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The bureau the notice goes to.
    Bureau,
    /// The enterprise that a finding concerns.
    Enterprise,
    /// The government of the district.
    Government,
    /// Enforcement or police.
    Authority,
}

impl Addressee {
    /// Whom a document speaks to.
    pub(crate) fn of(source: &Source) -> Self {
        let notice = &source.notice;
        let matter = notice.facts.matter.as_deref();
        if !source.named.is_empty() {
            let names = source.named.iter().map(|named| text::clean(source.letterhead.name(&named.bureau)));
            return Self { name: names.collect::<Vec<_>>().join("、"), kind: Kind::Bureau };
        }
        if let Some(league) = &notice.facts.league {
            return Self { name: league.addressees().to_owned(), kind: Kind::Bureau };
        }
        match notice.instrument.row().speaks_to {
            SpeaksTo::Government => {
                let name = government(source.letterhead.name(&source.about));
                Self { name, kind: Kind::Government }
            }
            SpeaksTo::Authority => {
                let authority = matter.and_then(|matter| matter.authority);
                let name = authority_name(authority, source.letterhead.name(&source.about));
                Self { name, kind: Kind::Authority }
            }
            to => match matter.filter(|matter| to == SpeaksTo::Enterprise && is_of_enterprise(matter)) {
                Some(matter) => Self { name: text::clean(&matter.subject), kind: Kind::Enterprise },
                None => Self { name: text::clean(source.letterhead.name(&notice.to)), kind: Kind::Bureau },
            },
        }
    }

    /// The bureaus that get a copy: those the notice names, and the one it goes to where the document
    /// speaks to somebody else. The sender needs none.
    pub(crate) fn copies<'a>(&self, source: &'a Source) -> Vec<&'a BureauCode> {
        let notice = &source.notice;
        let to = (self.kind != Kind::Bureau).then_some(&notice.to);
        let mut seen = std::collections::BTreeSet::from([&notice.from]);
        if self.kind == Kind::Bureau {
            seen.insert(&notice.to);
            seen.extend(source.named.iter().map(|named| &named.bureau));
        }
        to.into_iter().chain(&notice.copies).filter(|code| seen.insert(*code)).collect()
    }
}

/// Whether it is a finding at an enterprise.
fn is_of_enterprise(matter: &MatterFacts) -> bool {
    matter.kind == MatterKind::Finding && !matter.subject_is_bureau
}

/// The place a market-regulation bureau's name begins with.
fn place(bureau: &str) -> Option<&str> {
    let names = ["市场监督管理局", "市场监管局"];
    names.iter().find_map(|name| bureau.strip_suffix(name)).filter(|place| !place.is_empty())
}

/// The local government of a bureau: 都匀市市场监督管理局 → 都匀市人民政府. A development zone has a
/// management committee; a name that tells no place is described.
pub(crate) fn government(bureau: &str) -> String {
    let bureau = text::clean(bureau);
    match place(&bureau) {
        Some(zone) if ["开发区", "高新区", "园区"].iter().any(|end| zone.ends_with(end)) => {
            format!("{zone}管理委员会")
        }
        Some(place) if place.ends_with(['省', '市', '县', '区', '州', '旗']) => {
            format!("{place}人民政府")
        }
        _ => format!("{bureau}所在地人民政府"),
    }
}

fn authority_name(authority: Option<Authority>, bureau: &str) -> String {
    let bureau = text::clean(bureau);
    let place = place(&bureau).filter(|place| place.ends_with(['省', '市', '县', '区', '州', '旗']));
    match (authority, place) {
        (Some(Authority::Police), Some(province)) if province.ends_with('省') => {
            format!("{province}公安厅")
        }
        (Some(Authority::Police), Some(place)) => format!("{place}公安局"),
        (Some(Authority::Police), None) => "公安机关".to_owned(),
        (Some(Authority::Enforcement), Some(place)) => format!("{place}市场监管综合行政执法机构"),
        (Some(Authority::Enforcement), None) => "市场监管综合行政执法机构".to_owned(),
        (None, _) => "有关主管部门".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_government_is_named_after_its_bureau() {
        for (bureau, named) in [
            ("都匀市市场监督管理局", "都匀市人民政府"),
            ("三都水族自治县市场监督管理局", "三都水族自治县人民政府"),
            ("黔南布依族苗族自治州市场监督管理局", "黔南布依族苗族自治州人民政府"),
            ("贵阳市观山湖区市场监管局", "贵阳市观山湖区人民政府"),
            ("都匀经济开发区市场监督管理局", "都匀经济开发区管理委员会"),
            ("市场监督管理局", "市场监督管理局所在地人民政府"),
            ("522701", "522701所在地人民政府"),
        ] {
            assert_eq!(government(bureau), named);
        }
    }

    #[test]
    fn an_authority_is_named_after_the_bureau_that_hands_over() {
        let name = |authority| authority_name(authority, "都匀市市场监督管理局");
        assert_eq!(name(Some(Authority::Police)), "都匀市公安局");
        assert_eq!(name(Some(Authority::Enforcement)), "都匀市市场监管综合行政执法机构");
        assert_eq!(name(None), "有关主管部门");
        assert_eq!(authority_name(Some(Authority::Police), "522701"), "公安机关");
    }
}
