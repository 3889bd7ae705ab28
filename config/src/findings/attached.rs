//! The files a row names. They must lie in the spreadsheet's folder or below it, or have been handed in
//! with it: a sheet that somebody sent must not make the importer read anything else.

use crate::spreadsheet::cell::shown;
use duban_domain::command::{LONGEST_NAME, MOST_ATTACHMENTS};
use std::{
    collections::BTreeSet,
    path::{Component, Path, PathBuf},
};

/// Where the files of a spreadsheet are.
pub(super) enum Files {
    /// Nowhere: what is judged names none.
    Nowhere,
    /// In its folder.
    Beside(Folder),
    /// Handed in with it, under these names.
    HandedIn(BTreeSet<String>),
}

impl Files {
    /// The files that a cell names, in its order, and the names as they are compared.
    ///
    /// # Errors
    /// A sentence about the first that cannot be.
    pub(super) fn named(&self, text: &str) -> Result<(Vec<PathBuf>, String), String> {
        if matches!(self, Self::Nowhere) {
            return Ok(<_>::default());
        }
        let names = text.split([';', '；', '\n']).map(str::trim).filter(|name| !name.is_empty());
        let names: Vec<String> = names.map(|name| name.replace('\\', "/")).collect();
        count(names.len())?;
        let files = names.iter().map(|name| self.file(name)).collect::<Result<_, _>>()?;
        Ok((files, names.join(";")))
    }

    fn file(&self, name: &str) -> Result<PathBuf, String> {
        let relative = Path::new(name);
        let below = relative.components().all(|part| matches!(part, Component::Normal(_)));
        let file_name = relative.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if !below || name.contains(':') || file_name.is_empty() {
            return Err(format!("“{}”不是表格所在文件夹内的文件名；请只写文件名", shown(name)));
        }
        plain(file_name)?;
        match self {
            Self::Nowhere => Ok(relative.to_owned()),
            Self::Beside(folder) => folder.file(relative, name),
            // Whoever hands files in leaves their folders behind.
            Self::HandedIn(names) if names.contains(file_name) => Ok(PathBuf::from(file_name)),
            Self::HandedIn(_) => Err(format!("没有上传“{}”；请与表格一起选中上传", shown(file_name))),
        }
    }
}

/// The folder of a spreadsheet, with every link in its path followed.
pub(super) struct Folder {
    path: PathBuf,
    true_path: Option<PathBuf>,
}

impl Folder {
    /// The folder a spreadsheet lies in.
    pub(super) fn of(sheet: &Path) -> Self {
        let folder = sheet.parent().filter(|folder| !folder.as_os_str().is_empty());
        let path = folder.unwrap_or(Path::new(".")).to_owned();
        let true_path = path.canonicalize().ok();
        Self { path, true_path }
    }

    fn file(&self, relative: &Path, name: &str) -> Result<PathBuf, String> {
        let path = self.path.join(relative);
        if !path.is_file() {
            return Err(format!("表格所在文件夹内没有“{}”；请把附件与表格放在一起", shown(name)));
        }
        // A link beside the sheet may lead elsewhere.
        let inside = path.canonicalize().ok().zip(self.true_path.as_ref());
        if !inside.is_some_and(|(file, folder)| file.starts_with(folder)) {
            return Err(format!("“{}”指向表格所在文件夹之外；请放入文件本身", shown(name)));
        }
        Ok(path)
    }
}

/// Whether somebody can be expected to read so many files.
///
/// # Errors
/// A sentence that says how many there may be.
pub(super) fn count(files: usize) -> Result<(), String> {
    if files <= MOST_ATTACHMENTS {
        Ok(())
    } else {
        Err(format!("共{files}个附件，最多{MOST_ATTACHMENTS}个"))
    }
}

/// Whether a file may go by this name.
///
/// # Errors
/// A sentence that says what is wrong with it.
pub(super) fn plain(name: &str) -> Result<(), String> {
    if name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control) {
        return Ok(());
    }
    Err(format!("附件名“{}”太长或含有控制字符；最多{LONGEST_NAME}个字", shown(name)))
}
