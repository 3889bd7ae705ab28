//! A place in a text from which numbers, words and days are read.

use super::bound_word::bound_word;

/// A place in a text from which is read.
pub(super) struct Scan<'a> {
    pub(super) chars: &'a [char],
    pub(super) at: usize,
}

impl Scan<'_> {
    pub(super) fn eat(&mut self, word: &str) -> bool {
        let length = word.chars().count();
        let next = self.chars.get(self.at..self.at + length);
        let matches = next.is_some_and(|next| next.iter().copied().eq(word.chars()));
        self.at += if matches { length } else { 0 };
        matches
    }

    pub(super) fn eat_any(&mut self, words: &[&str]) -> bool {
        words.iter().any(|word| self.eat(word))
    }

    pub(super) fn spaces(&mut self) {
        while self.chars.get(self.at) == Some(&' ') {
            self.at += 1;
        }
    }

    /// Does something, or nothing at all.
    pub(super) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let before = self.at;
        let result = read(self);
        if result.is_none() {
            self.at = before;
        }
        result
    }

    pub(super) fn day_of_month(&mut self) -> Option<u32> {
        self.attempt(|scan| {
            scan.spaces();
            let day = scan.number()?;
            scan.spaces();
            // 6月25前 is written as well.
            let bound = scan.chars.get(scan.at) == Some(&'前') && bound_word(&scan.chars[scan.at..]) > 0;
            ((scan.eat_any(&["日", "号"]) || bound) && (1..=31).contains(&day)).then_some(day)
        })
    }

    /// A number up to 99, in digits or in words.
    pub(super) fn number(&mut self) -> Option<u32> {
        let digits = self.chars[self.at..].iter().take_while(|c| c.is_ascii_digit()).count();
        if digits > 0 {
            let text: String = self.chars[self.at..self.at + digits].iter().collect();
            self.at += digits;
            return (digits <= 3).then(|| text.parse().ok())?;
        }
        self.attempt(Self::number_in_words)
    }

    fn number_in_words(&mut self) -> Option<u32> {
        let next = |scan: &Self| scan.chars.get(scan.at).copied().and_then(digit);
        let tens = next(self);
        self.at += usize::from(tens.is_some());
        if !self.eat("十") {
            return tens;
        }
        let units = next(self);
        self.at += usize::from(units.is_some());
        Some(tens.unwrap_or(1) * 10 + units.unwrap_or(0))
    }

    /// Whether what was read is a bound: 前, 之前, 以前, 内, 止.
    pub(super) fn over_by(&self) -> Option<usize> {
        let mut ahead = Scan { chars: self.chars, at: self.at };
        ahead.spaces();
        // 8月20日(星期二)前
        if ahead.eat("(") {
            let close = ahead.chars[ahead.at..].iter().take(6).position(|c| *c == ')')?;
            ahead.at += close + 1;
        }
        ahead.time_of_day();
        let word = bound_word(&ahead.chars[ahead.at.min(ahead.chars.len())..]);
        (word > 0).then_some(ahead.at + word)
    }

    /// 下班, 17:00, 下午5点, 24时
    fn time_of_day(&mut self) {
        self.eat_any(&["上午", "下午", "中午", "晚上", "夜间", "晚"]);
        self.attempt(|scan| {
            scan.number()?;
            if scan.eat(":") {
                scan.number()?;
            } else {
                scan.eat_any(&["时", "点"]).then_some(())?;
                scan.attempt(|scan| scan.number().filter(|_| scan.eat("分")));
                scan.eat_any(&["整", "半"]);
            }
            Some(())
        });
        self.eat("下班");
    }
}

/// A digit, also in Chinese.
pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '〇' | '○' | '零' | 'O' => Some(0),
        _ => c.to_digit(10).or_else(|| {
            let place = "一二三四五六七八九".chars().position(|word| word == c)?;
            u32::try_from(place + 1).ok()
        }),
    }
}
