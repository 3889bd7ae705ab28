//! A running campaign's plan is amended (调整方案): what differs between the plan in force and the next, and what
//! cannot differ any more. What a change does to a bureau its docket decides.

use super::{
    item::Item,
    ladder::Rung,
    obligation::{OwedBy, Requirement},
    party::Party,
    plan::{Phase, Plan},
    plan_problem::PlanProblem,
    terms::Terms,
};
use crate::{
    ids::{BureauCode, ObligationId},
    timekeeping::{office::Office, span::Span, time::PlanTime},
    wording::{
        sentence::{Sentence, sentence},
        words::words,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The next version of a running campaign's plan. The one that was launched is version 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// Its number: a docket takes each once, and none that is older than what it goes by.
    pub version: u32,
    /// Why, for the ledger and for those whom it concerns.
    pub reason: String,
    /// The plan, so that the machines can tell it if the store is lost.
    pub plan: Plan,
    /// The same as instants.
    pub terms: Terms,
    /// Other days for some bureaus alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<DayForSome>,
}

/// Another due day for some bureaus alone. It is theirs as if each had been given it by an extension.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DayForSome {
    /// Of which obligation.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub obligation: ObligationId,
    /// For whom.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub bureaus: Vec<BureauCode>,
    /// The day.
    pub due: NaiveDate,
}

impl Amendment {
    /// The day that is named for a bureau alone.
    pub(crate) fn day_for(&self, obligation: &ObligationId, bureau: &BureauCode) -> Option<NaiveDate> {
        let named = |one: &&DayForSome| one.obligation == *obligation && one.bureaus.contains(bureau);
        self.days.iter().find(named).map(|one| one.due)
    }
}

words! {
    /// What of a plan is another.
    DifferenceKind {
        /// The campaign's title.
        Title = "title", "行动名称";
        /// When supervision ends.
        Closes = "closes", "督办截止日";
        /// A phase.
        Phase = "phase", "阶段";
        /// Something is owed besides.
        Added = "added", "新增事项";
        /// Something is owed no more.
        Dropped = "dropped", "取消事项";
        /// What something is called.
        Name = "name", "事项名称";
        /// Who owes it.
        OwedBy = "owed-by", "报送单位";
        /// When it opens.
        Opens = "opens", "开始报送日期";
        /// When it is due.
        Due = "due", "期限";
        /// When it is due for some bureaus alone.
        DueForSome = "due-for-some", "个别单位期限";
        /// How long its review may take.
        Review = "review", "审核时限";
        /// What it must come with.
        Requires = "requires", "报送要求";
        /// When it is reminded of.
        Reminders = "reminders", "到期提醒";
        /// What follows where it is missing.
        Ladder = "ladder", "督办措施";
        /// Measures and products, which people read.
        Content = "content", "工作措施和产品目录";
    }
}

/// One thing that is another in the next version of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlanDifference {
    /// What.
    pub kind: DifferenceKind,
    /// Of which obligation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub obligation: Option<ObligationId>,
    /// The title of what it is about.
    pub title: String,
    /// What it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
}

/// A plan with its instants.
pub type Resolved<'a> = (&'a Plan, &'a Terms);

/// Everything in which the next plan differs from the one in force.
pub fn differences((old, old_terms): Resolved<'_>, (new, new_terms): Resolved<'_>) -> Vec<PlanDifference> {
    let mut found = Differences::default();
    found.campaign(DifferenceKind::Title, &new.title, old.title.clone(), new.title.clone());
    let closes = |terms: &Terms| terms.office.date(terms.closes).to_string();
    found.campaign(DifferenceKind::Closes, &new.title, closes(old_terms), closes(new_terms));
    found.phases(&old.phases, &new.phases);
    for item in &new_terms.items {
        match old_terms.items.iter().find(|known| known.id == item.id) {
            Some(known) => found.item((known, item), &new_terms.office),
            None => found.push(DifferenceKind::Added, item, None, Some(due(item))),
        }
    }
    for gone in dropped(old_terms, new_terms) {
        found.push(DifferenceKind::Dropped, gone, Some(due(gone)), None);
    }
    if old.measures != new.measures || old.products != new.products {
        let content = |plan: &Plan| format!("{}项措施、{}类产品", plan.measures.len(), plan.products.len());
        found.0.push(PlanDifference {
            kind: DifferenceKind::Content,
            obligation: None,
            title: new.title.clone(),
            old: Some(content(old)),
            new: Some(content(new)),
        });
    }
    found.0
}

