//! A validated plan written down again: what a plan that was launched would be as a file, so that another can
//! begin with it. It reads as the same plan. What the file had named freely, such as its ladders, is named anew;
//! a ten-day period is by now the day that was meant.

use super::{
    authored::{
        AuthoredApproval, AuthoredBasis, AuthoredBasisFile, AuthoredByGrade, AuthoredDecision,
        AuthoredFindingRung, AuthoredFindings, AuthoredHours, AuthoredIncidents, AuthoredLeague,
        AuthoredListing, AuthoredLookBack, AuthoredMeasure, AuthoredObligation, AuthoredPhase, AuthoredPlan,
        AuthoredProducts, AuthoredReminders, AuthoredRung, AuthoredTail, FindingMeasure, Instrument, Ladder,
        NoneWord, OrNone, ReminderTime, UnannouncedYears,
    },
    policy_names::PolicyNames,
};
use chrono::NaiveTime;
use duban_domain::{
    Plan, Span, calendar,
    finding::{Authority, FindingRules, RungMeasure},
    incident::IncidentRules,
    instrument,
    listing::ListingRules,
    matter::DecisionRule,
    plan::{CampaignBasis, Due, Obligation, Opens, Rung},
    tail::Tail,
};
use std::collections::BTreeMap;

/// The plan as its planner's types; `None`: a ladder of it issues what no plan may ask for, which no plan that
/// was read does.
pub fn rewritten_plan(plan: &Plan) -> Option<AuthoredPlan> {
    let tail = plan.tail.as_ref();
    let owed = || plan.obligations.iter();
    let reminders = PolicyNames::of(
        "reminders",
        owed().map(|owed| &*owed.reminders).chain(tail.map(|tail| &*tail.reminders)),
    );
    let ladders =
        PolicyNames::of("ladder", owed().map(|owed| &*owed.ladder).chain(tail.map(|tail| &*tail.ladder)));
    let rung_lists = ladders.iter().map(|(name, rungs)| Some((name.to_owned(), ladder(rungs)?)));
    Some(AuthoredPlan {
        id: plan.id.to_string(),
        title: plan.title.clone(),
        issuer: plan.issuer.to_string(),
        issued: plan.issued.to_string(),
        closes: plan.closes.map(|closes| closes.to_string()),
        basis: plan.basis.iter().map(basis).collect(),
        timezone: plan.zone.to_string(),
        office_hours: AuthoredHours { opens: clock(plan.hours.0), closes: clock(plan.hours.1) },
        non_working_due: plan.non_working_due.into(),
        unannounced_years: match plan.unannounced_years {
            calendar::UnannouncedYears::Provisional => UnannouncedYears::Provisional,
            calendar::UnannouncedYears::Refuse => UnannouncedYears::Refuse,
        },
        phases: phases(plan),
        obligations: owed().map(|owed| obligation(owed, &reminders, &ladders)).collect(),
        ladders: rung_lists.collect::<Option<BTreeMap<_, _>>>()?,
        reminders: reminders
            .iter()
            .map(|(name, spans)| {
                (name.to_owned(), AuthoredReminders { before: texts(spans), at: ReminderTime::Opens })
            })
            .collect(),
        measures: measures(plan),
        products: products(plan),
        findings: plan.findings.as_ref().map(findings),
        listing: plan.listing.as_ref().map(listing),
        incidents: incidents(&plan.incidents),
        tail: tail.map(|tail| self::tail(tail, &reminders, &ladders)),
        league: plan
            .league
            .map(|league| AuthoredLeague { circulate_within: Some(league.circulate_within.to_string()) }),
    })
}

fn basis(basis: &CampaignBasis) -> AuthoredBasis {
    let file = basis.file.as_ref();
    AuthoredBasis {
        title: basis.title.clone(),
        number: basis.number.clone(),
        from: basis.from.clone(),
        issued: basis.issued.map(|day| day.to_string()),
        file: file.map(|file| AuthoredBasisFile { name: file.name.clone(), sha256: file.sha256.clone() }),
    }
}

