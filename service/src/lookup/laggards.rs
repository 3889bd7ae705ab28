//! Who lags and why, as far as a viewer sees: gathered from the store, judged by the domain.

use super::{inbox::RunningCampaign, viewer::Viewer, visible::Visible};
use crate::{CampaignContext, ServiceError};
use duban_domain::{
    BureauCode, CampaignId, Instrument, ObligationId, Party, PlanTime,
    access::Action,
    docket::{ObligationStatus, ObligationView, Returned},
    laggard::{AwaitedAct, AwaitedPaper, Lag, LagFilter, Lateness, Sequel},
    terms::parties,
    trend::{TrendWeek, trend},
    upcoming::{self, KnownObligation, Pending},
};
use duban_store::{Campaign, NoticeRow, ObligationRow, OpenApproval};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// An obligation of a bureau in a campaign.
type LagPlace = (CampaignId, BureauCode, ObligationId);

/// The board: what lags, the latest first, with the facts behind it in hand.
pub struct Laggards {
    /// The campaigns it is of.
    pub campaigns: BTreeMap<CampaignId, RunningCampaign>,
    /// Its lines.
    pub lines: Vec<Lag>,
    /// How the obligations among it stand that are overdue.
    duties: BTreeMap<LagPlace, ObligationView>,
    /// The letters that wait for a reply, by row.
    letters: BTreeMap<i64, NoticeRow>,
    approvals: Vec<OpenApproval>,
}

/// A line of the board with why: what was written about it, what was replied, and what comes next.
#[derive(Clone, Debug)]
pub struct LaggardFacts {
    /// The line.
    pub lag: Lag,
    /// Which time it is handed in, from 1.
    pub round: u16,
    /// When and why it was last sent back.
    pub returned: Option<Returned>,
    /// The last letter about it that stands.
    pub letter: Option<NoticeRow>,
    /// The last one that was replied to, or else the last that waits for a reply.
    pub replied: Option<NoticeRow>,
    /// The document that somebody is asked to approve because of it, and who.
    pub asked: Option<(Instrument, BureauCode)>,
    /// What happens next if nobody does anything.
    pub sequel: Option<Sequel>,
}

impl Laggards {
    /// How many lines wait for this.
    pub fn count(&self, awaited: AwaitedAct) -> usize {
        self.lines.iter().filter(|lag| lag.awaited == awaited).count()
    }

    /// A campaign of a line.
    pub fn context(&self, id: &CampaignId) -> Option<&CampaignContext> {
        self.campaigns.get(id).map(|one| &one.context)
    }
}

impl Viewer {
    /// What lags in a campaign, or in all that run, of what this viewer sees and what passes a filter.
    ///
    /// # Errors
    /// There is no such campaign that this viewer sees, or it does not see the bureau that is filtered by; a plan
    /// can no longer be resolved.
    pub async fn laggards(
        &self,
        campaign: Option<&CampaignId>,
        filter: &LagFilter,
    ) -> Result<Visible<Laggards>, ServiceError> {
        if let Some(under) = &filter.under {
            self.authorise(Action::See, under)?;
        }
        let campaigns = match campaign {
            Some(id) => {
                let context = self.context(id).await?.into_inner();
                let terms = Arc::new(context.terms()?);
                BTreeMap::from([(id.clone(), RunningCampaign { context, terms })])
            }
            None => self.running().await?,
        };
        let board = Laggards {
            campaigns,
            lines: Vec::new(),
            duties: BTreeMap::new(),
            letters: BTreeMap::new(),
            approvals: Vec::new(),
        };
        let mut gathering = LaggardGathering { viewer: self, seen: self.sees_codes(), board };
        gathering.all().await?;
        let mut board = gathering.board;
        board.lines.retain(|lag| filter.passes(self.directory(), lag));
        board.lines.sort_by_cached_key(Lag::place);
        Ok(Visible::new(self, board))
    }
}

struct LaggardGathering<'a> {
    viewer: &'a Viewer,
    seen: BTreeSet<BureauCode>,
    board: Laggards,
}

