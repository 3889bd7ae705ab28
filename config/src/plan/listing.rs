//! The plan's `listing:` section: what a key says, or practice where it is left out.

use super::{
    authored::AuthoredListing,
    sheet::{PlanSheet, decision, span},
};
use duban_domain::{Span, listing::ListingRules, sentence};

/// The rules of the section.
pub(super) fn rules(sheet: &mut PlanSheet, authored: &AuthoredListing) -> ListingRules {
    let default = ListingRules::default();
    let mut length = |key: &str, text: &Option<String>, default: Span| {
        span(sheet, "listing", key, text.as_deref(), default)
    };
    let rules = ListingRules {
        publish: length("publish", &authored.publish, default.publish),
        plan: length("plan", &authored.plan, default.plan),
        progress: length("progress", &authored.progress, default.progress),
        verify: length("verify", &authored.verify, default.verify),
        publish_delisting: length(
            "publish_delisting",
            &authored.publish_delisting,
            default.publish_delisting,
        ),
        term: length("term", &authored.term, default.term),
        extension_before: length("extension_before", &authored.extension_before, default.extension_before),
        extension_decided: length(
            "extension_decided",
            &authored.extension_decided,
            default.extension_decided,
        ),
        ..default
    };
    term_outlasts_extension(sheet, authored, &rules);
    let report = match (&authored.government_report, default.government_report) {
        (None, default) => default,
        (Some(report), default) => report.as_option().map(|report| {
            let default = default.unwrap_or(rules.approval);
            decision(sheet, "listing.government_report", Some(report), default)
        }),
    };
    ListingRules {
        approval: decision(sheet, "listing.approval", authored.approval.as_ref(), default.approval),
        government_report: report,
        ..rules
    }
}

/// An extension must be asked before the term's end, and after its beginning.
fn term_outlasts_extension(sheet: &mut PlanSheet, authored: &AuthoredListing, rules: &ListingRules) {
    if calendar_days(rules.term) > calendar_days(rules.extension_before) {
        return;
    }
    let key = if authored.term.is_some() { "term" } else { "extension_before" };
    let message = sentence!(
        "an extension would have to be asked ({before} before the end) before the listing begins (term {term}); choose a longer term or a shorter extension_before",
        "须在期满前{early}申请延期，而挂牌期限只有{long}；请延长 term 或缩短 extension_before",
        before = rules.extension_before,
        term = rules.term,
        early = rules.extension_before.chinese(),
        long = rules.term.chinese()
    );
    sheet.tell(format!("listing.{key}"), message);
}

/// About how many calendar days a length takes: five working days a week.
const fn calendar_days(span: Span) -> u32 {
    match span {
        Span::Days(days) => days as u32,
        Span::WorkingDays(days) => (days as u32 * 7).div_ceil(5),
    }
}
