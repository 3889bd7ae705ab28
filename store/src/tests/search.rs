//! Notices across campaigns: every filter finds what passes it, newest first, along an index.

use super::samples::{
    CAMPAIGN, DUYUN, FUQUAN, PREFECTURE, PROVINCE, campaign, effect, issued, new_campaign, notice, plan_at,
    record, store, wall_at,
};
use crate::{MailState, NoticeCursor, NoticePage, NoticeRow, NoticeSearch, Store, read::filter::MOST_MERGED};
use duban_domain::{
    event::DocketEvent,
    ids::BureauCode,
    instrument::Instrument,
    notice::Notice,
    time::{PlanTime, WallTime},
};
use std::collections::BTreeSet;

const OTHER: &str = "other";

fn at(minute: u32) -> PlanTime {
    plan_at("2024-08-21T09:00").plus(chrono::Duration::minutes(i64::from(minute)))
}

/// Notice `n`: each property in a rhythm of its own.
fn sample(n: u32) -> (&'static str, &'static str, Notice) {
    let county = if n.is_multiple_of(2) { DUYUN } else { FUQUAN };
    let kinds = [
        Instrument::Reminder,
        Instrument::ReminderLetter,
        Instrument::Interview,
        Instrument::ApprovalRequest,
        Instrument::Circular,
    ];
    let instrument = kinds[n as usize % kinds.len()];
    // Three at a time at the same instant.
    let mut notice = notice(n + 1, instrument, county, "2024-08-21T09:00");
    (notice.at, notice.send_from) = (at(n / 3), at(n / 3));
    notice.title = ["阶段性工作总结", "行动成果清单 100%", "a_b"][n as usize % 3].to_owned();
    if instrument == Instrument::ApprovalRequest {
        notice.to = PREFECTURE.into();
    }
    if instrument == Instrument::Circular {
        notice.copies = vec![PROVINCE.into(), FUQUAN.into(), DUYUN.into()];
        notice.copies.retain(|copy| *copy != notice.to);
    }
    let campaign = if n.is_multiple_of(7) { OTHER } else { CAMPAIGN };
    (campaign, county, notice)
}

fn acknowledged(n: u32) -> bool {
    sample(n).2.instrument.is_document() && n.is_multiple_of(4)
}

const COUNT: u32 = 90;

async fn filled(folder: &tempfile::TempDir) -> Store {
    let store = store(folder).await;
    store.campaign_insert(&new_campaign(OTHER)).await.unwrap();
    let mut sequences = std::collections::BTreeMap::new();
    for n in 0..COUNT {
        let (campaign, county, notice) = sample(n);
        let sequence = sequences.entry((campaign, county)).or_insert(0);
        *sequence += 1;
        let mut told = record(county, *sequence, vec![issued(notice)]);
        if acknowledged(n) {
            told.effects.push(effect(at(n), DocketEvent::Acknowledged { notice: n + 1, reply: None }));
        }
        (told.campaign, told.workflow) = (campaign.into(), format!("campaign/{campaign}/{county}"));
        store.record(&told).await.unwrap();
    }
    mail(&store).await;
    store
}

/// Duyun's first mails have gone, Fuquan's could not; what is later waits.
async fn mail(store: &Store) {
    let now = wall_at("2024-08-21T09:15");
    let sent = store.digest_next(&DUYUN.into(), now, false).await.unwrap().unwrap();
    store.digest_sent(sent.id, now).await.unwrap();
    let stuck = store.digest_next(&FUQUAN.into(), now, false).await.unwrap().unwrap();
    store.digest_failed(stuck.id, now, "connection refused", None).await.unwrap();
}

fn is_by(notice: &Notice, now: &str) -> bool {
    WallTime::new(notice.send_from.utc()) <= wall_at(now)
}

fn mail_of(notice: &Notice, recipient: &BureauCode) -> MailState {
    match (recipient.as_str(), is_by(notice, "2024-08-21T09:15")) {
        (DUYUN, true) => MailState::Sent,
        (FUQUAN, true) => MailState::Failed,
        _ => MailState::Waiting,
    }
}

