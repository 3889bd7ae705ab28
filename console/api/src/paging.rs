//! Lists page by page. A place in a list is a key, not a number, so that what comes or goes meanwhile shifts
//! nothing; the reader gets it as an opaque cursor and, ready to follow, in the `Link` header.

use super::hex::{hex, unhex};
use axum::{
    Json,
    extract::OriginalUri,
    http::{HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use duban_web::WebError;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::{IntoParams, ToSchema};

/// The longest page.
const LONGEST: u32 = 500;
/// A page where nobody says how long.
const USUAL: u32 = 100;

/// Which page of a list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Paging {
    /// So many at most.
    #[param(minimum = 1, maximum = 500, example = 100)]
    limit: Option<u32>,
    /// What follows this place, from the `next` of the page before.
    #[param(max_length = 400)]
    after: Option<String>,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Listed<T> {
    /// What is on it.
    items: Vec<T>,
    /// The place after it; none: it is the last.
    next: Option<String>,
}

impl Paging {
    /// How many at most.
    ///
    /// # Errors
    /// It is not between 1 and 500.
    pub(super) fn limit(&self) -> Result<u32, WebError> {
        let limit = self.limit.unwrap_or(USUAL);
        let fits = (1..=LONGEST).contains(&limit);
        if fits { Ok(limit) } else { Err(WebError::unfit("limit", format!("1–{LONGEST}"))) }
    }

    /// How many to ask of a store that gives `most` at a time, and how many of these a page then shows: one
    /// that is not shown tells whether more follow.
    ///
    /// # Errors
    /// The limit is not between 1 and 500.
    pub(super) fn asked_and_shown(&self, most: u32) -> Result<(u32, u32), WebError> {
        let limit = self.limit()?;
        Ok(((limit + 1).min(most), limit.min(most - 1)))
    }

    /// The place that was given.
    ///
    /// # Errors
    /// It is none that a page gave.
    pub(super) fn place<C: DeserializeOwned>(&self) -> Result<Option<C>, WebError> {
        let Some(text) = &self.after else { return Ok(None) };
        let bytes = unhex(text).and_then(|bytes| serde_json::from_slice(&bytes).ok());
        bytes.map(Some).ok_or_else(|| WebError::unfit("after", text.chars().take(40).collect::<String>()))
    }

    /// A page of rows that stand in the order of their keys.
    ///
    /// # Errors
    /// The place or the limit is invalid.
    pub(super) fn of<T, K>(&self, rows: Vec<T>, key: impl Fn(&T) -> K) -> Result<Paged<T>, WebError>
    where
        K: Serialize + DeserializeOwned + Ord,
    {
        let (limit, after) = (self.limit()? as usize, self.place::<K>()?);
        let mut rows: Vec<_> =
            rows.into_iter().filter(|row| after.as_ref().is_none_or(|after| key(row) > *after)).collect();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| cursor(&key(row)));
        Ok(Paged { rows, next })
    }
}

/// Rows of one page and the place after it.
pub(super) struct Paged<T> {
    rows: Vec<T>,
    next: Option<String>,
}

impl<T> Paged<T> {
    /// What is on the page.
    pub(super) fn rows(&self) -> &[T] {
        &self.rows
    }

    /// The page with other rows, for what had to be looked up of each.
    pub(super) fn with<U>(self, rows: Vec<U>) -> Paged<U> {
        Paged { rows, next: self.next }
    }

    /// Rows that were read one more than fit, to know whether more follow.
    pub(super) fn of_one_more<K: Serialize>(mut rows: Vec<T>, limit: u32, key: impl Fn(&T) -> K) -> Self {
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| cursor(&key(row)));
        Self { rows, next }
    }

    /// As an answer, each row shown.
    pub(super) fn answer<S: Serialize>(self, asked: &OriginalUri, show: impl Fn(T) -> S) -> Response {
        let link = self.next.as_ref().and_then(|next| link(&asked.0, next));
        let listed = Listed { items: self.rows.into_iter().map(show).collect(), next: self.next };
        let mut response = Json(listed).into_response();
        if let Some(link) = link {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}

fn cursor(key: &impl Serialize) -> String {
    hex(&serde_json::to_vec(key).unwrap_or_default())
}

/// The same address with another place.
fn link(asked: &Uri, next: &str) -> Option<HeaderValue> {
    let kept = asked.query().unwrap_or_default().split('&');
    let kept: Vec<_> = kept.filter(|pair| !pair.is_empty() && !pair.starts_with("after=")).collect();
    let query = [&kept[..], &[&format!("after={next}")[..]]].concat().join("&");
    HeaderValue::try_from(format!("<{}?{query}>; rel=\"next\"", asked.path())).ok()
}
