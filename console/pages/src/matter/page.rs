//! A matter's own page: how it stands, its documents and history, and a form for each thing that its reader may
//! do now. Findings, listings and incidents share it; what differs each tells as [`MatterPage`].

use super::{
    acts::{About, ActForm, FieldKind, FieldView, Forms, NotDone, Rejected, number, permitted, unfit},
    documents::{self, MatterDocument},
    files,
    history::{HistoryLine, HistoryWording},
    reason,
    submitted::{FILES, LARGEST_FORM, Submitted},
    view::{FactStyle, MatterView},
};
use askama::Template;
use axum::{
    extract::{DefaultBodyLimit, Multipart, Path, State},
    http::{Method, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use duban_domain::{CampaignId, Offer, command::BringsFiles};
use duban_service::{
    InCampaign, Matter, Visible,
    rows::{Campaign, LedgerRow},
};
use duban_web::{
    Console, FieldError, Viewer, WebError,
    attachments::{BroughtFiles, of_matter},
    i18n::Words,
    layout::{Layout, page},
    routes::Routes,
};

/// What one kind of matter shows, and what may be done about it.
pub(crate) trait MatterPage: Matter<Command: BringsFiles, Event: BroughtFiles> + 'static {
    /// Its room: the first part of its pages' addresses.
    const ROOM: &'static str;
    /// Something that may be done about it.
    type Act: Copy + Send + Sync;

    /// All that may be done now, by whomever.
    fn offers(shown: &ShownMatter<Self>) -> Vec<Offer<Self::Act>>;

    /// How an act is spelled in addresses and texts, and what it is about.
    fn spelled(act: Self::Act) -> (&'static str, About);

    /// What is filled in for an act.
    fn fields(forms: &Forms<'_>, act: Self::Act) -> Vec<FieldView>;

    /// The command that a form comes to, yet without its files.
    ///
    /// # Errors
    /// A field is missing or cannot be read.
    fn command(act: Self::Act, form: &Submitted) -> Result<Self::Command, FieldError>;

    /// What happened, in a sentence.
    fn sentence(wording: &HistoryWording<'_>, event: &Self::Event) -> String;

    /// Its head and its facts.
    fn view(
        shown: &ShownMatter<Self>,
        wording: &HistoryWording<'_>,
        offers: &[Offer<Self::Act>],
    ) -> MatterView;
}

/// A matter with its history, for whoever may see it.
pub(crate) struct ShownMatter<M: Matter> {
    pub(crate) found: Visible<InCampaign<M>>,
    pub(crate) lines: Vec<LedgerRow<M::Event>>,
}

impl<M: MatterPage> ShownMatter<M> {
    /// The matter, if its reader sees the bureau it belongs to.
    async fn of(viewer: &Viewer, campaign: &str, id: &str) -> Result<Self, WebError> {
        let found = viewer.matter::<M>(&CampaignId::from(campaign), &M::Id::from(id)).await?;
        let lines = found.history().await?;
        Ok(Self { found, lines })
    }

    fn address(&self) -> String {
        format!("/{}/{}/{}", M::ROOM, self.found.context.id(), self.found.row.id())
    }
}

#[derive(Template)]
#[template(path = "matter/show.html")]
struct ShownPage {
    frame: Layout,
    w: Words,
    room: &'static str,
    campaign: Campaign,
    address: String,
    view: MatterView,
    lines: Vec<HistoryLine>,
    documents: Vec<MatterDocument>,
    forms: Vec<ActForm>,
    sending: String,
}

/// The routes of a matter's page.
pub(crate) fn routes<M: MatterPage>() -> Routes {
    let at = format!("/{}/{{campaign}}/{{id}}", M::ROOM);
    let large = DefaultBodyLimit::max(LARGEST_FORM);
    Routes::default()
        .get(&at, show::<M>)
        .guarded(Method::POST, &format!("{at}/{{act}}"), post(act::<M>).layer(large))
        .get(&format!("{at}/files/{{sha256}}"), file::<M>)
}

async fn show<M: MatterPage>(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path((campaign, id)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let shown = ShownMatter::<M>::of(&viewer, &campaign, &id).await?;
    rendered(&console, w, &shown, None).await
}

async fn rendered<M: MatterPage>(
    console: &Console,
    w: Words,
    shown: &ShownMatter<M>,
    rejected: Option<&Rejected>,
) -> Result<Response, WebError> {
    let (address, offers) = (shown.address(), M::offers(shown));
    let (viewer, context) = (shown.found.viewer(), &shown.found.context);
    let directory = viewer.directory();
    let zone = context.kept.plan.zone;
    let wording = HistoryWording { w, zone, directory, calendar: &context.calendar, matter: &address };
    let documents = documents::of(viewer, &wording, shown.found.notices().await?);
    let forms = Forms { w, rejected };
    let mine = offers.iter().filter(|offer| offer.is_for(viewer.role, directory, &viewer.bureau));
    let form = |offer: &Offer<M::Act>| {
        let (slug, about) = M::spelled(offer.act);
        forms.form(slug, about.number(), about.of(&documents), M::fields(&forms, offer.act))
    };
    let line = |line: &LedgerRow<M::Event>| {
        let event = &line.effect.event;
        wording.line(&line.effect, M::sentence(&wording, event), event.files())
    };
    let view = M::view(shown, &wording, &offers);
    let answer = page(&ShownPage {
        frame: Layout::new(console, viewer, w, view.title.clone(), &address),
        w,
        room: M::ROOM,
        view,
        lines: shown.lines.iter().map(line).collect(),
        forms: mine.map(form).collect(),
        documents,
        sending: duban_web::random::token()?,
        campaign: context.kept.clone(),
        address: address.clone(),
    });
    Ok(if rejected.is_some() { (StatusCode::UNPROCESSABLE_ENTITY, answer).into_response() } else { answer })
}

/// Does what a form says. What was typed is there again where it was not taken.
async fn act<M: MatterPage>(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    Path((campaign, id, slug)): Path<(String, String, String)>,
    form: Multipart,
) -> Result<Response, WebError> {
    let shown = ShownMatter::<M>::of(&viewer, &campaign, &id).await?;
    let submitted = Submitted::read(&viewer, form).await?;
    match performed(w, &shown, &slug, &submitted).await {
        Ok(()) => Ok(Redirect::to(&format!("{}?done={slug}", shown.address())).into_response()),
        Err(NotDone::Told(problem)) => {
            let rejected = Rejected::new(&slug, &submitted, problem);
            rendered(&console, w, &shown, Some(&rejected)).await
        }
        Err(NotDone::WebError(fault)) => Err(fault),
    }
}

async fn performed<M: MatterPage>(
    w: Words,
    shown: &ShownMatter<M>,
    slug: &str,
    submitted: &Submitted,
) -> Result<(), NotDone> {
    let (viewer, number, offers) = (shown.found.viewer(), number(submitted), M::offers(shown));
    let is_sent_to = |offer: &&Offer<M::Act>| {
        let (spelled, about) = M::spelled(offer.act);
        (spelled, about.number()) == (slug, number)
    };
    let sent_to: Vec<_> = offers.iter().filter(is_sent_to).collect();
    // Of several it is the one for the reader's own bureau; where there is none, the first tells why not.
    let own = sent_to.iter().find(|offer| offer.by.contains(&viewer.bureau)).or(sent_to.first());
    let offer = *own.ok_or_else(|| WebError::Conflict(w.t("act-no-longer")))?;
    permitted(viewer, offer)?;
    let mut command = M::command(offer.act, submitted).map_err(|failed| NotDone::Told(unfit(w, &failed)))?;
    // Nothing is archived for a form that is not filled in.
    if let Some(files) = command.files_mut() {
        *files = submitted.archive(viewer, FILES).await.map_err(|fault| NotDone::of(w, fault))?;
    }
    match shown.found.tell(command, submitted.optional("sending")).await {
        Ok(_) => Ok(()),
        Err(failure) if failure.is_refusal() => Err(NotDone::Told(reason(w, &failure))),
        Err(failure) => Err(WebError::from(failure).into()),
    }
}

/// A file that came with something in the matter.
async fn file<M: MatterPage>(
    viewer: Viewer,
    Path((campaign, id, sha256)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let shown = ShownMatter::<M>::of(&viewer, &campaign, &id).await?;
    files::download(&viewer, of_matter(&shown.lines), &sha256).await
}
