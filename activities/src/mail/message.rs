//! The mail itself (RFC 5322): who, to whom, and both texts. The same digest gives the same mail, byte
//! for byte, however often it is built.

use super::{
    error::{MailError, SetupError},
    group::{Group, is_to_serve},
    handed::{Fate, Handed, Recipient},
    render::Rendered,
    text,
};
use crate::filing::DOCX;
use duban_domain::mailbox;
use duban_store::{Digest, DigestEntry, Role};
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

/// A mail, and who still has to get it.
pub(super) struct Draft {
    /// The same however often it is built, whoever has it already.
    pub(super) message: Message,
    /// Who still has to get it.
    pub(super) recipients: Vec<Recipient>,
    /// Who would get it, had they a usable address.
    pub(super) unfit: Vec<Handed>,
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
) -> Result<Draft, MailError> {
    let bureau = &digest.bureau;
    let office = digest.instead.as_deref().unwrap_or(&bureau.contacts.office);
    let office = address(office).ok_or_else(|| MailError::Address {
        bureau: bureau.code.to_string(),
        address: text::clean(office),
    })?;
    let (copies, mut unfit) = copies(digest, &office);
    unfit.retain(|one| !digest.settled.contains(&one.role));
    let to = Recipient { role: Role::Office, address: office.clone() };
    let recipients = std::iter::once(&to).chain(&copies);
    let recipients = recipients.filter(|one| !digest.settled.contains(&one.role)).cloned().collect();
    let message = message(from, office, &copies, digest, rendered, files)?;
    Ok(Draft { message, recipients, unfit })
}

fn message(
    from: &Mailbox,
    office: Address,
    copies: &[Recipient],
    digest: &Digest,
    rendered: &Rendered,
    files: &[MailFile],
) -> Result<Message, MailError> {
    let bureau = &digest.bureau;
    let mut builder = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(Some(text::clean(&bureau.name)), office))
        .subject(rendered.subject.clone())
        .message_id(Some(message_id(digest)))
        .date(digest.created.utc().into())
        .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
        .raw_header(header("X-Duban-Notices", keys(digest)));
    if digest.urgent {
        builder =
            URGENT.iter().fold(builder, |b, (name, value)| b.raw_header(header(name, (*value).to_owned())));
    }
    for copy in copies {
        builder = builder.cc(Mailbox::new(None, copy.address.clone()));
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

/// By the rule that bureau lists are read by.
fn address(text: &str) -> Option<Address> {
    let text = text.trim();
    mailbox::check(text).is_ok().then(|| text.parse().ok()).flatten()
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// `campaign/bureau/ordinal` of every notice of a docket, `finding/campaign/id/ordinal` of a finding's, for
/// whoever must find a mail again.
fn keys(digest: &Digest) -> String {
    let key = |source: &str, ordinal: u32| {
        let source = source.strip_prefix("campaign/").unwrap_or(source);
        let mut parts: Vec<_> = source.split('/').map(plain).collect();
        parts.push(ordinal.to_string());
        parts.join("/")
    };
    let own = digest.entries.iter().map(|entry| key(&entry.source, entry.notice.ordinal));
    let with = digest.entries.iter().flat_map(|entry| &entry.with).map(|(source, n)| key(source, *n));
    own.chain(with).collect::<Vec<_>>().join(", ")
}

fn plain(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '_' }).collect()
}

/// The leader, where a leader must decide, go or answer; the officer, where the bureau itself owes; both,
/// where it is urgent. Then those of them without a usable address.
fn copies(digest: &Digest, office: &Address) -> (Vec<Recipient>, Vec<Handed>) {
    let bureau = &digest.bureau;
    let for_leader = |entry: &DigestEntry| match Group::of(entry, &bureau.code) {
        Group::Urgent | Group::Approvals => true,
        // Whom an enterprise's talk concerns is not the bureau's leader.
        Group::Documents if is_to_serve(entry, &bureau.code) => false,
        Group::Documents => entry.notice.instrument.row().to_leader,
        _ => false,
    };
    let own = |entry: &DigestEntry| match Group::of(entry, &bureau.code) {
        Group::Urgent => true,
        Group::Copies => false,
        _ => entry.about.code == bureau.code,
    };
    let (leader, officer) = (bureau.contacts.leader.as_ref(), bureau.contacts.officer.as_ref());
    let wanted = [
        (Role::Leader, leader.filter(|_| digest.entries.iter().any(for_leader))),
        (Role::Officer, officer.filter(|_| digest.entries.iter().any(own))),
    ];
    let (mut copies, mut unfit) = (Vec::<Recipient>::new(), Vec::new());
    for (role, text) in wanted.into_iter().filter_map(|(role, text)| Some((role, text?))) {
        match address(text) {
            _ if text.trim().is_empty() => {}
            Some(address) if address != *office && copies.iter().all(|copy| copy.address != address) => {
                copies.push(Recipient { role, address });
            }
            Some(_) => {}
            None => {
                let fate = Fate::Refused("no usable mail address 没有可用的邮箱地址".to_owned());
                unfit.push(Handed { role, address: text::clean(text), fate });
            }
        }
    }
    (copies, unfit)
}
