use super::{
    facts::{digest, duyun, entry, mixed, qiannan},
    peer::MailPeer,
};
use crate::mail::{
    Authorities, Credentials, Fate, MailError, MailOptions, Mailer, Outbox, Patience, Scope, Security,
    Sender, SetupError, Stage, TransportOptions,
};
use duban_domain::Instrument;
use duban_store::Digest;
use mail_parser::{Message, MessageParser};
use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    time::Duration,
};
use tokio::net::TcpSocket;

const PASSWORD: &str = "hunter2-很秘密";

pub(super) fn mailer(transport: TransportOptions) -> Mailer {
    try_mailer(transport).unwrap()
}

pub(super) fn try_mailer(transport: TransportOptions) -> Result<Mailer, SetupError> {
    let sender =
        Sender { name: "黔南州督办系统".to_owned(), address: "duban@bureau.example".to_owned() };
    Mailer::new(MailOptions { sender, transport, templates: None, console: None })
}

pub(super) fn smtp(port: u16) -> TransportOptions {
    smtp_with(port, None)
}

fn smtp_with(port: u16, credentials: Option<Credentials>) -> TransportOptions {
    TransportOptions::Smtp {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        credentials,
        authorities: Authorities::System,
        patience: Patience::with_command(Duration::from_secs(30)),
    }
}

/// A port on which nobody listens, and that nobody else can take: it is bound.
fn silent_port() -> (TcpSocket, u16) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let port = socket.local_addr().unwrap().port();
    (socket, port)
}

fn header<'a>(message: &'a Message<'_>, name: &'a str) -> &'a str {
    message.header_raw(name).unwrap_or_default().trim()
}

#[tokio::test]
async fn a_mail_server_gets_everything_intact() {
    let peer = MailPeer::default();
    let port = peer.listen();
    mailer(smtp(port)).send(&mixed(), &[]).await.unwrap();
    let got = peer.got();
    assert_eq!(got.len(), 1);
    assert_eq!(got[0].to, ["office.522701@bureau.example", "officer.522701@bureau.example"]);
    assert!(got[0].bytes.is_ascii());
    let message = MessageParser::default().parse(&got[0].bytes).unwrap();
    let name = |address: Option<&mail_parser::Address<'_>>| {
        let first = address.unwrap().first().unwrap();
        (first.name().unwrap_or_default().to_owned(), first.address().unwrap().to_owned())
    };
    assert_eq!(name(message.from()), ("黔南州督办系统".to_owned(), "duban@bureau.example".to_owned()));
    assert_eq!(
        name(message.to()),
        ("都匀市市场监督管理局".to_owned(), "office.522701@bureau.example".to_owned())
    );
    assert_eq!(
        message.subject().unwrap(),
        "【督办】黔南市监〔2024〕12号 提醒敦促函等2件；2项到期提醒；1项办理决定；抄送1件"
    );
    assert_eq!(message.message_id(), Some("digest-7.522701@duban.example"));
    assert_eq!(message.date().unwrap().to_rfc3339(), "2024-08-21T01:00:00Z");
    assert_eq!(header(&message, "Auto-Submitted"), "auto-generated");
    let keys = header(&message, "X-Duban-Notices").replace("\r\n", "");
    assert_eq!(keys.split(',').count(), 7);
    assert!(keys.contains("qiannan-2024-key-products/522702/7"), "{keys}");
    let rendered = mailer(smtp(port)).preview(&mixed()).unwrap();
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&message.body_text(0).unwrap()), lines(&rendered.text));
    assert_eq!(lines(&message.body_html(0).unwrap()), lines(&rendered.html));
}

#[tokio::test]
async fn a_server_that_was_down_gets_the_same_mail_later() {
    let (socket, port) = silent_port();
    let mailer = mailer(smtp(port));
    let error = mailer.send(&mixed(), &[]).await.unwrap_err();
    assert_eq!(error.scope(), Scope::Server, "{error}");
    assert!(matches!(error, MailError::Unreachable { stage: Stage::Connect, .. }), "{error:?}");
    let peer = MailPeer::default();
    let listener = socket.listen(16).unwrap().into_std().unwrap();
    listener.set_nonblocking(false).unwrap();
    peer.start(listener);
    mailer.send(&mixed(), &[]).await.unwrap();
    mailer.send(&mixed(), &[]).await.unwrap();
    let got = peer.got();
    assert_eq!(got[0], got[1]);
    let message = MessageParser::default().parse(&got[0].bytes).unwrap();
    assert_eq!(message.message_id(), Some("digest-7.522701@duban.example"));
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up_for_now() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let TransportOptions::Smtp { host, port, security, .. } = smtp(listener.local_addr().unwrap().port())
    else {
        unreachable!()
    };
    let patience = Patience::with_command(Duration::from_millis(50));
    let authorities = Authorities::System;
    let options = TransportOptions::Smtp { host, port, security, credentials: None, authorities, patience };
    let error = mailer(options).send(&mixed(), &[]).await.unwrap_err();
    assert!(matches!(error, MailError::Unreachable { stage: Stage::Connect, .. }), "{error:?}");
    assert_eq!(error.scope(), Scope::Server);
}

