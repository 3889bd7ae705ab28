//! The bureaus to choose from in a form.

use duban_domain::Bureau;
use duban_web::Viewer;

/// A bureau to choose.
pub(super) struct BureauOption {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) chosen: bool,
}

/// The bureaus a viewer sees, its own chosen.
pub(super) fn choices(viewer: &Viewer) -> Vec<BureauOption> {
    let choice = |bureau: &Bureau| BureauOption {
        code: bureau.code.to_string(),
        name: bureau.name.clone(),
        chosen: bureau.code == viewer.bureau,
    };
    viewer.sees().into_iter().map(choice).collect()
}
