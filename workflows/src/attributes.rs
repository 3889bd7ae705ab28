//! Search attributes: what an operator filters by in the engine's own pages.

use temporalio_common::search_attributes::SearchAttributeKey;

/// The campaign's id.
pub const CAMPAIGN: SearchAttributeKey<String> = SearchAttributeKey::keyword("DubanCampaign");
/// The bureau's code.
pub const BUREAU: SearchAttributeKey<String> = SearchAttributeKey::keyword("DubanBureau");
/// The bureau's level.
pub const LEVEL: SearchAttributeKey<String> = SearchAttributeKey::keyword("DubanLevel");
/// `active`, `overdue` or `finished`.
pub const STATE: SearchAttributeKey<String> = SearchAttributeKey::keyword("DubanState");

/// The names a server must know before anything is launched; all are keywords.
pub const NAMES: [&str; 4] = ["DubanCampaign", "DubanBureau", "DubanLevel", "DubanState"];
