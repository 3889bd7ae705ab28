//! What a ledger page is asked for.

use crate::fill::Filled;
use anyhow::Result;
use duban_domain::{FindingId, finding::FindingStatus};
use duban_store::{Cursor, FindingFilter, Page};
use std::collections::BTreeSet;

/// The console's.
const LIMIT: u32 = 50;
/// A product group of which nothing is found.
const NOBODYS: &str = "钢丝绳";

/// A kind of question; each time it is asked about something else.
pub(super) struct Question {
    pub(super) name: &'static str,
    pub(super) ask: fn(&mut Filled) -> Result<(FindingFilter, Page)>,
}

/// What people ask.
pub(super) const USUAL: [Question; 12] = [
    Question { name: "all", ask: |f| newest(all(f)) },
    Question { name: "one county", ask: |f| newest(one_county(f)?) },
    Question {
        name: "county and standing",
        ask: |f| newest(FindingFilter { standing: Some(f.any_standing()?), ..one_county(f)? }),
    },
    Question {
        name: "standing",
        ask: |f| newest(FindingFilter { standing: Some(f.any_standing()?), ..all(f) }),
    },
    Question { name: "overdue", ask: |f| newest(FindingFilter { overdue: true, ..all(f) }) },
    Question { name: "grade", ask: |f| newest(FindingFilter { grade: Some(f.any_grade()?), ..all(f) }) },
    Question { name: "source", ask: |f| newest(FindingFilter { source: Some(f.any_source()?), ..all(f) }) },
    Question {
        name: "a prefecture's counties",
        ask: |f| newest(FindingFilter { counties: Some(f.prefecture()?), ..all(f) }),
    },
    Question {
        name: "88 counties",
        ask: |f| newest(FindingFilter { counties: Some(f.counties.clone()), ..all(f) }),
    },
    Question {
        name: "credit code",
        ask: |f| newest(FindingFilter { credit_code: Some(f.code()?), ..all(f) }),
    },
    Question { name: "a deep page of all", ask: |f| Ok((all(f), deep(f))) },
    Question { name: "a deep page of a county", ask: |f| Ok((one_county(f)?, deep(f))) },
];

/// What finds nothing and is passed over to the end.
pub(super) const HOPELESS: [Question; 3] = [
    Question {
        name: "88 counties, a product without findings",
        ask: |f| newest(FindingFilter { counties: Some(f.counties.clone()), ..nobodys(f) }),
    },
    Question {
        name: "a prefecture's counties, the same",
        ask: |f| newest(FindingFilter { counties: Some(f.prefecture()?), ..nobodys(f) }),
    },
    Question {
        name: "under an order, the same",
        ask: |f| newest(FindingFilter { standing: Some(FindingStatus::Ordered), ..nobodys(f) }),
    },
];

fn all(filled: &Filled) -> FindingFilter {
    FindingFilter::all(filled.campaign.clone())
}

fn one_county(filled: &mut Filled) -> Result<FindingFilter> {
    Ok(FindingFilter { counties: Some(BTreeSet::from([filled.county()?])), ..all(filled) })
}

fn nobodys(filled: &Filled) -> FindingFilter {
    FindingFilter { product_group: Some(NOBODYS.to_owned()), ..all(filled) }
}

fn newest(filter: FindingFilter) -> Result<(FindingFilter, Page)> {
    Ok((filter, Page { after: None, limit: LIMIT }))
}

/// A page from somewhere in the half year.
fn deep(filled: &mut Filled) -> Page {
    let after = Some(Cursor { registered: filled.instant(), id: FindingId::new("f5".to_owned()) });
    Page { after, limit: LIMIT }
}
