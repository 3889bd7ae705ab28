//! Settings from every layer, and every way to get one wrong.

use super::*;
use std::fs;

fn flags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn load(
    file: Option<&str>,
    environment: &[(&str, &str)],
    set: &[(&str, &str)],
) -> Result<LoadedSettings, Refused> {
    load_settings_from(file.map(Path::new), flags(environment), &flags(set))
}

fn source<'r>(loaded: &'r LoadedSettings, key: &str) -> (&'r str, &'r str) {
    let line = loaded.report.0.iter().find(|line| line.key == key).unwrap();
    (&line.value, &line.source)
}

#[test]
fn the_defaults_stand_alone_and_every_setting_has_a_comment() {
    let loaded = load(None, &[], &[]).unwrap();
    assert_eq!(loaded.settings.temporal.address, "127.0.0.1:7233");
    assert_eq!(loaded.settings.mail.transport, Transport::Folder);
    assert_eq!(loaded.settings.mail.gather, std::time::Duration::from_secs(30));
    assert_eq!(loaded.settings.worker.outage_tolerance_seconds, 3600);
    assert_eq!(loaded.settings.worker.continue_as_new_after_events, None);
    assert_eq!(loaded.settings.temporal.binary, None);
    assert_eq!(loaded.settings.mail.max_attached_documents, 30);
    assert_eq!(loaded.settings.import.concurrency, 32);
    assert_eq!(loaded.settings.documents.templates, None);
    let archive = &loaded.settings.archive;
    assert!(
        matches!(&archive.location, ArchiveLocation::Folder(path) if path == Path::new(".duban/archive"))
    );
    assert_eq!((archive.max_attachment_bytes, archive.allowed_types.len()), (20 << 20, 14));
    assert_eq!(
        (archive.allowed_types[0].as_str(), archive.allowed_types[13].as_str()),
        ("image/jpeg", "text/csv")
    );
    assert!(loaded.report.0.iter().all(|line| line.source == "default"));
    assert_eq!(
        loaded.report.0.len(),
        DEFAULTS.lines().filter(|line| line.contains(" = ") && !line.starts_with('#')).count()
    );
    let uncommented = DEFAULTS.lines().collect::<Vec<_>>();
    let settings = uncommented.windows(2).filter(|pair| pair[1].contains(" = ") && !pair[1].starts_with('#'));
    let bare: Vec<_> = settings.filter(|pair| !pair[0].starts_with('#')).map(|pair| pair[1]).collect();
    assert_eq!(bare, ["host = \"\"", "port = 465"], "only these explain themselves");
}

#[test]
fn later_layers_replace_earlier_ones_and_each_value_names_its_source() {
    let environment = [
        ("DUBAN_LOG__FORMAT", "json"),
        ("DUBAN_MAIL__GATHER_MILLISECONDS", "5"),
        ("DUBAN_TEMPORAL__NAMESPACE", "0123"),
        ("DUBAN_TEST_ANYTHING", "x"),
    ];
    let loaded =
        load(Some("samples/settings.toml"), &environment, &[("mail.gather_milliseconds", "7")]).unwrap();
    assert_eq!(loaded.settings.mail.smtp.port, 587);
    assert_eq!(loaded.settings.temporal.namespace, "0123", "a variable takes the type of its setting");
    assert_eq!(source(&loaded, "mail.smtp.port"), ("587", "samples/settings.toml"));
    assert_eq!(source(&loaded, "log.format"), ("json", "DUBAN_LOG__FORMAT"));
    assert_eq!(source(&loaded, "mail.gather_milliseconds"), ("7", "flag"));
    assert_eq!(source(&loaded, "mail.from").1, "default");
    let named = load(None, &[("DUBAN_SETTINGS", "samples/settings.toml")], &[]).unwrap();
    assert_eq!(named.settings.mail.smtp.port, 587);
}

