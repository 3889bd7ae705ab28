//! The rehearsal of a plan before it is launched: what it would bring in all, every reminder and letter,
//! and each bureau's load by day. Nothing of it is kept.

use super::{
    input::Input,
    paging::{Listed, Paging},
    plans::refused,
    schema,
    tally::{FinalCounts, TallyResource},
};
use axum::{
    Json,
    extract::{OriginalUri, Query},
    response::Response,
};
use chrono::NaiveDate;
use duban_domain::{
    BureauCode, Instrument,
    access::Action,
    collisions::{FullDay as Crowded, Holiday as Clash, Moved},
    forecast::{Foreseen as Kept, Load as Weight, RefusedAct},
};
use duban_web::{
    Console, Viewer, WebError,
    i18n::{Lang, Words},
    plan_check::{
        draft::{Conduct, PlanDraft},
        look::{Look, Sound},
    },
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema, openapi::schema::Object};
use utoipa_axum::{router::UtoipaMethodRouter, routes};

/// As many collisions of a kind are told; how many there are is said.
const MOST: usize = 100;

pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    vec![routes!(rehearse), routes!(notices), routes!(load)]
}

/// A plan, and how bureaus behave in its rehearsal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Rehearsal {
    /// The plan's YAML.
    #[schema(min_length = 1, max_length = 200_000)]
    plan: String,
    /// `prompt`: everybody hands in on time; `silent`: nobody ever answers; `script`: as the script says.
    #[serde(default)]
    #[schema(schema_with = conducts)]
    conduct: Conduct,
    /// The script's YAML.
    #[serde(default)]
    #[schema(max_length = 200_000)]
    script: String,
}

fn conducts() -> Object {
    schema::words(Conduct::ALL.map(Conduct::as_str))
}

/// Rehearses.
///
/// # Errors
/// The viewer launches nothing; all that is wrong with the plan or the script.
async fn rehearsed(
    viewer: &Viewer,
    words: Words,
    Rehearsal { plan, conduct, script }: Rehearsal,
) -> Result<Box<Sound>, WebError> {
    viewer.authorise(Action::Launch, &viewer.bureau)?;
    let draft = PlanDraft { text: plan, conduct, script, ..PlanDraft::default() };
    match Look::at(viewer, &draft).await? {
        Look::Blank => Err(WebError::unfit("plan", words.t("api-no-plan"))),
        Look::Refused(problems) => Err(refused(&problems, words)),
        Look::Sound(sound) => match &sound.script {
            Some(problems) => Err(refused(problems, words)),
            None => Ok(sound),
        },
    }
}

/// What a plan would bring in all.
#[derive(Debug, Serialize, ToSchema)]
struct RehearsalResource {
    /// The campaign's id.
    campaign: String,
    /// The code of its issuer.
    issuer: String,
    /// Whether the token's bureau is the issuer, and may launch it.
    own: bool,
    /// Whether a campaign with this id was launched before.
    taken: bool,
    /// How many bureaus it reaches, the issuer among them.
    bureaus: usize,
    /// How many of its due dates have passed already.
    passed: usize,
    /// Its obligations when it closes.
    #[serde(flatten)]
    tally: FinalCounts,
    /// The most mails one bureau receives on one day.
    most_mails: usize,
    /// Mails per bureau and day, over the days on which a bureau receives anything.
    mean_mails: f64,
    /// How many notices of each kind, the most frequent first.
    kinds: Vec<NoticeKindCount>,
    /// Dates on days on which nobody works; the first hundred.
    holidays: Vec<Holiday>,
    /// How many there are.
    holidays_total: usize,
    /// Days on which bureaus owe several things at once, in this campaign and in those that run; the first
    /// hundred.
    full_days: Vec<FullDay>,
    /// How many there are.
    full_days_total: usize,
    /// What the script had people try and was refused; the first hundred.
    refused: Vec<Refusal>,
    /// How much there is.
    refused_total: usize,
}

/// How many notices of a kind.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RehearsedKind)]
struct NoticeKindCount {
    /// The kind.
    #[schema(schema_with = schema::instrument)]
    instrument: &'static str,
    /// How many.
    count: usize,
}

