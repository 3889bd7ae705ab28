//! Accounts for everybody on a list: the list is looked through first, and added when its sender says so. Each
//! gets a password to start with, on a slip that is shown once.

use super::users::fault;
use askama::Template;
use axum::{
    extract::{DefaultBodyLimit, Multipart, State},
    http::{HeaderValue, Method, header},
    response::Response,
    routing,
};
use duban_config::{LARGEST_PEOPLE_SHEET, Problem, read_people};
use duban_domain::{
    access::Action,
    people::{Joining, ListedPerson},
};
use duban_web::{
    Console, Viewer, WebError,
    i18n::{Lang, Words},
    layout::{Layout, page},
    people::{accounts::Joined, administration::Administration},
    routes::Routes,
};
use sha2::{Digest, Sha256};

/// The fields of the form.
const SHEET: &str = "people-file";
const TEXT: &str = "people-text";
const CONFIRMED: &str = "confirmed";

/// How many problems are shown.
const MOST_SHOWN: usize = 200;

pub(super) fn routes() -> Routes {
    let limit = DefaultBodyLimit::max(3 * LARGEST_PEOPLE_SHEET);
    Routes::default().get("/users/import", blank).guarded(
        Method::POST,
        "/users/import",
        routing::post(import).layer(limit),
    )
}

#[derive(Template)]
#[template(path = "people/import.html")]
struct PeopleImportPage {
    frame: Layout,
    w: Words,
    /// What was pasted.
    text: String,
    problems: Vec<String>,
    /// More problems than are shown.
    more: usize,
    foreseen: Option<ForeseenPeople>,
}

/// What would become of a list.
struct ForeseenPeople {
    new: Vec<PersonLine>,
    known: Vec<PersonLine>,
    /// The list itself, to be sent again.
    text: String,
    seal: String,
}

/// Somebody of the list as the reader sees them.
struct PersonLine {
    account: String,
    name: String,
    bureau: String,
    role: String,
}

/// The slips, one for each.
#[derive(Template)]
#[template(path = "people/slips.html")]
struct SlipsPage {
    frame: Layout,
    w: Words,
    address: String,
    slips: Vec<(PersonLine, String)>,
}

async fn blank(State(console): State<Console>, viewer: Viewer, w: Words) -> Result<Response, WebError> {
    viewer.authorise(Action::KeepUsers, &viewer.bureau)?;
    Ok(page(&shown(&console, &viewer, w, String::new())))
}

fn shown(console: &Console, viewer: &Viewer, w: Words, text: String) -> PeopleImportPage {
    let frame = Layout::new(console, viewer, w, w.t("users-import"), "/users");
    PeopleImportPage { frame, w, text, problems: Vec::new(), more: 0, foreseen: None }
}

async fn import(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    form: Multipart,
) -> Result<Response, WebError> {
    viewer.authorise(Action::KeepUsers, &viewer.bureau)?;
    let SentList { file, text, confirmed } = SentList::read(form).await?;
    let kept = String::from_utf8_lossy(&text).into_owned();
    let bytes = if file.is_empty() { text } else { file };
    let people = match read_people(&w.t("users-import-list"), bytes, viewer.directory()) {
        Ok(people) => people,
        Err(refused) => {
            let told: Vec<_> = refused.problems.iter().map(|problem| placed(problem, w)).collect();
            let more = told.len().saturating_sub(MOST_SHOWN);
            let problems = told.into_iter().take(MOST_SHOWN).collect();
            return Ok(page(&PeopleImportPage { problems, more, ..shown(&console, &viewer, w, kept) }));
        }
    };
    let administration = Administration::of(&console, &viewer);
    if confirmed == seal(&people) {
        let (joined, _) = administration.add_all(&people).await.map_err(fault(w))?;
        return Ok(slips(&console, &viewer, w, joined));
    }
    let joining = administration.foresee(&people).await.map_err(fault(w))?;
    let foreseen = Some(foreseen(&viewer, w, &people, &joining));
    Ok(page(&PeopleImportPage { foreseen, ..shown(&console, &viewer, w, kept) }))
}

