//! What narrows a query: one value of a column, or one of several.

use sqlx::{QueryBuilder, Sqlite};

/// Narrows a query to a column's value, if one is asked for.
pub(crate) fn narrow(query: &mut QueryBuilder<Sqlite>, column: &str, value: Option<&str>) {
    if let Some(value) = value {
        query.push(format_args!(" AND {column} = ")).push_bind(value);
    }
}

/// Narrows a query to one of several values of a column.
pub(crate) fn within<'a>(
    query: &mut QueryBuilder<Sqlite>,
    column: &str,
    values: impl IntoIterator<Item = &'a str>,
) {
    query.push(format_args!(" AND {column} IN ("));
    let mut list = query.separated(", ");
    for value in values {
        list.push_bind(value.to_owned());
    }
    query.push(")");
}
