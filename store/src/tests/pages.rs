//! The findings' ledger page: filtered, in order, stable, and read along an index.

use super::{
    matters::{code, finding_opened, finding_view, registration},
    samples::{DUYUN, FUQUAN, PREFECTURE, bureau, campaign, plan_at, store},
};
use crate::{
    FindingFilter, FindingRow, Page, Store,
    read::{
        finding::OPEN,
        page::{MOST_MERGED, query},
        statistics::STATISTICS,
    },
};
use duban_domain::{
    bureau::Level,
    finding::{FindingStanding, FindingView, Grade, Registration, Source, Subject},
    ids::{BureauCode, FindingId},
    time::PlanTime,
};
use std::collections::BTreeSet;

fn at(minute: u32) -> PlanTime {
    plan_at("2024-07-01T10:00").plus(chrono::Duration::minutes(i64::from(minute)))
}

/// Finding `n`: each property in a rhythm of its own.
fn sample(n: u32) -> (Registration, FindingView) {
    let mut registered = registration(&format!("f{n:03}"), if n.is_multiple_of(2) { DUYUN } else { FUQUAN });
    registered.source = Source::ALL[n as usize % 5];
    registered.product.group = format!("产品{}", n % 4);
    if let Subject::Enterprise { credit_code, .. } = &mut registered.subject {
        *credit_code = code(usize::from(n.is_multiple_of(7)));
    }
    let view = FindingView {
        standing: FindingStanding::ALL[n as usize % 6],
        grade: Grade::ALL[n as usize % 3],
        overdue: n % 5 == 1,
        // Three at a time at the same instant.
        registered: at(n / 3),
        ..finding_view("2024-07-01T10:00")
    };
    (registered, view)
}

async fn filled(folder: &tempfile::TempDir) -> Store {
    let store = store(folder).await;
    for n in 0..120 {
        let (registered, view) = sample(n);
        store.record(&finding_opened(registered, view)).await.unwrap();
    }
    store
}

fn set(codes: &[&str]) -> Option<BTreeSet<BureauCode>> {
    Some(codes.iter().copied().map(BureauCode::from).collect())
}

fn many() -> Option<BTreeSet<BureauCode>> {
    let codes = (0..=MOST_MERGED).map(|n| BureauCode::new(format!("{}", 110_000 + n)));
    Some(codes.chain([FUQUAN.into()]).collect())
}

/// Every filter by itself and with others, and what passes it.
fn filters() -> Vec<FindingFilter> {
    let all = FindingFilter::all(campaign());
    let narrowings: [fn(FindingFilter) -> FindingFilter; 7] = [
        |f| FindingFilter { standing: Some(FindingStanding::Filed), ..f },
        |f| FindingFilter { overdue: true, ..f },
        |f| FindingFilter { grade: Some(Grade::Major), ..f },
        |f| FindingFilter { source: Some(Source::Recall), ..f },
        |f| FindingFilter { credit_code: Some(code(1)), ..f },
        |f| FindingFilter { product_group: Some("产品1".to_owned()), ..f },
        |f| FindingFilter { registered_from: Some(at(7)), registered_before: Some(at(30)), ..f },
    ];
    let counties = [None, set(&[DUYUN]), set(&[DUYUN, FUQUAN, PREFECTURE]), many()];
    let mut filters = Vec::new();
    for counties in counties {
        let base = FindingFilter { counties, ..all.clone() };
        for bits in 0..1_u32 << narrowings.len() {
            let chosen = narrowings.iter().enumerate().filter(|(place, _)| bits & (1 << place) != 0);
            filters.push(chosen.fold(base.clone(), |filter, (_, narrow)| narrow(filter)));
        }
    }
    filters
}

