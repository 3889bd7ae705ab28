//! The findings' ledger page: filtered, in order, stable, and read along an index.

use super::{
    matters::{code, finding_opened, finding_view, registration},
    samples::{DUYUN, FUQUAN, PREFECTURE, bureau, campaign, plan_at, store},
};
use crate::{
    Cursor, FindingFilter, FindingRow, LedgerPage, Page, PageTurn, Store,
    read::{
        filter::{FindingIndex, MOST_MERGED},
        finding::OPEN,
        page::{Direction, end_query, query},
        statistics::STATISTICS,
    },
};
use duban_domain::{
    bureau::Level,
    finding::{FindingStatus, FindingView, Grade, Registration, Source, Subject},
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
        standing: FindingStatus::ALL[n as usize % 6],
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
        |f| FindingFilter { standing: Some(FindingStatus::Filed), ..f },
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

async fn steps(store: &Store, mut query: sqlx::QueryBuilder<sqlx::Sqlite>) -> Vec<String> {
    let rows = query.build_query_as::<(i64, i64, i64, String)>().fetch_all(&store.reader).await.unwrap();
    rows.into_iter().map(|(.., detail)| detail).collect()
}

#[tokio::test]
async fn every_page_is_read_along_an_index_and_never_sorted() {
    const EXPLAIN: &str = "EXPLAIN QUERY PLAN ";
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let after = Some(Cursor { registered: at(9), id: FindingId::from("f1") });
    let end = Cursor { registered: at(5), id: FindingId::from("f1") };
    for filter in filters() {
        let (equals, index) = match FindingIndex::of(&filter) {
            FindingIndex::Subject => ("(credit_code=? AND campaign=?", "finding_by_subject"),
            FindingIndex::Overdue => ("(campaign=? AND overdue=?", "finding_overdue"),
            FindingIndex::County => ("(campaign=? AND county=?", "finding_by_county"),
            FindingIndex::Standing => ("(campaign=? AND standing=?", "finding_by_standing"),
            FindingIndex::Grade => ("(campaign=? AND grade=?", "finding_by_grade"),
            FindingIndex::Source => ("(campaign=? AND risk_source=?", "finding_by_risk_source"),
            FindingIndex::Product => ("(campaign=? AND product_group=?", "finding_by_product"),
            FindingIndex::Time => ("(campaign=?", "finding_by_time"),
            FindingIndex::Alike => unreachable!("no filter here begins so"),
        };
        for after in [None, after.as_ref()] {
            for direction in [Direction::Back, Direction::Forth] {
                let page = query(EXPLAIN, &filter, direction, (after, Some(&end)), 50);
                let place = end_query(EXPLAIN, &filter, direction, after, 100);
                for (query, covering) in [(page, ""), (place, "COVERING ")] {
                    let plan = steps(&store, query).await;
                    let expected = format!("SEARCH finding USING {covering}INDEX {index} {equals}");
                    let reads: Vec<_> = plan.iter().filter(|line| line.contains("finding")).collect();
                    assert!(reads.iter().all(|line| line.starts_with(&expected)), "{filter:?}: {plan:#?}");
                    assert!(
                        !reads.is_empty() && !plan.iter().any(|line| line.contains("TEMP B-TREE")),
                        "{plan:#?}"
                    );
                }
            }
        }
    }
}

/// All leaves of `limit` findings, one after another, and back again.
async fn leaves(store: &Store, filter: &FindingFilter, limit: u32) -> (Vec<LedgerPage>, Vec<LedgerPage>) {
    let mut there = vec![store.finding_leaf(filter, &PageTurn::Newest, limit).await.unwrap()];
    while let Some(older) = there.last().and_then(|leaf| leaf.older.clone()) {
        there.push(store.finding_leaf(filter, &PageTurn::Older(older), limit).await.unwrap());
    }
    let mut back = vec![there.last().unwrap().clone()];
    while let Some(newer) = back.last().and_then(|leaf| leaf.newer.clone()) {
        back.push(store.finding_leaf(filter, &PageTurn::Newer(newer), limit).await.unwrap());
    }
    (there, back)
}

#[tokio::test]
async fn leaves_hold_what_pages_do_there_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    for filter in filters() {
        let expected: Vec<_> = pages(&store, &filter, 500).await.into_iter().map(|row| row.id).collect();
        let (there, back) = leaves(&store, &filter, 7).await;
        let ids = |leaves: &[&LedgerPage]| {
            leaves.iter().flat_map(|leaf| &leaf.rows).map(|row| row.id.clone()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&there.iter().collect::<Vec<_>>()), expected, "{filter:?}");
        assert_eq!(ids(&back.iter().rev().collect::<Vec<_>>()), expected, "{filter:?}");
        assert!(there.iter().all(|leaf| !leaf.stopped && leaf.rows.len() <= 7));
        assert!(there[0].newer.is_none() && there.last().unwrap().older.is_none());
        let count = store.finding_count(&filter, 1_000).await.unwrap();
        assert_eq!((count.findings, count.or_more), (expected.len() as u64, false), "{filter:?}");
    }
    let product =
        FindingFilter { product_group: Some("产品1".to_owned()), ..FindingFilter::all(campaign()) };
    let count = store.finding_count(&product, 10).await.unwrap();
    assert_eq!((count.findings, count.or_more), (10, true));
}

