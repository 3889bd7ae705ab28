//! One circular names all. Bureaus that owe the same and lag at the same instant are criticised in one paper with one
//! number, not in one each: whoever keeps their notices finds by what they say which of them belong together.
//!
//! Every docket issues its notice by itself, and none knows of the others. The first one takes a number, those
//! that say the same join it, and it is closed when its mail is put together or its file is kept. Until those who
//! still lag have told theirs the mail waits, an hour at most: whoever tells later is named in a circular of
//! its own, so that nobody is lost and nobody named twice.

use crate::{
    ids::BureauCode,
    paperwork::{instrument::Instrument, notice::Notice},
    timekeeping::time::{PlanTime, WallTime},
};
use chrono::Duration;
use std::collections::BTreeMap;

/// How often it is looked whether all have told theirs.
const LOOK: Duration = Duration::minutes(1);
/// How long the mail waits at most.
const LONGEST: Duration = Duration::hours(1);

/// Whether a rung's document names all who lag: a circular that nobody has to approve. What a leader approves is
/// approved bureau by bureau, each at its own instant.
pub(crate) const fn is_joint(instrument: Instrument, approved: bool) -> bool {
    matches!(instrument, Instrument::Circular) && !approved
}

/// What notices that belong into one circular have in common, as a text: all they say but whom they criticise and
/// what that bureau was sent before. `None`: the notice stands alone.
pub fn joint_key(notice: &Notice) -> Option<String> {
    if !notice.facts.joint {
        return None;
    }
    let mut common = notice.clone();
    common.ordinal = 0;
    common.to = BureauCode::from("");
    common.copies.clear();
    common.facts.earlier.clear();
    // Texts, numbers and instants alone: there is nothing in it that JSON cannot hold.
    serde_json::to_string(&common).ok()
}

/// A bureau that owes what a circular is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lagging {
    /// Which.
    pub bureau: BureauCode,
    /// When it is due.
    pub due: PlanTime,
}

/// Whether somebody whom the circular is going to name has not told so yet: who owes the same by the same instant,
/// as far below the sender as those `named` are.
pub fn is_awaited(
    sender: &BureauCode,
    due: Option<PlanTime>,
    named: &[BureauCode],
    lagging: &[Lagging],
    supervisors: &BTreeMap<BureauCode, BureauCode>,
) -> bool {
    let depth = |bureau: &BureauCode| {
        let mut above = std::iter::successors(Some(bureau), |bureau| supervisors.get(*bureau));
        // A list that runs in a circle is refused where it is read; here it must only end.
        above.by_ref().take(supervisors.len() + 1).position(|bureau| bureau == sender)
    };
    let Some(of_named) = named.first().and_then(depth) else { return false };
    lagging.iter().any(|lagging| {
        Some(lagging.due) == due
            && !named.contains(&lagging.bureau)
            && depth(&lagging.bureau) == Some(of_named)
    })
}

/// Until when the mail waits for those who are awaited, at `now`; `None`: it goes.
pub fn held_until(send_from: WallTime, now: WallTime, awaited: bool) -> Option<WallTime> {
    let waited = now.since(send_from).max(Duration::zero());
    let looks = i32::try_from(waited.num_minutes()).unwrap_or(i32::MAX).saturating_add(1);
    (awaited && waited < LONGEST).then(|| send_from.plus(LOOK * looks))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ids::ObligationId, paperwork::notice::Facts};
    use chrono::{TimeZone as _, Utc};

    fn at(hour: u32) -> PlanTime {
        PlanTime::new(Utc.with_ymd_and_hms(2024, 8, 21, hour, 0, 0).unwrap())
    }

    fn circular(to: &str) -> Notice {
        Notice {
            ordinal: 3,
            instrument: Instrument::Circular,
            obligation: Some(ObligationId::new("plan")),
            title: "实施方案".to_owned(),
            from: "522700".into(),
            to: to.into(),
            copies: vec!["522702".into()],
            at: at(1),
            send_from: at(1),
            step: 2,
            facts: Facts {
                due: Some(at(0)),
                overdue: Some(3),
                earlier: vec![1],
                joint: true,
                ..Facts::default()
            },
        }
    }

    #[test]
    fn notices_that_say_the_same_of_several_bureaus_belong_together() {
        let one = circular("522701");
        let mut other = Notice { ordinal: 7, copies: Vec::new(), ..circular("522725") };
        other.facts.earlier = vec![2, 5];
        assert!(joint_key(&one).is_some());
        assert_eq!(joint_key(&one), joint_key(&other));
    }

    #[test]
    fn what_says_anything_else_stands_apart() {
        let one = circular("522701");
        let change: [fn(&mut Notice); 6] = [
            |n| n.from = "520000".into(),
            |n| n.at = at(2),
            |n| n.obligation = Some(ObligationId::new("report")),
            |n| n.facts.overdue = Some(4),
            |n| n.facts.reply_by = Some(at(9)),
            |n| n.facts.returned = Some("没有盖章".to_owned()),
        ];
        for change in change {
            let mut other = circular("522725");
            change(&mut other);
            assert_ne!(joint_key(&one), joint_key(&other));
        }
        let mut alone = one;
        alone.facts.joint = false;
        assert_eq!(joint_key(&alone), None);
    }

    #[test]
    fn what_a_leader_approves_names_one() {
        assert!(is_joint(Instrument::Circular, false));
        assert!(!is_joint(Instrument::Circular, true));
        assert!(!is_joint(Instrument::Listing, false));
    }

    #[test]
    fn those_are_awaited_who_owe_the_same_as_far_below_the_sender() {
        let above = [
            ("522701", "522700"),
            ("522702", "522700"),
            ("522700", "520000"),
            ("520102", "520100"),
            ("520100", "520000"),
        ];
        let above = above.map(|(bureau, above)| (bureau.into(), above.into())).into();
        let awaited = |sender: &str, lagging: &str, due| {
            let lagging = [Lagging { bureau: lagging.into(), due }];
            is_awaited(&sender.into(), Some(at(0)), &["522701".into()], &lagging, &above)
        };
        assert!(awaited("522700", "522702", at(0)));
        assert!(!awaited("522700", "522701", at(0)), "it is named already");
        assert!(!awaited("522700", "522702", at(1)), "its date was moved");
        assert!(!awaited("522700", "520102", at(0)), "its own prefecture criticises it");
        assert!(awaited("520000", "520102", at(0)));
        assert!(!awaited("520000", "520100", at(0)), "another level");
    }

    #[test]
    fn a_mail_waits_a_minute_at_a_time_and_an_hour_at_most() {
        let from = WallTime::new(Utc.with_ymd_and_hms(2024, 8, 21, 1, 0, 0).unwrap());
        let after = |seconds| from.plus(Duration::seconds(seconds));
        let held = |seconds| held_until(from, after(seconds), true);
        assert_eq!(held_until(from, after(5), false), None);
        assert_eq!([held(-5), held(0), held(59)], [Some(after(60)); 3]);
        assert_eq!([held(60), held(119)], [Some(after(120)); 2]);
        assert_eq!([held(3599), held(3600)], [Some(after(3600)), None]);
    }
}
