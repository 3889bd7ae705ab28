//! From an authored to a validated plan: every text gets its meaning, every name its referent.
//! What has no meaning is told and left out, so that the rest can still be judged.

use super::{
    authored::{AuthoredObligation, AuthoredPlan},
    basis, due, findings,
    ladders::{self, Policies},
    league, listing,
    sheet::{PlanSheet, no_such, parse, parse_or, positive_span, slug},
    tail,
};
use crate::{
    shape::{did_you_mean, nearest},
    signs::typed_wide,
};
use chrono::{NaiveDate, NaiveTime};
use duban_domain::{
    BureauCode, Directory, Plan, Sentence, Span,
    period::{BadPeriod, Period},
    plan::{Due, Obligation, Opens, Phase, PlanMeasure, ProductGroup},
    sentence,
};
use std::collections::BTreeMap;

/// The plan as far as it makes sense.
pub(super) struct Draft {
    pub(super) plan: Plan,
    /// Where each obligation of `plan` stands in the file: obligations without meaning are left out.
    pub(super) places: Vec<usize>,
    /// The ladder each obligation of `plan` climbs, by name.
    pub(super) ladders: Vec<Option<String>>,
    /// The ladder the tail climbs, by name.
    pub(super) tail_ladder: Option<String>,
}

/// Tells what is wrong with the texts of a plan. `None` if not even its dates can be resolved.
pub(super) fn check(sheet: &mut PlanSheet, directory: &Directory) -> Option<Draft> {
    let authored = sheet.value.clone();
    slug(sheet, "id", &authored.id);
    issuer(sheet, &authored.issuer, directory);
    let issued = parse::<NaiveDateText>(sheet, "issued", &authored.issued).map(|day| day.0);
    let closes = authored.closes.as_deref().map(|text| parse::<Period>(sheet, "closes", text));
    let closes = closes.map(|period| period.map(Period::last));
    if let (Some(issued), Some(Some(closes))) = (issued, closes)
        && closes < issued
    {
        sheet.tell(
            "closes",
            sentence!(
                "{closes} is before the campaign is issued ({issued}); choose a later day",
                "{closes}早于行动印发日期（{issued}）；请改为更晚的日期"
            ),
        );
    }
    let zone = parse_or(sheet, "timezone", &authored.timezone, |text| {
        sentence!(
            "\"{text}\" is not a time zone; write a name such as Asia/Shanghai",
            "“{text}”不是时区；请写名称，如 Asia/Shanghai"
        )
    });
    let hours = hours(sheet, &authored);
    let phases = phases(sheet, &authored);
    let policies = ladders::policies(sheet, &authored);
    let (obligations, places, ladders) = obligations(sheet, &authored, &policies);
    let findings = authored.findings.as_ref().map(|section| findings::rules(sheet, section));
    let listing = authored.listing.as_ref().map(|section| listing::rules(sheet, section));
    let league = authored.league.as_ref().map(|section| league::rules(sheet, section));
    let basis = basis::bases(sheet, &authored.basis, directory);
    let tail = authored.tail.as_ref();
    let tail = tail.and_then(|section| tail::tail(sheet, section, &policies, issued));
    let (tail, tail_ladder) = tail.unzip();
    let plan = Plan {
        id: authored.id.as_str().into(),
        title: authored.title,
        issuer: authored.issuer.as_str().into(),
        issued: issued?,
        // A close that cannot be read is told already; nothing else is judged by it.
        closes: closes.flatten(),
        zone: zone.unwrap_or(chrono_tz::Asia::Shanghai),
        hours: hours.unwrap_or_default(),
        non_working_due: authored.non_working_due.into(),
        unannounced_years: authored.unannounced_years.into(),
        phases,
        obligations,
        measures: authored
            .measures
            .into_iter()
            .map(|m| PlanMeasure { title: m.title, lead: m.lead, by: m.by.into() })
            .collect(),
        products: authored
            .products
            .into_iter()
            .map(|p| ProductGroup { group: p.group, items: p.items })
            .collect(),
        findings,
        listing,
        incidents: findings::incidents(&authored.incidents),
        tail,
        league,
        basis,
    };
    let tail_ladder = tail_ladder.flatten();
    hours.is_some().then_some(Draft { plan, places, ladders, tail_ladder })
}

