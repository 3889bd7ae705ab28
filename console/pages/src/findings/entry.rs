//! Registering one finding by a form. It is judged as a row of a spreadsheet is; what is wrong stands
//! beside its field, and nothing that was typed or uploaded is lost.

use crate::{
    campaign,
    matter::{
        self, files,
        submitted::{FILES, Submitted},
    },
    places::finding_page,
};
use askama::Template;
use axum::{
    extract::{Multipart, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use duban_config::findings::{BUREAU, BadField, Column, read_entry};
use duban_domain::{
    Attachment, CampaignId, FindingId,
    access::Action,
    finding::{Grade, ProblemKind, Registration, Source, Trade},
};
use duban_service::{
    CampaignContext, ServiceError, Visible,
    rows::{Campaign, FindingDetail},
};
use duban_web::{
    Console, Viewer, WebError,
    drafts::WaitingDraft,
    flash::numbered,
    i18n::Words,
    layout::{Layout, page},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Which campaign's.
#[derive(Deserialize)]
pub(super) struct FindingEntryQuery {
    #[serde(default)]
    pub(super) campaign: String,
}

#[derive(Template)]
#[template(path = "findings/entry.html")]
struct FindingEntryPage {
    frame: Layout,
    w: Words,
    campaigns: Vec<(String, String)>,
    campaign: String,
    fields: Vec<EntryFieldView>,
    kept: String,
    kept_files: Vec<files::FileView>,
    problem: Option<String>,
    problems: usize,
}

struct EntryFieldView {
    name: &'static str,
    label: String,
    kind: &'static str,
    choices: Vec<(String, String)>,
    value: String,
    required: bool,
    problem: Option<String>,
}

/// How a field is spelled in the form.
const fn spelling(column: Column) -> &'static str {
    match column {
        Column::Number => "number",
        Column::County => "county",
        Column::Name => "name",
        Column::CreditCode => "code",
        Column::Trade => "trade",
        Column::Group => "group",
        Column::Item => "item",
        Column::Kind => "kind",
        Column::Source => "source",
        Column::Grade => "grade",
        Column::Problem => "problem",
        Column::FoundOn => "found-on",
        Column::Corrected => "corrected",
        Column::Files => FILES,
    }
}

/// What somebody typed and handed in so far, and what is wrong with it.
#[derive(Default)]
struct FindingEntryForm {
    texts: BTreeMap<Column, String>,
    kept: String,
    files: Vec<Attachment>,
    bad: Vec<BadField>,
    problem: Option<String>,
}

pub(super) async fn blank(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Query(query): Query<FindingEntryQuery>,
) -> Result<Response, WebError> {
    viewer.authorise(Action::HandleFinding, &viewer.bureau)?;
    let campaigns = matter::campaigns(&viewer).await?;
    let kept = matter::chosen(&viewer, &campaigns, &query.campaign).await?;
    let kept = kept.ok_or(WebError::NotFound)?;
    let today = campaign::now(&kept).date(kept.plan.zone);
    let texts = [
        (Column::County, viewer.bureau.to_string()),
        (Column::FoundOn, today.to_string()),
        (Column::Source, Source::Check.chinese().to_owned()),
    ];
    let typed = FindingEntryForm { texts: texts.into(), ..FindingEntryForm::default() };
    rendered(&console, &viewer, w, &kept, typed).await
}

async fn rendered(
    console: &Console,
    viewer: &Viewer,
    w: Words,
    kept: &Campaign,
    typed: FindingEntryForm,
) -> Result<Response, WebError> {
    let campaigns = matter::campaigns(viewer).await?;
    let rejected = !typed.bad.is_empty() || typed.problem.is_some();
    let bureau = (viewer.bureau.to_string(), console.directory().name_of(&viewer.bureau));
    let fields = Column::ALL.into_iter().map(|column| field(w, kept, &bureau, &typed, column)).collect();
    let answer = page(&FindingEntryPage {
        frame: Layout::new(console, viewer, w, w.t("finding-new"), "/findings/new"),
        w,
        campaigns: campaigns.iter().map(|one| (one.plan.id.to_string(), one.plan.title.clone())).collect(),
        campaign: kept.plan.id.to_string(),
        fields,
        kept: typed.kept,
        kept_files: files::views("", &typed.files),
        problems: typed.bad.len(),
        problem: typed.problem,
    });
    Ok(if rejected { (StatusCode::UNPROCESSABLE_ENTITY, answer).into_response() } else { answer })
}

fn field(
    w: Words,
    kept: &Campaign,
    bureau: &(String, String),
    typed: &FindingEntryForm,
    column: Column,
) -> EntryFieldView {
    let problems = typed.bad.iter().filter(|bad| bad.column == column).map(|bad| bad.message.as_str());
    let problems: Vec<_> = problems.collect();
    let choices: Vec<(String, String)> = match column {
        Column::County => vec![bureau.clone()],
        Column::Trade => {
            let trades =
                Trade::ALL.iter().map(|one| (one.chinese(), w.family("finding-trade-", one.as_str())));
            let bureau = (BUREAU, w.t("finding-trade-bureau"));
            trades.chain([bureau]).map(|(value, text)| (value.to_owned(), text)).collect()
        }
        Column::Group => {
            kept.plan.products.iter().map(|group| (group.group.clone(), group.group.clone())).collect()
        }
        Column::Kind => ProblemKind::ALL
            .iter()
            .map(|one| (one.chinese().to_owned(), w.family("finding-kind-", one.as_str())))
            .collect(),
        Column::Source => Source::ALL
            .iter()
            .map(|one| (one.chinese().to_owned(), w.family("finding-source-", one.as_str())))
            .collect(),
        Column::Grade => Grade::ALL
            .iter()
            .map(|one| (one.chinese().to_owned(), w.family("finding-grade-", one.as_str())))
            .collect(),
        _ => Vec::new(),
    };
    EntryFieldView {
        name: spelling(column),
        label: w.family("finding-field-", spelling(column)),
        kind: match column {
            _ if !choices.is_empty() => "choice",
            Column::Problem | Column::Corrected => "area",
            Column::FoundOn => "day",
            Column::Files => "files",
            _ => "line",
        },
        choices,
        value: typed.texts.get(&column).cloned().unwrap_or_default(),
        required: column.is_required(),
        problem: (!problems.is_empty()).then(|| problems.join("；")),
    }
}

/// Registers what the form says.
pub(super) async fn register(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    form: Multipart,
) -> Result<Response, WebError> {
    viewer.authorise(Action::HandleFinding, &viewer.bureau)?;
    let submitted = Submitted::read(&viewer, form).await?;
    let id = CampaignId::from(submitted.text("campaign"));
    let kept = viewer.campaign(&id).await?;
    let mut typed = typed(&console, &viewer, &submitted, &id).await?;
    let registration = match judged(&console, &kept, &mut typed) {
        Some(registration) => registration,
        None => return rendered(&console, &viewer, w, &kept, typed).await,
    };
    let finding = registration.id.clone();
    let context = kept.in_hand().await?;
    match context.register(vec![registration], || ()).await {
        Ok(_) => {
            let on = Redirect::to(&waiting(&context, &finding).await?);
            Ok(numbered(on.into_response(), &finding))
        }
        Err(denied @ (ServiceError::Hidden | ServiceError::Forbidden(_))) => Err(denied.into()),
        Err(failure) if failure.is_refusal() => {
            typed.problem = Some(matter::reason(w, &failure));
            rendered(&console, &viewer, w, &kept, typed).await
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The finding's page once the ledger has it; its county's ledger where that takes too long.
async fn waiting(context: &Visible<CampaignContext>, id: &FindingId) -> Result<String, WebError> {
    let campaign = context.id();
    let known = matter::appears(|| context.knows::<FindingDetail>(id)).await?;
    Ok(if known { finding_page(campaign, id) } else { format!("/findings?campaign={campaign}") })
}

/// What the form holds. Its files go to the archive, which judges them; those that were handed in with
/// an earlier try are there already.
async fn typed(
    console: &Console,
    viewer: &Viewer,
    submitted: &Submitted,
    campaign: &CampaignId,
) -> Result<FindingEntryForm, WebError> {
    let mut typed = FindingEntryForm::default();
    for column in Column::ALL.into_iter().filter(|column| *column != Column::Files) {
        if let Some(text) = submitted.texts().get(spelling(column)) {
            typed.texts.insert(column, text.clone());
        }
    }
    let token = submitted.text("kept");
    let earlier = console.drafts().find(token, &viewer.account, campaign).await;
    typed.files = earlier.map(|draft| draft.files).unwrap_or_default();
    match submitted.archive(viewer, FILES).await {
        Ok(files) => typed.files.extend(files),
        Err(WebError::Failed(failure)) if failure.is_refusal() => {
            typed.bad.push(BadField { column: Column::Files, message: failure.chinese() });
        }
        Err(fault) => return Err(fault),
    }
    if !typed.files.is_empty() {
        let kept = console.drafts().keep(WaitingDraft {
            account: viewer.account.clone(),
            campaign: campaign.clone(),
            sheet: None,
            page: None,
            files: typed.files.clone(),
            sent: typed.files.iter().map(|file| file.name.clone()).collect(),
        });
        typed.kept = kept.await?;
    }
    Ok(typed)
}

/// The registration, if nothing is wrong; else what is wrong is noted.
fn judged(console: &Console, kept: &Campaign, typed: &mut FindingEntryForm) -> Option<Registration> {
    let today = campaign::now(kept).date(kept.plan.zone);
    let names: Vec<_> = typed.files.iter().map(|file| file.name.as_str()).collect();
    match read_entry(&typed.texts, &names, &kept.plan, console.directory(), &[], today) {
        Ok(registration) if typed.bad.is_empty() => {
            Some(Registration { attachments: typed.files.clone(), ..registration })
        }
        Ok(_) => None,
        Err(bad) => {
            typed.bad.extend(bad);
            None
        }
    }
}
