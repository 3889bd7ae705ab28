//! The ending that a name bears follows what the file is: whoever opens it later goes by that.

use super::danger::ending;

/// The kinds that are usually taken, with the endings they bear; the first is the usual one.
const ENDINGS: &[(&str, &[&str])] = &[
    ("image/jpeg", &["jpg", "jpeg", "jpe", "jfif"]),
    ("image/png", &["png"]),
    ("image/webp", &["webp"]),
    ("image/heif", &["heic", "heif"]),
    ("application/pdf", &["pdf"]),
    ("application/ofd", &["ofd"]),
    ("application/msword", &["doc", "wps", "wpt", "dot"]),
    ("application/vnd.ms-excel", &["xls", "et", "ett", "xlt"]),
    ("application/vnd.ms-powerpoint", &["ppt", "dps", "dpt", "pps", "pot"]),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx", "dotx", "wps"]),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx", "xltx", "et"]),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        &["pptx", "ppsx", "potx", "dps"],
    ),
    ("text/plain", &["txt", "log", "md"]),
    ("text/csv", &["csv"]),
];

/// A name with an ending that fits the kind: one of another kind's is replaced, any other is followed by it.
pub(crate) fn named(name: &str, media_type: &str) -> String {
    let Some((_, fitting)) = ENDINGS.iter().find(|(kind, _)| *kind == media_type) else {
        return name.to_owned();
    };
    let Some(ending) = ending(name) else { return format!("{name}.{}", fitting[0]) };
    if fitting.contains(&ending.as_str()) {
        return name.to_owned();
    }
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let of_another = ENDINGS.iter().any(|(_, endings)| endings.contains(&ending.as_str()));
    format!("{}.{}", if of_another && !stem.is_empty() { stem } else { name }, fitting[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_follows_the_kind() {
        for (name, kind, shown) in [
            ("照片.JPG", "image/jpeg", "照片.JPG"),
            ("照片.jpeg", "image/jpeg", "照片.jpeg"),
            ("照片.png", "image/jpeg", "照片.jpg"),
            ("照片.exe", "image/jpeg", "照片.exe.jpg"),
            ("照片", "image/png", "照片.png"),
            ("2024.7.1", "text/plain", "2024.7.1.txt"),
            ("表.xls", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "表.xlsx"),
            ("函.wps", "application/msword", "函.wps"),
            ("x.anything", "application/zip", "x.anything"),
        ] {
            assert_eq!(named(name, kind), shown, "{name} {kind}");
        }
    }
}
