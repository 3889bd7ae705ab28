//! What workflows are started with and told. Running campaigns hold these: fields are added with
//! defaults, never renamed or removed.

use duban_domain::{
    BureauCode, CampaignId, Command, CommandEnvelope, Docket, DocketEvent, EventEnvelope, Finding, Incident,
    Listing, Machine, Pace, Party, PlanTime, Refusal, Silence, Terms, Timebase, WallTime, WebhookId,
    correspondence_key::CorrespondenceKey,
    docket::ObligationView,
    record::{DocumentNumber, Step},
};
use serde::{Deserialize, Serialize};
use std::{error::Error, fmt, sync::Arc};

/// What starts a bureau's campaign.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BureauCampaignInput {
    /// The bureau and everything below it in the campaign, parents first.
    pub subtree: Vec<Party>,
    /// How plan time runs against wall time.
    pub timebase: Timebase,
    /// Continue as new after so many history events; 0: when the engine suggests it.
    pub continue_after: u32,
    /// Wall seconds a worker may take over one workflow task before the engine gives it to another;
    /// 0: the engine's default. Short in compressed time, where seconds are days.
    pub task_timeout_seconds: u32,
    /// How long after its instant a wake waits for commands received before it, in wall milliseconds.
    #[serde(default)]
    pub grace_ms: u64,
    /// After an absence of the workers, how long to listen for commands before anything is sent, in
    /// wall milliseconds.
    #[serde(default)]
    pub listen_ms: u64,
    /// Whether somebody conducts the run.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub conducted: bool,
    /// What it has been told of silence by then.
    #[serde(default, skip_serializing_if = "Silence::is_untold")]
    pub silence: Silence,
    /// Where it begins.
    pub beginning: Beginning,
}

impl BureauCampaignInput {
    /// A bureau's part that runs at this pace.
    pub fn new(subtree: Vec<Party>, timebase: Timebase, pace: Pace, beginning: Beginning) -> Self {
        let Pace { continue_after, task_timeout_seconds, grace_ms, listen_ms, conducted } = pace;
        Self {
            subtree,
            timebase,
            continue_after,
            task_timeout_seconds,
            grace_ms,
            listen_ms,
            conducted,
            silence: Silence::Untold,
            beginning,
        }
    }

    /// How the workflow runs on its machines.
    pub fn pace(&self) -> Pace {
        let Self { grace_ms, listen_ms, task_timeout_seconds, continue_after, conducted, .. } = *self;
        Pace { grace_ms, listen_ms, task_timeout_seconds, continue_after, conducted }
    }
}

/// Where a bureau's campaign begins.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Beginning {
    /// At the launch.
    Launch(Arc<Terms>),
    /// Where the run before it stopped.
    Resume(Box<Resumed>),
}

/// What one run hands to the next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Resumed {
    /// The docket as it stood.
    pub docket: Docket,
    /// How many records had been written.
    pub sequence: u64,
    /// All of them.
    pub journal: Vec<JournalEntry>,
}

/// One record and the numbers the ledger gave it: enough to write the store again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalEntry<C = Command, W = DocketEvent> {
    /// The record's sequence.
    pub sequence: u64,
    /// What was done to the machine.
    pub steps: Vec<Step<C>>,
    /// What happened by it.
    pub effects: Vec<EventEnvelope<W>>,
    /// The numbers of its documents: (ordinal in the machine, number).
    pub numbers: Vec<(u32, DocumentNumber)>,
}

/// A person's command and when it was received.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Received<C = Command> {
    /// Who wants what.
    pub act: CommandEnvelope<C>,
    /// The instant it was received, which decides what is on time.
    pub at: PlanTime,
}

/// What a conductor tells a machine: perhaps what somebody does, and until when nobody does more.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cue<C = Command> {
    /// What somebody does.
    #[serde(default = "no_deed", skip_serializing_if = "Option::is_none")]
    pub deed: Option<Deed<C>>,
    /// Until when nothing more will be said.
    pub silence: Silence,
    /// The answer waits until all that happens up to this instant is in the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<PlanTime>,
}

fn no_deed<C>() -> Option<Deed<C>> {
    None
}

/// What somebody does in a conducted run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Deed<C = Command> {
    /// The command and its instant. The number of the paper that it answers is the rehearsal's.
    pub received: Received<C>,
    /// That paper, by what it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<CorrespondenceKey>,
}

/// What became of a command.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer<W = DocketEvent> {
    /// It was taken; this happened.
    Done(Vec<EventEnvelope<W>>),
    /// It was refused; nothing changed.
    Refused(Refusal),
}

/// A refusal on its way from a validator to whoever asked. An update that is refused before it enters
/// history answers with a text only, so the refusal travels as JSON in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub Refusal);

