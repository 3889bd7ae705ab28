//! What a mail address is: the one rule for bureau lists, settings, and whoever sends a mail. It takes what
//! a mail server without extensions can be told (RFC 5321 4.1.2, a dot-string and a domain) and nothing
//! else; whether there is such a mailbox only the server knows, and how long its "not now" is believed is
//! said here too.

use crate::{
    timekeeping::time::WallTime,
    wording::sentence::{Sentence, sentence},
};
use chrono::Duration;

/// For how long a server may put a mail off. RFC 5321 4.5.4.1: "the give-up time generally needs to be at
/// least 4-5 days".
const PATIENCE: Duration = Duration::days(5);

/// Whether a mail that a server has put off for one recipient since then, and puts off again now, is given up
/// for that one.
pub fn gives_up(since: WallTime, now: WallTime) -> bool {
    now.since(since) >= PATIENCE
}

/// Longest address, and longest local part, in bytes (RFC 5321 4.5.3.1; 254 fits between `<` and `>`).
const LONGEST: usize = 254;
const LONGEST_LOCAL: usize = 64;
/// Longest word of a domain (RFC 1035 2.3.4).
const LONGEST_LABEL: usize = 63;

/// Whether a text is one plain address, such as `office@bureau.example`.
///
/// # Errors
/// A sentence that says what is wrong with it and what to write.
pub fn check(text: &str) -> Result<(), Sentence> {
    if text.is_empty() {
        return Err(sentence!(
            "the mail address is missing; write one like office@bureau.example",
            "没有填写邮箱地址，请按 office@bureau.example 的样式填写",
        ));
    }
    fault(text).map_or(Ok(()), |why| {
        Err(sentence!(
            "{text:?} is not a mail address: {english}; write one like office@bureau.example",
            "“{shown}”不能用作邮箱地址：{chinese}，请按 office@bureau.example 的样式填写",
            english = why.english,
            shown = text.escape_debug().collect::<String>(),
            chinese = why.chinese,
        ))
    })
}

fn fault(text: &str) -> Option<Sentence> {
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || ",:;<>\"()[]\\".contains(c);
    if text.chars().any(forbidden) {
        return Some(sentence!(
            "it holds a space or another character that may not stand in one",
            "含有空格或者地址中不能使用的字符",
        ));
    }
    let [local, domain] = text.split('@').collect::<Vec<_>>()[..] else {
        return Some(sentence!("it must have exactly one @", "应当有且只有一个@"));
    };
    if local.is_empty() || domain.is_empty() {
        return Some(sentence!("one side of its @ is empty", "@的一侧是空的"));
    }
    if let Some(foreign) = local.chars().find(|c| !c.is_ascii()) {
        return Some(sentence!(
            "mail servers do not take {foreign:?} before the @; ASCII letters and digits are safe",
            "@之前的“{foreign}”邮件服务器不接受，只能用英文字母、数字等字符",
        ));
    }
    if let Some(foreign) = domain.chars().find(|c| !c.is_ascii()) {
        return Some(sentence!(
            "mail servers do not take {foreign:?} after the @; a Chinese domain is written in its xn-- form",
            "@之后的“{foreign}”邮件服务器不接受，中文域名要写成以 xn-- 开头的形式",
        ));
    }
    if text.len() > LONGEST || local.len() > LONGEST_LOCAL {
        return Some(sentence!(
            "it is longer than {LONGEST} characters, or {LONGEST_LOCAL} before the @",
            "超过{LONGEST}个字符，或者@之前超过{LONGEST_LOCAL}个字符",
        ));
    }
    if local.split('.').any(str::is_empty) {
        return Some(sentence!(
            "a dot before the @ stands between two other characters",
            "@之前的点号前后都要有其他字符",
        ));
    }
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(c);
    if let Some(odd) = local.chars().find(|c| !atom(*c)) {
        return Some(sentence!("{odd:?} may not stand before the @", "@之前不能有“{odd}”"));
    }
    domain_fault(domain)
}

fn domain_fault(domain: &str) -> Option<Sentence> {
    let labels: Vec<_> = domain.split('.').collect();
    if labels.len() < 2 || labels.iter().any(|label| label.is_empty()) {
        return Some(sentence!(
            "its domain needs a dot between two words",
            "域名应当是用点号隔开的两段或者多段",
        ));
    }
    let bad = |label: &&&str| {
        let plain = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        !plain || label.starts_with('-') || label.ends_with('-') || label.len() > LONGEST_LABEL
    };
    labels.iter().find(bad).map(|label| {
        sentence!(
            "\"{label}\" is no word of a domain: letters, digits and hyphens between them, at most {LONGEST_LABEL}",
            "“{label}”不能用作域名的一段：只能用字母、数字，中间可以有连字符，最多{LONGEST_LABEL}个字符",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_may_put_a_mail_off_for_five_days() {
        let at = |text: &str| WallTime::new(text.parse().unwrap());
        let since = at("2024-08-21T01:00:00Z");
        for (now, expected) in [
            ("2024-08-21T01:00:00Z", false),
            ("2024-08-25T12:00:00Z", false),
            ("2024-08-26T00:59:59Z", false),
            ("2024-08-26T01:00:00Z", true),
            ("2024-09-30T01:00:00Z", true),
        ] {
            assert_eq!(gives_up(since, at(now)), expected, "{now}");
        }
    }

    #[test]
    fn what_a_mail_server_can_be_told_is_an_address() {
        let local = "a".repeat(64);
        let longest = format!("{local}@{}.example", "b".repeat(63));
        for good in [
            "office.522701@bureau.example",
            "a@b.c",
            "o'neill+duban@mail-1.gov.cn",
            "office@xn--vuq861b.xn--fiqs8s",
            &longest,
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for (bad, cause) in [
            ("", "is missing"),
            ("a", "exactly one @"),
            ("@b.c", "one side"),
            ("a@", "one side"),
            ("a@b", "needs a dot"),
            ("a@b..c", "needs a dot"),
            ("a@.c", "needs a dot"),
            ("ab.c", "exactly one @"),
            ("a b@c.d", "holds a space"),
            ("a\u{3000}b@c.d", "holds a space"),
            ("a@b.c\r\nBcc: x@y.z", "holds a space"),
            ("a@b.c,d@e.f", "holds a space"),
            ("a..b@c.d", "a dot before the @"),
            (".a@c.d", "a dot before the @"),
            ("a@-b.c", "\"-b\" is no word"),
            ("a@b_c.d", "\"b_c\" is no word"),
            ("王@局.中国", "'王' before the @"),
            ("office@局.中国", "xn--"),
        ] {
            let told = check(bad).unwrap_err();
            assert!(told.english.contains(cause), "{bad:?}: {told}");
            assert!(!told.english.contains('\n') && !told.chinese.contains('\n'), "{told}");
        }
        assert!(check(&format!("a{longest}")).is_err());
        assert!(check(&format!("a@{}.d", "b".repeat(64))).is_err());
    }
}
