//! What a template sees of a league table: the receiving bureau's own line. The whole table is in the
//! document.

use super::text;
use duban_domain::{ids::BureauCode, league::Share};
use duban_store::DigestEntry;
use serde::Serialize;

/// `n.league`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LeagueView {
    /// `2024年8月`, a phase's title, `全程`.
    pub(super) period: String,
    /// 县（市、区）级.
    pub(super) level: &'static str,
    pub(super) closes: String,
    /// How many bureaus are ranked.
    pub(super) count: usize,
    /// The receiving bureau's line; `none` for one that gets a copy.
    pub(super) own: Option<OwnView>,
}

/// `n.league.own`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct OwnView {
    /// `none` where nothing of it fell due.
    pub(super) rank: Option<u32>,
    pub(super) complete: String,
    pub(super) timely: String,
    pub(super) rectified: String,
    /// What it did not hand in.
    pub(super) missing: Option<String>,
}

/// What a league table's notice tells a receiver.
pub(super) fn league(entry: &DigestEntry, receiver: &BureauCode) -> Option<LeagueView> {
    let league = entry.notice.facts.league.as_deref()?;
    let placing = league.rows.iter().find(|placing| placing.bureau == *receiver);
    let missing = league.missing.iter().filter(|missing| missing.bureaus.contains(receiver));
    let missing: Vec<_> = missing.map(|missing| format!("“{}”", text::clean(&missing.title))).collect();
    Some(LeagueView {
        period: text::clean(&league.title),
        level: league.level_name(),
        closes: text::moment(league.closes, entry.zone),
        count: league.rows.len(),
        own: placing.map(|placing| OwnView {
            rank: placing.rank,
            complete: share(placing.figures.complete()),
            timely: share(placing.figures.timely()),
            rectified: share(placing.figures.rectified()),
            missing: (!missing.is_empty()).then(|| missing.join("、")),
        }),
    })
}

/// `12/14（85.7%）`.
fn share(share: Share) -> String {
    match share.of {
        0 => "本期无到期事项".to_owned(),
        _ => format!("{share}（{}）", share.percent()),
    }
}
