//! The bureaus of a campaign by what people call them.

use crate::{
    shape::nearest,
    spreadsheet::cell::{narrow, shown},
};
use duban_domain::{BureauCode, Directory};
use std::collections::BTreeMap;

/// The endings of a bureau's name; the first is the full one.
const ENDINGS: [&str; 2] = ["市场监督管理局", "市场监管局"];

/// Every name and code of the campaign's bureaus.
pub(super) struct Places {
    called: BTreeMap<String, Vec<BureauCode>>,
}

impl Places {
    /// The issuer's subtree.
    pub(super) fn new(directory: &Directory, issuer: &BureauCode) -> Self {
        let mut called: BTreeMap<String, Vec<BureauCode>> = BTreeMap::new();
        for bureau in directory.subtree(issuer) {
            let place = bureau.name.strip_suffix(ENDINGS[0]).filter(|place| !place.is_empty());
            let names = place.map(|place| [place.to_owned(), format!("{place}{}", ENDINGS[1])]);
            let names = names.into_iter().flatten();
            for name in names.chain([bureau.name.clone(), bureau.code.as_str().to_owned()]) {
                called.entry(narrow(&name)).or_default().push(bureau.code.clone());
            }
        }
        Self { called }
    }

    /// The bureau that a name or code names, if it is the only one.
    pub(super) fn find(&self, text: &str) -> Option<&BureauCode> {
        match self.called.get(&narrow(text)).map(Vec::as_slice) {
            Some([code]) => Some(code),
            _ => None,
        }
    }

    /// The sentence for a text that names no bureau, or several.
    pub(super) fn why_not(&self, text: &str) -> String {
        let name = narrow(text);
        if let Some(several) = self.called.get(&name) {
            let codes: Vec<_> = several.iter().map(BureauCode::as_str).collect();
            return format!("叫“{}”的单位不止一个（{}），请填代码", shown(&name), codes.join("、"));
        }
        let hint = nearest(&name, self.called.keys().map(String::as_str));
        let hint = hint.map_or_else(
            || format!("请填全称、不带“{}”的简称或六位代码", ENDINGS[0]),
            |near| format!("是不是“{near}”？"),
        );
        format!("“{}”不是本次行动的单位；{hint}", shown(&name))
    }
}
