//! Lines of a page: where text begins a new one, and where a gap is a space.

use super::super::tidy::is_space;

/// The lines of a page as far as they are read.
#[derive(Default)]
pub(super) struct Lines {
    done: Vec<String>,
    open: String,
    baseline: Option<Baseline>,
    /// How far the text reaches from there, in sizes: as wide as its characters usually are.
    reach: f64,
    gap: f64,
}

/// Where a piece of text stands, in which direction it is written, and how large it is.
#[derive(Copy, Clone)]
pub(super) struct Baseline {
    pub(super) at: (f64, f64),
    pub(super) along: (f64, f64),
    pub(super) size: f64,
}

impl Baseline {
    /// How far another piece is along this line, and how far off it.
    fn distance(&self, other: &Self) -> (f64, f64) {
        let length = self.along.0.hypot(self.along.1).max(f64::MIN_POSITIVE);
        let (x, y) = (other.at.0 - self.at.0, other.at.1 - self.at.1);
        let along = (x * self.along.0 + y * self.along.1) / length;
        (along, (x * self.along.1 - y * self.along.0).abs() / length)
    }
}

impl Lines {
    /// Adds a piece of text.
    pub(super) fn add(&mut self, text: &str, baseline: Baseline) {
        let (along, off) = self.baseline.map_or((0.0, 0.0), |last| last.distance(&baseline));
        let size = self.baseline.map_or(0.0, |last| last.size).max(baseline.size);
        // A place that is no number is another one.
        if off.is_nan() || off > size / 2.0 {
            self.end_line();
        } else if along > 0.0 {
            self.gap += along / size - self.reach;
        }
        if along != 0.0 || self.open.is_empty() {
            self.reach = 0.0;
        }
        self.baseline = Some(baseline);
        if is_space(&self.open, self.gap, text, along == 0.0) {
            self.open.push(' ');
        }
        self.gap = 0.0;
        self.reach += text.chars().map(|c| if c.is_ascii() { 0.55 } else { 1.0 }).sum::<f64>();
        self.open.push_str(text);
    }

    /// Leaves a gap, in sizes, before the next piece.
    pub(super) fn gap(&mut self, wide: f64) {
        self.gap += wide;
        self.reach += wide;
    }

    /// The lines, without blank ones.
    pub(super) fn finish(mut self) -> Vec<String> {
        self.end_line();
        self.done
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.open);
        self.gap = 0.0;
        if !line.trim().is_empty() {
            self.done.push(line.trim_end().to_owned());
        }
    }
}