/// What of the next plan cannot be, now that the campaign runs. What has passed has passed, and the rules that
/// findings, listings and every date go by were fixed at the launch.
pub fn refusals(
    (old, old_terms): Resolved<'_>,
    (new, new_terms): Resolved<'_>,
    now: PlanTime,
) -> Vec<PlanProblem> {
    let mut problems = fixed(old, new);
    let office = &new_terms.office;
    let passed = |at: PlanTime| at <= now;
    let mut refuse = |path: String, message: Sentence| problems.push(PlanProblem::new(path, message));
    if passed(old_terms.closes) {
        let day = office.date(old_terms.closes);
        refuse(
            "closes".to_owned(),
            sentence!(
                "the campaign closed on {day}; launch another instead",
                "行动已于{day}截止，不能再调整；请另行发起"
            ),
        );
    } else if passed(new_terms.closes) {
        let day = office.date(new_terms.closes);
        refuse(
            "closes".to_owned(),
            sentence!("{day} has passed; choose a later day", "{day}已过；请改为更晚的日期"),
        );
    }
    for (index, item) in new_terms.items.iter().enumerate() {
        let known = old_terms.items.iter().find(|known| known.id == item.id);
        if known.is_some_and(|known| known.due == item.due) {
            continue;
        }
        let (day, leaves) = (item.due_day, office.send_from(now));
        if passed(item.due) {
            refuse(
                format!("obligations[{index}].due"),
                sentence!("{day} has passed; choose a later day", "{day}已过；请改为更晚的日期"),
            );
        } else if leaves >= item.due {
            let leaves = office.shown(leaves);
            refuse(
                format!("obligations[{index}].due"),
                sentence!(
                    "the bureaus hear of it on {leaves} at the earliest; choose a later day",
                    "通知最早于{leaves}发出；请改为更晚的日期"
                ),
            );
        }
    }
    for (path, message) in phases_passed(old_terms, new_terms, now) {
        refuse(path, message);
    }
    problems
}

/// What of the days for some bureaus cannot be: who does not owe it has no day, and each has one at most.
pub fn day_refusals(
    days: &[DayForSome],
    terms: &Terms,
    parties: &[Party],
    now: PlanTime,
) -> Vec<PlanProblem> {
    let mut problems = Vec::new();
    let mut named = BTreeSet::new();
    for (index, one) in days.iter().enumerate() {
        let mut refuse = |key: &str, message: Sentence| {
            problems.push(PlanProblem::new(format!("days[{index}].{key}"), message))
        };
        let Some(item) = terms.items.iter().find(|item| item.id == one.obligation) else {
            let id = &one.obligation;
            refuse("obligation", sentence!("the plan has no obligation \"{id}\"", "方案中没有事项“{id}”"));
            continue;
        };
        if one.bureaus.is_empty() {
            refuse("bureaus", sentence!("name at least one bureau", "请至少写明一个单位"));
        }
        for code in &one.bureaus {
            let party = parties.iter().find(|party| party.bureau == *code);
            if !party.is_some_and(|party| item.is_owed_by(party, &terms.issuer)) {
                refuse("bureaus", sentence!("{code} does not owe it", "单位{code}不承担该事项"));
            } else if !named.insert((&one.obligation, code)) {
                refuse("bureaus", sentence!("{code} has two days for it", "单位{code}的期限写了两次"));
            }
        }
        let office = &terms.office;
        let day = terms.non_working_due.moved(&office.calendar, one.due);
        let due = office.closing(day);
        if due <= now || office.send_from(now) >= due {
            refuse("due", sentence!("{day} is too early; choose a later day", "{day}过早；请改为更晚的日期"));
        } else if due > terms.closes {
            let close = office.date(terms.closes);
            refuse(
                "due",
                sentence!(
                    "{day} is after the campaign closes ({close}); choose an earlier day",
                    "{day}晚于行动督办截止日（{close}）；请改为更早的日期"
                ),
            );
        }
    }
    problems
}

/// The obligations that the next plan no longer has.
fn dropped<'a>(old: &'a Terms, new: &'a Terms) -> impl Iterator<Item = &'a Item> {
    old.items.iter().filter(|known| new.items.iter().all(|item| item.id != known.id))
}

/// What was fixed at the launch.
fn fixed(old: &Plan, new: &Plan) -> Vec<PlanProblem> {
    let same = [
        ("id", old.id == new.id),
        ("issuer", old.issuer == new.issuer),
        ("issued", old.issued == new.issued),
        ("timezone", old.zone == new.zone),
        ("office_hours", old.hours == new.hours),
        ("non_working_due", old.non_working_due == new.non_working_due),
        ("unannounced_years", old.unannounced_years == new.unannounced_years),
        ("findings", old.findings == new.findings),
        ("listing", old.listing == new.listing),
        ("incidents", old.incidents == new.incidents),
        ("tail", old.tail == new.tail),
        ("league", old.league == new.league),
    ];
    let told = same.iter().filter(|(_, same)| !same).map(|(path, _)| {
        PlanProblem::new(
            *path,
            sentence!(
                "this was fixed at the launch and cannot change while the campaign runs; write it as it was",
                "此项在发起时已经确定，行动进行中不能调整；请恢复原来的内容"
            ),
        )
    });
    told.collect()
}

