//! Listings and incidents: kept, read, and told at once.

use super::{
    matters::{
        incident_opening, incident_record, issued, listing_opening, listing_record, listing_view, photograph,
        registration,
    },
    samples::{
        CAMPAIGN, DUYUN, PREFECTURE, PROVINCE, campaign, county_story, notice, plan_at, store, wall_at,
    },
};
use crate::{MailCount, NoticeFilter, Store};
use duban_domain::{
    correspondence::NoticeEvent,
    incident::{IncidentEvent, IncidentStatus},
    instrument::Instrument::{self, IncidentReport, IncidentUnanswered, Listing, Reminder},
    listing::{Ground, IssuedByDocket, ListingEvent, ListingStatus, ListingTarget, ListingView},
    matter::Task,
    record::PostboxWakeUp,
};

#[tokio::test]
async fn a_listing_is_kept_and_changed_by_later_records() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let target =
        ListingTarget::Finding { finding: "f1".into(), registration: Box::new(registration("f1", DUYUN)) };
    let mut opening = listing_opening("hand-1", target);
    opening.previous = Some("hand-0".into());
    let by_when = plan_at("2024-08-06T17:00");
    let asked =
        NoticeEvent::ApprovalAsked { approval: 1, instrument: Listing, of: PREFECTURE.into(), by_when };
    let opened = ListingEvent::Opened { opening: Box::new(opening.clone()) };
    let proposed = listing_view(ListingStatus::Proposed);
    let effects = vec![opened, ListingEvent::Notice(asked)];
    let first = listing_record(&opening, 1, effects, proposed.clone());
    store.record(&first).await.unwrap();
    let kept = store.listing_get(&campaign(), &"hand-1".into()).await.unwrap().unwrap();
    assert_eq!((kept.view, kept.workflow.as_str()), (proposed, first.workflow.as_str()));
    assert_eq!((kept.finding, kept.obligation), (Some("f1".into()), None));
    assert_eq!(kept.grounds, [Ground::ConcentratedFindings, Ground::RepeatedProblems]);
    assert_eq!((kept.reason, kept.by, kept.opened), (opening.reason.clone(), opening.by.clone(), opening.at));
    assert_eq!((kept.previous, kept.issued), (Some("hand-0".into()), None));
    assert_eq!(store.approval_list(&campaign()).await.unwrap()[0].source, first.workflow);

    let at = |text| Some(plan_at(text));
    let listed = ListingView {
        listed: at("2024-08-02T09:00"),
        until: at("2025-02-01T17:00"),
        expired: true,
        published: at("2024-08-03T09:00"),
        plan_filed: at("2024-08-04T09:00"),
        progress: 3,
        delisted: at("2024-08-05T09:00"),
        next: Some((Task::PublishDelisting, plan_at("2024-08-09T17:00"))),
        ..listing_view(ListingStatus::Delisted)
    };
    let effects = vec![
        ListingEvent::Notice(NoticeEvent::Approved { approval: 1 }),
        ListingEvent::Listed { until: plan_at("2025-02-01T17:00") },
        ListingEvent::Notice(issued(notice(1, Listing, DUYUN, "2024-08-02T09:00"))),
    ];
    let second = listing_record(&opening, 2, effects, listed.clone());
    store.record(&second).await.unwrap();
    store.record(&second).await.unwrap();
    let kept = store.listing_get(&campaign(), &"hand-1".into()).await.unwrap().unwrap();
    assert_eq!(kept.view, listed);
    let history = store.listing_history(&campaign(), &"hand-1".into()).await.unwrap();
    let told: Vec<_> = [first.effects, second.effects].concat();
    assert_eq!(history.into_iter().map(|line| line.effect).collect::<Vec<_>>(), told);
    assert_eq!(store.listing_get(&campaign(), &"hand-2".into()).await.unwrap(), None);
}

