//! A mail handed over recipient by recipient, to servers that take their time, and under an office's own
//! authority.

use super::{
    facts::{digest, duyun, entry, mixed},
    peer::{Greeting, MailPeer, Said},
    sending::{mailer, smtp, try_mailer},
};
use crate::mail::{
    Authorities, Fate, Handed, MailError, Patience, Scope, Security, SetupError, Stage, TransportOptions,
};
use duban_domain::Instrument;
use duban_store::Role;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

const OFFICE: &str = "office.522701@bureau.example";
const LEADER: &str = "leader.522701@bureau.example";
const OFFICER: &str = "officer.522701@bureau.example";

fn fates(handed: &[Handed]) -> Vec<(Role, Fate)> {
    handed.iter().map(|one| (one.role, one.fate.clone())).collect()
}

fn later(words: &str) -> Fate {
    Fate::Later(words.to_owned())
}

fn refused(words: &str) -> Fate {
    Fate::Refused(words.to_owned())
}

#[tokio::test]
async fn every_recipient_is_answered_for_apart_and_tried_again_alone() {
    let summons = digest(duyun(), vec![entry(Instrument::Interview)]);
    let peer = MailPeer::answering(|said| match said {
        Said::Recipient(to) if to.contains("leader") => Some((550, "5.1.1 no such user")),
        Said::Recipient(to) if to.contains("officer") => Some((451, "4.7.1 greylisted")),
        _ => None,
    });
    let handed = mailer(smtp(peer.listen())).send(&summons, &[]).await.unwrap();
    let expected = [
        (Role::Office, Fate::Taken),
        (Role::Leader, refused("550 5.1.1 no such user")),
        (Role::Officer, later("451 4.7.1 greylisted")),
    ];
    assert_eq!(fates(&handed), expected);
    let first = peer.got();
    assert_eq!(first[0].to, [OFFICE]);

    // The second time it is the same mail, for the officer alone.
    let mut again = summons.clone();
    again.settled = vec![Role::Office, Role::Leader];
    let peer = MailPeer::default();
    let handed = mailer(smtp(peer.listen())).send(&again, &[]).await.unwrap();
    assert_eq!(fates(&handed), [(Role::Officer, Fate::Taken)]);
    assert_eq!((&peer.got()[0].to[..], &peer.got()[0].bytes), (&[OFFICER.to_owned()][..], &first[0].bytes));
    // When everybody is settled there is nothing to talk about.
    again.settled.push(Role::Officer);
    assert_eq!(mailer(smtp(peer.listen())).send(&again, &[]).await.unwrap(), []);
    assert_eq!(peer.got().len(), 1);
}

#[tokio::test]
async fn an_office_that_is_refused_costs_the_copies_nothing() {
    let summons = digest(duyun(), vec![entry(Instrument::Interview)]);
    let peer = MailPeer::answering(|said| match said {
        Said::Recipient(to) if to.contains("office.") => Some((550, "5.1.1 no such user")),
        _ => None,
    });
    let handed = mailer(smtp(peer.listen())).send(&summons, &[]).await.unwrap();
    assert_eq!(handed[0].fate, refused("550 5.1.1 no such user"));
    assert_eq!(peer.got()[0].to, [LEADER, OFFICER]);
    let nobody = MailPeer::answering(|said| matches!(said, Said::Recipient(_)).then_some((452, "too busy")));
    let handed = mailer(smtp(nobody.listen())).send(&summons, &[]).await.unwrap();
    assert!(handed.iter().all(|one| one.fate == later("452 too busy")), "{handed:?}");
    assert_eq!(nobody.got(), []);
    let mut elsewhere = summons.clone();
    elsewhere.instead = Some("duty@bureau.example".to_owned());
    mailer(smtp(peer.listen())).send(&elsewhere, &[]).await.unwrap();
    assert_eq!(peer.got()[1].to, ["duty@bureau.example", LEADER, OFFICER]);
}

#[tokio::test]
async fn what_is_said_after_the_dot_is_said_to_all() {
    for (code, words, fate) in [
        (552, "5.2.2 mailbox full", refused("552 5.2.2 mailbox full")),
        (554, "5.7.1 looks like spam", refused("554 5.7.1 looks like spam")),
        (451, "4.3.0 try again", later("451 4.3.0 try again")),
    ] {
        let peer = MailPeer::answering(move |said| {
            matches!(said, Said::Dot(got) if !got.bytes.is_empty()).then_some((code, words))
        });
        let handed = mailer(smtp(peer.listen())).send(&mixed(), &[]).await.unwrap();
        assert_eq!(fates(&handed), [(Role::Office, fate.clone()), (Role::Officer, fate)]);
    }
    // A server that is about to stop speaks of itself.
    for said_when in [true, false] {
        let peer = MailPeer::answering(move |said| {
            (matches!(said, Said::Dot(_)) == said_when).then_some((421, "4.3.2 shutting down"))
        });
        let error = mailer(smtp(peer.listen())).send(&mixed(), &[]).await.unwrap_err();
        assert!(matches!(error, MailError::Refused { code: 421, .. }), "{error:?}");
        assert_eq!(error.scope(), Scope::Server);
    }
}