/// A campaign as lateness in it is counted: up to now, or to its end, once for each instant something was due.
struct LatenessOf<'a> {
    running: &'a RunningCampaign,
    until: PlanTime,
    known: BTreeMap<PlanTime, Option<Lateness>>,
}

impl<'a> LatenessOf<'a> {
    fn new(running: &'a RunningCampaign) -> Self {
        let context = &running.context;
        let until = context.kept.finished.map_or(context.now, |finished| finished.min(context.now));
        Self { running, until, known: BTreeMap::new() }
    }

    fn since(&mut self, due: PlanTime) -> Option<Lateness> {
        let (office, until) = (&self.running.terms.office, self.until);
        *self.known.entry(due).or_insert_with(|| Lateness::of(office, due, until))
    }
}

impl LaggardGathering<'_> {
    async fn all(&mut self) -> Result<(), ServiceError> {
        let store = self.viewer.service().store();
        let letters = store.letters_unanswered(&self.seen).await?;
        let (mut lines, mut duties, mut approvals) = (Vec::new(), BTreeMap::new(), Vec::new());
        for (id, running) in &self.board.campaigns {
            let mut late = LatenessOf::new(running);
            let reviewed = running.terms.items.iter().filter(|item| item.review.is_some());
            let reviewed: Vec<_> = reviewed.map(|item| item.id.clone()).collect();
            for ObligationRow { bureau, duty } in store.lagging_duties(id, &reviewed).await? {
                if self.seen.contains(&bureau) {
                    lines.extend(self.of_duty(&mut late, &bureau, &duty));
                    duties.insert((id.clone(), bureau, duty.id.clone()), duty);
                }
            }
            let of_this = letters.iter().filter(|row| row.campaign == *id);
            lines.extend(of_this.filter_map(|row| of_letter(&mut late, row)));
            let open = store.approvals_open(id).await?;
            lines.extend(open.iter().filter_map(|one| self.of_approval(&mut late, one)));
            approvals.extend(open);
        }
        let letters = letters.into_iter().map(|row| (row.id, row)).collect();
        (self.board.lines, self.board.duties) = (lines, duties);
        (self.board.letters, self.board.approvals) = (letters, approvals);
        Ok(())
    }

    /// What was due and is not there, or was handed in and nobody has looked at.
    fn of_duty(&self, late: &mut LatenessOf<'_>, bureau: &BureauCode, duty: &ObligationView) -> Option<Lag> {
        let context = &late.running.context;
        let (awaited, of, due, provisional) = match duty.state {
            ObligationStatus::Submitted => {
                let by = late.running.terms.review_by(duty)?;
                (AwaitedAct::Review, context.supervisor(bureau), by, context.is_provisional(by))
            }
            _ => (AwaitedAct::Submission, bureau.clone(), duty.due, duty.provisional),
        };
        let since = late.since(due);
        // What the ledger calls overdue is, whatever this machine's clock says.
        let since = if awaited == AwaitedAct::Submission { since.unwrap_or_default() } else { since? };
        Some(Lag {
            campaign: context.id().clone(),
            bureau: bureau.clone(),
            obligation: Some(duty.id.clone()),
            title: duty.title.clone(),
            awaited,
            of,
            due,
            provisional,
            closed: duty.state == ObligationStatus::Unfulfilled,
            late: since,
            paper: None,
        })
    }

    /// An approval that was not given in its time. What is asked of a bureau above is no business of the one it is
    /// about.
    fn of_approval(&self, late: &mut LatenessOf<'_>, one: &OpenApproval) -> Option<Lag> {
        let row = &one.row;
        let is_own = row.bureau == self.viewer.bureau;
        let seen = self.seen.contains(&row.of) || (self.seen.contains(&row.bureau) && !is_own);
        // A reminder gives more time, and takes nothing back.
        let first = one.request.as_ref().and_then(|request| request.facts.reply_by);
        let due = first.filter(|_| one.reminded).unwrap_or(row.by_when);
        let since = late.since(due).filter(|_| seen)?;
        Some(Lag {
            campaign: one.campaign.clone(),
            bureau: row.bureau.clone(),
            obligation: row.obligation.clone(),
            title: one.request.as_ref().map(|request| request.title.clone()).unwrap_or_default(),
            awaited: AwaitedAct::Approval,
            of: row.of.clone(),
            due,
            provisional: late.running.context.is_provisional(due),
            closed: false,
            late: since,
            paper: Some(AwaitedPaper::Approval(row.source.clone(), row.approval)),
        })
    }
}