#[tokio::test]
async fn a_listing_that_a_docket_issued_names_its_document() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for (id, day) in [("early", "2024-08-01T09:00"), ("late", "2024-08-02T09:00")] {
        let mut opening =
            listing_opening(id, ListingTarget::Bureau { obligation: Some("interim-report".into()) });
        opening.issued = Some(IssuedByDocket { notice: 7, from: PROVINCE.into(), title: None });
        (opening.by, opening.at) = (None, plan_at(day));
        let what = vec![ListingEvent::Opened { opening: Box::new(opening.clone()) }];
        let record = listing_record(&opening, 1, what, listing_view(ListingStatus::Listed));
        store.record(&record).await.unwrap();
        let kept = store.listing_get(&campaign(), &id.into()).await.unwrap().unwrap();
        assert_eq!((kept.issued, kept.by, kept.finding), (opening.issued, None, None));
        assert_eq!(kept.obligation, Some("interim-report".into()));
    }
    let list = store.listing_list(&campaign()).await.unwrap();
    assert_eq!(list.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["late", "early"]);
}

#[tokio::test]
async fn every_standing_can_be_stored_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    for &standing in ListingStatus::ALL {
        let opening = listing_opening(standing.as_str(), ListingTarget::Bureau { obligation: None });
        let what = vec![ListingEvent::Opened { opening: Box::new(opening.clone()) }];
        store.record(&listing_record(&opening, 1, what, listing_view(standing))).await.unwrap();
        let kept = store.listing_get(&campaign(), &opening.id).await.unwrap().unwrap();
        assert_eq!(kept.view.standing, standing);
    }
    for &standing in IncidentStatus::ALL {
        let opening = incident_opening(standing.as_str());
        let what = vec![IncidentEvent::Reported { opening: Box::new(opening.clone()) }];
        let mut record = incident_record(&opening, 1, what, [None, None]);
        record.views[0].standing = standing;
        store.record(&record).await.unwrap();
        let kept = store.incident_get(&campaign(), &opening.id).await.unwrap().unwrap();
        assert_eq!(kept.view.standing, standing);
    }
}

/// An incident told to two levels, beside a docket's ordinary mail.
async fn told(store: &Store) {
    for record in county_story(DUYUN).iter().take(2) {
        store.record(record).await.unwrap();
    }
    let opening = incident_opening("i1");
    let urgent = |ordinal, instrument: Instrument, to: &str| {
        let mut notice = notice(ordinal, instrument, to, "2024-08-01T20:30");
        notice.from = DUYUN.into();
        IncidentEvent::Notice(issued(notice))
    };
    let effects = vec![
        IncidentEvent::Reported { opening: Box::new(opening.clone()) },
        urgent(1, IncidentReport, PREFECTURE),
        urgent(2, IncidentUnanswered, PROVINCE),
        urgent(3, Reminder, PREFECTURE),
    ];
    let answer = store.record(&incident_record(&opening, 1, effects, [None, None])).await.unwrap();
    let from = wall_at("2024-08-01T20:30");
    let knock = |bureau: &str, urgent| PostboxWakeUp { bureau: bureau.into(), from, urgent };
    assert_eq!(answer.knocks, [knock(PROVINCE, true), knock(PREFECTURE, false), knock(PREFECTURE, true)]);
}

#[tokio::test]
async fn an_incident_is_kept_and_changed_by_later_records() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    told(&store).await;
    let opening = incident_opening("i1");
    let kept = store.incident_get(&campaign(), &"i1".into()).await.unwrap().unwrap();
    assert_eq!(
        (kept.title, kept.text, kept.by),
        (opening.title.clone(), opening.text.clone(), opening.by.clone())
    );
    assert_eq!((kept.attachments, kept.reported), (vec![photograph()], opening.at));
    assert_eq!((kept.bureau.as_str(), kept.view.standing), (DUYUN, IncidentStatus::Open));
    let at = Some(plan_at("2024-08-01T20:45"));
    let level = |level: &str| IncidentEvent::LevelAcknowledged {
        level: level.into(),
        on_time: true,
        instruction: None,
    };
    let effects = vec![level(PREFECTURE), level(PROVINCE), IncidentEvent::Finished];
    let second = incident_record(&opening, 2, effects, [at, at]);
    store.record(&second).await.unwrap();
    let list = store.incident_list(&campaign()).await.unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].view, second.views[0]);
    let history = store.incident_history(&campaign(), &"i1".into()).await.unwrap();
    assert_eq!(history.len(), 7);
    assert_eq!(history[0].effect.event, IncidentEvent::Reported { opening: Box::new(opening) });
    assert_eq!(store.campaign_get(&campaign()).await.unwrap().unwrap().finished, None, "the docket goes on");
}

