//! `console`: what pages take while a hundred people read them, what they weigh, and how long a change
//! takes to reach five hundred that are open.
//!
//! A release build of `duban console` in a process of its own, with 122 counties that each owe thirty
//! things and a million findings; the readers share the machine with it.

mod filed;
mod live;
mod load;
mod province;
mod server;

use crate::{figures, fill, findings::FindingCampaign, stage::new_store};
use anyhow::{Context, Result};
use duban_domain::{Docket, Timebase};
use duban_store::Store;
use filed::Filed;
use live::OpenPages;
use server::Server;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const FINDINGS: usize = 1_000_000;
const FINDINGS_SMALL: usize = 20_000;
/// Seconds that each kind of page is read for.
const SECONDS: u32 = 20;
const SECONDS_SMALL: u32 = 2;
/// Pages that are open while something changes.
const OPEN: usize = 500;
/// How many changes the open pages are told of, one after another.
const CHANGES: usize = 10;
/// While pages are read as they change, something changes this often.
const CHANGES_EVERY: Duration = Duration::from_secs(1);
/// Findings that can be registered meanwhile.
const FILED: usize = 1_000;

pub(crate) async fn run(small: bool) -> Result<()> {
    let (findings, seconds) = if small { (FINDINGS_SMALL, SECONDS_SMALL) } else { (FINDINGS, SECONDS) };
    let mut ground = Ground::prepare(findings).await?;
    let server = Server::start(&ground.folder, &ground.store, &ground.campaign).await?;
    loads(&mut ground, &server, seconds).await?;
    weights(&ground, &server).await?;
    told(&mut ground, &server).await?;
    server.stop().await?;
    ground.store.close().await;
    Ok(())
}

/// What happens every second while pages are read.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum What {
    Nothing,
    /// A county hands something in.
    HandedIn,
    /// A finding is registered.
    Registered,
}

/// What the console is served over.
struct Ground {
    folder: TempDir,
    campaign: FindingCampaign,
    filled: fill::Filled,
    timebase: Timebase,
    store: Store,
    dockets: Vec<Docket>,
    filed: Filed,
    /// Sequence number of the record that comes next; all dockets have as many.
    told: u64,
}

impl Ground {
    async fn prepare(findings: usize) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let campaign = province::campaign()?;
        let timebase = province::timebase(&campaign);
        let store = new_store(&folder, "duban.db").await?;
        campaign.keep(&store, timebase).await?;
        let dockets = province::record(&store, &campaign, timebase).await?;
        store.close().await;
        let began = Instant::now();
        let filled = fill::fill(&folder.path().join("duban.db"), &campaign, findings).await?;
        let megabytes = std::fs::metadata(folder.path().join("duban.db"))?.len() >> 20;
        println!("filled in {:.0} s; the file has {megabytes} MiB", began.elapsed().as_secs_f64());
        let store = new_store(&folder, "duban.db").await?;
        let filed = Filed::new(&campaign, folder.path(), FILED, timebase)?;
        Ok(Self { folder, campaign, filled, timebase, store, dockets, filed, told: 1 })
    }

    /// Something happens, or nothing, for the `number`th time.
    async fn happens(&mut self, what: What, number: usize) -> Result<()> {
        match what {
            What::Nothing => Ok(()),
            What::HandedIn => self.change(number).await,
            What::Registered => {
                let record = self.filed.record()?;
                self.store.record(&record).await?;
                Ok(())
            }
        }
    }

    /// A county hands something in.
    async fn change(&mut self, number: usize) -> Result<()> {
        let count = self.dockets.len();
        let docket = self.dockets.get_mut(number % count).context("there is no county")?;
        let sequence = self.told + 1 + (number / count) as u64;
        let record = province::submission(docket, sequence, self.timebase)?;
        self.store.record(&record).await?;
        Ok(())
    }
}

