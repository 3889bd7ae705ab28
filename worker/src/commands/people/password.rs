//! Asking for a password: twice at a terminal, unseen; one line where something else writes it.

use crate::output::RefusedCommand;
use anyhow::{Context, Result};
use std::io::{self, BufRead, IsTerminal};

/// No password is longer than this line.
const LONGEST_LINE: u64 = 4096;

/// The password somebody types.
///
/// # Errors
/// The two differ; there is none; the terminal is gone.
pub(super) fn ask(account: &str) -> Result<String> {
    if !io::stdin().is_terminal() {
        return line(io::stdin().lock());
    }
    let first = rpassword::prompt_password(format!("password for {account}: "))?;
    let second = rpassword::prompt_password("the same again: ")?;
    if first != second {
        return Err(RefusedCommand("the two passwords differ; nothing was changed".to_owned()).into());
    }
    Ok(first)
}

fn line(input: impl BufRead) -> Result<String> {
    let mut line = String::new();
    input.take(LONGEST_LINE).read_line(&mut line).context("reading the password from stdin")?;
    if line.is_empty() {
        return Err(RefusedCommand("stdin holds no password; write it there as one line".to_owned()).into());
    }
    // Spaces belong to a password; the end of the line does not.
    let password = line.strip_suffix('\n').unwrap_or(&line);
    Ok(password.strip_suffix('\r').unwrap_or(password).to_owned())
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_without_its_end_is_the_password() {
        for text in [" a b \n", " a b \r\n", " a b ", " a b \nmore\n"] {
            assert_eq!(line(text.as_bytes()).unwrap(), " a b ");
        }
        assert!(line(&b""[..]).unwrap_err().to_string().contains("stdin holds no password"));
        assert!(line(&b"\xff\xfe\n"[..]).is_err());
    }
}
