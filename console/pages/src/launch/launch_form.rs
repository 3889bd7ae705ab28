//! What the ways to launch share: the page's frame, and how much a form may weigh.

use duban_web::{Console, Viewer, i18n::Words, layout::Layout, plan_check::draft::MOST_BYTES};

/// A plan, a script, and the form around them.
pub(super) const FORM_BYTES: usize = 5 * MOST_BYTES;

pub(super) fn frame(console: &Console, viewer: &Viewer, w: Words) -> Layout {
    Layout::new(console, viewer, w, w.t("launch-title"), "/launch")
}