#[test]
fn secrets_are_never_shown() {
    let environment = [
        ("DUBAN_MAIL__SMTP__USERNAME", "duban"),
        ("DUBAN_MAIL__SMTP__PASSWORD", "hunter2"),
        ("DUBAN_TEMPORAL__API_KEY", "hunter2"),
        ("DUBAN_TEMPORAL__TLS", "true"),
    ];
    let loaded = load(None, &environment, &[]).unwrap();
    assert_eq!(loaded.settings.mail.smtp.password.expose(), "hunter2");
    let shown = format!(
        "{loaded:?}{}{}",
        serde_json::to_string(&loaded.settings).unwrap(),
        serde_json::to_string(&loaded.report).unwrap()
    );
    assert!(!shown.contains("hunter2"), "{shown}");
    assert_eq!(source(&loaded, "mail.smtp.password").0, "***");
    assert_eq!(StoreUrl::new("postgres://u:p@ss/w@rd@db/x").to_string(), "postgres://u:***@db/x");
    assert_eq!(StoreUrl::new("sqlite:.duban/duban.db").to_string(), "sqlite:.duban/duban.db");
    assert_eq!(Secret::new("x").to_string(), "***");
}

#[test]
fn every_problem_of_every_layer_is_told_with_its_source() {
    let environment = [
        ("DUBAN_MAIL__SMTP__PORT", "many"),
        ("DUBAN_MAIL_FROM", "a@b.c"),
        ("DUBAN_WORKER__METRICS_ADDRESS", "9464"),
        ("DUBAN_STORE__URL", "mysql://u:hunter2@h/d"),
        ("DUBAN_TEMPORAL__API_KEY", "hunter2"),
    ];
    let refused = load(
        Some("samples/settings-bad.toml"),
        &environment,
        &[("log.formt", "json"), ("log.format", "xml")],
    )
    .unwrap_err();
    let text = refused.to_string();
    assert!(!text.contains("hunter2"), "{text}");
    for sentence in [
        "samples/settings-bad.toml:2: mail.transprt: there is no setting mail.transprt; did you mean mail.transport?",
        "samples/settings-bad.toml:3: mail.from: ",
        "samples/settings-bad.toml:4: mail.gather_milliseconds: this must be a whole number",
        "samples/settings-bad.toml:6: mail.smtp.security: mail in the clear is allowed only to a relay on this machine",
        "samples/settings-bad.toml:7: mail.smtp.timeout_seconds: 0 is out of range; write a number from 1 to 600",
        "samples/settings-bad.toml:9: temporal.address: \"localhost\" is not host:port",
        "DUBAN_MAIL__SMTP__PORT: mail.smtp.port: this must be a whole number",
        "DUBAN_MAIL_FROM: mail_from: there is no setting DUBAN_MAIL_FROM; did you mean DUBAN_MAIL__FROM?",
        "DUBAN_WORKER__METRICS_ADDRESS: worker.metrics_address: \"9464\" is not IP:port",
        "DUBAN_STORE__URL: store.url: this is no store",
        "DUBAN_TEMPORAL__API_KEY: temporal.api_key: an API key would travel in the clear",
        "flag: log.formt: there is no setting log.formt; did you mean log.format?",
        "flag: log.format: \"xml\" is not one of text, json",
    ] {
        assert!(text.contains(sentence), "{sentence}\nnot in\n{text}");
    }
    assert_eq!(refused.problems.len(), 13, "{text}");
}

#[test]
fn a_clear_relay_must_be_on_this_machine_and_smtp_needs_a_host() {
    let smtp = |host| {
        load(
            None,
            &[],
            &[("mail.transport", "smtp"), ("mail.smtp.security", "none"), ("mail.smtp.host", host)],
        )
    };
    assert_eq!(smtp("localhost").unwrap().settings.mail.smtp.security, Security::None);
    assert!(smtp("mail.bureau.example").unwrap_err().to_string().contains("in the clear"));
    let refused = load(None, &[], &[("mail.transport", "smtp")]).unwrap_err().to_string();
    assert!(refused.contains("needs the mail server's host"), "{refused}");
    let refused = load(None, &[], &[("mail.smtp.username", "duban")]).unwrap_err().to_string();
    assert!(
        refused.contains("mail.smtp.password: this is empty although mail.smtp.username is set"),
        "{refused}"
    );
}

