//! A first plan from what a directive says. Everything in it can be looked up in the directive, or is an
//! assumption and said to be one; what a plan cannot say yet is left open and told. It is a draft for a
//! planner: checking it is [`super::read_plan`]'s business, as for any plan.

use super::authored::{
    AuthoredFindings, AuthoredHours, AuthoredIncidents, AuthoredMeasure, AuthoredObligation, AuthoredPhase,
    AuthoredPlan, AuthoredProducts, AuthoredTail, Level, NonWorkingDue, OwedBy, Requirement,
    UnannouncedYears,
};
use super::presets;
use chrono::{Datelike, NaiveDate};
use duban_domain::{
    BureauCode, Sentence,
    directive::{DemandKind, DirectiveDemand, DirectiveFacts, Quoted, Recurrence, WrittenTerm},
    sentence,
};
use std::collections::BTreeMap;

/// The most that a recurring report becomes: three years of months.
const MOST_REPEATED: usize = 36;

/// The longest title a plan takes, in characters.
const LONGEST_TITLE: usize = 200;

/// A plan to begin with.
#[derive(Clone, Debug)]
pub struct PlanDraft {
    /// The plan.
    pub plan: AuthoredPlan,
    /// Where in the directive each part of it stands: `obligations[2]`, its line and its sentence.
    pub origins: Vec<Quoted<String>>,
    /// What was assumed, and what the planner has to decide.
    pub notes: Vec<Sentence>,
}

/// Drafts the plan of `issuer`. What the directive does not date is dated `today`.
pub fn draft_plan(facts: &DirectiveFacts, issuer: &BureauCode, today: NaiveDate) -> PlanDraft {
    let issued = facts.issued.as_ref().map_or(today, |issued| issued.fact);
    let title = facts.campaign.as_ref().or(facts.title.as_ref());
    let mut draft = Drafting { issued, origins: Vec::new(), notes: Vec::new() };
    if facts.issued.is_none() {
        draft.note(sentence!(
            "the directive bears no date; {today} is taken as the issue date",
            "文中没有成文日期，暂以{today}为印发日期"
        ));
    }
    let phases = draft.phases(facts);
    let mut obligations = draft.demands(facts, phases.last().map(|phase| phase.to.clone()));
    obligations.insert(0, presets::receipt());
    let tail = draft.tail(facts);
    let plan = AuthoredPlan {
        id: format!("c{issuer}-{}", issued.format("%Y%m%d")),
        title: title.map(|title| shortened(&title.fact)).unwrap_or_default(),
        issuer: issuer.to_string(),
        issued: issued.to_string(),
        closes: None,
        timezone: "Asia/Shanghai".to_owned(),
        office_hours: AuthoredHours::default(),
        non_working_due: NonWorkingDue::default(),
        unannounced_years: UnannouncedYears::default(),
        phases,
        obligations,
        reminders: BTreeMap::from([("default".to_owned(), presets::reminders())]),
        ladders: BTreeMap::from([("default".to_owned(), presets::ladder())]),
        measures: measures(facts),
        products: products(facts),
        // Reports go on while findings are open, so there must be findings.
        findings: tail.is_some().then(AuthoredFindings::default),
        listing: None,
        incidents: AuthoredIncidents::default(),
        tail,
        league: None,
    };
    draft.note(sentence!(
        "receipt, reminders and ladder are the usual ones; the directive does not set them",
        "签收、提醒和升级办法采用常用设置，文件本身没有规定，请核对"
    ));
    PlanDraft { plan, origins: draft.origins, notes: draft.notes }
}

struct Drafting {
    issued: NaiveDate,
    origins: Vec<Quoted<String>>,
    notes: Vec<Sentence>,
}

impl Drafting {
    fn note(&mut self, note: Sentence) {
        self.notes.push(note);
    }

    fn origin<T>(&mut self, place: String, quoted: &Quoted<T>) {
        let Quoted { line, sentence, .. } = quoted;
        self.origins.push(Quoted { fact: place, line: *line, sentence: sentence.clone() });
    }

    fn phases(&mut self, facts: &DirectiveFacts) -> Vec<AuthoredPhase> {
        let mut phases = Vec::new();
        for quoted in &facts.phases {
            let phase = &quoted.fact;
            let from = phase.from.map_or(Some(self.issued.to_string()), |from| from.in_plan(false));
            let (Some(from), Some(to)) = (from, phase.to.in_plan(true)) else {
                self.note(sentence!(
                    "the phase \"{title}\" names no year and is left out",
                    "阶段“{title}”没有写明年份，未列入",
                    title = phase.title
                ));
                continue;
            };
            self.origin(format!("phases[{}]", phases.len()), quoted);
            let id = format!("phase-{}", phases.len() + 1);
            phases.push(AuthoredPhase { id, title: shortened(&phase.title), from, to });
        }
        phases
    }

