//! Lists the built-in templates: every file of `templates/zh`, by its name. Mails are built by this, too.

use std::{env, fs, io, path::PathBuf};

fn main() -> io::Result<()> {
    let place = |variable| env::var(variable).map(PathBuf::from).map_err(io::Error::other);
    let folder = place("CARGO_MANIFEST_DIR")?.join("templates/zh");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = fs::read_dir(&folder)?.map(|file| Ok(file?.path())).collect::<io::Result<Vec<_>>>()?;
    files.sort();
    let mut list = "&[\n".to_owned();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with('.') && (name.ends_with(".txt") || name.ends_with(".html")) {
            list.push_str(&format!("({name:?}, include_str!({:?})),\n", file.display().to_string()));
        }
    }
    fs::write(place("OUT_DIR")?.join("templates.rs"), list + "]\n")
}
