//! The plan's `tail:` section (持续报送).

use super::{
    authored::AuthoredTail,
    ladders::Policies,
    sheet::{PlanSheet, parse},
};
use chrono::NaiveDate;
use duban_domain::{
    period::Period,
    sentence,
    tail::{Cycle, Tail},
};

/// The tail of a plan and the name of its ladder; `None` for what it needs and cannot be read.
pub(super) fn tail(
    sheet: &mut PlanSheet,
    authored: &AuthoredTail,
    policies: &Policies,
    issued: Option<NaiveDate>,
) -> Option<(Tail, Option<String>)> {
    if sheet.value.findings.is_none() {
        sheet.tell(
            "tail",
            sentence!(
                "reports go on while findings are open, and this plan keeps none; add findings: {{}} or remove the tail",
                "持续报送以未销号的问题隐患为前提，而本计划没有问题隐患一节；请加上 findings: {{}} 或删去 tail"
            ),
        );
    }
    let from = parse::<Period>(sheet, "tail.from", &authored.from).map(Period::last);
    let every = parse::<Cycle>(sheet, "tail.every", &authored.every);
    let until = authored.until.as_deref().map(|text| parse::<Period>(sheet, "tail.until", text));
    let until = until.map(|until| until.map(Period::last));
    if let (Some(from), Some(issued)) = (from, issued)
        && from < issued
    {
        let message = sentence!(
            "{from} is before the campaign is issued ({issued}); choose a later day",
            "{from}早于行动印发日期（{issued}）；请改为更晚的日期"
        );
        sheet.tell("tail.from", message);
    }
    if let (Some(from), Some(Some(until))) = (from, until)
        && until <= from
    {
        let message = sentence!(
            "{until} is not after the first count ({from}); choose a later day",
            "{until}不晚于首次统计日（{from}）；请改为更晚的日期"
        );
        sheet.tell("tail.until", message);
    }
    let reminders = policies.reminders(sheet, "tail", authored.reminders.as_deref());
    let (ladder, name) = policies.ladder(sheet, "tail", authored.ladder.as_deref());
    let requires = authored.requires.iter().map(|&requirement| requirement.into()).collect();
    let title = authored.title.clone();
    let until = until.flatten();
    Some((Tail { title, from: from?, every: every?, until, requires, reminders, ladder }, name))
}
