//! Measures with those who lead them and those who carry them out, as brackets at a paragraph's end name them:
//! (牵头科室:…;责任单位:…).

use super::{
    facts::{DirectiveMeasure, Quoted},
    passage::Passage,
};

/// The words for those who lead, and for those who carry out.
const LEADING: &[&str] = &["牵头科室", "牵头单位", "牵头处室", "牵头部门", "牵头", "责任科室", "责任处室"];
const CARRYING_OUT: &[&str] =
    &["责任单位", "配合单位", "配合科室", "配合部门", "参与单位", "责任部门", "配合"];

/// The measures, in the order of the text. What is done is the heading of the paragraph, or of the one it
/// goes on from.
pub(super) fn read(paragraphs: &[Passage]) -> Vec<Quoted<DirectiveMeasure>> {
    let mut heading: Option<String> = None;
    let mut measures = Vec::new();
    for paragraph in paragraphs {
        if paragraph.is_numbered() {
            heading = title(paragraph);
        }
        let Some(named_in) = bracket(paragraph).or_else(|| line(paragraph)) else { continue };
        let lead = named(&named_in, LEADING);
        let by = named(&named_in, CARRYING_OUT);
        let Some(title) = heading.clone().filter(|_| !lead.is_empty() || !by.is_empty()) else { continue };
        match measures.last_mut().filter(|last: &&mut Quoted<DirectiveMeasure>| last.fact.title == title) {
            // Those who lead and those who carry out may stand in two lines.
            Some(last) => {
                last.fact.lead.extend(lead);
                last.fact.by.extend(by);
            }
            None => measures.push(named_in.quote(DirectiveMeasure { title, lead, by })),
        }
    }
    measures
}

/// The first sentence behind the number.
fn title(paragraph: &Passage) -> Option<String> {
    let start = paragraph.body_start();
    let end = paragraph.find_any(&["。", ":", "(", ";"], start).map_or(paragraph.len(), |(at, _)| at);
    Some(paragraph.shown(start..end)).filter(|title| (2..=60).contains(&title.chars().count()))
}

/// The bracket that names who leads.
fn bracket(paragraph: &Passage) -> Option<Passage> {
    let (word, _) = paragraph.find_any(&["(牵头", "(责任", "(配合"], 0)?;
    let mut depth = 0;
    let close = paragraph.plain().iter().enumerate().skip(word).find_map(|(at, c)| {
        depth += i32::from(*c == '(') - i32::from(*c == ')');
        (depth == 0).then_some(at)
    })?;
    Some(paragraph.part(word + 1..close))
}

/// A line of its own that names them: 牵头单位:市委宣传部。
fn line(paragraph: &Passage) -> Option<Passage> {
    let words = LEADING.iter().chain(CARRYING_OUT);
    let labelled = paragraph.label_end() > 0 && words.clone().any(|word| paragraph.starts_with(word));
    labelled.then(|| paragraph.clone())
}

/// The names behind the first of some words.
fn named(inside: &Passage, words: &[&str]) -> Vec<String> {
    let Some((_, end)) = inside.find_any(words, 0) else { return Vec::new() };
    let start = end + usize::from(inside.plain().get(end) == Some(&':'));
    let stop = inside.find_any(&[";", "。"], start).map_or(inside.len(), |(at, _)| at);
    let parts = inside.split(start..stop, |rest| usize::from(matches!(rest[0], '、' | ',' | '，')));
    parts.into_iter().map(|part| inside.shown(part)).filter(|name| !name.is_empty()).collect()
}
