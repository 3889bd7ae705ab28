//! Gathers what waits for a person, from the store into the domain's desk.

use crate::{Console, Principal, WebError, pages::campaign};
use chrono::NaiveDate;
use duban_domain::{
    BureauCode, CampaignId, FindingId, PlanTime, Terms,
    access::{Action, Relation, may},
    ahead::{Ahead, is_to_come},
    docket::{ObligationStatus, ObligationView, Returned},
    finding::FindingStatus,
    inbox::{self, Matter, Person, Waiting},
    listing::ListingCommand,
    matter::Task,
};
use duban_service::CampaignContext;
use duban_store::{CampaignObligation, FindingTurn, ListingRow, MailFilter, OpenApproval};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// A campaign that runs, with its terms.
pub(crate) struct Running {
    pub(crate) scene: CampaignContext,
    pub(crate) terms: Arc<Terms>,
}

/// What lies on a person's desk, with the facts behind it.
pub(crate) struct InboxContents {
    pub(crate) waiting: Vec<Waiting>,
    pub(crate) campaigns: BTreeMap<CampaignId, Running>,
    pub(crate) approvals: Vec<OpenApproval>,
    pub(crate) reviews: Vec<CampaignObligation>,
    pub(crate) owed: Vec<CampaignObligation>,
    /// What the person's own bureau will owe, the earliest first.
    pub(crate) ahead: Vec<(CampaignId, ObligationView)>,
}

impl InboxContents {
    pub(crate) fn zone(&self, id: &CampaignId) -> chrono_tz::Tz {
        self.campaigns.get(id).map_or(chrono_tz::UTC, |running| running.scene.kept.plan.zone)
    }

    /// When and why what is owed was sent back.
    pub(crate) fn returned(&self, waiting: &Waiting) -> Option<&Returned> {
        let Matter::Owed(id) = &waiting.matter else { return None };
        let owed = self.owed.iter().find(|one| {
            one.campaign == waiting.campaign && one.row.bureau == waiting.about && one.row.duty.id == *id
        });
        owed?.row.duty.returned.as_ref()
    }

    /// Whether a day is provisional by what a campaign goes by.
    pub(crate) fn is_provisional(&self, campaign: &CampaignId, day: NaiveDate) -> bool {
        self.campaigns.get(campaign).is_some_and(|running| running.scene.calendar.is_provisional(day))
    }

    pub(crate) fn title(&self, id: &CampaignId) -> String {
        self.campaigns.get(id).map_or_else(|| id.to_string(), |running| running.scene.kept.plan.title.clone())
    }
}

/// The campaigns that run and reach a principal, by id.
pub(crate) async fn running(
    console: &Console,
    principal: &Principal,
) -> Result<BTreeMap<CampaignId, Running>, WebError> {
    principal.authorise_own(console)?;
    let mut campaigns = BTreeMap::new();
    for kept in console.store().campaign_list().await? {
        if kept.finished.is_none() && campaign::reaches(console, &kept, &principal.bureau) {
            let scene = console.service().scene(&kept.plan.id).await?;
            let terms = Arc::new(scene.terms()?);
            campaigns.insert(kept.plan.id, Running { scene, terms });
        }
    }
    Ok(campaigns)
}

