//! A first plan from what a directive says. Everything in it can be looked up in the directive, or is an
//! assumption and said to be one; what a plan cannot say yet is left open and told. It is a draft for a
//! planner: checking it is [`super::read_plan`]'s business, as for any plan.

use super::authored::{
    AuthoredBasis, AuthoredFindings, AuthoredHours, AuthoredIncidents, AuthoredMeasure, AuthoredObligation,
    AuthoredPhase, AuthoredPlan, AuthoredProducts, AuthoredTail, Level, NonWorkingDue, OwedBy, Requirement,
    UnannouncedYears,
};
use super::presets;
use chrono::{Datelike, Days, NaiveDate};
use duban_domain::{
    BureauCode, Sentence,
    directive::{
        DemandKind, DirectiveDemand, DirectiveFacts, DirectiveMeasure, Quoted, Recurrence, WrittenTerm,
    },
    period::Period,
    sentence,
};
use std::collections::{BTreeMap, HashMap};

/// The most that a recurring report becomes: three years of months.
const MOST_REPEATED: usize = 36;

/// The most obligations a plan takes.
const MOST_OBLIGATIONS: usize = 200;

/// How long after its first report a tail ends that nothing else ends, in days.
const AFTER_TAIL: u64 = 60;

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

/// Drafts the plan of an issuer, by its code and name. What the directive does not date is dated `today`.
pub fn draft_plan(
    facts: &DirectiveFacts,
    (issuer, name): (&BureauCode, &str),
    today: NaiveDate,
) -> PlanDraft {
    let issued = facts.issued.as_ref().map_or(today, |issued| issued.fact);
    let title = facts.campaign.as_ref().or(facts.title.as_ref());
    let mut draft = Drafting { issued, origins: Vec::new(), notes: Vec::new() };
    draft.assumptions(facts, name);
    let phases = draft.phases(facts);
    let mut obligations = draft.demands(facts, phases.iter().filter_map(|phase| last_day(&phase.to)).max());
    obligations.insert(0, presets::receipt());
    let tail = draft.tail(facts);
    let closes = draft.closes(&phases, &obligations, tail.as_ref());
    let plan = AuthoredPlan {
        id: format!("c{issuer}-{}", issued.format("%Y%m%d")),
        title: title.map(|title| shortened(&title.fact)).unwrap_or_default(),
        issuer: issuer.to_string(),
        issued: issued.to_string(),
        closes,
        basis: draft.basis(facts),
        timezone: "Asia/Shanghai".to_owned(),
        office_hours: AuthoredHours::default(),
        non_working_due: NonWorkingDue::default(),
        unannounced_years: UnannouncedYears::default(),
        phases,
        obligations,
        reminders: BTreeMap::from([("default".to_owned(), presets::reminders())]),
        ladders: BTreeMap::from([("default".to_owned(), presets::ladder())]),
        measures: draft.measures(facts),
        products: products(facts),
        // Reports go on while findings are open, so there must be findings.
        findings: tail.is_some().then(AuthoredFindings::default),
        listing: None,
        incidents: AuthoredIncidents::default(),
        tail,
        league: None,
    };
    draft.note(sentence!(
        "receipt, reminders, ladder, what a submission comes with and what is reviewed are the usual; the directive \
         does not set them",
        "签收、提醒、升级办法以及是否要附件、是否审核采用常用设置，文件本身没有规定，请核对"
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

    /// What has to be taken for granted before anything is read.
    fn assumptions(&mut self, facts: &DirectiveFacts, name: &str) {
        if facts.issued.is_none() {
            let today = self.issued;
            self.note(sentence!(
                "the directive bears no date; {today} is taken as the issue date",
                "文中没有成文日期，暂以{today}为印发日期"
            ));
        }
        if let Some(signed) = facts.issuer.as_ref().filter(|signed| !is_same_office(&signed.fact, name)) {
            self.note(sentence!(
                "the directive is {signed}'s; here {name} launches, with its dates",
                "文件由{signed}印发，本行动以{name}的名义发起，阶段和期限照抄原文件，请核对",
                signed = signed.fact
            ));
        }
        if facts.phases.is_empty() && facts.owed.is_empty() {
            self.note(sentence!(
                "neither phases nor anything owed was found; fill them in",
                "没有读出阶段和应报事项，请自行填写"
            ));
        }
        let assumed = assumed_years(facts);
        if !assumed.is_empty() {
            self.note(sentence!(
                "these name no year, and the one that was spoken of is taken: {assumed}",
                "下列日期没有写明年份，按前文推定：{assumed}"
            ));
        }
    }

    /// The directive itself, as far as it says what it is.
    fn basis(&mut self, facts: &DirectiveFacts) -> Vec<AuthoredBasis> {
        let Some(title) = facts.title.as_ref().or(facts.campaign.as_ref()) else { return Vec::new() };
        self.origin("basis[0]".to_owned(), title);
        vec![AuthoredBasis {
            title: shortened(&title.fact),
            number: facts.number.as_ref().map(|number| number.fact.clone()),
            from: facts.issuer.as_ref().map(|issuer| issuer.fact.clone()),
            issued: facts.issued.as_ref().map(|issued| issued.fact.to_string()),
            file: None,
        }]
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
    fn demands(&mut self, facts: &DirectiveFacts, until: Option<NaiveDate>) -> Vec<AuthoredObligation> {
        let mut obligations: Vec<AuthoredObligation> = Vec::new();
        for quoted in facts.owed.iter().filter(|quoted| quoted.fact.kind != DemandKind::KeepReporting) {
            for (suffix, due) in self.dues(&quoted.fact, until) {
                let title = format!("{}{suffix}", quoted.fact.what);
                if obligations.len() + 1 >= MOST_OBLIGATIONS {
                    self.note(sentence!(
                        "a plan takes {MOST_OBLIGATIONS} obligations; what comes after \"{title}\" is left out",
                        "计划最多{MOST_OBLIGATIONS}项，“{title}”及其后的事项未列入"
                    ));
                    tell_apart(&mut obligations);
                    return obligations;
                }
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
            WrittenTerm::AtOnce => {
                self.note(sentence!(
                    "\"{what}\" is owed at once, without a last day, and is left out",
                    "“{what}”要求即日起办理，没有写明截止日，未列入"
                ));
                Vec::new()
            }
            WrittenTerm::Every(recurrence) => {
                let months = until.map(|until| months(self.issued, until, *recurrence)).unwrap_or_default();
                let due = &demand.due;
                match months.last() {
                    None => self.note(sentence!(
                        "\"{what}\" recurs ({due}) and is left out; write it as single obligations",
                        "“{what}”为定期报送（{due}），未列入；请逐期写成事项"
                    )),
                    Some((_, last)) => self.note(sentence!(
                        "\"{what}\" recurs ({due}); it is listed from the issue date until {last}, which is assumed",
                        "“{what}”为定期报送（{due}），从印发起逐期列至{last}，起止为暂定，请核对"
                    )),
                }
                months
            }
        }
    }

    /// The first of the reports that go on; of more, and of one without a day, it is told that they are left out.
    fn tail(&mut self, facts: &DirectiveFacts) -> Option<AuthoredTail> {
        let mut tail = None;
        for quoted in facts.owed.iter().filter(|quoted| quoted.fact.kind == DemandKind::KeepReporting) {
            let from = match &quoted.fact.due {
                WrittenTerm::On(date) => date.in_plan(true),
                _ => None,
            };
            let Some(from) = from.filter(|_| tail.is_none()) else {
                self.note(sentence!(
                    "that \"{what}\" is reported on and on ({due}) is left out; a plan has one such report, from a day on",
                    "“{what}”的持续报送（{due}）未列入；计划中只能有一项持续报送，并须写明起始日期",
                    what = quoted.fact.what,
                    due = quoted.fact.due
                ));
                continue;
            };
            self.origin("tail".to_owned(), quoted);
            self.note(sentence!(
                "how often what is not finished is reported is not said; every ten days is assumed",
                "文中没有写明持续报送的间隔，暂按每旬一报"
            ));
            tail = Some(AuthoredTail {
                title: shortened(&quoted.fact.what),
                from,
                every: "旬".to_owned(),
                until: None,
                requires: vec![Requirement::Attachment],
                reminders: Some("default".to_owned()),
                ladder: Some("default".to_owned()),
            });
        }
        tail
    }

    /// The close, where reports go on for longer than anything else: a plan without one closes after its last due day.
    fn closes(
        &mut self,
        phases: &[AuthoredPhase],
        obligations: &[AuthoredObligation],
        tail: Option<&AuthoredTail>,
    ) -> Option<String> {
        let begins = tail.and_then(|tail| last_day(&tail.from))?;
        let last = phases.iter().map(|phase| &phase.to).chain(obligations.iter().map(|owed| &owed.due));
        if last.filter_map(|day| last_day(day)).max() >= Some(begins) {
            return None;
        }
        let closes = begins.checked_add_days(Days::new(AFTER_TAIL))?;
        self.note(sentence!(
            "the last reports begin on {begins}; {closes} is assumed as the end",
            "持续报送从{begins}开始，督办截止暂定为{closes}"
        ));
        Some(closes.to_string())
    }

    /// The measures with those who lead them; those without are told.
    fn measures(&mut self, facts: &DirectiveFacts) -> Vec<AuthoredMeasure> {
        let (led, unled): (Vec<_>, Vec<_>) =
            facts.measures.iter().partition(|measure| !measure.fact.lead.is_empty());
        if !unled.is_empty() {
            let titles: Vec<_> = unled.iter().map(|measure| measure.fact.title.as_str()).collect();
            let titles = titles.join("、");
            self.note(sentence!(
                "nobody is said to lead these measures, and they are left out: {titles}",
                "下列措施没有写明牵头科室，未列入：{titles}"
            ));
        }
        let measure = |measure: &Quoted<DirectiveMeasure>| AuthoredMeasure {
            title: shortened(&measure.fact.title),
            lead: measure.fact.lead.clone(),
            by: Level::County,
        };
        led.into_iter().map(measure).collect()
    }
}

/// The last day that a plan's words for a day or a period name.
fn last_day(words: &str) -> Option<NaiveDate> {
    words.parse::<Period>().ok().map(Period::last)
}

/// What bears a year that was only assumed, for a planner to look at.
fn assumed_years(facts: &DirectiveFacts) -> String {
    let phases = facts.phases.iter().flat_map(|phase| {
        let dates = [phase.fact.from, Some(phase.fact.to)].into_iter().flatten();
        dates.map(|date| (date, phase.fact.title.as_str()))
    });
    let owed = facts.owed.iter().filter_map(|demand| match demand.fact.due {
        WrittenTerm::On(date) => Some((date, demand.fact.what.as_str())),
        _ => None,
    });
    let assumed = phases.chain(owed).filter(|(date, _)| date.assumed_year && date.year.is_some());
    let told: Vec<_> = assumed.map(|(date, what)| format!("{what} {date}")).collect();
    told.join("；")
}

/// Whether two names are an office's: they begin alike, as 黔南州市场监管局 and 黔南布依族苗族自治州市场监督管理局 do.
fn is_same_office(signed: &str, name: &str) -> bool {
    let begins = |name: &str| name.chars().take(2).collect::<String>();
    begins(signed) == begins(name)
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

/// Two obligations of one title bear their months, and their years where one month comes twice: 行动成果清单（8月）.
fn tell_apart(obligations: &mut [AuthoredObligation]) {
    let count = |titles: &mut dyn Iterator<Item = String>| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        titles.for_each(|title| *counts.entry(title).or_default() += 1);
        counts
    };
    for with_year in [false, true] {
        let counts = count(&mut obligations.iter().map(|obligation| obligation.title.clone()));
        for obligation in obligations.iter_mut().filter(|owed| counts.get(&owed.title) > Some(&1)) {
            let mut words = obligation.due.split('-').map(str::parse::<u32>);
            let (Some(Ok(year)), Some(Ok(month))) = (words.next(), words.next()) else { continue };
            let bare = obligation.title.strip_suffix(&format!("（{month}月）")).unwrap_or(&obligation.title);
            let mark =
                if with_year { format!("（{year}年{month}月）") } else { format!("（{month}月）") };
            let room = LONGEST_TITLE - mark.chars().count();
            obligation.title = bare.chars().take(room).chain(mark.chars()).collect();
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
        let last = Period::month_of(month).last();
        day.and_then(|day| month.with_day(day)).unwrap_or(last)
    };
    let ends = all.filter(|month| month.month() % every == 0).map(|month| (month, due(month)));
    let within = ends.take_while(|(_, due)| *due <= until).filter(|(_, due)| *due > issued);
    let one = |(month, due): (NaiveDate, NaiveDate)| (format!("（{}月）", month.month()), due.to_string());
    within.map(one).take(MOST_REPEATED).collect()
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
        let name = "云溪市市场监督管理局";
        draft_plan(&directive::read(text), (&"522700".into(), name), "2026-01-05".parse().unwrap())
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

    fn notes(text: &str) -> String {
        drafted(text).notes.iter().map(|note| note.chinese.as_str()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_is_taken_for_granted_is_told() {
        let head = "某省市场监督管理局\n2024年11月9日\n";
        for (text, told) in [
            ("请于12月20日前报送总结。", "某省市场监督管理局印发，本行动以云溪市市场监督管理局的名义发起"),
            ("请于12月20日前报送总结。", "没有写明年份，按前文推定：总结 2024-12-20"),
            ("请认真组织。", "没有读出阶段和应报事项"),
            ("请于即日起报送方案。", "“方案”要求即日起办理"),
            ("一、抽查（责任单位：各县局）", "没有写明牵头科室，未列入：抽查"),
            (
                "整治阶段（2024年12月至2025年2月）。每月25日前报送报表。",
                "从印发起逐期列至2025-02-25，起止为暂定",
            ),
            (
                "对2025年3月31日前未完成整改的，要持续报送整改进展。",
                "持续报送从2025-03-31开始，督办截止暂定为2025-05-30",
            ),
            (
                "对12月底前未完成整改的，要持续报送整改进展。对12月底前未完成复查的，要持续报送复查进展。",
                "“复查进展”的持续报送（2024-12-月底）未列入",
            ),
        ] {
            let notes = notes(&format!("{head}{text}"));
            assert!(notes.contains(told), "{text}: {notes}");
        }
    }

    #[test]
    fn titles_of_two_years_are_told_apart_and_none_is_too_long() {
        let long = "总".repeat(210);
        let text = format!(
            "某市局\n2024年11月9日\n整治阶段（2024年11月至2026年3月）。每月25日前报送进展情况。请于2024年12月20日前报送{long}结。请于2025年12月20日前报送{long}结。"
        );
        let plan = drafted(&text).plan;
        let titles: Vec<_> = plan.obligations.iter().map(|owed| owed.title.as_str()).collect();
        let unique: std::collections::BTreeSet<_> = titles.iter().collect();
        assert_eq!(unique.len(), titles.len(), "{titles:?}");
        assert!(
            titles.contains(&"进展情况（2024年12月）") && titles.contains(&"进展情况（2025年12月）"),
            "{titles:?}"
        );
        assert!(titles.iter().all(|title| title.chars().count() <= LONGEST_TITLE));
    }

    #[test]
    fn a_directive_with_too_much_is_cut_with_a_word() {
        let text = format!("某市局\n2024年11月9日\n{}", "请于12月20日前报送总结。".repeat(5_000));
        let draft = drafted(&text);
        assert_eq!(draft.plan.obligations.len(), MOST_OBLIGATIONS);
        assert!(draft.notes.iter().any(|note| note.chinese.contains("计划最多200项")));
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
