//! The plan's `basis:` section: which documents the campaign rests on.

use super::{
    authored::{AuthoredBasis, AuthoredBasisFile},
    sheet::{PlanSheet, parse_or},
};
use duban_domain::{
    BureauCode, Directory,
    plan::{BasisFile, CampaignBasis},
    sentence,
};

/// What the section says; a file that cannot be one is told.
pub(super) fn bases(
    sheet: &mut PlanSheet,
    authored: &[AuthoredBasis],
    directory: &Directory,
) -> Vec<CampaignBasis> {
    let one = |(index, basis): (usize, &AuthoredBasis)| {
        let path = format!("basis[{index}]");
        let issued = basis.issued.as_deref().and_then(|text| {
            parse_or(sheet, &format!("{path}.issued"), text, |text| {
                sentence!(
                    "\"{text}\" is not a day; write it like 2024-05-09",
                    "“{text}”不是某一天的日期；请写成 2024-05-09 的样子"
                )
            })
        });
        CampaignBasis {
            title: basis.title.clone(),
            number: basis.number.clone(),
            from: basis.from.as_deref().map(|from| office(from, directory)),
            issued,
            file: basis.file.as_ref().and_then(|file| self::file(sheet, &format!("{path}.file"), file)),
        }
    };
    authored.iter().enumerate().map(one).collect()
}

/// A bureau's name for its code; any other office as it is written.
fn office(from: &str, directory: &Directory) -> String {
    directory.get(&BureauCode::new(from.trim())).map_or_else(|| from.to_owned(), |bureau| bureau.name.clone())
}

fn file(sheet: &mut PlanSheet, path: &str, file: &AuthoredBasisFile) -> Option<BasisFile> {
    let is_hash = file.sha256.len() == 64
        && file.sha256.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !is_hash {
        sheet.tell(
            format!("{path}.sha256"),
            sentence!(
                "a SHA-256 has 64 hexadecimal digits in lower case; hand the file in again",
                "SHA-256 应为64位小写十六进制数字；请重新上传文件"
            ),
        );
        return None;
    }
    Some(BasisFile { name: file.name.clone(), sha256: file.sha256.clone() })
}
