//! A sane check of mail addresses. It refuses what could never be delivered or could smuggle a
//! header into a mail; whether a mailbox exists only the mail server knows.

/// Whether a text is one plain address, such as `office@bureau.example`.
///
/// # Errors
/// A sentence that says what to write.
pub(crate) fn check_address(text: &str) -> Result<(), String> {
    let bad = |why: &str| {
        Err(format!("{text:?} is not a mail address: {why}; write one like office@bureau.example"))
    };
    if text.is_empty() {
        return Err("the mail address is missing; write one like office@bureau.example".to_owned());
    }
    if text.chars().count() > 254 {
        return bad("it is longer than 254 characters");
    }
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || ",;<>\"()[]\\".contains(c)) {
        return bad("it holds a space or another character that may not stand in one");
    }
    match text.split('@').collect::<Vec<_>>()[..] {
        [local, domain] if local.is_empty() || domain.is_empty() => bad("one side of its @ is empty"),
        [_, domain] if !domain.contains('.') || domain.split('.').any(str::is_empty) => {
            bad("its domain needs a dot between two words")
        }
        [_, _] => Ok(()),
        _ => bad("it must have exactly one @"),
    }
}

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
    check_address(address.trim())?;
    Ok((name.to_owned(), address.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_sanely() {
        for good in ["office.522701@bureau.example", "a@b.c", "王@局.中国"] {
            check_address(good).unwrap();
        }
        for bad in [
            "",
            "a",
            "@b.c",
            "a@",
            "a@b",
            "a@b..c",
            "a@@b.c",
            "a b@c.d",
            "a@b.c\r\nBcc: x@y.z",
            "a@b.c,d@e.f",
            "a@.c",
        ] {
            assert!(check_address(bad).is_err(), "{bad:?}");
        }
        let pair = |name: &str, address: &str| Ok((name.to_owned(), address.to_owned()));
        assert_eq!(
            parse_mailbox("督办系统 <duban@bureau.example>"),
            pair("督办系统", "duban@bureau.example")
        );
        assert_eq!(parse_mailbox("\"督办, 系统\" <a@b.c>"), pair("督办, 系统", "a@b.c"));
        assert_eq!(parse_mailbox("duban@bureau.example"), pair("", "duban@bureau.example"));
        for bad in ["督办系统", "x <a@b>", "x\n<a@b.c>", "x <a@b.c> y"] {
            assert!(parse_mailbox(bad).is_err(), "{bad:?}");
        }
    }
}
