//! Documents as a reader opens them.

mod facts;

use facts::*;
#[test]
fn look() {
    let Some(dir) = std::env::var_os("LOOK") else { return };
    let dir = std::path::PathBuf::from(dir);
    let t = crate::Templates::builtin().unwrap();
    for i in documents() {
        for a in About::ALL {
            let s = source(i, a);
            std::fs::write(dir.join(format!("{i}-{a:?}.docx")), t.render(&s).unwrap()).unwrap();
            let text = t.words(&format!("{i}.txt"), &crate::view::view(&s)).unwrap();
            std::fs::write(dir.join(format!("{i}-{a:?}.txt")), text).unwrap();
        }
    }
    for i in [duban_domain::Instrument::Listing, duban_domain::Instrument::ReminderLetter] {
        std::fs::write(
            dir.join(format!("void-{i}.docx")),
            t.render(&voided(source(i, About::Obligation))).unwrap(),
        )
        .unwrap();
    }
}