    /// What is owed. The first obligation of the plan is the receipt, so places count from 1.
    fn demands(&mut self, facts: &DirectiveFacts, until: Option<String>) -> Vec<AuthoredObligation> {
        let until = until.and_then(|until| until.parse::<duban_domain::period::Period>().ok());
        let until = until.map(duban_domain::period::Period::last);
        let mut obligations: Vec<AuthoredObligation> = Vec::new();
        for quoted in facts.owed.iter().filter(|quoted| quoted.fact.kind != DemandKind::KeepReporting) {
            for (suffix, due) in self.dues(&quoted.fact, until) {
                let title = format!("{}{suffix}", quoted.fact.what);
                self.origin(format!("obligations[{}]", obligations.len() + 1), quoted);
                let id = format!("item-{}", obligations.len() + 1);
                obligations.push(obligation(id, &title, due, &quoted.fact));
            }
        }
        tell_apart(&mut obligations);
        obligations
    }

    /// When it is due, once or again and again: what is added to its title, and the plan's words.
    fn dues(&mut self, demand: &DirectiveDemand, until: Option<NaiveDate>) -> Vec<(String, String)> {
        let what = &demand.what;
        match &demand.due {
            WrittenTerm::On(date) => match date.in_plan(true) {
                Some(due) => vec![(String::new(), due)],
                None => {
                    self.note(sentence!(
                        "\"{what}\" is due on a date without a year ({date}) and is left out",
                        "“{what}”的期限没有写明年份（{date}），未列入"
                    ));
                    Vec::new()
                }
            },
            WrittenTerm::AfterIssue(span) => vec![(String::new(), format!("issued + {span}"))],
            WrittenTerm::AtOnce => Vec::new(),
            WrittenTerm::Every(recurrence) => {
                let months = until.map(|until| months(self.issued, until, *recurrence)).unwrap_or_default();
                if months.is_empty() {
                    self.note(sentence!(
                        "\"{what}\" recurs ({due}) and is left out; write it as single obligations",
                        "“{what}”为定期报送（{due}），未列入；请逐期写成事项",
                        due = demand.due
                    ));
                }
                months
            }
        }
    }

    fn tail(&mut self, facts: &DirectiveFacts) -> Option<AuthoredTail> {
        let quoted = facts.owed.iter().find(|quoted| quoted.fact.kind == DemandKind::KeepReporting)?;
        let WrittenTerm::On(date) = &quoted.fact.due else { return None };
        let from = date.in_plan(true)?;
        self.origin("tail".to_owned(), quoted);
        self.note(sentence!(
            "how often what is not finished is reported is not said; every ten days is assumed",
            "文中没有写明持续报送的间隔，暂按每旬一报"
        ));
        Some(AuthoredTail {
            title: shortened(&quoted.fact.what),
            from,
            every: "旬".to_owned(),
            until: None,
            requires: vec![Requirement::Attachment],
            reminders: Some("default".to_owned()),
            ladder: Some("default".to_owned()),
        })
    }
}

fn obligation(id: String, title: &str, due: String, demand: &DirectiveDemand) -> AuthoredObligation {
    let mut requires = vec![Requirement::Attachment];
    if demand.sealed {
        requires.push(Requirement::Seal);
    }
    AuthoredObligation {
        id,
        title: shortened(title),
        owed_by: OwedBy::Executing,
        phase: None,
        opens: None,
        due,
        review: (demand.kind == DemandKind::Finish).then(|| "required".to_owned()),
        requires,
        reminders: None,
        ladder: None,
    }
}

/// Two obligations of one title bear their dates: 行动成果清单（8月）.
fn tell_apart(obligations: &mut [AuthoredObligation]) {
    let titles: Vec<String> = obligations.iter().map(|obligation| obligation.title.clone()).collect();
    for obligation in obligations.iter_mut() {
        let alike = titles.iter().filter(|title| **title == obligation.title).count();
        let month = obligation.due.split('-').nth(1).and_then(|month| month.parse::<u32>().ok());
        if let Some(month) = month.filter(|_| alike > 1) {
            obligation.title = format!("{}（{month}月）", obligation.title);
        }
    }
}

