//! Opening a file safely: its size is checked before its content is read, and it must be UTF-8.

use crate::problem::{Problem, Refused};
use std::{
    fs::File,
    io::{ErrorKind, Read},
    path::Path,
};

/// What a plan, a script, a holiday table or a settings file may weigh.
pub(crate) const SMALL: u64 = 1 << 20;

/// What a bureau list may weigh: every bureau of the country fits many times over.
pub(crate) const LARGE: u64 = 16 << 20;

/// The bytes of a file.
///
/// # Errors
/// It cannot be read or is larger than `limit` bytes.
pub(crate) fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Refused> {
    let cannot = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => Refused::file(path, "there is no such file; check the path"),
        ErrorKind::IsADirectory => Refused::file(path, "this is a folder; name a file in it"),
        ErrorKind::PermissionDenied => {
            Refused::file(path, "this file may not be read; change its permissions")
        }
        _ => Refused::file(path, format!("cannot be read: {error}")),
    };
    // Read one byte past the limit instead of trusting the size: a pipe or a growing file has none.
    let mut bytes = Vec::new();
    File::open(path).map_err(cannot)?.take(limit + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > limit {
        let mib = limit >> 20;
        return Err(Refused::file(
            path,
            format!("the file is larger than {mib} MiB; split it or shorten it"),
        ));
    }
    Ok(bytes)
}

/// The text of a file, without a byte-order mark.
///
/// # Errors
/// As [`read_bytes`], or it is not UTF-8.
pub(crate) fn read_text(path: &Path, limit: u64) -> Result<String, Refused> {
    let text = String::from_utf8(read_bytes(path, limit)?).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let problem = Problem::of_file(path, "this line is not UTF-8 text; save the file as UTF-8");
        Refused { problems: vec![Problem { line: Some(line), ..problem }] }
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}
