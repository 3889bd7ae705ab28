//! The statutory holidays that a year as it was told lacks.

use duban_domain::{Sentence, holidays::AnnouncedYear, sentence};

/// What keeps a table of a year from being one: the statutory holidays it lacks.
pub(super) fn unlike_a_year(year: &AnnouncedYear) -> impl Iterator<Item = Sentence> {
    let lacking = year.lacking();
    let told: Vec<_> = lacking
        .iter()
        .map(|(name, days)| {
            let days: Vec<_> = days.iter().map(|day| day.format("%-m月%-d日").to_string()).collect();
            format!("{name}（{}）", days.join("、"))
        })
        .collect();
    let message = (!told.is_empty()).then(|| {
        sentence!(
            "{year} is not whole: the statutory holidays {missing} are not off in it; add them",
            "{year}年的放假安排不完整：缺少法定节假日{missing}；请补充后再导入",
            year = year.year,
            missing = told.join("、")
        )
    });
    message.into_iter()
}
