//! How spreadsheets call their columns.

/// The letters of a column, counted from 0: A, B, … Z, AA.
pub(crate) fn letters(mut at: u32) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(at % 26).unwrap_or_default()));
        match at / 26 {
            0 => break,
            more => at = more - 1,
        }
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_are_lettered_as_spreadsheets_do() {
        let expected = [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")];
        for (at, text) in expected {
            assert_eq!(letters(at), text);
        }
    }
}
