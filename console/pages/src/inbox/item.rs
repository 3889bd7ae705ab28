//! One thing in the inbox that can be decided there: an approval or a review, named in a form by one line.

use crate::act::{self, ActInput};
use duban_domain::{BureauCode, CampaignId, Command, ObligationId, Refusal, docket::granting};
use duban_service::{CorrespondenceCommand, ServiceError};
use duban_web::{Viewer, WebError};

/// What can be decided in the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InboxDecision {
    /// An approval that a workflow asked under a number; a docket's is about an obligation, whose date may be
    /// put off instead.
    Approval { campaign: CampaignId, source: String, number: u32, obligation: Option<String> },
    /// What a bureau asks for about what it owes, by the request's number.
    Request { campaign: CampaignId, bureau: BureauCode, obligation: String, number: u32 },
    /// A version of a bureau's submission.
    Review { campaign: CampaignId, bureau: BureauCode, obligation: String, version: u16 },
}

impl InboxDecision {
    /// As a form's field says it. No id holds a blank.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Approval { campaign, source, number, obligation } => {
                let name = format!("approval {campaign} {source} {number}");
                obligation.iter().fold(name, |name, obligation| format!("{name} {obligation}"))
            }
            Self::Request { campaign, bureau, obligation, number } => {
                format!("request {campaign} {bureau} {obligation} {number}")
            }
            Self::Review { campaign, bureau, obligation, version } => {
                format!("review {campaign} {bureau} {obligation} {version}")
            }
        }
    }

    /// What a form's field names.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let parts: Vec<_> = name.split(' ').collect();
        match *parts.as_slice() {
            ["approval", campaign, source, number, ref obligation @ ..] if obligation.len() < 2 => {
                Some(Self::Approval {
                    campaign: campaign.into(),
                    source: source.to_owned(),
                    number: number.parse().ok()?,
                    obligation: obligation.first().map(|id| (*id).to_owned()),
                })
            }
            ["request", campaign, bureau, obligation, number] => Some(Self::Request {
                campaign: campaign.into(),
                bureau: bureau.into(),
                obligation: obligation.to_owned(),
                number: number.parse().ok()?,
            }),
            ["review", campaign, bureau, obligation, version] => Some(Self::Review {
                campaign: campaign.into(),
                bureau: bureau.into(),
                obligation: obligation.to_owned(),
                version: version.parse().ok()?,
            }),
            _ => None,
        }
    }

    /// Whether the button with this value is for such a thing.
    pub(crate) fn takes(&self, act: &str) -> bool {
        match self {
            Self::Approval { obligation: Some(_), .. } if act == "extend" => true,
            Self::Approval { .. } => matches!(act, "approve" | "decline"),
            Self::Request { .. } => matches!(act, "grant" | "grant-other" | "refuse"),
            Self::Review { .. } => matches!(act, "accept" | "return"),
        }
    }

    /// Does it.
    ///
    /// # Errors
    /// The viewer may not; the refusal of whoever is told.
    pub(crate) async fn decide(&self, viewer: &Viewer, act: &str, typed: &ActInput) -> Result<(), WebError> {
        match self {
            Self::Approval { campaign, source, obligation: Some(obligation), .. } if act == "extend" => {
                let bureau =
                    source.strip_prefix(&format!("campaign/{campaign}/")).ok_or(WebError::NotFound)?;
                duty(viewer, (campaign, &bureau.into()), (act, obligation), typed).await
            }
            Self::Approval { campaign, source, number, .. } => {
                let said = match act {
                    "approve" => CorrespondenceCommand::Approve(*number),
                    _ => CorrespondenceCommand::Decline(*number, typed.reason()),
                };
                Ok(viewer.tell_about(campaign, source, said).await?)
            }
            Self::Request { campaign, bureau, obligation, number } => {
                answer(viewer, (campaign, bureau), (act, obligation, *number), typed).await
            }
            Self::Review { campaign, bureau, obligation, version } => {
                let typed = ActInput { version: version.to_string(), ..typed.clone() };
                duty(viewer, (campaign, bureau), (act, obligation), &typed).await
            }
        }
    }
}

async fn duty(
    viewer: &Viewer,
    (campaign, bureau): (&CampaignId, &BureauCode),
    (act, obligation): (&str, &str),
    typed: &ActInput,
) -> Result<(), WebError> {
    let command = act::duty_command(act, obligation, typed)?.ok_or(WebError::NotFound)?;
    viewer.docket(campaign, bureau).await?.tell(command, None).await?;
    Ok(())
}

/// Decides what was asked, if that is what waits.
async fn answer(
    viewer: &Viewer,
    (campaign, bureau): (&CampaignId, &BureauCode),
    (act, obligation, number): (&str, &str, u32),
    typed: &ActInput,
) -> Result<(), WebError> {
    let docket = viewer.docket(campaign, bureau).await?;
    let id = ObligationId::from(obligation);
    let owed = docket.obligations().await?.into_iter().map(|row| row.duty).find(|duty| duty.id == id);
    let open = owed.and_then(|duty| duty.request).filter(|open| open.number == number);
    let open = open.ok_or_else(|| ServiceError::Refused(Refusal::NothingAsked(id.clone())))?;
    let reason = Some(typed.reason()).filter(|reason| !reason.trim().is_empty());
    let command = match act {
        "refuse" => Command::Refuse { obligation: id, reason: typed.reason() },
        "grant-other" => granting(id, &open, Some(typed.day()?), reason),
        _ => granting(id, &open, None, reason),
    };
    docket.tell(command, None).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_named_and_read_again() {
        let approval = InboxDecision::Approval {
            campaign: "c-1".into(),
            source: "finding/c-1/522701-0012".to_owned(),
            number: 3,
            obligation: None,
        };
        let letter = InboxDecision::Approval {
            campaign: "c-1".into(),
            source: "campaign/c-1/522701".to_owned(),
            number: 1,
            obligation: Some("report".to_owned()),
        };
        assert!(letter.takes("extend") && letter.takes("approve") && !letter.takes("accept"));
        assert!(!approval.takes("extend"), "a finding's order is put off on its own page");
        let review = InboxDecision::Review {
            campaign: "c-1".into(),
            bureau: "522701".into(),
            obligation: "report".to_owned(),
            version: 2,
        };
        let request = InboxDecision::Request {
            campaign: "c-1".into(),
            bureau: "522701".into(),
            obligation: "report".to_owned(),
            number: 1,
        };
        assert!(request.takes("grant") && !request.takes("approve") && !review.takes("grant"));
        for item in [approval, letter, review, request] {
            assert_eq!(InboxDecision::parse(&item.name()), Some(item));
        }
        for other in [
            "",
            "approval c-1 campaign/c-1/522701 x",
            "review c-1 522701",
            "review c-1 522701 report x",
            "approve a b 1",
            "approval a b 1 c d",
        ] {
            assert_eq!(InboxDecision::parse(other), None, "{other}");
        }
    }
}
