//! Obligations counted, as answers tell them: a field for each way to be counted.

use duban_domain::tally::{CountedAs, Tally};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr, Schema,
        schema::{Object, ObjectBuilder},
    },
};

/// Counts with their `total`, or those of a campaign that has closed.
#[derive(Debug)]
pub(super) struct TallyResource<const FINAL: bool>(pub(super) Tally);

/// All counts, and their `total`.
pub(super) type AllCounts = TallyResource<false>;

/// The counts of a campaign that has closed.
pub(super) type FinalCounts = TallyResource<true>;

impl<const FINAL: bool> TallyResource<FINAL> {
    fn shown() -> impl Iterator<Item = CountedAs> {
        CountedAs::ALL.iter().copied().filter(|counted| !FINAL || counted.is_final())
    }
}

impl<const FINAL: bool> Serialize for TallyResource<FINAL> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let total = (!FINAL).then(|| ("total", self.0.total()));
        let counts = Self::shown().map(|counted| (counted.as_str(), self.0[counted]));
        serializer.collect_map(total.into_iter().chain(counts))
    }
}

impl<const FINAL: bool> ToSchema for TallyResource<FINAL> {
    fn name() -> Cow<'static, str> {
        if FINAL { "FinalTally" } else { "Tally" }.into()
    }
}

impl<const FINAL: bool> PartialSchema for TallyResource<FINAL> {
    fn schema() -> RefOr<Schema> {
        let total = (!FINAL).then_some(("total", "How many obligations there are."));
        let counts = Self::shown().map(|counted| (counted.as_str(), counted.meaning()));
        let fields = total.into_iter().chain(counts);
        let object = fields.fold(ObjectBuilder::new(), |object, (name, meaning)| {
            object.property(name, count(meaning)).required(name)
        });
        object.into()
    }
}

fn count(meaning: &str) -> RefOr<Schema> {
    match u32::schema() {
        RefOr::T(Schema::Object(number)) => {
            let mut number: Object = number;
            number.description = Some(meaning.to_owned());
            number.into()
        }
        other => other,
    }
}
