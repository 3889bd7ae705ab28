//! What the store keeps of a record besides its lines, whichever state machine tells it: what opens
//! it, and how it stands now.

use duban_domain::{
    docket::DutyView,
    effect::What,
    finding::{FindingView, FindingWhat, Registration},
    incident::{IncidentOpening, IncidentView, IncidentWhat},
    listing::{ListingOpening, ListingView, ListingWhat},
    matter::MatterKind,
};

mod sealed {
    use super::{DutyView, FindingView, IncidentView, ListingView};

    pub trait Sealed {}
    impl Sealed for DutyView {}
    impl Sealed for FindingView {}
    impl Sealed for ListingView {}
    impl Sealed for IncidentView {}
}

/// What opens a finding, a listing or an incident. A docket is opened by its first record.
#[derive(Copy, Clone, Debug)]
pub enum Opening<'a> {
    /// A finding was registered.
    Finding(&'a Registration),
    /// A listing was proposed, or opened by a rung.
    Listing(&'a ListingOpening),
    /// An incident was reported.
    Incident(&'a IncidentOpening),
}

/// How one of them stands.
#[derive(Copy, Clone, Debug)]
pub enum View<'a> {
    /// An obligation of a docket.
    Duty(&'a DutyView),
    /// A finding.
    Finding(&'a FindingView),
    /// A listing.
    Listing(&'a ListingView),
    /// An incident.
    Incident(&'a IncidentView),
}

/// The views whose records a [`crate::Store`] can keep, each with what happens (`W`) beside it:
/// those of dockets, findings, listings and incidents.
pub trait Projection<W>: sealed::Sealed {
    /// What kind of matter; `None` for a docket.
    #[doc(hidden)]
    const MATTER: Option<MatterKind>;

    /// What opens the matter, if that is what happened.
    #[doc(hidden)]
    fn opening(what: &W) -> Option<Opening<'_>>;

    /// The view as the store takes it.
    #[doc(hidden)]
    fn view(&self) -> View<'_>;
}

impl Projection<What> for DutyView {
    const MATTER: Option<MatterKind> = None;

    fn opening(_what: &What) -> Option<Opening<'_>> {
        None
    }

    fn view(&self) -> View<'_> {
        View::Duty(self)
    }
}

impl Projection<FindingWhat> for FindingView {
    const MATTER: Option<MatterKind> = Some(MatterKind::Finding);

    fn opening(what: &FindingWhat) -> Option<Opening<'_>> {
        match what {
            FindingWhat::Registered { registration } => Some(Opening::Finding(registration)),
            _ => None,
        }
    }

    fn view(&self) -> View<'_> {
        View::Finding(self)
    }
}

impl Projection<ListingWhat> for ListingView {
    const MATTER: Option<MatterKind> = Some(MatterKind::Listing);

    fn opening(what: &ListingWhat) -> Option<Opening<'_>> {
        match what {
            ListingWhat::Opened { opening } => Some(Opening::Listing(opening)),
            _ => None,
        }
    }

    fn view(&self) -> View<'_> {
        View::Listing(self)
    }
}

impl Projection<IncidentWhat> for IncidentView {
    const MATTER: Option<MatterKind> = Some(MatterKind::Incident);

    fn opening(what: &IncidentWhat) -> Option<Opening<'_>> {
        match what {
            IncidentWhat::Reported { opening } => Some(Opening::Incident(opening)),
            _ => None,
        }
    }

    fn view(&self) -> View<'_> {
        View::Incident(self)
    }
}