/// The pages that are read, each kind in turn; the first is what nothing has to be read for.
async fn loads(ground: &mut Ground, server: &Server, seconds: u32) -> Result<()> {
    let campaign = vec![format!("/campaigns/{}", ground.campaign.id())];
    let ledger = ledger_addresses(ground)?;
    let mut changes = 0;
    let (mut rows, mut list) = (Vec::new(), Vec::new());
    // What the first kind takes: the most that server and readers get out of the machine.
    let mut baseline = None;
    let kinds = [
        ("a file (the style sheet)", vec![server.style().await?], What::Nothing),
        ("the campaign, nothing changes", campaign.clone(), What::Nothing),
        ("the campaign, a county hands in every second", campaign, What::HandedIn),
        ("the findings' ledger, nothing changes", ledger.clone(), What::Nothing),
        ("the findings' ledger, a finding is registered every second", ledger, What::Registered),
    ];
    for (name, addresses, what) in kinds {
        let folder = ground.folder.path().to_owned();
        let reading = load::read(&folder, server, &addresses, seconds);
        tokio::pin!(reading);
        let load = loop {
            tokio::select! {
                load = &mut reading => break load?,
                () = tokio::time::sleep(CHANGES_EVERY) => {
                    ground.happens(what, changes).await?;
                    changes += usize::from(what == What::HandedIn);
                }
            }
        };
        let ratio = load.p95 / *baseline.get_or_insert(load.p95);
        rows.push([
            name.to_owned(),
            addresses.len().to_string(),
            figures::text(load.rate()),
            figures::text(load.p50),
            figures::text(load.p95),
            figures::text(load.p99),
            figures::text(load.most),
            figures::text(ratio),
        ]);
        list.push(serde_json::json!({
            "pages": name, "addresses": addresses.len(), "rate": figures::rounded(load.rate(), 1),
            "requests": load.requests, "kib_each": figures::rounded(load.kib_each(), 1),
            "p50": load.p50, "p95": load.p95, "p99": load.p99, "most": load.most,
            "ratio": figures::rounded(ratio, 2),
        }));
    }
    let header = [
        "read by 100 at once",
        "addresses",
        "answers/s",
        "p50, ms",
        "p95, ms",
        "p99, ms",
        "most, ms",
        "p95 / a file's",
    ];
    let findings = ground.filled.count();
    let json = serde_json::json!({
        "readers": load::READERS, "accounts": server.cookies().len(),
        "counties": province::COUNTIES, "obligations": province::OBLIGATIONS, "findings": findings, "loads": list,
    });
    let title = format!(
        "console: {} counties × {} obligations, {findings} findings",
        province::COUNTIES,
        province::OBLIGATIONS
    );
    figures::show(&title, header, rows, json);
    Ok(())
}

/// A few hundred of the ledger's addresses: every filter, about something else each time.
fn ledger_addresses(ground: &mut Ground) -> Result<Vec<String>> {
    let path = format!("/findings?campaign={}", ground.campaign.id());
    let filled = &mut ground.filled;
    let mut addresses = vec![path.clone()];
    for _ in 0..40 {
        let county = filled.county()?;
        addresses.push(format!("{path}&bureau={county}"));
        addresses.push(format!("{path}&standing={}", filled.any_standing()?.as_str()));
        addresses.push(format!("{path}&grade={}", filled.any_grade()?.as_str()));
        addresses.push(format!("{path}&source={}", filled.any_source()?.as_str()));
        addresses.push(format!("{path}&overdue=1"));
        addresses.push(format!("{path}&bureau={county}&standing={}", filled.any_standing()?.as_str()));
        addresses.push(format!("{path}&bureau={county}&grade={}", filled.any_grade()?.as_str()));
        addresses.push(format!("{path}&q={}", filled.code()?));
    }
    Ok(addresses)
}

/// What a page weighs as it comes over the wire, packed.
async fn weights(ground: &Ground, server: &Server) -> Result<()> {
    let assets = server.assets().await?;
    let shared: u64 = assets.iter().map(|(_, bytes)| bytes).sum();
    let pages = [
        ("the campaign", format!("/campaigns/{}", ground.campaign.id())),
        ("the findings' ledger", format!("/findings?campaign={}", ground.campaign.id())),
    ];
    let kib = |bytes: u64| figures::text(bytes as f64 / 1024.0);
    let (mut rows, mut list) = (Vec::new(), Vec::new());
    for (name, path) in pages {
        let own = server.packed_bytes(&path).await?;
        rows.push([name.to_owned(), kib(own), kib(shared), kib(own + shared)]);
        list.push(serde_json::json!({ "page": name, "page_bytes": own, "assets_bytes": shared }));
    }
    let json = serde_json::json!({ "weights": list });
    figures::show("console: weight", ["page", "itself, KiB", "its assets, KiB", "together, KiB"], rows, json);
    Ok(())
}

/// How long until all open pages have heard of a change.
async fn told(ground: &mut Ground, server: &Server) -> Result<()> {
    let path = server.stream_of(&format!("/campaigns/{}", ground.campaign.id())).await?;
    let mut pages = OpenPages::open(OPEN, server, &path).await?;
    let (mut first, mut middle, mut last) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..CHANGES {
        // Counties that have not changed yet.
        ground.change(ground.dockets.len() / 2 + number).await?;
        let took = pages.all_hear(Instant::now()).await?;
        let at = |place: usize| took.get(place).map_or(0.0, |took| took.as_secs_f64() * 1_000.0);
        first.push(at(0));
        middle.push(at(took.len() / 2));
        last.push(at(took.len().saturating_sub(1)));
    }
    pages.close().await;
    let most = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
    let row = |name: &str, values: &[f64]| {
        [name.to_owned(), figures::text(figures::median(values)), figures::text(most(values))]
    };
    let rows = vec![row("the first", &first), row("half of them", &middle), row("the last", &last)];
    let json = serde_json::json!({
        "open": OPEN, "changes": CHANGES,
        "last_ms_median": figures::rounded(figures::median(&last), 1), "last_ms_most": figures::rounded(most(&last), 1),
    });
    let header = ["ms from the commit until … has heard", "median", "most"];
    figures::show(&format!("console: {CHANGES} changes, {OPEN} open pages"), header, rows, json);
    Ok(())
}
