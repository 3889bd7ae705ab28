//! What is offered would be taken, and what would be taken is offered.

use super::{
    invariants::{play, story},
    *,
};
use chrono::Duration;
use proptest::prelude::*;

fn command(act: ListingAct, until: NaiveDate) -> ListingCommand {
    match act {
        ListingAct::Publish => publish(),
        ListingAct::FilePlan => plan(),
        ListingAct::ReportProgress => progress(),
        ListingAct::Apply => apply(),
        ListingAct::Verify => verify(false),
        ListingAct::PublishDelisting => publish_delisting(),
        ListingAct::AskExtension => {
            let to = until + Duration::days(30);
            ListingCommand::AskExtension { to, reason: "设备未到".to_owned() }
        }
        ListingAct::Revoke => revoke(),
        ListingAct::Decide(approval) => decline(approval),
        ListingAct::Acknowledge(notice) => ListingCommand::Acknowledge { notice, reply: None },
        ListingAct::Void(notice) => ListingCommand::Void { notice, reason: "文号有误".to_owned() },
    }
}

fn acts(most: u32) -> Vec<ListingAct> {
    use ListingAct as A;
    let plain = [
        A::Publish,
        A::FilePlan,
        A::ReportProgress,
        A::Apply,
        A::Verify,
        A::PublishDelisting,
        A::AskExtension,
        A::Revoke,
    ];
    let numbered = (1..=most).flat_map(|n| [A::Decide(n), A::Acknowledge(n), A::Void(n)]);
    plain.into_iter().chain(numbered).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn what_is_offered_is_what_the_machine_takes(story in story()) {
        let mut history: Vec<ListingEvent> = Vec::new();
        play(&story, |listing, told, now| {
            history.extend(told.iter().map(|effect| effect.event.clone()));
            let mut listing = listing.clone();
            let mut lines = history.clone();
            lines.extend(listing.advance_to(now).into_iter().map(|effect| effect.event));
            if lines.is_empty() {
                return;
            }
            let view = listing.view();
            let offers = ListingReading::new(&view, &lines).offers(now);
            let office = &listing.opening().terms.matter.office;
            let until = office.date(view.until.unwrap_or(now));
            for bureau in ["10", "20", "21", "22"] {
                for what in acts(10) {
                    let code = bureau.into();
                    let offered = offers.iter().any(|offer| offer.act == what && offer.by.contains(&code));
                    let taken = listing.clone().execute(&by(bureau, command(what, until)), now, now);
                    match taken {
                        Ok(_) => assert!(offered, "{what:?} by {bureau} is taken and not offered"),
                        Err(refusal) => assert!(
                            !offered || matches!(refusal, Refusal::BadDay(..) | Refusal::BadText(..)),
                            "{what:?} by {bureau} is offered and refused: {refusal}"
                        ),
                    }
                }
            }
        });
    }
}
