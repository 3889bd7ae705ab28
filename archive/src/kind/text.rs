//! Whether bytes are a text: UTF-8 or GB 18030 throughout, and without the control characters that no
//! text has.

/// Judges bytes that come piece by piece.
pub(super) struct Text {
    /// The beginning of a character whose end is in the next piece; `None` once it is not UTF-8.
    utf8: Option<Vec<u8>>,
    /// How far a character has come; `None` once it is not GB 18030.
    gb18030: Option<Gb18030>,
    clean: bool,
}

impl Default for Text {
    fn default() -> Self {
        Self { utf8: Some(Vec::new()), gb18030: Some(Gb18030::Start), clean: true }
    }
}

impl Text {
    /// Looks at the next piece.
    pub(super) fn take(&mut self, piece: &[u8]) {
        self.clean &= !piece.iter().any(|byte| is_control(*byte));
        if !self.clean {
            return;
        }
        self.utf8 = self.utf8.take().and_then(|begun| utf8(begun, piece));
        self.gb18030 = self.gb18030.and_then(|state| piece.iter().try_fold(state, |s, byte| s.next(*byte)));
    }

    /// Whether all pieces together are a text.
    pub(super) fn is_text(&self) -> bool {
        let utf8 = self.utf8.as_ref().is_some_and(Vec::is_empty);
        self.clean && (utf8 || self.gb18030 == Some(Gb18030::Start))
    }
}

/// Control characters other than tabs, line ends and form feeds.
fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// What is left of `begun` and `piece` after the last whole character.
fn utf8(mut begun: Vec<u8>, piece: &[u8]) -> Option<Vec<u8>> {
    begun.extend_from_slice(piece);
    match std::str::from_utf8(&begun) {
        Ok(_) => Some(Vec::new()),
        Err(error) if error.error_len().is_none() => Some(begun.split_off(error.valid_up_to())),
        Err(_) => None,
    }
}

/// How far a character of one, two or four bytes has come.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum Gb18030 {
    Start,
    One,
    Two,
    Three,
}

impl Gb18030 {
    fn next(self, byte: u8) -> Option<Self> {
        match (self, byte) {
            (Self::Start, 0..=0x7f) | (Self::One, 0x40..=0x7e | 0x80..=0xfe) | (Self::Three, 0x30..=0x39) => {
                Some(Self::Start)
            }
            (Self::Start, 0x81..=0xfe) => Some(Self::One),
            (Self::One, 0x30..=0x39) => Some(Self::Two),
            (Self::Two, 0x81..=0xfe) => Some(Self::Three),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    fn is_text(bytes: &[u8]) -> bool {
        let mut whole = Text::default();
        whole.take(bytes);
        // Wherever it is cut, the answer is the same.
        for cut in 0..=bytes.len() {
            let mut pieces = Text::default();
            pieces.take(&bytes[..cut]);
            pieces.take(&bytes[cut..]);
            assert_eq!(pieces.is_text(), whole.is_text(), "cut at {cut}");
        }
        whole.is_text()
    }

    #[test]
    fn utf8_and_gb18030_are_text() {
        assert!(is_text("序号,企业名称\r\n1,都匀电缆厂\n".as_bytes()));
        // 序号 in GB 18030, and a character of four bytes.
        assert!(is_text(b"\xd0\xf2\xba\xc5,\x95\x32\x82\x36\n"));
        assert!(is_text(b""));
    }

    #[test]
    fn anything_else_is_not() {
        assert!(!is_text(b"a\0b"));
        assert!(!is_text(b"\x1b[2J"));
        assert!(!is_text(b"abc\xff\xfe"));
        assert!(!is_text(b"\x80abc"));
        assert!(!is_text(b"\xd0"), "half a character");
    }
}