/// Boundaries of phases that have passed and would be others.
fn phases_passed(old: &Terms, new: &Terms, now: PlanTime) -> Vec<(String, Sentence)> {
    let mut told = Vec::new();
    for known in &old.phases {
        let found = new.phases.iter().enumerate().find(|(_, phase)| phase.id == known.id);
        let title = &known.title;
        let Some((index, phase)) = found else {
            if known.to <= now {
                let message = sentence!(
                    "phase \"{title}\" is over and stays in the plan; write it as it was",
                    "阶段“{title}”已经结束，应保留在方案中；请恢复原来的内容"
                );
                told.push(("phases".to_owned(), message));
            }
            continue;
        };
        for (key, old, new) in [("from", known.from, phase.from), ("to", known.to, phase.to)] {
            if old != new && (old <= now || new <= now) {
                let message = sentence!(
                    "phase \"{title}\": what has passed stays, and a new day must lie ahead",
                    "阶段“{title}”：已过的日期不能调整，新的日期应在今后"
                );
                told.push((format!("phases[{index}].{key}"), message));
            }
        }
    }
    told
}

#[derive(Default)]
struct Differences(Vec<PlanDifference>);

impl Differences {
    fn campaign(&mut self, kind: DifferenceKind, title: &str, old: String, new: String) {
        if old != new {
            let (title, obligation) = (title.to_owned(), None);
            self.0.push(PlanDifference { kind, obligation, title, old: Some(old), new: Some(new) });
        }
    }

    fn push(&mut self, kind: DifferenceKind, item: &Item, old: Option<String>, new: Option<String>) {
        if old != new {
            let (title, obligation) = (item.title.clone(), Some(item.id.clone()));
            self.0.push(PlanDifference { kind, obligation, title, old, new });
        }
    }

    fn phases(&mut self, old: &[Phase], new: &[Phase]) {
        let days = |phase: &Phase| format!("{} {}–{}", phase.title, phase.from, phase.to);
        let mut push = |title: &str, old: Option<String>, new: Option<String>| {
            if old != new {
                let (kind, title) = (DifferenceKind::Phase, title.to_owned());
                self.0.push(PlanDifference { kind, obligation: None, title, old, new });
            }
        };
        for phase in new {
            let known = old.iter().find(|known| known.id == phase.id);
            push(&phase.title, known.map(days), Some(days(phase)));
        }
        for gone in old.iter().filter(|known| new.iter().all(|phase| phase.id != known.id)) {
            push(&gone.title, Some(days(gone)), None);
        }
    }

    fn item(&mut self, (old, new): (&Item, &Item), office: &Office) {
        use DifferenceKind as K;
        let opened = |item: &Item| office.date(item.opens).to_string();
        let mut told = |kind, is_other: bool, of: &dyn Fn(&Item) -> String| {
            if is_other {
                let (title, obligation) = (new.title.clone(), Some(new.id.clone()));
                self.0.push(PlanDifference {
                    kind,
                    obligation,
                    title,
                    old: Some(of(old)),
                    new: Some(of(new)),
                });
            }
        };
        told(K::Name, old.title != new.title, &|item| item.title.clone());
        told(K::OwedBy, old.owed_by != new.owed_by, &|item| owed_by(item.owed_by).to_owned());
        told(K::Opens, old.opens != new.opens, &opened);
        told(K::Due, old.due != new.due, &due);
        told(K::Review, old.review != new.review, &|item| item.review.map(Span::chinese).unwrap_or_default());
        told(K::Requires, old.requires != new.requires, &requires);
        told(K::Reminders, old.reminders != new.reminders, &reminders);
        told(K::Ladder, old.ladder != new.ladder, &ladder);
    }
}

fn due(item: &Item) -> String {
    item.due_day.to_string()
}

fn owed_by(who: OwedBy) -> &'static str {
    match who {
        OwedBy::Executing => "执行单位",
        OwedBy::Coordinating => "牵头单位",
        OwedBy::All => "全部单位",
    }
}

fn requires(item: &Item) -> String {
    let name = |what: &Requirement| match what {
        Requirement::Attachment => "附件",
        Requirement::Seal => "加盖公章",
    };
    item.requires.iter().map(name).collect::<Vec<_>>().join("、")
}

fn reminders(item: &Item) -> String {
    let before = item.reminders.iter().map(|span| format!("提前{}", span.chinese()));
    before.collect::<Vec<_>>().join("、")
}

fn ladder(item: &Item) -> String {
    let rung = |rung: &Rung| {
        let (after, name) = (rung.after.chinese(), rung.instrument.chinese());
        let approval = if rung.approval.is_some() { "（须经批准）" } else { "" };
        let reply = rung.reply.map(|span| format!("（限{}回复）", span.chinese())).unwrap_or_default();
        format!("逾期{after}{name}{approval}{reply}")
    };
    item.ladder.iter().map(rung).collect::<Vec<_>>().join("、")
}
