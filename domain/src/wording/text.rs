//! What people type: how long it may be, and what of it nobody can see.

/// The longest reason or reply, in characters.
pub const LONGEST_TEXT: usize = 2000;

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