/// Everything that waits for somebody this principal sees, cut to what they may deal with. `below`: also
/// what is the turn of a bureau below.
pub(crate) async fn gather(
    console: &Console,
    principal: &Principal,
    below: bool,
) -> Result<InboxContents, WebError> {
    let campaigns = running(console, principal).await?;
    let store = console.store();
    let own = BTreeSet::from([principal.bureau.clone()]);
    let seen: BTreeSet<_> = principal.sees(console).into_iter().map(|bureau| bureau.code.clone()).collect();
    let under: BTreeSet<_> = seen.iter().filter(|code| **code != principal.bureau).cloned().collect();
    let somewhere = |action| {
        let may = |relation| may(principal.role, action, relation);
        may(Relation::Own) || may(Relation::Below)
    };
    let mut gathering = Gathering { console, principal, campaigns: &campaigns, all: Vec::new() };
    let (mut owed, mut to_come) = (Vec::new(), Vec::new());
    if may(principal.role, Action::Submit, Relation::Own) {
        to_come = ahead(console, &campaigns, &principal.bureau).await?;
    }
    if somewhere(Action::Submit) {
        owed = store.duties_waiting(&own, &[ObligationStatus::Open, ObligationStatus::Overdue]).await?;
        gathering.owed(&owed);
    }
    let mut reviews = Vec::new();
    if somewhere(Action::Review) {
        reviews = store.duties_waiting(&under, &[ObligationStatus::Submitted]).await?;
        reviews.retain(|one| gathering.review(one));
    }
    let mut approvals = Vec::new();
    if somewhere(Action::Approve) {
        approvals = store.approvals_waiting(if below { &seen } else { &own }).await?;
        approvals.iter().for_each(|one| gathering.approval(one));
    }
    if somewhere(Action::Acknowledge) {
        gathering.documents().await?;
    }
    if somewhere(Action::HandleFinding) || somewhere(Action::InspectFinding) {
        gathering.findings(&seen).await?;
    }
    if somewhere(Action::Supervise) || somewhere(Action::Rectify) {
        for row in store.listings_waiting(&seen).await? {
            gathering.listing(&row).await?;
        }
    }
    if somewhere(Action::TakeNote) {
        gathering.incidents().await?;
    }
    if somewhere(Action::SendAgain) {
        gathering.undelivered(&own).await?;
    }
    let person = Person { role: principal.role, bureau: &principal.bureau };
    let mut waiting = inbox::desk(person, console.directory(), gathering.all);
    waiting.retain(|one| below || one.turn == principal.bureau);
    Ok(InboxContents { waiting, campaigns, approvals, reviews, owed, ahead: to_come })
}

/// What a bureau will owe in campaigns that run: what its dockets say is not open yet, and all of a campaign
/// whose docket has told nothing.
async fn ahead(
    console: &Console,
    campaigns: &BTreeMap<CampaignId, Running>,
    bureau: &BureauCode,
) -> Result<Vec<(CampaignId, ObligationView)>, WebError> {
    let mut all = Vec::new();
    for (id, running) in campaigns {
        let told = console.store().duty_list(id, Some(bureau)).await?;
        // Whoever takes no part owes nothing.
        let party = running.scene.party(bureau).ok().filter(|_| told.is_empty());
        all.extend(told.into_iter().map(|row| (id.clone(), row.duty)));
        let before = party.map(|party| Ahead::of(&running.terms, party, running.scene.now).owed);
        all.extend(before.into_iter().flatten().map(|duty| (id.clone(), duty)));
    }
    all.retain(|(_, duty)| is_to_come(duty));
    all.sort_by_cached_key(|(id, duty)| (duty.opens, duty.due, id.clone()));
    Ok(all)
}

struct Gathering<'a> {
    console: &'a Console,
    principal: &'a Principal,
    campaigns: &'a BTreeMap<CampaignId, Running>,
    all: Vec<Waiting>,
}

