//! What a request that may come again starts: its id follows from the request, so that the same one, after
//! whatever went wrong in between, starts nothing twice.

use crate::hooks::sha256_hex;
use duban_domain::BureauCode;

/// So many digits tell one request from all others of a bureau: 64 bits.
const DIGITS: usize = 16;

/// The id of what a bureau's request starts. `request` is as unique as the request; what is in it does not
/// matter.
pub(crate) fn id_of(bureau: &BureauCode, request: &str) -> String {
    let digest = sha256_hex(request);
    format!("{bureau}-key-{}", digest.get(..DIGITS).unwrap_or(&digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_request_names_the_same_thing_and_another_one_another() {
        let id = |bureau: &str, request| id_of(&BureauCode::from(bureau), request);
        assert_eq!(id("522701", "a"), id("522701", "a"));
        assert_ne!(id("522701", "a"), id("522701", "b"));
        assert_ne!(id("522701", "a"), id("522702", "a"));
        // It becomes part of a workflow's id and of an address, whatever the request was.
        let hostile = id("522701", "../../督办?#\n");
        let (_, digits) = hostile.split_once("522701-key-").unwrap();
        assert!(digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit()), "{hostile}");
    }
}
