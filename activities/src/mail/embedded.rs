//! The built-in templates by their names, and the names that mean something by themselves.

macro_rules! embedded {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../templates/zh/", $name))),)*]
    };
}

/// Every built-in template by its file name. Names that begin with `_` are parts of others.
pub(super) const EMBEDDED: &[(&str, &str)] = embedded! {
    "_answer.html" "_answer.txt" "_approval.html" "_approval.txt" "_decision.html" "_decision.txt"
    "_document.html" "_document.txt" "_incident.html" "_incident.txt" "_link.html" "_link.txt" "_matter.html"
    "_matter.txt" "_next.txt" "_parts.html" "_row-link.html" "_row-link.txt" "_words.txt" "approval-reminder.html" "approval-reminder.txt" "approval-request.html"
    "approval-request.txt" "campaign-notice.html" "campaign-notice.txt" "circular.html" "circular.txt"
    "copy.html" "copy.txt" "dates-moved.html" "dates-moved.txt" "decision.html" "decision.txt" "delisting.html" "delisting.txt" "digest.html"
    "digest.txt" "extended.html" "extended.txt" "government-report.html" "government-report.txt"
    "hand-over.html" "hand-over.txt" "incident-report.html" "incident-report.txt" "incident-unanswered.html"
    "incident-unanswered.txt" "interview.html" "interview.txt" "league.html" "league.txt" "listing.html" "listing.txt"
    "rectification-notice.html" "rectification-notice.txt" "reminder-letter.html" "reminder-letter.txt"
    "reminder.html" "reminder.txt" "reply-reminder.html" "reply-reminder.txt" "returned.html" "returned.txt"
    "review-reminder.html" "review-reminder.txt" "served.html" "served.txt" "task-reminder.html"
    "task-reminder.txt" "waived.html" "waived.txt" "withdrawal.html" "withdrawal.txt"
};

/// The frame's name without its ending.
pub(super) const FRAME: &str = "digest";

/// The name, without its ending, of the template for copies of any document.
pub(super) const COPY: &str = "copy";

/// The name, without its ending, of the template for one of many documents to be served on enterprises.
pub(super) const SERVED: &str = "served";

/// The name, without its ending, of the template for a circulated league table.
pub(super) const LEAGUE: &str = "league";

/// The names, without their endings, of what links an item to its page: below it, or as a row of its table.
pub(super) const LINK: &str = "_link";
/// See [`LINK`].
pub(super) const ROW_LINK: &str = "_row-link";

/// The two forms of a mail, by the ending of their templates.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Html,
}

impl Form {
    pub(super) const ALL: [Form; 2] = [Form::Text, Form::Html];

    pub(super) fn file(self, name: &str) -> String {
        match self {
            Form::Text => format!("{name}.txt"),
            Form::Html => format!("{name}.html"),
        }
    }
}
