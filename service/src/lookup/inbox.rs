//! What waits for a person: gathered from the store into the domain's inbox.

use super::viewer::Viewer;
use crate::{CampaignContext, ServiceError};
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
use duban_store::{CampaignObligation, FindingTurn, ListingRow, MailFilter, OpenApproval, Store};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// A campaign that runs, with its terms.
pub struct RunningCampaign {
    /// The campaign.
    pub context: CampaignContext,
    /// Its terms.
    pub terms: Arc<Terms>,
}

/// What waits for a person, with the facts behind it.
pub struct InboxContents {
    /// What waits, in order.
    pub waiting: Vec<Waiting>,
    /// The campaigns it is of.
    pub campaigns: BTreeMap<CampaignId, RunningCampaign>,
    /// The approvals among it.
    pub approvals: Vec<OpenApproval>,
    /// The submissions to be reviewed among it.
    pub reviews: Vec<CampaignObligation>,
    /// What bureaus below ask for among it.
    pub requests: Vec<CampaignObligation>,
    /// What is owed among it.
    pub owed: Vec<CampaignObligation>,
    /// What the person's own bureau will owe, the earliest first.
    pub ahead: Vec<(CampaignId, ObligationView)>,
}

impl InboxContents {
    /// The zone of a campaign's clocks.
    pub fn zone(&self, id: &CampaignId) -> chrono_tz::Tz {
        self.campaigns.get(id).map_or(chrono_tz::UTC, |running| running.context.kept.plan.zone)
    }

    /// When and why what is owed was sent back.
    pub fn returned(&self, waiting: &Waiting) -> Option<&Returned> {
        let Matter::Owed(id) = &waiting.matter else { return None };
        let owed = self.owed.iter().find(|one| {
            one.campaign == waiting.campaign && one.row.bureau == waiting.about && one.row.duty.id == *id
        });
        owed?.row.duty.returned.as_ref()
    }

    /// What a bureau asks for about what it owes, of something that waits.
    pub fn request(&self, waiting: &Waiting) -> Option<&ObligationView> {
        let Matter::Request(id) = &waiting.matter else { return None };
        let asked = self.requests.iter().find(|one| {
            one.campaign == waiting.campaign && one.row.bureau == waiting.about && one.row.duty.id == *id
        });
        asked.map(|one| &one.row.duty)
    }

    /// Whether a day is provisional by what a campaign goes by.
    pub fn is_provisional(&self, campaign: &CampaignId, day: NaiveDate) -> bool {
        self.campaigns.get(campaign).is_some_and(|running| running.context.calendar.is_provisional(day))
    }

    /// A campaign's title.
    pub fn title(&self, id: &CampaignId) -> String {
        self.campaigns
            .get(id)
            .map_or_else(|| id.to_string(), |running| running.context.kept.plan.title.clone())
    }
}

impl Viewer {
    /// The campaigns that run and reach this viewer, by id.
    ///
    /// # Errors
    /// A plan can no longer be resolved.
    pub async fn running(&self) -> Result<BTreeMap<CampaignId, RunningCampaign>, ServiceError> {
        let mut campaigns = BTreeMap::new();
        for kept in self.campaigns().await?.into_iter().filter(|kept| kept.finished.is_none()) {
            let context = kept.in_hand().await?.into_inner();
            let terms = Arc::new(context.terms()?);
            campaigns.insert(kept.plan.id.clone(), RunningCampaign { context, terms });
        }
        Ok(campaigns)
    }

