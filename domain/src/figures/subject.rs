//! What is known of an enterprise across findings and campaigns, and what follows from it
//! (REQUIREMENTS D3, D4).

use crate::{
    ids::{CampaignId, FindingId},
    machines::finding::{CreditCode, Grade},
};
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// All that is known of an enterprise. The lists are in no particular order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectRecord {
    /// Whose record it is.
    pub credit_code: CreditCode,
    /// The enterprise's name, as last written.
    pub name: String,
    /// Supervision samplings of its products.
    pub samplings: Vec<Sampling>,
    /// Findings at it, except those dismissed or called off.
    pub risks: Vec<Risk>,
}

/// One supervision sampling (监督抽查).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampling {
    /// The day of its result.
    pub on: NaiveDate,
    /// Whether the product passed. A refused sampling counts as failed.
    pub passed: bool,
    /// The product.
    pub product: String,
    /// The report's number.
    pub reference: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// In which campaign.
    pub campaign: CampaignId,
    /// Which.
    pub finding: FindingId,
    /// The day it was found.
    pub on: NaiveDate,
    /// How grave it is.
    pub grade: Grade,
    /// Whether it is still open.
    pub open: bool,
}

/// What is to be done about an enterprise.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectMeasure {
    /// 约谈: two failed samplings running, and a major hazard.
    Interview,
    /// 特别监管: three or more major risks within 24 months.
    SpecialSupervision,
    /// 重点监管: a serious risk.
    KeySupervision,
}

impl SubjectMeasure {
    /// What a user reads.
    pub const fn chinese(self) -> &'static str {
        match self {
            SubjectMeasure::Interview => "约谈（连续2次抽查不合格且存在重大隐患）",
            SubjectMeasure::SpecialSupervision => "特别监管（近2年3次及以上重大风险）",
            SubjectMeasure::KeySupervision => "重点监管（存在较大风险）",
        }
    }
}

/// A measure and the facts that made it so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The measure.
    pub measure: SubjectMeasure,
    /// The samplings it rests on, earliest first.
    pub samplings: Vec<Sampling>,
    /// The findings it rests on, earliest first.
    pub risks: Vec<Risk>,
}

/// Failed samplings running that, with a major hazard, lead to an interview (REQUIREMENTS D3).
const FAILED_RUNNING: usize = 2;
/// Major risks that lead to special supervision (REQUIREMENTS D4).
const MAJOR_RISKS: usize = 3;
/// The months that are looked back upon for them.
const MONTHS: Months = Months::new(24);

/// What follows from an enterprise's record on a day; each measure at most once, in the order of
/// [`SubjectMeasure`]. What lies after that day, or stands in the record twice, does not count.
pub fn judge(record: &SubjectRecord, on: NaiveDate) -> Vec<Judgement> {
    let risks = known_risks(record, on);
    // Where the calendar itself begins later, everything counts.
    let since = on.checked_sub_months(MONTHS).unwrap_or(NaiveDate::MIN);
    let recent = |grade| -> Vec<Risk> {
        risks.iter().filter(|risk| risk.grade == grade && risk.on >= since).cloned().collect()
    };
    let mut judgements = Vec::new();
    let mut judge = |measure, samplings, risks: Vec<Risk>, least| {
        if risks.len() >= least {
            judgements.push(Judgement { measure, samplings, risks });
        }
    };
    if let Some(samplings) = failed_running(record, on) {
        let open = |risk: &&Risk| risk.grade == Grade::Major && risk.open;
        judge(SubjectMeasure::Interview, samplings, risks.iter().filter(open).cloned().collect(), 1);
    }
    judge(SubjectMeasure::SpecialSupervision, Vec::new(), recent(Grade::Major), MAJOR_RISKS);
    judge(SubjectMeasure::KeySupervision, Vec::new(), recent(Grade::Serious), 1);
    judgements
}

/// The latest samplings, earliest first, if as many as it takes failed running. Any pass after a
/// failure starts the count anew.
fn failed_running(record: &SubjectRecord, on: NaiveDate) -> Option<Vec<Sampling>> {
    let samplings = known_samplings(record, on);
    let latest = samplings.get(samplings.len().checked_sub(FAILED_RUNNING)?..)?;
    latest.iter().all(|sampling| !sampling.passed).then(|| latest.to_vec())
}

/// The samplings up to a day, earliest first, those of one day by reference. A report counts once, as it
/// last was, and has failed if any product in it did.
fn known_samplings(record: &SubjectRecord, on: NaiveDate) -> Vec<Sampling> {
    let mut samplings: Vec<_> =
        record.samplings.iter().filter(|sampling| sampling.on <= on).cloned().collect();
    let last_first = |s: &Sampling| (s.reference.clone(), Reverse(s.on), s.passed, s.product.clone());
    samplings.sort_by_key(last_first);
    let same = |one: &Sampling, other: &Sampling| {
        // Without a number only what is alike in everything is the same report.
        one.reference == other.reference && (!one.reference.is_empty() || one == other)
    };
    samplings.dedup_by(|other, kept| same(other, kept));
    samplings.sort_by(|a, b| (a.on, &a.reference).cmp(&(b.on, &b.reference)));
    samplings
}

