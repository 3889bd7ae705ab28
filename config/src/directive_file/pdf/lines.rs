//! Lines of a page: where text begins a new one, and where a gap is a space.

/// A gap in sizes; between Latin letters a wider one is a space.
const SPACE: f64 = 0.2;

/// The lines of a page as far as they are read.
#[derive(Default)]
pub(super) struct Lines {
    done: Vec<String>,
    open: String,
    baseline: Option<Baseline>,
    gap: bool,
}

/// Where a piece of text stands, in which direction it is written, and how large it is.
#[derive(Copy, Clone)]
pub(super) struct Baseline {
    pub(super) at: (f64, f64),
    pub(super) along: (f64, f64),
    pub(super) size: f64,
}

impl Baseline {
    /// How far another piece is off this line.
    fn distance(&self, other: &Self) -> f64 {
        let length = self.along.0.hypot(self.along.1).max(f64::MIN_POSITIVE);
        let away = (other.at.0 - self.at.0, other.at.1 - self.at.1);
        ((away.0 * self.along.1 - away.1 * self.along.0) / length).abs()
    }
}

impl Lines {
    /// Adds a piece of text.
    pub(super) fn add(&mut self, text: &str, baseline: Baseline) {
        let moved = self.baseline.is_some_and(|last| {
            let distance = last.distance(&baseline);
            // What cannot be compared stands elsewhere.
            !(distance <= last.size.max(baseline.size) / 2.0)
        });
        if moved {
            self.end_line();
        }
        self.baseline = Some(baseline);
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        if std::mem::take(&mut self.gap) && latin(self.open.chars().last()) && latin(text.chars().next()) {
            self.open.push(' ');
        }
        self.open.push_str(text);
    }

    /// Leaves a gap, in sizes, before the next piece.
    pub(super) fn gap(&mut self, wide: f64) {
        self.gap |= wide > SPACE;
    }

    /// The lines, without blank ones.
    pub(super) fn finish(mut self) -> Vec<String> {
        self.end_line();
        self.done
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.open);
        self.gap = false;
        if !line.trim().is_empty() {
            self.done.push(line.trim_end().to_owned());
        }
    }
}
