//! What is cut stays within its bounds, and a confirmation is for one text alone.

use super::list_page::ListPage;
use duban_web::plan_check::draft::PlanDraft;

#[test]
fn a_page_beyond_the_last_is_the_last() {
    let all: Vec<usize> = (0..25).collect();
    let page = |number| {
        let leaf = ListPage::of(&all, number, 10, |item| *item);
        (leaf.page, leaf.pages, leaf.total, leaf.items.len())
    };
    assert_eq!(page(0), (1, 3, 25, 10));
    assert_eq!(page(3), (3, 3, 25, 5));
    assert_eq!(page(usize::MAX), (3, 3, 25, 5));
    let none = ListPage::of(&[] as &[usize], 7, 10, |item| *item);
    assert_eq!((none.page, none.pages, none.items.len()), (1, 1, 0));
}

#[test]
fn a_confirmation_is_for_one_text_alone() {
    let draft = |text: &str| PlanDraft { text: text.to_owned(), ..PlanDraft::default() };
    assert_eq!(draft("id: a").seal(), draft("id: a").seal());
    assert_ne!(draft("id: a").seal(), draft("id: b").seal());
}