fn set(codes: &[&str]) -> Option<BTreeSet<BureauCode>> {
    Some(codes.iter().copied().map(BureauCode::from).collect())
}

fn many() -> Option<BTreeSet<BureauCode>> {
    let codes = (0..=MOST_MERGED).map(|n| BureauCode::new(format!("{}", 110_000 + n)));
    Some(codes.chain([FUQUAN.into()]).collect())
}

fn searches() -> Vec<NoticeSearch> {
    let narrowings: [fn(NoticeSearch) -> NoticeSearch; 12] = [
        |s| NoticeSearch { campaign: Some(campaign()), ..s },
        |s| NoticeSearch { instrument: Some(Instrument::Interview), ..s },
        |s| NoticeSearch { documents: true, ..s },
        |s| NoticeSearch { about: Some(DUYUN.into()), ..s },
        |s| NoticeSearch { text: Some("100%".to_owned()), ..s },
        |s| NoticeSearch { text: Some("5227".to_owned()), ..s },
        |s| NoticeSearch { text: Some("黔南市监〔2024〕7号".to_owned()), ..s },
        |s| NoticeSearch { from: Some(at(7)), before: Some(at(21)), ..s },
        |s| NoticeSearch { mail: Some(MailState::Failed), ..s },
        |s| NoticeSearch { mail: Some(MailState::Sent), ..s },
        |s| NoticeSearch { acknowledged: Some(true), ..s },
        |s| NoticeSearch { acknowledged: Some(false), ..s },
    ];
    let mut searches = Vec::new();
    for recipients in [None, set(&[DUYUN]), set(&[DUYUN, FUQUAN, PREFECTURE, PROVINCE]), many()] {
        let base = NoticeSearch { recipients, ..NoticeSearch::default() };
        searches.push(base.clone());
        for (place, first) in narrowings.iter().enumerate() {
            searches.push(first(base.clone()));
            searches.extend(narrowings[place + 1..].iter().map(|second| second(first(base.clone()))));
        }
    }
    searches
}

fn passes(search: &NoticeSearch, n: u32, number: Option<u32>) -> bool {
    let (campaign, about, notice) = sample(n);
    let recipients: Vec<_> = notice.recipients().into_iter().cloned().collect();
    let text = search.text.as_deref().is_none_or(|text| match text {
        "5227" => notice.to.as_str().starts_with(text),
        "黔南市监〔2024〕7号" => number == Some(7),
        other => notice.title.contains(other),
    });
    let is_document = notice.instrument.is_document();
    text && search.recipients.as_ref().is_none_or(|set| recipients.iter().any(|code| set.contains(code)))
        && search.campaign.as_ref().is_none_or(|asked| asked.as_str() == campaign)
        && search.about.as_ref().is_none_or(|asked| asked.as_str() == about)
        && search.instrument.is_none_or(|asked| asked == notice.instrument)
        && (!search.documents || is_document)
        && search.from.is_none_or(|from| notice.at >= from)
        && search.before.is_none_or(|before| notice.at < before)
        && search.acknowledged.is_none_or(|asked| is_document && acknowledged(n) == asked)
        && search.mail.is_none_or(|asked| match asked {
            MailState::Sent => mail_of(&notice, &notice.to) == asked,
            _ => recipients.iter().any(|code| mail_of(&notice, code) == asked),
        })
}

/// All pages of `limit` notices, one after another.
async fn pages(store: &Store, search: &NoticeSearch, limit: u32) -> Vec<NoticeRow> {
    let mut rows: Vec<NoticeRow> = Vec::new();
    loop {
        let after = rows.last().map(NoticeRow::cursor);
        let page = store.notice_search(search, &NoticePage { after, limit }).await.unwrap();
        assert!(page.len() <= limit as usize);
        let last = page.len() < limit as usize;
        rows.extend(page);
        if last {
            return rows;
        }
    }
}

