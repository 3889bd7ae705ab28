//! A finding's id: the county's code and the number given to it, or one derived from all that the row
//! says, so that importing the same row twice registers it once.

use crate::spreadsheet::cell::{narrow, shown};
use duban_domain::{
    FindingId,
    finding::{Registration, Subject},
};
use sha2::{Digest, Sha256};

/// The longest number.
const LONGEST: usize = 32;

/// The id of a finding that is registered on its own: the one a row of a spreadsheet with the same
/// content, or with the same number, would get.
///
/// # Errors
/// A sentence that says what a number may be.
pub fn finding_id(registration: &Registration, number: Option<&str>) -> Result<FindingId, String> {
    match number {
        Some(number) => numbered(registration.county.as_str(), &narrow(number)),
        None => {
            let files: Vec<_> = registration.attachments.iter().map(|file| file.name.as_str()).collect();
            Ok(derived(registration, &files.join(";")))
        }
    }
}

/// The id of a numbered finding. A number that begins with the county's code already, as an export
/// writes it, is the id.
///
/// # Errors
/// A sentence that says what a number may be.
pub(super) fn numbered(county: &str, number: &str) -> Result<FindingId, String> {
    let own = number.strip_prefix(county).and_then(|rest| rest.strip_prefix('-')).unwrap_or(number);
    let plain = own.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if plain && (1..=LONGEST).contains(&own.len()) {
        Ok(FindingId::new(format!("{county}-{own}")))
    } else {
        Err(format!("“{}”不能作编号；请用1至{LONGEST}个字母、数字或连字符", shown(number)))
    }
}

/// The id of a finding without a number. It rests on meanings, not on how they were written, and must
/// never be computed in another way: a sheet imported anew would be registered anew.
pub(super) fn derived(registration: &Registration, files: &str) -> FindingId {
    let Registration { id: _, county, subject, product, kind, source, grade, .. } = registration;
    let (kind_of_subject, name, code) = match subject {
        Subject::Enterprise { name, credit_code, trade } => {
            (trade.as_str(), name.as_str(), credit_code.as_str())
        }
        Subject::Bureau { code } => ("bureau", "", code.as_str()),
    };
    let fields = [
        county.as_str(),
        kind_of_subject,
        name,
        code,
        &product.group,
        product.item.as_deref().unwrap_or_default(),
        kind.as_str(),
        source.as_str(),
        grade.as_str(),
        &registration.problem,
        &registration.found_on.to_string(),
        registration.corrected.as_deref().unwrap_or_default(),
        files,
    ];
    let mut hash = Sha256::new();
    for field in fields {
        // With its length before it, a field cannot pass for part of its neighbour.
        hash.update((field.len() as u64).to_be_bytes());
        hash.update(field);
    }
    let digits: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    FindingId::new(format!("{county}-{digits}"))
}
