//! What the store keeps of a record besides its lines, whichever state machine tells it: what opens
//! it, and how it stands now.

use duban_domain::{
    docket::ObligationView,
    event::DocketEvent,
    finding::{FindingEvent, FindingView, Registration},
    incident::{IncidentEvent, IncidentOpening, IncidentView},
    listing::{ListingEvent, ListingOpening, ListingView},
    matter::MatterKind,
};

mod sealed {
    use duban_domain::{
        docket::ObligationView, finding::FindingView, incident::IncidentView, listing::ListingView,
    };

    pub trait Sealed {}
    impl Sealed for ObligationView {}
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
    Duty(&'a ObligationView),
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

impl Projection<DocketEvent> for ObligationView {
    const MATTER: Option<MatterKind> = None;

    fn opening(_what: &DocketEvent) -> Option<Opening<'_>> {
        None
    }

    fn view(&self) -> View<'_> {
        View::Duty(self)
    }
}

impl Projection<FindingEvent> for FindingView {
    const MATTER: Option<MatterKind> = Some(MatterKind::Finding);

    fn opening(what: &FindingEvent) -> Option<Opening<'_>> {
        match what {
            FindingEvent::Registered { registration } => Some(Opening::Finding(registration)),
            _ => None,
        }
    }

    fn view(&self) -> View<'_> {
        View::Finding(self)
    }
}

impl Projection<ListingEvent> for ListingView {
    const MATTER: Option<MatterKind> = Some(MatterKind::Listing);

    fn opening(what: &ListingEvent) -> Option<Opening<'_>> {
        match what {
            ListingEvent::Opened { opening } => Some(Opening::Listing(opening)),
            _ => None,
        }
    }

    fn view(&self) -> View<'_> {
        View::Listing(self)
    }
}

impl Projection<IncidentEvent> for IncidentView {
    const MATTER: Option<MatterKind> = Some(MatterKind::Incident);

    fn opening(what: &IncidentEvent) -> Option<Opening<'_>> {
        match what {
            IncidentEvent::Reported { opening } => Some(Opening::Incident(opening)),
            _ => None,
        }
    }

    fn view(&self) -> View<'_> {
        View::Incident(self)
    }
}