/// The months of a recurring report from the issue date to the end, each with its due day.
fn months(issued: NaiveDate, until: NaiveDate, recurrence: Recurrence) -> Vec<(String, String)> {
    let (every, day) = match recurrence {
        Recurrence::Month(day) => (1, day),
        Recurrence::Quarter(day) => (3, day),
        Recurrence::HalfYear => (6, None),
        Recurrence::Week(_) | Recurrence::TenDays | Recurrence::Day => return Vec::new(),
    };
    let first = issued.with_day(1).unwrap_or(issued);
    let all = (0..).map_while(|month| first.checked_add_months(chrono::Months::new(month)));
    let due = |month: NaiveDate| {
        let last = duban_domain::period::Period::month_of(month).last();
        day.and_then(|day| month.with_day(day)).unwrap_or(last)
    };
    let ends = all.filter(|month| month.month() % every == 0).map(|month| (month, due(month)));
    let within = ends.take_while(|(_, due)| *due <= until).filter(|(_, due)| *due > issued);
    let one = |(month, due): (NaiveDate, NaiveDate)| (format!("（{}月）", month.month()), due.to_string());
    within.map(one).take(MOST_REPEATED).collect()
}

fn measures(facts: &DirectiveFacts) -> Vec<AuthoredMeasure> {
    let led = facts.measures.iter().filter(|measure| !measure.fact.lead.is_empty());
    let measure = |measure: &Quoted<duban_domain::directive::DirectiveMeasure>| AuthoredMeasure {
        title: shortened(&measure.fact.title),
        lead: measure.fact.lead.clone(),
        by: Level::County,
    };
    led.map(measure).collect()
}

fn products(facts: &DirectiveFacts) -> Vec<AuthoredProducts> {
    let groups = facts.products.iter().flat_map(|products| &products.fact.groups);
    groups.map(|(group, items)| AuthoredProducts { group: group.clone(), items: items.clone() }).collect()
}

fn shortened(title: &str) -> String {
    title.chars().take(LONGEST_TITLE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{read_plan, write_plan};
    use duban_domain::{directive, plan::Due};
    use std::path::Path;

    /// A directive of our own making, which the rules of reading are tested with as well.
    const SAMPLE: &str = include_str!("../../../domain/src/directive/tests/sample.txt");

    fn drafted(text: &str) -> PlanDraft {
        draft_plan(&directive::read(text), &"522700".into(), "2026-01-05".parse().unwrap())
    }

    #[test]
    fn a_draft_is_a_plan_that_passes_its_check() {
        let draft = drafted(SAMPLE);
        let text = write_plan(&draft.plan).unwrap();
        let directory = crate::sample_directory().unwrap();
        let calendar = crate::known_calendar().unwrap();
        let loaded = read_plan(Path::new("draft.yaml"), &text, &directory, &calendar)
            .unwrap_or_else(|refused| panic!("{refused}\n{text}"));
        assert_eq!(loaded.plan.title, "2025年家用燃气器具质量安全专项整治");
        let dues: Vec<_> = draft.plan.obligations.iter().map(|o| format!("{} {}", o.due, o.title)).collect();
        assert_eq!(
            dues[..4],
            [
                "issued + 2wd 签收",
                "issued + 5wd 本地方案",
                "2025-03-25 进展情况表（3月）",
                "2025-04-25 进展情况表（4月）"
            ]
        );
        assert!(dues.contains(&"2025-06-20 季度小结（6月）".to_owned()), "{dues:?}");
        assert!(dues.contains(&"2025-09-30 阶段性总结（9月）".to_owned()), "{dues:?}");
        assert_eq!(draft.plan.tail.as_ref().map(|tail| tail.from.as_str()), Some("2025-09-月底"));
        assert!(loaded.plan.obligations.iter().any(|o| matches!(o.due, Due::AfterIssue(_))));
    }

    #[test]
    fn every_part_says_where_it_comes_from() {
        let draft = drafted(SAMPLE);
        for origin in &draft.origins {
            let Some(index) =
                origin.fact.strip_prefix("obligations[").and_then(|rest| rest.strip_suffix(']'))
            else {
                continue;
            };
            let title = &draft.plan.obligations[index.parse::<usize>().unwrap()].title;
            let bare = title.split('（').next().unwrap();
            assert!(origin.sentence.contains(bare), "{title}: {}", origin.sentence);
        }
        let without_origin = draft.plan.obligations.len()
            - draft.origins.iter().filter(|o| o.fact.starts_with("obligations")).count();
        assert_eq!(without_origin, 1, "the receipt alone");
    }

    #[test]
    fn what_no_plan_can_say_is_told_and_not_lost() {
        let draft = drafted("各单位于7月15日前报送实施方案，每周五报送检查进展。");
        let notes: Vec<_> = draft.notes.iter().map(|note| note.chinese.clone()).collect();
        assert!(notes.iter().any(|note| note.contains("没有成文日期")), "{notes:?}");
        assert!(notes.iter().any(|note| note.contains("实施方案") && note.contains("年份")), "{notes:?}");
        assert!(notes.iter().any(|note| note.contains("检查进展") && note.contains("定期")), "{notes:?}");
    }
}
