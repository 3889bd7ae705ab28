//! What may be done about a listing: its forms, and the commands that come from them.

use crate::matter::{
    acts::{About, FieldView, Forms},
    submitted::Submitted,
};
use duban_domain::listing::{ListingAct, ListingCommand};
use duban_web::FieldError;

/// How an act is spelled in addresses and texts, and what it is about.
pub(super) const fn spelled(act: ListingAct) -> (&'static str, About) {
    match act {
        ListingAct::Publish => ("publish", About::Nothing),
        ListingAct::FilePlan => ("plan", About::Nothing),
        ListingAct::ReportProgress => ("progress", About::Nothing),
        ListingAct::Apply => ("apply", About::Nothing),
        ListingAct::Verify => ("verify", About::Nothing),
        ListingAct::PublishDelisting => ("publish-delisting", About::Nothing),
        ListingAct::AskExtension => ("extend", About::Nothing),
        ListingAct::Revoke => ("revoke", About::Nothing),
        ListingAct::Decide(approval) => ("decide", About::Approval(approval)),
        ListingAct::Acknowledge(notice) => ("acknowledge", About::Document(notice)),
        ListingAct::Void(notice) => ("void", About::Document(notice)),
    }
}

/// What is filled in for an act.
pub(super) fn fields(forms: &Forms<'_>, act: ListingAct) -> Vec<FieldView> {
    match act {
        ListingAct::Publish | ListingAct::PublishDelisting => vec![forms.line("place")],
        ListingAct::FilePlan | ListingAct::ReportProgress | ListingAct::Apply => {
            vec![forms.area("note"), forms.files()]
        }
        ListingAct::Verify => vec![forms.passed(), forms.area("result")],
        ListingAct::AskExtension => vec![forms.day("to"), forms.area("reason")],
        ListingAct::Revoke | ListingAct::Void(_) => vec![forms.area("reason")],
        ListingAct::Decide(_) => forms.decision(),
        ListingAct::Acknowledge(_) => vec![forms.maybe("reply")],
    }
}

/// The command that a form comes to, yet without its files.
///
/// # Errors
/// A field is missing or cannot be read.
pub(super) fn command(act: ListingAct, form: &Submitted) -> Result<ListingCommand, FieldError> {
    use ListingCommand as C;
    Ok(match act {
        ListingAct::Publish => C::Publish { place: form.required("place")? },
        ListingAct::PublishDelisting => C::PublishDelisting { place: form.required("place")? },
        ListingAct::FilePlan => C::FilePlan { note: form.required("note")?, attachments: Vec::new() },
        ListingAct::ReportProgress => {
            C::ReportProgress { note: form.required("note")?, attachments: Vec::new() }
        }
        ListingAct::Apply => C::Apply { note: form.required("note")?, attachments: Vec::new() },
        ListingAct::Verify => C::Verify { passed: form.yes("passed")?, result: form.required("result")? },
        ListingAct::AskExtension => C::AskExtension { to: form.day("to")?, reason: form.required("reason")? },
        ListingAct::Revoke => C::Revoke { reason: form.required("reason")? },
        ListingAct::Decide(approval) if form.yes("approved")? => C::Approve { approval },
        ListingAct::Decide(approval) => C::Decline { approval, reason: form.required("reason")? },
        ListingAct::Acknowledge(notice) => C::Acknowledge { notice, reply: form.optional("reply") },
        ListingAct::Void(notice) => C::Void { notice, reason: form.required("reason")? },
    })
}
