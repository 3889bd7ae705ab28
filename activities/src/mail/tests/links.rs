//! Every item of a mail leads to its page, where the console's address is known.

use super::{
    facts::{digest, duyun, entry, mixed, qiannan},
    matters,
    wording::{CONSOLE, render},
};
use crate::mail::Templates;
use duban_domain::Instrument;
use duban_store::DigestEntry;

/// Something of every kind.
fn all() -> Vec<DigestEntry> {
    use Instrument::{Decision, HandOver, Interview, RectificationNotice, ReminderLetter, TaskReminder};
    let findings = [RectificationNotice, ReminderLetter, Interview, HandOver, TaskReminder, Decision];
    let listings = [Instrument::Listing, Instrument::GovernmentReport];
    let plain = Instrument::ALL.iter().map(|instrument| entry(*instrument));
    plain.chain(findings.map(matters::finding)).chain(listings.map(matters::listing)).collect()
}

#[test]
fn every_item_links_to_its_page() {
    for one in all() {
        for receiver in [duyun(), qiannan()] {
            let mut copy = one.clone();
            copy.is_copy = true;
            for one in [one.clone(), copy] {
                let rendered = render(&digest(receiver.clone(), vec![one]));
                let links = |text: &str| text.matches(CONSOLE).count();
                assert_eq!((links(&rendered.text), links(&rendered.html)), (1, 1), "{}", rendered.text);
                assert!(rendered.html.contains(&format!("<a href=\"{CONSOLE}/")), "{}", rendered.html);
            }
        }
    }
    // Six of seven: a reminder is said again by the letter that followed it.
    assert_eq!(render(&mixed()).text.matches(CONSOLE).count(), 6);
}

#[test]
fn a_document_leads_to_where_it_is_acknowledged_and_a_chaser_to_what_it_is_about() {
    let text = |entry, receiver| render(&digest(receiver, vec![entry])).text;
    let letter = entry(Instrument::ReminderLetter);
    let page = format!("办理网址：{CONSOLE}/notices/{}", letter.id);
    assert!(text(letter, duyun()).contains(&page));
    let docket = format!("{CONSOLE}/campaigns/qiannan-2024-key-products/bureaus/522701");
    assert!(text(entry(Instrument::Reminder), duyun()).contains(&docket));
    assert!(text(entry(Instrument::ReviewReminder), qiannan()).contains(&docket));
    assert!(text(entry(Instrument::ApprovalRequest), qiannan()).contains(&docket));
    let task = matters::finding(Instrument::TaskReminder);
    let finding = text(task, duyun());
    assert!(finding.contains(&format!("{CONSOLE}/findings/qiannan-2024-key-products/")), "{finding}");
    let mut copy = entry(Instrument::Listing);
    copy.is_copy = true;
    assert!(text(copy, qiannan()).contains("查看网址："));
}

#[test]
fn where_nothing_leads_to_the_system_nobody_is_sent_there() {
    let plain = Templates::builtin().unwrap();
    for one in all() {
        for receiver in [duyun(), qiannan()] {
            let rendered = plain.render(&digest(receiver, vec![one.clone()])).unwrap();
            for text in [rendered.text, rendered.html] {
                assert!(!text.contains("http") && !text.contains("网址"), "{text}");
                assert!(!text.contains("在督办系统") && !text.contains("通过督办系统"), "{text}");
            }
        }
    }
}
