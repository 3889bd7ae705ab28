//! What is asked of the board of those who lag, as it stands in the address.

use crate::{WebError, url};
use duban_domain::{
    BureauCode, CampaignId, Level, ObligationId,
    laggard::{AwaitedAct, LagFilter},
};
use serde::Deserialize;

/// Where the board is.
pub const PATH: &str = "/laggards";

/// The questions of an address; an empty one asks for nothing.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default)]
pub struct LaggardQuery {
    /// Empty: all campaigns that run.
    pub campaign: String,
    /// A bureau and those below it.
    pub bureau: String,
    pub level: String,
    pub obligation: String,
    /// At least so many working days late.
    pub days: String,
    pub waiting: String,
    /// Which page, from 1.
    pub page: String,
}

impl LaggardQuery {
    /// The board of one campaign.
    pub fn of(campaign: &CampaignId) -> Self {
        Self { campaign: campaign.to_string(), ..Self::default() }
    }

    /// The campaign that is asked for.
    pub fn chosen(&self) -> Option<CampaignId> {
        given(&self.campaign).map(CampaignId::from)
    }

    /// The filter it comes to.
    ///
    /// # Errors
    /// A value that cannot be.
    pub fn filter(&self) -> Result<LagFilter, WebError> {
        let level = given(&self.level).map(|text| Level::parse(text).ok_or_else(|| odd("level", text)));
        let awaited = given(&self.waiting);
        let awaited = awaited.map(|text| AwaitedAct::parse(text).ok_or_else(|| odd("waiting", text)));
        Ok(LagFilter {
            under: given(&self.bureau).map(BureauCode::from),
            level: level.transpose()?,
            obligation: given(&self.obligation).map(ObligationId::from),
            at_least: number("days", &self.days)?.unwrap_or_default(),
            awaited: awaited.transpose()?,
        })
    }

    /// Which page, from 1.
    ///
    /// # Errors
    /// It is no number.
    pub fn leaf(&self) -> Result<usize, WebError> {
        Ok(number("page", &self.page)?.map_or(1, |page| page.max(1) as usize))
    }

    /// The address that asks the same, but for one question.
    pub fn address(&self, (changed, value): (&str, &str)) -> String {
        let questions = [
            ("campaign", self.campaign.as_str()),
            ("bureau", &self.bureau),
            ("level", &self.level),
            ("obligation", &self.obligation),
            ("days", &self.days),
            ("waiting", &self.waiting),
            // What is asked anew begins with its first page.
            ("page", ""),
        ];
        let now = questions.map(|(name, old)| (name, if name == changed { value } else { old }));
        url::address(PATH, now)
    }
}

fn given(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn number(field: &str, text: &str) -> Result<Option<u32>, WebError> {
    given(text).map(|text| text.parse().map_err(|_| odd(field, text))).transpose()
}

fn odd(field: &str, text: &str) -> WebError {
    let shown: String = text.chars().take(40).collect();
    WebError::unfit(field, format!("“{shown}”"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_asked_and_is_read_again() {
        let asked = LaggardQuery {
            campaign: "c".to_owned(),
            bureau: "5227".to_owned(),
            days: "5".to_owned(),
            page: "3".to_owned(),
            ..LaggardQuery::default()
        };
        assert_eq!(
            asked.address(("waiting", "reply")),
            "/laggards?campaign=c&bureau=5227&days=5&waiting=reply"
        );
        assert_eq!(asked.address(("page", "2")), "/laggards?campaign=c&bureau=5227&days=5&page=2");
        let filter = asked.filter().unwrap();
        assert_eq!((filter.under, filter.at_least, asked.leaf().unwrap()), (Some("5227".into()), 5, 3));
        assert_eq!(LaggardQuery::default().filter().unwrap(), LagFilter::default());
        assert_eq!(LaggardQuery::of(&"c".into()).chosen(), Some("c".into()));
    }

    #[test]
    fn what_cannot_be_is_told_with_its_field() {
        for (field, asked) in [
            ("level", LaggardQuery { level: "x".to_owned(), ..LaggardQuery::default() }),
            ("waiting", LaggardQuery { waiting: "x".to_owned(), ..LaggardQuery::default() }),
            ("days", LaggardQuery { days: "-1".to_owned(), ..LaggardQuery::default() }),
        ] {
            let Err(WebError::Invalid(fields)) = asked.filter() else { panic!("{field}") };
            assert_eq!(fields[0].field, field);
        }
        assert!(LaggardQuery { page: "x".to_owned(), ..LaggardQuery::default() }.leaf().is_err());
    }
}
