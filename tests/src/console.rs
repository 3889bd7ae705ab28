//! The console of a sandbox, served on a port of its own, with people who sign in as people do.
//!
//! Its campaign is in its middle: reports are overdue, letters have gone out and approvals are asked for.
//! From there time runs as it does on the wall, so nothing happens by itself while a test looks.

use crate::{
    Campaign, Running, Sandbox, WorkerSetup, WorkerThread,
    browser::{Browser, Driver},
    campaign::{PREFECTURE, RETURNED, SILENT, registrar},
    line::Line,
    sandbox::wall_now,
    until,
};
use chrono::NaiveDate;
use duban_config::settings::ConsoleSettings;
use duban_domain::{
    Actor, CampaignId, Timebase,
    access::Role,
    listing::Ground,
    webhook::{EventKind, WebhookFormat},
};
use duban_service::{IncidentReport, Proposal, hooks::NewHook};
use duban_store::{Fate, Handed, NewCampaign, Role as MailRole};
use duban_web::{
    Console, Parts,
    people::{Accounts, Hasher, Newcomer},
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

/// The campaign's id.
pub const CAMPAIGN: &str = "short";
/// A campaign that has not opened yet.
pub const AHEAD: &str = "ahead";
/// Everybody's password.
pub const PASSWORD: &str = "督办测试专用口令-2024";
/// When it is, in the campaign: the letters that put a bureau on the list wait for approval.
const NOON: (u32, u32) = (28, 12);

/// Somebody who may sign in.
#[derive(Copy, Clone, Debug)]
pub struct Person {
    /// What they sign in with.
    pub account: &'static str,
    /// Their name.
    pub name: &'static str,
    /// Their bureau.
    pub bureau: &'static str,
    /// What they do there.
    pub role: Role,
}

const fn person(account: &'static str, name: &'static str, bureau: &'static str, role: Role) -> Person {
    Person { account, name, bureau, role }
}

/// Launches and steers, at the issuer.
pub const PLANNER: Person = person("planner", "计划", PREFECTURE, Role::Planner);
/// Decides, at the issuer.
pub const LEADER: Person = person("leader", "王局", PREFECTURE, Role::Leader);
/// Keeps users, at the issuer.
pub const ADMINISTRATOR: Person = person("admin", "管理", PREFECTURE, Role::Administrator);
/// Looks on, at the issuer.
pub const OBSERVER: Person = person("observer", "观察", PREFECTURE, Role::Observer);
/// Does the work of the county that has handed nothing in.
pub const OFFICER: Person = person("officer", "李办", SILENT, Role::Officer);
/// Does the work of another county.
pub const NEIGHBOUR: Person = person("neighbour", "赵办", RETURNED, Role::Officer);

/// All of them.
pub const PEOPLE: [Person; 6] = [PLANNER, LEADER, ADMINISTRATOR, OBSERVER, OFFICER, NEIGHBOUR];

/// A console that is served. Dropping it ends everything.
pub struct ServedConsole {
    /// Where people reach it: `http://127.0.0.1:PORT`.
    pub origin: String,
    /// The campaign that runs.
    pub running: Running,
    /// Who keeps its accounts.
    pub keeper: Accounts,
    driver: Driver,
    serving: JoinHandle<()>,
    _stop: oneshot::Sender<()>,
    _worker: WorkerThread,
    /// Its engine and its store.
    pub sandbox: Sandbox,
}

impl ServedConsole {
    /// Serves one whose campaign is in its middle.
    pub async fn new() -> Self {
        Self::on(Sandbox::new().await).await
    }

    /// The same on an engine that may be killed.
    pub async fn with_engine_file() -> Self {
        Self::on(Sandbox::with_engine_file().await).await
    }

    async fn on(sandbox: Sandbox) -> Self {
        let worker = sandbox.worker(WorkerSetup::quiet().0).await;
        let campaign = Campaign::with_findings(sandbox.folder(), CAMPAIGN);
        let (day, hour) = NOON;
        let noon = NaiveDate::from_ymd_opt(2024, 5, day).and_then(|day| day.and_hms_opt(hour, 0, 0));
        let noon = campaign.terms.office.local(noon.unwrap());
        let running = sandbox.launch_midway(campaign, noon).await;
        let service = sandbox.service(&running.campaign);
        let keeper = Accounts::new(sandbox.store.clone(), Hasher::default());
        for person in PEOPLE {
            let Person { account, name, bureau, role } = person;
            let newcomer =
                Newcomer { account: account.to_owned(), name: name.to_owned(), bureau: bureau.into(), role };
            keeper.add(&newcomer, Some(PASSWORD), wall_now()).await.unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let origin = format!("http://{address}");
        let settings = ConsoleSettings {
            address,
            public_url: origin.clone(),
            sign_ins_per_minute: 0,
            api_requests_per_second: 0,
            ..ConsoleSettings::default()
        };
        let console = Console::with_settings(Parts { service }, settings).unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(async move {
            let until = async move { drop(stopped.await) };
            duban_console::serve(console, listener, until).await.unwrap();
        });
        let driver = Driver::start(sandbox.folder(), &sandbox.processes).await;
        let served = Self { origin, running, keeper, driver, serving, _stop: stop, _worker: worker, sandbox };
        served.until_caught_up().await;
        served
    }

    /// The findings of the campaign's story are registered.
    pub async fn register_findings(&self) {
        let service = self.sandbox.service(&self.running.campaign);
        let scene = service.campaign_context(&CampaignId::from(CAMPAIGN)).await.unwrap();
        let findings = self.running.campaign.findings.iter();
        let registrations = findings.map(|(entry, _)| entry.registration.clone()).collect();
        scene.as_operator("root".to_owned(), registrar()).register(registrations, || ()).await.unwrap();
        until("the findings in the ledger", async || {
            let statistics = self.sandbox.store.finding_statistics(&CAMPAIGN.into()).await.unwrap();
            (!statistics.is_empty()).then_some(())
        })
        .await;
    }

    /// Another campaign is launched that opens in a month, so that no docket of it has told anything.
    async fn launch_ahead(&self) {
        let plan = duban_domain::Plan {
            id: AHEAD.into(),
            title: "下一阶段电动自行车质量安全专项行动".to_owned(),
            ..self.running.campaign.plan.clone()
        };
        let opens = self.running.campaign.terms.opens.plus(chrono::Duration::days(-30));
        let timebase = Timebase::compressed(opens, wall_now(), 1);
        let (launched_by, launched_at) = (registrar(), wall_now());
        let new = NewCampaign { plan, timebase, launched_by, launched_at };
        self.sandbox.store.campaign_insert(&new).await.unwrap();
    }

    /// A mail to the silent bureau is refused for good by its server, in many words.
    async fn refuse_a_mail(&self) {
        let store = &self.sandbox.store;
        let mails = store.mail_list(Some(&SILENT.into())).await.unwrap();
        let words = "552 5.2.2 <office.522701@bureau.example>: Recipient address rejected: mailbox over quota, \
                     see https://mail.bureau.example/help/quota-exceeded-and-what-to-do-about-it";
        let mail = mails.last().unwrap();
        let (role, address) = (MailRole::Office, format!("office.{SILENT}@bureau.example"));
        let refused = Handed { role, address, fate: Fate::Refused(words.to_owned()) };
        store.digest_handed(mail.id, wall_now(), &[refused], wall_now()).await.unwrap();
    }

    /// Findings are registered, a bureau is proposed for listing, something urgent was reported: every page
    /// has something to show.
    pub async fn fill(&self) {
        self.register_findings().await;
        self.launch_ahead().await;
        let campaign = CampaignId::from(CAMPAIGN);
        let scene = self.sandbox.service(&self.running.campaign).campaign_context(&campaign).await.unwrap();
        let by = |person: Person| Actor { bureau: person.bureau.into(), name: person.name.to_owned() };
        let proposal = Proposal {
            bureau: SILENT.into(),
            finding: None,
            grounds: vec![Ground::ALL[0]],
            reason: "多次提醒后仍未报送".to_owned(),
            again: None,
        };
        let listing =
            scene.as_operator("root".to_owned(), by(PLANNER)).propose(proposal, None).await.unwrap();
        let report = IncidentReport {
            bureau: SILENT.into(),
            title: "电动自行车电池起火".to_owned(),
            text: "商户仓库起火，无人员伤亡，正在排查同批次产品。".to_owned(),
            attachments: Vec::new(),
        };
        let incident = scene.as_operator("root".to_owned(), by(OFFICER)).report(report, None).await.unwrap();
        // Switched off at once: nothing listens there.
        let hook = NewHook {
            bureau: PREFECTURE.into(),
            name: "检查应用".to_owned(),
            url: "http://127.0.0.1:9/hook".to_owned(),
            format: WebhookFormat::Standard,
            kinds: EventKind::ALL.iter().copied().collect(),
            secret: String::new(),
        };
        let hooks = scene.service.hooks();
        let made = hooks.webhook_add(by(ADMINISTRATOR), hook).await.unwrap_or_else(|e| panic!("{e:?}"));
        hooks.webhook_switch(&made.id, false).await.unwrap_or_else(|e| panic!("{e:?}"));
        until("both in the ledger", async || {
            let listings = self.sandbox.store.listing_list(&campaign).await.unwrap();
            let incidents = self.sandbox.store.incident_list(&campaign).await.unwrap();
            let listed = listings.iter().any(|row| row.id == listing);
            (listed && incidents.iter().any(|row| row.id == incident)).then_some(())
        })
        .await;
        self.refuse_a_mail().await;
    }

    /// A browser in which nobody has signed in.
    pub async fn browser(&self) -> Browser {
        self.driver.browser(&self.origin).await
    }

    /// A line to it that can be cut.
    pub async fn line(&self) -> Line {
        Line::to(self.origin.trim_start_matches("http://").parse().unwrap()).await
    }

    /// A browser at the end of a line, in which somebody has signed in.
    pub async fn browser_behind(&self, line: &Line, person: Person) -> Browser {
        let browser = self.driver.browser(&line.origin).await;
        browser.sign_in(person).await;
        browser
    }

    /// A browser in which somebody has signed in.
    pub async fn browser_of(&self, person: Person) -> Browser {
        let browser = self.browser().await;
        browser.sign_in(person).await;
        browser
    }

    /// Waits until the ledger has come to the campaign's middle: an approval of a listing is asked for in
    /// every county that owes the report.
    async fn until_caught_up(&self) {
        until("approvals of listings", async || {
            let approvals = self.sandbox.store.approval_list(&CAMPAIGN.into()).await.unwrap();
            let listings = approvals.iter().filter(|row| row.instrument == duban_domain::Instrument::Listing);
            (listings.count() >= 3).then_some(())
        })
        .await;
    }
}

impl Drop for ServedConsole {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Browser {
    /// Signs in as a person does.
    pub async fn sign_in(&self, person: Person) {
        self.open("/sign-in").await;
        self.enter(person).await;
    }

    /// Signs in at the door that is open.
    pub async fn enter(&self, person: Person) {
        self.fill("账号", person.account).await;
        self.fill("密码", PASSWORD).await;
        self.press("登录").await;
        self.until_at("after signing in", |path| !path.starts_with("/sign-in")).await;
    }

    /// Ends the session, as signing out in another window does; the page that is open knows nothing of it.
    pub async fn end_session(&self) {
        let script = "const done = arguments[arguments.length - 1];
            fetch('/sign-out', { method: 'POST' }).then(answer => done(answer.status), () => done(0));";
        assert_eq!(self.run_until_done(script).await, 200);
    }
}
