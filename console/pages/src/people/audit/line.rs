//! A line of the log as it is read: its act, what it was upon and its detail in words.

use crate::people::instant::shown;
use duban_domain::{access::Action, people::Outcome};
use duban_service::rows::AuditRow;
use duban_web::{Console, i18n::Words};
use serde_json::Value;

/// What can be done besides the acts the rule knows, as the log spells it.
pub(super) const DEEDS: &[&str] = &[
    "sign-in",
    "sign-out",
    "own-password",
    "user-add",
    "user-disable",
    "user-enable",
    "user-role",
    "user-password",
    "token-add",
    "token-revoke",
    "audit-export",
];

/// A line as it is read.
pub(super) struct AuditLineView {
    pub(super) at: String,
    pub(super) account: String,
    pub(super) name: String,
    pub(super) bureau: String,
    pub(super) role: String,
    pub(super) via: String,
    pub(super) source: String,
    pub(super) action: String,
    pub(super) campaign: String,
    pub(super) about: String,
    pub(super) object: String,
    pub(super) outcome: Outcome,
    pub(super) became: String,
    pub(super) detail: String,
}

impl AuditLineView {
    pub(super) fn of(console: &Console, w: Words, row: AuditRow) -> Self {
        let entry = row.entry;
        let name_of =
            |code: Option<_>| code.map(|code| console.directory().name_of(&code)).unwrap_or_default();
        Self {
            at: shown(entry.at),
            account: entry.account,
            name: entry.name,
            bureau: name_of(entry.bureau),
            role: entry.role.map(|role| w.family("role-", role.as_str())).unwrap_or_default(),
            via: w.family("via-", entry.via.as_str()),
            source: entry.source,
            action: action_name(w, &entry.action),
            campaign: entry.campaign.map(|id| id.to_string()).unwrap_or_default(),
            about: name_of(entry.about),
            object: entry.object.unwrap_or_default(),
            outcome: entry.outcome,
            became: w.family("outcome-", entry.outcome.as_str()),
            detail: detail(w, &entry.detail),
        }
    }

    /// The class of the outcome's sign.
    pub(super) fn sign(&self) -> &'static str {
        match self.outcome {
            Outcome::Done => "sign-good",
            Outcome::Refused => "sign-warn",
            Outcome::Denied | Outcome::Failed => "sign-bad",
        }
    }

    pub(super) fn mark(&self) -> &'static str {
        match self.outcome {
            Outcome::Done => "✓",
            Outcome::Refused => "!",
            Outcome::Denied | Outcome::Failed => "✕",
        }
    }
}

/// What a line's detail is called where it is known; anything else goes by the name it has.
const DETAILS: &[&str] = &[
    "with", "why", "subject", "lines", "asked", "name", "role", "from", "to", "id", "password", "method",
    "status",
];

/// The detail in words, a pair after the other; what is not known of it is left out.
fn detail(w: Words, detail: &Value) -> String {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let Value::Object(pairs) = detail else {
        return if detail.is_null() { String::new() } else { plain(detail) };
    };
    let known = pairs.iter().filter(|(_, value)| !value.is_null());
    let pair = |(key, value): (&String, &Value)| {
        let key = if DETAILS.contains(&key.as_str()) { w.family("audit-detail-", key) } else { key.clone() };
        w.with("audit-detail-pair", [("key", key), ("value", plain(value))])
    };
    known.map(pair).collect::<Vec<_>>().join("; ")
}

pub(super) fn action_name(w: Words, action: &str) -> String {
    if Action::parse(action).is_some() {
        return w.family("action-", action);
    }
    if DEEDS.contains(&action) {
        return w.family("deed-", action);
    }
    action.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_detail_is_told_in_words() {
        let w = Words::default();
        let told = |value| detail(w, &value);
        assert_eq!(told(json!({ "method": "POST", "status": 303, "why": null })), "请求：POST; 应答：303");
        assert_eq!(told(json!({ "with": "password" })), "方式：password");
        assert_eq!(told(json!({ "odd": [1, 2] })), "odd：[1,2]");
        assert_eq!((told(Value::Null), told(json!("x"))), (String::new(), "x".to_owned()));
        for key in DETAILS {
            assert!(!w.family("audit-detail-", key).starts_with("audit-"), "{key}");
        }
    }
}
