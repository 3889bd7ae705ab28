//! The names a rehearsal script uses: bureaus, obligations and conducts, which must be there.

use super::authored::{AuthoredScript, ScriptSheet};
use crate::shape::{did_you_mean, nearest};
use duban_domain::{Directory, Plan, Sentence, sentence};

/// Tells every name that stands for nothing.
pub(super) fn check(sheet: &mut ScriptSheet, authored: &AuthoredScript, plan: &Plan, directory: &Directory) {
    bureaus(sheet, authored, plan, directory);
    obligations(sheet, authored, plan);
    conducts(sheet, authored);
}

fn bureaus(sheet: &mut ScriptSheet, authored: &AuthoredScript, plan: &Plan, directory: &Directory) {
    let codes: Vec<_> = directory.subtree(&plan.issuer).iter().map(|bureau| bureau.code.as_str()).collect();
    let own = authored.bureaus.keys().map(|code| ("bureaus", code));
    let findings = authored.findings.bureaus.keys().map(|code| ("findings.bureaus", code));
    for (section, code) in own.chain(findings).filter(|(_, code)| !codes.contains(&code.as_str())) {
        let hint = nearest(code, codes.iter().copied()).map(did_you_mean).unwrap_or_default();
        let message = sentence!(
            "bureau {code} takes no part in this campaign of {issuer}; correct the code or remove it",
            "单位{code}不参加{issuer}的这次行动；请更正代码或删去",
            issuer = plan.issuer
        );
        sheet.tell(format!("{section}.{code}"), message.and(&hint));
    }
}

fn obligations(sheet: &mut ScriptSheet, authored: &AuthoredScript, plan: &Plan) {
    let ids: Vec<_> = plan.obligations.iter().map(|obligation| obligation.id.as_str()).collect();
    let bureaus = authored.bureaus.iter().map(|(code, conduct)| (format!("bureaus.{code}"), conduct));
    for (path, conduct) in bureaus.chain([("default".to_owned(), &authored.default)]) {
        for id in conduct.obligations.keys().filter(|id| !ids.contains(&id.as_str())) {
            let hint = nearest(id, ids.iter().copied()).map_or_else(|| use_one_of(&ids), did_you_mean);
            let message = sentence!("the plan has no obligation \"{id}\"", "计划中没有事项“{id}”").and(&hint);
            sheet.tell(format!("{path}.obligations.{id}"), message);
        }
    }
}

/// What findings follow in turn must be among the conducts.
fn conducts(sheet: &mut ScriptSheet, authored: &AuthoredScript) {
    if sheet.is_told("findings.conducts") {
        return;
    }
    let findings = &authored.findings;
    let names: Vec<_> = findings.conducts.keys().map(String::as_str).collect();
    let bureaus = findings.bureaus.iter().map(|(code, turns)| (format!("bureaus.{code}"), &turns.0));
    for (path, turns) in bureaus.chain([("default".to_owned(), &findings.default)]) {
        for (index, name) in turns.iter().enumerate().filter(|(_, name)| !names.contains(&name.as_str())) {
            let describe =
                sentence!("; describe it under findings.conducts", "；请在 findings.conducts 中说明");
            let hint = match (nearest(name, names.iter().copied()), names.as_slice()) {
                (Some(near), _) => did_you_mean(near),
                (None, []) => describe,
                (None, names) => describe.and(&sentence!(
                    " or use one of {english}",
                    "，或改用 {chinese}",
                    english = names.join(", "),
                    chinese = names.join("、")
                )),
            };
            let message =
                sentence!("no conduct is called \"{name}\"", "没有名为“{name}”的办理方式").and(&hint);
            sheet.tell(format!("findings.{path}[{index}]"), message);
        }
    }
}

fn use_one_of(names: &[&str]) -> Sentence {
    sentence!(
        "; use one of {english}",
        "；请改用 {chinese}",
        english = names.join(", "),
        chinese = names.join("、")
    )
}