fn clock(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

fn texts(spans: &[Span]) -> Vec<String> {
    spans.iter().map(ToString::to_string).collect()
}

/// A length, where it is not the usual one.
fn unusual(span: Span, usual: Span) -> Option<String> {
    (span != usual).then(|| span.to_string())
}

fn phases(plan: &Plan) -> Vec<AuthoredPhase> {
    let phase = |phase: &duban_domain::plan::Phase| AuthoredPhase {
        id: phase.id.to_string(),
        title: phase.title.clone(),
        from: phase.from.to_string(),
        to: phase.to.to_string(),
    };
    plan.phases.iter().map(phase).collect()
}

fn measures(plan: &Plan) -> Vec<AuthoredMeasure> {
    let measure = |measure: &duban_domain::plan::PlanMeasure| AuthoredMeasure {
        title: measure.title.clone(),
        lead: measure.lead.clone(),
        by: measure.by.into(),
    };
    plan.measures.iter().map(measure).collect()
}

fn products(plan: &Plan) -> Vec<AuthoredProducts> {
    let product = |group: &duban_domain::plan::ProductGroup| AuthoredProducts {
        group: group.group.clone(),
        items: group.items.clone(),
    };
    plan.products.iter().map(product).collect()
}

fn obligation(
    owed: &Obligation,
    reminders: &PolicyNames<'_, Span>,
    ladders: &PolicyNames<'_, Rung>,
) -> AuthoredObligation {
    AuthoredObligation {
        id: owed.id.to_string(),
        title: owed.title.clone(),
        owed_by: owed.owed_by.into(),
        phase: owed.phase.as_ref().map(ToString::to_string),
        opens: opens(owed),
        due: match &owed.due {
            Due::On(day) => day.to_string(),
            Due::AfterIssue(span) => format!("issued + {span}"),
            Due::Before(other, span) => format!("{other} - {span}"),
        },
        review: owed.review.map(|span| span.to_string()),
        requires: owed.requires.iter().map(|&what| what.into()).collect(),
        reminders: reminders.named(&owed.reminders),
        ladder: ladders.named(&owed.ladder),
    }
}

/// When it opens, where nothing else says so: a phase, or that what is due on a named day opens as usual.
fn opens(owed: &Obligation) -> Option<String> {
    let usual = matches!(owed.due, Due::On(_) | Due::Before(..)) && owed.phase.is_none();
    match owed.opens {
        Some(Opens::USUAL) if usual => None,
        Some(Opens::On(day)) => Some(day.to_string()),
        Some(Opens::AfterIssue(span)) => Some(format!("issued + {span}")),
        Some(Opens::BeforeDue(span)) => Some(format!("due - {span}")),
        // A plan of the time before the usual opening: it opens when it is issued.
        None if usual => Some("issued + 0d".to_owned()),
        None => None,
    }
}

fn ladder(rungs: &[Rung]) -> Option<Ladder> {
    rungs.iter().map(rung).collect::<Option<_>>().map(Ladder)
}

fn rung(rung: &Rung) -> Option<AuthoredRung> {
    let approval = rung
        .approval
        .map(|approval| AuthoredApproval { by: approval.by.into(), within: approval.within.to_string() });
    Some(AuthoredRung {
        after: rung.after.to_string(),
        instrument: match rung.instrument {
            instrument::Instrument::ReminderLetter => Instrument::ReminderLetter,
            instrument::Instrument::Circular => Instrument::Circular,
            instrument::Instrument::RectificationNotice => Instrument::RectificationNotice,
            instrument::Instrument::Interview => Instrument::Interview,
            instrument::Instrument::Listing => Instrument::Listing,
            instrument::Instrument::GovernmentReport => Instrument::GovernmentReport,
            _ => return None,
        },
        from: rung.from.into(),
        copies: rung.copies.iter().map(|&copy| copy.into()).collect(),
        approval,
        reply: rung.reply.map(|span| span.to_string()),
    })
}

fn tail(tail: &Tail, reminders: &PolicyNames<'_, Span>, ladders: &PolicyNames<'_, Rung>) -> AuthoredTail {
    AuthoredTail {
        title: tail.title.clone(),
        from: tail.from.to_string(),
        every: tail.every.to_string(),
        until: tail.until.map(|until| until.to_string()),
        requires: tail.requires.iter().map(|&what| what.into()).collect(),
        reminders: reminders.named(&tail.reminders),
        ladder: ladders.named(&tail.ladder),
    }
}

fn decision(rule: DecisionRule) -> AuthoredDecision {
    AuthoredDecision { by: rule.by.into(), within: rule.within.to_string() }
}

fn unusual_decision(rule: DecisionRule, usual: DecisionRule) -> Option<AuthoredDecision> {
    (rule != usual).then(|| decision(rule))
}

fn findings(rules: &FindingRules) -> AuthoredFindings {
    let usual = FindingRules::default();
    let look_back = match &rules.look_back {
        same if *same == usual.look_back => None,
        None => Some(OrNone::None(NoneWord::None)),
        Some(look_back) => Some(OrNone::Some(AuthoredLookBack {
            grades: look_back.grades.iter().map(|&grade| grade.into()).collect(),
            after: look_back.after.to_string(),
        })),
    };
    let rung = |rung: &duban_domain::finding::FindingRung| AuthoredFindingRung {
        after: rung.after.to_string(),
        measure: match rung.measure {
            RungMeasure::ReminderLetter => FindingMeasure::ReminderLetter,
            RungMeasure::Interview => FindingMeasure::Interview,
            RungMeasure::Listing => FindingMeasure::Listing,
            RungMeasure::HandOver(Authority::Enforcement) => FindingMeasure::HandOverEnforcement,
            RungMeasure::HandOver(Authority::Police) => FindingMeasure::HandOverPolice,
        },
        approval: rung.approval.map(decision),
    };
    AuthoredFindings {
        triage: unusual(rules.triage, usual.triage),
        rectify: AuthoredByGrade {
            ordinary: unusual(rules.rectify.ordinary, usual.rectify.ordinary),
            serious: unusual(rules.rectify.serious, usual.rectify.serious),
            major: unusual(rules.rectify.major, usual.rectify.major),
        },
        reminders: (rules.reminders != usual.reminders).then(|| texts(&rules.reminders)),
        reinspect: unusual(rules.reinspect, usual.reinspect),
        look_back,
        extension: unusual_decision(rules.extension, usual.extension),
        publication: unusual_decision(rules.publication, usual.publication),
        receipt: unusual(rules.receipt, usual.receipt),
        ladder: (rules.ladder != usual.ladder).then(|| rules.ladder.iter().map(rung).collect()),
    }
}

fn listing(rules: &ListingRules) -> AuthoredListing {
    let usual = ListingRules::default();
    let government_report = match rules.government_report {
        same if same == usual.government_report => None,
        None => Some(OrNone::None(NoneWord::None)),
        Some(rule) => Some(OrNone::Some(decision(rule))),
    };
    AuthoredListing {
        approval: unusual_decision(rules.approval, usual.approval),
        publish: unusual(rules.publish, usual.publish),
        plan: unusual(rules.plan, usual.plan),
        progress: unusual(rules.progress, usual.progress),
        verify: unusual(rules.verify, usual.verify),
        publish_delisting: unusual(rules.publish_delisting, usual.publish_delisting),
        term: unusual(rules.term, usual.term),
        extension_before: unusual(rules.extension_before, usual.extension_before),
        extension_decided: unusual(rules.extension_decided, usual.extension_decided),
        government_report,
    }
}

fn incidents(rules: &IncidentRules) -> AuthoredIncidents {
    let usual = IncidentRules::default();
    let unusual = |number: u32, usual: u32| (number != usual).then_some(number);
    AuthoredIncidents {
        acknowledge_minutes: unusual(rules.acknowledge_minutes, usual.acknowledge_minutes),
        reminders: unusual(rules.reminders, usual.reminders),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{LoadedPlan, read_plan, write_plan},
        *,
    };
    use crate::{known_calendar, sample_directory};
    use duban_domain::plan::BasisFile;
    use std::path::Path;

    fn read(text: &str) -> LoadedPlan {
        let (directory, calendar) = (sample_directory().unwrap(), known_calendar().unwrap());
        read_plan(Path::new("plan.yaml"), text, &directory, &calendar)
            .unwrap_or_else(|refused| panic!("{refused}\n{text}"))
    }

    fn is_the_same(plan: &Plan) {
        let text = write_plan(&rewritten_plan(plan).unwrap()).unwrap();
        assert_eq!(read(&text).plan, *plan, "{text}");
    }

    #[test]
    fn every_plan_reads_the_same_when_it_is_written_again() {
        for name in ["qiannan-2024", "example", "guizhou-2024"] {
            let text = std::fs::read_to_string(format!("plans/{name}.yaml")).unwrap();
            is_the_same(&read(&text).plan);
        }
    }

    #[test]
    fn what_is_not_usual_is_written_as_well() {
        let text = std::fs::read_to_string("plans/example.yaml").unwrap();
        let mut plan = read(&text).plan;
        let rules = plan.findings.get_or_insert_default();
        (rules.look_back, rules.triage, rules.reminders) = (None, Span::Days(9), Vec::new());
        rules.ladder.iter_mut().for_each(|rung| rung.approval = None);
        let listing = plan.listing.get_or_insert_default();
        (listing.government_report, listing.term) = (None, Span::Days(90));
        plan.incidents.reminders = 0;
        plan.basis = vec![CampaignBasis {
            title: "工作方案".to_owned(),
            number: Some("黔南市监〔2024〕12号".to_owned()),
            from: Some("黔南州市场监督管理局".to_owned()),
            issued: Some(plan.issued),
            file: Some(BasisFile { name: "方案.docx".to_owned(), sha256: "0f".repeat(32) }),
        }];
        plan.obligations.iter_mut().for_each(|owed| owed.reminders.clear());
        is_the_same(&plan);
        // All of one kind climb nothing; then nothing has to be said of it.
        plan.tail = None;
        plan.obligations.iter_mut().for_each(|owed| owed.ladder.clear());
        is_the_same(&plan);
    }

    #[test]
    fn what_opened_with_the_issue_still_does() {
        let text = std::fs::read_to_string("plans/qiannan-2024.yaml").unwrap();
        let mut plan = read(&text).plan;
        for owed in &mut plan.obligations {
            owed.opens = None;
        }
        let again = rewritten_plan(&plan).unwrap();
        let opening: Vec<_> = again.obligations.iter().map(|owed| owed.opens.as_deref()).collect();
        assert!(opening.contains(&Some("issued + 0d")) && opening.contains(&None), "{opening:?}");
    }
}
