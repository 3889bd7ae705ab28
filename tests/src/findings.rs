//! What is found in the short campaign: a finding for every way that one can take. Its plan is the short
//! one with sections for findings, listings and a tail.

use crate::campaign::{Campaign, EXTENDED, PREFECTURE, PROVINCE, RETURNED, SILENT};
use chrono::{NaiveDate, NaiveTime};
use duban_domain::{
    Party, PlanTime,
    finding::{CreditCode, Grade, ProblemKind, Product, Registration, Source, Subject, Trade},
    terms::parties,
};
use duban_service::FindingEntry;
use std::{fmt::Write as _, path::Path};

const PLAN: &str = include_str!("findings.yaml");
const CONDUCTS: &str = include_str!("finding-conducts.yaml");

/// The product group of all of them.
pub const GROUP: &str = "电线电缆";
/// Put right before its day.
pub const ON_TIME: &str = "on-time";
/// Put right after a reminder letter and an interview that was approved.
pub const LATE: &str = "late-and-interviewed";
/// A risk signal that was triaged and put right.
pub const TRIAGED: &str = "triaged";
/// A risk signal that was none.
pub const DISMISSED: &str = "dismissed";
/// Put right on the spot after the order.
pub const CORRECTED_LATER: &str = "corrected-later";
/// Put right before it was registered.
pub const CORRECTED: &str = "corrected";
/// Fails its first re-inspection.
pub const REWORKED: &str = "reworked";
/// Gets more time.
pub const EXTENDED_ONCE: &str = "extended";
/// Handed over to the police.
pub const HANDED_OVER: &str = "handed-over";
/// Fails its look-back and is put right again.
pub const LOOKED_BACK: &str = "looked-back";
/// Exposed as a typical case.
pub const PUBLISHED: &str = "published";
/// Put right only after it was listed.
pub const STUBBORN: &str = "stubborn";
/// Open when the tail begins.
pub const LASTING: &str = "lasting";

/// The counties' findings: id, county, where it comes from, how grave it is, the day of May on which it
/// is found. A county's findings follow its conducts in this order.
const FINDINGS: [(&str, &str, Source, Grade, u32); 13] = [
    (ON_TIME, RETURNED, Source::Check, Grade::Ordinary, 14),
    (TRIAGED, RETURNED, Source::Sampling, Grade::Ordinary, 14),
    (DISMISSED, RETURNED, Source::Complaint, Grade::Ordinary, 14),
    (CORRECTED_LATER, RETURNED, Source::Visit, Grade::Ordinary, 14),
    (REWORKED, RETURNED, Source::Check, Grade::Ordinary, 15),
    (LOOKED_BACK, RETURNED, Source::Check, Grade::Serious, 14),
    (STUBBORN, RETURNED, Source::Check, Grade::Serious, 14),
    (LATE, EXTENDED, Source::SelfInspection, Grade::Ordinary, 14),
    (CORRECTED, EXTENDED, Source::Check, Grade::Ordinary, 15),
    (EXTENDED_ONCE, EXTENDED, Source::Check, Grade::Ordinary, 14),
    (HANDED_OVER, EXTENDED, Source::Check, Grade::Major, 15),
    (PUBLISHED, EXTENDED, Source::Check, Grade::Ordinary, 14),
    (LASTING, EXTENDED, Source::Check, Grade::Ordinary, 24),
];

impl Campaign {
    /// The short campaign on two levels with findings, of which one is still open when the campaign
    /// closes, and with listings that last.
    pub fn with_findings(folder: &Path, id: &str) -> Self {
        let mut campaign = Self::empty_register(folder, id);
        let parties = parties(&campaign.directory, &campaign.terms.issuer);
        let found = |(number, (id, county, source, grade, day)): (usize, _)| {
            let party = parties.iter().find(|party| party.bureau.as_str() == county).unwrap();
            let day = NaiveDate::from_ymd_opt(2024, 5, day).unwrap();
            entry(party, id, number, source, grade, day, campaign.afternoon(day))
        };
        campaign.findings = FINDINGS.into_iter().enumerate().map(found).collect();
        campaign
    }

    /// The same campaign before anything is found.
    pub fn empty_register(folder: &Path, id: &str) -> Self {
        let codes = [PROVINCE, PREFECTURE, RETURNED, EXTENDED, SILENT];
        Self::read(folder, id, PREFECTURE, &codes, (PLAN, CONDUCTS))
    }

    /// When the findings of a day are registered.
    fn afternoon(&self, day: NaiveDate) -> PlanTime {
        self.terms.office.local(day.and_time(NaiveTime::from_hms_opt(15, 20, 0).unwrap()))
    }
}

fn entry(
    party: &Party,
    id: &str,
    number: usize,
    source: Source,
    grade: Grade,
    found_on: NaiveDate,
    at: PlanTime,
) -> (FindingEntry, PlanTime) {
    let subject = Subject::Enterprise {
        name: format!("示范企业{number:02}"),
        credit_code: credit_code(number),
        trade: Trade::Seller,
    };
    let registration = Registration {
        id: id.into(),
        county: party.bureau.clone(),
        subject,
        product: Product { group: GROUP.to_owned(), item: None },
        kind: ProblemKind::Circulation,
        source,
        grade,
        problem: "产品标识不全，进货查验记录缺失".to_owned(),
        found_on,
        corrected: (id == CORRECTED).then(|| "已当场下架".to_owned()),
        attachments: Vec::new(),
    };
    (FindingEntry { party: party.clone(), registration }, at)
}

/// The made-up credit code with this ordinal.
pub fn credit_code(number: usize) -> CreditCode {
    let first = format!("91522700TEST{number:05}").replace('S', "X");
    let check = CreditCode::check_character(&first).unwrap();
    CreditCode::parse(&format!("{first}{check}")).unwrap()
}

/// A spreadsheet of so many findings, all in two counties and of one day. They were put right on the spot,
/// so that registering them is all there is to do.
pub fn spreadsheet(rows: usize, found_on: NaiveDate) -> String {
    let headings = "编号,县（市、区）局,单位名称,统一社会信用代码,单位类型,产品类别,产品名称,领域,来源,等级,问题描述,发现日期,现场整改结果,附件\n";
    (0..rows).fold(headings.to_owned(), |mut sheet, row| {
        let county = [RETURNED, EXTENDED][row % 2];
        let code = credit_code(row);
        writeln!(
            sheet,
            "{row:04},{county},示范企业{row:04},{code},销售,{GROUP},,流通领域,现场检查,一般,产品标识不全,{found_on},已当场下架,"
        )
        .unwrap();
        sheet
    })
}
