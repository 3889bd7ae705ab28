//! What officers can do about what they owe, on a real engine: a report is replaced before its review, and the
//! reviewer decides upon the version that was read; an extension is asked for, reminded of and granted.

use duban_domain::{
    Actor, BureauCode, Command, DocketEvent, EventEnvelope, Instrument, Notice,
    docket::{ObligationStatus, ObligationView, ReliefEnd, granting, versions},
};
use duban_service::ServiceError;
use duban_store::NoticeFilter;
use duban_tests::{
    Campaign, Running, Sandbox, Shape, WorkerSetup,
    campaign::{PREFECTURE, SILENT},
    until,
};
use duban_workflows::ids;

/// A minute a second: nothing happens by itself during the test.
const SLOW: u32 = 60;
/// Half a day a second: a request is decided within four seconds, and lapses at the top after sixteen.
const HALF_A_DAY: u32 = 43_200;

/// The silent county's docket, and who tells it something.
struct Scene<'a> {
    sandbox: &'a Sandbox,
    running: &'a Running,
}

impl Scene<'_> {
    async fn tell(&self, bureau: &str, command: Command) -> Result<Vec<EventEnvelope>, ServiceError> {
        let service = self.sandbox.service(&self.running.campaign);
        let context = service.campaign_context(&"short".into()).await.unwrap();
        let by = Actor { bureau: bureau.into(), name: "王工".to_owned() };
        let docket = context.as_operator("root".to_owned(), by).docket(&BureauCode::from(SILENT)).unwrap();
        docket.tell(command, None).await
    }

    async fn report(&self) -> ObligationView {
        let duties = self.sandbox.store.duty_list(&"short".into(), Some(&SILENT.into())).await.unwrap();
        duties.into_iter().map(|row| row.duty).find(|duty| duty.id.as_str() == "report").unwrap()
    }

    /// What was told the prefecture of this kind.
    async fn told(&self, instrument: Instrument) -> Vec<Notice> {
        let filter = NoticeFilter { instrument: Some(instrument), ..NoticeFilter::default() };
        let rows = self.sandbox.store.notice_list(&"short".into(), &filter).await.unwrap();
        let here = |one: &Notice| one.to.as_str() == PREFECTURE && one.from.as_str() == SILENT;
        rows.into_iter().map(|row| row.notice).filter(here).collect()
    }

    async fn history(&self) -> Vec<EventEnvelope> {
        let rows = self.sandbox.store.ledger_list(&"short".into(), Some(&SILENT.into())).await.unwrap();
        rows.into_iter().map(|row| row.effect).collect()
    }
}

fn handed(file: &str) -> (Vec<String>, Vec<duban_domain::Attachment>) {
    (vec![file.to_owned()], Vec::new())
}

/// The silent county has been told what it owes, and time stands almost still.
async fn launched(sandbox: &Sandbox) -> Running {
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::TwoLevels);
    let running = sandbox.launch(campaign.by_the_clock().at_speed(SLOW)).await;
    sandbox.until_notices(&running, 3).await;
    running
}

/// Two requests that come to nothing: one is refused, one withdrawn.
async fn asks_in_vain(scene: &Scene<'_>) {
    let (obligation, files) = (|| "report".into(), Vec::new);
    let reason = || "本地无此类企业".to_owned();
    let waiver = Command::AskWaiver { obligation: obligation(), reason: reason(), files: files() };
    scene.tell(SILENT, waiver).await.unwrap();
    assert_eq!(scene.report().await.request.unwrap().reason, reason());
    let refused = Command::Refuse { obligation: obligation(), reason: "应作零报告".to_owned() };
    scene.tell(PREFECTURE, refused).await.unwrap();
    let to = "2024-05-31".parse().unwrap();
    let asked = Command::AskExtension { obligation: obligation(), to, reason: reason(), files: files() };
    scene.tell(SILENT, asked).await.unwrap();
    scene.tell(SILENT, Command::WithdrawRequest { obligation: obligation() }).await.unwrap();
    assert_eq!(scene.report().await.request, None);
}

