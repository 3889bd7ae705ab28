//! The language's switch: kept in a cookie, for anybody.

use axum::{
    Form,
    http::{HeaderValue, Method, header},
    response::{IntoResponse, Redirect, Response},
    routing,
};
use duban_web::{
    WebError,
    i18n::{COOKIE_NAME, Lang},
    routes::Routes,
    url,
};
use serde::Deserialize;

pub(crate) fn routes() -> Routes {
    Routes::default().public(Method::POST, "/language", routing::post(choose))
}

#[derive(Deserialize)]
struct LanguageForm {
    lang: String,
    #[serde(default)]
    back: String,
}

async fn choose(Form(choice): Form<LanguageForm>) -> Result<Response, WebError> {
    let lang = Lang::parse(&choice.lang).ok_or_else(|| WebError::unfit("lang", "zh, en"))?;
    let cookie = format!("{COOKIE_NAME}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", lang.as_str());
    let mut response = Redirect::to(url::local(&choice.back)).into_response();
    let cookie = HeaderValue::try_from(cookie).map_err(|error| WebError::Internal(error.into()))?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}
