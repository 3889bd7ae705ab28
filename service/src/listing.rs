//! Proposing to put a matter on the public list (挂牌督办).

use crate::{CampaignContext, ServiceError, request};
use duban_domain::{
    Actor, BureauCode, FindingId, Listing, ListingId,
    listing::{Ground, ListingOpening, ListingTarget, ListingTerms},
    text::newly_written,
};
use duban_store::FindingDetail;
use std::sync::Arc;

/// What somebody proposes to list.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The bureau that is listed, or the one in whose district the finding lies.
    pub bureau: BureauCode,
    /// The finding; `None`: the bureau itself.
    pub finding: Option<FindingId>,
    /// Why: at least one ground.
    pub grounds: Vec<Ground>,
    /// In a sentence.
    pub reason: String,
    /// The listing before, where the matter is listed again.
    pub again: Option<ListingId>,
}

impl CampaignContext {
    /// Proposes a listing; whoever decides is asked. A request that comes again with the same `request_id`
    /// is the same proposal.
    ///
    /// # Errors
    /// The bureau takes no part, or the finding is not in its district; the reason is invalid; another was
    /// proposed at this moment.
    pub(crate) async fn propose_listing(
        &self,
        by: Actor,
        proposal: Proposal,
        request_id: Option<&str>,
    ) -> Result<ListingId, ServiceError> {
        let Proposal { bureau, finding, mut grounds, reason, again } = proposal;
        grounds.sort();
        grounds.dedup();
        if grounds.is_empty() {
            return Err(ServiceError::Invalid(vec!["挂牌督办至少要有一项事由".to_owned()]));
        }
        let terms = self.terms()?;
        let rules = terms.listing.unwrap_or_default();
        let opening = ListingOpening {
            party: self.party(&bureau)?,
            target: self.listing_target(&bureau, finding).await?,
            id: match request_id {
                Some(request) => ListingId::new(request::id_of(&bureau, request)),
                None => self.next_listing(&bureau).await?,
            },
            terms: Arc::new(ListingTerms { matter: terms.matter(), rules }),
            grounds,
            reason: newly_written(&reason)?,
            by: Some(by),
            at: self.now,
            issued: None,
            previous: again,
        };
        let id = opening.id.clone();
        let client = self.service.client().await?;
        let started = self.starter().listing(&client, Listing::new(opening)).await;
        match started? {
            true => Ok(id),
            // It was this request that started it.
            false if request_id.is_some() => Ok(id),
            false => Err(ServiceError::Exists { what: "listing", id: id.to_string(), by: None }),
        }
    }

    async fn listing_target(
        &self,
        bureau: &BureauCode,
        finding: Option<FindingId>,
    ) -> Result<ListingTarget, ServiceError> {
        let Some(id) = finding else { return Ok(ListingTarget::Bureau { obligation: None }) };
        let detail = self.store().finding_get(self.id(), &id).await?;
        let registration = detail
            .map(FindingDetail::into_registration)
            .ok_or_else(|| ServiceError::unknown("finding", &id))?;
        if registration.county != *bureau {
            return Err(ServiceError::unknown("finding", id));
        }
        Ok(ListingTarget::Finding { finding: id, registration: Box::new(registration) })
    }

    /// Listings proposed by hand are numbered per bureau.
    async fn next_listing(&self, bureau: &BureauCode) -> Result<ListingId, ServiceError> {
        let rows = self.store().listing_list(self.id()).await?;
        let ours = rows.iter().filter(|row| row.bureau == *bureau && row.by.is_some());
        Ok(ListingId::new(format!("{bureau}-hand-{}", ours.count() + 1)))
    }
}
