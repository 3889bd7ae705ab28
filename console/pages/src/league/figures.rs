//! Figures as a reader sees them: a share, a bar, a verdict's sign, a period's name.

use duban_domain::league::{LeagueFigures, LeaguePeriod, PeriodId, PeriodState, Share, Verdict};
use duban_web::i18n::{Lang, Words};

/// A share with its bar.
pub(super) struct Bar {
    /// `12/14`; a dash of nothing.
    pub(super) share: String,
    /// `85.7%`; empty of nothing.
    pub(super) percent: String,
    /// The bar's length in twentieths: a class of the style sheet.
    pub(super) twentieths: u32,
}

impl Bar {
    pub(super) fn of(share: Share) -> Self {
        match share.permille() {
            Some(permille) => {
                Self { share: share.to_string(), percent: share.percent(), twentieths: permille / 50 }
            }
            None => Self { share: "—".to_owned(), percent: String::new(), twentieths: 0 },
        }
    }
}

/// The three shares a rank is made of, in the order they are compared.
pub(super) struct Bars {
    pub(super) complete: Bar,
    pub(super) timely: Bar,
    pub(super) rectified: Bar,
}

impl Bars {
    pub(super) fn of(figures: LeagueFigures) -> Self {
        Self {
            complete: Bar::of(figures.complete()),
            timely: Bar::of(figures.timely()),
            rectified: Bar::of(figures.rectified()),
        }
    }
}

/// A verdict with its class.
pub(super) struct Sign {
    pub(super) class: &'static str,
    pub(super) text: String,
}

impl Sign {
    pub(super) fn of(w: Words, verdict: Verdict, is_finding: bool) -> Self {
        let class = match verdict {
            Verdict::InTime => "sign-good",
            Verdict::Late | Verdict::Filed => "sign-warn",
            Verdict::SentBack | Verdict::Missing => "sign-bad",
        };
        let text = match is_finding {
            true => w.family("league-finding-", verdict.as_str()),
            false => w.family("league-verdict-", verdict.as_str()),
        };
        Self { class, text }
    }

    /// Whether figures may still move.
    pub(super) fn of_state(w: Words, state: PeriodState) -> Self {
        let (class, text) = match state {
            PeriodState::Open => ("sign-info", w.t("league-state-open")),
            PeriodState::Closing => ("sign-warn", w.t("league-state-closing")),
            PeriodState::Frozen => ("sign-good", w.t("league-state-frozen")),
        };
        Self { class, text }
    }
}

/// What a reader calls a period.
pub(crate) fn period_name(w: Words, period: &LeaguePeriod) -> String {
    match (&period.id, w.lang) {
        (PeriodId::Campaign, _) => w.t("league-whole"),
        (PeriodId::Month { .. }, Lang::English) => period.id.to_string(),
        _ => period.title.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_full_share_has_a_full_bar() {
        let length = |part, of| Bar::of(Share::new(part, of)).twentieths;
        assert_eq!((length(0, 3), length(3, 3), length(999, 1000), length(0, 0)), (0, 20, 19, 0));
        assert_eq!(Bar::of(Share::new(12, 14)).percent, "85.7%");
        assert_eq!(Bar::of(Share::new(0, 0)).share, "—");
    }
}
