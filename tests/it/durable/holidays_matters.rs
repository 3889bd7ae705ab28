//! Findings and listings follow the notice with their dockets, and a bureau reads of all its dates at once.

use super::holidays::{COUNTIES, day, import, in_autumn, planner};
use duban_activities::mail::Outbox;
use duban_domain::{
    Actor, BureauCode, Instrument, ListingId, PlanTime,
    incident::IncidentRules,
    listing::{ListingCommand, ListingStatus},
    redating::Clock,
};
use duban_service::{MachineMoves, Redating, Service};
use duban_store::{ListingRow, NoticeFilter, NoticeRow};
use duban_tests::{
    Campaign, Running, Sandbox, WorkerSetup, audit,
    campaign::{EXTENDED, PREFECTURE, RETURNED, SILENT, registrar},
    mail::Mail,
    until,
    worker::program,
};
use duban_workflows::ids;
use std::collections::{BTreeMap, BTreeSet};

const FINDING: &str = "finding-in-january";
const IN_FORCE: &str = "listing-in-force";
const PROPOSED: &str = "listing-proposed";

/// The autumn's campaign on Friday 29 January 2027, by real time: an order runs in one county, a listing is
/// in force in another, and one is proposed of the third.
struct January {
    sandbox: Sandbox,
    running: Running,
    service: Service,
    outbox: Outbox,
    _worker: duban_tests::WorkerThread,
}

impl January {
    async fn begin() -> Self {
        let sandbox = Sandbox::new().await;
        let (setup, outbox) = WorkerSetup::quiet();
        let worker = sandbox.worker(setup).await;
        let campaign = in_autumn(Campaign::empty_register(sandbox.folder(), "autumn"));
        let now = campaign.terms.office.local(day("2027-01-29").and_hms_opt(10, 0, 0).unwrap());
        let service = sandbox.service(&campaign);
        let running = sandbox.launch_midway(campaign, now).await;
        sandbox.until_notices(&running, COUNTIES.len()).await;
        let begun = Self { sandbox, running, service, outbox, _worker: worker };
        begun.register().await;
        begun.list().await;
        begun.sandbox.until_mailed().await;
        begun
    }

    async fn register(&self) {
        let sample = Campaign::with_findings(self.sandbox.folder(), "sample").findings;
        let mut registration = sample[0].0.registration.clone();
        (registration.id, registration.found_on) = (FINDING.into(), day("2027-01-29"));
        assert_eq!(registration.county.as_str(), RETURNED);
        let scene = self.service.campaign_context(self.campaign()).await.unwrap();
        scene.as_operator("root".to_owned(), registrar()).register(vec![registration], || {}).await.unwrap();
    }

    async fn list(&self) {
        let Self { sandbox, running, service, .. } = self;
        let in_force = sandbox.propose_listing(running, IN_FORCE, EXTENDED).await;
        sandbox.propose_listing(running, PROPOSED, SILENT).await;
        for id in [IN_FORCE, PROPOSED] {
            self.until_listing(&id.into(), ListingStatus::Proposed).await;
        }
        let scene = service.campaign_context(self.campaign()).await.unwrap();
        let leader = Actor { bureau: PREFECTURE.into(), name: "局长".to_owned() };
        let approve = ListingCommand::Approve { approval: 1 };
        let leader = scene.as_operator("root".to_owned(), leader);
        leader.matter::<ListingRow>(&in_force).await.unwrap().tell(approve, None).await.unwrap();
        self.until_listing(&in_force, ListingStatus::Listed).await;
    }

    async fn until_listing(&self, id: &ListingId, standing: ListingStatus) {
        until("a listing", async || {
            let row = self.sandbox.store.listing_get(self.campaign(), id).await.unwrap();
            row.filter(|row| row.view.standing == standing).map(drop)
        })
        .await;
    }

    fn campaign(&self) -> &duban_domain::CampaignId {
        &self.running.campaign.terms.campaign
    }

    fn shown(&self, at: PlanTime) -> String {
        at.in_zone(self.running.campaign.plan.zone).format("%m-%d %H:%M").to_string()
    }

    /// What moves in a matter: clock, old, new.
    fn moves(&self, redatings: &[Redating], workflow: &str) -> Vec<(Clock, String, String)> {
        let machines = redatings.iter().flat_map(|redating| &redating.machines);
        let of = |machine: &&MachineMoves| machine.workflow == workflow;
        let moves = machines.filter(of).flat_map(|machine| &machine.moves);
        moves.map(|moved| (moved.clock, self.shown(moved.old), self.shown(moved.new.unwrap()))).collect()
    }

