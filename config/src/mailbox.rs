//! An address with a name beside it, as settings write a sender.

use duban_domain::mailbox::check;

/// The name (perhaps empty) and the address of a text such as `督办系统 <duban@bureau.example>`.
///
/// # Errors
/// A sentence that says what to write.
pub(crate) fn parse_mailbox(text: &str) -> Result<(String, String), String> {
    if text.chars().any(char::is_control) {
        return Err(format!("{text:?} holds a control character; write it on one line"));
    }
    let (name, address) = match text.split_once('<') {
        Some((name, rest)) => {
            (name.trim().trim_matches('"').trim(), rest.trim().strip_suffix('>').unwrap_or(rest))
        }
        None => ("", text.trim()),
    };
    check(address.trim()).map_err(|told| told.english)?;
    Ok((name.to_owned(), address.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_an_address_perhaps_with_a_name() {
        let pair = |name: &str, address: &str| Ok((name.to_owned(), address.to_owned()));
        assert_eq!(
            parse_mailbox("督办系统 <duban@bureau.example>"),
            pair("督办系统", "duban@bureau.example")
        );
        assert_eq!(parse_mailbox("\"督办, 系统\" <a@b.c>"), pair("督办, 系统", "a@b.c"));
        assert_eq!(parse_mailbox("duban@bureau.example"), pair("", "duban@bureau.example"));
        for bad in ["督办系统", "x <a@b>", "x\n<a@b.c>", "x <a@b.c> y", "督办 <王@局.中国>"] {
            assert!(parse_mailbox(bad).is_err(), "{bad:?}");
        }
    }
}
