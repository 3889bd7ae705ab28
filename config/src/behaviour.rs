//! Rehearsal scripts: how bureaus behave in a simulation, as YAML. The rules of conduct live in
//! [`duban_domain::behaviour`]; here is only how they are written, so that every mistake of a
//! script is told at once.

use crate::{
    problem::Refused,
    shape::{Shaped, nearest},
};
use duban_domain::{
    Directory, Plan, Span,
    behaviour::{After, Script, When},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt::Display, path::Path, str::FromStr};

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuthoredScript {
    #[serde(default)]
    default: AuthoredConduct,
    #[serde(default)]
    bureaus: BTreeMap<String, AuthoredConduct>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuthoredConduct {
    #[schemars(example = "due - 2wd")]
    submit: Option<String>,
    #[schemars(example = "due - 1wd")]
    resubmit: Option<String>,
    #[schemars(example = "1wd")]
    acknowledge: Option<String>,
    #[schemars(example = "2wd")]
    review: Option<String>,
    #[schemars(example = "1wd")]
    approve: Option<String>,
    #[serde(default)]
    decline: bool,
    #[serde(default)]
    obligations: BTreeMap<String, AuthoredDeed>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuthoredDeed {
    #[schemars(example = "due + 3wd")]
    submit: Option<String>,
    returned: Option<AuthoredReturn>,
    extended: Option<AuthoredExtension>,
    waived: Option<AuthoredWaiver>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuthoredReturn {
    #[schemars(length(min = 1, max = 200))]
    reason: String,
    #[schemars(example = "3wd")]
    again_within: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuthoredExtension {
    #[schemars(example = "due - 2wd")]
    granted: String,
    #[schemars(example = "5wd")]
    by: String,
    #[schemars(length(min = 1, max = 200))]
    reason: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AuthoredWaiver {
    #[schemars(example = "due - 2wd")]
    at: String,
    #[schemars(length(min = 1, max = 200))]
    reason: String,
}

type Sheet = Shaped<AuthoredScript>;

/// Reads a rehearsal script for a plan and its bureaus.
///
/// # Errors
/// Everything wrong with the file; a bureau that does not take part; an obligation the plan has not.
pub fn load_behaviour(path: &Path, plan: &Plan, directory: &Directory) -> Result<Script, Refused> {
    let mut sheet = Sheet::read(path)?;
    names(&mut sheet, plan, directory);
    let authored = sheet.value.clone();
    check(&mut sheet, "default", &authored.default);
    for (code, conduct) in &authored.bureaus {
        check(&mut sheet, &format!("bureaus.{code}"), conduct);
    }
    if !sheet.is_sound() {
        return Err(sheet.refuse());
    }
    // Both sides spell a script alike; only the domain's knows what it means.
    let data = serde_json::to_value(&authored).map_err(|error| Refused::file(path, error))?;
    serde_json::from_value(data).map_err(|error| Refused::file(path, error))
}

/// Tells names of bureaus and obligations that do not take part.
fn names(sheet: &mut Sheet, plan: &Plan, directory: &Directory) {
    let codes: Vec<_> = directory.subtree(&plan.issuer).iter().map(|bureau| bureau.code.as_str()).collect();
    let authored = sheet.value.clone();
    for code in authored.bureaus.keys().filter(|code| !codes.contains(&code.as_str())) {
        let hint = nearest(code, codes.iter().copied())
            .map_or(String::new(), |near| format!("; did you mean {near}?"));
        let message = format!(
            "bureau {code} takes no part in this campaign of {}; correct the code or remove it{hint}",
            plan.issuer
        );
        sheet.tell(format!("bureaus.{code}"), message);
    }
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

fn check(sheet: &mut Sheet, path: &str, conduct: &AuthoredConduct) {
    text::<When>(sheet, format!("{path}.submit"), conduct.submit.as_ref());
    text::<When>(sheet, format!("{path}.resubmit"), conduct.resubmit.as_ref());
    text::<After>(sheet, format!("{path}.acknowledge"), conduct.acknowledge.as_ref());
    text::<After>(sheet, format!("{path}.review"), conduct.review.as_ref());
    text::<After>(sheet, format!("{path}.approve"), conduct.approve.as_ref());
    for (id, deed) in &conduct.obligations {
        let path = format!("{path}.obligations.{id}");
        text::<When>(sheet, format!("{path}.submit"), deed.submit.as_ref());
        text::<Span>(
            sheet,
            format!("{path}.returned.again_within"),
            deed.returned.as_ref().map(|r| &r.again_within),
        );
        text::<When>(sheet, format!("{path}.extended.granted"), deed.extended.as_ref().map(|e| &e.granted));
        text::<Span>(sheet, format!("{path}.extended.by"), deed.extended.as_ref().map(|e| &e.by));
        text::<When>(sheet, format!("{path}.waived.at"), deed.waived.as_ref().map(|w| &w.at));
    }
}

fn text<T: FromStr<Err: Display>>(sheet: &mut Sheet, path: String, text: Option<&String>) {
    if let Some(Err(error)) = text.map(|text| text.parse::<T>()) {
        sheet.tell(path, error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{known_calendar, load_plan, sample_directory};
    use duban_domain::{
        BureauCode, ObligationId,
        behaviour::{Conduct, Deed},
    };

    fn load(path: &str) -> Result<Script, Refused> {
        let directory = sample_directory().unwrap();
        let plan =
            load_plan(Path::new("plans/qiannan-2024.yaml"), &directory, &known_calendar().unwrap()).unwrap();
        load_behaviour(Path::new(path), &plan.plan, &directory)
    }

    #[test]
    fn a_script_may_say_everything_there_is_to_say() {
        let script = load("samples/behaviour.yaml").unwrap();
        let conduct = &script.bureaus[&BureauCode::from("522702")];
        let deed = &conduct.obligations[&ObligationId::from("interim-report")];
        assert_eq!(conduct.submit, Some(When::AfterDue(Span::WorkingDays(1))));
        assert!(conduct.decline);
        let full = Deed { submit: Some(When::Never), ..deed.clone() };
        assert!(full.returned.is_some() && full.extended.is_some() && full.waived.is_some());
        assert_eq!(
            script.default,
            Conduct { review: Some(After::Span(Span::WorkingDays(3))), ..Conduct::default() }
        );
    }

    #[test]
    fn every_problem_of_a_script_is_told_at_once() {
        let refused = load("samples/behaviour-bad.yaml").unwrap_err();
        let told: Vec<_> =
            refused.problems.iter().map(|p| (p.line.unwrap_or_default(), p.path.as_str())).collect();
        let expected = [
            (3, "default.submit"),
            (4, "default.revue"),
            (6, "bureaus.522799"),
            (9, "bureaus.522701.acknowledge"),
            (11, "bureaus.522701.obligations.interim-raport"),
            (13, "bureaus.522701.obligations.receipt.returned.again_within"),
            (13, "bureaus.522701.obligations.receipt.returned.reason"),
        ];
        assert_eq!(told, expected, "{refused}");
    }
}
