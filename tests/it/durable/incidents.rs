//! An urgent matter at night: every level is told at once in a mail of its own, and whoever says nothing
//! is passed over.

use chrono::{NaiveTime, TimeDelta};
use duban_domain::{
    Actor, BureauCode, CampaignId, CommandEnvelope, IncidentId, Instrument, PlanTime, Silence,
    correspondence::NoticeEvent,
    incident::{IncidentCommand, IncidentEvent, IncidentRules, IncidentStatus},
};
use duban_service::cue_machine;
use duban_store::{DeliveryState, NoticeFilter};
use duban_tests::{
    Campaign, Running, Sandbox, Shape, WorkerSetup,
    campaign::{PREFECTURE, PROVINCE, RETURNED},
    mail::Mail,
};
use duban_workflows::{
    ids,
    messages::{Cue, Deed, Received},
};

/// Three plan days.
const RULES: IncidentRules = IncidentRules { acknowledge_minutes: 3 * 24 * 60, reminders: 6 };

/// The next ten at night after a plan day from now.
fn tonight(running: &Running) -> PlanTime {
    let office = &running.campaign.terms.office;
    let day = office.date(running.now().plus(TimeDelta::days(1)));
    office.local(day.and_time(NaiveTime::from_hms_opt(22, 0, 0).unwrap()))
}

/// A level acknowledges at an instant, and nobody says more until another; what happens by then is recorded.
async fn acknowledge(
    sandbox: &Sandbox,
    running: &Running,
    id: &IncidentId,
    (level, at): (&str, PlanTime),
    silence: Silence,
) {
    let by = Actor { bureau: BureauCode::from(level), name: "局领导".to_owned() };
    let command = IncidentCommand::Acknowledge { instruction: None };
    let received = Received { act: CommandEnvelope { by, command }, at };
    let reach = match silence {
        Silence::Until(until) => Some(until),
        _ => None,
    };
    let cue = Cue { deed: Some(Deed { received, answers: None }), silence, reach };
    let campaign = &running.campaign.terms.campaign;
    cue_machine(&sandbox.client, campaign, id, cue, level.to_owned()).await.unwrap();
}

async fn history(sandbox: &Sandbox, running: &Running, id: &IncidentId) -> Vec<IncidentEvent> {
    let campaign = &running.campaign.terms.campaign;
    let history = sandbox.store.incident_history(campaign, id).await.unwrap();
    history.into_iter().map(|line| line.effect.event).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_level_is_told_at_night_and_the_silent_one_is_passed_over() {
    let sandbox = Sandbox::new().await;
    let (setup, outbox) = WorkerSetup::quiet();
    let _worker = sandbox.worker(setup).await;
    let running = sandbox.launch(Campaign::short(sandbox.folder(), "urgent", Shape::ThreeLevels)).await;
    let campaign = &running.campaign.terms.campaign;
    let night = tonight(&running);
    running.until(night).await;
    let id = sandbox.report_incident(&running, "shock", RETURNED, RULES, night).await;
    // The province takes note; the prefecture does not, and the province hears of that.
    let over = night.plus(TimeDelta::minutes(i64::from(RULES.acknowledge_minutes) + 1));
    let soon = (PROVINCE, night.plus(TimeDelta::minutes(30)));
    acknowledge(&sandbox, &running, &id, soon, Silence::Until(over)).await;
    let lapsed = history(&sandbox, &running, &id).await;
    let lapsed = lapsed.into_iter().find(|what| matches!(what, IncidentEvent::LevelLapsed { .. }));
    let Some(IncidentEvent::LevelLapsed { level, told }) = lapsed else { panic!("nobody was passed over") };
    assert_eq!((level.as_str(), told.as_str()), (PREFECTURE, PROVINCE));
    acknowledge(&sandbox, &running, &id, (PREFECTURE, over), Silence::ForGood).await;
    sandbox.until_workflow_closed(&ids::incident(campaign, &id)).await;
    let row = sandbox.store.incident_get(campaign, &id).await.unwrap().unwrap();
    assert_eq!(row.view.standing, IncidentStatus::Acknowledged);
    let on_time: Vec<_> = history(&sandbox, &running, &id).await;
    let on_time = on_time.iter().filter_map(|what| match what {
        IncidentEvent::LevelAcknowledged { level, on_time, .. } => Some((level.as_str(), *on_time)),
        _ => None,
    });
    assert_eq!(on_time.collect::<Vec<_>>(), [(PROVINCE, true), (PREFECTURE, false)]);
    sandbox.until_mailed().await;
    mailed_alone_and_at_once(&sandbox, &running, &id, night, &Mail::in_outbox(&outbox)).await;
}

/// Each of its notices went in an urgent mail of its own, and the first bear the hour of the report.
async fn mailed_alone_and_at_once(
    sandbox: &Sandbox,
    running: &Running,
    id: &IncidentId,
    night: PlanTime,
    mails: &[Mail],
) {
    let notices: Vec<_> = history(sandbox, running, id).await;
    let notices = notices.into_iter().filter_map(|what| match what {
        IncidentEvent::Notice(NoticeEvent::Issued { notice }) => Some(notice),
        _ => None,
    });
    let notices: Vec<_> = notices.collect();
    let first = notices.iter().filter(|notice| notice.instrument == Instrument::IncidentReport);
    let told: Vec<_> = first.map(|notice| (notice.to.as_str(), notice.at)).collect();
    assert_eq!(told, [(PREFECTURE, night), (PROVINCE, night)]);
    for notice in &notices {
        let key = format!("incident/{}/{id}/{}", running.campaign.terms.campaign, notice.ordinal);
        if left_out(sandbox, &running.campaign.terms.campaign, id, notice.ordinal).await {
            assert_eq!(notice.instrument, Instrument::IncidentUnanswered, "{key}");
            continue;
        }
        let office = sandbox.store.bureau_get(&notice.to).await.unwrap().unwrap().contacts.office;
        let ours: Vec<_> = mails.iter().filter(|mail| mail.notices.contains(&key)).collect();
        // A slow postbox may put several into one mail; of anything else there is nothing in it.
        let [mail] = ours[..] else { panic!("{key}: {} mails", ours.len()) };
        assert_eq!(mail.to, office, "{key}");
        assert!(mail.notices.iter().all(|key| key.starts_with("incident/")), "{:?}", mail.notices);
        assert!(ours[0].urgent && ours[0].subject.starts_with("【紧急】"), "{}", ours[0].subject);
    }
}

/// Whether a notice was not mailed, because whoever was to be chased had taken note before its mail was put together.
async fn left_out(sandbox: &Sandbox, campaign: &CampaignId, id: &IncidentId, ordinal: u32) -> bool {
    let rows = sandbox.store.notice_list(campaign, &NoticeFilter::default()).await.unwrap();
    let source = ids::incident(campaign, id);
    let row = rows.iter().find(|row| row.source == source && row.notice.ordinal == ordinal).unwrap();
    let deliveries = sandbox.store.notice_deliveries(row.id).await.unwrap();
    deliveries.iter().all(|delivery| delivery.state == DeliveryState::LeftOut)
}
