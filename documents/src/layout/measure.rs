//! The standard's measures, and how much room a text takes.

use crate::text::half_widths;

/// Millimetres as twips, rounded.
pub(super) const fn mm(tenths: u32) -> u32 {
    (tenths * 1440 + 127) / 254
}

/// A4.
pub(super) const PAGE: (u32, u32) = (11906, 16838);
/// 天头 37 mm.
pub(super) const TOP: u32 = mm(370);
/// 订口 28 mm.
pub(super) const LEFT: u32 = mm(280);
/// 35 mm, which leaves 225 mm of height.
pub(super) const BOTTOM: u32 = mm(350);
/// 26 mm, which leaves 156 mm of width.
pub(super) const RIGHT: u32 = mm(260);
/// The width of the type area (版心), 156 mm.
pub(super) const WIDTH: u32 = PAGE.0 - LEFT - RIGHT;
/// The pitch of lines: 22 fill 225 mm, 28.95 pt each.
pub(super) const LINE: u32 = 579;
/// What the grid takes from a 16 pt character so that 28 fill 156 mm, in 1/4096 pt.
pub(super) const CHARACTER_SPACE: isize = -849;
/// The room a character of the body takes: 16 pt less the quarter point of its style, so that 28 fill
/// 156 mm. The styles do this themselves and leave the grid to page setup, for programs snap characters to
/// it in different ways.
pub(super) const CHARACTER: u32 = 315;
/// From the edge of the paper to the footer: a letter's lower rule stands 20 mm above the edge. The style of
/// page numbers lifts them, so that their dashes stand 7 mm below the type area.
pub(super) const FOOTER: u32 = mm(200);
/// The length of a letter's rules, 170 mm.
pub(super) const LETTER_RULE: u32 = mm(1700);
/// From the edge of the paper to a letter's organ mark, 30 mm.
pub(super) const LETTER_MARK: u32 = mm(300);
/// From the top of the type area to the organ mark, 35 mm.
pub(super) const MARK: u32 = mm(350);

/// How an organ mark is set: its size in half points, and how far its characters are narrowed, in percent.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// In half points.
    pub(super) size: u32,
    /// Percent of a character's width.
    pub(super) stretch: u32,
}

/// The largest mark that stands on one line of `width` twips. A long name is first narrowed, as printers
/// do, then made smaller.
pub(super) fn mark(text: &str, width: u32) -> Mark {
    /// Sizes in half points.
    const LARGEST: u32 = 96;
    const SMALLEST: u32 = 10;
    /// Narrower than this, a mark is hard to read.
    const NARROWEST: u32 = 66;
    let halves = u32::try_from(half_widths(text).max(1)).unwrap_or(u32::MAX);
    // A margin of a hundredth is for rounding. A half character of a size in half points is 5 twips wide
    // for each of them.
    let room = u64::from(width) * 99;
    let stretch = |size: u32| u32::try_from(room / (u64::from(halves) * u64::from(size) * 5)).unwrap_or(100);
    let fits = |size: &u32| stretch(*size) >= NARROWEST;
    let size = (SMALLEST..=LARGEST).rev().find(fits).unwrap_or(SMALLEST);
    Mark { size, stretch: stretch(size).clamp(1, 100) }
}

/// How far a name of 14 pt must be narrowed, in percent, to stand on one line of `width` with `other` text,
/// a character's room at either edge and two between.
pub(super) fn narrowed(name: &str, other: &str, width: u32) -> i32 {
    const HALF: usize = 140;
    let room = usize::try_from(width).unwrap_or(usize::MAX).saturating_sub((half_widths(other) + 8) * HALF);
    let percent = room * 100 / (half_widths(name).max(1) * HALF);
    i32::try_from(percent.clamp(1, 100)).unwrap_or(100)
}

/// Names of the copies in lines of 14 pt, each name whole where it fits. A line has 29 characters less the
/// four before the first name and one at the right edge.
pub(super) fn copy_lines(names: &[String]) -> Vec<String> {
    const MOST: usize = 2 * 25;
    let mut lines = vec![String::new()];
    let mut used = 0;
    for part in names.iter().flat_map(|name| cut(name, MOST)) {
        let wide = half_widths(&part);
        if used > 0 && used + wide > MOST {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(&part);
        }
        used += wide;
    }
    lines
}