    /// Everything that waits for somebody this viewer sees, cut to what they may deal with. `below`: also
    /// what is the turn of a bureau below.
    ///
    /// # Errors
    /// A plan can no longer be resolved.
    pub async fn inbox(&self, below: bool) -> Result<InboxContents, ServiceError> {
        let campaigns = self.running().await?;
        let (store, directory) = (self.service().store(), self.directory());
        let own = BTreeSet::from([self.bureau.clone()]);
        let seen = self.sees_codes();
        let under: BTreeSet<_> = seen.iter().filter(|code| **code != self.bureau).cloned().collect();
        let somewhere = |action| {
            let may = |relation| may(self.role, action, relation);
            may(Relation::Own) || may(Relation::Below)
        };
        let mut gathering = Gathering { viewer: self, campaigns: &campaigns, all: Vec::new() };
        let (mut owed, mut to_come) = (Vec::new(), Vec::new());
        if may(self.role, Action::Submit, Relation::Own) {
            to_come = ahead(store, &campaigns, &self.bureau).await?;
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
        let mut requests = Vec::new();
        if somewhere(Action::Relieve) {
            requests = store.requests_waiting(&under).await?;
            requests.iter().for_each(|one| gathering.request(one));
        }
        let mut approvals = Vec::new();
        if somewhere(Action::Approve) {
            approvals = store.approvals_waiting(if below { &seen } else { &own }).await?;
            approvals.iter().for_each(|one| gathering.approval(one));
        }
        gathering.matters(&seen, &own, somewhere).await?;
        let person = Person { role: self.role, bureau: &self.bureau };
        let mut waiting = inbox::desk(person, directory, gathering.all);
        waiting.retain(|one| below || one.turn == self.bureau);
        Ok(InboxContents { waiting, campaigns, approvals, reviews, requests, owed, ahead: to_come })
    }
}

/// What a bureau will owe in campaigns that run: what its dockets say is not open yet, and all of a campaign
/// whose docket has told nothing.
async fn ahead(
    store: &Store,
    campaigns: &BTreeMap<CampaignId, RunningCampaign>,
    bureau: &BureauCode,
) -> Result<Vec<(CampaignId, ObligationView)>, ServiceError> {
    let mut all = Vec::new();
    for (id, running) in campaigns {
        let told = store.duty_list(id, Some(bureau)).await?;
        // Whoever takes no part owes nothing.
        let party = running.context.party(bureau).ok().filter(|_| told.is_empty());
        all.extend(told.into_iter().map(|row| (id.clone(), row.duty)));
        let before = party.map(|party| Ahead::of(&running.terms, party, running.context.now).owed);
        all.extend(before.into_iter().flatten().map(|duty| (id.clone(), duty)));
    }
    all.retain(|(_, duty)| is_to_come(duty));
    all.sort_by_cached_key(|(id, duty)| (duty.opens, duty.due, id.clone()));
    Ok(all)
}

struct Gathering<'a> {
    viewer: &'a Viewer,
    campaigns: &'a BTreeMap<CampaignId, RunningCampaign>,
    all: Vec<Waiting>,
}