fn passes(filter: &FindingFilter, registered: &Registration, view: &FindingView) -> bool {
    let enterprise = match &registered.subject {
        Subject::Enterprise { credit_code, .. } => Some(credit_code),
        Subject::Bureau { .. } => None,
    };
    filter.counties.as_ref().is_none_or(|counties| counties.contains(&registered.county))
        && filter.standing.is_none_or(|standing| view.standing == standing)
        && (!filter.overdue || view.overdue)
        && filter.grade.is_none_or(|grade| view.grade == grade)
        && filter.source.is_none_or(|source| registered.source == source)
        && filter.credit_code.as_ref().is_none_or(|code| enterprise == Some(code))
        && filter.product_group.as_ref().is_none_or(|group| registered.product.group == *group)
        && filter.registered_from.is_none_or(|from| view.registered >= from)
        && filter.registered_before.is_none_or(|before| view.registered < before)
}

/// All pages of `limit` findings, one after another.
async fn pages(store: &Store, filter: &FindingFilter, limit: u32) -> Vec<FindingRow> {
    let mut rows: Vec<FindingRow> = Vec::new();
    loop {
        let after = rows.last().map(FindingRow::cursor);
        let page = store.finding_list(filter, &Page { after, limit }).await.unwrap();
        assert!(page.len() <= limit as usize);
        let last = page.len() < limit as usize;
        rows.extend(page);
        if last {
            return rows;
        }
    }
}

#[tokio::test]
async fn every_filter_finds_what_passes_it_newest_first() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let samples: Vec<_> = (0..120).map(sample).collect();
    for filter in filters() {
        let mut expected: Vec<_> = samples
            .iter()
            .filter(|(registered, view)| passes(&filter, registered, view))
            .map(|(registered, view)| (view.registered, registered.id.clone()))
            .collect();
        expected.sort_by(|a, b| b.cmp(a));
        let found = pages(&store, &filter, 7).await;
        let found: Vec<_> = found.into_iter().map(|row| (row.view.registered, row.id)).collect();
        assert_eq!(found, expected, "{filter:?}");
    }
    let nobody = FindingFilter { counties: Some(BTreeSet::new()), ..FindingFilter::all(campaign()) };
    assert!(store.finding_list(&nobody, &Page::default()).await.unwrap().is_empty());
    let other = FindingFilter::all("other".into());
    assert!(store.finding_list(&other, &Page::default()).await.unwrap().is_empty());
}

#[tokio::test]
async fn pages_do_not_shift_while_findings_are_registered() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let counties = set(&[DUYUN, FUQUAN]);
    for (round, filter) in
        [FindingFilter::all(campaign()), FindingFilter { counties, ..FindingFilter::all(campaign()) }]
            .into_iter()
            .enumerate()
    {
        let before = pages(&store, &filter, 500).await;
        let mut seen: Vec<FindingRow> = Vec::new();
        for page in 0..before.len().div_ceil(10) {
            let after = seen.last().map(FindingRow::cursor);
            seen.extend(store.finding_list(&filter, &Page { after, limit: 10 }).await.unwrap());
            let newest = finding_view(&format!("2024-07-1{round}T10:00"));
            let id = format!("new-{round}-{page}");
            store.record(&finding_opened(registration(&id, DUYUN), newest)).await.unwrap();
        }
        let ids = |rows: Vec<FindingRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(ids(seen), ids(before));
    }
}

#[tokio::test]
async fn a_page_has_an_end() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let insert = "
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 700)
        INSERT INTO finding (workflow, campaign, id, county, subject, subject_bureau, product_group, kind,
            risk_source, problem, found_on, attachments, registered_at, standing, grade, overdue, round,
            interviewed, handed_over, publicised, exposed, listed)
        SELECT 'finding/' || n, $1, n, $2, 'bureau', $2, '产品', 'production', 'check', '问题', '2024-07-01',
            '[]', '2024-07-01T10:00:00+00:00', 'ordered', 'ordinary', FALSE, 1, FALSE, FALSE, FALSE, FALSE,
            FALSE
        FROM n";
    sqlx::query(insert).bind(campaign().as_str()).bind(DUYUN).execute(&store.writer).await.unwrap();
    let filter = FindingFilter::all(campaign());
    let page = Page { after: None, limit: u32::MAX };
    assert_eq!(store.finding_list(&filter, &page).await.unwrap().len(), 500);
    assert_eq!(pages(&store, &filter, 500).await.len(), 700);
}

