//! The versions of what was handed in, as a bureau's page shows them.

use chrono_tz::Tz;
use duban_domain::{
    Attachment,
    docket::{SubmissionVersion, VersionKind, VersionStanding},
};
use duban_web::i18n::Words;

/// One version.
pub(crate) struct VersionLine {
    /// Which, what it is and what became of it.
    pub(crate) what: String,
    /// When, and by whom.
    pub(crate) came: String,
    pub(crate) files: Vec<Attachment>,
}

/// The versions, where there is more to tell than that it was handed in.
pub(super) fn lines(w: Words, zone: Tz, all: &[SubmissionVersion]) -> Vec<VersionLine> {
    let plain = all.len() < 2 && all.iter().all(|one| one.standing == VersionStanding::Stands);
    all.iter().filter(|_| !plain).map(|one| line(w, zone, one)).collect()
}

fn line(w: Words, zone: Tz, one: &SubmissionVersion) -> VersionLine {
    let number = match one.round {
        1 => w.n("version-number", one.number),
        round => w.with("version-of-round", [("round", round), ("number", one.number)]),
    };
    let judged = one.on_time.filter(|_| one.standing != VersionStanding::TakenBack);
    let judged = judged.map(|on_time| w.t(if on_time { "past-on-time" } else { "past-late" }));
    let parts = [number, w.t(kind(one.kind)), w.t(standing(one.standing))].into_iter().chain(judged);
    let by = one.by.as_ref().map(|by| by.name.as_str()).unwrap_or_default();
    VersionLine {
        what: parts.collect::<Vec<_>>().join(" · "),
        came: format!("{} {by}", w.time(one.at, zone)).trim_end().to_owned(),
        files: one.files.clone(),
    }
}

const fn kind(kind: VersionKind) -> &'static str {
    match kind {
        VersionKind::First => "do-submit",
        VersionKind::Replacement => "do-replace",
        VersionKind::Supplement => "do-supplement",
    }
}

const fn standing(standing: VersionStanding) -> &'static str {
    match standing {
        VersionStanding::Stands => "version-stands",
        VersionStanding::Replaced => "version-replaced",
        VersionStanding::TakenBack => "version-taken-back",
        VersionStanding::SentBack => "version-sent-back",
    }
}

/// The files that count: of what stands, or of what was sent back last.
pub(super) fn files(all: &[SubmissionVersion]) -> Vec<Attachment> {
    let Some(round) = all.last().map(|one| one.round) else { return Vec::new() };
    let counts = |one: &&SubmissionVersion| {
        one.round == round && matches!(one.standing, VersionStanding::Stands | VersionStanding::SentBack)
    };
    all.iter().filter(counts).flat_map(|one| one.files.iter().cloned()).collect()
}