#[test]
fn an_archive_is_a_folder_or_a_bucket_with_all_it_needs() {
    let bucket = [
        ("archive.url", "s3://duban/2024/archive/"),
        ("archive.s3.endpoint", "https://s3.bureau.example:9000"),
        ("archive.s3.access_key", "key"),
        ("archive.s3.secret_key", "hunter2"),
        ("archive.allowed_types", "image/png, application/pdf,image/png,"),
    ];
    let loaded = load(None, &[], &bucket).unwrap();
    let ArchiveLocation::S3(s3) = &loaded.settings.archive.location else {
        panic!("{:?}", loaded.settings.archive)
    };
    assert_eq!((s3.bucket.as_str(), s3.prefix.as_str()), ("duban", "2024/archive"));
    assert_eq!((s3.region.as_str(), s3.secret_key.expose()), ("us-east-1", "hunter2"));
    assert_eq!(loaded.settings.archive.allowed_types, ["image/png", "application/pdf"]);
    assert_eq!(source(&loaded, "archive.s3.secret_key").0, "***");
    assert!(!format!("{loaded:?}{}", serde_json::to_string(&loaded.settings).unwrap()).contains("hunter2"));

    let with = |key, value| {
        let changed = bucket.iter().copied().filter(|(known, _)| *known != key).chain([(key, value)]);
        load(None, &[], &changed.collect::<Vec<_>>()).map_err(|refused| refused.to_string())
    };
    assert!(with("archive.s3.endpoint", "").is_ok());
    let clear = with("archive.s3.endpoint", "http://127.0.0.1:9000").unwrap_err();
    assert!(clear.contains("archive.s3.endpoint: files would travel in the clear"), "{clear}");
    let mut local = bucket.to_vec();
    local.extend([("archive.s3.allow_http", "true")]);
    local[1].1 = "http://127.0.0.1:9000";
    assert!(load(None, &[], &local).is_ok());
    for (key, value, sentence) in [
        ("archive.url", "", "archive.url: this may not be empty"),
        ("archive.url", "ftp://duban/archive", "archive.url: this is no archive"),
        ("archive.url", "s3://", "archive.url: this names no bucket"),
        ("archive.url", "s3://Duban/x", "archive.url: this names no bucket"),
        ("archive.s3.endpoint", "s3.bureau.example", "archive.s3.endpoint: this is no endpoint"),
        ("archive.s3.endpoint", "https://", "archive.s3.endpoint: this is no endpoint"),
        ("archive.s3.access_key", "", "archive.s3.access_key: archive.url is a bucket, which needs this"),
        ("archive.s3.secret_key", "", "archive.s3.secret_key: archive.url is a bucket, which needs this"),
        ("archive.s3.region", " ", "archive.s3.region: this may not be empty"),
        ("archive.allowed_types", "jpg, image/PNG", "\"image/PNG\" is not a media type"),
        ("archive.allowed_types", "", "archive.allowed_types: this may not be empty"),
        ("archive.max_attachment_bytes", "0", "0 is out of range"),
        ("mail.max_attached_documents", "-1", "-1 is out of range"),
        ("import.concurrency", "0", "write a number from 1 to 1000"),
    ] {
        let refused = with(key, value).unwrap_err();
        assert!(refused.contains(sentence), "{sentence}\nnot in\n{refused}");
    }
}

