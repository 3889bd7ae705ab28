//! Enterprises across campaigns, and the figures that bureaus report.

use super::{campaigns::Docket, trail::ActTarget, viewer::Viewer, visible::Visible};
use crate::{CampaignContext, ServiceError};
use duban_domain::{
    access::Action,
    finding::CreditCode,
    indicator::{Indicator, IndicatorOrigin},
    subject::{Sampling, SubjectRecord},
};
use duban_store::{FigureRow, StoreError};

/// The longest name of an enterprise, product or report, in characters.
pub const LONGEST_SAMPLING_TEXT: usize = 200;

/// Whether the result of a sampling is new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SamplingKept {
    /// It is.
    New,
    /// The same was reported before.
    Known,
}

/// A text of a sampling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SamplingText {
    /// The enterprise's name.
    Name,
    /// The product.
    Product,
    /// The report's number.
    Reference,
}

impl SamplingText {
    /// What is asked of it.
    fn chinese(self) -> String {
        let field = match self {
            Self::Name => "名称",
            Self::Product => "产品",
            Self::Reference => "报告编号",
        };
        format!("{field}应为1至{LONGEST_SAMPLING_TEXT}个字，不换行")
    }
}

/// Those of a sampling's texts that are not 1 to 200 characters on one line.
pub fn unfit_sampling_texts(name: &str, sampling: &Sampling) -> Vec<SamplingText> {
    let texts = [
        (SamplingText::Name, name),
        (SamplingText::Product, &sampling.product),
        (SamplingText::Reference, &sampling.reference),
    ];
    let is_unfit = |text: &str| {
        let length = text.trim().chars().count();
        !(1..=LONGEST_SAMPLING_TEXT).contains(&length) || text.chars().any(char::is_control)
    };
    texts.into_iter().filter(|(_, text)| is_unfit(text)).map(|(field, _)| field).collect()
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
        let bad: Vec<_> =
            unfit_sampling_texts(name, sampling).into_iter().map(SamplingText::chinese).collect();
        if !bad.is_empty() {
            return Err(ServiceError::Invalid(bad));
        }
        // The store learns of bureaus when a campaign is launched, and a sampling may come before.
        self.service().know_bureau(&self.bureau).await?;
        let kept =
            match self.service().store().sampling_insert(code, name.trim(), sampling, &self.actor()).await {
                Ok(true) => Ok(SamplingKept::New),
                Ok(false) => Ok(SamplingKept::Known),
                Err(StoreError::Differs(_)) => {
                    let id = sampling.reference.clone();
                    Err(ServiceError::Exists { what: "sampling", id, by: None })
                }
                Err(error) => Err(error.into()),
            };
        let target = ActTarget::of(&self.bureau).upon(&sampling.reference);
        self.note_act(Action::ReportFigures, target, &kept).await;
        kept
    }
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

/// Those of the figures that bureaus do not report, or that are below 0.
pub fn unfit_figures(figures: &[(String, i64)]) -> Vec<&(String, i64)> {
    let known =
        |name: &str| Indicator::parse(name).is_some_and(|one| one.origin() == IndicatorOrigin::Reported);
    figures.iter().filter(|(name, value)| !known(name) || *value < 0).collect()
}

impl Visible<Docket> {
    /// Keeps the bureau's figures by indicator; the last report counts.
    ///
    /// # Errors
    /// Its viewer may not; an indicator is not one that bureaus report, or a figure is below 0: its name.
    pub async fn report_figures(&self, figures: &[(String, i64)]) -> Result<(), ServiceError> {
        self.viewer().authorise(Action::ReportFigures, self.bureau())?;
        let bad: Vec<_> =
            unfit_figures(figures).into_iter().map(|(name, value)| format!("{name}: {value}")).collect();
        if !bad.is_empty() {
            return Err(ServiceError::Invalid(bad));
        }
        let (context, by) = (&self.context, self.viewer().actor());
        let set = context.store().figure_set(context.id(), self.bureau(), figures, context.now, &by).await;
        let set = set.map_err(ServiceError::from);
        let target = ActTarget::of(self.bureau()).within(context.id());
        self.viewer().note_act(Action::ReportFigures, target, &set).await;
        set
    }
}
