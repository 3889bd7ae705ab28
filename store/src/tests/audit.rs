//! The audit log: every filter finds what passes it, along an index, and no line is ever touched.

use super::samples::{DUYUN, FUQUAN, HOSTILE, PREFECTURE, store, wall_at};
use crate::{AuditCursor, AuditEntry, AuditFilter, AuditRow, Store, people::audit_query};
use chrono::Duration;
use duban_domain::{
    access::Role,
    ids::BureauCode,
    people::{Outcome, Via},
    time::WallTime,
};
use serde_json::json;
use std::collections::BTreeSet;

fn at(n: usize) -> WallTime {
    // Several lines share an instant.
    wall_at("2024-07-01T09:00").plus(Duration::minutes(i64::try_from(n / 3).unwrap()))
}

fn sample(n: usize) -> AuditEntry {
    let bureaus = [Some(DUYUN), Some(FUQUAN), Some(PREFECTURE), None];
    let actions = ["sign-in", "submit", "approve"];
    AuditEntry {
        at: at(n),
        account: ["zhangsan", "lisi", "nobody", HOSTILE][n % 4].to_owned(),
        name: "张三".to_owned(),
        bureau: bureaus[n % 4].map(BureauCode::from),
        role: bureaus[n % 4].map(|_| Role::Officer),
        via: Via::ALL[n % Via::ALL.len()],
        source: "192.0.2.7".to_owned(),
        action: actions[n % 3].to_owned(),
        campaign: n.is_multiple_of(2).then(|| "spring".into()),
        about: n.is_multiple_of(5).then(|| FUQUAN.into()),
        object: n.is_multiple_of(3).then(|| HOSTILE.to_owned()),
        outcome: Outcome::ALL[n % 7 % Outcome::ALL.len()],
        detail: json!({ "n": n, "text": HOSTILE }),
    }
}

async fn filled(folder: &tempfile::TempDir) -> Store {
    let store = store(folder).await;
    for n in 0..120 {
        store.audit_insert(&sample(n)).await.unwrap();
    }
    store
}

fn set(codes: &[&str]) -> Option<BTreeSet<BureauCode>> {
    Some(codes.iter().map(|code| BureauCode::from(*code)).collect())
}

fn many() -> Option<BTreeSet<BureauCode>> {
    let others = (0..200).map(|n| BureauCode::new(format!("{}", 110_000 + n)));
    Some(others.chain([DUYUN.into(), FUQUAN.into()]).collect())
}

/// Filters, each with the index it is to be read along.
fn filters() -> Vec<(AuditFilter, &'static str)> {
    let all = AuditFilter::default;
    let some = |text: &str| Some(text.to_owned());
    let denied = Some(Outcome::Denied);
    let campaign = || Some("spring".into());
    vec![
        (all(), "audit_by_time"),
        (AuditFilter { from: Some(at(30)), before: Some(at(60)), ..all() }, "audit_by_time (at>? AND at<?"),
        (AuditFilter { bureaus: many(), ..all() }, "audit_by_time"),
        (AuditFilter { bureaus: set(&[DUYUN]), ..all() }, "audit_by_bureau (bureau=?"),
        (
            AuditFilter { bureaus: set(&[DUYUN, PREFECTURE]), from: Some(at(30)), ..all() },
            "audit_by_bureau (bureau=? AND at>?",
        ),
        (AuditFilter { account: some("lisi"), ..all() }, "audit_by_account (account=?"),
        (
            AuditFilter { account: some("lisi"), bureaus: set(&[FUQUAN]), ..all() },
            "audit_by_account (account=?",
        ),
        (AuditFilter { account: some(HOSTILE), outcome: denied, ..all() }, "audit_by_account (account=?"),
        (AuditFilter { action: some("submit"), ..all() }, "audit_by_action (action=?"),
        (AuditFilter { action: some("submit"), bureaus: many(), ..all() }, "audit_by_action (action=?"),
        (
            AuditFilter { action: some("submit"), bureaus: set(&[DUYUN, FUQUAN]), ..all() },
            "audit_by_bureau_action (bureau=? AND action=?",
        ),
        (AuditFilter { outcome: denied, ..all() }, "audit_by_outcome (outcome=?"),
        (
            AuditFilter { outcome: denied, bureaus: set(&[DUYUN]), ..all() },
            "audit_by_bureau_outcome (bureau=? AND outcome=?",
        ),
        (AuditFilter { campaign: campaign(), ..all() }, "audit_by_campaign (campaign=?"),
        (
            AuditFilter {
                campaign: campaign(),
                bureaus: set(&[DUYUN]),
                outcome: denied,
                before: Some(at(90)),
                ..all()
            },
            "audit_by_bureau_outcome (bureau=? AND outcome=? AND at<?",
        ),
    ]
}

