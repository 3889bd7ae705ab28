//! An incident's page: what was reported, who has taken note, and what may be done about it.

use super::{history, list::sign};
use crate::matter::{
    acts::{About, FieldView, Forms},
    files,
    history::HistoryWording,
    page::{MatterPage, ShownMatter},
    submitted::Submitted,
    view::MatterView,
};
use duban_domain::{
    Offer,
    incident::{IncidentAct, IncidentCommand, IncidentEvent, incident_offers},
};
use duban_service::rows::IncidentRow;
use duban_web::FieldError;

impl MatterPage for IncidentRow {
    const ROOM: &'static str = "incidents";
    type Act = IncidentAct;

    fn offers(shown: &ShownMatter<Self>) -> Vec<Offer<IncidentAct>> {
        let row = &shown.found.row;
        incident_offers(&row.view, &row.bureau)
    }

    fn spelled(act: IncidentAct) -> (&'static str, About) {
        match act {
            IncidentAct::Acknowledge => ("take-note", About::Nothing),
            IncidentAct::Update => ("update", About::Nothing),
        }
    }

    fn fields(forms: &Forms<'_>, act: IncidentAct) -> Vec<FieldView> {
        vec![match act {
            IncidentAct::Acknowledge => forms.maybe("instruction"),
            IncidentAct::Update => forms.area("text"),
        }]
    }

    fn command(act: IncidentAct, form: &Submitted) -> Result<IncidentCommand, FieldError> {
        Ok(match act {
            IncidentAct::Acknowledge => {
                IncidentCommand::Acknowledge { instruction: form.optional("instruction") }
            }
            IncidentAct::Update => IncidentCommand::Update { text: form.required("text")? },
        })
    }

    fn sentence(wording: &HistoryWording<'_>, event: &IncidentEvent) -> String {
        history::sentence(wording, event)
    }

    fn view(shown: &ShownMatter<Self>, wording: &HistoryWording<'_>, _: &[Offer<IncidentAct>]) -> MatterView {
        let (w, row) = (wording.w, &shown.found.row);
        let level = |(code, at): &(_, Option<_>)| (wording.name(code), at.map(|at| wording.time(at)));
        let reported = format!("{} · {}", wording.name(&row.bureau), wording.time(row.reported));
        MatterView {
            title: row.title.clone(),
            signs: vec![(
                sign(row.view.standing),
                w.family("incident-standing-", row.view.standing.as_str()),
            )],
            beside: (reported, row.by.name.clone()),
            text: row.text.clone(),
            files: files::views(wording.matter, &row.attachments),
            levels: row.view.levels.iter().map(level).collect(),
            ..MatterView::default()
        }
    }
}