/// A day and no period: a campaign is issued on one day.
struct NaiveDateText(NaiveDate);

impl std::str::FromStr for NaiveDateText {
    type Err = Sentence;

    fn from_str(text: &str) -> Result<Self, Sentence> {
        match text.parse::<Period>() {
            Ok(day) if text.trim().is_ascii() => Ok(Self(day.first())),
            Err(BadPeriod::NoSuchDay(day)) => Err(day.sentence()),
            _ => Err(sentence!(
                "\"{text}\" is not a day; write it like 2024-05-09",
                "“{text}”不是某一天的日期；请写成 2024-05-09 的样子"
            )),
        }
    }
}

fn issuer(sheet: &mut PlanSheet, code: &str, directory: &Directory) {
    if directory.get(&BureauCode::new(code)).is_none() {
        sheet.tell(
            "issuer",
            sentence!(
                "the bureau list has no bureau {code}; correct the code or add the bureau to the list",
                "单位名录中没有{code}；请更正代码，或将该单位加入名录"
            ),
        );
    }
}

fn hours(sheet: &mut PlanSheet, authored: &AuthoredPlan) -> Option<(NaiveTime, NaiveTime)> {
    let mut time = |key: &str, text: &str| {
        let path = format!("office_hours.{key}");
        let time = NaiveTime::parse_from_str(text, "%H:%M");
        let message = sentence!(
            "\"{text}\" is not a time of day; write it like 09:00",
            "“{text}”不是时刻；请写成 09:00 的样子"
        );
        time.map_err(|_| sheet.tell(path, message.and(&typed_wide(text)))).ok()
    };
    let (opens, closes) =
        (time("opens", &authored.office_hours.opens), time("closes", &authored.office_hours.closes));
    let (opens, closes) = (opens?, closes?);
    if closes <= opens {
        sheet.tell(
            "office_hours.closes",
            sentence!(
                "offices must close later than they open; choose a later time",
                "下班时间应晚于上班时间；请改为更晚的时刻"
            ),
        );
        return None;
    }
    Some((opens, closes))
}

fn phases(sheet: &mut PlanSheet, authored: &AuthoredPlan) -> Vec<Phase> {
    let ids = authored.phases.iter().map(|phase| phase.id.as_str());
    unique(sheet, "phases", ids);
    let mut phases = Vec::new();
    for (index, phase) in authored.phases.iter().enumerate() {
        let path = format!("phases[{index}]");
        let from = parse::<Period>(sheet, &format!("{path}.from"), &phase.from).map(Period::first);
        let to = parse::<Period>(sheet, &format!("{path}.to"), &phase.to).map(Period::last);
        let (Some(from), Some(to)) = (from, to) else { continue };
        if to < from {
            sheet.tell(
                format!("{path}.to"),
                sentence!(
                    "the phase ends ({to}) before it begins ({from}); swap or correct the two",
                    "阶段的结束日（{to}）早于开始日（{from}）；请对调或更正"
                ),
            );
        } else {
            phases.push(Phase { id: phase.id.as_str().into(), title: phase.title.clone(), from, to });
        }
    }
    phases
}

/// Tells ids that are no ids or stand twice in a list.
fn unique<'a>(sheet: &mut PlanSheet, list: &str, ids: impl Iterator<Item = &'a str>) {
    let mut first = BTreeMap::new();
    for (index, id) in ids.enumerate() {
        let path = format!("{list}[{index}].id");
        if sheet.is_told(&path) {
            continue;
        }
        slug(sheet, &path, id);
        match first.get(id) {
            Some(first) => {
                let message = sentence!(
                    "\"{id}\" is already the id of {list}[{first}]; choose another",
                    "“{id}”已是{list}[{first}]的编号；请改用其他编号"
                );
                sheet.tell(path, message);
            }
            None => _ = first.insert(id, index),
        }
    }
}

type Obligations = (Vec<Obligation>, Vec<usize>, Vec<Option<String>>);

