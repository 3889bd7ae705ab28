//! A whole campaign as real dockets tell it: whatever the rules say can be kept and read again.

use super::samples::{CAMPAIGN, FUQUAN, bureaus, new_campaign, plan_at, record, store};
use crate::{NewCampaign, NoticeFilter};
use chrono::NaiveDate;
use duban_domain::{
    behaviour::Script,
    bureau::Directory,
    calendar::{Calendar, UnannouncedYears},
    event::EventEnvelope,
    instrument::Instrument,
    machine::Machine,
    plan::{ApprovalRule, CopyTo, Due, Obligation, OwedBy, Role, Rung},
    simulation::{Run, simulate},
    span::Span,
    terms::Terms,
};
use std::{collections::BTreeMap, sync::Arc};

fn spring() -> NewCampaign {
    let mut new = new_campaign("spring");
    let rung = |after, instrument, approval: bool| Rung {
        after: Span::WorkingDays(after),
        instrument,
        from: Role::Issuer,
        copies: vec![CopyTo::Supervisor, CopyTo::Issuer, CopyTo::Peers],
        approval: approval.then_some(ApprovalRule { by: Role::Issuer, within: Span::WorkingDays(2) }),
        reply: Some(Span::WorkingDays(3)),
    };
    let obligation = |id: &str, day| Obligation {
        id: id.into(),
        title: format!("{id}总结"),
        owed_by: OwedBy::Executing,
        phase: None,
        opens: None,
        due: Due::On(NaiveDate::from_ymd_opt(2024, 8, day).unwrap()),
        review: Some(Span::WorkingDays(2)),
        requires: Vec::new(),
        reminders: vec![Span::Days(7), Span::WorkingDays(1)],
        ladder: vec![
            rung(1, Instrument::ReminderLetter, false),
            rung(3, Instrument::Circular, false),
            rung(5, Instrument::Interview, true),
            rung(10, Instrument::GovernmentReport, true),
        ],
    };
    new.plan.unannounced_years = UnannouncedYears::Provisional;
    new.plan.obligations = vec![obligation("interim", 20), obligation("final", 30)];
    new
}

/// `FUQUAN` hands in late or never, and its approver declines; the other county is returned once.
fn runs(new: &NewCampaign) -> Vec<Run> {
    let script: Script = serde_json::from_value(serde_json::json!({
        "bureaus": {
            FUQUAN: { "decline": true, "obligations": {
                "interim": { "submit": "due + 7wd" }, "final": { "submit": "never" } } },
            "522701": { "approve": "never", "obligations": {
                "interim": { "returned": { "reason": "缺附件", "again_within": "2wd" } } } }
        }
    }))
    .unwrap();
    let terms = Arc::new(Terms::resolve(&new.plan, &Calendar::new([], [], [])).unwrap());
    simulate(&terms, &Directory::new(bureaus()).unwrap(), &script)
}

#[tokio::test]
async fn whatever_dockets_tell_is_kept_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let new = spring();
    store.campaign_insert(&new).await.unwrap();
    let runs = runs(&new);
    for run in &runs {
        let bureau = run.machine.party().bureau.as_str();
        let moments: Vec<&[EventEnvelope]> = run.effects.chunk_by(|a, b| a.at == b.at).collect();
        for (sequence, effects) in (1..).zip(&moments) {
            let mut told = record(bureau, sequence, effects.to_vec());
            told.workflow = told.workflow.replace(CAMPAIGN, "spring");
            told.campaign = "spring".into();
            told.views = run.machine.views();
            store.record(&told).await.unwrap();
        }
    }
    let of = "spring".into();
    let mut documents = BTreeMap::<_, Vec<u32>>::new();
    for run in &runs {
        let bureau = run.machine.party().bureau.clone();
        let lines = store.ledger_list(&of, Some(&bureau)).await.unwrap();
        assert!(lines.iter().map(|line| &line.effect).eq(&run.effects));
        let filter = NoticeFilter { bureau: Some(bureau.clone()), ..NoticeFilter::default() };
        let rows = store.notice_list(&of, &filter).await.unwrap();
        assert!(rows.iter().map(|row| row.notice.clone()).eq(run.notices()));
        let withdrawn = |ordinal: u32| {
            run.machine.letters().iter().any(|l| l.ordinal == ordinal && l.withdrawn.is_some())
        };
        assert!(rows.iter().all(|row| row.withdrawn.is_some() == withdrawn(row.notice.ordinal)));
        for row in rows.iter().filter(|row| row.notice.instrument.is_document()) {
            let number = row.number.as_deref().unwrap().rsplit('〕').next().unwrap();
            let ordinal = number.trim_end_matches('号').parse().unwrap();
            documents.entry(row.notice.from.clone()).or_default().push(ordinal);
        }
        let duties = store.duty_list(&of, Some(&bureau)).await.unwrap();
        assert_eq!(duties.len(), run.machine.views().len());
        assert!(duties.iter().all(|row| run.machine.views().contains(&row.duty)));
    }
    assert!(!documents.is_empty());
    for mut numbers in documents.into_values() {
        numbers.sort_unstable();
        assert!(numbers.iter().copied().eq(1..=u32::try_from(numbers.len()).unwrap()), "{numbers:?}");
    }
    let open: usize = runs.iter().flat_map(|run| run.machine.approvals()).filter(|a| a.is_open()).count();
    assert_eq!(store.approval_list(&of).await.unwrap().len(), open);
    let finished = store.campaign_get(&of).await.unwrap().unwrap().finished;
    assert_eq!(finished, runs.iter().filter_map(|run| run.machine.finished()).max());
    assert!(finished > Some(plan_at("2024-09-01T09:00")));
}
