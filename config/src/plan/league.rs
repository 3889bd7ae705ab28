//! The plan's `league:` section.

use super::{
    authored::AuthoredLeague,
    sheet::{PlanSheet, span},
};
use duban_domain::{Span, plan::LeagueRules};

/// Enough for the last tables to be drawn up, approved and printed.
const WITHIN: Span = Span::WorkingDays(20);

/// The rules of the section.
pub(super) fn rules(sheet: &mut PlanSheet, authored: &AuthoredLeague) -> LeagueRules {
    let text = authored.circulate_within.as_deref();
    LeagueRules { circulate_within: span(sheet, "league", "circulate_within", text, WITHIN) }
}