/// A date on a day on which nobody works.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RehearsedHoliday)]
struct Holiday {
    /// The obligation.
    obligation: String,
    /// Its title.
    title: String,
    /// What falls there: a `due` date, a `reminder` or a `document`.
    #[schema(schema_with = clashes)]
    what: &'static str,
    /// The document.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(schema_with = schema::instrument)]
    instrument: Option<&'static str>,
    /// The day that the plan names or the rule counts to.
    named: NaiveDate,
    /// The day it moves to; none: it stays.
    moved_to: Option<NaiveDate>,
}

fn clashes() -> Object {
    schema::words(["due", "reminder", "document"])
}

fn holiday(clash: &Clash) -> Holiday {
    let (what, instrument, moved_to) = match clash.what {
        Moved::Kept => ("due", None, None),
        Moved::Due { to } => ("due", None, Some(to)),
        Moved::Reminder { to, .. } => ("reminder", None, Some(to)),
        Moved::Rung { instrument, to, .. } => ("document", Some(instrument.as_str()), Some(to)),
    };
    let (obligation, title) = (clash.obligation.to_string(), clash.title.clone());
    Holiday { obligation, title, what, instrument, named: clash.named, moved_to }
}

/// A day on which bureaus owe several things at once.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RehearsedFullDay)]
struct FullDay {
    /// The day.
    day: NaiveDate,
    /// What they owe in this campaign: obligations' ids.
    own: Vec<String>,
    /// What they owe in others that run.
    others: Vec<Elsewhere>,
    /// How many bureaus.
    bureaus: usize,
    /// The code of the first.
    first: Option<String>,
}

/// Something that is owed in another campaign.
#[derive(Debug, Serialize, ToSchema)]
struct Elsewhere {
    /// The campaign's id.
    campaign: String,
    /// What it is called.
    title: String,
}

fn full_day(day: &Crowded) -> FullDay {
    let elsewhere =
        |(campaign, title): &(_, String)| Elsewhere { campaign: named(campaign), title: title.clone() };
    FullDay {
        day: day.day,
        own: day.own.iter().map(ToString::to_string).collect(),
        others: day.others.iter().map(elsewhere).collect(),
        bureaus: day.bureaus.len(),
        first: day.bureaus.first().map(ToString::to_string),
    }
}

fn named(campaign: &duban_domain::CampaignId) -> String {
    campaign.to_string()
}

/// Something that people would try and that would be refused.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RehearsedRefusal)]
struct Refusal {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// The code of the bureau in whose docket.
    bureau: String,
    /// Why.
    why: String,
}

fn summary(viewer: &Viewer, words: Words, sound: &Sound) -> RehearsalResource {
    let (told, plan, zone) = (&sound.forecast, &sound.loaded.plan, sound.terms().office.zone);
    let refusal = |act: &RefusedAct| Refusal {
        at: act.at.rfc3339(zone),
        bureau: act.bureau.to_string(),
        why: match words.lang {
            Lang::Chinese => act.refusal.chinese(),
            Lang::English => act.refusal.to_string(),
        },
    };
    let kind = |(kind, count): (Instrument, usize)| NoticeKindCount { instrument: kind.as_str(), count };
    RehearsalResource {
        campaign: plan.id.to_string(),
        issuer: plan.issuer.to_string(),
        own: sound.foreign(&viewer.bureau).is_none(),
        taken: sound.around.taken.is_some(),
        bureaus: sound.reach(viewer.directory()).iter().map(|(_, count)| count).sum(),
        passed: sound.belated().map_or(0, |belated| belated.passed),
        tally: TallyResource(told.tally()),
        most_mails: told.most_mails(),
        mean_mails: told.mean_mails(),
        kinds: told.kinds().into_iter().map(kind).collect(),
        holidays: sound.holidays.iter().take(MOST).map(holiday).collect(),
        holidays_total: sound.holidays.len(),
        full_days: sound.full_days.iter().take(MOST).map(full_day).collect(),
        full_days_total: sound.full_days.len(),
        refused: told.refused.iter().take(MOST).map(refusal).collect(),
        refused_total: told.refused.len(),
    }
}

/// Rehearses a plan and says what it would bring in all. Nothing is launched or kept.
#[utoipa::path(post, path = "/api/v1/plans/rehearsal", tag = "campaigns", operation_id = "rehearsePlan",
    request_body = Rehearsal, responses((status = 200, body = RehearsalResource)))]
async fn rehearse(
    viewer: Viewer,
    words: Words,
    Input(rehearsal): Input<Rehearsal>,
) -> Result<Json<RehearsalResource>, WebError> {
    let sound = rehearsed(&viewer, words, rehearsal).await?;
    Ok(Json(summary(&viewer, words, &sound)))
}

