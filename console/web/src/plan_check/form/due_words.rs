//! Due days that count back from another obligation, as people say them: 工作总结前10日 is `final-report - 10d`.

use duban_domain::{
    Span,
    directive::{plan_words, span_words, spoken_words},
};

/// The titles by which a plan's obligations are spoken of.
pub(super) struct DueWords {
    /// Title and id, the longest title first: one may begin like another.
    titles: Vec<(String, String)>,
}

impl DueWords {
    /// Of the obligations with these titles and ids. A title that two of them bear names neither.
    pub(super) fn new(titles: impl Iterator<Item = (String, String)>) -> Self {
        let mut titles: Vec<_> = titles.filter(|(title, _)| !title.is_empty()).collect();
        titles.sort_by(|a, b| b.0.chars().count().cmp(&a.0.chars().count()).then_with(|| a.cmp(b)));
        titles.dedup();
        let all = titles.clone();
        titles.retain(|(title, _)| all.iter().filter(|(other, _)| other == title).count() == 1);
        Self { titles }
    }

    /// A due day in a plan's words. What is not understood stays as it is: checking the plan tells.
    pub(super) fn planned(&self, text: &str, year: Option<i32>) -> String {
        self.counted_back(text.trim()).unwrap_or_else(|| plan_words(text, year, true))
    }

    fn counted_back(&self, text: &str) -> Option<String> {
        self.titles.iter().find_map(|(title, id)| {
            let rest = text.trim_start_matches(['“', '《']).strip_prefix(title.as_str())?;
            let rest = rest.trim_start_matches(['”', '》']);
            let rest = rest.strip_prefix("报送").unwrap_or(rest);
            let rest = rest.strip_prefix("期限").unwrap_or(rest);
            let length = rest.strip_prefix("之前").or_else(|| rest.strip_prefix('前'))?;
            let span: Span = span_words(length).parse().ok()?;
            Some(format!("{id} - {span}"))
        })
    }

    /// The same as people say it; [`DueWords::planned`] reads it back.
    pub(super) fn spoken(&self, words: &str) -> String {
        let counted_back = words.split_once(" - ").and_then(|(id, span)| {
            let (title, _) = self.titles.iter().find(|(_, known)| known == id)?;
            Some(format!("{title}前{}", span.parse::<Span>().ok()?.chinese()))
        });
        counted_back.unwrap_or_else(|| spoken_words(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> DueWords {
        let titles = [
            ("工作总结", "final-report"),
            ("工作总结（阶段）", "interim"),
            ("典型案例", "a"),
            ("典型案例", "b"),
        ];
        DueWords::new(titles.into_iter().map(|(title, id)| (title.to_owned(), id.to_owned())))
    }

    #[test]
    fn a_due_day_counts_back_from_what_is_named_by_its_title() {
        for (text, expected) in [
            ("工作总结前10天", "final-report - 10d"),
            ("“工作总结”报送前3个工作日", "final-report - 3wd"),
            ("工作总结（阶段）期限之前5日", "interim - 5d"),
            ("2024年8月20日", "2024-08-20"),
            ("印发后十个工作日", "issued + 10wd"),
        ] {
            assert_eq!(words().planned(text, Some(2024)), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_clear_stays_as_it_is() {
        for text in ["典型案例前3天", "工作总结前几天", "别的事项前3天"] {
            assert_eq!(words().planned(text, Some(2024)), text);
        }
    }

    #[test]
    fn what_is_said_is_read_back() {
        for planned in ["final-report - 10d", "interim - 3wd", "issued + 5wd"] {
            let spoken = words().spoken(planned);
            assert_ne!(spoken, planned);
            assert_eq!(words().planned(&spoken, None), planned, "{spoken}");
        }
        assert_eq!(words().spoken("unknown - 3d"), "unknown - 3d");
    }
}