impl Refused {
    /// The refusal in a failure's message. A worker of an earlier version wrote a plain sentence.
    pub fn read(message: &str) -> Refusal {
        serde_json::from_str(message).unwrap_or_else(|_| Refusal::Told(message.to_owned()))
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::to_string(&self.0) {
            Ok(json) => f.write_str(&json),
            Err(_) => self.0.fmt(f),
        }
    }
}

impl Error for Refused {}

/// What starts a finding, a listing or an incident, and what one run hands to the next.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "M: Serialize, M::Command: Serialize, M::Event: Serialize"))]
#[serde(bound(
    deserialize = "M: Deserialize<'de>, M::Command: Deserialize<'de>, M::Event: Deserialize<'de>"
))]
pub struct MatterInput<M: Machine> {
    /// The machine as it stands.
    pub machine: M,
    /// How plan time runs against wall time.
    pub timebase: Timebase,
    /// How it runs on its machines.
    #[serde(default)]
    pub pace: Pace,
    /// How many records had been written.
    #[serde(default)]
    pub sequence: u64,
    /// All of them.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub journal: Vec<JournalEntry<M::Command, M::Event>>,
    /// What it has been told of silence by then.
    #[serde(default, skip_serializing_if = "Silence::is_untold")]
    pub silence: Silence,
}

/// What starts a finding.
pub type FindingInput = MatterInput<Finding>;
/// What starts a listing.
pub type ListingInput = MatterInput<Listing>;
/// What starts an incident.
pub type IncidentInput = MatterInput<Incident>;

impl<M: Machine> MatterInput<M> {
    /// A matter that begins.
    pub fn begin(machine: M, timebase: Timebase, pace: Pace) -> Self {
        Self { machine, timebase, pace, sequence: 0, journal: Vec::new(), silence: Silence::Untold }
    }
}

/// Asks how many findings of a bureau were open at an instant.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CountFindings {
    /// The campaign.
    pub campaign: CampaignId,
    /// In whose district.
    pub bureau: BureauCode,
    /// At which instant.
    pub at: PlanTime,
}

/// Asks what an approval would issue if it were given at an instant; answered by
/// [`duban_domain::preview::Previewed`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AskPreview {
    /// The approval's number.
    pub approval: u32,
    /// When it would be given.
    pub at: PlanTime,
}

/// All a workflow knows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Dossier<C = Command, W = DocketEvent, V = ObligationView> {
    /// Every record it has written.
    pub journal: Vec<JournalEntry<C, W>>,
    /// What readers see: a docket's obligations, or the one matter.
    pub views: Vec<V>,
    /// Whose it is.
    pub bureau: BureauCode,
    /// How plan time runs against wall time.
    pub timebase: Timebase,
    /// The zone of the campaign's dates.
    pub zone: chrono_tz::Tz,
    /// How it runs on its machines.
    pub pace: Pace,
}

/// What starts a postbox.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PostboxInput {
    /// Whose postbox it is.
    pub bureau: BureauCode,
    /// How long it gathers before it sends, in wall milliseconds.
    pub gather_ms: u64,
    /// From when something waits; `None` until a wake-up says so.
    pub waiting: Option<WallTime>,
    /// Whether it is the one for urgent matters, which go out at once in mails of their own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
}

/// Asks for a bureau's digest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Deliver {
    /// Whose.
    pub bureau: BureauCode,
    /// Whether the urgent ones.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
}

/// What was delivered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Delivered {
    /// How many mails went out.
    pub mails: u32,
    /// From when something still waits.
    pub waiting: Option<WallTime>,
}

/// What starts a courier.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CourierInput {
    /// Whose events it carries.
    pub webhook: WebhookId,
    /// How long it gathers before each look, in wall milliseconds: a robot takes few messages a minute.
    pub gather_ms: u64,
    /// Whether something waits; `false` until a wake-up says so.
    pub waiting: bool,
    /// Continue as new after so many history events; 0: when the engine suggests it.
    #[serde(default)]
    pub continue_after: u32,
}

/// Asks for the delivery of what lies after a webhook's cursor.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Carry {
    /// The webhook.
    pub webhook: WebhookId,
}

/// What was carried.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Carried {
    /// How many events its receiver took.
    pub events: u32,
    /// Whether more waits.
    pub more: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use duban_domain::reason::Why;

    #[test]
    fn a_refusal_arrives_as_it_was_sent() {
        for refusal in [
            Refusal::UnknownApproval(3),
            Refusal::Incomplete("report".into(), Why::Seal),
            Refusal::Told("没有回答".to_owned()),
        ] {
            assert_eq!(Refused::read(&Refused(refusal.clone()).to_string()), refusal);
        }
    }

    #[test]
    fn the_sentence_of_an_earlier_worker_is_kept() {
        let sentence = "there is no approval 3 in this docket";
        assert_eq!(Refused::read(sentence).to_string(), sentence);
    }
}