#[test]
fn a_console_is_reached_over_tls_or_on_this_machine() {
    let console = |set: &[(&str, &str)]| {
        load(None, &[], set).map(|loaded| loaded.settings.console).map_err(|refused| refused.to_string())
    };
    let default = console(&[]).unwrap();
    assert_eq!((default.public_url.as_str(), default.is_secure()), ("http://127.0.0.1:8080", false));
    assert_eq!((default.session_idle.as_secs(), default.session_length.as_secs()), (3600, 12 * 3600));
    assert_eq!(default, ConsoleSettings::default(), "what stands in defaults.toml");
    let public = [
        ("console.address", "0.0.0.0:80"),
        ("console.public_url", "https://duban.bureau.example/"),
        ("console.client_address_header", "X-Forwarded-For"),
        ("console.oidc.issuer", "https://login.bureau.example/realms/staff"),
        ("console.oidc.client_id", "duban"),
        ("console.oidc.client_secret", "hunter2"),
    ];
    let set = console(&public).unwrap();
    assert_eq!((set.public_url.as_str(), set.is_secure()), ("https://duban.bureau.example", true));
    assert_eq!(set.client_address_header.as_deref(), Some("x-forwarded-for"));
    let oidc = set.oidc.as_ref().unwrap();
    assert_eq!((oidc.client_id.as_str(), oidc.account_claim.as_str()), ("duban", "preferred_username"));
    assert!(!format!("{set:?}{}", serde_json::to_string(&set).unwrap()).contains("hunter2"));
    assert_eq!(source(&load(None, &[], &public).unwrap(), "console.oidc.client_secret").0, "***");
    assert!(
        console(&[("console.oidc.issuer", "http://127.0.0.1:9000"), ("console.oidc.client_id", "x")]).is_ok()
    );
    for (key, value, sentence) in [
        ("console.address", "8080", "console.address: \"8080\" is not IP:port"),
        ("console.public_url", "duban.bureau.example", "console.public_url: this is no address"),
        ("console.public_url", "https://", "console.public_url: this is no address"),
        ("console.public_url", "https://a b", "console.public_url: this is no address"),
        ("console.public_url", "https://u:p@host", "console.public_url: this is no address"),
        ("console.public_url", "https://host/duban", "console.public_url: this has a path"),
        ("console.public_url", "http://host", "console.public_url: passwords would travel in the clear"),
        ("console.public_url", "", "console.public_url: people cannot reach 0.0.0.0:80"),
        ("console.session_hours", "0", "0 is out of range"),
        ("console.session_idle_minutes", "721", "console.session_idle_minutes: this is longer than"),
        ("console.client_address_header", "X Y", "console.client_address_header: this is no header's name"),
        ("console.oidc.issuer", "http://login.bureau.example", "console.oidc.issuer: people's identities"),
        ("console.oidc.client_id", "", "console.oidc.client_id: console.oidc.issuer is set"),
        ("console.oidc.account_claim", "", "console.oidc.account_claim: console.oidc.issuer is set"),
    ] {
        let changed = public.iter().copied().filter(|(known, _)| *known != key).chain([(key, value)]);
        let refused = console(&changed.collect::<Vec<_>>()).unwrap_err();
        assert!(refused.contains(sentence), "{sentence}\nnot in\n{refused}");
    }
    let open = console(&[("console.address", "192.0.2.7:80")]).unwrap_err();
    assert!(open.contains("console.public_url: passwords would travel in the clear"), "{open}");
}

#[test]
fn a_file_that_is_no_toml_is_told_by_line_and_a_named_file_must_exist() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("duban.toml");
    fs::write(&path, "[mail]\nfrom = \"a\nfolder = \"x\n").unwrap();
    let refused = load_settings_from(Some(&path), flags(&[]), &flags(&[])).unwrap_err();
    assert!(
        refused
            .problems
            .iter()
            .any(|p| p.line == Some(2) && p.message.english.starts_with("this is not TOML")),
        "{refused}"
    );
    fs::write(&path, "[mail]\nfrom = [\"a\"]\nsmtp = 3\n").unwrap();
    let refused = load_settings_from(Some(&path), flags(&[]), &flags(&[])).unwrap_err();
    assert_eq!(refused.problems.len(), 2, "{refused}");
    assert!(
        load(Some("samples/none.toml"), &[], &[]).unwrap_err().to_string().contains("there is no such file")
    );
}
