//! Schemas of the words that the core spells: one list a word, straight from its enum.

use duban_domain::{
    Instrument,
    docket::Standing,
    finding::{Authority, FindingStanding, Grade, ProblemKind, Publication, Source, Trade},
    listing::Ground,
};
use utoipa::openapi::schema::{Array, ArrayBuilder, Object, ObjectBuilder, Type};

fn words(all: impl IntoIterator<Item = &'static str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(all)).build()
}

macro_rules! spelled {
    ($($name:ident = $type:ty;)*) => {$(
        pub(super) fn $name() -> Object {
            words(<$type>::ALL.iter().map(|one| one.as_str()))
        }
    )*};
}

spelled! {
    instrument = Instrument;
    standing = Standing;
    finding_standing = FindingStanding;
    grade = Grade;
    source = Source;
    kind = ProblemKind;
    trade = Trade;
    authority = Authority;
    publication = Publication;
}

fn ground() -> Object {
    words(Ground::ALL.iter().map(|one| one.as_str()))
}

/// At least one ground.
pub(super) fn grounds() -> Array {
    ArrayBuilder::new().items(ground()).min_items(Some(1)).build()
}