/// A report is taken back, handed in again, replaced, and accepted as it was read.
async fn changes_its_report(scene: &Scene<'_>) {
    let submit = || {
        let (attachments, files) = handed("总结.docx");
        Command::Submit { obligation: "report".into(), attachments, files, sealed: false }
    };
    scene.tell(SILENT, submit()).await.unwrap();
    let taken_back = Command::TakeBack { obligation: "report".into(), reason: "附件有误".to_owned() };
    scene.tell(SILENT, taken_back).await.unwrap();
    let report = scene.report().await;
    assert_eq!((report.state, report.submitted), (ObligationStatus::Open, None));
    assert_eq!(report.revisions.taken_back.unwrap().reason, "附件有误");
    scene.tell(SILENT, submit()).await.unwrap();
    let first = scene.report().await.submitted;
    let (attachments, files) = handed("总结（二稿）.docx");
    let replaced = Command::Replace { obligation: "report".into(), attachments, files, sealed: false };
    scene.tell(SILENT, replaced).await.unwrap();
    let report = scene.report().await;
    assert_eq!((report.submitted, report.revisions.version, report.on_time), (first, 3, Some(true)));
    let told = scene.told(Instrument::SubmissionChanged).await;
    assert_eq!(told.iter().map(|one| one.facts.change.unwrap().version).collect::<Vec<_>>(), [1, 3]);
    // Who read the second version accepts no third.
    let accept = |version| Command::Accept { obligation: "report".into(), version: Some(version) };
    let refused = scene.tell(PREFECTURE, accept(2)).await.unwrap_err();
    assert!(refused.to_string().contains("version 3"), "{refused}");
    scene.tell(PREFECTURE, accept(3)).await.unwrap();
    let report = scene.report().await;
    assert_eq!((report.state, report.on_time), (ObligationStatus::Accepted, Some(true)));
    let history = scene.history().await;
    let files = versions(&history, &"report".into()).into_iter().map(|one| one.attachments.join(" "));
    assert_eq!(files.collect::<Vec<_>>(), ["总结.docx", "总结.docx", "总结（二稿）.docx"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_taken_back_handed_in_anew_and_accepted_as_it_was_read() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let running = launched(&sandbox).await;
    let scene = Scene { sandbox: &sandbox, running: &running };
    asks_in_vain(&scene).await;
    changes_its_report(&scene).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extension_is_asked_for_reminded_of_and_granted() {
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let campaign = Campaign::short(sandbox.folder(), "short", Shape::TwoLevels);
    let running = sandbox.launch(campaign.by_the_clock().at_speed(HALF_A_DAY)).await;
    let scene = Scene { sandbox: &sandbox, running: &running };
    until("the report to be asked for", async || {
        let asked = scene.history().await.iter().any(|one| {
            matches!(one.event, DocketEvent::Opened { .. })
                && one.obligation.as_ref().is_some_and(|id| id.as_str() == "report")
        });
        asked.then_some(())
    })
    .await;
    let to = "2024-05-31".parse().unwrap();
    let asked = Command::AskExtension {
        obligation: "report".into(),
        to,
        reason: "抽检结果尚未出具".to_owned(),
        files: Vec::new(),
    };
    let effects = scene.tell(SILENT, asked).await.unwrap();
    let asked = effects
        .iter()
        .any(|one| matches!(&one.event, DocketEvent::ReliefAsked { of, .. } if of.as_str() == PREFECTURE));
    assert!(asked, "{effects:?}");
    until("the prefecture to be reminded", async || {
        (!scene.told(Instrument::ReliefReminder).await.is_empty()).then_some(())
    })
    .await;
    let open = scene.report().await.request.unwrap();
    let granted = scene.tell(PREFECTURE, granting("report".into(), &open, None, None)).await.unwrap();
    let settled = granted
        .iter()
        .any(|one| matches!(one.event, DocketEvent::ReliefSettled { how: ReliefEnd::Granted, request: 1 }));
    assert!(settled, "{granted:?}");
    let report = scene.report().await;
    let zone = running.campaign.terms.office.zone;
    assert_eq!((report.due.date(zone), report.request), (to, None));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes tests/histories; DUBAN_WRITE_HISTORIES=1"]
async fn write_a_history_with_every_ask() {
    if std::env::var_os("DUBAN_WRITE_HISTORIES").is_none() {
        return;
    }
    let sandbox = Sandbox::new().await;
    let _worker = sandbox.worker(WorkerSetup::quiet().0).await;
    let running = launched(&sandbox).await;
    let scene = Scene { sandbox: &sandbox, running: &running };
    asks_in_vain(&scene).await;
    changes_its_report(&scene).await;
    let workflow = ids::bureau_campaign(&"short".into(), &SILENT.into());
    let history = sandbox.history(&workflow, None).await.anonymous();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/histories/asks.json");
    std::fs::write(path, history.bytes()).unwrap();
}