fn patient(port: u16, patience: Patience) -> TransportOptions {
    match smtp(port) {
        TransportOptions::Smtp { host, port, security, credentials, authorities, .. } => {
            TransportOptions::Smtp { host, port, security, credentials, authorities, patience }
        }
        other => other,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_thinks_long_after_the_dot_gets_the_mail_once() {
    let ((dotted, dot), (release, released)) = (mpsc::channel(), mpsc::channel::<()>());
    let peer = MailPeer::answering(move |said| {
        if matches!(said, Said::Dot(_)) {
            dotted.send(()).unwrap();
            released.recv().unwrap();
        }
        None
    });
    let command = Duration::from_secs(3);
    let mailer = mailer(patient(peer.listen(), Patience::with_command(command)));
    let mut sending = tokio::spawn(async move { mailer.send(&mixed(), &[]).await });
    tokio::task::spawn_blocking(move || dot.recv().unwrap()).await.unwrap();
    // For longer than a command may take, and the time that was left to the last block.
    let waited = tokio::time::timeout(2 * command + Duration::from_millis(500), &mut sending).await;
    assert!(waited.is_err(), "it gave up: {waited:?}");
    release.send(()).unwrap();
    assert!(sending.await.unwrap().unwrap().iter().all(|one| one.fate == Fate::Taken));
    assert_eq!(peer.got().len(), 1);
    assert_eq!(Patience::with_command(command).dot, Duration::from_secs(600), "RFC 5321 4.5.3.2.6");
}

#[tokio::test]
async fn a_server_that_never_answers_the_dot_is_given_up_for_this_mail() {
    let (_release, released) = mpsc::channel::<()>();
    let peer = MailPeer::answering(move |said| {
        // It hangs until the test is over.
        (matches!(said, Said::Dot(_)) && released.recv().is_ok()).then_some((250, "too late"))
    });
    let patience = Patience { command: Duration::from_secs(2), dot: Duration::from_millis(20) };
    let error = mailer(patient(peer.listen(), patience)).send(&mixed(), &[]).await.unwrap_err();
    assert!(matches!(error, MailError::Unreachable { stage: Stage::Content, .. }), "{error:?}");
    assert_eq!(error.scope(), Scope::Mail);
}

fn protected(port: u16, security: Security, authorities: &[u8]) -> TransportOptions {
    match smtp(port) {
        TransportOptions::Smtp { host, port, credentials, patience, .. } => TransportOptions::Smtp {
            host,
            port,
            security,
            credentials,
            authorities: Authorities::These(authorities.to_vec()),
            patience,
        },
        other => other,
    }
}

fn server() -> Arc<ServerConfig> {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("tls/server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/server-key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap())
}

#[tokio::test]
async fn a_server_under_the_offices_own_authority_is_believed_and_no_other() {
    let ours = include_bytes!("tls/authority.pem");
    let another = include_bytes!("tls/another-authority.pem");
    for (security, greeting) in [(Security::Tls, Greeting::Tls), (Security::StartTls, Greeting::StartTls)] {
        let peer = MailPeer::default().with_tls(greeting, server());
        let port = peer.listen();
        mailer(protected(port, security, ours)).send(&mixed(), &[]).await.unwrap();
        let error = mailer(protected(port, security, another)).send(&mixed(), &[]).await.unwrap_err();
        assert!(matches!(error, MailError::Unreachable { .. }), "{error:?}");
        assert!(error.to_string().contains("UnknownIssuer"), "{error}");
        assert_eq!(peer.got().len(), 1);
        let both = [another.as_slice(), ours.as_slice()].concat();
        mailer(protected(port, security, &both)).send(&mixed(), &[]).await.unwrap();
    }
}

#[test]
fn a_file_without_authorities_is_told_at_once() {
    for pem in ["", "no certificate", "-----BEGIN CERTIFICATE-----\n%\n-----END CERTIFICATE-----\n"] {
        let refused = try_mailer(protected(465, Security::Tls, pem.as_bytes()));
        assert!(matches!(refused, Err(SetupError::Encryption { .. })), "{pem:?}: {refused:?}");
    }
}