/// What is wrong, and in which row and column.
fn placed(problem: &Problem, w: Words) -> String {
    let said = match w.lang {
        Lang::Chinese => problem.message.chinese.clone(),
        Lang::English => problem.message.english.clone(),
    };
    let Some(row) = problem.line.map(|line| line.to_string()) else { return said };
    match problem.path.as_str() {
        "" => w.with("users-import-row", [("row", row), ("said", said)]),
        column => w.with("users-import-cell", [("row", row), ("column", column.to_owned()), ("said", said)]),
    }
}

fn line(viewer: &Viewer, w: Words, person: &ListedPerson, account: String) -> PersonLine {
    PersonLine {
        account,
        name: person.name.clone(),
        bureau: viewer.directory().name_of(&person.bureau),
        role: w.family("role-", person.role.as_str()),
    }
}

fn foreseen(viewer: &Viewer, w: Words, people: &[ListedPerson], joining: &[Joining]) -> ForeseenPeople {
    let (mut new, mut known) = (Vec::new(), Vec::new());
    for (person, joining) in people.iter().zip(joining) {
        match joining {
            Joining::New(account) => new.push(line(viewer, w, person, account.to_string())),
            Joining::Known(account) => known.push(line(viewer, w, person, account.to_string())),
        }
    }
    ForeseenPeople { new, known, text: written(people), seal: seal(people) }
}

/// The list as rows that are read as the same list.
fn written(people: &[ListedPerson]) -> String {
    let rows = people.iter().map(|person| {
        let account = person.account.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{}\t{}\t{}\t{account}\n", person.name, person.bureau, person.role.chinese())
    });
    std::iter::once("姓名\t单位\t角色\t账号\n".to_owned()).chain(rows).collect()
}

/// What a confirmation is for: this list and no other.
fn seal(people: &[ListedPerson]) -> String {
    Sha256::digest(written(people)).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

fn slips(console: &Console, viewer: &Viewer, w: Words, joined: Vec<Joined>) -> Response {
    let slips = joined.into_iter().map(|Joined { person, password, .. }| {
        let line = PersonLine {
            account: person.account.to_string(),
            name: person.name,
            bureau: viewer.directory().name_of(&person.bureau),
            role: w.family("role-", person.role.as_str()),
        };
        (line, password)
    });
    let slips = slips.collect();
    let frame = Layout::new(console, viewer, w, w.t("users-slips"), "/users");
    let address = console.sign_in_ways().settings.public_url.clone();
    let mut response = page(&SlipsPage { frame, w, address, slips });
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The form as it came.
#[derive(Default)]
struct SentList {
    /// The file; empty without one.
    file: Vec<u8>,
    /// What was pasted, which counts where there is no file.
    text: Vec<u8>,
    /// The seal of the list that was confirmed.
    confirmed: String,
}

impl SentList {
    async fn read(mut form: Multipart) -> Result<Self, WebError> {
        let mut sent = Self::default();
        let unfit = |error: axum::extract::multipart::MultipartError| WebError::unfit("", error.body_text());
        while let Some(mut field) = form.next_field().await.map_err(unfit)? {
            let name = field.name().unwrap_or_default().to_owned();
            let mut bytes = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(unfit)? {
                if bytes.len() + chunk.len() > LARGEST_PEOPLE_SHEET {
                    return Err(WebError::TooLarge(LARGEST_PEOPLE_SHEET as u64));
                }
                bytes.extend_from_slice(&chunk);
            }
            match name.as_str() {
                SHEET => sent.file = bytes,
                TEXT => sent.text = bytes,
                CONFIRMED => sent.confirmed = String::from_utf8_lossy(&bytes).into_owned(),
                _ => {}
            }
        }
        Ok(sent)
    }
}
