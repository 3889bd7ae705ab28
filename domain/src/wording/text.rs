//! What people type: how long it may be, and what of it nobody can see.

use crate::wording::{characters, refusal::Refusal};

/// The longest reason or reply, in characters.
pub const LONGEST_TEXT: usize = 2000;
/// The longest name of an attachment, in characters.
pub const LONGEST_NAME: usize = 200;

/// A text that came with a command, trimmed. A browser ends its lines with CR and LF, and what is pasted has
/// tabs; at any other control character databases and mail headers would choke.
///
/// # Errors
/// It is empty, too long or holds such a character.
pub fn written(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let plain = text.chars().all(|sign| !sign.is_control() || matches!(sign, '\n' | '\r' | '\t'));
    let fits = (1..=LONGEST_TEXT).contains(&text.chars().count());
    if plain && fits { Ok(text.to_owned()) } else { Err(Refusal::BadText(LONGEST_TEXT)) }
}

/// The same for a text that is handed in now, which every computer must be able to show.
///
/// # Errors
/// As [`written`], or it holds a character that only some computers show.
pub fn newly_written(text: &str) -> Result<String, Refusal> {
    characters::check(text).map_err(Refusal::Unprintable)?;
    written(text)
}

/// The name of an attachment: short and on one line.
///
/// # Errors
/// It is missing, too long or not plain.
pub fn check_name(name: &str) -> Result<(), Refusal> {
    let fits = (1..=LONGEST_NAME).contains(&name.trim().chars().count());
    if fits && !name.chars().any(char::is_control) { Ok(()) } else { Err(Refusal::BadName(LONGEST_NAME)) }
}

/// The first character that does not show, or turns the direction of reading, with all that stands before it.
pub fn first_invisible(text: &str) -> Option<(&str, char)> {
    text.char_indices().find(|(_, sign)| is_invisible(*sign)).map(|(at, sign)| (&text[..at], sign))
}

/// Whether a character does not show: zero-width characters, controls of direction, tags. Line breaks and
/// other control characters are told elsewhere.
pub const fn is_invisible(sign: char) -> bool {
    matches!(sign,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_invisible_character_is_found_with_what_stands_before_it() {
        assert_eq!(first_invisible("专项\u{200b}行\u{202e}动"), Some(("专项", '\u{200b}')));
        assert_eq!(first_invisible("专项 行动　（2026）"), None);
    }
}
