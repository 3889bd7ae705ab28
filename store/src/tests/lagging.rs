//! What lags, the letters about it, and how a campaign went.

use super::samples::{
    CAMPAIGN, DUYUN, FUQUAN, PREFECTURE, campaign, county_story, duty, effect, issued, notice, plan_at,
    record, store,
};
use duban_domain::{
    event::{DocketEvent, EventEnvelope},
    ids::ObligationId,
    instrument::Instrument,
    notice::Facts,
    trend::TrendTurn,
};
use sqlx::Row;
use std::collections::BTreeSet;

#[tokio::test]
async fn what_lags_is_overdue_unfulfilled_or_waits_for_a_review_that_is_asked() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let mut told = record(DUYUN, 1, Vec::new());
    told.views = vec![
        duty("a", "overdue", None),
        duty("b", "submitted", Some(true)),
        duty("c", "submitted", Some(true)),
        duty("d", "unfulfilled", None),
        duty("e", "open", None),
    ];
    store.record(&told).await.unwrap();
    let lagging = async |reviewed: &[ObligationId]| {
        let rows = store.lagging_duties(&campaign(), reviewed).await.unwrap();
        rows.into_iter().map(|row| row.duty.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(lagging(&[]).await, ["a", "d"]);
    assert_eq!(lagging(&["b".into()]).await, ["a", "b", "d"]);
    assert!(store.lagging_duties(&"none".into(), &[]).await.unwrap().is_empty());
    let everywhere = store.duty_everywhere(&campaign(), &"a".into()).await.unwrap();
    assert_eq!(everywhere.iter().map(|row| row.bureau.as_str()).collect::<Vec<_>>(), [DUYUN]);
}

/// A letter that asks for a reply.
fn letter(ordinal: u32, to: &str, at: &str) -> EventEnvelope {
    let mut letter = notice(ordinal, Instrument::ReminderLetter, to, at);
    letter.facts = Facts { reply_by: Some(plan_at("2024-08-23T17:00")), ..Facts::default() };
    issued(letter)
}

#[tokio::test]
async fn letters_without_a_reply_are_listed_until_it_comes_or_all_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for county in [DUYUN, FUQUAN] {
        store.record(&record(county, 1, vec![letter(1, county, "2024-08-21T09:00")])).await.unwrap();
    }
    let to = |codes: &[&str]| codes.iter().map(|code| (*code).into()).collect::<BTreeSet<_>>();
    let waiting = async || {
        let rows = store.letters_unanswered(&to(&[DUYUN, FUQUAN])).await.unwrap();
        rows.into_iter().map(|row| row.notice.to.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(waiting().await, [DUYUN, FUQUAN]);
    assert!(store.letters_unanswered(&to(&[PREFECTURE])).await.unwrap().is_empty());
    let at = plan_at("2024-08-22T09:00");
    let reply = DocketEvent::Replied { notice: 1, text: "本周内补报".to_owned(), files: Vec::new() };
    store.record(&record(DUYUN, 2, vec![effect(at, reply)])).await.unwrap();
    assert_eq!(waiting().await, [FUQUAN]);
    let end = EventEnvelope::new(plan_at("2024-12-20T17:30"), None, DocketEvent::Finished);
    store.record(&record(FUQUAN, 2, vec![end])).await.unwrap();
    assert!(waiting().await.is_empty());

    // What was written about an obligation stands there still, with its reply.
    let about = |county: &str| (campaign(), county.into(), "interim-report".into());
    let letters = store.letters_about(&[about(DUYUN), about(FUQUAN)]).await.unwrap();
    let told: Vec<_> = letters.iter().map(|row| (row.about.as_str(), row.reply.as_deref())).collect();
    assert_eq!(told, [(DUYUN, Some("本周内补报")), (FUQUAN, None)]);
    assert!(store.letters_about(&[(campaign(), DUYUN.into(), "other".into())]).await.unwrap().is_empty());
    assert!(store.letters_about(&[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn how_a_campaign_went_is_read_from_its_lines_along_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for told in county_story(DUYUN) {
        store.record(&told).await.unwrap();
    }
    let lines = store.trend_lines(&campaign()).await.unwrap();
    let turns: Vec<_> = lines.iter().map(|line| line.turn).collect();
    assert_eq!(turns, [TrendTurn::Opened, TrendTurn::FellDue, TrendTurn::HandedIn { on_time: false }]);
    assert!(
        lines
            .iter()
            .all(|line| line.bureau.as_str() == DUYUN && line.obligation.as_str() == "interim-report")
    );
    let open = store.approvals_open(&CAMPAIGN.into()).await.unwrap();
    assert_eq!(open.len(), store.approval_list(&campaign()).await.unwrap().len());
    let plan = sqlx::query(
        "EXPLAIN QUERY PLAN SELECT bureau FROM ledger WHERE campaign = 'x' AND matter IS NULL AND event IN
            ('opened', 'fell-due', 'submitted', 'returned', 'extended', 'waived', 'unfulfilled') ORDER BY id",
    );
    let plan = plan.fetch_all(&store.reader).await.unwrap();
    let told: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
    assert!(told.iter().any(|line| line.contains("ledger_trend")), "{told:?}");
}
