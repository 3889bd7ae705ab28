//! The shares that a rank is made of.

use duban_domain::league::{LeagueFigures, Share};
use serde::Serialize;
use utoipa::ToSchema;

/// So many of so many.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeagueShare)]
pub(crate) struct LeagueShare {
    /// How many.
    part: u32,
    /// Of how many.
    of: u32,
}

impl From<Share> for LeagueShare {
    fn from(Share { part, of }: Share) -> Self {
        Self { part, of }
    }
}

/// The three shares a rank is made of, in the order they are compared.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LeagueFigures)]
pub(super) struct Shares {
    /// 完整率: handed in of owed.
    pub(super) complete: LeagueShare,
    /// 及时率: in time of owed.
    pub(super) timely: LeagueShare,
    /// 隐患按期销号率: findings closed in time of findings due.
    pub(super) rectified: LeagueShare,
}

impl From<LeagueFigures> for Shares {
    fn from(figures: LeagueFigures) -> Self {
        Self {
            complete: figures.complete().into(),
            timely: figures.timely().into(),
            rectified: figures.rectified().into(),
        }
    }
}
