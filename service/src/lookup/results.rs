//! The results list (行动成果清单): counted from the ledger of findings where it can be, reported by bureaus where
//! it cannot.

use super::{campaigns::Docket, visible::Visible};
use crate::{CampaignContext, ServiceError};
use duban_documents::results::{ResultsRow, ResultsTable, workbook};
use duban_domain::{Bureau, BureauCode, access::Action, indicator::Indicator};
use duban_store::{FigureRow, FindingStatistics};
use std::collections::BTreeMap;

/// A bureau's figures by indicator; `None` is missing.
type Figures = BTreeMap<Indicator, Option<i64>>;

/// A bureau's own figures: what the ledger counts, and what it reported last, when and by whom.
#[derive(Clone, Debug)]
pub struct DocketFigures {
    /// All of them.
    pub figures: BTreeMap<Indicator, Option<i64>>,
    /// Those that were reported.
    pub reported: BTreeMap<Indicator, FigureRow>,
}

impl Visible<CampaignContext> {
    /// The highest bureau of the campaign that its viewer sees: its own, or the issuer for one above it.
    pub fn top(&self) -> BureauCode {
        let (own, issuer) = (&self.viewer().bureau, &self.kept.plan.issuer);
        match self.party(own) {
            Ok(_) => own.clone(),
            Err(_) => issuer.clone(),
        }
    }

    /// The results list of a bureau and all below it.
    ///
    /// # Errors
    /// The bureau takes no part, or its viewer does not see it.
    pub async fn results(&self, top: &BureauCode) -> Result<ResultsTable, ServiceError> {
        self.viewer().authorise(Action::See, top)?;
        self.party(top)?;
        let counted = self.store().finding_statistics(self.id()).await?;
        let counted: BTreeMap<_, _> = counted.into_iter().map(|row| (row.county.clone(), row)).collect();
        let mut reported: BTreeMap<BureauCode, Figures> = BTreeMap::new();
        for row in self.store().figure_list(self.id()).await? {
            if let Some(indicator) = Indicator::reported(&row.indicator) {
                reported.entry(row.bureau).or_default().insert(indicator, Some(row.value));
            }
        }
        let directory = self.viewer().directory();
        let depth_of_top = directory.superiors(top).len();
        let row = |bureau: &Bureau| {
            let mut figures = figures_of(counted.get(&bureau.code));
            figures.extend(reported.remove(&bureau.code).unwrap_or_default());
            let depth = directory.superiors(&bureau.code).len().saturating_sub(depth_of_top);
            ResultsRow {
                code: bureau.code.clone(),
                name: bureau.name.clone(),
                level: bureau.level,
                depth: u8::try_from(depth).unwrap_or(u8::MAX),
                parent: bureau.supervisor.clone().filter(|_| bureau.code != *top),
                figures,
            }
        };
        Ok(ResultsTable {
            title: "行动成果清单".to_owned(),
            campaign: self.kept.plan.title.clone(),
            as_of: self.now.date(self.kept.plan.zone),
            rows: directory.subtree(top).into_iter().map(row).collect(),
        })
    }

    /// The same as `.xlsx`.
    ///
    /// # Errors
    /// As [`Visible::results`]; it cannot be written.
    pub async fn results_file(&self, top: &BureauCode) -> Result<Vec<u8>, ServiceError> {
        let table = self.results(top).await?;
        workbook(&table).map_err(|error| ServiceError::Unavailable(error.into()))
    }
}

impl Visible<Docket> {
    /// The bureau's own figures.
    pub async fn figures(&self) -> Result<DocketFigures, ServiceError> {
        let (store, id) = (self.context.store(), self.context.id());
        let counted = store.finding_statistics(id).await?;
        let mut figures = figures_of(counted.iter().find(|row| row.county == *self.bureau()));
        let reported = store.figure_list(id).await?.into_iter().filter(|row| row.bureau == *self.bureau());
        let reported = reported.filter_map(|row| Some((Indicator::reported(&row.indicator)?, row)));
        let reported: BTreeMap<_, _> = reported.collect();
        figures.extend(reported.iter().map(|(indicator, row)| (*indicator, Some(row.value))));
        Ok(DocketFigures { figures, reported })
    }
}

/// What the ledger counts; what a bureau reports is blank until it does.
fn figures_of(counts: Option<&FindingStatistics>) -> Figures {
    let number = |of: fn(&FindingStatistics) -> u32| counts.map_or(0, |counts| i64::from(of(counts)));
    let figure = |indicator: Indicator| match indicator {
        Indicator::Found => Some(number(|c| c.found)),
        Indicator::CorrectedOnSpot => Some(number(|c| c.corrected_on_the_spot)),
        Indicator::Ordered => Some(number(|c| c.ordered)),
        Indicator::Closed => Some(number(|c| c.closed)),
        Indicator::Open => Some(number(|c| c.open)),
        Indicator::Interviewed => Some(number(|c| c.interviewed)),
        Indicator::Listed => Some(number(|c| c.listed)),
        Indicator::HandedOver => Some(number(|c| c.handed_over)),
        Indicator::Publicised => Some(number(|c| c.publicised)),
        Indicator::Exposed => Some(number(|c| c.exposed)),
        _ => None,
    };
    Indicator::ALL.iter().map(|&indicator| (indicator, figure(indicator))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use duban_domain::indicator::IndicatorOrigin;

    #[test]
    fn what_the_ledger_counts_has_a_figure_and_what_bureaus_report_is_blank() {
        for (indicator, figure) in figures_of(None) {
            let counted = indicator.origin() == IndicatorOrigin::Counted;
            assert_eq!(figure, counted.then_some(0), "{indicator}");
        }
    }
}
