//! The versions of what a bureau handed in for an obligation, as the docket's history tells them.

use crate::{
    bureaus::actor::Actor,
    ids::ObligationId,
    machines::event::{DocketEvent, EventEnvelope},
    paperwork::{attachment::Attachment, submission_change::VersionKind},
    timekeeping::time::PlanTime,
    wording::words::words,
};
use serde::{Deserialize, Serialize};

words! {
    /// What became of a version.
    VersionStanding {
        /// It counts, alone or with what was added.
        Stands = "stands", "有效";
        /// A later one took its place.
        Replaced = "replaced", "已被替换";
        /// The bureau took it back.
        TakenBack = "taken-back", "已撤回";
        /// It was sent back.
        SentBack = "sent-back", "已退回";
    }
}

/// One version of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionVersion {
    /// 1, and one more for each return.
    pub round: u16,
    /// Its number within the round, from 1.
    pub number: u16,
    /// What it is.
    pub kind: VersionKind,
    /// When it was received.
    pub at: PlanTime,
    /// By whom.
    pub by: Option<Actor>,
    /// Names of what came with it.
    pub attachments: Vec<String>,
    /// Those of them that lie in the archive.
    pub files: Vec<Attachment>,
    /// Whether it bore a seal.
    pub sealed: bool,
    /// What became of it.
    pub standing: VersionStanding,
    /// Whether it was in time, of one by which that is judged; `None` of those that came after it.
    pub on_time: Option<bool>,
}

/// All versions of what was handed in for an obligation, in order.
pub fn versions<'e>(
    history: impl IntoIterator<Item = &'e EventEnvelope>,
    obligation: &ObligationId,
) -> Vec<SubmissionVersion> {
    let mut told = Told { round: 1, number: 0, all: Vec::new() };
    let about = |effect: &&EventEnvelope| effect.obligation.as_ref() == Some(obligation);
    history.into_iter().filter(about).for_each(|effect| told.follow(effect));
    told.all
}

struct Told {
    round: u16,
    number: u16,
    all: Vec<SubmissionVersion>,
}

impl Told {
    fn follow(&mut self, effect: &EventEnvelope) {
        match &effect.event {
            DocketEvent::Submitted { on_time, attachments, files, sealed } => {
                let on_time = Some(*on_time);
                self.add(effect, VersionKind::First, (attachments, files, *sealed), on_time);
            }
            DocketEvent::Replaced { attachments, files, sealed, .. } => {
                self.settle(VersionStanding::Replaced);
                self.add(effect, VersionKind::Replacement, (attachments, files, *sealed), None);
            }
            DocketEvent::Supplemented { attachments, files, sealed, .. } => {
                self.add(effect, VersionKind::Supplement, (attachments, files, *sealed), None);
            }
            DocketEvent::TakenBack { .. } => self.settle(VersionStanding::TakenBack),
            DocketEvent::Returned { .. } => {
                self.settle(VersionStanding::SentBack);
                (self.round, self.number) = (self.round.saturating_add(1), 0);
            }
            // The tail's report is asked for again: another one.
            DocketEvent::Opened { .. } if !self.all.is_empty() => {
                (self.round, self.number) = (self.round.saturating_add(1), 0);
            }
            _ => {}
        }
    }

    fn add(
        &mut self,
        effect: &EventEnvelope,
        kind: VersionKind,
        (attachments, files, sealed): (&[String], &[Attachment], bool),
        on_time: Option<bool>,
    ) {
        self.number = self.number.saturating_add(1);
        self.all.push(SubmissionVersion {
            round: self.round,
            number: self.number,
            kind,
            at: effect.at,
            by: effect.by.clone(),
            attachments: attachments.to_vec(),
            files: files.to_vec(),
            sealed,
            standing: VersionStanding::Stands,
            on_time,
        });
    }

    /// What stands of this round stands no more.
    fn settle(&mut self, standing: VersionStanding) {
        let round = self.round;
        let those =
            |one: &&mut SubmissionVersion| one.round == round && one.standing == VersionStanding::Stands;
        self.all.iter_mut().filter(those).for_each(|one| one.standing = standing);
    }
}
