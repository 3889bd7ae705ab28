//! A listing's page: why it is listed, how it stands, what comes next, and what may be done about it.

use super::{acts, history, list::sign};
use crate::{
    matter::{
        acts::{About, FieldView, Forms},
        history::HistoryWording,
        page::{MatterPage, ShownMatter},
        submitted::Submitted,
        view::{FactStyle, MatterFactLine, MatterView},
    },
    places::finding_page,
};
use duban_domain::{
    Offer,
    listing::{ListingAct, ListingCommand, ListingEvent, ListingReading},
};
use duban_service::{CampaignContext, rows::ListingRow};
use duban_web::FieldError;

impl MatterPage for ListingRow {
    const ROOM: &'static str = "listings";
    type Act = ListingAct;

    fn offers(shown: &ShownMatter<Self>) -> Vec<Offer<ListingAct>> {
        let events = shown.lines.iter().map(|line| &line.effect.event);
        ListingReading::new(&shown.found.row.view, events).offers(shown.found.context.now)
    }

    fn spelled(act: ListingAct) -> (&'static str, About) {
        acts::spelled(act)
    }

    fn fields(forms: &Forms<'_>, act: ListingAct) -> Vec<FieldView> {
        acts::fields(forms, act)
    }

    fn command(act: ListingAct, form: &Submitted) -> Result<ListingCommand, FieldError> {
        acts::command(act, form)
    }

    fn sentence(wording: &HistoryWording<'_>, event: &ListingEvent) -> String {
        history::sentence(wording, event)
    }

    fn view(shown: &ShownMatter<Self>, wording: &HistoryWording<'_>, _: &[Offer<ListingAct>]) -> MatterView {
        let (w, row) = (wording.w, &shown.found.row);
        let mut signs =
            vec![(sign(row.view.standing), w.family("listing-standing-", row.view.standing.as_str()))];
        signs.extend(row.view.expired.then(|| ("bad", w.t("listing-expired"))));
        let next = row.view.next.map(|(task, at)| {
            (format!("· {}：{}", w.t("listing-next"), wording.task(task)), wording.deadline(at))
        });
        MatterView {
            title: w.with("listing-title", [("bureau", wording.name(&row.bureau))]),
            signs,
            beside: next.unwrap_or_default(),
            facts: facts(wording, row, &shown.found.context),
            ..MatterView::default()
        }
    }
}

fn facts(wording: &HistoryWording<'_>, row: &ListingRow, context: &CampaignContext) -> Vec<MatterFactLine> {
    let (w, view) = (wording.w, &row.view);
    let fact = |key: &str, value: String| MatterFactLine::new(w.t(key), value);
    let grounds: Vec<_> =
        row.grounds.iter().map(|ground| w.family("listing-ground-", ground.as_str())).collect();
    let finding = row.finding.as_ref().map(|id| finding_page(context.id(), id));
    let time = |key: &'static str| move |at| fact(key, wording.time(at));
    let mut facts = vec![
        fact("listing-reason", row.reason.clone()).set(FactStyle::Lines),
        fact("listing-grounds", grounds.join("；")),
    ];
    facts.extend(finding.map(|href| fact("nav-findings", href).set(FactStyle::Link)));
    facts.push(
        fact("listing-opened", wording.time(row.opened))
            .with_small(row.by.as_ref().map(|by| by.name.clone())),
    );
    facts.extend(view.listed.map(time("listing-listed")));
    facts
        .extend(view.until.map(|at| {
            fact("listing-until", w.settled(w.full(at, wording.zone), context.is_provisional(at)))
        }));
    facts.extend(view.published.map(time("listing-published")));
    facts.extend(view.plan_filed.map(time("listing-plan-filed")));
    facts.push(fact("listing-progress", view.progress.to_string()));
    facts.extend(view.delisted.map(time("listing-delisted")));
    facts.push(fact("finding-id", row.id.to_string()).set(FactStyle::Code));
    facts
}
