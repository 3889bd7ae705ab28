//! The ladders of a plan with real dates: what follows, step by step, when nobody answers.

use duban_domain::{
    Span, Terms,
    plan::{CopyTo, Role, Rung},
    terms::Item,
};
use duban_web::i18n::{Lang, Words};

/// A ladder, by the example of one obligation that climbs it.
pub(super) struct StairView {
    /// What is owed.
    pub(super) subject: String,
    /// How many others climb the same.
    pub(super) others: usize,
    pub(super) due: String,
    pub(super) steps: Vec<StairStep>,
}

/// One of its steps.
pub(super) struct StairStep {
    pub(super) number: usize,
    /// How long after the due day.
    pub(super) after: String,
    /// When, for the example; `None`: it would come after the close, or lies before the launch.
    pub(super) when: Option<String>,
    pub(super) document: String,
    pub(super) from: String,
    pub(super) copies: String,
    /// Who approves, and within how long.
    pub(super) approval: Option<String>,
    /// Within how long it is to be answered.
    pub(super) reply: Option<String>,
}

/// The ladders of a plan, each once.
pub(super) fn stairs(w: Words, terms: &Terms) -> Vec<StairView> {
    let climbing = terms.items.iter().chain(terms.tail.as_ref().map(|tail| &tail.item));
    let mut views: Vec<(&Item, StairView)> = Vec::new();
    for item in climbing.filter(|item| !item.ladder.is_empty()) {
        match views.iter_mut().find(|(example, _)| example.ladder == item.ladder) {
            Some((_, view)) => view.others += 1,
            None => views.push((item, stair(w, terms, item))),
        }
    }
    views.into_iter().map(|(_, view)| view).collect()
}

fn stair(w: Words, terms: &Terms, item: &Item) -> StairView {
    let zone = terms.office.zone;
    let instants = terms.schedule(item, item.due_day, item.opens).rungs;
    let step = |(index, rung): (usize, &Rung)| {
        let when = instants.get(index).copied().flatten();
        let provisional = when.is_some_and(|at| terms.office.calendar.is_provisional(at.date(zone)));
        let copies: Vec<_> = rung.copies.iter().map(|copy| w.family("copy-to-", copy_word(*copy))).collect();
        StairStep {
            number: index + 1,
            after: span(w, rung.after),
            when: when.map(|at| w.settled(w.full(at, zone), provisional)),
            document: w.instrument(rung.instrument),
            from: w.family("rung-role-", role_word(rung.from)),
            copies: copies.join("、"),
            approval: rung.approval.map(|approval| {
                let who = w.family("rung-role-", role_word(approval.by));
                w.with("stairs-approval", [("who", who), ("within", span(w, approval.within))])
            }),
            reply: rung.reply.map(|reply| w.with("stairs-reply", [("within", span(w, reply))])),
        }
    };
    StairView {
        subject: item.title.clone(),
        others: 0,
        due: w.settled(w.full(item.due, zone), item.provisional),
        steps: item.ladder.iter().enumerate().map(step).collect(),
    }
}

const fn role_word(role: Role) -> &'static str {
    match role {
        Role::Supervisor => "supervisor",
        Role::Issuer => "issuer",
    }
}

const fn copy_word(copy: CopyTo) -> &'static str {
    match copy {
        CopyTo::Peers => "peers",
        CopyTo::Supervisor => "supervisor",
        CopyTo::Issuer => "issuer",
    }
}

/// A length in the reader's words.
pub(super) fn span(w: Words, span: Span) -> String {
    match w.lang {
        Lang::Chinese => span.chinese(),
        Lang::English => span.to_string(),
    }
}
