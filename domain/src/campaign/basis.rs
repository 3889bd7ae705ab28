//! What a campaign rests on (依据): the documents that order it. One of them may lie in the archive as a file.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A document that a campaign rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignBasis {
    /// Its title, without 《》.
    pub title: String,
    /// Its number: 黔南市监〔2024〕12号.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The office that issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The day it bears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<NaiveDate>,
    /// The document itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<BasisFile>,
}

/// A document as a file in the archive. How large it is and of what kind, the archive knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BasisFile {
    /// The name it is shown under.
    pub name: String,
    /// SHA-256 of its content, 64 lower-case hexadecimal digits.
    pub sha256: String,
}

impl CampaignBasis {
    /// As official documents cite it: 《…》（…号）, and by its date where it has no number.
    pub fn cited(&self) -> String {
        let title = self.title.trim();
        let title = if title.starts_with('《') { title.to_owned() } else { format!("《{title}》") };
        match (&self.number, self.issued) {
            (Some(number), _) => format!("{title}（{number}）"),
            (None, Some(day)) => format!("{title}（{}年{}月{}日）", day.year(), day.month(), day.day()),
            (None, None) => title,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basis(title: &str, number: Option<&str>, issued: Option<&str>) -> CampaignBasis {
        CampaignBasis {
            title: title.to_owned(),
            number: number.map(str::to_owned),
            from: None,
            issued: issued.map(|day| day.parse().unwrap()),
            file: None,
        }
    }

    #[test]
    fn it_is_cited_by_its_number_or_else_by_its_date() {
        let number = Some("黔南市监〔2024〕12号");
        assert_eq!(
            basis("工作方案", number, Some("2024-05-09")).cited(),
            "《工作方案》（黔南市监〔2024〕12号）"
        );
        assert_eq!(basis("工作方案", None, Some("2024-05-09")).cited(), "《工作方案》（2024年5月9日）");
        assert_eq!(basis("《安全生产法》", None, None).cited(), "《安全生产法》");
    }
}
