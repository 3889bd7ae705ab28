//! Holidays: which years are known and from where; the State Council's notice is pasted or uploaded, shown
//! as a table, and kept once somebody has compared the two. Campaigns that run follow it once somebody says so.

mod apply;

use askama::Template;
use axum::{
    extract::{DefaultBodyLimit, Multipart, State},
    http::Method,
    response::{IntoResponse, Redirect, Response},
    routing,
};
use chrono::NaiveDate;
use duban_config::{HandedInHolidays, Refused, read_holidays, text_of};
use duban_domain::{
    access::Action,
    holidays::{AnnouncedYear, DayKind, HolidayOrigin, KnownYear},
};
use duban_web::{
    Console, Viewer, WebError,
    i18n::{Lang, Words},
    layout::{Layout, page},
    routes::Routes,
};
use sha2::{Digest, Sha256};
use std::path::Path;

/// What a notice or a table may weigh; the same as at the terminal.
const MOST_BYTES: usize = 1 << 20;

pub(crate) fn routes() -> Routes {
    let limit = || DefaultBodyLimit::max(4 * MOST_BYTES);
    Routes::default()
        .get("/holidays", list)
        .guarded(Method::POST, "/holidays/check", routing::post(check).layer(limit()))
        .guarded(Method::POST, "/holidays/import", routing::post(import).layer(limit()))
        .get(apply::PATH, apply::show)
        .post(apply::PATH, apply::confirm)
}

/// A notice as it was handed in. It travels with the form: nothing of it is kept before it is confirmed.
#[derive(Default)]
struct HolidayDraft {
    text: String,
    source: String,
    confirmed: String,
}

impl HolidayDraft {
    async fn read(mut form: Multipart) -> Result<Self, WebError> {
        let mut draft = Self::default();
        let unfit = |error: axum::extract::multipart::MultipartError| WebError::unfit("", error.body_text());
        while let Some(field) = form.next_field().await.map_err(unfit)? {
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(unfit)?;
            if bytes.len() > MOST_BYTES {
                return Err(WebError::TooLarge(MOST_BYTES as u64));
            }
            if name == "file" && bytes.is_empty() {
                continue; // no file was chosen
            }
            let refused = |refused: Refused| WebError::unfit(name.as_str(), refused.to_string());
            let text = text_of(Path::new(&file), bytes.to_vec()).map_err(refused)?.replace("\r\n", "\n");
            match name.as_str() {
                "text" if draft.text.is_empty() => draft.text = text,
                "file" => (draft.text, draft.source) = (text, file),
                "source" if draft.source.is_empty() => draft.source = text,
                "confirmed" => draft.confirmed = text,
                _ => {}
            }
        }
        Ok(draft)
    }

    /// What a confirmation is for: this text and no other.
    fn seal(&self) -> String {
        Sha256::digest(&self.text).iter().take(12).map(|byte| format!("{byte:02x}")).collect()
    }

    fn handed_in(&self) -> Result<HandedInHolidays, Refused> {
        read_holidays(Path::new(&self.source), &self.text)
    }

    /// How later readers of the list find out what it was read from.
    fn named(&self, w: Words) -> String {
        if self.source.trim().is_empty() { w.t("holidays-pasted") } else { self.source.clone() }
    }
}

/// A year that is known, as a row.
struct HolidayYearRow {
    year: i32,
    off: usize,
    make_up: usize,
    from: String,
}

/// A year that was read, for people to compare with the notice.
struct Read {
    year: i32,
    rows: Vec<[String; 5]>,
}

#[derive(Template)]
#[template(path = "holidays/page.html")]
struct HolidaysPage {
    frame: Layout,
    w: Words,
    rows: Vec<HolidayYearRow>,
    draft: HolidayDraft,
    read: Vec<Read>,
    set_aside: Vec<String>,
    problems: Vec<String>,
}

