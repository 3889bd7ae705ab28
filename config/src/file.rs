//! Opening a file safely: its size is checked before its content is read, and it must be UTF-8.

use crate::problem::{Problem, Refused};
use duban_domain::sentence;
use std::{
    fs::File,
    io::{ErrorKind, Read},
    path::Path,
};

/// What a plan, a script, a holiday table or a settings file may weigh.
pub(crate) const SMALL: u64 = 1 << 20;

/// What a bureau list may weigh: every bureau of the country fits many times over.
pub(crate) const LARGE: u64 = 16 << 20;

/// What some editors put before a text; it is not part of it.
pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// The bytes of a file.
///
/// # Errors
/// It cannot be read or is larger than `limit` bytes.
pub(crate) fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Refused> {
    let cannot = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => Refused::whole(
            path,
            sentence!("there is no such file; check the path", "没有这个文件；请检查路径"),
        ),
        ErrorKind::IsADirectory => Refused::whole(
            path,
            sentence!("this is a folder; name a file in it", "这是文件夹；请指定其中的文件"),
        ),
        ErrorKind::PermissionDenied => Refused::whole(
            path,
            sentence!(
                "this file may not be read; change its permissions",
                "没有读取此文件的权限；请修改权限"
            ),
        ),
        _ => Refused::whole(path, sentence!("cannot be read: {error}", "无法读取：{error}")),
    };
    // Read one byte past the limit instead of trusting the size: a pipe or a growing file has none.
    let mut bytes = Vec::new();
    File::open(path).map_err(cannot)?.take(limit + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > limit {
        return Err(too_large(path, limit));
    }
    Ok(bytes)
}

/// Refuses what weighs more than `limit` bytes.
pub(crate) fn too_large(path: &Path, limit: u64) -> Refused {
    let mib = limit >> 20;
    Refused::whole(
        path,
        sentence!(
            "the file is larger than {mib} MiB; split it or shorten it",
            "文件超过{mib} MiB；请拆分或精简"
        ),
    )
}

/// The text of a file, without a byte-order mark.
///
/// # Errors
/// As [`read_bytes`], or it is not UTF-8.
pub(crate) fn read_text(path: &Path, limit: u64) -> Result<String, Refused> {
    text_of(path, read_bytes(path, limit)?)
}

/// The text of any file of ours, such as a calendar from before.
///
/// # Errors
/// It cannot be read, is not UTF-8 or larger than any such file.
pub fn read_file(path: &Path) -> Result<String, Refused> {
    read_text(path, LARGE)
}

/// Bytes as text, without a byte-order mark; `path` is only told in problems.
///
/// # Errors
/// They are not UTF-8.
pub fn text_of(path: &Path, bytes: Vec<u8>) -> Result<String, Refused> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let message = sentence!(
            "this line is not UTF-8 text; save the file as UTF-8",
            "此行不是UTF-8文本；请将文件另存为UTF-8编码"
        );
        let problem = Problem::of_file(path, message);
        Refused { problems: vec![Problem { line: Some(line), ..problem }] }
    })?;
    Ok(match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}
