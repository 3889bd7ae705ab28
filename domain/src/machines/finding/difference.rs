//! Whether what is registered under an id is what somebody offers to register under it again. An id is used
//! once: the same content is there already, and other content is another finding, or a correction that a
//! person must make; either way it is shown field by field, and nothing of it is dropped unsaid.

use super::facts::{Registration, Subject};
use crate::paperwork::attachment::Attachment;
use std::{collections::BTreeSet, fmt};

/// A field in which two registrations differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What the field is called, in English and in Chinese.
    field: (&'static str, &'static str),
    /// What stands; empty: nothing.
    pub stands: String,
    /// What is offered.
    pub offered: String,
}

impl Difference {
    /// What a user reads: the field, what stands, what is offered.
    pub fn chinese(&self) -> String {
        let Self { field: (_, field), stands, offered } = self;
        let shown = |text: &str| if text.is_empty() { "空".to_owned() } else { format!("“{text}”") };
        format!("{field}已登记为{}，本次为{}", shown(stands), shown(offered))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field: (field, _), stands, offered } = self;
        write!(f, "{field} is \"{stands}\", offered is \"{offered}\"")
    }
}

impl Registration {
    /// Where what is offered differs from this, which stands under the same id. `triaged`: triage has set this
    /// one's grade, so that the grade it was registered with says nothing any more. Files are compared where
    /// some are offered: a table without them does not say that there are none.
    pub fn differences(&self, offered: &Self, triaged: bool) -> Vec<Difference> {
        let (stands, offers) = (fields(self), fields(offered));
        let mut found: Vec<Difference> = stands
            .into_iter()
            .zip(offers)
            .filter(|((field, stands), (_, offered))| stands != offered && !(triaged && *field == GRADE))
            .map(|((field, stands), (_, offered))| Difference { field, stands, offered })
            .collect();
        let (stands, offers) = (&self.attachments, &offered.attachments);
        let hashes =
            |files: &[Attachment]| files.iter().map(|file| file.sha256.clone()).collect::<BTreeSet<_>>();
        if !offers.is_empty() && hashes(stands) != hashes(offers) {
            let named = |files: &[Attachment]| {
                let names = files
                    .iter()
                    .map(|file| format!("{}（{}）", file.name, file.sha256.get(..8).unwrap_or_default()));
                names.collect::<Vec<_>>().join("、")
            };
            found.push(Difference {
                field: ("files", "附件"),
                stands: named(stands),
                offered: named(offers),
            });
        }
        found
    }
}

type NamedField = (&'static str, &'static str);

const GRADE: NamedField = ("grade", "等级");

fn fields(one: &Registration) -> [(NamedField, String); 12] {
    let (name, code, trade) = match &one.subject {
        Subject::Enterprise { name, credit_code, trade } => {
            (name.clone(), credit_code.to_string(), trade.chinese())
        }
        Subject::Bureau { code } => (code.to_string(), code.to_string(), "监管部门"),
    };
    [
        (("county", "县（市、区）局"), one.county.to_string()),
        (("name", "单位名称"), name),
        (("code", "统一社会信用代码"), code),
        (("trade", "单位类型"), trade.to_owned()),
        (("product", "产品类别"), one.product.group.clone()),
        (("item", "产品名称"), one.product.item.clone().unwrap_or_default()),
        (("field", "领域"), one.kind.chinese().to_owned()),
        (("source", "来源"), one.source.chinese().to_owned()),
        (GRADE, one.grade.chinese().to_owned()),
        (("problem", "问题描述"), one.problem.clone()),
        (("found on", "发现日期"), one.found_on.to_string()),
        (("correction", "现场整改结果"), one.corrected.clone().unwrap_or_default()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machines::finding::{CreditCode, Grade, ProblemKind, Product, Source, Trade};

    fn one() -> Registration {
        let name = "示范电缆厂".to_owned();
        let credit_code = CreditCode::parse("911100007109310534").unwrap();
        Registration {
            id: "522701-1".into(),
            county: "522701".into(),
            subject: Subject::Enterprise { name, credit_code, trade: Trade::Producer },
            product: Product { group: "电线电缆".to_owned(), item: None },
            kind: ProblemKind::Production,
            source: Source::Sampling,
            grade: Grade::Ordinary,
            problem: "未检验即出厂".to_owned(),
            found_on: "2024-07-01".parse().unwrap(),
            corrected: None,
            attachments: Vec::new(),
        }
    }

    #[test]
    fn the_same_is_the_same_and_anything_else_is_told_field_by_field() {
        let stands = one();
        assert_eq!(stands.differences(&one(), false), []);
        let mut other = one();
        other.problem = "标识不清".to_owned();
        other.corrected = Some("当场下架".to_owned());
        other.grade = Grade::Major;
        let told: Vec<_> = stands.differences(&other, false).iter().map(Difference::chinese).collect();
        assert_eq!(
            told,
            [
                "等级已登记为“一般”，本次为“重大”",
                "问题描述已登记为“未检验即出厂”，本次为“标识不清”",
                "现场整改结果已登记为空，本次为“当场下架”"
            ]
        );
        assert_eq!(stands.differences(&other, true).len(), 2, "triage set the grade");
        other = Registration { subject: Subject::Bureau { code: "522701".into() }, ..one() };
        assert_eq!(stands.differences(&other, false).len(), 3);
    }

    #[test]
    fn files_are_compared_by_content_where_there_are_some() {
        let file = |name: &str, hash: &str| Attachment {
            name: name.to_owned(),
            size: 1,
            media_type: "image/png".to_owned(),
            sha256: hash.repeat(64),
        };
        let stands = Registration { attachments: vec![file("a.png", "a")], ..one() };
        let with = |files| Registration { attachments: files, ..one() };
        assert_eq!(stands.differences(&with(Vec::new()), false), []);
        assert_eq!(stands.differences(&with(vec![file("另名.png", "a")]), false), []);
        let told = stands.differences(&with(vec![file("a.png", "b")]), false);
        assert_eq!(told[0].chinese(), "附件已登记为“a.png（aaaaaaaa）”，本次为“a.png（bbbbbbbb）”");
    }
}