async fn plan_of(store: &Store, filter: &FindingFilter, page: &Page) -> Vec<String> {
    let mut query = query("EXPLAIN QUERY PLAN ", filter, page);
    let rows = query.build_query_as::<(i64, i64, i64, String)>().fetch_all(&store.reader).await.unwrap();
    rows.into_iter().map(|(.., detail)| detail).collect()
}

#[tokio::test]
async fn every_page_is_read_along_an_index_and_never_sorted() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let after = Some(crate::Cursor { registered: at(9), id: FindingId::from("f1") });
    for filter in filters() {
        for after in [None, after.clone()] {
            let plan = plan_of(&store, &filter, &Page { after, limit: 50 }).await;
            let merged = filter.counties.as_ref().is_some_and(|counties| counties.len() <= MOST_MERGED);
            let index = match &filter {
                FindingFilter { credit_code: Some(_), .. } => {
                    "finding_by_subject (credit_code=? AND campaign=?"
                }
                FindingFilter { overdue: true, .. } => "finding_overdue (campaign=? AND overdue=?",
                _ if merged => "finding_by_county (campaign=? AND county=?",
                FindingFilter { standing: Some(_), .. } => "finding_by_standing (campaign=? AND standing=?",
                FindingFilter { grade: Some(_), .. } => "finding_by_grade (campaign=? AND grade=?",
                FindingFilter { source: Some(_), .. } => {
                    "finding_by_risk_source (campaign=? AND risk_source=?"
                }
                FindingFilter { product_group: Some(_), .. } => {
                    "finding_by_product (campaign=? AND product_group=?"
                }
                _ => "finding_by_time (campaign=?",
            };
            let expected = format!("SEARCH finding USING INDEX {index}");
            let reads: Vec<_> = plan.iter().filter(|line| line.contains("finding")).collect();
            assert!(reads.iter().all(|line| line.starts_with(&expected)), "{filter:?}: {plan:#?}");
            assert!(!reads.is_empty() && !plan.iter().any(|line| line.contains("TEMP B-TREE")), "{plan:#?}");
        }
    }
}

#[tokio::test]
async fn counts_are_read_from_an_index_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for (sql, index) in [
        (OPEN, "COVERING INDEX finding_by_county (campaign=? AND county=? AND registered_at<?)"),
        (STATISTICS, "COVERING INDEX finding_by_county (campaign=?)"),
    ] {
        let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
        let rows: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(sql).bind("c").bind("b").bind("t").fetch_all(&store.reader).await.unwrap();
        assert!(rows.iter().any(|(.., line)| line.ends_with(index)), "{rows:?}");
        assert!(!rows.iter().any(|(.., line)| line.contains("TEMP B-TREE")), "{rows:?}");
    }
}

#[tokio::test]
async fn as_many_counties_as_are_merged_can_be_merged() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let codes: Vec<String> = (1..MOST_MERGED).map(|n| format!("{}", 110_000 + n)).collect();
    let more: Vec<_> = codes.iter().map(|code| bureau(code, Level::County, None, "市监")).collect();
    store.bureau_upsert_all(&more).await.unwrap();
    for (n, code) in codes.iter().enumerate() {
        let registered = registration(&format!("m{n}"), code);
        let view = finding_view("2024-07-01T10:00");
        store
            .record(&finding_opened(registered, FindingView { registered: at(n as u32), ..view }))
            .await
            .unwrap();
    }
    let counties = set(&codes.iter().map(String::as_str).chain([DUYUN]).collect::<Vec<_>>());
    assert_eq!(counties.as_ref().map(BTreeSet::len), Some(MOST_MERGED));
    let filter = FindingFilter { counties, ..FindingFilter::all(campaign()) };
    let found = pages(&store, &filter, 50).await;
    assert_eq!(found.len(), 60 + codes.len());
    assert!(found.is_sorted_by_key(|row| std::cmp::Reverse((row.view.registered, row.id.clone()))));
}
