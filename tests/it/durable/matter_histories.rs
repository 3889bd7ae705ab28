//! Writes the stored histories of findings, listings, incidents and what belongs to them. A file that is
//! there is left as it is: campaigns run that went that way.
//! `DUBAN_WRITE_HISTORIES=1` with `--run-ignored only` writes those that are missing.

use chrono::Duration;
use duban_domain::{
    Actor, BureauCode, CommandEnvelope, DocketEvent, FindingId, Instrument, ListingId,
    correspondence::NoticeEvent,
    finding::{FindingEvent, FindingOutcome},
    incident::{IncidentCommand, IncidentEvent, IncidentRules, IncidentStatus},
    listing::{ListingCommand, ListingStatus, was_refused},
};
use duban_service::tell_machine;
use duban_tests::{
    Campaign, Running, Sandbox, Shape, WorkerSetup,
    campaign::{EXTENDED, PREFECTURE, PROVINCE, RETURNED, SILENT},
    findings::{
        CORRECTED, DISMISSED, EXTENDED_ONCE, HANDED_OVER, LATE, LOOKED_BACK, ON_TIME, PUBLISHED, REWORKED,
        TRIAGED,
    },
};
use duban_workflows::{ids, messages::Received};
use std::path::Path;

const FINDINGS: [(&str, &str); 10] = [
    ("finding-on-time", ON_TIME),
    ("finding-late-and-interviewed", LATE),
    ("finding-triaged", TRIAGED),
    ("finding-dismissed", DISMISSED),
    ("finding-corrected", CORRECTED),
    ("finding-reworked", REWORKED),
    ("finding-extended", EXTENDED_ONCE),
    ("finding-handed-over", HANDED_OVER),
    ("finding-looked-back", LOOKED_BACK),
    ("finding-published", PUBLISHED),
];
/// A plan day and a half a second.
const SLOW: u32 = 129_600;
/// Three plan days, two seconds here.
const MINUTES: u32 = 3 * 24 * 60;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes tests/histories; DUBAN_WRITE_HISTORIES=1"]
async fn write_matter_histories() {
    if std::env::var_os("DUBAN_WRITE_HISTORIES").is_none() {
        return;
    }
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let found = Campaign::with_findings(sandbox.folder(), "found");
    let found = sandbox.launch(found).await;
    let acts = sandbox.play(&found);
    let urgent = Campaign::short(sandbox.folder(), "urgent", Shape::ThreeLevels);
    let urgent = sandbox.launch(urgent.by_the_clock().at_speed(SLOW)).await;
    incidents(&sandbox, &urgent).await;
    listings(&sandbox, &found).await;
    sandbox.until_played(&found, acts).await;
    for (name, id) in FINDINGS {
        took_its_way(&sandbox, &found, &FindingId::from(id)).await;
        write(&sandbox, name, &ids::finding(&found.campaign.terms.campaign, &id.into())).await;
    }
    let campaign = &found.campaign.terms.campaign;
    let ladder = found.rehearsal.listings.iter().map(|run| run.machine.opening());
    let ladder = ladder.into_iter().find(|opening| opening.party.bureau.as_str() == SILENT).unwrap();
    let listing = |id: &ListingId| ids::listing(campaign, id);
    write(&sandbox, "listing-from-a-ladder", &listing(&ladder.id)).await;
    write(&sandbox, "listing-proposed-and-declined", &listing(&"declined".into())).await;
    write(&sandbox, "listing-revoked", &listing(&"revoked".into())).await;
    write(&sandbox, "listing-delisted", &listing(&"refused-once".into())).await;
    let incident = |id: &str| ids::incident(&urgent.campaign.terms.campaign, &id.into());
    write(&sandbox, "incident-acknowledged", &incident("acknowledged")).await;
    write(&sandbox, "incident-lapsed", &incident("lapsed")).await;
    let ledger = sandbox.store.ledger_list(campaign, Some(&EXTENDED.into())).await.unwrap();
    let counted = |what: &DocketEvent| matches!(what, DocketEvent::FindingsCounted { open } if *open > 0);
    assert!(ledger.iter().any(|row| counted(&row.effect.event)), "{ledger:#?}");
    write(&sandbox, "tail", &ids::bureau_campaign(campaign, &EXTENDED.into())).await;
    write(&sandbox, "postbox-urgent", &ids::urgent_postbox(&PREFECTURE.into())).await;
}

async fn write(sandbox: &Sandbox, name: &str, workflow: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("histories/{name}.json"));
    if !file.exists() {
        let history = sandbox.history(workflow, None).await;
        std::fs::write(file, history.anonymous().bytes()).unwrap();
    }
}

