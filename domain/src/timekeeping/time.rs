//! Two clocks that never mix: *plan time*, in which a campaign's rules and texts are written, and
//! *wall time*, in which machines set timers. A [`Timebase`] maps one to the other.

use chrono::{DateTime, Duration, NaiveDate, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! instant {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(DateTime<Utc>);

        impl $name {
            /// The instant as a point on the UTC time line.
            pub const fn new(instant: DateTime<Utc>) -> Self {
                Self(instant)
            }

            /// The point on the UTC time line.
            pub const fn utc(self) -> DateTime<Utc> {
                self.0
            }

            /// The instant as clocks in `zone` show it.
            pub fn in_zone(self, zone: Tz) -> DateTime<Tz> {
                self.0.with_timezone(&zone)
            }

            /// The calendar date in `zone`.
            pub fn date(self, zone: Tz) -> NaiveDate {
                self.in_zone(zone).date_naive()
            }

            /// How long after `earlier` this instant is; negative if it is before.
            pub fn since(self, earlier: Self) -> Duration {
                self.0 - earlier.0
            }

            /// The instant `duration` later.
            pub fn plus(self, duration: Duration) -> Self {
                Self(self.0 + duration)
            }

            /// RFC 3339 with the offset that `zone` has at this instant, to the second.
            pub fn rfc3339(self, zone: Tz) -> String {
                self.in_zone(zone).to_rfc3339_opts(SecondsFormat::Secs, false)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true))
            }
        }
    };
}

instant! {
    /// An instant of a campaign's own time: all rules and all texts use it.
    PlanTime
}
instant! {
    /// An instant of the machines' clock: timers and mail use it.
    WallTime
}

/// How plan time runs against wall time.
///
/// In production the two are the same. A replay on the real engine shifts and compresses: last
/// year's campaign with its own dates, two days a second, say.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timebase {
    plan_origin: PlanTime,
    wall_origin: WallTime,
    speed: u32,
}

impl Timebase {
    /// Plan time is wall time.
    pub const fn identity() -> Self {
        let origin = DateTime::<Utc>::UNIX_EPOCH;
        Self { plan_origin: PlanTime(origin), wall_origin: WallTime(origin), speed: 1 }
    }

    /// `plan_origin` happens at `wall_origin`; from there plan time runs `speed` times as fast as
    /// wall time. A speed of 0 would stop time and counts as 1.
    pub const fn compressed(plan_origin: PlanTime, wall_origin: WallTime, speed: u32) -> Self {
        let speed = if speed == 0 { 1 } else { speed };
        Self { plan_origin, wall_origin, speed }
    }

    /// Plan seconds per wall second.
    pub const fn speed(&self) -> u32 {
        self.speed
    }

    /// The plan instant at a wall instant.
    pub fn plan(&self, wall: WallTime) -> PlanTime {
        if self.speed == 1 {
            return self.plan_origin.plus(wall.since(self.wall_origin));
        }
        let wall_us = micros(wall.since(self.wall_origin));
        let plan_us = wall_us.saturating_mul(i64::from(self.speed));
        self.plan_origin.plus(Duration::microseconds(plan_us))
    }

    /// The wall instant at which a plan instant is reached, rounded up, so that a timer set for it
    /// never fires early: `plan(wall(p)) >= p`.
    pub fn wall(&self, plan: PlanTime) -> WallTime {
        if self.speed == 1 {
            return self.wall_origin.plus(plan.since(self.plan_origin));
        }
        let plan_us = micros(plan.since(self.plan_origin));
        let speed = i64::from(self.speed);
        let wall_us = plan_us.div_euclid(speed) + i64::from(plan_us.rem_euclid(speed) != 0);
        self.wall_origin.plus(Duration::microseconds(wall_us))
    }
}

/// How a workflow runs on its machines; nothing of it changes what is decided.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pace {
    /// How long after its instant a wake waits for commands received before it, in wall milliseconds.
    pub grace_ms: u64,
    /// After an absence of the workers, how long to listen for commands before anything is sent, in
    /// wall milliseconds.
    pub listen_ms: u64,
    /// Wall seconds a worker may take over one workflow task; 0: the engine's default.
    pub task_timeout_seconds: u32,
    /// Continue as new after so many history events; 0: when the engine suggests it.
    pub continue_after: u32,
    /// Whether somebody conducts the run: then a machine passes no instant before it has been told that
    /// nothing more will be said to it until then ([`Silence`]).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub conducted: bool,
}

/// Until when nothing more will be said to a machine of a conducted run, as far as it has been told. What
/// happens at an instant by itself comes before what people do at it.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Silence {
    /// It has been told nothing yet.
    #[default]
    Untold,
    /// Nothing before this instant.
    Until(PlanTime),
    /// Nothing any more.
    ForGood,
}

impl Silence {
    /// Whether what happens by itself at an instant may happen.
    pub fn covers(self, at: PlanTime) -> bool {
        Self::Until(at) <= self
    }

    /// Whether there is nothing to carry along.
    pub fn is_untold(&self) -> bool {
        *self == Self::Untold
    }
}

fn micros(duration: Duration) -> i64 {
    duration.num_microseconds().unwrap_or(if duration < Duration::zero() { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn utc(y: i32, m: u32, d: u32, h: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(y, m, d, h, 0, 0).unwrap()
    }

    #[test]
    fn identity_maps_an_instant_to_itself() {
        let base = Timebase::identity();
        let at = utc(2024, 5, 9, 1);
        assert_eq!(base.plan(WallTime::new(at)).utc(), at);
        assert_eq!(base.wall(PlanTime::new(at)).utc(), at);
    }

    #[test]
    fn a_compressed_timer_never_fires_early() {
        let start = PlanTime::new(utc(2024, 5, 9, 1));
        let base = Timebase::compressed(start, WallTime::new(utc(2026, 1, 1, 0)), 172_800);
        for seconds in [0, 1, 7, 59, 86_399, 86_401, 15_000_001] {
            let at = start.plus(Duration::seconds(seconds));
            let reached = base.plan(base.wall(at));
            assert!(reached >= at);
            assert!(reached.since(at) < Duration::seconds(1));
        }
    }

    #[test]
    fn an_instant_is_written_with_its_zone() {
        let at = PlanTime::new(utc(2024, 8, 20, 9));
        assert_eq!(at.rfc3339(chrono_tz::Asia::Shanghai), "2024-08-20T17:00:00+08:00");
    }
}
