//! The sheet a plan is written on, and what a single place of it says: a text with a meaning, a length,
//! an id, the name of something, who decides.

use super::authored::{AuthoredDecision, AuthoredPlan};
use crate::{
    shape::{Shaped, did_you_mean, nearest},
    signs::typed_wide,
};
use duban_domain::{Sentence, Span, ids::is_slug, matter::DecisionRule, sentence};

/// A plan as it was written, with the place of every mistake.
pub(super) type PlanSheet = Shaped<AuthoredPlan>;

/// Parses a text at a place, or tells why it cannot be.
pub(super) fn parse<T>(sheet: &mut PlanSheet, path: &str, text: &str) -> Option<T>
where
    T: std::str::FromStr<Err: Into<Sentence>>,
{
    text.parse().map_err(|error: T::Err| sheet.tell(path, error.into().and(&typed_wide(text)))).ok()
}

/// The same with a sentence of its own for what cannot be parsed.
pub(super) fn parse_or<T: std::str::FromStr>(
    sheet: &mut PlanSheet,
    path: &str,
    text: &str,
    message: impl Fn(&str) -> Sentence,
) -> Option<T> {
    text.parse().map_err(|_| sheet.tell(path, message(text).and(&typed_wide(text)))).ok()
}

/// A length of at least one day.
pub(super) fn positive_span(sheet: &mut PlanSheet, path: &str, text: &str) -> Option<Span> {
    let span: Span = parse(sheet, path, text)?;
    if span.count() == 0 {
        sheet.tell(
            path,
            sentence!(
                "{span} is no time at all; write at least 1d or 1wd",
                "“{span}”不足一天；请至少写 1d 或 1wd"
            ),
        );
        return None;
    }
    Some(span)
}

/// A length of at least one day under a key of a section; where none stands, or none that can be read,
/// the default.
pub(super) fn span(
    sheet: &mut PlanSheet,
    section: &str,
    key: &str,
    text: Option<&str>,
    default: Span,
) -> Span {
    let read = text.and_then(|text| positive_span(sheet, &format!("{section}.{key}"), text));
    read.unwrap_or(default)
}

/// Who decides.
pub(super) fn decision(
    sheet: &mut PlanSheet,
    path: &str,
    authored: Option<&AuthoredDecision>,
    default: DecisionRule,
) -> DecisionRule {
    let Some(authored) = authored else { return default };
    DecisionRule {
        by: authored.by.into(),
        within: span(sheet, path, "within", Some(&authored.within), default.within),
    }
}

/// An id that may stand in workflow ids and file names.
pub(super) fn slug(sheet: &mut PlanSheet, path: &str, id: &str) {
    if !is_slug(id) {
        sheet.tell(
            path,
            sentence!(
                "\"{id}\" is not an id; use up to 64 lower-case letters, digits and single hyphens, beginning with a letter",
                "“{id}”不能用作编号；请用不超过64个小写字母、数字和单个连字符，以字母开头"
            )
            .and(&typed_wide(id)),
        );
    }
}

/// The sentence for a name that names nothing.
pub(super) fn no_such(what: &Sentence, name: &str, names: &[&str]) -> Sentence {
    let Sentence { english, chinese } = what;
    let known = if names.is_empty() {
        sentence!("; this plan has no {english} at all", "；本计划没有任何{chinese}")
    } else {
        sentence!(
            "; use one of {all}",
            "；请改用 {listed}",
            all = names.join(", "),
            listed = names.join("、")
        )
    };
    let hint = nearest(name, names.iter().copied()).map_or(known, did_you_mean);
    sentence!("there is no {english} \"{name}\"", "没有名为“{name}”的{chinese}").and(&hint)
}
