//! What was handed in and waits for its sender's next word: the files of a form that is not right yet,
//! the spreadsheet of an import that is to be confirmed. It lies in the archive already; here stands which
//! files they are and whose, for an hour, and nobody else can refer to them.

use crate::{WebError, random};
use duban_domain::{Attachment, CampaignId};
use moka::future::Cache;
use std::time::Duration;

const KEPT_FOR: Duration = Duration::from_secs(3600);
const MOST: u64 = 10_000;

/// Something that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingDraft {
    /// Whose.
    pub account: String,
    /// In which campaign.
    pub campaign: CampaignId,
    /// The spreadsheet, where it is one.
    pub sheet: Option<Attachment>,
    /// Which of its sheets, where its sender chose one.
    pub page: Option<String>,
    /// Photographs and papers.
    pub files: Vec<Attachment>,
    /// What these were called when they were sent: the archive may have given a name another ending.
    pub sent: Vec<String>,
}

impl WaitingDraft {
    /// The files by the names they were sent under.
    pub fn by_name(&self) -> impl Iterator<Item = (&str, &Attachment)> {
        self.sent.iter().map(String::as_str).zip(&self.files)
    }
}

/// All that waits.
#[derive(Clone)]
pub struct Drafts(Cache<String, WaitingDraft>);

impl Default for Drafts {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST).time_to_live(KEPT_FOR).build())
    }
}

impl Drafts {
    /// Keeps something; the answer is its name.
    ///
    /// # Errors
    /// There is no randomness.
    pub async fn keep(&self, draft: WaitingDraft) -> Result<String, WebError> {
        let token = random::token()?;
        self.0.insert(token.clone(), draft).await;
        Ok(token)
    }

    /// What an account keeps under a name in a campaign; nothing for anybody else.
    pub async fn find(&self, token: &str, account: &str, campaign: &CampaignId) -> Option<WaitingDraft> {
        self.0.get(token).await.filter(|draft| draft.account == account && draft.campaign == *campaign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn nobody_refers_to_what_another_handed_in() {
        let drafts = Drafts::default();
        let draft = WaitingDraft {
            account: "li".into(),
            campaign: "c".into(),
            sheet: None,
            page: None,
            files: Vec::new(),
            sent: Vec::new(),
        };
        let token = drafts.keep(draft.clone()).await.unwrap();
        assert_eq!(drafts.find(&token, "li", &"c".into()).await, Some(draft));
        assert_eq!(drafts.find(&token, "wang", &"c".into()).await, None);
        assert_eq!(drafts.find(&token, "li", &"d".into()).await, None);
        assert_eq!(drafts.find("", "li", &"c".into()).await, None);
    }
}