/// A server that quotes the login it refuses.
fn start_tattler() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        let mut stream = stream;
        stream.write_all(b"220 hello\r\n").unwrap();
        lines.next();
        stream.write_all(b"250-mail.example\r\n250 AUTH PLAIN\r\n").unwrap();
        let login = lines.next().unwrap().unwrap();
        stream.write_all(format!("535 5.7.8 refused: {login} {PASSWORD}\r\n").as_bytes()).unwrap();
        lines.for_each(drop);
    });
    port
}

#[tokio::test]
async fn the_password_is_never_shown_and_a_wrong_one_is_retried() {
    let login = Credentials { user: "duban".to_owned(), password: PASSWORD.to_owned() };
    let options = smtp_with(start_tattler(), Some(login));
    let shown = format!("{options:?}");
    let mailer = mailer(options);
    let error = mailer.send(&mixed(), &[]).await.unwrap_err();
    assert!(matches!(error, MailError::Refused { stage: Stage::LogIn, code: 535, .. }), "{error:?}");
    assert_eq!(error.scope(), Scope::Server);
    for text in [shown, format!("{mailer:?}"), format!("{error:?}"), error.to_string()] {
        assert!(!text.contains("hunter2") && !text.contains("AUTH PLAIN "), "{text}");
    }
}

