//! Due dates as a plan writes them.

use duban_domain::{
    Sentence,
    ids::is_slug,
    period::{BadPeriod, Period},
    plan::{Due, Opens},
    sentence,
    span::Span,
};

/// The word for the issue date; no obligation may be called so.
pub(super) const ISSUED: &str = "issued";

/// Reads a due date.
///
/// # Errors
/// A sentence that says how to write it.
pub(super) fn parse(text: &str) -> Result<Due, Sentence> {
    let words: Vec<_> = text.split_whitespace().collect();
    match words[..] {
        [period] => period.parse().map(|p: Period| Due::On(p.last())).map_err(|error| match error {
            BadPeriod::NoSuchDay(day) => day.sentence(),
            BadPeriod::Unreadable(_) => bad(text, &Sentence::default()),
        }),
        [ISSUED, "+", span] => length(span).map(Due::AfterIssue),
        [ISSUED, "-", _] => {
            Err(bad(text, &sentence!("nothing can be due before the issue date; ", "期限不能早于印发日期，")))
        }
        [other, "-", span] if is_slug(other) => length(span).map(|span| Due::Before(other.into(), span)),
        [other, "+", _] if is_slug(other) => Err(bad(
            text,
            &sentence!("only issued can be counted forward from; ", "只能从 issued（印发日期）往后推算，"),
        )),
        _ => Err(bad(text, &Sentence::default())),
    }
}

/// The word for the day something is due, in what says when it opens.
const DUE: &str = "due";

/// Reads when something opens.
///
/// # Errors
/// A sentence that says how to write it.
pub(super) fn parse_opens(text: &str) -> Result<Opens, Sentence> {
    let words: Vec<_> = text.split_whitespace().collect();
    match words[..] {
        [period] => match period.parse::<Period>() {
            Ok(period) => Ok(Opens::On(period.first())),
            Err(BadPeriod::NoSuchDay(day)) => Err(day.sentence()),
            Err(BadPeriod::Unreadable(_)) => Err(bad_opens(text)),
        },
        [ISSUED, "+", span] => length(span).map(Opens::AfterIssue),
        [DUE, "-", span] => length(span).map(Opens::BeforeDue),
        _ => Err(bad_opens(text)),
    }
}

fn bad_opens(text: &str) -> Sentence {
    sentence!(
        "\"{text}\" does not say when it opens: write 2024-10-01, 2024-10-上旬, issued + 5wd, or due - 30d",
        "“{text}”没有写明何时开始报送：请写 2024-10-01、2024-10-上旬、issued + 5wd，或 due - 30d"
    )
}

fn length(text: &str) -> Result<Span, Sentence> {
    text.parse().map_err(|error: duban_domain::span::BadSpan| error.into())
}

fn bad(text: &str, why: &Sentence) -> Sentence {
    let write = sentence!(
        "write 2024-08-20, 2024-05-中旬, 2024-10-月底, issued + 10wd, or OBLIGATION-ID - 10d",
        "请写 2024-08-20、2024-05-中旬、2024-10-月底、issued + 10wd，或 事项编号 - 10d"
    );
    sentence!("\"{text}\" is not a due date: ", "“{text}”不是期限：").and(why).and(&write)
}
