//! The first mail of a campaign, worded before it goes out: what a bureau will read of all it owes.

use crate::Service;
use chrono::Utc;
use duban_domain::{BureauCode, Notice, Terms, WallTime};
use duban_store::{Digest, DigestEntry};

/// A mail as it would be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeseenMail {
    /// The bureau it would go to.
    pub to: BureauCode,
    /// Its subject.
    pub subject: String,
    /// Its plain text.
    pub text: String,
}

impl Service {
    /// A notice that a campaign would send, as the mail it would go out in if nothing else waited for its receiver.
    /// `None`: a bureau that it names is not in the list.
    ///
    /// # Errors
    /// A replaced template fails on these facts.
    pub(crate) fn foresee_mail(
        &self,
        terms: &Terms,
        about: &BureauCode,
        notice: &Notice,
    ) -> anyhow::Result<Option<ForeseenMail>> {
        let named = |code: &BureauCode| self.directory().get(code).cloned();
        let (Some(bureau), Some(from), Some(about)) = (named(&notice.to), named(&notice.from), named(about))
        else {
            return Ok(None);
        };
        let entry = DigestEntry {
            id: 0,
            source: String::new(),
            campaign: terms.campaign.clone(),
            campaign_title: terms.title.clone(),
            zone: terms.office.zone,
            notice: notice.clone(),
            number: None,
            from,
            document: None,
            about,
            named: Vec::new(),
            with: Vec::new(),
            unanswered: Vec::new(),
            is_copy: false,
            earlier: Vec::new(),
        };
        let digest = Digest {
            id: 0,
            message_id: String::new(),
            created: WallTime::new(Utc::now()),
            bureau,
            urgent: false,
            settled: Vec::new(),
            instead: None,
            entries: vec![entry],
        };
        let rendered = self.parts().mail_templates.render(&digest)?;
        Ok(Some(ForeseenMail { to: notice.to.clone(), subject: rendered.subject, text: rendered.text }))
    }
}
