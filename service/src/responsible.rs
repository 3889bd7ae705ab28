//! Whose turn a command is: the bureau that gives it when nobody says for whom they act, and what a person
//! must be permitted to give it.

use crate::{CampaignContext, ServiceError};
use duban_domain::{
    BureauCode, Command,
    access::Action,
    correspondence::decider,
    finding::{FindingCommand, Subject},
    incident::IncidentCommand,
    listing::ListingCommand,
};
use duban_store::{FindingDetail, IncidentRow, ListingRow};
use duban_workflows::ids;

/// Whose turn a command is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponsibleParty {
    /// The bureau that usually gives it.
    pub bureau: BureauCode,
    /// What it comes to, for [`duban_domain::access::may`].
    pub action: Action,
    /// The bureau this is judged against.
    pub against: BureauCode,
}

impl ResponsibleParty {
    /// A bureau's own business.
    fn own(action: Action, bureau: BureauCode) -> Self {
        Self { against: bureau.clone(), bureau, action }
    }
}

impl CampaignContext {
    /// Whose turn a command to a bureau's docket is. One about an approval or a document that is not there
    /// is the issuer's turn: the docket refuses it and says why.
    pub async fn docket_turn(
        &self,
        bureau: &BureauCode,
        command: &Command,
    ) -> Result<ResponsibleParty, ServiceError> {
        let source = ids::bureau_campaign(self.id(), bureau);
        let issuer = || self.kept.plan.issuer.clone();
        let above =
            |action| ResponsibleParty { bureau: self.supervisor(bureau), action, against: bureau.clone() };
        Ok(match command {
            Command::Submit { .. }
            | Command::Replace { .. }
            | Command::Supplement { .. }
            | Command::TakeBack { .. }
            | Command::AskExtension { .. }
            | Command::AskWaiver { .. }
            | Command::WithdrawRequest { .. } => ResponsibleParty::own(Action::Submit, bureau.clone()),
            Command::Acknowledge { .. } | Command::Reply { .. } => {
                ResponsibleParty::own(Action::Acknowledge, bureau.clone())
            }
            Command::Circulate { .. } => ResponsibleParty::own(Action::Circulate, bureau.clone()),
            Command::Redate { .. } => ResponsibleParty::own(Action::KeepHolidays, issuer()),
            Command::Amend { .. } => ResponsibleParty::own(Action::Amend, issuer()),
            Command::Accept { .. } | Command::Return { .. } => above(Action::Review),
            Command::Extend { .. } | Command::Waive { .. } | Command::Refuse { .. } => above(Action::Relieve),
            Command::Approve { approval } | Command::Decline { approval, .. } => ResponsibleParty::own(
                Action::Approve,
                self.asked(&source, *approval).await?.unwrap_or_else(issuer),
            ),
            Command::Void { notice, .. } => ResponsibleParty::own(
                Action::Void,
                self.sender(&source, *notice).await?.unwrap_or_else(issuer),
            ),
        })
    }

    /// Whose turn a command to a finding is.
    pub async fn finding_turn(
        &self,
        detail: &FindingDetail,
        command: &FindingCommand,
    ) -> Result<ResponsibleParty, ServiceError> {
        use FindingCommand as C;
        let (source, county) = (&detail.workflow, || detail.row.county.clone());
        Ok(match command {
            C::Redate { .. } => ResponsibleParty::own(Action::KeepHolidays, self.kept.plan.issuer.clone()),
            C::Triage { .. }
            | C::Dismiss { .. }
            | C::CorrectOnTheSpot { .. }
            | C::FileEvidence { .. }
            | C::AskExtension { .. } => ResponsibleParty::own(Action::HandleFinding, county()),
            C::Reinspect { .. }
            | C::LookBack { .. }
            | C::HandOver { .. }
            | C::ConfirmReceipt { .. }
            | C::ProposePublication { .. } => self.inspection(detail),
            C::Approve { approval } | C::Decline { approval, .. } => ResponsibleParty::own(
                Action::Approve,
                self.asked(source, *approval).await?.unwrap_or_else(county),
            ),
            C::Acknowledge { notice, .. } | C::Reply { notice, .. } => ResponsibleParty::own(
                Action::Acknowledge,
                self.addressee(source, *notice).await?.unwrap_or_else(county),
            ),
            C::Void { notice, .. } => ResponsibleParty::own(
                Action::Void,
                self.sender(source, *notice).await?.unwrap_or_else(county),
            ),
        })
    }