/// A notice that would be sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ForeseenNotice)]
struct RehearsedNotice {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// What kind.
    #[schema(schema_with = schema::instrument)]
    instrument: &'static str,
    /// Whether it is an official document.
    document: bool,
    /// The obligation it is about.
    obligation: Option<String>,
    /// What it is about, in a line.
    title: String,
    /// The code of the bureau in whose docket.
    about: String,
    /// Who would issue it.
    from: String,
    /// Whom it would be addressed to.
    to: String,
    /// Who would receive copies.
    copies: Vec<String>,
}

fn foreseen(zone: chrono_tz::Tz, Kept { about, notice }: &Kept) -> RehearsedNotice {
    RehearsedNotice {
        at: notice.at.rfc3339(zone),
        instrument: notice.instrument.as_str(),
        document: notice.instrument.is_document(),
        obligation: notice.obligation.as_ref().map(ToString::to_string),
        title: notice.title.clone(),
        about: about.to_string(),
        from: notice.from.to_string(),
        to: notice.to.to_string(),
        copies: notice.copies.iter().map(ToString::to_string).collect(),
    }
}

/// Which notices.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RehearsedNoticeQuery {
    /// Those that this bureau would receive.
    bureau: Option<String>,
    /// Those of this kind.
    #[param(schema_with = schema::instrument)]
    instrument: Option<Instrument>,
}

/// Rehearses a plan and lists every reminder and letter, in order of time.
#[utoipa::path(post, path = "/api/v1/plans/rehearsal/notices", tag = "campaigns",
    operation_id = "listRehearsedNotices", params(RehearsedNoticeQuery, Paging),
    request_body = Rehearsal, responses((status = 200, body = Listed<RehearsedNotice>)))]
async fn notices(
    viewer: Viewer,
    words: Words,
    uri: OriginalUri,
    Query(wanted): Query<RehearsedNoticeQuery>,
    Query(paging): Query<Paging>,
    Input(rehearsal): Input<Rehearsal>,
) -> Result<Response, WebError> {
    let sound = rehearsed(&viewer, words, rehearsal).await?;
    let bureau = wanted.bureau.map(BureauCode::new);
    let is_wanted = |kept: &&Kept| {
        wanted.instrument.is_none_or(|kind| kind == kept.notice.instrument)
            && bureau.as_ref().is_none_or(|bureau| kept.notice.recipients().contains(&bureau))
    };
    let found: Vec<_> = sound.forecast.notices.iter().filter(is_wanted).collect();
    let page = paging.of(found, |kept| (kept.notice.at, kept.about.to_string(), kept.notice.ordinal))?;
    Ok(page.answer(&uri, |kept| foreseen(sound.terms().office.zone, kept)))
}

/// What one bureau would receive on one day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RehearsedLoad)]
struct Load {
    /// The bureau's code.
    bureau: String,
    /// The day.
    day: NaiveDate,
    /// How many notices.
    notices: usize,
    /// In how many mails.
    mails: usize,
}

/// Whose load.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LoadQuery {
    /// This bureau's alone.
    bureau: Option<String>,
}

/// Rehearses a plan and lists what each bureau receives on each day, by bureau and day.
#[utoipa::path(post, path = "/api/v1/plans/rehearsal/load", tag = "campaigns",
    operation_id = "listRehearsedLoad", params(LoadQuery, Paging),
    request_body = Rehearsal, responses((status = 200, body = Listed<Load>)))]
async fn load(
    viewer: Viewer,
    words: Words,
    uri: OriginalUri,
    Query(whose): Query<LoadQuery>,
    Query(paging): Query<Paging>,
    Input(rehearsal): Input<Rehearsal>,
) -> Result<Response, WebError> {
    let sound = rehearsed(&viewer, words, rehearsal).await?;
    let is_wanted = |load: &&Weight| whose.bureau.as_deref().is_none_or(|code| load.bureau.as_str() == code);
    let found: Vec<_> = sound.forecast.load.iter().filter(is_wanted).collect();
    let page = paging.of(found, |load| (load.bureau.to_string(), load.day))?;
    Ok(page.answer(&uri, |load| Load {
        bureau: load.bureau.to_string(),
        day: load.day,
        notices: load.notices,
        mails: load.mails,
    }))
}
