//! Enterprises across campaigns, and the figures that bureaus report.

use super::{campaigns::Docket, trail::ActTarget, viewer::Viewer, visible::Visible};
use crate::{CampaignContext, InvalidField, ServiceError};
use duban_domain::{
    access::Action,
    finding::CreditCode,
    indicator::{Indicator, MOST_REPORTED},
    subject::{LONGEST_SAMPLING_TEXT, Sampling, SubjectRecord, is_sampling_text},
};
use duban_store::{FigureRow, StoreError};

/// Whether the result of a sampling is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SamplingKept {
    /// It is.
    New,
    /// The same was reported before.
    Known,
}

impl Viewer {
    /// What is known of an enterprise across campaigns.
    ///
    /// # Errors
    /// Nothing is.
    pub async fn subject(&self, code: &CreditCode) -> Result<SubjectRecord, ServiceError> {
        self.service().store().subject_record(code).await?.ok_or(ServiceError::Hidden)
    }

    /// Keeps the result of a sampling. The same report again changes nothing.
    ///
    /// # Errors
    /// This viewer may not; a text is not 1 to 200 characters on one line; the report's number is another
    /// sampling's.
    pub async fn keep_sampling(
        &self,
        code: &CreditCode,
        name: &str,
        sampling: &Sampling,
    ) -> Result<SamplingKept, ServiceError> {
        self.authorise(Action::ReportFigures, &self.bureau)?;
        let kept = self.sampling_kept(code, name, sampling).await;
        let target = ActTarget::of(&self.bureau).upon(code);
        self.note_act(Action::ReportFigures, target, &kept).await;
        kept
    }

    async fn sampling_kept(
        &self,
        code: &CreditCode,
        name: &str,
        sampling: &Sampling,
    ) -> Result<SamplingKept, ServiceError> {
        let texts = [("name", name), ("product", &sampling.product), ("reference", &sampling.reference)];
        let invalid: Vec<_> =
            texts.into_iter().filter_map(|(field, text)| invalid_text(field, text)).collect();
        if !invalid.is_empty() {
            return Err(ServiceError::InvalidFields(invalid));
        }
        // The store learns of bureaus when a campaign is launched, and a sampling may come before.
        self.service().know_bureau(&self.bureau).await?;
        let store = self.service().store();
        match store.sampling_insert(code, name.trim(), sampling, &self.actor()).await {
            Ok(true) => Ok(SamplingKept::New),
            Ok(false) => Ok(SamplingKept::Known),
            Err(StoreError::Differs(_)) => {
                let id = sampling.reference.clone();
                Err(ServiceError::Exists { what: "sampling", id, by: None })
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// What is invalid of a text of a sampling.
fn invalid_text(field: &str, text: &str) -> Option<InvalidField> {
    let reason = || format!("应为1至{LONGEST_SAMPLING_TEXT}个字，不换行");
    (!is_sampling_text(text)).then(|| InvalidField { field: field.to_owned(), reason: reason() })
}

/// What is invalid of a figure that a bureau reports.
fn invalid_figure((name, value): &(String, i64)) -> Option<InvalidField> {
    let reason = match Indicator::reported(name) {
        Some(_) if (0..=MOST_REPORTED).contains(value) => return None,
        Some(_) => format!("{value}不在0至{MOST_REPORTED}之间，请核对单位"),
        None => "不是由单位填报的指标".to_owned(),
    };
    Some(InvalidField { field: format!("figures.{name}"), reason })
}

impl Visible<CampaignContext> {
    /// The figures that bureaus reported which its viewer sees.
    pub async fn figures(&self) -> Result<Vec<FigureRow>, ServiceError> {
        let seen = self.viewer().sees_codes();
        let mut rows = self.store().figure_list(self.id()).await?;
        rows.retain(|row| seen.contains(&row.bureau));
        Ok(rows)
    }
}

impl Visible<Docket> {
    /// Keeps the bureau's figures by indicator; the last report counts.
    ///
    /// # Errors
    /// Its viewer may not; an indicator is not one that bureaus report, or a figure is below 0.
    pub async fn report_figures(&self, figures: &[(String, i64)]) -> Result<(), ServiceError> {
        self.viewer().authorise(Action::ReportFigures, self.bureau())?;
        let set = self.figures_set(figures).await;
        let target = ActTarget::of(self.bureau()).within(self.context.id());
        self.viewer().note_act(Action::ReportFigures, target, &set).await;
        set
    }

    async fn figures_set(&self, figures: &[(String, i64)]) -> Result<(), ServiceError> {
        let invalid: Vec<_> = figures.iter().filter_map(invalid_figure).collect();
        if !invalid.is_empty() {
            return Err(ServiceError::InvalidFields(invalid));
        }
        let (context, by) = (&self.context, self.viewer().actor());
        Ok(context.store().figure_set(context.id(), self.bureau(), figures, context.now, &by).await?)
    }
}