#[tokio::test]
async fn every_search_finds_what_passes_it_newest_first() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let mut numbers = Vec::new();
    let mut last = 0;
    for n in 0..COUNT {
        let is_document = sample(n).2.instrument.is_document();
        last += u32::from(is_document);
        numbers.push(is_document.then_some(last));
    }
    for search in searches() {
        let mut expected: Vec<_> = (0..COUNT)
            .filter(|n| passes(&search, *n, numbers[*n as usize]))
            .map(|n| (sample(n).2.at, i64::from(n) + 1))
            .collect();
        expected.sort_by(|a, b| b.cmp(a));
        let found = pages(&store, &search, 7).await;
        let found: Vec<_> =
            found.into_iter().map(|row| (row.notice.at, i64::from(row.notice.ordinal))).collect();
        assert_eq!(found, expected, "{search:?}");
    }
    let nobody = NoticeSearch { recipients: Some(BTreeSet::new()), ..NoticeSearch::default() };
    assert!(store.notice_search(&nobody, &NoticePage::default()).await.unwrap().is_empty());
}

#[tokio::test]
async fn every_page_is_read_along_an_index_and_never_sorted() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let after = Some(NoticeCursor { issued: at(9), id: 9 });
    for search in searches() {
        // What has not gone is few, and is sorted.
        if search.mail == Some(MailState::Failed) {
            continue;
        }
        for after in [None, after] {
            let plan = store.notice_search_plan(&search, &NoticePage { after, limit: 50 }).await.unwrap();
            let merged = search.recipients.as_ref().is_some_and(|codes| codes.len() <= MOST_MERGED);
            let index = match &search {
                _ if merged => "delivery_by_recipient (recipient=?",
                NoticeSearch { text: Some(_), .. } => "notice_by_time",
                NoticeSearch { instrument: Some(_), .. } => "notice_by_instrument (instrument=?",
                NoticeSearch { campaign: Some(_), .. } => "notice_by_campaign_and_time (campaign=?",
                _ => "notice_by_time",
            };
            assert!(plan.iter().any(|step| step.contains(index)), "{search:?}: {plan:#?}");
            let sorted = plan.iter().any(|step| step.contains("USE TEMP B-TREE"));
            assert!(!sorted, "{search:?}: {plan:#?}");
        }
    }
}

#[tokio::test]
async fn a_notice_tells_how_it_went_out_to_each() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let circular = NoticeSearch { instrument: Some(Instrument::Circular), ..NoticeSearch::default() };
    let oldest = pages(&store, &circular, 50).await.pop().unwrap();
    assert_eq!(store.notice_get(oldest.id).await.unwrap().as_ref(), Some(&oldest));
    let told: Vec<_> = store
        .notice_deliveries(oldest.id)
        .await
        .unwrap()
        .into_iter()
        .map(|row| (row.recipient.to_string(), row.is_copy, row.mail(), row.attempts, row.last_error))
        .collect();
    let stuck = Some("connection refused".to_owned());
    let expected = [
        (DUYUN.to_owned(), false, MailState::Sent, 1, None),
        (PROVINCE.to_owned(), true, MailState::Waiting, 0, None),
        (FUQUAN.to_owned(), true, MailState::Failed, 1, stuck),
    ];
    assert_eq!(told, expected);
    assert_eq!(store.notice_get(9_999).await.unwrap(), None);
    assert!(store.notice_deliveries(9_999).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_bureau_knows_its_burden() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let received = |code: &str| {
        (0..COUNT).filter(|n| sample(*n).2.recipients().iter().any(|to| to.as_str() == code)).count()
    };
    let all = store.burden(&DUYUN.into(), None).await.unwrap();
    assert_eq!((all.messages as usize, all.mails), (received(DUYUN), 1));
    let one = store.burden(&DUYUN.into(), Some(&campaign())).await.unwrap();
    assert!(one.messages < all.messages && one.copies <= all.copies);
    assert_eq!(store.burden(&"999999".into(), None).await.unwrap(), crate::Burden::default());
}
