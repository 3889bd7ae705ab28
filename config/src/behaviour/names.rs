//! The names a rehearsal script uses: bureaus, obligations and conducts, which must be there.

use super::{Sheet, authored::AuthoredScript};
use crate::shape::nearest;
use duban_domain::{Directory, Plan};

/// Tells every name that stands for nothing.
pub(super) fn check(sheet: &mut Sheet, authored: &AuthoredScript, plan: &Plan, directory: &Directory) {
    bureaus(sheet, authored, plan, directory);
    obligations(sheet, authored, plan);
    conducts(sheet, authored);
}

fn bureaus(sheet: &mut Sheet, authored: &AuthoredScript, plan: &Plan, directory: &Directory) {
    let codes: Vec<_> = directory.subtree(&plan.issuer).iter().map(|bureau| bureau.code.as_str()).collect();
    let own = authored.bureaus.keys().map(|code| ("bureaus", code));
    let findings = authored.findings.bureaus.keys().map(|code| ("findings.bureaus", code));
    for (section, code) in own.chain(findings).filter(|(_, code)| !codes.contains(&code.as_str())) {
        let hint = nearest(code, codes.iter().copied())
            .map_or(String::new(), |near| format!("; did you mean {near}?"));
        let message = format!(
            "bureau {code} takes no part in this campaign of {}; correct the code or remove it{hint}",
            plan.issuer
        );
        sheet.tell(format!("{section}.{code}"), message);
    }
}

fn obligations(sheet: &mut Sheet, authored: &AuthoredScript, plan: &Plan) {
    let ids: Vec<_> = plan.obligations.iter().map(|obligation| obligation.id.as_str()).collect();
    let bureaus = authored.bureaus.iter().map(|(code, conduct)| (format!("bureaus.{code}"), conduct));
    for (path, conduct) in bureaus.chain([("default".to_owned(), &authored.default)]) {
        for id in conduct.obligations.keys().filter(|id| !ids.contains(&id.as_str())) {
            let hint = nearest(id, ids.iter().copied())
                .map_or(format!("use one of {}", ids.join(", ")), |near| format!("did you mean {near}?"));
            sheet.tell(
                format!("{path}.obligations.{id}"),
                format!("the plan has no obligation \"{id}\"; {hint}"),
            );
        }
    }
}

/// What findings follow in turn must be among the conducts.
fn conducts(sheet: &mut Sheet, authored: &AuthoredScript) {
    if sheet.is_told("findings.conducts") {
        return;
    }
    let findings = &authored.findings;
    let names: Vec<_> = findings.conducts.keys().map(String::as_str).collect();
    let bureaus = findings.bureaus.iter().map(|(code, turns)| (format!("bureaus.{code}"), &turns.0));
    for (path, turns) in bureaus.chain([("default".to_owned(), &findings.default)]) {
        for (index, name) in turns.iter().enumerate().filter(|(_, name)| !names.contains(&name.as_str())) {
            let hint = match (nearest(name, names.iter().copied()), names.as_slice()) {
                (Some(near), _) => format!("did you mean {near}?"),
                (None, []) => "describe it under findings.conducts".to_owned(),
                (None, names) => {
                    format!("describe it under findings.conducts or use one of {}", names.join(", "))
                }
            };
            sheet.tell(
                format!("findings.{path}[{index}]"),
                format!("no conduct is called \"{name}\"; {hint}"),
            );
        }
    }
}
