//! Names and texts that were never meant for a document.

use super::{
    Package,
    facts::{About, documents, source, voided},
};
use crate::{Templates, file_name};
use duban_domain::Instrument;

const EVIL: &str =
    "总结</w:t><w:br/>&amp;\r\n@标题 假标题\u{202E}倒\u{0}\u{1}\u{FFFE}¦{{ d.from }}\u{200B}一、";

#[test]
fn hostile_text_stays_text() {
    for instrument in documents() {
        for about in About::ALL {
            let mut source = voided(source(instrument, about));
            source.notice.title = EVIL.to_owned();
            source.notice.facts.reason = Some(EVIL.to_owned());
            source.letterhead.campaign = EVIL.to_owned();
            source.letterhead.prefix = EVIL.to_owned();
            source.letterhead.signer = Some(EVIL.to_owned());
            for name in source.letterhead.names.values_mut() {
                name.push_str(EVIL);
            }
            if let Some(matter) = &mut source.notice.facts.matter {
                matter.problem = EVIL.to_owned();
                matter.product = Some(EVIL.to_owned());
                matter.credit_code = Some(EVIL.to_owned());
                if !matter.subject_is_bureau {
                    matter.subject = EVIL.to_owned();
                }
            }
            if let Some(void) = &mut source.void {
                void.reason = EVIL.to_owned();
            }
            for earlier in &mut source.earlier {
                earlier.number = EVIL.to_owned();
            }
            let package = Package::of(&source);
            let text = package.text();
            let inert = ['\u{202E}', '\u{0}', '\u{1}', '\u{FFFE}', '\u{200B}', '\r'];
            assert!(!text.contains(inert), "{instrument} {about:?}");
            assert!(text.contains("</w:t><w:br/>&amp;"), "{instrument} {about:?}");
            assert!(text.contains("{{ d.from }}"), "what a user wrote is no template");
            assert_eq!(package.document().find("w:body").len(), 1);
        }
    }
}

#[test]
fn a_long_name_stays_on_its_lines() {
    for instrument in [Instrument::Listing, Instrument::ReminderLetter] {
        let mut source = source(instrument, About::Obligation);
        source.letterhead.names.insert("522700".into(), "黔".repeat(60) + "市场监督管理局");
        let package = Package::of(&source);
        let document = package.document();
        let mark = document.find("w:p").into_iter().find(|p| p.text().starts_with("黔黔")).unwrap();
        let run = mark.find("w:r")[0];
        let size: u32 = run.find("w:sz")[0].value("w:val").parse().unwrap();
        let stretch: u32 = run.find("w:w")[0].value("w:val").parse().unwrap();
        let characters = u32::try_from(mark.text().chars().count()).unwrap();
        let room = if instrument == Instrument::Listing { 8845 } else { 9638 };
        assert!(characters * size * 10 * stretch / 100 <= room, "{size} {stretch}");
    }
}

#[test]
fn empty_texts_make_a_document_all_the_same() {
    for instrument in documents() {
        for about in About::ALL {
            let mut source = source(instrument, about);
            source.notice.title = String::new();
            source.notice.facts = duban_domain::notice::Facts {
                matter: source.notice.facts.matter.take().map(|mut matter| {
                    matter.problem = String::new();
                    matter.subject = "522732".to_owned();
                    matter.since = None;
                    matter.product = None;
                    matter
                }),
                ..duban_domain::notice::Facts::default()
            };
            source.earlier = Vec::new();
            source.letterhead.names.clear();
            let text = Package::of(&source).text();
            assert!(!text.contains("none") && !text.contains("undefined"), "{instrument} {about:?}\n{text}");
        }
    }
}

#[test]
fn a_message_is_no_document() {
    let mut source = source(Instrument::Listing, About::Obligation);
    source.notice.instrument = Instrument::Reminder;
    let refused = Templates::builtin().unwrap().render(&source).unwrap_err();
    assert_eq!(refused.to_string(), "a reminder is a message and no document");
}

#[test]
fn a_file_name_tells_what_it_is_and_offends_no_file_system() {
    let letter = source(Instrument::ReminderLetter, About::Obligation);
    assert_eq!(file_name(&letter), "黔南市监〔2024〕12号 提醒敦促函（三都水族自治县市场监督管理局）.docx");
    assert_eq!(
        file_name(&voided(letter.clone())),
        "黔南市监〔2024〕12号 提醒敦促函（三都水族自治县市场监督管理局）（作废）.docx"
    );
    let mut evil = letter.clone();
    evil.letterhead.prefix = "../../etc/passwd\u{0}".to_owned();
    evil.letterhead.names.insert("522732".into(), "a/b\\c:d*e?f\"g<h>i|j\r\nk".to_owned());
    let name = file_name(&evil);
    assert_eq!(name, "_.._etc_passwd 〔2024〕12号 提醒敦促函（a_b_c_d_e_f_g_h_i_j k）.docx");
    let mut long = letter;
    long.letterhead.names.insert("522732".into(), "长".repeat(300));
    let name = file_name(&long);
    assert!(name.len() <= 255 && name.ends_with(".docx"), "{}", name.len());
}
