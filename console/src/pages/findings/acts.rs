//! What may be done about a finding: its forms, and the commands that come from them.

use crate::{
    FieldError,
    i18n::Words,
    pages::matter::{
        acts::{ActForm, Forms},
        submitted::Submitted,
    },
};
use duban_domain::{
    Attachment, Offer,
    finding::{Authority, FindingAct, FindingCommand, Grade, Publication},
};

/// How an act is spelled in addresses and texts, and the number it is about.
pub(super) const fn slug(act: FindingAct) -> (&'static str, u32) {
    match act {
        FindingAct::Triage => ("triage", 0),
        FindingAct::Dismiss => ("dismiss", 0),
        FindingAct::CorrectOnTheSpot => ("correct", 0),
        FindingAct::FileEvidence => ("evidence", 0),
        FindingAct::Reinspect => ("reinspect", 0),
        FindingAct::AskExtension => ("extend", 0),
        FindingAct::LookBack => ("look-back", 0),
        FindingAct::HandOver => ("hand-over", 0),
        FindingAct::ConfirmReceipt => ("receipt", 0),
        FindingAct::Publicise => ("publicise", 0),
        FindingAct::Expose => ("expose", 0),
        FindingAct::Decide(approval) => ("decide", approval),
        FindingAct::Acknowledge(notice) => ("acknowledge", notice),
        FindingAct::Void(notice) => ("void", notice),
    }
}

/// The offer that was sent to `name` about `number`.
pub(super) fn offered<'o>(
    offers: &'o [Offer<FindingAct>],
    name: &str,
    number: u32,
) -> Option<&'o Offer<FindingAct>> {
    offers.iter().find(|offer| slug(offer.act) == (name, number))
}

/// The form of an act; `about` says which document or approval it is about.
pub(super) fn form(forms: &Forms<'_>, act: FindingAct, about: String) -> ActForm {
    let w = forms.w;
    let fields = match act {
        FindingAct::Triage => vec![forms.choice("grade", grades(w))],
        FindingAct::Dismiss | FindingAct::Void(_) => vec![forms.area("reason")],
        FindingAct::CorrectOnTheSpot => vec![forms.area("result")],
        FindingAct::FileEvidence => vec![forms.area("note"), forms.files()],
        FindingAct::Reinspect | FindingAct::LookBack => vec![forms.passed(), forms.area("result")],
        FindingAct::AskExtension => vec![forms.day("to"), forms.area("reason")],
        FindingAct::HandOver => vec![forms.choice("authority", authorities(w)), forms.area("reason")],
        FindingAct::ConfirmReceipt => vec![forms.line("reference")],
        FindingAct::Publicise | FindingAct::Expose => vec![forms.area("text")],
        FindingAct::Decide(_) => forms.decision(),
        FindingAct::Acknowledge(_) => vec![forms.maybe("reply")],
    };
    let (slug, number) = slug(act);
    forms.form(slug, number, about, fields)
}

fn grades(w: Words) -> Vec<(String, String)> {
    let one = |grade: &Grade| (grade.as_str().to_owned(), w.family("finding-grade-", grade.as_str()));
    Grade::ALL.iter().map(one).collect()
}

fn authorities(w: Words) -> Vec<(String, String)> {
    let one = |to: &Authority| (to.as_str().to_owned(), w.family("finding-authority-", to.as_str()));
    Authority::ALL.iter().map(one).collect()
}

/// The command that a form comes to; `attachments` are its files.
///
/// # Errors
/// A field is missing or cannot be read.
pub(super) fn command(
    act: FindingAct,
    form: &Submitted,
    attachments: Vec<Attachment>,
) -> Result<FindingCommand, FieldError> {
    use FindingCommand as C;
    let publication = |kind| Ok(C::ProposePublication { kind, text: form.required("text")? });
    Ok(match act {
        FindingAct::Triage => C::Triage { grade: form.parsed("grade", Grade::parse)? },
        FindingAct::Dismiss => C::Dismiss { reason: form.required("reason")? },
        FindingAct::CorrectOnTheSpot => C::CorrectOnTheSpot { result: form.required("result")? },
        FindingAct::FileEvidence => C::FileEvidence { note: form.required("note")?, attachments },
        FindingAct::Reinspect => {
            C::Reinspect { passed: form.yes("passed")?, result: form.required("result")? }
        }
        FindingAct::LookBack => C::LookBack { passed: form.yes("passed")?, result: form.required("result")? },
        FindingAct::AskExtension => C::AskExtension { to: form.day("to")?, reason: form.required("reason")? },
        FindingAct::HandOver => {
            C::HandOver { to: form.parsed("authority", Authority::parse)?, reason: form.required("reason")? }
        }
        FindingAct::ConfirmReceipt => C::ConfirmReceipt { reference: form.required("reference")? },
        FindingAct::Publicise => return publication(Publication::Publicise),
        FindingAct::Expose => return publication(Publication::Expose),
        FindingAct::Decide(approval) if form.yes("approved")? => C::Approve { approval },
        FindingAct::Decide(approval) => C::Decline { approval, reason: form.required("reason")? },
        FindingAct::Acknowledge(notice) => C::Acknowledge { notice, reply: form.optional("reply") },
        FindingAct::Void(notice) => C::Void { notice, reason: form.required("reason")? },
    })
}