impl Gathering<'_> {
    /// Documents, findings, listings, urgent matters and mail, as far as the person may deal with each.
    async fn matters(
        &mut self,
        seen: &BTreeSet<BureauCode>,
        own: &BTreeSet<BureauCode>,
        somewhere: impl Fn(Action) -> bool,
    ) -> Result<(), ServiceError> {
        if somewhere(Action::Acknowledge) {
            self.documents().await?;
        }
        if somewhere(Action::HandleFinding) || somewhere(Action::InspectFinding) {
            self.findings(seen).await?;
        }
        if somewhere(Action::Supervise) || somewhere(Action::Rectify) {
            for row in self.viewer.service().store().listings_waiting(seen).await? {
                self.listing(&row).await?;
            }
        }
        if somewhere(Action::TakeNote) {
            self.incidents().await?;
        }
        if somewhere(Action::SendAgain) {
            self.undelivered(own).await?;
        }
        Ok(())
    }

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
            now: running.context.now,
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
        let turn = running.context.supervisor(&one.row.bureau);
        let matter = Matter::Review(one.row.duty.id.clone());
        self.push(&one.campaign, (&one.row.bureau, &turn), matter, &one.row.duty.title, Some(by));
        true
    }

    fn request(&mut self, one: &CampaignObligation) {
        let duty = &one.row.duty;
        let Some(open) = &duty.request else { return };
        let (matter, turn) = (Matter::Request(duty.id.clone()), open.of.clone());
        self.push(&one.campaign, (&one.row.bureau, &turn), matter, &duty.title, Some(open.by_when));
    }

    fn approval(&mut self, one: &OpenApproval) {
        let row = &one.row;
        let title = one.request.as_ref().map(|request| request.title.clone()).unwrap_or_default();
        let matter =
            Matter::Approval { source: row.source.clone(), number: row.approval, instrument: row.instrument };
        self.push(&one.campaign, (&row.bureau, &row.of), matter, &title, Some(row.by_when));
    }

    async fn documents(&mut self) -> Result<(), ServiceError> {
        let own = self.viewer.bureau.clone();
        for row in self.viewer.service().store().documents_waiting(&own).await? {
            let (instrument, acknowledged) = (row.notice.instrument, row.acknowledged.is_some());
            let matter = Matter::Document { id: row.id, instrument, acknowledged };
            let by = row.reply_by;
            self.push(&row.campaign, (&row.about, &own), matter, &row.notice.title, by);
        }
        Ok(())
    }

    /// Mails with something in them that one of these bureaus issued, which the receiver's server refused.
    async fn undelivered(&mut self, senders: &BTreeSet<BureauCode>) -> Result<(), ServiceError> {
        for sender in senders {
            let filter =
                MailFilter { sender: Some(sender.clone()), undeliverable: true, ..MailFilter::default() };
            for one in self.viewer.service().store().mail_waiting(&filter).await? {
                let Some(row) = self.viewer.service().store().notice_get(one.notice).await? else { continue };
                let words = one.words().unwrap_or_default().to_owned();
                let matter = Matter::Undelivered { notice: row.id, words };
                self.push(&row.campaign, (&one.bureau, sender), matter, &row.notice.title, None);
            }
        }
        Ok(())
    }

    async fn findings(&mut self, seen: &BTreeSet<BureauCode>) -> Result<(), ServiceError> {
        let campaigns = self.campaigns;
        for (id, running) in campaigns {
            if running.terms.findings.is_none() {
                continue;
            }
            for turn in self.viewer.service().store().finding_turns(id, seen, running.context.now).await? {
                self.finding(&turn, running);
            }
        }
        Ok(())
    }

    fn finding(&mut self, turn: &FindingTurn, running: &RunningCampaign) {
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
        let who = if at_bureaus { running.context.supervisor(&turn.county) } else { turn.county.clone() };
        let matter = Matter::Findings { task, count, overdue: turn.overdue, at_bureaus, one };
        self.push(&turn.campaign, (&turn.county, &who), matter, "", None);
    }

    async fn listing(&mut self, row: &ListingRow) -> Result<(), ServiceError> {
        let (Some((task, by)), Some(running)) = (row.view.next, self.campaigns.get(&row.campaign)) else {
            return Ok(());
        };
        let matter = Matter::Listing(row.id.clone(), task);
        let turn = match matter.action() {
            Action::Rectify => row.bureau.clone(),
            _ => {
                let by_lister = ListingCommand::Publish { place: String::new() };
                running.context.listing_turn(row, &by_lister).await?.bureau
            }
        };
        self.push(&row.campaign, (&row.bureau, &turn), matter, &row.reason, Some(by));
        Ok(())
    }

    async fn incidents(&mut self) -> Result<(), ServiceError> {
        for row in self.viewer.service().store().incidents_open().await? {
            for (level, _) in row.view.levels.iter().filter(|(_, acknowledged)| acknowledged.is_none()) {
                let matter = Matter::Incident(row.id.clone());
                self.push(&row.campaign, (&row.bureau, level), matter, &row.title, Some(row.reported));
            }
        }
        Ok(())
    }
}
