//! Every operation of the API: the one list that the routes and the description are made from.

use super::{
    amendments, approvals, attached, audit, bureaus, calendar, campaigns, directives, dockets, documents,
    figures, files, findings, holidays, inbox, inboxes, incidents, laggards, league, listings, matrix,
    notices, overview, plan_templates, plans, prepared_launches, rehearsals, subjects, tokens, users,
    webhooks,
};
use duban_web::Console;
use utoipa_axum::router::UtoipaMethodRouter;

/// Every operation: its description and its handler.
pub(super) fn operations() -> Vec<UtoipaMethodRouter<Console>> {
    [
        overview::operations(),
        inbox::operations(),
        bureaus::operations(),
        campaigns::operations(),
        amendments::operations(),
        matrix::operations(),
        laggards::operations(),
        plans::operations(),
        directives::operations(),
        plan_templates::operations(),
        prepared_launches::operations(),
        rehearsals::operations(),
        dockets::operations(),
        approvals::operations(),
        notices::operations(),
        documents::operations(),
        files::operations(),
        attached::operations(),
        findings::operations(),
        listings::operations(),
        incidents::operations(),
        figures::operations(),
        subjects::operations(),
        league::operations(),
        users::operations(),
        tokens::operations(),
        webhooks::operations(),
        inboxes::operations(),
        calendar::operations(),
        holidays::operations(),
        audit::operations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_schemas_have_one_name() {
        let mut known = std::collections::BTreeMap::new();
        for (schemas, ..) in operations() {
            for (name, schema) in schemas {
                let schema = serde_json::to_value(schema).unwrap();
                let before = known.entry(name.clone()).or_insert_with(|| schema.clone());
                assert_eq!(*before, schema, "{name} stands for two things");
            }
        }
        assert!(known.len() > 50);
    }
}
