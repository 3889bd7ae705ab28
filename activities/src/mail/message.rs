//! The mail itself (RFC 5322): who, to whom, and both texts. The same digest gives the same mail, byte
//! for byte, however often it is built.

use super::{
    error::{MailError, SetupError},
    group::{Group, is_to_serve},
    render::Rendered,
    text,
};
use crate::filing::DOCX;
use duban_domain::instrument::Instrument;
use duban_store::{Digest, Entry};
use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

/// What mail programs show as urgent: each knows one of these (RFC 2156 and custom).
const URGENT: [(&str, &str); 3] =
    [("X-Priority", "1 (Highest)"), ("Importance", "high"), ("Priority", "urgent")];

/// Who sends, as recipients see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The display name.
    pub name: String,
    /// The address.
    pub address: String,
}

impl Sender {
    pub(super) fn mailbox(&self) -> Result<Mailbox, SetupError> {
        let address = address(&self.address).ok_or_else(|| SetupError::Sender(self.address.clone()))?;
        Ok(Mailbox::new(Some(text::clean(&self.name)), address))
    }
}

/// A file that goes along with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFile {
    /// The name it is shown under.
    pub name: String,
    /// Its content: a .docx document.
    pub content: Vec<u8>,
}

/// Builds the mail for a digest, with the files that go along.
///
/// # Errors
/// The office has no usable address. An unusable address of a leader or an officer is left out: it must
/// not hold up the mail.
pub(super) fn build(
    from: &Mailbox,
    digest: &Digest,
    rendered: &Rendered,
    files: &[MailFile],
) -> Result<Message, MailError> {
    let bureau = &digest.bureau;
    let office = address(&bureau.contacts.office).ok_or_else(|| MailError::Address {
        bureau: bureau.code.to_string(),
        address: text::clean(&bureau.contacts.office),
    })?;
    let mut builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(Some(text::clean(&bureau.name)), office.clone()))
        .subject(rendered.subject.clone())
        .message_id(Some(message_id(digest)))
        .date(digest.created.utc().into())
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
        .raw_header(header("X-Duban-Notices", keys(digest)));
    if digest.urgent {
        builder =
            URGENT.iter().fold(builder, |b, (name, value)| b.raw_header(header(name, (*value).to_owned())));
    }
    for copy in copies(digest, &office) {
        builder = builder.cc(Mailbox::new(None, copy));
    }
    let texts = MultiPart::alternative()
        .boundary(boundary(digest, "text"))
        .singlepart(SinglePart::plain(rendered.text.clone()))
        .singlepart(SinglePart::html(rendered.html.clone()));
    if files.is_empty() {
        return builder.multipart(texts).map_err(MailError::Message);
    }
    let docx = ContentType::parse(DOCX).map_err(|error| MailError::Type(DOCX, error))?;
    let whole = MultiPart::mixed().boundary(boundary(digest, "files")).multipart(texts);
    let whole = files.iter().fold(whole, |parts, file| {
        let attachment = Attachment::new(text::clean(&file.name)).body(file.content.clone(), docx.clone());
        parts.singlepart(attachment)
    });
    builder.multipart(whole).map_err(MailError::Message)
}

/// The Message-ID without its brackets: printable ASCII without what a header could break on.
pub(super) fn bare_id(digest: &Digest) -> String {
    let fit = |c: &char| c.is_ascii_graphic() && !matches!(c, '<' | '>');
    digest.message_id.chars().filter(fit).collect()
}

fn message_id(digest: &Digest) -> String {
    format!("<{}>", bare_id(digest))
}

/// FNV-1a of the Message-ID. `=_` can stand in no encoded body, so no body can contain it.
fn boundary(digest: &Digest, part: &str) -> String {
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    format!("=_duban_{part}_{:016x}", digest.message_id.bytes().fold(0xcbf2_9ce4_8422_2325, fold))
}

/// Plain ASCII addresses only: others need an extension that bureaus' servers do not speak.
fn address(text: &str) -> Option<Address> {
    let text = text.trim();
    text.is_ascii().then(|| text.parse().ok()).flatten()
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// `campaign/bureau/ordinal` of every notice of a docket, `finding/campaign/id/ordinal` of a finding's, for
/// whoever must find a mail again.
fn keys(digest: &Digest) -> String {
    let key = |entry: &Entry| {
        let source = entry.source.strip_prefix("campaign/").unwrap_or(&entry.source);
        let mut parts: Vec<_> = source.split('/').map(plain).collect();
        parts.push(entry.notice.ordinal.to_string());
        parts.join("/")
    };
    digest.entries.iter().map(key).collect::<Vec<_>>().join(", ")
}

fn plain(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect()
}

/// The leader, where a leader must decide, go or answer; the officer, where the bureau itself owes; both,
/// where it is urgent.
fn copies(digest: &Digest, office: &Address) -> Vec<Address> {
    let bureau = &digest.bureau;
    let for_leader = |entry: &Entry| match Group::of(entry, &bureau.code) {
        Group::Urgent | Group::Approvals => true,
        // Whom an enterprise's talk concerns is not the bureau's leader.
        Group::Documents if is_to_serve(entry, &bureau.code) => false,
        Group::Documents => matches!(
            entry.notice.instrument,
            Instrument::Listing | Instrument::Interview | Instrument::GovernmentReport | Instrument::HandOver
        ),
        _ => false,
    };
    let own = |entry: &Entry| match Group::of(entry, &bureau.code) {
        Group::Urgent => true,
        Group::Copies => false,
        _ => entry.about.code == bureau.code,
    };
    let wanted = [
        bureau.contacts.leader.as_ref().filter(|_| digest.entries.iter().any(for_leader)),
        bureau.contacts.officer.as_ref().filter(|_| digest.entries.iter().any(own)),
    ];
    let mut copies: Vec<Address> = Vec::new();
    for text in wanted.into_iter().flatten().filter(|text| !text.trim().is_empty()) {
        match address(text) {
            Some(address) if address != *office && !copies.contains(&address) => copies.push(address),
            Some(_) => {}
            None => {
                tracing::warn!(bureau = %bureau.code, address = %text::clean(text), "no mail address; left out")
            }
        }
    }
    copies
}
