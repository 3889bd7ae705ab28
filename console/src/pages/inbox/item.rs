//! One thing in the inbox that can be decided there: an approval or a review, named in a form by one line.

use crate::{
    Console, Fault, Principal,
    pages::act::{self, Paper, Typed},
};
use duban_domain::{BureauCode, CampaignId};

/// What can be decided in the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// An approval that a workflow asked under a number.
    Approval { campaign: CampaignId, source: String, number: u32 },
    /// A bureau's submission.
    Review { campaign: CampaignId, bureau: BureauCode, obligation: String },
}

impl Item {
    /// As a form's field says it. No id holds a blank.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Approval { campaign, source, number } => format!("approval {campaign} {source} {number}"),
            Self::Review { campaign, bureau, obligation } => {
                format!("review {campaign} {bureau} {obligation}")
            }
        }
    }

    /// What a form's field names.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let parts: Vec<_> = name.split(' ').collect();
        match *parts.as_slice() {
            ["approval", campaign, source, number] => Some(Self::Approval {
                campaign: campaign.into(),
                source: source.to_owned(),
                number: number.parse().ok()?,
            }),
            ["review", campaign, bureau, obligation] => Some(Self::Review {
                campaign: campaign.into(),
                bureau: bureau.into(),
                obligation: obligation.to_owned(),
            }),
            _ => None,
        }
    }

    /// Whether the button with this value is for such a thing.
    pub(crate) fn takes(&self, act: &str) -> bool {
        match self {
            Self::Approval { .. } => matches!(act, "approve" | "decline"),
            Self::Review { .. } => matches!(act, "accept" | "return"),
        }
    }

    /// Does it.
    ///
    /// # Errors
    /// The principal may not; the refusal of whoever is told; the engine's.
    pub(crate) async fn decide(
        &self,
        console: &Console,
        principal: &Principal,
        act: &str,
        typed: &Typed,
    ) -> Result<(), Fault> {
        match self {
            Self::Approval { campaign, source, number } => {
                let said = match act {
                    "approve" => Paper::Approve(*number),
                    _ => Paper::Decline(*number, typed.reason()),
                };
                act::paper(console, principal, campaign, source, said).await
            }
            Self::Review { campaign, bureau, obligation } => {
                let command = act::duty_command(act, obligation, typed)?.ok_or(Fault::NotFound)?;
                let scene = console.service().scene(campaign).await?;
                act::tell(console, principal, &scene, bureau, command).await
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_named_and_read_again() {
        let approval = Item::Approval {
            campaign: "c-1".into(),
            source: "finding/c-1/522701-0012".to_owned(),
            number: 3,
        };
        let review =
            Item::Review { campaign: "c-1".into(), bureau: "522701".into(), obligation: "report".to_owned() };
        for item in [approval, review] {
            assert_eq!(Item::parse(&item.name()), Some(item));
        }
        for other in ["", "approval c-1 campaign/c-1/522701 x", "review c-1 522701", "approve a b 1"] {
            assert_eq!(Item::parse(other), None, "{other}");
        }
    }
}
