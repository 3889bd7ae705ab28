//! The texts people read: one file a language, chosen by the reader.

use axum::{
    extract::FromRequestParts,
    http::{
        HeaderMap,
        header::{ACCEPT_LANGUAGE, COOKIE},
        request::Parts,
    },
};
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use duban_domain::{Calendar, Instrument, PlanTime};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::{borrow::Borrow, collections::HashMap, convert::Infallible, sync::LazyLock};
use unic_langid::{LanguageIdentifier, langid};

type Bundle = FluentBundle<FluentResource>;

/// A language's file, read.
struct Texts {
    bundle: Bundle,
    /// Those that stand by themselves: a table says the heads of its columns in every cell.
    plain: HashMap<String, String>,
}

/// The cookie that keeps the reader's language.
pub const COOKIE_NAME: &str = "duban_lang";

/// A language that pages are written in.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// 中文
    #[default]
    Chinese,
    /// English
    English,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::Chinese, Self::English];

    /// As `lang` attributes, cookies and addresses spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    /// The language with this spelling.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.as_str() == text)
    }

    fn texts(self) -> &'static Texts {
        static CHINESE: LazyLock<Texts> =
            LazyLock::new(|| Texts::new(langid!("zh-CN"), include_str!("../locales/zh.ftl")));
        static ENGLISH: LazyLock<Texts> =
            LazyLock::new(|| Texts::new(langid!("en"), include_str!("../locales/en.ftl")));
        match self {
            Self::Chinese => &CHINESE,
            Self::English => &ENGLISH,
        }
    }
}

impl Texts {
    fn new(language: LanguageIdentifier, text: &str) -> Self {
        let bundle = bundle(language, text);
        let keys = text.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key);
        let plain = keys.filter_map(|key| {
            let pattern = bundle.get_message(key)?.value()?;
            let mut errors = Vec::new();
            let text = bundle.format_pattern(pattern, None, &mut errors).into_owned();
            errors.is_empty().then(|| (key.to_owned(), text))
        });
        let plain = plain.collect();
        Self { bundle, plain }
    }
}

/// The embedded files are parsed by a test; what of one cannot be read is left out here.
fn bundle(language: LanguageIdentifier, text: &str) -> Bundle {
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(readable, errors)| {
        tracing::error!(?errors, "a translation file is damaged");
        readable
    });
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Marks around arguments help where right-to-left and left-to-right mix; here they would be copied along.
    bundle.set_use_isolating(false);
    if let Err(errors) = bundle.add_resource(resource) {
        tracing::error!(?errors, "a translation stands twice");
    }
    bundle
}

/// The reader's language and how it words things.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Words {
    /// The language.
    pub lang: Lang,
}

impl Words {
    /// Words of a language.
    pub const fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// The text of a key.
    pub fn t(&self, key: &str) -> String {
        self.lang.texts().plain.get(key).cloned().unwrap_or_else(|| self.format(key, None))
    }

    /// The text of a key with a count, `$n`.
    pub fn n(&self, key: &str, n: impl ToString) -> String {
        let n = n.to_string();
        let mut args = FluentArgs::new();
        // A number and not a text, so that plurals work.
        args.set("n", FluentValue::try_number(&n));
        self.format(key, Some(&args))
    }