#[test]
fn plain_text_goes_to_this_machine_only() {
    let to = |host: &str| TransportOptions::Smtp {
        host: host.to_owned(),
        port: 25,
        security: Security::None,
        credentials: None,
        authorities: Authorities::System,
        patience: Patience::with_command(Duration::from_secs(1)),
    };
    for host in ["localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]"] {
        assert!(try_mailer(to(host)).is_ok(), "{host}");
    }
    for host in ["mail.bureau.example", "10.0.0.1", "127.0.0.1.evil.example", "0.0.0.0", ""] {
        assert!(matches!(try_mailer(to(host)), Err(SetupError::Unencrypted(_))), "{host}");
    }
    for security in [Security::Tls, Security::StartTls] {
        let options = TransportOptions::Smtp {
            host: "mail.bureau.example".to_owned(),
            port: 465,
            security,
            credentials: None,
            authorities: Authorities::These(include_bytes!("tls/authority.pem").to_vec()),
            patience: Patience::with_command(Duration::from_secs(1)),
        };
        assert!(try_mailer(options).is_ok());
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing() {
    let peer = MailPeer::default();
    let port = peer.listen();
    let options = TransportOptions::Smtp {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::StartTls,
        credentials: None,
        authorities: Authorities::These(include_bytes!("tls/authority.pem").to_vec()),
        patience: Patience::with_command(Duration::from_secs(30)),
    };
    let error = mailer(options).send(&mixed(), &[]).await.unwrap_err();
    assert!(matches!(error, MailError::Unreachable { stage: Stage::Encrypt, .. }), "{error:?}");
    assert!(peer.got().is_empty());
}

#[tokio::test]
async fn a_folder_holds_one_file_per_mail_however_often_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("outgoing");
    let mailer = mailer(TransportOptions::Folder(target.clone()));
    mailer.send(&mixed(), &[]).await.unwrap();
    mailer.send(&mixed(), &[]).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(&target).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(files, ["digest-7.522701@duban.example.eml"]);
    let bytes = std::fs::read(target.join(&files[0])).unwrap();
    assert!(MessageParser::default().parse(&bytes).unwrap().subject().unwrap().starts_with("【督办】"));

    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = super::sending::mailer(TransportOptions::Folder(file)).send(&mixed(), &[]).await.unwrap_err();
    assert!(matches!(error, MailError::Folder { .. }) && error.scope() == Scope::Server);
}

async fn sent(digest: &Digest) -> (Vec<String>, Vec<u8>) {
    let outbox = Outbox::default();
    mailer(TransportOptions::Memory(outbox.clone())).send(digest, &[]).await.unwrap();
    let sent = outbox.sent().pop().unwrap();
    (sent.to, sent.bytes)
}

#[tokio::test]
async fn leaders_and_officers_are_copied_where_it_is_theirs() {
    let (leader, officer) = ("leader.522701@bureau.example", "officer.522701@bureau.example");
    let office = "office.522701@bureau.example";
    for (instrument, expected) in [
        (Instrument::Reminder, vec![office, officer]),
        (Instrument::ReminderLetter, vec![office, officer]),
        (Instrument::Interview, vec![office, leader, officer]),
        (Instrument::Listing, vec![office, leader, officer]),
        (Instrument::HandOver, vec![office, leader, officer]),
        (Instrument::TaskReminder, vec![office, officer]),
        (Instrument::Decision, vec![office, officer]),
    ] {
        assert_eq!(sent(&digest(duyun(), vec![entry(instrument)])).await.0, expected, "{instrument}");
    }
    let approval = digest(qiannan(), vec![entry(Instrument::ApprovalRequest)]);
    assert_eq!(sent(&approval).await.0, ["office.522700@bureau.example", "leader.522700@bureau.example"]);
    let incident = digest(qiannan(), vec![entry(Instrument::IncidentReport)]);
    let all = ["office", "leader", "officer"].map(|role| format!("{role}.522700@bureau.example"));
    assert_eq!(sent(&incident).await.0, all, "urgent: everybody, though it is about a county");
    let talk = super::matters::finding(Instrument::Interview);
    assert_eq!(sent(&digest(duyun(), vec![talk])).await.0, [office, officer], "the enterprise is summoned");
    let mut copy = entry(Instrument::Listing);
    copy.is_copy = true;
    assert_eq!(sent(&digest(qiannan(), vec![copy])).await.0, ["office.522700@bureau.example"]);

    let mut bureau = duyun();
    bureau.contacts.leader = Some("not an address".to_owned());
    bureau.contacts.officer = Some(" ".to_owned());
    let unfit = digest(bureau, vec![entry(Instrument::Listing)]);
    assert_eq!(sent(&unfit).await.0, [office]);
    let told = mailer(TransportOptions::Memory(Outbox::default())).send(&unfit, &[]).await.unwrap();
    let told: Vec<_> = told.iter().map(|one| (one.address.as_str(), one.fate != Fate::Taken)).collect();
    assert_eq!(told, [("not an address", true), (office, false)], "what is left out is told");
}

#[tokio::test]
async fn an_urgent_mail_is_marked_for_every_mail_program() {
    let (_, bytes) = sent(&digest(qiannan(), vec![entry(Instrument::IncidentReport)])).await;
    let message = MessageParser::default().parse(&bytes).unwrap();
    assert!(message.subject().unwrap().starts_with("【紧急】"), "{:?}", message.subject());
    let marks = ["X-Priority", "Importance", "Priority"].map(|name| header(&message, name).trim());
    assert_eq!(marks, ["1 (Highest)", "high", "urgent"]);
    assert_eq!(
        header(&message, "X-Duban-Notices").trim(),
        "incident/qiannan-2024-key-products/E-3/1",
        "an incident's notices are counted apart"
    );
    let (_, bytes) = sent(&mixed()).await;
    let message = MessageParser::default().parse(&bytes).unwrap();
    assert!(message.subject().unwrap().starts_with("【督办】"));
    assert!(message.header_raw("X-Priority").is_none() && message.header_raw("Importance").is_none());
}

#[tokio::test]
async fn nothing_in_the_facts_reaches_the_header() {
    let mut hostile = digest(duyun(), vec![entry(Instrument::Reminder)]);
    let inject = "x\r\nBcc: all@evil.example\r\n\r\nbody";
    hostile.bureau.name = inject.to_owned();
    hostile.message_id = format!("<{inject}>");
    hostile.entries[0].notice.title = inject.to_owned();
    hostile.entries[0].campaign = inject.into();
    hostile.entries[0].source = format!("campaign/{inject}/522701");
    let (to, bytes) = sent(&hostile).await;
    assert_eq!(to.len(), 2);
    let message = MessageParser::default().parse(&bytes).unwrap();
    assert!(message.bcc().is_none());
    assert_eq!(message.headers().iter().filter(|h| h.name() == "Bcc").count(), 0);
    assert!(message.body_text(0).unwrap().contains("本邮件由督办系统自动发出"));
    assert_eq!(message.message_id(), Some("xBcc:all@evil.examplebody"));
}

#[tokio::test]
async fn an_office_without_an_address_is_permanent() {
    for address in ["", "nobody", "a@b\r\nRCPT TO:<c@d>", "王@局.中国", "office@局.中国", "a b@c.example"]
    {
        let mut bad = mixed();
        bad.bureau.contacts.office = address.to_owned();
        let outbox = Outbox::default();
        let error = mailer(TransportOptions::Memory(outbox.clone())).send(&bad, &[]).await.unwrap_err();
        assert!(
            matches!(error, MailError::Address { .. }) && error.scope() == Scope::ForGood,
            "{address}: {error:?}"
        );
        assert!(!error.to_string().contains('\n'));
        assert!(outbox.sent().is_empty());
    }
    assert!(matches!(
        Mailer::new(MailOptions {
            sender: Sender { name: String::new(), address: "nobody".to_owned() },
            transport: TransportOptions::Memory(Outbox::default()),
            templates: None,
            console: None,
        }),
        Err(SetupError::Sender(_))
    ));
}