/// A letter that was not replied to in its time.
fn of_letter(late: &mut LatenessOf<'_>, row: &NoticeRow) -> Option<Lag> {
    let due = row.reply_by?;
    Some(Lag {
        campaign: row.campaign.clone(),
        bureau: row.notice.to.clone(),
        obligation: row.notice.obligation.clone(),
        title: row.notice.title.clone(),
        awaited: AwaitedAct::Reply,
        of: row.notice.to.clone(),
        due,
        provisional: late.running.context.is_provisional(due),
        closed: false,
        late: late.since(due)?,
        paper: Some(AwaitedPaper::Letter(row.id)),
    })
}

impl Visible<Laggards> {
    /// Some lines of the board, each with why. It costs what they are, not what the board is.
    pub async fn facts(&self, lines: &[Lag]) -> Result<Vec<LaggardFacts>, ServiceError> {
        let place = |lag: &Lag| Some((lag.campaign.clone(), lag.bureau.clone(), lag.obligation.clone()?));
        let wanted: BTreeSet<LagPlace> = lines.iter().filter_map(place).collect();
        let wanted: Vec<_> = wanted.into_iter().collect();
        let letters = self.viewer().service().store().letters_about(&wanted).await?;
        let mut about: BTreeMap<LagPlace, Vec<&NoticeRow>> = BTreeMap::new();
        for row in &letters {
            if let Some(obligation) = row.notice.obligation.clone() {
                about.entry((row.campaign.clone(), row.about.clone(), obligation)).or_default().push(row);
            }
        }
        let directory = self.viewer().directory();
        let takes_part = self.campaigns.iter().map(|(id, running)| {
            let all = parties(directory, &running.context.kept.plan.issuer).into_iter();
            (id, all.map(|party| (party.bureau.clone(), party)).collect::<BTreeMap<_, _>>())
        });
        let takes_part: BTreeMap<_, _> = takes_part.collect();
        let facts = lines.iter().map(|lag| {
            let letters = place(lag).and_then(|place| about.get(&place)).map_or(&[][..], Vec::as_slice);
            let party = takes_part.get(&lag.campaign).and_then(|parties| parties.get(&lag.bureau));
            self.why(lag, letters, party)
        });
        Ok(facts.collect())
    }

    fn why(&self, lag: &Lag, letters: &[&NoticeRow], party: Option<&Party>) -> LaggardFacts {
        let place = lag.obligation.clone().map(|id| (lag.campaign.clone(), lag.bureau.clone(), id));
        let duty = place.and_then(|place| self.duties.get(&place));
        let open = self.approvals.iter().filter(|one| {
            one.campaign == lag.campaign
                && one.row.bureau == lag.bureau
                && one.row.obligation == lag.obligation
                && lag.obligation.is_some()
        });
        let open: Vec<_> = open.collect();
        let own = match &lag.paper {
            Some(AwaitedPaper::Letter(row)) => self.letters.get(row),
            _ => None,
        };
        let asked = match &lag.paper {
            Some(AwaitedPaper::Approval(source, number)) => {
                self.approvals.iter().find(|one| one.row.source == *source && one.row.approval == *number)
            }
            _ => open.last().copied(),
        };
        LaggardFacts {
            round: duty.map_or(1, |duty| duty.round),
            returned: duty.and_then(|duty| duty.returned.clone()),
            letter: own.or_else(|| letters.last().copied()).cloned(),
            replied: own.or_else(|| replied(letters)).cloned(),
            asked: asked.map(|one| (one.row.instrument, one.row.of.clone())),
            sequel: duty.zip(party).and_then(|(duty, party)| self.sequel(lag, duty, party, letters, &open)),
            lag: lag.clone(),
        }
    }

