//! A longer list, a page at a time.

/// A page of a longer list.
pub(super) struct ListPage<T> {
    pub(super) items: Vec<T>,
    /// Which page, from 1.
    pub(super) page: usize,
    pub(super) pages: usize,
    /// How many there are in all.
    pub(super) total: usize,
}

impl<T> ListPage<T> {
    /// The page of a list, the last where it has fewer.
    pub(super) fn of<I>(all: &[I], page: usize, length: usize, show: impl FnMut(&I) -> T) -> Self {
        let pages = all.len().div_ceil(length).max(1);
        let page = page.clamp(1, pages);
        let items = all.iter().skip((page - 1) * length).take(length).map(show).collect();
        Self { items, page, pages, total: all.len() }
    }
}
