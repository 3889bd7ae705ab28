//! What is refused is refused with a reason, and changes nothing.

use duban_domain::{
    Actor, BureauCode, Command, CommandEnvelope, Notice, PlanTime, Refusal, Timebase,
    listing::{Ground, ListingCommand},
};
use duban_service::{Proposal, ServiceError, tell_machine};
use duban_store::{ApprovalRow, DocumentFilter, ListingRow};
use duban_tests::{
    Campaign, Running, Sandbox, Shape, WorkerSetup,
    campaign::{PREFECTURE, PUNCTUAL, SILENT},
    sandbox::wall_now,
    until,
};
use duban_workflows::{ids, messages::Received};

/// A minute a second: nothing happens by itself during the test.
const SLOW: u32 = 60;

async fn launched() -> (Sandbox, duban_tests::WorkerThread, Running) {
    let sandbox = Sandbox::new().await;
    let worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::TwoLevels).by_the_clock().at_speed(SLOW);
    let running = sandbox.launch(campaign).await;
    sandbox.until_notices(&running, 3).await;
    (sandbox, worker, running)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_that_runs_is_not_launched_again() {
    let (sandbox, _worker, running) = launched().await;
    let timebase = Timebase::identity();
    for name in ["测试", "别人"] {
        let by = Actor { bureau: PREFECTURE.into(), name: name.to_owned() };
        let error = sandbox.try_launch(&running.campaign, timebase, by).await.unwrap_err();
        assert!(matches!(error, ServiceError::Exists { what: "campaign", .. }), "{error:?}");
        let told = error.to_string();
        // It says who and when.
        for part in ["short", "launched by 测试", PREFECTURE] {
            assert!(told.contains(part), "{told}");
        }
        assert!(told.contains(&wall_now().utc().format("%Y-%m-").to_string()), "{told}");
    }
    let kept = sandbox.store.campaign_list().await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].timebase, running.timebase, "the first launch stands");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_command_leaves_no_trace() {
    let (sandbox, _worker, running) = launched().await;
    let by = |bureau: &str| Actor { bureau: bureau.into(), name: "经办人".to_owned() };
    let submit = |obligation: &str| Command::Submit {
        obligation: obligation.into(),
        attachments: Vec::new(),
        files: Vec::new(),
        sealed: false,
    };
    let say = async |to: &str, by: Actor, command: Command, at: PlanTime| {
        let campaign = &running.campaign.terms.campaign;
        let received = Received { act: CommandEnvelope { by, command }, at };
        tell_machine(&sandbox.client, campaign, &BureauCode::from(to), received, None).await
    };
    say(SILENT, by(SILENT), submit("receipt"), running.now()).await.unwrap();
    let ledger = async || {
        let campaign = &running.campaign.terms.campaign;
        sandbox.store.ledger_list(campaign, None).await.unwrap()
    };
    until("the submission in the ledger", async || {
        ledger().await.iter().any(|row| row.effect.by.is_some()).then_some(())
    })
    .await;
    let before = ledger().await;
    let now = running.now();
    let accept = || Command::Accept { obligation: "report".into(), version: None };
    let refusals = [
        // A bureau that takes no part.
        (PUNCTUAL, by(PUNCTUAL), submit("receipt"), now, "522701 has no running part in short"),
        // What it does not owe.
        (
            SILENT,
            by(SILENT),
            submit("treasure"),
            now,
            "owes no \"treasure\"; it owes: receipt, report, cases",
        ),
        // Out of order.
        (SILENT, by(PREFECTURE), accept(), now, "no submission waiting for review (nothing was submitted)"),
        (SILENT, by(PREFECTURE), Command::Approve { approval: 1 }, now, "there is no approval 1"),
        // Twice.
        (SILENT, by(SILENT), submit("receipt"), now, "was already submitted on 2024-05-13"),
        // Without what it needs, by one who may not, and too early.
        (SILENT, by(SILENT), submit("report"), now, "must be submitted with an attachment"),
        (SILENT, by(PREFECTURE), submit("cases"), now, "522700 may not do this; 522732 may"),
        (SILENT, by(SILENT), submit("cases"), now.plus(chrono::Duration::days(-1)), "the campaign opens on"),
    ];
    for (to, by, command, at, sentence) in refusals {
        let error = say(to, by, command, at).await.unwrap_err();
        assert!(matches!(error, ServiceError::Refused(_) | ServiceError::NotRunning { .. }), "{error:?}");
        assert!(!matches!(error, ServiceError::Refused(Refusal::Told(_))), "the reason is typed: {error:?}");
        let told = error.to_string();
        assert!(told.contains(sentence), "{told}\n{sentence}");
    }
    let id = ids::bureau_campaign(&running.campaign.terms.campaign, &SILENT.into());
    let history = sandbox.history(&id, None).await;
    assert_eq!(history.count("WorkflowExecutionUpdateAccepted"), 1);
    // Only a command from the future is refused by the workflow itself: a validator has no clock.
    let future = now.plus(chrono::Duration::days(1));
    let error = say(SILENT, by(SILENT), submit("cases"), future).await.unwrap_err();
    assert!(matches!(error, ServiceError::Refused(Refusal::BadInstant(..))), "{error:?}");
    assert_eq!(ledger().await, before, "nothing changed");
}

/// What would be issued can be read before it is approved, and is what is issued then.
#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_read_before_it_is_approved() {
    let (sandbox, _worker, running) = launched().await;
    let service = sandbox.service(&running.campaign);
    let scene = service.campaign_context(&running.campaign.terms.campaign).await.unwrap();
    let by = |bureau: &str| Actor { bureau: bureau.into(), name: "领导".to_owned() };
    let proposal = Proposal {
        bureau: SILENT.into(),
        finding: None,
        grounds: vec![Ground::ConcentratedFindings],
        reason: "问题集中".to_owned(),
        again: None,
    };
    let prefecture = scene.as_operator("root".to_owned(), by(PREFECTURE));
    let id = prefecture.propose(proposal, None).await.unwrap();
    let source = ids::listing(scene.id(), &id);
    let row =
        until("the approval in the ledger", async || scene.waiting_approval(&source, 1).await.ok()).await;
    let drafts = scene.preview(&row).await.unwrap();
    let [draft] = drafts.as_slice() else { panic!("{drafts:?}") };
    let reading = draft.reading.as_ref().unwrap();
    assert_eq!(reading.number, "文号待定");
    assert!(reading.title.contains("挂牌督办"), "{reading:?}");
    let file = scene.draft_file(draft).unwrap();
    assert!(file.name.starts_with("文号待定") && file.name.contains("送审稿"), "{}", file.name);
    assert!(file.content.starts_with(b"PK"));
    let approve = ListingCommand::Approve { approval: 1 };
    prefecture.matter::<ListingRow>(&id).await.unwrap().tell(approve, None).await.unwrap();
    let filter = DocumentFilter { source: Some(source), ..DocumentFilter::default() };
    let issued = scene.store().document_list(scene.id(), &filter).await.unwrap();
    let [document] = issued.as_slice() else { panic!("{issued:?}") };
    let same =
        |notice: &Notice| (notice.instrument, notice.title.clone(), notice.to.clone(), notice.copies.clone());
    assert_eq!(same(&document.notice), same(&draft.notice));
    // A docket is asked in the same way.
    let row = ApprovalRow { source: ids::bureau_campaign(scene.id(), &SILENT.into()), approval: 7, ..row };
    let refused = scene.preview(&row).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Refused(Refusal::UnknownApproval(7))), "{refused:?}");
}
