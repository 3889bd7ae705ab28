//! What may be done about a finding: its forms, and the commands that come from them.

use crate::matter::{
    acts::{About, FieldView, Forms},
    submitted::Submitted,
};
use duban_domain::finding::{Authority, FindingAct, FindingCommand, Grade, Publication};
use duban_web::{FieldError, i18n::Words};

/// How an act is spelled in addresses and texts, and what it is about.
pub(super) const fn spelled(act: FindingAct) -> (&'static str, About) {
    match act {
        FindingAct::Triage => ("triage", About::Nothing),
        FindingAct::Dismiss => ("dismiss", About::Nothing),
        FindingAct::CorrectOnTheSpot => ("correct", About::Nothing),
        FindingAct::FileEvidence => ("evidence", About::Nothing),
        FindingAct::Reinspect => ("reinspect", About::Nothing),
        FindingAct::AskExtension => ("extend", About::Nothing),
        FindingAct::LookBack => ("look-back", About::Nothing),
        FindingAct::HandOver => ("hand-over", About::Nothing),
        FindingAct::ConfirmReceipt => ("receipt", About::Nothing),
        FindingAct::Publicise => ("publicise", About::Nothing),
        FindingAct::Expose => ("expose", About::Nothing),
        FindingAct::Decide(approval) => ("decide", About::Approval(approval)),
        FindingAct::Acknowledge(notice) => ("acknowledge", About::Document(notice)),
        FindingAct::Void(notice) => ("void", About::Document(notice)),
    }
}

/// What is filled in for an act.
pub(super) fn fields(forms: &Forms<'_>, act: FindingAct) -> Vec<FieldView> {
    let w = forms.w;
    match act {
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
    }
}

fn grades(w: Words) -> Vec<(String, String)> {
    let one = |grade: &Grade| (grade.as_str().to_owned(), w.family("finding-grade-", grade.as_str()));
    Grade::ALL.iter().map(one).collect()
}

fn authorities(w: Words) -> Vec<(String, String)> {
    let one = |to: &Authority| (to.as_str().to_owned(), w.family("finding-authority-", to.as_str()));
    Authority::ALL.iter().map(one).collect()
}

/// The command that a form comes to, yet without its files.
///
/// # Errors
/// A field is missing or cannot be read.
pub(super) fn command(act: FindingAct, form: &Submitted) -> Result<FindingCommand, FieldError> {
    use FindingCommand as C;
    let publication = |kind| Ok(C::ProposePublication { kind, text: form.required("text")? });
    Ok(match act {
        FindingAct::Triage => C::Triage { grade: form.parsed("grade", Grade::parse)? },
        FindingAct::Dismiss => C::Dismiss { reason: form.required("reason")? },
        FindingAct::CorrectOnTheSpot => C::CorrectOnTheSpot { result: form.required("result")? },
        FindingAct::FileEvidence => C::FileEvidence { note: form.required("note")?, attachments: Vec::new() },
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