fn obligations(sheet: &mut PlanSheet, authored: &AuthoredPlan, policies: &Policies) -> Obligations {
    let ids = || authored.obligations.iter().map(|obligation| obligation.id.as_str());
    unique(sheet, "obligations", ids());
    let mut found = Obligations::default();
    for (index, obligation) in authored.obligations.iter().enumerate() {
        let path = format!("obligations[{index}]");
        if obligation.id == due::ISSUED {
            sheet.tell(
                format!("{path}.id"),
                sentence!(
                    "\"issued\" means the issue date in due dates; choose another id",
                    "“issued”在期限中表示印发日期；请改用其他编号"
                ),
            );
        }
        let due = due_of(sheet, &path, obligation, ids());
        phase_of(sheet, &path, obligation, authored);
        let opens = opens_of(sheet, &path, obligation, due.as_ref());
        let review = review_of(sheet, &path, obligation);
        let reminders = policies.reminders(sheet, &path, obligation.reminders.as_deref());
        let (ladder, name) = policies.ladder(sheet, &path, obligation.ladder.as_deref());
        // One whose place in the calendar is unclear is not resolved: that would only repeat what was told.
        let unclear =
            ["id", "due", "phase", "opens"].iter().any(|key| sheet.is_told(&format!("{path}.{key}")));
        let ambiguous = |due: &Due| matches!(due, Due::Before(other, _) if ids().filter(|id| *id == other.as_str()).count() > 1);
        let Some(due) = due.filter(|due| !unclear && !ambiguous(due)) else { continue };
        let requires = obligation.requires.iter().map(|&r| r.into()).collect();
        let (id, title) = (obligation.id.as_str().into(), obligation.title.clone());
        let (owed_by, phase) = (obligation.owed_by.into(), obligation.phase.as_deref().map(Into::into));
        found.0.push(Obligation {
            id,
            title,
            owed_by,
            phase,
            opens,
            due,
            review,
            requires,
            reminders,
            ladder,
        });
        found.1.push(index);
        found.2.push(name);
    }
    found
}

fn due_of<'a>(
    sheet: &mut PlanSheet,
    path: &str,
    obligation: &AuthoredObligation,
    mut ids: impl Iterator<Item = &'a str> + Clone,
) -> Option<Due> {
    let path = format!("{path}.due");
    let written = &obligation.due;
    let due =
        due::parse(written).map_err(|message| sheet.tell(&path, message.and(&typed_wide(written)))).ok()?;
    if let Due::Before(other, _) = &due
        && !ids.clone().any(|id| id == other.as_str())
    {
        let hint = nearest(other.as_str(), ids.by_ref()).map(did_you_mean).unwrap_or_default();
        let message =
            sentence!("there is no obligation \"{other}\" to count back from", "没有可供倒推的事项“{other}”");
        sheet.tell(path, message.and(&hint));
        return None;
    }
    Some(due)
}

/// When it opens. What is due on a named day, or counts back from it, does not open months before.
fn opens_of(
    sheet: &mut PlanSheet,
    path: &str,
    obligation: &AuthoredObligation,
    due: Option<&Due>,
) -> Option<Opens> {
    let Some(text) = &obligation.opens else {
        let is_named = matches!(due, Some(Due::On(_) | Due::Before(..)));
        return (is_named && obligation.phase.is_none()).then_some(Opens::USUAL);
    };
    let tell = |message: Sentence| sheet.tell(format!("{path}.opens"), message.and(&typed_wide(text)));
    due::parse_opens(text).map_err(tell).ok()
}

fn phase_of(sheet: &mut PlanSheet, path: &str, obligation: &AuthoredObligation, authored: &AuthoredPlan) {
    let Some(phase) = &obligation.phase else { return };
    if authored.phases.iter().any(|p| p.id == *phase) {
        return;
    }
    let names: Vec<_> = authored.phases.iter().map(|p| p.id.as_str()).collect();
    sheet.tell(format!("{path}.phase"), no_such(&sentence!("phase", "阶段"), phase, &names));
}

/// How long a review may take where the plan only says that there is one.
const REVIEW: Span = Span::WorkingDays(5);

fn review_of(sheet: &mut PlanSheet, path: &str, obligation: &AuthoredObligation) -> Option<Span> {
    match obligation.review.as_deref()? {
        "none" => None,
        "required" => Some(REVIEW),
        text if text.parse::<Span>().is_err() => {
            let message = sentence!(
                "\"{text}\" is not a review; write none, required, or a length such as 5wd",
                "“{text}”不是审核要求；请写 none、required，或期限如 5wd"
            );
            sheet.tell(format!("{path}.review"), message);
            None
        }
        text => positive_span(sheet, &format!("{path}.review"), text),
    }
}
