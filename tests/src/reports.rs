//! What people start besides a campaign: an urgent matter, a listing that is proposed.

use crate::{Running, Sandbox, campaign::registrar, sandbox::TASK_QUEUE};
use duban_activities::starts::Starter;
use duban_domain::{
    Actor, BureauCode, Incident, IncidentId, Listing, ListingId, Party, PlanTime,
    incident::{IncidentOpening, IncidentRules},
    listing::{Ground, ListingOpening, ListingTarget, ListingTerms},
    terms::parties,
};
use std::sync::Arc;

impl Running {
    /// A bureau's place in the campaign.
    pub fn party(&self, bureau: &str) -> Party {
        let mut all = parties(&self.campaign.directory, &self.campaign.terms.issuer).into_iter();
        all.find(|party| party.bureau.as_str() == bureau).unwrap()
    }

    fn starter(&self) -> Starter {
        let pace = self.campaign.pace;
        Starter { task_queue: TASK_QUEUE.to_owned(), timebase: self.timebase, pace }
    }
}

impl Sandbox {
    /// Reports an urgent matter from a bureau.
    pub async fn report_incident(
        &self,
        running: &Running,
        id: &str,
        bureau: &str,
        rules: IncidentRules,
        at: PlanTime,
    ) -> IncidentId {
        let opening = IncidentOpening {
            id: id.into(),
            matter: Arc::new(running.campaign.terms.matter()),
            rules,
            party: running.party(bureau),
            title: "电热水器漏电致人受伤".to_owned(),
            text: "一户居民使用电热水器时触电受伤，已送医；同批次产品正在下架封存。".to_owned(),
            attachments: Vec::new(),
            by: Actor { bureau: BureauCode::from(bureau), name: "值班员".to_owned() },
            at,
        };
        let id = opening.id.clone();
        assert!(running.starter().incident(&self.client, Incident::new(opening)).await.unwrap());
        id
    }

    /// Proposes to list a bureau.
    pub async fn propose_listing(&self, running: &Running, id: &str, bureau: &str) -> ListingId {
        let terms = &running.campaign.terms;
        let opening = ListingOpening {
            id: id.into(),
            terms: Arc::new(ListingTerms {
                matter: terms.matter(),
                rules: terms.listing.unwrap_or_default(),
            }),
            party: running.party(bureau),
            target: ListingTarget::Bureau { obligation: None },
            grounds: vec![Ground::PublicAttention],
            reason: "辖区内出现敏感舆情".to_owned(),
            by: Some(registrar()),
            at: running.now(),
            issued: None,
            previous: None,
        };
        let id = opening.id.clone();
        assert!(running.starter().listing(&self.client, Listing::new(opening)).await.unwrap());
        id
    }
}
