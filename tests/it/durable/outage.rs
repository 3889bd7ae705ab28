//! No worker for longer than the tolerance: what was missed happens in order, once, dated when it
//! happened, and the ledger says why.

use chrono::Duration;
use duban_domain::{Docket, Effect, Instrument, Machine, PlanTime, What, terms::parties};
use duban_tests::{Campaign, Sandbox, Shape, WorkerSetup, audit, campaign::SILENT};

/// Longer than a busy machine is late, shorter than the outage.
const TOLERANCE: Duration = Duration::days(3);

#[tokio::test(flavor = "multi_thread")]
async fn what_an_outage_held_up_happens_once_and_bears_its_own_date() {
    let sandbox = Sandbox::new().await;
    let worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::TwoLevels).tolerating(TOLERANCE);
    // Nobody does anything: every docket climbs its ladder.
    let running = sandbox.launch(campaign).await;
    running.until(day(&running.campaign, 5)).await;
    sandbox.until_notices(&running, 3).await;
    worker.stop().await;
    running.until(day(&running.campaign, 15)).await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let terms = &running.campaign.terms;
    running.until(terms.closes).await;
    for party in parties(&running.campaign.directory, &terms.issuer) {
        sandbox.until_closed(&running, &party.bureau).await;
        let ledger = sandbox.store.ledger_list(&terms.campaign, Some(&party.bureau)).await.unwrap();
        let happened: Vec<_> = ledger.into_iter().map(|row| row.effect).collect();
        let mut docket = Docket::new(terms.clone(), party.clone());
        let mut expected = Vec::new();
        if let Some((from, until)) = outages(&happened).first().copied() {
            expected.extend(docket.wake(from.plus(Duration::milliseconds(-1))));
            expected.extend(docket.wake_late(until));
            assert!(until.since(from) > TOLERANCE);
        }
        expected.extend(docket.wake(terms.closes));
        assert_eq!(happened, expected, "{}", party.bureau);
        assert!(outages(&happened).len() <= 1, "an outage is told once: {happened:#?}");
        if party.bureau.as_str() == SILENT {
            letters_bear_their_own_date(&happened);
        }
    }
    sandbox.until_mailed().await;
    audit::sound(&sandbox.store).await;
}

fn letters_bear_their_own_date(happened: &[Effect]) {
    let (_, until) = outages(happened)[0];
    let late: Vec<_> = happened.iter().filter_map(Effect::notice).filter(|n| n.at == until).collect();
    let kinds: Vec<_> = late.iter().map(|notice| notice.instrument).collect();
    let letters = [Instrument::ReminderLetter, Instrument::Circular, Instrument::ApprovalRequest];
    assert!(kinds.starts_with(&letters), "in order, once, and no reminder of what is past: {kinds:?}");
    assert!(late[0].facts.reply_by > Some(until), "the reply clock runs from the letter's own date");
}

fn outages(happened: &[Effect]) -> Vec<(PlanTime, PlanTime)> {
    let outage = |effect: &Effect| match effect.what {
        What::Outage { from, until } => Some((from, until)),
        _ => None,
    };
    happened.iter().filter_map(outage).collect()
}

/// Noon, so many days after the campaign opened.
fn day(campaign: &Campaign, days: i64) -> PlanTime {
    campaign.terms.opens.plus(Duration::days(days) + Duration::hours(3))
}
