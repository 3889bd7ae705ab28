//! The listing by example, by all pairs of state and command, by its invariants and in a rehearsal.

mod branches;
mod conduct;
mod examples;
mod invariants;
mod offers;
mod pairs;
mod redate;

pub(super) use super::*;
pub(super) use crate::{
    bureaus::actor::Actor,
    campaign::party::Party,
    foresight::preview::preview,
    machines::{
        finding::{CreditCode, Grade, ProblemKind, Product, Registration, Source, Subject, Trade},
        matter::Decision,
        ticking::tests::{at, by, county, day, happened, issued, matter, notices, run},
    },
    paperwork::instrument::Instrument,
    timekeeping::span::Span,
};
pub(super) use chrono::NaiveDate;
pub(super) use std::sync::Arc;

pub(super) fn rules() -> ListingRules {
    ListingRules::default()
}

/// The county `21`, proposed by the prefecture on Wednesday 25 September 2024.
pub(super) fn opening() -> ListingOpening {
    ListingOpening {
        id: "21-hand-1".into(),
        terms: Arc::new(ListingTerms { matter: matter(), rules: rules() }),
        party: county(),
        target: ListingTarget::Bureau { obligation: None },
        grounds: vec![Ground::ConcentratedFindings, Ground::PublicAttention],
        reason: "电动自行车充电器问题集中".to_owned(),
        by: Some(Actor { bureau: "20".into(), name: "李四".to_owned() }),
        at: at("2024-09-25 10:00"),
        issued: None,
        previous: None,
    }
}

/// The same, listed by the province's document that a docket issued.
pub(super) fn issued_by_docket() -> ListingOpening {
    let issued =
        Some(IssuedByDocket { notice: 7, from: "10".into(), title: Some("阶段性总结".to_owned()) });
    ListingOpening { by: None, issued, at: at("2024-09-26 10:00"), ..opening() }
}

pub(super) fn registration() -> Registration {
    Registration {
        id: "21-0001".into(),
        county: "21".into(),
        subject: Subject::Enterprise {
            name: "某某电器厂".to_owned(),
            credit_code: CreditCode::parse("91350100M000100Y43").unwrap(),
            trade: Trade::Producer,
        },
        product: Product { group: "电器附件".to_owned(), item: Some("插座".to_owned()) },
        kind: ProblemKind::Production,
        source: Source::Check,
        grade: Grade::Major,
        problem: "未经检验出厂".to_owned(),
        found_on: day("2024-09-02"),
        corrected: None,
        attachments: Vec::new(),
    }
}

pub(super) type ListingEvents = Vec<EventEnvelope<ListingEvent>>;

/// Gives a command that is taken, at an instant, after all that fell due before it. An approval issues what
/// was to be read before it was given.
pub(super) fn give(
    listing: &mut Listing,
    bureau: &str,
    command: ListingCommand,
    when: &str,
) -> ListingEvents {
    run(listing, at(when));
    let drafts = match command {
        ListingCommand::Approve { approval } => preview(listing, approval, at(when)).unwrap(),
        _ => Vec::new(),
    };
    let told = listing.execute(&by(bureau, command), at(when), at(when)).unwrap();
    assert!(drafts.iter().all(|draft| notices(&told).contains(draft)), "{drafts:?}");
    told
}

/// Tries a command that is refused, and shows the sentence.
pub(super) fn refused(listing: &mut Listing, bureau: &str, command: ListingCommand, when: &str) -> String {
    run(listing, at(when));
    let before = listing.clone();
    let refusal = listing.execute(&by(bureau, command), at(when), at(when)).unwrap_err();
    assert_eq!(*listing, before, "a refused command changed the listing");
    crate::wording::refusal::tests::reads_as_chinese(&refusal, &[]);
    refusal.to_string()
}

pub(super) fn plan() -> ListingCommand {
    ListingCommand::FilePlan { note: "方案".to_owned(), attachments: Vec::new() }
}

pub(super) fn progress() -> ListingCommand {
    ListingCommand::ReportProgress { note: "进展".to_owned(), attachments: Vec::new() }
}

pub(super) fn apply() -> ListingCommand {
    ListingCommand::Apply { note: "已整改".to_owned(), attachments: Vec::new() }
}

pub(super) fn publish() -> ListingCommand {
    ListingCommand::Publish { place: "门户网站".to_owned() }
}

pub(super) fn publish_delisting() -> ListingCommand {
    ListingCommand::PublishDelisting { place: "门户网站".to_owned() }
}

pub(super) fn verify(passed: bool) -> ListingCommand {
    ListingCommand::Verify { passed, result: "现场查看".to_owned() }
}

pub(super) fn extension(to: &str) -> ListingCommand {
    ListingCommand::AskExtension { to: day(to), reason: "设备未到".to_owned() }
}

pub(super) fn approve(approval: u32) -> ListingCommand {
    ListingCommand::Approve { approval }
}

pub(super) fn decline(approval: u32) -> ListingCommand {
    ListingCommand::Decline { approval, reason: "暂不挂牌".to_owned() }
}

pub(super) fn revoke() -> ListingCommand {
    ListingCommand::Revoke { reason: "认定有误".to_owned() }
}

/// In force since Thursday 26 September 2024, 10:00, by approval of the prefecture.
pub(super) fn listed() -> Listing {
    let mut listing = Listing::new(opening());
    give(&mut listing, "20", approve(1), "2024-09-26 10:00");
    listing
}

/// The same with its plan filed on Sunday 29 September, a make-up day.
pub(super) fn planned() -> Listing {
    let mut listing = listed();
    give(&mut listing, "21", plan(), "2024-09-29 16:00");
    listing
}

/// The same, applied for on the eve of National Day.
pub(super) fn applied() -> Listing {
    let mut listing = planned();
    give(&mut listing, "21", apply(), "2024-09-30 15:00");
    listing
}