/// One that every level acknowledges, and one that nobody does.
async fn incidents(sandbox: &Sandbox, running: &Running) {
    let campaign = &running.campaign.terms.campaign;
    let rules = IncidentRules { acknowledge_minutes: MINUTES, reminders: 1 };
    let taken = sandbox.report_incident(running, "acknowledged", RETURNED, rules, running.now()).await;
    let lapsed = sandbox.report_incident(running, "lapsed", RETURNED, rules, running.now()).await;
    for level in [PREFECTURE, PROVINCE] {
        let command =
            IncidentCommand::Acknowledge { instruction: Some("全力救治，查清原因。".to_owned()) };
        let received = Received { act: by(level, command), at: running.now() };
        tell_machine(&sandbox.client, campaign, &taken, received, None).await.unwrap();
    }
    for (id, standing) in [(taken, IncidentStatus::Acknowledged), (lapsed, IncidentStatus::Unanswered)] {
        sandbox.until_workflow_closed(&ids::incident(campaign, &id)).await;
        let row = sandbox.store.incident_get(campaign, &id).await.unwrap().unwrap();
        assert_eq!(row.view.standing, standing);
        let history = sandbox.store.incident_history(campaign, &id).await.unwrap();
        let passed_on = |what: &IncidentEvent| matches!(what, IncidentEvent::LevelLapsed { .. });
        let passed_on = history.iter().any(|line| passed_on(&line.effect.event));
        assert_eq!(passed_on, standing == IncidentStatus::Unanswered, "{history:#?}");
    }
}

/// One that is not approved, one that proves wrong, and one whose revocation an earlier version refused, so that
/// it goes on to its delisting.
async fn listings(sandbox: &Sandbox, running: &Running) {
    let campaign = &running.campaign.terms.campaign;
    running.until(running.campaign.terms.opens.plus(Duration::days(1))).await;
    let reason = || "经核实，舆情不实".to_owned();
    let approve = || (PREFECTURE, ListingCommand::Approve { approval: 1 });
    let (note, attachments) = (|| "已整改".to_owned(), Vec::new);
    for (id, acts, standing) in [
        (
            "declined",
            vec![(PREFECTURE, ListingCommand::Decline { approval: 1, reason: reason() })],
            ListingStatus::Dropped,
        ),
        (
            "revoked",
            vec![approve(), (PREFECTURE, ListingCommand::Revoke { reason: reason() })],
            ListingStatus::Revoked,
        ),
        (
            "refused-once",
            vec![
                approve(),
                (PREFECTURE, ListingCommand::Revoke { reason: "舆情不实\t见附件".to_owned() }),
                (EXTENDED, ListingCommand::FilePlan { note: note(), attachments: attachments() }),
                (EXTENDED, ListingCommand::Apply { note: note(), attachments: attachments() }),
                (PREFECTURE, ListingCommand::Verify { passed: true, result: note() }),
                (PREFECTURE, ListingCommand::PublishDelisting { place: "门户网站".to_owned() }),
            ],
            ListingStatus::Delisted,
        ),
    ] {
        let id = sandbox.propose_listing(running, id, EXTENDED).await;
        for (bureau, command) in acts {
            let by_signal = was_refused(&command);
            let received = Received { act: by(bureau, command), at: running.now() };
            if by_signal {
                sandbox.client.revoke(&ids::listing(campaign, &id), received).await.unwrap();
            } else {
                tell_machine(&sandbox.client, campaign, &id, received, None).await.unwrap();
            }
        }
        sandbox.until_workflow_closed(&ids::listing(campaign, &id)).await;
        let row = sandbox.store.listing_get(campaign, &id).await.unwrap().unwrap();
        assert_eq!(row.view.standing, standing);
    }
}

fn by<C>(bureau: &str, command: C) -> CommandEnvelope<C> {
    CommandEnvelope { by: Actor { bureau: BureauCode::from(bureau), name: "局领导".to_owned() }, command }
}

/// The branch a finding is named for is in its history.
async fn took_its_way(sandbox: &Sandbox, running: &Running, id: &FindingId) {
    let history = sandbox.store.finding_history(&running.campaign.terms.campaign, id).await.unwrap();
    let wanted = |what: &FindingEvent| match id.as_str() {
        ON_TIME => matches!(what, FindingEvent::EvidenceFiled { .. }),
        LATE => {
            matches!(what, FindingEvent::Notice(NoticeEvent::Issued { notice }) if notice.instrument == Instrument::Interview)
        }
        TRIAGED => matches!(what, FindingEvent::Triaged { .. }),
        DISMISSED => matches!(what, FindingEvent::Closed { outcome: FindingOutcome::Dismissed, .. }),
        CORRECTED => matches!(what, FindingEvent::Closed { outcome: FindingOutcome::CorrectedOnTheSpot, .. }),
        REWORKED => matches!(what, FindingEvent::Reinspected { passed: false, .. }),
        EXTENDED_ONCE => matches!(what, FindingEvent::Extended { .. }),
        HANDED_OVER => matches!(what, FindingEvent::ReceiptConfirmed { .. }),
        LOOKED_BACK => matches!(what, FindingEvent::Reopened),
        PUBLISHED => matches!(what, FindingEvent::PublicationDecided { .. }),
        other => panic!("nothing is known of {other}"),
    };
    assert!(history.iter().any(|line| wanted(&line.effect.event)), "{id}: {history:#?}");
}
