use super::facts::{digest, duyun, entry};
use crate::mail::{
    MailOptions, Mailer, Outbox, Sender, SetupError, Templates, TransportOptions,
    embedded::{Form, SET},
};
use duban_documents::TemplateError;
use duban_domain::Instrument;
use std::{fs, path::Path};

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn refused(files: &[(&str, &str)]) -> (String, TemplateError) {
    let folder = folder(files);
    let error = Templates::with_folder(folder.path()).unwrap_err();
    (folder.path().join(files[0].0).display().to_string(), error)
}

#[test]
fn every_instrument_has_both_forms_and_every_file_is_built_in() {
    for &instrument in Instrument::ALL {
        for form in Form::ALL {
            let file = form.file(instrument.as_str());
            assert!(SET.embedded.iter().any(|(name, _)| *name == file), "{file}");
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/zh");
    let mut files: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    let names: Vec<_> = SET.embedded.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(files, names);
    Templates::with_folder(&folder).unwrap();
}

#[test]
fn a_file_in_the_folder_takes_the_place_of_a_built_in_one() {
    let folder =
        folder(&[("reminder-letter.txt", "请报{{ n.title }}。\n"), ("README.md", "{{ not a template")]);
    let templates = Templates::with_folder(folder.path()).unwrap();
    let rendered = templates.render(&digest(duyun(), vec![entry(Instrument::ReminderLetter)])).unwrap();
    assert!(rendered.text.contains("请报阶段性工作总结。"), "{}", rendered.text);
    assert!(rendered.html.contains("现发函敦促"));
}

#[test]
fn a_broken_template_is_refused_with_file_and_line() {
    let (file, error) = refused(&[("circular.txt", "一\n二\n{% if n.due %}\n")]);
    assert_eq!(error.file, file);
    assert!(error.line.is_some_and(|line| line >= 3), "{error}");
    assert!(error.to_string().starts_with(&format!("mail template {file}:")), "{error}");
}

#[test]
fn an_unknown_field_is_refused_with_file_line_and_name() {
    let (file, error) = refused(&[("circular.html", "<p>\n{{ n.titel }}</p>")]);
    assert_eq!(error.to_string(), format!("mail template {file}:2: unknown field \"n.titel\""));
    let (file, error) =
        refused(&[("digest.txt", "{{ d.bureau }}\n\n{% for g in d.groups %}{{ g.title }}{% endfor %}")]);
    assert_eq!(error.to_string(), format!("mail template {file}:3: unknown field \"g.title\""));
    // A part of others, found through them.
    let (file, error) = refused(&[("_matter.txt", "{{ n.title }}\n{{ n.dew }}")]);
    assert_eq!(error.to_string(), format!("mail template {file}:2: unknown field \"n.dew\""));
}

#[test]
fn an_unknown_field_is_found_where_no_sample_goes() {
    let text = "好\n{% if n.ordinal == 77 %}{{ n.leader }}{% endif %}";
    let (file, error) = refused(&[("waived.txt", text)]);
    assert_eq!(error.to_string(), format!("mail template {file}:2: unknown field \"n.leader\""));
}

#[test]
fn a_file_that_is_no_template_is_refused() {
    let (file, error) = refused(&[("reminder-leter.txt", "好")]);
    assert_eq!(error.file, file);
    assert!(error.message.contains("reminder-letter.txt"), "{error}");
    let missing = Templates::with_folder(Path::new("/nonexistent/templates")).unwrap_err();
    assert!(missing.to_string().contains("/nonexistent/templates"), "{missing}");
}

#[test]
fn a_mailer_is_not_set_up_with_a_broken_folder() {
    let folder = folder(&[("waived.txt", "{{")]);
    let options = MailOptions {
        sender: Sender { name: "督办系统".to_owned(), address: "duban@bureau.example".to_owned() },
        transport: TransportOptions::Memory(Outbox::default()),
        templates: Some(folder.path().to_owned()),
        console: None,
    };
    assert!(matches!(Mailer::new(options), Err(SetupError::Template(_))));
}

#[test]
fn a_template_that_fails_after_all_gives_way_to_the_built_in_one() {
    // No sample has this ordinal; 都匀's reminder letter has.
    let folder =
        folder(&[("reminder-letter.txt", "{% if n.ordinal == 5 %}{{ 1 / 0 }}{{ n.title.x.y }}{% endif %}")]);
    let templates = Templates::with_folder(folder.path()).unwrap();
    let rendered = templates.render(&digest(duyun(), vec![entry(Instrument::ReminderLetter)])).unwrap();
    assert!(rendered.text.contains("现发函敦促"));
}
