//! What may be a password: long, and not what everyone tries first. No rules about digits and signs,
//! which make passwords worse (NIST SP 800-63B-4, 3.1.1.2).

use duban_domain::people::Account;

/// The shortest password, in characters.
pub const SHORTEST_PASSWORD: usize = 12;

/// The longest, in characters: a sentence fits, and hashing it costs next to nothing.
pub const LONGEST_PASSWORD: usize = 128;

/// So few different characters are a pattern, not a password.
const FEWEST_CHARACTERS: usize = 5;

/// Why a text may not be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Weakness {
    /// Too short.
    #[error("a password has at least {SHORTEST_PASSWORD} characters; a short sentence does well")]
    Short,
    /// Too long.
    #[error("a password has at most {LONGEST_PASSWORD} characters")]
    Long,
    /// It has a line break or another control character.
    #[error("a password has no line breaks or control characters")]
    Control,
    /// It holds little more than the account's name.
    #[error("a password may not be the account's name, nor little more than that")]
    Account,
    /// Everyone tries it.
    #[error("this password is one of the commonest; choose another")]
    Common,
}

impl Weakness {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Short, Self::Long, Self::Control, Self::Account, Self::Common];

    /// The spelling in keys of texts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
            Self::Control => "control",
            Self::Account => "account",
            Self::Common => "common",
        }
    }
}

/// Whether `password`, in Unicode's normal form C, may be the password of `account`.
///
/// # Errors
/// The first weakness found.
pub(super) fn check_password(password: &str, account: &Account) -> Result<(), Weakness> {
    let length = password.chars().count();
    if length < SHORTEST_PASSWORD {
        return Err(Weakness::Short);
    }
    if length > LONGEST_PASSWORD {
        return Err(Weakness::Long);
    }
    if password.chars().any(char::is_control) {
        return Err(Weakness::Control);
    }
    let folded = password.to_lowercase();
    if is_mostly(&folded, account) {
        return Err(Weakness::Account);
    }
    if is_common(&folded) {
        return Err(Weakness::Common);
    }
    Ok(())
}

/// Whether less than half of a password is left without the account's name.
fn is_mostly(folded: &str, account: &Account) -> bool {
    let rest = folded.replace(account.as_str(), "");
    rest.chars().count() * 2 < folded.chars().count()
}

fn is_common(folded: &str) -> bool {
    let mut different: Vec<char> = folded.chars().collect();
    different.sort_unstable();
    different.dedup();
    different.len() < FEWEST_CHARACTERS || is_run(folded) || COMMON.contains(&folded)
}

/// Whether each character is the next after the one before (`abcdef…`, `98765…`), with 0 after 9.
fn is_run(folded: &str) -> bool {
    let codes: Vec<u32> = folded.chars().map(u32::from).collect();
    let steps = |next: fn(u32) -> u32| codes.windows(2).all(|pair| next(pair[0]) == pair[1]);
    steps(|code| if code == u32::from('9') { u32::from('0') } else { code + 1 })
        || steps(|code| if code == u32::from('0') { u32::from('9') } else { code.saturating_sub(1) })
}

/// Of the passwords of twelve and more characters, those that leaked lists and habit name first.
const COMMON: &[&str] = &[
    "!qaz2wsx3edc",
    "1234567890ab",
    "1234567890abc",
    "1234567890qwe",
    "123456789abc",
    "123456789asd",
    "123456789qwe",
    "1234qwerasdf",
    "1234qwerasdfzxcv",
    "1q2w3e4r5t6y",
    "1q2w3e4r5t6y7u8i",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc",
    "1qaz2wsx3edc4rfv",
    "1qaz@wsx3edc",
    "a1b2c3d4e5f6",
    "abc123456789",
    "admin1234567",
    "admin12345678",
    "admin123456789",
    "administrator",
    "administrator1",
    "asdfghjkl123",
    "changeme1234",
    "iloveyou1314",
    "iloveyou5201314",
    "letmein12345",
    "p@ssw0rd1234",
    "p@ssword1234",
    "passw0rd1234",
    "password1234",
    "password12345",
    "password123456",
    "passwordpassword",
    "q1w2e3r4t5y6",
    "qazwsxedcrfv",
    "qwe123456789",
    "qwer1234asdf",
    "qwerasdfzxcv",
    "qwerty123456",
    "qwertyuiop12",
    "qwertyuiop123",
    "qwertyuiop1234567890",
    "qwertyuiopas",
    "qwertyuiopasdfghjkl",
    "shichangjianguan",
    "shijianju123",
    "shijianju1234",
    "welcome12345",
    "woaini123456",
    "woaini1314520",
    "woaini5201314",
    "zaq12wsxcde3",
    "zaq1xsw2cde3",
    "zhongguo1949",
    "zxcvbnm12345",
    "zxcvbnm123456",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(password: &str) -> Result<(), Weakness> {
        check_password(password, &Account::parse("zhangsan").unwrap())
    }

    #[test]
    fn long_and_of_ones_own_will_do() {
        for good in
            ["correct horse battery", "督办系统十二个汉字的口令呀", "Zhangsan likes noodles", "x7#kQ2!mZ9pL"]
        {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn what_everyone_tries_will_not() {
        use Weakness::{Account, Common, Control, Long, Short};
        let long = "长".repeat(LONGEST_PASSWORD) + "x";
        for (password, weakness) in [
            ("", Short),
            ("elevenchars", Short),
            (&*long, Long),
            ("twelve\ncharacters", Control),
            ("ZhangSanZhangsan", Account),
            ("zhangsan2024", Account),
            ("aaaaaaaaaaaaaaaa", Common),
            ("121212121212", Common),
            ("123456789012", Common),
            ("987654321098", Common),
            ("ABCDEFGHIJKLM", Common),
            ("PassWord1234", Common),
        ] {
            assert_eq!(check(password), Err(weakness), "{password}");
        }
    }

    #[test]
    fn the_list_names_only_what_the_other_rules_let_pass() {
        assert!(COMMON.is_sorted());
        for common in COMMON {
            assert_eq!(check(common), Err(Weakness::Common), "{common}");
            let mut other = common.replace(|c: char| c.is_ascii_digit(), "x");
            other.push_str("-of-mine");
            assert_eq!(check(&other), Ok(()), "{other}");
        }
    }
}
