//! Reporting an urgent matter (紧急报告): every level up to the issuer is told at once.

use crate::{CampaignContext, ServiceError, request};
use duban_domain::{
    Actor, Attachment, BureauCode, Incident, IncidentId, incident::IncidentOpening, text::newly_written,
};
use std::sync::Arc;

/// What somebody reports.
#[derive(Clone, Debug)]
pub struct IncidentReport {
    /// The bureau that reports.
    pub bureau: BureauCode,
    /// What it is.
    pub title: String,
    /// What is known.
    pub text: String,
    /// Photographs and papers, from [`crate::Service::attach`].
    pub attachments: Vec<Attachment>,
}

impl CampaignContext {
    /// Reports an urgent matter. A request that comes again with the same `request_id` is the same report.
    ///
    /// # Errors
    /// The bureau takes no part; a text is invalid; it was reported already.
    pub(crate) async fn report_incident(
        &self,
        by: Actor,
        report: IncidentReport,
        request_id: Option<&str>,
    ) -> Result<IncidentId, ServiceError> {
        let IncidentReport { bureau, title, text: known, attachments } = report;
        let terms = self.terms()?;
        // Reported in one second by one bureau is reported once: a person who presses twice.
        let second = || self.now.in_zone(self.kept.plan.zone).format("%Y%m%d-%H%M%S");
        let id = request_id.map(|request| request::id_of(&bureau, request));
        let opening = IncidentOpening {
            id: IncidentId::new(id.unwrap_or_else(|| format!("{bureau}-{}", second()))),
            matter: Arc::new(terms.matter()),
            rules: terms.incidents,
            party: self.party(&bureau)?,
            title: newly_written(&title)?,
            text: newly_written(&known)?,
            attachments,
            by,
            at: self.now,
        };
        let id = opening.id.clone();
        let client = self.service.client().await?;
        let started = self.starter().incident(&client, Incident::new(opening)).await;
        match started? {
            true => Ok(id),
            // It was this request that started it.
            false if request_id.is_some() => Ok(id),
            false => Err(ServiceError::Exists { what: "incident", id: id.to_string(), by: None }),
        }
    }
}
