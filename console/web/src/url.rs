//! Addresses: with questions in them, read from forms, and never leading elsewhere.

use std::fmt::Write as _;

/// A text as part of an address.
pub fn encoded(text: &str) -> String {
    escaped(text, b"-._~")
}

/// An address as a query's value: its slashes stay, so that a person can read it.
pub fn encoded_path(address: &str) -> String {
    escaped(address, b"-._~/")
}

/// All but letters, digits and these, as RFC 3986 escapes them.
fn escaped(text: &str, plain: &[u8]) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing into a string does not fail.
            let _written = write!(encoded, "%{byte:02X}");
        }
        encoded
    })
}

/// An address with the questions that ask for something.
pub fn address<'a>(path: &str, questions: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let asked = questions.into_iter().filter(|(_, value)| !value.is_empty());
    let asked: Vec<_> = asked.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    if asked.is_empty() { path.to_owned() } else { format!("{path}?{}", asked.join("&")) }
}

/// The names and values of a form that was sent as one text.
pub fn pairs(body: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(body);
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let ahead = rest.clone();
                let digits: Vec<_> =
                    ahead.take(2).filter_map(|digit| char::from(digit).to_digit(16)).collect();
                match digits.as_slice() {
                    // Two digits of four bits each are a byte.
                    [high, low] => {
                        bytes.extend(u8::try_from(high * 16 + low));
                        rest.nth(1);
                    }
                    _ => bytes.push(b'%'),
                }
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// An address of this console, or its first page: nobody is sent elsewhere from here.
pub fn local(address: &str) -> &str {
    let is_plain = address.bytes().all(|byte| (0x21..0x7f).contains(&byte) && byte != b'\\');
    let is_local = address.starts_with('/') && !address.starts_with("//");
    if is_plain && is_local { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_asks_for_nothing_is_left_out() {
        assert_eq!(address("/findings", [("a", ""), ("b", "")]), "/findings");
        assert_eq!(
            address("/findings", [("campaign", "c"), ("q", "示范&x=1")]),
            "/findings?campaign=c&q=%E7%A4%BA%E8%8C%83%26x%3D1"
        );
    }

    #[test]
    fn a_form_is_read_as_it_is_sent() {
        let read = pairs("ground=a&ground=b&reason=%E9%9A%90%E6%82%A3+%3Cb%3E%&x".as_bytes());
        let read: Vec<_> = read.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(read, [("ground", "a"), ("ground", "b"), ("reason", "隐患 <b>%"), ("x", "")]);
    }

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(local("/findings?overdue=1"), "/findings?overdue=1");
        for foreign in
            ["", "//evil.example", "https://evil.example", "/\\evil.example", "/a\nb", "javascript:1"]
        {
            assert_eq!(local(foreign), "/", "{foreign:?}");
        }
    }
}
