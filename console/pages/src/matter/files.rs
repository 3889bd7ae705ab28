//! Files on their way out: photographs are shown, everything else is saved, and nothing is ever run.

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use duban_domain::Attachment;
use duban_web::{Viewer, WebError};

/// What a browser may show by itself; anything else could carry a script.
const SHOWN: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// A file of a matter, for its page.
#[derive(Clone, Debug)]
pub(crate) struct FileView {
    /// Its address.
    pub(crate) href: String,
    /// Its name.
    pub(crate) name: String,
    /// Its length, as people say it.
    pub(crate) size: String,
    /// Whether it is a picture.
    pub(crate) is_picture: bool,
}

/// Files under the address of their matter.
pub(crate) fn views(matter: &str, attachments: &[Attachment]) -> Vec<FileView> {
    let view = |file: &Attachment| FileView {
        href: format!("{matter}/files/{}", file.sha256),
        name: file.name.clone(),
        size: size(file.size),
        is_picture: SHOWN.contains(&file.media_type.as_str()),
    };
    attachments.iter().map(view).collect()
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{} KB", bytes.div_ceil(1024)),
        _ => format!("{} MB", bytes.div_ceil(1 << 20)),
    }
}

/// The file with this hash among those a matter has: whoever may see the matter may have it.
///
/// # Errors
/// [`WebError::NotFound`] where the matter has no such file.
pub(crate) async fn download<'a>(
    viewer: &Viewer,
    mut of_the_matter: impl Iterator<Item = &'a Attachment>,
    sha256: &str,
) -> Result<Response, WebError> {
    let file = of_the_matter.find(|file| file.sha256 == sha256).ok_or(WebError::NotFound)?;
    let content = viewer.content(file).await?;
    let shown = SHOWN.contains(&file.media_type.as_str());
    let kind = if shown { file.media_type.as_str() } else { "application/octet-stream" };
    let mut response = Body::from(content).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, value(kind)?);
    headers.insert(header::CONTENT_DISPOSITION, value(&disposition(shown, &file.name))?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    Ok(response)
}

/// How a browser is to take a file (RFC 6266, RFC 8187).
pub(crate) fn disposition(shown: bool, name: &str) -> String {
    let how = if shown { "inline" } else { "attachment" };
    format!("{how}; filename*=UTF-8''{}", duban_web::url::encoded(name))
}

pub(crate) fn value(text: &str) -> Result<HeaderValue, WebError> {
    HeaderValue::try_from(text).map_err(|error| WebError::Internal(error.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let told = disposition(false, "照片\"\r\nSet-Cookie: a=b;.jpg");
        assert_eq!(
            told,
            "attachment; filename*=UTF-8''%E7%85%A7%E7%89%87%22%0D%0ASet-Cookie%3A%20a%3Db%3B.jpg"
        );
        assert!(HeaderValue::try_from(told).is_ok());
    }

    #[test]
    fn only_pictures_are_shown() {
        let file = |media_type: &str| Attachment {
            name: "x".into(),
            size: 2000,
            media_type: media_type.into(),
            sha256: "0".repeat(64),
        };
        let files = [file("image/png"), file("image/svg+xml"), file("text/html"), file("application/pdf")];
        let shown: Vec<_> = views("/m", &files).into_iter().map(|view| view.is_picture).collect();
        assert_eq!(shown, [true, false, false, false]);
        assert_eq!(views("/m", &files)[0].size, "2 KB");
    }
}
