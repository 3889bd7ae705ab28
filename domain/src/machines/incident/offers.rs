//! What may be done about an incident as its reader sees it, and whose turn it is.

use super::{IncidentStatus, IncidentView};
use crate::{bureaus::access::Action, ids::BureauCode, machines::available::Offer};

/// Something people do about an incident, without what they write.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IncidentAct {
    /// 签收, perhaps with an instruction.
    Acknowledge,
    /// 续报
    Update,
}

/// All that may be done about an incident that `reporter` reported: each level that has not takes note,
/// and the reporter goes on reporting.
pub fn incident_offers(view: &IncidentView, reporter: &BureauCode) -> Vec<Offer<IncidentAct>> {
    if view.standing != IncidentStatus::Open {
        return Vec::new();
    }
    let offer = |act, code: &BureauCode, action| Offer {
        act,
        by: vec![code.clone()],
        takes: (action, action),
        judged: code.clone(),
    };
    let waiting = view.levels.iter().filter(|(_, acknowledged)| acknowledged.is_none());
    let notes = waiting.map(|(level, _)| offer(IncidentAct::Acknowledge, level, Action::TakeNote));
    notes.chain([offer(IncidentAct::Update, reporter, Action::ReportIncident)]).collect()
}
