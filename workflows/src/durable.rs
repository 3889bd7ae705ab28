//! What the durable shell knows of a state machine beyond its rules: whose it is, which activity records it, and
//! what an operator sees of it in the engine's own pages.

use crate::effects::ledger;
use duban_domain::{
    BureauCode, CampaignId, Docket, Finding, Incident, Listing, Machine, PlanTime,
    docket::ObligationView,
    finding::FindingStatus,
    incident::IncidentStatus,
    listing::ListingStatus,
    matter::MatterTerms,
    record::{Record, Recorded},
};
use temporalio_common::ActivityDefinition;

/// A machine's record and what the ledger answers.
pub(crate) type RecordOf<M> = Record<<M as Machine>::Command, <M as Machine>::Event, <M as Machine>::View>;
pub(crate) type RecordedOf<M> = Recorded<<M as Machine>::Command>;

/// Whose machine it is, for the ledger.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) campaign: CampaignId,
    pub(crate) bureau: BureauCode,
    pub(crate) zone: chrono_tz::Tz,
}

impl Identity {
    fn of_matter(terms: &MatterTerms, bureau: &BureauCode) -> Self {
        Self { campaign: terms.campaign.clone(), bureau: bureau.clone(), zone: terms.office.zone }
    }
}

/// A machine that a workflow holds.
pub(crate) trait DurableMachine: Machine + 'static {
    /// The activity that records it.
    type Record: ActivityDefinition<Input = RecordOf<Self>, Output = RecordedOf<Self>>;

    /// That activity.
    const RECORD: Self::Record;

    /// Whose it is.
    fn identity(&self) -> Identity;

    /// Its state in a word.
    fn state_word(&self) -> &'static str;

    /// A few lines of Markdown about it.
    fn details(&self) -> String;
}

impl DurableMachine for Docket {
    type Record = ledger::RecordActivity;

    const RECORD: Self::Record = ledger::RecordActivity;

    fn identity(&self) -> Identity {
        let terms = self.terms();
        let bureau = self.party().bureau.clone();
        Identity { campaign: terms.campaign.clone(), bureau, zone: terms.office.zone }
    }

    fn state_word(&self) -> &'static str {
        if self.finished().is_some() {
            "finished"
        } else if self.duties().iter().any(|duty| duty.overdue) {
            "overdue"
        } else {
            "active"
        }
    }

    /// The bureau and where each obligation stands.
    fn details(&self) -> String {
        let zone = self.terms().office.zone;
        let date = |at: PlanTime| at.in_zone(zone).format("%Y-%m-%d %H:%M").to_string();
        let mut lines = vec![format!("**{}** {}", self.party().name, self.terms().title)];
        let duty =
            |duty: ObligationView| format!("- {}: {} ({})", duty.title, duty.state.as_str(), date(duty.due));
        lines.extend(self.views().into_iter().map(duty));
        lines.join("\n")
    }
}

impl DurableMachine for Finding {
    type Record = ledger::RecordFindingActivity;

    const RECORD: Self::Record = ledger::RecordFindingActivity;

    fn identity(&self) -> Identity {
        Identity::of_matter(&self.terms().matter, &self.party().bureau)
    }

    fn state_word(&self) -> &'static str {
        let view = self.view();
        match view.standing {
            FindingStatus::Closed | FindingStatus::Cancelled => "finished",
            _ if view.overdue => "overdue",
            _ => "active",
        }
    }

    fn details(&self) -> String {
        let (registration, view) = (self.registration(), self.view());
        format!("**{}** {} ({})", registration.id, registration.problem, view.standing.as_str())
    }
}

impl DurableMachine for Listing {
    type Record = ledger::RecordListingActivity;

    const RECORD: Self::Record = ledger::RecordListingActivity;

    fn identity(&self) -> Identity {
        let opening = self.opening();
        Identity::of_matter(&opening.terms.matter, &opening.party.bureau)
    }

    fn state_word(&self) -> &'static str {
        match self.view().standing {
            ListingStatus::Proposed | ListingStatus::Listed | ListingStatus::Applied => "active",
            _ if self.finished().is_none() => "active",
            _ => "finished",
        }
    }

    fn details(&self) -> String {
        let (opening, view) = (self.opening(), self.view());
        format!("**{}** {}: {} ({})", opening.id, opening.party.name, opening.reason, view.standing.as_str())
    }
}

impl DurableMachine for Incident {
    type Record = ledger::RecordIncidentActivity;

    const RECORD: Self::Record = ledger::RecordIncidentActivity;

    fn identity(&self) -> Identity {
        let opening = self.opening();
        Identity::of_matter(&opening.matter, &opening.party.bureau)
    }

    fn state_word(&self) -> &'static str {
        match self.view().standing {
            IncidentStatus::Open => "active",
            _ => "finished",
        }
    }

    fn details(&self) -> String {
        let opening = self.opening();
        format!("**{}** {}: {}", opening.id, opening.party.name, opening.title)
    }
}
