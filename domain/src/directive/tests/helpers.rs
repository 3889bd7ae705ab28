//! What the tests of single sentences share: they stand in a directive of 9 November 2024, so that what is ordered
//! for the months behind the turn of the year is seen.

use super::*;

pub(super) fn autumn(text: &str) -> DirectiveFacts {
    read(&format!("某市市场监督管理局\n2024年11月9日\n三、工作步骤\n{text}"))
}

/// What is owed, as `by when what`.
pub(super) fn due(facts: &DirectiveFacts) -> Vec<String> {
    facts.owed.iter().map(|demand| format!("{} {}", demand.fact.due, demand.fact.what)).collect()
}

/// The phases, as `name from..to`.
pub(super) fn spans(facts: &DirectiveFacts) -> Vec<String> {
    let line = |phase: &Quoted<DirectivePhase>| {
        let from = phase.fact.from.map_or("issued".to_owned(), |from| from.to_string());
        format!("{} {from}..{}", phase.fact.title, phase.fact.to)
    };
    facts.phases.iter().map(line).collect()
}

/// Nothing is made of these, and all of them are shown.
pub(super) fn assert_set_aside(texts: &[&str]) {
    for text in texts {
        let facts = autumn(text);
        let aside: Vec<_> = facts.set_aside.iter().map(|aside| aside.sentence.as_str()).collect();
        assert_eq!((due(&facts), spans(&facts)), (Vec::new(), Vec::new()), "{text}");
        assert_eq!(aside, [*text]);
    }
}
