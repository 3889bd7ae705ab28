//! A webhook as it is typed, and what is wrong with it.

use super::failure::{HookFailure, LONGEST_NAME, Misfit};
use duban_activities::webhook::Bounds;
use duban_domain::{
    Actor, BureauCode, WallTime, WebhookId,
    webhook::{EventKind, WebhookFormat},
};
use duban_store::{KeptSecret, NewWebhook};
use std::collections::BTreeSet;

/// A webhook as it is typed.
#[derive(Clone)]
pub struct NewHook {
    /// It is told of this bureau and all below.
    pub bureau: BureauCode,
    /// What people call it.
    pub name: String,
    /// Where it leads.
    pub url: String,
    /// How it is told.
    pub format: WebhookFormat,
    /// Of what.
    pub kinds: BTreeSet<EventKind>,
    /// A 钉钉 robot's secret, where its security setting is 加签; empty: none.
    pub secret: String,
}

/// The webhook that was typed, without an id and, if it is for programs, without a secret.
///
/// # Errors
/// All that is invalid.
pub fn checked(typed: NewHook, bounds: &Bounds, by: Actor, at: WallTime) -> Result<NewWebhook, HookFailure> {
    let mut misfits = Vec::new();
    let NewHook { bureau, name: typed_name, url, format, kinds, secret } = typed;
    let name = name(&typed_name).unwrap_or_else(|misfit| {
        misfits.push(misfit);
        String::new()
    });
    let url = bounds.url(&url).map_err(|bad| misfits.push(bad.into()));
    if kinds.is_empty() {
        misfits.push(Misfit::NoKinds);
    }
    let secret = secret.trim();
    let is_robot_s = secret.strip_prefix("SEC").is_some_and(|rest| {
        (8..=128).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    match format {
        _ if secret.is_empty() => {}
        WebhookFormat::DingTalk if is_robot_s => {}
        WebhookFormat::DingTalk => misfits.push(Misfit::RobotSecret),
        WebhookFormat::Standard | WebhookFormat::WeCom => misfits.push(Misfit::SecretGiven),
    }
    let secret = Some(secret).filter(|secret| !secret.is_empty()).map(KeptSecret::new);
    match url {
        Ok(url) if misfits.is_empty() => {
            Ok(NewWebhook { id: WebhookId::new(""), bureau, name, url, format, kinds, secret, by, at })
        }
        _ => Err(HookFailure::Unfit(misfits)),
    }
}

/// A name on one line.
pub(super) fn name(text: &str) -> Result<String, Misfit> {
    let text = text.trim();
    let is_fit = (1..=LONGEST_NAME).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    if is_fit { Ok(text.to_owned()) } else { Err(Misfit::Name) }
}