    /// Who looks whether it was put right: the county, or the bureau above where the county itself is
    /// concerned.
    fn inspection(&self, detail: &FindingDetail) -> ResponsibleParty {
        let county = detail.row.county.clone();
        match detail.row.subject {
            Subject::Bureau { .. } => {
                let bureau = self.supervisor(&county);
                ResponsibleParty { bureau, action: Action::InspectFinding, against: county }
            }
            Subject::Enterprise { .. } => ResponsibleParty::own(Action::HandleFinding, county),
        }
    }

    /// Whose turn a command to a listing is.
    ///
    /// # Errors
    /// The plan can no longer be resolved.
    pub async fn listing_turn(
        &self,
        row: &ListingRow,
        command: &ListingCommand,
    ) -> Result<ResponsibleParty, ServiceError> {
        use ListingCommand as C;
        let (source, listed, lister) = (&row.workflow, row.bureau.clone(), self.lister(row)?);
        Ok(match command {
            C::Redate { .. } => ResponsibleParty::own(Action::KeepHolidays, self.kept.plan.issuer.clone()),
            C::FilePlan { .. } | C::ReportProgress { .. } | C::Apply { .. } | C::AskExtension { .. } => {
                ResponsibleParty::own(Action::Rectify, listed)
            }
            C::Publish { .. } | C::Verify { .. } | C::PublishDelisting { .. } | C::Revoke { .. } => {
                ResponsibleParty { bureau: lister, action: Action::Supervise, against: listed }
            }
            C::Approve { approval } | C::Decline { approval, .. } => {
                ResponsibleParty::own(Action::Approve, self.asked(source, *approval).await?.unwrap_or(lister))
            }
            C::Acknowledge { notice, .. } | C::Reply { notice, .. } => ResponsibleParty::own(
                Action::Acknowledge,
                self.addressee(source, *notice).await?.unwrap_or(listed),
            ),
            C::Void { notice, .. } => {
                ResponsibleParty::own(Action::Void, self.sender(source, *notice).await?.unwrap_or(lister))
            }
        })
    }

    /// Whoever listed it verifies it (谁督办，谁复查).
    fn lister(&self, row: &ListingRow) -> Result<BureauCode, ServiceError> {
        if let Some(issued) = &row.issued {
            return Ok(issued.from.clone());
        }
        let rules = self.terms()?.listing.unwrap_or_default();
        Ok(decider(rules.approval.by, &self.party(&row.bureau)?, &self.kept.plan.issuer))
    }

    /// Whose turn a command to an incident is: to take note, the lowest level's that has not.
    pub fn incident_turn(&self, row: &IncidentRow, command: &IncidentCommand) -> ResponsibleParty {
        match command {
            IncidentCommand::Update { .. } => {
                ResponsibleParty::own(Action::ReportIncident, row.bureau.clone())
            }
            IncidentCommand::Acknowledge { .. } => {
                let waiting = row.view.levels.iter().find(|(_, acknowledged)| acknowledged.is_none());
                let level = waiting.map_or_else(|| self.supervisor(&row.bureau), |(level, _)| level.clone());
                ResponsibleParty::own(Action::TakeNote, level)
            }
        }
    }

    /// The bureau that was asked for an approval which still waits.
    async fn asked(&self, source: &str, approval: u32) -> Result<Option<BureauCode>, ServiceError> {
        let waiting = self.store().approval_list(self.id()).await?;
        let asked = waiting.into_iter().find(|row| row.source == source && row.approval == approval);
        Ok(asked.map(|row| row.of))
    }

    async fn addressee(&self, source: &str, ordinal: u32) -> Result<Option<BureauCode>, ServiceError> {
        Ok(self.store().document_get(source, ordinal).await?.map(|row| row.notice.to))
    }

    async fn sender(&self, source: &str, ordinal: u32) -> Result<Option<BureauCode>, ServiceError> {
        Ok(self.store().document_get(source, ordinal).await?.map(|row| row.notice.from))
    }
}
