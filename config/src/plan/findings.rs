//! The plan's `findings:` and `incidents:` sections: what a key says, or the default where it is left
//! out.

use super::{
    authored::{AuthoredByGrade, AuthoredFindingRung, AuthoredFindings, AuthoredIncidents, AuthoredLookBack},
    sheet::{PlanSheet, decision, positive_span, span},
};
use duban_domain::{
    Span,
    finding::{ByGrade, FindingRules, FindingRung, Grade, LookBack},
    incident::IncidentRules,
    matter::DecisionRule,
    sentence,
};

/// The rules of the section.
pub(super) fn rules(sheet: &mut PlanSheet, authored: &AuthoredFindings) -> FindingRules {
    let default = FindingRules::default();
    let path = "findings";
    FindingRules {
        triage: span(sheet, path, "triage", authored.triage.as_deref(), default.triage),
        rectify: by_grade(sheet, &authored.rectify, default.rectify),
        reminders: reminders(sheet, authored.reminders.as_deref()).unwrap_or(default.reminders),
        reinspect: span(sheet, path, "reinspect", authored.reinspect.as_deref(), default.reinspect),
        look_back: match &authored.look_back {
            None => default.look_back,
            Some(look_back) => look_back.as_option().map(|look_back| self::look_back(sheet, look_back)),
        },
        extension: decision(sheet, "findings.extension", authored.extension.as_ref(), default.extension),
        ladder: match &authored.ladder {
            None => default.ladder,
            Some(rungs) => ladder(sheet, rungs),
        },
        receipt: span(sheet, path, "receipt", authored.receipt.as_deref(), default.receipt),
        publication: decision(
            sheet,
            "findings.publication",
            authored.publication.as_ref(),
            default.publication,
        ),
    }
}

/// The rules for urgent matters. Their numbers are judged by the schema.
pub(super) fn incidents(authored: &AuthoredIncidents) -> IncidentRules {
    let default = IncidentRules::default();
    IncidentRules {
        acknowledge_minutes: authored.acknowledge_minutes.unwrap_or(default.acknowledge_minutes),
        reminders: authored.reminders.unwrap_or(default.reminders),
    }
}

fn by_grade(sheet: &mut PlanSheet, authored: &AuthoredByGrade, default: ByGrade) -> ByGrade {
    let path = "findings.rectify";
    ByGrade {
        ordinary: span(sheet, path, "ordinary", authored.ordinary.as_deref(), default.ordinary),
        serious: span(sheet, path, "serious", authored.serious.as_deref(), default.serious),
        major: span(sheet, path, "major", authored.major.as_deref(), default.major),
    }
}

fn reminders(sheet: &mut PlanSheet, texts: Option<&[String]>) -> Option<Vec<Span>> {
    let texts = texts?.iter().enumerate();
    let spans = texts.filter_map(|(i, text)| positive_span(sheet, &format!("findings.reminders[{i}]"), text));
    Some(spans.collect())
}

fn look_back(sheet: &mut PlanSheet, authored: &AuthoredLookBack) -> LookBack {
    let mut grades: Vec<Grade> = Vec::new();
    for (index, &grade) in authored.grades.iter().enumerate() {
        let grade: Grade = grade.into();
        if grades.contains(&grade) {
            let message = sentence!(
                "{grade} stands here already; name each grade once",
                "{grade}重复了；每个等级只写一次",
                grade = grade.as_str()
            );
            sheet.tell(format!("findings.look_back.grades[{index}]"), message);
        } else {
            grades.push(grade);
        }
    }
    let after = span(sheet, "findings.look_back", "after", Some(&authored.after), Span::Days(30));
    LookBack { grades, after }
}

/// The rungs. That each comes later than the one before only a calendar can say.
fn ladder(sheet: &mut PlanSheet, authored: &[AuthoredFindingRung]) -> Vec<FindingRung> {
    let mut rungs = Vec::new();
    for (index, rung) in authored.iter().enumerate() {
        let path = format!("findings.ladder[{index}]");
        let after = positive_span(sheet, &format!("{path}.after"), &rung.after);
        let approval = rung.approval.as_ref().map(|approval| {
            let within = positive_span(sheet, &format!("{path}.approval.within"), &approval.within);
            DecisionRule { by: approval.by.into(), within: within.unwrap_or(Span::WorkingDays(3)) }
        });
        let Some(after) = after else { continue };
        rungs.push(FindingRung { after, measure: rung.measure.into(), approval });
    }
    rungs
}