impl HolidaysPage {
    async fn new(
        console: &Console,
        viewer: &Viewer,
        w: Words,
        draft: HolidayDraft,
    ) -> Result<Self, WebError> {
        let known = viewer.holidays().await?;
        let rows = known.years().map(|known| row(w, known)).collect();
        let frame = Layout::new(console, viewer, w, w.t("holidays-title"), "/holidays");
        let (read, set_aside, problems) = match draft.handed_in() {
            _ if draft.text.trim().is_empty() => (Vec::new(), Vec::new(), Vec::new()),
            Ok(HandedInHolidays { years, set_aside }) => {
                let set_aside = set_aside.into_iter().map(|(_, text)| text).collect();
                (years.iter().map(|year| shown(w, year)).collect(), set_aside, Vec::new())
            }
            Err(refused) => (Vec::new(), Vec::new(), told(w, &refused)),
        };
        Ok(Self { frame, w, rows, draft, read, set_aside, problems })
    }
}

/// Every problem of what was handed in, with its line.
fn told(w: Words, refused: &Refused) -> Vec<String> {
    let told = |problem: &duban_config::Problem| {
        let line = problem.line.map(|line| format!("{} ", w.n("launch-line", line))).unwrap_or_default();
        let message = match w.lang {
            Lang::Chinese => &problem.message.chinese,
            Lang::English => &problem.message.english,
        };
        format!("{line}{message}")
    };
    refused.problems.iter().map(told).collect()
}

fn row(w: Words, known: &KnownYear) -> HolidayYearRow {
    let KnownYear { announced, origin } = known;
    let from = match origin {
        HolidayOrigin::BuiltIn => w.t("holidays-built-in"),
        HolidayOrigin::File => w.t("holidays-file"),
        HolidayOrigin::Imported { source, by, at } => {
            let at = at.in_zone(chrono_tz::Asia::Shanghai).format("%Y-%m-%d %H:%M").to_string();
            w.with("holidays-imported", [("source", source.clone()), ("who", by.name.clone()), ("at", at)])
        }
    };
    HolidayYearRow {
        year: announced.year,
        off: announced.of_kind(DayKind::Off).count(),
        make_up: announced.of_kind(DayKind::Workday).count(),
        from,
    }
}

fn shown(w: Words, year: &AnnouncedYear) -> Read {
    let day = |day: NaiveDate| w.day(day);
    let stretches = year.stretches();
    let rows = stretches.iter().map(|stretch| {
        let to = if stretch.from == stretch.to { String::new() } else { day(stretch.to) };
        let kind = w.family("holidays-kind-", stretch.kind.as_str());
        [stretch.name.to_owned(), kind, day(stretch.from), to, stretch.days.to_string()]
    });
    Read { year: year.year, rows: rows.collect() }
}

async fn list(State(console): State<Console>, viewer: Viewer, w: Words) -> Result<Response, WebError> {
    viewer.authorise(Action::KeepHolidays, &viewer.bureau)?;
    Ok(page(&HolidaysPage::new(&console, &viewer, w, HolidayDraft::default()).await?))
}

async fn check(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    form: Multipart,
) -> Result<Response, WebError> {
    viewer.authorise(Action::KeepHolidays, &viewer.bureau)?;
    let draft = HolidayDraft::read(form).await?;
    Ok(page(&HolidaysPage::new(&console, &viewer, w, draft).await?))
}

async fn import(
    State(console): State<Console>,
    viewer: Viewer,
    w: Words,
    form: Multipart,
) -> Result<Response, WebError> {
    viewer.authorise(Action::KeepHolidays, &viewer.bureau)?;
    let draft = HolidayDraft::read(form).await?;
    match draft.handed_in() {
        Ok(handed_in) if draft.confirmed == draft.seal() => {
            let source = draft.named(w);
            viewer.import_holidays(&handed_in, &source).await?;
            Ok(Redirect::to("/holidays").into_response())
        }
        // What was not looked at, or cannot be read, is shown where it can be mended.
        _ => Ok(page(&HolidaysPage::new(&console, &viewer, w, draft).await?)),
    }
}
