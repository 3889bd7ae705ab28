//! No worker for longer than the tolerance: what was missed happens in order, once, dated when it
//! happened, and the ledger says why.

use chrono::Duration;
use duban_domain::{Docket, DocketEvent, EventEnvelope, Instrument, Machine, PlanTime, terms::parties};
use duban_tests::{Campaign, Running, Sandbox, Shape, WorkerSetup, audit, campaign::SILENT};

/// What comes later than this is held up by an outage.
const TOLERANCE: Duration = Duration::days(3);
/// Plan seconds per wall second: a day a second. On a machine that is too busy for that, half of it.
const SPEED: u32 = 86_400;

/// A campaign in which nobody does anything, whose worker was stopped before its first letter was due.
async fn left_alone(sandbox: &Sandbox) -> Running {
    let mut speed = SPEED;
    for number in 1.. {
        let worker = sandbox.worker(WorkerSetup::quiet().0).await;
        let campaign = Campaign::short(sandbox.folder(), &format!("left-alone-{number}"), Shape::TwoLevels);
        let running = sandbox.launch(campaign.tolerating(TOLERANCE).at_speed(speed)).await;
        running.until(day(&running.campaign, 1)).await;
        sandbox.until_notices(&running, 3).await;
        worker.stop().await;
        if running.now() < day(&running.campaign, 6) {
            return running;
        }
        speed /= 2;
    }
    unreachable!("a range without end")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_outage_held_up_happens_once_and_bears_its_own_date() {
    let sandbox = Sandbox::new().await;
    let running = left_alone(&sandbox).await;
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
        // A machine that is very busy may be late again: then that is told too.
        for (from, until) in outages(&happened) {
            assert!(until.since(from) > TOLERANCE);
            expected.extend(left_awake(&mut docket, from.plus(Duration::milliseconds(-1))));
            expected.extend(docket.advance_to(until));
        }
        expected.extend(left_awake(&mut docket, terms.closes));
        assert_eq!(happened, expected, "{}", party.bureau);
        if party.bureau.as_str() == SILENT {
            letters_bear_their_own_date(&happened);
        }
    }
    sandbox.until_mailed().await;
    audit::sound(&sandbox.store).await;
}

/// What happens in a docket up to an instant, each thing in time.
fn left_awake(docket: &mut Docket, until: PlanTime) -> Vec<EventEnvelope> {
    let mut effects = Vec::new();
    while let Some(next) = docket.next_wake().filter(|next| *next <= until) {
        effects.extend(docket.advance_to(next));
    }
    effects
}

fn letters_bear_their_own_date(happened: &[EventEnvelope]) {
    let held_up = outages(happened).into_iter().max_by_key(|(from, until)| until.since(*from));
    let (_, until) = held_up.expect("an outage");
    let late: Vec<_> = happened.iter().filter_map(EventEnvelope::notice).filter(|n| n.at == until).collect();
    let kinds: Vec<_> = late.iter().map(|notice| notice.instrument).collect();
    let letters = [Instrument::ReminderLetter, Instrument::Circular, Instrument::ApprovalRequest];
    assert!(kinds.starts_with(&letters), "in order, once, and no reminder of what is past: {kinds:?}");
    assert!(late[0].facts.reply_by > Some(until), "the reply clock runs from the letter's own date");
}

fn outages(happened: &[EventEnvelope]) -> Vec<(PlanTime, PlanTime)> {
    let outage = |effect: &EventEnvelope| match effect.event {
        DocketEvent::Outage { from, until } => Some((from, until)),
        _ => None,
    };
    happened.iter().filter_map(outage).collect()
}

/// Noon, so many days after the campaign opened.
fn day(campaign: &Campaign, days: i64) -> PlanTime {
    campaign.terms.opens.plus(Duration::days(days) + Duration::hours(3))
}