    /// What the program shows at a terminal.
    async fn shown_at_terminal(&self, args: &[&str]) -> String {
        let mut command = tokio::process::Command::new(program());
        command.arg("--settings").arg(self.sandbox.settings()).args(args).current_dir(self.sandbox.folder());
        let output = command.kill_on_drop(true).output().await.unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Whether each of the terminal's tables of dates marks them as provisional.
    async fn marks_at_terminal(&self) -> [bool; 3] {
        let status = self.shown_at_terminal(&["status", "autumn", RETURNED]).await;
        let findings = self.shown_at_terminal(&["finding", "list", "autumn"]).await;
        let listings = self.shown_at_terminal(&["listing", "list", "autumn"]).await;
        [status, findings, listings].map(|table| table.contains("17:30 暂定"))
    }

    /// The news of moved dates, by the bureau that gets it.
    async fn news(&self) -> BTreeMap<BureauCode, Vec<NoticeRow>> {
        let rows = self.sandbox.store.notice_list(self.campaign(), &NoticeFilter::default()).await.unwrap();
        let mut news: BTreeMap<BureauCode, Vec<NoticeRow>> = BTreeMap::new();
        for row in rows.into_iter().filter(|row| row.notice.instrument == Instrument::DatesMoved) {
            news.entry(row.notice.to.clone()).or_default().push(row);
        }
        news
    }
}

fn of(clock: Clock, old: &str, new: &str) -> (Clock, String, String) {
    (clock, old.to_owned(), new.to_owned())
}

/// The notices that mails tell of, as mails name them.
fn told(mails: &[Mail]) -> BTreeSet<(String, String)> {
    let keys =
        |mail: &Mail| mail.notices.iter().map(|key| (mail.to.clone(), key.clone())).collect::<Vec<_>>();
    mails.iter().flat_map(keys).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn matters_follow_the_notice_and_each_bureau_reads_of_all_its_dates_in_one_mail() {
    let january = January::begin().await;
    let (sandbox, service, campaign) = (&january.sandbox, &january.service, january.campaign().clone());
    let before = Mail::in_outbox(&january.outbox);
    assert_eq!(january.marks_at_terminal().await, [true; 3], "2027 is not announced");
    import(service).await;
    let moved = service.redate(&planner()).await.unwrap();
    // Six working days: the order's own, then 31 January is worked and 5 to 12 February are off.
    let finding = ids::finding(&campaign, &FINDING.into());
    assert_eq!(january.moves(&moved, &finding)[0], of(Clock::Due, "02-10 17:30", "02-15 17:30"));
    let kept = sandbox.store.finding_get(&campaign, &FINDING.into()).await.unwrap().unwrap();
    assert_eq!(january.shown(kept.row.view.due.unwrap()), "02-15 17:30");
    // Eight working days for the leader who is asked.
    let proposed = ids::listing(&campaign, &PROPOSED.into());
    assert_eq!(january.moves(&moved, &proposed), [of(Clock::Approval, "02-12 17:30", "02-17 17:30")]);
    // Six working days to publish.
    let in_force = january.moves(&moved, &ids::listing(&campaign, &IN_FORCE.into()));
    assert!(in_force.contains(&of(Clock::Task, "02-10 17:30", "02-15 17:30")), "{in_force:?}");
    assert_eq!(service.foresee_redating(&planner()).await.unwrap(), []);
    assert_eq!(january.marks_at_terminal().await, [false; 3]);

    sandbox.until_mailed().await;
    let mails = Mail::in_outbox(&january.outbox);
    let after = &mails[before.len()..];
    assert!(told(&before).is_disjoint(&told(after)), "what was sent is sent again");
    audit::each_notice_mailed_once(&sandbox.store, &mails).await;
    let news = january.news().await;
    assert_eq!(news[&RETURNED.into()].len(), 2, "the docket's and the order's");
    assert_eq!(news[&EXTENDED.into()].len(), 2, "the docket's and the listing's");
    for (bureau, rows) in &news {
        let office = sandbox.store.bureau_get(bureau).await.unwrap().unwrap().contacts.office;
        let got: Vec<_> = after.iter().filter(|mail| mail.to == office).collect();
        assert_eq!(got.len(), 1, "{bureau} gets one mail");
        assert!(got[0].notices.len() >= rows.len(), "{bureau}: {:?}", got[0].notices);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_urgent_matter_counts_minutes_and_moves_with_nothing() {
    let january = January::begin().await;
    let (sandbox, running) = (&january.sandbox, &january.running);
    let rules = IncidentRules { acknowledge_minutes: 14 * 24 * 60, reminders: 1 };
    let id = sandbox.report_incident(running, "urgent", SILENT, rules, running.now()).await;
    let lines = async || sandbox.store.incident_history(january.campaign(), &id).await.unwrap().len();
    until("the report", async || (lines().await > 0).then_some(())).await;
    let before = lines().await;
    import(&january.service).await;
    let moved = january.service.redate(&planner()).await.unwrap();
    let workflow = ids::incident(january.campaign(), &id);
    assert_eq!(january.moves(&moved, &workflow), []);
    assert_eq!(lines().await, before, "it takes no note of holidays");
}