    fn sequel(
        &self,
        lag: &Lag,
        duty: &ObligationView,
        party: &Party,
        letters: &[&NoticeRow],
        open: &[&OpenApproval],
    ) -> Option<Sequel> {
        let RunningCampaign { context, terms } = self.campaigns.get(&lag.campaign)?;
        let done = upcoming::rungs_done(letters.iter().map(|row| &row.notice), duty);
        let pending: Vec<_> = open.iter().filter_map(|one| pending(one)).collect();
        let seen = KnownObligation { duty, done: &done, pending: &pending, now: context.now };
        Sequel::of(&upcoming::outlook(terms, party, &seen), context.now)
    }
}

/// The last of these letters that was replied to, or else the last that waits for a reply.
fn replied<'r>(letters: &[&'r NoticeRow]) -> Option<&'r NoticeRow> {
    let last = |is_it: fn(&NoticeRow) -> bool| letters.iter().rev().copied().find(|row| is_it(row));
    last(|row| row.reply.is_some()).or_else(|| last(|row| row.awaits_reply))
}

/// An approval as the outlook knows it.
fn pending(one: &OpenApproval) -> Option<Pending> {
    Some(Pending {
        rung: one.request.as_ref()?.step,
        instrument: one.row.instrument,
        of: one.row.of.clone(),
        asked: one.row.asked,
        by_when: one.row.by_when,
        reminded: one.reminded,
    })
}

impl Visible<CampaignContext> {
    /// How it went, week by week, for the bureaus that its viewer sees.
    ///
    /// # Errors
    /// The plan can no longer be resolved.
    pub async fn trend(&self) -> Result<Vec<TrendWeek>, ServiceError> {
        let (store, seen) = (self.store(), self.viewer().sees_codes());
        let lines = self.service.trend_lines().now(store, self.id()).await?;
        let lines: Vec<_> = lines.iter().filter(|line| seen.contains(&line.bureau)).cloned().collect();
        let owed = store.duty_list(self.id(), None).await?.into_iter();
        let owed = owed.filter(|row| seen.contains(&row.bureau)).map(|row| (row.bureau, row.duty.id));
        let terms = self.terms()?;
        let until = self.kept.finished.map_or(self.now, |finished| finished.min(self.now));
        Ok(trend(&terms.office, (terms.begins(), until), owed, &lines))
    }
}

impl Visible<Campaign> {
    /// How an obligation stands with every bureau that its viewer sees.
    ///
    /// # Errors
    /// The plan has none of this id.
    pub async fn obligation(&self, id: &ObligationId) -> Result<Vec<ObligationRow>, ServiceError> {
        let seen = self.viewer().sees_codes();
        let mut rows = self.viewer().service().store().duty_everywhere(&self.plan.id, id).await?;
        rows.retain(|row| seen.contains(&row.bureau));
        let tail = self.plan.tail.as_ref().is_some_and(|_| id.as_str() == duban_domain::tail::TAIL_REPORT);
        let known = tail || self.plan.obligations.iter().any(|obligation| obligation.id == *id);
        if known { Ok(rows) } else { Err(ServiceError::Hidden) }
    }

    /// The last letter that a ladder issued about each of these obligations and that stands, as far as its viewer
    /// sees.
    pub async fn last_letters(
        &self,
        duties: &[ObligationRow],
    ) -> Result<BTreeMap<(BureauCode, ObligationId), NoticeRow>, ServiceError> {
        let seen = self.viewer().sees_codes();
        let wanted = duties.iter().filter(|row| seen.contains(&row.bureau));
        let wanted: Vec<_> =
            wanted.map(|row| (self.plan.id.clone(), row.bureau.clone(), row.duty.id.clone())).collect();
        let letters = self.viewer().service().store().letters_about(&wanted).await?;
        // Oldest first: a later one takes an earlier one's place.
        let last = letters.into_iter().filter_map(|row| {
            let obligation = row.notice.obligation.clone()?;
            Some(((row.about.clone(), obligation), row))
        });
        Ok(last.collect())
    }
}
