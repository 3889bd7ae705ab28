//! The OpenAPI description: every operation's own part, and what all of them have in common.

use super::operations::operations;
use axum::http::Method;
use serde_json::json;
use std::sync::LazyLock;
use utoipa::{
    OpenApi as _, ToSchema,
    openapi::{
        Components, Content, OpenApi, Ref, RefOr, Required,
        header::HeaderBuilder,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
        response::{Response, ResponseBuilder},
        schema::{ObjectBuilder, Type},
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

/// Where the description is served.
pub(super) const PATH: &str = "/api/v1/openapi.json";

/// What every answer that is none of success looks like (RFC 9457).
#[derive(ToSchema)]
#[schema(as = Problem)]
#[expect(dead_code, reason = "it is read for its schema only")]
struct ProblemSchema {
    /// What kind of problem: `urn:duban:problem:` and a word, or `about:blank`.
    #[schema(example = "urn:duban:problem:refused")]
    r#type: String,
    /// The same for a person.
    title: String,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What exactly.
    detail: Option<String>,
    /// What is invalid in what was sent.
    errors: Option<Vec<UnfitSchema>>,
}

/// One thing that is invalid.
#[derive(ToSchema)]
#[schema(as = Unfit)]
#[expect(dead_code, reason = "it is read for its schema only")]
struct UnfitSchema {
    /// Where in what was sent; empty: the whole.
    field: String,
    /// Why, and what to do.
    reason: String,
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Duban",
        version = "1",
        description = "Supervision campaigns of market-regulation bureaus: what people do in the console, for programs. \
            Times are RFC 3339 with the campaign's offset. Lists come page by page; the next page's address is in the \
            Link header. Whoever repeats a write with the same Idempotency-Key gets the first answer again. \
            Problems are worded in the language of Accept-Language: zh, or en."
    ),
    components(schemas(ProblemSchema, UnfitSchema))
)]
struct ApiDescription;

/// The methods of an item.
pub(super) fn methods(item: &PathItem) -> Vec<Method> {
    let all = [
        (&item.get, Method::GET),
        (&item.post, Method::POST),
        (&item.put, Method::PUT),
        (&item.delete, Method::DELETE),
    ];
    all.into_iter().filter(|(operation, _)| operation.is_some()).map(|(_, method)| method).collect()
}

/// The whole description.
pub(super) fn api() -> OpenApi {
    static API: LazyLock<OpenApi> = LazyLock::new(assemble);
    API.clone()
}

fn assemble() -> OpenApi {
    let mut api = ApiDescription::openapi();
    let components = api.components.get_or_insert_with(Components::new);
    components
        .security_schemes
        .insert("token".to_owned(), RefOr::T(SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer))));
    components.responses.insert("Problem".to_owned(), RefOr::T(problem()));
    for (schemas, paths, _) in operations() {
        components.schemas.extend(schemas);
        for (path, mut item) in paths.paths {
            if let Some(operation) = &mut item.get {
                reads(operation);
            }
            if let Some(operation) = &mut item.post {
                writes(operation);
            }
            api.paths.paths.insert(path, item);
        }
    }
    api.security = Some(vec![SecurityRequirement::new::<_, [String; 0], String>("token", [])]);
    api
}

fn problem() -> Response {
    let content = Content::new(Some(Ref::from_schema_name("Problem")));
    ResponseBuilder::new()
        .description("Nothing changed; the problem says why.")
        .content("application/problem+json", content)
        .build()
}

fn refuses(operation: &mut Operation, statuses: &[&str]) {
    for status in statuses {
        let response = RefOr::Ref(Ref::from_response_name("Problem"));
        operation.responses.responses.entry((*status).to_owned()).or_insert(response);
    }
}

/// What every read has: an entity tag, and an answer for whoever has it.
fn reads(operation: &mut Operation) {
    let known = header("If-None-Match", "An entity tag; what has not changed since is not sent again.", 200);
    operation.parameters.get_or_insert_default().push(RefOr::T(known));
    let unchanged = Response::new("What the entity tag stands for has not changed.");
    operation.responses.responses.insert("304".to_owned(), RefOr::T(unchanged));
    for (status, response) in &mut operation.responses.responses {
        if let (true, RefOr::T(response)) = (status.starts_with('2'), response) {
            let tag = HeaderBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String)));
            response
                .headers
                .insert("ETag".to_owned(), RefOr::T(tag.description(Some("A strong entity tag.")).build()));
        }
    }
    refuses(operation, &["400", "401", "403", "404", "422", "429", "503"]);
}

/// What every write has: a key that makes it happen once.
fn writes(operation: &mut Operation) {
    let key = header(
        "Idempotency-Key",
        "Chosen by the sender, for a day. The same request under the same key is done once and answered the same; \
         another request under it is refused (422); one that is being done is a conflict (409). An answer \
         with a secret is told once and not kept: the same request again is a conflict (409).",
        duban_web::once::LONGEST_KEY,
    );
    operation.parameters.get_or_insert_default().push(RefOr::T(key));
    refuses(operation, &["400", "401", "403", "404", "409", "413", "415", "422", "429", "503"]);
}

fn header(name: &str, description: &str, longest: usize) -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(longest))
        .pattern(Some("^[!-~]+$"))
        .examples([json!("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")]);
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}
