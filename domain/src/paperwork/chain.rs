//! Who stands above whom in a matter or a docket, and who decides.

use crate::{campaign::party::Party, ids::BureauCode, machines::matter::Decider};

/// A matter's bureau and everyone above it.
pub fn chain(party: &Party) -> Vec<BureauCode> {
    std::iter::once(&party.bureau).chain(&party.superiors).cloned().collect()
}

/// The bureau that decides, for a party.
pub fn decider(decider: Decider, party: &Party, issuer: &BureauCode) -> BureauCode {
    match decider {
        Decider::Own => party.bureau.clone(),
        Decider::Supervisor => party.supervisor().clone(),
        Decider::Issuer => issuer.clone(),
    }
}

/// Whether a bureau may decide what is another's to decide: it is that bureau, or stands above it. A chain
/// names those who may decide at all, the lowest first; where it does not know the other bureau, each of
/// them may. Whoever a docket is about, or a finding at a bureau, is not in its chain.
pub(crate) fn stands_at_or_above(chain: &[BureauCode], bureau: &BureauCode, other: &BureauCode) -> bool {
    let rank = rank(chain, bureau);
    bureau == other || rank > 0 && rank >= self::rank(chain, other)
}

/// Those who may decide what is another's to decide: that bureau first, then those of a chain above it.
pub(crate) fn at_or_above(chain: &[BureauCode], other: &BureauCode) -> Vec<BureauCode> {
    let above = chain.iter().filter(|code| *code != other && stands_at_or_above(chain, code, other));
    std::iter::once(other).chain(above).cloned().collect()
}

/// How high a bureau stands in a chain: 1 for its first; 0 for a bureau outside it.
pub fn rank(chain: &[BureauCode], code: &BureauCode) -> usize {
    chain.iter().position(|c| c == code).map_or(0, |place| place + 1)
}

/// The next bureau up in a chain; `None` for its top and for a bureau outside it.
pub(crate) fn above(chain: &[BureauCode], code: &BureauCode) -> Option<BureauCode> {
    let place = chain.iter().position(|c| c == code)?;
    chain.get(place + 1).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bureau_decides_for_itself_and_those_above_it_may_in_its_place() {
        let chain: Vec<BureauCode> = ["20", "10"].map(Into::into).to_vec();
        let may = |bureau: &str, other: &str| stands_at_or_above(&chain, &bureau.into(), &other.into());
        assert!(may("20", "20") && may("10", "20") && may("10", "10"));
        assert!(!may("20", "10") && !may("21", "20"));
        // Of one that the chain does not know: itself, and whoever may decide at all, but no stranger.
        assert!(may("30", "30") && may("20", "30") && !may("99", "30") && !may("21", "30"));
        assert_eq!(at_or_above(&chain, &"20".into()), chain);
        assert_eq!((above(&chain, &"20".into()), above(&chain, &"10".into())), (Some("10".into()), None));
    }
}