#[tokio::test]
async fn what_is_urgent_goes_in_mails_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    told(&store).await;
    let (prefecture, now) = (PREFECTURE.into(), wall_at("2024-08-01T20:30"));
    let waiting = store.outbox_waiting().await.unwrap();
    let line =
        |bureau: &str, from, urgent| PostboxWakeUp { bureau: bureau.into(), from: wall_at(from), urgent };
    let expected = [
        line(PROVINCE, "2024-08-21T09:00", false),
        line(PROVINCE, "2024-08-01T20:30", true),
        line(PREFECTURE, "2024-08-01T20:30", false),
        line(PREFECTURE, "2024-08-01T20:30", true),
        line(DUYUN, "2024-05-09T09:00", false),
    ];
    assert_eq!(waiting, expected);
    let urgent = store.digest_next(&prefecture, now, true).await.unwrap().unwrap();
    let kinds =
        |digest: &crate::Digest| digest.entries.iter().map(|e| e.notice.instrument).collect::<Vec<_>>();
    assert_eq!((kinds(&urgent), urgent.urgent), (vec![IncidentReport], true));
    // It is not sent yet, and holds nothing else up.
    let ordinary = store.digest_next(&prefecture, now, false).await.unwrap().unwrap();
    assert_eq!((kinds(&ordinary), ordinary.urgent), (vec![Reminder], false));
    assert!(ordinary.message_id != urgent.message_id);
    assert_eq!(store.digest_next(&prefecture, now, true).await.unwrap().as_ref(), Some(&urgent));
    assert_eq!(store.outbox_waiting().await.unwrap(), expected, "neither has gone");
    store.digest_sent(urgent.id, now).await.unwrap();
    assert_eq!(store.digest_next(&prefecture, now, true).await.unwrap(), None);
    assert_eq!(store.outbox_next(&prefecture, true).await.unwrap(), None);
    assert_eq!(store.outbox_next(&prefecture, false).await.unwrap(), Some(now));
    let mails = store.mail_list(Some(&prefecture)).await.unwrap();
    assert_eq!(mails.iter().map(|mail| mail.urgent).collect::<Vec<_>>(), [true, false]);
    let filter = NoticeFilter { source: Some(format!("incident/{CAMPAIGN}/i1")), ..NoticeFilter::default() };
    assert_eq!(store.notice_list(&campaign(), &filter).await.unwrap()[0].sent, Some(now));
}

#[tokio::test]
async fn a_mail_has_an_end_and_the_rest_goes_in_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let at = "2024-08-21T09:00";
    let many =
        (1..=1_100).map(|ordinal| super::samples::issued(notice(ordinal, Reminder, DUYUN, at))).collect();
    store.record(&super::samples::record(DUYUN, 1, many)).await.unwrap();
    let (duyun, now) = (DUYUN.into(), wall_at(at));
    let mut sizes = Vec::new();
    let mut ordinals = Vec::new();
    while let Some(digest) = store.digest_next(&duyun, now, false).await.unwrap() {
        sizes.push(digest.entries.len());
        ordinals.extend(digest.entries.iter().map(|entry| entry.notice.ordinal));
        store.digest_sent(digest.id, now).await.unwrap();
    }
    assert_eq!(sizes, [500, 500, 100]);
    assert!(ordinals.into_iter().eq(1..=1_100), "the oldest first, and none twice");
    let count = MailCount { sent: 3, ..MailCount::default() };
    assert_eq!(store.mail_count(None).await.unwrap(), count);
}
