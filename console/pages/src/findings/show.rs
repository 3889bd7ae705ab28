//! A finding's page: what was registered, how it stands, and what may be done about it.

use super::{acts, history, ledger::sign};
use crate::matter::{
    acts::{About, FieldView, Forms},
    files,
    history::HistoryWording,
    page::{MatterPage, ShownMatter},
    party,
    submitted::Submitted,
    view::{FactStyle, MatterFactLine, MatterView},
};
use duban_domain::{
    Offer, PlanTime,
    access::Action,
    finding::{FindingAct, FindingCommand, FindingEvent, FindingReading, Subject},
};
use duban_service::rows::{FindingDetail, FindingRow};
use duban_web::FieldError;

impl MatterPage for FindingDetail {
    const ROOM: &'static str = "findings";
    type Act = FindingAct;

    fn offers(shown: &ShownMatter<Self>) -> Vec<Offer<FindingAct>> {
        let detail = &shown.found.row;
        let party = party(shown.found.viewer().directory(), &detail.row.county);
        let registration = detail.clone().into_registration();
        let events = shown.lines.iter().map(|line| &line.effect.event);
        FindingReading::new(&detail.row.view, &registration, &party, events).offers()
    }

    fn spelled(act: FindingAct) -> (&'static str, About) {
        acts::spelled(act)
    }

    fn fields(forms: &Forms<'_>, act: FindingAct) -> Vec<FieldView> {
        acts::fields(forms, act)
    }

    fn command(act: FindingAct, form: &Submitted) -> Result<FindingCommand, FieldError> {
        acts::command(act, form)
    }

    fn sentence(wording: &HistoryWording<'_>, event: &FindingEvent) -> String {
        history::sentence(wording, event)
    }

    fn view(
        shown: &ShownMatter<Self>,
        wording: &HistoryWording<'_>,
        offers: &[Offer<FindingAct>],
    ) -> MatterView {
        let (w, viewer, context) = (wording.w, shown.found.viewer(), &shown.found.context);
        let FindingDetail { row, attachments, .. } = &shown.found.row;
        let mut signs =
            vec![(sign(row.view.standing), w.family("finding-standing-", row.view.standing.as_str()))];
        signs.extend(row.view.overdue.then(|| ("bad", w.t("finding-overdue"))));
        let grade = w.family("finding-grade-", row.view.grade.as_str());
        let turn = turn(wording, offers).map(|turn| format!(" · {turn}")).unwrap_or_default();
        let may_list = row.view.standing.is_open() && viewer.may(Action::Supervise, &row.county);
        let listing = || {
            let (campaign, county, id) = (context.id(), &row.county, &row.id);
            format!("/listings/new?campaign={campaign}&bureau={county}&finding={id}")
        };
        let title = match &row.subject {
            Subject::Enterprise { name, .. } => name.clone(),
            Subject::Bureau { code } => wording.name(code),
        };
        MatterView {
            title,
            signs,
            beside: (format!("{grade}{turn}"), String::new()),
            facts: facts(wording, row, |at| context.is_provisional(at)),
            files_title: w.t("matter-files"),
            files: files::views(wording.matter, attachments),
            further: may_list.then(|| (listing(), w.t("listing-new"))),
            ..MatterView::default()
        }
    }
}

/// Whose turn it is: that of the first thing that takes it on.
fn turn(wording: &HistoryWording<'_>, offers: &[Offer<FindingAct>]) -> Option<String> {
    let takes_on =
        |offer: &&Offer<FindingAct>| !matches!(offer.act, FindingAct::Acknowledge(_) | FindingAct::Void(_));
    let bureau = offers.iter().find(takes_on)?.by.first()?;
    Some(wording.w.with("matter-turn", [("bureau", wording.name(bureau))]))
}

fn facts(
    wording: &HistoryWording<'_>,
    row: &FindingRow,
    is_provisional: impl Fn(PlanTime) -> bool,
) -> Vec<MatterFactLine> {
    let (w, view) = (wording.w, &row.view);
    let fact = |key: &str, value: String| MatterFactLine::new(w.t(key), value);
    let mut facts = vec![
        fact("finding-problem", row.problem.clone()).set(FactStyle::Lines),
        fact("finding-county", wording.name(&row.county)),
    ];
    match &row.subject {
        Subject::Enterprise { credit_code, trade, .. } => facts.extend([
            fact("finding-code", credit_code.to_string()).set(FactStyle::Code),
            fact("finding-trade", w.family("finding-trade-", trade.as_str())),
        ]),
        Subject::Bureau { code } => {
            facts.push(fact("finding-trade", w.t("finding-trade-bureau")).with_code(code));
        }
    }
    let item = row.product.item.iter().map(|item| format!(" · {item}")).collect::<String>();
    facts.extend([
        fact("finding-product", format!("{}{item}", row.product.group)),
        fact("finding-kind", w.family("finding-kind-", row.kind.as_str())),
        fact("finding-source", w.family("finding-source-", row.source.as_str())),
        fact("finding-found-on", w.day(row.found_on)),
        fact("finding-registered", wording.time(view.registered))
            .with_small(row.by.as_ref().map(|by| by.name.clone())),
    ]);
    facts.extend(view.due.map(|due| {
        let round = (view.round > 1).then(|| w.n("finding-round", view.round));
        fact("finding-due", w.settled(w.full(due, wording.zone), is_provisional(due))).with_small(round)
    }));
    facts.extend(
        row.corrected.as_ref().map(|result| fact("finding-corrected", result.clone()).set(FactStyle::Lines)),
    );
    facts.extend(view.closed.map(|at| {
        let outcome = view.outcome.map(|one| format!(" · {}", w.family("finding-outcome-", one.as_str())));
        fact("finding-closed", format!("{}{}", wording.time(at), outcome.unwrap_or_default()))
    }));
    facts.extend(
        view.look_back.map(|at| fact("finding-look-back", w.settled(wording.time(at), is_provisional(at)))),
    );
    facts.push(fact("finding-id", row.id.to_string()).set(FactStyle::Code));
    facts
}