/// Breaks a title into as few lines as it needs, as even as may be. It is broken at the ends of its
/// `pieces`, and inside one only where that is longer than a line.
pub(super) fn title_lines(pieces: &[String]) -> Vec<String> {
    /// Half characters of 22 pt in 156 mm.
    const MOST: usize = 40;
    let pieces: Vec<String> = pieces.iter().flat_map(|piece| cut(piece, MOST)).collect();
    // Few pieces: every way to break between them is tried.
    let gaps = pieces.len().saturating_sub(1).min(12);
    let ways = (0..1_u32 << gaps).map(|breaks| joined(&pieces, gaps, breaks));
    let fitting = ways.filter(|lines| lines.iter().all(|line| half_widths(line) <= MOST));
    fitting.min_by_key(|lines| (lines.len(), unevenness(lines))).unwrap_or(pieces)
}

/// The pieces in lines, broken after those whose bit is set, and after each beyond `gaps`.
fn joined(pieces: &[String], gaps: usize, breaks: u32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for (index, piece) in pieces.iter().enumerate() {
        if index > 0 && (index > gaps || breaks & 1 << (index - 1) != 0) {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(piece);
        }
    }
    lines
}

/// The sum of the squared widths: among ways to set one title in so many lines, least where they are even.
fn unevenness(lines: &[String]) -> usize {
    lines.iter().map(|line| half_widths(line).pow(2)).sum()
}

/// `piece` in parts of at most `most` half characters, as even as may be.
fn cut(piece: &str, most: usize) -> Vec<String> {
    let width = half_widths(piece);
    let parts = width.div_ceil(most).max(1);
    let share = width.div_ceil(parts);
    let mut cut = vec![String::new()];
    let mut used = 0;
    for c in piece.chars() {
        let wide = half_widths(c.encode_utf8(&mut [0; 4]));
        if used + wide > share.max(2) + 1 {
            cut.push(String::new());
            used = 0;
        }
        if let Some(part) = cut.last_mut() {
            part.push(c);
        }
        used += wide;
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_area_is_156_by_225_millimetres() {
        assert_eq!((TOP, LEFT, BOTTOM, RIGHT), (2098, 1587, 1984, 1474));
        assert!(WIDTH.abs_diff(mm(1560)) <= 1);
        let height = PAGE.1 - TOP - BOTTOM;
        assert_eq!((height / LINE, WIDTH / CHARACTER), (22, 28));
        // 28 characters of 16 pt less what the grid takes.
        let space = u32::try_from(CHARACTER_SPACE.unsigned_abs()).unwrap();
        let line = 28 * (16 * 4096 - space) * 20 / 4096;
        assert!(line <= WIDTH && line + 20 > WIDTH, "{line}");
    }

    #[test]
    fn an_organ_mark_stands_on_one_line_however_long() {
        for name in ["省局", "都匀市市场监督管理局文件", "黔南布依族苗族自治州市场监督管理局文件"]
            .map(str::to_owned)
            .into_iter()
            .chain([30, 60, 90].map(|n| "长".repeat(n)))
        {
            let mark = mark(&name, WIDTH);
            let halves = u32::try_from(half_widths(&name)).unwrap();
            assert!(halves * mark.size * 5 * mark.stretch / 100 <= WIDTH, "{name} {mark:?}");
            assert!(mark.stretch >= 66 && mark.stretch <= 100, "{name} {mark:?}");
        }
        assert_eq!(mark("省局", WIDTH).size, 96);
    }

    #[test]
    fn a_title_is_broken_at_its_marks() {
        let pieces = |text: &str| text.split('¦').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(title_lines(&pieces("关于某事的¦通报")), ["关于某事的通报"]);
        let long = "关于三都水族自治县市场监督管理局¦逾期未报送¦“阶段性工作总结”¦情况的通报";
        assert_eq!(
            title_lines(&pieces(long)),
            ["关于三都水族自治县市场监督管理局", "逾期未报送“阶段性工作总结”情况的通报"]
        );
        let endless = "长".repeat(70);
        let lines = title_lines(&pieces(&endless));
        assert_eq!(lines.len(), 4);
        assert!(lines.iter().all(|line| half_widths(line) <= 40));
        assert_eq!(lines.concat(), endless);
    }
}