fn passes(filter: &AuditFilter, entry: &AuditEntry) -> bool {
    let of = |bureaus: &BTreeSet<BureauCode>| entry.bureau.as_ref().is_some_and(|one| bureaus.contains(one));
    filter.bureaus.as_ref().is_none_or(of)
        && filter.account.as_ref().is_none_or(|account| *account == entry.account)
        && filter.action.as_ref().is_none_or(|action| *action == entry.action)
        && filter.outcome.is_none_or(|outcome| outcome == entry.outcome)
        && filter.campaign.as_ref().is_none_or(|campaign| Some(campaign) == entry.campaign.as_ref())
        && filter.from.is_none_or(|from| from <= entry.at)
        && filter.before.is_none_or(|before| entry.at < before)
}

async fn pages(store: &Store, filter: &AuditFilter, limit: u32) -> Vec<AuditRow> {
    let mut rows: Vec<AuditRow> = Vec::new();
    loop {
        let page = store.audit_list(filter, rows.last().map(AuditRow::cursor), limit).await.unwrap();
        let is_last = page.len() < limit as usize;
        rows.extend(page);
        if is_last {
            return rows;
        }
    }
}

#[tokio::test]
async fn every_filter_finds_what_passes_it_newest_first() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    for (filter, _) in filters() {
        let expected: Vec<_> = (0..120).rev().map(sample).filter(|entry| passes(&filter, entry)).collect();
        let found: Vec<_> = pages(&store, &filter, 7).await.into_iter().map(|row| row.entry).collect();
        assert_eq!(found, expected, "{filter:?}");
        assert!(!found.is_empty(), "{filter:?}");
    }
    let nobody = AuditFilter { bureaus: set(&[]), ..AuditFilter::default() };
    assert!(store.audit_list(&nobody, None, 50).await.unwrap().is_empty());
}

#[tokio::test]
async fn every_page_is_read_along_an_index_and_never_sorted() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let place = Some(AuditCursor { at: at(50), id: 7 });
    for (filter, index) in filters() {
        for after in [None, place] {
            let mut query = audit_query("EXPLAIN QUERY PLAN ", &filter, after, 50);
            let rows = query.build_query_as::<(i64, i64, i64, String)>().fetch_all(&store.reader).await;
            let plan: Vec<_> = rows.unwrap().into_iter().map(|(.., detail)| detail).collect();
            let reads: Vec<_> = plan.iter().filter(|line| line.contains("audit")).collect();
            let (name, terms) = index.split_once(' ').unwrap_or((index, ""));
            let terms = terms.split_once(" AND at").map_or(terms, |(equal, _)| equal);
            let good = |line: &&String| line.contains(&format!("INDEX {name}")) && line.contains(terms);
            assert!(!reads.is_empty() && reads.iter().all(good), "{index}: {plan:#?}");
            assert!(!plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
        }
    }
}

#[tokio::test]
async fn lines_are_added_and_never_touched() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    for sql in ["UPDATE audit SET outcome = 'done'", "DELETE FROM audit", "DELETE FROM audit WHERE id = 1"] {
        let refused = sqlx::query(sql).execute(&store.writer).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
    assert_eq!(pages(&store, &AuditFilter::default(), 500).await.len(), 120);
}
