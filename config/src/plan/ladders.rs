//! Named reminder policies and ladders, and which of them an obligation uses.

use super::{
    authored::{AuthoredPlan, AuthoredRung},
    sheet::{PlanSheet, no_such, parse, positive_span, slug},
};
use duban_domain::{
    Sentence, Span,
    plan::{ApprovalRule, Rung},
    sentence,
};
use std::collections::BTreeMap;

/// The policy that holds where an obligation names none.
pub(super) const DEFAULT: &str = "default";

/// The word for no policy at all.
pub(super) const NONE: &str = "none";

/// What the plan's names stand for.
pub(super) struct Policies {
    reminders: BTreeMap<String, Vec<Span>>,
    ladders: BTreeMap<String, Vec<Rung>>,
}

/// Reads every named policy, used or not.
pub(super) fn policies(sheet: &mut PlanSheet, authored: &AuthoredPlan) -> Policies {
    let mut policies = Policies { reminders: BTreeMap::new(), ladders: BTreeMap::new() };
    for (name, policy) in &authored.reminders {
        let path = format!("reminders.{name}");
        policy_name(sheet, &path, name);
        let spans = policy.before.iter().enumerate();
        let spans = spans.filter_map(|(i, text)| parse(sheet, &format!("{path}.before[{i}]"), text));
        let spans = spans.collect();
        policies.reminders.insert(name.clone(), spans);
    }
    for (name, rungs) in &authored.ladders {
        let path = format!("ladders.{name}");
        policy_name(sheet, &path, name);
        let rungs = rungs.0.iter().enumerate();
        let rungs =
            rungs.filter_map(|(i, authored)| rung(sheet, &format!("{path}[{i}]"), authored)).collect();
        policies.ladders.insert(name.clone(), rungs);
    }
    policies
}

fn policy_name(sheet: &mut PlanSheet, path: &str, name: &str) {
    slug(sheet, path, name);
    if name == NONE {
        sheet.tell(
            path,
            sentence!(
                "\"none\" means that nothing is sent; choose another name",
                "“none”表示什么也不发；请改用其他名称"
            ),
        );
    }
}

fn rung(sheet: &mut PlanSheet, path: &str, authored: &AuthoredRung) -> Option<Rung> {
    let after = positive_span(sheet, &format!("{path}.after"), &authored.after);
    let approval = authored.approval.as_ref().map(|approval| {
        let within = positive_span(sheet, &format!("{path}.approval.within"), &approval.within);
        within.map(|within| ApprovalRule { by: approval.by.into(), within })
    });
    let reply = authored.reply.as_deref().map(|text| positive_span(sheet, &format!("{path}.reply"), text));
    Some(Rung {
        after: after?,
        instrument: authored.instrument.into(),
        from: authored.from.into(),
        copies: authored.copies.iter().map(|&copy| copy.into()).collect(),
        approval: approval.flatten(),
        reply: reply.flatten(),
    })
}

impl Policies {
    /// The reminders that the place at `path` names.
    pub(super) fn reminders(&self, sheet: &mut PlanSheet, path: &str, name: Option<&str>) -> Vec<Span> {
        let found = chosen(
            sheet,
            &format!("{path}.reminders"),
            &sentence!("reminder policy", "提醒策略"),
            name,
            &self.reminders,
        );
        found.map(|(_, spans)| spans.clone()).unwrap_or_default()
    }

    /// The ladder that the place at `path` names, and its name.
    pub(super) fn ladder(
        &self,
        sheet: &mut PlanSheet,
        path: &str,
        name: Option<&str>,
    ) -> (Vec<Rung>, Option<String>) {
        let found =
            chosen(sheet, &format!("{path}.ladder"), &sentence!("ladder", "升级阶梯"), name, &self.ladders);
        found.map(|(name, rungs)| (rungs.clone(), Some(name.clone()))).unwrap_or_default()
    }
}

fn chosen<'p, T>(
    sheet: &mut PlanSheet,
    path: &str,
    what: &Sentence,
    name: Option<&str>,
    policies: &'p BTreeMap<String, T>,
) -> Option<(&'p String, &'p T)> {
    match name {
        Some(NONE) => None,
        None => policies.get_key_value(DEFAULT),
        Some(name) => {
            let found = policies.get_key_value(name);
            if found.is_none() {
                let names: Vec<_> = policies.keys().map(String::as_str).chain([NONE]).collect();
                sheet.tell(path, no_such(what, name, &names));
            }
            found
        }
    }
}