/// So many findings as are looked at for one leaf, and ten more; none but the oldest is major.
async fn crowd(folder: &tempfile::TempDir) -> Store {
    let store = store(folder).await;
    let insert = "
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 100012)
        INSERT INTO finding (workflow, campaign, id, county, subject, subject_name, credit_code, trade,
            product_group, kind, risk_source, problem, found_on, attachments, registered_at, standing,
            grade, overdue, round, interviewed, handed_over, publicised, exposed, listed)
        SELECT 'finding/' || n, $1, printf('f%06d', n), $2, 'enterprise', 'N' || n, '91350100M000100Y43',
            'seller', '产品', 'production', 'check', '问题', '2024-07-01', '[]', '2024-07-01T10:00:00+00:00',
            'ordered', CASE n WHEN 1 THEN 'major' ELSE 'ordinary' END, FALSE, 1, FALSE, FALSE, FALSE, FALSE,
            FALSE
        FROM n";
    sqlx::query(insert).bind(campaign().as_str()).bind(DUYUN).execute(&store.writer).await.unwrap();
    store
}

#[tokio::test]
async fn looking_for_what_is_rare_stops_and_goes_on_from_there() {
    let folder = tempfile::tempdir().unwrap();
    let store = crowd(&folder).await;
    // Along the county's index the one that is major is passed to at last.
    let filter = FindingFilter {
        counties: set(&[DUYUN]),
        grade: Some(Grade::Major),
        ..FindingFilter::all(campaign())
    };
    let first = store.finding_leaf(&filter, &PageTurn::Newest, 50).await.unwrap();
    assert!(first.rows.is_empty() && first.stopped && first.newer.is_none());
    let count = store
        .finding_count(&FindingFilter { source: Some(Source::Check), ..filter.clone() }, 10)
        .await
        .unwrap();
    assert_eq!((count.findings, count.or_more), (0, true), "not known within reach");
    let second = store.finding_leaf(&filter, &PageTurn::Older(first.older.unwrap()), 50).await.unwrap();
    assert_eq!(second.rows[0].id.as_str(), "f000001");
    assert!(second.older.is_none() && !second.stopped);
}

#[tokio::test]
async fn findings_are_looked_up_by_how_a_name_a_code_or_an_id_begins() {
    let folder = tempfile::tempdir().unwrap();
    let store = crowd(&folder).await;
    let begins =
        |text: &str| FindingFilter { begins: Some(text.to_owned()), ..FindingFilter::all(campaign()) };
    let found = async |text: &str| {
        let leaf = store.finding_leaf(&begins(text), &PageTurn::Newest, 500).await.unwrap();
        leaf.rows.iter().map(|row| row.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(found("N100012").await, ["f100012"], "a name");
    assert_eq!(found(" f10001 ").await, ["f100012", "f100011", "f100010"], "an id");
    assert_eq!(
        found("91350100m").await.len(),
        500,
        "a code, in lower case, of which the first thousand are looked at"
    );
    assert!(found("没有").await.is_empty());
    assert!(found("").await.is_empty() && found("%").await.is_empty());
    assert!(found("'; DROP TABLE finding; --").await.is_empty());
    assert!(store.findings_alike(&begins("N1")).await.unwrap());
    assert!(!store.findings_alike(&begins("N100012")).await.unwrap());
    let both = FindingFilter { grade: Some(Grade::Major), ..begins("N1") };
    assert_eq!(store.finding_leaf(&both, &PageTurn::Newest, 50).await.unwrap().rows.len(), 1);
    // Each is read from an index, and only what is alike is sorted.
    let page = query("EXPLAIN QUERY PLAN ", &begins("a1"), Direction::Back, (None, None), 50);
    let plan = steps(&store, page).await;
    for index in [
        "finding_by_name (campaign=? AND subject_name>? AND subject_name<?)",
        "finding_by_subject (credit_code>? AND credit_code<?",
    ] {
        assert!(plan.iter().any(|line| line.contains(index)), "{plan:#?}");
    }
    assert!(!plan.iter().any(|line| line.starts_with("SCAN finding")), "{plan:#?}");
}

#[tokio::test]
async fn the_tally_says_what_counting_would() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let count = "
        SELECT COUNT(*) FROM finding_tally t WHERE findings <> (SELECT COUNT(*) FROM finding f
            WHERE f.campaign = t.campaign AND f.county = t.county AND f.standing = t.standing
                AND f.grade = t.grade AND f.overdue = t.overdue AND (f.ordered_at IS NOT NULL) = t.ordered
                AND COALESCE(f.outcome, '') = t.outcome AND COALESCE(f.on_time, FALSE) = t.on_time
                AND f.interviewed = t.interviewed AND f.handed_over = t.handed_over
                AND f.publicised = t.publicised AND f.exposed = t.exposed AND f.listed = t.listed)";
    let agrees = async || {
        let wrong: i64 = sqlx::query_scalar(count).fetch_one(&store.reader).await.unwrap();
        let sum: i64 = sqlx::query_scalar("SELECT SUM(findings) FROM finding_tally")
            .fetch_one(&store.reader)
            .await
            .unwrap();
        let all: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM finding").fetch_one(&store.reader).await.unwrap();
        assert_eq!((wrong, sum), (0, all));
    };
    agrees().await;
    for change in [
        "UPDATE finding SET standing = 'closed', outcome = 'rectified', on_time = TRUE WHERE standing = 'filed'",
        "UPDATE finding SET overdue = TRUE, listed = TRUE, problem = 'x' WHERE id < 'f050'",
        "UPDATE finding SET problem = 'y'",
        "DELETE FROM finding WHERE id > 'f100'",
    ] {
        sqlx::query(change).execute(&store.writer).await.unwrap();
        agrees().await;
    }
}

#[tokio::test]
async fn counts_are_read_from_an_index_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for (sql, index) in [
        (OPEN, "COVERING INDEX finding_by_county (campaign=? AND county=? AND registered_at<?)"),
        (STATISTICS, "SEARCH finding_tally USING INDEX sqlite_autoindex_finding_tally_1 (campaign=?)"),
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
