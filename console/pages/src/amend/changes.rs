//! What an amendment changes, in the reader's words: what is the same for many bureaus stands in one row.

use duban_domain::{
    BureauCode, Instrument, ObligationId, PlanTime,
    amendment::PlanDifference,
    redating::{Clock, ClockChange},
};
use duban_service::{AmendmentPreview, CampaignContext};
use duban_web::{Viewer, i18n::Words};
use std::collections::BTreeMap;

/// As many rows are shown; how many more there are is said.
const MOST_ROWS: usize = 300;

/// As many bureaus of a row are named.
const MOST_NAMES: usize = 3;

/// All that an amendment changes.
pub(super) struct ChangesView {
    pub(super) version: u32,
    pub(super) seal: String,
    pub(super) differences: Vec<[String; 4]>,
    pub(super) rows: Vec<ChangeRow>,
    pub(super) more: usize,
    /// Who is told: by what, how many, some of their names.
    pub(super) told: Vec<(String, usize, String)>,
    /// Bureaus whose part has ended.
    pub(super) ended: Vec<String>,
}

/// One change for one bureau, or several.
pub(super) struct ChangeRow {
    pub(super) about: String,
    pub(super) what: String,
    pub(super) old: String,
    pub(super) new: String,
    pub(super) bureaus: usize,
    pub(super) names: String,
}

/// What makes changes of two bureaus one row: about what, which clock, its number and paper, from when to when.
type ChangeKey =
    (Option<ObligationId>, Option<(Clock, u32, Option<Instrument>)>, Option<PlanTime>, Option<PlanTime>);

impl ChangesView {
    pub(super) fn new(
        viewer: &Viewer,
        w: Words,
        context: &CampaignContext,
        preview: &AmendmentPreview,
    ) -> Self {
        let naming = Naming { viewer, w, context, preview };
        let rows = naming.rows();
        let more = rows.len().saturating_sub(MOST_ROWS);
        Self {
            version: preview.version,
            seal: preview.seal.clone(),
            differences: differences(w, &preview.differences),
            rows: rows.into_iter().take(MOST_ROWS).collect(),
            more,
            told: naming.told(),
            ended: preview.ended.iter().map(|code| viewer.directory().name_of(code)).collect(),
        }
    }
}

/// The differences of two plans as rows: about what, what, old, new.
pub(super) fn differences(w: Words, all: &[PlanDifference]) -> Vec<[String; 4]> {
    let text = |text: &Option<String>| text.clone().filter(|text| !text.is_empty()).unwrap_or("—".to_owned());
    let row = |one: &PlanDifference| {
        let kind = w.family("difference-", one.kind.as_str());
        [one.title.clone(), kind, text(&one.old), text(&one.new)]
    };
    all.iter().map(row).collect()
}

/// What names the changes.
struct Naming<'a> {
    viewer: &'a Viewer,
    w: Words,
    context: &'a CampaignContext,
    preview: &'a AmendmentPreview,
}

impl Naming<'_> {
    fn rows(&self) -> Vec<ChangeRow> {
        let mut rows: BTreeMap<ChangeKey, Vec<&BureauCode>> = BTreeMap::new();
        for one in &self.preview.bureaus {
            for duty in &one.duties {
                let about = duty.obligation.clone();
                if duty.lifted {
                    rows.entry((about.clone(), None, None, None)).or_default().push(&one.bureau);
                    continue;
                }
                for ClockChange { clock, number, instrument, old, new } in &duty.clocks {
                    let clock = Some((*clock, *number, *instrument));
                    rows.entry((about.clone(), clock, *old, *new)).or_default().push(&one.bureau);
                }
            }
        }
        rows.into_iter().map(|(key, bureaus)| self.row(key, &bureaus)).collect()
    }

    fn row(&self, (about, clock, old, new): ChangeKey, bureaus: &[&BureauCode]) -> ChangeRow {
        let w = self.w;
        let what = match clock {
            None => w.t("amend-lifted"),
            Some((Clock::Rung, number, Some(instrument))) => {
                format!("{}（{number}）", w.instrument(instrument))
            }
            Some((clock, ..)) => w.family("clock-", clock.as_str()),
        };
        let shown = |at: Option<PlanTime>, none: String| {
            let settled =
                |at| w.settled(w.full(at, self.context.kept.plan.zone), self.context.is_provisional(at));
            at.map_or(none, settled)
        };
        let gone = if clock.is_none() { String::new() } else { w.t("redating-no-more") };
        let old = shown(old, if clock.is_none() { String::new() } else { w.t("amend-new") });
        let (new, names) = (shown(new, gone), self.names(bureaus.iter().copied()));
        ChangeRow { about: self.title(about.as_ref()), what, old, new, bureaus: bureaus.len(), names }
    }

    /// What an obligation is called, by the next version or by the one in force.
    fn title(&self, about: Option<&ObligationId>) -> String {
        let kept = &self.context.kept.plan;
        let Some(id) = about else { return kept.title.clone() };
        let named = self.preview.differences.iter().find(|one| one.obligation.as_ref() == Some(id));
        let known = kept.obligations.iter().find(|one| one.id == *id);
        let title = named.map(|one| &one.title).or(known.map(|one| &one.title));
        title.cloned().unwrap_or_else(|| id.to_string())
    }

    fn told(&self) -> Vec<(String, usize, String)> {
        let mut told: BTreeMap<Instrument, Vec<&BureauCode>> = BTreeMap::new();
        for notice in self.preview.bureaus.iter().flat_map(|one| &one.told) {
            let to = std::iter::once(&notice.to).chain(&notice.copies);
            told.entry(notice.instrument).or_default().extend(to);
        }
        let line = |(instrument, mut to): (Instrument, Vec<&BureauCode>)| {
            to.sort_unstable();
            to.dedup();
            (self.w.instrument(instrument), to.len(), self.names(to.into_iter()))
        };
        told.into_iter().map(line).collect()
    }

    fn names<'b>(&self, bureaus: impl ExactSizeIterator<Item = &'b BureauCode>) -> String {
        let many = bureaus.len() > MOST_NAMES;
        let names: Vec<_> =
            bureaus.take(MOST_NAMES).map(|code| self.viewer.directory().name_of(code)).collect();
        let rest = if many { "……" } else { "" };
        format!("{}{rest}", names.join("、"))
    }
}