/// The findings up to a day, earliest first, each once: the gravest of what is said of it, and open if
/// that is said of it.
fn known_risks(record: &SubjectRecord, on: NaiveDate) -> Vec<Risk> {
    let mut risks: Vec<_> = record.risks.iter().filter(|risk| risk.on <= on).cloned().collect();
    let gravest_first = |risk: &Risk| {
        (risk.campaign.clone(), risk.finding.clone(), Reverse((risk.grade, risk.open)), risk.on)
    };
    risks.sort_by_key(gravest_first);
    risks.dedup_by(|other, kept| (&other.campaign, &other.finding) == (&kept.campaign, &kept.finding));
    risks.sort_by(|a, b| (a.on, &a.campaign, &a.finding).cmp(&(b.on, &b.campaign, &b.finding)));
    risks
}

/// The longest name of an enterprise or a product, or number of a report, in characters.
pub const LONGEST_SAMPLING_TEXT: usize = 200;

/// Whether a text can be one of a sampling: 1 to 200 characters on one line.
pub fn is_sampling_text(text: &str) -> bool {
    (1..=LONGEST_SAMPLING_TEXT).contains(&text.trim().chars().count()) && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_a_sampling_stands_on_one_line() {
        let longest = "厂".repeat(LONGEST_SAMPLING_TEXT);
        for text in ["电缆厂", " CJ-1 ", &longest] {
            assert!(is_sampling_text(text), "{text}");
        }
        for text in ["", "  ", "一\n二", "a\u{0}", &format!("{longest}厂")] {
            assert!(!is_sampling_text(text), "{text:?}");
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn sampling(on: &str, reference: &str, passed: bool) -> Sampling {
        Sampling { on: day(on), passed, product: "电线电缆".to_owned(), reference: reference.to_owned() }
    }

    fn risk(campaign: &str, finding: &str, on: &str, grade: Grade, open: bool) -> Risk {
        Risk { campaign: campaign.into(), finding: finding.into(), on: day(on), grade, open }
    }

    fn record(samplings: Vec<Sampling>, risks: Vec<Risk>) -> SubjectRecord {
        SubjectRecord {
            credit_code: CreditCode::parse("91350100M000100Y43").unwrap(),
            name: "某某电缆有限公司".to_owned(),
            samplings,
            risks,
        }
    }

    fn measures(record: &SubjectRecord, on: &str) -> Vec<SubjectMeasure> {
        judge(record, day(on)).into_iter().map(|judgement| judgement.measure).collect()
    }

    fn major() -> Risk {
        risk("c", "1", "2024-06-01", Grade::Major, true)
    }

    #[test]
    fn two_failed_samplings_running_and_an_open_major_hazard_lead_to_an_interview() {
        let (first, second) = (sampling("2024-03-01", "甲", false), sampling("2024-06-01", "乙", false));
        let older = sampling("2024-01-05", "丙", false);
        // The record is in no order; the judgement is.
        let record = record(vec![second.clone(), older, first.clone()], vec![major()]);
        let expected = Judgement {
            measure: SubjectMeasure::Interview,
            samplings: vec![first, second],
            risks: vec![major()],
        };
        assert_eq!(judge(&record, day("2024-06-01")), [expected]);
        assert_eq!(measures(&record, "2024-05-31"), [], "the day before, the second had no result");
    }

    #[test]
    fn one_failed_sampling_or_a_pass_in_between_does_not() {
        let failed = |on, reference| sampling(on, reference, false);
        let passed = |on, reference| sampling(on, reference, true);
        for (samplings, interview) in [
            (vec![], false),
            (vec![failed("2024-03-01", "1")], false),
            (vec![failed("2024-03-01", "1"), passed("2024-04-01", "2"), failed("2024-05-01", "3")], false),
            (vec![failed("2024-03-01", "1"), failed("2024-04-01", "2"), passed("2024-05-01", "3")], false),
            (vec![passed("2024-03-01", "1"), failed("2024-04-01", "2"), failed("2024-05-01", "3")], true),
            // Several on one day: by reference.
            (vec![failed("2024-05-01", "3"), failed("2024-05-01", "1"), passed("2024-05-01", "2")], false),
            (vec![failed("2024-05-01", "3"), failed("2024-05-01", "2"), passed("2024-05-01", "1")], true),
            // One report entered twice is one sampling.
            (vec![failed("2024-05-01", "1"), failed("2024-05-01", "1")], false),
            // Reports without a number are told apart by their days.
            (vec![failed("2024-04-01", ""), failed("2024-05-01", "")], true),
            (vec![failed("2024-05-01", ""), failed("2024-05-01", "")], false),
            // A report on two products has failed if one did; it is still one sampling.
            (vec![failed("2024-04-01", "0"), failed("2024-05-01", "1"), passed("2024-05-01", "1")], true),
            // A later result under the same number replaces the earlier one.
            (vec![failed("2024-04-01", "0"), failed("2024-05-01", "1"), passed("2024-05-20", "1")], false),
        ] {
            let record = record(samplings.clone(), vec![major()]);
            assert_eq!(
                measures(&record, "2024-06-01").contains(&SubjectMeasure::Interview),
                interview,
                "{samplings:?}"
            );
        }
    }

    #[test]
    fn an_interview_needs_a_hazard_that_is_major_and_open() {
        let samplings = vec![sampling("2024-03-01", "1", false), sampling("2024-04-01", "2", false)];
        for (grade, open, interview) in [
            (Grade::Major, true, true),
            (Grade::Major, false, false),
            (Grade::Serious, true, false),
            (Grade::Ordinary, true, false),
        ] {
            // However long ago it was found: it is still there.
            let record = record(samplings.clone(), vec![risk("c", "1", "2020-01-01", grade, open)]);
            assert_eq!(
                measures(&record, "2024-06-01").contains(&SubjectMeasure::Interview),
                interview,
                "{grade:?}"
            );
        }
        let later = record(samplings, vec![risk("c", "1", "2024-06-02", Grade::Major, true)]);
        assert_eq!(measures(&later, "2024-06-01"), [], "what is found later is not known yet");
    }

    #[test]
    fn three_major_risks_within_two_years_lead_to_special_supervision_across_campaigns() {
        let risks = vec![
            risk("2024-campaign", "1", "2024-06-01", Grade::Major, false),
            risk("2023-campaign", "1", "2023-06-01", Grade::Major, false),
            risk("2022-campaign", "1", "2022-08-20", Grade::Major, false),
        ];
        let mut record = record(Vec::new(), risks.clone());
        let judgements = judge(&record, day("2024-08-20"));
        assert_eq!(judgements.len(), 1);
        assert_eq!(judgements[0].measure, SubjectMeasure::SpecialSupervision);
        let on: Vec<_> = judgements[0].risks.iter().map(|risk| risk.on.to_string()).collect();
        assert_eq!(on, ["2022-08-20", "2023-06-01", "2024-06-01"], "24 months ago to the day counts");
        assert_eq!(measures(&record, "2024-08-21"), [], "a day older does not");
        assert_eq!(measures(&record, "2024-05-31"), [], "nor what is found later");
        record.risks.remove(0);
        record.risks.push(record.risks[0].clone());
        assert_eq!(measures(&record, "2024-08-20"), [], "one finding entered twice is one");
        record.risks.push(risk("2023-campaign", "2", "2023-06-01", Grade::Serious, false));
        assert_eq!(
            measures(&record, "2024-08-20"),
            [SubjectMeasure::KeySupervision],
            "two major ones are too few"
        );
    }

    #[test]
    fn two_years_before_a_leap_day_are_two_years_before_its_eve() {
        let at = |on: &str| record(Vec::new(), vec![risk("c", "1", on, Grade::Serious, false)]);
        for (found, on, counts) in [
            ("2022-02-28", "2024-02-29", true),
            ("2022-02-27", "2024-02-29", false),
            ("2024-02-29", "2026-02-28", true),
            ("2024-02-28", "2026-02-28", true),
            ("2024-02-29", "2026-03-01", false),
            ("2024-02-29", "2024-02-29", true),
            ("2024-03-01", "2024-02-29", false),
        ] {
            assert_eq!(!measures(&at(found), on).is_empty(), counts, "found {found}, judged {on}");
        }
    }

    #[test]
    fn a_serious_risk_leads_to_key_supervision_open_or_not() {
        for (grade, measure) in [
            (Grade::Serious, vec![SubjectMeasure::KeySupervision]),
            (Grade::Ordinary, vec![]),
            (Grade::Major, vec![]),
        ] {
            for open in [true, false] {
                let record = record(Vec::new(), vec![risk("c", "1", "2024-06-01", grade, open)]);
                assert_eq!(measures(&record, "2024-06-01"), measure, "{grade:?}");
            }
        }
        let twice = vec![
            risk("c", "1", "2024-06-01", Grade::Serious, false),
            risk("c", "1", "2024-06-01", Grade::Serious, true),
        ];
        let judged = judge(&record(Vec::new(), twice), day("2024-06-01"));
        assert_eq!(judged[0].risks, [risk("c", "1", "2024-06-01", Grade::Serious, true)]);
    }

    #[test]
    fn all_three_measures_come_in_their_order() {
        let samplings = vec![sampling("2024-03-01", "1", false), sampling("2024-04-01", "2", false)];
        let mut risks: Vec<_> =
            ["1", "2", "3"].map(|id| risk("c", id, "2024-05-01", Grade::Major, id == "2")).into();
        risks.push(risk("c", "4", "2024-05-02", Grade::Serious, false));
        let judged = judge(&record(samplings, risks), day("2024-06-01"));
        let told: Vec<_> = judged.iter().map(|j| (j.measure, j.samplings.len(), j.risks.len())).collect();
        assert_eq!(
            told,
            [
                (SubjectMeasure::Interview, 2, 1),
                (SubjectMeasure::SpecialSupervision, 0, 3),
                (SubjectMeasure::KeySupervision, 0, 1)
            ]
        );
    }
}
