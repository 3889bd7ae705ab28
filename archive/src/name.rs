//! The name a file is shown under. It comes from whoever handed the file in, so everything that could
//! lead a reader or a program astray is taken out of it.

/// Longest name, in characters.
const CHARACTERS: usize = 200;
/// Longest name, in bytes: file systems take 255, and whoever saves a file may add something.
const BYTES: usize = 240;
/// An extension longer than this is none.
const EXTENSION: usize = 16;
/// The name of a file whose own leaves nothing.
const NAMELESS: &str = "附件";

/// The last component of a name, without control and direction characters, and short enough for a file
/// system. Never empty.
pub fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|c| !is_hidden(*c)).map(plain).collect();
    let trimmed = shown.trim_matches(|c: char| c.is_whitespace() || c == '.');
    let short = shorten(trimmed);
    if short.is_empty() { NAMELESS.into() } else { short }
}

/// What does not show, or turns the direction of what follows: `photo`, a reversing mark, `gpj.exe`.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// What some file systems do not take in a name.
fn plain(c: char) -> char {
    if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c }
}

/// Shortens the part before the extension.
fn shorten(name: &str) -> String {
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.len() <= EXTENSION => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let mut short = String::new();
    for c in stem.chars().take(CHARACTERS - extension.chars().count()) {
        if short.len() + c.len_utf8() + extension.len() > BYTES {
            break;
        }
        short.push(c);
    }
    short.truncate(short.trim_end().len());
    short + &extension
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn a_name_is_its_last_component() {
        assert_eq!(clean("../../etc/passwd"), "passwd");
        assert_eq!(clean("C:\\Users\\王\\整改.docx"), "整改.docx");
        assert_eq!(clean("C:整改.docx"), "C_整改.docx");
        assert_eq!(clean("现场照片 1.jpg"), "现场照片 1.jpg");
        assert_eq!(clean(" .报告.pdf. "), "报告.pdf");
    }

    #[test]
    fn what_does_not_show_is_taken_out() {
        assert_eq!(clean("photo\u{202e}gpj.exe"), "photogpj.exe");
        assert_eq!(clean("a\u{0}b\r\n\tc\u{7f}.txt"), "abc.txt");
        assert_eq!(clean("\u{feff}\u{2066}报\u{200b}告\u{2069}.pdf"), "报告.pdf");
    }

    #[test]
    fn a_name_is_never_empty() {
        for nothing in ["", "/", "..", "a/..", ".", " ", "\u{202e}", "dir/"] {
            assert_eq!(clean(nothing), "附件", "{nothing:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let long = clean(&("x".repeat(1000) + ".jpeg"));
        assert_eq!((long.chars().count(), long.ends_with("x.jpeg")), (200, true));
        let chinese = clean(&("照".repeat(1000) + ".jpg"));
        assert!(chinese.len() <= 240 && chinese.ends_with("照.jpg"), "{}", chinese.len());
        let no_extension = clean(&format!("a.{}", "b".repeat(1000)));
        assert_eq!(no_extension.chars().count(), 200);
        assert_eq!(clean(&clean(&"照 . ".repeat(300))), clean(&"照 . ".repeat(300)));
    }
}
