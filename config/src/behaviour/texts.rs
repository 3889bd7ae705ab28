//! The moments, delays and lengths of a rehearsal script: each must say one.

use super::authored::{
    AuthoredConduct, AuthoredFindingConduct, AuthoredListings, AuthoredScript, ScriptSheet,
};
use duban_domain::{
    Sentence, Span,
    behaviour::{After, BehaviourMoment},
    finding::correction,
    sentence,
};
use std::str::FromStr;

/// Tells every text that says no moment, delay or length.
pub(super) fn check(sheet: &mut ScriptSheet, authored: &AuthoredScript) {
    conduct(sheet, "default", &authored.default);
    for (code, authored) in &authored.bureaus {
        conduct(sheet, &format!("bureaus.{code}"), authored);
    }
    for (name, authored) in &authored.findings.conducts {
        finding(sheet, &format!("findings.conducts.{name}"), authored);
    }
    listings(sheet, &authored.listings);
}

fn conduct(sheet: &mut ScriptSheet, path: &str, conduct: &AuthoredConduct) {
    let mut at = Place { sheet, path };
    at.says::<BehaviourMoment>("submit", conduct.submit.as_ref());
    at.says::<BehaviourMoment>("resubmit", conduct.resubmit.as_ref());
    at.says::<After>("acknowledge", conduct.acknowledge.as_ref());
    at.says::<After>("review", conduct.review.as_ref());
    at.says::<After>("approve", conduct.approve.as_ref());
    for (id, deed) in &conduct.obligations {
        let path = format!("{path}.obligations.{id}");
        let mut at = Place { sheet, path: &path };
        at.says::<BehaviourMoment>("submit", deed.submit.as_ref());
        at.length("returned.again_within", deed.returned.as_ref().map(|once| &once.again_within));
        at.says::<BehaviourMoment>("extended.granted", deed.extended.as_ref().map(|once| &once.granted));
        at.length("extended.by", deed.extended.as_ref().map(|once| &once.by));
        at.says::<BehaviourMoment>("waived.at", deed.waived.as_ref().map(|once| &once.at));
    }
}

fn finding(sheet: &mut ScriptSheet, path: &str, conduct: &AuthoredFindingConduct) {
    let mut at = Place { sheet, path };
    at.says::<After>("triage", conduct.triage.as_ref());
    at.says::<BehaviourMoment>("evidence", conduct.evidence.as_ref());
    at.says::<BehaviourMoment>("correct.at", conduct.correct.as_ref().map(|once| &once.at));
    at.result("correct.result", conduct.correct.as_ref().map(|once| &once.result));
    at.says::<After>("reinspect", conduct.reinspect.as_ref());
    at.says::<BehaviourMoment>("extend.asked", conduct.extend.as_ref().map(|once| &once.asked));
    at.length("extend.by", conduct.extend.as_ref().map(|once| &once.by));
    at.says::<After>("extend.decided", conduct.extend.as_ref().map(|once| &once.decided));
    at.says::<BehaviourMoment>("hand_over.at", conduct.hand_over.as_ref().map(|once| &once.at));
    at.says::<After>("receipt", conduct.receipt.as_ref());
    at.says::<After>("publish.after", conduct.publish.as_ref().map(|once| &once.after));
    at.says::<After>("approve", conduct.approve.as_ref());
    at.says::<After>("look_back", conduct.look_back.as_ref());
    at.says::<After>("acknowledge", conduct.acknowledge.as_ref());
}

fn listings(sheet: &mut ScriptSheet, conduct: &AuthoredListings) {
    let mut at = Place { sheet, path: "listings" };
    at.says::<After>("approve", conduct.approve.as_ref());
    at.says::<After>("publish", conduct.publish.as_ref());
    at.says::<After>("plan", conduct.plan.as_ref());
    at.says::<After>("progress", conduct.progress.as_ref());
    at.says::<After>("apply", conduct.apply.as_ref());
    at.says::<After>("verify", conduct.verify.as_ref());
    at.says::<After>("publish_delisting", conduct.publish_delisting.as_ref());
    at.says::<After>("acknowledge", conduct.acknowledge.as_ref());
    let extension = conduct.extension.as_ref();
    at.says::<Span>("extension.asked_before_end", extension.map(|once| &once.asked_before_end));
    at.length("extension.by", extension.map(|once| &once.by));
}

/// A place in the script whose keys are judged.
struct Place<'a> {
    sheet: &'a mut ScriptSheet,
    path: &'a str,
}

impl Place<'_> {
    /// What stands under a key must say a `T`.
    fn says<T: FromStr<Err: Into<Sentence>>>(&mut self, key: &str, text: Option<&String>) -> Option<T> {
        match text?.parse() {
            Ok(said) => Some(said),
            Err(error) => {
                self.sheet.tell(format!("{}.{key}", self.path), error);
                None
            }
        }
    }

    /// What stands under a key must say what was put right.
    fn result(&mut self, key: &str, text: Option<&String>) {
        if let Some(Err(none)) = text.map(|text| correction(text)) {
            let message = Sentence::new(none.to_string(), none.chinese());
            self.sheet.tell(format!("{}.{key}", self.path), message);
        }
    }

    /// What stands under a key must say a length of at least one day.
    fn length(&mut self, key: &str, text: Option<&String>) {
        if let Some(span) = self.says::<Span>(key, text).filter(|span| span.count() == 0) {
            let message = sentence!(
                "{span} is no time at all; write at least one day, such as 1wd",
                "“{span}”不足一天；请至少写一天，如 1wd"
            );
            self.sheet.tell(format!("{}.{key}", self.path), message);
        }
    }
}