impl Gathering<'_> {
    fn push(
        &mut self,
        campaign: &CampaignId,
        (about, turn): (&BureauCode, &BureauCode),
        matter: Matter,
        title: &str,
        by: Option<PlanTime>,
    ) {
        let Some(running) = self.campaigns.get(campaign) else { return };
        self.all.push(Waiting {
            campaign: campaign.clone(),
            about: about.clone(),
            turn: turn.clone(),
            matter,
            title: title.to_owned(),
            by,
            now: running.scene.now,
        });
    }

    fn owed(&mut self, rows: &[CampaignObligation]) {
        for CampaignObligation { campaign, row } in rows {
            let (duty, bureau) = (&row.duty, &row.bureau);
            let matter = Matter::Owed(duty.id.clone());
            self.push(campaign, (bureau, bureau), matter, &duty.title, Some(duty.due));
        }
    }

    /// Whether it waits for a review at all.
    fn review(&mut self, one: &CampaignObligation) -> bool {
        let Some(running) = self.campaigns.get(&one.campaign) else { return false };
        let Some(by) = running.terms.review_by(&one.row.duty) else { return false };
        let turn = running.scene.supervisor(&one.row.bureau);
        let matter = Matter::Review(one.row.duty.id.clone());
        self.push(&one.campaign, (&one.row.bureau, &turn), matter, &one.row.duty.title, Some(by));
        true
    }

    fn approval(&mut self, one: &OpenApproval) {
        let row = &one.row;
        let title = one.request.as_ref().map(|request| request.title.clone()).unwrap_or_default();
        let matter =
            Matter::Approval { source: row.source.clone(), number: row.approval, instrument: row.instrument };
        self.push(&one.campaign, (&row.bureau, &row.of), matter, &title, Some(row.by_when));
    }

    async fn documents(&mut self) -> Result<(), WebError> {
        let own = self.principal.bureau.clone();
        for row in self.console.store().documents_waiting(&own).await? {
            let (instrument, acknowledged) = (row.notice.instrument, row.acknowledged.is_some());
            let matter = Matter::Document { id: row.id, instrument, acknowledged };
            let by = row.reply_by;
            self.push(&row.campaign, (&row.about, &own), matter, &row.notice.title, by);
        }
        Ok(())
    }

    /// Mails with something in them that one of these bureaus issued, which the receiver's server refused.
    async fn undelivered(&mut self, senders: &BTreeSet<BureauCode>) -> Result<(), WebError> {
        for sender in senders {
            let filter =
                MailFilter { sender: Some(sender.clone()), undeliverable: true, ..MailFilter::default() };
            for one in self.console.store().mail_waiting(&filter).await? {
                let Some(row) = self.console.store().notice_get(one.notice).await? else { continue };
                let words = one.words().unwrap_or_default().to_owned();
                let matter = Matter::Undelivered { notice: row.id, words };
                self.push(&row.campaign, (&one.bureau, sender), matter, &row.notice.title, None);
            }
        }
        Ok(())
    }

    async fn findings(&mut self, seen: &BTreeSet<BureauCode>) -> Result<(), WebError> {
        let campaigns = self.campaigns;
        for (id, running) in campaigns {
            if running.terms.findings.is_none() {
                continue;
            }
            for turn in self.console.store().finding_turns(id, seen, running.scene.now).await? {
                self.finding(&turn, running);
            }
        }
        Ok(())
    }

    fn finding(&mut self, turn: &FindingTurn, running: &Running) {
        let task = match turn.standing {
            Some(FindingStatus::Registered) => Task::Triage,
            // An order is the enterprise's matter until it is late.
            Some(FindingStatus::Ordered) if turn.overdue > 0 => Task::Rectify,
            Some(FindingStatus::Filed) => Task::Reinspect,
            Some(FindingStatus::HandedOver) => Task::HandOverReceipt,
            None => Task::LookBack,
            Some(_) => return,
        };
        let one = (turn.count == 1).then(|| FindingId::new(turn.one.clone()));
        let at_bureaus = turn.at_bureaus && task != Task::Rectify;
        let count = if task == Task::Rectify { turn.overdue } else { turn.count };
        let who = if at_bureaus { running.scene.supervisor(&turn.county) } else { turn.county.clone() };
        let matter = Matter::Findings { task, count, overdue: turn.overdue, at_bureaus, one };
        self.push(&turn.campaign, (&turn.county, &who), matter, "", None);
    }

    async fn listing(&mut self, row: &ListingRow) -> Result<(), WebError> {
        let (Some((task, by)), Some(running)) = (row.view.next, self.campaigns.get(&row.campaign)) else {
            return Ok(());
        };
        let matter = Matter::Listing(row.id.clone(), task);
        let turn = match matter.action() {
            Action::Rectify => row.bureau.clone(),
            _ => {
                let by_lister = ListingCommand::Publish { place: String::new() };
                running.scene.listing_turn(row, &by_lister).await?.bureau
            }
        };
        self.push(&row.campaign, (&row.bureau, &turn), matter, &row.reason, Some(by));
        Ok(())
    }

    async fn incidents(&mut self) -> Result<(), WebError> {
        for row in self.console.store().incidents_open().await? {
            for (level, _) in row.view.levels.iter().filter(|(_, acknowledged)| acknowledged.is_none()) {
                let matter = Matter::Incident(row.id.clone());
                self.push(&row.campaign, (&row.bureau, level), matter, &row.title, Some(row.reported));
            }
        }
        Ok(())
    }
}
