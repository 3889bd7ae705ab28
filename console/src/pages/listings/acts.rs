//! What may be done about a listing: its forms, and the commands that come from them.

use crate::{
    FieldError,
    pages::matter::{
        acts::{ActForm, Forms},
        submitted::Submitted,
    },
};
use duban_domain::{
    Attachment, Offer,
    listing::{ListingAct, ListingCommand},
};

/// How an act is spelled in addresses and texts, and the number it is about.
pub(super) const fn slug(act: ListingAct) -> (&'static str, u32) {
    match act {
        ListingAct::Publish => ("publish", 0),
        ListingAct::FilePlan => ("plan", 0),
        ListingAct::ReportProgress => ("progress", 0),
        ListingAct::Apply => ("apply", 0),
        ListingAct::Verify => ("verify", 0),
        ListingAct::PublishDelisting => ("publish-delisting", 0),
        ListingAct::AskExtension => ("extend", 0),
        ListingAct::Revoke => ("revoke", 0),
        ListingAct::Decide(approval) => ("decide", approval),
        ListingAct::Acknowledge(notice) => ("acknowledge", notice),
        ListingAct::Void(notice) => ("void", notice),
    }
}

/// The offer that was sent to `name` about `number`.
pub(super) fn offered<'o>(
    offers: &'o [Offer<ListingAct>],
    name: &str,
    number: u32,
) -> Option<&'o Offer<ListingAct>> {
    offers.iter().find(|offer| slug(offer.act) == (name, number))
}

/// The form of an act; `about` says which document or approval it is about.
pub(super) fn form(forms: &Forms<'_>, act: ListingAct, about: String) -> ActForm {
    let fields = match act {
        ListingAct::Publish | ListingAct::PublishDelisting => vec![forms.line("place")],
        ListingAct::FilePlan | ListingAct::ReportProgress | ListingAct::Apply => {
            vec![forms.area("note"), forms.files()]
        }
        ListingAct::Verify => vec![forms.passed(), forms.area("result")],
        ListingAct::AskExtension => vec![forms.day("to"), forms.area("reason")],
        ListingAct::Revoke | ListingAct::Void(_) => vec![forms.area("reason")],
        ListingAct::Decide(_) => forms.decision(),
        ListingAct::Acknowledge(_) => vec![forms.maybe("reply")],
    };
    let (slug, number) = slug(act);
    forms.form(slug, number, about, fields)
}

/// The command that a form comes to; `attachments` are its files.
///
/// # Errors
/// A field is missing or cannot be read.
pub(super) fn command(
    act: ListingAct,
    form: &Submitted,
    attachments: Vec<Attachment>,
) -> Result<ListingCommand, FieldError> {
    use ListingCommand as C;
    Ok(match act {
        ListingAct::Publish => C::Publish { place: form.required("place")? },
        ListingAct::PublishDelisting => C::PublishDelisting { place: form.required("place")? },
        ListingAct::FilePlan => C::FilePlan { note: form.required("note")?, attachments },
        ListingAct::ReportProgress => C::ReportProgress { note: form.required("note")?, attachments },
        ListingAct::Apply => C::Apply { note: form.required("note")?, attachments },
        ListingAct::Verify => C::Verify { passed: form.yes("passed")?, result: form.required("result")? },
        ListingAct::AskExtension => C::AskExtension { to: form.day("to")?, reason: form.required("reason")? },
        ListingAct::Revoke => C::Revoke { reason: form.required("reason")? },
        ListingAct::Decide(approval) if form.yes("approved")? => C::Approve { approval },
        ListingAct::Decide(approval) => C::Decline { approval, reason: form.required("reason")? },
        ListingAct::Acknowledge(notice) => C::Acknowledge { notice, reply: form.optional("reply") },
        ListingAct::Void(notice) => C::Void { notice, reason: form.required("reason")? },
    })
}
