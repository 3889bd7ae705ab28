//! The words that say that something is over by a day: 前, 之前, 以前, 内, 止, 为止.

/// How long such a word is at the beginning of a text; 0 where none stands there, as in 前期 or 内容.
pub(super) fn bound_word(text: &[char]) -> usize {
    if text.starts_with(&['为', '止']) {
        return 2;
    }
    let prefix = usize::from(matches!(text.first(), Some('之' | '以')));
    let next = text.get(prefix + 1).copied().unwrap_or_default();
    let is_bound = match text.get(prefix) {
        Some('前') => !"期述提后沿端景往移瞻置言款".contains(next),
        Some('内') => !"容部设外控审涵地蒙网存".contains(next),
        Some('止') => true,
        _ => false,
    };
    if is_bound { prefix + 1 } else { 0 }
}