    /// The text of a key with named values, inserted as they are.
    pub fn with<'a, V: ToString + 'a>(&self, key: &str, values: impl AsRef<[(&'a str, V)]>) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values.as_ref() {
            args.set((*name).to_owned(), FluentValue::from(value.to_string()));
        }
        self.format(key, Some(&args))
    }

    /// A kind of notice.
    pub fn instrument(self, instrument: Instrument) -> String {
        match self.lang {
            Lang::Chinese => instrument.row().chinese,
            Lang::English => instrument.row().english,
        }
        .to_owned()
    }

    /// The text of one of a family of keys, such as `standing-` and a standing's spelling.
    pub fn family(&self, prefix: &str, one: &str) -> String {
        self.t(&format!("{prefix}{one}"))
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = &self.lang.texts().bundle;
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, lang = self.lang.as_str(), "a text is missing");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::error!(key, ?errors, "a text has an argument that was not given");
        }
        text
    }

    /// A day in a table: 2024-08-20.
    pub fn day(&self, day: impl Borrow<NaiveDate>) -> String {
        day.borrow().format("%Y-%m-%d").to_string()
    }

    /// An instant in a table: 08-20 17:30.
    pub fn short(&self, at: impl Borrow<PlanTime>, zone: impl Borrow<Tz>) -> String {
        at.borrow().in_zone(*zone.borrow()).format("%m-%d %H:%M").to_string()
    }

    /// An instant in a table: 2024-08-20 17:30.
    pub fn time(&self, at: impl Borrow<PlanTime>, zone: impl Borrow<Tz>) -> String {
        at.borrow().in_zone(*zone.borrow()).format("%Y-%m-%d %H:%M").to_string()
    }

    /// A date or an instant, with the mark of one that is provisional (暂定).
    pub fn settled(&self, text: String, provisional: impl Borrow<bool>) -> String {
        if *provisional.borrow() { format!("{text}{}", self.t("provisional-mark")) } else { text }
    }

    /// A deadline in a table: 2024-08-20 17:30, with its mark if it is provisional by a campaign's calendar.
    pub fn deadline(
        &self,
        at: impl Borrow<PlanTime>,
        zone: impl Borrow<Tz>,
        calendar: impl Borrow<Calendar>,
    ) -> String {
        let (at, zone) = (*at.borrow(), *zone.borrow());
        self.settled(self.time(at, zone), calendar.borrow().is_provisional(at.date(zone)))
    }

    /// A day where somebody decides by it: 2024年8月20日（星期二）.
    pub fn date(&self, day: NaiveDate) -> String {
        let weekday = self.t(WEEKDAYS[day.weekday().num_days_from_monday() as usize % WEEKDAYS.len()]);
        let (year, month, date) = (day.year().to_string(), day.month().to_string(), day.day().to_string());
        self.with("date-day", [("year", year), ("month", month), ("day", date), ("weekday", weekday)])
    }

    /// An instant where somebody decides by it: 2024年8月20日（星期二）17:30.
    pub fn full(&self, at: impl Borrow<PlanTime>, zone: impl Borrow<Tz>) -> String {
        let at = at.borrow().in_zone(*zone.borrow());
        let day = at.date_naive();
        let weekday = self.t(WEEKDAYS[day.weekday().num_days_from_monday() as usize % WEEKDAYS.len()]);
        let time = at.format("%H:%M").to_string();
        let (year, month, date) = (day.year().to_string(), day.month().to_string(), day.day().to_string());
        let values = [("year", year), ("month", month), ("day", date), ("weekday", weekday), ("time", time)];
        self.with("date-full", values)
    }
}

const WEEKDAYS: [&str; 7] =
    ["weekday-mon", "weekday-tue", "weekday-wed", "weekday-thu", "weekday-fri", "weekday-sat", "weekday-sun"];

impl<S: Sync> FromRequestParts<S> for Words {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts.uri.path(), &parts.headers))
    }
}

impl Words {
    /// The reader's choice, kept in a cookie; of a program, which has none, what it says it accepts. A browser
    /// says that by itself, so it decides no page. Chinese where nobody chose.
    pub fn of(path: &str, headers: &HeaderMap) -> Self {
        let accepted = || path.starts_with("/api/").then(|| accepted(headers)).flatten();
        Self::new(chosen(headers).or_else(accepted).unwrap_or_default())
    }
}

fn chosen(headers: &HeaderMap) -> Option<Lang> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(name, _)| *name == COOKIE_NAME).find_map(|(_, value)| Lang::parse(value))
}

/// The language that `Accept-Language` likes best of those there are (RFC 9110, section 12.5.4).
fn accepted(headers: &HeaderMap) -> Option<Lang> {
    let lines = headers.get_all(ACCEPT_LANGUAGE).iter().filter_map(|value| value.to_str().ok());
    let liked = lines.flat_map(|line| line.split(',')).filter_map(|one| {
        let mut parts = one.split(';').map(str::trim);
        let lang = Lang::parse(parts.next()?.split('-').next()?.to_ascii_lowercase().as_str())?;
        let weight = parts.find_map(|part| part.strip_prefix("q="));
        let weight = weight.map_or(Some(1.0), |weight| weight.parse::<f32>().ok())?;
        (weight > 0.0).then_some((weight, lang))
    });
    // Of two that are liked alike, the first.
    let best = liked.reduce(|best, one| if one.0 > best.0 { one } else { best });
    best.map(|(_, lang)| lang)
}

#[cfg(test)]
mod tests;
